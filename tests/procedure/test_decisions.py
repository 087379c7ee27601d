"""Decisions by the numbers: the source article's session, near thresholds, ties, second calls, unverified rules."""

from __future__ import annotations

from datetime import datetime, timedelta

import pytest

from ninetenths.procedure import Ballot, Member, Presence, Question, decide, load_pack, quorum


def test_48_members_meet_two_thirds_of_a_roster_up_to_72() -> None:
    pack = load_pack("cpc-local-plenary")
    holds = [due for due in range(48, 90) if quorum(pack, Question(numbers={"due": due, "present": 48})).holds]
    assert holds == list(range(48, 73))


def test_passing_needs_more_than_half_of_those_due_not_of_those_present() -> None:
    assert decide("cpc-local-plenary", due=51, present=48, yes=25, no=23).outcome == "failed"
    result = decide("cpc-local-plenary", due=51, present=48, yes=26, no=22)
    assert (result.outcome, result.arithmetic, result.base, result.needed) == (
        "passed",
        "26 > 1/2 of 51 = 25.5",
        51,
        26,
    )


def test_a_result_is_the_contract() -> None:
    result = decide("nyc-council", yes=34, no=10, present=50, matter_class="override").to_dict()
    contract = ("outcome", "arithmetic", "base", "numbers", "article", "pack", "pack_version", "verified")
    assert {name: result[name] for name in contract if name != "numbers"} == {
        "outcome": "passed",
        "arithmetic": "34 >= 2/3 of 51 = 34",
        "base": 51,
        "article": "New York City Charter § 37(b)",
        "pack": "nyc-council",
        "pack_version": "1",
        "verified": True,
    }
    assert (result["numbers"]["yes"], result["numbers"]["no"], result["numbers"]["seats"]) == (34, 10, 51)


@pytest.mark.parametrize(("yes", "outcome"), [(25, "failed"), (26, "passed")])
def test_a_majority_of_51_seats_is_26(yes: int, outcome: str) -> None:
    assert decide("nyc-council", yes=yes, no=51 - yes).outcome == outcome


@pytest.mark.parametrize(("yes", "outcome"), [(33, "failed"), (34, "passed")])
def test_two_thirds_of_51_seats_is_34(yes: int, outcome: str) -> None:
    assert decide("nyc-council", yes=yes, no=49 - yes, matter_class="override").outcome == outcome


def test_a_disciplinary_decision_says_that_it_needs_approval() -> None:
    result = decide("cpc-local-plenary", due=51, present=48, yes=34, no=14, matter_class="discipline")
    assert (result.outcome, [note.to_dict() for note in result.notes]) == (
        "passed",
        [{"code": "note.approval", "params": {"by": "上级党委"}}],
    )


def test_appointments_need_two_thirds_of_the_standing_committee_there() -> None:
    pack = "cpc-local-standing-committee"
    assert decide(pack, due=11, present=7, yes=7).outcome == "passed"
    result = decide(pack, due=11, present=7, yes=7, matter_class="appointment")
    assert (result.outcome, result.arithmetic) == ("no-quorum", "7 < 2/3 of 11 = 7 1/3")


def test_unverified_rules_say_so_in_every_result() -> None:
    for name in ("un-general-assembly", "nrw-municipal-council", "bavaria-municipal-council", "uk-local-authority"):
        assert decide(name, seats=9, in_office=9, present=9, yes=5, no=4).verified is False
    assert decide("nyc-council", yes=20, present=20).verified is False


def test_an_equal_vote_goes_where_the_pack_sends_it() -> None:
    first = decide("un-general-assembly", in_office=193, present=190, yes=80, no=80, abstain=30)
    assert (first.outcome, first.arithmetic, first.article) == ("tied", "80 = 80", "Rule 95")
    second = decide("un-general-assembly", in_office=193, present=190, yes=80, no=80, abstain=30, vote_round=2)
    assert second.outcome == "failed"
    uk = {"seats": 40, "present": 20, "yes": 10, "no": 10}
    assert decide("uk-local-authority", **uk).outcome == "tied"
    assert decide("uk-local-authority", **uk, casting="yes").outcome == "passed"
    assert decide("uk-local-authority", **uk, casting="no").outcome == "failed"
    nrw = decide("nrw-municipal-council", seats=40, present=30, yes=15, no=15)
    assert (nrw.outcome, nrw.arithmetic, nrw.why and nrw.why.code) == ("failed", "15 = 15", "why.tie-fails")


def test_a_quorum_may_be_presumed_until_somebody_doubts_it() -> None:
    few = {"seats": 40, "present": 10, "yes": 10}
    assert decide("nrw-municipal-council", **few).outcome == "passed"
    assert decide("nrw-municipal-council", **few, challenged=True).outcome == "no-quorum"
    assert decide("nrw-municipal-council", **few, challenged=True, call=2).outcome == "passed"


def test_a_second_call_needs_fewer() -> None:
    half = {"in_office": 30, "present": 15, "yes": 9, "no": 6}
    assert decide("carinthia-municipal-council", **half).outcome == "no-quorum"
    assert decide("carinthia-municipal-council", **half, call=2).outcome == "passed"


def test_notice_opens_the_easier_way_to_rescind() -> None:
    votes = {"in_office": 100, "present": 60, "yes": 31, "no": 29, "matter_class": "rescind"}
    assert decide("roberts-rules", **votes).outcome == "failed"
    result = decide("roberts-rules", **votes, conditions=("notice",))
    assert (result.outcome, result.arithmetic) == (
        "passed",
        "31 > 1/2 of 60 = 30 or 31 < 2/3 of 60 = 40 or 31 <= 1/2 of 100 = 50",
    )


def test_unanimous_consent_falls_on_one_objection() -> None:
    assert decide("roberts-rules", in_office=9, present=6, method="consent").outcome == "passed"
    assert decide("roberts-rules", in_office=9, present=6, method="consent", objections=1).outcome == "failed"


def test_village_households_may_stand_in_for_adults() -> None:
    few = {"present": 120, "registered": 300, "yes": 70, "no": 50}
    assert decide("prc-village-assembly", **few).outcome == "not-recorded"
    homes = {"numbers": {"registered/households": 90, "present/households": 60}}
    result = decide("prc-village-assembly", **few, **homes)
    assert (result.outcome, result.quorum) == ("passed", "120 <= 1/2 of 300 = 150 or 60 >= 2/3 of 90 = 60")


def test_a_record_that_does_not_say_enough_is_never_failed() -> None:
    members = tuple(Member(str(n)) for n in range(5))
    only_absent = tuple(Ballot(str(n), "absent") for n in range(5))
    assert decide("cpc-local-plenary", members=members, ballots=only_absent).outcome == "not-recorded"
    assert decide("cpc-local-plenary", yes=5).outcome == "not-recorded"
    assert decide("cpc-local-plenary").outcome == "not-recorded"


def test_words_not_understood_leave_the_result_open_only_where_they_could_change_it() -> None:
    members = tuple(Member(str(n)) for n in range(9))

    def outcome(*choices: str) -> str:
        ballots = tuple(Ballot(str(n), choice) for n, choice in enumerate(choices))
        return decide("cpc-local-plenary", members=members, ballots=ballots, record=True).outcome

    yes, no, unknown = ["yes"], ["no"], ["unknown"]
    assert outcome(*yes * 5, *no * 3, *unknown) == "passed"
    assert outcome(*yes * 4, *no * 4, *unknown) == "not-recorded"
    assert outcome(*yes * 3, *no * 5, *unknown) == "failed"


def test_presence_is_counted_at_the_instant() -> None:
    ten = datetime(2031, 7, 20, 10)
    members = tuple(Member(str(n)) for n in range(6))
    stays = tuple(Presence(str(n), ten + timedelta(minutes=10 * n), ten + timedelta(hours=2)) for n in range(6))
    question = Question(members=members, presences=stays)
    pack = load_pack("cpc-local-plenary")
    seen = [quorum(pack, question, "open", ten + timedelta(minutes=minute)).holds for minute in (0, 20, 30, 119, 120)]
    assert seen == [False, False, True, True, False]


def test_members_far_away_count_where_the_pack_says_so() -> None:
    members = tuple(Member(str(n)) for n in range(3))
    stays = (Presence("0"), Presence("1", remote=True))
    found = quorum(load_pack("npc-standing-committee"), Question(members=members, presences=stays))
    assert (found.holds, found.text) == (True, "2 > 1/2 of 3 = 1.5")


def test_a_conflicted_member_is_not_among_those_present() -> None:
    members = tuple(Member(str(n)) for n in range(3))
    ballots = (Ballot("0", "yes"), Ballot("1", "conflict"), Ballot("2", "absent"))
    result = decide("carinthia-municipal-council", members=members, ballots=ballots)
    assert (result.outcome, result.numbers["conflicted"]) == ("no-quorum", 1)
