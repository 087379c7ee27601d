"""Judging: chances are chances, the packaged models fit the inputs, and words for the state of things are known."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.following.judging import FINISHED, NOT_REACHED, OUTCOMES, UNDER_WAY, Logistic, models, wording


@given(st.lists(st.lists(st.floats(-1e6, 1e6), min_size=3, max_size=3), min_size=1, max_size=5))
def test_chances_of_three_outcomes_sum_to_one(rows: list[list[float]]) -> None:
    model = Logistic(np.zeros(3), np.ones(3), np.array([[1.0, 0, -1], [0, 1, 0], [2, 0, 0]]), np.zeros(3))
    chances = model.chances(np.array(rows))
    assert chances.shape == (len(rows), 3)
    assert np.allclose(chances.sum(axis=1), 1) and (chances >= 0).all()


def test_one_column_of_weights_is_the_second_of_two_classes() -> None:
    model = Logistic(np.array([1.0]), np.array([2.0]), np.array([[1.0]]), np.array([0.0]))
    assert model.chances(np.array([[1.0]])).tolist() == [[0.5, 0.5]]
    assert model.chances(np.array([[3.0]]))[0, 1] == pytest.approx(1 / (1 + np.exp(-1)))


def test_the_packaged_models_tell_two_classes_and_three_outcomes() -> None:
    held = models()
    assert (held.same.weight.shape[1], held.fate.weight.shape[1]) == (1, len(OUTCOMES))
    assert 0 < held.silence <= 1
    assert all((model.spread > 0).all() for model in (held.same, held.fate))


@pytest.mark.parametrize(
    ("pattern", "surface", "there"),
    [
        (FINISHED, "云溪大桥复线建成通车", True), (FINISHED, "深化改革", False),
        (UNDER_WAY, "全线开工", True), (UNDER_WAY, "主体结构封顶", True), (UNDER_WAY, "建成通车", False),
        (NOT_REACHED, "未达到90亿元的目标", True), (NOT_REACHED, "受洪水影响，工期未能保证", True),
        (NOT_REACHED, "推迟到明年", True), (NOT_REACHED, "未来产业加快布局", False),
    ],
)  # fmt: skip
def test_words_for_the_state_of_things(pattern: object, surface: str, there: bool) -> None:
    assert (pattern.search(surface) is not None) == there  # type: ignore[attr-defined]


def test_wording_looks_at_each_clause() -> None:
    said = wording(["建成通车", "全线开工", "未能完成"], [True, False, True])
    assert said.finished.tolist() == [True, False, True]
    assert said.under_way.tolist() == [False, True, False]
    assert said.not_reached.tolist() == [False, False, True]
    assert said.claimed.tolist() == [True, False, True]
