"""Units as printed and the canonical ones that comparisons use: ％ is %, 千米 公里, 亩 so many 平方米."""

from __future__ import annotations

import functools
from decimal import Decimal
from fractions import Fraction

from ninetenths import packs
from ninetenths.measures.numbers import POWERS, Number, power_of
from ninetenths.patterns import regex

_TRADITIONAL = "個項點萬億畝戶噸條處輛棟張種類歲間場頭隻時鐘標兆單課學車層針線門雙對啟圓為過突數約達於滿內頃"
_SIMPLIFIED = "个项点万亿亩户吨条处辆栋张种类岁间场头只时钟标兆单课学车层针线门双对启圆为过突数约达于满内顷"
TRADITIONAL = str.maketrans(_SIMPLIFIED, _TRADITIONAL)
SIMPLIFIED = str.maketrans(_TRADITIONAL, _SIMPLIFIED)
_POWERS_BEFORE = regex("[十百千万亿]+")


@functools.cache
def _table(language: str) -> dict[str, tuple[str, Fraction]]:
    groups = packs.load("measures", "units")[language]
    return {written: (unit, Fraction(factor)) for unit, ways in groups.items() for written, factor in ways.items()}


@functools.lru_cache(maxsize=4096)
def canonical_unit(unit: str | None, english: bool = False) -> tuple[str | None, Fraction]:
    """The canonical unit of a printed one, and how many of it one printed unit is: ("平方米", 10000) for 公顷.

    万元 and 亿元 count as 元, 万吨 as 吨; “元/吨” is taken apart. A unit that is in no table is its own canonical one.
    """
    if unit is None:
        return None, Fraction(1)
    table = _table("en" if english else "zh")
    written = unit.strip() if english else unit.strip().translate(SIMPLIFIED).replace("／", "/")
    known = table.get(written) or (table.get(written.lower()) if english else None)
    if known is not None:
        return known
    above, per, below = written.partition("/")
    if per and above and below:
        (high, times), (low, by) = canonical_unit(above, english), canonical_unit(below, english)
        return f"{high}/{low}", times / by
    powers = None if english else _POWERS_BEFORE.match(written)
    if powers is not None and powers.end() < len(written) and written[powers.end() - 1] in POWERS:
        rest, times = canonical_unit(written[powers.end() :])
        return rest, times * 10 ** power_of(powers[0])
    return written, Fraction(1)


def canonical(value: Number, unit: str | None, english: bool = False) -> tuple[Number, str | None]:
    """A value and its printed unit as they are compared: (3, "公顷") is (30000, "平方米")."""
    named, factor = canonical_unit(unit, english)
    if factor == 1:
        return value, named
    made = Fraction(value) * factor
    return (made.numerator if made.denominator == 1 else made), named


def exact(value: float | int | Decimal | Fraction) -> Fraction:
    """A number of a reading's JSON as the decimal that was written: 0.1 is a tenth."""
    return Fraction(str(value)) if isinstance(value, float) else Fraction(value)
