"""Cutting an English text into paragraphs: hard-wrapped lines joined, page furniture left out, numbers read."""

from __future__ import annotations

import re
from collections import Counter
from dataclasses import dataclass

from ninetenths.patterns import regex

_LINE = regex(r"(?:^|(?<=[\r\n]))[^\S\r\n]*+(\S[^\r\n]*)")
_MARKER = regex(
    r"(?P<section>(?:SECTION|Section|SEC\.|Sec\.|ARTICLE|Article)\s+\d{1,3}[A-Za-z]?\s?[.:)—–-]{0,2})\s*"
    r"|(?P<number>\d{1,3}(?:\.\d{1,3}){1,4}[.)]?|\(\d{1,3}\)|\d{1,3}\s?[.)°º](?!\d)|\d{1,2},(?=\s[A-Z]))[\s\u2014]*(?=\D|$)"
    r"|(?P<letter>\([A-Za-z]{1,2}\)|[a-z]\))\s*"
    r"|(?P<roman>\([ivxl]{2,6}\))\s*"
    r"|(?P<part>[A-Z]\.|[IVXL]{1,5}[.)]|[IVX]{1,5}(?=\s+The\s))\s+"
    r"|(?P<dash>[-•*–—·])\s+"
)
_START = regex(
    r"(?:\d{1,3}(?:\.\d{1,3})*\s?[.)°º]|\(\d{1,3}\)|\([a-z]{1,4}\)|[a-z]\)|[IVX]{1,5}\.|[A-Z]\.|[-•*–·])\s+\S"
    r"|(?:SECTION|Section|ARTICLE|Article)\s+\d|(?:AND,?\s+)?(?:WHEREAS|Whereas)\b|(?:NOW,?\s+)?THEREFORE"
    r"|BE IT|RESOLVED|Resolved"
    r"|(?:Adopted|ADOPTED|PASSED|APPROVED) (?:at|by|unanimously|AND|this|THIS)|[A-Z][A-Za-z /&'()-]{1,38}:\s"
    r"|(?:AYES|NOES|NAYS|ABSENT|ABSTAIN|ATTEST)\b"
)
_PAGE = regex(
    r"(?:[-–—]\s*)?\d{1,4}(?:\s*[-–—])?$|[Pp](?:age|AGE)\s+\d+(?:\s+of\s+\d+)?$"
    r"|.{0,60}\bPage \d+(?: of \d+)?$|\d+\s*/\s*\d+$"
)
# A page's number left at the head of a paragraph, and a heading run into the numbered paragraph under it.
_FOLIO = regex(r"(?:[—–]\s*\d{1,3}(?:\s*[—–])?|\d{1,3}\s*[—–])\s+(?=\S)")
_HEADED = regex(r"(?!The |THE |We )[A-Z][^.;:,!?\n]{2,90}?\s(?=\d{1,3}[.)°]\s+[A-Z])")
_NUMERAL = regex(r"\d{1,3}\s+(?=[A-Z])")
_NAMED = regex(r"(?:The|THE) [A-Z][A-Za-z’'., -]{2,70},$")
_OPEN_END = regex(r"\b(?:the|of|and|to|in|by|that|a|an|for|with|on|or|its|their|from|at|as|which)$")
_DIGITS = regex(r"\d+")


@dataclass(frozen=True, slots=True)
class Paragraph:
    """One paragraph: its span, its number as written, where its body begins, and how deep the number nests (0 none)."""

    start: int
    end: int
    number: str | None
    body: int
    level: int
    kind: str | None


Line = tuple[int, int, bool]  # start, end, and whether a blank line stands before it


def lines_of(text: str) -> list[Line]:
    """The lines that hold anything, blanks at their ends left out."""
    found: list[Line] = []
    last = 0
    for match in _LINE.finditer(text):
        start = match.start(1)
        end = start + len(match.group(1).rstrip())
        gap = text[last:start]
        found.append((start, end, gap.count("\n") > 1 or (gap.count("\r") > 1 and "\n" not in gap) or "\f" in gap))
        last = end
    return found


def width_of(lines: list[Line]) -> int:
    """The column the text is wrapped at; 0 where its lines are whole paragraphs."""
    if len(lines) < 2:
        return 0
    lengths = sorted(end - start for start, end, _ in lines)
    width = lengths[int(len(lengths) * 0.9)] if len(lengths) > 9 else lengths[-1]
    joined = sum(not blank for _, _, blank in lines[1:])
    return width if width <= 110 and joined * 5 >= len(lines) else 0


def _furniture(text: str, lines: list[Line]) -> set[int]:
    """Numbers of the lines that are page numbers or headers said again on every page."""
    short = [(at, start, end) for at, (start, end, _) in enumerate(lines) if end - start <= 80]
    seen: Counter[str] = Counter()
    keys: dict[int, str] = {}
    out: set[int] = set()
    for at, start, end in short:
        line = text[start:end]
        if _PAGE.match(line):
            out.add(at)
        elif line[-1] not in ".;,:" and _DIGITS.search(line):
            keys[at] = key = _DIGITS.sub("0", line)
            seen[key] += 1
    out.update(at for at, key in keys.items() if seen[key] > 2 and ("page" in key.lower() or key.isupper()))
    return out


def shouted(line: str) -> bool:
    """Whether the letters of a line are (nearly) all capitals."""
    if line[1:4].islower():  # a word written small: spares counting
        return False
    upper = sum(map(str.isupper, line))
    return upper > 2 and upper >= 9 * sum(map(str.islower, line))


def paragraphs_of(text: str, openers: re.Pattern[str]) -> list[Paragraph]:
    """The paragraphs in order. `openers` matches a line that begins a new recital or operative paragraph."""
    lines = lines_of(text)
    width = width_of(lines)
    skip = _furniture(text, lines)
    made: list[Paragraph] = []
    start = end = -1
    broken = False
    for at, (first, last, blank) in enumerate(lines):
        if at in skip:
            broken = True
            continue
        if start >= 0:
            if _joins(text, start, end, first, last, blank or broken, width, openers):
                end = last
                broken = False
                continue
            made.append(_paragraph(text, start, end, openers))
        start, end, broken = first, last, False
    if start >= 0:
        made.append(_paragraph(text, start, end, openers))
    return made


def _joins(
    text: str, start: int, end: int, first: int, last: int, gap: bool, width: int, openers: re.Pattern[str]
) -> bool:
    """Whether the line `first..last` goes on with the paragraph whose last character stands before `end`."""
    if not width:
        return False
    line_start = max(text.rfind("\n", start, end) + 1, start)
    length = end - line_start
    mark = text[end - 1]
    if gap:  # a page break inside a sentence
        return length > width // 2 and (
            (text[first].islower() and mark not in ".;:") or bool(_OPEN_END.search(text, max(start, end - 6), end))
        )
    if _NAMED.match(text, first, last) or (end - start < 70 and _NAMED.match(text, start, end)):
        return False
    ended = mark in ".;:,!?"
    if ended and length < width * 3 // 5 and not (mark == "," and (text[first].islower() or text[first].isdigit())):
        return False
    if _START.match(text, first, last):
        return not (ended or length < width * 3 // 5 or text[first].isupper())
    if mark == "," and (text[first].islower() or text[first].isdigit()):
        return True
    if ended and openers.match(text, first, last):
        return False
    return (
        shouted(text[line_start:end]) == shouted(text[first:last])
        or text[first].islower()
        or (length >= width * 3 // 5 and not shouted(text[start:end]))
    )


def _paragraph(text: str, start: int, end: int, openers: re.Pattern[str]) -> Paragraph:
    body = start
    if text[start] in "—–" or text[start].isdigit():
        body = folio.end() if (folio := _FOLIO.match(text, start, end)) else start
        bare = _NUMERAL.match(text, body, end)
        if bare and openers.match(text, bare.end(), end):
            body = bare.end()
    if headed := _HEADED.match(text, body, min(end, body + 110)):
        body = headed.end()
    match = _MARKER.match(text, body, end)
    if not match or (match.end() >= end and match.lastgroup not in ("section", "number")):
        return Paragraph(start, end, None, body, 0, None)
    kind = match.lastgroup or "number"
    number = match.group(kind).strip(" .,)(°º:—–-") or match.group(kind).strip()
    depth = {"part": 0, "section": 1, "number": 1 + number.count("."), "letter": 2, "roman": 3, "dash": 3}[kind]
    return Paragraph(start, end, number, min(match.end(), end), depth, kind)
