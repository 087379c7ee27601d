"""Headed parts: numbers, levels, titles, what stands under what, and the halves of a work report."""

from __future__ import annotations

from pathlib import Path

import pytest

from ninetenths.reading import read
from ninetenths.reading.scanning import scan
from ninetenths.reading.sections import find_sections, han_number
from ninetenths.reading.values import Genre


def outline(text: str, genre: Genre = "decision") -> list[tuple[str, int, str | None, str]]:
    return [(item.id, item.level, item.number, item.title) for item in find_sections(scan(text), genre).sections]


def test_numbers_nest_by_their_kind() -> None:
    text = "第一章 总则\n一、目标\n（一）近期。先修路。\n1. 修东路。\n2. 修西路。\n（二）远期\n二、保障\n第二章 附则\n"
    assert outline(text) == [
        ("s1", 1, "第一章", "总则"),
        ("s1-1", 2, "一", "目标"),
        ("s1-1-1", 3, "（一）", "近期"),
        ("s1-1-1-1", 4, "1", "修东路"),
        ("s1-1-1-2", 4, "2", "修西路"),
        ("s1-1-2", 3, "（二）", "远期"),
        ("s1-2", 2, "二", "保障"),
        ("s2", 1, "第二章", "附则"),
    ]


def test_a_section_ends_where_the_next_of_its_level_begins() -> None:
    text = "一、甲\n（一）乙。丙。\n二、丁\n戊。\n"
    found = find_sections(scan(text), "decision").sections
    assert [text[item.start : item.end] for item in found] == [
        "一、甲\n（一）乙。丙。\n",
        "（一）乙。丙。\n",
        "二、丁\n戊。\n",
    ]
    assert [item.parent for item in found] == [None, "s1", None]


def test_a_list_that_begins_again_inside_a_part_stands_below_it() -> None:
    text = "一、甲\n二、乙\n一、丙\n二、丁\n三、戊\n"
    assert [(name, title) for name, _, _, title in outline(text)] == [
        ("s1", "甲"), ("s2", "乙"), ("s2-1", "丙"), ("s2-2", "丁"), ("s2-3", "戊"),
    ]  # fmt: skip


@pytest.mark.parametrize("text", ["1.5万元已到位。\n", "十分重要。\n", "一江两岭。\n", "2031年7月。\n"])
def test_a_number_that_heads_nothing_makes_no_section(text: str) -> None:
    assert outline(text) == []


@pytest.mark.parametrize(
    ("written", "value"),
    [
        ("一", 1),
        ("十", 10),
        ("十二", 12),
        ("（三十八）", 38),
        ("第二十章", 20),
        ("一百零三", 103),
        ("贰", 0),
        ("參", 3),
        ("12", 12),
    ],
)
def test_numbers_of_headings_have_their_value(written: str, value: int) -> None:
    assert han_number(written) == value


def test_halves_follow_the_headings_of_a_report() -> None:
    text = "政府工作报告\n\n一、2031年工作回顾\n（一）甲。乙。\n二、2032年工作安排\n（一）丙。丁。\n三、政府自身建设\n戊。\n"
    found = find_sections(scan(text), "work-report").sections
    assert [(item.id, item.part) for item in found] == [
        ("s1", "review"), ("s1-1", "review"), ("s2", "plan"), ("s2-1", "plan"), ("s3", "plan"),
    ]  # fmt: skip
    assert {item.part for item in find_sections(scan(text), "decision").sections} == {None}


@pytest.mark.parametrize("year", [2031, 2032])
def test_the_example_reports_part_into_review_and_plan(examples: Path, year: int) -> None:
    made = read((examples / f"yunchuan/work-report-{year}.txt").read_text(encoding="utf-8"))
    assert (made.source.genre, made.source.year) == ("work-report", year)
    assert [(item.number, item.part) for item in made.sections if item.level == 2] == [
        ("一", "review"), ("二", "plan"), ("三", "plan"), ("四", "plan"),
    ]  # fmt: skip
    halves = {item.id: item.part for item in made.sections}
    labels = {
        half: [clause.label for clause in made.clauses if halves.get(clause.section or "") == half]
        for half in ("review", "plan")
    }
    ahead = {"target", "action", "aim"}
    assert sum(label in ahead for label in labels["review"]) <= len(labels["review"]) // 50
    assert labels["plan"].count("claim") <= len(labels["plan"]) // 100
    assert sum(label in ahead for label in labels["plan"]) >= len(labels["plan"]) // 2


def test_the_example_decision_has_ten_parts_and_forty_articles(examples: Path) -> None:
    made = read((examples / "yunchuan/decision.txt").read_text(encoding="utf-8")).sections
    assert [sum(item.level == level for item in made) for level in (2, 3)] == [10, 40]
    assert len(made) == 63
