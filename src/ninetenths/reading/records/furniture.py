"""What the page says of itself: when it was published and where the text came from."""

from __future__ import annotations

import re
from dataclasses import dataclass, field

from ninetenths.patterns import regex

from .cutting import Span
from .grammar import grammar

DATE = regex(r"(?P<y>(?:19|20)\d\d)\s?[-年/.．]\s?(?P<m>\d{1,2})\s?[-月/.．]\s?(?P<d>\d{1,2})日?")
_BARE = regex(DATE.pattern + r"\s*(?:\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?\s*(?=$|来源|稿源|信息来源|文章来源|[|｜])")
_VALUE = regex(r"[\s\u3000]*([^\s\u3000|｜]{1,40})")
# "南屏发布  2034年7月23日 06:58": a line of nothing but who and when.
_STAMP = regex(
    r"(?P<before>[^\s。，；：:！？《》（()）\d]{2,16}[\s\u3000]+)?"
    + DATE.pattern
    + r"(?:[\s\u3000]*\d{1,2}[:：]\d{2}(?:[:：]\d{2})?)?(?P<after>(?:[\s\u3000]+[^\s。，；：:！？《》（()）]{1,16}){0,3})$"
)
_BESIDE = regex(r"(?<![^\s\u3000])(?P<before>[^\s。，；：:！？|｜]{2,16}[\s\u3000]+)" + DATE.pattern + "(?P<after>)")
_PLACE = regex(r"地\s?点[:：]|主持人?[:：]|会议时间")
_HEAD, _STAMPED, _TAIL, _LONGEST = 14, 8, 8, 400


@dataclass
class Furniture:
    """Found values with their spans, and the numbers of the lines that are furniture."""

    published_on: tuple[str, Span] | None = None
    source: tuple[str, Span] | None = None
    lines: set[int] = field(default_factory=set)


def iso(match: re.Match[str]) -> str | None:
    """A matched date as ISO 8601; None where there is no such day."""
    year, month, day = int(match["y"]), int(match["m"]), int(match["d"])
    return f"{year:04}-{month:02}-{day:02}" if 1 <= month <= 12 and 1 <= day <= 31 else None


def read_furniture(text: str, rows: list[Span]) -> Furniture:
    """Look through the first and last lines of the page."""
    found = Furniture()
    numbers = range(len(rows))
    minutes = bool(rows) and _PLACE.search(text, rows[0][0], rows[:_HEAD][-1][1]) is not None
    weak: tuple[str, Span] | None = None
    medium: tuple[str, Span] | None = None
    for at in dict.fromkeys((*numbers[:_HEAD], *numbers[max(_HEAD, len(rows) - _TAIL) :])):
        start, end = rows[at]
        if end - start > _LONGEST:
            continue
        named = text.find("：", start, end) >= 0 or text.find(":", start, end) >= 0
        keys = list(grammar().furniture_key.finditer(text, start, end)) if named else []
        bare = _BARE.match(text, start, end)
        if not keys and not (bare and bare.end() == end):
            stamp = _STAMP.match(text, start, end) if at < _STAMPED and not minutes else None
            if stamp and (day := iso(stamp)):
                found.lines.add(at)
                weak = weak or (day, _day_span(stamp))
                medium = medium or _medium(text, stamp)
            continue
        if not minutes or keys:
            found.lines.add(at)
        if bare and (day := iso(bare)) and found.published_on is None and at < _HEAD and not minutes:
            found.published_on = (day, _day_span(bare))
        for key, after in zip(keys, [*(k.start() for k in keys[1:]), end], strict=False):
            if key[1] in grammar().source_keys and found.source is None:
                value = _VALUE.match(text, key.end(), after)
                if value and (span := _clean(text, *value.span(1))):
                    found.source = (text[span[0] : span[1]], span)
            elif key[1] in grammar().published_keys and (date := DATE.search(text, key.end(), after)):
                day_value = iso(date)
                if day_value and key[1] in ("时间", "日期"):
                    weak = weak or (None if minutes else (day_value, _day_span(date)))
                elif day_value and (found.published_on is None or bare):
                    found.published_on = found.published_on or (day_value, _day_span(date))
        if keys and medium is None and (stamp := _BESIDE.search(text, start, keys[0].start())):
            medium = _medium(text, stamp)
        if keys and weak is None and not minutes and (date := DATE.search(text, start, end)):
            weak = (day_value, _day_span(date)) if (day_value := iso(date)) else None
    found.published_on = found.published_on or weak
    found.source = found.source or medium
    return found


def _medium(text: str, stamp: re.Match[str]) -> tuple[str, Span] | None:
    """The newspaper, channel or account that stands beside a line's date."""
    for name in ("before", "after"):
        for word in re.finditer(r"\S+", stamp[name] or ""):
            span = stamp.start(name) + word.start(), stamp.start(name) + word.end()
            if grammar().medium_end.search(word[0]):
                return text[slice(*span)], span
    return None


def _day_span(match: re.Match[str]) -> Span:
    end = match.end("d")
    return match.start("y"), end + (match.string[end : end + 1] == "日")


def _clean(text: str, start: int, end: int) -> Span | None:
    while start < end and text[end - 1] in "）)】]，,。；;、":
        end -= 1
    while start < end and text[start] in "《【[":
        start += 1
    if start < end and text[end - 1] == "》":
        end -= 1
    return (start, end) if start < end and not text[start:end].startswith(("浏览", "作者", "字")) else None
