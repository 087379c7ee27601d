"""Reports: which one is due by a day, and whether it has come."""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass

from ninetenths.delivery.rules import Every, Rules
from ninetenths.delivery.values import Task
from ninetenths.measures import add_months, month_end

_LENGTH = {"month": 1, "quarter": 3, "year": 12}


@dataclass(frozen=True, slots=True)
class Period:
    """The stretch a report is due for, and the day by which it is."""

    every: Every
    first: datetime.date
    last: datetime.date
    due: datetime.date


def every_of(task: Task, rules: Rules) -> Every:
    """How often a task is reported on: its own frequency, or that of its kind."""
    return task.report_every or rules.report_every[task.kind]


def period_of(every: Every, day: datetime.date, rules: Rules) -> Period | None:
    """The period a day lies in; its report is due in its last month, on the rule set's day or the month's end."""
    return _period_of(every, day, rules.report_day)


@functools.lru_cache(maxsize=1024)
def _period_of(every: Every, day: datetime.date, report_day: int) -> Period | None:
    if every == "never":
        return None
    length = _LENGTH[every]
    first = datetime.date(day.year, (day.month - 1) // length * length + 1, 1)
    closing = add_months(first, length - 1)
    last = month_end(closing.year, closing.month)
    return Period(every, first, last, min(last, closing.replace(day=1) + datetime.timedelta(days=report_day - 1)))


def due_period(every: Every, on: datetime.date, rules: Rules) -> Period | None:
    """The last period whose report was due by the end of `on`."""
    period = period_of(every, on, rules)
    if period is not None and on < period.due:
        return period_of(every, period.first - datetime.timedelta(days=1), rules)
    return period
