"""A second, stupid search of a text for sentences that bind somebody: it knows nothing of the reader, and can catch it out."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass

Span = tuple[int, int]

# Clauses between stops; an English sentence is one.
_CLAUSE = {"zh": re.compile(r"[^。；;！？!?\n]+"), "en": re.compile(r"[^.;!?\n]+(?:\.\d[^.;!?\n]*)*")}
_DAY = r"(?:\d{1,2}月(?:\d{1,2}日|底|上旬|中旬|下旬)?|年底|年内|季度末?|上半年|汛期?|\d{1,2}日)"
_SIGNS: dict[str, tuple[tuple[str, re.Pattern[str]], ...]] = {
    "zh": (
        ("deadline", re.compile(_DAY + r"之?前|到(?:20\d\d|[二〇零一三四五六七八九]{4})年|工作日内")),
        ("prohibition", re.compile(r"禁止|严禁|不得|杜绝|一律不")),
        ("figure", re.compile(
            r"(?:达到|建成|新建|新增|改造|完成|突破|不少于|不低于|控制在|提高到|压减|实现)[^，。；]{0,18}?\d[\d,.]*\s*(?:%|％|亿|万|个|家|所|处|公里|亩|套|项|台|座|张|条|户|人|件)"
        )),
        ("lead", re.compile(r"^(?!（)[^（]*[由请][^，。；（]{2,14}(?:负责|牵头|抓好)")),
    ),
    "en": (
        ("deadline", re.compile(r"\b(?:by|before|no later than|not later than|within) (?:the end of |\d+ (?:days|months)|[A-Z][a-z]+ \d|\d{4})")),
        ("prohibition", re.compile(r"\b(?:shall|must|may) not\b|\bno \w+ (?:shall|may)\b|\bprohibited\b", re.IGNORECASE)),
        ("lead", re.compile(r"\b(?:shall|must|is directed to|are directed to|is required to)\b")),
    ),
}  # fmt: skip
# What has the signs and binds nobody: that a text was adopted, what was reached, what is told of last year.
_PAST = {
    "zh": re.compile(r"通过）|以来|五年来|去年|上年|已(?:建成|完成|实现|累计)|累计(?:完成|建成)|同比"),
    "en": re.compile(r"^\s*(?:WHEREAS|Whereas)\b|\bwas (?:adopted|passed)\b"),
}


@dataclass(frozen=True, slots=True)
class Found:
    """A sentence with a sign of obligation: where, its words, which sign (`deadline`, `figure`, `prohibition`, `lead`)."""

    start: int
    end: int
    words: str
    sign: str


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the sentences found stand under a proposal, and those that do not."""

    found: int
    covered: int
    misses: tuple[Found, ...]


def found_in(text: str, language: str) -> list[Found]:
    """The sentences of a text that have a sign of obligation."""
    tongue = "en" if language == "en" else "zh"
    made = []
    for match in _CLAUSE[tongue].finditer(text):
        words = match[0].strip()
        if len(words) < 4 or _PAST[tongue].search(words):
            continue
        sign = next((name for name, pattern in _SIGNS[tongue] if pattern.search(words)), None)
        if sign is not None:
            made.append(Found(match.start(), match.end(), words, sign))
    return made


def coverage(text: str, language: str, spans: Iterable[Span]) -> Coverage:
    """The found sentences held against the spans of what was proposed; one is covered where any span touches it."""
    held = sorted(spans)
    found = found_in(text, language)
    misses, at = [], 0
    for one in found:
        while at < len(held) and held[at][1] <= one.start:
            at += 1
        if not any(start < one.end and end > one.start for start, end in held[at : at + 40]):
            misses.append(one)
    return Coverage(len(found), len(found) - len(misses), tuple(misses))
