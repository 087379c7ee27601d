"""Which column of a table is which: by the words of its headings, by what its cells look like, by its place.

No one of the three decides alone: a heading whose cells look like something else gives way, a table without headings
is read by its cells, and what remains open is settled by the order in which such tables are laid out.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from ninetenths.documents.cells import text_of
from ninetenths.documents.columns import field_of
from ninetenths.documents.rows.shapes import is_agency, is_number, is_post, is_status, is_when, kinds_of
from ninetenths.documents.rows.values import FoundColumn, Told
from ninetenths.documents.workbooks import Value

Grid = Sequence[Sequence[Value]]
WHAT = ("title", "sentence", "measures", "goal", "problems")
WHO_OR_WHEN = ("lead", "responsible", "supporting", "post", "deadline", "status", "progress", "share")
# Fields that several columns may share: what they say is put together.
SHARED = ("lead", "responsible", "supporting", "post", "measures", "remarks", "contact", "progress")
# Fields a heading may promise while the cells are something else, with what the cells have to look like.
_CHECKED = {
    "lead": is_agency,
    "responsible": is_agency,
    "supporting": is_agency,
    "deadline": is_when,
    "number": is_number,
}
# What stands in for a field that no column has, in this order.
_STANDS_IN = {
    "title": ("sentence", "measures", "goal", "remarks", "problems", "section"),
    "deadline": ("nodes", "done_on", "start"),
    "lead": (),
}
_LONGEST_HEAD = 30


@dataclass(frozen=True, slots=True)
class Head:
    """Where a table's headings stand (rows from 0, `first` = `last` + 1 where there are none) and its columns."""

    first: int
    last: int
    columns: tuple[FoundColumn, ...]


def head_score(row: Sequence[Value]) -> int:
    """How many different fields a row of cells names; 0 for a row that is no row of headings."""
    texts = [text_of(value) for value in row if value != ""]
    known = {found for text in texts if len(text) <= _LONGEST_HEAD and (found := field_of(text))}
    if not texts or len(known) < 2 or 3 * len(known) < len(set(texts)):
        return 0
    if not known & {*WHAT, "section", "lead", "responsible", "number"} or not known & {*WHO_OR_WHEN, *WHAT}:
        return 0
    return len(known)


def heads_of(rows: Grid, sheet: str, given: Mapping[int, str | None] | None = None) -> list[Head]:
    """The rows of headings of a sheet in order, each with the columns below it; one without a row where none is found.

    `given` says which field a column (from 0) stands for, None for none: a person's word outweighs all else.
    """
    found: list[Head] = []
    number = 0
    while number < len(rows):
        if head_score(rows[number]) >= 2 and not _is_upper(rows, number):
            last = _last_row(rows, number)
            first = _first_row(rows, number)
            if not found or (first > found[-1].last and _heads_again(rows[number], rows[found[0].last])):
                until = next(
                    (
                        later
                        for later in range(last + 1, len(rows))
                        if head_score(rows[later]) >= 2 and _heads_again(rows[later], rows[last])
                    ),
                    len(rows),
                )
                columns = _columns(rows, first, last, until, sheet, given or {})
                found.append(Head(first, last, columns))
            number = last + 1
        else:
            number += 1
    if not found and rows:
        row = _unknown_heads(rows)
        first, last = (0, -1) if row is None else (row, row)
        found.append(Head(first, last, _columns(rows, first, last, len(rows), sheet, given or {})))
    return found


def _heads_again(row: Sequence[Value], first: Sequence[Value]) -> bool:
    """Whether a later row that scores as headings is one: it holds no number and no day, or says what the first said.

    A task of short words (“18 miles done”, “in progress”) scores as headings too.
    """
    texts = _short(row)
    same = len(set(texts) & set(_short(first)))
    return 2 * same >= len(texts) or not any(is_number(text) or is_when(text) for text in texts)


def _unknown_heads(rows: Grid) -> int | None:
    """A row of headings that no words of ours are in: short cells, none of which looks like the cells below it."""
    for number, row in enumerate(rows[:6]):
        texts = _short(row)
        if len(texts) < 3 or len(set(texts)) < len(texts):
            continue
        if any(
            len(text) > 16 or is_number(text) or is_when(text) or is_agency(text) or is_status(text) for text in texts
        ):
            return None
        below = [text for later in rows[number + 1 : number + 40] for text in _short(later)]
        telling = sum(is_agency(text) or is_when(text) or is_number(text) for text in below)
        return number if 3 * telling >= len(below) > 0 else None
    return None


def _is_upper(rows: Grid, number: int) -> bool:
    """Whether the row below is the better row of headings, this one naming groups of them."""
    return (
        number + 1 < len(rows)
        and head_score(rows[number + 1]) > head_score(rows[number])
        and not any(value == "" for value in rows[number + 1])
    )


def _short(row: Sequence[Value]) -> list[str]:
    return [text for value in row if (text := text_of(value))]


def _last_row(rows: Grid, number: int) -> int:
    """The last row of the headings: rows of nothing but narrower headings, or of the columns' numbers, belong to them."""
    last = number
    width = len(_short(rows[number]))
    while last + 1 < len(rows) and last - number < 3:
        below = rows[last + 1]
        texts = _short(below)
        if not texts or any(len(text) > 14 for text in texts):
            break
        known = sum(field_of(text) is not None for text in texts)
        fresh = [
            text
            for index, value in enumerate(below)
            if (text := text_of(value)) and text != text_of(rows[number][index])
        ]
        numbered = (
            len(texts) > 2 and all(re.fullmatch(r"[(（]?\d{1,2}[)）]?", text) for text in texts) and _counts(texts)
        )
        repeats = len(texts) - len(fresh)
        if numbered or (
            fresh
            and 2 * sum(field_of(text) is not None for text in fresh) >= len(fresh)
            and len(fresh) < max(width, 2)
            and (repeats or known)
        ):
            last += 1
        else:
            break
    return last


def _counts(texts: Sequence[str]) -> bool:
    """Whether the cells count the columns: 1, 2, 3 …"""
    numbers = [int(re.sub(r"\D", "", text)) for text in texts]
    return numbers == list(range(numbers[0], numbers[0] + len(numbers)))


def _first_row(rows: Grid, number: int) -> int:
    """The first row of the headings: a row of groups of headings above (“责任分工”, “完成情况”)."""
    if number == 0:
        return number
    above = list(_short(rows[number - 1]))
    here = set(_short(rows[number]))
    distinct = set(above)
    if len(distinct) >= 2 and all(len(text) <= 14 for text in above) and (distinct & here or len(distinct) >= 3):
        return number - 1
    return number


def _columns(
    rows: Grid, first: int, last: int, until: int, sheet: str, given: Mapping[int, str | None]
) -> tuple[FoundColumn, ...]:
    width = max((len(row) for row in rows[first:until]), default=0)
    body = rows[last + 1 : until]
    cells = [_cells(body, index) for index in range(width)]
    heads = [_heading(rows, first, last, index) for index in range(width)]
    found: list[_Guess] = []
    for index in range(width):
        if index in given:
            found.append(_Guess(given[index], 1.0, "given"))
        else:
            found.append(_by_heading(heads[index], cells[index]))
    _one_each(found, cells)
    _by_content(found, heads, cells)
    _stand_in(found, heads, cells)
    return tuple(
        FoundColumn(sheet, index, heads[index], guess.field, guess.sure, guess.told, tuple(cells[index][:3]))
        for index, guess in enumerate(found)
        if heads[index] or cells[index]
    )


@dataclass(slots=True)
class _Guess:
    field: str | None
    sure: float
    told: Told


def _cells(body: Grid, index: int) -> list[str]:
    """The cells of a column, those of rows with one text (titles of groups) left out."""
    found = []
    for row in body:
        written = {text_of(value) for value in row if value != ""}
        if len(written) > 1 and index < len(row) and (text := text_of(row[index])):
            found.append(text)
    return found


def _heading(rows: Grid, first: int, last: int, index: int) -> str:
    """The heading of a column: the lowest that is known, else all its rows together."""
    parts = []
    for number in range(first, last + 1):
        text = text_of(rows[number][index]) if index < len(rows[number]) else ""
        if text and not re.fullmatch(r"[(（]?\d{1,2}[)）]?", text) and text not in parts:
            parts.append(re.sub(r"\s*\n\s*", "", text) if not text.isascii() else " ".join(text.split()))
    joined = "".join(parts) if not all(part.isascii() for part in parts) else " ".join(parts)
    if len(parts) > 1 and field_of(parts[-1]) is not None:
        return parts[-1]
    return joined


def _share(cells: Sequence[str], looks: object) -> float:
    """The share of cells that look like something."""
    if not cells:
        return 0.0
    return sum(bool(looks(cell)) for cell in cells[:200]) / len(cells[:200])  # type: ignore[operator]


def _mean(cells: Sequence[str]) -> float:
    return sum(map(len, cells)) / len(cells) if cells else 0.0


def _by_heading(head: str, cells: Sequence[str]) -> _Guess:
    """What the heading says, unless the cells are plainly something else."""
    field = field_of(head) if head else None
    if field is None:
        return _Guess(None, 0.0, "heading")
    looks = _CHECKED.get(field)
    if looks is None or not cells:
        return _Guess(field, 0.9, "heading")
    share = _share(cells, looks)
    if field == "deadline" and share < 0.2 and _share(cells, is_agency) > 0.7:
        return _Guess(None, 0.0, "heading")
    if field == "number" and share < 0.5:
        return _Guess("title" if _mean(cells) >= 8 else None, 0.6, "content")
    if field in ("lead", "responsible", "supporting") and share < 0.2:
        if _share(cells, is_when) > 0.7:
            return _Guess("deadline", 0.6, "content")
        if field == "responsible" and _share(cells, is_post) > 0.7 and not all(cell.isascii() for cell in cells):
            return _Guess("post", 0.7, "content")
    if field == "goal" and _share(cells, is_when) > 0.8 and all(cell.isascii() for cell in cells):
        return _Guess("deadline", 0.7, "content")
    return _Guess(field, 0.7 + 0.3 * share, "heading")


def _one_each(found: list[_Guess], cells: Sequence[Sequence[str]]) -> None:
    """Of several columns of one field only those that may share it keep it; of tasks the fullest column."""
    for field in {guess.field for guess in found if guess.field}:
        same = [index for index, guess in enumerate(found) if guess.field == field]
        if len(same) < 2 or field in SHARED:
            continue
        keep = max(
            same,
            key=lambda index: (
                found[index].told == "given",
                bool(cells[index]),
                min(_mean(cells[index]), 40.0) if field == "title" else -index,
            ),
        )
        for index in same:
            if index != keep and found[index].told != "given":
                other = (
                    "section"
                    if field == "title" and index < keep and _repeats(cells[index])
                    else "measures"
                    if field == "title" and index > keep
                    else None
                )
                found[index] = _Guess(other, 0.4, "place")


def _repeats(cells: Sequence[str]) -> bool:
    return len(set(cells)) < len(cells)


def _by_content(found: list[_Guess], heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """Columns without a known heading, by their cells: only for fields that no heading names."""
    have = {guess.field for guess in found}
    open_columns = [
        index for index, guess in enumerate(found) if guess.field is None and guess.told != "given" and cells[index]
    ]
    agencies = [index for index in open_columns if _share(cells[index], is_agency) >= 0.7]
    if not have & {"lead", "responsible"} and agencies:
        leading = agencies[0]
        found[leading] = _Guess(
            "lead" if len(agencies) > 1 or not _several(cells[leading]) else "responsible", 0.6, "content"
        )
        for index in agencies[1:2] if "supporting" not in have else ():
            found[index] = _Guess("supporting", 0.5, "place")
    for field, looks, least in (
        ("deadline", is_when, 0.6),
        ("number", is_number, 0.9),
        ("status", is_status, 0.8),
        ("post", is_post, 0.7),
    ):
        if field in have:
            continue
        fits = [
            index for index in open_columns
            if found[index].field is None and _share(cells[index], looks) >= least and (not heads[index] or field in ("deadline", "number"))
        ]  # fmt: skip
        if fits:
            found[fits[0]] = _Guess(field, 0.5, "content")
    if not {guess.field for guess in found} & {"title", "sentence"}:
        texts = [
            index
            for index in open_columns
            if found[index].field is None and _share(cells[index], lambda cell: "title" in kinds_of(cell)) >= 0.4
        ]
        if texts:
            best = max(texts, key=lambda index: min(_mean(cells[index]), 60.0) * len(cells[index]) - index)
            found[best] = _Guess("title", 0.5, "content")


def _several(cells: Sequence[str]) -> bool:
    return any(re.search(r"[、，,;；\n/]", cell) for cell in cells)


def _stand_in(found: list[_Guess], heads: Sequence[str], cells: Sequence[Sequence[str]]) -> None:
    """For a field that no column has, the column that usually says it."""
    for field, others in _STANDS_IN.items():
        if any(guess.field == field for guess in found):
            continue
        for other in others:
            index = next(
                (at for at, guess in enumerate(found) if guess.field == other and cells[at] and guess.told != "given"),
                None,
            )
            if index is None or (field == "deadline" and _share(cells[index], is_when) < 0.5):
                continue
            found[index] = _Guess(field, 0.5, "place")
            break
