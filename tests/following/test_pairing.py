"""Pairing: the clause of the same matter is nearest, equal clauses keep their order, empty sides are no trouble."""

from __future__ import annotations

import pytest

from ninetenths.following.pairing import FEATURES, LOOKED_AT, Side, pair
from ninetenths.following.promises import side
from ninetenths.reading import read

PROMISES = ("建成云溪大桥复线", "新建城市书房12家", "实施“青苗”计划", "推广绿色防控60万亩")
ANSWERS = (
    "绿色防控面积达到64万亩",
    "城市书房新增13家",
    "“青苗”计划惠及千人",
    "云溪大桥复线主桥合龙",
    "经济运行总体平稳",
)


def made(items: tuple[str, ...]) -> Side:
    reading = read("。".join(items))
    spans = []
    for item in items:
        start = reading.text.index(item)
        spans.append((start, start + len(item)))
    return side(reading, spans, [None] * len(spans))


def column(name: str) -> int:
    return FEATURES.index(name)


def test_the_clause_of_the_same_matter_is_nearest() -> None:
    found = pair(made(PROMISES), made(ANSWERS))
    assert found.clause[:, 0].tolist() == [3, 1, 2, 0]


def test_shapes_are_promises_by_nearest_by_features() -> None:
    found = pair(made(PROMISES), made(ANSWERS))
    k = min(LOOKED_AT, len(ANSWERS))
    assert found.clause.shape == (len(PROMISES), k)
    assert found.features.shape == (len(PROMISES), k, len(FEATURES))


def test_every_clause_is_named_once_at_most() -> None:
    found = pair(made(PROMISES), made(ANSWERS))
    assert [sorted(row) for row in found.clause.tolist()] == [list(range(len(ANSWERS)))] * len(PROMISES)


def test_a_promise_repeated_word_for_word_is_covered_in_order() -> None:
    found = pair(made(PROMISES), made(PROMISES))
    assert found.clause[:, 0].tolist() == [0, 1, 2, 3]
    assert found.features[:, 0, column("in_order")].tolist() == [1, 1, 1, 1]
    assert found.features[:, 0, column("runs")].tolist() == [1, 1, 1, 1]


def test_a_quoted_name_is_there_missing_or_not_asked_for() -> None:
    found = pair(made(PROMISES), made(ANSWERS))
    named = found.features[:, :, column("named")]
    quoted = {int(clause): float(value) for clause, value in zip(found.clause[2], named[2], strict=True)}
    assert quoted == {0: -1, 1: -1, 2: 1, 3: -1, 4: -1}
    assert named[0].tolist() == [0] * len(ANSWERS)


@pytest.mark.parametrize(("left", "right"), [((), ANSWERS), (PROMISES, ()), ((), ())])
def test_an_empty_side_pairs_nothing(left: tuple[str, ...], right: tuple[str, ...]) -> None:
    found = pair(made(left), made(right))
    assert found.clause.shape == (len(left), 0)
    assert found.features.shape == (len(left), 0, len(FEATURES))


def test_of_equal_clauses_the_first_is_nearest() -> None:
    reading = read("\n".join(["云溪大桥复线主桥合龙"] * 4))
    spans = [(at * 11, at * 11 + 10) for at in range(4)]
    found = pair(made(PROMISES), side(reading, spans, [None] * 4))
    assert found.clause[0].tolist() == [0, 1, 2, 3]
