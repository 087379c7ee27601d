"""What a target measures: the indicators of one clause, from the quantities that stand in it."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import cache

from ninetenths.reading.deadlines import deadline_of
from ninetenths.reading.values import Indicator, Quantity, Span

_TIMES = frozenset(("年", "个月", "個月", "天", "周", "小时", "个小时", "分钟", "小時", "分鐘", "个工作日", "工作日", "岁", "周岁", "歲"))
_PARTS = re.compile("[、，,；;。和及与與并並（(]")
# What stands around the name of what is measured without belonging to it.
_LEAD = re.compile(
    "[、，,；;和及与與并並以其中）)\\s]*(?:(?:到|至|在|于)?(?:(?:19|20)\\d\\d年(?:底|末|底前|前)?|今年|明年|年内|年底前?|全年|[“「]?十[一二三四五六七八九]?五[”」]?(?:时期|期间|末))[，,]?)?"
    "(?:力争|力爭|确保|確保|努力|争取|爭取|预期|預期|预计|預計|计划|計劃|再|实现|實現|使|将|將|把|要|其中)*"
)
_TAIL = re.compile(
    "(?:分别|分別)?(?:提高|提升|增加|降低|下降|上升|压减|扩大|发展|增至|减少|稳定|稳步|保持|维持|控制|实现|提升|突破)?(?:达到|達到|达|達|为|為|至|到|在|完成|力争|力爭|确保|確保|实现|實現|共|总计|累计|均|约|都|是)+$"
)
_VERBS = re.compile(
    "^(?:[\\u4e00-\\u9fff]{0,4}?)(?:新建|新增|培育|建设|建設|建成|改造|完成|引进|引進|打造|开展|创建|新改建|改扩建|实施|推进|组织|举办|建|新设|启动|开工|治理|整治|招引|引育|投入|安排|发放|帮扶|培训|提供|认定|孵化|落实|盘活|争创|命名|腾出|推动|解决|增加|减少|设立|布局|争取|谋划|推广|新开|开通|开行|办好|支持|扶持|筹集|筹建|配建|更新|更换|维修|创新|争创|选派|招聘|招录|遴选|引培|集聚|形成|扩大|淘汰|关闭|关停|退出|搬迁|拆除|清理|植树|造林|绿化|修复|修建|续建|竣工|投产|投用|交付|落地|签约|储备|策划|包装|滚动|达到|超过|突破|新培育|新认定|新引进|新改造)(?:了)?$"
)


@cache
def _binding() -> re.Pattern[str]:
    return re.compile("约束性|約束性|预期性|預期性")


def indicators_of(text: str, start: int, end: int, quantities: Sequence[Quantity]) -> tuple[Indicator, ...]:
    """The indicators of the clause `text[start:end]`; `quantities` are those inside it, in order.

    A quantity that only says which things are counted (“投资10亿元以上的项目50个”: the first) or from where one starts
    (“从40%提高到50%”: the first) gives none. `binding` is True for 约束性, False for 预期性, None where unsaid.
    """
    if not quantities:
        return ()
    measuring = _measuring(text, end, quantities) if len(quantities) > 1 else quantities
    stated = _binding().search(text, start, end)
    binding = None if stated is None else stated[0][0] in "约約"
    deadline = deadline_of(text, start, end)
    made: list[Indicator] = []
    place = start
    for number, quantity in enumerate(measuring):
        after = measuring[number + 1].start if number + 1 < len(measuring) else end
        name, spans = _name(text, place, quantity, after)
        if name is None and made:
            name = made[-1].name
        made.append(Indicator(name, quantity.bound, quantity.value, quantity.unit, deadline, binding, spans))
        place = quantity.end
    return tuple(made)


def _measuring(text: str, end: int, quantities: Sequence[Quantity]) -> Sequence[Quantity]:
    """The quantities that are measured against, not those that describe what is counted or the time it takes."""
    kept = []
    last = len(quantities) - 1
    for number, quantity in enumerate(quantities):
        follower = text[quantity.end] if quantity.end < end else ""
        if quantity.unit in _TIMES or follower in ("的", "级", "級"):
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
    first = _LEAD.match(text, place, quantity.start)
    begin = first.end() if first else place
    tail = _TAIL.search(text, begin, quantity.start)
    stop = tail.start() if tail else quantity.start
    following = _PARTS.search(text, quantity.end, after)
    until = following.start() if following else after
    thing = text[quantity.end : until].strip()
    if begin >= stop:
        return (thing, (said, (quantity.end, until))) if thing else (None, (said,))
    head = text[begin:stop].strip()
    if thing and _VERBS.match(head):
        return head + thing, ((begin, stop), said, (quantity.end, until))
    return head, ((begin, stop), said)
