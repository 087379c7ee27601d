"""Shares in print: per cent by integers, halves up, and never 100 % or 0 % of what is not quite all or nothing."""

from __future__ import annotations

from fractions import Fraction

from ninetenths.delivery.values import Share


def percent(share: Fraction | None, places: int = 1) -> str:
    """11/12 → “91.7%”; None → “–”. What is less than all never rounds to 100, what is more than nothing never to 0."""
    if share is None:
        return "–"
    scale = 10**places
    steps = (2 * 100 * scale * share.numerator + share.denominator) // (2 * share.denominator)
    if share < 1 and steps >= 100 * scale:
        steps = 100 * scale - 1
    elif share > 0 and steps == 0:
        steps = 1
    sign, steps = ("-", -steps) if steps < 0 else ("", steps)
    whole, rest = divmod(steps, scale)
    return f"{sign}{whole}.{rest:0{places}}%" if places else f"{sign}{whole}%"


def points(gap: Fraction | None) -> str:
    """A difference of shares in percentage points, with its sign: −1/12 → “−8.3”."""
    if gap is None:
        return "–"
    shown = percent(abs(gap)).removesuffix("%")
    return shown if gap == 0 else f"{'+' if gap > 0 else '−'}{shown}"


def arithmetic(share: Share, places: int = 1) -> str:
    """A figure with its denominator: “44 ÷ 55 = 80.0%”; of nothing, “0 ÷ 0”."""
    if share.of == 0:
        return f"{share.part} ÷ 0"
    return f"{share.part} ÷ {share.of} = {percent(share.value, places)}"


def fraction_words(share: Fraction | None) -> str:
    """A fraction with what it comes to: “11/12 = 91.7%”; whole ones without the fraction."""
    if share is None:
        return "–"
    if share.denominator in (1, 100):
        return percent(share)
    return f"{share.numerator}/{share.denominator} = {percent(share)}"
