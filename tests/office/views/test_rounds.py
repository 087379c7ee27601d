"""The room of rounds: what a round would ask, its burden, what became of it; on behalf; the outbox and its slips."""

from __future__ import annotations

import datetime
import re
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

pytestmark = pytest.mark.usefixtures("office")


def opened(people: Any, issued: Any, **more: Any) -> Any:
    from ninetenths.office.domain import clock, rounds

    due = clock.now() + datetime.timedelta(days=5)
    return rounds.open_(by=people.actor("clerk"), title="三月月报", due=due, commitments=[issued.pk], **more)


def sent(people: Any, issued: Any) -> Any:
    from ninetenths.office.domain import rounds

    made = opened(people, issued)
    return rounds.send(made, by=people.actor("clerk"), subject="{agency}", text="{agency}\n{tasks}\n{due}\n{link}")


def entries() -> int:
    from ninetenths.office.domain import log

    return log.size()


def test_strangers_and_agencies_do_not_see_the_rooms(people: Any, issued: Any, client_of: Any) -> None:
    row = sent(people, issued)
    pages = ["rounds/", "rounds/new/", f"rounds/{row.pk}/", f"rounds/{row.pk}/remind/", "outbox/", "outbox/slips/",
             f"commitments/{issued.pk}/behalf/"]  # fmt: skip
    for page in pages:
        assert client_of().get(f"/office/{page}").status_code == 302
        assert client_of(people.liaison).get(f"/office/{page}").status_code == 404


def test_an_observer_reads_and_does_nothing(people: Any, issued: Any, client_of: Any) -> None:
    row, client, before = sent(people, issued), client_of(people.observer), entries()
    assert client.get(f"/office/rounds/{row.pk}/").status_code == 200
    assert client.post(f"/office/rounds/{row.pk}/", {"do": "close"}).status_code in (403, 422)
    assert client.get("/office/outbox/slips/").status_code == 403
    assert entries() == before


def test_a_round_is_prepared_seen_and_sent(people: Any, issued: Any, client_of: Any) -> None:
    from ninetenths.office.models import Message, Round

    client = client_of(people.clerk)
    page = client.get("/office/rounds/new/", {"c": issued.pk}).content.decode()
    assert issued.pk in page
    form = {"c": issued.pk, "title": "三月月报", "day": "2031-03-28", "time": "18:00", "asks": ["words", "evidence"]}
    made = client.post("/office/rounds/new/", form)
    assert made.status_code == 303
    row = Round.objects.get()
    assert (row.state, row.asks) == ("draft", {"figure": False, "words": True, "evidence": True})
    assert row.due.isoformat() == "2031-03-28T10:00:00+00:00"
    preview = client.get(made["Location"]).content.decode()
    assert "市教育局" in preview and "没有联系人" in preview and "2031-03-28 18:00" in preview
    typed = {"do": "preview", "ask": people.education.pk, "subject": "请报", "text": "改过的话 {agency} {link}"}
    again = client.post(made["Location"], typed).content.decode()
    assert "改过的话 市教育局" in again and not Message.objects.exists()
    assert client.post(made["Location"], {**typed, "do": "send"}).status_code == 303
    message = Message.objects.get()
    assert (message.state, message.channel, message.organization_id) == ("queued", "hand", people.education.pk)
    assert "/a/" not in message.text


@pytest.mark.parametrize("more", [{"day": "2030-01-01"}, {"day": "明天"}, {"title": " "}])
def test_what_cannot_be_opened_keeps_what_was_typed(
    people: Any, issued: Any, client_of: Any, more: dict[str, str]
) -> None:
    form = {"c": issued.pk, "title": "三月", "day": "2031-03-28", "time": "18:00", "letter": "请附照片", **more}
    answer = client_of(people.clerk).post("/office/rounds/new/", form)
    assert answer.status_code == 422
    assert "请附照片" in answer.content.decode() and 'role="alert"' in answer.content.decode()


def test_what_is_not_asked_is_said_with_its_reason(people: Any, issued: Any, client_of: Any) -> None:
    from ninetenths.office.domain import commitments

    draft = commitments.add(by=people.actor("clerk"), cells={"title": "还在起草的事", "lead": "市财政局"})
    page = client_of(people.clerk).get("/office/rounds/new/", {"c": [issued.pk, draft.pk]}).content.decode()
    assert page.index("还在起草的事") < page.index("还没有印发")


def test_the_burden_counts_rounds_of_the_month_and_holds_back_at_the_ceiling(
    people: Any, issued: Any, client_of: Any
) -> None:
    from ninetenths.office.domain import burden, clock, rounds
    from ninetenths.office.models import Round

    clerk = people.actor("clerk")
    for _ in range(3):
        sent(people, issued)
    assert burden.asked_this_month([people.education.pk, people.finance.pk]) == {people.education.pk: 3}
    rounds.withdraw(Round.objects.first(), by=clerk, reason="重复")
    assert burden.asked_this_month([people.education.pk]) == {people.education.pk: 2}
    sent(people, issued)
    page = client_of(people.clerk).get(f"/office/rounds/{opened(people, issued).pk}/").content.decode()
    box = re.search(rf'<input type="checkbox" name="ask" value="{people.education.pk}"[^>]*>', page)
    assert box is not None and "checked" not in box[0] and "3 + 1" in page
    later = datetime.datetime(2031, 4, 1, 1, 0, tzinfo=datetime.UTC)
    with clock.at(later):
        assert burden.asked_this_month([people.education.pk]) == {}


def test_who_is_left_out_is_not_asked_and_not_silent(people: Any, issued: Any, client_of: Any) -> None:
    from ninetenths.office.domain import clock, commitments, rounds
    from ninetenths.office.models import Asked, Message

    clerk = people.actor("clerk")
    other = commitments.add(by=clerk, cells={"title": "编制预算", "lead": "市财政局"})
    commitments.decide(by=clerk, commitments=[other.pk])
    commitments.issue(by=clerk, commitments=[other.pk], title="表")
    row = rounds.open_(
        by=clerk, title="月报", due=clock.now() + datetime.timedelta(days=3), commitments=[issued.pk, other.pk]
    )
    answer = client_of(people.clerk).post(
        f"/office/rounds/{row.pk}/", {"do": "send", "ask": people.finance.pk, "subject": "s", "text": "{link}"}
    )
    assert answer.status_code == 303
    assert [one.organization_id for one in Asked.objects.filter(round=row)] == [people.finance.pk]
    assert [one.organization_id for one in Message.objects.all()] == [people.finance.pk]


def test_a_round_shows_who_is_silent_who_answered_and_what_was_returned(
    people: Any, issued: Any, client_of: Any
) -> None:
    from ninetenths.office.domain import commitments, replay

    row, client, clerk = sent(people, issued), client_of(people.clerk), people.actor("clerk")
    address = f"/office/rounds/{row.pk}/"
    assert "没有答" in client.get(address).content.decode()
    commitments.report(issued, by=clerk.on_behalf(people.education.pk, "电话"), words="六所", actual="6")
    assert "待审核" in client.get(address).content.decode()
    commitments.return_(issued, by=people.actor("second_clerk"), reason="缺照片")
    assert "退回待补" in client.get(address).content.decode()
    assert client.post(address, {"do": "close"}).status_code == 303
    assert client.post(address, {"do": "close"}).status_code == 422
    assert list(replay.faults()) == []


def test_a_reminder_goes_to_the_silent_alone_after_it_was_seen(people: Any, issued: Any, client_of: Any) -> None:
    from ninetenths.office.domain import commitments
    from ninetenths.office.models import Message

    row, client = sent(people, issued), client_of(people.clerk)
    address = f"/office/rounds/{row.pk}/remind/"
    before = entries()
    assert "市教育局" in client.get(address).content.decode() and entries() == before
    assert client.post(address, {"ask": people.education.pk, "subject": "催", "text": "没有链接"}).status_code == 422
    form = {"ask": people.education.pk, "subject": "催 {agency}", "text": "{tasks} {due} {link}"}
    assert client.post(address, form).status_code == 303
    reminder = Message.objects.get(kind="reminder")
    assert (reminder.round_id, reminder.subject) == (row.pk, "催 市教育局") and "2031-03-08" in reminder.text
    agency = people.actor("clerk").on_behalf(people.education.pk, "电话")
    commitments.report(issued, by=agency, words="好了")
    assert client.post(address, form).status_code == 422


def test_an_answer_on_behalf_names_its_basis_and_waits_for_another(people: Any, issued: Any, client_of: Any) -> None:
    from ninetenths.office.domain import commitments
    from ninetenths.office.models import Report
    from ninetenths.refusal import Refusal

    row, client = sent(people, issued), client_of(people.clerk)
    address = f"/office/commitments/{issued.pk}/behalf/"
    page = client.get(address, {"round": row.pk}).content.decode()
    key = re.search(r'name="key" value="([^"]+)"', page)
    assert key is not None
    form = {"key": key[1], "organization": people.education.pk, "round": row.pk, "words": "建成六所", "figure": "6"}
    assert client.post(address, form).status_code == 422
    scan = SimpleUploadedFile("回函.pdf", b"%PDF-1.4 scan")
    for _ in range(2):
        scan.seek(0)
        assert client.post(address, {**form, "basis": "3月3日来函", "scan": scan}).status_code == 303
    report = Report.objects.get()
    assert (report.channel, report.organization_id, report.actual) == ("behalf", people.education.pk, "6")
    assert "3月3日来函" in report.basis and "回函.pdf" in report.basis
    assert [one.name for one in report.evidence.all()] == ["回函.pdf"]
    with pytest.raises(Refusal) as refused:
        commitments.check(issued, by=people.actor("clerk"))
    assert refused.value.code == "check.doer"
    commitments.check(issued, by=people.actor("second_clerk"))


def test_nobody_answers_on_behalf_of_an_agency_that_does_not_lead(people: Any, issued: Any, client_of: Any) -> None:
    before = entries()
    form = {"organization": people.finance.pk, "words": "六所", "basis": "电话"}
    answer = client_of(people.clerk).post(f"/office/commitments/{issued.pk}/behalf/", form)
    assert answer.status_code in (403, 422) and entries() == before


def test_a_message_shows_its_link_to_copy_and_is_handed_over_and_queued_again(
    people: Any, issued: Any, client_of: Any
) -> None:
    from ninetenths.office.domain import links
    from ninetenths.office.models import AccessLink, Message

    sent(people, issued)
    client, message = client_of(people.clerk), Message.objects.get()
    address = f"/office/outbox/{message.pk}/"
    page = client.get(address)
    token = links.token_of(AccessLink.objects.get())
    assert f"/a/{token}" in page.content.decode() and page["Cache-Control"] == "no-store"
    assert client_of(people.observer).get(address).status_code == 403
    for act, state in (("hand-over", "handed-over"), ("again", "queued")):
        assert client.post(address, {"do": act}).status_code == 303
        message.refresh_from_db()
        assert message.state == state
    assert client.post(address, {"do": "again"}).status_code == 409
    client.post(address, {"do": "renew"})
    assert links.find(token) is None
    assert f"/a/{token}" not in client.get(address).content.decode()


def test_slips_carry_a_code_that_leads_to_the_answer_page(people: Any, issued: Any, client_of: Any) -> None:
    from ninetenths.office.domain import links
    from ninetenths.office.models import AccessLink, Message

    sent(people, issued)
    client = client_of(people.clerk)
    page = client.get("/office/outbox/slips/").content.decode()
    assert f"/a/{links.token_of(AccessLink.objects.get())}" in page
    assert '<path d="M2 2h7v1H2z' in page and "style=" not in page
    message = Message.objects.get()
    assert client.post("/office/outbox/slips/", {"m": message.pk}).status_code == 303
    message.refresh_from_db()
    assert message.state == "handed-over"


def test_a_rhythm_is_offered_until_it_was_asked(people: Any, issued: Any, client_of: Any) -> None:
    from ninetenths.office.domain import commitments

    clerk = people.actor("clerk")
    made = commitments.add(by=clerk, cells={"title": "每月报送的事", "lead": "市教育局", "every": "month"})
    commitments.decide(by=clerk, commitments=[made.pk])
    commitments.issue(by=clerk, commitments=[made.pk], title="表")
    client = client_of(people.clerk)
    assert "every=month" in client.get("/office/rounds/").content.decode()
    assert "每月报送" in client.get("/office/rounds/new/", {"every": "month"}).content.decode()
    sent(people, made)
    assert "every=month" not in client.get("/office/rounds/").content.decode()


def test_pages_of_rounds_do_not_query_more_for_more_agencies(people: Any, issued: Any, client_of: Any) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ninetenths.office.domain import clock, commitments, organizations, rounds

    clerk, client, keys = people.actor("clerk"), client_of(people.clerk), [issued.pk]
    for count in range(6):
        organizations.add(by=clerk, name=f"第{count}局")
        made = commitments.add(by=clerk, cells={"title": f"任务{count}", "lead": f"第{count}局"})
        keys.append(made.pk)
    commitments.decide(by=clerk, commitments=keys[1:])
    commitments.issue(by=clerk, commitments=keys[1:], title="表")
    due = clock.now() + datetime.timedelta(days=5)
    draft = rounds.open_(by=clerk, title="草稿", due=due, commitments=keys)
    row = rounds.open_(by=clerk, title="月报", due=due, commitments=keys)
    rounds.send(row, by=clerk, subject="s", text="{link}")
    for page in ("rounds/", f"rounds/{draft.pk}/", f"rounds/{row.pk}/", f"rounds/{row.pk}/remind/", "outbox/"):
        with CaptureQueriesContext(connection) as queries:
            assert client.get(f"/office/{page}").status_code == 200
        assert len(queries) <= 22, (page, [one["sql"][:90] for one in queries])


def test_chosen_commitments_are_reminded_of_after_they_were_seen(people: Any, issued: Any, client_of: Any) -> None:
    from ninetenths.office.domain import commitments
    from ninetenths.office.models import Message

    draft = commitments.add(by=people.actor("clerk"), cells={"title": "还在起草的事", "lead": "市财政局"})
    client, before = client_of(people.clerk), entries()
    page = client.get("/office/remind/", {"c": [issued.pk, draft.pk]}).content.decode()
    assert issued.title in page and "还没有印发" in page and entries() == before
    assert client.post("/office/remind/", {"shown": issued.pk, "subject": "催", "text": "{link}"}).status_code == 422
    form = {"shown": issued.pk, "c": issued.pk, "subject": "催办", "text": "{agency} {tasks} {link}"}
    assert client_of(people.observer).post("/office/remind/", form).status_code in (403, 422)
    assert client.post("/office/remind/", form).status_code == 303
    assert [one.kind for one in Message.objects.all()] == ["reminder"]
    assert client_of(people.liaison).get("/office/remind/").status_code == 404


def test_two_answers_by_two_ways_with_other_figures_are_told(people: Any, issued: Any, client_of: Any) -> None:
    from ninetenths.office.domain import commitments, links
    from ninetenths.office.domain.acting import of_link
    from ninetenths.office.models import AccessLink

    row, client = sent(people, issued), client_of(people.clerk)
    agency = people.actor("clerk").on_behalf(people.education.pk, "电话")
    commitments.report(issued, by=agency, words="五所", actual="5", round=row.pk)
    assert "前后数字不同" not in client.get(f"/office/rounds/{row.pk}/").content.decode()
    link = AccessLink.objects.get()
    links.enter(link, by=of_link(link), name="甲", telephone="1")
    held = of_link(AccessLink.objects.get())
    commitments.report(issued, by=held, words="六所", actual="6", round=row.pk)
    assert "1 项前后数字不同" in client.get(f"/office/rounds/{row.pk}/").content.decode()
