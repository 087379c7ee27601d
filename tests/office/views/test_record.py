"""The record: filters, both times, one Entry with its fields and proof; for those who may read it."""

from __future__ import annotations

import datetime
import re
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("office")

LIST = "/office/record/"


def text_of(response: Any) -> str:
    return re.sub(r"<[^>]+>", "", response.content.decode())


@pytest.fixture
def written(people: Any, issued: Any) -> Any:
    """Entries of several kinds: one that held two days earlier, one of a contact that was erased."""
    from ninetenths.office.domain import clock, commitments, organizations, record

    clerk = people.actor("clerk")
    commitments.note(issued, by=clerk, words="电话催过一次", at=clock.now() - datetime.timedelta(days=2))
    contact = organizations.add_contact(people.education, by=clerk, name="沈知白", telephone="6031")
    record.erase_contact(contact, by=people.actor("administrator"), reason="本人要求")
    return issued


def rows_of(page: Any) -> list[int]:
    return [int(found) for found in re.findall(r'<td class="figure no">(\d+)</td>', page.content.decode())]


def test_the_record_is_for_those_who_may_read_it(client_of: Any, people: Any) -> None:
    for path in (LIST, f"{LIST}1/", f"{LIST}1/proof", f"{LIST}1/bundle"):
        assert client_of().get(path).status_code == 302
        for who in (people.observer, people.liaison):
            assert client_of(who).get(path).status_code == 403
        for who in (people.administrator, people.clerk, people.checker):
            assert client_of(who).get(path).status_code == 200


def test_entries_are_listed_newest_first_and_filtered(client_of: Any, people: Any, written: Any) -> None:
    from ninetenths.office.domain import log

    client = client_of(people.clerk)
    every = rows_of(client.get(LIST))
    assert every == list(reversed(range(log.size())))[: len(every)]
    of_verb = rows_of(client.get(LIST, {"verb": "commitments.note"}))
    assert [log.entry(one).verb for one in of_verb] == ["commitments.note"]  # type: ignore[union-attr]
    of_subject = rows_of(client.get(LIST, {"subject": f"commitments/{written.pk}"}))
    assert of_subject and {log.entry(one).subject for one in of_subject} == {f"commitments/{written.pk}"}  # type: ignore[union-attr]
    of_person = rows_of(client.get(LIST, {"by": f"person:{people.clerk.pk}"}))
    assert {log.entry(one).actor for one in of_person} == {f"person:{people.clerk.pk}"}  # type: ignore[union-attr]
    assert rows_of(client.get(LIST, {"from": "2031-03-03"})) == [
        one for one in every if log.entry(one).recorded >= "2031-03-02T16"
    ]  # type: ignore[union-attr]
    assert rows_of(client.get(LIST, {"from": "2031-03-04"})) == []
    assert rows_of(client.get(LIST, {"q": written.number}))
    for odd in ({"from": "no day"}, {"before": "x"}, {"verb": "none.such"}, {"q": "9" * 17}, {"to": "9999-12-31"}):
        assert client.get(LIST, odd).status_code == 200


def test_the_second_time_is_shown_where_it_differs(client_of: Any, people: Any, written: Any) -> None:
    client = client_of(people.clerk)
    found = client.get(LIST, {"earlier": "1"})
    assert len(rows_of(found)) == 1 and "早2天" in text_of(found)


def test_an_entry_shows_names_and_never_what_was_erased(client_of: Any, people: Any, written: Any) -> None:
    from ninetenths.office.domain import log

    client = client_of(people.clerk)
    entry = next(one for one in log.opened() if one.verb == "contacts.add")
    page = client.get(f"{LIST}{entry.index}/")
    assert "已消去" in text_of(page) and "沈知白" not in page.content.decode() and "林一舟" in text_of(page)
    assert 'class="gone"' in page.content.decode()


def test_a_proof_and_a_bundle_are_verified_without_the_office(
    client_of: Any, people: Any, written: Any, tmp_path: Path
) -> None:
    from ninetenths import ledger
    from ninetenths.office.domain import log

    client, vkey = client_of(people.clerk), log.signer().vkey
    for entry in log.opened():
        data = client.get(f"{LIST}{entry.index}/proof").content
        assert ledger.verify_proof(data, entry.data, vkey)
        assert not ledger.verify_proof(data, entry.data + b" ", vkey)
    (tmp_path / "3.bundle").write_bytes(client.get(f"{LIST}3/bundle").content)
    (tmp_path / "log.vkey").write_bytes(client.get(f"{LIST}key").content)
    assert ledger.check_bundle(str(tmp_path / "3.bundle"), str(tmp_path / "log.vkey"), None)
    assert client.get(f"{LIST}{log.size()}/proof").status_code == 404
    assert client.get(f"{LIST}{log.size()}/").status_code == 404


def test_every_verb_and_every_kind_of_subject_has_words(people: Any) -> None:
    from ninetenths.office.domain.verbs import VERBS
    from ninetenths.office.views.record import SUBJECTS
    from ninetenths.packs import phrase

    for language in ("zh", "en"):
        assert all(phrase("verbs", f"{name}.done", language) for name in VERBS)
        assert all(phrase("record", f"subject.{kind}", language) for kind in SUBJECTS)


def test_the_list_asks_the_database_no_more_with_more_rows(client_of: Any, people: Any, written: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ninetenths.office.domain import commitments

    client = client_of(people.clerk)

    def asked(path: str) -> int:
        client.get(path)
        with CaptureQueriesContext(connection) as found:
            assert client.get(path).status_code == 200
        return len(found)

    few = asked(LIST)
    for _ in range(60):
        commitments.note(written, by=people.actor("clerk"), words="再催")
    assert asked(LIST) == few <= 15
    assert "before=" in client.get(LIST).content.decode()
