"""Cutting a text into lines, sentences and clauses outside quotation marks, titles and brackets."""

from __future__ import annotations

from ninetenths.patterns import regex

Span = tuple[int, int]

BLANK = " \t\r\u3000\xa0\ufeff#*>"
_LINE = regex(r"[^\n\r]+")
_MARK = regex(r"[。！？!?；;，,《》〈〉“”「」『』（）()【】]")
_OPEN = frozenset("《〈“「『（(【")
_CLOSE = frozenset("》〉”」』）)】")
_STOP = frozenset("。！？!?")
# No clause of a session's record is longer; longer ones are content or not text at all.
LONGEST = 1500


def trim(text: str, start: int, end: int, junk: str = BLANK) -> Span:
    """The span without blanks (or `junk`) at its ends."""
    while start < end and text[start] in junk:
        start += 1
    while end > start and text[end - 1] in junk:
        end -= 1
    return start, end


def lines(text: str) -> list[Span]:
    """Non-blank lines without the blanks at their ends."""
    found = (trim(text, match.start(), match.end()) for match in _LINE.finditer(text))
    return [span for span in found if span[0] < span[1]]


def sentences(text: str, start: int, end: int) -> list[list[Span]]:
    """Sentences of a line, each a list of its clauses; `；` parts clauses and keeps the sentence."""
    found: list[list[Span]] = []
    current: list[Span] = []
    depth, begin = 0, start
    for match in _MARK.finditer(text, start, end):
        char, at = match[0], match.start()
        if char in _OPEN:
            depth += 1
        elif char in _CLOSE:
            depth = max(0, depth - 1)
        elif depth == 0 and not (char == "," and text[at - 1 : at].isdigit() and text[at + 1 : at + 2].isdigit()):
            if at > begin:
                current.append(trim(text, begin, at))
            begin = at + 1
            if char in _STOP and current:
                found.append(current)
                current = []
    if end > begin:
        current.append(trim(text, begin, end))
    if current:
        found.append(current)
    return [[span for span in sentence if 0 < span[1] - span[0] <= LONGEST] for sentence in found]
