"""Status, derived: what `delivery` makes of a commitment's rows, kept as rows on both axes; the calendar query."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Collection, Iterable, Iterator, Mapping
from functools import cache
from typing import Any

from django.db.models import Model, Q

from ninetenths import delivery
from ninetenths.office.domain import clock
from ninetenths.office.domain.shares import fraction
from ninetenths.office.domain.verbs import Fields, after
from ninetenths.office.domain.writing import writing
from ninetenths.office.folder import served
from ninetenths.office.models import Asked, Check, Commitment, Duty, Extension, Organization, Report, Round, Status

# These a question that stayed without an answer turns into silence; what is worse or settled it leaves alone.
_MAY_BE_SILENT = ("pace", "behind", "unmeasured")


@cache
def rules() -> delivery.Rules:
    """The rule set of this office."""
    return delivery.load_rules(served().rules)


@cache
def calendar() -> delivery.Calendar:
    """The office's calendar of working days."""
    return delivery.load_calendar(served().calendar or ("cn" if served().language == "zh-Hans" else "weekends"))


def pack() -> str:
    """Name and version of the rule set, as it stands with every status."""
    return f"{rules().name} {rules().version}"


# Rows of one commitment by table, as each verb asks for them: written out, since the ORM would take longer to put the same
# statements together than the database takes to answer them.
_ROWS: Mapping[str, tuple[type[Model], str]] = {
    "open_duties": (Duty, "commitment_id IN ({keys}) AND ended IS NULL ORDER BY place, id"),
    "standing_reports": (Report, "commitment_id IN ({keys}) AND state = 'standing' ORDER BY entry, id"),
    "standing_checks": (Check, "commitment_id IN ({keys}) AND state = 'standing' ORDER BY entry, id"),
    "all_extensions": (Extension, "commitment_id IN ({keys}) ORDER BY entry, id"),
    "all_asked": (Asked, "commitment_id IN ({keys}) ORDER BY entry, id"),
}
_ASKING = ("sent", "closed")


def _raw(model: type[Model], where: str, keys: Collection[str]) -> list[Any]:
    if not keys:
        return []
    marks = ", ".join(["%s"] * len(keys))
    sql = f"SELECT * FROM {model._meta.db_table} WHERE {where.format(keys=marks)}"
    return list(model._default_manager.raw(sql, list(keys)))


def loaded(keys: Collection[str]) -> list[Any]:
    """Commitments with the rows that their status follows from, in seven queries, however many they are."""
    rows = {row.pk: row for row in _raw(Commitment, "id IN ({keys})", keys)}
    for name, (model, where) in _ROWS.items():
        for row in rows.values():
            setattr(row, name, [])
        for one in _raw(model, where, rows):
            getattr(rows[one.commitment_id], name).append(one)
    names = {duty.organization_id for row in rows.values() for duty in row.open_duties}
    organizations = {one.pk: one for one in _raw(Organization, "id IN ({keys})", names)}
    rounds = {
        one.pk: one
        for one in _raw(Round, "id IN ({keys})", {one.round_id for row in rows.values() for one in row.all_asked})
    }
    for row in rows.values():
        for duty in row.open_duties:
            duty.organization = organizations[duty.organization_id]
        for one in row.all_asked:
            one.round = rounds[one.round_id]
        row.all_asked = sorted(
            (one for one in row.all_asked if one.round.state in _ASKING), key=lambda one: one.round.due
        )
    return list(rows.values())


def _goal(given: Mapping[str, Any] | None) -> delivery.Goal | None:
    if not given:
        return None
    value = given.get("value")
    if isinstance(value, list):
        low, high = (fraction(str(one)) for one in value)
        bounds = None if low is None or high is None else (low, high)
        return delivery.Goal(given.get("written", ""), given.get("bound"), bounds, given.get("unit"))
    return delivery.Goal(
        given.get("written", ""), given.get("bound"), fraction(str(value)) if value is not None else None,
        given.get("unit"),
    )  # fmt: skip


def _schedule(row: Commitment) -> delivery.Schedule:
    nodes = tuple(
        delivery.Node(
            datetime.date.fromisoformat(one["day"]),
            fraction(one.get("share") or ""),
            one.get("words", ""),
            one.get("done"),
        )
        for one in row.nodes
        if isinstance(one, dict) and one.get("day")
    )
    return delivery.Schedule("nodes" if nodes else "linear", row.start, nodes)


def task_of(row: Any) -> delivery.Task:
    """A commitment out of `loaded`, as the value that `delivery` judges."""
    day = clock.day_of
    duties = row.open_duties
    leads = [duty.organization.name for duty in duties if duty.role in ("lead", "joint")]
    task = delivery.Task(
        id=row.pk, title=row.title, kind=row.kind, goal=_goal(row.goal), number=row.number,
        agencies=delivery.Agencies(leads[0] if leads else None, tuple(leads[1:])),
        first_deadline=row.first_deadline, deadline_written=row.deadline_written, schedule=_schedule(row),
        extensions=tuple(
            delivery.Extension(one.new, day(one.at), None if one.decided is None else day(one.decided), "", one.reason)
            for one in row.all_extensions
            if one.state != "refused"
        ),
        reports=tuple(
            delivery.Report(
                on=day(one.at), known_on=day(one.recorded), progress=fraction(one.progress), actual=fraction(one.actual),
                words=one.words, claims_done=one.claims_done, done_on=one.done_on, problems=one.problems,
                next_step=one.next_step,
            )
            for one in row.standing_reports
        ),
        cancelled=None if row.cancelled is None else delivery.Cancelled(
            datetime.date.fromisoformat(row.cancelled["on"]), "", row.cancelled["reason"]
        ),
        report_every=row.every or "never",
    )  # fmt: skip
    return dataclasses.replace(task, checks=tuple(_checks(row, task)))


def _checks(row: Any, task: delivery.Task) -> Iterator[delivery.Check]:
    """The checks that still say something, in the order of the log, not of days: a return holds until the next report;
    a check that passed without a figure found what had been claimed until then, and nothing that was claimed later.
    """
    reports = row.standing_reports
    last = reports[-1].entry if reports else -1
    for one in row.standing_checks:
        if one.result == "returned" and one.entry < last:
            continue
        found = fraction(one.progress)
        if found is None and one.result == "passed":
            before = sum(report.entry < one.entry or one.kind == "taken-over" for report in reports)
            found = delivery.claim_of(dataclasses.replace(task, reports=task.reports[:before]))[0]
        kind: Any = "desk" if one.kind == "taken-over" else one.kind
        yield delivery.Check(kind, one.result, clock.day_of(one.at), "", found, one.words)


def _unchecked_since(row: Any) -> bool:
    """Whether it was reported again after the last check that passed."""
    passed = [one.entry for one in row.standing_checks if one.result == "passed"]
    return bool(row.standing_reports and passed) and row.standing_reports[-1].entry > passed[-1]


def _plain(value: Any) -> Any:
    """A parameter of a reason as JSON: days as ISO text, shares as text."""
    if isinstance(value, (datetime.date, datetime.datetime)):
        return value.isoformat()
    return value if isinstance(value, (str, int, bool, type(None))) else str(value)


def _why(why: delivery.Why) -> dict[str, Any]:
    return {"code": why.code, "params": {name: _plain(value) for name, value in why.params.items()}}


def _unanswered(row: Any, now: datetime.datetime) -> Asked | None:
    """The last question that was due and got no answer."""
    due = [one for one in row.all_asked if one.round.due <= now]
    return due[-1] if due and due[-1].answered is None and row.stage != "closed" else None


def compute(row: Any, now: datetime.datetime) -> Status:
    """The status of one commitment now, as an unsaved row."""
    today = clock.day_of(now)
    found = delivery.status_of(task_of(row), today, rules(), calendar())
    code, why, flags = found.code, _why(found.why), [_why(flag) for flag in found.flags]
    if code == "done" and row.stage != "closed" and _unchecked_since(row):
        code, why = "claimed", {"code": "claimed", "params": {"on": _plain(found.done_on)}}
    crossing = found.next_crossing
    silent = _unanswered(row, now)
    if silent is not None:
        said = {
            "code": "round-unanswered",
            "params": {"title": silent.round.title, "due": clock.day_of(silent.round.due).isoformat()},
        }
        if code in _MAY_BE_SILENT:
            code, why = "silent", said
        if code not in ("claimed", "done", "cancelled", "inapplicable"):
            flags.insert(0, said)
    else:
        pending = [clock.day_of(one.round.due) for one in row.all_asked if one.answered is None and one.round.due > now]
        if pending:
            crossing = min(filter(None, (crossing, min(pending) + datetime.timedelta(days=1))))
    if row.stage in ("draft", "commented", "decided") and code in ("overdue", "silent", "behind", "unmeasured"):
        # Nobody was told to do it yet.
        code, why, flags = "unowned" if not row.lead_id else "pace", {"code": "not-issued", "params": {}}, []
    shares = {name: _text(getattr(found, name)) for name in ("planned", "claimed", "verified", "pace")}
    return Status(
        commitment_id=row.pk, on=today, recorded=now, code=code, light=found.light, light_why=_why(found.light_why),
        why=why, flags=flags, done_on=found.done_on, on_time_first=found.on_time_first,
        on_time_current=found.on_time_current, extended=found.extended, next_crossing=crossing, pack=pack(), **shares,
    )  # fmt: skip


def _text(value: Any) -> str:
    return "" if value is None else str(value)


_COMPARED = ("code", "light", "why", "light_why", "flags", "planned", "claimed", "verified", "pace", "done_on",
             "on_time_first", "on_time_current", "extended", "next_crossing", "pack")  # fmt: skip


def refresh(keys: Iterable[str]) -> int:
    """Write the next status row of those whose status is another now; returns how many were written."""
    now = clock.now()
    rows = loaded(list(keys))
    held = {
        row.commitment_id: row
        for row in _raw(Status, "commitment_id IN ({keys}) AND current", [row.pk for row in rows])
    }
    fresh = []
    for row in rows:
        made = compute(row, now)
        before = held.get(row.pk)
        if before is not None and all(getattr(before, name) == getattr(made, name) for name in _COMPARED):
            continue
        fresh.append(made)
    if fresh:
        replaced = [made.commitment_id for made in fresh]
        Status.objects.filter(commitment__in=replaced, current=True).update(current=False)
        Status.objects.bulk_create(fresh)
    return len(fresh)


# What they say is nothing that a status follows from.
_WITHOUT = frozenset({"commitments.note", "commitments.handle", "rounds.open"})


@after
def _follow(verb: str, subject: str, fields: Fields) -> None:
    """Whose status may be another after a verb: read out of its subject and fields."""
    if verb in _WITHOUT:
        return
    kind, _, key = subject.partition("/")
    if kind == "commitments" and key:
        refresh([key])
    elif "rows" in fields and kind in ("commitments", "papers", "issues"):
        refresh([row["id"] for row in fields["rows"]])
    elif kind == "rounds":
        refresh(Asked.objects.filter(round=key).values_list("commitment", flat=True))


STEP = 500


def cross(limit: int = STEP) -> int:
    """The calendar query: statuses whose day has come, or that were never computed, at most `limit`; returns how many
    were looked at. The worker calls it until it returns 0.
    """
    today = clock.today()
    due = list(
        Status.objects.filter(current=True, next_crossing__lte=today).values_list("commitment", flat=True)[:limit]
    )
    if len(due) < limit:
        missing = Commitment.objects.filter(~Q(statuses__current=True)).values_list("pk", flat=True)
        due += list(missing[: limit - len(due)])
    if due:
        with writing():
            refresh(due)
            # One that crossed and came out the same would be found again tomorrow, not again now.
            Status.objects.filter(commitment__in=due, current=True, next_crossing__lte=today).update(
                next_crossing=today + datetime.timedelta(days=1)
            )
    return len(due)
