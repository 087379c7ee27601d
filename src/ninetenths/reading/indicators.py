"""What a target measures: the indicators of one clause, from the quantities that stand in it."""

from __future__ import annotations

from collections.abc import Sequence

from ninetenths.patterns import regex
from ninetenths.reading.values import Deadline, Indicator, Quantity, Span, freeze, unfrozen

_TIMES = frozenset(
    (
        "年",
        "个月",
        "個月",
        "天",
        "周",
        "小时",
        "个小时",
        "分钟",
        "小時",
        "分鐘",
        "个工作日",
        "工作日",
        "岁",
        "周岁",
        "歲",
    )
)
_PARTS = regex("[、，,；;。和及与與并並（(]")
# What stands around the name of what is measured without belonging to it.
_LEAD = regex(
    "[、，,；;和及与與并並以其中）)\\s]*(?:(?:到|至|在|于|於)?(?:(?:19|20)\\d\\d年(?:底前|末前|底|末|前)?|今年|明年|年内|年底前?|全年|[“「]?十[一二三四五六七八九]?五[”」]?(?:时期|期间|末))[，,]?)?"
    "(?:力争|力爭|确保|確保|努力|争取|爭取|预期|預期|预计|預計|计划|計劃|再|实现|實現|使|将|將|把|要|其中)*"
)
# With one of these a lead may begin.
_LEADING = frozenset("、，,；;和及与與并並以其中）) 到至在于於12今明年全“「十力确確努争爭预預计計再实實使将將把要")
# Between the name and the value: not part of the name.
_TAILS: dict[str, tuple[str, ...]] = {}
for _word in [
    "提高到",
    "提升到",
    "增加到",
    "降低到",
    "下降到",
    "上升到",
    "扩大到",
    "发展到",
    "减少到",
    "稳定到",
    "压减到",
    "达到",
    "達到",
    "到",
    "提高至",
    "提升至",
    "增加至",
    "增至",
    "降至",
    "升至",
    "减至",
    "下降至",
    "降低至",
    "扩大至",
    "发展至",
    "至",
    "达",
    "達",
    "稳定在",
    "保持在",
    "维持在",
    "控制在",
    "稳定在",
    "穩定在",
    "在",
    "为",
    "為",
    "完成",
    "力争",
    "力爭",
    "确保",
    "確保",
    "实现",
    "實現",
    "总计",
    "累计",
    "都",
    "共",
    "共计",
    "分别",
    "分別",
    "不",
    "是",
    "再",
    "预计",
    "计划",
    ",",
    "，",
    "、",
    "（",
    "(",
    "平均",
    "人均",
    "户均",
    "每人每月",
    "每人每年",
    "每亩",
    "每人",
    "每户",
]:
    _TAILS[_word[-1]] = (*_TAILS.get(_word[-1], ()), _word)
# What stands after these is not what is counted.
_SHARES = frozenset(("%", "％", "‰", "个百分点", "個百分點", "百分点"))


def indicators_of(
    text: str, start: int, end: int, quantities: Sequence[Quantity], deadline: Deadline | None
) -> tuple[Indicator, ...]:
    """The indicators of the clause `text[start:end]`; `quantities` are those inside it in order, `deadline` its own.

    A quantity that only says which things are counted (“投资10亿元以上的项目50个”: the first) or from where one starts
    (“从40%提高到50%”: the first) gives none. `binding` is True for 约束性, False for 预期性, None where unsaid.
    """
    if not quantities:
        return ()
    measuring = _measuring(text, end, quantities) if len(quantities) > 1 else quantities
    binding = True if text.find("束性", start, end) >= 0 else False if text.find("期性", start, end) >= 0 else None
    make = unfrozen(Indicator)
    written, due = (deadline.written, deadline.due) if deadline else (None, None)
    made: list[Indicator] = []
    place = start
    for number, quantity in enumerate(measuring):
        after = measuring[number + 1].start if number + 1 < len(measuring) else end
        name, spans = _name(text, place, quantity, after)
        if name is None and made:
            name = made[-1].name
        made.append(make(name, quantity.bound, quantity.value, quantity.unit, written, binding, spans, due))
        place = quantity.end
    return freeze(Indicator, made)


def _measuring(text: str, end: int, quantities: Sequence[Quantity]) -> Sequence[Quantity]:
    """The quantities that are measured against, not those that describe what is counted or the time it takes."""
    kept = []
    last = len(quantities) - 1
    for number, quantity in enumerate(quantities):
        follower = text[quantity.end] if quantity.end < end else ""
        if quantity.unit in _TIMES or follower in ("的", "级", "級") or text.startswith(("范围", "範圍"), quantity.end):
            continue
        if text[quantity.start - 1 : quantity.start] in ("从", "從", "由"):
            continue
        said_after = quantity.bound in (">=", "<=") and text[quantity.end - 1] in "上下内內"
        if said_after and "\u4e00" <= follower <= "\u9fff" and follower not in "和及与與、":
            before = number > 0 and _PARTS.search(text, quantities[number - 1].end, quantity.start) is None
            after = number < last and _PARTS.search(text, quantity.end, quantities[number + 1].start) is None
            if before or after:
                continue
        kept.append(quantity)
    return kept or quantities


def _name(text: str, place: int, quantity: Quantity, after: int) -> tuple[str | None, tuple[Span, ...]]:
    """What one quantity measures: the words before it, and where these are a mere verb, the things counted after it."""
    said = (quantity.start, quantity.end)
    begin = place
    if text[place] in _LEADING:
        first = _LEAD.match(text, place, quantity.start)
        begin = first.end() if first else place
    stop = _before_tail(text, begin, quantity.start)
    since = quantity.end
    if since < after and text[since] in "（(":
        closed = text.find("）" if text[since] == "（" else ")", since, after)
        since = closed + 1 or since  # “1万套（户）保障性住房”
    if since < after and text[since] == "的":
        since += 1
        if begin < stop:  # “增长8%的目标”
            return text[begin:stop], ((begin, stop), said)
    following = _PARTS.search(text, since, after)
    until = following.start() if following else after
    if begin >= stop:
        thing = text[since:until].strip()
        return (thing, (said, (since, until))) if thing else (None, (said,))
    head = text[begin:stop]
    if until > since and quantity.unit not in _SHARES:
        return head + text[since:until].strip(), ((begin, stop), said, (since, until))
    return head, ((begin, stop), said)


def _before_tail(text: str, begin: int, stop: int) -> int:
    """Where the name ends: before 达到, 提高到, 控制在 and the like."""
    while stop > begin:
        words = _TAILS.get(text[stop - 1])
        if words is None:
            break
        longest = max((len(word) for word in words if text.endswith(word, begin, stop)), default=0)
        if not longest:
            break
        stop -= longest
    return stop
