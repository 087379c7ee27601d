"""Takes docs/picture.png, the picture of the README, from the page of an example text.

.venv/bin/python docs/take_picture.py
"""

from __future__ import annotations

import shutil
import sys
import tempfile
from pathlib import Path

from playwright.sync_api import sync_playwright

from ninetenths.cli.intake import read_file
from ninetenths.pages import reading_page

ROOT = Path(__file__).resolve().parent.parent
TEXT = ROOT / "examples" / "yunchuan" / "plenary-news.html"
SIZE = {"width": 1400, "height": 820}


def main() -> int:
    """Write the picture; 1 where there is no Chromium."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        print("Chromium is not here")
        return 1
    with tempfile.TemporaryDirectory() as folder, sync_playwright() as running:
        page_file = Path(folder) / "page.html"
        page_file.write_text(reading_page(read_file(TEXT), "zh"), encoding="utf-8")
        browser = running.chromium.launch(executable_path=program, args=["--no-sandbox", "--disable-gpu"])
        page = browser.new_page(viewport=SIZE)  # type: ignore[arg-type]
        page.goto(page_file.as_uri())
        page.screenshot(path=ROOT / "docs" / "picture.png")
        browser.close()
    return 0


if __name__ == "__main__":
    sys.exit(main())
