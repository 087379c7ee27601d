"""A table pasted as lines, a cell a line: put together again by its headings, refused where they are not there."""

from __future__ import annotations

import itertools
import re
from collections.abc import Sequence

from ninetenths.documents.columns import field_of
from ninetenths.documents.rows.columnfinding import WHAT, WHO_OR_WHEN
from ninetenths.documents.rows.grids import sheet_of
from ninetenths.documents.rows.shapes import is_agency, is_number, is_status, is_when
from ninetenths.documents.workbooks import Sheet, refusal

_COUNT = re.compile(r"[(（]?(\d{1,3})[)）.．、]?")
_GROUP = re.compile(r"(?:[（(]?[一二三四五六七八九十]{1,3}[）)、.．]+|第[一二三四五六七八九十]+部分)\s*\S{2,30}")
_LOOKS = {
    "lead": is_agency,
    "responsible": is_agency,
    "supporting": is_agency,
    "deadline": is_when,
    "status": is_status,
    "number": is_number,
}


def put_together(lines: Sequence[str], name: str) -> Sheet | None:
    """The table, None where the lines are none. Raises Refusal where they are one without (all of) its headings."""
    cells = [line.strip() for line in lines]
    where = [at for at, cell in enumerate(cells) if cell]
    found = _headings(cells, where)
    if found is None:
        if _is_pasted([cells[at] for at in where]):
            raise refusal("pasted", name=name)
        return None
    first, heads = found
    body = [cells[at] for at in where[first + len(heads) :]]
    rows = _by_number(body, heads) if field_of(heads[0]) == "number" else _by_width(body, heads)
    if rows is None:
        raise refusal("pasted", name=name)
    above = [[cells[at]] for at in where[:first]]
    return sheet_of([*above, heads, *rows], name)


def _headings(cells: Sequence[str], where: Sequence[int]) -> tuple[int, list[str]] | None:
    """The longest run of lines that are headings: its place among the lines with words, and the headings."""
    best: tuple[int, list[str]] | None = None
    at = 0
    while at < len(where):
        run: list[str] = []
        while at + len(run) < len(where) and _is_heading(cells[where[at + len(run)]], run):
            run.append(cells[where[at + len(run)]])
        fields = {field_of(head) for head in run}
        heads = len(run) >= 3 and len(fields) >= 3 and fields & set(WHAT) and fields & set(WHO_OR_WHEN)
        if heads and (best is None or len(run) > len(best[1])):
            best = at, run
        at += max(1, len(run))
    return best


def _is_heading(cell: str, run: Sequence[str]) -> bool:
    if len(cell) > 14 or re.search("[：:].", cell) or (is_number(cell) and not run and cell[0].isdigit()):
        return False
    return (
        field_of(cell) is not None
        and cell not in run
        and not re.search(r"[表单账]$|清单|台账|一览|\d{4}|[市县区].{2,}(?:任务|事项|工作)", cell)
    )


def _by_number(body: Sequence[str], heads: Sequence[str]) -> list[list[str]] | None:
    """Rows that begin at 1, 2, 3 …; a group's title between them is a row of its own."""
    rows: list[list[str]] = []
    width = len(heads)
    expected = 1
    at = 0
    while at < len(body):
        count = _COUNT.fullmatch(body[at])
        if count is not None and int(count[1]) in (expected, 1) and (not rows or len(rows[-1]) != 1 or True):
            end = at + 1
            following = int(count[1]) + 1
            while end < len(body) and not _begins(body, end, following, width, at):
                end += 1
            piece = list(body[at:end])
            tail: list[list[str]] = []
            while len(piece) > 2 and _GROUP.fullmatch(piece[-1]) and len(piece) > 3:
                tail.insert(0, [piece.pop()])
            row = _fitted(piece, heads)
            if row is None:
                return None
            rows += [row, *tail]
            expected, at = following, end
        else:
            rows.append([body[at]])
            at += 1
    return rows if any(len(row) == width for row in rows) else None


def _begins(body: Sequence[str], at: int, number: int, width: int, start: int) -> bool:
    """Whether a line is the number of the next row (or of the first of the next group)."""
    count = _COUNT.fullmatch(body[at])
    if count is None or at - start < 2:
        return False
    return int(count[1]) == number or (int(count[1]) == 1 and at - start >= width - 1)


def _fitted(piece: list[str], heads: Sequence[str]) -> list[str] | None:
    """The cells of one row in their columns; where some are blank (their lines are gone), by what they look like."""
    width = len(heads)
    if len(piece) == width:
        return piece
    if len(piece) > width:
        return _squeezed(piece, heads)
    row = [""] * width
    row[0] = piece[0]
    place = 1
    fields = [field_of(head) for head in heads]
    for cell in piece[1:]:
        left = len(piece) - 1
        while place < width and (looks := _LOOKS.get(fields[place] or "")) is not None and not looks(cell):
            place += 1
        if place >= width or left < 1:
            return None
        row[place] = cell
        place += 1
    return row


def _squeezed(piece: list[str], heads: Sequence[str]) -> list[str] | None:
    """More lines than columns: a cell of several lines; agencies go with agencies, the rest to the task."""
    fields = [field_of(head) for head in heads]
    row: list[str] = [piece[0]]
    rest = piece[1:]
    for at in range(1, len(heads)):
        after = len(heads) - at - 1
        if not rest:
            row.append("")
            continue
        take = 1
        looks = _LOOKS.get(fields[at] or "")
        nearest = _LOOKS.get(fields[at + 1] or "") if at + 1 < len(heads) else None
        while len(rest) - take > after:
            cell = rest[take]
            if looks is not None and not looks(cell):
                break
            if looks is None and nearest is not None and nearest(cell):
                break
            take += 1
        row.append("\n".join(rest[:take]))
        rest = rest[take:]
    return None if rest else row


def _by_width(body: Sequence[str], heads: Sequence[str]) -> list[list[str]] | None:
    """Rows of as many lines as there are headings, if the lines come out even and look like what heads them."""
    width = len(heads)
    titles = [at for at, cell in enumerate(body) if _GROUP.fullmatch(cell)]
    rows: list[list[str]] = []
    at = 0
    while at < len(body):
        if at in titles and (len(body) - at - 1) % width == 0:
            rows.append([body[at]])
            at += 1
            continue
        piece = list(body[at : at + width])
        if len(piece) < width:
            if rows and len(piece) <= 2 and re.match("注|备注|说明|note", piece[0], re.IGNORECASE):
                rows += [[cell] for cell in piece]
                break
            return None
        rows.append(piece)
        at += width
    full = [row for row in rows if len(row) == width]
    for column, head in enumerate(heads):
        looks = _LOOKS.get(field_of(head) or "")
        if (
            looks is not None
            and full
            and sum(looks(row[column]) or row[column] in "—-/无" for row in full) * 2 < len(full)
        ):
            return None
    return rows if full else None


def _is_pasted(cells: Sequence[str]) -> bool:
    """Whether lines are cells of a table without headings: short, with bare numbers, agencies and days by turns."""
    counts = [int(match[1]) for cell in cells if (match := _COUNT.fullmatch(cell))]
    bare = sum(
        bool(_COUNT.fullmatch(cell) or (len(cell) < 40 and (is_agency(cell) or (is_when(cell) and len(cell) < 14))))
        for cell in cells
    )
    in_order = len(counts) >= 2 and any(b - a == 1 for a, b in itertools.pairwise(counts))
    return len(cells) >= 8 and in_order and bare * 2 >= len(cells)
