"""The situation of a table on a day, which every output shows: statuses, figures, exceptions."""

from __future__ import annotations

import datetime
from collections.abc import Sequence, Set
from dataclasses import dataclass

from ninetenths.delivery import (
    Calendar,
    RollUp,
    Rules,
    Status,
    Why,
    done_to_the_day,
    leaves,
    roll_up,
    sliced,
    statuses,
)
from ninetenths.documents.tasktable import TaskTable

# The exceptions in the order in which they are shown; each item stands under every one it shows.
EXCEPTIONS: tuple[tuple[str, tuple[str, ...]], ...] = (
    ("not-reported", ("not-reported", "never-reported")),
    ("overdue", ("overdue", "overdue-extended")),
    ("extended-twice", ("extended-twice",)),
    ("claimed-unchecked", ("claimed-unchecked",)),
    ("returned", ("returned",)),
    ("behind", ("behind",)),
    ("unowned", ("unowned", "no-deadline")),
    (
        "record",
        ("claim-contradicted", "checked-by-doer", "extension-late", "extension-pending", "moved-without-approval"),
    ),
)


@dataclass(frozen=True, slots=True)
class Group:
    """The items under one exception."""

    code: str
    statuses: tuple[Status, ...]


@dataclass(frozen=True, slots=True)
class Situation:
    """A table on a day. `exceptional` are the items under some exception, each once, in the order of the table.

    `start` is where schedules without a start of their own begin, None where the table says no year.
    """

    table: TaskTable
    on: datetime.date
    start: datetime.date | None
    rules: Rules
    calendar: Calendar
    statuses: tuple[Status, ...]
    figures: RollUp
    groups: tuple[Group, ...]
    exceptional: tuple[Status, ...]
    by_lead: tuple[tuple[str, tuple[Status, ...], RollUp], ...]
    findings: tuple[Why, ...]

    def group(self, code: str) -> tuple[Status, ...]:
        """The items under an exception, () where there are none."""
        return next((group.statuses for group in self.groups if group.code == code), ())


def situation(
    table: TaskTable, on: datetime.date, rules: Rules, calendar: Calendar, *, start: datetime.date | None = None
) -> Situation:
    """The situation of a table at the end of the day `on`. Without `start`, schedules begin with the table's year."""
    if start is None and table.year is not None:
        start = datetime.date(table.year, 1, 1)
    found = statuses(table.tasks, on, rules, calendar, start=start)
    counted = leaves(found)
    groups = tuple(_groups(counted))
    odd = {status.task.id for group in groups for status in group.statuses}
    leads = sorted(sliced(found, "lead").items(), key=lambda item: (not item[0], *_load(item[1], odd)))
    finding = done_to_the_day(found)
    return Situation(
        table=table, on=on, start=start, rules=rules, calendar=calendar, statuses=found,
        figures=roll_up(found, on), groups=groups,
        exceptional=tuple(status for status in counted if status.task.id in odd),
        by_lead=tuple((name, group, roll_up(group, on)) for name, group in leads),
        findings=(*table.findings, *([finding] if finding else [])),
    )  # fmt: skip


def _load(group: Sequence[Status], odd: Set[str]) -> tuple[int, int]:
    """Agencies with most exceptions first, then those with most items."""
    return -sum(status.task.id in odd for status in group), -len(group)


def _groups(counted: Sequence[Status]) -> list[Group]:
    groups = []
    for code, flags in EXCEPTIONS:
        wanted = set(flags)
        hit = tuple(status for status in counted if any(flag.code in wanted for flag in status.flags))
        if hit:
            groups.append(Group(code, tuple(sorted(hit, key=_urgency))))
    return groups


def _urgency(status: Status) -> tuple[int, str]:
    """The longest overdue first, those without a deadline last."""
    return (10**6 if status.days_left is None else status.days_left), status.task.number


def flags_of(status: Status, group: str) -> tuple[Why, ...]:
    """The flags that put an item under an exception."""
    wanted = dict(EXCEPTIONS)[group]
    return tuple(flag for flag in status.flags if flag.code in wanted)
