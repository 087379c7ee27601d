"""Any office's own table in: its columns shown, its rows as they will stand, what is half done taken over as such."""

from __future__ import annotations

import datetime
import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from rapidfuzz import fuzz, process

from ninetenths.delivery import agencies_of
from ninetenths.delivery import goal_of as read_goal
from ninetenths.documents import FoundColumn, Row, Rows, Unread, rows_of, says
from ninetenths.office.domain import clock, commitments, organizations
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.drafting import Names
from ninetenths.office.domain.writing import writing
from ninetenths.office.models import Commitment

# What a column can stand for when a clerk says so, in the order in which it is offered; "" keeps it as it is.
FIELDS = (
    "", "title", "number", "section", "sentence", "measures", "goal", "lead", "supporting", "responsible", "post",
    "contact", "deadline", "share", "status", "progress", "problems", "next_step", "done_on", "remarks",
)  # fmt: skip
# Two titles are the same thing from this likeness on (of 100); it is offered, never merged.
_LIKE = 92.0
_PERCENT = re.compile(r"^\s*(\d+(?:\.\d+)?)\s*([%％])?\s*$")


@dataclass(frozen=True, slots=True)
class Taken:
    """One row as it will stand: cells for `commitments.import`, where it came from, and what it is like already here."""

    cells: dict[str, Any]
    sheet: str
    line: int
    like: str | None


@dataclass(frozen=True, slots=True)
class Table:
    """What a file holds, ready to be confirmed: rows, what was not read, the columns, agencies that are not known yet."""

    name: str
    title: str
    rows: tuple[Taken, ...]
    unread: tuple[Unread, ...]
    columns: tuple[FoundColumn, ...]
    unknown: tuple[str, ...]

    @property
    def half_done(self) -> int:
        """How many rows say how far they are."""
        return sum("taken" in row.cells for row in self.rows)

    @property
    def done(self) -> int:
        """How many rows say that they are done; a word in a table, counted apart."""
        return sum(bool(row.cells.get("taken", {}).get("done")) for row in self.rows)


def read_table(name: str, data: bytes, mapping: Mapping[tuple[str, int], str | None] | None = None) -> Table:
    """Read a table, or a text that holds a breakdown. Raises Refusal where it cannot be read at all."""
    found: Rows = rows_of(data, name, mapping=mapping, year=clock.today().year)
    held = dict(Commitment.objects.filter(cancelled__isnull=True).values_list("title", "number")[:20000])
    names = Names()
    rows: list[Taken] = []
    unknown: dict[str, None] = {}
    for row in found.rows:
        cells = _cells(row)
        rows.append(Taken(cells, row.sheet, row.line, _like(cells["title"], held)))
        for agency in (*row.agencies.leads, *row.agencies.supporting):
            if names.find(agency) is None and not _is_open(agency):
                unknown[agency] = None
    return Table(name, found.title, tuple(rows), found.unread, found.columns, tuple(unknown))


def _is_open(name: str) -> bool:
    """Whether a name stands for many (各县区): no agency of that name is to be made."""
    return name.startswith(("各", "有关", "相关", "all ", "each ")) or name.endswith(("等", "等单位"))


def _like(title: str, held: Mapping[str, str]) -> str | None:
    """The number of a commitment of nearly the same words."""
    found = process.extractOne(title, held.keys(), scorer=fuzz.ratio, score_cutoff=_LIKE)
    return None if found is None else held[found[0]]


def _cells(row: Row) -> dict[str, Any]:
    """A row of a table as the cells of a draft, with `taken` where it says how far it is."""
    cells = row.cells
    goal = goal_of(cells.get("goal", "") or row.item)
    made: dict[str, Any] = {
        "title": row.item, "sentence": cells.get("sentence", ""), "section": cells.get("section", "")[:300],
        "lead": row.agencies.lead_written or "、".join(row.agencies.leads),
        "supporting": row.agencies.supporting_written or "、".join(row.agencies.supporting), "post": row.post[:120],
        "deadline": row.deadline[:200], "due": row.due.isoformat() if row.due else None, "goal": goal,
        "measures": cells.get("measures", ""), "remarks": cells.get("remarks", ""),
        "kind": "quantity" if goal and "value" in goal else "milestone", "place": f"{row.sheet} {row.line or ''}".strip(),
    }  # fmt: skip
    taken = _taken(cells, made["due"])
    if taken:
        made["taken"] = taken
    return made


def goal_of(written: str) -> dict[str, Any] | None:
    """A goal as written, with what can be counted of it; None of nothing that counts."""
    found = read_goal(written) if written else None
    if found is None or found.value is None:
        return None
    value = found.value
    return {
        "written": found.written or written, "bound": found.bound, "unit": found.unit,
        "value": [str(one) for one in value] if isinstance(value, tuple) else str(value),
    }  # fmt: skip


def _taken(cells: Mapping[str, str], due: str | None) -> dict[str, Any] | None:
    """What a row says of how far it is; None where it says nothing."""
    status, words = cells.get("status", ""), cells.get("progress", "")
    done = says("done", status) or says("done", words)
    share = _share(cells.get("share", ""))
    if share is None:
        share = _share(words) or _share(status)
    if not (status or words or share):
        return None
    if says("none", words) and not done:
        words = ""
    return {
        "words": words or status, "status": status, "progress": "100" if done else share, "done": done,
        "done_on": _day(cells.get("done_on", "")) or (due if done and due and due <= clock.today().isoformat() else None),
        "problems": cells.get("problems", ""), "next_step": cells.get("next_step", ""),
    }  # fmt: skip


def _share(written: str) -> str | None:
    """A share in per cent out of a cell: 85%, 0.85, 85; None of words."""
    match = _PERCENT.match(written)
    if match is None:
        return None
    number = float(match[1])
    if match[2] is None and number <= 1:
        number *= 100
    return f"{number:.6g}" if number <= 1000 else None


def _day(written: str) -> str | None:
    try:
        return datetime.date.fromisoformat(written.strip()[:10]).isoformat() if written.strip() else None
    except ValueError:
        return None


def take_over(
    by: Actor,
    table: Table,
    *,
    add_agencies: bool,
    skip: frozenset[int] = frozenset(),
    file: dict[str, Any] | None = None,
) -> list[Commitment]:
    """Take the rows over, but those whose places are in `skip`; agencies that are not known are added first where
    the clerk said so. All in one transaction. Raises Refusal.
    """
    rows = [row.cells for place, row in enumerate(table.rows) if place not in skip]
    with writing():
        if add_agencies and table.unknown:
            organizations.import_rows(by=by, rows=[{"name": name} for name in table.unknown if len(name) <= 200])
        made: list[Commitment] = commitments.import_rows(
            by=by, table=table.name[:100], day=clock.today(), rows=rows, file=file
        )
    return made


def preview(table: Table, most: int = 5) -> list[dict[str, Any]]:
    """The first rows as they will stand, with the agencies they will have."""
    names = Names()
    shown = []
    for row in table.rows[:most]:
        parts = agencies_of(row.cells["lead"], row.cells["supporting"])
        shown.append({
            "cells": row.cells, "line": row.line, "lead": parts.lead, "known": names.find(parts.lead) is not None,
        })  # fmt: skip
    return shown
