"""Figures that people type: a share in per cent, an amount; kept as exact text of a Fraction."""

from __future__ import annotations

import re
from fractions import Fraction
from typing import Any

from ninetenths.office.domain.verbs import ROOM
from ninetenths.refusal import Refusal

_MOST = 10**15
_LONGEST = 60
_PLAIN = re.compile(r"[-+]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:[eE][-+]?[0-9]{1,2})?|[-+]?[0-9]+/[0-9]+")


def share(written: Any) -> str:
    """A share typed in per cent (“85”, “85%”, “85.5％”) as text of a Fraction of 1; "" of nothing."""
    number = _number(written)
    if number is None:
        return ""
    if not 0 <= number <= 1000:
        raise Refusal(ROOM, "share.range", written=written)
    return str(number / 100)


def amount(written: Any) -> str:
    """An amount in the goal's unit (“1,200”, “１２００”) as text of a Fraction; "" of nothing."""
    number = _number(written)
    return "" if number is None else str(number)


def _number(written: Any) -> Fraction | None:
    if written in (None, ""):
        return None
    if isinstance(written, Fraction):
        return written
    text = str(written)[: _LONGEST + 1].translate(_NARROW).strip().removesuffix("%").replace(",", "").replace(" ", "")
    # An exponent of a few characters is a number that no machine can write out.
    if len(text) > _LONGEST or not _PLAIN.fullmatch(text):
        raise Refusal(ROOM, "number.unknown", written=str(written)[:_LONGEST])
    try:
        number = Fraction(text)
    except (ValueError, ZeroDivisionError):
        raise Refusal(ROOM, "number.unknown", written=written) from None
    if abs(number) > _MOST:
        raise Refusal(ROOM, "number.unknown", written=written)
    return number


_NARROW = str.maketrans("０１２３４５６７８９．，％－　", "0123456789.,%- ")


def fraction(text: str) -> Fraction | None:
    """The Fraction that stands in a column; None of ""."""
    return Fraction(text) if text else None


def shown(text: str, *, hundredths: bool = False) -> str:
    """The Fraction of a column as people write it: `3.1`, `95%` with `hundredths`; rounded to four places."""
    number = fraction(text)
    if number is None:
        return ""
    written = f"{float(number * 100 if hundredths else number):.4f}".rstrip("0").rstrip(".")
    return f"{written}%" if hundredths else written
