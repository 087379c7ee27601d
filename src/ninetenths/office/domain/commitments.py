"""Verbs of commitments: from draft to closed. Nothing closes on the doer's word; the first deadline never changes."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Any

from ninetenths.office.domain import drafting
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.log import Stamp
from ninetenths.office.domain.papers import stored
from ninetenths.office.domain.permissions import may
from ninetenths.office.domain.shares import amount, fraction, share
from ninetenths.office.domain.verbs import ROOM, Fields, Moment, Payload, Stale, verb
from ninetenths.office.models import (
    Asked,
    Check,
    Commitment,
    Duty,
    Evidence,
    Extension,
    Issue,
    Note,
    Paper,
    Person,
    Report,
    Stage,
    is_id,
)  # fmt: skip
from ninetenths.refusal import Refusal

CLERKS = ("administrator", "clerk", "handler")
CHECKERS = ("administrator", "clerk", "handler", "checker")
AGENCY = ("liaison", "link")
# Before these an agency has not been told; after `closed` nothing is reported.
UNISSUED = ("draft", "commented", "decided")
MOST_ROWS = 2000


def doing(commitment: Commitment) -> set[str]:
    """Ids of the organizations that answer for it: lead and joint leads."""
    rows = commitment.duties.filter(ended=None, role__in=("lead", "joint"))
    return set(rows.values_list("organization_id", flat=True))


def concerned(commitment: Commitment) -> set[str]:
    """Ids of the organizations that have any part in it."""
    return set(commitment.duties.filter(ended=None).values_list("organization_id", flat=True))


def _subject(commitment: Commitment) -> str:
    return f"commitments/{commitment.pk}"


def _open(commitment: Commitment) -> None:
    if commitment.stage in ("closed",) or commitment.cancelled is not None:
        raise Refusal(ROOM, "commitment.ended", number=commitment.number)


def _issued(commitment: Commitment) -> None:
    if commitment.stage in UNISSUED:
        raise Refusal(ROOM, "commitment.not-issued", number=commitment.number)
    _open(commitment)


def enter_stage(stamp: Stamp, commitment: Commitment, stage: str, key: str) -> None:
    """Put a commitment into a stage; the one before stays as a row."""
    commitment.stage = stage
    Commitment.objects.filter(pk=commitment.pk).update(stage=stage)
    Stage.objects.create(id=key, commitment=commitment, stage=stage, **stamp.columns)


# --- In ---------------------------------------------------------------------------------------------------------


@verb("commitments.add", may(*CLERKS))
def add(now: Moment, *, by: Actor, cells: dict[str, Any], paper: str | None = None, place: str = "") -> Payload:
    """One commitment by hand: one line is enough."""
    held = None if paper is None else Paper.objects.filter(pk=paper).first()
    row = drafting.row(now, next(drafting.series(now)), cells)
    if held is not None or place:
        row["source"] = drafting.source(now, held, [], place=place)
    return Payload(f"commitments/{row['id']}", {"row": row})


@add.apply
def _(stamp: Stamp, p: Fields) -> Commitment:
    return drafting.made(stamp, [p["row"]])[0]


@verb("commitments.import", may(*CLERKS))
def import_rows(
    now: Moment, *, by: Actor, table: str, day: datetime.date, rows: list[dict[str, Any]],
    file: dict[str, Any] | None = None,
) -> Payload:  # fmt: skip
    """A table that is taken over. Each row is cells as of a draft and, where the table says how far it is, `taken`:
    `{"words", "progress", "actual", "done", "done_on", "problems", "next_step", "status"}`; that becomes a report, and
    where it says done a check, both *taken over*, counted apart.
    """
    if not rows:
        raise Refusal(ROOM, "import.empty", table=table)
    if len(rows) > MOST_ROWS:
        raise Refusal(ROOM, "too-many-rows", most=MOST_ROWS)
    series, names = drafting.series(now), drafting.Names()
    made = []
    for cells in rows:
        row = drafting.row(now, next(series), cells, names)
        row["source"] = drafting.source(now, None, [], place=f"{table} {cells.get('place', '')}".strip())
        taken = cells.get("taken")
        if taken:
            row |= {"taken_over": f"{table} {day.isoformat()}", "stage": _stage_taken(taken)}
            row["report"] = _taken_report(now, row, taken)
            if taken.get("done"):
                row["check"] = now.new_id()
        made.append(row)
    return Payload("commitments", {"table": table, "day": day.isoformat(), "rows": made, "file": file})


def _stage_taken(taken: Mapping[str, Any]) -> str:
    return "closed" if taken.get("done") else "reported" if taken.get("words") or taken.get("progress") else "issued"


def _taken_report(now: Moment, row: Mapping[str, Any], taken: Mapping[str, Any]) -> dict[str, Any]:
    lead = next((duty["organization"] for duty in row["duties"] if duty["role"] == "lead"), None)
    return {
        "id": now.new_id(), "organization": lead, "words": taken.get("words") or taken.get("status") or "",
        "progress": share(taken.get("progress")), "actual": amount(taken.get("actual")),
        "claims_done": bool(taken.get("done")), "done_on": drafting.day(taken.get("done_on")),
        "problems": taken.get("problems") or "", "next_step": taken.get("next_step") or "",
    }  # fmt: skip


@import_rows.apply
def _(stamp: Stamp, p: Fields) -> list[Commitment]:
    stored(stamp, p["file"])
    made = drafting.made(stamp, p["rows"])
    reports, checks = [], []
    for row in p["rows"]:
        if (given := row.get("report")) is None:
            continue
        report = Report(
            **{name: value for name, value in given.items() if name != "organization"}, commitment_id=row["id"],
            organization_id=given["organization"], channel="taken-over", basis=row["taken_over"], **stamp.columns,
        )  # fmt: skip
        reports.append(report)
        if row.get("check"):
            checks.append(
                Check(
                    id=row["check"], commitment_id=row["id"], report_id=report.pk, kind="taken-over", result="passed",
                    words=row["taken_over"], **stamp.columns,
                )
            )  # fmt: skip
    Report.objects.bulk_create(reports)
    Check.objects.bulk_create(checks)
    return made


@verb("commitments.edit", may(*CLERKS), subject=Commitment)
def edit(
    now: Moment, commitment: Commitment, *, by: Actor, changes: dict[str, Any], revision: int | None = None
) -> Payload:
    """Other words for a draft: cells as of a draft. `revision` is the one that was read; where somebody changed the
    same cell meanwhile it is refused and both keep their words. After issue only `remarks`, `post`, `every` change.
    """
    _open(commitment)
    allowed = {"title", "sentence", "section", "kind", "measures", "goal", "lead", "supporting", "post", "deadline", "due",
               "start", "nodes", "every", "remarks"}  # fmt: skip
    if commitment.stage not in UNISSUED:
        allowed = {"post", "every", "remarks", "measures"}
    unknown = set(changes) - allowed
    if unknown:
        raise Refusal(ROOM, "commitment.cannot-change", fields=", ".join(sorted(unknown)), number=commitment.number)
    if revision is not None and revision != commitment.revision:
        raise Stale(ROOM, "stale", number=commitment.number)
    cells = {
        "title": commitment.title, "kind": commitment.kind, "lead": commitment.lead_written,
        "supporting": commitment.supporting_written, "due": commitment.first_deadline, "start": commitment.start,
        "deadline": commitment.deadline_written, "sentence": commitment.sentence, "section": commitment.section,
        "measures": commitment.measures, "goal": commitment.goal, "post": commitment.post, "nodes": commitment.nodes,
        "every": commitment.every, "remarks": commitment.remarks,
    }  # fmt: skip
    row = drafting.row(now, (commitment.year, commitment.serial, commitment.number), {**cells, **changes})
    before = {name: _plain(getattr(commitment, name)) for name in drafting.WORDS}
    changed = {name: row[name] for name in drafting.WORDS if row[name] != before[name]}
    fields: dict[str, Any] = {"id": commitment.pk, "changes": changed}
    if "lead_written" in changed or "supporting_written" in changed:
        fields["duties"] = row["duties"]
    if not changed:
        raise Refusal(ROOM, "nothing-changed")
    return Payload(_subject(commitment), fields)


def _plain(value: Any) -> Any:
    return value.isoformat() if isinstance(value, datetime.date) else value


@edit.apply
def _(stamp: Stamp, p: Fields) -> Commitment:
    commitment = Commitment.objects.get(pk=p["id"])
    for name, value in p["changes"].items():
        setattr(commitment, name, value)
    if "first_deadline" in p["changes"]:
        commitment.deadline = p["changes"]["first_deadline"]
    if "duties" in p:
        _give(stamp, commitment, p["duties"])
    commitment.revision += 1
    commitment.save()
    commitment.refresh_from_db()
    return commitment


def _give(stamp: Stamp, commitment: Commitment, duties: Iterable[Mapping[str, Any]]) -> None:
    """Other organizations have it from now on; before issue the earlier duties go, afterwards they end."""
    if commitment.stage in UNISSUED:
        commitment.duties.all().delete()
    else:
        commitment.duties.filter(ended=None).update(ended=stamp.at)
    rows = drafting.made_duties(stamp, commitment.pk, duties)
    Duty.objects.bulk_create(rows)
    commitment.lead_id = next((row.organization_id for row in rows if row.role == "lead"), None)


@verb("commitments.assign", may("administrator", "clerk"), subject=Commitment)
def assign(
    now: Moment, commitment: Commitment, *, by: Actor, lead: str, supporting: str = "", reason: str = ""
) -> Payload:
    """Other agencies carry it out from now on. After issue a reason is needed; who had it before stays visible."""
    _open(commitment)
    if commitment.stage not in UNISSUED and not reason.strip():
        raise Refusal(ROOM, "reason.needed")
    names = drafting.Names()
    duties = drafting.duties(now, lead, supporting, names)
    if not any(duty["role"] == "lead" for duty in duties):
        raise Refusal(ROOM, "lead.unknown", lead=lead)
    return Payload(
        _subject(commitment),
        {"id": commitment.pk, "lead": lead, "supporting": supporting, "reason": reason.strip(), "duties": duties},
    )


@assign.apply
def _(stamp: Stamp, p: Fields) -> Commitment:
    commitment = Commitment.objects.get(pk=p["id"])
    _give(stamp, commitment, p["duties"])
    commitment.lead_written, commitment.supporting_written = p["lead"], p["supporting"]
    commitment.revision += 1
    commitment.save()
    return commitment


@verb("commitments.handle", may("administrator", "clerk"), subject=Commitment)
def handle(now: Moment, commitment: Commitment, *, by: Actor, handler: str | None) -> Payload:
    """Who of us looks after it."""
    if handler is not None and not Person.objects.filter(pk=handler, disabled=False).exists():
        raise Refusal(ROOM, "not-found", what="Person", id=handler)
    return Payload(_subject(commitment), {"id": commitment.pk, "handler": handler})


@handle.apply
def _(stamp: Stamp, p: Fields) -> Commitment:
    Commitment.objects.filter(pk=p["id"]).update(handler=p["handler"])
    return Commitment.objects.get(pk=p["id"])


# --- Out --------------------------------------------------------------------------------------------------------


def _chosen(keys: list[str]) -> list[Commitment]:
    if not keys:
        raise Refusal(ROOM, "commitment.none-chosen")
    if len(keys) > MOST_ROWS:
        raise Refusal(ROOM, "too-many-rows", most=MOST_ROWS)
    found = list(Commitment.objects.filter(pk__in=keys))
    if len(found) != len(set(keys)):
        raise Refusal(ROOM, "not-found", what="Commitment", id=", ".join(set(keys) - {row.pk for row in found}))
    return found


@verb("commitments.decide", may("administrator", "clerk"))
def decide(now: Moment, *, by: Actor, commitments: list[str]) -> Payload:
    """Drafts are decided: they can be issued."""
    found = _chosen(commitments)
    for row in found:
        if row.stage not in ("draft", "commented"):
            raise Refusal(ROOM, "commitment.not-draft", number=row.number)
    return Payload("commitments", {"rows": [{"id": row.pk, "stage_id": now.new_id()} for row in found]})


@decide.apply
def _(stamp: Stamp, p: Fields) -> list[Commitment]:
    return _enter_many(stamp, p["rows"], "decided")


def _enter_many(stamp: Stamp, rows: Iterable[Mapping[str, Any]], stage: str) -> list[Commitment]:
    keys = [row["id"] for row in rows]
    Commitment.objects.filter(pk__in=keys).update(stage=stage)
    Stage.objects.bulk_create(
        Stage(id=row["stage_id"], commitment_id=row["id"], stage=stage, **stamp.columns) for row in rows
    )
    return list(Commitment.objects.filter(pk__in=keys))


@verb("commitments.issue", may("administrator", "clerk"))
def issue(
    now: Moment, *, by: Actor, commitments: list[str], title: str, number: str = "", day: datetime.date | None = None,
    paper: str | None = None, signed: str = "",
) -> Payload:  # fmt: skip
    """A table goes out under a number and a day. What is decided may go while the rest of its paper waits."""
    found = _chosen(commitments)
    for row in found:
        if row.stage != "decided":
            raise Refusal(ROOM, "commitment.not-decided", number=row.number)
        if not row.lead_id:
            raise Refusal(ROOM, "commitment.unowned", number=row.number)
    if not title.strip():
        raise Refusal(ROOM, "issue.title")
    if number and Issue.objects.filter(number=number).exists():
        raise Refusal(ROOM, "issue.number", number=number)
    if paper is not None and not Paper.objects.filter(pk=paper).exists():
        raise Refusal(ROOM, "not-found", what="Paper", id=paper)
    key = now.new_id()
    return Payload(
        f"issues/{key}",
        {
            "id": key, "title": title.strip(), "number": number, "day": (day or now.today).isoformat(), "paper": paper,
            "signed": signed, "rows": [{"id": row.pk, "stage_id": now.new_id()} for row in found],
        },
    )  # fmt: skip


@issue.apply
def _(stamp: Stamp, p: Fields) -> Issue:
    made = Issue.objects.create(
        id=p["id"], title=p["title"], number=p["number"], day=p["day"], paper_id=p["paper"], signed=p["signed"],
        **stamp.columns,
    )  # fmt: skip
    rows = _enter_many(stamp, p["rows"], "issued")
    made.commitments.add(*rows)
    starts = [row for row in rows if row.start is None]
    Commitment.objects.filter(pk__in=[row.pk for row in starts]).update(start=p["day"])
    made.refresh_from_db()
    return made


# --- And back ---------------------------------------------------------------------------------------------------


@verb("commitments.acknowledge", may(agency=AGENCY, behalf=CLERKS), subject=Commitment, concerns=concerned)
def acknowledge(now: Moment, commitment: Commitment, *, by: Actor) -> Payload:
    """An agency confirms that it has received what it is to do."""
    _issued(commitment)
    organizations = by.agencies if by.kind in ("person", "link") else {by.organization}
    duties = [
        duty.pk
        for duty in commitment.duties.filter(ended=None, acknowledged=None)
        if duty.organization_id in organizations
    ]
    if not duties:
        raise Refusal(ROOM, "commitment.acknowledged", number=commitment.number)
    leads = commitment.duties.filter(pk__in=duties, role="lead").exists()
    stage = now.new_id() if leads and commitment.stage == "issued" else None
    return Payload(_subject(commitment), {"id": commitment.pk, "duties": duties, "stage_id": stage})


@acknowledge.apply
def _(stamp: Stamp, p: Fields) -> Commitment:
    Duty.objects.filter(pk__in=p["duties"]).update(acknowledged=stamp.at)
    commitment = Commitment.objects.get(pk=p["id"])
    if p["stage_id"]:
        enter_stage(stamp, commitment, "acknowledged", p["stage_id"])
    return commitment


CHANNELS = {"link": "link", "behalf": "behalf", "person": "account", "console": "sheet"}


@verb("commitments.report", may(agency=AGENCY, behalf=CLERKS, machine=["console"]), subject=Commitment, concerns=doing)
def report(
    now: Moment, commitment: Commitment, *, by: Actor, words: str = "", progress: str | None = None,
    actual: str | None = None, claims_done: bool = False, done_on: datetime.date | None = None, problems: str = "",
    next_step: str = "", round: str | None = None, channel: str | None = None,
    evidence: list[dict[str, Any]] | None = None, key: str | None = None,
) -> Payload:  # fmt: skip
    """What the doer says. `progress` in per cent, `actual` in the goal's unit. A later report is a new row; an answer
    to a round answers it for that agency. Who enters it on behalf names the paper or call (`by.basis`). `key` is the
    id the report will have, chosen when its form was made: the same form sent twice is refused as `report.twice`.
    """
    if key is not None and (not is_id(key) or Report.objects.filter(pk=key).exists()):
        raise Refusal(ROOM, "report.twice", number=commitment.number)
    _issued(commitment)
    if not (words.strip() or progress or actual or claims_done):
        raise Refusal(ROOM, "report.empty", number=commitment.number)
    if by.kind in ("behalf", "console") and not by.basis.strip():
        raise Refusal(ROOM, "report.basis")
    if by.kind == "console" and by.organization not in doing(commitment):
        raise Refusal(ROOM, "report.not-theirs", number=commitment.number)
    # A sheet is the agency's own word: it is kept as it came.
    if channel is not None and (channel != "sheet" or by.kind not in ("behalf", "console") or not evidence):
        raise Refusal(ROOM, "report.basis")
    if done_on is not None and done_on > now.today:
        raise Refusal(ROOM, "report.done-on", day=done_on)
    organization = by.organization or next(iter(sorted(by.agencies & doing(commitment))))
    asked = _asked(commitment, organization, round)
    due = None if asked is None else asked.round.due
    return Payload(
        _subject(commitment),
        {
            "id": commitment.pk, "report": key or now.new_id(), "organization": organization, "words": words.strip(),
            "progress": share(progress), "actual": amount(actual), "claims_done": claims_done,
            "done_on": (done_on or (now.day if claims_done else None)) and _plain(done_on or now.day),
            "problems": problems.strip(), "next_step": next_step.strip(),
            "round": None if asked is None else asked.round_id, "asked": None if asked is None else asked.pk,
            "late": due is not None and now.recorded > due, "channel": channel or CHANNELS[by.kind],
            "evidence": [{**one, "id": now.new_id()} for one in evidence or ()], "stage_id": now.new_id(),
        },
    )  # fmt: skip


def sent_before(key: str, by: Actor) -> bool:
    """Whether the report of that id is there already, of the same agency."""
    return Report.objects.filter(pk=key, organization__in=by.agencies | {by.organization}).exists()


def _asked(commitment: Commitment, organization: str, round: str | None) -> Asked | None:
    """What a report answers: the round that is named, or the one that asks for it now."""
    rows = Asked.objects.filter(commitment=commitment, organization=organization).select_related("round")
    if round is not None:
        found = rows.filter(round=round).first()
        if found is None:
            raise Refusal(ROOM, "round.not-asked", number=commitment.number)
        if found.round.state == "withdrawn":
            raise Refusal(ROOM, "round.withdrawn", title=found.round.title)
        if found.round.state == "closed":
            raise Refusal(ROOM, "round.closed", title=found.round.title)
        return found
    return rows.filter(round__state="sent", answered=None).order_by("round__due").first()


@report.apply
def _(stamp: Stamp, p: Fields) -> Report:
    commitment = Commitment.objects.get(pk=p["id"])
    by = p["by"]
    made = Report.objects.create(
        id=p["report"], commitment=commitment, organization_id=p["organization"], contact_id=by.get("contact"),
        person_id=by.get("person"), channel=p["channel"], basis=by.get("basis", ""), words=p["words"],
        progress=p["progress"], actual=p["actual"], claims_done=p["claims_done"], done_on=p["done_on"],
        problems=p["problems"], next_step=p["next_step"], round_id=p["round"], late=p["late"], **stamp.columns,
    )  # fmt: skip
    for one in p["evidence"]:
        stored(stamp, one)
        Evidence.objects.create(id=one["id"], report=made, file_id=one["sha256"], name=one["name"], **stamp.columns)
    if p["asked"]:
        Asked.objects.filter(pk=p["asked"]).update(answered=stamp.recorded)
    commitment.duties.filter(organization=p["organization"], acknowledged=None, ended=None).update(
        acknowledged=stamp.at
    )
    enter_stage(stamp, commitment, "reported", p["stage_id"])
    made.refresh_from_db()
    return made


@verb("commitments.undo", may(*CLERKS, agency=AGENCY), subject=Commitment, concerns=doing)
def undo(now: Moment, commitment: Commitment, *, by: Actor, report: str | None = None) -> Payload:
    """One's own last report is taken back, while nobody built on it; it stays visible as undone. `report` is the one
    that was meant: a button pressed twice does not take back the one before.
    """
    last = commitment.reports.filter(state="standing").order_by("entry").last()
    if report is not None and (last is None or last.pk != report):
        raise Refusal(ROOM, "undo.not-last", number=commitment.number)
    own = last is not None and (
        (by.kind == "link" and last.contact_id == by.contact and last.organization_id == by.organization)
        or (by.kind == "person" and last.person_id == by.person)
    )
    if last is None or not own:
        raise Refusal(ROOM, "undo.not-own")
    if commitment.checks.filter(entry__gt=last.entry).exists() or commitment.stage == "closed":
        raise Refusal(ROOM, "undo.built-on")
    before = commitment.stages.filter(entry__lt=last.entry).order_by("entry").last()
    return Payload(
        _subject(commitment),
        {
            "id": commitment.pk, "report": last.pk, "stage": before.stage if before else "issued",
            "stage_id": now.new_id(), "asked": _answered_by(last),
        },
    )  # fmt: skip


def _answered_by(report: Report) -> str | None:
    """The question that only this report answers."""
    if report.round_id is None:
        return None
    others = Report.objects.filter(
        commitment=report.commitment_id, organization=report.organization_id, round=report.round_id, state="standing"
    ).exclude(pk=report.pk)
    if others.exists():
        return None
    return (
        Asked.objects.filter(
            round=report.round_id, commitment=report.commitment_id, organization=report.organization_id
        )
        .values_list("pk", flat=True)
        .first()
    )


@undo.apply
def _(stamp: Stamp, p: Fields) -> Report:
    Report.objects.filter(pk=p["report"]).update(state="undone")
    if p["asked"]:
        Asked.objects.filter(pk=p["asked"]).update(answered=None)
    enter_stage(stamp, Commitment.objects.get(pk=p["id"]), p["stage"], p["stage_id"])
    return Report.objects.get(pk=p["report"])


def _last_report(commitment: Commitment) -> Report | None:
    """The last report that stands; out of `standing` where a page has loaded them all."""
    loaded: list[Report] | None = getattr(commitment, "standing", None)
    if loaded is not None:
        return loaded[-1] if loaded else None
    return commitment.reports.filter(state="standing").order_by("entry").last()


def _last_check(commitment: Commitment, report: Report) -> Check | None:
    """The last check of a report; out of `all_checks` where a page has loaded them."""
    loaded: list[Check] | None = getattr(commitment, "all_checks", None)
    if loaded is not None:
        return next((one for one in reversed(loaded) if one.report_id == report.pk and one.state == "standing"), None)
    return commitment.checks.filter(state="standing", report=report).order_by("entry").last()


def _standing(commitment: Commitment) -> Report:
    """The last report that stands. Raises Refusal where there is none to look at."""
    found = _last_report(commitment)
    if found is None:
        raise Refusal(ROOM, "check.no-report", number=commitment.number)
    return found


def is_doer(by: Actor, report: Report) -> bool:
    """Whether this Actor is a doer of the report: of the agency, or who entered it on its behalf. Who handed in a sheet
    as it came entered nothing: its words are the agency's.
    """
    entered = report.channel != "sheet" and by.person is not None and by.person == report.person_id
    return entered or report.organization_id in by.agencies


def _not_the_doer(by: Actor, report: Report) -> None:
    if is_doer(by, report):
        raise Refusal(ROOM, "check.doer")


@verb("commitments.check", may(*CHECKERS), subject=Commitment)
def check(
    now: Moment, commitment: Commitment, *, by: Actor, kind: str = "desk", progress: str | None = None, words: str = ""
) -> Payload:
    """Someone who is not the doer found what the last report says to be so, or found `progress` per cent of it."""
    return _check(now, commitment, by, "passed", kind, progress, words)


def _check(
    now: Moment, commitment: Commitment, by: Actor, result: str, kind: str, progress: str | None, words: str
) -> Payload:
    _issued(commitment)
    if kind not in ("desk", "field", "acceptance"):
        raise Refusal(ROOM, "check.kind", kind=kind)
    last = _standing(commitment)
    _not_the_doer(by, last)
    return Payload(
        _subject(commitment),
        {
            "id": commitment.pk, "check": now.new_id(), "report": last.pk, "kind": kind, "result": result,
            "progress": share(progress), "words": words.strip(), "stage_id": now.new_id(),
        },
    )  # fmt: skip


def _checked(stamp: Stamp, p: Fields, stage: str) -> Check:
    commitment = Commitment.objects.get(pk=p["id"])
    made = Check.objects.create(
        id=p["check"], commitment=commitment, report_id=p["report"], person_id=p["by"].get("person"), kind=p["kind"],
        result=p["result"], progress=p["progress"], words=p["words"], **stamp.columns,
    )  # fmt: skip
    enter_stage(stamp, commitment, stage, p["stage_id"])
    return made


@check.apply
def _(stamp: Stamp, p: Fields) -> Check:
    return _checked(stamp, p, "checked")


@verb("commitments.return", may(*CHECKERS), subject=Commitment)
def return_(
    now: Moment, commitment: Commitment, *, by: Actor, reason: str, kind: str = "desk", progress: str | None = None
) -> Payload:
    """The last report does not hold: it goes back with the reason, which the agency reads on its link."""
    if not reason.strip():
        raise Refusal(ROOM, "reason.needed")
    return _check(now, commitment, by, "returned", kind, progress, reason)


@return_.apply
def _(stamp: Stamp, p: Fields) -> Check:
    return _checked(stamp, p, "returned")


@verb("commitments.close", may(*CHECKERS), subject=Commitment)
def close(now: Moment, commitment: Commitment, *, by: Actor, words: str = "") -> Payload:
    """Done, checked and closed: by someone who is no doer of the last report, after a check of it that passed."""
    _issued(commitment)
    last = _standing(commitment)
    if not last.claims_done:
        raise Refusal(ROOM, "close.not-claimed", number=commitment.number)
    checked = _last_check(commitment, last)
    if checked is None or checked.result != "passed":
        raise Refusal(ROOM, "close.unchecked", number=commitment.number)
    found = fraction(checked.progress)
    if found is not None and found < 1:
        raise Refusal(ROOM, "close.not-whole", number=commitment.number)
    _not_the_doer(by, last)
    return Payload(_subject(commitment), {"id": commitment.pk, "words": words.strip(), "stage_id": now.new_id()})


@close.apply
def _(stamp: Stamp, p: Fields) -> Commitment:
    commitment = Commitment.objects.get(pk=p["id"])
    enter_stage(stamp, commitment, "closed", p["stage_id"])
    return commitment


@verb("commitments.extend", may(agency=AGENCY, behalf=CLERKS), subject=Commitment, concerns=doing)
def extend(
    now: Moment, commitment: Commitment, *, by: Actor, new: datetime.date, reason: str, progress: str = ""
) -> Payload:
    """A new day is asked for: before the deadline, with the reason and how far it is. It moves nothing by itself."""
    _issued(commitment)
    if not reason.strip():
        raise Refusal(ROOM, "reason.needed")
    if commitment.deadline is None:
        raise Refusal(ROOM, "extend.no-deadline", number=commitment.number)
    if now.today > commitment.deadline:
        raise Refusal(ROOM, "extend.late", number=commitment.number, deadline=commitment.deadline)
    if new <= commitment.deadline:
        raise Refusal(ROOM, "extend.earlier", deadline=commitment.deadline)
    if commitment.extensions.filter(state="asked").exists():
        raise Refusal(ROOM, "extend.asked", number=commitment.number)
    organization = by.organization or next(iter(sorted(by.agencies & doing(commitment))))
    return Payload(
        _subject(commitment),
        {
            "id": commitment.pk, "extension": now.new_id(), "organization": organization, "new": new.isoformat(),
            "before": commitment.deadline.isoformat(), "reason": reason.strip(), "progress": progress.strip(),
        },
    )  # fmt: skip


@extend.apply
def _(stamp: Stamp, p: Fields) -> Extension:
    made = Extension.objects.create(
        id=p["extension"], commitment_id=p["id"], organization_id=p["organization"], before=p["before"], new=p["new"],
        reason=p["reason"], progress=p["progress"], contact_id=p["by"].get("contact"),
        person_id=p["by"].get("person"), **stamp.columns,
    )  # fmt: skip
    made.refresh_from_db()
    return made


def _pending(commitment: Commitment, by: Actor) -> Extension:
    _issued(commitment)
    loaded: list[Extension] | None = getattr(commitment, "pending", None)
    pending = next(iter(loaded), None) if loaded is not None else commitment.extensions.filter(state="asked").first()
    if pending is None:
        raise Refusal(ROOM, "extension.none", number=commitment.number)
    if (by.person and by.person == pending.person_id) or pending.organization_id in by.agencies:
        raise Refusal(ROOM, "check.doer")
    return pending


@verb("commitments.grant", may("administrator", "clerk"), subject=Commitment)
def grant(now: Moment, commitment: Commitment, *, by: Actor, answer: str = "") -> Payload:
    """The extension is granted, by another than who asked: the current deadline moves, the first one stays."""
    pending = _pending(commitment, by)
    return Payload(
        _subject(commitment),
        {"id": commitment.pk, "extension": pending.pk, "new": pending.new.isoformat(), "answer": answer.strip()},
    )


@grant.apply
def _(stamp: Stamp, p: Fields) -> Extension:
    Commitment.objects.filter(pk=p["id"]).update(deadline=p["new"])
    return _answered(stamp, p, "granted")


def _answered(stamp: Stamp, p: Fields, state: str) -> Extension:
    Extension.objects.filter(pk=p["extension"]).update(
        state=state, decided=stamp.at, decided_by=p["by"].get("person"), answer=p["answer"]
    )
    return Extension.objects.get(pk=p["extension"])


@verb("commitments.refuse", may("administrator", "clerk"), subject=Commitment)
def refuse(now: Moment, commitment: Commitment, *, by: Actor, answer: str) -> Payload:
    """The extension is refused, with the reason."""
    if not answer.strip():
        raise Refusal(ROOM, "reason.needed")
    pending = _pending(commitment, by)
    return Payload(_subject(commitment), {"id": commitment.pk, "extension": pending.pk, "answer": answer.strip()})


@refuse.apply
def _(stamp: Stamp, p: Fields) -> Extension:
    return _answered(stamp, p, "refused")


@verb("commitments.note", may(*CHECKERS), subject=Commitment)
def note(now: Moment, commitment: Commitment, *, by: Actor, words: str) -> Payload:
    """A call, an internal remark: seen by the office alone."""
    if not words.strip():
        raise Refusal(ROOM, "note.empty")
    return Payload(_subject(commitment), {"id": commitment.pk, "note": now.new_id(), "words": words.strip()})


@note.apply
def _(stamp: Stamp, p: Fields) -> Note:
    return Note.objects.create(
        id=p["note"], commitment_id=p["id"], person_id=p["by"].get("person"), words=p.get("words", ""), **stamp.columns
    )


@verb("commitments.cancel", may("administrator", "clerk"), subject=Commitment)
def cancel(now: Moment, commitment: Commitment, *, by: Actor, reason: str) -> Payload:
    """Withdrawn, with the reason: it leaves the denominator and stays visible as having left it."""
    _open(commitment)
    if not reason.strip():
        raise Refusal(ROOM, "reason.needed")
    return Payload(_subject(commitment), {"id": commitment.pk, "reason": reason.strip(), "day": now.day.isoformat()})


@cancel.apply
def _(stamp: Stamp, p: Fields) -> Commitment:
    by = p["by"].get("person", "")
    Commitment.objects.filter(pk=p["id"]).update(cancelled={"on": p["day"], "by": by, "reason": p["reason"]})
    return Commitment.objects.get(pk=p["id"])
