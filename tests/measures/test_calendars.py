"""Working days: holidays and make-up days are data."""

from __future__ import annotations

import datetime

from hypothesis import given
from hypothesis import strategies as st

from ninetenths.measures import Calendar, calendar_from, load_calendar

day = datetime.date.fromisoformat
DAYS = st.dates(datetime.date(2024, 1, 1), datetime.date(2026, 12, 31))


def test_a_make_up_sunday_is_worked_and_a_holiday_wednesday_is_not() -> None:
    calendar = load_calendar("cn")
    assert (calendar.works(day("2025-09-28")), calendar.works(day("2025-10-08"))) == (True, False)


def test_years_without_an_arrangement_have_weekends_and_fixed_days_and_say_so() -> None:
    calendar = load_calendar("cn")
    assert [calendar.works(day(on)) for on in ("2031-10-01", "2031-10-06", "2031-10-05")] == [False, True, False]
    assert 2031 not in calendar.years


def test_three_working_days_after_the_eve_of_the_long_holiday() -> None:
    assert load_calendar("cn").after(day("2025-09-30"), 3) == day("2025-10-11")


def test_the_last_working_day_before_a_deadline_on_a_holiday() -> None:
    assert load_calendar("cn").before(day("2025-10-05")) == day("2025-09-30")


def test_a_calendar_of_ones_own_is_data() -> None:
    calendar = calendar_from(
        "ours", {"holiday": [{"from": day("2031-08-01"), "to": day("2031-08-05")}], "worked": [day("2031-08-09")]}
    )
    assert [calendar.works(day(f"2031-08-0{n}")) for n in (1, 5, 6, 9)] == [False, False, True, True]


@given(DAYS, DAYS)
def test_counting_by_weeks_equals_counting_day_by_day(a: datetime.date, b: datetime.date) -> None:
    calendar, (start, end) = load_calendar("cn"), sorted((a, b))
    days = (start + datetime.timedelta(days=n) for n in range(1, (end - start).days + 1))
    assert calendar.between(start, end) == sum(calendar.works(day) for day in days) == -calendar.between(end, start)


def test_an_empty_calendar_has_weekends_only() -> None:
    assert [Calendar("none").works(day(f"2031-08-0{n}")) for n in (1, 2, 3, 4)] == [True, False, False, True]


def test_make_up_days_are_weekends_and_holidays_do_not_meet_them() -> None:
    calendar = load_calendar("cn")
    assert [day for day in calendar.worked if day.weekday() < 5 or day in calendar.off] == []
    assert {day.year for day in (*calendar.worked, *calendar.off)} == calendar.years
