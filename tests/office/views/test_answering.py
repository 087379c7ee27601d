"""The answer page: what a link opens and what it does not, one report a form, the conversation that stays."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.usefixtures("office")

PNG = b"\x89PNG\r\n\x1a\n" + b"\0" * 40


@pytest.fixture(autouse=True)
def _forgiving() -> Any:
    from ninetenths.office.views.guessing import guesses

    guesses.forget()
    yield
    guesses.forget()


@pytest.fixture
def link(people: Any, issued: Any) -> Any:
    """The link of 市教育局, not used yet."""
    from ninetenths.office.domain import links

    return links.make(people.education, by=people.actor("clerk"))


@pytest.fixture
def entered(link: Any) -> Any:
    from ninetenths.office.domain import links
    from ninetenths.office.domain.acting import of_link
    from ninetenths.office.models import AccessLink

    links.enter(link, by=of_link(link), name="李明", telephone="0570-1")
    return AccessLink.objects.select_related("organization").get(pk=link.pk)


@pytest.fixture
def asked(people: Any, issued: Any) -> Any:
    """A round that asks 市教育局 for words, a figure and evidence."""
    from ninetenths.office.domain import clock, rounds

    clerk = people.actor("clerk")
    made = rounds.open_(
        by=clerk, title="三月月报", due=clock.now() + datetime.timedelta(days=5), commitments=[issued.pk],
        asks={"words": True, "figure": True, "evidence": True},
    )  # fmt: skip
    return rounds.send(made, by=clerk, subject="月报", text="{agency} {tasks} {due} {link}")


def at(link: Any) -> str:
    from ninetenths.office.domain import links

    return f"/a/{links.token_of(link)}"


def entries() -> int:
    from ninetenths.office.domain import log

    return log.size()


def fields(html: str, do: str) -> dict[str, str]:
    """The hidden fields of the first form that does this."""
    form = next(form for form in re.findall(r"<form.*?</form>", html, re.S) if f'name="do" value="{do}"' in form)
    return dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form))


def test_every_link_that_does_not_work_gives_the_same_page(
    people: Any, entered: Any, client_of: Any, caplog: Any
) -> None:
    from ninetenths.office.domain import clock, links, organizations
    from ninetenths.office.models import AccessLink

    clerk, client = people.actor("clerk"), client_of()
    right = at(entered)
    assert client.get(right).status_code == 200
    guessed = right[:-1] + ("A" if right[-1] != "A" else "B")
    unknown = f"/a/{'0' * 12}-{right.split('-')[1]}"
    wrong = [client.get(guessed), client.get(unknown), client.get("/a/x"), client.post(guessed, {"do": "report"})]
    later = clock.now() + datetime.timedelta(days=1)
    AccessLink.objects.filter(pk=entered.pk).update(expires=clock.now())
    with clock.at(later):
        wrong.append(client.get(right))
    AccessLink.objects.filter(pk=entered.pk).update(expires=None)
    renewed = links.renew(entered, by=clerk)
    wrong.append(client.get(right))
    assert client.get(at(renewed)).status_code == 200
    links.withdraw(renewed, by=clerk)
    wrong.append(client.get(at(renewed)))
    second = links.make(people.education, by=clerk)
    organizations.end_contact(second.contact, by=clerk)
    wrong.append(client.get(at(second)))
    assert {answer.status_code for answer in wrong} == {404}
    assert len({answer.content for answer in wrong}) == 1
    assert "教育局" not in wrong[0].content.decode() and "云川" not in wrong[0].content.decode()
    assert not [tail for tail in (right[3:], at(second)[3:]) if tail in caplog.text]
    for answer in wrong:
        assert answer["Referrer-Policy"] == "no-referrer"
        assert answer["Cache-Control"] == "no-store"
        assert not answer.cookies


def test_opening_a_link_changes_nothing_and_sets_no_cookie(entered: Any, asked: Any, client_of: Any) -> None:
    from ninetenths.office.models import LinkUse

    before = entries()
    answer = client_of().get(at(entered))
    assert (answer.status_code, entries(), LinkUse.objects.count()) == (200, before, 0)
    assert not answer.cookies
    assert answer["Referrer-Policy"] == "no-referrer" and answer["Cache-Control"] == "no-store"


def test_guesses_of_one_beginning_from_one_address_are_slowed_down_alone(entered: Any, client_of: Any) -> None:
    from ninetenths.office.views.guessing import MOST

    client = client_of()
    right = at(entered)
    for place in range(MOST):
        client.get(f"{right}{place}", REMOTE_ADDR="192.0.2.7")
    assert client.get(right, REMOTE_ADDR="192.0.2.7").status_code == 404
    assert client.get(right, REMOTE_ADDR="192.0.2.8").status_code == 200


def test_the_first_use_asks_who_answers(link: Any, asked: Any, client_of: Any) -> None:
    from ninetenths.office.models import AccessLink, Contact

    client = client_of()
    html = client.get(at(link)).content.decode()
    assert 'name="do" value="enter"' in html and 'name="do" value="report"' not in html
    refused = client.post(at(link), {"do": "enter", "name": "沈砚", "telephone": ""})
    assert refused.status_code == 422 and "沈砚" in refused.content.decode()
    assert client.post(at(link), {"do": "enter", "name": "沈砚", "telephone": "6012"}).status_code == 303
    held = AccessLink.objects.get(pk=link.pk)
    assert held.first_used is not None
    assert Contact.objects.get(pk=held.contact_id).name == "沈砚"
    assert 'name="do" value="report"' in client.get(at(link)).content.decode()


def test_before_its_first_use_a_link_reports_nothing(link: Any, asked: Any, issued: Any, client_of: Any) -> None:
    before = entries()
    answer = client_of().post(at(link), {"do": "report", "task": issued.pk, "words": "建成"})
    assert (answer.status_code, entries()) == (422, before)


def test_the_same_form_sent_twice_is_one_report(entered: Any, asked: Any, issued: Any, client_of: Any) -> None:
    from ninetenths.office.models import Asked, Report

    client = client_of()
    form = fields(client.get(at(entered)).content.decode(), "report")
    form |= {f"words-{issued.pk}": "建成六所", f"figure-{issued.pk}": "6"}
    first, again = client.post(at(entered), form), client.post(at(entered), form)
    assert (first.status_code, again.status_code) == (303, 303)
    assert first["Location"] == again["Location"]
    report = Report.objects.get(commitment=issued)
    assert (report.channel, report.actual, report.round_id) == ("link", "6", asked.pk)
    assert Asked.objects.get(round=asked).answered is not None
    after = client.get(first["Location"]).content.decode()
    assert str(report.entry) in after and "建成六所" in after


def test_evidence_can_be_read_back_on_the_own_link_alone(
    people: Any, entered: Any, asked: Any, issued: Any, client_of: Any
) -> None:
    from ninetenths.office.domain import links
    from ninetenths.office.models import Evidence

    client = client_of()
    form = fields(client.get(at(entered)).content.decode(), "report")
    photos = [SimpleUploadedFile(f"{name}.png", PNG + name.encode()) for name in ("一", "二")]
    assert client.post(at(entered), {**form, "words": "见照片", "evidence": photos}).status_code == 303
    files = list(Evidence.objects.order_by("name"))
    assert len(files) == 2
    own = client.get(f"{at(entered)}/files/{files[0].pk}/")
    assert own.status_code == 200 and b"".join(own.streaming_content).startswith(PNG)
    assert own["Content-Disposition"].startswith("attachment")
    other = links.make(people.finance, by=people.actor("clerk"))
    assert client.get(f"{at(other)}/files/{files[0].pk}/").status_code == 404


def test_what_is_refused_keeps_what_was_typed_and_says_why(
    entered: Any, asked: Any, issued: Any, client_of: Any
) -> None:
    client, before = client_of(), entries()
    form = fields(client.get(at(entered)).content.decode(), "report")
    photo = SimpleUploadedFile("程序.exe", b"MZ\0\0")
    for more in (
        {f"figure-{issued.pk}": "六所"},
        {f"evidence-{issued.pk}": photo},
        {"claims": "done", "done_on": "2040-01-01"},
    ):
        answer = client.post(at(entered), {**form, f"words-{issued.pk}": "已开工八处", **more})
        assert answer.status_code == 422
        assert "已开工八处" in answer.content.decode() and 'role="alert"' in answer.content.decode()
    assert entries() == before


def test_another_agency_neither_sees_nor_answers(people: Any, issued: Any, asked: Any, client_of: Any) -> None:
    from ninetenths.office.domain import commitments, links, organizations
    from ninetenths.office.domain.acting import of_link

    clerk, client = people.actor("clerk"), client_of()
    stranger = links.make(organizations.add(by=clerk, name="市水利局"), by=clerk)
    supporting = links.make(people.finance, by=clerk)
    for one in (stranger, supporting):
        links.enter(one, by=of_link(one), name="甲", telephone="1")
    agency = clerk.on_behalf(people.education.pk, "电话")
    commitments.report(issued, by=agency, words="只说给督查室的话", actual="3")
    assert issued.title not in client.get(at(stranger)).content.decode()
    seen = client.get(at(supporting)).content.decode()
    assert issued.title in seen and "只说给督查室的话" not in seen
    before = entries()
    assert client.post(at(stranger), {"do": "report", "task": issued.pk, "words": "假"}).status_code == 404
    assert client.post(at(supporting), {"do": "report", "task": issued.pk, "words": "假"}).status_code == 404
    assert entries() == before


def test_the_conversation_stays_readable_when_the_commitment_is_closed(
    people: Any, entered: Any, asked: Any, issued: Any, client_of: Any
) -> None:
    from ninetenths.office.domain import commitments, links
    from ninetenths.office.domain.acting import of_link

    clerk, agency, client = people.actor("clerk"), of_link(entered), client_of()
    commitments.report(issued, by=agency, words="先说六所", actual="6")
    commitments.return_(issued, by=clerk, reason="缺验收单")
    html = client.get(at(entered)).content.decode()
    assert "缺验收单" in html and "上次退回" in html
    commitments.report(issued, by=agency, words="全部建成", actual="12", claims_done=True)
    commitments.check(issued, by=clerk, words="现场看过")
    commitments.close(issued, by=clerk)
    renewed = links.renew(entered, by=clerk)
    links.enter(renewed, by=of_link(renewed), name="新人", telephone="2")
    html = client.get(at(renewed)).content.decode()
    for said in ("先说六所", "缺验收单", "全部建成", "现场看过", "已办结。"):
        assert said in html
    assert 'name="do" value="report"' not in html


def test_an_own_report_is_taken_back_once_and_not_the_one_before(
    entered: Any, asked: Any, issued: Any, client_of: Any
) -> None:
    from ninetenths.office.domain import commitments
    from ninetenths.office.domain.acting import of_link
    from ninetenths.office.models import Report

    client = client_of()
    for words in ("第一次", "第二次"):
        commitments.report(issued, by=of_link(entered), words=words)
    form = fields(client.get(at(entered)).content.decode(), "undo")
    assert [client.post(at(entered), form).status_code for _ in range(2)] == [303, 303]
    assert list(Report.objects.order_by("entry").values_list("words", "state")) == [
        ("第一次", "standing"), ("第二次", "undone"),
    ]  # fmt: skip


def test_an_extension_is_asked_before_the_deadline_and_once(entered: Any, issued: Any, client_of: Any) -> None:
    from ninetenths.office.domain import clock
    from ninetenths.office.models import Extension

    client = client_of()
    form = fields(client.get(at(entered)).content.decode(), "extend") | {"new": "2032-03-31", "reason": "征地未完"}
    assert [client.post(at(entered), form).status_code for _ in range(2)] == [303, 303]
    assert Extension.objects.get().state == "asked"
    with clock.at(datetime.datetime(2032, 1, 5, tzinfo=datetime.UTC)):
        assert 'name="do" value="extend"' not in client.get(at(entered)).content.decode()


def test_evidence_is_asked_for_only_where_the_round_wants_it(
    people: Any, entered: Any, issued: Any, client_of: Any
) -> None:
    from ninetenths.office.domain import clock, rounds

    clerk, client = people.actor("clerk"), client_of()
    made = rounds.open_(
        by=clerk, title="周报", due=clock.now() + datetime.timedelta(days=2), commitments=[issued.pk],
        asks={"words": True},
    )  # fmt: skip
    rounds.send(made, by=clerk, subject="周报", text="{link}")
    html = client.get(at(entered)).content.decode()
    assert f"words-{issued.pk}" in html
    assert f"evidence-{issued.pk}" not in html and f"figure-{issued.pk}" not in html


def test_queries_do_not_grow_with_tasks(people: Any, entered: Any, issued: Any, asked: Any, client_of: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ninetenths.office.domain import commitments

    clerk, client = people.actor("clerk"), client_of()
    for count in range(8):
        made = commitments.add(by=clerk, cells={"title": f"任务{count}", "lead": "市教育局", "due": "2031-12-31"})
        commitments.decide(by=clerk, commitments=[made.pk])
        commitments.issue(by=clerk, commitments=[made.pk], title="表")
        commitments.report(made, by=clerk.on_behalf(people.education.pk, "电话"), words="有进展")
    with CaptureQueriesContext(connection) as queries:
        assert client.get(at(entered)).status_code == 200
    assert len(queries) <= 15
