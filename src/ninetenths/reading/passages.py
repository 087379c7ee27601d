"""Passages of a Chinese text: stretches governed by one operative verb (“全会指出，…”)."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, NamedTuple

from ninetenths.packs import load
from ninetenths.patterns import regex
from ninetenths.reading.quantities import branches
from ninetenths.reading.scanning import Scan
from ninetenths.reading.values import Passage, PassageKind

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

# A paragraph that goes on with what the verb before it governs begins like this.
_GOES_ON = regex(r"要|必须|特别是|同时|为此|一是|二是|第[一二三四五六七八九十]|[（(][一二三四五六七八九十]|——")


# A passage begins a text, a line or a sentence.
_BEFORE = "。！？\n\r\u3000 "


class _Grammar(NamedTuple):
    """`whole` matches a passage's opening; `said`: the verbs a person is named with; `table`: see `_begins`."""

    whole: re.Pattern[str]
    said: re.Pattern[str]
    kinds: dict[str, PassageKind]
    table: NDArray[numpy.uint8]


@cache
def _grammar() -> _Grammar:
    import numpy as np

    pack = load("grammar", "passages")
    kinds: dict[str, PassageKind] = {verb: kind for kind, verbs in pack["kinds"].items() for verb in verbs}
    verbs, actors, adverbs = branches(list(kinds)), branches(pack["actors"]), branches(pack["adverbs"])
    personal: list[str] = pack["said"]
    table = np.zeros(0x10000, dtype=np.uint8)
    for bit, chars in ((_ENDS, _BEFORE), (_ACTS, {actor[0] for actor in pack["actors"]})):
        for char in chars:
            table[ord(char)] |= bit
    return _Grammar(
        regex(
            rf"(?P<actor>{actors})(?:{adverbs}){{0,2}}(?P<verb>{verbs})"
            rf"|(?P<person>[\u4e00-\u9fff]{{2,4}}?)(?:同志)?(?P<said>{branches(personal)})(?=[，,：:])"
        ),
        regex(rf"{branches(personal)}(?=[，,：:])"), kinds, table,
    )  # fmt: skip


_ENDS, _ACTS = 1, 2


def _begins(scan: Scan, grammar: _Grammar) -> list[int]:
    """Where a passage may begin: after an end with an actor's first character, or a name's length before a verb."""
    text = scan.text
    found = {0, *(scan.pairs(scan.kinds(grammar.table), _ENDS, _ACTS) + 1).tolist()}
    for match in grammar.said.finditer(text):
        at = match.start()
        found.update(place for place in range(max(1, at - 6), at - 1) if text[place - 1] in _BEFORE)
    return sorted(found)


def find_passages(scan: Scan) -> tuple[Passage, ...]:
    """Passages in order; each ends where the next begins or with its paragraph, unless the next paragraph goes on."""
    grammar = _grammar()
    kinds = grammar.kinds
    text = scan.text
    found: list[tuple[int, str, str]] = []
    reached = 0
    for at in _begins(scan, grammar):
        if at >= reached and (match := grammar.whole.match(text, at)):
            found.append((at, match["actor"] or match["person"], match["verb"] or match["said"]))
            reached = match.end()
    passages = []
    for order, (start, actor, verb) in enumerate(found):
        until = found[order + 1][0] if order + 1 < len(found) else len(text)
        end = _paragraph_end(text, start)
        while end < until and kinds[verb] != "record":
            follows = next((at for at in range(end, min(end + 12, len(text))) if not text[at].isspace()), None)
            if follows is None or follows >= until or not _GOES_ON.match(text, follows):
                break
            end = _paragraph_end(text, follows)
        end = min(end, until)
        while end > start and text[end - 1].isspace():
            end -= 1
        passages.append(Passage(f"g{order + 1}", start, end, actor, verb.removesuffix("了"), kinds[verb]))
    return tuple(passages)


def _paragraph_end(text: str, at: int) -> int:
    end = text.find("\n", at)
    return len(text) if end < 0 else end
