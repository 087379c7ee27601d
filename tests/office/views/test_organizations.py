"""Organizations: the table, contacts and links through forms, what an agency was asked and said; who may what."""

from __future__ import annotations

import re
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("office")

LIST = "/office/organizations/"


def text_of(response: Any) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode())


def test_the_table_counts_what_each_agency_carries(client_of: Any, people: Any, issued: Any) -> None:
    page = client_of(people.clerk).get(LIST)
    assert page.status_code == 200
    row = re.search(r'<a class="say" href="[^"]+">市教育局</a></td>\s*<td class="figure">(.*?)</td><td class="figure">(.*?)</td>', page.content.decode())  # fmt: skip
    assert row and row.groups() == ("1", "–")
    found = client_of(people.clerk).get(LIST, {"q": "财政"})
    assert "市财政局" in text_of(found) and "市教育局" not in text_of(found)
    assert "没有找到" in text_of(client_of(people.clerk).get(LIST, {"q": "无此单位"}))


def test_a_clerk_adds_changes_and_ends_an_agency(client_of: Any, people: Any) -> None:
    from ninetenths.office.models import Organization

    client = client_of(people.clerk)
    given = {"do": "add", "name": "市水利局", "short": "水利局", "aliases": "水务局 市水务局", "remit": ""}
    assert client.post(LIST, given).status_code == 303
    made = Organization.objects.get(name="市水利局")
    assert made.aliases == ["水务局", "市水务局"]
    taken = client.post(LIST, given)
    assert taken.status_code == 422 and 'value="水务局 市水务局"' in taken.content.decode()
    at = f"{LIST}{made.pk}/"
    assert client.post(at, {**given, "do": "change", "name": "市水务局"}).status_code == 303
    assert client.post(at, {"do": "end"}).status_code == 303
    made.refresh_from_db()
    assert made.name == "市水务局" and made.ended is not None
    assert "市水务局" not in text_of(client.get(LIST)) and "市水务局" in text_of(client.get(LIST, {"ended": ""}))


def test_an_agency_with_open_duties_is_not_ended(client_of: Any, people: Any, issued: Any) -> None:
    refused = client_of(people.clerk).post(f"{LIST}{people.education.pk}/", {"do": "end"})
    assert refused.status_code == 422 and "改派" in text_of(refused)


def test_contacts_are_added_changed_and_ended(client_of: Any, people: Any) -> None:
    client, at = client_of(people.clerk), f"{LIST}{people.education.pk}/"
    given = {"do": "contact", "contact": "沈知白", "telephone": "6031", "mail": "shen@yunchuan.example", "deputy": ""}
    assert client.post(at, given).status_code == 303
    held = people.education.contacts.get()
    bad = client.post(
        at, {"do": "change_contact", "which": held.pk, f"contact-{held.pk}": "沈知白", f"mail-{held.pk}": "no mail"}
    )
    assert bad.status_code == 422 and 'value="no mail"' in bad.content.decode()
    good = client.post(
        at, {"do": "change_contact", "which": held.pk, f"contact-{held.pk}": "沈知", f"telephone-{held.pk}": "1"}
    )
    assert good.status_code == 303
    other = client.post(f"{LIST}{people.finance.pk}/", {"do": "end_contact", "which": held.pk})
    assert other.status_code == 404
    assert client.post(at, {"do": "end_contact", "which": held.pk}).status_code == 303
    held.refresh_from_db()
    assert held.name == "沈知" and held.ended is not None


def test_a_link_is_made_copied_renewed_and_withdrawn(client_of: Any, people: Any) -> None:
    client, at = client_of(people.clerk), f"{LIST}{people.education.pk}/"
    assert client.post(at, {"do": "make_link"}).status_code == 303

    def shown() -> str:
        found = re.search(r"http://testserver(/a/[\w=-]+)", client.get(at).content.decode())
        assert found
        return found.group(1)

    link, first = people.education.links.get(), shown()
    assert client_of().get(first).status_code == 200
    assert client.post(at, {"do": "renew_link", "which": link.pk}).status_code == 303
    second = shown()
    assert second != first and client_of().get(first).status_code == 404 and client_of().get(second).status_code == 200
    assert client.post(at, {"do": "withdraw_link", "which": link.pk}).status_code == 303
    assert client_of().get(second).status_code == 404 and "/a/" not in client.get(at).content.decode()


def test_the_conversation_and_the_uses_of_a_link_are_shown_to_the_clerk(
    client_of: Any, people: Any, issued: Any
) -> None:
    from ninetenths.office.domain import commitments, links
    from ninetenths.office.domain.acting import of_link
    from ninetenths.office.models import AccessLink

    link = links.make(people.education, by=people.actor("clerk"))
    client_of().post(f"/a/{links.token_of(link)}", {"do": "enter", "name": "李明", "telephone": "1"})
    commitments.report(issued, by=of_link(AccessLink.objects.get(pk=link.pk)), words="六所已开工", actual="6")
    commitments.return_(issued, by=people.actor("clerk"), reason="缺照片")
    said = text_of(client_of(people.clerk).get(f"{LIST}{people.education.pk}/"))
    assert "六所已开工" in said and "缺照片" in said and "127.0.0.1" in said
    seen = client_of(people.observer).get(f"{LIST}{people.education.pk}/").content.decode()
    assert "六所已开工" in seen and "127.0.0.1" not in seen and links.token_of(link) not in seen


def test_who_may_only_read_gets_no_form_and_a_forged_one_changes_nothing(client_of: Any, people: Any) -> None:
    from ninetenths.office.domain import log

    for who in (people.observer, people.checker, people.liaison):
        client, at = client_of(who), f"{LIST}{people.education.pk}/"
        page = client.get(at)
        assert page.status_code == 200 and 'name="do"' not in page.content.decode()
        before = log.tail()
        for given in ({"do": "make_link"}, {"do": "contact", "contact": "谁"}, {"do": "end"}):
            assert client.post(at, given).status_code == 403
        assert log.tail() == before


def test_a_liaison_sees_its_own_agency_alone(client_of: Any, people: Any) -> None:
    client = client_of(people.liaison)
    assert "市财政局" not in text_of(client.get(LIST))
    assert client.get(f"{LIST}{people.finance.pk}/").status_code == 404
    assert client_of().get(LIST).status_code == 302


def test_the_list_asks_the_database_no_more_with_more_rows(client_of: Any, people: Any, issued: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ninetenths.office.domain import organizations
    from ninetenths.office.domain.acting import CONSOLE

    client = client_of(people.clerk)

    def asked(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    few = asked(LIST)
    organizations.import_rows(by=CONSOLE, rows=[{"name": f"第{n}单位"} for n in range(40)])
    assert asked(LIST) == few <= 15


def test_one_organization_and_one_entry_ask_a_bounded_number_of_times(client_of: Any, people: Any, issued: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(people.clerk)
    for path, most in ((f"{LIST}{people.education.pk}/", 20), ("/office/record/3/", 15)):
        client.get(path)
        with CaptureQueriesContext(connection) as asked:
            assert client.get(path).status_code == 200
        assert len(asked) <= most, [one["sql"][:90] for one in asked]
