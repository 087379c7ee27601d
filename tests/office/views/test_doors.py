"""Doors: a one-time address, a password, a second factor, sessions; what a stranger meets; language and display."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("office")

PASSWORD = "a long sentence of our own"


@pytest.fixture(autouse=True)
def _unlimited() -> Any:
    """allauth counts tries in Django's cache, which outlives a test."""
    from django.core.cache import cache

    cache.clear()
    yield
    cache.clear()


@pytest.fixture
def address(people: Any) -> str:
    """A fresh one-time address of the clerk."""
    from ninetenths.office.domain import accounts
    from ninetenths.office.domain.acting import CONSOLE

    secret, digest = accounts.secret_of()
    accounts.address(people.clerk, by=CONSOLE, secret_sha256=digest)
    return f"/office/enter/{secret}/"


def with_password(person: Any) -> Any:
    from ninetenths.office.views.signing_in import account_of

    account = account_of(person)
    account.set_password(PASSWORD)
    account.save()
    return account


def text_of(response: Any) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode())


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_stranger_gets_a_form_to_sign_in_with_and_no_script_from_elsewhere(client_of: Any, language: str) -> None:
    client = client_of(language=language)
    sent = client.get("/office/password/")
    assert (sent.status_code, sent["Location"]) == (302, "/office/account/login/?next=%2Foffice%2Fpassword%2F")
    page = client.get(sent["Location"])
    assert page.status_code == 200
    assert '<form method="post"' in page.content.decode() and 'name="login"' in page.content.decode()
    policy = dict(part.strip().split(" ", 1) for part in page["Content-Security-Policy"].split(";"))
    assert (policy["script-src"], policy["object-src"]) == ("'self'", "'none'")
    assert 'name="next" value="/office/password/"' in page.content.decode()


def test_an_address_is_opened_without_harm_and_lets_one_person_in_once(
    client_of: Any, address: str, people: Any
) -> None:
    from ninetenths.office.domain import log

    client = client_of()
    before = log.tail()
    page = client.get(address)
    assert page.status_code == 200 and "林一舟" in text_of(page) and log.tail() == before
    entered = client.post(address)
    assert (entered.status_code, entered["Location"]) == (302, "/office/password/")
    assert client.get("/office/password/").status_code == 200
    again = client_of().post(address)
    assert again.status_code == 404 and "打不开" in text_of(again)


def test_a_weak_password_is_refused_in_words_and_a_good_one_signs_in(client_of: Any, address: str, people: Any) -> None:
    client = client_of()
    client.post(address)
    weak = client.post("/office/password/", {"password": "short"})
    assert weak.status_code == 422 and 'id="e-password"' in weak.content.decode()
    assert client.post("/office/password/", {"password": PASSWORD}).status_code == 303
    other = client_of()
    wrong = other.post("/office/account/login/", {"login": "林一舟", "password": "not at all this one"})
    assert wrong.status_code == 200 and 'role="alert"' in wrong.content.decode()
    right = other.post("/office/account/login/", {"login": "林一舟", "password": PASSWORD, "next": "/office/password/"})
    assert (right.status_code, right["Location"]) == (302, "/office/password/")


def test_too_many_tries_are_slowed_down_in_our_words(client_of: Any, people: Any) -> None:
    with_password(people.clerk)
    client = client_of()
    for _ in range(12):
        last = client.post("/office/account/login/", {"login": "林一舟", "password": "wrong again and again"})
    assert "次数过多" in text_of(last)
    refused = client.post("/office/account/login/", {"login": "林一舟", "password": PASSWORD})
    assert refused.status_code != 302


def test_a_second_factor_is_asked_for_after_it_was_switched_on(client_of: Any, people: Any) -> None:
    from allauth.mfa.totp.internal.auth import format_hotp_value, hotp_value, yield_hotp_counters_from_time

    with_password(people.clerk)
    client = client_of()
    client.post("/office/account/login/", {"login": "林一舟", "password": PASSWORD})
    asked = client.get("/office/account/factors/totp/activate/")
    assert asked["Location"].startswith("/office/account/reauthenticate/")
    assert client.get(asked["Location"]).status_code == 200
    assert (
        client.post(asked["Location"], {"password": PASSWORD})["Location"] == "/office/account/factors/totp/activate/"
    )
    page = client.get("/office/account/factors/totp/activate/")
    secret = re.search(r"<code>([A-Z2-7]+)</code>", page.content.decode())
    assert page.status_code == 200 and secret

    def code() -> str:
        return str(format_hotp_value(hotp_value(secret.group(1), next(iter(yield_hotp_counters_from_time())))))

    wrong = client.post("/office/account/factors/totp/activate/", {"code": "000000"})
    assert wrong.status_code == 200 and 'id="e-code"' in wrong.content.decode()
    on = client.post("/office/account/factors/totp/activate/", {"code": code()})
    assert on.status_code == 302
    codes = client.get(on["Location"])
    kept = re.findall(r"<li><code>(\w+)</code>", codes.content.decode())
    assert codes.status_code == 200 and len(kept) == 10
    for path in ("", "totp/deactivate/", "recovery-codes/generate/"):
        assert client.get(f"/office/account/factors/{path}").status_code == 200
    other = client_of()
    first = other.post("/office/account/login/", {"login": "林一舟", "password": PASSWORD})
    assert first["Location"].startswith("/office/account/factors/authenticate/")
    assert other.get("/office/password/").status_code == 302
    assert other.get(first["Location"]).status_code == 200
    assert other.post("/office/account/factors/authenticate/", {"code": kept[0]}).status_code == 302
    assert other.get("/office/password/").status_code == 200


def test_other_sessions_are_listed_and_ended(client_of: Any, people: Any) -> None:
    with_password(people.clerk)
    here, there = client_of(), client_of()
    for client in (here, there):
        client.post("/office/account/login/", {"login": "林一舟", "password": PASSWORD})
    page = here.get("/office/account/sessions/")
    assert page.status_code == 200 and page.content.decode().count("<tr") == 3
    said = here.post("/office/account/sessions/", follow=True)
    assert "其他各处都已退出" in text_of(said)
    assert there.get("/office/password/").status_code == 302 and here.get("/office/password/").status_code == 200


def test_signing_out_asks_first_and_nobody_signs_up(client_of: Any, people: Any) -> None:
    client = client_of(people.clerk)
    assert client.get("/office/account/logout/").status_code == 200
    assert client.get("/office/password/").status_code == 200
    assert client.post("/office/account/logout/").status_code == 302
    assert client.get("/office/password/").status_code == 302
    assert "不能自行注册" in text_of(client.get("/office/account/signup/"))
    assert "已停用" in text_of(client.get("/office/account/inactive/"))


def test_who_was_disabled_is_signed_out_at_once(client_of: Any, people: Any) -> None:
    from ninetenths.office.domain import accounts

    client = client_of(people.clerk)
    assert client.get("/office/password/").status_code == 200
    accounts.disable(people.clerk, by=people.actor("administrator"))
    assert client.get("/office/password/").status_code == 302


def test_language_and_display_are_chosen_by_anybody_and_lead_back_to_our_own_pages_alone(client_of: Any) -> None:
    client = client_of()
    chosen = client.post("/office/language/", {"language": "en", "next": "/office/account/login/?next=/office/"})
    assert (chosen.status_code, chosen["Location"]) == (303, "/office/account/login/?next=/office/")
    assert "Sign in" in text_of(client.get("/office/account/login/"))
    given = {"theme": "dark", "size": "3", "contrast": "more", "keys": "off", "next": "/office/account/login/"}
    assert client.post("/office/display/", given).status_code == 303
    page = client.get("/office/account/login/").content.decode()
    for held in ('data-theme="dark"', 'data-size="3"', 'data-contrast="more"', 'data-keys="off"'):
        assert held in page
    client.post("/office/display/", {"theme": "", "size": "17"})
    page = client.get("/office/account/login/").content.decode()
    assert "data-theme" not in page and 'data-size="3"' in page
    for elsewhere in (
        "https://elsewhere.example/",
        "//elsewhere.example/",
        "javascript:alert(1)",
        "/\\elsewhere.example",
    ):
        assert client.post("/office/language/", {"next": elsewhere})["Location"] == "/office/"
    assert client.get("/office/language/").status_code == 405


def test_pages_of_what_went_wrong_speak_both_languages(client_of: Any, people: Any, monkeypatch: Any) -> None:
    from django.test import Client

    from ninetenths.office.views import signing_in

    assert "There is nothing here" in text_of(client_of(language="en").get("/office/nowhere/at/all/"))
    strict = Client(enforce_csrf_checks=True, headers={"accept-language": "en"})
    assert "open too long" in text_of(strict.post("/office/display/", {"theme": "dark"}))
    # A page under `no-referrer`, as one-time addresses are, posts with no origin: its language can be changed all the same.
    assert strict.post("/office/language/", {"language": "en"}, headers={"origin": "null"}).status_code == 303

    def breaks(*given: Any) -> Any:
        raise RuntimeError("not for the page")

    monkeypatch.setattr(signing_in, "_held", breaks)
    client = client_of(language="en")
    client.raise_request_exception = False
    page = client.get("/office/enter/x/")
    assert page.status_code == 500 and "fault is ours" in text_of(page) and "not for the page" not in text_of(page)


def test_without_a_password_a_second_factor_waits_for_one(client_of: Any, people: Any) -> None:
    client = client_of(people.clerk, "en")
    page = client.get("/office/account/factors/")
    assert "set one before" in text_of(page) and 'href="/office/password/"' in page.content.decode()
    assert client.get("/office/account/factors/totp/activate/").status_code == 403


def test_another_password_asks_for_the_one_there_is(client_of: Any, people: Any) -> None:
    with_password(people.clerk)
    client = client_of()
    client.post("/office/account/login/", {"login": "林一舟", "password": PASSWORD})
    fresh = "another long password 7"
    assert client.post("/office/password/", {"password": fresh}).status_code == 422
    assert client.post("/office/password/", {"password": fresh, "current": "not this one"}).status_code == 422
    assert client.post("/office/password/", {"password": fresh, "current": PASSWORD}).status_code == 303
