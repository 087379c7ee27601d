"""From draft to closed through the verbs: who may, what is refused, what stays; replay gives the state."""

from __future__ import annotations

import datetime
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("office")


def link_of(organization: Any, by: Any) -> Any:
    from ninetenths.office.domain import links
    from ninetenths.office.domain.acting import of_link
    from ninetenths.office.models import AccessLink

    link = links.make(organization, by=by)
    links.enter(link, by=of_link(link), name="李明", telephone="0570-1")
    return of_link(AccessLink.objects.get(pk=link.pk))


def status_of(commitment: Any) -> str:
    from ninetenths.office.models import Status

    return str(Status.objects.get(commitment=commitment, current=True).code)


def test_a_commitment_closes_only_after_a_check_by_someone_who_is_no_doer(people: Any, issued: Any) -> None:
    from ninetenths.office.domain import commitments, replay
    from ninetenths.refusal import Refusal

    agency = link_of(people.education, people.actor("clerk"))
    commitments.acknowledge(issued, by=agency)
    commitments.report(issued, by=agency, words="全部建成", actual="12", claims_done=True)
    assert status_of(issued) == "claimed"
    with pytest.raises(Refusal) as refused:
        commitments.close(issued, by=people.actor("clerk"))
    assert refused.value.code == "close.unchecked"
    commitments.check(issued, by=people.actor("clerk"))
    commitments.close(issued, by=people.actor("clerk"))
    issued.refresh_from_db()
    assert (issued.stage, status_of(issued)) == ("closed", "done")
    assert list(replay.faults()) == []


def test_who_answers_on_behalf_of_an_agency_is_a_doer(people: Any, issued: Any) -> None:
    from ninetenths.office.domain import commitments
    from ninetenths.refusal import Refusal

    clerk = people.actor("clerk")
    with pytest.raises(Refusal) as refused:
        commitments.report(issued, by=clerk.on_behalf(people.education.pk, ""), words="建成12所", claims_done=True)
    assert refused.value.code == "report.basis"
    commitments.report(issued, by=clerk.on_behalf(people.education.pk, "电话 3月3日"), actual="12", claims_done=True)
    with pytest.raises(Refusal) as refused:
        commitments.check(issued, by=clerk)
    assert refused.value.code == "check.doer"
    commitments.check(issued, by=people.actor("second_clerk"))
    with pytest.raises(Refusal) as refused:
        commitments.close(issued, by=clerk)
    assert refused.value.code == "check.doer"
    assert commitments.close(issued, by=people.actor("checker")).stage == "closed"


def test_another_agency_may_neither_report_nor_acknowledge(people: Any, issued: Any) -> None:
    from ninetenths.office.domain import commitments, log
    from ninetenths.office.domain.verbs import Forbidden

    before = log.tail()
    other = people.actor("other_liaison")
    with pytest.raises(Forbidden):
        commitments.report(issued, by=other, words="建成")
    assert log.tail() == before
    # It supports, so it may confirm that it has received it.
    commitments.acknowledge(issued, by=other)
    issued.refresh_from_db()
    assert issued.stage == "issued"


def test_the_first_deadline_survives_an_extension(people: Any, issued: Any) -> None:
    from ninetenths.office.domain import commitments

    agency = link_of(people.education, people.actor("clerk"))
    commitments.extend(issued, by=agency, new=datetime.date(2032, 3, 31), reason="用地未批", progress="主体完工")
    issued.refresh_from_db()
    assert issued.deadline == datetime.date(2031, 12, 31)
    commitments.grant(issued, by=people.actor("clerk"))
    issued.refresh_from_db()
    assert (issued.first_deadline, issued.deadline) == (datetime.date(2031, 12, 31), datetime.date(2032, 3, 31))


def test_an_extension_is_asked_for_before_the_deadline(people: Any, issued: Any) -> None:
    from ninetenths.office.domain import clock, commitments
    from ninetenths.refusal import Refusal

    agency = link_of(people.education, people.actor("clerk"))
    with clock.at(datetime.datetime(2032, 1, 5, tzinfo=datetime.UTC)), pytest.raises(Refusal) as refused:
        commitments.extend(issued, by=agency, new=datetime.date(2032, 3, 31), reason="用地未批")
    assert refused.value.code == "extend.late"


def test_a_guessed_expired_or_withdrawn_link_finds_nothing(people: Any) -> None:
    from ninetenths.office.domain import links

    link = links.make(people.education, by=people.actor("clerk"))
    token = links.token_of(link)
    assert links.find(token) == link
    swapped = "A" if token[-1] != "A" else "B"
    assert [links.find(one) for one in (token[:-1] + swapped, token[:12], "", "x-y", token + "=")] == [None] * 5
    fresh = links.renew(link, by=people.actor("clerk"))
    assert links.find(token) is None
    again = links.token_of(fresh)
    links.withdraw(fresh, by=people.actor("clerk"))
    assert links.find(again) is None


def test_a_table_taken_over_says_so_and_shows_no_false_red(people: Any) -> None:
    from ninetenths.office.domain import commitments, replay
    from ninetenths.office.models import Status

    made = commitments.import_rows(
        by=people.actor("clerk"), table="2030年台账.xlsx", day=datetime.date(2031, 3, 1),
        rows=[
            {"title": "建成公园5个", "lead": "市教育局", "due": "2030-12-31", "taken": {"words": "已完成", "done": True}},
            {"title": "改造小区8个", "lead": "市财政局", "due": "2031-12-31", "taken": {"words": "过半", "progress": "55"}},
            {"title": "制定办法", "lead": "市交通局", "due": "2031-06-30"},
        ],
    )  # fmt: skip
    codes = {row.commitment_id: row.code for row in Status.objects.filter(current=True)}
    assert [codes[row.pk] for row in made] == ["done", "pace", "unowned"]
    assert [row.stage for row in made] == ["closed", "reported", "draft"]
    assert list(replay.faults()) == []


def test_an_undone_report_stays_visible_and_asks_again(people: Any, issued: Any) -> None:
    from ninetenths.office.domain import clock, commitments, rounds
    from ninetenths.office.models import Asked

    clerk = people.actor("clerk")
    round = rounds.open_(by=clerk, title="三月", due=clock.now() + datetime.timedelta(days=9), commitments=[issued.pk])
    rounds.send(round, by=clerk, subject="请反馈", text="{agency}\n{tasks}\n{link}")
    agency = link_of_first(people.education)
    commitments.report(issued, by=agency, words="写错了")
    assert Asked.objects.get(round=round).answered is not None
    assert commitments.undo(issued, by=agency).state == "undone"
    assert Asked.objects.get(round=round).answered is None


def link_of_first(organization: Any) -> Any:
    """The Actor of the link that a round made."""
    from ninetenths.office.domain import links
    from ninetenths.office.domain.acting import of_link
    from ninetenths.office.models import AccessLink

    link = AccessLink.objects.get(organization=organization)
    links.enter(link, by=of_link(link), name="李明", telephone="0570-1")
    return of_link(AccessLink.objects.get(pk=link.pk))


def test_silence_after_a_round_is_seen_on_the_day_after(people: Any, issued: Any) -> None:
    from ninetenths.office.domain import clock, rounds, statuses

    clerk = people.actor("clerk")
    round = rounds.open_(by=clerk, title="三月", due=clock.now() + datetime.timedelta(days=2), commitments=[issued.pk])
    rounds.send(round, by=clerk, subject="请反馈", text="{link}")
    with clock.at(clock.now() + datetime.timedelta(days=3)):
        assert statuses.cross() == 1
        assert statuses.cross() == 0
        assert status_of(issued) == "silent"


def test_erasing_a_contact_leaves_log_and_state_equal(people: Any, issued: Any) -> None:
    from ninetenths.office.domain import organizations, record, replay
    from ninetenths.office.models import Contact, Payload

    contact = organizations.add_contact(
        people.education, by=people.actor("clerk"), name="王小明", telephone="1380000", mail="w@example.org"
    )
    record.erase_contact(contact, by=people.actor("administrator"), reason="本人要求")
    assert Contact.objects.get(pk=contact.pk).name == ""
    assert not Payload.objects.filter(fields__contains="王小明").exists()
    assert not Payload.objects.filter(fields__contains="w@example.org").exists()
    assert list(replay.faults()) == []


def test_two_who_edit_one_draft_do_not_overwrite_each_other(people: Any) -> None:
    from ninetenths.office.domain import commitments
    from ninetenths.office.domain.verbs import Stale

    draft = commitments.add(by=people.actor("clerk"), cells={"title": "建公园"})
    commitments.edit(draft, by=people.actor("clerk"), changes={"title": "建公园5个"}, revision=1)
    with pytest.raises(Stale):
        commitments.edit(draft, by=people.actor("second_clerk"), changes={"title": "建公园6个"}, revision=1)
    draft.refresh_from_db()
    assert draft.title == "建公园5个"


def test_what_is_reported_after_a_check_is_not_checked_by_it(people: Any, issued: Any) -> None:
    """All on one day: the order of the log decides, not the day."""
    from ninetenths.office.domain import commitments
    from ninetenths.office.models import Status

    agency = link_of(people.education, people.actor("clerk"))
    commitments.report(issued, by=agency, words="过半", actual="6")
    commitments.check(issued, by=people.actor("clerk"))
    assert Status.objects.get(commitment=issued, current=True).verified == "1/2"
    commitments.report(issued, by=agency, words="全部建成", actual="12", claims_done=True)
    assert status_of(issued) == "claimed"
    assert Status.objects.get(commitment=issued, current=True).verified == "1/2"
    commitments.return_(issued, by=people.actor("clerk"), reason="缺验收单")
    assert status_of(issued) != "claimed"
    commitments.report(issued, by=agency, words="已补验收单", actual="12", claims_done=True)
    assert status_of(issued) == "claimed"
    commitments.check(issued, by=people.actor("clerk"))
    assert status_of(issued) == "done"
    commitments.report(issued, by=agency, words="再报一次", actual="12", claims_done=True)
    assert status_of(issued) == "claimed"


def test_every_table_is_made_by_replay_or_stands_in_the_list_of_those_that_are_not() -> None:
    from django.db import connection

    from ninetenths.office.domain import log, replay
    from ninetenths.office.domain.record import NOT_REPLAYED

    tables = {name for name in connection.introspection.table_names() if not name.startswith("sqlite_")}
    made = {model._meta.db_table for model in replay.replayed_models()}
    assert not made & NOT_REPLAYED
    assert tables - set(log.TABLES) == made | NOT_REPLAYED
