"""Deadlines: the end of a day in the body's zone, the first one kept, the current one from what was approved."""

from __future__ import annotations

import calendar
import datetime
import functools
import re
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ninetenths.delivery.values import Task

_DAY = datetime.timedelta(days=1)


def end_of(day: datetime.date, zone: str) -> datetime.datetime:
    """The first instant after a day in a zone: a deadline holds up to it."""
    after = day + _DAY
    return datetime.datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(zone))


def passed(day: datetime.date, moment: datetime.datetime, zone: str) -> bool:
    """Whether a deadline has passed at an (aware) moment."""
    return moment >= end_of(day, zone)


def today(moment: datetime.datetime, zone: str) -> datetime.date:
    """The day it is in a zone at an (aware) moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def month_end(year: int, month: int) -> datetime.date:
    """The last day of a month."""
    return datetime.date(year, month, calendar.monthrange(year, month)[1])


def add_months(day: datetime.date, months: int) -> datetime.date:
    """The same day `months` on, or the month's last where it has none: 31 January + 1 month → 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return min(datetime.date(year, month + 1, 1) + (day.day - 1) * _DAY, month_end(year, month + 1))


def deadline_on(task: Task, on: datetime.date) -> datetime.date | None:
    """The current deadline at the end of `on`: the first, moved by what was approved by then. Asking moves nothing."""
    day = task.first_deadline
    for extension in task.extensions:
        if extension.approved_on is not None and extension.approved_on <= on:
            day = extension.new
    return day


@dataclass(frozen=True, slots=True)
class Written:
    """What a cell of deadlines means: the last day it can mean, and whether it says ever or each period."""

    day: datetime.date | None = None
    standing: bool = False
    recurring: bool = False


_WIDE = str.maketrans("０１２３４５６７８９．／－：（）　", "0123456789./-:() ")
_HAN = {han: number for number, han in enumerate("一二三四五六七八九十", 1)} | {"十一": 11, "十二": 12, "两": 2}
_STANDING = re.compile("长期|持续|常态|常年|始终|全程|不间断|ongoing|standing|permanent|continu", re.IGNORECASE)
_RECURRING = re.compile(
    "每(?:年|季度?|月|周|日|半年)|逐(?:年|月|季)|按(?:月|季)|(?:年|季|月)度?(?:性)?(?:开展|推进)|annual|monthly|quarterly|every",
    re.IGNORECASE,
)
_YEAR = r"(?P<year>(?:19|20)\d\d)"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])"
_CHINESE = (
    rf"{_YEAR}\s*[-/.年]\s*{_MONTH}\s*[-/.月]\s*(?P<day>3[01]|[12]\d|0?[1-9])(?!\d)日?",
    rf"{_YEAR}\s*年\s*{_MONTH}\s*月(?P<part>份?[底末初]|[上中下]旬|份?[之以]?前)?",
    rf"{_YEAR}\s*[-/.]\s*(?P<month>1[0-2]|0?[1-9])(?![\d-])\s*月?(?P<part>份?[底末初]|份?[之以]?前)?",
    rf"{_YEAR}\s*年?[，,的]?\s*(?P<span>上半年|下半年|第?[一二三四1-4]季度|Q[1-4])",
    rf"{_MONTH}\s*月\s*(?P<day>3[01]|[12]\d|0?[1-9])\s*[日号]?",
    rf"{_MONTH}\s*月(?P<part>份?[底末初]|[上中下]旬|份?[之以]?前)?",
    r"(?P<span>上半年|下半年|第?[一二三四1-4]季度|Q[1-4])",
    rf"{_YEAR}\s*年?(?P<yearpart>[底末初]|[之以]?前|内)?",
    r"(?P<yearpart>年[底末]|年内|全年|本年度?|今年)",
)
_NAMES = {name.lower(): number for number, name in enumerate(calendar.month_abbr) if name}
_NAME = "(?P<name>jan|feb|mar|apr|may|jun|jul|aug|sep|oct|nov|dec)[a-z]*"
_ENGLISH = (
    rf"(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?\s+(?:of\s+)?{_NAME}\.?,?\s+{_YEAR}",
    rf"{_NAME}\.?\s+(?P<day>3[01]|[12]\d|0?[1-9])(?:st|nd|rd|th)?,?\s+{_YEAR}",
    rf"{_NAME}\.?,?\s+{_YEAR}",
    r"Q(?P<quarter>[1-4])[\s/]+" + _YEAR,
    rf"\b{_NAME}\b",
)
_PATTERNS = (
    tuple(re.compile(rf"\b{pattern}" if pattern[3] == "d" else pattern, re.IGNORECASE) for pattern in _ENGLISH[:4])
    + tuple(re.compile(pattern) for pattern in _CHINESE)
    + (re.compile(_ENGLISH[4], re.IGNORECASE),)
)


@functools.lru_cache(maxsize=8192)
def read_deadline(written: str, year: int | None = None) -> Written:
    """What a cell such as “2032年底前”, “9月底”, “2032.6.30”, “长期坚持” or “30 June 2032” means.

    `year` is the table's own; without it “9月底” has no day. The last day of what is named counts (“2032年6月”: 30
    June); “2032年前” and “6月前” end before it. A span (“2031—2032年”) ends with its later part.
    """
    text = written.translate(_WIDE).strip()
    standing = _STANDING.search(text) is not None
    recurring = _RECURRING.search(text) is not None
    if not text:
        return Written()
    last = re.split(r"[—~～至]|(?<=[\d年月日])\s*[–-]{1,2}\s*(?=(?:19|20)\d\d)", text)[-1] or text
    day = _day(last, year)
    if day is None and last != text:
        day = _day(text, year)
    return Written(day, standing and day is None, recurring)


def _day(text: str, year: int | None) -> datetime.date | None:
    for pattern in _PATTERNS:
        match = pattern.search(text)
        if match is None:
            continue
        part = match.groupdict()
        stated = int(part["year"]) if part.get("year") else year
        if stated is None:
            return None
        try:
            return _meant(stated, part)
        except ValueError:
            return None
    return None


def _number(written: str) -> int:
    return int(written) if written.isdigit() else _HAN[written]


def _meant(year: int, part: dict[str, str | None]) -> datetime.date:
    """The last day of what the parts name. Raises ValueError for a day the calendar does not have."""
    month = _number(part["month"] or "") if part.get("month") else _NAMES.get((part.get("name") or "").lower())
    if part.get("quarter"):
        return month_end(year, 3 * int(part["quarter"] or 0))
    if month is None:
        return _of_year(year, part.get("span"), part.get("yearpart") or "")
    if part.get("day"):
        return datetime.date(year, month, int(part["day"] or 0))
    within = part.get("part") or ""
    if within.endswith("前"):
        return datetime.date(year, month, 1) - _DAY
    if within and within[-1] == "旬":
        return (
            month_end(year, month) if within[0] == "下" else datetime.date(year, month, 10 if within[0] == "上" else 20)
        )
    return datetime.date(year, month, 10) if within.endswith("初") else month_end(year, month)


def _of_year(year: int, span: str | None, part: str) -> datetime.date:
    if span == "上半年":
        return datetime.date(year, 6, 30)
    if span and span != "下半年":
        quarter = next(char for char in span if char in "一二三四1234")
        return month_end(year, 3 * _number(quarter))
    if part == "初":
        return datetime.date(year, 1, 31)
    return datetime.date(year - (part.endswith("前")), 12, 31)
