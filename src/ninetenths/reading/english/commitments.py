"""Commitments of operative paragraphs: who is to do what by when, nested as the paragraphs are."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import replace

from ninetenths.measures import Anchor, Calendar
from ninetenths.measures.english import find_deadlines, last_day
from ninetenths.patterns import regex
from ninetenths.reading.english.clauses import manner
from ninetenths.reading.english.recitals import Judged
from ninetenths.reading.english.votes import Motion
from ninetenths.reading.values import Commitment, Indicator, Organ, Quantity, Span

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = (
    rf"(?:{_MONTH}\s+\d{{1,2}}(?:,?\s+\d{{4}})?|"
    rf"\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?|{_MONTH}(?:,?\s+\d{{4}})?|\d{{4}}\b)"
)
_TERM = (
    rf"(?:the\s+(?:regular\s+|special\s+)?meeting\s+of\s+{_DATE}|"
    r"the\s+end\s+of\s+[\w ]{2,30}?(?:\d{4}|year|month|quarter)|(?:its|the|their)\s+(?:next"
    r"|first)\s+(?:regular\s+)?(?:session|meeting)(?:\s+of\s+(?:each|the)\s+[a-z ]{3,30})?"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|sixty|ninety|\d{1,3})(?:\s*\(\d{1,3}\))?\s+"
    r"(?:calendar\s+|business\s+|working\s+)?(?:days?|weeks?|months?|years?|hours?)(?:\s+(?:of|from|after"
    r"|following)\s+(?:the\s+)?[\w ]{3,40}?(?=[,.;]|$))?)"
)
_DEADLINE = regex(
    rf"\b(?:by|before|no\s+later\s+than|not\s+later\s+than|on\s+or\s+before|within|until|prior\s+to|ending(?:\s+on)?|effective)\s+"
    rf"(?:{_DATE}|(?:a\s+(?:further\s+)?period\s+of\s+|the\s+next\s+)?{_TERM})", re.I
)  # fmt: skip
_POST = (
    r"(?:Secretary-General|City\s+\w+|Town\s+\w+|County\s+\w+|Village\s+\w+"
    r"|[A-Z][\w’'-]+(?:(?:\s+(?:of|for|and|the)){0,2}\s+[A-Z][\w’'-]+){0,8})"
)
_ADDRESSED = regex(
    rf"\b(?:[Dd]irect(?:s|ed)?|[Rr]equest(?:s|ed)?|[Ii]nstruct(?:s|ed)?|[Aa]sk(?:s|ed)?|[Aa]uthori[sz]e[sd]?|[Uu]rge[sd]?|[Ii]nvite[sd]?"
    rf"|[Cc]all(?:s|ed)?\s+(?:up)?on|[Ee]ncourage[sd]?|[Cc]harges?|[Ee]ntrusts?|[Dd]emands?\s+that|[Rr]ecommends?(?:\s+that|\s+to)?"
    rf"|[Aa]ppoints?|[Ee]mpowers?|[Mm]andates?)\s+(?:that\s+)?(?:all\s+|both\s+)?(?:the\s+)?(?P<name>{_POST})"
)
_SUBJECT = regex(
    rf"\b[Tt]he\s+(?P<name>{_POST})(?:,?\s+(?:jointly|together|in\s+\w+)\s+with\s+[^,;]{{3,60}},)?\s+(?:is|are|be|shall|should|must|will)\b"
)
_JOINT = regex(
    rf"\b(?:jointly\s+with|together\s+with|in\s+partnership\s+with|and\s+the)\s+(?:the\s+)?(?P<name>{_POST})\s*(?=,|to\b|shall|are\b)"
)
_SUPPORT = regex(
    rf"\b(?:in\s+(?:consultation|coordination|co-ordination|co-operation|cooperation|conjunction|collaboration)\s+with|with\s+the\s+"
    rf"(?:assistance|support|help|advice)\s+of|assisted\s+by)\s+(?:the\s+)?(?P<name>{_POST})"
)
_MONTH_NEXT = regex(rf"\s+{_MONTH}")
_TIMES = frozenset(
    [
        "day",
        "days",
        "week",
        "weeks",
        "month",
        "months",
        "year",
        "years",
        "hour",
        "hours",
        "minutes",
        "business",
        "working",
        "calendar",
        "vote",
        "votes",
        "member",
        "members",
    ]
)
_THING = regex(r"\s+((?:[a-z][a-z-]+\s+){0,2}?[a-z][a-z-]+s)\b")
_LEADING = regex(r"^(?:by|(?:no|not)\s+later\s+than|on\s+or\s+before|prior\s+to)\s+", re.I)


def deadline_of(text: str, start: int, end: int) -> str | None:
    """The first deadline of a stretch, as written; “by” and “no later than” left off."""
    found = _DEADLINE.search(text, start, end)
    if found is not None:
        return _LEADING.sub("", " ".join(found.group().split()))
    told = next(find_deadlines(text, start, end), None)
    return None if told is None else _LEADING.sub("", " ".join(text[told[0] : told[1]].split()))


def with_due(
    text: str, made: tuple[Commitment, ...], anchor: Anchor, calendar: Calendar | None
) -> tuple[Commitment, ...]:
    """The commitments with the last day that each deadline means; one that comes back each period has none."""
    return tuple(_due(text, item, anchor, calendar) if item.deadline else item for item in made)


def _due(text: str, item: Commitment, anchor: Anchor, calendar: Calendar | None) -> Commitment:
    start, end = item.spans[0]
    told = next(find_deadlines(text, start, end), None)
    words = item.deadline or ""
    if told is not None:
        said = " ".join(text[told[0] : told[1]].split())
        if told[2]:
            return item
        words = said if words in said else words
    day = last_day(words, anchor, calendar)
    due = None if day is None else day.isoformat()
    return replace(item, due=due, indicators=tuple(replace(one, due=due) for one in item.indicators))


def indicators_of(
    text: str, start: int, end: int, deadline: str | None, quantities: Sequence[Quantity]
) -> tuple[Indicator, ...]:
    """The quantities of a stretch that measure something: not spans of time, and not counts without unit or bound."""
    made = []
    for at in range(bisect_left(quantities, start, key=_place), len(quantities)):
        found = quantities[at]
        if found.start >= end:
            break
        unit = found.unit
        if (
            (unit is not None and unit.split()[0].lower() in _TIMES)
            or (unit is None and found.bound == "=")
            or _dated(text, found.end)
        ):
            continue
        thing = _THING.match(text, found.end, min(end, found.end + 60)) if unit is None else None
        made.append(
            Indicator(
                " ".join(thing.group(1).split()) if thing else None,
                found.bound,
                found.value,
                unit,
                deadline,
                None,
                ((found.start, found.end),),
            )
        )
    return tuple(made)


def _place(quantity: Quantity) -> int:
    return quantity.start


def _dated(text: str, end: int) -> bool:
    return bool(_MONTH_NEXT.match(text, end))


def organs_of(text: str, start: int, end: int) -> tuple[Organ, ...]:
    """Who is addressed: the lead; who acts jointly or in support."""
    limit = min(end, start + 1500)
    made: list[Organ] = []
    lead = _ADDRESSED.search(text, start, limit) or _SUBJECT.search(text, start, limit)
    seen: set[str] = set()

    def add(match: re.Match[str], role: str) -> None:
        name = " ".join(match.group("name").split())
        if name not in seen and not name.isdigit():
            seen.add(name)
            made.append(Organ(name, role, match.span("name")))  # type: ignore[arg-type]

    if lead:
        add(lead, "lead")
        for match in _JOINT.finditer(text, lead.end("name"), min(limit, lead.end("name") + 120)):
            add(match, "joint")
    for match in _SUPPORT.finditer(text, start, limit):
        add(match, "supporting")
    return tuple(made)


def commitments_of(text: str, judged: list[Judged], quantities: Sequence[Quantity] = ()) -> tuple[Commitment, ...]:
    """One commitment an operative paragraph that asks for something; `(a)` is a child of what it stands under."""
    made: list[Commitment] = []
    above: list[tuple[int, str, str | None]] = []  # level, id, verb
    for item in judged:
        paragraph = item.paragraph
        if item.kind != "operative":
            if item.rule in ("formula", "heading", "lead-in"):
                above.clear()
            continue
        level = paragraph.level
        while above and (above[-1][0] >= level or level == 0):
            above.pop()
        verb = item.verb or (above[-1][2] if above and level > 1 else None)
        said = text[item.body : paragraph.end]
        if not said:  # “Article 2” on a line of its own
            continue
        found, rule = manner(said, verb)
        if found not in ("target", "action", "aim", "conduct") or _EFFECT.search(said):
            continue
        spans: tuple[Span, ...] = ((item.body, paragraph.end),)
        deadline = deadline_of(text, item.body, paragraph.end)
        known = f"k{len(made) + 1}"
        made.append(
            Commitment(
                known,
                spans,
                found,
                above[-1][1] if above else None,
                indicators_of(text, item.body, paragraph.end, deadline, quantities),
                organs_of(text, item.body, paragraph.end),
                deadline,
                None,
                rule,
            )
        )
        if level:
            above.append((level, known, verb))
    return tuple(made)


_EFFECT = regex(
    r"^[\s,]*(?:that\s+)?this\s+\w+\s+(?:shall|is to|will)\s+(?:take effect|be effective|become effective|be in full)",
    re.I,
)
_CEREMONY = regex(
    r"(?:to\s+)?(?:adjourn|recess|approve\s+the\s+(?:minutes|agenda|consent)|amend|add|strike|substitute|postpone|table|excuse|accept\s+the\s+(?:minutes|agenda|report)"
    r"|open\s+the|close\s+the|go\s+into|enter|convene|suspend|confirm|adopt\s+the\s+(?:agenda|minutes))\b",
    re.I,
)


def agreed(
    text: str, motions: Sequence[Motion], asked: Sequence[tuple[Span, str, Span | None]], quantities: Sequence[Quantity]
) -> tuple[Commitment, ...]:
    """What minutes leave to be done: carried motions of substance, and what somebody was asked to do."""
    made: list[tuple[int, Commitment]] = []
    for motion in motions:
        if motion.result != "carried" or not motion.matter or motion.mover is None:
            continue
        if not motion.matter.startswith(("to ", "that ")) or _CEREMONY.match(motion.matter):
            continue
        span = motion.spans[0]
        deadline = deadline_of(text, *span)
        indicators = indicators_of(text, *span, deadline, quantities)
        made.append(
            (
                span[0],
                Commitment(
                    "",
                    (span,),
                    "action",
                    None,
                    indicators,
                    organs_of(text, *span)[:0],
                    deadline,
                    None,
                    "motion-carried",
                ),
            )
        )
    for span, name, place in asked:
        deadline = deadline_of(text, *span)
        organs = (Organ(" ".join(name.split()).removeprefix("The "), "lead", place),) if name and place else ()
        made.append(
            (
                span[0],
                Commitment(
                    "",
                    (span,),
                    "action",
                    None,
                    indicators_of(text, *span, deadline, quantities),
                    organs,
                    deadline,
                    None,
                    "asked",
                ),
            )
        )
    made.sort(key=lambda pair: pair[0])
    return tuple(replace(item, id=f"k{at}") for at, (_, item) in enumerate(made, 1))
