"""The way in: a file's bytes or a text into rows, by what the file holds: sheets, tables in a text, running text."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Literal

from ninetenths.documents.rows import grids
from ninetenths.documents.rows.flat import put_together
from ninetenths.documents.rows.tables import YEAR, SheetRows, rows_of_sheet
from ninetenths.documents.rows.texts import rows_of_text, title_of
from ninetenths.documents.rows.values import Row, Rows, Unread
from ninetenths.documents.workbooks import Sheet, refusal
from ninetenths.extraction import extract

# Column → field (None: none), by sheet and place from 0, as a person confirmed it.
Mapped = Mapping[tuple[str, int], str | None]


def rows_of(data: bytes | str, name: str, *, mapping: Mapped | None = None, year: int | None = None) -> Rows:
    """The rows of a file of any kind that holds tasks, or of a text.

    `mapping` says what columns stand for where the found ones were corrected; `year` is the year of deadlines without
    one where the file does not say. Raises Refusal where the file cannot be read, is marked as classified, or is a
    table pasted without its headings.
    """
    if isinstance(data, str):
        return _of_text(data, name, mapping or {}, year, ())
    if grids.is_workbook(data, name):
        return _of_sheets(grids.workbook_sheets(data, name), name, mapping or {}, year)
    taken = extract(data, name=name)
    if name.lower().endswith(grids.SEPARATED):
        return _of_sheets((grids.separated_sheet(taken.text, name),), name, mapping or {}, year)
    tables: Sequence[Sheet] = ()
    if taken.kind == "docx":
        tables = grids.document_sheets(data, name)
    elif taken.kind == "html":
        tables = grids.page_sheets(data, name, taken.encoding)
    elif taken.kind == "pdf":
        from ninetenths.documents.rows.printed import printed_sheets

        tables = printed_sheets(data, name)
    return _of_text(taken.text, name, mapping or {}, year, tables)


def _of_sheets(sheets: Sequence[Sheet], name: str, mapping: Mapped, year: int | None) -> Rows:
    """The rows of all visible sheets that hold tasks."""
    shown = [sheet for sheet in sheets if sheet.visible] or list(sheets)
    found = [(sheet, _read(sheet, mapping, year)) for sheet in shown]
    if not any(one.rows for _, one in found):
        flat = [
            table
            for sheet in shown
            if (table := put_together([str(row[0]) for row in sheet.rows if row], name)) is not None
        ]
        found = [(sheet, _read(sheet, mapping, year)) for sheet in flat] or found
    if not any(one.rows for _, one in found):
        raise refusal("no-table", name=name)
    first = next(one for _, one in found if one.rows)
    stated = year or next((one.year for _, one in found if one.year), None)
    return Rows(
        first.title, _language(_all_words(found)), stated, tuple(row for _, one in found for row in one.rows),
        tuple(_nothing_lost(found)), tuple(column for _, one in found for column in one.columns),
    )  # fmt: skip


def _read(sheet: Sheet, mapping: Mapped, year: int | None) -> SheetRows:
    given = {index: field for (name, index), field in mapping.items() if name == sheet.name}
    return rows_of_sheet(sheet, given, year)


def _nothing_lost(found: Sequence[tuple[Sheet, SheetRows]]) -> list[Unread]:
    """What the sheets left out, and each sheet with words that gave no row at all."""
    left = [unread for _, one in found for unread in one.unread]
    for sheet, one in found:
        words = " ".join(str(value) for row in sheet.rows[:5] for value in row if value != "")
        if not one.rows and words:
            left.append(Unread("sheet", words[:200], sheet.name, 1))
    return left


def _all_words(found: Sequence[tuple[Sheet, SheetRows]]) -> str:
    return " ".join(row.item for _, one in found for row in one.rows) + " ".join(
        c.head for _, one in found for c in one.columns
    )


def _language(words: str) -> Literal["zh", "en"]:
    han = sum("\u3400" <= char <= "\u9fff" for char in words)
    return "zh" if 2 * han >= len(re.findall("[A-Za-z]{2,}", words)) else "en"


def _of_text(text: str, name: str, mapping: Mapped, year: int | None, tables: Sequence[Sheet]) -> Rows:
    """The rows of a text with the tables in it: those of its format, or those laid out in its lines."""
    from ninetenths.reading.genres import classification_of

    if (mark := classification_of(text)) is not None:
        raise refusal("classified", name=name, marking=mark[0], place="1")
    title = title_of(text)
    stated = year or next((int(match[1]) for match in YEAR.finditer(text)), None)
    found: list[tuple[Sheet, SheetRows]] = []
    rest = text
    if tables:
        numbered = [replace(sheet, name=f"{at}") for at, sheet in enumerate(tables, 1)]
        found = [(sheet, one) for sheet in numbered if (one := _read(sheet, mapping, stated)).rows]
        rest = _without_rows(text, [sheet for sheet, _ in found]) if found else text
    if not found:
        for at, (sheet, (start, end)) in enumerate(grids.text_tables(text, name), 1):
            one = _read(replace(sheet, name=f"{at}"), mapping, stated)
            if one.rows:
                found.append((sheet, one))
                rest = _blanked(rest, start, end)
    if not found and (flat := put_together(text.split("\n"), name)) is not None:
        one = _read(flat, mapping, stated)
        found, rest = [(flat, one)], re.sub(r"[^\n]", " ", text)
    read = rows_of_text(rest, stated)
    rows = [*(row for _, one in found for row in one.rows), *(row for row in read.rows if not _doubled(row, found))]
    return Rows(
        title or (found[0][1].title if found else ""), _language(text), stated, tuple(rows),
        (*_nothing_lost(found), *read.unread), tuple(column for _, one in found for column in one.columns), text,
        tuple(_differing(text, rest)),
    )  # fmt: skip


def _doubled(row: Row, found: Sequence[tuple[Sheet, SheetRows]]) -> bool:
    """Whether a row of the running text is one of a table's cells once more."""
    bare = re.sub(r"\s", "", row.item)
    return any(bare in re.sub(r"\s", "", other.item) for _, one in found for other in one.rows)


def _without_rows(text: str, sheets: Sequence[Sheet]) -> str:
    """The text with the lines of tables blanked, so that characters keep their places."""
    cells = {re.sub(r"\s", "", str(value)) for sheet in sheets for row in sheet.rows for value in row}
    ordered = sorted((cell for cell in cells if len(cell) > 1), key=len, reverse=True)[:20_000]
    pattern = re.compile("|".join(map(re.escape, ordered))) if ordered else None

    def is_row(line: str) -> bool:
        bare = re.sub(r"\s", "", line)
        if "\t" in line.strip():
            return True
        return bool(bare) and pattern is not None and 4 * len(pattern.sub("", bare)) <= len(bare)

    return "\n".join(" " * len(line) if is_row(line) else line for line in text.split("\n"))


def _blanked(text: str, start: int, end: int) -> str:
    lines = text.split("\n")
    return "\n".join(" " * len(line) if start <= at < end else line for at, line in enumerate(lines))


def _differing(text: str, rest: str) -> list[tuple[int, int]]:
    """The lines of a text that were blanked."""
    found = []
    at = 0
    for line in text.split("\n"):
        if line.strip() and not rest[at : at + len(line)].strip():
            found.append((at, at + len(line)))
        at += len(line) + 1
    return found
