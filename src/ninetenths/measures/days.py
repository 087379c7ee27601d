"""Days as texts say them: where a deadline stands in a Chinese text, and the last day a written one means.

`last_day` takes the words of either language. What a text leaves open (“三年内”, “汛期前”, a month without a year to count
from) has no day; it is never guessed.
"""

from __future__ import annotations

import datetime
import functools
import re
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise

from ninetenths.measures import english, festivals
from ninetenths.measures.calendars import Calendar
from ninetenths.measures.moments import Anchor, add_months, counted_on, day_of, month_end
from ninetenths.measures.numbers import count_of
from ninetenths.patterns import regex

# One character for one: offsets into the plain text are offsets into the text.
_PLAIN = str.maketrans(
    "０１２３４５６７８９．／－：（）　個內節慶規劃計畫時間後來當屆點開從過週號兩萬億○Ｏ零為發勞動兒雙",
    "0123456789./-:() 个内节庆规划计划时间后来当届点开从过周号两万亿〇〇〇为发劳动儿双",
)

_Q = r"(?:\d{1,3}|[一二三四五六七八九十两百半]{1,4})"
_MONTH = r"(?P<month>1[0-2]|0?[1-9]|十[一二]?|[一二三四五六七八九])\s?月份?"
_DAY = r"(?P<day>3[01]|[12]\d|0?[1-9]|三十一?|二?十[一二三四五六七八九]?|[一二三四五六七八九])(?!\d)\s?[日号]"
_CLOCK = (
    r"(?P<clock>\s?(?:(?:上午|下午|晚上?|中午|凌晨|早上?)?\s?(?:\d{1,2}|十?[一二三四五六七八九十])"
    r"(?::\d\d|[时点](?!间|评|位|击|面)(?:\d{1,2}分|半|整|正)?)|(?:上午|下午)?下班|中午|零[时点]))?"
)
_MONTH_PART = r"(?P<mpart>底(?!层|线|部)|末|上旬|中旬|下旬|初|中(?![央国小心学考间东西部共医级期华南北旬])|内)?"
_OF_YEAR = (
    r"年?[底末](?!层|线|部|端|位)|年?初(?!级|中|步|期|次|始)|年?中(?![央国小心学考间东西部共医级期华南北])|年内"
    r"|上半年|下半年|前[一二三]个?季度|第?[一二三四1-4]个?季度[末底内初]?|[一二三四]季末|Q[1-4]"
)
_YEAR = (
    r"(?:(?P<year>(?:19|20)\d\d)\s?年|(?P<han>[一二][〇九][〇一二三四五六七八九]{2})年"
    r"|(?P<relative>今年|本年|当年|明年|来年|后年|次年|翌年|下一?年|去年|上年|前年))"
)
_PLAN = (
    r"[“「‘《]?(?P<plan>[二三]?十[一二三四五六七八九]?|[四六七八九])五[”」’》]?(?:规划|计划)?"
    r"(?P<planpart>(?:时期|期间|期)?(?:末|中期|初|结束)|时期|期间|期(?![工项建开]))"
)
_WEEKDAY = "[一二三四五六日天]"
_POINTS = (
    # The year's part, or a day or part of a month; a year alone last.
    rf"{_YEAR}(?:度(?=[内前之以末底]))?[，,的]?\s?(?:{_MONTH}(?:{_DAY}{_CLOCK}|{_MONTH_PART})|(?P<part>{_OF_YEAR})|(?P<feast>{{feasts}})(?=前|之前|以前)|(?<=[，,的])(?!))",
    rf"{_YEAR}(?:度(?=[内前之以末底]))?(?P<bare>)",
    rf"(?P<iyear>(?:19|20)\d\d)\s?[-/.]\s?(?P<imonth>1[0-2]|0?[1-9])(?!\d)(?:\s?[-/.]\s?(?P<iday>3[01]|[12]\d|0?[1-9])(?!\d)[日号]?{_CLOCK}|[月]?{_MONTH_PART})",
    rf"{_MONTH}(?:{_DAY}{_CLOCK}|{_MONTH_PART})",
    r"(?P<part>年[底末]|年[中初](?![央国小心学考间东西部共医级期华南北步次始])|年内|上半年|下半年|前[一二三]个?季度|第?[一二三四1-4]个?季度[末底内初]?|[一二三四]季末|Q[1-4]|全年|本年度|年度内)",
    _PLAN,
    rf"(?P<moon>本月|这个月|当月|下个?月|次月)(?:{_DAY}{_CLOCK}|{_MONTH_PART})|(?P<thismonth>月[底末])",
    rf"(?P<week>本周|这周|下周)(?P<weekday>{_WEEKDAY})?[内末]?|(?:周|星期)(?P<friday>{_WEEKDAY})(?:下班)?(?=前|之前|以前)",
    r"[“‘]?(?P<feast>{feasts})[”’]?(?=前|之前|以前)",
)
_RELATION = (
    r"(?P<relation>[之以]?前(?![期往沿列端景后进置瞻夕年]|[一二三]个?季度)"
    r"|[之以]?内(?![部涵容需外生河蒙地环设控卷循])|开始|起|以后|之后|以来|后(?![续勤期备台方]))?"
)
_AFTERWARDS = frozenset(("开始", "起", "以后", "之后", "以来", "后"))
_JOINT = r"\s?(?:[-—–~～]{1,2}|至|到)\s?"


def _unnamed(pattern: str) -> str:
    return re.sub(r"\(\?P<\w+>", "(?:", pattern)


@functools.cache
def _points() -> tuple[re.Pattern[str], ...]:
    feasts = "|".join(sorted(festivals.names(), key=len, reverse=True))
    return tuple(regex(piece.replace("{feasts}", feasts) + _RELATION) for piece in _POINTS)


@functools.cache
def _any_point() -> str:
    feasts = "|".join(sorted(festivals.names(), key=len, reverse=True))
    return "(?:" + "|".join(_unnamed(piece.replace("{feasts}", feasts)) for piece in _POINTS) + ")"


# “2005年以前建成的小区”: when a thing came to be, not by when something is to be done.
_BUILT = regex("[底末]?(?:[之以]?前)?(?:建成|竣工|投用|投产|出生|开工|成立|形成|施工|批准|取得|登记|入学|毕业)的")
_NO_DEADLINE_BEFORE = frozenset("比较自从由按第0123456789.+＋超")
_SEASONS = "(?:汛期|主汛期|入冬|供暖期?|采暖期?|供暖季|雨季|台风季|春耕|秋收|开学|高考|节假日)"
_EVERY = "每(?:年度?|月|个月|半年|个?季度?|周|两周|两年|个?学期)"
_DURATION = (
    rf"(?:(?:自|从)[^，。；,;\n]{{0,20}}?(?:之日|日)?起(?:计算)?的?{_Q}(?:年|个?月|个?工作日|日|天|周|个?小时)[之以]?内"
    rf"|{_Q}(?:至{_Q}|-{_Q})?(?:年|个月|个?工作日|个?自然日|日|天|周|个?星期|个?小时|个季度)[之以]?内"
    rf"|(?:今后|未来|力争用|再用|用|经过|利用){_Q}(?:到{_Q}|[-—至]{_Q})?年(?:左右|内)?(?:时间)?"
    r"|(?:本|新一)届(?:政府)?(?:任期)?(?:内|期间)?)"
)


# A clause that opens with these: its deadlines come back.
_RETURNING = regex(rf"[^，。]{{0,4}}(?:{_EVERY}|逐月|按月|逐季|按季)")
_NAMED_YEAR = regex(r"\d{4}年|今年|明年")


# What a deadline may begin with, besides the names of holidays: the finder tries its branches at no other character.
_BEGINS = r"\d每Q‘“《「一二三四五六七八九十百两半年月第全本今当明来后次翌下去上前这周星汛主入供采雨台春秋开高节自从未力再用经利新"


@functools.cache
def _finder() -> re.Pattern[str]:
    point = _any_point()
    relation = _unnamed(_RELATION)
    feasts = "".join(sorted({name[0] for name in festivals.names()}))
    return regex(
        rf"(?=[{_BEGINS}{feasts}])(?:(?P<every>{_EVERY}(?:的?{point}{relation}|(?:{_unnamed(_DAY)}|[底末初]|[上中下]旬|{_WEEKDAY}|[首末]月{_unnamed(_DAY)})[之以]?[前内]|结束后{_Q}[个]?(?:工作)?[日天]内))"
        rf"|(?P<years>(?:19|20)\d\d{_JOINT}(?:19|20)\d\d年)"
        rf"|(?P<season>(?:{_YEAR_WORD})?{_SEASONS}[之以]?前)"
        rf"|(?P<within>{_DURATION})"
        rf"|(?P<span>{point}{_JOINT}{point}{relation})"
        rf"|(?P<point>{point}(?P<relation>{relation})))"
    )


_YEAR_WORD = r"(?:19|20)\d\d年|今年|明年|当年"

# Without one of these no deadline stands in a clause. Plain words all: a scan for them skips to their first characters.
SIGNS = (
    "年", "月", "日前", "日内", "日內", "季度", "季末", "期间", "期間", "期末", "五”末", "五」末", "五末", "本届", "本屆", "一届", "一屆",
    "节前", "節前", "庆前", "慶前", "春节", "汛期前", "入冬前", "暖期前", "暖前", "天内", "天內", "天之", "天以", "日之", "日以", "工作日",
    "学前", "學前", "旦前", "明前", "午前", "秋前", "一前", "一”前", "周内", "周内", "周五前", "本周", "下周", "小时内", "小時內", "星期",
    "雨季前", "耕前", "收前", "0前", "1前", "2前", "3前", "4前", "5前", "6前", "7前", "8前", "9前", "月", "班前", "点前", "时前", "時前",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class Deadline:
    """Where a deadline stands, half open, and whether it comes back each period (“每月5日前”)."""

    start: int
    end: int
    recurring: bool = False


def find_deadlines(text: str, start: int = 0, end: int | None = None) -> Iterator[Deadline]:
    """The deadlines of a stretch of Chinese text, in order: by when, within which time, up to when; no starts (5月1日起)."""
    stop = len(text) if end is None else end
    plain = text[start:stop].translate(_PLAIN)
    returning = _RETURNING.match(plain)
    finder = _finder()
    at = 0
    while (match := finder.search(plain, at)) is not None:
        at = max(match.end(), at + 1)
        kind = match.lastgroup if match.lastgroup != "relation" else "point"
        if not _stands(plain, match, kind or ""):
            continue
        begin = match.start() - (kind == "span" and plain[match.start() - 1 : match.start()] in tuple("自从由") and 1)
        every = kind == "every" or (
            returning is not None and match.start() >= returning.end() and _NAMED_YEAR.search(match[0]) is None
        )
        yield Deadline(start + begin, start + match.end(), every)


def _stands(plain: str, match: re.Match[str], kind: str) -> bool:
    """Whether a time that was found is a deadline where it stands."""
    before, written = plain[match.start() - 1 : match.start()], match[0]
    if kind in ("every", "season", "years"):
        return True
    if kind == "within":
        return before not in tuple("第每近前") or written[0] in "自从今未用"
    if before and (before in _NO_DEADLINE_BEFORE) and not (kind == "span" and before in "自从由"):
        return False
    if before and before in "0123456789一二三四五六七八九十" and written[0] in "0123456789一二三四五六七八九十":
        return False
    after = plain[match.end() : match.end() + 8]
    if kind == "span":
        return not written.endswith(tuple(_AFTERWARDS))
    relation = match["relation"] or ""
    if relation in _AFTERWARDS or _BUILT.match(plain, match.end() - len(relation)):
        return False
    if relation:
        return written[0] not in "去上前" or written.startswith(("上半年", "前三季", "前一季", "前二季"))
    return _unrelated(plain, match.start(), written, before, after)


def _unrelated(plain: str, start: int, written: str, before: str, after: str) -> bool:
    """Whether a time without 前, 内 or the like is one by when: “年底”, “2035年”, “6月30日”, “上半年”."""
    if written.startswith(("去年", "上年", "前年")):
        return False
    if written[-1] == "年":  # a year by itself
        whole = written in ("今年", "本年", "当年", "明年", "来年", "次年", "后年", "全年", "翌年", "下年", "下一年")
        if after.startswith(
            ("的", "度", "版", "以来", "基础", "水平", "级", "龄", "以", "同期", "相比", "增长率", "轻", "货", "终")
        ):
            return False
        return not (whole and before in tuple("以之目先"))
    if before in tuple("去上") and written[0] == "年":
        return False
    if written[0] == "年" and before in tuple("今明整前当来全每半多几"):
        return False
    if written[-1] in "月份":
        return not (
            before in tuple("、和及与至到—-~个")
            or after[:1] in tuple("、和及与至到—-~的度饼球亮嫂季票")
            or (len(written) > 4 and False)
        )
    if written[-1] in "日号":
        return after[:1] not in tuple("的、") and before not in tuple("、")
    if written.endswith(("期间", "时期")) and plain[start] not in "“「‘":
        return written[0] not in "春国中端清元"
    return not after.startswith(("同期", "的"))


def find_deadline(text: str, start: int = 0, end: int | None = None) -> Deadline | None:
    """The first deadline of a stretch of Chinese text."""
    return next(find_deadlines(text, start, end), None)


_STANDING = regex("长期|持续|常态|常年|始终|全程|不间断|ongoing|standing|permanent|continu", re.IGNORECASE)
_RECURRING = regex(
    "每(?:年|个?季度?|个?月|周|日|半年|个?学期)|逐(?:年|月|季)|按(?:月|季)|(?:年|季|月)度?(?:性)?(?:开展|推进)"
    "|annual|monthly|quarterly|weekly|every|each (?:year|month|quarter)",
    re.IGNORECASE,
)


def standing(written: str) -> bool:
    """Whether words say that something goes on: 长期, 常态化, ongoing."""
    return _STANDING.search(written) is not None


def recurring(written: str) -> bool:
    """Whether words say that something comes back: 每月, 按季度, quarterly."""
    return _RECURRING.search(written) is not None


@functools.lru_cache(maxsize=16384)
def last_day(written: str, anchor: Anchor, calendar: Calendar | None = None) -> datetime.date | None:
    """The last day that written words mean, counted from the anchor; None where they do not say.

    “2032年6月” is 30 June 2032, “6月前” ends before June, “年底前” with the year, “国庆节前” the day before the holiday, a
    range with its later part. Working days are those of the calendar; without one there are none to count.
    """
    plain = written.translate(_PLAIN).strip()
    if plain.isascii() and _LATIN.search(plain):
        return english.last_day(plain, anchor, calendar)
    found = list(_matches(plain))
    if not found:
        within = _within(plain, anchor, calendar)
        latin = within is None and re.search("[A-Za-z]{3}|Q[1-4]", plain) is not None
        return english.last_day(plain, anchor, calendar) if latin else within
    first = found[0]
    base = _year_of(first, anchor)
    day = _meant(first, base, anchor, calendar)
    for before, match in pairwise(found):
        if re.fullmatch(_JOINT, plain[before.end() : match.start()]) is None:
            break
        base = (
            _year_of(match, Anchor(base, anchor.day)) if match.groupdict().get("relative") else _stated(match) or base
        )
        later = _meant(match, base, anchor, calendar)
        if later is not None and day is not None and later < day and _stated(match) is None:
            later = _meant(match, None if base is None else base + 1, anchor, calendar)
        day = later if later is not None else day
    return day


_FIRST_YEAR = regex(rf"(?P<year>(?:19|20)\d\d){_JOINT}(?=(?:19|20)\d\d)")
_LATIN = regex(r"[A-Za-z]{2}|Q\d")


def _matches(plain: str) -> Iterator[re.Match[str]]:
    """The times of a string from left to right, the longest reading of each."""
    years = _FIRST_YEAR.match(plain)
    at = years.end() if years else 0
    while at < len(plain):
        best: re.Match[str] | None = None
        for pattern in _points():
            match = pattern.search(plain, at)
            if match is None or _cut(plain, match.start()):
                continue
            if best is None or (match.start(), -match.end()) < (best.start(), -best.end()):
                best = match
        if best is None:
            return
        yield best
        at = max(best.end(), at + 1)


def _cut(plain: str, at: int) -> bool:
    """Whether a time would begin within a number, or is the 年内 of “三年内”."""
    before = plain[at - 1 : at]
    if before and before in "0123456789":
        return plain[at] in "0123456789年"
    return plain[at] == "年" and before != "" and before in "一二三四五六七八九十两半"


_RELATIVE = {
    "今": 0,
    "本": 0,
    "当": 0,
    "明": 1,
    "来": 1,
    "次": 1,
    "翌": 1,
    "下": 1,
    "后": 2,
    "去": -1,
    "上": -1,
    "前": -2,
}


def _stated(match: re.Match[str]) -> int | None:
    part = match.groupdict()
    if part.get("year") or part.get("iyear"):
        return int(part.get("year") or part["iyear"])
    return count_of(part["han"]) if part.get("han") else None


def _year_of(match: re.Match[str], anchor: Anchor) -> int | None:
    stated = _stated(match)
    if stated is not None:
        return stated
    relative = match.groupdict().get("relative")
    base = anchor.year if anchor.year is not None else (anchor.day.year if anchor.day else None)
    if base is None or not 100 < base < 9900:
        return None
    return base + _RELATIVE[relative[0]] if relative else base


def _number(written: str) -> int:
    return count_of(written) or 0


def _meant(match: re.Match[str], year: int | None, anchor: Anchor, calendar: Calendar | None) -> datetime.date | None:
    """The last day of what one time names."""
    part = match.groupdict()
    early = (part.get("relation") or "").endswith("前")
    if part.get("plan"):
        return _of_plan(_number(part["plan"]), part["planpart"] or "")
    if part.get("week") or part.get("friday"):
        return _of_week(part, anchor)
    if part.get("moon") or part.get("thismonth"):
        return _of_moon(part, anchor)
    if year is None:
        return None
    if part.get("feast"):
        explicit = _stated(match) is not None or part.get("relative") is not None
        return festivals.eve(part["feast"], year, None if explicit else anchor.day, explicit, calendar)
    month = part.get("month") or part.get("imonth")
    if month:
        day = _of_month(year, _number(month), part.get("day") or part.get("iday"), part.get("mpart"), early)
        explicit = _stated(match) is not None or part.get("relative") is not None
        if day is not None and not explicit and _next_year(day, anchor):
            return _of_month(year + 1, _number(month), part.get("day"), part.get("mpart"), early)
        return day
    if part.get("part"):
        return _of_year(year, part["part"])
    return day_of(year - early, 12, 31)


def _next_year(day: datetime.date, anchor: Anchor) -> bool:
    """“1月10日前” in a text of December means the January that comes."""
    return anchor.day is not None and anchor.day.year == day.year and anchor.day.month >= 11 and day.month <= 3


def _of_plan(number: int, part: str) -> datetime.date | None:
    """A five-year plan's last year, or the part of it: the fifteenth is 2026 to 2030."""
    if not 4 <= number <= 30:
        return None
    first = 1971 + 5 * (number - 4)
    years = 0 if part.endswith("初") else 2 if part.endswith("中期") else 4
    return datetime.date(first + years, 12, 31)


def _of_week(part: dict[str, str | None], anchor: Anchor) -> datetime.date | None:
    if anchor.day is None:
        return None
    named = part.get("weekday") or part.get("friday")
    weekday = 6 if named is None or named in "日天" else "一二三四五六".index(named)
    ahead = weekday - anchor.day.weekday()
    if part.get("week") == "下周" or (part.get("friday") and ahead < 0):
        ahead += 7
    return anchor.day + datetime.timedelta(days=ahead)


def _of_moon(part: dict[str, str | None], anchor: Anchor) -> datetime.date | None:
    if anchor.day is None:
        return None
    first = anchor.day.replace(day=1)
    if (part.get("moon") or "本")[0] in "下次":
        first = add_months(first, 1)
    return _of_month(first.year, first.month, part.get("day"), part.get("mpart"), False)


def _of_month(year: int, month: int, day: str | None, part: str | None, early: bool) -> datetime.date | None:
    if not 1 <= month <= 12:
        return None
    if day:
        return day_of(year, month, _number(day))
    if part in ("上旬", "初"):
        return day_of(year, month, 10)
    if part == "中旬":
        return day_of(year, month, 20)
    if part == "中":
        return day_of(year, month, 15)
    if early and not part:
        return datetime.date(year, month, 1) - datetime.timedelta(days=1)
    return month_end(year, month)


def _of_year(year: int, part: str) -> datetime.date:
    if part == "上半年" or part.endswith("中"):
        return datetime.date(year, 6, 30)
    if "季" in part or part[0] == "Q":
        number = next(char for char in part if char in "一二三四1234")
        quarter = _number(number)
        return (
            datetime.date(year, 3 * quarter - 2, 31 if quarter in (1, 3) else 30)
            if part[-1] == "初"
            else month_end(year, 3 * quarter)
        )
    if part.endswith("初"):
        return datetime.date(year, 1, 31)
    return datetime.date(year, 12, 31)


_FROM_THE_TEXT = regex("印发|发布|公布|下发|发文|通过|签发|本(?:通知|办法|方案|决定|意见|公告)|即日|今日|发出")
_COUNTED = regex(
    rf"(?P<from>(?:自|从).*?起.*?)?(?P<count>{_Q})(?P<unit>年|个?月|个?工作日|个?自然日|日|天|周|个?星期|个?小时)[之以]?内"
)


def _within(plain: str, anchor: Anchor, calendar: Calendar | None) -> datetime.date | None:
    """“自印发之日起10个工作日内”: counted from the text's own day, where the words say that it is counted from there."""
    match = _COUNTED.search(plain)
    if match is None or anchor.day is None or match["from"] is None or not _FROM_THE_TEXT.search(match["from"]):
        return None
    count = count_of(match["count"])
    if count is None:
        return None
    unit = match["unit"].removeprefix("个")
    name = {"年": "year", "月": "month", "工作日": "working", "周": "week", "星期": "week"}.get(unit, "day")
    return None if unit == "小时" else counted_on(anchor.day, count, name, calendar)
