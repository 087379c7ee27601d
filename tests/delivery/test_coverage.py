"""Checks of a breakdown table: what is missing, double, open, or due on a day off; each once and at its place."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

from ninetenths.delivery import Agencies, Extension, Goal, Place, Task, calendar_from
from ninetenths.delivery.coverage import Binding, covered, row_problems, uncovered

CALENDAR = calendar_from("test", {"every": ["01-01"]})


def task(row: int, **given: Any) -> Task:
    """A row without a problem, but for what is given."""
    usual: dict[str, Any] = {
        "id": f"t{row}", "title": f"任务{row}", "agencies": Agencies("市水利局"), "deadline_written": "2032年6月底前",
        "first_deadline": datetime.date(2032, 6, 30), "place": Place("表", row),
    }  # fmt: skip
    return Task(**{**usual, **given})


def problems(*tasks: Task) -> list[tuple[int, str, str]]:
    found = row_problems(
        tasks, year=2032, calendar=CALENDAR,
        expand=lambda name: {"各县（市、区）": ("甲县", "乙区")}.get(name, (name,)),
        is_open=lambda name: name.startswith("各"),
    )  # fmt: skip
    return [(one.task.place.row, one.field, one.why.code) for one in found if one.task and one.task.place]


def test_a_whole_row_has_no_problem() -> None:
    assert problems(task(4), task(5)) == []


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({"agencies": Agencies()}, [(4, "lead", "no-lead")]),
        ({"agencies": Agencies("甲局", ("乙局",))}, [(4, "lead", "several-leads")]),
        ({"agencies": Agencies("各部门")}, [(4, "lead", "open-set")]),
        ({"agencies": Agencies("甲局", (), ("各县（市、区）",))}, []),
        ({"deadline_written": "", "first_deadline": None}, [(4, "deadline", "no-deadline")]),
        ({"deadline_written": "", "first_deadline": None, "kind": "standing"}, []),
        ({"deadline_written": "尽快", "first_deadline": None}, [(4, "deadline", "deadline-unread")]),
        (
            {"deadline_written": "2032年6月27日", "first_deadline": datetime.date(2032, 6, 27)},
            [(4, "deadline", "holiday")],
        ),
        ({"deadline_written": "2032年10月底", "first_deadline": datetime.date(2032, 10, 31)}, []),
        ({"kind": "quantity"}, [(4, "goal", "no-goal")]),
        ({"kind": "quantity", "goal": Goal("20处以上")}, []),
        ({"written_deadline": datetime.date(2032, 9, 30)}, [(4, "deadline", "first-deadline")]),
        (
            {"written_deadline": datetime.date(2032, 9, 30), "extensions": (Extension(datetime.date(2032, 9, 30)),)},
            [],
        ),
    ],
)
def test_each_problem_is_told_at_its_cell(given: dict[str, Any], expected: list[tuple[int, str, str]]) -> None:
    assert problems(task(4, **given)) == expected


def test_the_same_words_or_id_twice_are_told_at_the_later_row() -> None:
    assert problems(task(4), task(5, title="任务 4。")) == [(5, "title", "duplicate")]
    assert problems(task(4), task(5, id="t4")) == [(5, "title", "same-id")]


def test_a_sentence_is_covered_by_characters_words_or_a_reason() -> None:
    binding = [Binding("action", ((10 * n, 10 * n + 8),), f"语句{n}") for n in range(5)]
    tasks = [task(4, spans=((2, 4),)), task(5, title="语句1。")]
    reasons = [(((20, 28),), "语句2"), ((), "语句3")]
    assert [one.why.params["words"] for one in uncovered(binding, tasks, reasons)] == ["语句4"]


def test_touching_spans_do_not_cover() -> None:
    found = uncovered([Binding("target", ((10, 20),), "甲")], [task(4, spans=((0, 10), (20, 30)))], [])
    assert [one.why.code for one in found] == ["uncovered"]


def test_the_meter_counts_every_sentence_once_and_a_row_outweighs_a_reason() -> None:
    binding = [Binding("action", ((10 * at, 10 * at + 5),), f"第{at}句") for at in range(4)]
    tasks = [task(4, spans=((0, 5),)), task(5, spans=((11, 13),))]
    reasons = [(((0, 5),), "第0句"), (((20, 25),), "第2句")]
    found = covered(binding, tasks, reasons)
    assert (found.binding, found.with_row, found.with_reason) == (4, 2, 1)
    assert [problem.why.params["words"] for problem in found.open] == ["第3句"]
