"""The record of an English resolution: its number, title, body, day of adoption, and the vote."""

from __future__ import annotations

import re

from ninetenths.patterns import regex
from ninetenths.reading.dates import find_dates_en
from ninetenths.reading.english.recitals import Judged
from ninetenths.reading.english.votes import NUMBERS, number
from ninetenths.reading.values import Field, Finding, Span

ABSENT = Field(None, "absent")
EMPTY = Field([], "absent")
_NUMBER = regex(
    r"(?:RESOLUTION|Resolution|RECOMMENDATION|Recommendation|DECISION|Decision|ORDINANCE|Ordinance|DECLARATION)\s+"
    r"(?:(?:No\.?|NO\.?|Number|NUMBER|#)\s*(?P<no>[A-Z]{0,3}-?\d[\w./-]*)|(?P<un>\d{1,4}\s*\(\d{4}\)|[A-Z]/RES/[\d/]+|\d{1,5}[-/]\d{1,6}))"
    r"|^(?P<old>\d{1,4}\s*\(\d{4}\))\.?\s+Resolution",
    re.M,
)
_BY = regex(
    r"\b(?:by|BY)\s+(?:(?:the|THE)\s+)?(?P<body>(?:(?:[A-Z][\w’'-]*|of|the|for|and)\s+){0,9}[A-Z][\w’'-]*)(?=[,:;.]|\s+(?:as|that|at|in|on|this|of\s+[a-z])|\s*$)",
    re.M,
)
_MEETING = regex(r"\b(?:at|At)\s+(?:the|its)\s+(?P<n>\d{1,5}(?:st|nd|rd|th|the)?)\s+(?:plenary\s+)?meeting")
_VOTES = regex(
    r"\bby\s+(?P<yes>\d{1,3}|[a-z]+)\s+votes?\s+(?:to|against)\s+(?P<no>\d{1,3}|[a-z]+)(?:[,\s]+with\s+(?P<abstain>\d{1,3}|[a-z]+)\s+abst)?",
    re.I,
)
_SIDE = regex(
    r"^[^\S\n]*(?P<side>AYES?|YEAS?|NOES|NAYS?|ABSTAIN(?:ING|ED)?|ABSTENTIONS?|ABSENT|Ayes?|Yeas?|Noes|Nays?|Abstain(?:ing|ed)?|Abstentions?|Absent)\s*"
    r"(?:\((?P<c1>\d{1,3})\))?\s*[:–—-]\s*(?P<names>[^\n]*(?:\n(?![^\n]{0,30}:|\s*\n)[^\n]*)*)",
    re.M,
)
_PROPOSED = regex(
    r"\b(?P<what>[Mm]oved|MOVED|[Ii]ntroduced|INTRODUCED|[Ss]ponsored|[Oo]ffered|[Ss]econded|SECONDED)\s+(?:by|BY)\s*:?\s+"
    r"(?P<who>[A-Z][^\n,;:.]{2,60}?)(?=\s{2,}|\s+(?:and\s+)?(?:[Ss]econd|SECOND)|\n|[,;:.]|$)"
)
_SPOKEN = regex(
    r"\bthis\s+(?P<day>\d{1,2})(?:st|nd|rd|th)?\s+day\s+of\s+(?P<month>[A-Z][a-z]+),?\s+(?P<year>\d{4})", re.I
)


def record_of(text: str, judged: list[Judged], title: str | None) -> tuple[dict[str, Field], list[Finding]]:
    """The fields that the text states, the rest absent; and a finding where names and counts of a vote differ."""
    closing = [item.paragraph for item in judged if item.rule == "closing"]
    formula = [item.paragraph for item in judged if item.rule in ("formula", "lead-in")]
    begun = next((item.paragraph.start for item in judged if item.kind), len(text))
    head = (0, min(begun, 4000))
    tail = (
        min((item.start for item in closing), default=len(text)),
        min(len(text), (closing[0].start if closing else len(text)) + 4000),
    )
    record = {
        "number": _number(text, head), "title": _title(title, judged, text), "body": _body(text, judged, formula, tail),
        "adopted_on": _adopted(text, head, tail, [(item.start, item.end) for item in formula]),
        "meeting": _found(_MEETING.search(text, *tail) or _MEETING.search(text, *head), "n"),
    }  # fmt: skip
    vote, findings = _vote(text, tail)
    record["vote"] = vote
    proposed = [*_PROPOSED.finditer(text, *head), *_PROPOSED.finditer(text, *tail)]
    for name, start in (("mover", ("moved", "introduced", "sponsored", "offered")), ("seconder", ("seconded",))):
        match = next((found for found in proposed if found.group("what").lower().startswith(start)), None)
        record[name] = _found(match, "who")
    return record, findings


def _found(match: re.Match[str] | None, group: str) -> Field:
    if match is None:
        return ABSENT
    return Field(" ".join(match.group(group).split()).rstrip("."), "stated", (match.span(group),))


def _number(text: str, head: Span) -> Field:
    match = _NUMBER.search(text, *head)
    return _found(match, match.lastgroup or "no") if match else ABSENT


def _title(title: str | None, judged: list[Judged], text: str) -> Field:
    for item in judged[:4]:
        start, end = item.paragraph.start, item.paragraph.end
        if title and " ".join(text[start:end].split()) == title:
            return Field(title, "stated", ((start, end),))
    return ABSENT


def _body(text: str, judged: list[Judged], formula: list, tail: Span) -> Field:  # type: ignore[type-arg]
    for item in judged:
        if item.rule == "formula":
            match = re.compile(
                r"(?:The|THE)\s+(?P<body>(?:(?:[A-Z][\w’'-]*|of|the|for|and|on)\s+){0,9}?[A-Z][\w’'-]*)(?=[,.(]|\s+(?:convened|at|having|meeting)|\s*$)"
            ).match(text, item.paragraph.body, item.paragraph.end)
            if match:
                return _found(match, "body")
    for item in judged:
        if item.rule in ("resolved", "lead-in"):
            match = _BY.search(text, item.paragraph.start, min(item.paragraph.end, item.paragraph.start + 300))
            if match:
                return _found(match, "body")
    for item in judged:
        if item.actor:
            match = re.compile(r"(?:The|THE)\s+(?P<body>.+)", re.S).match(
                text, item.paragraph.body, item.paragraph.body + len(item.actor)
            )
            if match:
                return _found(match, "body")
    match = _BY.search(text, *tail)
    return _found(match, "body") if match else ABSENT


def _adopted(text: str, head: Span, tail: Span, formulas: list[Span]) -> Field:
    if spoken := _SPOKEN.search(text, *tail):
        days = find_dates_en(f"{spoken['month']} {spoken['day']}, {spoken['year']}", None)
        if days and days[0].iso:
            return Field(days[0].iso, "stated", (spoken.span(),))
    stretches = [tail, *(span for span in formulas), head]
    for start, end in stretches:
        end = min(end, start + 600)
        low = start
        if (start, end) != tail and (match := re.compile(r"\b[Aa]dopt(?:s|ed)\b").search(text, start, end)):
            low = match.start()
        for mention in find_dates_en(text[low:end], None):
            if mention.iso and mention.iso.count("-") == 2:
                return Field(mention.iso, "stated", ((low + mention.start, low + mention.end),))
    return ABSENT


def _vote(text: str, tail: Span) -> tuple[Field, list[Finding]]:
    findings: list[Finding] = []
    vote: dict[str, object] = {"yes": None, "no": None, "abstain": None, "result": None}
    spans: list[Span] = []
    if match := _VOTES.search(text, *tail):
        for side in ("yes", "no", "abstain"):
            word = match.group(side)
            if word and (word.isdigit() or word.lower() in NUMBERS):
                vote[side] = number(word)
        spans.append(match.span())
    elif match := re.compile(r"\b(?:unanimously|without (?:a )?vote|by consensus)\b").search(text, *tail):
        vote["result"] = match.group()
        spans.append(match.span())
    for match in _SIDE.finditer(text, *tail):
        side = {"a": "yes", "y": "yes", "n": "no"}.get(match["side"][0].lower(), "no")
        side = (
            "abstain"
            if match["side"].lower().startswith("abst")
            else "absent"
            if match["side"].lower().startswith("abse")
            else side
        )
        written = match["names"]
        stated = match["c1"] or (found.group(1) if (found := re.search(r"\((\d{1,3})\)", written)) else None)
        names = [
            name
            for piece in re.split(r",\s*|\s+and\s+", re.sub(r"\([^)]*\)", "", written))
            if (name := " ".join(piece.split()).strip(" .;")) and name.lower() not in ("none", "nil", "n/a", "0")
        ]
        count = int(names[0]) if len(names) == 1 and names[0].isdigit() else len(names)
        vote[side] = int(stated) if stated else count
        if stated and names and int(stated) != count:
            findings.append(
                Finding("vote-names-differ", {"side": side, "stated": int(stated), "named": count}, (match.span(),))
            )
        spans.append(match.span())
    if not spans:
        return ABSENT, findings
    yes, no = vote["yes"], vote["no"]
    if vote["result"] is None and isinstance(yes, int):
        vote["result"] = "carried" if yes > (no if isinstance(no, int) else 0) else "failed"
    return Field(vote, "stated", tuple(spans)), findings
