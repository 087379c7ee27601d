"""Figures as a page sets them."""

from __future__ import annotations

import pytest

from ninetenths.pages.wording import amount, number, share


@pytest.mark.parametrize(
    ("value", "unit", "bound", "language", "shown"),
    [
        (1500.0, "家", ">=", "zh", "≥ 1,500 家"),
        (6.5, "%", "~", "zh", "≈ 6.5%"),
        (270_000_000_000.0, "元", ">=", "zh", "≥ 2,700 亿元"),
        (12_000.0, "套", "=", "zh", "12,000 套"),
        (120_000.0, "套", "=", "zh", "12 万套"),
        (2_750_000.0, "dollars", "<=", "en", "≤ 2.75 million dollars"),
        (2_750_001.0, "dollars", "=", "en", "2,750,001 dollars"),
        ((5.0, 6.0), "%", "=", "en", "5–6%"),
        (3.0, None, ">", "en", "> 3"),
    ],
)
def test_an_amount_reads_as_its_language_has_it(
    value: float | tuple[float, float], unit: str | None, bound: str, language: str, shown: str
) -> None:
    assert amount(value, unit, bound, language) == shown


def test_figures_have_no_more_decimals_than_they_need() -> None:
    assert [number(value) for value in (2000.0, 0.1, 1234.5678, -3.0)] == ["2,000", "0.1", "1,234.5678", "-3"]


def test_a_share_is_rounded_half_up_in_integers() -> None:
    assert [share(11, 12), share(44, 55), share(1, 2000), share(0, 0)] == ["91.7%", "80.0%", "0.1%", "–"]
