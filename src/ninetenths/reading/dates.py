"""Dates, absolute and relative; a relative one is put in figures only where the text states a year to count from."""

from __future__ import annotations

import datetime
import re
from functools import cache

from ninetenths.measures import count_of, month_end
from ninetenths.reading.quantities import windows
from ninetenths.reading.values import DateMention

_WIDE = str.maketrans("０１２３４５６７８９", "0123456789")
_D = "[0-9０-９]"
_N = "[一二两兩三四五六七八九十]"
_DAYS = f"(?:({_D}{{1,2}}|{_N}{{1,3}})[日号號](?:(?:至|到|—|-|－)({_D}{{1,2}})[日号號])?)?"
_YEAR_PART = "([底末初]|年[底末初]|上半年|下半年|第?[一二三四]季度)?"
_BEFORE = "(?:之?前|以前)?"
_FIGURES = (
    f"{_D}(?:({_D}{{3}})(?:年?(?:——|--|[-—–－~～至到])((?:19|20|１９|２０){_D}{{2}})年"
    f"|年度?(?:({_D}{{1,2}}|十[一二]?|[一二三四五六七八九])月{_DAYS}([底末初]|[上中下]旬)?|{_YEAR_PART})"
    f"|[-/.]([0-9]{{1,2}})[-/.]([0-9]{{1,2}})(?![0-9])){_BEFORE}"
    f"|{_D}?月{_DAYS}([底末初]|[上中下]旬)?{_BEFORE}(?![龄齡份]|以[上下]))"
)
_NUMERALS = (
    f"[一二][〇○零Ｏ九][〇○零Ｏ一二三四五六七八九]{{2}}年"
    f"(?:({_N}{{1,2}})月{_DAYS}([底末初]|[上中下]旬)?|{_YEAR_PART}){_BEFORE}"
)
_COUNT = f"({_D}{{1,2}}|{_N}{{1,2}})(个?月|個月|年)(?:[内內]|左右|[来來])?"
_YEAR_WORDS = {
    "今年": 0, "本年": 0, "本年度": 0, "今年度": 0, "当年": 0, "明年": 1, "来年": 1, "來年": 1, "下年度": 1,
    "后年": 2, "後年": 2, "去年": -1, "上年": -1, "上年度": -1, "前年": -2,
}  # fmt: skip
_OF_YEAR = "(?:年?[底末初]|上半年|下半年|第?[一二三四]季度)?"
# What follows a group of words is written once: it compiles in a fraction of the time.
_WORDS = "|".join([
    f"(?:{'|'.join(sorted(_YEAR_WORDS, key=len, reverse=True))}){_OF_YEAR}{_BEFORE}",
    f"(?:今后|今後|未来|未來|过去|過去|最近|近|前|下)(?:{_D}{{1,2}}|{_N}{{1,2}})(?:个?月|個月|年)(?:[内內]|左右|[来來])?",
    f"年[底末]{_BEFORE}|(?:年|个月|個月)[之以]?[内內]|月底前?",
    f"(?:上半年|下半年|一季度|二季度|三季度|四季度){_BEFORE}",
    "(?:本届|本屆|新一届|新一屆)(?:政府|[党黨]委|人大)?(?:任期)?[内內]?",
    "五[”」]?(?:规划|規劃|计划|計劃)?(?:(?:时期|時期|期间|期間)(?:末|初|中期|以[来來])?|期?末|初|中期|以[来來])",
])  # fmt: skip


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str], re.Pattern[str], re.Pattern[str]]:
    return re.compile(_FIGURES), re.compile(_NUMERALS), re.compile(_WORDS), re.compile(_COUNT)


def find_dates(text: str, year: int | None) -> list[DateMention]:
    """Every date of a Chinese text in order; `year` is the one the text states for itself, if it does.

    `iso` is a day, month, year or `a/b`; None where nothing is stated to count from. `relative_to` is None for an
    absolute date, `year:2025` for one counted from the stated year, and `year`, `month` or `term` for what is missing.
    """
    base = None if year is None or not 100 < year < 9900 else year
    found: list[DateMention] = []
    for start in _candidates(text):
        made = _at(text, start, base)
        if made is not None:
            found.append(made)
    found.sort(key=_start)
    return _apart(found)


_FIGURE = frozenset("0123456789０１２３４５６７８９")
_NUMERAL = frozenset("一二两兩三四五六七八九十")
_ZEROS = frozenset("〇○零Ｏ")
_YEAR_BEFORE = frozenset("今本当當明来來后後去上前度")
_YEAR_AFTER = frozenset("底末内內之以")
_JOINT = frozenset("-—–－~～至到")


def _places(text: str, key: str) -> list[int]:
    found = []
    at = text.find(key)
    while at >= 0:
        found.append(at)
        at = text.find(key, at + 1)
    return found


def _candidates(text: str) -> list[int]:
    """Where a date may begin, told by the characters about each 年, 月, 季度, 届 and 五; 20 and 19 for ISO dates."""
    found = []
    for at in _places(text, "年"):
        before = text[at - 1 : at]
        if before in _FIGURE:
            found.append(_number_start(text, at))
        elif before in _NUMERAL or before in _ZEROS:
            found.append(_numeral_start(text, at))
        elif before in _YEAR_BEFORE:
            found.append(at - 1)
        elif before == "半":
            found.append(at - 2 if at > 1 else at)
        elif text[at + 1 : at + 2] in _YEAR_AFTER:
            found.append(at)
    for at in _places(text, "月"):
        before = text[at - 1 : at]
        if before in _FIGURE:
            first = at - 2 if at > 1 and text[at - 2] in _FIGURE else at - 1
            if text[first - 1 : first] != "年":
                found.append(first)
        elif before in ("个", "個"):
            found.append(_way_start(text, _digits_start(text, at - 1)) if at > 1 else at - 1)
        elif text[at + 1 : at + 2] == "底":
            found.append(at)
    found += [at - 1 for at in _places(text, "季度") if at and text[at - 1] in "一二三四"]
    for key, back in (("本届", 0), ("本屆", 0), ("新一届", 0), ("新一屆", 0)):
        found += [at - back for at in _places(text, key)]
    found += [at for at in _places(text, "五") if text[at + 1 : at + 2] in _PLAN_AFTER]
    for century in ("20", "19"):
        found += [at for at in _places(text, century) if text[at + 4 : at + 5] in _DASHES]
    return found


_PLAN_AFTER = frozenset("”」时時期末初中规規计計")
_DASHES = frozenset("-/.")


def _digits_start(text: str, at: int) -> int:
    """Where the one or two figures or numerals before `at` begin."""
    first = at
    while first > 0 and at - first < 2 and (text[first - 1] in _FIGURE or text[first - 1] in _NUMERAL):
        first -= 1
    return first


def _number_start(text: str, at: int) -> int:
    """Where “2025年”, “2021—2025年” or “今后5年” begins, from its 年."""
    first = at
    while first > 0 and at - first < 5 and text[first - 1] in _FIGURE:
        first -= 1
    if at - first <= 2:
        return _way_start(text, first)
    if at - first == 4 and first > 4 and text[first - 1] in _JOINT:
        for back in (first - 5, first - 6):
            if back >= 0 and text[back] in "12１２" and text[back + 3] in _FIGURE:
                return back
    return first


def _numeral_start(text: str, at: int) -> int:
    """Where “二〇二五年” or “今后五年” begins, from its 年."""
    if at >= 4 and text[at - 4] in "一二" and (text[at - 3] in _ZEROS or text[at - 3] == "九"):
        return at - 4
    return _way_start(text, _digits_start(text, at))


def _way_start(text: str, first: int) -> int:
    """Where the word before a count of years begins (今后, 过去, 近), else the end of the count, if 内 follows."""
    before = text[first - 1 : first]
    if before in ("后", "後", "来", "來", "去", "近") and first > 1 and text[first - 2] in "今未过過最":
        return first - 2
    if before and before in "近前下":
        return first - 1
    return first


def _at(text: str, start: int, base: int | None) -> DateMention | None:
    """The date that begins at `start`, if one does."""
    figures, numerals, words, _ = _patterns()
    char = text[start : start + 1]
    if char in _FIGURE:
        match = figures.match(text, start)
        if match is not None:
            return _absolute(text, match) if match[1] is not None else _month_day(text, match, base)
    elif char in "一二" and text[start + 4 : start + 5] == "年":
        match = numerals.match(text, start)
        if match is not None:
            number = _figure(match[0][:4])
            iso = None if number is None else _within(number, *match.groups())
            return None if iso is None else DateMention(*match.span(), iso, None)
    if char in _FIGURE or (char in _NUMERAL and text[start + 1 : start + 3] != "季度" and char != "五"):
        # “三年内”, “6个月内”: told from its 年 or 个.
        start = _digits_end(text, start)
    match = words.match(text, start)
    return None if match is None else _relative(text, match[0], start, match.end(), base)


def _digits_end(text: str, start: int) -> int:
    after = start
    while after - start < 2 and text[after : after + 1] and (text[after] in _FIGURE or text[after] in _NUMERAL):
        after += 1
    return after


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
    return count_of(written.replace("○", "〇").replace("Ｏ", "〇"))


_CODE_BEFORE = frozenset("0123456789０１２３４５６７８９.．/第")


def _absolute(text: str, match: re.Match[str]) -> DateMention | None:
    """A year, or a month, days or part of it."""
    start, end = match.span()
    if start and text[start - 1] in _CODE_BEFORE:
        return None
    _, upper, month, day, last, month_part, part, other_month, other_day, *_ = match.groups()
    year = int(text[start : start + 4].translate(_WIDE))
    if not 1900 <= year < 2100:
        return None
    iso: str | None
    if upper is not None:
        until = int(upper.translate(_WIDE))
        iso = f"{year}/{until}" if year < until else None
    elif other_month is not None:
        iso = day_iso(year, int(other_month), int(other_day))
    else:
        iso = _within(year, month, day, last, month_part, part)
    return None if iso is None else DateMention(start, end, iso, None)


def _month_day(text: str, match: re.Match[str], base: int | None) -> DateMention | None:
    """A month, or days or part of it, of the stated year."""
    start, end = match.span()
    if start and (text[start - 1] in _CODE_BEFORE or text[start - 1] == "年"):
        return None
    written = match[0]
    iso = _within(base or 2000, written[: written.index("月")], match[10], match[11], match[12], None)
    if iso is None:
        return None
    return DateMention(start, end, iso if base is not None else None, "year" if base is None else f"year:{base}")


def day_iso(year: int, month: int, day: int) -> str | None:
    """ISO of a day, None where the calendar has no such day."""
    try:
        return datetime.date(year, month, day).isoformat()
    except ValueError:
        return None


def _within(
    year: int, month: str | None, day: str | None, last: str | None, month_part: str | None, part: str | None
) -> str | None:
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
    if month_part is None:
        return f"{year}-{number:02}"
    final = month_end(year, number)
    if month_part in "底末":
        return final.isoformat()
    low, high = {"上": (1, 10), "中": (11, 20), "下": (21, final.day), "初": (1, 10)}[month_part[0]]
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


def _plan(text: str, written: str, start: int, end: int) -> DateMention | None:
    """A five-year plan's years, where these are meant: “十四五”时期 → 2021/2025, its 末 → 2025-12-31."""
    first = start
    while first > 0 and start - first < 2 and text[first - 1] in "一二三四五六七八九十":
        first -= 1
    number = count_of(text[first:start]) if first < start else None
    if number is None or not 4 <= number <= 30:
        return None
    if first and text[first - 1] in "“「":
        first -= 1
    elif "期" not in written:
        return None
    year = 1971 + 5 * (number - 4)
    if written[-1] == "末":
        iso = f"{year + 4}-12-31"
    elif written[-1] == "初":
        iso = f"{year}"
    elif written.endswith("中期"):
        iso = f"{year + 2}"
    else:
        iso = f"{year}/{year + 4}"
    return DateMention(first, end, iso, None)


def _relative(text: str, written: str, start: int, end: int, base: int | None) -> DateMention | None:
    """A date counted from the stated year; `written` tells by its first characters which kind it is."""
    head = written[0]
    ahead = text[start - 1] if start else ""
    if head == "五":
        return _plan(text, written, start, end)
    if (head == "本" and written[1] != "年") or head == "新":
        return DateMention(start, end, None, "term")
    if written[-1] in "内內" and head in "年个個" and written[1:2] not in ("底", "末"):
        return _inside(text, written, start, end, base)
    if head == "月":
        return None if ahead in _FIGURE else DateMention(start, end, None, "month")
    if head == "年":
        if ahead in _FIGURE or ahead in "今明去上前整":
            return None
        return _counted(start, end, base, 0, written)
    if head in "一二三四":
        return _counted(start - (ahead == "第"), end, base, 0, written)
    if head in "上下" and written[1] == "半":
        return _counted(start, end, base, 0, written)
    for word in (written[:3], written[:2]):
        if word in _YEAR_WORDS:
            if (ahead in "以之目先" and ahead and head in "前后後") or text[end : end + 1] in tuple("轻輕级級龄齡"):
                return None
            return _counted(start, end, base, _YEAR_WORDS[word], written[len(word) :])
    return _span_of_years(text, written, start, end, base)


def _counted(start: int, end: int, base: int | None, shift: int, part: str) -> DateMention:
    if base is None:
        return DateMention(start, end, None, "year")
    named = part.removesuffix("以前").removesuffix("之前").removesuffix("前") or None
    return DateMention(start, end, year_part(base + shift, named), f"year:{base}")


def _inside(text: str, written: str, start: int, end: int, base: int | None) -> DateMention | None:
    """年内, 三年内, 6个月内: what stands before 年 tells."""
    first = start
    while first > 0 and start - first < 2 and text[first - 1] in "0123456789一二两兩三四五六七八九十":
        first -= 1
    if first == start:
        if written[0] != "年" or (start and text[start - 1] in "今明去上前整多几幾余餘数數"):
            return None
        return _counted(start, end, base, 0, "") if len(written) == 2 else None
    if first and text[first] in _FIGURE and text[first - 1] in _CODE_BEFORE:
        return None
    count = _figure(text[first:start])
    if written[0] != "年" or base is None or count is None:
        return DateMention(first, end, None, "month" if written[0] != "年" else "year")
    return DateMention(first, end, f"{base}/{base + count}", f"year:{base}")


def _span_of_years(text: str, written: str, start: int, end: int, base: int | None) -> DateMention | None:
    """今后五年, 过去三年, 前两年: an interval that begins or ends in the stated year."""
    match = _patterns()[3].search(written)
    count = _figure(match[1]) if match else None
    if match is None or count is None or not 1 <= count <= 60:
        return None
    ahead = text[start - 1] if start else ""
    if (written[0] in "前近" and ahead and ahead in "目附邻鄰最") or text[end : end + 1] in tuple("级級"):
        return None
    if base is None or match[2] != "年":
        return DateMention(start, end, None, "year" if match[2] == "年" else "month")
    iso = f"{base}/{base + count}" if written[0] in "今未下" else f"{base - count}/{base}"
    return DateMention(start, end, iso, f"year:{base}")


_MONTHS = [
    "january",
    "february",
    "march",
    "april",
    "may",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
]
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
    pattern = _english()
    for low, high in windows(text, _ENGLISH_SIGNS, 50, 60):
        for match in pattern.finditer(text, low, high):
            made = _english_date(match, year)
            if made is not None:
                found.append(made)
    return found


# Every English date holds a figure or the word year.
_ENGLISH_SIGNS = re.compile("|".join([*"0123456789", "year", "Year", "YEAR"]))


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
        iso = day_iso(*map(int, part["iso"].split("-")))
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
        return DateMention(
            start if part["fiscal"] else match.start("alone"),
            end,
            f"{first}/{first[:2] + last[-2:]}" if last else first,
            None,
        )
    if part["from"]:
        return DateMention(start, end, f"{part['from']}/{part['to']}", None) if part["from"] < part["to"] else None
    if part["relative"]:
        shift = {"next": 1, "last": -1}.get(part["relative"].lower(), 0)
        return DateMention(start, end, str(base + shift) if base else None, f"year:{base}" if base else "year")
    if part["size"].lower() == "years" and part["within"].lower() != "within" and base:
        return DateMention(start, end, f"{base}/{base + int(part['count'])}", f"year:{base}")
    return DateMention(start, end, None, "day")
