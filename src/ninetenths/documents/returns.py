"""What comes back from an agency: its sheet read cell by cell, whatever was done to it on the way."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ninetenths.delivery.values import Why
from ninetenths.documents.breakdown import META_SHEET
from ninetenths.documents.cells import text_of
from ninetenths.documents.columns import WHAT, WHO_OR_WHEN, field_of
from ninetenths.documents.workbooks import Sheet, Value, sheets

_HEAD_WITHIN = 40
_ENOUGH = 8  # so many known headings in a row are the headings


@dataclass(frozen=True, slots=True)
class Trouble:
    """Something to look at: where (file, sheet, row from 1, column; blank where it is of the whole) and why."""

    file: str
    why: Why
    sheet: str = ""
    row: int = 0
    column: str = ""


@dataclass(frozen=True, slots=True)
class Base:
    """What a row held when it was sent out: the agency's role, digests of the locked and of each open cell."""

    role: str
    locked: str
    cells: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class ReturnedRow:
    """A row as it came back: its number, its id (None: an inserted row), cells by field, added ones by heading."""

    number: int
    id: str | None
    cells: Mapping[str, Value]
    extra: Mapping[str, Value]


@dataclass(frozen=True, slots=True)
class Return:
    """A workbook as it came back. `bases` is empty where the hidden sheet is gone; then cells speak for themselves."""

    file: str
    agency: str
    sheet: str
    batch: str = ""
    due: datetime.date | None = None
    saved_on: datetime.date | None = None
    heads: Mapping[str, str] = field(default_factory=dict)
    rows: tuple[ReturnedRow, ...] = ()
    bases: Mapping[str, Base] = field(default_factory=dict)
    troubles: tuple[Trouble, ...] = ()


def read_return(data: bytes, name: str, agencies: Sequence[str] = ()) -> Return | None:
    """The return in guarded workbook bytes, None where no sheet has headings of tasks.

    `agencies` are the names to know a file by whose hidden sheet is gone (“市财政局（反馈）.xlsx”).
    """
    found = sheets(data, name)
    meta: dict[str, Value] = {}
    bases: dict[str, Base] = {}
    for sheet in found:
        if sheet.name == META_SHEET:
            meta, bases = _meta(sheet)
    for sheet in sorted(found, key=lambda sheet: not sheet.visible):
        at = _head_row(sheet)
        if at is None or sheet.name == META_SHEET:
            continue
        agency = str(meta.get("agency") or _agency_of(name, agencies))
        heads, rows, troubles = _rows(sheet, at, name)
        return Return(
            name, agency, sheet.name, str(meta.get("batch", "")), _iso(str(meta.get("due", ""))), saved_on(data),
            heads, rows, bases, troubles,
        )  # fmt: skip
    return None


def _meta(sheet: Sheet) -> tuple[dict[str, Value], dict[str, Base]]:
    meta: dict[str, Value] = {}
    bases: dict[str, Base] = {}
    for row in sheet.rows:
        if row[0] == "base" and len(row) >= 4:
            # The last column is not there where no row held anything.
            pairs = (pair.partition("=") for pair in str(row[4] if len(row) > 4 else "").split())
            bases[str(row[1])] = Base(str(row[2]), str(row[3]), {name: held for name, _, held in pairs})
        elif len(row) >= 2:
            meta[str(row[0])] = row[1]
    return meta, bases


def _iso(written: str) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        return None


_MODIFIED = re.compile(rb"<dcterms:modified[^>]*>(\d{4}-\d\d-\d\d)")


def saved_on(data: bytes) -> datetime.date | None:
    """The day the workbook says it was last saved, None where it does not; the day it was made by us counts as none."""
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            match = _MODIFIED.search(archive.read("docProps/core.xml")[:65536])
    except (KeyError, zipfile.BadZipFile):
        return None
    day = _iso(match[1].decode()) if match else None
    return None if day is None or day.year <= 2000 else day


def _agency_of(name: str, agencies: Sequence[str]) -> str:
    stem = name.removesuffix(".xlsx")
    inside = [agency for agency in agencies if agency in stem]
    return max(inside, key=len) if inside else stem


def _head_row(sheet: Sheet) -> int | None:
    best, at = 1, None
    for number, row in enumerate(sheet.rows[:_HEAD_WITHIN]):
        known = {field_of(value) for value in row if isinstance(value, str) and value and len(value) < 40}
        if known & set(WHAT) and known & {*WHO_OR_WHEN, "id"} and len(known) > best:
            best, at = len(known), number
        if best >= _ENOUGH:
            break
    return at


def _rows(sheet: Sheet, at: int, name: str) -> tuple[dict[str, str], tuple[ReturnedRow, ...], tuple[Trouble, ...]]:
    columns: dict[int, tuple[str | None, str]] = {}
    heads: dict[str, str] = {}
    for index, value in enumerate(sheet.rows[at]):
        written = text_of(value)
        known = field_of(written) if written else None
        if known in heads:
            known = None
        if known:
            heads[known] = written
        columns[index] = (known, written or f"#{index + 1}")
    rows, troubles = _filled(sheet, at, name, columns)
    found = []
    for number, row in rows:
        cells: dict[str, Value] = {}
        extra: dict[str, Value] = {}
        for index, value in enumerate(row):
            if value != "" and not (isinstance(value, str) and not value.strip()):
                known, written = columns[index]
                if known:
                    cells[known] = value
                else:
                    extra[written] = value
        if cells or extra:
            identity = text_of(cells["id"]) if "id" in cells else None
            found.append(ReturnedRow(number, identity, cells, extra))
    return heads, tuple(found), troubles


def _filled(
    sheet: Sheet, at: int, name: str, columns: Mapping[int, tuple[str | None, str]]
) -> tuple[list[tuple[int, list[Value]]], tuple[Trouble, ...]]:
    """The rows below the headings; a cell merged over several rows speaks for each of them, and that is told."""
    rows = [(number, list(row)) for number, row in enumerate(sheet.rows[at + 1 :], at + 2)]
    troubles = []
    for merged in sheet.merged:
        if merged.top <= at:
            continue
        value = sheet.rows[merged.top][merged.left]
        if value == "":
            continue
        for row in range(merged.top, min(merged.bottom, len(sheet.rows) - 1) + 1):
            rows[row - at - 1][1][merged.left] = value
        place = columns.get(merged.left, (None, ""))[1]
        if merged.bottom > merged.top:
            troubles.append(
                Trouble(name, Why("merged-cells", {"last": merged.bottom + 1}), sheet.name, merged.top + 1, place)
            )
    return rows, tuple(troubles)
