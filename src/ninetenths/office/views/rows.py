"""A commitment as a row and as a panel show it: values made ready for the templates, nothing decided."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from ninetenths.delivery import load_rules
from ninetenths.delivery.values import Why
from ninetenths.documents import why as why_words
from ninetenths.office.domain import clock
from ninetenths.office.domain.shares import fraction
from ninetenths.office.models import Status
from ninetenths.packs import phrase, words

# Reasons of our own beside those of `delivery`; their words stand in the room `register`.
_OURS = "why."


def reason(said: Mapping[str, Any], language: str) -> str:
    """A reason's words: code with parameters as a status keeps them."""
    code, params = str(said.get("code", "")), dict(said.get("params", {}))
    if "days" in params and params.get("deadline"):
        # Days pass between two computations of a status; the day it counts from does not.
        params["days"] = abs((clock.today() - datetime.date.fromisoformat(params["deadline"])).days)
    if f"{_OURS}{code}" in words("register", language):
        return phrase("register", f"{_OURS}{code}", language, **params)
    return why_words(Why(code, {name: _value(name, value) for name, value in params.items()}), language)


# So many signs of a source stand in a column.
_SOURCE = 16
_SHARES = ("planned", "actual", "pace", "reached", "goal")
_DAYS = ("deadline", "first", "current", "on", "last", "asked", "new", "due", "start", "end")


def _value(name: str, value: Any) -> Any:
    """A parameter as `delivery` gave it: shares are Fractions, days dates."""
    if isinstance(value, str):
        if name in _SHARES:
            return fraction(value)
        try:
            return datetime.date.fromisoformat(value)
        except ValueError:
            return value
    return value


def number_words(value: Fraction | None) -> str:
    """A number as people read it: 1,200 or 60.9."""
    if value is None:
        return ""
    if value.denominator == 1:
        return f"{value.numerator:,}"
    return f"{float(value):,.2f}".rstrip("0").rstrip(".")


@dataclass(frozen=True, slots=True)
class Row:
    """What a line of the register shows. Shares are floats of 1, for drawing alone."""

    id: str
    serial: int
    number: str
    title: str
    source: str
    source_href: str | None
    lead: str
    more: int
    first: str
    current: str
    status: str
    word: str | None
    checked: float | None
    claimed: float | None
    due: float | None
    count: str
    whole: str | None
    unit: str
    stage: str
    pending: bool
    taken_over: bool
    words: str | None


def status_of(row: Any) -> Status | None:
    """The current status of a commitment loaded by `register.loaded`."""
    found: Status | None = row.current_status[0] if row.current_status else None
    return found


def row_of(row: Any, language: str) -> Row:
    """One commitment, loaded by `register.loaded`, as a line."""
    status = status_of(row)
    year = clock.today().year
    goal = row.goal or {}
    whole = None if isinstance(goal.get("value"), list) else _fraction(goal.get("value"))
    claimed = fraction(status.claimed) if status else None
    verified = fraction(status.verified) if status else None
    planned = fraction(status.planned) if status else None
    count = number_words(claimed * whole) if claimed is not None and whole is not None else ""
    source = row.all_sources[0] if row.all_sources else None
    leads = [duty for duty in row.open_duties if duty.role in ("lead", "joint")]
    return Row(
        id=row.pk, serial=row.serial, number=row.number, title=row.title,
        source=_shortened(source.paper.number or source.paper.title if source and source.paper else source.place if source else ""),
        source_href=f"/office/papers/{source.paper_id}/" if source and source.paper_id else None,
        lead=(row.lead.short or row.lead.name) if row.lead else row.lead_written, more=max(0, len(leads) - 1),
        first=_short(row.first_deadline, year), current=_short(row.deadline, year),
        status=status.code if status else "unmeasured", word=_word(status, language),
        checked=_float(verified), claimed=_float(claimed), due=_float(planned), count=count,
        whole=number_words(whole) if whole is not None else None, unit=str(goal.get("unit") or ""), stage=row.stage,
        pending=bool(row.pending), taken_over=bool(row.taken_over),
        words=_figure_words(claimed, count, whole, language),
    )  # fmt: skip


def _figure_words(claimed: Fraction | None, count: str, whole: Fraction | None, language: str) -> str | None:
    """What stands for a figure where nothing is counted: the share that was said, or that nothing was."""
    if count and whole is not None:
        return None
    if claimed is None:
        return phrase("register", "not_reported", language)
    return f"{float(claimed) * 100:.0f}%"


def _shortened(words: str) -> str:
    """What names a source in a column: its number, or the first words of its title."""
    return words if len(words) <= _SOURCE else f"{words[: _SOURCE - 1]}…"


def _fraction(value: Any) -> Fraction | None:
    return None if value in (None, "") else Fraction(str(value))


def _float(value: Fraction | None) -> float | None:
    return None if value is None else float(value)


def _short(day: datetime.date | None, year: int) -> str:
    if day is None:
        return ""
    return f"{day:%m-%d}" if day.year == year else day.isoformat()


def _word(status: Status | None, language: str) -> str | None:
    """More than the usual word where a number says it better: overdue 27 days."""
    if status is None or status.code != "overdue":
        return None
    deadline = status.why.get("params", {}).get("deadline")
    if not deadline:
        return None
    days = (clock.today() - datetime.date.fromisoformat(deadline)).days
    return phrase("register", "overdue.days", language, count=days)


def pack_words(language: str) -> str:
    """The rule set in force, in words."""
    from ninetenths.office.folder import served

    rules = load_rules(served().rules)
    return f"{rules.title.get(language, rules.name)} {rules.version}"
