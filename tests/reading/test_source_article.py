"""The article this product began with, read as a careful person reads it."""

from __future__ import annotations

from collections import Counter
from pathlib import Path

import pytest

from ninetenths.cli.intake import read_file
from ninetenths.reading import Reading

pytestmark = pytest.mark.gold


@pytest.fixture(scope="module")
def article(shared: Path) -> Reading:
    return read_file(shared / "corpus" / "quzhou-8-2-plenum.txt")


def test_the_session_and_who_was_there(article: Reading) -> None:
    record = article.record
    assert record is not None
    assert (record["term"].value, record["ordinal"].value, record["enlarged"].value) == (8, 2, True)
    assert record["attendance"].value == [
        {"category": "市委委员", "count": 48},
        {"category": "候补委员", "count": 7},
    ]
    assert (record["held_on"].value, record["held_on"].state, record["held_on"].spans) == (None, "absent", ())
    assert (record["published_on"].value, record["source"].value) == ("2022-07-21", "衢州日报")
    assert record["presided_by"].value == "市委常委会"


def test_three_matters_each_stated_twice_are_three_facts_with_two_places_each(article: Reading) -> None:
    assert article.record is not None
    agenda = article.record["agenda"]
    assert [item["acts"] for item in agenda.value] == [["听取", "讨论"], ["听取", "讨论"], ["审议", "通过"]]
    said = Counter(article.text[start:end] for start, end in agenda.spans)
    assert said == {item["item"]: 2 for item in agenda.value}


def test_nine_groups_stand_at_the_end(article: Reading) -> None:
    assert article.record is not None
    assert article.record["other_participants"].value == [
        "不是市委委员的副厅级以上领导干部", "市纪委委员", "市四套班子秘书长、副秘书长", "市级机关各单位主要负责人", "市人大常委会、市政协各委室主任",
        "各民主党派、工商联负责人", "部分基层党代表", "离岗在职领导", "副厅级以上老干部",
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "declared"), [("聚焦", 6), ("个“桥头堡", 10), ("始终保持", 5), ("深刻领悟", 5), ("件大事", 6)]
)
def test_its_runs_and_lists_add_up(article: Reading, name: str, declared: int) -> None:
    found = [item for item in article.sets if item.name == name]
    assert [(item.declared, len(item.members), item.state) for item in found] == [(declared, declared, "equal")]


def test_its_passages(article: Reading) -> None:
    verbs = Counter(passage.verb for passage in article.passages)
    assert verbs == {"指出": 2, "强调": 3, "认为": 1, "号召": 1, "充分肯定": 1}
    assert {passage.actor for passage in article.passages} == {"全会"}


def test_what_it_never_explains(article: Reading) -> None:
    unexplained = [item.params["phrase"] for item in article.findings if item.code == "phrase-unexplained"]
    assert unexplained == [
        "两个先行", "两个维护", "两个确立", "八八战略", "七个新", "四省边际中心城市", "七张问题清单", "六治六提", "三力", "保五争三拼第一", "四省九市",
    ]  # fmt: skip
    assert [item.code for item in article.findings if item.code in ("set-does-not-add-up", "figure-differs")] == []
