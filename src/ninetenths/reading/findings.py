"""Findings: what a person should look at before relying on a text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

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
        if phrase.explained is None and _counts(phrase.text):
            made.append(Finding("phrase-unexplained", {"phrase": phrase.text}, phrase.spans))
    total = sum(item.label in ("target", "action") for item in commitments)
    for code, spans in (("without-agency", unowned(commitments)), ("without-deadline", undated(commitments))):
        if spans:
            made.append(Finding(code, {"count": len(spans), "total": total}, tuple(spans)))
    return tuple(made)


# A phrase with a number (“六治六提”, “两个维护”) promises so many things, and so wants to be explained.
_COUNTS = frozenset("一二两兩三四五六七八九十0123456789０１２３４５６７８９")


def _counts(phrase: str) -> bool:
    return not _COUNTS.isdisjoint(phrase)


_NOT_NAMING = dict.fromkeys(map(ord, " \t\n\r\u3000\xa0“”「」的"))


def _figures(commitments: Sequence[Commitment]) -> list[Finding]:
    """The same indicator with the same unit and deadline, aimed at two different values."""
    seen: dict[tuple[Any, ...], Indicator] = {}
    made: list[Finding] = []
    told: set[tuple[Any, ...]] = set()
    for item in commitments:
        for indicator in item.indicators:
            if indicator.name is None or len(indicator.name) < 4:
                continue
            key = (indicator.name.translate(_NOT_NAMING), indicator.unit, indicator.deadline or item.deadline)
            first = seen.setdefault(key, indicator)
            if first.value != indicator.value and key not in told and item.label == "target":
                told.add(key)
                values = {"first": first.value, "second": indicator.value}
                params = {"name": indicator.name, **values, "unit": indicator.unit}
                made.append(Finding("figure-differs", params, (*first.spans, *indicator.spans)))
    return made
