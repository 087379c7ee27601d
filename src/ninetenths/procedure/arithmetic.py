"""Inequalities, cross-multiplied and written out: integers and Fractions only, never a float."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from .values import Amount, Need


@dataclass(frozen=True, slots=True)
class Inequality:
    """One need against numbers: whether it holds, the least number that would, and how it reads."""

    holds: bool
    needed: Amount
    text: str
    equal: bool = False


def written(value: Amount) -> str:
    """`34`, `25.5`, `46 2/3`: exact, decimals only where they end within three places."""
    if isinstance(value, int):
        return str(value)
    value = Fraction(value)
    if value.denominator == 1:
        return str(value.numerator)
    if 1000 % value.denominator == 0:
        whole, rest = divmod(value.numerator * (1000 // value.denominator), 1000)
        return f"{whole}.{rest:03d}".rstrip("0")
    whole, rest = divmod(value.numerator, value.denominator)
    return f"{whole} {rest}/{value.denominator}" if whole else f"{rest}/{value.denominator}"


def plain(value: Amount) -> int | str:
    """A number for JSON: whole numbers stay numbers, others become exact text."""
    if isinstance(value, int):
        return value
    value = Fraction(value)
    return value.numerator if value.denominator == 1 else written(value)


def share_of(need: Need, base: Amount) -> Amount:
    """The need's share of a base, an int where it is whole: heads are many, and Fractions of them slow."""
    above, below = need.share.numerator * base, need.share.denominator
    if isinstance(above, int) and above % below == 0:
        return above // below
    return Fraction(above) / below


def least(need: Need, base: Amount, *, whole: bool = True) -> Amount:
    """The smallest number that meets the need of `base` (whole heads; for weights the bound itself)."""
    if need.of == "number":
        return max(need.number, need.floor)
    bound = share_of(need, base)
    if not whole:
        return max(bound, Fraction(need.floor))
    number = bound.numerator // bound.denominator
    if need.strict or bound.denominator != 1:
        number += 1
    return max(number, need.floor)


def compare(need: Need, votes: Amount, base: Amount, no: Amount = 0) -> Inequality:
    """Whether `votes` meet the need. `base` is the number the share is taken of; `no` serves `more_than_no`."""
    if need.more_than_no:
        holds = votes > no
        sign = ">" if holds else "=" if votes == no else "<"
        return Inequality(holds, no + 1, f"{written(votes)} {sign} {written(no)}", votes == no)
    if need.of == "number":
        holds = votes >= least(need, 0)
        return Inequality(holds, least(need, 0), f"{written(votes)} {'>=' if holds else '<'} {least(need, 0)}")
    bound = share_of(need, base)
    whole = votes.denominator == 1 and base.denominator == 1
    left, right = votes * need.share.denominator, need.share.numerator * base
    meets = left > right if need.strict else left >= right
    sign = (">" if need.strict else ">=") if meets else ("<=" if need.strict else "<")
    text = (
        f"{written(votes)} {sign} {need.share.numerator}/{need.share.denominator} of {written(base)} = {written(bound)}"
    )
    if need.share == 1:
        text = f"{written(votes)} {sign} all of {written(base)}"
    if meets and votes < need.floor:
        meets, text = False, f"{text} and {written(votes)} < {need.floor}"
    return Inequality(meets, least(need, base, whole=whole), text, need.strict and left == right)


def join(parts: list[Inequality], how: str) -> tuple[bool, str]:
    """All or any of the parts, and the joined text."""
    if not parts:
        return True, ""
    holds = all(part.holds for part in parts) if how == "all" else any(part.holds for part in parts)
    return holds, (" and " if how == "all" else " or ").join(part.text for part in parts)
