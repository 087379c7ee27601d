"""By when, and how often, in running Chinese: where the words stand, with the time of day that belongs to them."""

from __future__ import annotations

import re

_N = "[0-9０-９一二两三四五六七八九十〇○]"
_YEAR = f"(?:(?:{_N}{{4}}|20[0-9]{{2}})年|今年|明年|本年度?|当年|次年|上一年度?)"
_CLOCK = (
    r"(?:\s*(?:上午|下午|中午|晚上?|早上?)?\s*[0-9０-９]{1,2}(?:[:：时點点][0-9０-９]{0,2}分?(?:[0-9]{2})?)(?:整)?)?"
)
_BY = "(?:之前|以前|前|之内|以内|内|底|末|止)?"
_WEEK = "(?:周|星期)[一二三四五六日天]"
RECURRING = (
    rf"每(?:个|一)?(?:年度?|季度?|月度?|周|星期|日|天|半年|半月|旬|两周|双周|学期)(?:度)?(?:末|底)?(?:月)?(?:终了)?(?:(?:的)?{_N}{{1,3}}月)?(?:(?:的)?(?:第)?{_N}{{1,3}}(?:个)?(?:日|号|工作日))?(?:底|末)?{_CLOCK}{_BY}"
    rf"|每(?:季度?|月|周|年)?{_WEEK}{_CLOCK}{_BY}"
    rf"|(?:逐|按|分)(?:日|周|旬|月|季度?|年度?)(?=[，,、 ]?[\u3400-\u9fff]{2})"
    rf"|{_N}{{1,3}}(?:个)?(?:月|周|日|天)(?:一|1)(?:调度|通报|报告|督查|会商)"
)
_POINT = (
    rf"{_YEAR}?(?:的)?(?:{_N}{{1,3}})月(?:份)?(?:{_N}{{1,3}}(?:日|号)|底|末|初|上旬|中旬|下旬)?{_CLOCK}(?:之前|以前|前|止|底前|内)?"
    rf"|{_YEAR}(?:年?(?:底|末|初|中|内)|上半年|下半年|第?[一二三四]季度(?:末)?)?(?:之前|以前|前|内)?"
    rf"|(?:年|月|季|季度|本月|下月|本周|下周|学期|汛期|主汛期|春节|国庆节?|五一节?|元旦|冬季|入冬|供暖期|采暖季|封冻|开学|学年|雨季|春耕|秋收)(?:底|末|初|内|来临)?(?:之前|以前|前)"
    rf"|(?:本|下)?(?:年|月|季度|周)(?:底|末|内)(?:之前|以前|前)?|(?:上|下)半年(?:内|末)?(?:之前|前)?|第?[一二三四]季度(?:末|内)?(?:之前|前)?|全年"
    rf"|(?:自?(?:收到|接到|印发|发布|会议|本通知)[^，。；]{{0,14}}?(?:之日起|后|起))?{_N}{{1,3}}(?:个)?(?:工作日|自然日|日|天|月|周|小时|年)(?:之内|以内|内|后)"
    rf"|(?:本周|下周|本|下)?{_WEEK}{_CLOCK}(?:之前|以前|前)"
    rf"|{_N}{{1,3}}(?:日|号){_CLOCK}(?:之前|以前|前)"
    rf"|(?:即日起|立行立改|立即|马上|立刻|尽快|近期|限期|即时)|(?:长期|持续)(?=坚持|推进|$|[，。；])"
)
_RECURRING = re.compile(RECURRING)
_WHEN = re.compile(f"(?:{RECURRING})|(?:{_POINT})")
# What is no deadline though it names a time: a beginning, a comparison, a time gone by, an adjective.
_NOT_BEFORE = re.compile(r"(?:自|从|由|比|较|同比|截至|截止到?|去|上|第)$")
_NOT_AFTER = re.compile(
    r"^(?:以来|起(?!草)|开始|度(?!内)|至今|期间的|版|的(?:基础|水平|年度|工作)|政府工作|重点|中央|省委|市委|以后|来(?!临)|召开|印发|发布|施行|任务|.{0,3}日?起施行|项目)"
)
_LOOSE = re.compile("^(?:立行立改|立即|马上|立刻|尽快|近期|限期|即时)$")


# “上半年工作总结”, “全年任务”: of which year something is, not by when.
_OF_A_YEAR = re.compile("工作|总结|经济|主要|财政|计划|任务|指标|目标|数据|预算|收入|政府|重点|全市|全县|情况")


def when_in(text: str, start: int = 0, end: int | None = None) -> tuple[int, int] | None:
    """Where the first deadline or rhythm in `text[start:end]` stands; a firm one outweighs “立即”, “尽快”."""
    end = len(text) if end is None else end
    loose: tuple[int, int] | None = None
    for match in _WHEN.finditer(text, start, end):
        if is_recurring(match[0]):
            return match.span()
        if match[0][-1] in "年度" and _OF_A_YEAR.match(text, match.end(), end):
            continue
        if (
            _NOT_BEFORE.search(text, start, match.start())
            or _NOT_AFTER.match(text[match.end() : min(end, match.end() + 8)])
        ) and (not match[0].endswith(("前", "内", "底", "末")) or _NOT_BEFORE.search(text[start : match.start()])):
            continue
        if not is_firm(match[0]):
            loose = loose or (match.span() if _LOOSE.match(match[0]) else None)
            continue
        return match.span()
    return loose


def is_firm(written: str) -> bool:
    """Whether words are a deadline wherever they stand: a bare “5月”, “2031年” may be anything."""
    if is_recurring(written):
        return True
    return (
        re.search(r"[前内底末止旬日号后]$|半年$|季度$|全年$|长期$|持续$|即日起$|[时点]$|[0-9]$|分$|整$|小时", written)
        is not None
        or re.search(r"年.*月$", written) is not None
    )


def is_recurring(written: str) -> bool:
    """Whether words name a rhythm."""
    return _RECURRING.match(written) is not None
