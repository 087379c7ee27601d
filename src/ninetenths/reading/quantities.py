"""Numbers with their units: what is counted or measured, its bound, and its value multiplied out.

Ordinals, dates, document numbers, route numbers, names (“500强”, “1+8”, “两个维护”) are not quantities.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import pairwise
from operator import attrgetter
from typing import Any

from ninetenths import packs
from ninetenths.measures.numbers import DIGITS as VALUES
from ninetenths.measures.numbers import ENGLISH_FIGURES, POWERS, count_of, number_of, share_of
from ninetenths.measures.units import TRADITIONAL
from ninetenths.patterns import regex
from ninetenths.reading.values import Bound, Quantity, freeze, unfrozen

DIGITS = "0-9０-９"
NUMERALS = "〇零一二两兩三四五六七八九十百千万萬亿億"
_WIDE = str.maketrans("０１２３４５６７８９．，％", "0123456789.,%")
_LONGEST = 15  # figures: more is no quantity, and a float could not hold it exactly


@dataclass(frozen=True, slots=True)
class _Grammar:
    numbers: re.Pattern[str]
    phrases: re.Pattern[str]
    before: dict[str, tuple[tuple[str, Bound], ...]]
    after: dict[str, Bound]
    measures: frozenset[str]
    not_before: dict[str, str]


def branches(words: list[str]) -> str:
    """A regular expression for any of the words, longest first, branching on each first character."""
    tree: dict[str, Any] = {}
    for word in words:
        node = tree
        for char in word:
            node = node.setdefault(char, {})
        node[""] = {}

    def pattern(node: dict[str, Any]) -> str:
        parts = [re.escape(char) + pattern(below) for char, below in sorted(node.items()) if char]
        if not parts:
            return ""
        whole = parts[0] if len(parts) == 1 else f"(?:{'|'.join(parts)})"
        return f"(?:{whole})?+" if "" in node else whole

    return pattern(tree)


def _both(words: str) -> list[str]:
    """The words of a list, and their traditional forms."""
    simplified = words.split()
    return sorted({*simplified, *(word.translate(TRADITIONAL) for word in simplified)})


@cache
def _grammar() -> _Grammar:
    pack = packs.load("grammar", "quantities")
    units = branches(_both(pack["units"]))
    unit = f"(?:{units})(?:[/／](?:{branches(_both(pack['denominators']))}))?+"
    after = {word: bound for bound, words in pack["after"].items() for word in _both(words)}
    suffix = branches(list(after))
    thousand = f"千(?![{pack['after_thousand']}])"
    # “1500多亿元”: the vague word may stand before the power.
    scale = f"(?:[多余餘]?(?:[百千]?[万萬][亿億]?|[十百千]?[亿億]|{thousand}|百(?!分)))"
    tail = f"(?:,[{DIGITS}]{{3}}(?![{DIGITS}]))*+(?:[.．][{DIGITS}]++)?+"
    lower = f"(?:[{DIGITS}]{{1,4}}(?:千?[万萬]|{thousand}|百(?!分)))"
    some = "[多余餘几幾]"
    arabic = (
        f"([{DIGITS}]*+{tail})({scale}{lower}?+)?+({some})?+ ?({unit})?+"
        f"(?: ?(?:——|--|[-—–－~～至到]) ?([{DIGITS}]++{tail})({scale})?+({some})?+ ?({unit})?+)?+({suffix})?+"
    )
    chinese = (
        f"([{NUMERALS}]{{0,20}}+)(?:分之([{NUMERALS}]{{1,20}}+)(?:[点點]([〇零一二三四五六七八九]{{1,9}}+))?+"
        f"|(?:[点點]([〇零一二三四五六七八九]{{1,9}}+)([万萬亿億]{{0,2}}+))?+{some}?+({unit}))({suffix})?+"
    )
    return _Grammar(
        # The first character by itself, so that the scan skips to its candidates.
        numbers=regex(f"[{DIGITS}{NUMERALS}](?:(?<=[{DIGITS}]){arabic}|(?<=[{NUMERALS}]){chinese})"),
        phrases=regex("翻([一二两兩三四])?番|[两兩双雙]位[数數](?:以上)?"),
        before=_by_last(pack["before"]),
        after=after,
        measures=frozenset(_both(pack["measures"])),
        not_before={word: chars for unit, chars in pack["not_before"].items() for word in _both(unit)},
    )


def _by_last(table: dict[str, str]) -> dict[str, tuple[tuple[str, Bound], ...]]:
    """Bound words by their last character, longest first."""
    found: dict[str, list[tuple[str, Bound]]] = {}
    for bound, words in table.items():
        for word in _both(words):
            found.setdefault(word[-1], []).append((word, bound))  # type: ignore[arg-type]
    return {last: tuple(sorted(words, key=lambda item: -len(item[0]))) for last, words in found.items()}


def find_quantities(text: str) -> tuple[Quantity, ...]:
    """Every quantity of a Chinese text, in order, not overlapping. Linear in the length of the text; never raises."""
    grammar = _grammar()
    found = _numbers(text, grammar)
    phrases = _phrases(text, grammar)
    if phrases:
        found += phrases
        found.sort(key=attrgetter("start"))
        found = [found[0]] + [here for ahead, here in pairwise(found) if here.start >= ahead.end]
    return freeze(Quantity, found)


def _phrases(text: str, grammar: _Grammar) -> list[Quantity]:
    found = []
    for key in ("番", "位数", "位數"):
        at = text.find(key)
        while at >= 0:
            match = grammar.phrases.match(text, max(0, at - 2)) or grammar.phrases.match(text, max(0, at - 1))
            if match and text[match.start() - 1 : match.start()] not in ("个", "個"):
                found.append(_phrase(match))
            at = text.find(key, at + 1)
    return found


def _phrase(match: re.Match[str]) -> Quantity:
    """翻一番 is twice, 翻两番 four times; 两位数 is ten percent and more."""
    start, end = match.span()
    if match[0][0] == "翻":
        return _made(start, end, float(2 ** (count_of(match[1] or "一") or 1)), "倍", "=")
    return _made(start, end, 10.0, "%", ">=")


def _made(start: int, end: int, value: float | tuple[float, float], unit: str | None, bound: Bound) -> Quantity:
    """A quantity that is not frozen yet, as all are until `find_quantities` has them together."""
    made: Quantity = unfrozen(Quantity)(start, end, value, unit, bound)
    return made


# Before a number: part of a name or a code, an ordinal, a quoted name, or another number's tail.
_NAME_BEFORE = frozenset("第ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz+＋/／\\.．·∶“‘「『《〈-×_#＃〔[№")
_PER = frozenset("米人户戶吨噸元里时時亩畝次升年天月公顷")
_DURATIONS = frozenset(("年", "个月", "個月", "天", "周", "月"))
_DURATION_BEFORE = (
    "今后",
    "今後",
    "未来",
    "未來",
    "过去",
    "過去",
    "最近",
    "近",
    "前",
    "每",
    "这",
    "這",
    "后",
    "後",
    "再",
)
_DURATION_AFTER = frozenset("内內来來前后後间間里裡第度期级級代")
_FINAL = frozenset("，。；、！？,;!?）)\n\r ”」")


def _numbers(text: str, grammar: _Grammar) -> list[Quantity]:
    found: list[Quantity] = []
    make = unfrozen(Quantity)
    size = len(text)
    before, after, not_before = grammar.before, grammar.after, grammar.not_before
    previous_end = -1
    previous_bound: Bound = "="
    for match in grammar.numbers.finditer(text):
        figures, scale, some, unit, high, high_scale, high_some, high_unit, suffix, numeral, *chinese = match.groups()
        if numeral is not None:
            made = _numeral(text, match.start(), match.end(), numeral, chinese, grammar)
            if made is not None:
                found.append(made)
            continue
        start, end = match.span()
        figures = text[start] + figures
        last = text[start - 1] if start else ""
        if last in _NAME_BEFORE:
            continue
        if high is not None:
            if high_unit is None and unit is not None and high_scale is None:
                # “5%至2025年”, “增长5%到2030年”: no range, the second number is another matter.
                high, suffix, end = None, None, match.end(4)
            else:
                unit, some = high_unit, high_some or some
        if unit is None:
            if not _bare(text, match, suffix, before, last):
                continue
        else:
            if suffix is None and end < size:
                follower = text[end]
                if follower in "级級" or (unit in not_before and follower in not_before[unit]):
                    continue
            if unit in _DURATIONS and _dated(text, start, end, figures, high, suffix):
                continue
        if high is None and scale is None and len(figures) < 6 and figures.isascii() and "," not in figures:
            value: float | tuple[float, float] = float(figures)
        else:
            worked = _valued(figures, scale, high, high_scale)
            if worked is None:
                continue
            value = worked
        bound: Bound = "="
        own = False
        said = start
        if last in _PER and text.find("每", start - 5 if start > 5 else 0, start) >= 0:
            said = text.rindex("每", 0, start)  # “低于每立方米26微克”
            last = text[said - 1] if said else ""
        if last in before:
            word_start, given = _before(text, said, before[last])
            if given is not None:
                start, bound, own = word_start, given, True
        elif start == previous_end + 1 and previous_bound != "=" and last in "、和与與及":
            bound = previous_bound  # “分别超过2400亿元、1000亿元和160亿元”
        carried = bound
        if suffix is not None:
            limit = after[suffix]
            if not own or bound in ("<=", "=", "~") or (limit == ">=" and bound == ">"):
                bound = limit
        elif not own and (some is not None or (scale is not None and scale[0] in "多余餘")):
            bound = ">"
        previous_end, previous_bound = end, carried
        found.append(make(start, end, value, unit, bound))
    return found


def _before(text: str, start: int, words: tuple[tuple[str, Bound], ...]) -> tuple[int, Bound | None]:
    """The bound word that ends at `start`: where it begins and what it says; None where it is another word's tail."""
    for word, given in words:
        if text.endswith(word, 0, start):
            if len(word) == 1 and start > 1 and text[start - 2] in _OTHER_WORDS.get(word, ()):
                break
            return start - len(word), given
    return start, None


_REACH = ("达到", "達到", "达", "为", "至", "到", "在", "增长", "增長", "下降", "提高")


def _bare(
    text: str, match: re.Match[str], suffix: str | None, before: dict[str, tuple[tuple[str, Bound], ...]], last: str
) -> bool:
    """Whether a number without a known unit is a quantity: a bound is said, or it is reached and the clause ends."""
    if suffix is not None:
        return True
    end = match.end()
    if match[2] is not None and not (end < len(text) and text[end] in "级級"):
        return True  # 万 and 亿 make it a count, whatever the unit
    if end < len(text) and text[end] not in _FINAL:
        return False
    return text.endswith(_REACH, 0, match.start()) or (
        last in before and _before(text, match.start(), before[last])[1] is not None
    )


def _dated(text: str, start: int, end: int, figures: str, high: str | None, suffix: str | None) -> bool:
    """Whether “2025年”, “今后5年”, “3年内” is a date rather than a length of time."""
    last = (high or figures).translate(_WIDE)
    if (len(last) == 4 and last[:2] in ("19", "20")) or (high or figures)[:1] in "0０":
        return True
    if suffix is not None:
        return suffix in ("以内", "之内", "以內", "之內")
    return (end < len(text) and text[end] in _DURATION_AFTER) or text.endswith(_DURATION_BEFORE, 0, start)


# 节约, 附近, 打破: the bound word is the tail of another.
_OTHER_WORDS = {
    "约": frozenset("节预签契集制公违合条续邀赴履简隐失婉"), "約": frozenset("節預簽契集制公違合條續邀赴履簡隱失婉"),
    "近": frozenset("最附邻鄰靠亲親新远遠贴貼"), "破": frozenset("打爆侦偵"), "超": frozenset("赶趕反"),
}  # fmt: skip


def _valued(
    figures: str, scale: str | None, high: str | None, high_scale: str | None
) -> float | tuple[float, float] | None:
    if scale is None and high_scale is not None:
        scale = high_scale  # “5—6万人”
    value = _worked(figures, scale)
    if value is None or high is None:
        return value
    top = _worked(high, high_scale)
    return None if top is None or value >= top else (value, top)


def _worked(figures: str, scale: str | None) -> float | None:
    """The exact value as the number that JSON holds; the vague 多 and 余 of “1500多亿” count nothing."""
    written = figures if scale is None else figures + scale.lstrip("多余餘")
    number = number_of(written)
    return None if number is None else float(number)


# Before a Chinese numeral: an ordinal, a quoted set phrase, or a word the numeral belongs to.
_NUMERAL_BEFORE = frozenset("第前“‘「『《之每统統同唯单單初万萬分专專整几幾数數上" + NUMERALS)


def _numeral(text: str, start: int, end: int, rest: str, parts: list[str | None], grammar: _Grammar) -> Quantity | None:
    """The quantity of a Chinese numeral with a unit or as a share, if it is one."""
    last = text[start - 1] if start else ""
    if last in _NUMERAL_BEFORE:
        return None
    share, share_part, part, part_scale, unit, suffix = parts
    numeral = text[start] + rest
    if unit is None:
        made = _share(numeral, share or "", share_part)
    else:
        made = _counted(
            text,
            end,
            numeral,
            part,
            part_scale,
            unit,
            grammar.measures,
            suffix,
            _made_new(text, start, end, unit, numeral),
        )
    if made is None:
        return None
    bound: Bound = "="
    if last in grammar.before:
        start, stated = _before(text, start, grammar.before[last])
        bound = stated or "="
    if suffix is not None and bound in ("=", "<=", "~"):
        bound = grammar.after[suffix]
    return _made(start, end, made[0], made[1], bound)


def _share(numeral: str, share: str, part: str | None) -> tuple[float, str | None] | None:
    """百分之六 → 6 %, 千分之五 → 5 ‰, 三分之一 → a third."""
    made = share_of(f"{numeral}分之{share}" + (f"点{part}" if part else ""))
    if made is None or (made[1] is None and part is not None):
        return None
    return float(made[0]), made[1]


# What is built, held or issued is counted with a Han numeral too: “新建学校两所”, “再建十个公园”; 三项制度 is a name.
_MAKES = regex(
    "(?:新建|再建|建成|改建|扩建|续建|新增|新设|增设|引进|培育|改造|开工|竣工|投用|开放|创建|修复|整治|新开|建设|举办|开展|召开|培训"
    "|完成|打造|出台|组织|开通|建立|更新|购置|启用|关停|化解|办理|处置|检查|督查|选派|聘请|招聘|引育|认定|评选|实施|推出|发布|修建|布设|安装|种植)了?"
    "[^，。；：、！？“”0-9一二三四五六七八九十]{0,12}"
)
_BUILDS = regex("(?:新建|再建|建成|改建|扩建|新增|改造|开放|修建|新设|增设)了?")
_SETS = frozenset(("个", "個", "项", "項", "条", "條", "点", "點", "类", "類", "种", "種", "方面"))
_CLOSES = frozenset("，。；、！？,;!?）)\n\r ")


def _made_new(text: str, start: int, end: int, unit: str | None, numeral: str) -> bool:
    """Whether a Han numeral of one figure counts what is made: a verb of making before it, the count at the end or of things."""
    if unit is None:
        return False
    match = None
    for at in range(max(0, start - 14), start - 1):
        match = _MAKES.match(text, at, start)
        if match is not None and match.end() == start:
            break
        match = None
    if match is None:
        return False
    closing = end >= len(text) or text[end] in _CLOSES
    between = start - match.start() > 3  # “新建学校两所”: the thing is named before
    if unit in ("个", "個") and not between:
        return _BUILDS.fullmatch(text, match.start(), start) is not None
    return (closing and between) or (not closing and unit not in _SETS)


def _counted(
    text: str, end: int, numeral: str, part: str | None, part_scale: str | None, unit: str,
    measures: frozenset[str], suffix: str | None, made: bool,
) -> tuple[float, str] | None:  # fmt: skip
    """Value and unit of a counted numeral, or None where it names a set (三项制度), a vague one (百亿元) or a time."""
    if part is None and ((numeral[0] not in VALUES and numeral[0] != "十") or numeral[0] in "零〇"):
        return None
    if numeral == "一" and unit not in ("倍", "成", "番", "个百分点", "個百分點", "百分点") and part is None:
        return None
    if unit in ("年", "天", "周", "代", "期", "道", "门", "段", "周岁", "点") and suffix is None:
        return None
    if (
        (len(numeral) == 1 or not any(char in POWERS for char in numeral))
        and part is None
        and unit not in measures
        and not made
    ):
        return None
    if unit == "元" and len(numeral) == 1 and part is None:
        return None  # 二元结构
    if suffix is None and end < len(text) and text[end] in ("全会會党黨" if unit == "次" else "级級大届屆"):
        return None
    value = number_of(numeral if part is None else f"{numeral}点{part}{part_scale or ''}")
    return None if value is None else (float(value), unit)


@cache
def _english() -> tuple[re.Pattern[str], dict[str, Bound]]:
    pack = packs.load("grammar", "quantities")["english"]
    said: dict[str, Bound] = {word: bound for bound, words in pack["before"].items() for word in words}
    bounds = "|".join(re.escape(word).replace("\\ ", r"\s{1,3}") for word in sorted(said, key=len, reverse=True))
    units = "|".join(re.escape(word) for word in sorted(pack["units"], key=len, reverse=True))
    named = "|".join(sorted(ENGLISH_FIGURES, key=len, reverse=True))
    pattern = regex(
        rf"(?:\b(?P<bound>{bounds})\s{{1,3}})?"
        rf"(?:(?P<money>US\$|[$€£])\s?(?P<sum>\d{{1,15}}(?:,\d{{3}}){{0,4}}(?:\.\d{{1,9}})?)|(?<![\w.,/\-§#])"
        rf"(?:(?P<figures>\d{{1,15}}(?:,\d{{3}}){{0,4}}(?:\.\d{{1,9}})?)(?![\d,]*\d)|(?P<word>(?:{named})(?:-(?:{named}))?)\b"
        rf"(?:\s\((?P<same>\d{{1,6}})\))?))"
        rf"(?:[\s-](?P<power>hundred|thousand|million|billion|trillion)\b)?(?:[\s-]?(?P<unit>%|(?:{units})\b))?"
        rf"(?P<more> or more| or less| or fewer)?",
        re.IGNORECASE,
    )
    return pattern, said


@cache
def _english_signs() -> re.Pattern[str]:
    """Where an English quantity may stand: a figure or a number word. Plain beginnings, so that the scan is quick."""
    words = sorted(ENGLISH_FIGURES)
    return regex("|".join([*"0123456789", *words, *(word.title() for word in words), *map(str.upper, words)]))


def windows(text: str, signs: re.Pattern[str], before: int, after: int) -> Iterator[tuple[int, int]]:
    """Stretches of the text about the places where a dear pattern may match, apart from one another, in order."""
    low = high = 0
    for match in signs.finditer(text):
        if match.start() - before > high:
            if high:
                yield low, high
            low = match.start() - before
        high = match.end() + after
    if high:
        yield low, min(high, len(text))


def find_quantities_en(text: str) -> list[Quantity]:
    """Every quantity of an English text: amounts of money, shares, and numbers with a unit. Linear; never raises."""
    pattern, bounds = _english()
    found: list[Quantity] = []
    matches = (
        match for low, high in windows(text, _english_signs(), 30, 60) for match in pattern.finditer(text, low, high)
    )
    for match in matches:
        part = match.groupdict()
        unit = part["money"] or part["unit"]
        if unit is None and part["power"] is None and part["bound"] is None:
            continue
        figures = part["word"] or part["sum"] or part["figures"]
        number = number_of(f"{figures} {part['power'] or ''}".strip())
        if number is None:
            continue
        value = float(number)
        bound: Bound = bounds[" ".join(part["bound"].lower().split())] if part["bound"] else "="
        if part["more"]:
            bound = ">=" if part["more"] == " or more" else "<="
        found.append(Quantity(match.start(), match.end(), value, unit, bound))
    return found
