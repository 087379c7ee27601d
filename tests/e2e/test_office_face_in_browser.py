"""The office's face in Chromium: every macro's page, both languages, every mode: accessible, quiet, nothing beside the screen."""

from __future__ import annotations

import importlib.util
import mimetypes
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

ORIGIN = "http://office.test"
POLICY = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; connect-src 'self'; form-action 'self'"
# width, light or dark, what the person chose
MODES = (
    (1600, "light", {}), (1024, "dark", {}), (390, "light", {}), (1024, "light", {"contrast": "more", "size": "3"}),
    (390, "light", {"theme": "dark", "contrast": "more", "size": "2"}),
)  # fmt: skip


def _renderer() -> Any:
    path = Path(__file__).parent.parent / "office" / "face" / "renderer.py"
    spec = importlib.util.spec_from_file_location("face_renderer", path)
    assert spec is not None and spec.loader is not None
    made = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(made)
    return made


renderer = _renderer()


def _opened(browser: Any, name: str, language: str, width: int, scheme: str, face: dict[str, str]) -> Any:
    context = browser.new_context(viewport={"width": width, "height": 900}, color_scheme=scheme, has_touch=width < 500)
    page = context.new_page()
    page.said = []
    page.on("console", lambda message: page.said.append(message.text))
    page.on("pageerror", lambda error: page.said.append(str(error)))

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(ORIGIN).split("?")[0]
        if path.startswith("/static/"):
            found = renderer.static(path)
            assert found is not None, path
            route.fulfill(body=found.read_bytes(), content_type=mimetypes.guess_type(found.name)[0] or "text/plain")
        else:
            _, _, called = path.split("/")
            headers = {"Content-Type": "text/html; charset=utf-8", "Content-Security-Policy": POLICY}
            route.fulfill(body=renderer.page(called, language, **face), headers=headers)

    page.route("**/*", answer)
    page.goto(f"{ORIGIN}/{language}/{name}")
    return page


@pytest.mark.parametrize("language", renderer.LANGUAGES)
@pytest.mark.parametrize("name", renderer.NAMES)
def test_pages_are_accessible_quiet_and_no_wider_than_the_screen(browser: Any, name: str, language: str) -> None:
    axe = pytest.importorskip("axe_playwright_python.sync_playwright").Axe()
    for width, scheme, face in MODES:
        page = _opened(browser, name, language, width, scheme, face)
        beside = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        said = list(page.said)
        # axe puts a script in, which the policy forbids to a page; it is asked without.
        violations = axe.run(page).response["violations"]
        found = [(item["id"], [node["target"] for node in item["nodes"]][:3]) for item in violations]
        page.context.close()
        assert (beside, said, found) == (0, [], []), (width, scheme, face)


def test_keys_move_pick_and_are_silent_where_they_are_switched_off(browser: Any) -> None:
    at = "document.querySelector('[data-row][aria-current] .say')?.textContent"
    page = _opened(browser, "register", "en", 1600, "light", {})
    before = page.evaluate(at)
    page.keyboard.press("j")
    moved = page.evaluate(at)
    assert moved != before
    page.keyboard.press("x")
    assert page.locator("[data-picked]").inner_text() == "3 picked"
    page.keyboard.press("Control+k")
    assert page.locator("#find").is_visible()
    page.context.close()
    page = _opened(browser, "register", "en", 1600, "light", {"keys": "off"})
    page.keyboard.press("j")
    assert page.evaluate(at) == before
    page.context.close()


def test_a_draft_outlives_its_page(browser: Any) -> None:
    page = _opened(browser, "answer", "en", 390, "light", {})
    expect = pytest.importorskip("playwright.sync_api").expect
    page.locator("#f-what").fill("Three lakes restored.")
    expect(page.locator("[data-saved]")).to_contain_text("saved")
    page.reload()
    expect(page.locator("#f-what")).to_have_value("Three lakes restored.")
    page.context.close()
