"""What nobody may find out or break by an address: odd numbers, forms of others, days after the end, other agencies."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("office")


def agency_of(people: Any) -> Any:
    from ninetenths.office.domain import links
    from ninetenths.office.domain.acting import of_link
    from ninetenths.office.models import AccessLink

    link = links.make(people.education, by=people.actor("clerk"))
    links.enter(link, by=of_link(link), name="李明", telephone="0570-1")
    return of_link(AccessLink.objects.get(pk=link.pk))


@pytest.mark.parametrize("typed", ["1e99999999", "1E+999999999", "9" * 400, "1_0", "１e99999999", "1/0"])
def test_a_figure_that_no_machine_can_write_out_is_refused_at_once(people: Any, issued: Any, typed: str) -> None:
    from ninetenths.office.domain import commitments
    from ninetenths.refusal import Refusal

    agency = agency_of(people)
    for name in ("actual", "progress"):
        with pytest.raises(Refusal) as refused:
            commitments.report(issued, by=agency, words="建成", **{name: typed})
        assert refused.value.code == "number.unknown"


def test_plain_figures_are_taken() -> None:
    from ninetenths.office.domain.shares import amount, share

    assert [share(typed) for typed in ("85%", "85.5％", "３.", ".5", 1e-05)] == [
        "17/20", "171/200", "3/100", "1/200", "1/10000000",
    ]  # fmt: skip
    assert [amount(typed) for typed in ("1,200", "-2", "2/3", "")] == ["1200", "-2", "2/3", ""]


def test_an_extension_is_not_granted_once_all_is_over(people: Any, issued: Any) -> None:
    from ninetenths.office.domain import commitments
    from ninetenths.refusal import Refusal

    clerk = people.actor("clerk")
    commitments.extend(issued, by=agency_of(people), new=datetime.date(2032, 3, 1), reason="雨季")
    commitments.cancel(issued, by=clerk, reason="并入另一项")
    for verb in (commitments.grant, commitments.refuse):
        with pytest.raises(Refusal) as refused:
            verb(issued, by=clerk, answer="同意")
        assert refused.value.code == "commitment.ended"
    issued.refresh_from_db()
    assert issued.deadline == datetime.date(2031, 12, 31)


def test_more_than_was_promised_can_be_closed(people: Any, issued: Any) -> None:
    from ninetenths.office.domain import commitments

    commitments.report(issued, by=agency_of(people), words="建成14所", actual="14", claims_done=True)
    commitments.check(issued, by=people.actor("checker"), progress="110")
    commitments.close(issued, by=people.actor("checker"))
    issued.refresh_from_db()
    assert issued.stage == "closed"


@pytest.mark.parametrize(
    "address",
    [
        "register/?page=²",
        "register/?page=99999999999999999999",
        "record/99999999999999999999/",
        "rounds/new/?every=zzz",
    ],
)
def test_an_address_that_makes_no_sense_is_no_fault_of_ours(people: Any, client_of: Any, address: str) -> None:
    assert client_of(people.clerk).get(f"/office/{address}").status_code in (200, 404)


def test_tiles_beyond_the_log_are_not_there_and_entries_are_kept_by_nobody_between(people: Any, client_of: Any) -> None:
    from ninetenths import ledger
    from ninetenths.office.domain import log

    client = client_of(people.clerk)
    assert client_of().get(f"/log/tile/0/{'x999/' * 7}999").status_code == 404
    answer = client.get(f"/log/tile/{ledger.entries_name(0, log.size())}")
    assert answer.status_code == 200
    assert answer["Cache-Control"] == "private, no-store"
    assert client_of(people.observer).get(f"/log/tile/{ledger.entries_name(0, log.size())}").status_code == 403


def test_a_file_of_an_issue_has_a_known_ending(people: Any, issued: Any, client_of: Any) -> None:
    issue = issued.issues.get()
    assert client_of(people.clerk).get(f"/office/issues/{issue.pk}/file.exe").status_code == 404


def test_the_form_of_a_verb_is_for_those_who_may_use_it(people: Any, issued: Any, client_of: Any) -> None:
    """The form for a handler names the people of the office; an agency's other pages name no other agency."""
    from ninetenths.office.domain import log

    liaison, before = client_of(people.liaison), log.size()
    for name in ("handle", "note", "assign", "edit", "check", "close"):
        for ask in (liaison.get, liaison.post, client_of(people.observer).get, client_of(people.observer).post):
            answer = ask(f"/office/commitments/{issued.pk}/{name}/")
            assert answer.status_code == 403
            assert people.clerk.name not in answer.content.decode()
    for page in (f"commitments/{issued.pk}/report/", "register/", f"register/?handler={people.clerk.pk}"):
        text = liaison.get(f"/office/{page}").content.decode()
        assert people.clerk.name not in text
        assert f"<option>{people.finance.name}" not in text and f"lead={people.finance.pk}" not in text
    assert log.size() == before


def test_an_observer_is_offered_nothing_that_it_may_not_do(people: Any, issued: Any, client_of: Any) -> None:
    """Every link of the pages an observer opens leads somewhere."""
    import html
    import re

    from ninetenths.office.domain import clock, rounds

    due = clock.now() + datetime.timedelta(days=5)
    made = rounds.open_(by=people.actor("clerk"), title="三月月报", due=due, commitments=[issued.pk])
    observer = client_of(people.observer)
    pages = ["/office/", "/office/register/", f"/office/register/{issued.pk}/", "/office/rounds/", "/office/outbox/"]

    def crawl() -> None:
        for page in (*pages, f"/office/rounds/{made.pk}/"):
            for found in re.findall(r'href="(/office/[^"#]*)', observer.get(page).content.decode()):
                answer = observer.get(html.unescape(found))
                assert answer.status_code in (200, 302), (page, found)

    crawl()
    rounds.send(made, by=people.actor("clerk"), subject="{agency}", text="{agency}\n{tasks}\n{due}\n{link}")
    crawl()


def test_a_liaison_is_not_told_how_others_answered_a_round(people: Any, issued: Any, client_of: Any) -> None:
    """The counts of a round are of all agencies, and its page is not for them."""
    from ninetenths.office.domain import clock, rounds

    due = clock.now() + datetime.timedelta(days=5)
    made = rounds.open_(by=people.actor("clerk"), title="三月月报", due=due, commitments=[issued.pk])
    rounds.send(made, by=people.actor("clerk"), subject="{agency}", text="{agency}\n{tasks}\n{due}\n{link}")
    assert f"/office/rounds/{made.pk}/" in client_of(people.clerk).get("/office/").content.decode()
    assert f"/office/rounds/{made.pk}/" not in client_of(people.liaison).get("/office/").content.decode()


@pytest.fixture
def ask(people: Any, office: Any) -> Any:
    """POST to the API as the clerk; returns the status."""
    from django.test import Client

    from ninetenths.office.domain import accounts, tokens

    secret, digest = accounts.secret_of()
    accounts.token(people.clerk, by=people.actor("clerk"), name="test", secret_sha256=digest)
    headers = {"Authorization": f"Bearer {tokens.PREFIX}{secret}"}

    def asked(path: str, body: Any) -> int:
        return Client().post(f"/api/v1/{path}", body, content_type="application/json", headers=headers).status_code

    return asked


def test_the_api_reaches_the_verbs_on_many_commitments(people: Any, ask: Any) -> None:
    from ninetenths.office.models import Commitment

    assert ask("commitments/add", {"cells": {"title": "修渠", "lead": "市教育局"}}) == 200
    keys = [Commitment.objects.get().pk]
    assert ask("commitments/decide", {"commitments": keys}) == 200
    assert ask("commitments/issue", {"commitments": keys, "title": "任务分解表"}) == 200
    assert Commitment.objects.get().stage == "issued"


@pytest.mark.parametrize("cells", [{"goal": [1]}, {"goal": {"value": "zz"}}, {"nodes": 5}, {"nodes": "abc"}])
def test_cells_of_the_api_that_make_no_sense_are_refused(ask: Any, cells: dict[str, Any]) -> None:
    assert ask("commitments/add", {"cells": {"title": "修渠", **cells}}) == 409


@pytest.mark.parametrize("at", ["2031-01-01T00:00:00", "0001-01-01T00:00:00Z"])
def test_an_instant_of_the_api_says_its_zone_and_a_year_of_ours(issued: Any, ask: Any, at: str) -> None:
    assert ask(f"commitments/{issued.pk}/cancel", {"reason": "并入", "at": at}) == 422
