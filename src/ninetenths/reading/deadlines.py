"""By when: the deadline a stretch's own words give, as written, with the last day it means (`due`)."""

from __future__ import annotations

import re
from functools import cache

from ninetenths import measures
from ninetenths.measures import NOWHERE, Anchor, Calendar, last_day
from ninetenths.measures.days import SIGNS
from ninetenths.patterns import regex
from ninetenths.reading.quantities import branches
from ninetenths.reading.values import Deadline

__all__ = ["SIGNS", "deadline_of", "due_of", "first_deadline"]


@cache
def _signs() -> re.Pattern[str]:
    return regex(branches(list(SIGNS)))


def first_deadline(text: str, start: int, end: int) -> measures.Deadline | None:
    """Where the first deadline in `text[start:end]` stands, and whether it comes back."""
    if _signs().search(text, start, end) is None:
        return None
    return measures.find_deadline(text, start, end)


def deadline_of(
    text: str, found: measures.Deadline, anchor: Anchor = NOWHERE, calendar: Calendar | None = None
) -> Deadline:
    """A deadline as written (“2025年底前”, “三年内”). What comes back (“每月5日前”) has no due day."""
    written = text[found.start : found.end]
    return Deadline(written, None if found.recurring else due_of(written, anchor, calendar))


def due_of(written: str, anchor: Anchor, calendar: Calendar | None = None) -> str | None:
    """The last day that written words mean, in ISO 8601; None where they do not say."""
    day = last_day(written, anchor, calendar)
    return None if day is None else day.isoformat()
