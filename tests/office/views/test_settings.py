"""Settings: one's own account and tokens; people by administrators alone; office.toml to read."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("office")

OWN, PEOPLE, OFFICE = "/office/settings/", "/office/settings/people/", "/office/settings/office/"


def text_of(response: Any) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode())


def shown_secret(response: Any) -> str:
    found = re.search(r'<p class="run"><code>([^<]+)</code>', response.content.decode())
    assert found
    return found.group(1)


def test_a_person_changes_its_words_and_its_language(client_of: Any, people: Any) -> None:
    client = client_of(people.clerk)
    assert "林一舟" in text_of(client.get(OWN))
    given = {"do": "change", "mail": "lin@yunchuan.example", "telephone": "6001", "language": "en"}
    assert client.post(OWN, given).status_code == 303
    people.clerk.refresh_from_db()
    assert (people.clerk.mail, people.clerk.telephone, people.clerk.language) == ("lin@yunchuan.example", "6001", "en")
    assert "My account" in text_of(client.get(OWN))
    again = client.post(OWN, given)
    assert again.status_code == 422 and "nothing was changed" in text_of(again)


def test_a_token_is_shown_once_works_and_ends(client_of: Any, people: Any) -> None:
    from ninetenths.office.domain import tokens

    client = client_of(people.clerk)
    made = client.post(OWN, {"do": "token", "name": "weekly export", "days": "30"})
    assert made.status_code == 201 and made["Cache-Control"] == "no-store"
    secret = shown_secret(made)
    assert tokens.actor_of_token(secret).person == people.clerk.pk
    page = client.get(OWN).content.decode()
    assert secret not in page and "weekly export" in page
    key = people.clerk.tokens.get().pk
    stranger = client_of(people.observer).post(OWN, {"do": "end_token", "token": key})
    assert stranger.status_code == 422 and tokens.find(secret) is not None
    assert client.post(OWN, {"do": "end_token", "token": key}).status_code == 303
    assert tokens.find(secret) is None


def test_a_token_without_a_name_is_refused_in_words(client_of: Any, people: Any) -> None:
    refused = client_of(people.clerk).post(OWN, {"do": "token", "name": "  ", "days": "30"})
    assert refused.status_code == 422 and "写上用途" in text_of(refused)


@pytest.mark.parametrize("who", ["clerk", "checker", "observer", "liaison"])
def test_people_and_the_offices_settings_are_for_administrators(client_of: Any, people: Any, who: str) -> None:
    from ninetenths.office.domain import log

    client, before = client_of(getattr(people, who)), log.tail()
    assert [client.get(path).status_code for path in (OWN, PEOPLE, OFFICE)] == [200, 403, 403]
    given = {"do": "invite", "name": "谁", "role": "administrator", "organization": people.education.pk}
    assert client.post(PEOPLE, given).status_code == 403
    assert client.post(f"{PEOPLE}{people.clerk.pk}/", {"do": "disable"}).status_code == 403
    assert log.tail() == before


def test_an_invitation_gives_an_address_once_and_it_lets_the_person_in(client_of: Any, people: Any) -> None:
    from ninetenths.office.domain.acting import the_office

    client = client_of(people.administrator)
    given = {"do": "invite", "name": "许南乔", "role": "handler", "organization": the_office().pk, "mail": ""}
    made = client.post(PEOPLE, given)
    assert made.status_code == 201
    address = shown_secret(made)
    assert address.startswith("http://testserver/office/enter/")
    assert address.rsplit("/", 2)[1] not in client.get(PEOPLE).content.decode()
    other = client_of()
    assert other.post(address.removeprefix("http://testserver")).status_code == 302
    assert "许南乔" in text_of(other.get(OWN))


def test_a_refused_invitation_keeps_what_was_typed(client_of: Any, people: Any) -> None:
    given = {
        "do": "invite",
        "name": "许南乔",
        "role": "clerk",
        "organization": people.education.pk,
        "mail": "x@y.example",
    }
    refused = client_of(people.administrator).post(PEOPLE, given)
    assert refused.status_code == 422 and "市教育局" in text_of(refused)
    assert 'value="许南乔"' in refused.content.decode() and 'value="x@y.example"' in refused.content.decode()


def test_roles_are_granted_and_revoked_people_disabled_enabled_and_erased(client_of: Any, people: Any) -> None:
    from ninetenths.office.domain.acting import of_person, the_office

    client, at = client_of(people.administrator), f"{PEOPLE}{people.checker.pk}/"
    given = {"do": "grant", "grant_role": "clerk", "grant_organization": the_office().pk}
    assert client.post(at, given).status_code == 303
    assert of_person(people.checker).office_roles == {"clerk", "checker"}
    held = people.checker.memberships.get(role="clerk", ended=None)
    assert client.post(at, {"do": "revoke", "membership": held.pk}).status_code == 303
    assert of_person(people.checker).office_roles == {"checker"}
    early = client.post(at, {"do": "erase", "reason": "本人要求"})
    assert early.status_code == 422 and "先停用" in text_of(early)
    assert client.post(at, {"do": "disable"}).status_code == 303
    assert of_person(people.checker).kind == "nobody"
    assert client.post(at, {"do": "enable"}).status_code == 303
    assert client.post(at, {"do": "disable"}).status_code == 303
    assert client.post(at, {"do": "erase", "reason": "本人要求"}).status_code == 303
    page = client.get(at)
    assert page.status_code == 200 and "陈默" not in page.content.decode()


def test_the_last_administrator_stays(client_of: Any, people: Any) -> None:
    client, at = client_of(people.administrator), f"{PEOPLE}{people.administrator.pk}/"
    held = people.administrator.memberships.get(ended=None)
    refused = client.post(at, {"do": "revoke", "membership": held.pk})
    assert refused.status_code == 422 and "最后一位管理员" in text_of(refused)


def test_the_offices_settings_are_shown_without_its_keys(client_of: Any, people: Any, office: Any) -> None:
    page = client_of(people.administrator, "en").get(OFFICE)
    assert "Asia/Shanghai" in text_of(page) and "office.toml" in text_of(page)
    for key in ("office.key", "log.key"):
        assert (office / "keys" / key).read_text().strip() not in page.content.decode()


@pytest.mark.parametrize("path", [OWN, PEOPLE, OFFICE])
def test_a_page_asks_the_database_a_bounded_number_of_times(client_of: Any, people: Any, path: str) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(people.administrator)
    client.get(path)
    with CaptureQueriesContext(connection) as asked:
        assert client.get(path).status_code == 200
    assert len(asked) <= 15, [one["sql"] for one in asked]
