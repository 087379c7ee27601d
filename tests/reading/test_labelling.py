"""The clause labeller: named rules, places, halves, the network's sums, traditional characters."""

from __future__ import annotations

from functools import cache
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from opencc import OpenCC

from ninetenths.reading import LABELS, read
from ninetenths.reading.labelling import prepared, simplified
from ninetenths.reading.labelling.network import weights
from ninetenths.reading.scanning import scan


@cache
def _converter() -> OpenCC:
    return OpenCC("t2s")


def labels_of(text: str) -> list[tuple[str, str, str]]:
    made = read(text)
    return [(made.text[clause.start : clause.end], clause.label, clause.rule) for clause in made.clauses]


@pytest.mark.parametrize(
    ("clause", "rule"),
    [
        ("各位代表", "salutation"), ("一是", "enumeration"), ("第三", "enumeration"), ("全会强调", "speech-verb"), ("会议还指出", "speech-verb"),
        ("打印", "furniture"), ("12", "furniture"), ("（牵头单位：市水利局；配合单位：市财政局、各县（市、区）人民政府）", "note"),
        ("（市林业局、市水利局牵头）", "note"),
    ],
)  # fmt: skip
def test_what_a_clause_wholly_is_names_its_rule(clause: str, rule: str) -> None:
    assert (clause, "frame", rule) in labels_of(f"关于治水的决定\n{clause}：\n修路。\n")


def test_every_clause_says_which_rule_made_it(examples: Path) -> None:
    for path in sorted(examples.glob("yunchuan/*.txt")):
        rules = {clause.rule for clause in read(path.read_text(encoding="utf-8")).clauses}
        known = {
            "network",
            "salutation",
            "enumeration",
            "promised",
            "speech-verb",
            "furniture",
            "note",
            "record",
            "plan",
            "obliged",
        }
        assert rules <= known, path.name


@pytest.mark.parametrize(
    ("clause", "label"),
    [
        ("地区生产总值增长6%左右", "target"), ("新建保障性住房1.2万套", "target"), ("开工建设机场快线", "action"),
        ("加快产业转型升级", "aim"), ("严格落实中央八项规定", "conduct"),
    ],
)  # fmt: skip
def test_examples_of_the_guidelines_have_their_label_in_a_plan_half(clause: str, label: str) -> None:
    text = f"政府工作报告\n\n一、2031年工作回顾\n过去一年，经济平稳运行。\n二、2032年工作安排\n今年重点抓好以下工作。{clause}。\n"
    assert [made for words, made, _ in labels_of(text) if words == clause] == [label]


@pytest.mark.parametrize(("clause", "label"), [("地区生产总值突破2000亿元", "claim"), ("成功举办省运会", "claim")])
def test_examples_of_the_guidelines_have_their_label_in_a_review_half(clause: str, label: str) -> None:
    text = f"政府工作报告\n\n一、2031年工作回顾\n过去一年，我们迎难而上，经济平稳运行。{clause}，新增专精特新企业35家。\n二、2032年工作安排\n加快转型。\n"
    assert [made for words, made, _ in labels_of(text) if words == clause] == [label]


def test_in_a_plan_an_obliged_organ_acts_and_nothing_is_a_report() -> None:
    text = "百湖治理實施方案\n\n一、任務\n（一）工務局應於六月底前完成普查。社會局得補助社區。\n近年來已完成三處。\n二、附則\n甲。\n乙。\n丙。\n"
    found = {words: (label, rule) for words, label, rule in labels_of(text)}
    assert found["（一）工務局應於六月底前完成普查"][0] in ("action", "target")
    assert found["社會局得補助社區"][0] == "action"


def test_halves_that_no_heading_names_are_found_in_the_text(examples: Path) -> None:
    whole = (examples / "yunchuan/work-report-2031.txt").read_text(encoding="utf-8")
    bare = "\n".join(line for line in whole.splitlines() if "工作回顾" not in line and "主要预期目标" not in line[:30])
    first, second = read(whole), read(bare)
    labels = {whole[clause.start : clause.end]: clause.label for clause in first.clauses}
    pairs = [
        (labels[words], clause.label)
        for clause in second.clauses
        if (words := bare[clause.start : clause.end]) in labels
    ]
    assert sum(one == other for one, other in pairs) >= 0.9 * len(pairs)


@settings(max_examples=100)
@given(st.text(alphabet="治水修路建橋實施計畫發展經濟，。；\n国國0１", max_size=60))
def test_traditional_characters_are_read_as_simplified_ones_one_for_one(text: str) -> None:
    cut = scan(text)
    codes = simplified(cut)
    assert len(codes) == len(text)
    assert [chr(code) for code in codes] == [_converter().convert(char) for char in text]


def test_the_two_scripts_of_one_text_are_labelled_alike(examples: Path) -> None:
    text = (examples / "yunchuan/plan-2032.hant.txt").read_text(encoding="utf-8")
    other = _converter().convert(text)
    assert len(other) == len(text)
    assert [clause.label for clause in read(text).clauses] == [clause.label for clause in read(other).clauses]


def test_a_clause_of_any_length_has_a_label() -> None:
    for size in (1, 84, 86, 300, 5000):
        found = labels_of("甲" * size + "。")
        assert [label in LABELS for _, label, _ in found] == [True]


def test_training_and_reading_see_the_same_clauses(examples: Path) -> None:
    text = (examples / "yunchuan/decision.txt").read_text(encoding="utf-8")
    ready = prepared(text)
    assert ready.starts == [clause.start for clause in read(text).clauses]
    assert {len(ready.starts)} == {len(ready.places), len(ready.sentence), len(ready.line)}
    assert np.isfinite(ready.places).all()


def test_the_weights_say_their_version(examples: Path) -> None:
    made = read((examples / "yunchuan/decision.txt").read_text(encoding="utf-8"))
    assert made.reader.packs["models/labels"] == weights().version
