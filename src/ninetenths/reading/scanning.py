"""Cutting a text once into lines, sentences and clauses; everything later points into these.

The clause grid is the one gold labels are made on: a clause runs between clause marks that stand outside
quotation marks, book-title marks and brackets; an unclosed bracket closes at its line's end.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ninetenths.patterns import regex

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

STOPS = "。！？!?"
MARKS = "；，：;,:" + STOPS
NEWLINES = "\n\r"
BRACKETS = {"“": "”", "‘": "’", "《": "》", "〈": "〉", "（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕"}
TRADITIONAL_BRACKETS = {"「": "」", "『": "』"}
BLANK = frozenset(" \t\u3000\xa0#*->")

# “17:00”, “1,234”: a mark within a number or a time of day cuts nothing.
_IN_A_NUMBER = regex("[:：](?<=[0-9][:：])(?=[0-9]{2}(?![0-9]))|,(?<=[0-9],)(?=[0-9]{3}(?![0-9]))")

_NEWLINE, _STOP, _MARK, _OPEN, _CLOSE, _BLANK = 1, 2, 3, 4, 5, 6


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

    def kinds(self, table: NDArray[numpy.uint8]) -> NDArray[numpy.uint8]:
        """What a table of 0x10000 entries says of each character; all beyond the basic plane take its last entry."""
        return table.take(self.codes, mode="clip")

    def pairs(self, kinds: NDArray[numpy.uint8], first: int, second: int) -> NDArray[numpy.intp]:
        """Where a character with a bit of `first` stands before one with a bit of `second`."""
        import numpy as np

        return np.flatnonzero(((kinds[:-1] & first) != 0) & ((kinds[1:] & second) != 0))

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
        (TRADITIONAL_BRACKETS, _OPEN), (TRADITIONAL_BRACKETS.values(), _CLOSE), (BLANK, _BLANK),
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
    kinds = _classes().take(codes, mode="clip")
    cuts, what = _cuts(text, kinds)
    first = np.concatenate(([0], cuts[:-1] + 1))
    last = cuts.copy()
    _trim(text, kinds, first, last)
    kept = np.flatnonzero(first < last)
    # How many lines and sentences end before each cut.
    newline = what == _NEWLINE
    lines_before = np.cumsum(newline) - newline
    over = what != _MARK
    sentence = (np.cumsum(over) - over)[kept]
    group = lines_before[kept]
    begins = np.ones(len(kept), dtype=np.bool_)
    begins[1:] = group[1:] != group[:-1]
    line_first = np.flatnonzero(begins)
    # A line ends with its last clause, or after the mark that follows that clause.
    ending = np.flatnonzero(newline)[group[line_first]]
    line_ends = np.where(first[ending] < last[ending], last[ending], cuts[ending - 1] + 1)
    starts = first[kept]
    return Scan(
        text, codes, starts.tolist(), last[kept].tolist(), (np.cumsum(begins) - 1).tolist(), sentence.tolist(),
        starts[line_first].tolist(), line_ends.tolist(), line_first.tolist(),
    )  # fmt: skip


def _cuts(text: str, kinds: NDArray[numpy.uint8]) -> tuple[NDArray[numpy.intp], NDArray[numpy.uint8]]:
    """Where clauses end (marks outside brackets, newlines, the text's end), and which kind of mark stands there."""
    import numpy as np

    cuts = np.append(np.flatnonzero((kinds != 0) & (kinds <= _MARK)), len(text))
    what = np.append(kinds[cuts[:-1]], np.uint8(_NEWLINE))
    inner = [match.start() for match in _IN_A_NUMBER.finditer(text)]
    if inner:
        kept = ~np.isin(cuts, inner)
        cuts, what = cuts[kept], what[kept]
    opened, closed = _bracketed(text, kinds)
    if opened:
        inside = np.searchsorted(opened, cuts, side="right") - 1
        free = (inside < 0) | (cuts >= np.array(closed)[inside])
        cuts, what = cuts[free], what[free]
    return cuts, what


def _bracketed(text: str, kinds: NDArray[numpy.uint8]) -> tuple[list[int], list[int]]:
    """Where outermost brackets open and close; an unclosed one closes at its line's end."""
    import numpy as np

    closing = BRACKETS | TRADITIONAL_BRACKETS
    opened: list[int] = []
    closed: list[int] = []
    waiting: list[str] = []
    for at in np.flatnonzero((kinds == _OPEN) | (kinds == _CLOSE) | (kinds == _NEWLINE)).tolist():
        char = text[at]
        if waiting:
            if char == waiting[-1]:
                waiting.pop()
            elif char in closing:
                waiting.append(closing[char])
            elif char in NEWLINES:
                waiting.clear()
            if not waiting:
                closed.append(at)
        elif char in closing:
            waiting.append(closing[char])
            opened.append(at)
    if waiting:
        closed.append(len(text))
    return opened, closed


def _trim(text: str, kinds: NDArray[numpy.uint8], first: NDArray[numpy.intp], last: NDArray[numpy.intp]) -> None:
    """Leave blanks out at both ends of each stretch."""
    import numpy as np

    whole = np.flatnonzero(first < last)
    for place in whole[kinds[first[whole]] == _BLANK].tolist():
        at, end = int(first[place]), int(last[place])
        while at < end and text[at] in BLANK:
            at += 1
        first[place] = at
    whole = whole[first[whole] < last[whole]]
    for place in whole[kinds[last[whole] - 1] == _BLANK].tolist():
        begin, at = int(first[place]), int(last[place])
        while at > begin and text[at - 1] in BLANK:
            at -= 1
        last[place] = at
