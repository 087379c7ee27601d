"""Deadlines as written, and the last day they can mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.measures import NOWHERE, Anchor
from ninetenths.reading.deadlines import deadline_of, due_of, first_deadline
from ninetenths.reading.values import Deadline


def said(text: str, anchor: Anchor = NOWHERE) -> Deadline | None:
    """The first deadline of a text, as a commitment has it."""
    found = first_deadline(text, 0, len(text))
    return None if found is None else deadline_of(text, found, anchor)


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
    found = said(text)
    assert (found.written if found else None) == written


def test_due_is_the_last_day_meant_and_absent_where_nothing_says() -> None:
    anchor = Anchor(2031)
    assert said("6月底前开工", anchor) == Deadline("6月底前", "2031-06-30")
    assert said("三年内全部达标", anchor) == Deadline("三年内", None)
    assert said("每月5日前报送", anchor) == Deadline("每月5日前", None)
    assert due_of("年内", Anchor()) is None


@given(st.text("年月日底末前内今明五“”期0123上半季度一全", max_size=30), st.none() | st.integers(-3, 11_000))
def test_any_text_has_a_deadline_in_it_or_none(text: str, year: int | None) -> None:
    found = said(text, Anchor(year))
    assert found is None or found.written in text
