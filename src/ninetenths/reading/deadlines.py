"""By when: the deadline a commitment's own words give, as written, and the last day it can mean."""

from __future__ import annotations

import datetime
import re
from functools import cache

from ninetenths.reading.dates import find_dates, find_dates_en, month_end

_NUMERAL = "[0-9一二两兩三四五六七八九十]"
_BEFORE = "(?:之?前|以前)?"
_PART = "(?:年?[底末中内內]|上半年|下半年|第?[一二三四]季度[末内內]?)"
# “2005年以前建成的小区”: when a thing came to be, not by when something is to be done.
_BUILT = "[底末]?(?:之|以)?前(?:建成|竣工|投用|投产|投產|出生|开工|開工|成立|形成|施工)的"
# A year compared with (比2020年, 较2015年) or counted from (2020年以来, 在2020年的基础上) is no deadline.
_DEADLINE = (
    rf"(?<![比较較自从從由按0-9第])(?:(?:19|20)[0-9]{{2}}年(?![的度版]|以[来來]|基[础礎]|水平|{_BUILT})"
    rf"(?:[0-9]{{1,2}}月(?:[0-9]{{1,2}}日|[底末初])?|{_PART})?{_BEFORE}"
    rf"|(?:19|20)[0-9]{{2}}[-－—–~～至](?:19|20)[0-9]{{2}}年"
    rf"|[0-9]{{1,2}}月(?:[0-9]{{1,2}}日|[底末])?(?:{_BEFORE}|[内內])(?<=[底末日前内內])"
    rf"|(?:今年|本年度?|当年|當年|明年|[来來]年|次年|全年|[后後]年)(?![级級龄齡以的])(?:{_PART}|[0-9]{{1,2}}月[底末]?)?{_BEFORE}"
    rf"|(?<![去上明今整前])年(?:[底末]{_BEFORE}|[内內]|中前)|(?<![去])(?:上半年|下半年){_BEFORE}|第?[一二三四]季度[末内內]?{_BEFORE}"
    rf"|[“「]?[一二三]?十?[一二三四五六七八九]?五[”」]?(?:规划|規劃)?(?:(?:时期|時期|期间|期間)末?|期?末)"
    rf"|(?:今[后後]|未[来來]|力争用|用|再用|[经經]过|[经經]過){_NUMERAL}{{1,3}}(?:到{_NUMERAL}{{1,2}}|[-—－至]{_NUMERAL}{{1,2}})?年(?:左右|[内內])?(?:时间|時間)?"
    rf"|{_NUMERAL}{{1,3}}(?:年|个月|個月|天|日)[之以]?[内內]"
    r"|(?:本|新一)[届屆](?:政府)?(?:任期)?(?:[内內]|期间)?|月底前|(?:春节|国庆节?|汛期|主汛期|入冬|供暖期)前)"
)


@cache
def _pattern() -> re.Pattern[str]:
    return re.compile(_DEADLINE)


@cache
def _english() -> re.Pattern[str]:
    month = "(?:January|February|March|April|May|June|July|August|September|October|November|December)"
    return re.compile(
        rf"\b(?:by|before|until|no later than|not later than|on or before)\s(?:the\send\sof\s)?"
        rf"({month}\s\d{{1,2}},?\s\d{{4}}|\d{{1,2}}\s{month},?\s\d{{4}}|{month}\s\d{{4}}|\d{{4}}-\d\d-\d\d|(?:19|20)\d\d|this\syear|next\syear)"
        rf"|\b(within\s(?:[a-z-]{{3,12}}\s\()?\d{{1,3}}\)?\s(?:business\s|working\s|calendar\s)?"
        r"(?:days|months|years)(?:\sof\s[a-z ]{3,40})?)",
        re.IGNORECASE,
    )


# Without one of these no deadline stands in a clause. Plain words all: a scan for them skips to their first characters.
SIGNS = (
    "年", "月底", "月末", "月前", "月内", "月內", "日前", "季度", "期间", "期間", "期末", "五”末", "五」末", "五末", "本届",
    "本屆", "一届", "一屆", "节前", "節前", "庆前", "汛期前", "入冬前", "暖期前", "个月", "個月", "天内", "天內", "天之",
    "天以", "日内", "日內", "日之", "日以",
)  # fmt: skip


@cache
def _signs() -> re.Pattern[str]:
    return re.compile("|".join(SIGNS))


def deadline_span(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the first deadline in `text[start:end]` stands."""
    if _signs().search(text, start, end) is None:
        return None
    match = _pattern().search(text, start, end)
    return match.span() if match else None


def deadline_of(text: str, start: int, end: int) -> str | None:
    """The first deadline in `text[start:end]` as written (“2025年底前”, “三年内”), None where none is stated."""
    span = deadline_span(text, start, end)
    return None if span is None else text[span[0] : span[1]]


def deadline_of_en(text: str, start: int, end: int) -> str | None:
    """The first deadline of an English passage as written: a date after “by”, “no later than”, or “within 30 days”."""
    match = _english().search(text, start, end)
    return (match[1] or match[2]).strip() if match else None


def deadline_iso(written: str, year: int | None) -> datetime.date | None:
    """The last day a written deadline can mean, counted from the stated `year`; None where the text does not say.

    “2025年底前” → 2025-12-31; “2030年前” → 2029-12-31 (before that year); “6月前” → the last day of May.
    """
    if written.startswith("全年") and year is not None and 0 < year < 9999:
        return datetime.date(year, 12, 31)
    mentions = find_dates(written, year) or find_dates_en(f"by {written}", year)
    iso = next((mention.iso for mention in mentions if mention.iso is not None), None)
    if iso is None:
        return None
    last = iso.rpartition("/")[2]
    parts = [int(part) for part in last.split("-")]
    early = written.endswith("前") and "/" not in iso
    if len(parts) == 3:
        return datetime.date(parts[0], parts[1], parts[2])
    if len(parts) == 2:
        return (
            datetime.date(parts[0], parts[1], 1) - datetime.timedelta(days=1)
            if early
            else month_end(parts[0], parts[1])
        )
    return datetime.date(parts[0] - early, 12, 31)
