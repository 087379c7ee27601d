"""The tables of a PDF: cells by the lines drawn round them, else columns by the gaps between words under headings."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ninetenths.documents.rows.columnfinding import head_score
from ninetenths.documents.rows.grids import sheet_of
from ninetenths.documents.workbooks import Merged, Sheet

# Lines nearer than this (points) are one; a page with more drawn lines is a drawing, no table.
_NEAR, _MOST = 2.5, 20_000
_PAGES = 400


@dataclass(frozen=True, slots=True)
class _Char:
    """A character with its box."""

    text: str
    left: float
    right: float
    bottom: float
    top: float

    @property
    def middle(self) -> tuple[float, float]:
        return (self.left + self.right) / 2, (self.bottom + self.top) / 2


@dataclass(frozen=True, slots=True)
class _Edge:
    """A drawn line, upright or level: where it lies, and from where to where it runs."""

    upright: bool
    at: float
    low: float
    high: float


def printed_sheets(data: bytes, name: str) -> list[Sheet]:
    """The tables of the pages in order; one that goes on over pages is one. Guarded bytes that the extraction let in."""
    import pypdfium2

    found: list[Sheet] = []
    document = pypdfium2.PdfDocument(data)
    try:
        for number in range(min(len(document), _PAGES)):
            page = document[number]
            try:
                chars = _chars(page)
                tables = [_ruled(group, chars, name) for group in _groups(_edges(page))]
                made = [table for table in tables if table is not None] or _spaced(chars, name)
            finally:
                page.close()
            for sheet in made:
                _append(found, sheet)
    finally:
        document.close()
    return found


def _append(found: list[Sheet], sheet: Sheet) -> None:
    """Add a table, or its rows to the table before where it goes on without headings."""
    width = len(sheet.rows[0]) if sheet.rows else 0
    if (
        found
        and found[-1].rows
        and len(found[-1].rows[0]) == width
        and not any(head_score(row) >= 2 for row in sheet.rows[:2])
    ):
        before = found[-1]
        down = len(before.rows)
        merged = tuple(Merged(one.top + down, one.left, one.bottom + down, one.right) for one in sheet.merged)
        found[-1] = Sheet(before.name, (*before.rows, *sheet.rows), (*before.merged, *merged))
    else:
        found.append(sheet)


def _chars(page: Any) -> list[_Char]:
    text_page = page.get_textpage()
    try:
        found = []
        for index in range(text_page.count_chars()):
            text = text_page.get_text_range(index, 1)
            if not text.strip():
                continue
            left, bottom, right, top = text_page.get_charbox(index, loose=True)
            found.append(_Char(text, left, right, bottom, top))
        return found
    finally:
        text_page.close()


def _edges(page: Any) -> list[_Edge]:
    """The level and upright lines a page draws; thin filled boxes are lines too."""
    import ctypes

    import pypdfium2.raw as raw

    found: list[_Edge] = []
    for drawn in page.get_objects(filter=[raw.FPDF_PAGEOBJ_PATH]):
        matrix = drawn.get_matrix()
        points: list[tuple[float, float]] = []
        start: tuple[float, float] | None = None
        for at in range(raw.FPDFPath_CountSegments(drawn.raw)):
            segment = raw.FPDFPath_GetPathSegment(drawn.raw, at)
            x, y = ctypes.c_float(), ctypes.c_float()
            raw.FPDFPathSegment_GetPoint(segment, x, y)
            point = matrix.on_point(x.value, y.value)
            if raw.FPDFPathSegment_GetType(segment) == raw.FPDF_SEGMENT_MOVETO:
                points, start = [point], point
            else:
                _line(found, points[-1] if points else point, point)
                points.append(point)
            if raw.FPDFPathSegment_GetClose(segment) and start is not None and points:
                _line(found, points[-1], start)
        if len(found) > _MOST:
            return []
    return found


def _line(found: list[_Edge], one: tuple[float, float], other: tuple[float, float]) -> None:
    wide, high = abs(one[0] - other[0]), abs(one[1] - other[1])
    if wide < 1 < high - 3:
        found.append(_Edge(True, (one[0] + other[0]) / 2, min(one[1], other[1]), max(one[1], other[1])))
    elif high < 1 < wide - 3:
        found.append(_Edge(False, (one[1] + other[1]) / 2, min(one[0], other[0]), max(one[0], other[0])))


def _groups(edges: Sequence[_Edge]) -> list[list[_Edge]]:
    """Lines that touch each other belong to one table; from the top of the page down."""
    owner = list(range(len(edges)))

    def root(at: int) -> int:
        while owner[at] != at:
            owner[at] = owner[owner[at]]
            at = owner[at]
        return at

    uprights = [at for at, edge in enumerate(edges) if edge.upright]
    levels = [at for at, edge in enumerate(edges) if not edge.upright]
    if len(uprights) * len(levels) > 4_000_000:
        return []
    for one in uprights:
        for other in levels:
            a, b = edges[one], edges[other]
            if a.low - _NEAR <= b.at <= a.high + _NEAR and b.low - _NEAR <= a.at <= b.high + _NEAR:
                owner[root(one)] = root(other)
    groups: dict[int, list[_Edge]] = {}
    for at, edge in enumerate(edges):
        groups.setdefault(root(at), []).append(edge)
    kept = [group for group in groups.values() if len(_places(group, True)) >= 3 and len(_places(group, False)) >= 3]
    return sorted(kept, key=lambda group: -max(edge.at for edge in group if not edge.upright))


def _places(edges: Sequence[_Edge], upright: bool) -> list[float]:
    """Where lines lie, those near each other once."""
    found: list[float] = []
    for at in sorted(edge.at for edge in edges if edge.upright == upright):
        if not found or at - found[-1] > _NEAR:
            found.append(at)
    return found


def _ruled(edges: Sequence[_Edge], chars: Sequence[_Char], name: str) -> Sheet | None:
    """The table that lines enclose; None where it holds nothing."""
    xs, ys = _places(edges, True), _places(edges, False)[::-1]
    width, height = len(xs) - 1, len(ys) - 1
    inside = [char for char in chars if xs[0] < char.middle[0] < xs[-1] and ys[-1] < char.middle[1] < ys[0]]
    if not inside or width > 60 or width * height > 60_000:
        return None
    taken: dict[tuple[int, int], tuple[int, int]] = {}
    merged: list[Merged] = []
    for row in range(height):
        for column in range(width):
            if (row, column) in taken:
                continue
            bottom, right = row, column
            while right + 1 < width and not _parted(edges, True, xs[right + 1], (ys[row] + ys[row + 1]) / 2):
                right += 1
            while bottom + 1 < height and not _parted(edges, False, ys[bottom + 1], (xs[column] + xs[column + 1]) / 2):
                bottom += 1
            for below in range(row, bottom + 1):
                for beside in range(column, right + 1):
                    taken.setdefault((below, beside), (row, column))
            if (bottom, right) != (row, column):
                merged.append(Merged(row, column, bottom, right))
    held: dict[tuple[int, int], list[_Char]] = {}
    for char in inside:
        x, y = char.middle
        column = sum(edge < x for edge in xs) - 1
        row = sum(edge > y for edge in ys) - 1
        held.setdefault(taken.get((row, column), (row, column)), []).append(char)
    ends = {(one.top, one.left): xs[one.right + 1] for one in merged}
    cells = [
        [_words(held.get((row, column), []), ends.get((row, column), xs[column + 1])) for column in range(width)]
        for row in range(height)
    ]
    return sheet_of(cells, name, tuple(merged))


def _parted(edges: Sequence[_Edge], upright: bool, at: float, along: float) -> bool:
    return any(
        edge.upright == upright and abs(edge.at - at) <= _NEAR and edge.low - 1 <= along <= edge.high + 1
        for edge in edges
    )


def _lines(chars: Sequence[_Char]) -> list[list[_Char]]:
    """Characters by lines, from the top, each from the left."""
    lines: list[list[_Char]] = []
    for char in sorted(chars, key=lambda one: (-one.middle[1], one.left)):
        if lines and abs(lines[-1][0].middle[1] - char.middle[1]) < 0.5 * max(2.0, char.top - char.bottom):
            lines[-1].append(char)
        else:
            lines.append([char])
    return [sorted(line, key=lambda one: one.left) for line in lines]


def _words(chars: Sequence[_Char], right: float) -> str:
    """The words of a cell: a line that reaches the edge goes on in the next, a shorter one ends there."""
    text = ""
    before: list[_Char] = []
    for line in _lines(chars):
        words = _spelled(line)
        if before:
            size = before[-1].top - before[-1].bottom
            wrapped = right - before[-1].right < 2.2 * size or (before[-1].text.isascii() and before[-1].text.isalnum())
            text += (" " if before[-1].text.isascii() and line[0].text.isascii() else "") if wrapped else "\n"
        text += words
        before = line
    return text


def _spelled(line: Sequence[_Char]) -> str:
    """A line's characters, with a blank where a gap parts words of letters."""
    text = ""
    for at, char in enumerate(line):
        gap = char.left - line[at - 1].right if at else 0.0
        size = char.top - char.bottom
        # Between Han and figures type sets a little room that is no blank.
        letters = at > 0 and char.text.isascii() and line[at - 1].text.isascii()
        text += (" " if gap > (0.18 if letters else 0.8) * size else "") + char.text
    return text


def _spaced(chars: Sequence[_Char], name: str) -> list[Sheet]:
    """A table without lines: under a line of headings, words belong to the heading they stand nearest to."""
    lines = [_pieces(line) for line in _lines(chars)]
    at = max(range(len(lines)), key=lambda number: head_score([text for text, _, _ in lines[number]]), default=None)
    if at is None or head_score([text for text, _, _ in lines[at]]) < 3 or len(lines[at]) < 3:
        return []
    heads = lines[at]
    rows: list[list[str]] = [[text] for line in lines[:at] for text in [" ".join(piece for piece, _, _ in line)]]
    rows.append([text for text, _, _ in heads])
    for line in lines[at + 1 :]:
        cells = [""] * len(heads)
        for text, left, right in line:
            place = min(range(len(heads)), key=lambda one: _distance(heads[one], left, right))
            cells[place] = f"{cells[place]}{text}"
        first = next((place for place, cell in enumerate(cells) if cell), 0)
        if first > 0 and len(rows) > at + 1 and len(rows[-1]) == len(heads):
            # The rest of a cell that runs over lines.
            rows[-1] = [f"{above}{below}" for above, below in zip(rows[-1], cells, strict=True)]
        elif sum(bool(cell) for cell in cells) == 1:
            rows.append([cells[first]])
        else:
            rows.append(cells)
    return [sheet_of(rows, name)]


def _pieces(line: Sequence[_Char]) -> list[tuple[str, float, float]]:
    """A line's words between wide gaps, each with where it begins and ends."""
    found: list[list[_Char]] = []
    for char in line:
        if found and char.left - found[-1][-1].right < 0.9 * (char.top - char.bottom):
            found[-1].append(char)
        else:
            found.append([char])
    return [(_spelled(piece), piece[0].left, piece[-1].right) for piece in found]


def _distance(head: tuple[str, float, float], left: float, right: float) -> float:
    _, start, end = head
    if left <= end and start <= right:
        return 0.001 * abs((left + right) / 2 - (start + end) / 2)
    return min(abs(left - start), abs((left + right) / 2 - (start + end) / 2))
