"""Numbers with units: values multiplied out, bounds, and what is no quantity."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.reading.quantities import find_quantities, find_quantities_en


def said(text: str) -> list[tuple[str, object, str | None, str]]:
    return [(text[q.start : q.end], q.value, q.unit, q.bound) for q in find_quantities(text)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("云川市新建绿道120公里", [("120公里", 120.0, "公里", "=")]),
        ("总产值达到1.2万亿元", [("1.2万亿元", 1.2e12, "元", "=")]),
        ("投资2.3亿元", [("2.3亿元", 230_000_000.0, "元", "=")]),
        ("投资１２．５亿元", [("１２．５亿元", 1_250_000_000.0, "元", "=")]),
        ("安排1亿2000万元", [("1亿2000万元", 120_000_000.0, "元", "=")]),
        ("新增1,500个车位", [("1,500个", 1500.0, "个", "=")]),
        ("新建三百二十个站点", [("三百二十个", 320.0, "个", "=")]),
        ("增长百分之六点五左右", [("百分之六点五左右", 6.5, "%", "~")]),
        ("出生率千分之五", [("千分之五", 5.0, "‰", "=")]),
        ("自然增长率控制在9‰以内", [("控制在9‰以内", 9.0, "‰", "<=")]),
        ("失业率控制在4.5%以下", [("控制在4.5%以下", 4.5, "%", "<=")]),
        ("增长6%左右", [("6%左右", 6.0, "%", "~")]),
        ("增长5%以上", [("5%以上", 5.0, "%", ">=")]),
        ("增长5—6%", [("5—6%", (5.0, 6.0), "%", "=")]),
        ("引进5至8万人", [("5至8万人", (50_000.0, 80_000.0), "人", "=")]),
        ("不低于95%", [("不低于95%", 95.0, "%", ">=")]),
        ("至少30家", [("至少30家", 30.0, "家", ">=")]),
        ("超过500亿元", [("超过500亿元", 50_000_000_000.0, "元", ">")]),
        ("突破3000家", [("突破3000家", 3000.0, "家", ">")]),
        ("高于92%", [("高于92%", 92.0, "%", ">")]),
        ("不超过20个", [("不超过20个", 20.0, "个", "<=")]),
        ("低于每立方米30微克", [("低于每立方米30微克", 30.0, "微克", "<")]),
        ("节约100吨，约200吨", [("100吨", 100.0, "吨", "="), ("约200吨", 200.0, "吨", "~")]),
        ("投资1500多亿元", [("1500多亿元", 1.5e11, "元", ">")]),
        ("3000多户", [("3000多户", 3000.0, "户", ">")]),
        ("装机400万千瓦、道路3千公里", [("400万千瓦", 4e6, "千瓦", "="), ("3千公里", 3000.0, "公里", "=")]),
        ("提高0.5个百分点", [("0.5个百分点", 0.5, "个百分点", "=")]),
        ("产值翻一番", [("翻一番", 2.0, "倍", "=")]),
        ("收入翻两番，利润增长1.5倍", [("翻两番", 4.0, "倍", "="), ("1.5倍", 1.5, "倍", "=")]),
        ("保持两位数增长", [("两位数", 10.0, "%", ">=")]),
        ("超过三分之二", [("超过三分之二", 2 / 3, None, ">")]),
        (
            "分别超过240亿元、100亿元和16亿元",
            [("超过240亿元", 2.4e10, "元", ">"), ("100亿元", 1e10, "元", ">"), ("16亿元", 1.6e9, "元", ">")],
        ),
        ("確保增長5%以上、新建1.2萬個車位", [("5%以上", 5.0, "%", ">="), ("1.2萬個", 12_000.0, "個", "=")]),
        ("不低於百分之五", [("不低於百分之五", 5.0, "%", ">=")]),
        ("确保5%、力争6%", [("5%", 5.0, "%", "="), ("6%", 6.0, "%", "=")]),
    ],
)
def test_value_unit_and_bound_are_read(text: str, expected: list[object]) -> None:
    assert said(text) == expected


@pytest.mark.parametrize(
    "text",
    [
        "2031年12月31日", "第3名", "云川发〔2031〕5号", "推广5G应用", "PM2.5治理", "坚持“两个维护”", "实施十大行动",
        "新建一批园区", "城乡二元结构", "四套班子",
        "近3年", "地铁2号线", "世界500强", "“1+8”体系", "三个方面", "5A级景区", "20世纪90年代",
        "3个万吨级", "进一步", "统一部署",
    ],
)  # fmt: skip
def test_dates_ordinals_numbers_of_documents_and_names_are_no_quantities(text: str) -> None:
    assert [surface for surface, *_ in said(text) if surface != "3个"] == []


def test_english_quantities_are_read() -> None:
    text = "not less than 25 percent of units, $1.5 million, within thirty (30) days, over 5,000 trees; File 23-15"
    assert [(text[q.start : q.end], q.value, q.unit, q.bound) for q in find_quantities_en(text)] == [
        ("not less than 25 percent", 25.0, "percent", ">="),
        ("$1.5 million", 1_500_000.0, "$", "="),
        ("thirty (30) days", 30.0, "days", "="),
        ("over 5,000 trees", 5000.0, "trees", ">"),
    ]


PIECES = st.sampled_from(
    list("一十百千万亿点分之第年月日、，。（）“”五末前后内以上约超控制在不低于翻番两位数每元个%‰-—至05.,１．２ \n家a")
)


@given(st.lists(PIECES, max_size=60).map("".join) | st.text(max_size=60))
def test_any_text_gives_ordered_quantities_inside_it(text: str) -> None:
    for found in (find_quantities(text), find_quantities_en(text)):
        edges = [edge for quantity in found for edge in (quantity.start, quantity.end)]
        assert edges == sorted(edges)
        assert all(0 <= edge <= len(text) for edge in edges)
        assert all(q.value[0] < q.value[1] for q in found if isinstance(q.value, tuple))
