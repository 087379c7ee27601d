"""By when: the deadline a stretch's own words give, as written, with the last day it means (`due`)."""

from __future__ import annotations

import re
from functools import cache

from ninetenths.measures import NOWHERE, Anchor, Calendar, find_deadline, find_deadlines, last_day
from ninetenths.measures.days import SIGNS
from ninetenths.reading.values import Deadline

__all__ = ["SIGNS", "deadline_of", "deadline_span", "due_of"]


@cache
def _signs() -> re.Pattern[str]:
    return re.compile("|".join(SIGNS))


def deadline_span(text: str, start: int, end: int) -> tuple[int, int] | None:
    """Where the first deadline in `text[start:end]` stands."""
    if _signs().search(text, start, end) is None:
        return None
    found = find_deadline(text, start, end)
    return None if found is None else (found.start, found.end)


def deadline_of(
    text: str, start: int, end: int, anchor: Anchor = NOWHERE, calendar: Calendar | None = None
) -> Deadline | None:
    """The first deadline in `text[start:end]` as written (“2025年底前”, “三年内”), None where none is stated.

    What comes back (“每月5日前”) has no due day.
    """
    if _signs().search(text, start, end) is None:
        return None
    for found in find_deadlines(text, start, end):
        written = text[found.start : found.end]
        return Deadline(written, None if found.recurring else due_of(written, anchor, calendar))
    return None


def due_of(written: str, anchor: Anchor, calendar: Calendar | None = None) -> str | None:
    """The last day that written words mean, in ISO 8601; None where they do not say."""
    day = last_day(written, anchor, calendar)
    return None if day is None else day.isoformat()
