"""Promised figures against reported ones: bound, unit, direction, and the figure that names the same thing."""

from __future__ import annotations

import pytest

from ninetenths.following.arithmetic import Comparison, compare
from ninetenths.reading import read


def compared(promise: str, report: str) -> Comparison | None:
    """The figures of a sentence of a plan held against those of a sentence of a report."""
    earlier = read(f"2031年工作安排\n{promise}。\n")
    later = read(f"2031年工作回顾\n{report}。\n")
    item = next(item for item in earlier.commitments if item.indicators)
    start = later.text.index(report)
    return compare(item.indicators, earlier, item.spans[0], later, (start, start + len(report)))


@pytest.mark.parametrize(
    ("promise", "report", "outcome"),
    [
        ("地区生产总值增长6%左右", "地区生产总值增长6.3%", "reached"),
        ("地区生产总值增长6%左右", "地区生产总值增长5.8%", "reached"),
        ("地区生产总值增长6%左右", "地区生产总值增长4%", "short"),
        ("固定资产投资增长7%以上", "固定资产投资增长6.9%", "short"),
        ("固定资产投资增长7%以上", "固定资产投资增长7%", "reached"),
        ("城镇调查失业率控制在5.5%以内", "城镇调查失业率平均为5.2%", "reached"),
        ("城镇调查失业率控制在5.5%以内", "城镇调查失业率平均为5.9%", "short"),
        ("单位地区生产总值能耗下降1.5%以上", "单位地区生产总值能耗下降1.8%", "reached"),
        ("单位地区生产总值能耗下降1.5%以上", "单位地区生产总值能耗下降1.1%", "short"),
        ("新建城市书房12家", "新建城市书房12家", "reached"),
        ("新建城市书房12家", "新建城市书房9家", "short"),
        ("技术合同成交额达到110亿元", "技术合同成交额达到1.1万亿元", "reached"),
        ("市属一级企业压减到12家以内", "市属一级企业压减到11家", "reached"),
    ],
)
def test_the_bound_decides(promise: str, report: str, outcome: str) -> None:
    found = compared(promise, report)
    assert found is not None and found.outcome == outcome


@pytest.mark.parametrize(
    ("promise", "report"),
    [
        ("新建城市书房12家", "新建城市书房9公里"),  # another unit
        ("新建城市书房12家", "培育绿色工厂9家"),  # another matter
        ("新建城市书房12家", "新建了一批城市书房"),  # no figure
    ],
)
def test_what_does_not_measure_the_same_is_not_compared(promise: str, report: str) -> None:
    assert compared(promise, report) is None


def test_of_several_figures_the_one_of_the_same_name_is_taken() -> None:
    report = "地区生产总值增长6.6%，固定资产投资增长7.4%，社会消费品零售总额增长6.1%"
    found = compared("固定资产投资增长7%以上", report)
    assert found is not None and (found.promised, found.reported) == (7, 7.4)


def test_the_span_is_that_of_the_reported_figure() -> None:
    report = "地区生产总值增长6.6%，固定资产投资增长7.4%"
    found = compared("固定资产投资增长7%以上", report)
    assert found is not None
    assert f"2031年工作回顾\n{report}。\n"[slice(*found.span)] == "7.4%"


def test_units_are_multiplied_out() -> None:
    found = compared("城镇新增就业4万人以上", "城镇新增就业43000人")
    assert found is not None and (found.promised, found.reported, found.outcome) == (40000, 43000, "reached")


@pytest.mark.parametrize(("promise", "rate"), [("地区生产总值增长6%", True), ("新建城市书房12家", False)])
def test_rates_and_counts_are_told_apart(promise: str, rate: bool) -> None:
    found = compared(promise, promise)
    assert found is not None and (found.rate, found.outcome) == (rate, "reached")
