"""Headed parts of a text: their numbers, levels, titles, and which half (review or plan) they stand in."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from typing import Literal

from ninetenths.packs import load
from ninetenths.patterns import regex
from ninetenths.reading.scanning import Scan
from ninetenths.reading.values import Genre, Section

Part = Literal["review", "plan"]

_HAN_DIGITS = "〇零一二三四五六七八九"
_NUMBER = regex(
    r"(?:(?P<chapter>第[一二三四五六七八九十百]+(?:部分|[章编篇節节]))[\s　、：:]*"
    r"|(?P<main>[一二三四五六七八九十]{1,3}|[壹貳參肆伍陸柒捌玖拾]{1,3})[、．.][\s　]*"
    r"|(?P<sub>[（(][一二三四五六七八九十]{1,3}[）)])[\s　、]*"
    r"|(?P<point>\d{1,2})(?:[、．]|\.(?!\d))[\s　]*"
    r"|(?P<detail>[（(]\d{1,2}[）)])[\s　]*)"
)
_LEVELS = {"chapter": 1, "main": 2, "sub": 3, "point": 4, "detail": 5}
_STOP = regex(r"[。！？!?；;]")
_BARE_END = regex(r"[。！？!?；;，,：:、）)”》\d]$")
_LONGEST_TITLE = 70
_LONGEST_BARE = 26


@dataclass(frozen=True, slots=True)
class Headings:
    """Sections in order; for each line of the scan the number of its section (-1: before the first) and its part."""

    sections: tuple[Section, ...]
    section_of: list[int]
    part_of: list[Part | None]
    is_heading: list[bool]
    title_end: list[int]


@dataclass(slots=True)
class _Head:
    line: int
    level: int
    number: str | None
    title: str
    end: int
    own_line: bool


@cache
def _cues() -> dict[str, re.Pattern[str]]:
    pack = load("grammar", "sections")
    return {name: regex(pack[name]) for name in ("review", "plan", "apart", "turn", "salutation")}


def han_number(written: str) -> int:
    """Value of a heading's Chinese or Arabic number (十二 → 12); 0 where it is none."""
    written = written.strip("（）()第章部分编篇節节、")
    if written.isdecimal():
        return int(written)
    written = written.translate(str.maketrans("壹貳參肆伍陸柒捌玖拾", "一二三四五六七八九十"))
    total, digit = 0, 0
    for char in written:
        if char == "十":
            total += (digit or 1) * 10
            digit = 0
        elif char == "百":
            total += (digit or 1) * 100
            digit = 0
        elif char in _HAN_DIGITS:
            digit = max(0, _HAN_DIGITS.index(char) - 1)
        else:
            return 0
    return total + digit


def find_sections(scan: Scan, genre: Genre) -> Headings:
    """Find headed parts; a heading may run into its paragraph (“（一）加快…。去年以来，…”)."""
    heads = _nest_restarts(_heads(scan))
    lines = len(scan.line_starts)
    parts = _parts(scan, heads, genre)
    section_of, is_heading = [-1] * lines, [False] * lines
    title_end = [0] * lines
    built: list[Section] = []
    stack: list[tuple[int, int, int]] = []  # level, number in built, children so far
    top = 0
    for order, head in enumerate(heads):
        while stack and stack[-1][0] >= head.level:
            stack.pop()
        if stack:
            level, parent, children = stack[-1]
            stack[-1] = (level, parent, children + 1)
            identity, up = f"{built[parent].id}-{children + 1}", built[parent].id
        else:
            top += 1
            identity, up = f"s{top}", None
        until = next((later.line for later in heads[order + 1 :] if later.level <= head.level), None)
        end = scan.line_starts[until] if until is not None else len(scan.text)
        start, part = scan.line_starts[head.line], parts[head.line]
        built.append(Section(identity, start, end, head.level, head.number, head.title, part, up))
        stack.append((head.level, len(built) - 1, 0))
        is_heading[head.line] = head.own_line
        title_end[head.line] = head.end
        next_line = heads[order + 1].line if order + 1 < len(heads) else lines
        for line in range(head.line, next_line):
            section_of[line] = order
    return Headings(tuple(built), section_of, parts, is_heading, title_end)


def _heads(scan: Scan) -> list[_Head]:
    salutation, apart, review, plan = (_cues()[name] for name in ("salutation", "apart", "review", "plan"))
    heads: list[_Head] = []
    for line, (start, end) in enumerate(zip(scan.line_starts, scan.line_ends, strict=True)):
        head = scan.text[start : min(end, start + 120)]
        numbered = _NUMBER.match(head)
        if numbered:
            kind = numbered.lastgroup or "detail"
            stop = _STOP.search(head, numbered.end())
            title_end = stop.start() if stop else len(head)
            whole = title_end >= end - start - 1
            if title_end - numbered.end() > _LONGEST_TITLE or (stop is None and end - start > len(head)):
                title_end = min(len(head), numbered.end() + 30)
                whole = False
            title = head[numbered.end() : title_end].strip()
            heads.append(_Head(line, _LEVELS[kind], numbered[kind], title, start + title_end, whole))
        elif end - start <= _LONGEST_BARE and line > 0 and not _BARE_END.search(head) and not salutation.match(head):
            cued = bool(review.search(head) or plan.search(head) or apart.match(head))
            if cued:
                heads.append(_Head(line, 1, None, head, end, True))
        elif apart.match(head) and end - start <= _LONGEST_BARE:
            heads.append(_Head(line, 1, None, head, end, True))
    return _without_front(heads, scan)


def _without_front(heads: list[_Head], scan: Scan) -> list[_Head]:
    """Leave out bare lines of the title block (“2014年政府工作报告”) and a contents list at the front."""
    return [
        head for head in heads
        if head.number or not (head.line <= 4 and ("报告" in head.title or "報告" in head.title))
    ]  # fmt: skip


def _nest_restarts(heads: list[_Head]) -> list[_Head]:
    """“一、” again inside “二、…” begins a list of its own: one level further down until the outer count goes on."""
    outer = inner = 0
    nested = False
    for head in heads:
        if head.level < 2:
            outer, nested = 0, False
        if head.level != 2 or head.number is None:
            continue
        number = han_number(head.number)
        if nested and number == inner + 1:
            inner = number
            head.level = 3
        elif number == outer + 1:
            outer, nested = number, False
        elif number == 1 and outer:
            nested, inner = True, 1
            head.level = 3
        else:
            outer, nested = number, False
    return heads


def _parts(scan: Scan, heads: list[_Head], genre: Genre) -> list[Part | None]:
    """Review or plan for each line of a work report; None elsewhere."""
    lines = len(scan.line_starts)
    parts: list[Part | None] = [None] * lines
    if genre != "work-report" or not lines:
        return parts
    review, plan, apart, turn = (_cues()[name] for name in ("review", "plan", "apart", "turn"))
    highest = min((head.level for head in heads if head.level <= 2), default=2)
    # Where a bare heading announces the halves, the numbered ones below it follow it.
    mains = [head for head in heads if head.level == highest] or [head for head in heads if head.level == 2]
    current: Part | None = None
    at = 0
    decided = False
    for order, head in enumerate(mains):
        title, mixed = head.title, False
        if apart.match(title):
            found: Part | None = None
        elif review.search(title) and not (plan.search(title) and order > 0):
            found, mixed = "review", bool(plan.search(title))
        elif plan.search(title):
            found = "plan"
        else:
            found = "plan" if current in ("review", "plan") else None
        until = mains[order + 1].line if order + 1 < len(mains) else lines
        if order == 0 and found == "plan" and head.line > 8:
            parts[:] = _turned(scan, parts, 0, head.line, turn)
        if mixed or (found is None and not apart.match(title)):
            parts[:] = _turned(scan, parts, head.line, until, turn)
            found = parts[until - 1]
        else:
            parts[head.line : until] = [found] * (until - head.line)
        current = found if found or not apart.match(title) else current
        decided, at = decided or found is not None, until
    if not mains or not decided:
        return _turned(scan, parts, 0, at or lines, turn)
    return parts


def _turned(scan: Scan, parts: list[Part | None], first: int, until: int, turn: re.Pattern[str]) -> list[Part | None]:
    """Within lines first..until the plan begins at the first sentence that says so; before it stands the review."""
    start, end = scan.line_starts[first], scan.line_ends[until - 1]
    found = turn.search(scan.text, start, end)
    turned: Part = "review"
    for line in range(first, until):
        if found and scan.line_ends[line] > found.start():
            turned = "plan"
        parts[line] = turned
    return parts
