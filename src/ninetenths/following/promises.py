"""Which commitments of an earlier text are looked for, and which clauses of a later text may answer them."""

from __future__ import annotations

import re
from bisect import bisect_right

from ninetenths.following.pairing import Side
from ninetenths.following.values import Review
from ninetenths.reading import Clause, Commitment, Reading, Span

_ENDS = frozenset("。！？\n\r")
_MARKS = frozenset("，；：,;: ") | _ENDS
_STOP = re.compile(r"[。！？\n\r]")
_SPELL = re.compile(
    r"过去(?:的)?五年|五年来|本届政府(?:任期)?|“[一二三四五六七八九十]+五”(?:时期|期间)|(?:过去|这)[四五]年"
)


def promised(reading: Reading) -> list[Commitment]:
    """Commitments that look ahead: those of the plan half, or all where the text has no halves."""
    half = {section.id: section.part for section in reading.sections}
    has_plan = "plan" in half.values()
    sections = {f"t.{clause.id}": clause.section for clause in reading.clauses} if has_plan else {}
    made = []
    for item in reading.commitments:
        part = half.get(sections.get(item.id) or "")
        if not has_plan or part == "plan" or (part is None and item.label in ("target", "action")):
            made.append(item)
    return made


def answering(reading: Reading) -> list[Clause]:
    """Clauses that report: claims, and in the review half what stands among them."""
    half = {section.id: section.part for section in reading.sections}
    made = []
    for clause in reading.clauses:
        if clause.end - clause.start < 4:
            continue
        if clause.label == "claim" or (
            clause.label in ("appraisal", "aim") and half.get(clause.section or "") == "review"
        ):
            made.append(clause)
    return made


def side(reading: Reading, spans: list[Span], sections: list[str | None]) -> Side:
    """Spans of a reading as one side of a comparison."""
    from ninetenths.reading import code_points

    heads = {
        item.id: (item.start, min(item.end, item.start + len(item.title) + len(item.number or "") + 2))
        for item in reading.sections
    }
    stops = [match.start() for match in _STOP.finditer(reading.text)]
    groups = [bisect_right(stops, start) for start, _ in spans]
    return Side(
        reading.text, code_points(reading.text), spans, groups, [heads.get(name or "", (0, 0)) for name in sections]
    )


def sentence_of(text: str, span: Span, longest: int = 200) -> Span:
    """The sentence around a span; of a longer sentence the clauses around the span, at most `longest` characters."""
    start, end = span
    stop = _STOP.search(text, end, max(end, start + longest))
    end = stop.start() if stop else min(len(text), max(end, start + longest))
    if end < len(text) and text[end] not in _ENDS:
        end = max(span[1], *(text.rfind(mark, span[1], end + 1) for mark in _MARKS))
    low = min(start, max(0, end - longest))
    start = max(low, *(text.rfind(mark, low, start) + 1 for mark in _ENDS))
    if start > 0 and text[start - 1] not in _ENDS:
        while start < span[0] and text[start - 1] not in _MARKS:
            start += 1
    while start < span[0] and text[start] in " \u3000\t":
        start += 1
    return (start, end) if start <= span[0] else span


def review_of(reading: Reading, clauses: list[Clause], year: int | None) -> Review:
    """How long the looking-back part is and which years it says it covers."""
    if not clauses:
        return Review(0, 0, None, None)
    begin = clauses[0].start
    chars = sum(clause.end - clause.start for clause in clauses)
    last = year - 1 if year else None
    head = reading.text[max(0, begin - 400) : begin + 600]
    first = last
    if last and _SPELL.search(head):
        first = last - 4
    return Review(chars, len(clauses), first, last)
