"""The office's clock: the server's time, and the day it is in the office's zone. Tests and the demo set it."""

from __future__ import annotations

import datetime
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from zoneinfo import ZoneInfo

from django.conf import settings

from ninetenths import ledger

_set: ContextVar[datetime.datetime | None] = ContextVar("set", default=None)


def now() -> datetime.datetime:
    """The instant, in UTC, to the millisecond."""
    instant = _set.get() or datetime.datetime.now(datetime.UTC)
    return instant.replace(microsecond=instant.microsecond // 1000 * 1000)


def zone() -> ZoneInfo:
    """The office's zone."""
    return ZoneInfo(settings.TIME_ZONE)


def today() -> datetime.date:
    """The day it is in the office's zone."""
    return now().astimezone(zone()).date()


def day_of(instant: datetime.datetime) -> datetime.date:
    """The day an instant falls on in the office's zone."""
    return instant.astimezone(zone()).date()


def end_of(day: datetime.date) -> datetime.datetime:
    """The last second of a day in the office's zone, as an instant in UTC: deadlines mean it."""
    return datetime.datetime.combine(day, datetime.time(23, 59, 59), zone()).astimezone(datetime.UTC)


def written(instant: datetime.datetime) -> str:
    """An instant as it stands in the log and in payloads: UTC, `2031-11-27T01:00:00.123000Z`."""
    return ledger.instant(instant)


def shown(instant: datetime.datetime) -> str:
    """An instant for people in the office's zone, to the minute: `2031-11-28 18:00`."""
    return f"{instant.astimezone(zone()):%Y-%m-%d %H:%M}"


def read(text: str) -> datetime.datetime:
    """An instant out of its written form."""
    return datetime.datetime.fromisoformat(text)


@contextmanager
def at(instant: datetime.datetime) -> Iterator[None]:
    """Within it, that is the time."""
    token = _set.set(instant.astimezone(datetime.UTC))
    try:
        yield
    finally:
        _set.reset(token)
