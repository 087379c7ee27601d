"""Words of the desk: codes, days and shares set as a language sets them."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ninetenths import packs
from ninetenths.delivery import Status, Why, fraction_words, percent, points

_MONTHS = (
    "January", "February", "March", "April", "May", "June", "July", "August", "September", "October", "November",
    "December",
)  # fmt: skip
_PERIODS = {"month": 1, "quarter": 3, "year": 12}


def day(value: datetime.date | None, language: str, *, year: int | None = None) -> str:
    """2031年11月3日 or 3 November 2031; without the year where it is the one given."""
    if value is None:
        return packs.phrase("delivery", "undated", language)
    if language == "zh":
        return f"{'' if value.year == year else f'{value.year}年'}{value.month}月{value.day}日"
    return f"{value.day} {_MONTHS[value.month - 1]}{'' if value.year == year else f' {value.year}'}"


def period(every: str, first: datetime.date, language: str) -> str:
    """The name of a reporting period: 2031年11月, 2031年第三季度, 2031; November 2031, Q3 2031."""
    if every == "year":
        return f"{first.year}年" if language == "zh" else str(first.year)
    if every == "quarter":
        quarter = (first.month - 1) // 3
        return f"{first.year}年第{'一二三四'[quarter]}季度" if language == "zh" else f"Q{quarter + 1} {first.year}"
    return f"{first.year}年{first.month}月" if language == "zh" else f"{_MONTHS[first.month - 1]} {first.year}"


def amount(value: Fraction, scale: int = 1) -> str:
    """An exact amount with no more decimals than it has, up to four: 43000 in 万 → 4.3."""
    shown = value / scale
    if shown.denominator == 1:
        return f"{shown.numerator:,}"
    return f"{float(shown):,.4f}".rstrip("0").rstrip(".")


def reached(actual: Fraction, goal: Fraction, language: str) -> str:
    """What was reached of a goal with its share: “168/200 = 84.0%”, large amounts in 万 or 亿 in Chinese."""
    scale, unit = 1, ""
    if language == "zh":
        scale, unit = next(((s, u) for s, u in ((10**8, "亿"), (10**4, "万")) if goal >= s), (1, ""))
    share = percent(actual / goal)
    return f"{amount(actual, scale)}{unit if actual else ''}/{amount(goal, scale)}{unit} = {share}"


def parameters(params: Mapping[str, Any], language: str) -> dict[str, object]:
    """Parameters of a code made ready for its words."""
    made: dict[str, object] = {}
    for name, value in params.items():
        if name == "pace" and isinstance(value, Fraction):
            made[name] = points(value)
        elif isinstance(value, Fraction):
            made[name] = fraction_words(value)
        elif isinstance(value, datetime.date):
            made[name] = day(value, language)
        elif name in ("on", "last", "asked") and value is None:
            made[name] = packs.phrase("delivery", "undated", language)
        elif name == "check":
            made[name] = packs.phrase("delivery", f"check.{value}", language)
        elif name == "by" and not value:
            made[name] = packs.phrase("delivery", "anonymous", language)
        else:
            made[name] = "–" if value is None else value
    if "reached" in params:
        made["actual"] = reached(params["reached"], params["goal"], language)
    if "every" in params:
        made["period"] = period(params["every"], params["first"], language)
    return made


def why(reason: Why, language: str) -> str:
    """A reason in words."""
    given = parameters(reason.params, language)
    if reason.code == "behind" and isinstance(reason.params.get("pace"), Fraction):
        given["pace"] = points(-reason.params["pace"]).lstrip("+−")
    if reason.code == "ahead":
        given["pace"] = str(given["pace"]).lstrip("+")
    return packs.phrase("delivery", f"why.{reason.code}", language, **given)


def code(status: Status, language: str) -> str:
    """The word of a status."""
    return packs.phrase("delivery", f"code.{status.code}", language)


def light(status: Status, language: str) -> str:
    """The word of a light, as its rule set has it."""
    words: Mapping[str, str] | None = status.light_why.params.get("words")
    return words[language] if words else "–"


def desk(name: str, language: str, /, **params: object) -> str:
    """Words of the desk's outputs."""
    return packs.phrase("desk", name, language, **params)
