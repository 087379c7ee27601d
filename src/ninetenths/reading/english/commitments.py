"""Commitments of operative paragraphs: who is to do what by when, nested as the paragraphs are."""

from __future__ import annotations

import re

from ninetenths.reading.english.clauses import manner
from ninetenths.reading.english.recitals import Judged
from ninetenths.reading.values import Bound, Commitment, Indicator, Organ, Span

_MONTH = r"(?:January|February|March|April|May|June|July|August|September|October|November|December)"
_DATE = rf"(?:{_MONTH}\s+\d{{1,2}}(?:,?\s+\d{{4}})?|\d{{1,2}}(?:st|nd|rd|th)?\s+(?:of\s+)?{_MONTH}(?:,?\s+\d{{4}})?|{_MONTH}(?:,?\s+\d{{4}})?|\d{{4}}\b)"
_TERM = (
    r"(?:the\s+end\s+of\s+[\w ]{2,30}?(?:\d{4}|year|month|quarter)|(?:its|the|their)\s+(?:next|[a-z-]+)\s+(?:regular\s+)?(?:session|meeting)"
    r"|(?:one|two|three|four|five|six|seven|eight|nine|ten|twelve|thirty|sixty|ninety|\d{1,3})(?:\s*\(\d{1,3}\))?\s+"
    r"(?:calendar\s+|business\s+|working\s+)?(?:days?|weeks?|months?|years?|hours?)(?:\s+(?:of|from|after|following)\s+(?:the\s+)?[\w ]{3,40}?(?=[,.;]|$))?)"
)
_DEADLINE = re.compile(
    rf"\b(?:by|before|no\s+later\s+than|not\s+later\s+than|on\s+or\s+before|within|until|prior\s+to|ending(?:\s+on)?|effective)\s+"
    rf"(?:{_DATE}|(?:a\s+(?:further\s+)?period\s+of\s+|the\s+next\s+)?{_TERM})", re.I
)  # fmt: skip
_POST = (
    r"(?:Secretary-General|City\s+\w+|Town\s+\w+|County\s+\w+|Village\s+\w+|[A-Z][\w’'-]+(?:\s+(?:of|for|and|the|to)(?=\s)|\s+[A-Z][\w’'-]+){0,8})"
)
_ADDRESSED = re.compile(
    rf"\b(?:directs?|directed|requests?|requested|instructs?|instructed|asks?|asked|authorizes?|authorises?|authorized|authorised|urges?"
    rf"|urged|invites?|invited|calls?\s+(?:up)?on|called\s+upon|encourages?|encouraged|charges?|entrusts?|demands?\s+that|recommends?"
    rf"(?:\s+that|\s+to)?|appoints?|empowers?|mandates?)\s+(?:that\s+)?(?:all\s+|both\s+)?(?:the\s+)?(?P<name>{_POST})"
)
_SUBJECT = re.compile(
    rf"(?:^|\b(?i:that|resolved),?\s+)(?:the\s+|The\s+)(?P<name>{_POST})\s+(?:is|are|be|shall|should|must|will|and\s+the)\b"
)
_JOINT = re.compile(rf"\b(?:jointly\s+with|together\s+with|in\s+partnership\s+with|and\s+the)\s+(?:the\s+)?(?P<name>{_POST})\s*(?=,|to\b|shall|are\b)")
_SUPPORT = re.compile(
    rf"\b(?:in\s+(?:consultation|coordination|co-ordination|co-operation|cooperation|conjunction|collaboration)\s+with|with\s+the\s+"
    rf"(?:assistance|support|help|advice)\s+of|assisted\s+by)\s+(?:the\s+)?(?P<name>{_POST})"
)
_NUMBER = re.compile(
    r"(?P<bound>not\s+to\s+exceed|not\s+exceeding|up\s+to|no\s+more\s+than|not\s+more\s+than|at\s+most|a\s+maximum\s+of|at\s+least|"
    r"no\s+fewer\s+than|not\s+less\s+than|no\s+less\s+than|a\s+minimum\s+of|more\s+than|over|less\s+than|under|fewer\s+than|about|"
    r"approximately|some|around)?\s*(?P<money>[$€£]\s?)?(?P<value>\d{1,3}(?:,\d{3})+(?:\.\d+)?|\d{1,15}(?:\.\d{1,9})?)\s*"
    r"(?P<scale>million|billion|thousand)?\s*(?P<unit>%|per\s?cent\b|percent\b|(?!of\b|to\b|and\b|or\b|by\b|in\b|at\b|days?\b|months?\b|years?\b|weeks?\b)[a-z][a-z-]{2,})?",
    re.I,
)
_BOUNDS: dict[str, Bound] = {
    "not to exceed": "<=", "not exceeding": "<=", "up to": "<=", "no more than": "<=", "not more than": "<=", "at most": "<=",
    "a maximum of": "<=", "at least": ">=", "no fewer than": ">=", "not less than": ">=", "no less than": ">=",
    "a minimum of": ">=", "more than": ">", "over": ">", "less than": "<", "under": "<", "fewer than": "<", "about": "~",
    "approximately": "~", "some": "~", "around": "~",
}  # fmt: skip
_SCALES = {"thousand": 1_000, "million": 1_000_000, "billion": 1_000_000_000}
_MONTHS = frozenset(
    ("january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november", "december")
)


def deadline_of(text: str, start: int, end: int) -> str | None:
    """The first deadline of a stretch, as written."""
    found = _DEADLINE.search(text, start, end)
    return " ".join(found.group().split()) if found else None


def indicators_of(text: str, start: int, end: int, deadline: str | None) -> tuple[Indicator, ...]:
    """Amounts of money, percentages, and counts that carry a bound."""
    made = []
    for found in _NUMBER.finditer(text, start, end):
        bound, money, unit = found.group("bound"), found.group("money"), found.group("unit")
        if not (money or bound or (unit and (unit == "%" or unit.lower().startswith("per")))):
            continue
        if not money and (unit is None or unit.lower() in _MONTHS):
            continue
        digits = found.group("value").replace(",", "")
        scale = _SCALES.get((found.group("scale") or "").lower(), 1)
        value = float(digits) * scale
        unit = money.strip() if money else "%" if unit == "%" or unit.lower().startswith("per") else unit  # type: ignore[union-attr]
        key = " ".join((bound or "").lower().split())
        first = found.start("bound") if bound else found.start("money") if money else found.start("value")
        last = max(found.end(name) for name in ("value", "scale", "unit"))
        made.append(Indicator(None, _BOUNDS.get(key, "="), value, unit, deadline, None, ((first, last),)))
    return tuple(made)


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
        for match in _JOINT.finditer(text, lead.end(), min(limit, lead.end() + 120)):
            add(match, "joint")
    for match in _SUPPORT.finditer(text, start, limit):
        add(match, "supporting")
    return tuple(made)


def commitments_of(text: str, judged: list[Judged]) -> tuple[Commitment, ...]:
    """One commitment an operative paragraph that asks for something; `(a)` is a child of the paragraph it stands under."""
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
        found, rule = manner(said, verb)
        if found not in ("target", "action", "aim", "conduct"):
            continue
        spans: tuple[Span, ...] = ((item.body, paragraph.end),)
        deadline = deadline_of(text, item.body, paragraph.end)
        known = f"k{len(made) + 1}"
        made.append(
            Commitment(
                known, spans, found, above[-1][1] if above else None, indicators_of(text, item.body, paragraph.end, deadline),
                organs_of(text, item.body, paragraph.end), deadline, None, rule,
            )  # fmt: skip
        )
        if level:
            above.append((level, known, verb))
    return tuple(made)
