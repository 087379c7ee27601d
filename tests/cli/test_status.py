"""`nine status`: the whole command over the example city's table."""

from __future__ import annotations

import io
import json
import os
import shutil
import subprocess
import sys
from pathlib import Path
from typing import Any

import docx
import openpyxl
import pytest

from ninetenths.cli import main
from ninetenths.packs import words

sys.path.insert(0, str(Path(__file__).parents[1] / "documents"))
from task_workbook import workbook, yunchuan

ON = ("--on", "2031-11-30")


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "任务分解表.xlsx"
    path.write_bytes(workbook())
    return path


def told(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["status", *map(str, arguments)]) == 0
    return capsys.readouterr().out


def refused(capsys: pytest.CaptureFixture[str], *arguments: object) -> str:
    assert main(["status", *map(str, arguments)]) == 2
    said = capsys.readouterr()
    assert said.out == "" and said.err.count("\n") == 1
    return said.err


def test_the_figures_of_the_example_city_on_30_november(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = json.loads(told(capsys, table, *ON, "--json"))
    figures = plain["figures"]
    assert (figures["listed"], figures["counted"], figures["cancelled"]) == (15, 14, 1)
    assert figures["codes"] == {
        "pace": 4, "behind": 3, "done": 2, "claimed": 1, "overdue": 2, "silent": 1, "unowned": 1, "cancelled": 1
    }  # fmt: skip
    assert [figures[name] for name in ("done", "on_pace", "on_time_first", "on_time_current")] == [
        {"part": 2, "of": 14}, {"part": 5, "of": 10}, {"part": 2, "of": 4}, {"part": 2, "of": 4}
    ]  # fmt: skip
    assert plain["exceptions"] == {
        "not-reported": ["yc-012", "yc-008"], "overdue": ["yc-015", "yc-006"], "extended-twice": ["yc-006"],
        "claimed-unchecked": ["yc-004"], "returned": ["yc-015"], "behind": ["yc-011", "yc-014", "yc-002", "yc-008"],
        "unowned": ["yc-012"],
    }  # fmt: skip


def test_exceptions_come_first_each_with_sentence_promise_and_reminder(
    table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    lines = told(capsys, table, *ON, "--lang", "zh", "--office", "市委督查室").splitlines()
    heads = [line for line in lines if line.endswith("项）") and not line.startswith(" ")]
    assert heads == [
        "未按期反馈（2项）", "逾期未完成（2项）", "延期两次以上（1项）", "称已完成、尚未核查（1项）", "核查退回（1项）", "落后于序时进度（4项）",
        "缺牵头单位或期限（1项）",
    ]  # fmt: skip
    at = lines.index("  6　贯通滨江一期步道9.6公里　［市住房和城乡建设局、市城市管理局］")
    assert lines[at + 1 : at + 6] == [
        "    延期后的期限2031年11月15日，已过15天；首次期限2031年10月31日",
        "    原文：2031年底前完成滨江一期9.6公里步道贯通",
        "    自报：推进中，7.2/9.6 = 75.0%，贯通7.2公里",
        "    上次承诺：2031年9月28日批准延至2031年11月15日（事由：征收未完成）",
        "    催办：【催办】市住房和城乡建设局：贵单位牵头的“贯通滨江一期步道9.6公里”（序号6），延期后的期限2031年11月15日，已过15天；首次期限2031年10月31日。"
        "请于12月3日前反馈完成情况和预计完成日期，需延期的请按程序报批；如有困难，也请一并告知。谢谢！（市委督查室）",
    ]


def test_a_reminder_in_english(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = json.loads(told(capsys, table, *ON, "--lang", "en", "--json"))
    silent = next(task for task in plain["tasks"] if task["id"] == "yc-008")
    assert silent["reminder"] == (
        "Reminder to 市住房和城乡建设局: “老旧小区改造” (item 8), which you lead: the report for November 2031 was due "
        "28 November 2031; last report 27 September 2031; 168/200 = 84.0% done, 11/12 = 91.7% due by now: 7.7 points "
        "short. By 3 December, please send the latest progress; if something stands in the way, do say so. Thank you. "
    )


def test_the_day_decides_and_nothing_later_is_known(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    plain = json.loads(told(capsys, table, "--on", "2031-10-01", "--json"))
    task = {task["id"]: task for task in plain["tasks"]}
    # The second extension was approved on 28 September, the first report of this row came on 25 November.
    assert (task["yc-006"]["deadline"], task["yc-006"]["extended"], task["yc-006"]["reported_on"]) == (
        "2031-11-15",
        2,
        None,
    )
    assert (task["yc-010"]["code"], task["yc-010"]["verified"]) == ("silent", None)


def test_the_workbook_shows_the_computed_status_beside_the_claim(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, table, *ON, "--lang", "zh", "--xlsx", tmp_path / "out.xlsx")
    book = openpyxl.load_workbook(tmp_path / "out.xlsx")
    assert book.sheetnames == ["异常清单", "进度状态", "单位汇总", "数据与口径"]
    page = book["进度状态"]
    heads = [cell.value for cell in page[3]]
    row = dict(zip(heads, [cell.value for cell in page[6]], strict=True))
    assert [row[name] for name in ("序号", "计算状态", "自报状态", "自报进度", "核查进度")] == [
        3,
        "✓ 已完成",
        "已完成",
        1,
        1,
    ]
    behind = dict(zip(heads, [cell.value for cell in page[5]], strict=True))
    assert (behind["计算状态"], behind["依据"]) == (
        "◔ 滞后",
        "完成152/200 = 76.0%，序时应达11/12 = 91.7%，差15.7个百分点",
    )
    figures = {row[0].value: row[1].value for row in book["数据与口径"].iter_rows(min_row=4)}
    assert (figures["达到序时（可比较者）"], figures["计入"]) == ("5 ÷ 10 = 50.0%", "15 − 1 − 0 = 14")


@pytest.mark.parametrize("language", ["zh", "en"])
def test_bulletin_and_report_carry_figures_denominators_and_the_day(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], language: str
) -> None:
    told(
        capsys,
        table,
        *ON,
        "--document-language",
        language,
        "--docx",
        tmp_path / "b.docx",
        "--report",
        tmp_path / "r.docx",
        "--number",
        "云督[2031]05号",
        "--office",
        "云川市委督查室",
    )
    bulletin = "\n".join(paragraph.text for paragraph in docx.Document(str(tmp_path / "b.docx")).paragraphs)
    report = "\n".join(paragraph.text for paragraph in docx.Document(str(tmp_path / "r.docx")).paragraphs)
    wanted = {
        "zh": ("列入任务15项，其中取消1项、不适用0项，其余14项计入统计。经核查办结2项（2÷14=14.3%）。", "云督〔2031〕5号", "截至2031年11月30日"),
        "en": ("The table lists 15 action items (cancelled: 1; not applicable: 0); 14 are counted.", "云督〔2031〕5号", "as of 30 November 2031"),
    }[language]  # fmt: skip
    assert [text for text in wanted if text not in bulletin] == []
    assert "原文：“2031年底前完成滨江一期9.6公里步道贯通。”" in report or language == "en"
    annex = docx.Document(str(tmp_path / "b.docx")).tables[0]
    assert len(annex.rows) == 1 + 8


def test_the_page_shades_the_adopted_text_and_holds_it_unchanged(
    table: Path, tmp_path: Path, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    import lxml.html

    text = examples / "yunchuan" / "decision.txt"
    told(capsys, table, *ON, "--lang", "zh", "--html", tmp_path / "p.html", "--text", text)
    page = lxml.html.fromstring((tmp_path / "p.html").read_bytes())
    marks = {
        mark.get("id"): mark.text_content() for mark in page.xpath("//article//span[starts-with(@class,'c fate-')]")
    }
    assert marks == {row["任务编号（勿改）"]: row["原文条款"] for row in yunchuan()}
    shown = "".join(page.xpath("//div[@id='text']")[0].text_content().split())
    assert shown == "".join(text.read_text(encoding="utf-8").split())
    assert page.xpath("//script[@src] | //link | //img") == []


def test_without_a_text_the_page_is_made_of_the_tables_sentences(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    told(capsys, table, *ON, "--lang", "en", "--html", tmp_path / "p.html")
    assert (tmp_path / "p.html").read_text(encoding="utf-8").count('class="c fate-') == 15


def test_what_cannot_be_used_is_one_line_and_nothing_is_written(
    table: Path, tmp_path: Path, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    broken = tmp_path / "broken.xlsx"
    broken.write_bytes(table.read_bytes()[:900])
    out = tmp_path / "out.xlsx"
    cases = [
        ((broken, "--xlsx", out), "documents", "damaged"), ((tmp_path / "none.xlsx",), "documents", "missing"),
        ((table, "--on", "30.11.2031"), "desk", "bad-date"), ((table, "--on", "9999-12-31"), "desk", "bad-date"), ((table, "--zone", "Mars/Olympus"), "desk", "bad-zone"),
        ((table, "--rules", "moon", "--xlsx", out), "delivery", "rules.unknown"), ((table, "--calendar", "moon"), "desk", "bad-calendar"),
        ((table, "--xlsx", table), "desk", "same-file"), ((table, "--xlsx", tmp_path / "no" / "o.xlsx"), "desk", "no-folder"),
        ((table, "--xlsx", out, "--html", tmp_path / "p.html", "--text", examples / "larchmoor" / "minutes.txt"), "desk", "no-text"),
    ]  # fmt: skip
    before = table.read_bytes()
    for arguments, room, code in cases:
        line = refused(capsys, *arguments, "--lang", "zh")
        start = words(room, "zh")[code].split("{")[0]
        assert line.startswith("nine status: " + start)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["broken.xlsx", "任务分解表.xlsx"]
    assert table.read_bytes() == before


def test_a_table_saved_again_by_another_program_gives_the_same(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed, so no table can be saved again")
    command = [
        office,
        f"-env:UserInstallation=file://{tmp_path}/profile",
        "--headless",
        "--convert-to",
        "xlsx",
        "--outdir",
        tmp_path / "again",
        table,
    ]
    subprocess.run(command, capture_output=True, timeout=180, check=True, env={**os.environ, "HOME": str(tmp_path)})
    assert told(capsys, tmp_path / "again" / table.name, *ON) == told(capsys, table, *ON)


def test_help_is_in_the_language_asked_for(capsys: pytest.CaptureFixture[str]) -> None:
    for language, said in (("zh", "任务分解表（.xlsx）"), ("en", "table of action items (.xlsx)")):
        with pytest.raises(SystemExit):
            main(["status", "--help", "--lang", language])
        assert said in io.StringIO(capsys.readouterr().out).read()


@pytest.mark.parametrize("page", ["desk.md", "desk.zh.md"])
def test_the_manual_names_every_option_rule_set_and_condition(page: str) -> None:
    import argparse

    from ninetenths.cli import status
    from ninetenths.delivery import rule_names
    from ninetenths.delivery.rules import CONDITIONS

    parser = argparse.ArgumentParser()
    status.arguments(parser)
    options = [name for action in parser._actions for name in action.option_strings if name not in ("-h", "--help")]
    manual = (Path(__file__).parents[2] / "docs" / page).read_text(encoding="utf-8")
    assert [name for name in (*options, *rule_names(), *CONDITIONS) if f"`{name}" not in manual] == []


def test_cells_of_every_wrong_kind_are_no_traceback_and_no_markup(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows: list[dict[str, Any]] = [
        {"工作任务": "=1+1\x0b<script>alert(1)</script>", "牵头单位": '甲局"><b>', "完成时限": -5, "完成比例": "1e999", "进展": "长" * 30000,
         "上报日期": "昨天", "延期记录": "延期至", "核查": "通过", "权重": "零", "任务编号（勿改）": 'a" onclick="x', "首次期限（勿改）": "9999年",
         "原文位置（勿改）": "5-3 9-99999999", "实际完成值": "∞", "量化目标": "0个"},
        {"工作任务": "乙", "牵头单位": "乙局", "完成时限": True, "完成比例": -0.5, "量化目标": "9999999999999999999亿元", "实际完成值": 1e300,
         "上级任务": "乙", "任务编号（勿改）": "乙"},
    ]  # fmt: skip
    path = tmp_path / "odd.xlsx"
    path.write_bytes(workbook(rows))
    for language in ("zh", "en"):
        told(
            capsys,
            path,
            *ON,
            "--lang",
            language,
            "--xlsx",
            tmp_path / "o.xlsx",
            "--docx",
            tmp_path / "o.docx",
            "--report",
            tmp_path / "r.docx",
            "--html",
            tmp_path / "p.html",
        )
        page = (tmp_path / "p.html").read_text(encoding="utf-8")
        assert ("<script>alert" in page, ' onclick="' in page) == (False, False)
        assert openpyxl.load_workbook(tmp_path / "o.xlsx").worksheets[1]["B4"].data_type == "s"
