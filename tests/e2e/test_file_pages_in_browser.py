"""File pages in Chromium: no complaint, no request, accessible in every mode, usable by keyboard, pointer and phone."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

Opened = Callable[..., AbstractContextManager[Any]]

NAMES = ("session", "reading", "following", "phrases", "atlas", "place")
# width, light or dark, further choices made in the display menu
MODES = (
    (1600, "light", ()), (1024, "dark", ()), (390, "light", ()),
    (1024, "light", ("contrast-more", "size-3")), (1024, "dark", ("contrast-more",)),
)  # fmt: skip


@pytest.mark.parametrize(
    ("page_name", "modes"),
    [
        ("session.zh", MODES),
        ("session.en", MODES[:3]),
        ("reading.zh", MODES[:1]),
        ("following.zh", MODES[:1]),
        ("following.en", MODES[1:2]),
        ("phrases.zh", MODES[:1]),
        ("phrases.en", MODES[2:3]),
        ("atlas.zh", MODES),
        ("place.en", MODES),
    ],
)
def test_axe_finds_nothing_and_the_page_asks_for_nothing(
    opened: Opened,
    violations: Callable[[Any], list[list[str]]],
    pages: dict[str, Path],
    page_name: str,
    modes: tuple[tuple[int, str, tuple[str, ...]], ...],
) -> None:
    for width, scheme, choices in modes:
        with opened(pages[page_name], width, scheme) as page:
            for choice in choices:
                page.evaluate(f"document.querySelector('#{choice}').click()")
            page.evaluate("document.querySelector('.c')?.click()")
            found = violations(page)
            assert (width, scheme, choices, found, page.said) == (width, scheme, choices, [], [])
            assert page.evaluate("document.documentElement.scrollWidth") == width


def test_pointing_at_an_item_lights_its_very_characters(opened: Opened, pages: dict[str, Path]) -> None:
    with opened(pages["reading.zh"]) as page:
        page.click("#tab-tasks")
        item = page.locator(".task:not([hidden])").nth(20)
        item.hover()
        lit = page.evaluate("[...CSS.highlights.get('lit')].map(String).join('')")
        assert lit == item.locator(".say").inner_text()


def test_pointing_at_a_clause_lights_what_is_known_of_it(opened: Opened, pages: dict[str, Path]) -> None:
    with opened(pages["reading.zh"]) as page:
        page.click("#tab-tasks")
        clause = page.locator(".c.label-target[data-n]").nth(3)
        clause.hover()
        number = clause.get_attribute("data-n")
        assert page.eval_on_selector_all(".task.lit", "all => all.map(one => one.getAttribute('value'))") == [number]


def test_the_keyboard_goes_through_the_clauses_and_back(opened: Opened, pages: dict[str, Path]) -> None:
    with opened(pages["reading.zh"]) as page:
        ids = page.eval_on_selector_all(".c[id]", "all => all.map(one => one.id)")
        at = "document.querySelector('.c[aria-current]').id"
        for key, expected in (("j", 0), ("j", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("k", 0)):
            page.keyboard.press(key)
            assert page.evaluate(at) == ids[expected]
            assert page.evaluate("decodeURIComponent(location.hash)") == f"#{ids[expected]}"
        page.keyboard.press("Enter")
        assert page.evaluate("document.activeElement.id") == "focus-title"
        page.keyboard.press("Escape")
        assert page.evaluate("document.activeElement.id") == ids[0]
        page.keyboard.press("/")
        assert page.evaluate("document.activeElement.id") == "filter"


def test_the_filter_keeps_what_matches_and_counts_it(opened: Opened, pages: dict[str, Path]) -> None:
    with opened(pages["reading.zh"]) as page:
        total = page.locator(".task").count()
        page.keyboard.press("/")
        page.keyboard.type("云江")
        shown = page.eval_on_selector_all(
            ".task:not([hidden])", "all => all.map(one => one.textContent.includes('云江'))"
        )
        assert shown == [True] * len(shown)
        assert page.inner_text(".filter output") == f"{len(shown)} / {total}"


def test_a_permalink_opens_at_its_clause(opened: Opened, pages: dict[str, Path]) -> None:
    path = pages["following.zh"]
    with opened(path) as page:
        page.goto(path.as_uri() + "#t9")
        page.reload()
        assert page.evaluate("document.querySelector('.c[aria-current]').id") == "t9"
        assert page.locator("#focus .card .verdict").is_visible()
        assert page.locator("#t9").first.is_visible()


def test_the_following_filters_by_fate(opened: Opened, pages: dict[str, Path]) -> None:
    with opened(pages["following.zh"]) as page:
        page.click(".chip.fate-silent button")
        page.click("#tab-promises")
        fates = page.eval_on_selector_all(".task:not([hidden])", "all => [...new Set(all.map(one => one.dataset.l))]")
        kept = page.eval_on_selector_all(".c.kept", "all => [...new Set(all.map(one => one.dataset.l))]")
        assert (fates, kept) == (["silent"], ["silent"])


def test_the_card_quotes_both_texts_and_where_they_stand(opened: Opened, pages: dict[str, Path]) -> None:
    with opened(pages["following.zh"]) as page:
        page.evaluate("document.querySelector('.c.fate-done').click()")
        card = page.locator("#focus .card")
        assert card.locator("blockquote").count() == 2
        assert [cited.split()[-1] for cited in card.locator(".cited").all_inner_texts()] == ["2031", "2032"]


def test_what_cannot_be_followed_stands_last_under_its_heading(opened: Opened, pages: dict[str, Path]) -> None:
    with opened(pages["following.zh"]) as page:
        fates = page.eval_on_selector_all(
            "#promises .group", "all => all.map(one => [...one.querySelectorAll('.task')].map(row => row.dataset.l))"
        )
        plain = [[fate == "plain" for fate in group] for group in fates]
        assert plain == [sorted(group) for group in plain]


def test_on_a_phone_the_second_column_is_a_sheet(opened: Opened, pages: dict[str, Path]) -> None:
    with opened(pages["following.zh"], 390) as page:
        assert page.locator(".handle").get_attribute("aria-expanded") == "false"
        page.locator(".c.fate-done").nth(5).tap()
        assert page.locator(".handle").get_attribute("aria-expanded") == "true"
        box, sheet = page.locator(".c[aria-current]").first.bounding_box(), page.locator(".side").bounding_box()
        assert box is not None and sheet is not None
        assert box["y"] + box["height"] <= sheet["y"]
        page.keyboard.press("Escape")
        assert page.locator(".handle").get_attribute("aria-expanded") == "false"


@pytest.mark.parametrize("name", NAMES)
def test_without_scripts_everything_is_there(opened: Opened, pages: dict[str, Path], name: str) -> None:
    with opened(pages[f"{name}.zh"], java_script_enabled=False) as page:
        hidden = [panel for panel in page.locator(".panel:not(.focus)").all() if not panel.is_visible()]
        assert hidden == []
        assert page.locator(".needs-script").all() == [] or not page.locator(".needs-script").first.is_visible()


def test_the_display_choices_work_without_scripts(opened: Opened, pages: dict[str, Path]) -> None:
    with opened(pages["reading.zh"], java_script_enabled=False) as page:
        page.click(".display summary")
        page.check("#theme-dark")
        page.check("#size-2")
        assert page.locator("html").evaluate("node => getComputedStyle(node).fontSize") == "19.04px"
        assert page.locator("html").evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(23, 22, 20)"
