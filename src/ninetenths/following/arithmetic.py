"""Numbers promised against numbers reported: same unit, same matter, bound respected, the comparison shown."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from ninetenths.measures import canonical_unit, exact
from ninetenths.reading import Bound, Indicator, Quantity, Reading, Span

Outcome = Literal["reached", "short"]

# Where less is better, a reported value at or under the promised one reaches it.
_LESS = re.compile(r"下降|降低|减少|压减|压缩|控制|以内|不超过|失业|缩小|少于|降至|降到|能耗|浓度")
_RATES = frozenset(("%", "个百分点", "‰"))
# “左右”, “约”: a twentieth of the value: “6 %左右” is reached by 5.8 %, not by 5.5 %.
_ABOUT = 0.05


@dataclass(frozen=True, slots=True)
class Comparison:
    """A promised figure held against a reported one."""

    outcome: Outcome
    bound: Bound
    promised: float
    reported: float
    unit: str | None
    rate: bool
    span: Span


def compare(
    indicators: Sequence[Indicator], earlier: Reading, promise: Span, later: Reading, within: Span
) -> Comparison | None:
    """The first indicator of the promise that the stretch `within` of the later text reports, compared; else None."""
    english = earlier.source.language == "en"
    begin = attrgetter("start")
    low = bisect_left(later.quantities, within[0], key=begin)
    reported = later.quantities[low : bisect_left(later.quantities, within[1], low, key=begin)]
    for indicator in indicators:
        promised = indicator.value[0] if isinstance(indicator.value, tuple) else indicator.value
        wording = indicator.name or earlier.text[promise[0] : promise[1]]
        unit, factor = canonical_unit(indicator.unit, english)
        fitting = [one for one in reported if canonical_unit(one.unit, english)[0] == unit]
        found = _same_matter(wording, fitting, later.text)
        if found is None:
            continue
        value = found.value[1] if isinstance(found.value, tuple) else found.value
        if found.unit != indicator.unit:  # in the unit of the promise: 8公里 reported of 7000米 promised is 8000
            value = float(exact(value) * canonical_unit(found.unit, english)[1] / factor)
        less = _LESS.search(earlier.text, *promise) is not None and indicator.bound in ("<=", "<", "=", "~")
        good = _reached(indicator.bound, promised, value, less)
        return Comparison(
            "reached" if good else "short", indicator.bound, promised, value, indicator.unit,
            unit in _RATES, (found.start, found.end),
        )  # fmt: skip
    return None


def relation(compared: Comparison) -> str:
    """The sign that stands between the reported and the promised figure: ≥ ≤ where it is reached, < > where not."""
    if compared.bound == "~":
        above = compared.reported >= compared.promised - abs(compared.promised) * _ABOUT
    else:
        above = compared.bound not in ("<=", "<")
    if compared.outcome == "reached":
        return "≥" if above else "≤"
    return "<" if compared.reported < compared.promised else ">"


def _reached(bound: Bound, promised: float, value: float, less: bool) -> bool:
    """“降至30以内” wants a value at or under it; “下降3%” a fall at least as large, which is a larger number."""
    if bound in ("<=", "<") or (less and bound == "~"):
        return value <= promised + (abs(promised) * _ABOUT if bound == "~" else 0)
    return value >= promised - (abs(promised) * _ABOUT if bound == "~" else 0)


def _same_matter(wording: str, fitting: Sequence[Quantity], text: str) -> Quantity | None:
    """Of the reported quantities of the same unit the one whose own clause, and the one before it, name what the wording names.

    “生产总值达到2545亿元，同比增长6.6%；固定资产投资增长7.4%”: what 6.6% measures stands in the clause before it, what
    7.4% measures in its own. Pairs of characters shared in its own clause count double.
    """
    pairs = {wording[at : at + 2] for at in range(len(wording) - 1)} if fitting else set()
    best, most = None, _LEAST_SHARED - 1
    for quantity in fitting:
        far = max(0, quantity.start - _LONGEST)
        own = max(far, *(text.rfind(mark, far, quantity.start) + 1 for mark in _MARKS))
        before = max(text.rfind(mark, max(0, own - 40), max(0, own - 1)) for mark in _MARKS) + 1
        shared = 2 * _shared(text[own : quantity.start], pairs)
        if text[own - 1 : own] in ("，", ",") and _NO_SUBJECT.fullmatch(text, own, quantity.start):
            shared += _shared(text[max(before, own - 40) : own - 1], pairs)
        if shared > most:
            best, most = quantity, shared
    return best


# What stands before a figure whose subject is named in the clause before: “，同比增长6.6%”.
_NO_SUBJECT = re.compile(
    "(?:同比|比上年|较上年|比去年|年均|实际|名义|累计|全年|约|近|仅|也|均|分别)*"
    "(?:增长|下降|提高|提升|增加|减少|降低|上涨|达到?|为|超过?|突破|完成|占比?|其中)*"
)
_MARKS = "，；。：,;:\n"
_LEAST_SHARED = 4
_LONGEST = 200  # a clause is looked at no further back


def _shared(stretch: str, pairs: set[str]) -> int:
    return sum(stretch[at : at + 2] in pairs for at in range(len(stretch) - 1))
