"""The pages of two versions and of a tracing in Chromium: accessible, closed, lit to the character, by keyboard and phone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

from ninetenths.following.tracing import trace
from ninetenths.following.versions import compare_versions
from ninetenths.pages import tracing_page, versions_page
from ninetenths.reading import read

pytestmark = pytest.mark.browser

Opened = Callable[..., AbstractContextManager[Any]]

MODES = (
    (1600, "light", ()), (1024, "dark", ()), (390, "light", ()),
    (1024, "light", ("contrast-more", "size-3")), (1024, "dark", ("contrast-more",)),
)  # fmt: skip


@pytest.fixture(scope="module")
def compared(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Files of pages by name and language: `versions.zh`, `tracing.en`, `strangers.zh` …"""
    folder = tmp_path_factory.mktemp("compared")
    text = (examples / "yunchuan" / "decision.txt").read_text(encoding="utf-8")
    lines = text.split("\n\n")
    gone = next(line for line in lines if line.startswith("当前，"))
    moved = next(line for line in lines if line.startswith("推动园区配套"))
    lines = [line for line in lines if line not in (gone, moved)]
    lines.insert(next(at for at, line in enumerate(lines) if line.startswith("（十二）")), moved)
    draft = "\n\n".join(lines).replace("2700亿元", "2900亿元").replace("编制主导产业链图谱，", "")
    draft = draft.replace("引导企业舍得", "设立首台套应用风险补偿资金，引导企业舍得")
    old, new = read(text), read(draft)
    # A part of each is enough to see every kind of thing, and axe takes as long as the page has elements.
    above = read(text[:1500])
    report, later = (
        read((examples / "yunchuan" / f"work-report-{year}.txt").read_text(encoding="utf-8")[2000:4000])
        for year in (2031, 2032)
    )
    made = {}
    for language in ("zh", "en"):
        for name, page in (
            ("versions", versions_page(compare_versions(old, new), old, new, language)),
            ("strangers", versions_page(compare_versions(above, report), above, report, language)),
            ("identical", versions_page(compare_versions(old, old), old, old, language)),
            ("tracing", tracing_page(trace([report], [above]), [report], [above], [], language)),
            ("tracings", tracing_page(trace([report], [above, later]), [report], [above, later], [], language)),
        ):
            made[f"{name}.{language}"] = folder / f"{name}.{language}.html"
            made[f"{name}.{language}"].write_text(page, encoding="utf-8")
    return made


@pytest.mark.parametrize(
    ("name", "modes"),
    [
        ("versions.zh", MODES), ("versions.en", MODES[1:3]), ("strangers.zh", MODES[:1]), ("identical.en", MODES[:1]),
        ("tracing.zh", MODES), ("tracing.en", MODES[2:3]), ("tracings.zh", MODES[:1]),
    ],
)  # fmt: skip
def test_axe_finds_nothing_and_the_page_asks_for_nothing(
    opened: Opened,
    violations: Callable[[Any], list[list[str]]],
    compared: dict[str, Path],
    name: str,
    modes: tuple[tuple[int, str, tuple[str, ...]], ...],
) -> None:
    for width, scheme, choices in modes:
        with opened(compared[name], width, scheme) as page:
            for choice in choices:
                page.evaluate(f"document.querySelector('#{choice}').click()")
            page.evaluate("document.querySelector('.c')?.click()")
            found = violations(page)
            assert (width, scheme, choices, found, page.said) == (width, scheme, choices, [], [])
            assert page.evaluate("document.documentElement.scrollWidth") == width


@pytest.mark.parametrize("kind", ["dropped", "moved", "new"])
def test_pointing_at_a_change_lights_its_very_characters(opened: Opened, compared: dict[str, Path], kind: str) -> None:
    with opened(compared["versions.zh"]) as page:
        item = page.locator(f'.task[data-l="{kind}"]').first
        item.hover()
        lit = page.evaluate("[...CSS.highlights.get('lit')].map(String).join('')")
        assert lit == item.locator(".say").inner_text()


def test_the_card_of_a_changed_figure_has_both_wordings_and_the_arithmetic(
    opened: Opened, compared: dict[str, Path]
) -> None:
    with opened(compared["versions.zh"]) as page:
        page.locator(".c.change-number").first.evaluate("mark => mark.click()")
        card = page.locator("#focus .card")
        assert card.locator(".turned").inner_text() == "2700亿元以上 → 2900亿元以上 多 200 亿元（+7.4%）"
        assert card.locator("blockquote mark").all_inner_texts() == ["2700", "2900"]


def test_the_keyboard_goes_from_change_to_change(opened: Opened, compared: dict[str, Path]) -> None:
    with opened(compared["versions.zh"]) as page:
        ids = page.eval_on_selector_all(".c[id]", "all => all.map(one => one.id)")
        for key, expected in (("j", 0), ("j", 1), ("ArrowDown", 2), ("k", 1)):
            page.keyboard.press(key)
            assert page.evaluate("decodeURIComponent(location.hash)") == f"#{ids[expected]}"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "focus-title"
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "filter"


@pytest.mark.parametrize(
    ("name", "kind", "tab"), [("versions.en", "dropped", "changes"), ("tracing.en", "carried", "carried")]
)
def test_a_chip_keeps_only_its_kind(opened: Opened, compared: dict[str, Path], name: str, kind: str, tab: str) -> None:
    with opened(compared[name]) as page:
        page.click(f'.chip[data-label="{kind}"] button')
        page.click(f"#tab-{tab}")
        listed = page.eval_on_selector_all(".task:not([hidden])", "all => [...new Set(all.map(one => one.dataset.l))]")
        kept = page.eval_on_selector_all(".c.kept", "all => [...new Set(all.map(one => one.dataset.l))]")
        assert (listed, kept) == ([kind], [kind])


def test_a_tracing_is_filtered_by_how_it_is_carried(opened: Opened, compared: dict[str, Path]) -> None:
    with opened(compared["tracing.zh"]) as page:
        page.select_option('select[data-filter="how"]', "indicator")
        kept = page.eval_on_selector_all(".c.kept", "all => all.map(one => one.dataset.how.includes('indicator'))")
        assert kept == [True] * len(kept)
        assert kept


def test_a_permalink_to_a_dropped_clause_opens_it(opened: Opened, compared: dict[str, Path]) -> None:
    path = compared["versions.zh"]
    with opened(path) as page:
        name = page.locator(".c.change-dropped").last.get_attribute("id")
        page.goto(f"{path.as_uri()}#{name}")
        page.reload()
        assert page.evaluate("document.querySelector('.c[aria-current]').id") == name
        assert page.locator("#focus .card .nothing").inner_text() == "新版没有这一句。"


def test_on_a_phone_a_tap_opens_the_carrier_as_a_sheet(opened: Opened, compared: dict[str, Path]) -> None:
    with opened(compared["tracing.zh"], 390) as page:
        page.locator(".c.hold-carried").first.tap()
        assert page.locator(".handle").get_attribute("aria-expanded") == "true"
        assert page.locator("#focus .card .by b").first.is_visible()


@pytest.mark.parametrize("name", ["versions.zh", "tracing.zh"])
def test_without_scripts_everything_is_there(opened: Opened, compared: dict[str, Path], name: str) -> None:
    with opened(compared[name], java_script_enabled=False) as page:
        hidden = [panel for panel in page.locator(".panel:not(.focus)").all() if not panel.is_visible()]
        assert hidden == []
        assert page.locator(".task .card").first.is_visible()
