"""Deadlines where they stand, and the last day each means."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.measures import Anchor, find_deadline, last_day, load_calendar
from ninetenths.measures.english import find_deadlines as find_english

TEXT = Anchor(2031, datetime.date(2031, 1, 10))


@pytest.mark.parametrize(
    ("text", "written", "due"),
    [
        ("6月30日前建成", "6月30日前", "2031-06-30"), ("十月底前建成", "十月底前", "2031-10-31"),
        ("二〇三五年底前建成", "二〇三五年底前", "2035-12-31"), ("明年3月底前建成", "明年3月底前", "2032-03-31"),
        ("6月15日17:00前报送", "6月15日17:00前", "2031-06-15"), ("年中建成", "年中", "2031-06-30"),
        ("国庆节前开放", "国庆节前", "2031-09-30"), ("春节前完成", "春节前", "2031-01-22"), ("元旦前完成", "元旦前", "2031-12-31"),
        ("汛期前完成", "汛期前", None), ("三年内全部达标", "三年内", None), ("10个工作日内出台", "10个工作日内", None),
        ("自印发之日起30日内报送", "自印发之日起30日内", "2031-02-09"), ("10月至次年3月开展", "10月至次年3月", "2032-03-31"),
        ("6月前开工", "6月前", "2031-05-31"), ("2035年前建成", "2035年前", "2034-12-31"), ("下周五前报送", "下周五前", "2031-01-17"),
        ("5月1日起实施", None, None), ("比2020年增长", None, None), ("2005年以前建成的小区", None, None), ("每月开展", None, None),
    ],
)  # fmt: skip
def test_a_deadline_is_found_and_has_its_last_day(text: str, written: str | None, due: str | None) -> None:
    found = find_deadline(text)
    assert (None if found is None else text[found.start : found.end]) == written
    if written is not None:
        day = last_day(written, TEXT)
        assert (None if day is None else day.isoformat()) == due


@pytest.mark.parametrize("text", ["每月5日前报送", "每年6月底前完成", "每周五前报送"])
def test_what_comes_back_says_so(text: str) -> None:
    found = find_deadline(text)
    assert found is not None and found.recurring


@pytest.mark.parametrize(
    ("text", "due"),
    [
        ("by June 30", "2031-06-30"), ("no later than 5:00 p.m. on June 15, 2031", "2031-06-15"), ("by the end of June", "2031-06-30"),
        ("by end of Q3 2031", "2031-09-30"), ("before July 1, 2031", "2031-06-30"), ("by year-end", "2031-12-31"),
        ("within 30 days of adoption", "2031-02-09"), ("within 30 days", None), ("by Friday", "2031-01-17"),
    ],
)  # fmt: skip
def test_an_english_deadline_has_its_last_day(text: str, due: str | None) -> None:
    start, end, _ = next(find_english(f"report {text} to the board", 0))
    day = last_day(f"report {text} to the board"[start:end], TEXT)
    assert (None if day is None else day.isoformat()) == due


def test_working_days_are_those_of_the_calendar() -> None:
    new_year = Anchor(2026, datetime.date(2026, 2, 10))
    assert last_day("自印发之日起5个工作日内", new_year, load_calendar("cn")) == datetime.date(2026, 2, 24)
    assert last_day("自印发之日起5个工作日内", new_year) is None
    assert last_day("国庆节前", Anchor(2025), load_calendar("cn")) == datetime.date(2025, 9, 30)


@given(
    st.text("年月日前底内季度今明上下半一二十五“”期末周0123:-至起by June", max_size=30),
    st.none() | st.integers(-3, 11_000),
)
def test_any_words_mean_a_day_or_none(written: str, year: int | None) -> None:
    assert isinstance(last_day(written, Anchor(year)), datetime.date | None)
