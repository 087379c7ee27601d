"""What an agency sees of its commitments by its link: what is asked, its answers, what the office did with them."""

from __future__ import annotations

import datetime
from dataclasses import dataclass, field
from typing import Any

from django.db.models import Prefetch

from ninetenths.office.domain import clock
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.permissions import visible
from ninetenths.office.domain.shares import shown
from ninetenths.office.models import AccessLink, Asked, Check, Commitment, Duty, Evidence, Extension, Report, Stage

DOERS = ("lead", "joint")
OVER = ("closed", "suspended")


@dataclass(frozen=True, slots=True)
class Turn:
    """One thing said: `what` is a code of the words (`asked`, `report`, `returned`, `checked`, …), `row` the row that
    says it; `ours` where the office said it; `kind` a status.
    """

    at: datetime.datetime
    order: int
    what: str
    row: Any
    ours: bool = False
    kind: str = ""


@dataclass(slots=True)
class Thread:
    """One commitment as its agency sees it."""

    commitment: Commitment
    duty: Duty | None
    running: Asked | None
    turns: list[Turn]
    kind: str
    last: Report | None
    may_report: bool
    may_acknowledge: bool
    may_extend: bool
    undoable: Report | None
    figure: str = ""
    typed: dict[str, str] = field(default_factory=dict)
    faults: dict[str, str] = field(default_factory=dict)

    @property
    def waiting(self) -> bool:
        """Whether the office waits for an answer: asked in a running round, and not answered or returned since."""
        return self.running is not None and (self.running.answered is None or self.kind == "returned")

    @property
    def over(self) -> bool:
        """Nothing more is said in it; it stays readable."""
        return self.commitment.stage in OVER or self.commitment.cancelled is not None

    @property
    def unit(self) -> str:
        """The goal's unit where a figure can be said in it; else figures are said in per cent."""
        goal = self.commitment.goal or {}
        return str(goal.get("unit") or "") if goal.get("value") and not isinstance(goal["value"], list) else ""

    @property
    def whole(self) -> str:
        """The goal's value as written."""
        value = (self.commitment.goal or {}).get("value")
        return shown(str(value)) if value and not isinstance(value, list) else ""

    def wants(self, what: str) -> bool:
        """Whether the running round asks for it: figure, words, evidence; without a round all but evidence."""
        if self.running is None:
            return what != "evidence"
        return bool(self.running.round.asks.get(what))


def threads_of(link: AccessLink, actor: Actor) -> list[Thread]:
    """All that was sent to the agency of a link: what is waited for first, what is over last. At most ten queries."""
    organization = link.organization_id
    rows = (
        visible(Commitment, actor)
        .order_by("year", "serial")
        .prefetch_related(
            Prefetch("duties", Duty.objects.filter(organization=organization, ended=None), "own_duties"),
            Prefetch(
                "reports",
                Report.objects.filter(organization=organization)
                .select_related("contact", "person")
                .prefetch_related(Prefetch("evidence", Evidence.objects.select_related("file"))),
                "own_reports",
            ),
            Prefetch("checks", Check.objects.filter(state="standing"), "all_checks"),
            Prefetch("extensions", Extension.objects.filter(organization=organization), "own_extensions"),
            Prefetch("stages", Stage.objects.filter(stage__in=("issued", "closed")), "own_stages"),
            Prefetch(
                "asked",
                Asked.objects.filter(organization=organization).exclude(round__state="draft").select_related("round"),
                "own_asked",
            ),
        )
    )
    threads = [_thread(row, actor) for row in rows]
    threads.sort(key=lambda one: (not one.waiting, one.running is None, one.over, _due(one)))
    return threads


def _due(thread: Thread) -> datetime.datetime:
    return thread.running.round.due if thread.running else datetime.datetime.max.replace(tzinfo=datetime.UTC)


def _thread(row: Any, actor: Actor) -> Thread:
    duty = row.own_duties[0] if row.own_duties else None
    doer = duty is not None and duty.role in DOERS
    running = [one for one in row.own_asked if one.round.state == "sent"]
    running.sort(key=lambda one: (one.answered is not None, one.round.due))
    over = row.stage in OVER or row.cancelled is not None
    standing = [one for one in row.own_reports if one.state == "standing"]
    last = standing[-1] if standing else None
    own = {one.pk for one in row.own_reports}
    checks = [one for one in row.all_checks if one.report_id in own or (one.report_id is None and doer)]
    built_on = last is not None and any(one.entry > last.entry for one in row.all_checks)
    pending = any(one.state == "asked" for one in row.own_extensions)
    mine = last is not None and last.contact_id is not None and last.contact_id == actor.contact
    return Thread(
        row, duty, running[0] if running and not over else None, _turns(row, checks),
        _kind(row, last, checks, running[0] if running else None), last,
        may_report=doer and not over, may_acknowledge=duty is not None and duty.acknowledged is None and not over,
        may_extend=doer and not over and not pending and row.deadline is not None and clock.today() <= row.deadline,
        undoable=last if mine and not built_on and not over else None,
        figure="" if last is None else shown(last.actual) or shown(last.progress, hundredths=True),
    )  # fmt: skip


def _kind(row: Any, last: Report | None, checks: list[Check], running: Asked | None) -> str:
    """One status for the head of a thread."""
    if row.cancelled is not None:
        return "cancelled"
    if row.stage in OVER:
        return str(row.stage)
    since = [one for one in checks if last is not None and one.entry > last.entry]
    if since and since[-1].result == "returned":
        return "returned"
    if running is not None and running.answered is None:
        return "plain"
    if since:
        return "checked"
    return "awaiting" if last is not None else "unacknowledged" if _unseen(row) else "plain"


def _unseen(row: Any) -> bool:
    return any(duty.acknowledged is None for duty in row.own_duties)


def _turns(row: Any, checks: list[Check]) -> list[Turn]:
    turns = [
        Turn(one.at, one.entry, one.stage, one, True, "closed" if one.stage == "closed" else "")
        for one in row.own_stages
    ]
    turns += [
        Turn(
            one.round.sent or one.at,
            one.round.entry,
            "withdrawn" if one.round.state == "withdrawn" else "asked",
            one,
            True,
        )
        for one in row.own_asked
    ]
    turns += [Turn(one.at, one.entry, "report", one) for one in row.own_reports]
    turns += [
        Turn(one.at, one.entry, one.result, one, True, "returned" if one.result == "returned" else "checked")
        for one in checks
    ]
    for one in row.own_extensions:
        turns.append(Turn(one.at, one.entry, "extension", one))
        if one.decided is not None:
            turns.append(Turn(one.decided, one.entry, one.state, one, True, "extension"))
    turns.sort(key=lambda one: (one.at, one.order))
    return turns


def figure_of(report: Report, unit: str) -> str:
    """What a report says in figures: `6 所`, `50%`."""
    if report.actual:
        return f"{shown(report.actual)} {unit}".strip()
    return shown(report.progress, hundredths=True)
