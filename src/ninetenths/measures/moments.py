"""The day a text speaks from, and plain arithmetic of days: month ends, months added, days counted on."""

from __future__ import annotations

import calendar as months
import datetime
from dataclasses import dataclass

from ninetenths.measures.calendars import Calendar


@dataclass(frozen=True, slots=True)
class Anchor:
    """What “今年” and “本月” count from: the year a text speaks of, and its own day, each None where it is not said."""

    year: int | None = None
    day: datetime.date | None = None


NOWHERE = Anchor()  # a text that says neither its year nor its day


def day_of(year: int, month: int, day: int) -> datetime.date | None:
    """The day, None where the calendar has none such."""
    try:
        return datetime.date(year, month, day)
    except ValueError:
        return None


def month_end(year: int, month: int) -> datetime.date:
    """The last day of a month."""
    return datetime.date(year, month, months.monthrange(year, month)[1])


def add_months(day: datetime.date, count: int) -> datetime.date:
    """The same day `count` months on, or the month's last where it has none: 31 January + 1 month → 28 February."""
    year, month = divmod(day.year * 12 + day.month - 1 + count, 12)
    return min(datetime.date(year, month + 1, 1) + datetime.timedelta(days=day.day - 1), month_end(year, month + 1))


def counted_on(day: datetime.date, count: int, unit: str, calendar: Calendar | None) -> datetime.date | None:
    """`count` days, weeks, months, years or working days after a day; working days only where a calendar is given."""
    try:
        if unit == "working":
            return calendar.after(day, count) if calendar is not None and count < 1000 else None
        if unit in ("month", "year"):
            return add_months(day, count * (12 if unit == "year" else 1))
        return day + datetime.timedelta(days=count * (7 if unit == "week" else 1))
    except (ValueError, OverflowError):
        return None
