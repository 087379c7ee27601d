"""Doors, settings, organizations, record in Chromium, both languages: accessible, quiet, no wider than the screen."""

from __future__ import annotations

import mimetypes
import re
from collections.abc import Callable
from typing import Any

import pytest
from tests.office.conftest import client_of, issued, office, office_folder, people
from tests.office.face import renderer

pytestmark = pytest.mark.browser
__all__ = ["client_of", "issued", "office", "office_folder", "people"]

ORIGIN = "http://office.test"
MODES = ((390, "light"), (1024, "dark"))


@pytest.fixture
def shown(client_of: Any, people: Any, issued: Any) -> Callable[[str], dict[str, Any]]:
    """`shown(language)`: answers of the office by path, made before the browser is asked for them."""
    from ninetenths.office.domain import accounts, commitments, links, organizations, record
    from ninetenths.office.domain.acting import CONSOLE, of_link
    from ninetenths.office.models import AccessLink

    secret, digest = accounts.secret_of()
    accounts.address(people.clerk, by=CONSOLE, secret_sha256=digest)
    clerk = people.actor("clerk")
    link = links.make(people.education, by=clerk)
    links.enter(link, by=of_link(link), name="李明", telephone="1")
    agency = of_link(AccessLink.objects.get(pk=link.pk))
    commitments.report(issued, by=agency, words="六所已开工", actual="6")
    commitments.return_(issued, by=clerk, reason="缺照片")
    contact = organizations.add_contact(people.education, by=clerk, name="沈知白", telephone="6031")
    record.erase_contact(contact, by=people.actor("administrator"), reason="本人要求")
    at = people.education.pk
    paths: dict[Any, tuple[str, ...]] = {
        None: ("/office/account/login/", "/office/account/signup/", "/office/nowhere/at/all/", f"/office/enter/{secret}/", "/office/enter/x/"),
        people.clerk: (
            "/office/password/", "/office/account/factors/", "/office/account/sessions/", "/office/account/logout/",
            "/office/settings/", "/office/organizations/", f"/office/organizations/{at}/", "/office/record/",
            "/office/record/14/", "/office/record/?verb=contacts.add", "/office/settings/people/",
        ),
        people.administrator: ("/office/settings/people/", f"/office/settings/people/{people.checker.pk}/", "/office/settings/office/"),
    }  # fmt: skip

    def made(language: str) -> dict[str, Any]:
        found = {}
        for number, (person, own) in enumerate(paths.items()):
            client = client_of(person, language)
            found |= {f"/{number}{path}": client.get(path) for path in own}
        return found

    return made


@pytest.mark.parametrize("language", ["zh", "en"])
def test_the_rooms_are_accessible_quiet_and_no_wider_than_the_screen(
    shown: Any, browser: Any, violations: Any, language: str
) -> None:
    answers = shown(language)

    def answer(route: Any) -> None:
        path = route.request.url.removeprefix(ORIGIN)
        if path.startswith("/static/"):
            file = renderer.static(path)
            assert file is not None, path
            route.fulfill(body=file.read_bytes(), content_type=mimetypes.guess_type(file.name)[0] or "text/plain")
            return
        told = answers[path]
        # What is complained of is the page, not that a page which is not there says so.
        headers = {name: told[name] for name in ("Content-Type", "Content-Security-Policy")}
        route.fulfill(body=told.content, headers=headers, status=200)

    wrong = []
    for width, scheme in MODES:
        context = browser.new_context(
            viewport={"width": width, "height": 900}, color_scheme=scheme, has_touch=width < 500
        )
        page = context.new_page()
        said: list[str] = []
        page.on("console", lambda message, said=said: said.append(message.text))
        page.on("pageerror", lambda error, said=said: said.append(str(error)))
        page.route("**/*", answer)
        for path in answers:
            page.goto(ORIGIN + path)
            for closed in page.query_selector_all("details:not([open])"):
                closed.evaluate("one => one.closest('.mast, .filter') || (one.open = true)")
            over = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
            found = violations(page)
            if over > 0 or found or said:
                wrong.append((path, width, over, found, [one for one in said if not re.search(r"\[DOM\]", one)]))
            said.clear()
        context.close()
    assert wrong == []
