"""`nine bench desk`: whole processes at the desk's sizes: a long report broken down, a large table split and merged."""

from __future__ import annotations

import argparse
import io
import json
import os
import subprocess
import sys
import tempfile
import time
from dataclasses import asdict, dataclass
from pathlib import Path

from ninetenths.cli.demopages import examples_folder
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_ROOM = "breakdown"
ROWS, AGENCIES, CHARACTERS = 5_000, 200, 20_000
_HEADS = (
    "序号", "类别", "原文条款", "工作任务", "量化目标", "牵头单位", "配合单位", "完成时限", "完成比例", "状态", "进展",
    "问题", "下一步", "佐证", "上报日期", "任务编号（勿改）",
)  # fmt: skip
# What each is to take at most, in seconds of the whole process, start of Python included.
LIMITS = {"break": 1.0, "split": 10.0, "merge-dry": 10.0, "merge": 10.0, "merge-again": 10.0, "status": 3.0}


@dataclass(frozen=True, slots=True)
class Measured:
    """One command: what it was given, the least seconds of some runs, of them at work, and what it may take."""

    command: str
    rows: int
    seconds: float
    processor: float
    limit: float


def run(options: argparse.Namespace) -> int:
    """Measure and print, a row a command; always 0."""
    with tempfile.TemporaryDirectory() as folder:
        found = measured(Path(folder))
    if options.json:
        print(json.dumps([asdict(one) for one in found]))
        return 0
    print(phrase(_ROOM, "bench.head", options.language, rows=f"{ROWS:,}", agencies=AGENCIES))
    for one in found:
        what = phrase(_ROOM, f"bench.{one.command}", options.language, characters=f"{CHARACTERS:,}")
        mark = "✓" if one.seconds <= one.limit else "!"
        print(f"  {mark} {one.seconds:6.2f} s  ({one.processor:5.2f} s)  ≤ {one.limit:4.1f} s  {what}")
    return 0


def measured(folder: Path, rows: int = ROWS, agencies: int = AGENCIES) -> list[Measured]:
    """Everything, one after the other, in a folder that is empty."""
    report, table, sheets = folder / "报告.txt", folder / "总表.xlsx", folder / "下发"
    report.write_text(_long_report(), encoding="utf-8")
    table.write_bytes(large_table(rows, agencies))
    found: list[Measured] = []

    def measure(name: str, times: int, *arguments: object) -> None:
        seconds, processor = min(_seconds(arguments) for _ in range(times))
        found.append(Measured(name, CHARACTERS if name == "break" else rows, seconds, processor, LIMITS[name]))

    measure("break", 3, "break", report, "--out", folder / "分解表.xlsx")
    measure("split", 1, "split", table, "--out", sheets)
    _fill(sheets)
    measure("merge-dry", 1, "merge", sheets, "--into", table)
    measure("merge", 1, "merge", sheets, "--into", table, "--apply")
    measure("merge-again", 1, "merge", sheets, "--into", table, "--apply")
    measure("status", 2, "status", table, "--on", "2032-06-30")
    return found


def _long_report() -> str:
    """The example city's adopted texts one after the other, cut at 20,000 characters."""
    city = examples_folder() / "yunchuan"
    names = ("work-report-2032.txt", "decision.txt", "plan-2032.txt")
    return "\n\n".join((city / name).read_text(encoding="utf-8") for name in names)[:CHARACTERS]


def large_table(rows: int, agencies: int) -> bytes:
    """A table of so many tasks, each with a lead and two supporting agencies in turn, as `nine break` lays it out."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("任务分解表")
        sheet.write(0, 0, "云川市2032年重点任务分解表")
        sheet.write_row(2, 0, _HEADS)
        for number in range(rows):
            lead, *others = (f"市第{(number * step + step) % agencies + 1}局" for step in (1, 7, 13))
            task = f"完成第{number + 1}片湖泊生态修复{number % 40 + 1}处"
            sheet.write_row(number + 3, 0, (
                number + 1, f"第{number // 500 + 1}部分", f"加快水网建设，{task}。", task, f"{number % 40 + 1}处",
                lead, "、".join(others), f"2032年{number % 12 + 1}月底前",
            ))  # fmt: skip
            sheet.write(number + 3, len(_HEADS) - 1, f"t-{number}")
    return buffer.getvalue()


def _fill(folder: Path) -> None:
    """Fill in every sheet of the folder as its agency would: the leads a share, a word and a day, all their progress."""
    import openpyxl

    for path in sorted(folder.glob("*.xlsx")):
        book = openpyxl.load_workbook(path)
        sheet = book.worksheets[0]
        columns = {cell.value: cell.column for cell in sheet[3]}
        for row in range(4, sheet.max_row + 1):
            sheet.cell(row, columns["进展"], f"{path.stem}：第{row}行正在推进，已完成勘察")
            if sheet.cell(row, columns["本单位角色"]).value != "配合":
                sheet.cell(row, columns["完成比例"], row % 10 / 10)
                sheet.cell(row, columns["状态"], "推进中")
                sheet.cell(row, columns["上报日期"], "2032-06-25")
        book.save(path)


def _seconds(arguments: tuple[object, ...]) -> tuple[float, float]:
    """Seconds of a whole process, and of the processor for it. Raises Refusal where it could not be carried out."""
    command = [sys.executable, "-m", "ninetenths", "--lang", "zh", *map(str, arguments)]
    started, before = time.perf_counter(), os.times()
    done = subprocess.run(command, capture_output=True)
    seconds, after = time.perf_counter() - started, os.times()
    if done.returncode > 1:
        reason = done.stderr.decode("utf-8", "replace").strip()
        raise Refusal(_ROOM, "bench.failed", command=f"nine {arguments[0]}", reason=reason)
    processor = after.children_user - before.children_user + after.children_system - before.children_system
    return seconds, processor
