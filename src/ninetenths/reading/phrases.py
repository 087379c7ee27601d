"""Set phrases: short quoted names (“两个维护”), everywhere they stand, and where the text explains them, if it does."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING

from ninetenths.patterns import regex
from ninetenths.reading.scanning import Scan
from ninetenths.reading.values import SetPhrase, Span

if TYPE_CHECKING:
    from collections.abc import Iterable

    import numpy
    from numpy.typing import NDArray

__all__ = ["find_phrases", "normalised"]

# A name in quotes: no mark inside that makes it a sentence or a list of sayings; “”, 「」, 『』 and " alike.
_INSIDE = r"([^\s“”「」『』，。；：！？、,;:!?（）()《》\"]{2,12})"
_CURLY = regex(f"“{_INSIDE}”")
_CORNER = regex(f"[「『]{_INSIDE}[」』]")
_STRAIGHT = regex(f'"{_INSIDE}"')
# What in quotes is said, not named: it ends or begins as a sentence does.
_SAYING = regex(
    r"^(?:(?:以|打造|成为|支持|建设|推进|推动|坚持|让|把|为|从|在|用|当|实现|走).{6,}|我|你|他|她|这|那|不要|要"
    r"|请|就|也|都|又|再|是|有的)|[了吗呢吧啊呀]$"
)
# A numbered set phrase that needs no quotes (三个一批, 五位一体, 一带一路): the forms are closed.
_UNQUOTED = regex(
    r"(?<![第一二三四五六七八九十百千万])(?:"
    r"[两兩三四五六七八九十](?:个(?:一批|维护|确立|意识|自信|务必|毫不动摇|走在前|一百年|代表)|個(?:一批|維護|確立"
    r"|意識|自信|務必))"
    r"|[二两兩三四五六七八九十]位一[体體]|一[带帶]一路)"
)
# What follows a phrase that it explains: “X”，即…；X：…；X是指…；“X”（…）.
_EXPLAINS = regex(
    r"[”」』]?(?:[一-鿿]{0,4}(?:建设|工程|行动|战略|机制|体系|工作|模式|要求|目标|计划|布局|政策|制度|改革|试点|平台|格局))?[”」』]?"
    r"(?:[，,]\s*(?:即是?|就是(?:指|要)?|也就是|包括|分别是|分别为)[：:]?|即(?![将使便可])是?[：:]?"
    r"|(?:主要)?是指[：:]?|指的是|(?:主要)?指(?![引导導出示向标標数數挥揮明定派控南责])[：:]?"
    r"|[：:](?:即|主要是指|是?指)?|[（(](?:即|指|包括|是指)?)"
)
_BEGINS_EXPLAINING = frozenset("，,：:（(即是指主建工行战机体模要目计布政制改试平格[［")
_PAGE = regex(r"(?:见|详见|第|P|p|[0-9]|新|试行|草案|一|二|三|四|五|六|上|下|略)")
_CLOSING = regex("[）)]")
_DEFINED = regex(r"[（(][PpＰ第]?\s?[0-9０-９]+(?:页)?[）)]")


def normalised(surface: str) -> str:
    """A phrase without quotation marks and blanks, digits and letters in half width: its variants fall together."""
    import unicodedata

    return unicodedata.normalize("NFKC", surface).translate(_DROPPED)


_DROPPED = {ord(char): None for char in "“”‘’「」『』\"' \t\u3000"}


def find_phrases(text: str, scan: Scan) -> tuple[SetPhrase, ...]:
    """The set phrases of a text, in order of first occurrence; spans without the quotes. Linear in the length.

    Without quotes only closed numbered forms are taken (五位一体, 两个维护), since anything else would be guessing.
    """
    spans: dict[str, list[Span]] = {}
    if "“" in text:
        _quoted(text, _CURLY, spans)
    if "「" in text or "『" in text:
        _quoted(text, _CORNER, spans)
    if '"' in text:
        _quoted(text, _STRAIGHT, spans)
    inside = {span[0] for found in spans.values() for span in found}
    for start in _numbered_places(scan):
        match = _UNQUOTED.match(text, start)
        if match and start not in inside:
            spans.setdefault(match[0], []).append(match.span())
    return tuple(
        SetPhrase(name, tuple(sorted(set(found))), _explained(text, found))
        for name, found in sorted(spans.items(), key=lambda item: min(item[1]))
    )


@cache
def _table() -> NDArray[numpy.uint8]:
    import numpy as np

    table = np.zeros(0x10000, dtype=np.uint8)
    for char in "一二两兩三四五六七八九十":
        table[ord(char)] |= 1
    for char in "个個位带帶":
        table[ord(char)] |= 2
    return table


def _numbered_places(scan: Scan) -> list[int]:
    """Where a numeral stands before one of the few words a numbered phrase without quotes goes on with."""
    places: list[int] = scan.pairs(scan.kinds(_table()), 1, 2).tolist()
    return places


def _quoted(text: str, pattern: re.Pattern[str], spans: dict[str, list[Span]]) -> None:
    known: set[str] = set()
    for match in pattern.finditer(text):
        name = match[1]
        if name in spans:
            spans[name].append(match.span(1))
        elif name not in known:
            known.add(name)
            if any("\u3400" <= char <= "\u9fff" for char in name) and not _SAYING.search(name):
                spans[name] = [match.span(1)]


def _explained(text: str, found: Iterable[Span]) -> Span | None:
    for start, end in found:
        after = text[end : end + 2].lstrip('”」』"')[:1]
        explaining = after in _BEGINS_EXPLAINING or text.find("即", end, end + 11) >= 0
        if explaining and (span := _explanation(text, start, end)):
            return span
    return None


def _explanation(text: str, start: int, end: int) -> Span | None:
    at = end
    if page := _DEFINED.match(text, at + 1 if at < len(text) and text[at] in '”」』"' else at):
        at = page.end()
    match = _EXPLAINS.match(text, at, at + 40)
    if match is None:
        return None
    first = match.end()
    if match[0].rstrip("即指包括是")[-1:] in "（(":
        closing = _CLOSING.search(text, first, first + 200)
        if closing is None or closing.start() - first < 4 or _PAGE.match(text, first):
            return None
        return first, closing.start()
    stop = first
    while stop < len(text) and stop - first < 600 and text[stop] not in "。\n\r":
        stop += 1
    return (first, stop) if stop - first >= 4 else None
