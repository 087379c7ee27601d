"""Counted sets: “A、B等N个X”, “N项X：…”, 一是…二是…, and parallel clauses that open with the same words.

Each set says how many members are declared and which are listed. A list that 等 leaves open is illustrative, not wrong;
`does_not_add_up` says which sets contradict themselves. All rules look at forms only, never at names.
"""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from functools import cache
from itertools import pairwise
from typing import TYPE_CHECKING, Literal, NamedTuple

from ninetenths.patterns import regex
from ninetenths.reading.scanning import Scan
from ninetenths.reading.values import CountedSet, Span

if TYPE_CHECKING:
    import numpy
    from numpy.typing import NDArray

State = Literal["equal", "illustrative", "over", "unlisted"]

__all__ = ["does_not_add_up", "find_sets"]

_DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")}
_DIGITS |= {"两": 2, "兩": 2, "零": 0} | {chr(0xFF10 + value): value for value in range(10)}
_DIGITS |= {str(value): value for value in range(10)}
_NUMBER = "二两兩三四五六七八九十"
_ARABIC = "0123456789０１２３４５６７８９"
_MEASURES = "大个個项項类類条條件种種座家所张張道批位场場支处處市县縣区區省镇鎮乡鄉地方点點步"
# Measures under which a list that does not fit may be a mistake; places and things are merely counted.
_OPEN, _CLOSE = "“‘「『《〈（([【〔", "”’」』》〉）)]】〕"
_QUOTE_OPEN, _QUOTE_CLOSE = "“‘「『", "”’」』"
_HEADING = regex(
    r"[（(]?[一二三四五六七八九十0-9]{1,3}(?:[）)][、.．]?|[、．.])(?![0-9])|[一二三四五六七八九十]{1,3}[是要]"
)
_PLAIN = frozenset("大个個项項类類条條件种種方")
_REACH = 400
# A clause with more numbers than this is a table or noise; trying each of them against all before it is not linear.
_IN_A_CLAUSE = 16
_AFTER = 1500

_NUMERAL = regex(
    r"(?<![一二三四五六七八九十百千万亿萬億第0-9０-９零〇%％])"
    r"(?:[二两兩三四五六七八九]?十[一二三四五六七八九]?|[二两兩三四五六七八九]|(?<![0-9０-９][.．])[0-9０-９]{1,3})$"
)
_NUMERAL_BEFORE = frozenset("一二两兩三四五六七八九十百千万亿萬億第0123456789０１２３４５６７８９零〇%％.．")
_SINGLE = frozenset("二两兩三四五六七八九")
_COMMON_UNITS = frozenset(("个百分", "个小时"))
_NOT_A_SET = regex(
    r"[个個](?:多|[亿億](?![元级級])|[万萬百千]?百分点|百分點|月|小时|小時|工作日|交易日|星期|季度|年)"
    r"|[大](?:多|学|會|会|于|於|量)|家[庭]|方[米]|点[0-9０-９多一二三四五六七八九]|點[0-9０-９多]|区间"
    r"|地[区區块塊面铁鐵]|位[数數于於列]|条[例件]|道[路德]|市[场場]"
)
_NAME = regex(r"[^\s，。；：、！？,;:!?（）()“”‘’「」『』《》\[\]【】—…]{0,14}")
_TAIL = regex(r"(?:等等|等|这|這|共|共计|共計|等共|等这|等這|合计|合計|组成的|構成的|构成的|為主的|为主的)+$")
_TAIL_ENDS = frozenset("等这這共计計的")
_LEFT_OPEN = regex(r"(?<![平同高中初上下])等(?![级級候于於待同高])")
_SPLITS = regex(r"[、“‘「『《〈（(\[【〔”’」』》〉）)\]】〕]")
_AND = regex(
    r"以及|(?<![共总總缓緩饱飽祥平中温溫柔谐調调呼])和(?![谐諧睦解]|平(?![价台衡等凉均原])|[田县縣林顺順龙龍硕静靜政])"
    r"|(?<![以涉普企惠顾顧波危触觸])及(?![时時其格早])|(?<![参參])与(?![会會])|與(?!會)"
)


class _Candidate(NamedTuple):
    """A number with its measure word: `start` of the number, `measure` its end, `end` of the name counted."""

    start: int
    measure: int
    end: int
    value: int
    quoted: bool
    arabic: bool


@cache
def _table() -> NDArray[numpy.uint8]:
    """1 number, 2 measure, 4 may end an ordinal's numeral, 8 stands before an ordinal."""
    import numpy as np

    table = np.zeros(0x10000, dtype=np.uint8)
    for chars, bit in ((_NUMBER + "一" + _ARABIC, 1), (_MEASURES, 2)):
        for char in chars:
            table[ord(char)] |= bit
    return table


def number_of(numeral: str) -> int:
    """Value of a Chinese numeral under one hundred, or of up to three digits in either width."""
    if "十" in numeral:
        tens, _, ones = numeral.partition("十")
        return _DIGITS.get(tens, 1) * 10 + _DIGITS.get(ones, 0)
    value = 0
    for char in numeral:
        value = value * 10 + _DIGITS[char]
    return value


def find_sets(text: str, scan: Scan) -> tuple[CountedSet, ...]:
    """The counted sets of a text, in order of their first character. Linear in the length of the text."""
    candidates = _candidates(text, scan)
    runs = _numbered_runs(text, scan)
    found: list[CountedSet] = []
    taken: set[int] = set()
    starts = [candidate.start for candidate in candidates]
    for run in runs:
        if made := _from_run(text, scan, run, candidates, starts, taken):
            found.append(made)
    clause = tried = 0
    for candidate in candidates:
        place = bisect_right(scan.starts, candidate.start)
        tried = tried + 1 if place == clause else 1
        clause = place
        if tried > _IN_A_CLAUSE or candidate.start in taken:
            continue
        if made := _from_candidate(text, scan, candidate):
            found.append(made)
    found.extend(_parallel(text, scan))
    found.sort(key=lambda item: (item.span, item.members))
    return tuple(found)


def does_not_add_up(counted: CountedSet) -> bool:
    """Whether the set contradicts itself: more listed than declared, or fewer with nothing left open."""
    return counted.state == "over" or (counted.state == "unlisted" and bool(counted.members))


def _candidates(text: str, scan: Scan) -> list[_Candidate]:
    made: list[_Candidate] = []
    for last in scan.pairs(scan.kinds(_table()), 1, 2).tolist():
        if text[last + 1 : last + 4] in _COMMON_UNITS:
            continue
        start = last
        if last and text[last - 1] not in _NUMERAL_BEFORE and text[last] in _SINGLE:
            value = _DIGITS[text[last]]
        else:
            match = _NUMERAL.search(text, max(0, last - 6), last + 1)
            if match is None:
                continue
            start, value = match.start(), number_of(match[0])
            if not 2 <= value <= 100:
                continue
        # 十八大, 二十大 are congresses; no campaign has so many parts.
        if _NOT_A_SET.match(text, last + 1) or (value >= 15 and text[last + 1] == "大"):
            continue
        measure = last + 1
        quoted = start > 0 and text[start - 1] in _QUOTE_OPEN
        end = measure + 1
        if not quoted and end < len(text) and text[end] in _QUOTE_OPEN:
            close = text.find(_CLOSE[_OPEN.index(text[end])], end, end + 20)
            end = close + 1 if close > 0 else end
        name = _NAME.match(text, end)
        made.append(_Candidate(start, measure, name.end() if name else end, value, quoted, text[start] in _ARABIC))
    return made


def _pieces(text: str, start: int, end: int, separators: str = "、") -> list[Span]:
    """Top-level pieces between separators; inside brackets and quotes nothing separates. An unopened closing bracket
    forgets what stood before it, an unclosed opening one does so too."""
    spans: list[Span] = []
    depth, first = 0, start
    opened: list[tuple[int, int]] = []
    for match in _splitter(separators).finditer(text, start, end):
        char, at = match[0], match.start()
        if char in separators:
            if not opened:
                spans.append((first, at))
                first = at + 1
        elif char in _OPEN:
            opened.append((len(spans), at))
        elif opened:
            opened.pop()
            depth += 1
        else:
            spans, first = [], at + 1
    if opened:
        inner = opened[-1][1] + 1
        return _pieces(text, inner, end, separators)
    spans.append((first, end))
    return spans


@cache
def _splitter(separators: str) -> re.Pattern[str]:
    return regex(f"[{re.escape(separators + _OPEN + _CLOSE)}]")


def _tidy(text: str, span: Span) -> Span:
    start, end = span
    while start < end and text[start] in " \t\r\n\u3000":
        start += 1
    while end > start and text[end - 1] in " \t\r\n\u3000":
        end -= 1
    return start, end


def _counted(text: str, candidate: _Candidate, members: list[Span], state: State, start: int, end: int) -> CountedSet:
    name = text[candidate.measure : candidate.end].strip("“”‘’「」『』")
    tidy = tuple(span for span in (_tidy(text, member) for member in members) if span[0] < span[1])
    return CountedSet(name, (start, end), candidate.value, tidy, state)


def _from_candidate(text: str, scan: Scan, candidate: _Candidate) -> CountedSet | None:
    before = _listed_before(text, scan, candidate)
    if before is not None and before.state == "equal":
        return before
    after = _listed_after(text, scan, candidate)
    if after is not None and (before is None or after.state == "equal"):
        return after
    if before is not None:
        return before
    if candidate.arabic or candidate.value > 20 or candidate.measure == candidate.end - 1:
        return None
    return _counted(text, candidate, [], "unlisted", candidate.start, candidate.end)


_JUXTAPOSED = regex(r"(?<=[”’」』》])(?=[“‘「『《])")
_COUNTING = regex(r"[二两三四五六七八九十0-9]+[大个項项条类件]")


def _items_before(text: str, start: int, stop: int) -> list[Span]:
    items = _pieces(text, start, stop)
    if len(items) == 1:
        first, last = items[0]
        if last > first and text[last - 1] in _QUOTE_CLOSE:
            opening = text.rfind(_OPEN[_CLOSE.index(text[last - 1])], first, last)
            if opening >= 0 and "、" in text[opening:last]:
                return _pieces(text, opening + 1, last - 1)
    if "”“" in text[start:stop] or "》《" in text[start:stop] or "」「" in text[start:stop]:
        split: list[Span] = []
        for first, last in items:
            cuts = [first, *(m.start() for m in _JUXTAPOSED.finditer(text, first, last)), last]
            split.extend((a, b) for a, b in pairwise(cuts) if a < b)
        return split
    return items


def _halves(text: str, item: Span) -> tuple[Span, Span] | None:
    """The two halves of an item at its last coordinating word outside brackets, or None."""
    found = None
    for match in _AND.finditer(text, *item):
        before = text[item[0] : match.start()]
        if sum(before.count(c) for c in _OPEN) == sum(before.count(c) for c in _CLOSE):
            found = match
    if found is None or found.start() == item[0] or found.end() == item[1]:
        return None
    return (item[0], found.start()), (found.end(), item[1])


def _all_halves(text: str, items: list[Span]) -> list[Span]:
    """The items, each cut at its coordinating words: another way of counting them."""
    cut: list[Span] = []
    for start, end in items:
        for match in _AND.finditer(text, start, end):
            if start < match.start() and match.end() < end:
                cut.append((start, match.start()))
                start = match.end()
        cut.append((start, end))
    return cut


def _listed_before(text: str, scan: Scan, candidate: _Candidate) -> CountedSet | None:
    stop = candidate.start - candidate.quoted
    place = bisect_right(scan.starts, candidate.start) - 1
    low = max(scan.starts[place] if place >= 0 else 0, stop - _REACH)
    listed = text[low:stop]
    if "、" not in listed and (candidate.arabic or candidate.value > 3):
        return None
    if heading := _HEADING.match(text, low, stop):
        low = heading.end()
    tail = _TAIL.search(text, max(low, stop - 8), stop) if stop > low and text[stop - 1] in _TAIL_ENDS else None
    open_ended = tail is not None and "等" in tail[0]
    if tail is not None:
        stop = tail.start()
    if stop - low < 2:
        return None
    listed = text[low:stop]
    if "、" not in listed and (candidate.arabic or candidate.value > 3 or _AND.search(listed) is None):
        return None
    items = _items_before(text, low, stop)
    last = items[-1]
    if last[0] >= last[1]:
        return None
    value, count = candidate.value, len(items)
    halves = _halves(text, last)
    if count == 1 and halves is None:
        return None
    split = [*items[:-1], *halves] if halves else items

    def made(members: list[Span], state: State) -> CountedSet:
        return _counted(text, candidate, members, state, members[0][0], candidate.end)

    if len(split) == value:
        return made(split, "equal")
    if count == value:
        joined = halves is not None and text[halves[0][1]] == "和" and _balanced(items, halves)
        if joined and _plausible(text, candidate, split):
            return made(split, "over")
        return made(items, "equal")
    if len(split) > value:
        for at in range(1, count):
            inner = _halves(text, items[at])
            if inner is None:
                continue
            for members in (items, split):
                suffix = [inner[1], *members[at + 1 :]]
                if at < count - 1 and len(suffix) == value:
                    return made(suffix, "equal")
        if not _plausible(text, candidate, split):
            return None
        return made(split, "over")
    if len(every := _all_halves(text, items)) == value:
        return made(every, "equal")
    if open_ended or _LEFT_OPEN.search(text, *last):
        return made(split, "illustrative")
    if not _plausible(text, candidate, split):
        return None
    return made(split, "unlisted")


def _balanced(items: list[Span], halves: tuple[Span, Span]) -> bool:
    """Whether the two halves of the last item look like two items of the list they end."""
    left, right = (end - start for start, end in halves)
    others = sorted(end - start for start, end in items[1:-1])
    if not others:
        return min(left, right) >= 2 and max(left, right) <= 2 * min(left, right)
    middle = others[len(others) // 2]
    return min(left, right) * 2 >= middle or (min(left, right) >= 2 and left + right + 1 > others[-1])


# What ends so owns or governs the number that follows: “省委“三大战略””, “出台的八项措施”, “实施五个行动”.
_OWNS = regex(
    r"(?:[的了着对對把向于於将從从由这這各为為以和与與及或]|[省市县縣州委]|政府|中央|全国|世界|中国|年度|首届|我们"
    r"|我們|重大|目前|同步|同志|总书记|主席|共同|包括)$"
)
_ACTS = regex(
    r"(?:推进|推動|坚持|堅持|实现|實現|实施|實施|打造|缩小|践行|实践|實踐|围绕|开展|打赢|抓好|做到|做好|用好|构建"
    r"|带领|实行|促进|获得|入选|当选|发挥|提出)$"
)
_GOVERNS = regex(
    r"(?:并|再|已|全面|深入|积极|大力|继续|重点|加快|共同|持续)?(?:和)?(?:实施|實施|推进|推進|推动|推動|落实|落實"
    r"|打好|办好|辦好|完善|做到|做好|坚持|堅持|贯彻|围绕|圍繞"
    r"|形成|打造|构建|建成|建设|建設|发展|發展|开展|組織|组织|入选|荣获|获|提出|采取|出台|制定|完成|培育|加快|深化"
    r"|强化|抓好|抓住|突出|实现|解决|按照|融入|聚焦|发挥|提高|提升"
    r"|新建|新增|增加|列入|设立|涉及|启动|超过|选择|打赢|争创|创建|锻造|缩小|促进|改进|开发|分别|其中|其他|其它"
    r"|剩余|改革|管理|拓展|处理好|用好|守住|突破|迎|办|抓)"
)
_FIXED = regex(r"收支(?=两条线)|(?=[两兩]项补贴)|(?=三大球)|(?=[两兩]个联合)|(?=五个一工程)|(?=[个個]字)")
_GOES_ON = regex(r"[”’」』]*(?:、|和|及|与|等|以及)")


def _plausible(text: str, candidate: _Candidate, items: list[Span]) -> bool:
    """Whether a list that does not fit is still the list the number counts: only then is the misfit worth saying."""
    if candidate.value > 20 or text[candidate.measure] not in _PLAIN:
        return False
    if _FIXED.search(text, max(0, candidate.start - 2), candidate.end):
        return False
    name = text[candidate.measure + 1 : candidate.end]
    if len(name) < 2 or name.startswith(("以上", "左右", "以内")) or any(char in _ARABIC for char in name[:2]):
        return False
    if candidate.arabic and text[candidate.start - 1 : candidate.start] in "共计計":
        return False
    difference = abs(len(items) - candidate.value)
    if any(_COUNTING.search(text, *item) for item in items) or "关于" in text[slice(*items[0])]:
        return False
    last = text[slice(*items[-1])].strip()
    if not last or _OWNS.search(last) or (len(items) < 3 and _ACTS.search(last)):
        return False
    if (candidate.value == 2 or (len(last) <= 2 and len(items) == 2)) and _GOES_ON.match(text, candidate.end):
        return False
    sizes = [end - start for start, end in items]
    inner = sizes[1:-1] or [sizes[0]]
    if _GOVERNS.fullmatch(last) and (len(items) < 3 or min(inner) > len(last) + 1):
        return False
    if sizes[-1] > 2 * max(inner) + 4:
        return False
    if (
        sizes[-1] <= 2 < min(inner) - 1
        and (len(items) > 2 or candidate.quoted)
        and (text[items[-1][0] - 1] not in "和及与與")
    ):
        return False
    if difference <= 1:
        return True
    if candidate.arabic and candidate.value > 10 and text[candidate.measure] != "大":
        return False
    return len(items) >= 3 and max(sizes[1:]) <= 3 * min(sizes[1:]) + 2


_REPORTED = regex(r"提出|强调|指出|指示|要求，|作出的")
_COMPOUND = regex(r"[一二两三四五六七八九十](?![批律体體流条個个百千年])")


_LEAD = regex(
    r"(?:[：:]\s*(?:一句话|即|指|是指|包括|为)?|[，,]?(?:即|包括|分别是|分别为|分別是|分別為|是指|指的是|就是"
    r"|主要是|主要包括|具体是)[：:]?|[（(](?:即|包括|指)?)"
)


_CLOSING = regex("[）)]")
_LEADS = frozenset("：:，,即包分是指就主具（(")


def _listed_after(text: str, scan: Scan, candidate: _Candidate) -> CountedSet | None:
    end = candidate.end
    while end < len(text) and text[end] in "”’」』":
        end += 1
    lead = _LEAD.match(text, end) if text[end : end + 1] in _LEADS else None
    if lead is None:
        return None
    start = lead.end()
    if text[lead.end() - 1 : lead.end()] in "（(" or lead[0][0] in "（(":
        closing = _CLOSING.search(text, start, start + 300)
        if closing is None:
            return None
        stop = closing.start()
        strong = False
    else:
        line = bisect_right(scan.line_starts, candidate.start) - 1
        stop = min(scan.line_ends[line] if line >= 0 else len(text), start + _AFTER)
        strong = "：" in lead[0] or ":" in lead[0]
    value = candidate.value
    sentence = _first(text, start, stop, "。！？!?")
    options: list[list[Span]] = []
    clauses = [piece for piece in _pieces(text, start, sentence, "；;") if _tidy(text, piece)[0] < piece[1]]
    comma_free = True
    clauses_listed = len(clauses) >= 2
    if clauses_listed:
        options.append(clauses)
    else:
        comma = _first(text, start, sentence, "，,；;")
        items = _pieces(text, start, comma)
        if len(items) >= 2:
            options.append(items)
            if halves := _halves(text, items[-1]):
                options.append([*items[:-1], *halves])
        whole = _pieces(text, start, sentence, "、")
        comma_free = comma == sentence
        if comma < sentence:
            commas = _pieces(text, start, sentence, "，,")
            options.append(commas)
            if len(whole) >= 2:
                options.append(whole)
    if options and not clauses_listed:
        options.append(_all_halves(text, options[0]))
    for at, members in enumerate(options):
        if len(members) == value:
            if at == 0 and len(options) > 1 and not clauses_listed and len(options[1]) == value + 1:
                halves = _halves(text, members[-1])
                joined = halves is not None and text[halves[0][1]] == "和" and _balanced(members, halves)
                if joined and comma_free and _clean(text, candidate, options[1], comma_free):
                    return _counted(text, candidate, options[1], "over", candidate.start, members[-1][1])
            return _counted(text, candidate, members, "equal", candidate.start, members[-1][1])
    sentences = [piece for piece in _pieces(text, start, stop, "。") if _tidy(text, piece)[0] < piece[1]]
    if len(sentences) == value:
        return _counted(text, candidate, sentences, "equal", candidate.start, sentences[-1][1])
    if not strong or not options:
        return None
    members = options[0]
    if len(members) < 2 or abs(len(members) - value) > 2 or not _clean(text, candidate, members, comma_free):
        return None
    if "等" in text[members[-1][1] - 3 : members[-1][1] + 1] and len(members) < value:
        return _counted(text, candidate, members, "illustrative", candidate.start, members[-1][1])
    state: State = "over" if len(members) > value else "unlisted"
    return _counted(text, candidate, members, state, candidate.start, members[-1][1])


def _clean(text: str, candidate: _Candidate, members: list[Span], comma_free: bool) -> bool:
    """Whether what stands after the colon is plainly a list of the things counted, though their number differs."""
    if text[candidate.measure] not in _PLAIN or _REPORTED.search(text, members[0][0], members[-1][1]):
        return False
    if _COMPOUND.search(text, candidate.measure + 1, candidate.end):
        return False
    if _COUNTING.search(text, max(0, candidate.start - 4), candidate.start):
        return False
    if any(_COUNTING.search(text, *item) for item in members):
        return False
    sizes = [end - start for start, end in members]
    return comma_free or (len(members) >= 3 and max(sizes) <= 2 * min(sizes) + 2)


def _first(text: str, start: int, stop: int, marks: str) -> int:
    """Where the first of the marks stands outside brackets, or `stop`."""
    depth = 0
    for match in _splitter(marks).finditer(text, start, stop):
        if match[0] in marks:
            if depth == 0:
                return match.start()
        elif match[0] in _OPEN:
            depth += 1
        elif depth:
            depth -= 1
    return stop


_ORDINALS: tuple[tuple[str, str], ...] = (
    ("是", r"(?:[一二三四五六七八九]?十?[一二三四五六七八九十])是"),
    ("要", r"(?:[一二三四五六七八九]?十?[一二三四五六七八九十])要"),
    ("第", r"第(?:[一二三四五六七八九]?十?[一二三四五六七八九十])[，、,：:\s]"),
    ("（", r"[（(](?:[一二三四五六七八九]?十?[一二三四五六七八九十])[）)]"),
    ("1", r"[（(][0-9０-９]{1,2}[）)]"),
    ("其", r"其[一二三四五六七八九十](?:[，、,：:]|是)"),
    ("①", r"[①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳]"),
    ("1.", r"[0-9０-９]{1,2}[、．.](?![0-9０-９])"),
    ("首", r"首先|其次|再次|最后|最後"),
)
_ORDINAL = regex("|".join(f"(?P<f{at}>{pattern})" for at, (_, pattern) in enumerate(_ORDINALS)))
_SEQUENCE = {"首先": 1, "其次": 2, "再次": 3, "最后": 0, "最後": 0}
_NUMERALS_IN = regex(r"[一二三四五六七八九十]+|[0-9０-９]+")


# What a run without a declared number is called.
_RUN_NAMES = {
    "是": "一是", "要": "一要", "第": "第一", "（": "（一）", "1": "（1）", "其": "其一", "①": "①", "1.": "1.",
    "首": "首先",
}  # fmt: skip


class _Run(NamedTuple):
    """Numbered places of one family, in order."""

    family: str
    ordinals: tuple[int, ...]
    starts: tuple[int, ...]


@cache
def _ordinal_table() -> NDArray[numpy.uint8]:
    import numpy as np

    table = np.zeros(0x10000, dtype=np.uint8)
    for char in "0123456789０１２３４５６７８９一二三四五六七八九十第（(其首再最①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        table[ord(char)] |= 1
    for char in "。；：，、！？;:,\n\r \t\u3000”）—":
        table[ord(char)] |= 2
    return table


def _ordinal_of(token: str) -> int:
    if token[0] in "①②③④⑤⑥⑦⑧⑨⑩⑪⑫⑬⑭⑮⑯⑰⑱⑲⑳":
        return ord(token[0]) - 0x2460 + 1
    if token[:2] in _SEQUENCE:
        return _SEQUENCE[token[:2]]
    numeral = _NUMERALS_IN.search(token)
    return number_of(numeral[0]) if numeral else 0


def _numbered_runs(text: str, scan: Scan) -> list[_Run]:
    kinds = scan.kinds(_ordinal_table())
    places: list[int] = (scan.pairs(kinds, 2, 1) + 1).tolist()
    if len(kinds) and kinds[0] & 1:
        places.insert(0, 0)
    open_runs: dict[int, list[tuple[int, int]]] = {}
    runs: list[_Run] = []

    def close(family: int) -> None:
        tokens = open_runs.pop(family, [])
        if len(tokens) >= 2:
            runs.append(_Run(_ORDINALS[family][0], tuple(k for k, _ in tokens), tuple(at for _, at in tokens)))

    for place in places:
        match = _ORDINAL.match(text, place)
        if match is None or match.lastgroup is None:
            continue
        family, ordinal = int(match.lastgroup[1:]), _ordinal_of(match[0])
        tokens = open_runs.get(family)
        if ordinal == 1:
            close(family)
            open_runs[family] = [(1, place)]
        elif tokens is not None:
            if ordinal == 0:
                tokens.append((tokens[-1][0] + 1, place))
                close(family)
            elif 0 <= ordinal - tokens[-1][0] <= 2:
                tokens.append((ordinal, place))
            else:
                close(family)
    for family in list(open_runs):
        close(family)
    runs.sort(key=lambda run: run.starts)
    return runs


_BRIDGE = regex(
    r"[”’」』]*(?:主要)?(?:[，,]?(?:即|包括|分别是|就是|主要是|具体是"
    r"|主要包括))?\s*(?P<mark>[：:。，,；;—\s]*)\s*$"
)


def _from_run(
    text: str, scan: Scan, run: _Run, candidates: list[_Candidate], starts: list[int], taken: set[int]
) -> CountedSet | None:
    first = run.starts[0]
    declared = None
    at = bisect_left(starts, first) - 1
    while at >= 0 and starts[at] > first - 60:
        candidate = candidates[at]
        bridge = _BRIDGE.match(text, candidate.end, first) if candidate.end <= first else None
        if bridge is not None:
            declared = candidate
            break
        at -= 1
    count = len(run.starts)
    if declared is not None and declared.value != count and not _binds(text, scan, run, declared):
        declared = None
    members = _run_members(text, run)
    last = max(run.ordinals)
    regular = run.ordinals == tuple(range(1, count + 1))
    if declared is None:
        if run.family in ("（", "1", "1.", "①") or count < 2 or (run.family == "首" and count < 3):
            return None
        alone: State = "equal" if regular else "over" if count > last else "unlisted"
        return CountedSet(_RUN_NAMES[run.family], (first, members[-1][1]), last, members, alone)
    taken.add(declared.start)
    value = declared.value
    state: State = "equal" if count == value else "over" if count > value else "unlisted"
    if count == value and not regular:
        state = "over"
    return _counted(text, declared, list(members), state, declared.start, members[-1][1])


def _binds(text: str, scan: Scan, run: _Run, declared: _Candidate) -> bool:
    """Whether a number before a run that does not fit it still announces that run."""
    between = text[declared.end : run.starts[0]]
    if _GOES_ON.match(text, declared.end):
        return False
    if (listed := _listed_before(text, scan, declared)) is not None and listed.state == "equal":
        return False
    if "：" in between or ":" in between:
        return True
    return run.family not in ("（", "1.", "首") and not declared.quoted and text[declared.measure] in _PLAIN


def _run_members(text: str, run: _Run) -> tuple[Span, ...]:
    spans: list[Span] = []
    for start, following in pairwise(run.starts):
        spans.append(_tidy(text, (start, following)))
    start = run.starts[-1]
    line = text.find("\n", start)
    end = line if line >= 0 else len(text)
    if not any("。" in text[a:b].rstrip("。；") for a, b in spans):
        stop = text.find("。", start, end)
        end = stop + 1 if stop >= 0 else end
    spans.append(_tidy(text, (start, end)))
    return tuple(spans)


def _parallel(text: str, scan: Scan) -> list[CountedSet]:
    """Runs of three or more clauses between semicolons that open with the same words (聚焦…；聚焦…；聚焦…)."""
    import numpy as np

    codes = scan.codes
    marks = np.flatnonzero((codes == 0xFF1B) | (codes == 0x3B)).tolist()
    made: list[CountedSet] = []
    at = 0
    while at < len(marks):
        place = bisect_right(scan.starts, marks[at]) - 1
        if place < 0:
            at += 1
            continue
        sentence = scan.sentence_of[place]
        low = bisect_left(scan.sentence_of, sentence)
        high = bisect_right(scan.sentence_of, sentence) - 1
        end = scan.ends[high]
        inside = bisect_left(marks, end)
        if inside - at >= 2:
            made.extend(_parallel_in(text, _sections(scan, low, high, text)))
        at = max(inside, at + 1)
    return made


def _sections(scan: Scan, low: int, high: int, text: str) -> list[tuple[Span, int]]:
    """Stretches between top-level semicolons of one sentence, each with the end of its first clause."""
    spans: list[tuple[Span, int]] = []
    first = low
    for place in range(low, high + 1):
        if place == high or text[scan.ends[place]] in "；;":
            spans.append(((scan.starts[first], scan.ends[place]), scan.ends[first]))
            first = place + 1
    return spans


def _opening(text: str, one: Span, other: Span) -> str:
    length, most = 0, min(one[1] - one[0], other[1] - other[0], 12)
    while length < most and text[one[0] + length] == text[other[0] + length]:
        length += 1
    return text[one[0] : one[0] + length].rstrip("“‘「『《（(0123456789")


def _parallel_in(text: str, sections: list[tuple[Span, int]]) -> list[CountedSet]:
    made: list[CountedSet] = []
    at = 1
    while at < len(sections) - 1:
        opening = _opening(text, sections[at][0], sections[at + 1][0])
        if len(opening) < 2:
            at += 1
            continue
        last = at + 1
        while last + 1 < len(sections):
            shared = _opening(text, sections[at][0], sections[last + 1][0])
            if len(shared) < 2:
                break
            opening = min(opening, shared, key=len)
            last += 1
        members = [span for span, _ in sections[at : last + 1]]
        before, _ = sections[at - 1]
        begins = text.find(opening, before[0], before[1])
        if begins >= 0:
            members.insert(0, (begins, before[1]))
        if len(members) >= 3:
            made.append(CountedSet(opening, (members[0][0], members[-1][1]), len(members), tuple(members), "equal"))
        at = last + 2
    return made
