"""Passages: who says what by which verb, and how far it reaches."""

from __future__ import annotations

from pathlib import Path

import pytest

from ninetenths.reading.passages import find_passages
from ninetenths.reading.scanning import scan


def passages_of(text: str) -> list[tuple[str | None, str | None, str, str]]:
    return [
        (item.actor, item.verb, item.kind, text[item.start : item.end]) for item in find_passages(scan(text))
    ]  # fmt: skip


def test_a_passage_reaches_to_the_next_or_to_the_end_of_its_paragraph() -> None:
    text = "全会指出，河要清。路要通。全会强调，人要齐。\n另一件事。\n"
    assert passages_of(text) == [
        ("全会", "指出", "noted", "全会指出，河要清。路要通。"),
        ("全会", "强调", "stressed", "全会强调，人要齐。"),
    ]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("会议还强调，要快。", ("会议", "强调", "stressed")),
        ("全会充分肯定了市委常委会的工作。", ("全会", "充分肯定", "commended")),
        ("全会号召，全市上下行动起来。", ("全会", "号召", "called")),
        ("与会同志一致认为，方向已明。", ("与会同志", "认为", "held")),
        ("会议审议通过了《办法》。", ("会议", "审议通过", "record")),
        ("會議決定，設立專班。", ("會議", "決定", "decided")),
        ("陶若溪同志指出，要抓实。", ("陶若溪", "指出", "noted")),
        ("季明川强调：要抓紧。", ("季明川", "强调", "stressed")),
    ],
)
def test_actor_verb_and_kind_are_read(text: str, expected: tuple[str, str, str]) -> None:
    assert [item[:3] for item in passages_of(text)] == [expected]


@pytest.mark.parametrize(
    "text",
    [
        "一分部署，九分落实。",
        "任务已经明确，时不我待。",
        "甲说全会指出过。",
        "工作会议室强调整洁。",
        "全会精神指出方向。",
    ],
)
def test_what_only_looks_like_one_is_none(text: str) -> None:
    assert passages_of(text) == []


def test_a_paragraph_that_goes_on_with_it_belongs_to_it() -> None:
    text = "会议强调，要抓三件事。\n一是修路。\n二是治水。\n天气转凉。\n"
    assert passages_of(text)[0][3] == "会议强调，要抓三件事。\n一是修路。\n二是治水。"


def test_what_was_done_does_not_go_on() -> None:
    assert passages_of("会议听取了汇报。\n要抓紧。\n")[0][3] == "会议听取了汇报。"


def test_the_example_news_has_its_passages(examples: Path) -> None:
    text = (examples / "yunchuan/plenary-news.txt").read_text(encoding="utf-8")
    said = [verb for actor, verb, *_ in passages_of(text) if actor == "全会"]
    assert said == ["指出", "强调", "指出", "指出", "强调", "强调", "强调", "充分肯定", "认为", "认为", "要求", "号召"]
