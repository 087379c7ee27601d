"""Days of English texts: where a deadline stands (“by June 30”, “no later than 5 p.m. on 1 May”), and the last day meant."""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator

from ninetenths.measures.calendars import Calendar
from ninetenths.measures.moments import Anchor, counted_on, day_of, month_end
from ninetenths.measures.numbers import ENGLISH_FIGURES, ENGLISH_ORDINALS, count_of
from ninetenths.patterns import regex

MONTHS = (
    "january", "february", "march", "april", "may", "june", "july", "august", "september", "october", "november",
    "december",
)  # fmt: skip
_WEEKDAYS = ("monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday")
_NAME = "|".join([*MONTHS, *(f"{name[:3]}" for name in MONTHS if name != "may"), "sept"])
_NUMBER = rf"\d{{1,3}}|(?:{'|'.join(sorted(ENGLISH_FIGURES, key=len, reverse=True))})(?:[-\s](?:one|two|three|four|five|six|seven|eight|nine))?"
_ORDINAL = "first|second|third|fourth|last|final|1st|2nd|3rd|4th"
_YEAR = r"(?:19|20)\d\d"
_CLOCK = r"(?:\d{1,2}(?::\d\d)?\s?(?:[ap]\.?m\.?|o[’']clock)|\d{1,2}:\d\d|noon|midnight|(?:the\s)?close\sof\s(?:business|play)|COB|end\sof\s(?:the\s)?day)(?:,?\s(?:on|of))?"
_OF = r"(?:\s(?:of|in|for))?(?:\s(?:the|calendar|year))*"
_POINT = (
    rf"(?:(?:{'|'.join(_WEEKDAYS)}),?\s)?(?:the\s)?(?P<d1>\d{{1,2}})(?:st|nd|rd|th)?\s(?:day\s)?(?:of\s)?(?P<m1>{_NAME})\b\.?(?:,?\s(?:of\s)?(?P<y1>{_YEAR}))?",
    rf"(?:(?:{'|'.join(_WEEKDAYS)}),?\s)?(?P<m2>{_NAME})\b\.?\s(?P<d2>\d{{1,2}})(?!\d)(?:st|nd|rd|th)?(?:,?\s(?P<y2>{_YEAR}))?",
    rf"(?P<y3>{_YEAR})-(?P<m3>\d\d)-(?P<d3>\d\d)",
    rf"(?P<edge>(?:the\s)?(?:end|close|beginning|start|middle)\sof\s|mid-|early\s|late\s)?(?:the\smonth\sof\s)?(?P<m4>{_NAME})\b\.?(?!\s\d{{1,2}}(?!\d))(?:,?\s(?:of\s)?(?P<y4>{_YEAR}))?",
    rf"(?:the\s)?(?:end\sof\s)?(?:the\s)?(?:Q(?P<q1>[1-4])|(?P<q2>{_ORDINAL})\squarter)(?:,?{_OF}\s?(?P<y5>{_YEAR}|this\s(?:calendar\s)?year|next\s(?:calendar\s)?year|year))?",
    rf"(?:the\s)?(?:end\sof\s)?(?:the\s)?(?:H(?P<h1>[12])|(?P<h2>first|second)\shalf)(?:,?{_OF}\s?(?P<y6>{_YEAR}|this\syear|next\syear|year))?",
    rf"(?P<edge2>(?:the\s)?(?:end|close|beginning|start|middle)\sof\s|mid-|early\s|late\s)?(?P<y7>{_YEAR}(?!\s?[-–]\s?\d|,\d|\s(?:\d|fiscal))|(?:this|the|next|the\scurrent|the\sfollowing)\s(?:calendar\s)?year(?![\s-](?:plan|of|end)))",
    r"(?P<yearend>(?:the\s)?year[’']?s?[\s-]end)(?:\s(?P<y8>(?:19|20)\d\d))?|mid[\s-](?P<midyear>year)",
    r"(?P<edge3>(?:the\s)?end\sof\s)?(?P<moon>(?:this|next|the)\s(?:week|month))",
    rf"(?:(?:this|next|the\sfollowing)\s)?(?P<weekday>{'|'.join(_WEEKDAYS)})\b",
    r"(?P<tomorrow>tomorrow|today)\b",
)
_WITHIN = (
    rf"within\s(?:the\snext\s|a\s(?:further\s)?period\sof\s)?(?P<count>{_NUMBER})(?:\s\(\d{{1,3}}\))?\s(?P<kind>(?:calendar|business|working|clear)\s)?"
    r"(?P<unit>days?|weeks?|months?|years?|hours?)(?:\s(?:of|from|after|following)\s(?P<from>(?:the\s|its\s|this\s)?[\w ]{3,60}?(?=[,.;]|$)))?"
)
_LEAD = r"by|before|until|no\slater\sthan|not\slater\sthan|on\sor\sbefore|prior\sto|in\sadvance\sof|ending(?:\son)?|due(?:\son)?|in\stime\sfor|during|in|on|at|as\sof"
_TELLING = (
    r"by|before|until|till|no\slater\sthan|not\slater\sthan|on\sor\sbefore|prior\sto|ending(?:\son)?|due(?:\son|\sby)?"
)
_FROM_THE_TEXT = regex(
    r"adopt|passage|approv|this\s(?:resolution|ordinance|notice|letter|decision|order|meeting|date|memo)|the\sdate\shereof|today",
    re.IGNORECASE,
)


@functools.cache
def _points() -> tuple[re.Pattern[str], ...]:
    return tuple(regex(rf"(?<![\w./-]){piece}", re.IGNORECASE) for piece in _POINT)


def _unnamed(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


@functools.cache
def _finder() -> re.Pattern[str]:
    point = "|".join(_unnamed(piece) for piece in _POINT)
    spaced = point.replace(r"\s", r"\s{1,3}")
    return regex(
        rf"\b(?:(?P<lead>{_TELLING})\s{{1,3}}(?:(?:the\s)?{_CLOCK}\s{{1,3}})?(?P<told>{spaced})(?:,?\s{{1,3}}(?:at|by)\s{_CLOCK})?"
        rf"|(?P<within>{_unnamed(_WITHIN)})"
        rf"|(?:in|during)\s{{1,3}}(?P<during>(?:the\s)?(?:first|second|third|fourth|last)\s(?:quarter|half)(?:\sof\s(?:the\syear|this\syear|next\syear|{_YEAR}))?|Q[1-4](?:\s{_YEAR})?))",
        re.IGNORECASE,
    )


_RETURNING = regex(
    r"\b(?:annually|quarterly|monthly|weekly|daily|(?:each|every)\s(?:calendar\s|fiscal\s)?(?:year|quarter|month|week|day))\b",
    re.IGNORECASE,
)


def find_deadlines(text: str, start: int = 0, end: int | None = None) -> Iterator[tuple[int, int, bool]]:
    """Where the deadlines of a stretch stand, with the words that make them deadlines, and whether they come back."""
    stop = len(text) if end is None else end
    for match in _finder().finditer(text, start, stop):
        returning = _RETURNING.search(text, max(start, match.start() - 60), min(stop, match.end() + 24))
        yield match.start(), match.end(), returning is not None


@functools.lru_cache(maxsize=8192)
def last_day(written: str, anchor: Anchor, calendar: Calendar | None = None) -> datetime.date | None:
    """The last day that English words mean: “by the end of June” in a text of 2031 is 30 June 2031; else None.

    “before 1 July” ends the day before. Working days need a calendar; “within 30 days” has a day only where the words
    count from the text (“of adoption”). Fiscal years are the body's own and have none.
    """
    text = " ".join(written.split())
    if _RETURNING.search(text):
        return None
    within = re.search(_WITHIN, text, re.IGNORECASE)
    if within:
        return _counted(within, anchor, calendar)
    if re.search(r"fiscal|\bFY", text, re.IGNORECASE):
        return None
    best: re.Match[str] | None = None
    for pattern in _points():
        match = pattern.search(text)
        if match and (best is None or (match.start(), -match.end()) < (best.start(), -best.end())):
            best = match
    if best is None:
        return None
    day = _meant(best, anchor)
    if day is not None and re.search(r"(?<!or )\b(?:before|prior to)\b[^,]*$", text[: best.start()], re.IGNORECASE):
        return _before(best, day)
    return day


def _before(match: re.Match[str], day: datetime.date) -> datetime.date | None:
    """The last day before what is named: the eve of a day, the end of the month before, of the year before."""
    part = _parts(match)
    try:
        if part["m1"] or part["m2"] or part["m3"] or part["weekday"]:
            return day - datetime.timedelta(days=1)
        if part["edge"] or part["edge2"] or part["yearend"]:
            return day
        if part["m4"]:
            return day.replace(day=1) - datetime.timedelta(days=1)
        return day.replace(year=day.year - 1) if part["y7"] else day
    except (ValueError, OverflowError):
        return None


def _counted(match: re.Match[str], anchor: Anchor, calendar: Calendar | None) -> datetime.date | None:
    count = count_of(match["count"])
    said = match["from"]
    if anchor.day is None or count is None or said is None or not _FROM_THE_TEXT.search(said):
        return None
    unit = match["unit"].lower().rstrip("s")
    if unit == "hour":
        return None
    if unit == "day" and (match["kind"] or "").strip().lower() in ("business", "working"):
        unit = "working"
    return counted_on(anchor.day, count, unit, calendar)


_GROUPS = re.findall(r"\?P<(\w+)>", "".join(_POINT))


def _parts(match: re.Match[str]) -> dict[str, str | None]:
    """What a time names, every group of every pattern, None where it does not."""
    return dict.fromkeys(_GROUPS) | match.groupdict()


def _month(name: str) -> int:
    return next(number for number, month in enumerate(MONTHS, 1) if month.startswith(name.lower()[:3]))


def _year(written: str | None, anchor: Anchor) -> int | None:
    base = anchor.year if anchor.year is not None else (anchor.day.year if anchor.day else None)
    if base is not None and not 100 < base < 9900:
        base = None
    if written is None or not written[:4].isdigit():
        following = written is not None and written.lower().startswith(("next", "the following"))
        return None if base is None else base + following
    return int(written[:4])


def _coming(year: int, month: int, stated: bool, anchor: Anchor) -> int:
    """A month without a year that lies behind a text of November or December is the next year's."""
    late = anchor.day is not None and anchor.day.year == year and anchor.day.month >= 11 and month <= 3
    return year + (late and not stated)


def _meant(match: re.Match[str], anchor: Anchor) -> datetime.date | None:
    part = _parts(match)
    for order in "123":
        if part[f"m{order}"]:
            written = part[f"m{order}"] or ""
            month = int(written) if order == "3" else _month(written)
            stated = part[f"y{order}"]
            year = _year(stated, anchor)
            return (
                None
                if year is None
                else day_of(_coming(year, month, stated is not None, anchor), month, int(part[f"d{order}"] or 0))
            )
    if part["tomorrow"] or part["weekday"] or part["moon"]:
        return _near(part, match[0].lower(), anchor)
    year = _year(part["y4"] or part["y5"] or part["y6"] or part["y7"] or part["y8"], anchor)
    if year is None:
        return None
    if part["m4"]:
        return _of_month(
            _coming(year, _month(part["m4"]), part["y4"] is not None, anchor), _month(part["m4"]), part["edge"]
        )
    if part["q1"] or part["q2"]:
        named = (part["q1"] or part["q2"] or "").lower()
        quarter = int(named[0]) if named[0].isdigit() else min(ENGLISH_ORDINALS.get(named, 4), 4)
        return month_end(year, 3 * quarter)
    if part["h1"] or part["h2"]:
        return month_end(year, 6 if (part["h1"] or part["h2"] or "").lower() in ("1", "first") else 12)
    if part["midyear"]:
        return datetime.date(year, 6, 30)
    edge = (part["edge2"] or "").lower()
    if edge.startswith("mid") or "middle" in edge:
        return datetime.date(year, 6, 30)
    if edge.startswith("early") or "beginning" in edge or "start" in edge:
        return datetime.date(year, 1, 31) if edge.startswith("early") else datetime.date(year, 1, 1)
    return datetime.date(year, 12, 31)


def _of_month(year: int, month: int, edge: str | None) -> datetime.date:
    said = (edge or "").lower()
    if said.startswith("mid") or "middle" in said:
        return datetime.date(year, month, 15)
    if said.startswith("early") or "beginning" in said or "start" in said:
        return datetime.date(year, month, 10 if said.startswith("early") else 1)
    return month_end(year, month)


def _near(part: dict[str, str | None], written: str, anchor: Anchor) -> datetime.date | None:
    """Days told from the text's own: this week, next month, Friday, tomorrow."""
    if anchor.day is None:
        return None
    if part["tomorrow"]:
        return anchor.day + datetime.timedelta(days=part["tomorrow"].lower() == "tomorrow")
    if part["weekday"]:
        ahead = (_WEEKDAYS.index(part["weekday"].lower()) - anchor.day.weekday()) % 7 or 7
        return anchor.day + datetime.timedelta(days=ahead)
    following = "next" in written
    if "week" in written:
        return anchor.day + datetime.timedelta(days=6 - anchor.day.weekday() + 7 * following)
    year, month = divmod(anchor.day.year * 12 + anchor.day.month - 1 + following, 12)
    return month_end(year, month + 1)
