"""What an English text points to: resolutions and laws, meetings, organs; counted sets; defined terms."""

from __future__ import annotations

import re
from bisect import bisect_right

from ninetenths.patterns import regex
from ninetenths.reading.english.blocks import Paragraph
from ninetenths.reading.english.votes import NUMBERS
from ninetenths.reading.values import CountedSet, Reference, SetPhrase, Span

_REFERENCE = regex(
    r"\b(?=[A-Zrodits])(?:(?P<text>\b(?:(?:General\s+Assembly|Security\s+Council|General\s+Conference)\s+)?(?:[Rr]esolutions?|[Rr]ecommendations?|[Oo]rdinances?|[Dd]ecisions?)\s+"
    r"(?:(?:[Nn]o|[Nn]os)\.\s*)?\d[\w./-]{0,14}(?:\s*\((?:\d{4}|[IVX]{1,6})\))?|\b(?:Chapter|Title)\s+\d[\w.-]*\s+of\s+the\s+(?:[A-Z]\w+\s+){1,3}Code"
    r"|\bthe\s+Charter(?:\s+of\s+the\s+United\s+Nations)?|\b(?:Universal\s+)?Declaration\s+(?:of|on)\s+(?:the\s+)?"
    r"(?:[A-Z]\w+|of|the|and)(?:\s+(?:[A-Z]\w+|of|the|and)){0,6}\s+?(?<=[a-z])"
    r"|\bdocuments?\s+[A-Z]{1,3}/\d[\w./-]{0,20})"
    r"|(?P<meeting>\b(?:its|the)\s+(?:\d{1,4}(?:st|nd|rd|th)|[a-z-]{4,20}th|first|second|third)\s+(?:plenary\s+|regular\s+|special\s+)?(?:meeting|session)\b"
    r"|\b(?:regular|special)\s+meeting\s+of\s+(?:January|February|March|April|May|June|July|August|September|October|November|December)\s+\d{1,2}(?:,\s+\d{4})?)"
    r"|(?P<organ>\b(?:Secretary-General|Director-General|City\s+(?:Manager|Attorney|Clerk|Council|Auditor|Engineer)|Planning\s+Commission|Security\s+Council"
    r"|General\s+Assembly|Economic\s+and\s+Social\s+Council|(?:Department|Ministry|Office|Board|Director|Bureau|Commission)\s+of\s+(?:[A-Z][a-z]+)(?:\s+(?:and\s+)?[A-Z][a-z]+){0,3}|(?:Ministry|Department)\s+of\s+[A-Z][a-z]+)))"
)
_COUNTED = "|".join(sorted(NUMBERS.keys() - {"no", "none", "nil", "zero", "one"}, key=len, reverse=True))
_SET = regex(
    rf"\b(?:the\s+)?following\s+(?P<count>{_COUNTED}|\d{{1,2}})\s+(?P<name>[a-z][a-z -]{{2,40}}?)\s*:", re.IGNORECASE
)
_MEMBER = regex(
    r"(?:^|\s)(?P<mark>\((?:[a-z]|\d{1,2}|[ivx]{1,4})\)|[a-z]\)|\d{1,2}[.)])\s+(?P<said>[^;]{2,600}?)(?=;|\.$|\.\s|$|\s\((?:[a-z]|\d{1,2}|[ivx]{1,4})\)\s)",
    re.M,
)
_DEFINED = regex(
    r"\((?:the|hereinafter(?:\s+referred\s+to\s+as)?(?:\s+the)?|collectively(?:,)?\s+the)?\s*[“\"](?P<term>[A-Z][^”\"\n]{1,60})[”\"]\)"
)


def references_of(text: str) -> tuple[Reference, ...]:
    """Texts, meetings and organs, each once with every place."""
    found: dict[tuple[str, str], list[Span]] = {}
    for match in _REFERENCE.finditer(text):
        kind = match.lastgroup or "text"
        name = " ".join(match.group().split())
        found.setdefault((kind, name), []).append(match.span())
    return tuple(Reference(kind, name, None, tuple(spans)) for (kind, name), spans in found.items())  # type: ignore[arg-type]


def sets_of(text: str, paragraphs: list[Paragraph]) -> tuple[CountedSet, ...]:
    """“the following three areas: (a) … (b) …”, in one paragraph or over those under it."""
    made: list[CountedSet] = []
    starts = [paragraph.start for paragraph in paragraphs]
    found = list(_SET.finditer(text))
    for number, match in enumerate(found):
        at = bisect_right(starts, match.start()) - 1
        if at < 0:
            continue
        home = paragraphs[at]
        until = min(home.end, found[number + 1].start() if number + 1 < len(found) else home.end)
        members: list[Span] = [item.span("said") for item in _MEMBER.finditer(text, match.end(), until)]
        if not members:
            level = None
            for paragraph in paragraphs[at + 1 : at + 60]:
                if (
                    paragraph.number is None
                    or (level is not None and paragraph.level < level)
                    or (paragraph.level <= home.level and home.level)
                ):
                    break
                level = paragraph.level if level is None else level
                if paragraph.level == level:
                    members.append((paragraph.body, paragraph.end))
        word = match.group("count")
        declared = int(word) if word.isdigit() else NUMBERS[word.lower()]
        listed = len(members)
        state = (
            "unlisted"
            if not listed
            else "equal"
            if listed == declared
            else "over"
            if listed > declared
            else "illustrative"
        )
        made.append(CountedSet(" ".join(match.group("name").split()), match.span(), declared, tuple(members), state))  # type: ignore[arg-type]
    return tuple(made)


def phrases_of(text: str) -> tuple[SetPhrase, ...]:
    """Defined terms (the “Plan”): everywhere the term stands, explained where it is defined."""
    terms: dict[str, Span] = {}
    for match in _DEFINED.finditer(text):
        terms.setdefault(match.group("term"), match.span("term"))
    if not terms:
        return ()
    places: dict[str, list[Span]] = {term: [] for term in terms}
    pattern = re.compile(
        r"\b(?:" + "|".join(re.escape(term) for term in sorted(terms, key=len, reverse=True)) + r")(?!\w)"
    )
    for match in pattern.finditer(text):
        places[match.group()].append(match.span())
    return tuple(SetPhrase(term, tuple(places[term]) or (span,), span) for term, span in terms.items())
