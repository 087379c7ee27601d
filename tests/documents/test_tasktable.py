"""The task table read: headings wherever they stand, merged cells, dates of every kind, added columns kept."""

from __future__ import annotations

import datetime
import io
import sys
from fractions import Fraction
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ninetenths.delivery import Check, Extension, Node
from ninetenths.documents import TaskTable, read_task_table
from ninetenths.refusal import Refusal

sys.path.insert(0, str(Path(__file__).parent))
from task_workbook import TITLE, workbook, yunchuan

DAY = datetime.date


def read(data: bytes, **more: Any) -> TaskTable:
    return read_task_table(data, "table.xlsx", **more)


def one(head: str, value: Any, **cells: Any) -> Any:
    """The task of a table of one row that holds `value` under `head`."""
    return read(workbook([{"工作任务": "老旧小区改造", "牵头单位": "市住建局", head: value, **cells}])).tasks[0]


def drawn(*cells: tuple[int, int, Any], merged: tuple[str, ...] = (), sheet: str = "任务") -> bytes:
    """A workbook cell by cell (rows and columns from 1)."""
    book = openpyxl.Workbook()
    page = book.active
    page.title = sheet
    for row, column, value in cells:
        page.cell(row, column, value)
    for place in merged:
        page.merge_cells(place)
    made = io.BytesIO()
    book.save(made)
    return made.getvalue()


def test_the_example_citys_table_is_read_whole() -> None:
    table = read(workbook())
    assert (table.title, table.year, table.head_row, len(table.rows), table.skipped) == (TITLE, 2031, 2, 15, ())
    assert [column.head for column in table.columns if column.field is None] == []
    task = table.tasks[5]
    assert (task.id, task.number, task.section, task.kind, task.place.row if task.place else None) == (
        "yc-006", "6", "山水宜居之城", "quantity", 8
    )  # fmt: skip
    assert (task.agencies.lead, task.agencies.joint) == ("市住房和城乡建设局", ("市城市管理局",))
    assert (task.first_deadline, task.deadline_written, task.report.actual if task.report else None) == (
        DAY(2031, 10, 31), "2031年10月底", Fraction("7.2")
    )  # fmt: skip


def test_spans_point_at_the_sentence_in_the_adopted_text(examples: Path) -> None:
    text = (examples / "yunchuan" / "decision.txt").read_text(encoding="utf-8")
    for task in read(workbook()).tasks:
        assert "".join(text[start:end] for start, end in task.spans) == task.sentence


def test_headings_in_english_make_the_same_table() -> None:
    data = workbook(
        [{"No.": 1, "Action item": "Renew 200 estates", "Lead agency": "Housing", "Deadline": "30 June 2032", "Actual": 20, "Goal": "200 estates"}],
        heads=["No.", "Action item", "Goal", "Lead agency", "Deadline", "Actual", "Mood"], title="Action items 2032",
    )  # fmt: skip
    task = read(data).tasks[0]
    assert (task.title, task.agencies.lead, task.first_deadline, task.kind) == (
        "Renew 200 estates", "Housing", DAY(2032, 6, 30), "quantity"
    )  # fmt: skip


def test_headings_far_down_after_a_title_and_a_note_are_found() -> None:
    data = drawn(
        (1, 1, "2031年任务分解表"),
        (3, 1, "填表单位：市委督查室"),
        (6, 2, "工作任务"),
        (6, 3, "牵头单位（第一个为牵头）"),
        (7, 2, "改造"),
        (7, 3, "甲局"),
    )
    table = read(data)
    assert (table.head_row, table.tasks[0].agencies.lead, table.year) == (6, "甲局", 2031)


def test_headings_in_two_rows_with_a_merged_one_over_the_quarters() -> None:
    data = drawn(
        (1, 1, "2031年任务"), (2, 1, "工作任务"), (2, 2, "牵头单位"), (2, 3, "季度节点"), (3, 3, "一季度"), (3, 4, "二季度"),
        (4, 1, "改造"), (4, 2, "甲局"), (4, 3, "完成20%"), (4, 4, "完成50%（已完成）"),
        merged=("A2:A3", "B2:B3", "C2:D2"),
    )  # fmt: skip
    task = read(data).tasks[0]
    assert task.schedule.nodes == (
        Node(DAY(2031, 3, 31), Fraction(1, 5), "完成20%"), Node(DAY(2031, 6, 30), Fraction(1, 2), "完成50%（已完成）", True)
    )  # fmt: skip


def test_merged_cells_hold_for_every_row_they_cover() -> None:
    data = drawn(
        (1, 1, "类别"), (1, 2, "工作任务"), (1, 3, "牵头单位"), (1, 4, "完成时限"),
        (2, 1, "民生"), (2, 2, "甲"), (2, 3, "甲局"), (2, 4, "2031年底"), (3, 2, "乙"), (4, 1, "生态"), (4, 2, "丙"), (4, 3, "乙局"),
        merged=("A2:A3", "C2:C3", "D2:D4"),
    )  # fmt: skip
    found = [(task.title, task.section, task.agencies.lead, task.deadline_written) for task in read(data).tasks]
    assert found == [
        ("甲", "民生", "甲局", "2031年底"),
        ("乙", "民生", "甲局", "2031年底"),
        ("丙", "生态", "乙局", "2031年底"),
    ]


def test_a_title_across_the_table_is_the_section_of_the_rows_below_it() -> None:
    data = drawn(
        (1, 1, "序号"), (1, 2, "工作任务"), (1, 3, "牵头单位"), (2, 1, "一、民生"), (3, 1, 1), (3, 2, "甲"), (3, 3, "甲局"),
        (4, 1, "二、生态"), (5, 1, 2), (5, 2, "乙"), (5, 3, "乙局"), merged=("A2:C2", "A4:C4"),
    )  # fmt: skip
    table = read(data)
    assert ([task.section for task in table.tasks], table.skipped) == (["一、民生", "二、生态"], (2, 4))


def test_headings_pasted_again_and_notes_are_no_tasks() -> None:
    heads = ((1, "序号"), (2, "工作任务"), (3, "牵头单位"))
    data = drawn(
        *((1, column, name) for column, name in heads), (2, 2, "甲"), (2, 3, "甲局"),
        *((3, column, name) for column, name in heads), (4, 2, "乙"), (4, 3, "乙局"), (6, 1, "注：每月28日前报送"),
    )  # fmt: skip
    table = read(data)
    assert ([task.title for task in table.tasks], table.skipped) == (["甲", "乙"], (3, 6))


def test_added_columns_are_kept_under_their_headings() -> None:
    row = read(workbook([{"工作任务": "甲", "牵头单位": "甲局", "心情": "好", "Budget": 12}])).rows[0]
    assert dict(row.extra) == {"心情": "好", "Budget": 12}


@pytest.mark.parametrize(
    ("written", "meant"),
    [
        ("2032年底前", DAY(2032, 12, 31)), ("9月底", DAY(2031, 9, 30)), (48304, DAY(2032, 3, 31)), ("48304", DAY(2032, 3, 31)),
        (DAY(2032, 3, 31), DAY(2032, 3, 31)), (2032, DAY(2032, 12, 31)), ("长期坚持", None), ("尽快", None),
        (DAY(9999, 12, 31), None), (-5, None), (True, None),
    ],
)  # fmt: skip
def test_a_deadline_is_read_however_it_was_typed(written: Any, meant: datetime.date | None) -> None:
    assert one("完成时限", written).first_deadline == meant


def test_the_words_of_the_deadline_say_what_kind_it_is() -> None:
    found = [one("完成时限", words).kind for words in ("2032年底前", "长期坚持", "每月开展")]
    assert (found, one("工作任务", "禁止新增围湖养殖").kind, one("类型", "周期").kind) == (
        ["milestone", "standing", "recurring"], "prohibition", "recurring"
    )  # fmt: skip


def test_the_hidden_first_deadline_outlives_a_changed_cell() -> None:
    task = one("完成时限", "2032年3月底", **{"首次期限（勿改）": DAY(2031, 12, 31)})
    assert (task.first_deadline, task.written_deadline) == (DAY(2031, 12, 31), DAY(2032, 3, 31))


@pytest.mark.parametrize(
    ("cells", "progress", "applicable", "reports"),
    [
        ({}, None, True, 0), ({"完成比例": 0}, Fraction(0), True, 1), ({"完成比例": "不适用"}, None, False, 1),
        ({"完成比例": 0.8}, Fraction(4, 5), True, 1), ({"完成比例": "80%"}, Fraction(4, 5), True, 1), ({"进展": "—"}, None, False, 1),
        ({"进展": "总体进度80%"}, Fraction(4, 5), True, 1), ({"进展": "完成80%，其中主体完成95%"}, None, True, 1),
        ({"进展": "有序推进"}, None, True, 1), ({"状态": "推进中"}, None, True, 1),
    ],
)  # fmt: skip
def test_blank_zero_and_not_applicable_are_three_things(
    cells: dict[str, Any], progress: Fraction | None, applicable: bool, reports: int
) -> None:
    task = one("联系人", "某", **cells)
    assert len(task.reports) == reports
    if task.report is not None:
        assert (task.report.progress, task.report.applicable) == (progress, applicable)


def test_bare_numbers_over_two_make_a_column_of_hundredths() -> None:
    rows = [{"工作任务": f"任务{share}", "牵头单位": "甲局", "完成比例": share} for share in (80, 1, 130)]
    found = [task.report.progress for task in read(workbook(rows)).tasks if task.report]
    assert found == [Fraction(4, 5), Fraction(1, 100), Fraction(13, 10)]


@pytest.mark.parametrize(
    ("words", "done"),
    [
        ("已完成", True),
        ("完成。", True),
        ("办结", True),
        ("Done", True),
        ("基本完成", False),
        ("已完成80%", False),
        ("未完成", False),
        ("推进中", False),
    ],
)
def test_only_the_plain_word_claims_that_it_is_done(words: str, done: bool) -> None:
    report = one("状态", words).report
    assert report is not None and report.claims_done is done


def test_extensions_are_read_with_their_approval_or_without() -> None:
    task = one(
        "延期记录",
        "2031-09-10申请，2031-09-12批准（市委督查室），延至2031-12-31，事由：征地\n2031年12月20日申请延期至2032年3月底，原因：雨季",
    )
    assert task.extensions == (
        Extension(DAY(2031, 12, 31), DAY(2031, 9, 10), DAY(2031, 9, 12), "市委督查室", "征地"),
        Extension(DAY(2032, 3, 31), DAY(2031, 12, 20), None, "", "雨季"),
    )  # fmt: skip


def test_an_extension_may_be_told_backwards_and_in_english() -> None:
    back = one("延期记录", "延期至2032年3月31日（2031年9月20日经分管副市长批准）").extensions[0]
    english = one(
        "延期记录", "asked 2031-09-10, approved 2031-09-12 by Delivery Office, extended to 2031-12-31, reason: floods"
    ).extensions[0]
    assert (back.new, back.approved_on) == (DAY(2032, 3, 31), DAY(2031, 9, 20))
    assert english == Extension(DAY(2031, 12, 31), DAY(2031, 9, 10), DAY(2031, 9, 12), "Delivery Office", "floods")


def test_checks_are_read_with_kind_result_by_and_share() -> None:
    task = one("核查", "2031-10-20 市委督查室 核查 不通过\n2031-11-20 市统计局 验收 通过 95%")
    assert [(c.kind, c.result, c.on, c.by, c.progress) for c in task.checks] == [
        ("field", "returned", DAY(2031, 10, 20), "市委督查室", None),
        ("acceptance", "passed", DAY(2031, 11, 20), "市统计局", Fraction(19, 20)),
    ]
    assert isinstance(task.checks[0], Check)


def test_ids_made_of_the_words_survive_sorting_and_differ_for_duplicates() -> None:
    rows = [{name: value for name, value in row.items() if "勿改" not in name} for row in yunchuan()]
    forth, back = read(workbook(rows)).tasks, read(workbook(rows[::-1])).tasks
    assert {task.title: task.id for task in forth} == {task.title: task.id for task in back}
    twice = read(workbook([rows[0], rows[0]])).tasks
    assert twice[1].id == f"{twice[0].id}-2"


def test_a_stated_id_is_kept_as_it_is() -> None:
    assert one("任务编号（勿改）", "s2.p3.c4").id == "s2.p3.c4"


def test_the_first_visible_sheet_with_a_table_is_taken() -> None:
    book = openpyxl.load_workbook(io.BytesIO(workbook()))
    cover = book.create_sheet("说明", 0)
    cover["A1"] = "本表由市委督查室印发"
    old = book.copy_worksheet(book["任务分解表"])
    old.title = "旧表"
    old.sheet_state = "hidden"
    book.move_sheet("旧表", -2)
    made = io.BytesIO()
    book.save(made)
    assert read(made.getvalue()).sheet == "任务分解表"


@pytest.mark.parametrize(
    ("data", "code"),
    [(drawn((1, 1, "姓名"), (1, 2, "电话"), (2, 1, "某"), (2, 2, "123")), "no-table"), (workbook([]), "no-rows"),
     (drawn((1, 1, "机密★5年"), (2, 1, "工作任务"), (2, 2, "牵头单位"), (3, 1, "甲"), (3, 2, "甲局")), "classified")],
)  # fmt: skip
def test_no_table_no_rows_and_classified_matter_are_refused(data: bytes, code: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(data)
    assert refused.value.code == code


def test_what_stands_in_the_way_is_a_blocker_and_none_is_none() -> None:
    assert (one("堵点", "用地指标未落实；资金缺口").blockers, one("堵点", "暂无").blockers) == (
        ("用地指标未落实", "资金缺口"),
        (),
    )
