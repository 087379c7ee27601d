"""Order by the strokes of a surname, from a small cited table; what is not in it is unknown."""

from __future__ import annotations

import functools

from ninetenths import packs


@functools.cache
def _table() -> tuple[dict[str, int], frozenset[str]]:
    found = packs.load("procedure", "record/strokes")
    counts = {character: int(number) for number, run in found["strokes"].items() for character in run}
    return counts, frozenset(found["compound"])


def surname(name: str) -> str:
    """The surname of a Chinese name: two characters where they are a known compound and a given name follows."""
    name = "".join(name.split())
    return name[:2] if len(name) > 2 and name[:2] in _table()[1] else name[:1]


def surname_strokes(name: str) -> int | None:
    """Strokes of the (first character of the) surname; None where the table does not have it."""
    return _table()[0].get(surname(name)[:1])
