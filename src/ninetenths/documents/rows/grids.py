"""Any file's tables as sheets of cells: workbooks new and old, CSV, Word, HTML, PDF, Markdown, lines parted by tabs."""

from __future__ import annotations

import csv
import io
import re
from typing import Any

from ninetenths.documents.workbooks import FILE_LIMIT, Merged, Sheet, Value, guard, refusal, sheets

_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_LOCKED = "EncryptedPackage".encode("utf-16-le")
WORKBOOKS = (".xlsx", ".xlsm", ".xls", ".et", ".ods", ".xltx")
SEPARATED = (".csv", ".tsv", ".tab")
# A table laid out in a text is at most so wide and so long.
_WIDE, _CELLS = 200, 2_000_000


def is_workbook(data: bytes, name: str) -> bool:
    """Whether the bytes are a workbook, by what they hold and only then by name."""
    if data.startswith(_OLE):
        return not name.lower().endswith((".doc", ".wps", ".ppt"))
    if data.startswith(b"PK"):
        return b"xl/workbook" in data or b"opendocument.spreadsheet" in data[:200]
    return name.lower().endswith(WORKBOOKS)


def is_table(data: bytes, name: str) -> bool:
    """Whether a file is nothing but a table: a workbook, or values parted by commas."""
    return is_workbook(data, name) or name.lower().endswith(SEPARATED)


def workbook_sheets(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of a workbook, old ones too. Raises Refusal for what is locked, damaged, with macros or too large."""
    if data.startswith(_OLE):
        if _LOCKED in data:
            raise refusal("encrypted", name=name)
        if len(data) > FILE_LIMIT:
            raise refusal("too-large", name=name, size=-(-len(data) // 2**20), limit=FILE_LIMIT // 2**20)
    elif not name.lower().endswith(".ods"):
        guard(data, name)
    return sheets(data, name)


def separated_sheet(text: str, name: str) -> Sheet:
    """A sheet of values parted by commas, semicolons, tabs or bars, whichever gives the evenest rows."""
    best: tuple[float, list[list[str]]] | None = None
    for mark in ",\t;|，":
        try:
            rows = list(csv.reader(io.StringIO(text), delimiter=mark))
        except csv.Error:
            continue
        full = [len(row) for row in rows if any(cell.strip() for cell in row)]
        usual = max(full, key=full.count, default=0)
        if usual > 1:
            score = full.count(usual) / len(full) + (0.001 * min(usual, 30))
            if best is None or score > best[0]:
                best = score, rows
    rows = best[1] if best else [[line] for line in text.splitlines()]
    return sheet_of(rows, name)


def sheet_of(rows: list[list[str]], name: str, merged: tuple[Merged, ...] = ()) -> Sheet:
    """Rows of any length as a sheet. Raises Refusal where it would be too large."""
    width = max((len(row) for row in rows), default=0)
    if width * len(rows) > _CELLS:
        raise refusal("too-wide", name=name, rows=len(rows), columns=width, limit=_CELLS)
    filled: list[tuple[Value, ...]] = [(*(cell.strip() for cell in row), *[""] * (width - len(row))) for row in rows]
    return Sheet(name, tuple(filled), merged)


_RULE_LINE = re.compile(r"\s*\|?[\s:|+-]*-{2,}[\s:|+-]*\|?\s*")


def _cells_of(line: str) -> list[str] | None:
    """The cells of a line of a text that is a row of a table; None for a running line."""
    if line.count("|") >= 2 or line.count("｜") >= 2 or line.count("│") >= 2:
        return [cell.strip() for cell in re.split(r"(?<!\\)[|｜│]", line.strip().strip("|｜│"))]
    if "\t" in line.strip():
        return [cell.strip() for cell in line.rstrip("\r\n").split("\t")]
    parts = re.split(r" {2,}|\u3000{1,}| ?\u3000 ?", line.strip())
    return parts if len(parts) >= 3 and max(map(len, parts)) < 80 else None


def text_tables(text: str, name: str) -> list[tuple[Sheet, tuple[int, int]]]:
    """The tables that stand in a text as lines parted by tabs, bars or wide gaps, each with its lines (from, to)."""
    found: list[tuple[Sheet, tuple[int, int]]] = []
    rows: list[list[str]] = []
    start = 0
    lines = text.split("\n")
    for number, line in enumerate([*lines, ""]):
        if rows and (_RULE_LINE.fullmatch(line) is not None and line.strip()):
            continue
        cells = _cells_of(line) if number < len(lines) else None
        if cells is not None and len(cells) <= _WIDE:
            if not rows:
                start = number
            rows.append(cells)
            continue
        # A title of a group stands alone between the rows; a blank line too.
        if rows and number < len(lines) and len(line.strip()) < 30 and _goes_on(lines, number):
            rows.append([line.strip()])
            continue
        if len(rows) >= 2 and max(map(len, rows)) >= 2:
            found.append((sheet_of(rows, name), (start, number)))
        rows = []
    return found


def _goes_on(lines: list[str], number: int) -> bool:
    """Whether a row of a table follows within two lines."""
    return any(_cells_of(line) is not None for line in lines[number + 1 : number + 3])


def document_sheets(data: bytes, name: str) -> list[Sheet]:
    """The tables of a .docx that the extraction let in, merged cells marked."""
    import docx

    document = docx.Document(io.BytesIO(data))
    return [_word_table(element, name) for element in document.element.body.iter(f"{_W}tbl")]


_W = "{http://schemas.openxmlformats.org/wordprocessingml/2006/main}"


def _word_table(table: Any, name: str) -> Sheet:
    rows: list[list[str]] = []
    merged: list[Merged] = []
    open_merges: dict[int, int] = {}
    for line in table.iterchildren(f"{_W}tr"):
        row: list[str] = []
        for skipped in line.iterfind(f"{_W}trPr/{_W}gridBefore"):
            row += [""] * int(skipped.get(f"{_W}val") or 0)
        for cell in _word_cells(line):
            column = len(row)
            span = cell.find(f"{_W}tcPr/{_W}gridSpan")
            width = max(1, min(_WIDE, int(span.get(f"{_W}val") or 1))) if span is not None else 1
            upright = cell.find(f"{_W}tcPr/{_W}vMerge")
            if upright is not None and upright.get(f"{_W}val") != "restart" and column in open_merges:
                top = open_merges[column]
                _grow(merged, top, column, len(rows), width)
                row += [""] * width
                continue
            open_merges.pop(column, None)
            if upright is not None:
                open_merges[column] = len(rows)
            if width > 1:
                merged.append(Merged(len(rows), column, len(rows), column + width - 1))
            row += [_word_text(cell), *[""] * (width - 1)]
        rows.append(row)
    return sheet_of(rows, name, tuple(merged))


def _word_cells(line: Any) -> list[Any]:
    """The cells of a row, those in content controls too."""
    found = []
    for child in line:
        if child.tag == f"{_W}tc":
            found.append(child)
        elif child.tag in (f"{_W}sdt", f"{_W}ins"):
            found.extend(child.iter(f"{_W}tc"))
    return found


def _grow(merged: list[Merged], top: int, left: int, bottom: int, width: int) -> None:
    """Take one more row into the range that begins at `top`, `left`."""
    for index, one in enumerate(merged):
        if one.top == top and one.left == left:
            merged[index] = Merged(top, left, bottom, one.right)
            return
    merged.append(Merged(top, left, bottom, left + width - 1))


def _word_text(cell: Any) -> str:
    lines = []
    for paragraph in cell.iter(f"{_W}p"):
        pieces = []
        for element in paragraph.iter():
            if element.tag == f"{_W}t" and element.text:
                pieces.append(element.text)
            elif element.tag == f"{_W}tab":
                pieces.append(" ")
            elif element.tag in (f"{_W}br", f"{_W}cr"):
                pieces.append("\n")
        lines.append("".join(pieces))
    return "\n".join(line.strip() for line in lines if line.strip())


def page_sheets(data: bytes, name: str, encoding: str | None) -> list[Sheet]:
    """The tables of data of a page, cells that span rows or columns marked; tables of layout are left to the text."""
    from lxml import html

    markup = data.decode(_PYTHON_NAMES.get(encoding or "utf-8", encoding or "utf-8"), "replace")
    parser = html.HTMLParser(encoding="utf-8", remove_comments=True, no_network=True, huge_tree=True)
    root = html.document_fromstring(markup.encode("utf-8", "replace"), parser=parser)
    return [_page_table(table, name) for table in root.iter("table") if table.find(".//table") is None]


_PYTHON_NAMES = {"big5": "cp950", "windows-1252": "cp1252"}


def _page_table(table: Any, name: str) -> Sheet:
    grid: dict[tuple[int, int], str] = {}
    merged: list[Merged] = []
    number = -1
    for number, line in enumerate(table.iter("tr")):
        column = 0
        for cell in line.iterchildren("td", "th"):
            while (number, column) in grid:
                column += 1
            down, across = _spanned(cell.get("rowspan")), _spanned(cell.get("colspan"))
            for below in range(down):
                for beside in range(across):
                    grid[number + below, column + beside] = _page_text(cell) if not (below or beside) else ""
            if down > 1 or across > 1:
                merged.append(Merged(number, column, number + down - 1, column + across - 1))
            column += across
    width = max((column for _, column in grid), default=-1) + 1
    rows = [[grid.get((row, column), "") for column in range(width)] for row in range(number + 1)]
    caption = table.find("caption")
    if caption is not None and width:
        rows.insert(0, [_page_text(caption), *[""] * (width - 1)])
        merged = [Merged(one.top + 1, one.left, one.bottom + 1, one.right) for one in merged]
    return sheet_of(rows, name, tuple(merged))


def _spanned(written: str | None) -> int:
    return max(1, min(_WIDE, int(written))) if written and written.strip().isdigit() and len(written) < 5 else 1


def _page_text(cell: Any) -> str:
    pieces: list[str] = []
    for element in cell.iter():
        if element.tag in ("br", "p", "div", "li") and pieces and element is not cell:
            pieces.append("\n")
        if isinstance(element.tag, str) and element.tag not in ("script", "style") and element.text:
            pieces.append(re.sub(r"\s+", " ", element.text))
        if element is not cell and element.tail:
            pieces.append(re.sub(r"\s+", " ", element.tail))
    lines = (" ".join(line.split()) for line in "".join(pieces).split("\n"))
    return "\n".join(line for line in lines if line)
