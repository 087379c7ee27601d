"""Takes docs/picture.png, the picture of the READMEs: the register of the example city's office, one commitment open.

.venv/bin/python docs/take_picture.py
"""

from __future__ import annotations

import json
import os
import shutil
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

from playwright.sync_api import Page, sync_playwright

ROOT = Path(__file__).resolve().parent.parent
SIZE = {"width": 1600, "height": 1000}


@contextmanager
def demo() -> Iterator[dict[str, Any]]:
    """A demo that is ready, as its line of JSON tells it; stopped afterwards."""
    words = [sys.executable, "-m", "ninetenths", "--lang", "zh", "demo", "--json", "--no-browser", "--port", "0"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, env={**os.environ, "NINE_HOME": str(ROOT)}) as running:
        assert running.stdout is not None
        try:
            yield json.loads(running.stdout.readline())
        finally:
            running.terminate()


def enter(page: Page, address: str) -> None:
    """Sign in by a one-time address, as a person does: open it and press its button."""
    page.goto(address)
    page.locator("main form button").first.click()
    page.wait_for_load_state("networkidle")


def main() -> int:
    """Write the picture; 1 where there is no Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        print("Chromium is not here")
        return 1
    with demo() as told, sync_playwright() as running:
        clerk = next(one for one in told["people"] if one["role"] == "clerk")
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE, locale="zh-CN")  # type: ignore[arg-type]
        enter(page, clerk["address"])
        register = told["ready"].rstrip("/") + "/office/register/"
        page.goto(register + "?status=behind")
        # The second of those behind has a goal that was counted, so that the panel shows the curve and the arithmetic.
        behind = page.locator("tbody a[href*='c=']").nth(1).get_attribute("href") or ""
        page.goto(register + "?c=" + behind.partition("c=")[2].partition("#")[0])
        page.wait_for_load_state("networkidle")
        page.screenshot(path=ROOT / "docs" / "picture.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
