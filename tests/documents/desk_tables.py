"""Breakdown tables and returns for tests of splitting and merging: made in memory, filled in as agencies do."""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Mapping, Sequence
from typing import Any

import openpyxl
import xlsxwriter

from ninetenths.documents import read_task_table
from ninetenths.documents.agencysheets import Cutter, parts_of
from ninetenths.documents.merging import Merger, Merging
from ninetenths.documents.returns import Return, read_return

HEADS = (
    "序号", "类别", "原文条款", "工作任务", "具体举措", "量化目标", "牵头单位", "配合单位", "联系人", "完成时限",
    "节点",
    "完成比例", "状态", "进展", "问题", "下一步", "佐证", "实际完成时间", "上报日期", "备注", "领导批示",
)  # fmt: skip
ROWS: tuple[Mapping[str, Any], ...] = (
    {"序号": 1, "类别": "生态", "原文条款": "完成湖泊生态修复20处。", "工作任务": "完成湖泊生态修复20处",
     "量化目标": "20处",
     "牵头单位": "市水利局", "配合单位": "市财政局、市生态环境局", "完成时限": "2032年6月30日", "领导批示": "抓紧"},
    {"序号": 2, "类别": "生态", "工作任务": "治理中小河流30公里", "牵头单位": "市水利局", "完成时限": "2032年底",
     "进展": "已开工", "完成比例": 0.2},
    {"序号": 3, "类别": "民生", "工作任务": "新建幼儿园12所", "牵头单位": "市教育局、市财政局",
     "完成时限": "2032年9月"},
    {"序号": 4, "类别": "民生", "工作任务": "改造老旧小区200个", "牵头单位": "市住建局",
     "配合单位": "各县（市、区）", "完成时限": "2032年底"},
    {"序号": 5, "类别": "民生", "工作任务": "尚无单位的任务", "完成时限": "2032年底"},
)  # fmt: skip
NAME = "任务分解表.xlsx"


def master(rows: Sequence[Mapping[str, Any]] = ROWS, heads: Sequence[str] = HEADS, ids: bool = True) -> bytes:
    """A table as `nine break` lays it out, with ids r1, r2, … where `ids`."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("任务分解表")
        percent = book.add_format({"num_format": "0%"})
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        sheet.write(0, 0, "云川市2032年重点任务分解表")
        names = [*heads, "任务编号（勿改）"] if ids else list(heads)
        sheet.write_row(2, 0, names)
        for number, row in enumerate(rows, 1):
            given = {**row, "任务编号（勿改）": f"r{number}"}
            for place, head in enumerate(names):
                look = percent if head == "完成比例" else day if head in ("实际完成时间", "上报日期") else None
                if head in given:
                    sheet.write(number + 2, place, given[head], look)
                else:
                    sheet.write_blank(number + 2, place, None, look)
        book.add_worksheet("说明").write(0, 0, "别动这一页")
    return buffer.getvalue()


def split(data: bytes, members: Mapping[str, Sequence[str]] | None = None, **given: Any) -> dict[str, bytes]:
    """Agency → workbook."""
    table = read_task_table(data, NAME)
    cutter = Cutter(table, data, language=given.pop("language", "zh"), **given)
    return {part.agency: cutter.workbook(part) for part in parts_of(table, members or {})[0]}


def heads_of(sheet: Any) -> dict[str, int]:
    """Heading → column of an agency's sheet."""
    return {cell.value: cell.column for cell in sheet[3] if cell.value}


def edited(workbook: bytes, edit: Callable[[Any, dict[str, int]], None]) -> bytes:
    """A workbook after a person's edits: `edit(sheet, columns by heading)`."""
    book = openpyxl.load_workbook(io.BytesIO(workbook))
    sheet = book.worksheets[0]
    edit(sheet, heads_of(sheet))
    buffer = io.BytesIO()
    book.save(buffer)
    return buffer.getvalue()


def typed_into(place: Any, value: Any) -> None:
    """Type a value into a cell as a spreadsheet program saves it: text stays text, “_x0041_” is escaped."""
    place.value = re.sub(r"_(?=x[0-9A-Fa-f]{4}_)", "_x005F_", value) if isinstance(value, str) else value
    if isinstance(value, str):
        place.data_type = "s"


def filled(workbook: bytes, cells: Mapping[tuple[int, str], Any]) -> bytes:
    """A workbook with cells filled in: (row from 1 among the tasks, heading) → value."""

    def edit(sheet: Any, columns: dict[str, int]) -> None:
        for (row, head), value in cells.items():
            typed_into(sheet.cell(row + 3, columns[head]), value)

    return edited(workbook, edit)


def returned(files: Mapping[str, bytes], agencies: Sequence[str] = ()) -> list[Return]:
    """Workbooks by name (agency or file) as returns."""
    found = []
    for name, data in sorted(files.items()):
        given = read_return(data, name if name.endswith(".xlsx") else f"{name}.xlsx", agencies)
        assert given is not None
        found.append(given)
    return found


def merged(data: bytes, files: Mapping[str, bytes], **given: Any) -> tuple[Merging, bytes]:
    """What merging does, and the table afterwards."""
    import datetime

    merger = Merger(data, NAME, given.pop("members", {}))
    merging = merger.merge(returned(files, merger.agencies), **given)
    return merging, merger.merged(merging, datetime.date(2032, 3, 1), "zh") if merging.changes else data


def cell(data: bytes, row: int, head: str) -> Any:
    """What the table holds: row from 1 among the tasks."""
    table = read_task_table(data, NAME)
    return table.rows[row - 1].cells.get(next(column.field for column in table.columns if column.head == head), "")


def record(data: bytes) -> list[tuple[Any, ...]]:
    """The sheet of changes as (agency, heading, before, after, outcome)."""
    book = openpyxl.load_workbook(io.BytesIO(data))
    if "变更记录" not in book.sheetnames:
        return []
    rows = [[one.value for one in row] for row in book["变更记录"].iter_rows(min_row=2)]
    return [(row[3], row[7], row[8] or "", row[9], row[10]) for row in rows]
