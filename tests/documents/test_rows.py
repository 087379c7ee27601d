"""Rows taken from what offices have: who, with whom, by when, as the file says it; nothing dropped, nothing invented."""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.documents.loose_tables import FIELDS, Loose, loose

from ninetenths.documents import Row, rows_of
from ninetenths.refusal import Refusal

BREAKDOWNS = sorted((Path(__file__).parent / "breakdowns").glob("*.json"))


def said(row: Row) -> dict[str, str]:
    """The fields of a row as text."""
    return {
        "lead": "、".join(row.agencies.leads),
        "supporting": "、".join(row.agencies.supporting),
        "deadline": row.deadline,
        "post": row.post,
    }


def is_right(row: Row, wanted: dict[str, Any]) -> bool:
    told = said(row)
    return all(
        told[name] == "" if not parts else all(part in told[name] for part in parts) for name, parts in wanted.items()
    )


def share(rows: tuple[Row, ...], wanted: list[tuple[str, dict[str, Any]]]) -> tuple[int, int]:
    """How many rows are right, of how many (rows too many count against)."""
    good = 0
    for item, fields in wanted:
        row = next((row for row in rows if item in row.item), None)
        good += row is not None and is_right(row, fields)
    return good, max(len(wanted), len(rows))


@pytest.mark.parametrize("gold", BREAKDOWNS, ids=lambda path: path.stem)
def test_texts_in_the_manners_offices_write_give_their_rows(gold: Path) -> None:
    wanted = []
    for row in json.loads(gold.read_text(encoding="utf-8")):
        parts = {
            name: () if row[name] is None else tuple([row[name]] if isinstance(row[name], str) else row[name])
            for name in FIELDS
            if name in row
        }
        wanted.append((row["item"], parts))
    file = gold.with_suffix(".txt")
    good, total = share(rows_of(file.read_bytes(), file.name).rows, wanted)
    assert good == len(wanted)
    assert total - good <= 1


@pytest.mark.parametrize("table", loose("loose_tables.txt"), ids=lambda table: table.name)
def test_tables_in_any_layout_and_format_give_their_rows(table: Loose) -> None:
    taken = rows_of(table.data, table.name)
    good, total = share(taken.rows, list(table.rows))
    assert (good, total) == (len(table.rows), len(table.rows)), [(row.item, said(row)) for row in taken.rows]


def test_tables_of_the_half_put_aside_are_read_as_well() -> None:
    found = [share(rows_of(table.data, table.name).rows, list(table.rows)) for table in loose("loose_tables_kept.txt")]
    assert sum(good for good, _ in found) / sum(total for _, total in found) >= 0.9


def test_a_table_pasted_without_its_headings_is_refused() -> None:
    pasted = "\n".join(("1", "新建停车场3处", "市城管局", "6月底", "2", "改造公厕20座", "市住建局", "9月底"))
    with pytest.raises(Refusal) as refused:
        rows_of(pasted, "贴.txt")
    assert refused.value.code == "pasted"


def test_what_is_told_of_the_past_charges_nobody() -> None:
    assert (
        rows_of("关于垃圾分类工作的通报\n\n督查发现，市城管局工作进度滞后，仅完成年度任务的30%。\n", "文.txt").rows
        == ()
    )


def test_spans_point_at_the_words_of_the_item() -> None:
    file = Path(__file__).parent / "breakdowns" / "notice-selfcheck.txt"
    taken = rows_of(file.read_bytes(), file.name)
    for row in taken.rows:
        assert all(taken.text[start:end].strip("，。； ") in row.item for start, end in row.spans)


def workbook(*rows: tuple[object, ...]) -> bytes:
    book = openpyxl.Workbook()
    for row in rows:
        book.active.append(row)
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def test_how_far_things_are_is_taken_over_and_own_columns_are_kept() -> None:
    data = workbook(
        ("工作任务", "牵头单位", "完成时限", "状态", "进展", "资金来源"),
        ("修缮校舍9栋", "县教育局", "8月底", "已完成", "已验收", "专项债"),
    )
    (row,) = rows_of(data, "表.xlsx").rows
    assert (row.cells["status"], row.cells["progress"], dict(row.extra)) == ("已完成", "已验收", {"资金来源": "专项债"})


def test_columns_come_with_examples_and_a_person_may_say_otherwise() -> None:
    data = workbook(
        ("内容", "甲方", "乙方"), ("修缮校舍9栋", "县教育局", "县财政局"), ("翻修桥梁2座", "县交通局", "县财政局")
    )
    taken = rows_of(data, "表.xlsx")
    assert [(column.head, column.field, column.examples[:1]) for column in taken.columns] == [
        ("内容", "title", ("修缮校舍9栋",)), ("甲方", "lead", ("县教育局",)), ("乙方", "supporting", ("县财政局",)),
    ]  # fmt: skip
    assert all(0 <= column.sure <= 1 for column in taken.columns)
    mapping = {("Sheet", 1): "supporting", ("Sheet", 2): "lead"}
    other = rows_of(data, "表.xlsx", mapping=mapping)
    assert [said(row)["lead"] for row in other.rows] == ["县财政局", "县财政局"]
    assert {column.told for column in other.columns if column.index} == {"given"}


def test_sums_notes_and_rows_without_a_task_are_listed() -> None:
    data = workbook(
        ("工作任务", "牵头单位", "完成时限"),
        ("修缮校舍9栋", "县教育局", "8月底"),
        ("合计", None, "1项"),
        (None, "县财政局", "9月底"),
        ("注：进展每月报送", None, None),
    )
    taken = rows_of(data, "表.xlsx")
    assert (len(taken.rows), [(one.code, one.line) for one in taken.unread]) == (
        1,
        [("sum", 3), ("no-item", 4), ("note", 5)],
    )


WORDS = st.text(
    alphabet="市县教育局财政工作任务牵头单位完成时限。，；：、（）()一二三123\n\t| abcOwner:Due.", max_size=160
)


@given(WORDS)
@settings(max_examples=150, deadline=None)
def test_any_text_gives_rows_or_one_clear_refusal(text: str) -> None:
    try:
        taken = rows_of(text, "文.txt")
    except Refusal:
        return
    for row in taken.rows:
        assert row.item
        assert all(0 <= start <= end <= len(text) for start, end in row.spans)


@given(st.lists(st.lists(WORDS.map(lambda text: text[:20]), min_size=3, max_size=4), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None)
def test_no_row_of_a_table_is_lost(rows: list[list[str]]) -> None:
    """Each row under known headings is a row, a group, a repeated heading, or listed as unread with its place."""
    clean = [[cell.replace("\t", " ").strip() for cell in row[:3]] for row in rows]
    data = workbook(("工作任务", "牵头单位", "完成时限"), *map(tuple, clean), ("收尾任务一项", "县教育局", "8月底"))
    taken = rows_of(data, "表.xlsx")
    assert taken.rows[-1].item == "收尾任务一项"
    for row in clean:
        whole = [cell for cell in row if cell]
        if len(set(whole)) == 3 and not any(mark in "".join(whole) for mark in "注合总小计牵完工") and len(row[0]) > 4:
            told = "".join(one.item for one in taken.rows) + "".join(one.words for one in taken.unread)
            assert "".join(row[0].split())[:4] in "".join(told.split()) or not row[0].strip("。，；：、（）()|. ")


def test_a_task_of_short_words_in_the_middle_of_a_table_is_no_heading() -> None:
    lines = [
        "No.,Action,Lead,Deadline,Progress,Status", "1,Open 5 pocket parks,Parks Department,2027-12-31,,",
        "2,Resurface 30 miles of road,Roads Department,2027-11-30,18 miles done,in progress",
        "3,Paint 3 bridges,Roads Department,2027-10-31,,",
    ]  # fmt: skip
    found = rows_of("\n".join(lines).encode(), "tracker.csv")
    assert [row.item for row in found.rows] == ["Open 5 pocket parks", "Resurface 30 miles of road", "Paint 3 bridges"]
