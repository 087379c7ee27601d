"""Tasks for tests, each a change from one plain task of a year."""

from __future__ import annotations

import datetime
from fractions import Fraction
from typing import Any

from ninetenths.delivery import (
    Agencies,
    Goal,
    Report,
    Schedule,
    Status,
    Task,
    load_calendar,
    load_rules,
    status_of,
)

START, END = datetime.date(2031, 1, 1), datetime.date(2031, 12, 31)
NOVEMBER = datetime.date(2031, 11, 30)


def day(written: str) -> datetime.date:
    return datetime.date.fromisoformat(written)


def made(**changes: Any) -> Task:
    """A measured task of 2031 with a lead, due at the year's end, linear from its beginning."""
    plain: dict[str, Any] = {
        "id": "t-1", "title": "老旧小区改造", "kind": "quantity", "agencies": Agencies("市住房和城乡建设局"),
        "goal": Goal("200个", "=", Fraction(200), "个"), "first_deadline": END, "schedule": Schedule("linear", START),
    }  # fmt: skip
    return Task(**{**plain, **changes})


def reported(actual: int | None = None, on: str = "2031-11-25", **more: Any) -> tuple[Report, ...]:
    return (Report(on=day(on), actual=None if actual is None else Fraction(actual), **more),)


def judged(task: Task, on: datetime.date = NOVEMBER, rules: str = "default") -> Status:
    return status_of(task, on, load_rules(rules), load_calendar("cn"))


def flags(status: Status) -> list[str]:
    return [flag.code for flag in status.flags]
