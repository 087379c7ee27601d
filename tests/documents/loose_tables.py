"""Loose tables in many layouts and formats, made from `loose_tables*.txt`: a table, its cells, and the rows that are right.

`=== name format` begins a table; cells are parted by ` | `, `<` and `^` are merged with the cell to the left or above, `//` ends a
line in a cell; after `---` stand the rows: item|lead|supporting|deadline|post, several parts parted by commas, `-` for nothing.
"""

from __future__ import annotations

import io
from dataclasses import dataclass
from pathlib import Path

import docx
import openpyxl

HERE = Path(__file__).parent
ENCODINGS = {"csv-gb18030": "gb18030", "csv-utf16": "utf-16", "csv-utf8": "utf-8-sig"}
FIELDS = ("lead", "supporting", "deadline", "post")


@dataclass(frozen=True)
class Loose:
    """A file and the rows it holds: item → field → parts that are in it, () for nothing."""

    name: str
    data: bytes
    rows: tuple[tuple[str, dict[str, tuple[str, ...]]], ...]


def loose(file: str) -> list[Loose]:
    """The tables of a file of this folder."""
    return [_made(part) for part in (HERE / file).read_text(encoding="utf-8").split("=== ")[1:]]


def _made(part: str) -> Loose:
    head, _, rest = part.partition("\n")
    text, _, gold = rest.partition("\n---\n")
    name, kind = head.split()
    return Loose(f"{name}.{kind.partition('-')[0]}", _data(kind, text), tuple(gold_rows(gold)))


def gold_rows(gold: str) -> list[tuple[str, dict[str, tuple[str, ...]]]]:
    """The rows that are right, from their lines."""
    found = []
    for line in gold.strip().split("\n"):
        item, *cells = line.split("|")
        said = {
            name: () if cell == "-" else tuple(cell.split(","))
            for name, cell in zip(FIELDS, cells, strict=False)
            if cell
        }
        found.append((item, said))
    return found


def _data(kind: str, text: str) -> bytes:
    if kind in ENCODINGS:
        return f"{text}\n".encode(ENCODINGS[kind])
    if kind in ("md", "txt"):
        return f"{text}\n".encode()
    grid = [[cell.strip() for cell in line.split(" | ")] for line in text.strip("\n").split("\n")]
    width = max(map(len, grid))
    grid = [[*row, *[""] * (width - len(row))] for row in grid]
    merged = _merged(grid)
    cells = [["" if cell in ("<", "^") else cell.replace("//", "\n") for cell in row] for row in grid]
    return {"xlsx": _workbook, "docx": _document, "html": _page}.get(kind, _printed)(cells, merged, kind)


Ranges = dict[tuple[int, int], tuple[int, int]]


def _merged(grid: list[list[str]]) -> Ranges:
    found: Ranges = {}
    for row, line in enumerate(grid):
        for column, cell in enumerate(line):
            if cell in ("<", "^"):
                top, left = row, column
                while grid[top][left] in ("<", "^"):
                    top, left = (top, left - 1) if grid[top][left] == "<" else (top - 1, left)
                bottom, right = found.get((top, left), (row, column))
                found[top, left] = max(bottom, row), max(right, column)
    return found


def _workbook(cells: list[list[str]], merged: Ranges, _: str) -> bytes:
    book = openpyxl.Workbook()
    for row, line in enumerate(cells, 1):
        for column, cell in enumerate(line, 1):
            if cell:
                book.active.cell(row, column, int(cell) if cell.isdigit() else cell)
    for (top, left), (bottom, right) in merged.items():
        book.active.merge_cells(start_row=top + 1, start_column=left + 1, end_row=bottom + 1, end_column=right + 1)
    return _saved(book)


def _document(cells: list[list[str]], merged: Ranges, _: str) -> bytes:
    document = docx.Document()
    document.add_paragraph("附件")
    table = document.add_table(len(cells), len(cells[0]))
    for row, line in enumerate(cells):
        for column, cell in enumerate(line):
            table.cell(row, column).text = cell
    for (top, left), (bottom, right) in merged.items():
        table.cell(top, left).merge(table.cell(bottom, right)).text = cells[top][left]
    return _saved(document)


def _saved(file: object) -> bytes:
    buffer = io.BytesIO()
    file.save(buffer)  # type: ignore[attr-defined]
    return buffer.getvalue()


def _covered(merged: Ranges, row: int, column: int) -> bool:
    return any(
        top <= row <= bottom and left <= column <= right and (row, column) != (top, left)
        for (top, left), (bottom, right) in merged.items()
    )


def _page(cells: list[list[str]], merged: Ranges, _: str) -> bytes:
    body = ""
    for row, line in enumerate(cells):
        body += "<tr>"
        for column, cell in enumerate(line):
            if not _covered(merged, row, column):
                bottom, right = merged.get((row, column), (row, column))
                body += f'<td rowspan="{bottom - row + 1}" colspan="{right - column + 1}">{cell}</td>'
        body += "</tr>\n"
    return f'<html><head><meta charset="utf-8"></head><body><h1>任务表</h1><table>{body}</table></body></html>'.encode()


def _printed(cells: list[list[str]], merged: Ranges, kind: str) -> bytes:
    import typst

    assert not merged
    stroke = "" if kind == "pdf" else "stroke: none, "
    widths = [f"{max(2, min(14, max(len(row[column]) for row in cells)))}fr" for column in range(len(cells[0]))]
    body = ",".join(f"[{cell}]" for row in cells for cell in row)
    source = f'#set page(paper: "a4", flipped: true)\n#set text(size: 10pt)\n#table(columns: ({",".join(widths)}), {stroke}{body})'
    return typst.compile(source.encode())
