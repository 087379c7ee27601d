"""Holidays that texts count from: “国庆节前” ends on the day before the first of October."""

from __future__ import annotations

import datetime
import functools

from ninetenths import packs
from ninetenths.measures.calendars import Calendar

_DAY = datetime.timedelta(days=1)


@functools.cache
def _days() -> dict[str, dict[str, str]]:
    table: dict[str, dict[str, str]] = packs.load("measures", "festivals")["day"]
    return table


@functools.cache
def _named() -> dict[str, str]:
    named: dict[str, str] = packs.load("measures", "festivals")["names"]
    return named


def names() -> list[str]:
    """All ways to write a holiday that the pack knows."""
    return list(_named())


def first_day(written: str, year: int, calendar: Calendar | None = None) -> datetime.date | None:
    """The first day of a holiday: as the calendar arranges it, else the day itself; None where the year is not known."""
    name = _named().get(written)
    if name is None:
        return None
    if calendar is not None and (arranged := calendar.first_off(name, year)) is not None:
        return arranged
    days = _days()[name]
    said = days.get(str(year)) or days.get("every")
    return None if said is None else datetime.date(year, int(said[:2]), int(said[3:]))


def eve(
    written: str, year: int, since: datetime.date | None, explicit: bool, calendar: Calendar | None
) -> datetime.date | None:
    """The day before a holiday of a year; where the year was not said, of the next one after the text's own day."""
    first = first_day(written, year, calendar)
    passed = (
        first is not None
        and not explicit
        and (first - _DAY < since if since is not None else first.timetuple().tm_yday == 1)
    )
    if passed:
        first = first_day(written, year + 1, calendar)
    return None if first is None else first - _DAY
