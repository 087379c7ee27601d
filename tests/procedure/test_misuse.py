"""What the rules do not allow is refused, and the refusal says what it was."""

from __future__ import annotations

from datetime import date, datetime
from fractions import Fraction

import pytest

from ninetenths.procedure import Ballot, Counts, Member, Presence, Question, Result, decide

MEMBERS = tuple(Member(name) for name in "甲乙丙丁戊己")
PLENARY = "cpc-local-plenary"


def voted(*choices: str, **more: object) -> Result:
    ballots = tuple(Ballot(member.id, choice) for member, choice in zip(MEMBERS, choices, strict=False))
    return decide(PLENARY, **{"members": MEMBERS, "ballots": ballots, **more})


def refusal(result: Result) -> tuple[str, str]:
    assert result.why is not None
    return result.outcome, result.why.code


def test_who_votes_twice_is_refused() -> None:
    ballots = (Ballot("甲", "yes"), Ballot("乙", "yes"), Ballot("甲", "no"))
    assert refusal(decide(PLENARY, members=MEMBERS, ballots=ballots)) == ("refused", "refused.voted-twice")


def test_an_alternates_vote_is_refused_with_the_article() -> None:
    members = (*MEMBERS, Member("候", "alternate"))
    result = decide(PLENARY, members=members, ballots=(Ballot("甲", "yes"), Ballot("候", "yes")))
    assert refusal(result) == ("refused", "refused.no-vote-right")
    assert result.article == "地方委员会工作条例第二十二条第三款：候补委员没有表决权"


def test_a_strangers_vote_is_refused() -> None:
    result = decide(PLENARY, members=MEMBERS, ballots=(Ballot("路人", "yes"),))
    assert refusal(result) == ("refused", "refused.not-a-member")


def test_a_written_view_of_someone_absent_is_not_a_vote() -> None:
    stays = tuple(Presence(member.id) for member in MEMBERS[:5])
    result = voted("yes", "yes", "yes", "yes", "yes", "yes", presences=stays)
    assert refusal(result) == ("refused", "refused.absent-vote")


def test_a_quorum_lost_in_the_middle_of_an_item_is_refused() -> None:
    start, end, gone = (datetime(2031, 7, 20, 10, minute) for minute in (0, 30, 15))
    stays = tuple(Presence(member.id, start, gone if n > 2 else None) for n, member in enumerate(MEMBERS))
    result = voted("yes", "yes", "yes", "yes", "yes", "yes", presences=stays, at=start, until=end)
    assert refusal(result) == ("refused", "refused.quorum-lost")
    assert result.article == "地方委员会工作条例第二十二条第二款"


def test_an_enlarged_meeting_may_not_decide_alone() -> None:
    result = voted("yes", "yes", "yes", "yes", "yes", "yes", sitting="enlarged")
    assert refusal(result) == ("refused", "refused.sitting-may-not-decide")
    assert result.article == "地方委员会工作条例第二十四条"


def test_an_enlarged_plenary_decides_with_its_members_votes() -> None:
    assert voted("yes", "yes", "yes", "yes", "no", "no", sitting="plenary-enlarged").outcome == "passed"


def test_additional_votes_over_a_fifth_are_refused() -> None:
    members = tuple(Member(str(n), additional=1 if n < 2 else 0) for n in range(9))
    result = decide("prc-cooperative", members=members, ballots=(Ballot("0", "yes"),))
    assert refusal(result) == ("refused", "refused.weights-over-cap")
    assert result.why is not None and result.why.params == {"additional": 2, "most": 1}


def test_weights_of_more_than_the_whole_are_refused() -> None:
    members = (Member("甲", weights={"area": Fraction(3, 5)}), Member("乙", weights={"area": Fraction(1, 2)}))
    ballots = (Ballot("甲", "yes"), Ballot("乙", "yes"))
    result = decide("prc-condominium-owners", members=members, ballots=ballots, numbers={"registered/area": 1})
    assert refusal(result) == ("refused", "refused.weights-over-total")


def test_a_float_never_weighs() -> None:
    members = (Member("甲", weights={"area": 60.5}),)  # type: ignore[dict-item]
    result = decide("prc-condominium-owners", members=members, ballots=(Ballot("甲", "yes"),))
    assert refusal(result) == ("refused", "refused.weight-wrong")


@pytest.mark.parametrize("field", ["yes", "no", "abstain", "blank", "invalid", "not_cast"])
def test_a_negative_count_is_refused(field: str) -> None:
    result = decide(PLENARY, due=9, present=9, **{"yes": 5, "no": 1, field: -1})
    assert refusal(result) == ("refused", "refused.negative-count")
    assert result.why is not None and result.why.params == {"field": field, "found": -1}


def test_a_negative_base_is_refused() -> None:
    assert refusal(decide(PLENARY, due=-9, yes=5)) == ("refused", "refused.negative-count")


def test_votes_are_whole_numbers() -> None:
    result = decide(PLENARY, due=9, present=9, counts={"heads": Counts(yes=5.0)})  # type: ignore[arg-type]
    assert refusal(result) == ("refused", "refused.not-exact")


def test_more_votes_than_people_are_refused() -> None:
    assert refusal(decide(PLENARY, due=9, present=8, yes=9)) == ("refused", "refused.more-votes-than-present")
    assert refusal(decide(PLENARY, due=9, yes=10)) == ("refused", "refused.more-votes-than-members")


def test_an_abstention_is_refused_where_nobody_may_abstain() -> None:
    result = decide("bavaria-municipal-council", in_office=9, present=9, yes=5, no=3, abstain=1)
    assert refusal(result) == ("refused", "refused.abstain-forbidden")
    assert result.article == "GO Art. 48 Abs. 1"


def test_proxies_are_refused_where_there_are_none() -> None:
    ballots = (Ballot("甲", "yes", proxy_for="乙"),)
    assert refusal(decide(PLENARY, members=MEMBERS, ballots=ballots)) == ("refused", "refused.proxy-not-allowed")


def test_who_is_in_conflict_does_not_vote() -> None:
    stays = tuple(Presence(member.id, conflicts=("第一项",) if member.id == "甲" else ()) for member in MEMBERS)
    result = voted("yes", "yes", "yes", "yes", "yes", presences=stays, item="第一项")
    assert refusal(result) == ("refused", "refused.conflict-vote")


def test_a_way_of_voting_the_rules_do_not_name_is_refused() -> None:
    assert refusal(decide(PLENARY, due=9, yes=9, method="consent")) == ("refused", "refused.method-not-allowed")


def test_a_class_the_pack_does_not_have_is_refused() -> None:
    assert refusal(decide(PLENARY, due=9, yes=9, matter_class="override")) == ("refused", "refused.class-unknown")


def test_rules_are_not_used_outside_their_validity() -> None:
    result = decide(PLENARY, due=9, yes=9, on=date(2014, 1, 1))
    assert refusal(result) == ("refused", "refused.outside-validity")


def test_a_second_call_is_refused_where_there_is_none() -> None:
    assert refusal(decide(PLENARY, due=9, yes=9, call=2)) == ("refused", "refused.no-second-call")


def test_a_member_listed_twice_is_refused() -> None:
    result = decide(PLENARY, members=(*MEMBERS, MEMBERS[0]), ballots=(Ballot("甲", "yes"),))
    assert refusal(result) == ("refused", "refused.member-twice")


def test_a_category_the_pack_does_not_know_is_refused() -> None:
    result = decide(PLENARY, Question(members=(Member("甲", "guest"),), ballots=(Ballot("甲", "yes"),)))
    assert refusal(result) == ("refused", "refused.category-unknown")


def test_additional_votes_stated_as_a_total_have_the_cap_too() -> None:
    found = [
        decide("prc-cooperative", counts={"heads": {"yes": 80}, "votes": {"yes": 90}},
               numbers={"in-office": 100, "in-office/votes": total, "present": 80})
        for total in (120, 121)
    ]  # fmt: skip
    assert [(each.outcome, each.why.code if each.why else "") for each in found] == [
        ("passed", "why.passed"), ("refused", "refused.weights-over-cap"),
    ]  # fmt: skip
