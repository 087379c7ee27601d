"""The schedule benchmark: how much should be done by a day."""

from __future__ import annotations

import datetime
import sys
from fractions import Fraction
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from ninetenths.delivery import Node, Schedule, elapsed, nodes_done, percent, planned

sys.path.insert(0, str(Path(__file__).parent))
from making import END, NOVEMBER, START, day

DAYS = st.dates(datetime.date(2025, 1, 1), datetime.date(2040, 12, 31))


def test_by_the_end_of_november_eleven_twelfths_of_the_year_are_over_which_is_91_7_percent() -> None:
    share = elapsed(START, END, NOVEMBER)
    assert (share, percent(share)) == (Fraction(11, 12), "91.7%")


def test_months_count_the_same_however_long_they_are() -> None:
    ends = [day(f"2031-{month:02}-01") - datetime.timedelta(days=1) for month in range(2, 13)]
    assert [elapsed(START, END, end) for end in ends] == [Fraction(month, 12) for month in range(1, 12)]


def test_within_a_month_its_days_share_it() -> None:
    assert elapsed(START, END, day("2031-11-15")) == Fraction(21, 24)


def test_a_leap_year_is_no_different_at_the_end_of_february() -> None:
    assert elapsed(day("2032-01-01"), day("2032-12-31"), day("2032-02-29")) == Fraction(1, 6)


def test_nothing_is_due_before_the_start_and_all_of_it_from_the_deadline_on() -> None:
    schedule = Schedule("linear", day("2031-08-01"))
    found = [planned(schedule, END, day(on)) for on in ("2031-07-31", "2031-08-31", "2031-12-31", "2033-01-01")]
    assert found == [Fraction(0), Fraction(1, 5), Fraction(1), Fraction(1)]


def test_without_a_start_or_a_deadline_the_schedule_says_nothing() -> None:
    assert (planned(Schedule("linear"), END, NOVEMBER), planned(Schedule("linear", START), None, NOVEMBER)) == (
        None,
        None,
    )


def test_nodes_are_steps_each_due_at_the_end_of_its_day() -> None:
    nodes = (Node(day("2031-03-31"), Fraction(1, 5)), Node(day("2031-06-30"), Fraction(1, 2)), Node(END, Fraction(1)))
    found = [planned(Schedule("nodes", None, nodes), END, day(on)) for on in ("2031-03-30", "2031-03-31", "2031-11-30")]
    assert found == [Fraction(0), Fraction(1, 5), Fraction(1, 2)]


def test_nodes_of_words_alone_count_alike() -> None:
    nodes = tuple(Node(day(f"2031-{month:02}-28"), None, "…") for month in (3, 6, 9, 12))
    assert planned(Schedule("nodes", None, nodes), END, day("2031-07-01")) == Fraction(1, 2)


def test_nodes_of_which_only_some_state_a_share_say_nothing() -> None:
    nodes = (Node(day("2031-03-31"), Fraction(1, 5)), Node(END, None, "建成"))
    assert planned(Schedule("nodes", None, nodes), END, NOVEMBER) is None


def test_a_custom_curve_runs_straight_between_its_shares() -> None:
    nodes = (Node(day("2031-06-30"), Fraction(1, 5)), Node(END, Fraction(1)))
    found = [
        planned(Schedule("custom", START, nodes), END, day(on)) for on in ("2031-03-31", "2031-06-30", "2031-09-30")
    ]
    assert found == [Fraction(1, 10), Fraction(1, 5), Fraction(3, 5)]


def test_a_gate_asks_for_nothing_before_its_day_has_passed() -> None:
    found = [planned(Schedule("gate"), END, day(on)) for on in ("2031-12-31", "2032-01-01")]
    assert found == [Fraction(0), Fraction(1)]


def test_nodes_said_to_be_done_add_up_and_silence_about_all_of_them_is_no_zero() -> None:
    quarters = [day("2031-03-31"), day("2031-06-30"), day("2031-09-30"), END]
    said = Schedule(
        "nodes",
        None,
        tuple(Node(q, None, "", done) for q, done in zip(quarters, (True, True, False, None), strict=True)),
    )
    silent = Schedule("nodes", None, tuple(Node(q) for q in quarters))
    assert (nodes_done(said), nodes_done(silent)) == (Fraction(1, 2), None)


@given(DAYS, DAYS, DAYS, DAYS)
def test_what_is_over_lies_between_nothing_and_all_and_never_shrinks(
    a: datetime.date, b: datetime.date, c: datetime.date, d: datetime.date
) -> None:
    start, end = min(a, b), max(a, b)
    before, after = elapsed(start, end, min(c, d)), elapsed(start, end, max(c, d))
    assert 0 <= before <= after <= 1
