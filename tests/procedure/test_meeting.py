"""The meeting step by step: what may follow what, and which rule stands against the rest."""

from __future__ import annotations

from datetime import date, datetime, timedelta

import pytest

from ninetenths.packs import phrase
from ninetenths.procedure import Ballot, Item, Meeting, Member, convene, load_pack
from ninetenths.refusal import Refusal

TEN = datetime(2031, 7, 20, 10)
NAMES = "甲乙丙丁戊己"


def at(minutes: int) -> datetime:
    return TEN + timedelta(minutes=minutes)


def gathered(*items: Item, there: str = NAMES, pack: str = "cpc-local-plenary", **more: object) -> Meeting:
    members = (*(Member(name) for name in NAMES), Member("候", "alternate"))
    meeting = convene(load_pack(pack), members[:6] if pack != "cpc-local-plenary" else members, items, **more)  # type: ignore[arg-type]
    for name in there:
        meeting = meeting.arrive(name, TEN)
    return meeting


def refused(code: str) -> pytest.RaisesExc[Refusal]:
    return pytest.RaisesExc(Refusal, check=lambda refusal: refusal.code == code and bool(said(refusal)))


def said(refusal: Refusal) -> str:
    """The words of a refusal in both languages: a code without words would raise."""
    return phrase(refusal.room, refusal.code, "zh", **refusal.params) + phrase(
        refusal.room, refusal.code, "en", **refusal.params
    )


def test_a_meeting_opens_decides_and_closes() -> None:
    meeting = gathered(Item("1", "决定")).open(at(1)).debate("1", at(2)).open_vote("1", at(10))
    for name in "甲乙丙丁":
        meeting = meeting.cast("1", Ballot(name, "yes"), at(11))
    meeting = meeting.cast("1", Ballot("戊", "no"), at(11)).close_vote("1", at(12)).close(at(20))
    result = meeting.item("1").result
    assert result is not None
    assert (meeting.state, result.outcome, result.arithmetic) == ("closed", "passed", "4 > 1/2 of 6 = 3")
    assert (result.numbers["yes"], result.numbers["no"], result.numbers["not_cast"]) == (4, 1, 1)


def test_it_does_not_open_without_a_quorum() -> None:
    with refused("meeting.no-quorum"):
        gathered(Item("1"), there="甲乙丙候").open(at(1))


def test_steps_out_of_order_are_refused() -> None:
    meeting = gathered(Item("1"))
    with refused("meeting.state"):
        meeting.debate("1", at(1))
    with refused("meeting.state"):
        meeting.resume(at(1))
    opened = meeting.open(at(1))
    with refused("meeting.state"):
        opened.open(at(2))
    with refused("meeting.item-state"):
        opened.open_vote("1", at(2))
    with refused("meeting.item-unknown"):
        opened.debate("2", at(2))
    with refused("meeting.state"):
        opened.close(at(2)).arrive("甲", at(3))
    assert opened.suspend().resume(at(5)).state == "opened"


def test_a_closed_vote_is_not_opened_again() -> None:
    meeting = gathered(Item("1")).open(at(1)).debate("1", at(2)).open_vote("1", at(3))
    closed = meeting.cast("1", Ballot("甲", "yes"), at(4)).close_vote("1", at(5))
    with refused("meeting.vote-closed"):
        closed.open_vote("1", at(6))
    with refused("meeting.vote-closed"):
        closed.cast("1", Ballot("乙", "yes"), at(6))
    with refused("meeting.vote-closed"):
        closed.close_vote("1", at(6))


def test_a_ballot_is_refused_twice_from_an_alternate_and_from_outside() -> None:
    meeting = gathered(Item("1"), there="甲乙丙丁候").open(at(1)).debate("1", at(2)).open_vote("1", at(3))
    with refused("meeting.voted-twice"):
        meeting.cast("1", Ballot("甲", "yes"), at(4)).cast("1", Ballot("甲", "no"), at(4))
    with refused("refused.no-vote-right"):
        meeting.cast("1", Ballot("候", "yes"), at(4))
    with refused("refused.absent-vote"):
        meeting.cast("1", Ballot("戊", "yes"), at(4))


def test_a_quorum_lost_in_the_middle_refuses_the_decision() -> None:
    meeting = gathered(Item("1"), there="甲乙丙丁").open(at(1)).debate("1", at(2)).open_vote("1", at(3))
    for name in "甲乙丙丁":
        meeting = meeting.cast("1", Ballot(name, "yes"), at(4))
    result = meeting.leave("丁", at(5)).close_vote("1", at(6)).item("1").result
    assert result is not None and result.why is not None
    assert (result.outcome, result.why.code) == ("refused", "refused.quorum-lost")


def test_an_enlarged_meeting_debates_and_does_not_vote() -> None:
    meeting = gathered(Item("1"), sitting="enlarged").open(at(1)).debate("1", at(2))
    with refused("meeting.sitting-may-not-decide"):
        meeting.open_vote("1", at(3))


def test_amendments_come_first_where_the_rules_say_so() -> None:
    items = (Item("1"), Item("1a", amends="1"))
    meeting = gathered(*items, pack="npc-standing-committee").open(at(1)).debate("1", at(2)).debate("1a", at(3))
    with refused("meeting.amendments-first"):
        meeting.open_vote("1", at(4))
    after = meeting.withdraw("1a").open_vote("1", at(4))
    assert after.item("1").state == "voting"


def test_one_vote_at_a_time_and_none_open_at_a_pause() -> None:
    meeting = gathered(Item("1"), Item("2")).open(at(1)).debate("1", at(2)).debate("2", at(2)).open_vote("1", at(3))
    with refused("meeting.vote-open"):
        meeting.open_vote("2", at(4))
    with refused("meeting.vote-open"):
        meeting.suspend()
    with refused("meeting.vote-open"):
        meeting.close(at(4))


def test_an_item_keeps_to_its_part_of_the_meeting() -> None:
    meeting = gathered(Item("1", public=False)).open(at(1))
    with refused("meeting.publicity"):
        meeting.debate("1", at(2))
    assert meeting.exclude_public().debate("1", at(2)).admit_public().item("1").state == "debated"


def test_a_demand_for_secrecy_beats_a_roll_call() -> None:
    meeting = gathered(Item("1"), pack="nrw-municipal-council", numbers=(("seats", 6),)).open(at(1))
    with refused("meeting.demand-too-few"):
        meeting.demand("1", "secret", 1, 6)
    secret = meeting.demand("1", "secret", 2, 6)
    assert secret.item("1").method == "secret"
    with refused("meeting.demand-unknown"):
        secret.demand("1", "roll-call", 6, 6)


def test_a_second_vote_follows_a_first_that_was_equal() -> None:
    def vote(meeting: Meeting, minute: int) -> Meeting:
        meeting = meeting.open_vote("1", at(minute))
        for n, name in enumerate(NAMES):
            meeting = meeting.cast("1", Ballot(name, "yes" if n % 2 else "no"), at(minute))
        return meeting.close_vote("1", at(minute + 1))

    first = vote(gathered(Item("1"), pack="un-general-assembly").open(at(1)).debate("1", at(2)), 3)
    assert (first.item("1").state, first.item("1").result and first.item("1").result.outcome) == ("debated", "tied")
    second = vote(first, 5)
    assert (second.item("1").state, second.item("1").result and second.item("1").result.outcome) == (
        "decided",
        "failed",
    )


def test_notice_and_requisition_are_counted_as_the_pack_says() -> None:
    members = tuple(Member(str(n)) for n in range(20))
    npc, uk = load_pack("npc-standing-committee"), load_pack("uk-local-authority")
    assert convene(npc, members, (), noticed=date(2031, 7, 1), meets=date(2031, 7, 8)).state == "convened"
    with refused("meeting.notice-short"):
        convene(npc, members, (), noticed=date(2031, 7, 2), meets=date(2031, 7, 8))
    assert convene(npc, members, (), noticed=date(2031, 7, 7), meets=date(2031, 7, 8), waived=True).state == "convened"
    with refused("meeting.notice-short"):
        convene(uk, members, (), noticed=date(2031, 7, 1), meets=date(2031, 7, 4))
    assert convene(uk, members, (), noticed=date(2031, 7, 1), meets=date(2031, 7, 5)).state == "convened"
    with refused("meeting.requisition-too-few"):
        convene(uk, members, (), requisitioned_by=4)
    with refused("meeting.requisition-too-few"):
        convene(load_pack("prc-local-congress"), members, (), requisitioned_by=3)
    assert convene(load_pack("prc-local-congress"), members, (), requisitioned_by=4).state == "convened"


def test_coming_and_going_must_make_sense() -> None:
    meeting = gathered(there="甲")
    with refused("meeting.there-already"):
        meeting.arrive("甲", at(1))
    with refused("meeting.not-there"):
        meeting.leave("乙", at(1))
    with refused("meeting.member-unknown"):
        meeting.arrive("路人", at(1))
    assert meeting.leave("甲", at(1)).arrive("甲", at(2)).presences[1].arrived == at(2)


def test_rights_and_limits_of_speaking() -> None:
    meeting = gathered(pack="npc-standing-committee", there="")
    assert [meeting.may("甲", "speak"), meeting.may("路人", "speak")] == [True, False]
    plenary = gathered(there="")
    rights = ("speak", "propose", "vote", "elect", "be_elected")
    assert [plenary.may("候", right) for right in rights] == [True, False, False, False, True]
    assert [meeting.limit("plenary"), meeting.limit("group"), meeting.limit("group", 2)] == [10, 15, 10]


def test_the_quorum_is_presumed_until_challenged() -> None:
    meeting = gathered(Item("1"), there="甲", pack="nrw-municipal-council", numbers=(("seats", 6),)).open(at(1))
    with refused("meeting.no-quorum"):
        meeting.challenge().debate("1", at(2))
    assert meeting.debate("1", at(2)).item("1").state == "debated"


def test_several_matters_in_one_item_are_voted_on_one_by_one() -> None:
    item = Item("1", matter_class="appointment", matters=3)
    meeting = gathered(item, pack="cpc-local-standing-committee").open(at(1)).debate("1", at(2))
    with refused("meeting.one-by-one"):
        meeting.open_vote("1", at(3))
    both = gathered(item, pack="npc-standing-committee").open(at(1)).debate("1", at(2))
    assert both.open_vote("1", at(3)).item("1").state == "voting"


def test_a_broken_device_falls_back_and_those_far_away_raise_their_hands() -> None:
    meeting = gathered(Item("1"), pack="npc-standing-committee", there="甲乙丙").arrive("丁", TEN, remote=True)
    meeting = meeting.open(at(1)).debate("1", at(2)).open_vote("1", at(3))
    assert [meeting.way_of("1", name) for name in "甲丁"] == ["electronic", "show-of-hands"]
    failed = meeting.cast("1", Ballot("甲", "yes"), at(4)).device_failed("1")
    assert (failed.item("1").method, failed.item("1").ballots) == ("show-of-hands", ())
    plenary = gathered(Item("1")).open(at(1)).debate("1", at(2)).open_vote("1", at(3))
    with refused("meeting.no-fallback"):
        plenary.device_failed("1")


def test_leave_is_asked_for_before_the_session_and_for_a_reason() -> None:
    meeting = gathered(there="甲乙丙丁")
    assert meeting.excuse("戊", "leave").excused == (("戊", "leave"),)
    with refused("meeting.reason-unknown"):
        meeting.excuse("戊", "fishing")
    with refused("meeting.state"):
        meeting.open(at(1)).excuse("戊", "leave")


def test_a_closed_item_is_not_voted_on_in_public() -> None:
    meeting = gathered(Item("1", public=False)).open(at(1)).exclude_public().debate("1", at(2)).admit_public()
    with refused("meeting.publicity"):
        meeting.open_vote("1", at(3))
    assert meeting.exclude_public().open_vote("1", at(3)).item("1").state == "voting"


def test_a_vote_in_which_the_quorum_was_lost_decided_nothing_and_may_be_put_anew() -> None:
    meeting = gathered(Item("1"), there="甲乙丙丁").open(at(1)).debate("1", at(2)).open_vote("1", at(3))
    for name in "甲乙丙丁":
        meeting = meeting.cast("1", Ballot(name, "yes"), at(4))
    item = meeting.leave("丁", at(5)).close_vote("1", at(6)).item("1")
    assert item.result is not None and item.result.why is not None
    assert (item.state, item.result.outcome, item.result.why.code) == ("debated", "refused", "refused.quorum-lost")
