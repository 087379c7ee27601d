"""Dates and quantities of an English text, looked for only in paragraphs that can hold one."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

from ninetenths.patterns import regex
from ninetenths.reading.dates import find_dates_en
from ninetenths.reading.english.blocks import Paragraph
from ninetenths.reading.quantities import find_quantities_en
from ninetenths.reading.values import DateMention, Quantity

_DIGIT = regex(r"[0-9]")
_WORD = regex(
    r"\b(?:[Oo]ne|[Tt]wo|[Tt]hree|[Ff]our|[Ff]ive|[Ss]ix|[Ss]even|[Ee]ight|[Nn]ine|[Tt]en|[Ee]leven|[Tt]welve|[Tt]wenty|[Tt]hirty|[Ff]orty|[Ff]ifty"
    r"|[Ss]ixty|[Ss]eventy|[Ee]ighty|[Nn]inety|[a-z]{3,5}teen|hundred|thousand|million)\b"
)


def quantities_of(text: str, paragraphs: Sequence[Paragraph]) -> tuple[Quantity, ...]:
    """Every quantity, in order; a paragraph's own number is none."""
    found: list[Quantity] = []
    for paragraph in paragraphs:
        start, end = paragraph.body, paragraph.end
        if _DIGIT.search(text, start, end) or _WORD.search(text, start, end):
            found += (
                replace(item, start=item.start + start, end=item.end + start)
                for item in find_quantities_en(text[start:end])
            )
    return tuple(found)


def dates_of(text: str, paragraphs: Sequence[Paragraph], year: int | None) -> tuple[DateMention, ...]:
    """Every date, in order; those without a year are of the stated one."""
    found: list[DateMention] = []
    for paragraph in paragraphs:
        start, end = paragraph.body, paragraph.end
        if _DIGIT.search(text, start, end) or text.find("year", start, end) >= 0:
            found += (
                replace(item, start=item.start + start, end=item.end + start)
                for item in find_dates_en(text[start:end], year)
            )
    return tuple(found)
