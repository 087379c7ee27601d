"""`nine merge`: a dry run first; each change and problem by file, sheet, row and column; whole or not at all."""

from __future__ import annotations

import errno
import sys
from pathlib import Path

import pytest

from ninetenths.cli import main

sys.path.insert(0, str(Path(__file__).resolve().parents[1] / "documents"))
from desk_tables import cell, filled, master, split


def nine(*arguments: str | Path) -> int:
    return main(["merge", *map(str, arguments), "--lang", "zh"])


@pytest.fixture
def table(tmp_path: Path) -> Path:
    path = tmp_path / "任务分解表.xlsx"
    path.write_bytes(master())
    return path


@pytest.fixture
def folder(tmp_path: Path, table: Path) -> Path:
    """All agencies' sheets, with the lead's progress filled in."""
    made = tmp_path / "报回"
    made.mkdir()
    for agency, data in split(table.read_bytes()).items():
        (made / f"{agency}.xlsx").write_bytes(data)
    path = made / "市水利局.xlsx"
    path.write_bytes(filled(path.read_bytes(), {(1, "进展"): "已完成5处", (2, "状态"): "推进中"}))
    return made


def test_a_dry_run_tells_all_and_writes_nothing(folder: Path, table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    before = table.read_bytes()
    assert nine(folder, "--into", table) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:3] == [
        "填入总表 2 处：", "  市水利局.xlsx，填报表 第 4 行，进展：— → 已完成5处（已填入）",
        "  市水利局.xlsx，填报表 第 5 行，状态：— → 推进中（已填入）",
    ]  # fmt: skip
    assert told[-1] == "试汇总：读入 6 份，将填入 2 处，另存 0 处；未写入任何内容。确认后加 --apply。"
    assert table.read_bytes() == before


def test_applied_once_and_then_nothing_is_new(folder: Path, table: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert nine(folder, "--into", table, "--apply") == 0
    once = table.read_bytes()
    assert (cell(once, 1, "进展"), cell(once, 2, "状态")) == ("已完成5处", "推进中")
    capsys.readouterr()
    assert nine(folder, "--into", table, "--apply") == 0
    assert capsys.readouterr().out.splitlines()[-1] == f"读入 6 份，没有新的内容；{table} 未改动。"
    assert table.read_bytes() == once


def test_a_return_that_cannot_be_read_is_told_of_and_the_others_are_merged(
    folder: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "市教育局.xlsx").write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + "EncryptedPackage".encode("utf-16-le"))
    (folder / "~$市水利局.xlsx").write_bytes(b"lock")
    assert nine(folder, "--into", table, "--apply") == 1
    told = capsys.readouterr().out
    assert "  市教育局.xlsx 设有打开密码；请去掉密码后重试。\n" in told
    assert "尚未报回 1 个单位：\n  市教育局\n" in told
    assert "~$" not in told and cell(table.read_bytes(), 1, "进展") == "已完成5处"


def test_missing_and_late_returns_make_the_status_one(
    folder: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (folder / "市住建局.xlsx").unlink()
    assert nine(folder, "--into", table, "--due", "2020-01-01") == 1
    told = capsys.readouterr().out
    assert "逾期报回 1 份：\n  市水利局.xlsx (" in told
    assert "尚未报回 1 个单位：\n  市住建局\n" in told


def test_folders_that_are_none_or_hold_nothing_are_refused(tmp_path: Path, table: Path) -> None:
    assert nine(tmp_path / "无", "--into", table) == 2
    (tmp_path / "空").mkdir()
    assert nine(tmp_path / "空", "--into", table) == 2
    assert nine(tmp_path / "空", "--into", tmp_path / "无.xlsx") == 2


def test_a_table_kept_among_the_returns_is_not_a_return(
    folder: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    inside = folder / "总表.xlsx"
    inside.write_bytes(table.read_bytes())
    assert nine(folder, "--into", inside) == 0
    assert capsys.readouterr().out.splitlines()[-1].startswith("试汇总：读入 6 份")


def test_a_full_disk_leaves_the_table_as_it_was(
    folder: Path, table: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    before, names = table.read_bytes(), sorted(path.name for path in table.parent.iterdir())

    def full(self: Path, target: Path) -> Path:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(Path, "replace", full)
    assert nine(folder, "--into", table, "--apply") == 2
    said = capsys.readouterr().err
    assert said.count("\n") == 1 and "任务分解表.xlsx" in said and "No space left" in said
    assert (table.read_bytes(), sorted(path.name for path in table.parent.iterdir())) == (before, names)


def test_many_cells_are_counted_by_file_and_all_lists_each(
    tmp_path: Path, table: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [{"工作任务": f"第{number}件事", "牵头单位": "市水利局", "完成时限": "2032年底"} for number in range(41)]
    table.write_bytes(master(rows))
    made = tmp_path / "报回"
    made.mkdir()
    sheet = filled(split(table.read_bytes())["市水利局"], {(row, "进展"): f"进展{row}" for row in range(1, 42)})
    (made / "市水利局.xlsx").write_bytes(sheet)
    assert nine(made, "--into", table) == 0
    told = capsys.readouterr().out.splitlines()
    assert told[:2] == ["填入总表 41 处（逐格查看加 --all）：", "  市水利局.xlsx：41 处"]
    assert nine(made, "--into", table, "--all") == 0
    assert sum("（已填入）" in line for line in capsys.readouterr().out.splitlines()) == 41
