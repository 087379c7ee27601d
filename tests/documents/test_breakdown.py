"""The breakdown workbook: rows traced to the text, agencies with their source, and a workbook to work on and print."""

from __future__ import annotations

import datetime
import io
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from ninetenths.delivery import Agencies
from ninetenths.delivery.suggesting import Precedent, Suggester
from ninetenths.documents import read_task_table
from ninetenths.documents.breakdown import breakdown_workbook, columns_of, lines_of, names_stated, recorded
from ninetenths.documents.columns import cell_words
from ninetenths.packs import words
from ninetenths.reading import Reading, read

TEXT = """中共云川市委关于加快建设山水新城的决定

一、总体要求

（一）主要目标。到2032年底，地区生产总值达到2700亿元以上，森林覆盖率稳定在68%以上。

二、重点任务

（二）开展百湖治理。制定百湖保护条例草案，2032年3月底前建成湖泊监测站30座。每年完成20处以上湖泊生态修复。禁止新增围湖养殖。（牵头单位：市水利局；配合单位：市生态环境局、各县（市、区））

（三）做强产业。建成云川算力中心一期。新建公办幼儿园12所。（市经济和信息化局、市自然资源局牵头）

（四）其他。新增义务教育学位3000个。
"""


# Most rows stand under “二”: there the headings below it group them.
SECTIONS = ["一、总体要求", "（二）开展百湖治理", "（三）做强产业", "（四）其他"]


@pytest.fixture(scope="module")
def reading() -> Reading:
    return read(TEXT)


def table_of(reading: Reading, **given: Any) -> tuple[bytes, Any]:
    suggester = given.pop("suggester", Suggester((), names_stated(reading)))
    language = given.pop("language", "zh")
    lines, asides = lines_of(reading, suggester, language, given.pop("labels", ("target", "action")))
    data = breakdown_workbook(reading, lines, asides, language=language, **given)
    return data, read_task_table(data, "表.xlsx")


def cells_of(table: Any, title: str) -> Mapping[str, Any]:
    """The cells of the one row whose title holds the words."""
    (row,) = [row.cells for row in table.rows if title in row.task.title]
    return row


def test_every_row_points_at_the_characters_it_is_made_of(reading: Reading) -> None:
    _, table = table_of(reading)
    for task in table.tasks:
        joined = "…".join(reading.text[start:end].strip() for start, end in task.spans)
        assert task.title in joined
        assert task.source == reading.source.text_sha256
        assert task.title.split("…")[0] in task.sentence
    assert len({task.id for task in table.tasks}) == len(table.tasks)


def test_agencies_are_taken_as_the_text_states_them(reading: Reading) -> None:
    _, table = table_of(reading)
    lakes = cells_of(table, "湖泊生态修复")
    assert (lakes["lead"], lakes["supporting"]) == ("市水利局", "市生态环境局、各县（市、区）")
    centre = cells_of(table, "算力中心")
    assert centre["lead"] == "市经济和信息化局、市自然资源局"
    assert "supporting" not in centre
    (task,) = [task for task in table.tasks if "算力中心" in task.title]
    assert task.agencies.leads == ("市经济和信息化局", "市自然资源局")


def test_the_source_of_each_agency_stands_in_its_column(reading: Reading) -> None:
    precedent = Precedent("新增义务教育学位2800个", Agencies("市教育局", (), ("市财政局",)), "去年表", 37)
    data, table = table_of(reading, suggester=Suggester([precedent]))
    heads = {column.head: column.index for column in table.columns}
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    found = {
        str(row[heads["工作任务"]].value): (
            row[heads["依据（牵头）"]].value,
            row[heads["依据（配合）"]].value,
            row[heads["牵头单位"]].font.i,
        )
        for row in sheet.iter_rows(min_row=4)
    }
    assert found["新增义务教育学位3000个"] == ("去年表第37行：市教育局", "去年表第37行：市财政局", True)
    (lakes,) = [value for title, value in found.items() if "湖泊生态修复" in title]
    assert lakes == ("文中写明", "文中写明", False)


def test_what_nobody_knows_is_blank(reading: Reading) -> None:
    _, table = table_of(reading, suggester=Suggester())
    goal = cells_of(table, "地区生产总值")
    assert not {"supporting", "progress", "status", "contact", "share", "post"} & goal.keys()
    assert "lead" not in cells_of(
        table_of(
            read(
                TEXT.replace("建成云川算力中心一期", "建成云川大剧场一期").replace(
                    "（市经济和信息化局、市自然资源局牵头）", ""
                )
            ),
            suggester=Suggester(),
        )[1],
        "大剧场",
    )


def test_goals_deadlines_and_kinds_are_in_words_that_are_read_back(reading: Reading) -> None:
    _, table = table_of(reading)
    tasks = {task.title: task for task in table.tasks}
    product = next(task for title, task in tasks.items() if "地区生产总值" in title)
    assert (product.goal.written, product.goal.value, product.goal.bound) == ("2700亿元以上", 270_000_000_000, ">=")
    assert (product.deadline_written, product.first_deadline) == ("2032年底", datetime.date(2032, 12, 31))
    stations = next(task for title, task in tasks.items() if "监测站" in title)
    assert stations.first_deadline == datetime.date(2032, 3, 31)
    assert next(task for title, task in tasks.items() if "禁止" in title).kind == "prohibition"
    assert (product.kind, next(task for title, task in tasks.items() if "算力中心" in title).kind) == (
        "quantity",
        "milestone",
    )


def test_rows_are_grouped_by_the_headings_of_the_text(reading: Reading) -> None:
    _, table = table_of(reading)
    assert list(dict.fromkeys(task.section for task in table.tasks)) == SECTIONS


def test_a_heading_most_rows_stand_under_gives_way_to_the_headings_below_it(examples: Path) -> None:
    reading = read((examples / "yunchuan" / "work-report-2032.txt").read_text(encoding="utf-8"))
    _, table = table_of(reading)
    assert len({task.section for task in table.tasks}) > 8


def test_the_workbook_is_fit_to_be_worked_on_and_printed(reading: Reading) -> None:
    data, table = table_of(reading)
    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    last = 3 + len(table.rows)
    assert (sheet.freeze_panes, sheet.page_setup.orientation, sheet.page_setup.paperSize) == ("B4", "landscape", 9)
    assert (sheet.print_title_rows, sheet.page_setup.fitToHeight, sheet.auto_filter.ref) == ("$3:$3", 0, f"A3:AB{last}")
    assert sheet.oddFooter.center.text == "第 &P 页，共 &N 页"
    hidden = [name for name, dimension in sheet.column_dimensions.items() if dimension.hidden]
    assert hidden == ["Y"] and sheet.column_dimensions["Y"].max == 28
    kinds = {(rule.type, str(rule.formula1)) for rule in sheet.data_validations.dataValidation}
    assert ("list", '"未启动,推进中,有困难,已完成"') in kinds
    assert [one.sheet_state for one in book.worksheets] == ["visible", "visible", "veryHidden"]
    assert all(cell.alignment.wrap_text for cell in sheet[4])


def test_the_columns_are_those_asked_for(reading: Reading) -> None:
    assert columns_of("序号,工作任务,主办单位,时限,市领导批示") == (
        "序号",
        "工作任务",
        "主办单位",
        "时限",
        "市领导批示",
    )
    assert columns_of("number,title,lead") == ("number", "title", "lead")
    assert columns_of("牵头单位")[0] == "title"
    _, table = table_of(reading, columns=columns_of("序号,任务,主办单位,市委书记意见"))
    assert [column.head for column in table.columns[:4]] == ["序号", "任务", "主办单位", "市委书记意见"]
    assert [column.field for column in table.columns[:4]] == ["number", "title", "lead", None]
    assert [column.field for column in table.columns[4:]] == ["id", "spans", "source", "first_deadline"]


def test_sentences_without_a_row_are_listed_with_a_reason(reading: Reading) -> None:
    data, table = table_of(reading, labels=("target",))
    known = recorded(data, "表.xlsx")
    assert known.text_sha256 == reading.source.text_sha256
    assert known.labels == ("target",)
    assert len(known.binding) == len(table.rows)
    left = openpyxl.load_workbook(io.BytesIO(data))["未列入说明"]
    assert all(row[2].value for row in left.iter_rows(min_row=3))
    assert len(known.reasons) == left.max_row - 2


def test_aims_and_conduct_get_rows_where_they_are_asked_for(reading: Reading) -> None:
    _, usual = table_of(reading)
    _, everything = table_of(reading, labels=("target", "action", "aim", "conduct"))
    assert {task.id for task in usual.tasks} <= {task.id for task in everything.tasks}


def test_english_texts_get_an_english_table(examples: Path) -> None:
    reading = read((examples / "larchmoor" / "resolution.txt").read_text(encoding="utf-8"))
    _, table = table_of(reading, language="en", suggester=Suggester((), names_stated(reading), "en"))
    assert table.sheet == "Breakdown"
    levee = next(task for task in table.tasks if "Alder Street levee" in task.title)
    assert (levee.agencies.lead, levee.first_deadline) == ("Department of Public Works", datetime.date(2032, 10, 31))
    wetland = next(task for task in table.tasks if "wetland" in task.title)
    assert wetland.agencies.leads == ("Parks and Open Space Department", "Larchmoor Watershed District")
    assert [column.head for column in table.columns][:4] == ["No.", "Section", "Original sentence", "Action item"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_words_of_lists_and_kinds_are_read_back(language: str) -> None:
    catalogue = words("breakdown", language)
    kinds = cell_words("kind")
    assert isinstance(kinds, dict)
    for kind in ("milestone", "quantity", "recurring", "standing", "prohibition"):
        assert kinds[catalogue[f"kind.{kind}"].lower()] == kind
    assert catalogue["choices.kind"].split("|") == [
        catalogue[f"kind.{kind}"] for kind in ("milestone", "quantity", "recurring", "standing", "prohibition")
    ]
    assert catalogue["choices.status"].split("|")[-1].lower() in cell_words("done")


def test_the_same_text_gives_the_same_bytes(reading: Reading) -> None:
    assert table_of(reading)[0] == table_of(reading)[0]


def test_text_that_looks_like_a_formula_stays_text() -> None:
    reading = read("云川市工作要点\n\n一、重点\n\n完成=1+1号桥建设3座。新建学校5所。\n")
    data, _ = table_of(reading)
    sheet = openpyxl.load_workbook(io.BytesIO(data)).worksheets[0]
    assert {cell.data_type for row in sheet.iter_rows(min_row=4) for cell in row} <= {"s", "n", "d"}
