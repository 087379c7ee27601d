"""English clauses: cut at sentence ends, semicolons and colons; each with one of the eight labels and its rule."""

from __future__ import annotations

import re
from collections.abc import Iterator

from ninetenths.patterns import regex
from ninetenths.reading.english.grammar import grammar
from ninetenths.reading.english.parts import Body
from ninetenths.reading.values import Clause, Label, Span

# A sentence ends at . ! ? before a blank and a capital, bracket or quotation mark; not after an initial.
_CUT = regex(
    r"(?=[.!?;:])(?:[.!?](?<!\b[A-Z]\.)(?<!\b(?:No|Mr|Ms|Dr|St|vs|cf|Jr|Sr)\.)(?<!\b(?:Mrs|Sec|Art|Nos|etc|Rev|Vol|Gen|Res)\.)"
    r"[”\"’)]*\s+(?=[A-Z(\[“\"])|[;:]\s+|[;:]$)"
)
_AMOUNT = regex(r"[$€£]\s?\d|\b\d[\d,.]*\s?(?:%|per\s?cent|percent)")
_REACH = regex(r"\b(?:increas|reduc|rais|lower|reach|achiev|attain|cut)\w*\b")
_FIGURE = regex(
    r"[0-9]|\b(?:two|three|four|five|six|seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|forty|fifty|hundred)\b"
)
# A deed that is counted: “shall plant no fewer than 9,000 native trees”.
_DELIVER = regex(
    r"\b(?:complet|restor|install|plant|buil|construct|elevat|acquir|hir|train|hous|creat|add|open|repair|replac|inspect|reduc|increas|recruit|"
    r"rais|reach|achiev|deliver|provid|pav|resurfac)\w*\s[^.;$]{0,70}?\b(?:\d[\d,.]*(?!\d|[\d,.]*\s?(?:hours?|days?|months?|years?|weeks?|of\s|to\s))|two|three|four|five|six|"
    r"seven|eight|nine|ten|eleven|twelve|fourteen|fifteen|twenty|thirty|forty|fifty|hundred)\s+(?!hours?|days?|months?|years?|weeks?|of\b|to\b|and\b|or\b)[a-z]"
)
_PAST = regex(
    r"\b(?:has|have|had|was|were)\s+(?:been\s+|not\s+|already\s+|since\s+)?(?:\w+ed|held|made|built|taken|given|begun|met|set|led|risen"
    r"|grown|shown|become|been)\b"
)
_PROCEDURE = regex(
    r"\b(?:recalling|having (?:heard|considered|received|examined|studied|met|noted|reviewed|discussed"
    r"|been informed|adopted|before it)|"
    r"taking note of|pursuant to|acting (?:under|in accordance)|noting the (?:report|letter|statement)|referring to)\b",
    re.I,
)

_REPORTED = regex(r"\b(?:reported|stated|explained|said|noted)\s+that\b|\bstood\s+at\b")
_ASKED = regex(r"\b(?:was|were)\s+(?:directed|requested|instructed|asked)\s+to\b|^ACTION\b")


def cut(text: str, start: int, end: int) -> Iterator[Span]:
    """The clauses of a stretch, blanks at their ends left out; the closing mark stays with its clause."""
    at = start
    for match in _CUT.finditer(text, start, end):
        stop = match.end() - (len(match.group()) - len(match.group().rstrip()))
        if stop - at > 1:
            yield at, stop
        at = match.end()
    while at < end and text[at].isspace():
        at += 1
    if at < end:
        yield at, end


def manner(said: str, verb: str | None) -> tuple[Label, str]:
    """What a decided clause asks for: a target, an action, an aim or a conduct, or that it only appraises."""
    mark = grammar()
    said = said.lower()
    family = mark.kinds.get(" ".join((verb or "").lower().split()), "")
    if family == "appraisal" and not mark.duty.search(said):
        return "appraisal", "verb-appraises"
    if (
        family != "action"
        and _FIGURE.search(said)
        and (_DELIVER.search(said) or (_AMOUNT.search(said) and _REACH.search(said)))
    ):
        return "target", "quantity-to-reach"
    if mark.conduct.search(said[:220]) and family != "action":
        return "conduct", "conduct-word"
    if family in ("action", "conduct") and not mark.aim.search(said[:120]):
        return "action", f"verb-{family}"
    if family == "action":
        return "action", "verb-action"
    if mark.aim.search(said[:160]) or family == "aim":
        return "aim", "aim-word"
    return "action", "to-be-done"


def label(said: str, body: Body) -> tuple[Label, str]:
    """The label of one clause, and the name of the rule that gave it."""
    if body.kind == "operative":
        found, rule = manner(said, body.verb)
        if body.verb is None and not grammar().duty.search(said.lower()) and _PAST.search(said):
            return "claim", "past"
        return found, rule
    if body.kind == "preambular":
        if _PROCEDURE.match(said):
            return "record", "recital-of-procedure"
        if _PAST.search(said):
            return "claim", "recital-of-fact"
        return "appraisal", "recital"
    if body.kind == "record" and (told := _REPORTED.search(said)):
        return ("claim", "reported-as-done") if _PAST.search(said, told.end()) else ("appraisal", "said")
    if body.kind == "record" and _ASKED.search(said):
        return "action", "asked-to"
    if body.kind in ("closing", "record"):
        return "record", body.rule
    return "frame", body.rule


def clauses_of(text: str, bodies: list[Body]) -> tuple[Clause, ...]:
    """All clauses in order; ids count within the passage, or within the section where there is none."""
    made: list[Clause] = []
    counts: dict[str, int] = {}
    for body in bodies:
        home = ".".join(filter(None, (body.section, body.passage))) or "s0"
        for start, end in cut(text, *body.span):
            number = counts[home] = counts.get(home, 0) + 1
            found, rule = label(text[start:end], body)
            made.append(Clause(f"{home}.c{number}", start, end, found, body.section, body.passage, rule))
    return tuple(made)
