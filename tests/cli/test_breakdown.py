"""`nine break`: a text into a table, the check of a table, and one clear line for what cannot be used."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path

import openpyxl
import pytest

from ninetenths.cli import main
from ninetenths.documents import read_task_table


def nine(*arguments: str | Path) -> int:
    return main(["break", *map(str, arguments), "--lang", "zh"])


@pytest.fixture
def table(tmp_path: Path, examples: Path, capsys: pytest.CaptureFixture[str]) -> Path:
    """The breakdown of the example city's decision."""
    out = tmp_path / "任务分解表.xlsx"
    assert nine(examples / "yunchuan" / "decision.txt", "--out", out) == 0
    capsys.readouterr()
    return out


def changed(path: Path, edits: dict[tuple[int, str], object]) -> None:
    book = openpyxl.load_workbook(path)
    sheet = book.worksheets[0]
    columns = {cell.value: cell.column for cell in sheet[3]}
    for (row, head), value in edits.items():
        sheet.cell(row, columns[head]).value = value
    book.save(path)


def test_a_decision_becomes_a_table_in_one_line(
    tmp_path: Path, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "表.xlsx"
    assert nine(examples / "yunchuan" / "decision.txt", "--out", out) == 0
    table = read_task_table(out.read_bytes(), out.name)
    assert capsys.readouterr().out.startswith(f"已写出 {out}：{len(table.rows)} 项任务；文中写明牵头单位 ")
    assert sum(task.agencies.lead is not None for task in table.tasks) > 100
    assert table.year == 2031


def test_last_years_table_suggests_leads_with_row_and_name(tmp_path: Path, examples: Path, table: Path) -> None:
    out = tmp_path / "今年.xlsx"
    assert nine(examples / "yunchuan" / "work-report-2032.txt", "--like", table, "--out", out) == 0
    made = read_task_table(out.read_bytes(), out.name)
    rows = {row.place.row: row.task for row in read_task_table(table.read_bytes(), table.name).rows}
    heads = {column.head: column.index for column in made.columns}
    sheet = openpyxl.load_workbook(out).worksheets[0]
    found = [
        (str(row[heads["依据（牵头）"]].value), row[heads["牵头单位"]].value)
        for row in sheet.iter_rows(min_row=4)
        if str(row[heads["依据（牵头）"]].value).startswith("去年表第")
    ]
    assert len(found) > 20
    for basis, lead in found:
        number, _, name = basis.removeprefix("去年表第").partition("行：")
        assert (name, rows[int(number)].agencies.lead) == (lead, lead)


def test_a_decision_that_states_its_leads_serves_as_well(tmp_path: Path, examples: Path) -> None:
    out = tmp_path / "今年.xlsx"
    city = examples / "yunchuan"
    assert nine(city / "work-report-2032.txt", "--like", city / "decision.txt", "--out", out) == 0
    shown = [cell.value for row in openpyxl.load_workbook(out).worksheets[0].iter_rows(min_row=4) for cell in row]
    assert sum("《中共云川市委关于加快建设山水新城的决定》写明：" in str(value) for value in shown) > 20


def test_the_check_finds_nothing_in_a_whole_table(
    tmp_path: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = read_task_table(table.read_bytes(), table.name).rows
    edits: dict[tuple[int, str], object] = {}
    titles: set[str] = set()
    for row in rows:
        number = row.place.row
        edits[number, "牵头单位"], edits[number, "配合单位"] = "市水利局", None
        edits[number, "完成时限"] = row.task.deadline_written if row.task.first_deadline else "2032年底前"
        edits[number, "量化目标"] = (
            "1项" if row.task.kind == "quantity" and not row.task.goal else row.cells.get("goal")
        )
        title = row.task.title if row.task.title not in titles else f"{row.task.title}（另一项{number}）"
        titles.add(title)
        edits[number, "工作任务"] = title
    changed(table, edits)
    assert nine("--check", table) == 0
    count = len(rows)
    assert capsys.readouterr().out.splitlines() == [
        f"覆盖：有约束力的语句 {count} 句，已列任务 {count} 句，写明理由未列入 0 句，尚无着落 0 句；"
        f"覆盖率 {count} ÷ {count} = 100.0%。",
        f"任务分解表.xlsx：{count} 行，没有发现问题。",
    ]


def meter(capsys: pytest.CaptureFixture[str], table: Path) -> tuple[int, ...]:
    """The coverage meter of a check: sentences that bind, with a row, with a reason, with neither."""
    capsys.readouterr()
    assert nine("--check", table) == 1
    line = next(line for line in capsys.readouterr().out.splitlines() if line.startswith("覆盖："))
    return tuple(map(int, re.findall(r"(\d+) 句", line)))


def test_a_deleted_row_is_found_until_its_reason_is_written(table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    book = openpyxl.load_workbook(table)
    gone = [cell.value for cell in book.worksheets[0][40]]
    book.worksheets[0].delete_rows(40)
    book.save(table)
    assert nine("--check", table) == 1
    told = [line for line in capsys.readouterr().out.splitlines() if "没有写明未列入的理由" in line]
    assert len(told) == 1 and str(gone[3])[:20] in told[0]
    count = len(read_task_table(table.read_bytes(), table.name).rows)
    assert meter(capsys, table) == (count + 1, count, 0, 1)
    book["未列入说明"].append([gone[2], "举措", "并入他项", gone[25]])
    book.save(table)
    assert meter(capsys, table) == (count + 1, count, 1, 0)


def test_problems_are_told_by_sheet_row_and_column(
    table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed(table, {
        (20, "牵头单位"): None, (21, "完成时限"): "尽快", (22, "牵头单位"): "市水利局、市财政局",
        (23, "完成时限"): "2031年10月1日",
        (24, "配合单位"): "各县（市、区）", (25, "工作任务"): "同一件事", (26, "工作任务"): "同一件事",
    })  # fmt: skip
    assert nine("--check", table) == 1
    told = capsys.readouterr().out.splitlines()
    for line in (
        "任务分解表 第 21 行 完成时限：“尽快”读不出日期；请写明年月。",
        "任务分解表 第 22 行 牵头单位：一格有 2 个牵头单位（市水利局、市财政局）：照写保留，"
        "统计时以第一个（市水利局）为准。",
        "任务分解表 第 23 行 完成时限：2031-10-01 不是工作日；前一个工作日是 2031-09-30。",
        "任务分解表 第 24 行 配合单位：“各县（市、区）”未展开；请用 --list 给出名单，或逐一写明。",
        "任务分解表 第 26 行 工作任务：与第 25 行是同一任务（同一件事）。",
    ):  # fmt: skip
        assert told.count(line) == 1, line
    rows = read_task_table(table.read_bytes(), table.name).rows
    without = [row.place.row for row in rows if row.task.agencies.lead is None]
    alike = next(line for line in told if "没有牵头单位" in line)
    assert alike.startswith(f"任务分解表 牵头单位：没有牵头单位。共 {len(without)} 行：第 4–5、9")
    assert {20, len(without)} <= {*without, int(re.findall(r"共 (\d+) 行", alike)[0])}
    (tmp_path / "名单.txt").write_text("云江区\n柳浦区\n青陵县\n", encoding="utf-8")
    assert nine("--check", table, "--list", tmp_path / "名单.txt") == 1
    told = capsys.readouterr().out.splitlines()
    assert "“各县（市、区）”按名单展开为 3 个单位：云江区、柳浦区、青陵县。" in told
    assert not [line for line in told if "未展开" in line]


def test_the_check_against_the_text_itself_and_against_another(
    table: Path, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    city = examples / "yunchuan"
    nine("--check", table, city / "decision.txt")
    assert "另一文本" not in capsys.readouterr().out
    nine("--check", table, city / "work-report-2032.txt")
    assert "任务分解表：表是按另一文本分解的（校验值不同）；语句对照以表中记录为准。" in capsys.readouterr().out


def archive(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as made:
        for name, content in files.items():
            made.writestr(name, content)
    return buffer.getvalue()


BAD = {
    "空.xlsx": b"",
    "乱.xlsx": b"not a workbook at all",
    "断.xlsx": archive({"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook"})[:-30],
    "锁.xlsx": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le") * 3,
    "宏.xlsx": archive(
        {"[Content_Types].xml": b"<Types/>", "xl/workbook.xml": b"<workbook/>", "xl/vbaProject.bin": b"x"}
    ),
    "炸弹.xlsx": archive({"[Content_Types].xml": b"<Types/>", "xl/worksheets/sheet1.xml": b" " * (64 * 2**20)}),
}


@pytest.mark.parametrize("name", sorted(BAD))
@pytest.mark.parametrize("command", ["break", "split", "merge"])
def test_a_bad_workbook_gets_one_line_and_nothing_is_written(
    command: str, name: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    bad = tmp_path / name
    bad.write_bytes(BAD[name])
    out = tmp_path / "out"
    given = {"break": ["--check", bad], "split": [bad, "--out", out], "merge": [tmp_path, "--into", bad, "--apply"]}[
        command
    ]
    assert main([command, *map(str, given), "--lang", "zh"]) == 2
    told = capsys.readouterr()
    assert told.out == "" and told.err.count("\n") == 1 and name in told.err
    assert sorted(path.name for path in tmp_path.iterdir()) == [name] and bad.read_bytes() == BAD[name]


def test_a_deadline_is_proposed_where_the_text_gives_none(
    tmp_path: Path, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out, report = tmp_path / "表.xlsx", examples / "yunchuan" / "work-report-2032.txt"
    assert nine(report, "--out", out, "--deadline", "2032年12月底前") == 0
    sheet = openpyxl.load_workbook(out).worksheets[0]
    heads = {cell.value: cell.column - 1 for cell in sheet[3]}
    told = {
        (row[heads["完成时限"]].value, row[heads["完成时限"]].font.i, row[heads["首次期限（勿改）"]].value is None)
        for row in sheet.iter_rows(min_row=4)
        if row[heads["完成时限"]].value in ("2032年12月底前", "6月底前")
    }
    assert told == {("2032年12月底前", True, True), ("6月底前", False, False)}
    table = read_task_table(out.read_bytes(), out.name)
    assert (table.title, table.year) == ("2032年《政府工作报告》任务分解表", 2032)
    assert [row.task.title for row in table.rows if re.match(r"\d+[.、]", row.task.title)] == []
    assert nine(report, "--out", out, "--deadline", "尽快") == 2
    assert capsys.readouterr().err == "nine break: “尽快”不是日期；请写作 2032-06-30。\n"


@pytest.mark.parametrize("command", ["break", "split", "merge", "status"])
def test_100_megabytes_get_one_line_and_nothing_is_written(
    command: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    large, out = tmp_path / "大.xlsx", tmp_path / "out"
    with large.open("wb") as stream:
        stream.truncate(100 * 2**20)
    given = {"break": ["--check", large], "split": [large, "--out", out], "merge": [tmp_path, "--into", large, "--apply"],
             "status": [large, "--xlsx", tmp_path / "out.xlsx"]}[command]  # fmt: skip
    assert main([command, *map(str, given), "--lang", "zh"]) == 2
    told = capsys.readouterr()
    assert (told.out, told.err.count("\n"), "大.xlsx" in told.err) == ("", 1, True)
    assert [path.name for path in tmp_path.iterdir()] == ["大.xlsx"]


def test_an_english_table_knows_the_year_of_its_text(tmp_path: Path, examples: Path) -> None:
    out = tmp_path / "table.xlsx"
    assert main(["--lang", "en", "break", str(examples / "larchmoor" / "resolution.txt"), "--out", str(out)]) == 0
    table = read_task_table(out.read_bytes(), out.name)
    assert (table.year, table.title[-26:]) == (2031, "FISCAL YEAR 2032: breakdown"[-26:])


def test_texts_without_anything_to_break_down_are_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    news = tmp_path / "新闻.txt"
    news.write_text("云川日报讯\n\n昨天下午，天气晴朗。\n", encoding="utf-8")
    assert nine(news, "--out", tmp_path / "表.xlsx") == 2
    assert "没有可分解的任务" in capsys.readouterr().err
    assert nine() == 2
    assert sorted(path.name for path in tmp_path.iterdir()) == ["新闻.txt"]
