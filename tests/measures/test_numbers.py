"""Numerals of every kind, to exact values."""

from __future__ import annotations

from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.measures import Number, canonical, number_of, share_of


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("十五", 15), ("两", 2), ("一百零三", 103), ("三百二", 320), ("一万二千", 12_000), ("一万五", 15_000),
        ("一万零五十", 10_050), ("二〇三五", 2035), ("二零三五", 2035), ("3亿5千万", 350_000_000), ("1亿2000万", 120_000_000),
        ("1.2万亿", 1_200_000_000_000), ("零点二", Decimal("0.2")), ("二点三亿", 230_000_000), ("１，２３４．５", Decimal("1234.5")),
        ("半", Decimal("0.5")), ("三分之一", Fraction(1, 3)), ("twenty-five", 25), ("one hundred and twenty", 120),
        ("1.5 million", 1_500_000), ("十百", None), ("公园", None), ("", None), ("9" * 30, None),
    ],
)  # fmt: skip
def test_a_numeral_has_its_exact_value(written: str, value: Number | None) -> None:
    found = number_of(written)
    assert found == value
    assert not isinstance(found, float)


@pytest.mark.parametrize(
    ("written", "share"),
    [
        ("百分之八点五", (Decimal("8.5"), "%")), ("千分之五", (5, "‰")), ("三分之一", (Fraction(1, 3), None)), ("十五", None),
    ],
)  # fmt: skip
def test_a_share_keeps_what_it_is_counted_in(written: str, share: tuple[Number, str | None] | None) -> None:
    assert share_of(written) == share


@pytest.mark.parametrize(
    ("value", "unit", "canon"),
    [
        (6, "％", (6, "%")), (3, "千米", (3, "公里")), (3, "公顷", (30_000, "平方米")), (3, "亩", (2000, "平方米")),
        (2, "万元", (20_000, "元")), (2, "亿元", (200_000_000, "元")), (3, "成", (30, "%")), (5, "元／噸", (5, "元/吨")),
        (5, "所", (5, "所")), (5, None, (5, None)),
    ],
)  # fmt: skip
def test_comparison_uses_the_canonical_unit(value: int, unit: str | None, canon: tuple[Number, str | None]) -> None:
    assert canonical(value, unit) == canon


@given(st.integers(0, 99_999_999))
def test_han_numerals_are_read_back(number: int) -> None:
    assert number_of(_han(number)) == number


def _han(number: int) -> str:
    """A number below 10**8 in plain Han numerals."""
    if number >= 10_000:
        high, low = divmod(number, 10_000)
        gap = "零" if 0 < low < 1000 else ""
        return _han(high) + "万" + (gap + _han(low) if low else "")
    if number < 10:
        return "零一二三四五六七八九"[number]
    made, gap = "", False
    for power, name in ((1000, "千"), (100, "百"), (10, "十"), (1, "")):
        figure, number = divmod(number, power)
        if figure:
            made += ("零" if gap else "") + "零一二三四五六七八九"[figure] + name
        gap = bool(made) and not figure
    return made


@given(st.text("零一二两三十百千万亿点分之0123.,４", max_size=24))
def test_any_string_is_a_number_or_none(written: str) -> None:
    assert number_of(written) is None or not isinstance(number_of(written), float)
