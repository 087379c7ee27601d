"""Dates: absolute ones as ISO, relative ones only where the text states a year."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.reading.dates import find_dates, find_dates_en


def said(text: str, year: int | None = 2031) -> list[tuple[str, str | None, str | None]]:
    return [(text[d.start : d.end], d.iso, d.relative_to) for d in find_dates(text, year)]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("2031年", "2031"), ("2031年底", "2031-12-31"), ("2031年12月31日", "2031-12-31"), ("2031年6月", "2031-06"),
        ("2031年6月底前", "2031-06-30"), ("2031-07-20", "2031-07-20"), ("２０３１年６月", "2031-06"),
        ("二〇三一年十二月", "2031-12"),
        ("2031年上半年", "2031-01/2031-06"), ("2031年第三季度", "2031-07/2031-09"), ("2031—2035年", "2031/2035"),
        ("2031年至2035年", "2031/2035"), ("“十四五”时期", "2021/2025"), ("“十四五”末", "2025-12-31"),
        ("十五五期间", "2026/2030"),        ("2031年1月5日至8日", "2031-01-05/2031-01-08"),
    ],
)  # fmt: skip
def test_absolute_dates_need_no_stated_year(text: str, iso: str) -> None:
    assert said(f"云川市{text}，", None) == [(text, iso, None)]


@pytest.mark.parametrize(
    ("text", "iso"),
    [
        ("今年", "2031"), ("明年", "2032"), ("去年底", "2030-12-31"), ("今后五年", "2031/2036"),
        ("过去三年", "2028/2031"),
        ("年底前", "2031-12-31"), ("上半年", "2031-01/2031-06"), ("三年内", "2031/2034"), ("6月底前", "2031-06-30"),
        ("12月5日", "2031-12-05"), ("一季度", "2031-01/2031-03"), ("年内", "2031"), ("今年下半年", "2031-07/2031-12"),
    ],
)  # fmt: skip
def test_relative_dates_are_counted_from_the_stated_year_or_left_open(text: str, iso: str) -> None:
    assert said(f"，{text}，") == [(text, iso, "year:2031")]
    assert said(f"，{text}，", None) == [(text, None, "year")]


def test_a_term_and_months_ahead_are_never_guessed() -> None:
    assert said("本届政府，6个月内") == [("本届政府", None, "term"), ("6个月内", None, "month")]


@pytest.mark.parametrize("text", ["“十四五”规划", "30个月龄", "目前年景", "2031-13-45", "3年级", "2月30日", "每年"])
def test_what_only_looks_like_a_date_is_none(text: str) -> None:
    assert said(text) == []


def test_english_dates_are_read() -> None:
    text = "by July 20, 2031; 31 December 2031; FY 2031-32; this year; within 30 days; March 3"
    assert [(text[d.start : d.end], d.iso, d.relative_to) for d in find_dates_en(text, 2031)] == [
        ("July 20, 2031", "2031-07-20", None),
        ("31 December 2031", "2031-12-31", None),
        ("FY 2031-32", "2031/2032", None),
        ("this year", "2031", "year:2031"),
        ("within 30 days", None, "day"),
        ("March 3", "2031-03-03", "year:2031"),
    ]


PIECES = st.sampled_from(
    [*"年月日底末前内之以上半今明去后近未来过五十三“”期时季度届本新—-至/.0129个第 \n", "2031", "May ", "by "]
)


@given(st.lists(PIECES, max_size=50).map("".join) | st.text(max_size=50), st.none() | st.integers(-5, 12_000))
def test_any_text_gives_ordered_dates_inside_it(text: str, year: int | None) -> None:
    for found in (find_dates(text, year), find_dates_en(text, year)):
        edges = [edge for date in found for edge in (date.start, date.end)]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(text) for edge in edges)
