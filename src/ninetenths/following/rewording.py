"""Two wordings of one clause: where they differ, and which of their figures changed."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, TypeVar

from ninetenths.reading import Clause, DateMention, Quantity, Reading, Span

NUMBER = re.compile(r"\d+(?:[.,]\d+)*")
_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[A-Za-zÀ-ɏ]+|\s+|.", re.DOTALL)
# Numbers in words, with what is counted: 五条, twelve sirens.
_COUNTED = re.compile(
    r"(?P<number>[〇零一二两三四五六七八九十百千万亿]+)(?P<unit>\w)"
    r"|\b(?P<word>one|two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|(?:thir|four|fif|six|seven|eigh|nine)teen"
    r"|(?:twen|thir|for|fif|six|seven|eigh|nine)ty(?:-\w+)?|(?:a |one )?hundred|(?:a |one )?thousand)\b",
    re.IGNORECASE,
)
_Placed = TypeVar("_Placed", DateMention, Quantity)
# What a wording says: (kind, unit), value, bound, span.
_Said = tuple[tuple[str, str | None], float | str | tuple[float, float], str, Span]


@dataclass(frozen=True, slots=True)
class Piece:
    """A stretch of a re-worded clause: `same` in both, `dropped` (the span in the new text is empty) or `new`."""

    kind: Literal["same", "dropped", "new"]
    old: Span
    new: Span


@dataclass(frozen=True, slots=True)
class FigureChange:
    """A figure or date that changed: values multiplied out (dates as ISO), unit and bounds as read, and where."""

    before: float | str | tuple[float, float]
    after: float | str | tuple[float, float]
    unit: str | None
    bounds: tuple[str, str] | None
    old: Span
    new: Span


def inner_difference(old: Reading, new: Reading, one: Span, other: Span) -> list[Piece]:
    """The inner difference, by characters in Chinese, by words in English and in figures."""
    from rapidfuzz.distance import Indel

    left, right = _tokens(old.text, one), _tokens(new.text, other)
    blocks = Indel.opcodes([token for token, _ in left], [token for token, _ in right])
    at_left, at_right = [*(at for _, at in left), one[1]], [*(at for _, at in right), other[1]]
    pieces: list[Piece] = []
    for block in blocks:
        span_left = (at_left[block.src_start], at_left[block.src_end])
        span_right = (at_right[block.dest_start], at_right[block.dest_end])
        pieces.append(Piece(_PIECE[block.tag], span_left, span_right))
    return _joined_pieces(pieces)


_PIECE: dict[str, Literal["same", "dropped", "new"]] = {"equal": "same", "delete": "dropped", "insert": "new"}


def _tokens(text: str, span: Span) -> list[tuple[str, int]]:
    return [(match[0], match.start()) for match in _TOKEN.finditer(text, *span)]


def _joined_pieces(pieces: Sequence[Piece]) -> list[Piece]:
    """Single characters that happen to be the same between two changes are part of the change: easier to read."""
    kept: list[Piece] = []
    run: list[Piece] = []

    def flush() -> None:
        if run:
            left, right = (run[0].old[0], run[-1].old[1]), (run[0].new[0], run[-1].new[1])
            if left[0] < left[1]:
                kept.append(Piece("dropped", left, (right[0], right[0])))
            if right[0] < right[1]:
                kept.append(Piece("new", (left[1], left[1]), right))
            run.clear()

    for at, piece in enumerate(pieces):
        alone = piece.kind == "same" and piece.old[1] - piece.old[0] == 1 and 0 < at < len(pieces) - 1
        if piece.kind == "same" and not alone:
            flush()
            kept.append(piece)
        else:
            run.append(piece)
    flush()
    return kept


def figures_changed(
    old: Reading, new: Reading, one: Sequence[Clause], other: Sequence[Clause]
) -> Iterable[FigureChange]:
    """Figures and dates of two wordings that stand for each other (same unit, same order) and are not the same."""
    left, right = _said(old, one), _said(new, other)
    for unit in dict.fromkeys(item[0] for item in left):
        before, after = ([item for item in side if item[0] == unit] for side in (left, right))
        both = Counter(item[1:3] for item in before) & Counter(item[1:3] for item in after)
        for mine, theirs in zip(_without(before, both), _without(after, both), strict=False):
            kind, named = unit
            bounds = (mine[2], theirs[2]) if kind == "figure" else None
            if kind in ("date", "figure") or len(before) == len(after):
                yield FigureChange(mine[1], theirs[1], named, bounds, mine[3], theirs[3])


def _in(items: Sequence[_Placed], starts: Sequence[int], clause: Clause) -> Sequence[_Placed]:
    """Items (in order of their starts) that begin in a clause."""
    return items[bisect_left(starts, clause.start) : bisect_left(starts, clause.end)]


def _said(reading: Reading, clauses: Sequence[Clause]) -> list[_Said]:
    """(kind and unit, value, bound, span) of every date and figure of clauses, else of digits and number words."""
    made: list[_Said] = []
    dates, quantities = [one.start for one in reading.dates], [one.start for one in reading.quantities]
    for clause in clauses:
        found: list[_Said] = [
            (("date", None), one.iso, "=", (one.start, one.end))
            for one in _in(reading.dates, dates, clause) if one.iso
        ]  # fmt: skip
        found += [
            (("figure", one.unit), one.value, one.bound, (one.start, one.end))
            for one in _in(reading.quantities, quantities, clause) if not _covered((one.start, one.end), found)
        ]  # fmt: skip
        found += [
            (("digits", None), match[0], "=", match.span())
            for match in NUMBER.finditer(reading.text, clause.start, clause.end) if not _covered(match.span(), found)
        ]  # fmt: skip
        found += [
            (("words", match["unit"]), match["number"] or match["word"].lower(), "=", _at(match))
            for match in _COUNTED.finditer(reading.text, clause.start, clause.end) if not _covered(match.span(), found)
        ]  # fmt: skip
        made += found
    return made


def _at(match: re.Match[str]) -> Span:
    return match.span("number" if match["number"] else "word")


def _covered(span: Span, found: Sequence[_Said]) -> bool:
    return any(start < span[1] and span[0] < end for *_, (start, end) in found)


def _without(items: Sequence[_Said], both: Counter[tuple[float | str | tuple[float, float], str]]) -> list[_Said]:
    left = Counter(both)
    kept = []
    for item in items:
        if left[item[1:3]] > 0:
            left[item[1:3]] -= 1
        else:
            kept.append(item)
    return kept
