"""The record pack, compiled once: word lists become alternations, longest word first."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from re import Pattern

from ninetenths import packs
from ninetenths.patterns import regex

NUMBER = r"[〇零○一二三四五六七八九十百\d]{1,5}"
_DIGITS = {char: value for value, char in enumerate("零一二三四五六七八九")} | {"〇": 0, "两": 2}


def number(written: str | None) -> int | None:
    """十二, 二十四, 一百零三, 35 → int; None where it is no number."""
    if not written:
        return None
    if written.isdigit():
        return int(written)
    total = unit = 0
    for char in written:
        if char in "十百":
            total += max(unit, 1) * (10 if char == "十" else 100)
            unit = 0
        elif char in _DIGITS:
            unit = unit * 10 + _DIGITS[char] if unit and "十" not in written and "百" not in written else _DIGITS[char]
        else:
            return None
    return total + unit


def either(words: str) -> str:
    """An alternation of blank-parted words, the longest first."""
    return "|".join(map(re.escape, sorted(set(words.split()), key=lambda word: (-len(word), word))))


@dataclass(frozen=True)
class Grammar:
    """Everything the record reader matches with."""

    version: str
    furniture_key: Pattern[str]
    published_keys: frozenset[str]
    source_keys: frozenset[str]
    medium_end: Pattern[str]
    body_end: Pattern[str]
    session: Pattern[str]
    numbered: Pattern[str]
    event: Pattern[str]
    beside: Pattern[str]
    act: Pattern[str]
    verb: Pattern[str]
    lead: Pattern[str]
    personnel: Pattern[str]
    speech: Pattern[str]
    subject: Pattern[str]
    paper_end: Pattern[str]
    paper_join: Pattern[str]
    generic: frozenset[str]
    title: Pattern[str]
    title_end: Pattern[str]
    group_end: Pattern[str]
    surnames: frozenset[str]
    not_names: frozenset[str]


@functools.cache
def grammar() -> Grammar:
    """The compiled pack `grammar/records`."""
    pack = packs.load("grammar", "records")
    furniture, meeting, acts, people = pack["furniture"], pack["meeting"], pack["acts"], pack["people"]
    keys = either(" ".join((furniture["published"], furniture["source"], furniture["other"])))
    verbs, adverbs, paper = either(acts["verbs"]), either(acts["adverbs"]), either(acts["paper"])
    subject, speech = either(acts["subject"]), either(acts["speech"])
    titles, groups = either(people["titles"]), either(people["groups"])
    enlarged = r"[（(]?(?:扩大)?[）)]?"
    names = r"(?:会议|全会|(?<!扩)大会(?!议)|座谈会|务虚会|(?:定期|临时)会(?!议)|(?<=次)例会)"
    after_paper = "|".join(f"(?<={word})" for word in paper.split("|") if len(word) > 1)
    by = r"(?:(?:以|采取|采用|通过)[^，,。；]{2,16}方式)?"
    return Grammar(
        version=pack["version"],
        furniture_key=regex(rf"(?<![\u4e00-\u9fff])({keys})\s?[:：]"),
        published_keys=frozenset(furniture["published"].split()),
        source_keys=frozenset(furniture["source"].split()),
        medium_end=regex(rf"(?:{either(furniture['media'])})$"),
        body_end=regex(rf"(?:{either(meeting['body_end'])})$"),
        session=regex(names),
        numbered=regex(
            rf"(?:第?(?P<t>{NUMBER})届(?P<a>{NUMBER})[次中]|第(?P<b>{NUMBER})次|(?P<c>{NUMBER})[次中])"
            rf"(?P<kind>[^第次届]{{0,14}}?{enlarged}){names}$"
        ),
        event=regex(rf"(?:{either(meeting['event'])})"),
        beside=regex(rf"(?:{either(meeting['beside'])})"),
        act=regex(rf"(?:{adverbs})*{by}(?:{adverbs}|经过?)*(?P<verbs>(?:{verbs})(?:(?:了|并|和|、|及)?(?:{adverbs})?(?:{verbs}))*)了?"),
        verb=regex(verbs),
        lead=regex(rf"(?:(?:{subject})(?:上|期间|结束时)?)?(?:[^，]{{0,10}}?议[程题](?:是|为|包括|有)[：:]?)?"),
        personnel=regex(rf"(?:{either(acts['personnel'])})"),
        speech=regex(rf"(?:{adverbs}|特别|一致|同时|进一步|在讲话中)*(?:{speech})"),
        subject=regex(rf"(?:{subject})"),
        paper_end=regex(rf"(?:{paper}|》|》?（[^（）]{{1,12}}）|》?\([^()]{{1,12}}\))(?:等)?$"),
        paper_join=regex(rf"(?:(?<=》)|(?<=）)|(?<=\))|{after_paper})"
                              r"(?:、|和|以及|及|与|，|,)"),
        generic=frozenset(acts["generic"].split()),
        title=regex(titles),
        title_end=regex(rf"(?:{titles})$"),
        group_end=regex(rf"(?:{groups})$"),
        surnames=frozenset(people["surnames"]) | frozenset(people["compound"].split()),
        not_names=frozenset(people["not_names"].split()),
    )  # fmt: skip
