"""Pictures of the guide's pages, to be looked at: `python tests/office/face/shoot.py OUT [PAGE…] [--widths 390,1600]`."""

from __future__ import annotations

import argparse
import mimetypes
import shutil
import sys
from pathlib import Path
from typing import Any

from playwright.sync_api import Route, sync_playwright

sys.path.insert(0, str(Path(__file__).parent))
import renderer

ORIGIN = "http://office.test"


def answer(route: Route, **face: str) -> None:
    """Pages at `/zh/NAME` and `/en/NAME`, files under `/static/`."""
    path = route.request.url.removeprefix(ORIGIN).split("?")[0].split("#")[0]
    if path.startswith("/static/"):
        found = renderer.static(path)
        if found is None:
            route.fulfill(status=404)
        else:
            kind = mimetypes.guess_type(found.name)[0] or "text/plain"
            route.fulfill(body=found.read_bytes(), content_type=kind)
        return
    _, language, name = path.split("/")
    route.fulfill(body=renderer.page(name, language, **face), content_type="text/html; charset=utf-8")


def shoot(browser: Any, out: Path, name: str, language: str, width: int, scheme: str, **face: str) -> None:
    context = browser.new_context(viewport={"width": width, "height": 1000}, color_scheme=scheme, has_touch=width < 500)
    page = context.new_page()
    page.on("console", lambda said: print("console:", name, said.text))
    page.on("pageerror", lambda error: print("error:", name, error))
    page.route("**/*", lambda route: answer(route, **face))
    page.goto(f"{ORIGIN}/{language}/{name}")
    wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
    if wide:
        print("overflow:", name, language, width, wide)
    mode = "-".join([scheme, *face.values()])
    page.screenshot(path=out / f"{name}.{language}.{width}.{mode}.png", full_page=True)
    context.close()


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("out", type=Path)
    parser.add_argument("pages", nargs="*")
    parser.add_argument("--widths", default="390,1024,1600")
    parser.add_argument("--languages", default="zh,en")
    parser.add_argument("--scheme", default="light")
    parser.add_argument("--face", nargs="*", default=[])
    options = parser.parse_args()
    options.out.mkdir(exist_ok=True)
    face = dict(held.split("=") for held in options.face)
    with sync_playwright() as running:
        browser = running.chromium.launch(executable_path=shutil.which("chromium"), args=["--no-sandbox"])
        for name in options.pages or renderer.NAMES:
            for language in options.languages.split(","):
                for width in map(int, options.widths.split(",")):
                    shoot(browser, options.out, name, language, width, options.scheme, **face)
        browser.close()


if __name__ == "__main__":
    main()
