"""One workbook an agency, cut from the breakdown table: locked where nothing is asked, with choices where it is.

The sheets are written as text into one prepared workbook, since two hundred are wanted in seconds. A hidden sheet
says which table, which agency and what the cells held, so that what comes back can be told from what went out.
"""

from __future__ import annotations

import datetime
import hashlib
import io
import re
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from html import escape
from typing import Any

from ninetenths.documents.breakdown import (
    BASES,
    DATES,
    HEAD_ROW,
    META_SHEET,
    ROOM,
    SAFE,
    WIDTHS,
    height_of,
    print_setup,
    validations,
)
from ninetenths.documents.cells import counts_hundredths, text_of
from ninetenths.documents.columns import HIDDEN, head
from ninetenths.documents.patching import clean, letters
from ninetenths.documents.tasktable import TaskRow, TaskTable
from ninetenths.documents.workbooks import Value, sheets
from ninetenths.packs import LANGUAGES, phrase, words
from ninetenths.refusal import Refusal

# What agencies fill in; a supporting agency says what it did, not how far the whole is.
RETURNED = (
    "share", "actual", "status", "progress", "problems", "next_step", "evidence", "done_on", "reported_on", "contact",
)  # fmt: skip
SUPPORTED = ("progress", "problems", "next_step", "evidence")
# Asked of the lead where the table leaves them blank.
ASKED = ("measures", "nodes", "contact", "post")
ROLES = ("lead", "joint", "supporting")
_LAST = 1_000_003  # stands in the prepared workbook for the last row


@dataclass(frozen=True, slots=True)
class Part:
    """The share of one agency in a table: its rows with its role in each (`lead`, `joint`, `supporting`)."""

    agency: str
    rows: tuple[tuple[TaskRow, str, str], ...]  # row, role, id


def _title_of(meta: Sequence[Sequence[Value]]) -> str:
    """The title of the text a table was made from, as its hidden sheet says."""
    return next((str(row[1]) for row in meta if row and row[0] == "title"), "")


def digest(value: Value) -> str:
    """What a cell held, in a few characters: the same for a day, a number or a text however it was saved."""
    return hashlib.blake2b(plain(value).encode("utf-8", "replace"), digest_size=5).hexdigest()


def plain(value: Value) -> str:
    """A cell's value for comparison: without blanks at the ends, line ends of one kind."""
    text = value if isinstance(value, str) else text_of(value)
    if "\r" in text or "_x000D_" in text:
        text = text.replace("\r\n", "\n").replace("\r", "\n").replace("_x000D_", "")
    return text.strip()


def row_ids(table: TaskTable) -> list[str]:
    """The id of each row; where a row was copied with its id, the later ones get “~2”, “~3”."""
    seen: dict[str, int] = {}
    found = []
    for row in table.rows:
        count = seen.get(row.task.id, 0) + 1
        seen[row.task.id] = count
        found.append(row.task.id if count == 1 else f"{row.task.id}~{count}")
    return found


def parts_of(table: TaskTable, members: Mapping[str, Sequence[str]]) -> tuple[tuple[Part, ...], tuple[int, ...]]:
    """What each agency gets, in the order of first mention, and the rows that name none. Open sets are expanded."""
    found: dict[str, dict[str, tuple[TaskRow, str, str]]] = {}
    unnamed = []
    for row, identity in zip(table.rows, row_ids(table), strict=True):
        for role, names in roles_of(row, members).items():
            for name in names:
                found.setdefault(name, {}).setdefault(identity, (row, role, identity))
        if row.task.agencies.lead is None and not row.task.agencies.supporting:
            unnamed.append(row.place.row)
    return tuple(Part(agency, tuple(rows.values())) for agency, rows in found.items()), tuple(unnamed)


def roles_of(row: TaskRow, members: Mapping[str, Sequence[str]]) -> dict[str, list[str]]:
    """Role → agencies of a row, the first lead alone being `lead`; open sets give way to their members."""
    agencies = row.task.agencies
    leads = [name for written in agencies.leads for name in expanded(written, members)]
    others = [name for written in agencies.supporting for name in expanded(written, members)]
    return {"lead": leads[:1], "joint": leads[1:], "supporting": [name for name in others if name not in leads]}


_OPEN = re.compile(
    r"^(?:各|全市各|有关|相关)|各(?:县|区|市|乡镇|镇|街道|单位|部门)|(?:有关|相关)(?:单位|部门)|^(?:all|each)\b|relevant\s",
    re.IGNORECASE,
)


def is_open(name: str) -> bool:
    """Whether a name stands for a set that nobody has listed: “各县（市、区）政府”, “all districts”."""
    return _OPEN.search(name) is not None


def expanded(name: str, members: Mapping[str, Sequence[str]]) -> Sequence[str]:
    """The members a name stands for by the list, or the name itself. The list's key "" is any open set of places."""
    if name in members:
        return members[name]
    if not is_open(name):
        return (name,)
    bare = re.sub(r"(?:人民)?政府|党委|和?管委会", "", name)
    for known, listed in members.items():
        if known and (known == bare or re.sub(r"(?:人民)?政府|党委|和?管委会", "", known) == bare):
            return listed
    if "" in members and re.search("县|区|市|乡|镇|街道|district|ward|town", bare, re.IGNORECASE):
        return members[""]
    return (name,)


_UNSAFE = re.compile(r'[\\/:*?"<>|\x00-\x1f\x7f\u200b-\u200f\u202a-\u202e\u2066-\u2069]+')
_RESERVED = re.compile(r"^(?:con|prn|aux|nul|com\d|lpt\d)(?:\.|$)", re.IGNORECASE)


def file_names(agencies: Sequence[str]) -> dict[str, str]:
    """Agency → file name that every file system takes, no two alike even where case does not count."""
    taken: set[str] = set()
    found: dict[str, str] = {}
    for agency in agencies:
        stem = _UNSAFE.sub("_", agency).strip(" ._") or "_"
        stem = stem.encode()[:150].decode(errors="ignore").strip(" ._") or "_"
        if _RESERVED.match(stem):
            stem = f"_{stem}"
        name, order = stem, 1
        while name.casefold() in taken:
            order += 1
            name = f"{stem}-{order}"
        taken.add(name.casefold())
        found[agency] = f"{name}.xlsx"
    return found


@dataclass(frozen=True, slots=True)
class _Asked:
    """A column of the agency's sheet: the field (None: an added column), its heading, whether it is to be filled in."""

    field: str | None
    written: str
    returned: bool
    index: int = -1  # its place in the table


class Cutter:
    """Cuts the workbooks of agencies from one table. Raises Refusal where the table has no column to fill in."""

    def __init__(self, table: TaskTable, data: bytes, *, language: str, due: datetime.date | None = None) -> None:
        self.table, self.language, self.due = table, language, due
        self.batch = hashlib.sha256(data).hexdigest()[:12]
        found = {sheet.name: sheet.rows for sheet in sheets(data, table.name)}
        self.title = _title_of(found.get(META_SHEET, ())) or table.title or table.name
        self._grid = found[table.sheet]
        self.columns = self._columns()
        if not any(column.returned for column in self.columns):
            raise Refusal(ROOM, "split.nothing-to-fill", name=table.name)
        share = table.column("share")
        values = [row.cells["share"] for row in table.rows if "share" in row.cells]
        self.hundredths = share is not None and counts_hundredths(share.head, values)
        self._prepare()
        self._rows: dict[str, tuple[float, list[tuple[str, str]]]] = {}

    def _columns(self) -> list[_Asked]:
        columns = (
            [_Asked("number", head("number", self.language), False)] if self.table.column("number") is None else []
        )
        for column in self.table.columns:
            if column.field not in HIDDEN and column.head and column.head not in _bases():
                columns.append(_Asked(column.field, column.head, column.field in RETURNED, column.index))
        columns.insert(1, _Asked("role", phrase(ROOM, "split.role", self.language), False))
        return columns

    def _prepare(self) -> None:
        """The workbook that all are made from: looks, lists, protection, print; with `_LAST` for the last row."""
        import xlsxwriter

        buffer = io.BytesIO()
        book = xlsxwriter.Workbook(buffer, SAFE)
        book.set_properties({"created": datetime.datetime(2000, 1, 1)})
        sheet = book.add_worksheet(phrase(ROOM, "split.sheet", self.language))
        self.looks = _looks(book, sheet, self.language, self.hundredths)
        last = _LAST - 1
        width = len(self.columns)
        self.widths = [WIDTHS.get(column.field or "", 14) if column.field != "role" else 8 for column in self.columns]
        for place, column in enumerate(self.columns):
            sheet.set_column(place, place, self.widths[place])
            if column.returned and not (column.field == "share" and self.hundredths):
                validations(sheet, column.field or "", place, HEAD_ROW + 1, last, self.language)
        sheet.set_column(width, width, 12, None, {"hidden": True})
        sheet.freeze_panes(HEAD_ROW + 1, 2)
        sheet.autofilter(HEAD_ROW, 0, last, width)
        print_setup(sheet, self.language, (0, 0, last, width - 1))
        sheet.protect("", {
            "format_columns": True, "format_rows": True, "autofilter": True, "sort": True, "select_locked_cells": True,
        })  # fmt: skip
        meta = book.add_worksheet(META_SHEET)
        meta.very_hidden()
        book.close()
        self.indices = {name: look._get_xf_index() for name, look in self.looks.items()}
        self.parts: list[tuple[str, bytes]] = []
        with zipfile.ZipFile(buffer) as archive:
            self.parts = [(name, archive.read(name)) for name in archive.namelist()]

    def workbook(self, part: Part) -> bytes:
        """The workbook of one agency."""
        last = HEAD_ROW + 1 + len(part.rows)
        sheet = "".join(self._sheet_rows(part))
        meta = "".join(self._meta_rows(part))
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=5) as archive:
            for name, content in self.parts:
                if name == "xl/worksheets/sheet1.xml":
                    content = _with_rows(content, sheet, last)
                elif name == "xl/worksheets/sheet2.xml":
                    content = _with_rows(content, meta, last)
                elif name == "xl/workbook.xml":
                    content = content.replace(str(_LAST).encode(), str(last).encode())
                archive.writestr(zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()

    def _sheet_rows(self, part: Part) -> Iterator[str]:
        width = len(self.columns)
        title = phrase(ROOM, "split.title", self.language, agency=part.agency, title=self.title)
        due = f"{self.due:%Y-%m-%d}" if self.due else ""
        code = "split.instructions-due" if due else "split.instructions"
        leading = sum(role != "supporting" for _, role, _ in part.rows)
        note = phrase(
            ROOM,
            code,
            self.language,
            due=due,
            rows=len(part.rows),
            leading=leading,
            supporting=len(part.rows) - leading,
        )
        yield f'<row r="1" ht="30" customHeight="1">{_text("A1", self.indices["title"], title)}</row>'
        yield f'<row r="2" ht="30" customHeight="1">{_text("A2", self.indices["note"], note)}</row>'
        heads = "".join(
            _text(f"{letters(place)}3", self.indices["asked" if column.returned else "head"], column.written)
            for place, column in enumerate(self.columns, 1)
        )
        heads += _text(f"{letters(width + 1)}3", self.indices["head"], head("id", self.language))
        yield f'<row r="3" ht="30" customHeight="1">{heads}</row>'
        for number, (row, role, identity) in enumerate(part.rows, HEAD_ROW + 2):
            height, cells = self._row(row, role, identity)
            yield f'<row r="{number}" ht="{height:g}">'
            for letter, content in cells:
                yield f'<c r="{letter}{number}"{content}'
            yield "</row>"

    def _row(self, row: TaskRow, role: str, identity: str) -> tuple[float, list[tuple[str, str]]]:
        """A row's height and cells as (column letters, what follows the number); a row goes to several agencies."""
        key = f"{role}\n{identity}"
        made = self._rows.get(key)
        if made is None:
            values = [self._value(row, column, role) for column in self.columns]
            cells = [
                (letters(place), self._cell(value, column, role, row))
                for place, (column, value) in enumerate(zip(self.columns, values, strict=True), 1)
            ]
            cells.append((letters(len(self.columns) + 1), _content(self.indices["locked"], identity)))
            made = height_of(zip(values, self.widths, strict=True)), cells
            self._rows[key] = made
        return made

    def _value(self, row: TaskRow, column: _Asked, role: str) -> Value:
        if column.field == "role":
            return phrase(ROOM, f"split.role.{role}", self.language)
        if column.field is None:
            return row.extra.get(
                column.written, self._grid[row.place.row - 1][column.index] if column.index >= 0 else ""
            )
        if role == "supporting" and column.returned:
            return ""
        return row.cells.get(column.field, "")

    def _cell(self, value: Value, column: _Asked, role: str, row: TaskRow) -> str:
        name = column.field or ""
        free = open_to(name, role, row)
        look = "text"
        if name in DATES or isinstance(value, datetime.date):
            look = "day"
        elif name == "share" and not self.hundredths:
            look = "percent"
        elif name in ("number", "role", "status"):
            look = "centre"
        if role != "supporting" and name == "role":
            look = "leading"
        return _content(self.indices[look if not free else f"free-{look}"], value)

    def _meta_rows(self, part: Part) -> Iterator[str]:
        told = (
            ("kind", "agency"), ("version", "1"), ("agency", part.agency), ("table", self.table.name),
            ("batch", self.batch), ("due", f"{self.due:%Y-%m-%d}" if self.due else ""), ("language", self.language),
        )  # fmt: skip
        for number, pair in enumerate(told, 1):
            yield _plain_row(number, pair)
        for number, (row, role, identity) in enumerate(part.rows, len(told) + 1):
            values = (
                (name, self._value(row, _Asked(name, "", name in RETURNED), role)) for name in (*RETURNED, *ASKED)
            )
            held = {name: digest(value) for name, value in values if value != ""}
            cells = " ".join(f"{name}={one}" for name, one in held.items())
            yield _plain_row(number, ("base", identity, role, locked_digest(row, role), cells))


def _bases() -> set[str]:
    """Headings that are the desk's own business: why an agency was suggested."""
    return {words(ROOM, language)[f"column.{base}"] for base in BASES for language in LANGUAGES}


def open_to(name: str, role: str, row: TaskRow) -> bool:
    """Whether an agency in that role is asked for a field of a row."""
    if role == "supporting":
        return name in SUPPORTED
    return name in RETURNED or (name in ASKED and name not in row.cells)


def locked_digest(row: TaskRow, role: str) -> str:
    """What the cells hold that the agency is not asked for, in a few characters."""
    return digest_of(
        {
            name: value
            for name, value in row.cells.items()
            if not open_to(name, role, row) and name not in (*HIDDEN, *RETURNED)
        }
    )


def digest_of(cells: Mapping[str, Value]) -> str:
    """Several cells by field in a few characters; blanks count as not there."""
    held = [f"{name}\t{written}" for name, value in sorted(cells.items()) if (written := plain(value))]
    return hashlib.blake2b("\n".join(held).encode("utf-8", "replace"), digest_size=5).hexdigest()


def _looks(book: Any, sheet: Any, language: str, hundredths: bool) -> dict[str, Any]:
    """All looks, locked and free; each is put into a cell once so that the workbook keeps it."""
    font = {"font_name": "宋体" if language == "zh" else "Calibri", "font_size": 10, "font_color": "#1F1B16"}
    body = {**font, "text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFB7A8"}
    shut = {**body, "bg_color": "#F4F0E8"}
    heads = {**body, "bold": True, "valign": "vcenter", "align": "center", "bottom": 2, "bottom_color": "#B03A2E"}
    wanted: dict[str, dict[str, Any]] = {
        "title": {**font, "bold": True, "font_size": 16, "valign": "vcenter"},
        "note": {**font, "font_color": "#B03A2E", "valign": "vcenter"},
        "head": {**heads, "bg_color": "#F4F0E8"}, "asked": {**heads, "bg_color": "#FBE9E5"},
        "locked": shut, "leading": {**shut, "bold": True, "align": "center", "font_color": "#B03A2E"},
    }  # fmt: skip
    for name, more in {
        "text": {}, "centre": {"align": "center"}, "day": {"num_format": "yyyy-mm-dd", "align": "center"},
        "percent": {"num_format": "0%", "align": "center"},
    }.items():  # fmt: skip
        wanted[name] = {**shut, **more}
        wanted[f"free-{name}"] = {**body, **more, "locked": False}
    found = {name: book.add_format(properties) for name, properties in wanted.items()}
    for place, look in enumerate(found.values()):
        sheet.write_blank(0, place, None, look)
    return found


def _with_rows(content: bytes, rows: str, last: int) -> bytes:
    """A sheet's XML with its rows put in and the last row's number."""
    text = content.decode()
    start = text.index("<sheetData")
    end = text.index("</sheetData>") + len("</sheetData>") if "</sheetData>" in text else text.index("/>", start) + 2
    before = re.sub(r'<dimension ref="[^"]*"/>', "", text[:start])
    after = text[end:].replace(str(_LAST), str(last))
    return f"{before}<sheetData>{rows}</sheetData>{after}".encode("utf-8", "replace")


def _text(reference: str, style: int, value: str) -> str:
    return f'<c r="{reference}"{_content(style, value)}'


_EPOCH = datetime.datetime(1899, 12, 30)


def _content(style: int, value: Value) -> str:
    """A cell from its style on: `" s="3" t="inlineStr"><is>…`."""
    if value == "":
        return f' s="{style}"/>'
    if isinstance(value, bool):
        return f' s="{style}" t="b"><v>{int(value)}</v></c>'
    if isinstance(value, datetime.date):
        moment = (
            value if isinstance(value, datetime.datetime) else datetime.datetime(value.year, value.month, value.day)
        )
        return f' s="{style}"><v>{(moment - _EPOCH) / datetime.timedelta(days=1):.10g}</v></c>'
    if isinstance(value, int | float):
        return f' s="{style}"><v>{value!r}</v></c>'
    return (
        f' s="{style}" t="inlineStr"><is><t xml:space="preserve">{escape(clean(str(value)), quote=False)}</t></is></c>'
    )


def _plain_row(number: int, values: Sequence[str]) -> str:
    cells = "".join(_text(f"{letters(place)}{number}", 0, value) for place, value in enumerate(values, 1))
    return f'<row r="{number}">{cells}</row>'
