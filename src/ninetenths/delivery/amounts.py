"""Amounts in cells: “不少于200个”, “≥90%”, “2700亿元以上”, 1.2万 as exact numbers with bound and unit."""

from __future__ import annotations

import functools
import re
from dataclasses import dataclass
from fractions import Fraction

from ninetenths.delivery.values import Bound, Goal

_SCALES = {"万": 10**4, "亿": 10**8, "万亿": 10**12, "千": 1000, "百万": 10**6, "千万": 10**7}
_ENGLISH_SCALES = {"thousand": 10**3, "million": 10**6, "billion": 10**9}
_NUMBER = r"[+-]?\d{1,3}(?:,\d{3})+(?:\.\d+)?|[+-]?\d+(?:\.\d+)?"
_AMOUNT = re.compile(
    rf"(?P<bound>[≥≤＞＜><=≈~约]|>=|<=|不少于|不低于|至少|不超过|不高于|不多于|至多|少于|低于|高于|超过|突破|大于|小于"
    rf"|(?i:at least|no less than|not less than|at most|no more than|not more than|over|more than|under|less than"
    rf"|about)\s)?\s*"
    rf"(?P<low>{_NUMBER})(?:\s*[-–—~～至]\s*(?P<high>{_NUMBER}))?"
    r"\s*(?P<scale>万亿|百万|千万|亿|万|千(?!米|克|瓦)|(?i:thousand|million|billion)\b)?\s*"
    r"(?P<unit>%|％|‰|个百分点"
    r"|(?!以上|及以上|以下|以内|左右)[\u4e00-\u9fff]{1,6}?(?=以上|以下|以内|左右|及以上|[\s，。；、,;()（）]|$)"
    r"|[A-Za-z][A-Za-z ]{0,18})?"
    r"(?P<after>以上|及以上|以下|以内|左右)?"
)
_BOUNDS: dict[str, Bound] = {
    "≥": ">=",
    ">=": ">=",
    "不少于": ">=",
    "不低于": ">=",
    "至少": ">=",
    "at least": ">=",
    "no less than": ">=",
    "not less than": ">=",
    "≤": "<=",
    "<=": "<=",
    "不超过": "<=",
    "不高于": "<=",
    "不多于": "<=",
    "至多": "<=",
    "at most": "<=",
    "no more than": "<=",
    "not more than": "<=",
    ">": ">",
    "＞": ">",
    "高于": ">",
    "超过": ">",
    "突破": ">",
    "大于": ">",
    "over": ">",
    "more than": ">",
    "<": "<",
    "＜": "<",
    "少于": "<",
    "低于": "<",
    "小于": "<",
    "under": "<",
    "less than": "<",
    "≈": "~",
    "~": "~",
    "约": "~",
    "about": "~",
    "=": "=",
    "以上": ">=",
    "及以上": ">=",
    "以下": "<=",
    "以内": "<=",
    "左右": "~",
}
_WIDE = str.maketrans("０１２３４５６７８９．％，", "0123456789.%,")
# A year or a date is no amount.
_DATE = re.compile(r"(?:19|20)\d\d\s*年(?:底|末|初|\d{1,2}月(?:\d{1,2}日|底|末)?)?前?|\d{1,2}月(?:\d{1,2}日|底|末)前?")


@dataclass(frozen=True, slots=True)
class Amount:
    """A number multiplied out, the scale it was written in (万 is 10,000) and its unit, None where none is written."""

    bound: Bound
    low: Fraction
    high: Fraction
    scale: int
    unit: str | None


@functools.lru_cache(maxsize=8192)
def amounts_of(written: str) -> tuple[Amount, ...]:
    """The amounts a cell states, in order, dates left out."""
    text = _DATE.sub(lambda match: "；" * len(match[0]), written.translate(_WIDE))
    return tuple(_amount(match) for match in _AMOUNT.finditer(text))


def _amount(match: re.Match[str]) -> Amount:
    scale_word = (match["scale"] or "").lower()
    scale = _SCALES.get(scale_word) or _ENGLISH_SCALES.get(scale_word) or 1
    low = Fraction(match["low"].replace(",", "")) * scale
    high = low if match["high"] is None else Fraction(match["high"].replace(",", "")) * scale
    word = (match["bound"] or "").strip().lower() or match["after"] or "="
    return Amount(_BOUNDS.get(word, "="), low, high, scale, (match["unit"] or "").strip() or None)


@functools.lru_cache(maxsize=8192)
def goal_of(written: str) -> Goal | None:
    """The goal a cell states; only one with a single amount is quantified: of several none can be preferred."""
    if not written.strip():
        return None
    amounts = amounts_of(written)
    if len(amounts) != 1:
        return Goal(written)
    amount = amounts[0]
    value = amount.low if amount.low == amount.high else (amount.low, amount.high)
    return Goal(written, amount.bound, value, amount.unit)


def measured(written: str, goal: Goal | None) -> Fraction | None:
    """What a cell says was reached, in the scale of the goal where it states none: “1.2” of “2万人” is 12,000.

    None for an empty cell, one with several amounts, or another unit than the goal's.
    """
    found = amounts_of(written)
    if len(found) != 1 or found[0].low != found[0].high:
        return None
    amount = found[0]
    if goal is None or goal.value is None:
        return amount.low
    wanted = amounts_of(goal.written)[0]
    if amount.unit is None and amount.scale == 1:
        return amount.low * wanted.scale
    if amount.unit is not None and wanted.unit is not None and amount.unit != wanted.unit:
        return None
    return amount.low
