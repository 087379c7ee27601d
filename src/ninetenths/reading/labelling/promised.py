"""Clauses whose own words promise: by when, each period, or how much. In what looks ahead these are no report of the past."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Sequence

from ninetenths.patterns import regex
from ninetenths.reading.deadlines import first_deadline
from ninetenths.reading.scanning import Scan
from ninetenths.reading.sections import Headings
from ninetenths.reading.values import Genre, Label, Quantity

_PLAN = 2
_LOOKING_BACK: frozenset[Label] = frozenset(("claim", "record", "frame"))
_LOOSE: frozenset[Label] = frozenset(("aim", "conduct", "action"))
_PAST = regex(
    "已|了|以来|以來|近年|去年|上年|过去|過去|曾|目前|通过|通過|同比|荣获|榮獲|位居|位列|五年来|一年来|截至|来自|会议于"
)
_TIMES = frozenset(
    ("年", "个月", "個月", "天", "周", "小时", "小時", "个小时", "分钟", "个工作日", "工作日", "岁", "周岁", "次会议")
)
_OPENING = regex(
    "(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、．.]\\s*)?(?:力争|确保|争取|预计|计划|要)?(?:到|至|在|于|於)?[“「]?"
)
_RETURNING = regex(
    "(?:[^，。；]{0,8}?)(?:每(?:年度?|半年|个?季度?|个?月|两?周|日|天|个?学期|名|个|两年)|逐[年月季]|按[年月季]度?|定期)(?![人户亩吨])"
)
_STARTING = regex("(?:自|从|從)?(?:[0-9一二三四五六七八九十〇零]{1,4}[年月日]){1,3}起[，,]?(?=[^来來]{3})")
_ANNOUNCED = regex("会议|會議|电话|电|邮箱|地址|时间|來源|来源|发布|记者|召开$|开幕|闭幕|在[^，。]{1,12}召开")


def promised(
    scan: Scan,
    genre: Genre,
    headings: Headings,
    half: Sequence[int],
    quantities: Sequence[Quantity],
    labels: list[Label],
    rules: list[str],
) -> None:
    """Mend the labels where a clause itself says by when, how often or how much, in the part that looks ahead.

    `half`: a clause each 0 unknown, 1 review, 2 plan; outside a plan half only deadlines count, and only in notices and
    plans.
    """
    text, starts, ends = scan.text, scan.starts, scan.ends
    counted = {bisect_right(starts, one.start) - 1 for one in quantities if one.unit not in _TIMES}
    for place, label in enumerate(labels):
        ahead = half[place] == _PLAN
        line = scan.line_of[place]
        if headings.is_heading[line] or starts[place] < headings.title_end[line]:
            continue
        if rules[place] != "network" or not (ahead or genre in ("plan", "notice")):
            continue
        if label in _LOOKING_BACK:
            start, end = starts[place], ends[place]
            timed = _timed(text, start, end)
            if not (timed or (ahead and place in counted and genre == "work-report")):
                continue
            if end - start < 4 or _PAST.search(text, start, end) or _ANNOUNCED.search(text, start, end):
                continue
            labels[place] = "target" if place in counted else "action"
            rules[place] = "promised"
        elif (
            ahead
            and label in _LOOSE
            and place in counted
            and genre == "work-report"
            and _bare(text, quantities, place, starts, ends)
        ):
            labels[place], rules[place] = "target", "promised"


def _timed(text: str, start: int, end: int) -> bool:
    """Whether a clause opens with a deadline that is followed by something to do, or says that it comes back."""
    if _RETURNING.match(text, start, end) or _STARTING.match(text, start, end):
        return True
    span = first_deadline(text, start, end)
    if span is None or end - span.end < 3:
        return False
    opening = _OPENING.match(text, start, end)
    return opening is not None and opening.end() >= span.start and text[span.end - 1] in "前内內底末"


def _bare(text: str, quantities: Sequence[Quantity], place: int, starts: Sequence[int], ends: Sequence[int]) -> bool:
    """Whether the clause ends with its figure: “新增就业一万二千人”."""
    return any(one.end == ends[place] for one in quantities if starts[place] <= one.start < ends[place])
