"""Numbers as written, Han, Arabic, mixed, full-width or English, to exact values: int, Decimal or Fraction, never float."""

from __future__ import annotations

import functools
import re
from decimal import Decimal
from fractions import Fraction

from ninetenths.patterns import regex

Number = int | Decimal | Fraction

DIGITS = {char: value for value, char in enumerate("〇一二三四五六七八九")} | {
    "零": 0, "○": 0, "Ｏ": 0, "两": 2, "兩": 2, "双": 2, "雙": 2, "俩": 2,
}  # fmt: skip
DIGITS |= {str(value): value for value in range(10)} | {chr(0xFF10 + value): value for value in range(10)}
POWERS = {"十": 1, "百": 2, "千": 3, "万": 4, "萬": 4, "亿": 8, "億": 8}
LONGEST = 15  # figures: more is no quantity, and no reader of the JSON could hold it exactly

_NARROW = str.maketrans("０１２３４５６７８９．，％＋－點萬億兩雙○Ｏ零", "0123456789.,%+-点万亿两双〇〇〇")
_ARABIC = regex(r"[+-]?(?:\d{1,3}(?:,\d{3})+|\d+)(?:\.\d+)?")
_SHARE = regex("([^分]+)分之([^分]+)")
_SHARES = {"百": "%", "千": "‰", "万": "‱"}


@functools.lru_cache(maxsize=8192)
def number_of(written: str) -> Number | None:
    """The exact value of a numeral: 三百二十 is 320, 二〇三五 2035, 3亿5千万 350000000, 零点二 Decimal("0.2").

    Also 1,234.5, full-width figures, 1.2万, 一万五 (15,000), 半, 三分之一 (a Fraction), 百分之六 (a Fraction of the whole:
    `share_of` keeps the per cent), and English: twenty-five, 1.5 million. None where it is no number or too long for one.
    """
    text = written.translate(_NARROW).strip()
    if not text or len(text) > 60:
        return None
    if _ARABIC.fullmatch(text):
        return _arabic(text)
    if text.isascii():
        return _english(text.lower())
    if "分之" in text:
        share = _SHARE.fullmatch(text)
        part, whole = (number_of(share[2]), number_of(share[1])) if share else (None, None)
        return None if part is None or not whole else _plain(Fraction(part) / Fraction(whole))
    if text == "半":
        return Decimal("0.5")
    whole_part, point, decimals = text.partition("点")
    if not point:
        return _han(text)
    match = re.fullmatch("([〇一二三四五六七八九0-9]+)([十百千万亿]*)", decimals)
    number = _han(whole_part)
    if match is None or not isinstance(number, int) or len(match[1]) > LONGEST:
        return None
    figures = "".join(str(DIGITS[char]) for char in match[1])
    return scaled(Decimal(f"{number}.{figures}"), match[2])


def count_of(written: str) -> int | None:
    """The value of a numeral that is a whole number, else None: 十五 is 15, 1.2 none."""
    number = number_of(written)
    return number if isinstance(number, int) else None


@functools.lru_cache(maxsize=8192)
def share_of(written: str) -> tuple[Number, str | None] | None:
    """A share as it is measured: 百分之八点五 is (8.5, "%"), 千分之五 (5, "‰"), 三分之一 (1/3, None); else None."""
    text = written.translate(_NARROW)
    match = _SHARE.fullmatch(text)
    if match is None:
        return None
    part = number_of(match[2])
    unit = _SHARES.get(match[1].removeprefix("一"))
    if part is None:
        return None
    if unit is not None:
        return part, unit
    number = number_of(written)
    return None if number is None else (number, None)


def scaled(number: Number, powers: str) -> Number:
    """A number times its powers: 1.2 and 万 is 12000, 3 and 万亿 3 * 10**12."""
    power = sum(POWERS[char] for char in powers)
    return number if not power else _plain(Fraction(number) * 10**power)


def power_of(powers: str) -> int:
    """Ten to how much a chain of powers is: 千万 is 7; other characters count nothing."""
    return sum(POWERS.get(char, 0) for char in powers)


def narrow(text: str) -> str:
    """The text with full-width figures, points and signs of numbers made narrow: as long as before."""
    return text.translate(_NARROW)


def _plain(number: Fraction) -> Number:
    """An int where it is whole, a Decimal where it has an end in tenths, else the Fraction itself."""
    if number.denominator == 1:
        return number.numerator
    rest, tens = number.denominator, 0
    while rest % 10 == 0:
        rest, tens = rest // 10, tens + 1
    twos = fives = 0
    while rest % 2 == 0:
        rest, twos = rest // 2, twos + 1
    while rest % 5 == 0:
        rest, fives = rest // 5, fives + 1
    if rest != 1:
        return number
    places = tens + max(twos, fives)
    return Decimal(number.numerator * (10**places // number.denominator)).scaleb(-places)


def _arabic(text: str) -> Number | None:
    figures = text.replace(",", "")
    if len(figures.lstrip("+-")) > LONGEST + 1:
        return None
    if "." not in figures:
        return int(figures)
    return _plain(Fraction(figures))


_PART = regex(r"([0-9][0-9,]*(?:\.[0-9]+)?|[〇一二两三四五六七八九双俩]*)([十百千]?)")


def _han(text: str) -> Number | None:
    """A numeral of Han figures and powers, of Arabic figures and powers, or of both."""
    for power in ("亿", "万"):
        above, said, below = text.rpartition(power)
        if said:
            return _above(above, power, below)
    return _section(text)


def _above(above: str, power: str, below: str) -> Number | None:
    high: Number | None = _han(above) if above else (1 if not below else None)
    if high is None:
        return None
    total = scaled(high, power)
    if not below:
        return total if total < 10**LONGEST else None
    low = _han(below.removeprefix("〇"))
    if low is None or low >= 10 ** POWERS[power]:
        return None
    if len(below) == 1 and below in DIGITS and low:
        low = scaled(low, {"亿": "千万", "万": "千"}[power])  # “一万五” is 15,000
    return _plain(Fraction(total) + Fraction(low)) if total < 10**LONGEST else None


def _section(text: str) -> Number | None:
    """What stands below 万: 三百二十, 二〇三五, 1千2百, 2.5千."""
    if all(char in DIGITS for char in text):
        return int("".join(str(DIGITS[char]) for char in text)) if 0 < len(text) <= LONGEST else None
    total: Fraction = Fraction(0)
    rank, at = 99, 0
    while at < len(text):
        match = _PART.match(text, at)
        if match is None or match.end() == at:
            return None
        figures, power = match[1].lstrip("〇") if match[2] else match[1], match[2]
        at = match.end()
        if power and POWERS[power] >= rank:
            return None
        value = _figures(figures, power, rank)
        if value is None:
            return None
        total += value * 10 ** POWERS.get(power, 0)
        rank = POWERS[power] if power else 0
        if not power and at < len(text):
            return None
    return _plain(total)


def _figures(figures: str, power: str, rank: int) -> Fraction | None:
    """The figures before a power; the last one without a power counts the next lower: 三百二 is 320."""
    if not figures:
        return Fraction(1) if power in ("十", "百", "千") and power else None
    if figures[0] in "0123456789":
        number = _arabic(figures)
        return None if number is None else Fraction(number)
    if power:
        return Fraction(DIGITS[figures]) if len(figures) == 1 else None
    bare = figures.lstrip("〇")
    if len(bare) > 1:
        return None
    value = Fraction(DIGITS[bare]) if bare else Fraction(0)
    if len(figures) == 1 and 1 < rank < 99:
        value *= 10 ** (rank - 1)
    return value


_ENGLISH_UNITS = [
    "zero",
    "one",
    "two",
    "three",
    "four",
    "five",
    "six",
    "seven",
    "eight",
    "nine",
    "ten",
    "eleven",
    "twelve",
    "thirteen",
    "fourteen",
    "fifteen",
    "sixteen",
    "seventeen",
    "eighteen",
    "nineteen",
]
_ENGLISH_TENS = ["twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]
ENGLISH_FIGURES: dict[str, int] = {name: value for value, name in enumerate(_ENGLISH_UNITS)} | {
    name: 10 * value for value, name in enumerate(_ENGLISH_TENS, 2)
}
ENGLISH_POWERS = {"hundred": 2, "thousand": 3, "million": 6, "billion": 9, "trillion": 12, "dozen": 0}
ENGLISH_ORDINALS: dict[str, int] = {
    "first": 1, "second": 2, "third": 3, "fourth": 4, "fifth": 5, "sixth": 6, "seventh": 7, "eighth": 8, "ninth": 9,
    "tenth": 10, "eleventh": 11, "twelfth": 12,
}  # fmt: skip


def _english(text: str) -> Number | None:
    """twenty-five, one hundred and twenty, 1.5 million, a dozen; None where a word is none of these."""
    words = [word for word in re.split(r"[\s-]+", text) if word]
    total, group = Fraction(0), Fraction(0)
    said = False
    for order, word in enumerate(words):
        if word == "and" and said:
            continue
        if word in ("a", "an") and order == 0 and len(words) > 1:
            group = Fraction(1)
            continue
        if word in ENGLISH_FIGURES:
            group += ENGLISH_FIGURES[word]
        elif _ARABIC.fullmatch(word):
            group += Fraction(word.replace(",", ""))
        elif word == "dozen":
            group = (group or Fraction(1)) * 12
        elif word in ENGLISH_POWERS and (said or group):
            power = 10 ** ENGLISH_POWERS[word]
            if power == 100:
                group *= power
            else:
                total, group = total + group * power, Fraction(0)
        else:
            return None
        said = True
    return _plain(total + group) if said and total + group < 10**LONGEST else None
