"""Deadlines as written, and the last day they can mean."""

from __future__ import annotations

import datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.reading.deadlines import deadline_iso, deadline_of, deadline_of_en


@pytest.mark.parametrize(
    ("text", "written"),
    [
        ("到2035年建成云川新城", "2035年"),
        ("2031年底前完成改造", "2031年底前"),
        ("6月底前开工", "6月底前"),
        ("年内新建3所学校", "年内"),
        ("全年新增就业3万人", "全年"),
        ("三年内全部达标", "三年内"),
        ("到“十五五”末翻一番", "“十五五”末"),
        ("力争上半年通车", "上半年"),
        ("比2020年增长50%", None),
        ("每年培训200人", None),
        ("去年新增3万人", None),
        ("新建绿道20公里", None),
    ],
)
def test_deadline_is_kept_as_written(text: str, written: str | None) -> None:
    assert deadline_of(text, 0, len(text)) == written


@pytest.mark.parametrize(
    ("written", "year", "last"),
    [
        ("2031年底前", None, (2031, 12, 31)),
        ("2035年", None, (2035, 12, 31)),
        ("2035年前", None, (2034, 12, 31)),
        ("6月底前", 2031, (2031, 6, 30)),
        ("6月前", 2031, (2031, 5, 31)),
        ("年内", 2031, (2031, 12, 31)),
        ("全年", 2031, (2031, 12, 31)),
        ("三年内", 2031, (2034, 12, 31)),
        ("“十五五”末", None, (2030, 12, 31)),
        ("上半年", 2031, (2031, 6, 30)),
        ("July 20, 2031", None, (2031, 7, 20)),
        ("年内", None, None),
        ("月底前", 2031, None),
    ],
)
def test_deadline_becomes_the_last_day_it_can_mean(written: str, year: int | None, last: tuple[int, int, int]) -> None:
    assert deadline_iso(written, year) == (datetime.date(*last) if last else None)


def test_english_deadlines_are_kept_as_written() -> None:
    for text, written in (
        ("shall report no later than July 20, 2031 to", "July 20, 2031"),
        ("shall report within 30 days", "within 30 days"),
        ("shall report", None),
    ):
        assert deadline_of_en(text, 0, len(text)) == written


@given(st.text("年月日底末前内今明五“”期0123上半季度一全", max_size=30), st.none() | st.integers(-3, 11_000))
def test_any_text_has_a_deadline_in_it_or_none(text: str, year: int | None) -> None:
    written = deadline_of(text, 0, len(text))
    assert written is None or written in text
    last = deadline_iso(text, year)
    assert last is None or last.year > 0
