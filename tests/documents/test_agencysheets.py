"""Agencies' sheets: who gets which rows in which role, what may be typed where, and names that every system takes."""

from __future__ import annotations

import datetime
import io
import sys
from pathlib import Path

import openpyxl
import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.documents import read_task_table
from ninetenths.documents.agencysheets import expanded, file_names, is_open, parts_of
from ninetenths.refusal import Refusal

sys.path.insert(0, str(Path(__file__).parent))
from desk_tables import HEADS, NAME, ROWS, heads_of, master, split


def test_each_agency_gets_its_rows_in_its_role() -> None:
    parts, unnamed = parts_of(read_task_table(master(), NAME), {})
    found = {part.agency: [(row.task.number, role) for row, role, _ in part.rows] for part in parts}
    assert found == {
        "市水利局": [("1", "lead"), ("2", "lead")], "市财政局": [("1", "supporting"), ("3", "joint")],
        "市生态环境局": [("1", "supporting")], "市教育局": [("3", "lead")], "市住建局": [("4", "lead")],
        "各县（市、区）": [("4", "supporting")],
    }  # fmt: skip
    assert unnamed == (8,)


def test_open_sets_are_expanded_by_the_list() -> None:
    parts, _ = parts_of(read_task_table(master(), NAME), {"各县（市、区）": ("云江区", "青陵县")})
    assert [part.agency for part in parts][-2:] == ["云江区", "青陵县"]


@pytest.mark.parametrize(
    ("name", "members", "expected"),
    [
        ("各县（市、区）政府", {"各县（市、区）": ["甲县"]}, ["甲县"]),
        ("各县（市、区）政府", {"": ["甲县", "乙区"]}, ["甲县", "乙区"]),
        ("各部门", {"": ["甲县"]}, ("各部门",)),
        ("市水利局", {"": ["甲县"]}, ("市水利局",)),
        ("各县（市、区）", {}, ("各县（市、区）",)),
        ("all districts", {"": ["North"]}, ["North"]),
    ],
)
def test_whom_a_name_stands_for(name: str, members: dict[str, list[str]], expected: object) -> None:
    assert expanded(name, members) == expected


def test_only_open_names_are_open() -> None:
    assert [name for name in ("各县（市、区）", "有关部门", "市水利局", "各镇街道", "all wards") if is_open(name)] == [
        "各县（市、区）", "有关部门", "各镇街道", "all wards",
    ]  # fmt: skip


def test_only_what_is_asked_may_be_typed() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(split(master())["市财政局"])).worksheets[0]
    columns = heads_of(sheet)
    free = [
        [head for head, column in columns.items() if not sheet.cell(row, column).protection.locked] for row in (4, 5)
    ]
    assert free[0] == ["进展", "问题", "下一步", "佐证"]
    assert free[1] == [
        "具体举措",
        "联系人",
        "节点",
        "完成比例",
        "状态",
        "进展",
        "问题",
        "下一步",
        "佐证",
        "实际完成时间",
        "上报日期",
    ]
    assert sheet.protection.sheet and not sheet.protection.password
    assert [sheet.cell(row, columns["本单位角色"]).value for row in (4, 5)] == ["配合", "共同牵头"]


def test_choices_stand_where_there_is_one_and_reach_the_last_row() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(split(master())["市水利局"])).worksheets[0]
    rules = {(rule.type, str(rule.sqref)) for rule in sheet.data_validations.dataValidation}
    assert rules == {("decimal", "M4:M5"), ("list", "N4:N5"), ("date", "S4:S5"), ("date", "T4:T5")}
    assert (sheet.auto_filter.ref, sheet.print_title_rows, sheet.freeze_panes) == ("A3:W5", "$3:$3", "C4")


def test_the_first_lines_say_whose_what_and_by_when() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(split(master(), due=datetime.date(2032, 3, 28))["市财政局"])).worksheets[
        0
    ]
    assert sheet["A1"].value == "市财政局填报表：云川市2032年重点任务分解表"
    assert sheet["A2"].value.startswith("请于 2032-03-28 前报回。共 2 项，其中牵头 1 项、配合 1 项。")


def test_every_column_of_the_table_is_shown_also_added_ones() -> None:
    sheet = openpyxl.load_workbook(io.BytesIO(split(master())["市水利局"])).worksheets[0]
    columns = heads_of(sheet)
    assert set(HEADS) <= set(columns)
    assert sheet.cell(4, columns["领导批示"]).value == ROWS[0]["领导批示"]
    assert sheet.cell(5, columns["完成比例"]).value == 0.2
    assert sheet.cell(5, columns["完成比例"]).number_format == "0%"


def test_a_table_without_a_column_to_fill_in_is_refused() -> None:
    with pytest.raises(Refusal) as refused:
        split(master(heads=("工作任务", "牵头单位", "完成时限")))
    assert refused.value.code == "split.nothing-to-fill"


def test_splitting_twice_gives_the_same_bytes() -> None:
    assert split(master()) == split(master())


@given(st.lists(st.text(min_size=1, max_size=60), unique=True, max_size=12))
def test_file_names_are_safe_and_differ_whatever_agencies_are_called(agencies: list[str]) -> None:
    names = list(file_names(agencies).values())
    assert len({name.casefold() for name in names}) == len(agencies)
    for name in names:
        assert not set(name) & set('\\/:*?"<>|\n\0') and len(name.encode()) < 200
        assert not name.startswith((".", " ")) and name.endswith(".xlsx") and name.removesuffix(".xlsx").strip(" .")


def test_reserved_and_hostile_names() -> None:
    assert file_names(["con", "../../etc/passwd", "市/局", "市:局"]) == {
        "con": "_con.xlsx", "../../etc/passwd": "etc_passwd.xlsx", "市/局": "市_局.xlsx", "市:局": "市_局-2.xlsx",
    }  # fmt: skip
