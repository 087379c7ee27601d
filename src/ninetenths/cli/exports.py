"""Readings into files for other programs: CSV, a workbook, pages."""

from __future__ import annotations

import io
from collections import Counter
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ninetenths.cli.csvtables import write_table
from ninetenths.cli.summaries import field_words, finding_words, surface
from ninetenths.packs import phrase
from ninetenths.reading import Commitment, Reading
from ninetenths.writing import write_bytes

_COLUMNS = (
    "file", "id", "section", "label", "text", "indicator", "bound", "value", "unit", "deadline", "organs", "campaign",
    "parent", "rule", "start", "end",
)  # fmt: skip


def _titles(names: Iterable[str], language: str) -> list[str]:
    return [phrase("read", f"column.{name}", language) for name in names]


def _rows(reading: Reading, language: str) -> Iterable[list[Any]]:
    """One row a commitment, and one more for each further indicator of it."""
    titles = {section.id: f"{section.number or ''}{section.title}" for section in reading.sections}
    for item in reading.commitments:
        indicators: Sequence[Any] = item.indicators or (None,)
        for indicator in indicators:
            value = indicator.value if indicator else None
            yield [
                reading.source.title or "", item.id, titles.get(item.id.removeprefix("t.").split(".")[0], ""),
                phrase("read", f"label.{item.label}", language), surface(reading, item),
                indicator.name if indicator else None, indicator.bound if indicator else None,
                f"{value[0]:.15g}..{value[1]:.15g}" if isinstance(value, tuple) else value,
                indicator.unit if indicator else None,
                (indicator.deadline if indicator else None) or item.deadline, _organs(item, language),
                item.campaign, item.parent, item.rule, item.spans[0][0], item.spans[-1][1],
            ]  # fmt: skip


def _organs(item: Commitment, language: str) -> str:
    named = (
        f"{organ.name}（{phrase('read', f'role.{organ.role}', language)}）" if organ.role else organ.name
        for organ in item.organs
    )
    return "；".join(named)


def write_csv(readings: Sequence[Reading], out: str, language: str) -> None:
    """Commitments as CSV; `-` is standard output."""
    rows = (row for reading in readings for row in _rows(reading, language))
    write_table(out, _titles(_COLUMNS, language), rows)


def write_xlsx(readings: Sequence[Reading], out: Path, language: str) -> None:
    """A workbook: commitments, record, counted sets, set phrases, findings; a sheet each."""
    import xlsxwriter

    buffer = io.BytesIO()
    options = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    with xlsxwriter.Workbook(buffer, options) as book:
        for title, columns, widths, rows in _sheets(readings, language):
            sheet = book.add_worksheet(phrase("read", f"title.{title}", language)[:31])
            wrapped = book.add_format({"text_wrap": True, "valign": "top"})
            head = book.add_format({"bold": True, "bottom": 1, "valign": "top"})
            for place, width in enumerate(widths):
                sheet.set_column(place, place, width, wrapped)
            sheet.write_row(0, 0, _titles(columns, language), head)
            last = 0
            for last, row in enumerate(rows, start=1):
                sheet.write_row(last, 0, row)
            sheet.freeze_panes(1, 0)
            sheet.autofilter(0, 0, max(1, last), len(columns) - 1)
    write_bytes(out, buffer.getvalue())


def _sheets(
    readings: Sequence[Reading], language: str
) -> Iterable[tuple[str, Sequence[str], Sequence[int], Iterable[Sequence[Any]]]]:
    def file(reading: Reading) -> str:
        return reading.source.title or ""

    yield (
        "commitments", _COLUMNS, (18, 12, 20, 8, 60, 18, 7, 12, 8, 12, 24, 16, 12, 10, 7, 7),
        (row for reading in readings for row in _rows(reading, language)),
    )  # fmt: skip
    yield (
        "record", ("file", "field", "state", "text"), (18, 18, 10, 80),
        (
            (file(reading), phrase("read", f"field.{name}", language), field.state, words)
            for reading in readings for name, field in (reading.record or {}).items() for words in field_words(field, language)
        ),
    )  # fmt: skip
    yield (
        "sets", ("file", "name", "declared", "listed", "state", "text"), (18, 24, 8, 8, 16, 80),
        (
            (file(reading), item.name, item.declared, len(item.members), phrase("read", f"state.{item.state}", language),
             reading.text[item.span[0] : item.span[1]])
            for reading in readings for item in reading.sets
        ),
    )  # fmt: skip
    yield (
        "phrases", ("file", "name", "times", "explained"), (18, 24, 8, 80),
        (
            (file(reading), item.text, len(item.spans), reading.text[item.explained[0] : item.explained[1]] if item.explained else None)
            for reading in readings for item in reading.phrases
        ),
    )  # fmt: skip
    yield (
        "findings", ("file", "finding", "text"), (18, 60, 80),
        (
            (file(reading), finding_words(item, language), surface(reading, item)[:2000])
            for reading in readings for item in reading.findings
        ),
    )  # fmt: skip


def write_pages(readings: Sequence[Reading], names: Sequence[Path], out: Path, language: str) -> None:
    """One self-contained page a reading; several go into a folder under their files' names."""
    from ninetenths.pages import reading_page

    if len(readings) == 1 and not out.is_dir():
        write_bytes(out, reading_page(readings[0], language).encode())
        return
    if out.suffix:
        from ninetenths.refusal import Refusal

        raise Refusal("read", "several-into-one", count=len(readings))
    taken: Counter[str] = Counter()
    for reading, name in zip(readings, names, strict=True):
        taken[name.stem] += 1
        page = name.stem if taken[name.stem] == 1 else f"{name.stem}-{taken[name.stem]}"
        write_bytes(out / f"{page}.html", reading_page(reading, language).encode())
