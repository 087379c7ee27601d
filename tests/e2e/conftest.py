"""One browser for all tests that need one (they skip with a reason where there is none), its pages, and axe."""

from __future__ import annotations

import importlib.util
import shutil
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from pathlib import Path
from typing import Any

import pytest

from ninetenths.following.values import Following
from ninetenths.pages import (
    AtlasLine,
    AtlasPair,
    AtlasPlace,
    AtlasTarget,
    atlas_index,
    atlas_place,
    following_page,
    phrases_page,
    reading_page,
)
from ninetenths.reading import read
from ninetenths.reading.trends import phrase_trends, series_text

_QUIET = (
    "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
    "--disable-component-update", "--disable-sync",
)  # fmt: skip


@pytest.fixture(scope="session")
def browser() -> Iterator[Any]:
    """Chromium, headless."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("Chromium is not here")
    playwright = pytest.importorskip("playwright.sync_api")
    with playwright.sync_playwright() as running:
        started = running.chromium.launch(executable_path=program, args=[*_QUIET])
        yield started
        started.close()


@pytest.fixture(scope="session")
def opened(browser: Any) -> Callable[..., AbstractContextManager[Any]]:
    """`opened(path, width, scheme, **options)`: the page of a file; `page.said` is what it complains of and asks for."""

    @contextmanager
    def _opened(path: Path, width: int = 1600, scheme: str = "light", **options: Any) -> Iterator[Any]:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, has_touch=width < 500, **options
        )
        page = context.new_page()
        page.said = []
        page.on("console", lambda message: page.said.append(message.text))
        page.on("pageerror", lambda error: page.said.append(str(error)))
        page.on("request", lambda asked: page.said.append(asked.url) if not asked.url.startswith("file:") else None)
        page.goto(path.as_uri())
        yield page
        context.close()

    return _opened


@pytest.fixture(scope="session")
def violations() -> Callable[[Any], list[list[str]]]:
    """`violations(page)`: what axe finds in a page as it stands now, each rule's name with the elements that break it."""
    script = pytest.importorskip("axe_playwright_python.sync_playwright").Axe().axe_script

    def found(page: Any) -> list[list[str]]:
        if not page.evaluate("'axe' in window"):
            page.evaluate(script)
        # Only what is wrong comes over: what axe passed is as long as the page itself.
        return page.evaluate(
            "axe.run({resultTypes: ['violations']})"
            ".then(run => run.violations.map(one => [one.id, ...one.nodes.map(node => node.html)]))"
        )

    return found


@pytest.fixture(scope="session")
def pages(examples: Path, tmp_path_factory: pytest.TempPathFactory) -> dict[str, Path]:
    """Files of pages by name and language: `reading.zh`, `following.en`, `phrases.zh` …"""
    folder = tmp_path_factory.mktemp("pages")
    texts = {
        name: (examples / "yunchuan" / f"{name}.txt").read_text(encoding="utf-8")
        for name in ("plenary-news", "decision", "work-report-2031", "work-report-2032")
    }
    earlier, later = read(texts["work-report-2031"]), read(texts["work-report-2032"])
    spec = importlib.util.spec_from_file_location(
        "followings", Path(__file__).parent.parent / "pages" / "followings.py"
    )
    assert spec is not None and spec.loader is not None
    by_hand = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(by_hand)
    following: Following = by_hand.by_list(earlier, later, by_hand.listed(examples))
    trends = phrase_trends([series_text("a", 2031, earlier.text), series_text("b", 2032, later.text)])
    fates = {"done": 57, "partial": 12, "missed": 3, "silent": 28}
    shares = {fate: (max(count - 9, 0) / 100, (count + 9) / 100) for fate, count in fates.items()}
    place = AtlasPlace(
        "云川市", (AtlasPair(2031, 2032, 131, 100, fates, shares, 4200, "a.html", 5),), "b.html", (2030,),
        (AtlasLine("建成云川至江州城际铁路", (2029, 2030, 2031)),),
        (AtlasLine("新建市中医院北院区", (2030,), "a.html"),),
        (AtlasTarget("地区生产总值增长", "%", ((2031, 6.5),), ((2030, 5.9), (2031, 6.6))),),
    )  # fmt: skip
    made = {}
    for language in ("zh", "en"):
        for name, page in (
            ("session", reading_page(read(texts["plenary-news"]), language)),
            ("reading", reading_page(read(texts["decision"]), language)),
            ("following", following_page(following, earlier, [later], language)),
            ("phrases", phrases_page(trends, language)),
            ("atlas", atlas_index([place], language)),
            ("place", atlas_place(place, language, up="index.html")),
        ):
            made[f"{name}.{language}"] = folder / f"{name}.{language}.html"
            made[f"{name}.{language}"].write_text(page, encoding="utf-8")
    return made
