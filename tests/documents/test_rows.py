"""Rows taken from what offices have: who, with whom, by when, as the file says it; nothing dropped, nothing invented."""

from __future__ import annotations

import pytest

from ninetenths.documents import Row, rows_of
from ninetenths.refusal import Refusal


def rows(text: str) -> list[tuple[str, str, str, str]]:
    """Item, leads, supporting, deadline of each row of a text."""
    return [told(row) for row in rows_of(text, "文.txt").rows]


def told(row: Row) -> tuple[str, str, str, str]:
    return row.item, "、".join(row.agencies.leads), "、".join(row.agencies.supporting), row.deadline


def test_a_note_in_brackets_says_who_with_whom_and_by_when() -> None:
    text = "云川市任务分解\n\n1.新建托育点9个。（市卫生健康委牵头，市教育局、市妇联配合，9月底前完成）\n"
    assert rows(text) == [("新建托育点9个", "市卫生健康委", "市教育局、市妇联", "9月底前")]


def test_a_table_pasted_without_its_headings_is_refused() -> None:
    pasted = "\n".join(("1", "新建停车场3处", "市城管局", "6月底", "2", "改造公厕20座", "市住建局", "9月底"))
    with pytest.raises(Refusal) as refused:
        rows_of(pasted, "贴.txt")
    assert refused.value.code == "pasted"


def test_what_is_told_of_the_past_charges_nobody() -> None:
    assert rows("关于垃圾分类工作的通报\n\n督查发现，市城管局工作进度滞后，仅完成年度任务的30%。\n") == []
