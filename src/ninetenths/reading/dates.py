"""Dates, absolute and relative; a relative one is put in figures only where the text states a year to count from."""

from __future__ import annotations

import datetime
import re
from functools import cache

from ninetenths.reading.quantities import number_of
from ninetenths.reading.values import DateMention

_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_FIGURE = "[0-9０-９]"
_SEPARATOR = "(?:——|--|[-—–－~～至到])"
_NUMERAL = "[一二两兩三四五六七八九十]"

_ABSOLUTE = (
    rf"(?P<year>(?:19|20|１９|２０){_FIGURE}{{2}}|[一二][〇○零Ｏ九][〇○零Ｏ一二三四五六七八九]{{2}})(?:年度?(?:"
    rf"(?P<month>{_FIGURE}{{1,2}}|十[一二]?|[一二三四五六七八九])月(?:(?P<day>{_FIGURE}{{1,2}}|{_NUMERAL}{{1,3}})[日号號]"
    rf"(?:(?:至|到|—|-|－)(?P<last>{_FIGURE}{{1,2}})[日号號])?)?)?(?P<part>[年月]?[底末初]|上半年|下半年|第?[一二三四]季度|上旬|中旬|下旬)?"
    rf"|{_SEPARATOR}(?P<to>(?:19|20|１９|２０){_FIGURE}{{2}})年|年?{_SEPARATOR}(?P<to2>(?:19|20|１９|２０){_FIGURE}{{2}})年"
    rf"|[-/.](?P<month2>[0-9]{{1,2}})[-/.](?P<day2>[0-9]{{1,2}})(?![0-9]))(?P<before>之?前|以前)?"
)
_MONTH_DAY = (
    rf"(?P<month3>{_FIGURE}{{1,2}})月(?:(?P<day3>{_FIGURE}{{1,2}})[日号號](?:(?:至|到|—|-|－)(?P<last3>{_FIGURE}{{1,2}})[日号號])?)?"
    r"(?P<part3>[底末初]|上旬|中旬|下旬)?(?P<before3>之?前|以前)?"
)
_PLAN = (
    r"[“「]?(?P<plan>[一二三四五六七八九十]{1,2})五[”」]?(?:(?:规划|規劃|计划|計劃)?(?P<span>时期|時期|期间|期間)?(?P<edge>末|初|中期|以来|以來)?)"
)
_YEAR_WORDS = {
    "今年": 0, "本年": 0, "本年度": 0, "今年度": 0, "当年": 0, "明年": 1, "来年": 1, "來年": 1, "下年度": 1, "后年": 2, "後年": 2,
    "去年": -1, "上年": -1, "上年度": -1, "前年": -2,
}  # fmt: skip
_WORDS = (
    r"(?P<word>今年度?|本年度?|当年|明年|来年|來年|下年度|后年|後年|去年|上年度?|前年)(?P<part4>年?[底末初]|上半年|下半年|第?[一二三四]季度)?(?P<before4>之?前|以前)?"
    r"|(?P<part5>年[底末]|年[内內]|上半年|下半年|第?[一二三四]季度)(?P<before5>之?前|以前)?"
    rf"|(?P<way>今[后後]|未[来來]|[过過]去|最?近|前|下)(?P<count>[0-9]{{1,2}}|{_NUMERAL}{{1,2}})个?(?P<size>年|个月)(?P<inside>[内內]|左右|[来來])?"
    rf"|(?P<count2>[0-9]{{1,2}}|{_NUMERAL}{{1,2}})(?P<size2>年|个月|個月)(?:之|以)?(?P<inside2>[内內])"
    r"|(?P<term>本届|本屆|新一届|新一屆)(?:政府|任期|[党黨]委|人大)?(?:任期)?[内內]?"
    r"|(?P<monthend>月底前?)"
)


@cache
def _pattern() -> re.Pattern[str]:
    # Words that only look like these dates: “前三年级”, “上年纪”, “后年轻”; a month of no year: “3月龄”.
    return re.compile(
        rf"(?<![0-9０-９.．/第]){_ABSOLUTE}|(?<![0-9０-９.．年第/]){_MONTH_DAY}(?![龄齡份]|以上|以下)"
    )


@cache
def _words() -> re.Pattern[str]:
    return re.compile(_WORDS)


@cache
def _plans() -> re.Pattern[str]:
    return re.compile(_PLAN)


def find_dates(text: str, year: int | None) -> list[DateMention]:
    """Every date of a Chinese text in order; `year` is the one the text states for itself, if it does.

    `iso` is a day, month, year or `a/b`; None where nothing is stated to count from. `relative_to` is None for an
    absolute date, `year:2025` for one counted from the stated year, and `year`, `month` or `term` for what is missing.
    """
    found: list[DateMention] = []
    for match in _pattern().finditer(text):
        made = _absolute(match, year)
        if made is not None:
            found.append(made)
    base = None if year is None or not 2 < year < 9900 else year
    for match in _words().finditer(text):
        made = _relative(text, match, base)
        if made is not None:
            found.append(made)
    if "五" in text:
        for match in _plans().finditer(text):
            made = _plan(match)
            if made is not None:
                found.append(made)
    found.sort(key=_start)
    return _apart(found)


def _start(mention: DateMention) -> tuple[int, int]:
    return mention.start, -mention.end


def _apart(found: list[DateMention]) -> list[DateMention]:
    kept: list[DateMention] = []
    reached = 0
    for mention in found:
        if mention.start >= reached:
            kept.append(mention)
            reached = mention.end
    return kept


def _figure(written: str) -> int | None:
    if written[0] in "0123456789０１２３４５６７８９":
        return int(written.translate(_WIDE))
    return number_of(written.replace("○", "〇").replace("Ｏ", "〇"))


def _absolute(match: re.Match[str], base: int | None) -> DateMention | None:
    group = match.groupdict()
    if group["year"] is None:
        return _month_day(match, group, base)
    year = _figure(group["year"])
    if year is None:
        return None
    upper = group["to"] or group["to2"]
    if upper is not None:
        last = _figure(upper)
        iso = f"{year}/{last}" if last is not None and year < last else None
    elif group["month2"] is not None:
        iso = day_iso(year, int(group["month2"]), int(group["day2"]))
    else:
        iso = _within(year, group["month"], group["day"], group["last"], group["part"])
    if iso is None:
        return None
    return DateMention(match.start(), match.end(), iso, None)


def _month_day(match: re.Match[str], group: dict[str, str | None], base: int | None) -> DateMention | None:
    iso = _within(base or 2000, group["month3"], group["day3"], group["last3"], group["part3"])
    if iso is None:
        return None
    if base is None:
        return DateMention(match.start(), match.end(), None, "year")
    return DateMention(match.start(), match.end(), iso, f"year:{base}")


def day_iso(year: int, month: int, day: int) -> str | None:
    """ISO of a day, None where the calendar has no such day."""
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def month_end(year: int, month: int) -> datetime.date:
    """The last day of a month."""
    after = datetime.date(year + month // 12, month % 12 + 1, 1)
    return after - datetime.timedelta(days=1)


def _within(year: int, month: str | None, day: str | None, last: str | None, part: str | None) -> str | None:
    """ISO of a year, or of the month, days or part of it that is named."""
    if month is None:
        return year_part(year, part)
    number = _figure(month)
    if number is None or not 1 <= number <= 12:
        return None
    if day is not None:
        first = _figure(day)
        iso = day_iso(year, number, first) if first is not None else None
        if last is None or iso is None:
            return iso
        until = _figure(last)
        other = day_iso(year, number, until) if until is not None else None
        return f"{iso}/{other}" if other is not None and other > iso else None
    if part is None:
        return f"{year}-{number:02}"
    if part in ("底", "末", "月底", "月末"):
        return month_end(year, number).isoformat()
    low, high = {"上": (1, 10), "中": (11, 20), "下": (21, month_end(year, number).day)}.get(part[0], (1, 10))
    return f"{year}-{number:02}-{low:02}/{year}-{number:02}-{high:02}"


def year_part(year: int, part: str | None) -> str:
    """ISO of a year or of the named part of it: 底 and 末 are its last day."""
    if part is None or part[-1] in "内內":
        return f"{year}"
    if part[-1] in "底末":
        return f"{year}-12-31"
    if part[-1] == "初":
        return f"{year}-01"
    if part == "上半年":
        return f"{year}-01/{year}-06"
    if part == "下半年":
        return f"{year}-07/{year}-12"
    quarter = "一二三四".index(part.lstrip("第")[0])
    return f"{year}-{3 * quarter + 1:02}/{year}-{3 * quarter + 3:02}"


def _plan(match: re.Match[str]) -> DateMention | None:
    """A five-year plan's years, where they are meant rather than the plan: “十四五”时期 → 2021/2025, its 末 → 2025-12-31."""
    edge, named = match["edge"], match["span"]
    if named is None and edge is None:
        return None
    number = number_of(match["plan"])
    if number is None or not 4 <= number <= 30:
        return None
    first = 1971 + 5 * (number - 4)
    iso = f"{first}/{first + 4}"
    if edge == "末":
        iso = f"{first + 4}-12-31"
    elif edge == "初":
        iso = f"{first}"
    elif edge == "中期":
        iso = f"{first + 2}"
    return DateMention(match.start(), match.end(), iso, None)


def _relative(text: str, match: re.Match[str], base: int | None) -> DateMention | None:
    start, end = match.span()
    word = match["word"]
    if word is not None:
        if (word in ("前年", "后年", "後年") and text[start - 1 : start] in tuple("以之年目先")) or text[end : end + 1] in tuple("轻輕级級龄齡"):
            return None
        iso = None if base is None else year_part(base + _YEAR_WORDS[word], match["part4"])
    elif match["part5"] is not None:
        if start and text[start - 1] in "0123456789０１２３４５６７８９今明去上前整":
            return None
        iso = None if base is None else year_part(base, match["part5"])
    elif match["term"] is not None:
        return DateMention(start, end, None, "term")
    elif match["monthend"] is not None:
        return DateMention(start, end, None, "month")
    else:
        return _span_of_years(text, match, base)
    return DateMention(start, end, iso, "year" if base is None else f"year:{base}")


def _span_of_years(text: str, match: re.Match[str], base: int | None) -> DateMention | None:
    """今后五年, 过去三年, 三年内: an interval that begins or ends in the stated year."""
    start, end = match.span()
    count = _figure(match["count"] or match["count2"])
    way = (match["way"] or "今后")[0]
    months = (match["size"] or match["size2"]) != "年"
    if count is None or not 1 <= count <= 60:
        return None
    if way == "前" and (text[start - 1 : start] == "目" or text[end : end + 1] in tuple("级級")):
        return None
    if base is None or months:
        return DateMention(start, end, None, "year" if base is None else "month")
    iso = f"{base}/{base + count}" if way in "今未下" else f"{base - count}/{base}"
    return DateMention(start, end, iso, f"year:{base}")


_MONTHS = (
    "january february march april may june july august september october november december".split()
)
_ENGLISH = (
    r"\b(?:(?P<month>{m})\.?\s(?P<day>\d{{1,2}})(?:st|nd|rd|th)?,?\s(?P<year>(?:19|20)\d\d)"
    r"|(?P<day2>\d{{1,2}})(?:st|nd|rd|th)?\s(?:of\s)?(?P<month2>{m})\.?,?\s(?P<year2>(?:19|20)\d\d)"
    r"|(?P<iso>(?:19|20)\d\d-\d\d-\d\d)"
    r"|(?P<month3>{m})\.?,?\s(?P<year3>(?:19|20)\d\d)"
    r"|(?P<month4>{m})\s(?P<day4>\d{{1,2}})(?:st|nd|rd|th)?(?![\d,])"
    r"|(?:fiscal\syear|FY)\s?(?P<fiscal>(?:19|20)\d\d)(?:\s?[-–/]\s?(?P<fiscal2>(?:19|20)?\d\d))?"
    r"|(?P<from>(?:19|20)\d\d)\s?[-–]\s?(?P<to>(?:19|20)\d\d)"
    r"|(?:by|in|since|until|before|after|during|through|of)\s(?:the\s(?:end|year)\s(?:of\s)?)?(?P<alone>(?:19|20)\d\d)(?![\d,.%-]\d)"
    r"|(?P<relative>this|next|last|the\scurrent)\s(?:calendar\s|fiscal\s)?year"
    r"|(?P<within>within|in\sthe\snext|over\sthe\snext)\s(?:[a-z-]{{3,12}}\s\()?(?P<count>\d{{1,3}})\)?\s(?P<size>days|months|years))\b"
)


@cache
def _english() -> re.Pattern[str]:
    months = "|".join(f"{name}|{name[:3]}" if len(name) > 4 else name for name in _MONTHS)
    return re.compile(_ENGLISH.format(m=months), re.IGNORECASE)


def find_dates_en(text: str, year: int | None) -> list[DateMention]:
    """Every date of an English text in order; the fields mean what they mean in `find_dates`."""
    found: list[DateMention] = []
    for match in _english().finditer(text):
        made = _english_date(match, year)
        if made is not None:
            found.append(made)
    return found


def _month_number(name: str) -> int:
    return next(number for number, month in enumerate(_MONTHS, 1) if month.startswith(name.lower()))


def _english_date(match: re.Match[str], base: int | None) -> DateMention | None:
    part = match.groupdict()
    start, end = match.span()
    month, day, year = part["month"] or part["month2"], part["day"] or part["day2"], part["year"] or part["year2"]
    iso: str | None
    if year:
        iso = day_iso(int(year), _month_number(month or ""), int(day or ""))
        return DateMention(start, end, iso, None) if iso else None
    if part["iso"]:
        iso = day_iso(*map(int, part["iso"].split("-")))  # type: ignore[arg-type]
        return DateMention(start, end, iso, None) if iso else None
    if part["month3"]:
        return DateMention(start, end, f"{part['year3']}-{_month_number(part['month3']):02}", None)
    if part["month4"]:
        iso = day_iso(base or 2000, _month_number(part["month4"]), int(part["day4"]))
        if iso is None:
            return None
        return DateMention(start, end, iso if base else None, f"year:{base}" if base else "year")
    if part["alone"] or part["fiscal"]:
        first = part["alone"] or part["fiscal"]
        last = part["fiscal2"]
        return DateMention(start if part["fiscal"] else match.start("alone"), end, f"{first}/{first[:2] + last[-2:]}" if last else first, None)
    if part["from"]:
        return DateMention(start, end, f"{part['from']}/{part['to']}", None) if part["from"] < part["to"] else None
    if part["relative"]:
        shift = {"next": 1, "last": -1}.get(part["relative"].lower(), 0)
        return DateMention(start, end, str(base + shift) if base else None, f"year:{base}" if base else "year")
    if part["size"].lower() == "years" and part["within"].lower() != "within" and base:
        return DateMention(start, end, f"{base}/{base + int(part['count'])}", f"year:{base}")
    return DateMention(start, end, None, "day")
