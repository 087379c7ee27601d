"""Working days: weekends, holidays and make-up days as data, read from `packs/delivery/calendars`."""

from __future__ import annotations

import datetime
import functools
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ninetenths import packs

_SATURDAY = 5
_DAY = datetime.timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Calendar:
    """Which days are worked. `every` are (month, day) off in each year; `years` those with a published arrangement.

    `named` are the holidays of the arrangements with their first days.
    """

    name: str
    off: frozenset[datetime.date] = frozenset()
    worked: frozenset[datetime.date] = frozenset()
    every: frozenset[tuple[int, int]] = frozenset()
    years: frozenset[int] = frozenset()
    source: str = ""
    named: frozenset[tuple[str, datetime.date]] = frozenset()

    def first_off(self, name: str, year: int) -> datetime.date | None:
        """The first day off that the published arrangement gives a named holiday in a year, None where it names none."""
        return min((day for holiday, day in self.named if holiday == name and day.year == year), default=None)

    def works(self, day: datetime.date) -> bool:
        """Whether a day is a working day: make-up days first, then holidays, then weekends."""
        if day in self.worked:
            return True
        return not (day in self.off or (day.month, day.day) in self.every or day.weekday() >= _SATURDAY)

    def before(self, day: datetime.date) -> datetime.date:
        """The last working day up to and including `day`."""
        while not self.works(day):
            day -= _DAY
        return day

    def after(self, day: datetime.date, count: int) -> datetime.date:
        """The `count`-th working day after `day`."""
        while count > 0:
            day += _DAY
            count -= self.works(day)
        return day

    def between(self, start: datetime.date, end: datetime.date) -> int:
        """Working days after `start` up to and including `end`; negative where `end` is earlier."""
        if end < start:
            return -self.between(end, start)
        weeks, rest = divmod((end - start).days, 7)
        count = 5 * weeks
        count += sum((start + n * _DAY).weekday() < _SATURDAY for n in range(1, rest + 1))
        for day in self.worked:
            count += start < day <= end and day.weekday() >= _SATURDAY
        return count - sum(start < day <= end for day in self._weekdays_off(start.year, end.year))

    def _weekdays_off(self, first: int, last: int) -> set[datetime.date]:
        yearly = (datetime.date(year, *day) for year in range(first, last + 1) for day in self.every)
        return {day for day in (*self.off, *yearly) if day.weekday() < _SATURDAY and day not in self.worked}


def calendar_from(name: str, raw: Mapping[str, Any]) -> Calendar:
    """A calendar from its TOML values: `every = ["01-01"]`, `[[holiday]] from, to`, `worked = [days]`, `years`."""
    off: set[datetime.date] = set()
    for holiday in raw.get("holiday", ()):
        day = holiday["from"]
        while day <= holiday.get("to", holiday["from"]):
            off.add(day)
            day += _DAY
    every = frozenset((int(day[:2]), int(day[3:])) for day in raw.get("every", ()))
    return Calendar(
        name, frozenset(off), frozenset(raw.get("worked", ())), every, frozenset(raw.get("years", ())),
        str(raw.get("source", "")),
        frozenset((holiday["name"], holiday["from"]) for holiday in raw.get("holiday", ()) if "name" in holiday),
    )  # fmt: skip


@functools.cache
def load_calendar(name: str) -> Calendar:
    """The calendar of that name inside the package (`cn`, `weekends`). Raises FileNotFoundError where there is none."""
    return calendar_from(name, packs.load("delivery/calendars", name))
