"""What the clause labeller sees: hashed character n-grams and the place of a clause, all of a text at once."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ninetenths.reading.values import Genre

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ninetenths.reading.scanning import Scan
    from ninetenths.reading.sections import Headings
    from ninetenths.reading.values import Passage

BUCKET_BITS = 17
GENRES: tuple[Genre, ...] = ("communique", "session-news", "decision", "work-report", "plan", "other")
PASSAGES = ("record", "noted", "stressed", "held", "commended", "called", "decided")
_FOLLOWING = ("，", "。", "；", "：", "\n", "！")
PLACE_WIDTH = len(GENRES) + 3 + 1 + len(PASSAGES) + 9 + len(_FOLLOWING) + 3

_MULTIPLIERS = (0x9E3779B1, 0x85EBCA6B, 0xC2B2AE35)


@dataclass(frozen=True, slots=True)
class Grid:
    """The clauses of a scan as int64 arrays, a clause each; the text's code points; how many lines hold clauses."""

    starts: NDArray[np.int64]
    ends: NDArray[np.int64]
    line: NDArray[np.int64]
    sentence: NDArray[np.int64]
    codes: NDArray[np.uint32]
    lines: int


def grid(scan: Scan) -> Grid:
    """The arrays of a scan, made once."""
    import numpy as np

    def array(numbers: list[int]) -> NDArray[np.int64]:
        return np.array(numbers, dtype=np.int64)

    return Grid(
        array(scan.starts),
        array(scan.ends),
        array(scan.line_of),
        array(scan.sentence_of),
        scan.codes,
        len(scan.line_starts),
    )


@dataclass(frozen=True, slots=True)
class Grams:
    """Buckets of the n-grams beginning at each character (orders 1 to 3), and of each clause's first and last ones.

    `running`: int64, shape (3, characters). `edges`: int64, shape (4, clauses): first two, first three, last two,
    last three characters. `first`, `last`: the half-open range of beginnings that belong to each clause.
    """

    running: NDArray[np.int64]
    edges: NDArray[np.int64]
    first: NDArray[np.int64]
    last: NDArray[np.int64]


@cache
def _folding() -> NDArray[np.uint32]:
    """One code point for what means the same here: half- and full-width marks, all digits, all kinds of blank."""
    import numpy as np

    table = np.arange(0x10000, dtype=np.uint32)
    for half, full in zip(",;:!?()", "，；：！？（）", strict=True):
        table[ord(half)] = ord(full)
    for digit in "0123456789０１２３４５６７８９":
        table[ord(digit)] = ord("0")
    for blank in "\t\u3000\xa0":
        table[ord(blank)] = ord(" ")
    table[ord("％")] = ord("%")
    table[ord("\r")] = ord("\n")
    return table


def grams(cut: Grid, simplified: NDArray[np.uint32] | None = None) -> Grams:
    """Hash the n-grams of a scanned text; `simplified` stands in for the code points of a traditional text."""
    import numpy as np

    codes = np.minimum(cut.codes if simplified is None else simplified, 0xFFFF)
    size = len(codes)
    # One newline before and three after: the text's ends look like a line's.
    padded = np.full(size + 4, ord("\n"), dtype=np.uint32)
    padded[1 : size + 1] = _folding()[codes]
    rolled = padded[: size + 1] * np.uint32(_MULTIPLIERS[0])
    running = np.empty((3, size + 1), dtype=np.int64)
    running[0] = _bucket(rolled, 1)
    for order in (1, 2):
        rolled = rolled * np.uint32(_MULTIPLIERS[0]) + padded[order : size + 1 + order] * np.uint32(_MULTIPLIERS[order])
        running[order] = _bucket(rolled, order + 1)
    # Beginnings are counted in the padded text, so a clause's range starts at the mark before it.
    first, last = cut.starts, cut.ends + 1
    opening, closing = first + 1, last
    edges = np.stack([
        _edge(padded, opening, 2, 4), _edge(padded, opening, 3, 5),
        _edge(padded, np.maximum(closing - 2, opening), 2, 6), _edge(padded, np.maximum(closing - 3, opening), 3, 7),
    ])  # fmt: skip
    return Grams(running, edges, first, last)


def _bucket(hashed: NDArray[np.uint32], salt: int) -> NDArray[np.int64]:
    import numpy as np

    mixed = (hashed ^ (hashed >> np.uint32(15))) * np.uint32(0x2C1B3C6D) + np.uint32(salt * 0x297A2D39 & 0xFFFFFFFF)
    mixed ^= mixed >> np.uint32(12)
    return (mixed * np.uint32(_MULTIPLIERS[1]) >> np.uint32(32 - BUCKET_BITS)).astype(np.int64)


def _edge(padded: NDArray[np.uint32], at: NDArray[np.int64], length: int, salt: int) -> NDArray[np.int64]:
    import numpy as np

    hashed = np.zeros(len(at), dtype=np.uint32)
    for step in range(length):
        hashed = hashed * np.uint32(_MULTIPLIERS[0]) + padded[at + step] * np.uint32(_MULTIPLIERS[step])
    return _bucket(hashed, salt)


def places(
    cut: Grid, genre: Genre, headings: Headings, passages: tuple[Passage, ...], review: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Where each clause stands: float32 (clauses, PLACE_WIDTH). `review`: a clause each 0 unknown, 1 review, 2 plan."""
    import numpy as np

    count = len(cut.starts)
    x = np.zeros((count, PLACE_WIDTH), dtype=np.float32)
    if not count:
        return x
    rows = np.arange(count)
    if genre in GENRES:
        x[:, GENRES.index(genre)] = 1
    at = len(GENRES)
    x[rows, at + review] = 1
    at += 3
    kind = np.zeros(count, dtype=np.int64)
    for passage in passages:
        if passage.kind in PASSAGES:
            low, high = np.searchsorted(cut.starts, (passage.start, passage.end))
            kind[low:high] = 1 + PASSAGES.index(passage.kind)
    x[rows, at + kind] = 1
    at += 1 + len(PASSAGES)
    new_line = np.ones(count, dtype=bool)
    new_line[1:] = cut.line[1:] != cut.line[:-1]
    x[:, at] = np.array(headings.is_heading)[cut.line]
    x[:, at + 1] = cut.starts < np.array(headings.title_end)[cut.line]
    x[:, at + 2] = new_line
    x[:-1, at + 3] = new_line[1:]
    x[-1, at + 3] = 1
    x[0, at + 4] = 1
    x[1:, at + 4] = cut.sentence[1:] != cut.sentence[:-1]
    along = (cut.starts / max(1, len(cut.codes))).astype(np.float32)
    x[:, at + 5] = along
    x[:, at + 6] = along * along
    x[:, at + 7] = cut.line < 4
    x[:, at + 8] = cut.line >= cut.lines - 2
    at += 9
    folded = np.append(_folding()[np.minimum(cut.codes, 0xFFFF)], np.uint32(ord("\n")))
    after = folded[cut.ends]
    for order, mark in enumerate(_FOLLOWING):
        x[:, at + order] = after == ord(mark)
    at += len(_FOLLOWING)
    length = cut.ends - cut.starts
    x[:, at] = np.minimum(length, 40) / 20
    x[:, at + 1] = length < 6
    digits = np.flatnonzero(folded == ord("0"))
    x[:, at + 2] = np.searchsorted(digits, cut.ends) > np.searchsorted(digits, cut.starts)
    return x
