"""Cutting a text once into lines, sentences and clauses; everything later points into these.

The clause grid is the one gold labels are made on: a clause runs between clause marks that stand outside
quotation marks, book-title marks and brackets; an unclosed bracket closes at its line's end.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

STOPS = "。！？!?"
MARKS = "；，：;,:" + STOPS
NEWLINES = "\n\r"
BRACKETS = {"“": "”", "‘": "’", "《": "》", "〈": "〉", "（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕"}
TRADITIONAL_BRACKETS = {"「": "」", "『": "』"}
BLANK = frozenset(" \t\u3000\xa0#*->")

_NEWLINE, _STOP, _MARK, _OPEN, _CLOSE = 1, 2, 3, 4, 5


@dataclass(frozen=True, slots=True)
class Scan:
    """A text cut up; all offsets are code points, half open.

    `codes`: uint32 array of the code points. `starts`, `ends`: a clause each. `line_of`, `sentence_of`: for each clause
    the number of its line (counting lines that hold clauses) and of its sentence. `line_starts`, `line_ends`: the
    first and one past the last character of each such line, blanks at its ends left out.
    """

    text: str
    codes: NDArray[numpy.uint32]
    starts: list[int]
    ends: list[int]
    line_of: list[int]
    sentence_of: list[int]
    line_starts: list[int]
    line_ends: list[int]
    line_first: list[int]

    def clauses_of(self, line: int) -> range:
        """Numbers of the clauses of one line."""
        after = self.line_first[line + 1] if line + 1 < len(self.line_first) else len(self.starts)
        return range(self.line_first[line], after)


@cache
def _classes() -> NDArray[numpy.uint8]:
    import numpy as np

    table = np.zeros(0x10000, dtype=np.uint8)
    for chars, kind in (
        (NEWLINES, _NEWLINE), (STOPS, _STOP), ("；，：;,:", _MARK),
        (BRACKETS, _OPEN), (BRACKETS.values(), _CLOSE),
        (TRADITIONAL_BRACKETS, _OPEN), (TRADITIONAL_BRACKETS.values(), _CLOSE),
    ):  # fmt: skip
        for char in chars:
            table[ord(char)] = kind
    return table


def code_points(text: str) -> NDArray[numpy.uint32]:
    """The text as an array of code points; a lone surrogate keeps its number."""
    import numpy as np

    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def scan(text: str) -> Scan:
    """Cut a text into lines, sentences and clauses, in time linear in its length."""
    import numpy as np

    codes = code_points(text)
    kinds = _classes()[np.minimum(codes, 0xFFFF)]
    places = np.flatnonzero(kinds)
    starts: list[int] = []
    ends: list[int] = []
    line_of: list[int] = []
    sentence_of: list[int] = []
    line_starts: list[int] = []
    line_ends: list[int] = []
    line_first: list[int] = []
    closing = BRACKETS | TRADITIONAL_BRACKETS
    waiting: list[str] = []
    start, line, sentence, fresh = 0, -1, 0, True
    for at, kind in zip([*places.tolist(), len(text)], [*kinds[places].tolist(), _NEWLINE], strict=True):
        if kind >= _OPEN:
            char = text[at]
            if waiting and char == waiting[-1]:
                waiting.pop()
            elif kind == _OPEN:
                waiting.append(closing[char])
            continue
        if waiting:
            if kind != _NEWLINE:
                continue
            waiting.clear()
        first, last = start, at
        while first < last and text[first] in BLANK:
            first += 1
        while last > first and text[last - 1] in BLANK:
            last -= 1
        if first < last:
            if fresh:
                line += 1
                fresh = False
                line_starts.append(first)
                line_ends.append(last)
                line_first.append(len(starts))
            starts.append(first)
            ends.append(last)
            line_of.append(line)
            sentence_of.append(sentence)
            line_ends[line] = at if kind != _NEWLINE else last
        if kind == _NEWLINE:
            fresh = True
            sentence += 1
        elif kind == _STOP:
            sentence += 1
            if not fresh:
                line_ends[line] = at + 1
        elif not fresh:
            line_ends[line] = at + 1
        start = at + 1
    return Scan(text, codes, starts, ends, line_of, sentence_of, line_starts, line_ends, line_first)
