"""Tables laid out otherwise than a row a task: turned on their side, as forms of pairs, or with agencies as columns."""

from __future__ import annotations

import re
from collections.abc import Sequence

from ninetenths.documents.cells import text_of
from ninetenths.documents.columns import field_of
from ninetenths.documents.rows.columnfinding import WHAT, WHO_OR_WHEN, head_score
from ninetenths.documents.rows.shapes import is_agency
from ninetenths.documents.workbooks import Merged, Sheet, Value

_FULL = re.compile("[★●▲■◆◎☆主牵√✓✔]|牵头|主办|主责|lead|L", re.IGNORECASE)
_LEADING = re.compile(r"[★●▲■◆◎]|主|牵头?|牵|负责|lead|L|R|A", re.IGNORECASE)
_HELPING = re.compile(r"[☆○△□◇]|配合?|协助?|辅|support|S|C", re.IGNORECASE)
_TICK = re.compile(r"[√✓✔vVxX]")


def upright(sheet: Sheet) -> Sheet:
    """The sheet with a row a task and a column a field; itself where it is so already."""
    if any(head_score(row) >= 3 for row in sheet.rows):
        return _agencies_gathered(sheet)
    turned = _turned(sheet)
    if turned is not None:
        return turned
    form = _form(sheet)
    return form if form is not None else _agencies_gathered(sheet)


def _known_down(sheet: Sheet, column: int) -> list[int]:
    return [
        at
        for at, row in enumerate(sheet.rows)
        if column < len(row) and len(text_of(row[column])) <= 20 and field_of(text_of(row[column]))
    ]


def _turned(sheet: Sheet) -> Sheet | None:
    """A table with its headings in the first column and a task a column, turned upright."""
    rows = _known_down(sheet, 0)
    fields = {field_of(text_of(sheet.rows[at][0])) for at in rows}
    if len(rows) < 3 or len(fields) < 3 or not fields & {*WHAT} or not fields & {*WHO_OR_WHEN}:
        return None
    width = max(len(sheet.rows[at]) for at in rows)
    # Pairs of heading and value side by side are a form.
    if any(len(_known_down(sheet, column)) >= 2 for column in range(1, width)) or width < 3:
        return None
    titles = [row for at, row in enumerate(sheet.rows[: rows[0]])]
    made: list[tuple[Value, ...]] = [tuple(text_of(sheet.rows[at][0]) for at in rows)]
    for column in range(1, width):
        cells = tuple(sheet.rows[at][column] if column < len(sheet.rows[at]) else "" for at in rows)
        if any(value != "" for value in cells):
            made.append(cells)
    above = [(row[0], *[""] * (len(rows) - 1)) for row in titles if row]
    return Sheet(sheet.name, (*above, *made), (), sheet.visible)


def _form(sheet: Sheet) -> Sheet | None:
    """Forms of headings each with its value to the right (“督办事项 | … | 承办单位 | …”), one after another."""
    from ninetenths.documents.rows.tables import filled

    grid = filled(sheet)
    cards: list[dict[str, Value]] = [{}]
    loose: list[tuple[Value, ...]] = []
    for row in grid:
        cells = _runs(row)
        pairs = _pairs(cells)
        if not pairs:
            loose.append((cells[0] if cells else "",))
            continue
        for name, value in pairs:
            if name in cards[-1] and any(field_of(known) in WHAT for known in cards[-1]):
                cards.append({})
            cards[-1][name] = value
    names = list(dict.fromkeys(name for card in cards for name in card))
    fields = {field_of(name) for name in names}
    if len(names) < 3 or not fields & {*WHAT} or not fields & {*WHO_OR_WHEN}:
        return None
    made = [tuple(names), *(tuple(card.get(name, "") for name in names) for card in cards if card)]
    above = [(*row, *[""] * (len(names) - 1)) for row in loose[:1] if row[0] != ""]
    return Sheet(sheet.name, (*above, *made), (), sheet.visible)


def _runs(row: Sequence[Value]) -> list[Value]:
    """The cells of a row, those of one merged range once; a blank one stays."""
    found: list[Value] = []
    for value in row:
        if not found or value != found[-1] or value == "":
            found.append(value)
    while found and found[-1] == "":
        found.pop()
    return found


def _pairs(cells: Sequence[Value]) -> list[tuple[str, Value]]:
    """Heading and value by turns; () for a row that is not made of them."""
    texts = [text_of(value) for value in cells]
    if not texts or field_of(texts[0]) is None or len(texts[0]) > 20:
        return []
    found: list[tuple[str, Value]] = []
    at = 0
    while at < len(texts):
        name = texts[at]
        if name and len(name) <= 20 and field_of(name) is not None:
            value = cells[at + 1] if at + 1 < len(cells) else ""
            if field_of(text_of(value)) is not None and len(text_of(value)) <= 8:
                value = ""
                at -= 1
            found.append((name, value))
            at += 2
        else:
            at += 1
    return found


def _agencies_gathered(sheet: Sheet) -> Sheet:
    """A table with a column an agency and marks in it (★ leads, ○ supports) as one with columns of agencies."""
    for number, row in enumerate(sheet.rows[:20]):
        columns = [at for at, value in enumerate(row) if _is_marked(sheet, number, at, text_of(value))]
        if len(columns) >= 2 and any(
            field_of(text_of(value)) in WHAT for value in [*row, *(sheet.rows[number - 1] if number else ())]
        ):
            return _gathered(sheet, number, columns)
    return sheet


def _is_marked(sheet: Sheet, number: int, at: int, head: str) -> bool:
    """Whether a column is headed by an agency and holds nothing but marks."""
    if not head or field_of(head) is not None or not is_agency(head):
        return False
    marks = [text_of(row[at]) for row in sheet.rows[number + 1 :] if at < len(row) and text_of(row[at])]
    return bool(marks) and all(
        len(mark) <= 4 and (_LEADING.fullmatch(mark) or _HELPING.fullmatch(mark) or _TICK.fullmatch(mark))
        for mark in marks
    )


def _gathered(sheet: Sheet, number: int, columns: Sequence[int]) -> Sheet:
    rows: list[tuple[Value, ...]] = []
    agencies = {at: text_of(sheet.rows[number][at]) for at in columns}
    english = all(name.isascii() for name in agencies.values())
    heads = ("Lead agency", "Supporting agencies") if english else ("牵头单位", "配合单位")
    comma = "; " if english else "、"
    for at, row in enumerate(sheet.rows):
        rest = [value for place, value in enumerate(row) if place not in agencies]
        if at <= number:
            more: tuple[Value, ...] = heads if at == number else ("", "")
        else:
            marks = {
                agencies[place]: text_of(row[place]) for place in agencies if place < len(row) and text_of(row[place])
            }
            leads = [name for name, mark in marks.items() if _LEADING.fullmatch(mark)]
            helps = [name for name, mark in marks.items() if not _LEADING.fullmatch(mark)]
            if not leads and helps and all(_TICK.fullmatch(marks[name]) for name in helps):
                leads, helps = helps[:1], helps[1:]
            more = (comma.join(leads), comma.join(helps))
        rows.append((*rest, *more))
    kept = [place for place in range(max(map(len, sheet.rows))) if place not in agencies]
    moved = {old: new for new, old in enumerate(kept)}
    merged = tuple(
        Merged(one.top, moved[one.left], one.bottom, moved[one.right])
        for one in sheet.merged
        if one.left in moved and one.right in moved
    )
    return Sheet(sheet.name, tuple(rows), merged, sheet.visible)
