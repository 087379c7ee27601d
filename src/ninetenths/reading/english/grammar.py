"""The English pack compiled: one pattern a subject, built once."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache

from ninetenths import packs
from ninetenths.patterns import regex


@dataclass(frozen=True, slots=True)
class Grammar:
    """Compiled patterns; each is matched at the first character of a paragraph's body unless said otherwise."""

    version: str
    always: re.Pattern[str]
    opener: re.Pattern[str]
    line: re.Pattern[str]
    weak: re.Pattern[str]
    verb: re.Pattern[str]
    kinds: dict[str, str]
    duty: re.Pattern[str]  # searched for in lower case, as are the two below
    imperative: re.Pattern[str]
    conduct: re.Pattern[str]
    aim: re.Pattern[str]
    body: re.Pattern[str]  # searched for


def _any(words: Iterable[str]) -> str:
    ordered = sorted(set(words), key=lambda word: (-len(word), word))
    return "(?:" + "|".join(re.escape(word).replace(r"\ ", r"\s+") for word in ordered) + ")"


@cache
def grammar() -> Grammar:
    """The pack `grammar/english` as patterns."""
    pack = packs.load("grammar", "english")
    recital, act = pack["preambular"], pack["operative"]
    kinds = {verb: kind for kind in ("appraisal", "aim", "conduct", "action") for verb in act[kind]}
    lead = rf"(?:{_any(recital['before'])}[\s,]+){{0,3}}"
    opener = rf"{lead}{_any(recital['openers'])}\b"
    always = rf"(?:and,?\s+)?{_any(recital['always'])}\b"
    verb = rf"(?:{_any(act['before'])}[\s,]+){{0,3}}(?P<verb>{_any(kinds)})\b"
    flags = re.IGNORECASE
    return Grammar(
        version=str(pack["version"]),
        always=regex(always, flags),
        opener=regex(opener, flags),
        line=regex(rf"(?:{always}|{opener}|{verb})", flags),
        weak=regex(rf"(?:also\s+|further\s+)?{_any(recital['weak'])}\s+(?:\w+\s+){{0,3}}?that\b", flags),
        verb=regex(verb, flags),
        kinds=kinds,
        duty=regex(rf"\b{_any(pack['duty']['phrases'])}\b"),
        imperative=regex(rf"{_any(pack['duty']['imperatives'])}\s+\w", flags),
        conduct=regex(rf"\b{_any(pack['manner']['conduct'])}"),
        aim=regex(rf"\b{_any(pack['manner']['aim'])}"),
        body=regex(rf"\b{_any(pack['body']['names'])}\b", flags),
    )
