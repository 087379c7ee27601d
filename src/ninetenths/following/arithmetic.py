"""Numbers promised against numbers reported: same unit, same matter, bound respected, the comparison shown."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from operator import attrgetter
from typing import Literal

from ninetenths.reading import Bound, Indicator, Quantity, Reading, Span

Outcome = Literal["reached", "short"]

# Where less is better, a reported value at or under the promised one reaches it.
_LESS = re.compile(r"下降|降低|减少|压减|压缩|控制|以内|不超过|失业|缩小|少于|降至|降到|能耗|浓度")
_RATES = frozenset(("%", "％", "个百分点", "‰"))
# “左右”, “约”: a tenth of the value, as the texts themselves count “6 %左右” reached by 5.8 %.
_ABOUT = 0.1


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


def compare(indicators: Sequence[Indicator], earlier: Reading, promise: Span, later: Reading, within: Span) -> Comparison | None:
    """The first indicator of the promise that the stretch `within` of the later text reports, compared; else None."""
    begin = attrgetter("start")
    low = bisect_left(later.quantities, within[0], key=begin)
    reported = later.quantities[low : bisect_left(later.quantities, within[1], low, key=begin)]
    for indicator in indicators:
        if isinstance(indicator.value, tuple):
            promised = indicator.value[0]
        else:
            promised = indicator.value
        wording = indicator.name or earlier.text[promise[0] : promise[1]]
        found = _same_matter(wording, indicator.unit, reported, later.text, within)
        if found is None:
            continue
        value = found.value[1] if isinstance(found.value, tuple) else found.value
        less = _LESS.search(earlier.text, *promise) is not None and indicator.bound in ("<=", "<", "=", "~")
        good = _reached(indicator.bound, promised, value, less)
        return Comparison(
            "reached" if good else "short", indicator.bound, promised, value, indicator.unit,
            indicator.unit in _RATES, (found.start, found.end),
        )  # fmt: skip
    return None


def _reached(bound: Bound, promised: float, value: float, less: bool) -> bool:
    """“降至30以内” wants a value at or under it; “下降3%” a fall at least as large, which is a larger number."""
    if bound in ("<=", "<") or (less and bound == "~"):
        return value <= promised + (abs(promised) * _ABOUT if bound == "~" else 0)
    return value >= promised - (abs(promised) * _ABOUT if bound == "~" else 0)


def _same_matter(
    wording: str, unit: str | None, reported: Sequence[Quantity], text: str, within: Span
) -> Quantity | None:
    """The reported quantity of the same unit whose surroundings share most pairs of characters with the wording."""
    pairs = {wording[at : at + 2] for at in range(len(wording) - 1)}
    best, most = None, 1
    for quantity in reported:
        if quantity.unit != unit:
            continue
        left = text[max(within[0], quantity.start - 24) : quantity.start] + text[quantity.end : quantity.end + 10]
        shared = sum(left[at : at + 2] in pairs for at in range(len(left) - 1))
        if shared > most:
            best, most = quantity, shared
    return best
