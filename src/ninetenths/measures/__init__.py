"""Numbers, units, days and calendars: one of each, below reading and delivery, which both measure with them."""

from ninetenths.measures.calendars import Calendar, calendar_from, load_calendar
from ninetenths.measures.days import Deadline, find_deadline, find_deadlines, last_day, recurring, standing
from ninetenths.measures.moments import NOWHERE, Anchor, add_months, counted_on, day_of, month_end
from ninetenths.measures.numbers import Number, count_of, number_of, share_of
from ninetenths.measures.units import canonical, canonical_unit, exact

__all__ = [
    "NOWHERE", "Anchor", "Calendar", "Deadline", "Number", "add_months", "calendar_from", "canonical", "canonical_unit", "count_of",
    "counted_on", "day_of", "exact", "find_deadline", "find_deadlines", "last_day", "load_calendar", "month_end",
    "number_of", "recurring", "share_of", "standing",
]  # fmt: skip
