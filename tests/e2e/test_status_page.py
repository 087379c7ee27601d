"""The status page in Chromium: accessible, nothing fetched, exceptions in sight, a choice of fate, the card of an item."""

from __future__ import annotations

import sys
from pathlib import Path
from typing import Any

import pytest

from ninetenths.cli import main

sys.path.insert(0, str(Path(__file__).parents[1] / "documents"))
from task_workbook import workbook


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
    browser: Any, boards: dict[str, Path], language: str, width: int, scheme: str
) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme)
    page = context.new_page()
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text))
    page.on("pageerror", lambda error: said.append(str(error)))
    page.on("request", lambda asked: said.append(asked.url) if not asked.url.startswith("file:") else None)
    page.goto(boards[language].as_uri())
    for choose in ("", "document.querySelector('.c').click()", "document.querySelector('#tab-tasks').click()",
                   "document.querySelector('#tab-agencies').click()"):  # fmt: skip
        if choose:
            page.evaluate(choose)
        found = [
            (item["id"], [node["html"] for node in item["nodes"]]) for item in axe.run(page).response["violations"]
        ]
        assert (choose, found, said) == (choose, [], [])
    assert page.evaluate("document.documentElement.scrollWidth") == width
    context.close()


def test_exceptions_are_in_sight_by_kind_and_a_choice_of_fate_leaves_its_items(
    browser: Any, boards: dict[str, Path]
) -> None:
    context = browser.new_context(viewport={"width": 1600, "height": 900})
    page = context.new_page()
    page.goto(boards["zh"].as_uri())
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
    context.close()
