"""An English text in, its parts out."""

from __future__ import annotations

import re

from ninetenths.reading.english.blocks import Paragraph, paragraphs_of, shouted
from ninetenths.reading.english.clauses import clauses_of
from ninetenths.reading.english.commitments import commitments_of
from ninetenths.reading.english.grammar import grammar
from ninetenths.reading.english.parts import Body, EnglishParts
from ninetenths.reading.english.recitals import Judged, judge
from ninetenths.reading.scanning import Scan
from ninetenths.reading.values import Passage, Section

_LETTERS = re.compile(r"[A-Za-z]")
_WORDS = re.compile(r"\b(?:the|of|and|to|in|that|for|by|on|is|was|be)\b", re.I)


def looks_english(text: str) -> bool:
    """Whether a text is written in English, by its first 4,000 characters."""
    head = text[:4000]
    latin = len(_LETTERS.findall(head))
    if latin < 20 or latin * 2 < sum(not char.isspace() for char in head):
        return False
    return len(_WORDS.findall(head)) * 40 >= latin // 2 or shouted(head[:200])


def read_english(text: str, scan: Scan) -> EnglishParts:
    """Read a resolution, minutes or another English text. Never raises; linear in the text's length."""
    paragraphs = paragraphs_of(text, grammar().line)
    judged = judge(text, paragraphs)
    sections, homes = _sections(text, judged)
    passages, bodies = _passages(text, judged, homes)
    genre = "resolution" if _resolves(judged) else "other"
    if genre == "other":
        passages = ()
    return EnglishParts(
        genre, _title(text, judged), sections, passages, clauses_of(text, bodies),
        commitments_of(text, judged) if genre == "resolution" else (),
    )  # fmt: skip


def _resolves(judged: list[Judged]) -> bool:
    """Whether anything is said in the way of a resolution."""
    strong = sum(item.rule in ("whereas", "resolved", "verb", "recital", "formula", "lead-in") for item in judged)
    listed = sum(item.kind == "operative" and item.paragraph.number is not None for item in judged)
    return any(item.kind == "operative" for item in judged) and (strong > 0 or listed > 2)


def _title(text: str, judged: list[Judged]) -> str | None:
    lines = []
    for item in judged:
        if item.kind or item.rule not in ("front", "heading"):
            break
        lines.append(" ".join(text[item.paragraph.start : item.paragraph.end].split()))
        if len(lines) == 3:
            break
    return max(lines, key=len) if lines else None


def _sections(text: str, judged: list[Judged]) -> tuple[tuple[Section, ...], list[str | None]]:
    """The headings after the title as sections, and for each paragraph the section it stands in."""
    homes: list[str | None] = []
    found: list[tuple[Paragraph, int]] = []
    begun = False
    home: str | None = None
    for item in judged:
        begun = begun or item.kind is not None or item.rule in ("formula", "lead-in", "therefore")
        if begun and item.rule == "heading":
            found.append((item.paragraph, 1 if shouted(text[item.paragraph.start : item.paragraph.end]) else 2))
            home = f"s{len(found)}"
        homes.append(home)
    if found and min(level for _, level in found) == 2:
        found = [(paragraph, 1) for paragraph, _ in found]
    return tuple(nested(text, found)), homes


def nested(text: str, found: list[tuple[Paragraph, int]]) -> list[Section]:
    """Sections of headings with their levels: each ends where the next of its level or above begins."""
    ends = [len(text)] * len(found)
    parents: list[str | None] = [None] * len(found)
    open_: list[int] = []
    for at, (paragraph, level) in enumerate(found):
        while open_ and found[open_[-1]][1] >= level:
            ends[open_.pop()] = paragraph.start
        parents[at] = f"s{open_[-1] + 1}" if open_ else None
        open_.append(at)
    return [
        Section(f"s{at + 1}", item.start, ends[at], level, item.number, " ".join(text[item.body : item.end].split()), None, parents[at])
        for at, (item, level) in enumerate(found)
    ]


def _passages(text: str, judged: list[Judged], homes: list[str | None]) -> tuple[tuple[Passage, ...], list[Body]]:
    """One passage a preambular or operative paragraph, with its actor (carried on from the formula), verb and number."""
    passages: list[Passage] = []
    bodies: list[Body] = []
    actor: str | None = None
    verb: str | None = None
    for item, home in zip(judged, homes, strict=True):
        paragraph = item.paragraph
        span = (paragraph.start, paragraph.end)
        if item.rule == "formula":
            actor = _named(text, paragraph) or actor
        if item.kind is None:
            bodies.append(Body(span, "closing" if item.rule == "closing" else "frame", home, None, None, item.rule))
            continue
        known = f"p{len(passages) + 1}"
        own = item.verb or (verb if paragraph.level > 1 else None)
        if paragraph.level <= 1:
            verb = item.verb
        spoken = " ".join(own.split()) if own else None
        passages.append(Passage(known, *span, item.actor or actor, spoken, item.kind, paragraph.number))
        bodies.append(Body((item.body, paragraph.end), item.kind, home, known, spoken, item.rule))
    return tuple(passages), bodies


_NAME = re.compile(r"(?:The|THE)\s+((?:[A-Z][\w’'.-]*\s?|of\s|the\s|for\s|on\s|and\s){1,10})(?=[,(.]|\s|$)")


def _named(text: str, paragraph: Paragraph) -> str | None:
    """The body a formula names."""
    found = _NAME.match(text, paragraph.body, min(paragraph.end, paragraph.body + 200))
    return " ".join(found.group(1).split()).removesuffix(" of") if found else None
