"""Texts in traditional characters: read as simplified ones, character for character, and told as they were written."""

from __future__ import annotations

import dataclasses
from typing import Any

from ninetenths.patterns import regex
from ninetenths.reading.scripts import simplified_text
from ninetenths.reading.values import Field

_TRADITIONAL = regex(r"[會議審黨舉開討論國]")
_SIMPLIFIED = regex(r"[会议审党举开讨论国]")
_SAMPLE = 2000
_AS_READ = frozenset(["held_on", "published_on", "term", "ordinal", "enlarged", "due", "absent"])


def simplified(text: str) -> str | None:
    """The text with each traditional character in its simplified form, as long as before; None where it has none."""
    if not _TRADITIONAL.search(text, 0, _SAMPLE):
        return None
    if len(_TRADITIONAL.findall(text, 0, _SAMPLE)) <= len(_SIMPLIFIED.findall(text, 0, _SAMPLE)):
        return None
    return simplified_text(text)


def as_written(record: dict[str, Field], plain: str, text: str) -> dict[str, Field]:
    """The record of a simplified text with its words as the text itself has them."""
    return {
        name: field if name in _AS_READ else dataclasses.replace(field, value=_restored(field.value, plain, text))
        for name, field in record.items()
    }


def _restored(value: Any, plain: str, text: str) -> Any:
    if isinstance(value, str):
        at = plain.find(value)
        return text[at : at + len(value)] if at >= 0 else value
    if isinstance(value, dict):
        return {key: _restored(part, plain, text) for key, part in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_restored(part, plain, text) for part in value)
    return value
