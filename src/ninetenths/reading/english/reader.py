"""An English text in, its parts out."""

from __future__ import annotations

import re
from dataclasses import replace

from ninetenths.patterns import regex
from ninetenths.reading.english.blocks import Paragraph, paragraphs_of, shouted
from ninetenths.reading.english.clauses import clauses_of
from ninetenths.reading.english.commitments import agreed, commitments_of
from ninetenths.reading.english.figures import dates_of, quantities_of
from ninetenths.reading.english.grammar import grammar
from ninetenths.reading.english.mentions import phrases_of, references_of, sets_of
from ninetenths.reading.english.minutes import is_minutes, items_of, session_of
from ninetenths.reading.english.parts import Body, EnglishParts
from ninetenths.reading.english.recitals import Judged, judge
from ninetenths.reading.english.record import record_of
from ninetenths.reading.scanning import Scan
from ninetenths.reading.values import CountedSet, Field, Finding, Passage, Quantity, Section

_LETTERS = regex(r"[A-Za-z]")
_WORDS = regex(r"\b(?:the|of|and|to|in|that|for|by|on|is|was|be)\b", re.I)


def looks_english(text: str) -> bool:
    """Whether a text is written in English, by its first 4,000 characters."""
    head = text[:4000]
    latin = len(_LETTERS.findall(head))
    if latin < 20 or latin * 2 < sum(not char.isspace() for char in head):
        return False
    return len(_WORDS.findall(head)) * 40 >= latin // 2 or shouted(head[:200])


def read_english(text: str, scan: Scan) -> EnglishParts:
    """Read a resolution, minutes or another English text. Never raises; linear in the text's length.

    `scan` is taken as every reader takes it; English clauses have their own grid (a full stop ends one).
    """
    paragraphs = paragraphs_of(text, grammar().line)
    quantities = quantities_of(text, paragraphs)
    if is_minutes(text):
        return _minutes(text, paragraphs, quantities)
    judged = judge(text, paragraphs)
    resolves = _resolves(judged)
    sections, homes = _sections(text, judged)
    passages, bodies = _passages(text, judged, homes)
    title = _title(text, judged)
    record, findings = record_of(text, judged, title) if resolves else (None, [])
    sets = sets_of(text, paragraphs)
    return EnglishParts(
        genre="resolution" if resolves else "other", title=title, sections=sections,
        passages=passages if resolves else (), clauses=clauses_of(text, bodies if resolves else _unjudged(bodies)),
        commitments=commitments_of(text, judged, quantities) if resolves else (), record=record,
        references=references_of(text), sets=sets, phrases=phrases_of(text), quantities=quantities,
        dates=dates_of(text, paragraphs, _year(record, "adopted_on")), findings=(*findings, *_uneven(sets)),
    )  # fmt: skip


def _year(record: dict[str, Field] | None, name: str) -> int | None:
    value = record[name].value if record and name in record else None
    return int(value[:4]) if isinstance(value, str) and value[:4].isdigit() else None


def _uneven(sets: tuple[CountedSet, ...]) -> list[Finding]:
    return [
        Finding(
            "set-does-not-add-up",
            {"name": item.name, "declared": item.declared, "listed": len(item.members)},
            (item.span,),
        )
        for item in sets
        if item.members and len(item.members) != item.declared
    ]


def _unjudged(bodies: list[Body]) -> list[Body]:
    return [replace(body, kind="frame", passage=None, rule="not-a-resolution") for body in bodies]


def _minutes(text: str, paragraphs: list[Paragraph], quantities: tuple[Quantity, ...]) -> EnglishParts:
    """Minutes: sections of the headings, a passage for each decision, commitments of what was asked and agreed."""
    items = items_of(text, paragraphs)
    session = session_of(text, paragraphs, items)
    headed = {item.start for item in items if item.heading}
    numbered = any(item.number for item in items)
    found = [
        (paragraph, 1 + (paragraph.number or "").count(".") if numbered else 1)
        for paragraph in paragraphs
        if paragraph.start in headed
    ]
    sections = tuple(nested(text, found))
    passages = tuple(
        Passage(f"p{at}", motion.at, motion.end, motion.mover, "moved", "decided", None)
        for at, motion in enumerate((motion for motion in session.motions if motion.end > motion.at), 1)
    )
    bodies: list[Body] = []
    section = 0
    for paragraph in paragraphs:
        while section < len(sections) and sections[section].start <= paragraph.start:
            section += 1
        heading = paragraph.start in headed
        home = sections[section - 1].id if section else None
        bodies.append(
            Body(
                (paragraph.start if heading else paragraph.body, paragraph.end),
                "heading" if heading else "record",
                home,
                None,
                None,
                "heading" if heading else "minutes",
            )
        )
    title = next(
        (" ".join(text[p.start : p.end].split()) for p in paragraphs[:4] if "minutes" in text[p.start : p.end].lower()),
        None,
    )
    sets = sets_of(text, paragraphs)
    return EnglishParts(
        genre="minutes",
        title=title[:300] if title else None,
        sections=sections,
        passages=passages,
        clauses=clauses_of(text, bodies),
        commitments=agreed(text, session.motions, session.asked, quantities),
        record=session.record,
        references=references_of(text),
        sets=sets,
        phrases=phrases_of(text),
        quantities=quantities,
        dates=dates_of(text, paragraphs, _year(session.record, "held_on")),
        findings=(*session.findings, *_uneven(sets)),
    )


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
    begun = closed = False
    home: str | None = None
    for item in judged:
        begun = begun or item.kind is not None or item.rule in ("formula", "lead-in", "therefore")
        if item.rule in ("closing", "after-closing"):
            closed = True
        if begun and not closed and item.rule == "heading":
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
        Section(
            f"s{at + 1}",
            item.start,
            ends[at],
            level,
            item.number,
            " ".join(text[item.body : item.end].split()),
            None,
            parents[at],
        )
        for at, (item, level) in enumerate(found)
    ]


def _passages(text: str, judged: list[Judged], homes: list[str | None]) -> tuple[tuple[Passage, ...], list[Body]]:
    """One passage a preambular or operative paragraph, with actor (carried on from the formula), verb and number."""
    passages: list[Passage] = []
    bodies: list[Body] = []
    actor: str | None = None
    verb: str | None = None
    for item, home in zip(judged, homes, strict=True):
        paragraph = item.paragraph
        span = (paragraph.start, paragraph.end)
        if item.rule == "lead-in" and item.verb == "resolved":
            verb = "resolved"
            found = _BY.search(text, paragraph.start, min(paragraph.end, paragraph.start + 300))
            actor = " ".join(found.group(1).split()) if found else actor
        if item.rule == "formula":
            actor = _named(text, paragraph) or actor
        if item.kind is None:
            bodies.append(Body(span, "closing" if item.rule == "closing" else "frame", home, None, None, item.rule))
            continue
        known = f"p{len(passages) + 1}"
        own = item.verb or (verb if paragraph.level > 1 or (verb == "resolved" and item.kind == "operative") else None)
        if paragraph.level <= 1 and not (verb == "resolved" and item.verb is None):
            verb = item.verb
        spoken = " ".join(own.split()) if own else None
        passages.append(Passage(known, *span, item.actor or actor, spoken, item.kind, paragraph.number))
        bodies.append(Body((item.body, paragraph.end), item.kind, home, known, spoken, item.rule))
    return tuple(passages), bodies


_BY = regex(r"\b(?:by|BY)\s+(?:the\s+|THE\s+)?((?:(?:[A-Z][\w’'-]*|of|the|for|and)\s+){0,9}[A-Z][\w’'-]*)")
_NAME = regex(r"(?:The|THE)\s+((?:[A-Z][\w’'.-]*\s?|of\s|the\s|for\s|on\s|and\s){1,10})(?=[,(.]|\s|$)")


def _named(text: str, paragraph: Paragraph) -> str | None:
    """The body a formula names."""
    found = _NAME.match(text, paragraph.body, min(paragraph.end, paragraph.body + 200))
    return " ".join(found.group(1).split()).removesuffix(" of") if found else None
