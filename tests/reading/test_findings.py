"""Findings: what fires, what does not, and on which characters."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from ninetenths.packs import LANGUAGES, phrase
from ninetenths.reading import Commitment, Finding, Indicator, Label, Reading, SetPhrase, read
from ninetenths.reading.findings import find_findings


def target(
    *values: float, name: str = "高新技术企业数量", deadline: str | None = None, unit: str = "家", label: Any = "target"
) -> Commitment:
    indicators = tuple(Indicator(name, "=", value, unit, None, None, ((0, 1),)) for value in values)
    return Commitment("t", ((0, 1),), label, None, indicators, (), deadline, None, "test")


def differing(*items: Commitment) -> list[dict[str, Any]]:
    return [item.params for item in find_findings("", items, (), ()) if item.code == "figure-differs"]


def test_one_thing_aimed_at_two_values_differs_once() -> None:
    assert differing(target(1200), target(1000), target(900)) == [
        {"name": "高新技术企业数量", "first": 1200, "second": 1000, "unit": "家"}
    ]


@pytest.mark.parametrize(
    "pair",
    [
        (target(1200), target(1200)),
        (target(1200, deadline="2032年底"), target(1000, deadline="2035年")),
        (target(1200, unit="家"), target(1000, unit="%")),
        (target(1200), target(1000, name="科技型中小企业数量")),
        (target(1200, name="占比"), target(1000, name="占比")),
        (target(1200), target(1000, label="action")),
        (target(800, 500, 400),),
        (target(800, 500, 400), target(800, 500, 400)),
        (target(800, 500), target(800)),
    ],
)
def test_what_is_no_contradiction_does_not_differ(pair: tuple[Commitment, ...]) -> None:
    assert differing(*pair) == []


def test_lists_of_values_differ_where_they_do() -> None:
    assert differing(target(800, 500, 400), target(800, 550, 400)) == [
        {"name": "高新技术企业数量", "first": 500, "second": 550, "unit": "家"}
    ]


@pytest.mark.parametrize(
    ("words", "wanted"),
    [
        *((words, True) for words in ("两个维护", "八八战略", "六治六提", "七张问题清单", "三力", "三比三看", "1+3+N", "十大工程")),
        *((words, False) for words in ("一件事", "高效办成一件事", "十五五", "15分钟健身圈", "六连冠", "三年提质", "一县一策", "红色根脉")),
    ],
)  # fmt: skip
def test_only_a_phrase_that_promises_several_things_wants_explaining(words: str, wanted: bool) -> None:
    bare, told = SetPhrase(words, ((0, 2),), None), SetPhrase(words, ((0, 2),), (4, 9))
    assert [item.code for item in find_findings("", (), (), (bare,))] == ["phrase-unexplained"] * wanted
    assert find_findings("", (), (), (told,)) == ()


def test_what_names_nobody_and_no_day_is_counted() -> None:
    found = find_findings(
        "", (target(1), target(2, name="人才总量", deadline="2032年"), target(3, label="aim")), (), ()
    )
    assert [(item.code, item.params["count"], item.params["total"]) for item in found] == [
        ("without-agency", 2, 2), ("without-deadline", 1, 2),
    ]  # fmt: skip


def test_a_classification_mark_is_said_first() -> None:
    made = read("机密★1年\n\n关于百湖治理的报告\n\n实施“三比三看”。\n")
    assert [item.code for item in made.findings][:2] == ["classified", "phrase-unexplained"]
    assert (made.source.classification, made.text[slice(*made.findings[0].spans[0])]) == ("机密", "机密")


@pytest.fixture(scope="module")
def decision(examples: Path) -> Reading:
    return read((examples / "yunchuan/decision.txt").read_text(encoding="utf-8"))


def of_code(made: Reading, code: str) -> list[Finding]:
    return [item for item in made.findings if item.code == code]


def test_the_example_decision_shows_its_planted_faults_and_no_others(decision: Reading) -> None:
    assert [item.params for item in of_code(decision, "set-does-not-add-up")] == [
        {"name": "大专项行动", "declared": 7, "listed": 6}
    ]
    (differs,) = of_code(decision, "figure-differs")
    assert differs.params == {"name": "高新技术企业数量", "first": 1200.0, "second": 1000.0, "unit": "家"}
    assert [decision.text[start:end] for start, end in differs.spans] == [
        "高新技术企业数量",
        "1200家",
        "高新技术企业数量",
        "1000家",
    ]
    unexplained = [item.params["phrase"] for item in of_code(decision, "phrase-unexplained")]
    assert "三比三看" in unexplained
    assert "一江两岭百湖" not in unexplained


@pytest.mark.parametrize(
    "name", ["work-report-2031", "work-report-2032", "plan-2032", "plan-2032.hant", "plenary-news"]
)
def test_the_other_examples_contradict_nothing(examples: Path, name: str) -> None:
    made = read((examples / f"yunchuan/{name}.txt").read_text(encoding="utf-8"))
    assert of_code(made, "set-does-not-add-up") + of_code(made, "figure-differs") == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_finding_has_words(decision: Reading, language: str) -> None:
    for item in (*decision.findings, Finding("classified", {"mark": "机密"}, ())):
        said = phrase("read", f"finding.{item.code}", language, **item.params)
        assert "{" not in said and all(str(value) in said for value in item.params.values() if value is not None)


def test_labels_are_those_of_the_guidelines() -> None:
    labels: tuple[Label, ...] = ("target", "action", "aim", "conduct", "claim", "appraisal", "record", "frame")
    from ninetenths.reading import LABELS

    assert labels == LABELS
