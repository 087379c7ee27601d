"""Cells of a workbook changed in place: only changed cells and added rows are written, all else stays as it was.

A workbook read and written by a library loses what the library does not know (drawings, slicers, extensions). Here the
sheet's own XML is edited: styles, widths, comments, validations, charts and conditional formats are not touched.
"""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from functools import cache
from html import escape
from typing import Any

from ninetenths.documents.workbooks import Value

_RELATION = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
_PACKAGE = "http://schemas.openxmlformats.org/package/2006"
_EPOCH = datetime.datetime(1899, 12, 30)
_XML_SPACE = "{http://www.w3.org/XML/1998/namespace}space"
_REFERENCE = re.compile(r"([A-Z]+)(\d+)")
# Number formats that show days: the built-in ones, and codes with a year or a day outside quotes and brackets.
_BUILT_IN_DAYS = frozenset((*range(14, 23), *range(27, 37), *range(45, 48), *range(50, 59)))
_QUOTED = re.compile(r'"[^"]*"|\[[^\]]*\]|\\.')
_ESCAPED = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_ILLEGAL = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff\ud800-\udfff]")


@dataclass(frozen=True, slots=True)
class NewSheet:
    """Rows to be put at the end of the sheet of that name; it is made, with `heads`, where there is none."""

    name: str
    heads: Sequence[str]
    rows: Sequence[Sequence[Value]]
    widths: Sequence[float] = ()


def formulas_of(data: bytes, sheet: str) -> frozenset[tuple[int, int]]:
    """Cells of a sheet that hold formulas, as (row, column) from 1."""
    package = _Package(data)
    path = package.sheet_path(sheet)
    if re.search(rb"<(?:\w+:)?f[ >/]", package.read(path)) is None:
        return frozenset()
    cells = _Cells(package.xml(path))
    return frozenset(
        (row, column)
        for row, element in cells.rows.items()
        for column, cell in cells.in_row(element).items()
        if cell.find(cells.tag("f")) is not None
    )


def patched(data: bytes, sheet: str, changes: Mapping[tuple[int, int], Value], added: NewSheet | None = None) -> bytes:
    """The workbook with cells of a sheet changed ((row, column) from 1) and rows added to another sheet."""
    package = _Package(data)
    if changes:
        path = package.sheet_path(sheet)
        root = package.xml(path)
        cells = _Cells(root)
        days = package.day_styles()
        for (row, column), value in sorted(changes.items()):
            cells.put(row, column, value, days)
        package.put_xml(path, root)
    if added is not None and added.rows:
        package.append(added)
    return package.bytes()


@dataclass
class _Cells:
    """The cells of one sheet's XML by row and column."""

    root: Any
    rows: dict[int, Any] = field(default_factory=dict)
    present: dict[int, dict[int, Any]] = field(default_factory=dict)  # of the rows written to so far
    space: str = ""
    body: Any = None

    def __post_init__(self) -> None:
        self.space = self.root.tag[1:].partition("}")[0]
        self.body = self.root.find(self.tag("sheetData"))
        number = 0
        for element in self.body:
            number = int(element.get("r") or number + 1)
            element.set("r", str(number))
            self.rows[number] = element

    def tag(self, name: str) -> str:
        return f"{{{self.space}}}{name}"

    def in_row(self, element: Any) -> dict[int, Any]:
        """Column → cell; cells without a reference follow the one before."""
        found: dict[int, Any] = {}
        column = 0
        for cell in element:
            reference = _REFERENCE.match(cell.get("r") or "")
            column = _number(reference[1]) if reference else column + 1
            found[column] = cell
        return found

    def put(self, row: int, column: int, value: Value, days: frozenset[int]) -> None:
        """Give a cell a value, keeping its look; a day is written as a day where the look is one, else in words."""
        element = self.rows.get(row)
        if element is None:
            element = self._new_row(row)
        present = self.present.get(row)
        if present is None:
            present = self.present[row] = self.in_row(element)
        cell = present.get(column)
        if cell is None:
            cell = element.makeelement(self.tag("c"), {"r": f"{letters(column)}{row}"})
            style = self._style_of(column, element, row)
            if style:
                cell.set("s", style)
            before = max((place for place in present if place < column), default=None)
            if before is not None:
                present[before].addnext(cell)
            else:
                element.insert(0, cell)
            present[column] = cell
        write(cell, self.space, value, int(cell.get("s") or 0) in days)

    def _new_row(self, row: int) -> Any:
        element = self.body.makeelement(self.tag("row"), {"r": str(row)})
        before = [number for number in self.rows if number < row]
        if before:
            self.rows[max(before)].addnext(element)
        else:
            self.body.insert(0, element)
        self.rows[row] = element
        return element

    def _style_of(self, column: int, element: Any, row: int) -> str | None:
        """The look a missing cell has: its row's, its column's, or that of the cell above."""
        if element.get("customFormat") in ("1", "true") and element.get("s"):
            return str(element.get("s"))
        above = self.rows.get(row - 1)
        if above is not None:
            other = self.in_row(above).get(column)
            if other is not None and other.get("s"):
                return str(other.get("s"))
        for one in self.root.iterfind(f"{self.tag('cols')}/{self.tag('col')}"):
            if int(one.get("min")) <= column <= int(one.get("max")) and one.get("style"):
                return str(one.get("style"))
        return None


def write(cell: Any, space: str, value: Value, shows_days: bool) -> None:
    """Put a value into a cell element: numbers as numbers, days as serials where they show as days, else text."""
    for child in list(cell):
        cell.remove(child)
    cell.attrib.pop("t", None)
    if value == "":
        return
    if isinstance(value, datetime.date) and not isinstance(value, datetime.datetime):
        value = datetime.datetime(value.year, value.month, value.day)
    if isinstance(value, datetime.datetime) and shows_days:
        value = (value - _EPOCH) / datetime.timedelta(days=1)
        value = int(value) if value == int(value) else value
    if isinstance(value, bool):
        cell.set("t", "b")
        _child(cell, space, "v").text = "1" if value else "0"
    elif isinstance(value, int | float):
        _child(cell, space, "v").text = repr(value)
    else:
        if isinstance(value, datetime.datetime):
            value = value.date().isoformat() if value.time() == datetime.time() else value.isoformat(" ", "minutes")
        cell.set("t", "inlineStr")
        text = _child(_child(cell, space, "is"), space, "t")
        text.text = clean(str(value))
        text.set(_XML_SPACE, "preserve")


def clean(text: str) -> str:
    """Text as a cell may hold it: “_x000D_” as typed stays so, what XML forbids is left out."""
    return _ILLEGAL.sub("", _ESCAPED.sub("_x005F_", text))[:32767]


def _child(parent: Any, space: str, name: str) -> Any:
    element = parent.makeelement(f"{{{space}}}{name}", {})
    parent.append(element)
    return element


@cache
def letters(column: int) -> str:
    """1 → A, 27 → AA."""
    found = ""
    while column:
        column, rest = divmod(column - 1, 26)
        found = chr(65 + rest) + found
    return found


def _number(written: str) -> int:
    number = 0
    for letter in written:
        number = number * 26 + ord(letter) - 64
    return number


def _parser() -> Any:
    from lxml import etree

    return etree.XMLParser(resolve_entities=False, no_network=True, huge_tree=True, remove_blank_text=False)


def _row_xml(number: int, values: Sequence[Value]) -> str:
    """A row of plain cells as XML: numbers as numbers, all else as text."""
    cells = []
    for column, value in enumerate(values, 1):
        if isinstance(value, int | float) and not isinstance(value, bool):
            cells.append(f'<c r="{letters(column)}{number}"><v>{value!r}</v></c>')
        elif value != "":
            text = escape(clean(str(value)), quote=False)
            cells.append(
                f'<c r="{letters(column)}{number}" t="inlineStr"><is><t xml:space="preserve">{text}</t></is></c>'
            )
    return f'<row r="{number}">{"".join(cells)}</row>'


_ROW = re.compile(rb"<row\b([^>]*)>")
_ROW_NUMBER = re.compile(rb'\br="(\d+)"')


def _spliced(content: bytes, added: NewSheet) -> bytes | None:
    """A sheet's XML with rows put before the end of its data as text: parsing tens of thousands takes seconds.

    None where the sheet is not written the usual way (a prefix, rows without numbers, another encoding).
    """
    if b"encoding=" in content[:200] and b"utf-8" not in content[:200].lower():
        return None
    content = re.sub(rb"<sheetData\s*/>", b"<sheetData></sheetData>", content, count=1)
    if content.count(b"</sheetData>") != 1:
        return None
    numbers = [_ROW_NUMBER.search(match[1]) for match in _ROW.finditer(content)]
    if any(number is None for number in numbers):
        return None
    last = max((int(number[1]) for number in numbers if number is not None), default=0)
    rows = added.rows if numbers else [added.heads, *added.rows]
    made = "".join(_row_xml(order, row) for order, row in enumerate(rows, last + 1)).encode()
    content = re.sub(rb"<dimension\b[^>]*/>", b"", content, count=1)
    return content.replace(b"</sheetData>", made + b"</sheetData>")


class _Package:
    """A workbook's parts by path; changed ones are kept apart, the others are copied as they are."""

    def __init__(self, data: bytes) -> None:
        self.archive = zipfile.ZipFile(io.BytesIO(data))
        self.changed: dict[str, bytes] = {}
        self.book_path = self._book_path()

    def read(self, path: str) -> bytes:
        return self.changed.get(path) or self.archive.read(path)

    def xml(self, path: str) -> Any:
        from lxml import etree

        return etree.fromstring(self.read(path), _parser())

    def put_xml(self, path: str, root: Any) -> None:
        from lxml import etree

        self.changed[path] = etree.tostring(root, xml_declaration=True, encoding="UTF-8", standalone=True)

    def _book_path(self) -> str:
        for relation in self.xml("_rels/.rels"):
            if relation.get("Type", "").endswith("/officeDocument"):
                return str(relation.get("Target")).lstrip("/")
        return "xl/workbook.xml"

    @property
    def rels_path(self) -> str:
        folder, _, name = self.book_path.rpartition("/")
        return f"{folder}/_rels/{name}.rels"

    def _target(self, written: str) -> str:
        if written.startswith("/"):
            return written.lstrip("/")
        folder = self.book_path.rpartition("/")[0]
        return f"{folder}/{written}"

    def sheet_path(self, name: str) -> str:
        """The part of a sheet. Raises KeyError where there is none of that name."""
        book = self.xml(self.book_path)
        space = book.tag[1:].partition("}")[0]
        targets = {one.get("Id"): one.get("Target") for one in self.xml(self.rels_path)}
        for sheet in book.iterfind(f"{{{space}}}sheets/{{{space}}}sheet"):
            if sheet.get("name") == name:
                identity = next(value for key, value in sheet.attrib.items() if key.endswith("}id"))
                return self._target(targets[identity])
        raise KeyError(name)

    def day_styles(self) -> frozenset[int]:
        """Indices of the cell styles that show numbers as days."""
        targets = [one.get("Target") for one in self.xml(self.rels_path) if one.get("Type", "").endswith("/styles")]
        if not targets:
            return frozenset()
        root = self.xml(self._target(targets[0]))
        space = root.tag[1:].partition("}")[0]
        own = {
            int(one.get("numFmtId"))
            for one in root.iterfind(f"{{{space}}}numFmts/{{{space}}}numFmt")
            if re.search("[ydYD年日]", _QUOTED.sub("", one.get("formatCode") or ""))
        }
        known = own | _BUILT_IN_DAYS
        looks = root.iterfind(f"{{{space}}}cellXfs/{{{space}}}xf")
        return frozenset(index for index, one in enumerate(looks) if int(one.get("numFmtId") or 0) in known)

    def append(self, added: NewSheet) -> None:
        """Rows at the end of a sheet, which is made where there is none."""
        from lxml import etree

        try:
            path = self.sheet_path(added.name)
        except KeyError:
            path = self._make_sheet(added)
        if spliced := _spliced(self.read(path), added):
            self.changed[path] = spliced
            return
        root = self.xml(path)
        cells = _Cells(root)
        number = max(cells.rows, default=0)
        rows = added.rows if cells.rows else [added.heads, *added.rows]
        made = "".join(_row_xml(order, row) for order, row in enumerate(rows, number + 1))
        cells.body.extend(list(etree.fromstring(f'<sheetData xmlns="{cells.space}">{made}</sheetData>', _parser())))
        for dimension in root.iterfind(cells.tag("dimension")):
            root.remove(dimension)
        self.put_xml(path, root)

    def _make_sheet(self, added: NewSheet) -> str:
        from lxml import etree

        names = set(self.archive.namelist())
        folder = self.book_path.rpartition("/")[0]
        order = next(order for order in range(1, 10_000) if f"{folder}/worksheets/sheet{order}.xml" not in names)
        path = f"{folder}/worksheets/sheet{order}.xml"
        book = self.xml(self.book_path)
        space = book.tag[1:].partition("}")[0]
        columns = "".join(
            f'<col min="{place}" max="{place}" width="{width}" customWidth="1"/>'
            for place, width in enumerate(added.widths, 1)
        )
        self.changed[path] = (
            f'<worksheet xmlns="{space}"><sheetViews><sheetView workbookViewId="0"><pane ySplit="1" topLeftCell="A2" '
            f'activePane="bottomLeft" state="frozen"/></sheetView></sheetViews>'
            f"{f'<cols>{columns}</cols>' if columns else ''}<sheetData/></worksheet>"
        ).encode()
        rels = self.xml(self.rels_path)
        taken = {one.get("Id") for one in rels}
        identity = next(name for order in range(1, 100_000) if (name := f"rIdNine{order}") not in taken)
        types = {one.get("Type") for one in rels}
        kind = next((one for one in types if one and one.endswith("/worksheet")), f"{_RELATION}/worksheet")
        etree.SubElement(
            rels,
            f"{{{_PACKAGE}/relationships}}Relationship",
            Id=identity,
            Type=kind,
            Target=f"worksheets/sheet{order}.xml",
        )
        self.put_xml(self.rels_path, rels)
        sheets = book.find(f"{{{space}}}sheets")
        last = max(int(one.get("sheetId")) for one in sheets)
        key = next(name for one in sheets for name in one.attrib if name.endswith("}id"))
        etree.SubElement(sheets, f"{{{space}}}sheet", {"name": added.name, "sheetId": str(last + 1), key: identity})
        self.put_xml(self.book_path, book)
        content = self.xml("[Content_Types].xml")
        etree.SubElement(
            content, f"{{{_PACKAGE}/content-types}}Override", PartName=f"/{path}",
            ContentType="application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml",
        )  # fmt: skip
        self.put_xml("[Content_Types].xml", content)
        return path

    def bytes(self) -> bytes:
        """The whole workbook; parts in their old order, new ones at the end."""
        buffer = io.BytesIO()
        with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED, compresslevel=6) as out:
            for entry in self.archive.infolist():
                out.writestr(
                    entry, self.changed.get(entry.filename) or self.archive.read(entry.filename), zipfile.ZIP_DEFLATED
                )
            for path, content in self.changed.items():
                if path not in self.archive.namelist():
                    out.writestr(zipfile.ZipInfo(path, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
        return buffer.getvalue()
