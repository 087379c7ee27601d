"""Deadlines: what cells mean, the end of the day in the body's zone, the first one kept."""

from __future__ import annotations

import datetime
import sys
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.delivery import Extension, Written, add_months, deadline_on, end_of, passed, read_deadline, today

sys.path.insert(0, str(Path(__file__).parent))
from making import END, day, made


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2032年底前", "2032-12-31"), ("2032年", "2032-12-31"), ("2032年12月底前", "2032-12-31"), ("2032年6月", "2032-06-30"),
        ("2032年2月底", "2032-02-29"), ("2032年前", "2031-12-31"), ("2032年6月前", "2032-05-31"), ("2032.6.30", "2032-06-30"),
        ("2032/6/30", "2032-06-30"), ("2032-06", "2032-06-30"), ("2032．6", "2032-06-30"), ("2032年6月30日前", "2032-06-30"),
        ("9月底", "2031-09-30"), ("9月底前", "2031-09-30"), ("6月30日前", "2031-06-30"), ("十二月底", "2031-12-31"),
        ("年底", "2031-12-31"), ("全年", "2031-12-31"), ("上半年", "2031-06-30"), ("第三季度", "2031-09-30"), ("Q3", "2031-09-30"),
        ("2032年一季度末", "2032-03-31"), ("2031年11月中旬", "2031-11-20"), ("2031—2032年", "2032-12-31"),
        ("2031年1月至2032年6月", "2032-06-30"), ("30 June 2032", "2032-06-30"), ("June 30, 2032", "2032-06-30"),
        ("end of June 2032", "2032-06-30"), ("by 2032", "2032-12-31"), ("Q2 2032", "2032-06-30"), ("2031年2月30日", None),
        ("尽快", None), ("", None),
    ],
)  # fmt: skip
def test_a_cell_means_the_last_day_it_can_mean(written: str, meant: str | None) -> None:
    assert read_deadline(written, 2031).day == (None if meant is None else day(meant))


def test_a_month_without_a_year_has_no_day_where_the_table_states_none() -> None:
    assert [read_deadline(written).day for written in ("9月底", "年底", "Q3")] == [None, None, None]


@pytest.mark.parametrize("written", ["长期坚持", "持续推进", "常态化", "ongoing"])
def test_what_goes_on_for_ever_is_standing_and_has_no_day(written: str) -> None:
    assert read_deadline(written, 2031) == Written(None, standing=True)


def test_what_comes_back_is_recurring_and_keeps_the_day_it_names() -> None:
    assert (read_deadline("每月开展", 2031).recurring, read_deadline("每年12月底", 2031)) == (
        True, Written(END, recurring=True)
    )  # fmt: skip


@given(st.text(max_size=40), st.none() | st.integers(1950, 2099))
def test_reading_a_cell_is_total(written: str, year: int | None) -> None:
    assert isinstance(read_deadline(written, year), Written)


def test_a_deadline_is_the_end_of_its_day_in_the_bodys_zone() -> None:
    eve = datetime.datetime(2031, 12, 31, 15, 59, 59, tzinfo=datetime.UTC)  # 23:59:59 in Shanghai
    midnight = eve + datetime.timedelta(seconds=1)
    assert end_of(END, "Asia/Shanghai") == midnight
    assert (passed(END, eve, "Asia/Shanghai"), passed(END, midnight, "Asia/Shanghai")) == (False, True)
    assert passed(END, midnight, "Europe/Berlin") is False


def test_a_day_of_23_hours_ends_where_the_zone_says() -> None:
    found = end_of(day("2031-03-30"), "Europe/Berlin")
    assert found.astimezone(datetime.UTC) == datetime.datetime(2031, 3, 30, 22, 0, tzinfo=datetime.UTC)


def test_today_is_the_bodys_day_and_not_the_machines() -> None:
    assert today(datetime.datetime(2031, 12, 31, 16, 0, tzinfo=datetime.UTC), "Asia/Shanghai") == day("2032-01-01")


@pytest.mark.parametrize(
    ("start", "months", "end"),
    [("2031-01-31", 1, "2031-02-28"), ("2032-01-31", 1, "2032-02-29"), ("2031-10-31", 1, "2031-11-30"),
     ("2031-12-31", 2, "2032-02-29"), ("2031-03-31", -1, "2031-02-28"), ("2031-05-15", 12, "2032-05-15")],
)  # fmt: skip
def test_months_are_added_within_the_month(start: str, months: int, end: str) -> None:
    assert add_months(day(start), months) == day(end)


def test_only_an_approved_extension_moves_the_deadline_and_only_from_its_approval_on() -> None:
    asked = Extension(day("2032-06-30"), asked_on=day("2031-10-01"))
    approved = Extension(day("2032-03-31"), day("2031-09-01"), day("2031-09-10"), "市委督查室", "征地")
    task = made(extensions=(approved, asked))
    found = [deadline_on(task, day(on)) for on in ("2031-09-09", "2031-09-10", "2031-12-01")]
    assert found == [END, day("2032-03-31"), day("2032-03-31")]


def test_the_first_deadline_is_never_lost_whatever_was_approved() -> None:
    task = made(
        extensions=(
            Extension(day("2032-03-31"), None, day("2031-09-10")),
            Extension(day("2032-09-30"), None, day("2032-03-01")),
        )
    )
    assert (task.first_deadline, deadline_on(task, day("2032-04-01"))) == (END, day("2032-09-30"))
