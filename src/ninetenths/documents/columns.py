"""The columns of breakdown tables, known by their headings in both languages (`packs/delivery/columns/heads.toml`)."""

from __future__ import annotations

import functools
import re
import unicodedata
from collections.abc import Mapping, Sequence

from ninetenths import packs

_BRACKETS = re.compile(r"[(（][^)）]*[)）]")
_PLAIN = re.compile(r"[\s*:：、/_·.\-]+")
# Which fields say that a row of headings heads tasks: one of the first with one of the second.
WHAT = ("title", "sentence")
WHO_OR_WHEN = ("lead", "responsible", "deadline", "progress", "supporting", "status", "share", "goal", "measures")
HIDDEN = ("id", "spans", "source", "first_deadline")


@functools.cache
def heads() -> Mapping[str, Sequence[str]]:
    """Field → headings; the first is ours in Chinese, the second in English."""
    return packs.load("delivery/columns", "heads")


def head(field: str, language: str) -> str:
    """Our own heading of a field in `zh` or `en`."""
    return heads()[field][0 if language == "zh" else 1]


def plain(written: str, *, brackets: bool = False) -> str:
    """A heading as it is compared: without blanks, punctuation and (unless `brackets`) what stands in brackets."""
    text = unicodedata.normalize("NFKC", written)
    if not brackets:
        text = _BRACKETS.sub("", text)
    return _PLAIN.sub("", text).lower()


@functools.cache
def _known() -> tuple[dict[str, str], dict[str, str], tuple[tuple[str, str], ...]]:
    exact = {plain(name, brackets=True): field for field, names in reversed(list(heads().items())) for name in names}
    bare = {plain(name): field for field, names in reversed(list(heads().items())) for name in names}
    # A heading of one or two characters says too little to be found inside others.
    inside = sorted((item for item in bare.items() if len(item[0]) >= 3), key=lambda item: -len(item[0]))
    return exact, bare, tuple(inside)


@functools.cache
def field_of(written: str) -> str | None:
    """The field a heading stands for, None where it is unknown (an added column)."""
    exact, bare, inside = _known()
    whole, name = plain(written, brackets=True), plain(written)
    if not name:
        return None
    if whole in exact:
        return exact[whole]
    if name in bare:
        return bare[name]
    if len(name) > 16:
        return None
    return next((field for known, field in inside if known in name), None)


_MONTHS = re.compile(r"^(?:(?:20\d\d)年)?(1[0-2]|[1-9])月(?:底|末|份)?(?:前)?(?:节点|目标|计划|任务)?$")
_QUARTERS = re.compile(
    r"^(?:(?:20\d\d)年)?第?([一二三四1-4])季度(?:末)?(?:节点|目标|计划|任务)?$|^q([1-4])(?:node|target|plan)?$"
)


def node_month(written: str) -> int | None:
    """The month at whose end a node column is due (“二季度” → 6, “9月底” → 9), None for another heading."""
    name = plain(written)
    if match := _QUARTERS.match(name):
        mark = match[1] or match[2]
        return 3 * ("一二三四".find(mark) + 1 or int(mark))
    if match := _MONTHS.match(name):
        return int(match[1])
    return None


@functools.cache
def cell_words(kind: str) -> Mapping[str, str] | frozenset[str]:
    """What whole cells say: a set of words (`done`), or word → code (`kind`)."""
    raw = packs.load("delivery/columns", "cells")[kind]
    if isinstance(raw, dict):
        return {word.lower(): code for code, words in raw.items() for word in words}
    return frozenset(word.lower() for word in raw)
