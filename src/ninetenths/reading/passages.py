"""Passages of a Chinese text: stretches governed by one operative verb (“全会指出，…”)."""

from __future__ import annotations

import re
from functools import cache

from ninetenths.packs import load
from ninetenths.reading.scanning import Scan
from ninetenths.reading.values import Passage, PassageKind

# A paragraph that goes on with what the verb before it governs begins like this.
_GOES_ON = re.compile(r"要|必须|特别是|同时|为此|一是|二是|第[一二三四五六七八九十]|[（(][一二三四五六七八九十]|——")


@cache
def _pattern() -> tuple[re.Pattern[str], dict[str, PassageKind]]:
    pack = load("grammar", "passages")
    kinds: dict[str, PassageKind] = {verb: kind for kind, verbs in pack["kinds"].items() for verb in verbs}
    verbs = "|".join(sorted(map(re.escape, kinds), key=len, reverse=True))
    actors = "|".join(sorted(pack["actors"], key=len, reverse=True))
    adverbs = "|".join(pack["adverbs"])
    personal = "|".join(
        re.escape(verb) for kind in ("noted", "stressed", "held") for verb in pack["kinds"][kind] if len(verb) == 2
    )
    return re.compile(
        rf"(?:(?<=[。！？\n\r　 ])|^)(?:(?P<actor>{actors})(?:{adverbs}){{0,2}}(?P<verb>{verbs})"
        rf"|(?P<person>[\u4e00-\u9fff]{{2,4}}?)(?:同志)?(?P<said>{personal})(?=[，,：:]))"
    ), kinds


def find_passages(scan: Scan) -> tuple[Passage, ...]:
    """Passages in order; each ends where the next begins or with its paragraph, unless the next paragraph goes on."""
    pattern, kinds = _pattern()
    text = scan.text
    found: list[tuple[int, str, str]] = []
    for match in pattern.finditer(text):
        start = match.start()
        actor = match["actor"] or match["person"]
        found.append((start, actor, match["verb"] or match["said"]))
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
