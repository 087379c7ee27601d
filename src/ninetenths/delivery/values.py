"""The values of delivery: tasks with their deadlines, schedules, reports and checks, and the status computed from them.

Frozen throughout. Shares are `Fraction` (1 is all of it); days are `datetime.date` and mean the end of that day in the
body's zone. Three things that look alike are kept apart: None (nobody said), 0 (said to be nothing) and not applicable
(`applicable=False`: there is nothing to say).
"""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

Span = tuple[int, int]
Kind = Literal["milestone", "quantity", "recurring", "standing", "prohibition"]
KINDS: tuple[Kind, ...] = ("milestone", "quantity", "recurring", "standing", "prohibition")
Bound = Literal["=", ">=", ">", "<=", "<", "~"]
CheckKind = Literal["desk", "field", "acceptance"]
CHECK_KINDS: tuple[CheckKind, ...] = ("desk", "field", "acceptance")
CheckResult = Literal["passed", "returned"]
Curve = Literal["linear", "nodes", "custom", "gate"]
# What the schedule, the reports and the checks make of a task; the first six are the fates of the pages. `claimed`:
# said to be done and not checked; `unmeasured`: reported, without a figure where one is due.
Code = Literal[
    "done", "pace", "behind", "overdue", "silent", "unowned", "claimed", "unmeasured", "cancelled", "inapplicable"
]
CODES: tuple[Code, ...] = (
    "overdue", "unowned", "silent", "behind", "claimed", "unmeasured", "pace", "done", "cancelled", "inapplicable",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Why:
    """A reason as a code with parameters; the words stand in `packs/words/<language>/delivery.toml`."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Goal:
    """A quantified goal: bound, value and unit (`(low, high)` where a range is meant), and the words it stands in."""

    written: str
    bound: Bound | None = None
    value: Fraction | tuple[Fraction, Fraction] | None = None
    unit: str | None = None


@dataclass(frozen=True, slots=True)
class Agencies:
    """Who carries out: what the cells said, kept, and what was read from it. The first lead counts in figures."""

    lead: str | None = None
    joint: tuple[str, ...] = ()
    supporting: tuple[str, ...] = ()
    lead_written: str = ""
    supporting_written: str = ""

    @property
    def leads(self) -> tuple[str, ...]:
        """The lead and the joint leads, in order."""
        return () if self.lead is None else (self.lead, *self.joint)


@dataclass(frozen=True, slots=True)
class Extension:
    """A moved deadline. Without `approved_on` it was only asked for and moves nothing."""

    new: datetime.date
    asked_on: datetime.date | None = None
    approved_on: datetime.date | None = None
    approved_by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Node:
    """A node of the schedule: by `day`, this share of the whole is due, or what the words say; `done` once said."""

    day: datetime.date
    share: Fraction | None = None
    words: str = ""
    done: bool | None = None


@dataclass(frozen=True, slots=True)
class Schedule:
    """How much is due when. `linear`: in step with the calendar from `start`; `nodes`: a step at each node;
    `custom`: straight lines between the shares of the nodes; `gate`: nothing until the deadline, then all.
    """

    curve: Curve = "linear"
    start: datetime.date | None = None
    nodes: tuple[Node, ...] = ()


@dataclass(frozen=True, slots=True)
class Report:
    """One progress report: the day it speaks of, the day it was known, what it claims. Newest last in a task."""

    on: datetime.date | None = None
    known_on: datetime.date | None = None
    progress: Fraction | None = None
    actual: Fraction | None = None
    applicable: bool = True
    status: str = ""
    words: str = ""
    claims_done: bool = False
    done_on: datetime.date | None = None
    problems: str = ""
    next_step: str = ""
    evidence: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Check:
    """A desk check 审核, field check 核查 or acceptance 验收: when, by whom, with what result, how much it found."""

    kind: CheckKind
    result: CheckResult
    on: datetime.date | None = None
    by: str = ""
    progress: Fraction | None = None
    words: str = ""


@dataclass(frozen=True, slots=True)
class Cancelled:
    """Withdrawn: leaves the denominator, and is shown as having left it."""

    on: datetime.date | None = None
    by: str = ""
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a task stands in a workbook: the sheet's name and the row as the spreadsheet numbers it."""

    sheet: str
    row: int


@dataclass(frozen=True, slots=True)
class Task:
    """A commitment under delivery. `id` is stable; `spans` are characters of the adopted text `source`.

    `first_deadline` never changes; the current one follows from the approved extensions (`deadline_on`). `parent` makes
    the tree: what has children is computed from them. `deadline_written` is the cell as it stood.
    """

    id: str
    title: str
    sentence: str = ""
    spans: tuple[Span, ...] = ()
    source: str | None = None
    number: str = ""
    section: str = ""
    kind: Kind = "milestone"
    measures: tuple[str, ...] = ()
    goal: Goal | None = None
    agencies: Agencies = Agencies()
    post: str = ""
    contact: str = ""
    deadline_written: str = ""
    first_deadline: datetime.date | None = None
    written_deadline: datetime.date | None = None
    extensions: tuple[Extension, ...] = ()
    schedule: Schedule = Schedule()
    reports: tuple[Report, ...] = ()
    checks: tuple[Check, ...] = ()
    cancelled: Cancelled | None = None
    blockers: tuple[str, ...] = ()
    report_every: Literal["month", "quarter", "year", "never"] | None = None
    remarks: str = ""
    weight: Fraction = Fraction(1)
    parent: str | None = None
    place: Place | None = None

    @property
    def report(self) -> Report | None:
        """The last report."""
        return self.reports[-1] if self.reports else None


@dataclass(frozen=True, slots=True)
class Status:
    """What the schedule, the reports and the checks make of one task at the end of the day `on`.

    `claimed` and `verified` are two numbers, each None where nobody said; `planned` is None where no schedule can be
    computed. `pace` is actual − planned, in shares, of the claim; `light` is what the rule set shows. `why` gives the
    reason of `code` with its arithmetic. `flags` are the exceptions, in the order in which they are shown.
    `on_time_first` and `on_time_current` are None while it is open, and where no day is known.
    """

    task: Task
    on: datetime.date
    code: Code
    why: Why
    light: str
    light_why: Why
    planned: Fraction | None
    claimed: Fraction | None
    verified: Fraction | None
    pace: Fraction | None
    deadline: datetime.date | None
    days_left: int | None
    done_on: datetime.date | None
    on_time_first: bool | None
    on_time_current: bool | None
    extended: int
    flags: tuple[Why, ...] = ()
    next_crossing: datetime.date | None = None


@dataclass(frozen=True, slots=True)
class Share:
    """A figure with its denominator; `of` may be 0, and then there is no share."""

    part: int
    of: int

    @property
    def value(self) -> Fraction | None:
        """The share, None of nothing."""
        return None if self.of == 0 else Fraction(self.part, self.of)


@dataclass(frozen=True, slots=True)
class RollUp:
    """Figures over a set of tasks, each counted once, at the end of the day `on`.

    `listed` = `counted` + `cancelled` + `inapplicable`. `codes` counts the counted by status. `progress` is
    Σ weight × share ÷ Σ weight over those with a claim (`known` of `counted`; the rest is unknown, not 0), never
    over 1; `verified` likewise over those checked. `on_pace` is of the tasks whose pace can be computed. `on_time_…`:
    of those whose first, or current, deadline has passed or which are done, how many were done in time.
    """

    on: datetime.date
    listed: int
    counted: int
    cancelled: int
    inapplicable: int
    codes: Mapping[Code, int]
    progress: Fraction | None
    known: int
    verified: Fraction | None
    checked: int
    on_pace: Share
    done: Share
    on_time_first: Share
    on_time_current: Share
    extended: int
    extensions: int
    weight: Fraction = Fraction(0)
