"""The status page in Chromium: accessible, nothing fetched, exceptions in sight, a choice of fate, the card of an item."""

from __future__ import annotations

import sys
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from ninetenths.cli import main

sys.path.insert(0, str(Path(__file__).parents[1] / "documents"))
from task_workbook import workbook

Opened = Callable[..., AbstractContextManager[Any]]


@pytest.fixture(scope="module")
def boards(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """The page of the example city's table: over its text in Chinese, over the table's sentences in English."""
    folder = tmp_path_factory.mktemp("boards")
    table = folder / "任务分解表.xlsx"
    table.write_bytes(workbook())
    text = examples / "yunchuan" / "decision.txt"
    for language, more in (("zh", ["--text", str(text)]), ("en", [])):
        page = str(folder / f"{language}.html")
        command = ["--lang", language, "status", str(table), "--on", "2031-11-30", "--html", page, *more]
        assert main(command) == 0
    return {language: folder / f"{language}.html" for language in ("zh", "en")}


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize(("width", "scheme"), [(390, "light"), (1024, "dark"), (1600, "light")])
def test_axe_finds_nothing_and_the_page_asks_for_nothing(
    opened: Opened,
    violations: Callable[[Any], list[list[str]]],
    boards: dict[str, Path],
    language: str,
    width: int,
    scheme: str,
) -> None:
    with opened(boards[language], width, scheme) as page:
        for choose in ("", "document.querySelector('.c').click()", "document.querySelector('#tab-tasks').click()",
                       "document.querySelector('#tab-agencies').click()"):  # fmt: skip
            if choose:
                page.evaluate(choose)
            assert (choose, violations(page), page.said) == (choose, [], [])
        assert page.evaluate("document.documentElement.scrollWidth") == width


def test_exceptions_are_in_sight_by_kind_and_a_choice_of_fate_leaves_its_items(
    opened: Opened, boards: dict[str, Path]
) -> None:
    with opened(boards["zh"]) as page:
        heads = page.locator("#exceptions h3:visible").all_inner_texts()
        assert [head.split() for head in heads] == [
            ["未按期反馈", "2"], ["逾期未完成", "2"], ["延期两次以上", "1"], ["称已完成、尚未核查", "1"], ["核查退回", "1"], ["落后于序时进度", "4"], ["缺牵头单位或期限", "1"],
        ]  # fmt: skip
        assert page.locator("#exceptions li:visible").count() == 12
        page.locator(".chip[data-label=overdue] button").click()
        page.locator("#tab-tasks").click()
        assert page.locator("#tasks .task:visible").count() == 2
        page.locator(".c.fate-overdue").first.click()
        card = page.locator('#focus [data-field="card"]').inner_text()
        assert "【催办】" in card and "上次承诺" in card
