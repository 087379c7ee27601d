"""Rule sets: when which light shows, how often a report is due, which checks close; data in `packs/delivery/*.toml`."""

from __future__ import annotations

import datetime
import functools
import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any, Literal, get_args

from ninetenths import packs
from ninetenths.delivery.values import CHECK_KINDS, KINDS, CheckKind, Kind
from ninetenths.refusal import Refusal

Every = Literal["month", "quarter", "year", "never"]
_EVERY = get_args(Every)
# What a light may ask for; every condition named must hold.
CONDITIONS = {
    "closed": bool, "overdue": bool, "days_left_at_most": int, "working_days_left_at_most": int, "gap_below": Fraction,
    "verified_gap_below": Fraction, "silent": bool, "returned": bool, "blocked": bool, "missed_at_least": int,
    "overdue_days_at_least": int, "claimed": bool,
}  # fmt: skip


@dataclass(frozen=True, slots=True)
class Light:
    """One light: its code (`red`), its words by language, the conditions of which all must hold; none always holds."""

    code: str
    words: Mapping[str, str]
    when: Mapping[str, Any] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Rules:
    """A rule set. `lights` are tried in order, the first that holds shows. `report_day` is the day of the month by
    which the report is due. `behind_below`: pace under this (in shares) is behind. `closing`: the checks that close.
    """

    name: str
    version: str
    title: Mapping[str, str]
    source: Mapping[str, str]
    verified: bool
    lights: tuple[Light, ...]
    report_every: Mapping[Kind, Every]
    report_day: int = 28
    behind_below: Fraction = Fraction(0)
    ahead_from: Fraction = Fraction(1, 10)
    closing: tuple[CheckKind, ...] = CHECK_KINDS
    remind_days: int = 3
    steps: Mapping[str, int] = field(default_factory=dict)
    valid_from: datetime.date | None = None


def rule_names() -> list[str]:
    """Names of the rule sets that come with the package, sorted."""
    return packs.names("delivery")


def load_rules(name: str | Path = "default") -> Rules:
    """The rule set of that name, or in that TOML file. Raises Refusal where there is none or it is mistaken."""
    if isinstance(name, Path) or str(name).endswith(".toml"):
        return _file(Path(name))
    return _named(name)


@functools.cache
def _named(name: str) -> Rules:
    if name not in rule_names():
        raise Refusal("delivery", "rules.unknown", name=name, known=", ".join(rule_names()))
    return rules_from(name, packs.load("delivery", name))


def _file(path: Path) -> Rules:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refusal("delivery", "rules.unreadable", name=str(path), reason=error.strerror or str(error)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal("delivery", "rules.toml", name=str(path), reason=str(error).splitlines()[0]) from None
    return rules_from(path.name, raw)


def rules_from(name: str, raw: Mapping[str, Any]) -> Rules:
    """A rule set from its TOML values. Raises Refusal `rules.mistake` with the place of the first mistake."""

    def mistake(where: str) -> Refusal:
        return Refusal("delivery", "rules.mistake", name=name, where=where)

    for needed in ("title", "source", "light"):
        if not raw.get(needed):
            raise mistake(needed)
    report = raw.get("report", {})
    every: dict[Kind, Every] = {}
    for kind in KINDS:
        every[kind] = report.get("kinds", {}).get(kind, report.get("every", "month"))
        if every[kind] not in _EVERY:
            raise mistake(f"report.{kind}")
    day = report.get("day", 28)
    if not isinstance(day, int) or not 1 <= day <= 31:
        raise mistake("report.day")
    closing = tuple(raw.get("closing", CHECK_KINDS))
    if not closing or set(closing) - set(CHECK_KINDS):
        raise mistake("closing")
    lights = tuple(_light(number, light, mistake) for number, light in enumerate(raw["light"], 1))
    if lights[-1].when:
        raise mistake("light: the last one must hold always")
    pace = raw.get("pace", {})
    return Rules(
        name=name, version=str(raw.get("version", "1")), title=raw["title"], source=raw["source"],
        verified=raw.get("verified") is True, lights=lights, report_every=every, report_day=day,
        behind_below=_fraction(pace.get("behind_below", "0"), "pace.behind_below", mistake),
        ahead_from=_fraction(pace.get("ahead_from", "1/10"), "pace.ahead_from", mistake),
        closing=closing, remind_days=raw.get("remind_days", 3), steps=raw.get("steps", {}),
        valid_from=raw.get("valid", {}).get("from"),
    )  # fmt: skip


def _fraction(written: object, where: str, mistake: Any) -> Fraction:
    # Written as a string: a TOML float would bring its rounding along.
    if not isinstance(written, (str, int)):
        raise mistake(where)
    try:
        return Fraction(written)
    except (ValueError, ZeroDivisionError):
        raise mistake(where) from None


def _light(number: int, raw: Mapping[str, Any], mistake: Any) -> Light:
    where = f"light {number}"
    if not isinstance(raw.get("code"), str) or set(raw.get("words", ())) != set(packs.LANGUAGES):
        raise mistake(where)
    when: dict[str, Any] = {}
    for condition, value in raw.get("when", {}).items():
        kind = CONDITIONS.get(condition)
        if kind is None:
            raise mistake(f"{where}: {condition}")
        if kind is Fraction:
            value = _fraction(value, f"{where}: {condition}", mistake)
        elif type(value) is not kind:
            raise mistake(f"{where}: {condition}")
        when[condition] = value
    return Light(raw["code"], raw["words"], when)
