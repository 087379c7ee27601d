"""Four years of the example city's tasks with their leads (`yearly_tables.toml`), for measuring suggestions.

Wordings, figures and tasks change; two agencies are renamed, two tasks move to another agency, and each year has tasks
that no other year had.
"""

from __future__ import annotations

import io
import tomllib
from pathlib import Path

import xlsxwriter

YEARS = (2029, 2030, 2031, 2032)
_DATA = tomllib.loads(Path(__file__).with_suffix(".toml").read_text(encoding="utf-8"))
# Tasks that moved: from the year on, another agency leads.
MOVED = {("市城市管理局", "新增"): (2032, "市住房和城乡建设局"), ("市发展改革委", "充电桩"): (2031, "市交通运输局")}
RENAMED = {"市商务局": (2031, "市商务和投资促进局"), "市体育局": (2032, "市文化广电旅游体育局")}


def lead_in(year: int, lead: str, words: str) -> str:
    """Who led a task in a year, after moves and renamings."""
    for (before, word), (since, after) in MOVED.items():
        if lead == before and word in words and year >= since:
            return after
    if lead in RENAMED and year >= RENAMED[lead][0]:
        return RENAMED[lead][1]
    return lead


def tasks_of(year: int) -> list[tuple[str, str, str]]:
    """The tasks of a year as (words, lead, supporting)."""
    place = YEARS.index(year)
    found = []
    for order, theme in enumerate(_DATA["theme"]):
        words = theme["wordings"][place].format(n=(order * 7 + year) % 90 + 5)
        if words:
            found.append((words, lead_in(year, theme["lead"], words), theme["supporting"]))
    once = (task for task in _DATA["once"] if task["year"] == year)
    found += [(task["words"].format(n=year % 40 + 3), task["lead"], "") for task in once]
    return found


def workbook_of(year: int) -> bytes:
    """The year's table as offices make them: a title, a row of headings, a row a task."""
    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, {"in_memory": True}) as book:
        sheet = book.add_worksheet("任务分解表")
        sheet.write(0, 0, f"云川市{year}年重点任务分解表")
        sheet.write_row(1, 0, ["序号", "工作任务", "牵头单位", "配合单位", "完成时限", "进展"])
        for number, (words, lead, supporting) in enumerate(tasks_of(year), 1):
            sheet.write_row(number + 1, 0, [number, words, lead, supporting, f"{year}年12月底前"])
    return buffer.getvalue()
