"""Deadlines: the end of a day in the body's zone, the first one kept, the current one from what was approved."""

from __future__ import annotations

import datetime
import functools
from dataclasses import dataclass
from zoneinfo import ZoneInfo

from ninetenths.delivery.values import Task
from ninetenths.measures import Anchor, last_day, recurring, standing

_DAY = datetime.timedelta(days=1)


def end_of(day: datetime.date, zone: str) -> datetime.datetime:
    """The first instant after a day in a zone: a deadline holds up to it."""
    after = day + _DAY
    return datetime.datetime(after.year, after.month, after.day, tzinfo=ZoneInfo(zone))


def passed(day: datetime.date, moment: datetime.datetime, zone: str) -> bool:
    """Whether a deadline has passed at an (aware) moment."""
    return moment >= end_of(day, zone)


def today(moment: datetime.datetime, zone: str) -> datetime.date:
    """The day it is in a zone at an (aware) moment."""
    return moment.astimezone(ZoneInfo(zone)).date()


def deadline_on(task: Task, on: datetime.date) -> datetime.date | None:
    """The current deadline at the end of `on`: the first, moved by what was approved by then. Asking moves nothing."""
    day = task.first_deadline
    for extension in task.extensions:
        if extension.approved_on is not None and extension.approved_on <= on:
            day = extension.new
    return day


@dataclass(frozen=True, slots=True)
class Written:
    """What a cell of deadlines means: the last day it can mean, and whether it says ever or each period."""

    day: datetime.date | None = None
    standing: bool = False
    recurring: bool = False


@functools.lru_cache(maxsize=8192)
def read_deadline(written: str, year: int | None = None) -> Written:
    """What a cell such as “2032年底前”, “9月底”, “2032.6.30”, “长期坚持” or “30 June 2032” means.

    `year` is the table's own; without it “9月底” has no day. The last day of what is named counts (“2032年6月”: 30
    June); “2032年前” and “6月前” end before it. A span (“2031—2032年”) ends with its later part.
    """
    if not written.strip():
        return Written()
    day = last_day(written, Anchor(year))
    return Written(day, standing(written) and day is None, recurring(written))
