"""Agencies and amounts: what cells of a table say, cut and counted."""

from __future__ import annotations

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.delivery import agencies_of, amounts_of, goal_of, measured, names_of


@pytest.mark.parametrize(
    ("cell", "names"),
    [
        ("市住建局、市财政局", ("市住建局", "市财政局")), ("市住建局\n市财政局", ("市住建局", "市财政局")),
        ("市住建局 市财政局", ("市住建局", "市财政局")), ("各县（市、区）政府", ("各县（市、区）政府",)),
        ("市住建局，各县(市、区)政府等", ("市住建局", "各县(市、区)政府")), ("市住建局、市住建局", ("市住建局",)),
        ("Housing Office, Parks Office", ("Housing Office", "Parks Office")), ("市住建局等有关部门", ("市住建局",)), ("", ()),
    ],
)  # fmt: skip
def test_a_cell_lists_names_and_brackets_keep_together(cell: str, names: tuple[str, ...]) -> None:
    assert names_of(cell) == names


def test_the_first_lead_counts_and_what_was_written_is_kept() -> None:
    found = agencies_of("市住建局、市城管局", "市财政局")
    assert (found.lead, found.joint, found.supporting, found.lead_written) == (
        "市住建局", ("市城管局",), ("市财政局",), "市住建局、市城管局"
    )  # fmt: skip


def test_without_a_column_of_leads_the_first_responsible_agency_leads() -> None:
    found = agencies_of(responsible="市住建局、市财政局、市水利局")
    assert (found.lead, found.joint, found.supporting) == ("市住建局", (), ("市财政局", "市水利局"))


def test_with_a_lead_all_responsible_agencies_support() -> None:
    found = agencies_of("市水利局", "市林业局", "市住建局、市水利局")
    assert (found.leads, found.supporting) == (("市水利局",), ("市住建局", "市林业局"))


@pytest.mark.parametrize("column", ["lead", "responsible", "supporting"])
@pytest.mark.parametrize(
    "cell",
    [
        "牵头单位：市住建局；配合单位：市财政局、市水利局",
        "市住建局（牵头）、市财政局、市水利局（配合）",
        "市住建局（牵头），市财政局，市水利局",
    ],
)
def test_roles_written_into_one_cell_are_read_in_any_column(column: str, cell: str) -> None:
    found = agencies_of(**{column: cell})
    assert (found.leads, found.supporting) == (("市住建局",), ("市财政局", "市水利局"))


@pytest.mark.parametrize(
    ("cell", "supporting"),
    [
        ("牵头单位：市住建局；配合单位：各县（市、区）", ("各县（市、区）",)),
        ("（牵头单位：市住建局；配合单位：市财政局、各县（市、区））", ("市财政局", "各县（市、区）")),
        ("市住建局（配合单位：各县（市、区）政府）", ("各县（市、区）政府",)),
    ],
)
def test_a_bracket_of_a_name_stays_and_the_one_round_the_roles_goes(cell: str, supporting: tuple[str, ...]) -> None:
    found = agencies_of(responsible=cell)
    assert (found.lead, found.supporting) == ("市住建局", supporting)


@given(st.text(max_size=60), st.text(max_size=60), st.text(max_size=60))
def test_nobody_is_both_lead_and_supporting(lead: str, supporting: str, responsible: str) -> None:
    found = agencies_of(lead, supporting, responsible)
    everyone = (*found.leads, *found.supporting)
    assert len(set(everyone)) == len(everyone)


@pytest.mark.parametrize(
    ("cell", "bound", "value", "unit"),
    [
        ("不少于200个", ">=", 200, "个"), ("200个以上", ">=", 200, "个"), ("≥90%", ">=", 90, "%"), ("1.9以内", "<=", Fraction("1.9"), None),
        ("2700亿元以上", ">=", 2700 * 10**8, "元"), ("1.2万人", "=", 12000, "人"), ("突破2500家", ">", 2500, "家"),
        ("2032年底前达到1500家", "=", 1500, "家"), ("5—8项", "=", (5, 8), "项"), ("at least 300 homes", ">=", 300, "homes"),
        ("明显改善", None, None, None), ("新建3所、改建5所", None, None, None),
    ],
)  # fmt: skip
def test_a_goal_is_bound_value_and_unit_where_one_amount_is_stated(
    cell: str, bound: object, value: object, unit: object
) -> None:
    goal = goal_of(cell)
    assert goal is not None
    assert (goal.written, goal.bound, goal.value, goal.unit) == (cell, bound, value, unit)


@pytest.mark.parametrize(
    ("cell", "goal", "reached"),
    [("152个", "200个", 152), ("152", "200个", 152), ("4.3万人", "4万人以上", 43000), ("4.3", "4万人以上", 43000),
     ("28", "30亿元", 28 * 10**8), ("3所", "200个", None), ("", "200个", None), ("新建3所、改建5所", "8所", None)],
)  # fmt: skip
def test_what_was_reached_is_read_in_the_scale_of_the_goal(cell: str, goal: str, reached: int | None) -> None:
    assert measured(cell, goal_of(goal)) == reached


@given(st.text(max_size=60))
def test_amounts_of_any_text_are_exact_and_in_order(cell: str) -> None:
    assert all(isinstance(amount.low, Fraction) for amount in amounts_of(cell))
