"""By when, and how often, in running Chinese: where the words stand in a clause that charges somebody.

The days themselves are found by `measures`; here are the rhythms that lists of duties name (“每两月”, “每日16时前”), what counts
from a paper's arrival, and what only hurries (“立即”, “尽快”).
"""

from __future__ import annotations

import re

from ninetenths.measures import find_deadlines

_N = "[0-9０-９一二两三四五六七八九十]"
_CLOCK = r"(?:\s?(?:上午|下午|晚上?)?\s?[0-9０-９]{1,2}(?:[:：][0-9]{2}|[时點点](?:[0-9]{1,2}分|半)?)|下班)?"
_BY = "(?:之前|以前|前|之内|以内|内|底|末)?"
_DAY = "(?:周|星期)[一二三四五六日天]"
_RECURRING = re.compile(
    rf"每(?:个|一)?(?:年度?|半年|个?季度?|个?月度?|半月|两月|两个月|双月|周|星期|两周|双周|日|天|旬|学期|{_N}{{1,2}}(?:个)?(?:日|天|周|月|年|季度))(?:度)?(?:末|底)?(?:月)?(?:终了|结束)?后?(?:的)?(?:{_N}{{1,3}}月)?(?:(?:第)?{_N}{{1,3}}(?:个)?(?:日|号|工作日))?(?:底|末)?{_CLOCK}{_BY}"
    rf"|每(?:季度?|月|周|年)?{_DAY}{_CLOCK}{_BY}"
    rf"|(?:逐|按|分)(?:日|周|旬|月|季度?|年度?)(?=[，,、 ]?[\u3400-\u9fff]{{2}})"
    rf"|{_N}{{1,3}}(?:个)?(?:月|周|日|天)(?:一|1)(?:调度|通报|报告|督查|会商)"
    rf"|实行(?=(?:周|月|旬|季|日)(?:调度|通报|报告))"
)
# A day of the month or the week alone, and what is counted from the arrival of a paper.
_MORE = re.compile(
    rf"(?:自)?(?:收到|接到|印发|发布|会议|本通知|文件)[^，。；]{{0,14}}?(?:之日起|后|起){_N}{{1,3}}(?:个)?(?:工作日|自然日|日|天|月|周|小时)(?:之内|以内|内)"
    rf"|(?:本|下)?{_DAY}{_CLOCK}(?:之前|以前|前)|(?<![0-9０-９一二三四五六七八九十月]){_N}{{1,2}}(?:日|号){_CLOCK}(?:之前|以前|前)"
    r"|(?:长期|持续)(?=坚持|推进|$|[，。；])|即日起|(?:封冻|入夏|雨季|主汛期|入冬|学期结束|寒假|暑假|三夏|双节)(?:来临)?(?:之前|前)"
)
_LOOSE = re.compile("立行立改|立即|马上|立刻|尽快|近期|限期|即时")
# What was up to a day, or is of a year, is no deadline.
_NOT_BEFORE = re.compile(r"(?:截至|截止到?|自|从|去|较|比|同比)$")
_OF_A_YEAR = re.compile(
    "(?:工作)?(?:总结|要点|计划|预算|收入|任务|指标|目标|数据|情况|报告)|工作(?!日)|经济|主要|财政|政府|重点|全市|全县|以来|召开|印发|发布|施行|全面深化|度"
)


def when_in(text: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Where the first deadline or rhythm in `text[start:end]` stands; a firm one outweighs “立即”, “尽快”."""
    end = len(text) if end is None else end
    found = [match.span() for match in _RECURRING.finditer(text, start, end)]
    found += [match.span() for match in _MORE.finditer(text, start, end)]
    found += [
        (one.start, one.end)
        for one in find_deadlines(text, start, end)
        if _stands(text, one.start, one.end, start, end)
    ]
    if found:
        first, last = min(found, key=lambda span: (span[0], -span[1]))
        # “5日前” within “每月5日前”: the longer words that hold it.
        return next(((a, b) for a, b in found if a <= first and last < b), (first, last))
    loose = _LOOSE.search(text, start, end)
    return loose.span() if loose else None


def _stands(text: str, first: int, last: int, start: int, end: int) -> bool:
    written = text[first:last]
    if _NOT_BEFORE.search(text, start, first):
        return False
    if written[-1] in "年度" or written.endswith("半年"):
        if written == "全年":
            return _OF_A_YEAR.match(text, last, end) is None
        # A bare year is of which something is, unless nothing else follows.
        return (written[-1] != "年" and _OF_A_YEAR.match(text, last, end) is None) or last == end
    if written[-1] in "月份":
        # A bare month is by when where a clause opens or closes with it.
        return (first == start or last == end) and _OF_A_YEAR.match(text, last, end) is None
    return True


def is_firm(written: str) -> bool:
    """Whether words are a deadline, not only haste."""
    return bool(written) and _LOOSE.fullmatch(written) is None
