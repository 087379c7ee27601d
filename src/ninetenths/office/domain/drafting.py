"""Drafts of commitments: a row of cells, wherever it came from, as the fields of a payload, and as rows."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Iterator, Mapping
from fractions import Fraction
from typing import Any

from django.db.models import Max

from ninetenths.delivery import KINDS, agencies_of
from ninetenths.office.domain.log import Stamp
from ninetenths.office.domain.verbs import ROOM, Moment
from ninetenths.office.folder import served
from ninetenths.office.models import Commitment, Duty, Organization, Paper, Source, Stage
from ninetenths.refusal import Refusal

EVERY = ("", "week", "month", "quarter", "year", "never")
# What a person may change of a commitment that was not issued yet; afterwards only what does not bind an agency.
WORDS = (
    "title", "sentence", "section", "kind", "measures", "goal", "lead_written", "supporting_written", "post",
    "deadline_written", "first_deadline", "start", "nodes", "every", "remarks",
)  # fmt: skip


def series(now: Moment) -> Iterator[tuple[int, int, str]]:
    """The next numbers of the office's series: year, serial, number as it is written."""
    year = now.today.year
    last = Commitment.objects.filter(year=year).aggregate(last=Max("serial"))["last"] or 0
    while True:
        last += 1
        yield year, last, number(year, last)


def number(year: int, serial: int) -> str:
    """A number of the series: 督办〔2031〕47号, or 2031/047."""
    office = served()
    if office.language == "zh-Hans":
        return f"{office.series or '督办'}〔{year}〕{serial}号"
    return f"{office.series}{' ' if office.series else ''}{year}/{serial:03}"


class Names:
    """The organizations by every name they are known under: name, short name, aliases."""

    def __init__(self) -> None:
        self._ids: dict[str, str] = {}
        rows = Organization.objects.filter(ended=None).exclude(kind="office")
        for row in sorted(rows, key=lambda row: row.entry, reverse=True):
            for name in (*row.aliases, row.short, row.name):
                if name:
                    self._ids[_plain(name)] = row.pk

    def find(self, name: str | None) -> str | None:
        """The id of the organization of that name; None where the office has none."""
        return self._ids.get(_plain(name)) if name else None


def _plain(name: str) -> str:
    return "".join(name.split()).casefold()


def day(written: Any) -> str | None:
    """A day as ISO text, out of a date or its text; None of nothing. Raises Refusal for what is no day."""
    if written in (None, ""):
        return None
    try:
        return datetime.date.fromisoformat(str(written)).isoformat()
    except ValueError:
        raise Refusal(ROOM, "day.unknown", written=written) from None


def row(
    now: Moment, place: tuple[int, int, str], cells: Mapping[str, Any], names: Names | None = None
) -> dict[str, Any]:
    """The fields of one draft. `cells`: title, sentence, section, kind, measures, goal, lead, supporting (written),
    post, deadline (written), due (ISO day), start, nodes, every, remarks; what is absent stays empty.
    """
    title = str(cells.get("title") or "").strip()
    if not title:
        raise Refusal(ROOM, "commitment.title")
    kind = cells.get("kind") or "milestone"
    if kind not in KINDS:
        raise Refusal(ROOM, "commitment.kind", kind=kind)
    every = cells.get("every") or ""
    if every not in EVERY:
        raise Refusal(ROOM, "commitment.every", every=every)
    lead, supporting = str(cells.get("lead") or ""), str(cells.get("supporting") or "")
    year, serial, written = place
    due = day(cells.get("due"))
    goal = cells.get("goal") or None
    if isinstance(goal, str):
        goal = {"written": goal}
    if goal is not None:
        _countable(goal)
    return {
        "id": now.new_id(), "year": year, "serial": serial, "number": written, "title": title,
        "sentence": cells.get("sentence") or "", "section": cells.get("section") or "", "kind": kind,
        "measures": cells.get("measures") or "", "goal": goal, "lead_written": lead, "supporting_written": supporting,
        "post": cells.get("post") or "", "deadline_written": cells.get("deadline") or "", "first_deadline": due,
        "start": day(cells.get("start")), "nodes": _several(cells.get("nodes")), "every": every,
        "remarks": cells.get("remarks") or "", "duties": duties(now, lead, supporting, names or Names()),
        "stage_id": now.new_id(),
    }  # fmt: skip


def _countable(goal: Any) -> None:
    """Raises Refusal for a goal whose value is no number, or no pair of them."""
    value = goal.get("value") if isinstance(goal, Mapping) else goal
    try:
        for one in value if isinstance(value, list) and isinstance(goal, Mapping) else [value]:
            if one is not None:
                Fraction(str(one)[:60])
    except (ValueError, ZeroDivisionError):
        raise Refusal(ROOM, "number.unknown", written=str(value)[:60]) from None


def _several(given: Any) -> list[Any]:
    """Nodes, one after the other. Raises Refusal for what is no list."""
    if not isinstance(given or [], (list, tuple)):
        raise Refusal(ROOM, "number.unknown", written=str(given)[:60])
    return list(given or ())


def duties(now: Moment, lead: str, supporting: str, names: Names) -> list[dict[str, Any]]:
    """The parts that organizations have, from the cells as written; names that the office does not know give none."""
    agencies = agencies_of(lead, supporting)
    wanted = [(name, "lead" if place == 0 else "joint") for place, name in enumerate(agencies.leads)]
    wanted += [(name, "supporting") for name in agencies.supporting]
    found: list[dict[str, Any]] = []
    taken: set[str] = set()
    for name, role in wanted:
        key = names.find(name)
        if key is not None and key not in taken:
            taken.add(key)
            found.append({"id": now.new_id(), "organization": key, "role": role, "place": len(found)})
    return found


def source(
    now: Moment, paper: Paper | None, spans: Any, proposal: str | None = None, place: str = ""
) -> dict[str, Any]:
    """Where a draft comes from, as fields: the paper, characters and the hash of their text, a row of a table."""
    return {
        "id": now.new_id(), "paper": None if paper is None else paper.pk, "proposal": proposal, "spans": spans or [],
        "text_sha256": "" if paper is None else paper.text_sha256, "place": place,
    }  # fmt: skip


_COLUMNS = (
    "id", "year", "serial", "number", "title", "sentence", "section", "kind", "measures", "goal", "lead_written",
    "supporting_written", "post", "deadline_written", "first_deadline", "start", "nodes", "every", "remarks",
)  # fmt: skip


def made(stamp: Stamp, rows: Iterable[Mapping[str, Any]], stage: str = "draft") -> list[Commitment]:
    """The rows of drafts, out of the fields that `row` made, with their sources, duties and first stage."""
    commitments, sources, parts, stages = [], [], [], []
    for one in rows:
        lead = next((duty["organization"] for duty in one["duties"] if duty["role"] == "lead"), None)
        commitments.append(
            Commitment(
                **{name: one[name] for name in _COLUMNS}, lead_id=lead, deadline=one["first_deadline"],
                stage=one.get("stage", stage), taken_over=one.get("taken_over", ""),
                handler_id=one.get("handler"), **stamp.columns,
            )
        )  # fmt: skip
        for given in one.get("sources") or ([one["source"]] if one.get("source") else []):
            values = {name: given[name] for name in ("id", "spans", "text_sha256", "place")}
            sources.append(
                Source(
                    **values, commitment_id=one["id"], paper_id=given["paper"], proposal_id=given["proposal"],
                    **stamp.columns,
                )
            )  # fmt: skip
        parts += made_duties(stamp, one["id"], one["duties"])
        stages.append(
            Stage(id=one["stage_id"], commitment_id=one["id"], stage=one.get("stage", stage), **stamp.columns)
        )
    Commitment.objects.bulk_create(commitments)
    Source.objects.bulk_create(sources)
    Duty.objects.bulk_create(parts)
    Stage.objects.bulk_create(stages)
    return commitments


def made_duties(stamp: Stamp, commitment: str, given: Iterable[Mapping[str, Any]]) -> list[Duty]:
    """Duties, unsaved, out of their fields."""
    return [
        Duty(
            id=one["id"], commitment_id=commitment, organization_id=one["organization"], role=one["role"],
            place=one["place"], **stamp.columns,
        )
        for one in given
    ]  # fmt: skip
