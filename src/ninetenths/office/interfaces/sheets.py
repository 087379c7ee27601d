"""A workbook an agency, out and back: cut by the desk's own machinery, its filled rows taken as reports of the agency."""

from __future__ import annotations

import datetime
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

import xlsxwriter

from ninetenths.documents import Cutter, Part, cell_words, file_names, guard, head, plain, read_return, read_task_table
from ninetenths.documents.agencysheets import RETURNED, digest, digest_of, row_ids
from ninetenths.documents.breakdown import SAFE
from ninetenths.documents.returns import Base, Return, ReturnedRow
from ninetenths.office.domain import clock, commitments, files
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.drafting import Names
from ninetenths.office.domain.shares import shown
from ninetenths.office.models import Asked, Commitment, Duty, Organization, Report, Round, id_of
from ninetenths.refusal import Refusal

ROOM = "sheets"
LOCKED = ("number", "title", "sentence", "goal", "lead", "supporting", "deadline")
FIGURES = ("actual", "share")
WORDS = ("status", "progress", "problems", "next_step", "done_on")
_ENDED = ("draft", "commented", "decided", "closed", "suspended")


@dataclass(frozen=True, slots=True)
class Line:
    """One thing a person should know of a returned sheet: file, row (0: the whole), a code of the words, its params."""

    file: str
    row: int
    code: str
    params: Mapping[str, Any]


@dataclass(frozen=True, slots=True)
class Taken:
    """What taking sheets did: reports made, rows that were there already, rows left blank, and what to look at."""

    made: int
    again: int
    blank: int
    lines: tuple[Line, ...]


def _goal_unit(row: Commitment) -> str:
    return str((row.goal or {}).get("unit") or "")


def _table(rows: Sequence[Any], fields: Sequence[str], language: str, title: str) -> bytes:
    """The table that sheets are cut from: the register's rows with the desk's headings and hidden ids."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {**SAFE, "default_date_format": "yyyy-mm-dd"}) as book:
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        sheet = book.add_worksheet()
        sheet.write_string(0, 0, title)
        for place, name in enumerate(fields):
            sheet.write_string(2, place, head(name, language))
        for number, row in enumerate(rows, 3):
            for place, name in enumerate(fields):
                value = _cell(row, name, language)
                if value:
                    sheet.write_string(number, place, value)
    return buffer.getvalue()


def _cell(row: Any, name: str, language: str) -> str:
    mark = "、" if language == "zh" else "; "
    duties = row.open_duties
    cells = {
        "number": row.number, "title": row.title, "sentence": row.sentence, "goal": (row.goal or {}).get("written", ""),
        "lead": mark.join(one.organization.name for one in duties if one.role in ("lead", "joint")),
        "supporting": mark.join(one.organization.name for one in duties if one.role == "supporting"),
        "deadline": row.deadline_written or (row.deadline.isoformat() if row.deadline else ""), "id": row.pk,
    }  # fmt: skip
    return str(cells.get(name, ""))


def workbooks(round: Round | None, language: str) -> dict[str, bytes]:
    """File name → workbook, one for each agency that leads: of what a round asks, or of all that is open."""
    from django.db.models import Prefetch

    rows = Commitment.objects.exclude(stage__in=_ENDED).filter(cancelled__isnull=True)
    if round is not None:
        rows = rows.filter(asked__round=round).distinct()
    duties = Duty.objects.filter(ended=None).select_related("organization").order_by("place")
    found = list(rows.order_by("year", "serial").prefetch_related(Prefetch("duties", duties, "open_duties")))
    asks = round.asks if round is not None else {"words": True, "figure": True}
    returned = [name for name in (*FIGURES, *WORDS) if name not in FIGURES or asks.get("figure", True)]
    fields = [*LOCKED, *returned, "id"]
    title = round.title if round is not None else ""
    data = _table(found, fields, language, title)
    table = read_task_table(data, "register.xlsx", year=clock.today().year) if found else None
    if table is None:
        raise Refusal(ROOM, "nothing-to-ask")
    by_id = dict(zip(row_ids(table), table.rows, strict=True))
    parts: dict[str, list[Any]] = {}
    asked = None if round is None else set(round.asked.values_list("commitment", "organization"))
    for row in found:
        for duty in row.open_duties:
            wanted = asked is None or (row.pk, duty.organization_id) in asked
            if duty.role in ("lead", "joint") and wanted and row.pk in by_id:
                parts.setdefault(duty.organization.name, []).append((by_id[row.pk], duty.role, row.pk))
    if not parts:
        raise Refusal(ROOM, "nothing-to-ask")
    due = None if round is None else clock.day_of(round.due)
    cutter = Cutter(table, data, language=language, due=due)
    names = file_names(list(parts))
    return {names[agency]: cutter.workbook(Part(agency, tuple(held))) for agency, held in parts.items()}


def take(given: Iterable[tuple[str, bytes]], by: Actor) -> Taken:
    """Returned sheets as reports of their agencies, by the verb. A row whose words are there already makes nothing new,
    however often its sheet comes; what cannot be taken is told, a line each. Raises Forbidden where `by` may not.
    """
    names = Names()
    agencies = tuple(Organization.objects.filter(ended=None).values_list("name", flat=True))
    made = again = blank = 0
    lines: list[Line] = []
    for name, data in given:
        try:
            guard(data, name)
            sheet = read_return(data, name, agencies)
        except Refusal as refusal:
            lines.append(
                Line(name, 0, "unread", {"room": refusal.room, "code": refusal.code, "params": dict(refusal.params)})
            )
            continue
        organization = None if sheet is None else names.find(sheet.agency)
        if sheet is None or organization is None:
            lines.append(
                Line(
                    name,
                    0,
                    "no-table" if sheet is None else "unknown-agency",
                    {"agency": sheet.agency if sheet else ""},
                )
            )
            continue
        kept = files.store(name if name.lower().endswith(".xlsx") else f"{name}.xlsx", data)
        counts = _sheet(sheet, organization, kept, by, lines)
        made, again, blank = made + counts[0], again + counts[1], blank + counts[2]
    return Taken(made, again, blank, tuple(lines))


def _sheet(
    sheet: Return, organization: str, kept: dict[str, Any], by: Actor, lines: list[Line]
) -> tuple[int, int, int]:
    keys = [row.id for row in sheet.rows if row.id]
    known = {row.pk: row for row in Commitment.objects.filter(pk__in=keys)}
    counts = [0, 0, 0]
    met: set[str] = set()
    for row in sheet.rows:
        commitment = known.get(row.id or "")
        base = sheet.bases.get(row.id or "")
        said = _said(row, base)
        if commitment is None:
            if said:
                lines.append(Line(sheet.file, row.number, "unknown-row", {"title": _short(row.cells.get("title", ""))}))
            continue
        if base is not None and base.locked != digest_of(_locked(row)):
            lines.append(Line(sheet.file, row.number, "locked", {"number": commitment.number}))
        if not said:
            counts[2] += 1
        elif commitment.pk in met:
            lines.append(Line(sheet.file, row.number, "row-twice", {"number": commitment.number}))
        else:
            met.add(commitment.pk)
            counts[_report(sheet, row, said, commitment, organization, kept, by, lines)] += 1
    return counts[0], counts[1], counts[2]


def _said(row: ReturnedRow, base: Base | None) -> dict[str, Any]:
    """What the agency filled in: cells it was asked for that are not as they went out."""
    found = {}
    for name in (*FIGURES, *WORDS):
        value = row.cells.get(name, "")
        if plain(value) and not (base is not None and base.cells.get(name) == digest(value)):
            found[name] = value
    return found


def _locked(row: ReturnedRow) -> dict[str, Any]:
    open_here = (*RETURNED, "measures", "nodes", "contact", "post")
    return {name: value for name, value in row.cells.items() if name not in open_here and name in LOCKED}


def _report(
    sheet: Return, row: ReturnedRow, said: dict[str, Any], commitment: Commitment, organization: str,
    kept: dict[str, Any], by: Actor, lines: list[Line],
) -> int:  # fmt: skip
    """0: a report was made; 1: it was there already; 2: it could not be, and a line says why."""
    written = json.dumps({name: plain(value) for name, value in sorted(said.items())}, ensure_ascii=False)
    key = id_of(organization, commitment.pk, sheet.batch, written)
    basis = f"{kept['name']} {kept['sha256']}"
    actor = by.on_behalf(organization, basis)
    if commitments.sent_before(key, actor):
        return 1
    try:
        values = {**_values(said, _goal_unit(commitment)), "round": _running(commitment, organization)}
        before = Report.objects.filter(commitment=commitment, organization=organization, state="standing").last()
        made = commitments.report(commitment, by=actor, channel="sheet", evidence=[kept], key=key, **values)
    except Refusal as refusal:
        lines.append(
            Line(sheet.file, row.number, "refused", {
                "number": commitment.number, "room": refusal.room, "code": refusal.code, "params": dict(refusal.params),
            })
        )  # fmt: skip
        return 2
    if before is not None and before.round_id and before.round_id == made.round_id and before.actual != made.actual:
        params = {
            "number": commitment.number,
            "before": shown(before.actual) or "–",
            "after": shown(made.actual) or "–",
        }
        lines.append(Line(sheet.file, row.number, "differs", params))
    return 0


def _running(commitment: Commitment, organization: str) -> str | None:
    """The round that a sheet answers: the one that still waits, else the one it answers a second time."""
    rows = Asked.objects.filter(commitment=commitment, organization=organization, round__state="sent")
    found = sorted(rows.select_related("round"), key=lambda one: (one.answered is not None, one.round.due))
    return found[0].round_id if found else None


def _values(said: Mapping[str, Any], unit: str) -> dict[str, Any]:
    """The cells as the verb takes them. Raises Refusal for what cannot be read."""
    status = plain(said.get("status", "")).lower()
    done_on = _day(said["done_on"]) if "done_on" in said else None
    claims = done_on is not None or status in cell_words("done")
    words = "\n".join(plain(said[name]) for name in ("progress",) if name in said)
    if status and not claims:
        words = f"{plain(said['status'])}\n{words}".strip()
    actual = plain(said.get("actual", "")).removesuffix(unit).strip() if unit else plain(said.get("actual", ""))
    return {
        "words": words, "actual": actual or None, "progress": _share(said["share"]) if "share" in said else None,
        "claims_done": claims, "done_on": done_on, "problems": plain(said.get("problems", "")),
        "next_step": plain(said.get("next_step", "")),
    }  # fmt: skip


def _share(value: Any) -> str:
    """A share as it is typed into a cell of per cent: 0.5, “50%”, 50."""
    if isinstance(value, (int, float)) and not isinstance(value, bool):
        return f"{value * 100 if value <= 1 else value:.6g}"
    return plain(value)


_EPOCH = datetime.date(1899, 12, 30)


def _day(value: Any) -> datetime.date:
    if isinstance(value, datetime.datetime):
        return value.date()
    if isinstance(value, datetime.date):
        return value
    if isinstance(value, (int, float)) and 20_000 <= value <= 80_000:
        return _EPOCH + datetime.timedelta(days=int(value))
    text = plain(value).translate(str.maketrans("年月./", "----")).removesuffix("日")
    try:
        year, month, day = (int(part) for part in text.split("-"))
        return datetime.date(year, month, day)
    except ValueError:
        raise Refusal("office", "day.unknown", written=plain(value)) from None


def _short(value: Any) -> str:
    text = " ".join(plain(value).split())
    return text if len(text) <= 40 else f"{text[:39]}…"


def words_of(line: Line, language: str) -> str:
    """A line in words; what was refused in the words of the refusal."""
    from ninetenths.packs import phrase

    params = dict(line.params)
    if line.code in ("refused", "unread"):
        inner = phrase(params.pop("room"), params.pop("code"), language, **params.pop("params"))
        params["why"] = inner
    place = phrase(ROOM, "place", language, file=line.file, row=line.row) if line.row else line.file
    return phrase(ROOM, f"line.{line.code}", language, place=place, **params)
