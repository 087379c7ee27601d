"""`nine split`: a folder of agencies' workbooks, all or none, never over what is there."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ninetenths.cli import main

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "documents"))
from desk_tables import master


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "任务分解表.xlsx"
    path.write_bytes(master())
    return path


def nine(*arguments: str | Path) -> int:
    return main(["split", *map(str, arguments), "--lang", "zh"])


def names(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.iterdir())


def test_one_workbook_an_agency(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert nine(table, "--out", tmp_path / "各单位") == 0
    assert names(tmp_path / "各单位") == sorted(
        ["各县（市、区）.xlsx", "市住建局.xlsx", "市教育局.xlsx", "市水利局.xlsx", "市生态环境局.xlsx", "市财政局.xlsx"]
    )
    assert capsys.readouterr().out == (
        f"已向 {tmp_path / '各单位'} 写出 6 个单位的表格（总表 5 行，有牵头单位 4 行）。\n"
        "1 行没有写明单位，未发给任何人：第 8 行。\n"
    )


def test_a_list_opens_the_sets(table: Path, tmp_path: Path) -> None:
    (tmp_path / "名单.txt").write_text("# 县区\n各县（市、区）：云江区、青陵县\n", encoding="utf-8")
    assert nine(table, "--out", tmp_path / "各单位", "--list", tmp_path / "名单.txt") == 0
    assert {"云江区.xlsx", "青陵县.xlsx"} < set(names(tmp_path / "各单位"))
    (tmp_path / "空.txt").write_text("# 无\n", encoding="utf-8")
    assert nine(table, "--out", tmp_path / "二", "--list", tmp_path / "空.txt") == 2


def test_what_is_there_is_not_overwritten(table: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "各单位"
    assert nine(table, "--out", out) == 0
    (out / "市水利局.xlsx").write_bytes(b"filled in by people")
    assert nine(table, "--out", out) == 2
    assert (out / "市水利局.xlsx").read_bytes() == b"filled in by people"
    assert "未予覆盖" in capsys.readouterr().err
    assert names(tmp_path) == ["任务分解表.xlsx", "各单位"]


def test_the_table_itself_is_not_touched(table: Path, tmp_path: Path) -> None:
    before = table.read_bytes()
    nine(table, "--out", tmp_path / "各单位", "--due", "2032-03-28")
    assert table.read_bytes() == before


def test_a_day_that_is_none_and_a_table_without_agencies_are_refused(table: Path, tmp_path: Path) -> None:
    assert nine(table, "--out", tmp_path / "一", "--due", "28.3.") == 2
    table.write_bytes(master([{"工作任务": "甲", "完成时限": "2032年底"}]))
    assert nine(table, "--out", tmp_path / "一") == 2
    assert names(tmp_path) == ["任务分解表.xlsx"]
