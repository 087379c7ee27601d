"""Every room of a living office in a real browser: nothing runs over the edge, axe finds nothing, no link is dead."""

from __future__ import annotations

import subprocess
import sys
from collections.abc import Callable, Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.browser

MAKE = """
import sys
from pathlib import Path
from ninetenths.cli.demo import make
office, people = make(Path(sys.argv[1]), "zh")
print(next(one["secret"] for one in people if one["role"] == "administrator"), next(one["secret"] for one in people if one["role"] == "clerk"))
"""
ROOMS = (
    "/office/", "/office/register/", "/office/papers/", "/office/import/", "/office/commitments/new/", "/office/rounds/",
    "/office/outbox/", "/office/organizations/", "/office/record/", "/office/settings/", "/office/find/?q=学校",
)  # fmt: skip


@pytest.fixture(scope="module")
def living(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, list[str]]]:
    """The address of the example city's office, and secrets of an administrator and a clerk."""
    where = tmp_path_factory.mktemp("living") / "office"
    made = subprocess.run([sys.executable, "-c", MAKE, str(where)], capture_output=True, text=True, check=True)
    command = [sys.executable, "-m", "ninetenths", "serve", str(where), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        line = process.stdout.readline()
        assert line.startswith("ready "), line
        yield line.split()[1].rstrip("/"), made.stdout.split()
        process.terminate()
        process.wait(10)


@pytest.fixture(scope="module")
def page(living: tuple[str, list[str]], browser: Any) -> Iterator[Any]:
    """A page of the administrator."""
    base, secrets = living
    context = browser.new_context(locale="zh-CN")
    page = context.new_page()
    page.goto(f"{base}/office/enter/{secrets[0]}/")
    page.click("main button")
    yield page
    context.close()


def _addresses(page: Any, base: str) -> list[str]:
    """The rooms, and one thing of each kind that they lead to."""
    found = list(ROOMS)
    for room, part in (
        ("/office/register/?status=overdue", "a.say[href*='c=']"), ("/office/papers/", "a.say[href^='/office/papers/']"),
        ("/office/rounds/", "a.say[href^='/office/rounds/']"), ("/office/outbox/", "a.say[href^='/office/outbox/']"),
        ("/office/register/?stage=reported", "a.say[href*='c=']"),
    ):  # fmt: skip
        page.goto(base + room)
        href = page.locator(part).first.get_attribute("href")
        assert href, room
        found.append(href if href.startswith("/") else room + href)
    return found


@pytest.mark.parametrize(("language", "width"), [("zh-hans", 390), ("zh-hans", 1600), ("en", 390), ("en", 1024)])
def test_no_room_runs_over_its_edge_and_axe_finds_nothing(
    living: tuple[str, list[str]], page: Any, violations: Callable[[Any], Any], language: str, width: int
) -> None:
    base, _ = living
    page.context.add_cookies([{"name": "nine_language", "value": language, "url": base}])
    page.set_viewport_size({"width": width, "height": 900})
    said: list[str] = []
    page.on("console", lambda message: said.append(message.text) if message.type in ("error", "warning") else None)
    wrong = []
    for address in _addresses(page, base):
        answer = page.goto(base + address)
        if answer.status != 200:
            wrong.append(f"{address}: {answer.status}")
        over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        if over > 0:
            wrong.append(f"{address}: {over} px over the edge")
        wrong += [f"{address}: {found}" for found in violations(page)]
    assert wrong == []
    assert said == []


def test_no_link_of_an_office_is_dead(living: tuple[str, list[str]], page: Any) -> None:
    base, _ = living
    page.set_viewport_size({"width": 1280, "height": 900})
    seen: set[str] = set()
    waiting = list(ROOMS)
    dead = []
    while waiting and len(seen) < 120:
        address = waiting.pop(0).split("#")[0]
        # One of a kind is enough: the ids are left away.
        kind = "/".join(part if len(part) != 12 or part.isalpha() else "…" for part in address.split("?")[0].split("/"))
        if kind in seen or "logout" in address or "/file." in address or "/export/" in address:
            continue
        seen.add(kind)
        answer = page.request.get(base + address)
        if answer.status != 200:
            dead.append(f"{address}: {answer.status}")
        elif "html" in answer.headers.get("content-type", ""):
            page.goto(base + address)
            waiting += page.eval_on_selector_all(
                "a[href^='/office/']", "links => links.map(link => link.getAttribute('href'))"
            )
    assert dead == []
    assert len(seen) > 25
