"""Findings: what a person should look at before relying on a text."""

from __future__ import annotations

from collections.abc import Sequence

from ninetenths.patterns import regex
from ninetenths.reading.commitments import undated, unowned
from ninetenths.reading.genres import classification_of
from ninetenths.reading.sets import does_not_add_up
from ninetenths.reading.values import Commitment, CountedSet, Finding, Indicator, SetPhrase


def find_findings(
    text: str, commitments: Sequence[Commitment], sets: Sequence[CountedSet], phrases: Sequence[SetPhrase]
) -> tuple[Finding, ...]:
    """In order of weight: classification, sets that do not add up, figures that differ, then what is only missing."""
    made: list[Finding] = []
    if mark := classification_of(text):
        made.append(Finding("classified", {"mark": mark[0]}, (mark[1],)))
    for item in sets:
        if does_not_add_up(item):
            params = {"name": item.name, "declared": item.declared, "listed": len(item.members)}
            made.append(Finding("set-does-not-add-up", params, (item.span,)))
    made.extend(_figures(commitments))
    for phrase in phrases:
        if phrase.explained is None and _promises(phrase.text):
            made.append(Finding("phrase-unexplained", {"phrase": phrase.text}, phrase.spans))
    total = sum(item.label in ("target", "action") for item in commitments)
    for code, spans in (("without-agency", unowned(commitments)), ("without-deadline", undated(commitments))):
        if spans:
            made.append(Finding(code, {"count": len(spans), "total": total}, tuple(spans)))
    return tuple(made)


# A phrase with a number from two up (“六治六提”, “两个维护”) names a programme of so many things, and so wants to be explained.
# Five-year plans, spans of time, rows of wins and what is counted with a digit (“15分钟”) name no programme.
_PROGRAMME = regex("[二两兩三四五六七八九十百](?![年月日天周季小分期连連强強冠])|[2-9２-９]\\+|\\+[Nn0-9Ｎ]")
_NO_PROGRAMME = regex("^(?:十[一二三四五六七八九]?五(?![个個大项項])|第)")


def _promises(phrase: str) -> bool:
    return _PROGRAMME.search(phrase) is not None and _NO_PROGRAMME.match(phrase) is None


_NOT_NAMING = dict.fromkeys(map(ord, " \t\n\r\u3000\xa0“”「」的"))
_Key = tuple[str, str | None, str | None]


def _figures(commitments: Sequence[Commitment]) -> list[Finding]:
    """The same indicator with the same unit and deadline, aimed at different values in two clauses.

    What one clause lists (“分别突破800亿元、500亿元”) is one statement: it differs from another's list, not from itself.
    """
    seen: dict[_Key, list[Indicator]] = {}
    made: list[Finding] = []
    told: set[_Key] = set()
    for item in commitments:
        here: dict[_Key, list[Indicator]] = {}
        for indicator in item.indicators:
            if indicator.name is not None and len(indicator.name) >= 4:
                name = indicator.name.translate(_NOT_NAMING)
                here.setdefault((name, indicator.unit, indicator.deadline or item.deadline), []).append(indicator)
        for key, said in here.items():
            before = seen.setdefault(key, said)
            if item.label != "target" or key in told or len(before) != len(said):
                continue
            differing = next(((a, b) for a, b in zip(before, said, strict=True) if a.value != b.value), None)
            if differing is not None:
                told.add(key)
                first, second = differing
                params = {"name": second.name, "first": first.value, "second": second.value, "unit": second.unit}
                made.append(Finding("figure-differs", params, (*first.spans, *second.spans)))
    return made
