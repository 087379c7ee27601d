"""Elections: surplus, threshold, ties, re-runs, void papers; alternates and strokes; transferable votes."""

from __future__ import annotations

import dataclasses
from datetime import date
from fractions import Fraction
from itertools import product

import pytest

from ninetenths.procedure import Election, ElectionResult, elect, fill_vacancies, load_pack, surname_strokes

PLENARY = "cpc-local-plenary"
COMMITTEE = Election(
    "standing-committee",
    2,
    ("赵", "钱", "孙"),
    issued=48,
    returned=48,
    numbers={"due": 51, "present": 48},
)


def elected(**votes: int) -> ElectionResult:
    return elect(PLENARY, dataclasses.replace(COMMITTEE, votes=votes))


def test_those_over_half_of_the_due_with_most_votes_are_elected() -> None:
    result = elected(赵=40, 钱=30, 孙=27)
    assert (result.outcome, result.elected, result.arithmetic) == ("elected", ("赵", "钱"), "30 > 1/2 of 51 = 25.5")


def test_a_tie_among_the_last_is_voted_on_again_among_the_tied() -> None:
    result = elected(赵=40, 钱=28, 孙=28)
    assert (result.outcome, result.elected, result.step, set(result.again)) == (
        "tied",
        ("赵",),
        "vote-again",
        {"钱", "孙"},
    )
    again = dataclasses.replace(
        COMMITTEE, seats=1, candidates=("钱", "孙"), votes={"钱": 25, "孙": 20}, round="vote-again"
    )
    assert elect(PLENARY, again).elected == ("钱",)


def test_fewer_than_seats_leads_to_a_rerun_or_open_seats_when_enough_agree() -> None:
    result = elected(赵=40, 钱=25, 孙=20)
    assert (result.outcome, result.elected, result.open, result.step, result.again) == (
        "partial",
        ("赵",),
        1,
        "rerun",
        ("钱", "孙"),
    )
    votes = {"赵": 40, "钱": 25, "孙": 20}
    agreed = elect(PLENARY, dataclasses.replace(COMMITTEE, votes=votes, agree_open=26))
    assert (agreed.outcome, agreed.step, agreed.arithmetic) == ("partial", "leave-open", "26 >= 1/2 of 51 = 25.5")
    assert elect(PLENARY, dataclasses.replace(COMMITTEE, votes=votes, agree_open=25)).step == "rerun"


def test_more_papers_back_than_issued_void_the_vote() -> None:
    result = elect(PLENARY, dataclasses.replace(COMMITTEE, votes={"赵": 40}, issued=47))
    assert (result.outcome, result.elected, result.arithmetic) == ("void", (), "48 > 47")


def test_papers_with_too_many_names_are_invalid_and_names_may_be_written_in() -> None:
    papers = (("赵", "钱"),) * 30 + (("赵", "钱", "孙"),) * 10 + (("赵", "李"),) * 8
    result = elect(PLENARY, dataclasses.replace(COMMITTEE, papers=papers, returned=None))
    assert {each.name: (each.votes, each.written_in) for each in result.standings} == {
        "赵": (38, False),
        "钱": (30, False),
        "孙": (0, False),
        "李": (8, True),
    }


def test_two_thirds_exactly_of_the_due_is_not_enough_to_elect() -> None:
    at = dataclasses.replace(COMMITTEE, votes={"赵": 30, "钱": 29, "孙": 1}, issued=34, returned=34)
    result = elect(PLENARY, dataclasses.replace(at, numbers={"due": 51, "present": 34}))
    assert (result.outcome, result.arithmetic) == ("no-quorum", "34 <= 2/3 of 51 = 34")
    assert elect(PLENARY, dataclasses.replace(at, numbers={"due": 51, "present": 35})).outcome == "elected"


@pytest.mark.parametrize(
    ("office", "seats", "candidates", "fits"),
    [
        ("standing-committee", 11, 11, False),
        ("standing-committee", 11, 12, True),
        ("standing-committee", 11, 13, True),
        ("standing-committee", 11, 14, False),
        ("secretary", 1, 1, True),
        ("secretary", 1, 2, False),
    ],
)
def test_candidates_exceed_seats_as_the_articles_say(office: str, seats: int, candidates: int, fits: bool) -> None:
    names = tuple(f"候{n}" for n in range(candidates))
    result = elect(PLENARY, Election(office, seats, names, returned=48, numbers={"due": 51, "present": 48}))
    assert (result.why is not None and result.why.code != "refused.surplus-wrong") == fits


@pytest.mark.parametrize(("candidates", "fits"), [(54, False), (55, True), (70, True)])
def test_a_congress_has_at_least_a_tenth_more_candidates(candidates: int, fits: bool) -> None:
    names = tuple(f"候{n}" for n in range(candidates))
    result = elect(
        "cpc-local-congress", Election("members", 50, names, returned=300, numbers={"due": 400, "present": 300})
    )
    assert (result.outcome != "refused") == fits


def test_an_election_is_secret() -> None:
    result = elect(PLENARY, dataclasses.replace(COMMITTEE, votes={"赵": 40}, method="show-of-hands"))
    assert result.why is not None and (result.outcome, result.why.code) == ("refused", "refused.method-compulsory")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"votes": {"赵": -1}}, "refused.negative-count"),
        ({"votes": {"赵": 49}}, "refused.more-votes-than-papers"),
        ({"seats": 0}, "refused.seats-wrong"),
        ({"office": "mayor"}, "refused.office-unknown"),
        ({"candidates": ("赵", "赵", "孙")}, "refused.candidate-twice"),
        ({"returned": 49, "issued": 49}, "refused.more-votes-than-present"),
    ],
)
def test_misuse_of_an_election_is_refused_by_name(change: dict[str, object], code: str) -> None:
    result = elect(PLENARY, dataclasses.replace(COMMITTEE, **change))  # type: ignore[arg-type]
    assert result.why is not None and (result.outcome, result.why.code) == ("refused", code)


def test_every_small_election_at_a_plenary_comes_out_as_by_hand() -> None:
    for votes in product(range(8), repeat=3):
        result = elect(
            PLENARY,
            dataclasses.replace(
                COMMITTEE,
                votes=dict(zip("赵钱孙", votes, strict=True)),
                issued=7,
                returned=7,
                numbers={"due": 7, "present": 7},
            ),
        )
        over = sorted((number for number in votes if Fraction(number, 7) > Fraction(1, 2)), reverse=True)
        if len(over) < 2:
            wanted = ("partial", len(over))
        elif len(over) == 3 and over[1] == over[2]:
            wanted = ("tied", 0 if over[0] == over[1] else 1)
        else:
            wanted = ("elected", 2)
        assert (result.outcome, len(result.elected)) == wanted, votes


def test_a_village_elects_by_half_of_those_who_vote_and_reruns_with_a_third() -> None:
    village = Election(
        "committee",
        1,
        ("赵", "钱"),
        votes={"赵": 90, "钱": 60},
        returned=200,
        numbers={"registered": 380},
    )
    assert elect("prc-village-assembly", village).step == "rerun"
    rerun = dataclasses.replace(village, votes={"赵": 67, "钱": 60}, round="rerun")
    result = elect("prc-village-assembly", rerun)
    assert (result.elected, result.arithmetic) == (("赵",), "67 >= 1/3 of 200 = 66 2/3")
    assert elect("prc-village-assembly", dataclasses.replace(rerun, votes={"赵": 66})).outcome == "partial"
    half = dataclasses.replace(village, returned=190)
    assert (elect("prc-village-assembly", half).outcome, elect("prc-village-assembly", half).arithmetic) == (
        "no-quorum",
        "190 <= 1/2 of 380 = 190",
    )


def test_in_bavaria_the_two_first_run_off_and_then_a_lot_is_drawn() -> None:
    first = Election(
        "office",
        1,
        ("A", "B", "C"),
        votes={"A": 10, "B": 8, "C": 3},
        returned=21,
        numbers={"in-office": 25, "present": 21},
    )
    result = elect("bavaria-municipal-council", first)
    assert (result.outcome, result.step, result.again) == ("partial", "run-off", ("A", "B"))
    level = dataclasses.replace(first, candidates=("A", "B"), votes={"A": 10, "B": 10}, round="vote-again")
    assert (elect("bavaria-municipal-council", level).outcome, elect("bavaria-municipal-council", level).step) == (
        "tied",
        "lot",
    )


def test_alternates_move_up_by_votes_then_by_strokes() -> None:
    up = fill_vacancies(PLENARY, {"张三": 300, "丁一": 298, "王二": 298, "李四": 290}, 2)
    assert (up.moved, up.undecided, up.left) == (("张三", "丁一"), (), 0)
    assert up.article == "地方委员会工作条例第七条第二款；地方组织选举工作条例第三十八条"


def test_equal_strokes_and_unknown_surnames_are_said_not_guessed() -> None:
    equal = fill_vacancies(PLENARY, {"王一": 300, "毛二": 300}, 1)
    assert (equal.moved, equal.undecided, equal.why and equal.why.code) == ((), ("王一", "毛二"), "why.strokes-equal")
    unknown = fill_vacancies(PLENARY, {"王一": 300, "𠀀二": 300}, 1)
    assert (unknown.moved, unknown.why and unknown.why.to_dict()) == (
        (),
        {"code": "why.strokes-unknown", "params": {"names": "𠀀二"}},
    )
    assert fill_vacancies(PLENARY, {"王一": 300, "𠀀二": 300}, 2).left == 0


def test_vacancies_left_over_are_said() -> None:
    up = fill_vacancies(PLENARY, {"张三": 300}, 3)
    assert (up.moved, up.left, up.why and up.why.code) == (("张三",), 2, "why.alternates-exhausted")


@pytest.mark.parametrize(
    ("name", "strokes"),
    [("丁一", 2), ("王二", 4), ("陈三", 7), ("欧阳四", 8), ("黄五", 11), ("魏六", 17), ("司马七", 5), ("Smith", None)],
)
def test_strokes_of_surnames(name: str, strokes: int | None) -> None:
    assert surname_strokes(name) == strokes


def stv(seats: int, *papers: tuple[int, str]) -> ElectionResult:
    pack = load_pack("un-general-assembly")
    rule = dataclasses.replace(pack.elections["office"], method="stv", need=None)
    pack = dataclasses.replace(pack, elections={"office": rule}, quorums=())
    cast = tuple(tuple(order) for number, order in papers for _ in range(number))
    names = tuple(sorted({name for paper in cast for name in paper}))
    return elect(pack, Election("office", seats, names, papers=cast))


def test_a_transferable_vote_passes_the_surplus_on_in_fractions() -> None:
    # 20 papers, 3 seats: the quota is 6. C has 12 and passes 6 on, by half: S 1 + 4, H 1 + 2.
    # P (2) goes out, so O has 6; H (3) goes out, and S is the last that remains.
    result = stv(3, (4, "OA"), (2, "PO"), (8, "CS"), (4, "CH"), (1, "S"), (1, "H"))
    assert (result.outcome, result.arithmetic, set(result.elected)) == ("elected", "droop of 20 = 6", {"C", "O", "S"})


def test_a_transferable_vote_that_needs_a_lot_says_so() -> None:
    result = stv(1, (2, "A"), (2, "B"), (3, "C"))
    assert (result.outcome, result.step, result.again) == ("tied", "lot", ("A", "B"))


def test_those_level_before_a_surplus_is_passed_on_need_no_lot() -> None:
    # 5 papers, 2 seats: the quota is 2. X has 3 and passes 1 on by thirds: Y 1 2/3, Z 1 1/3, and Z goes out.
    result = stv(2, (2, "XY"), (1, "XZ"), (1, "Y"), (1, "ZY"))
    assert (result.outcome, result.elected) == ("elected", ("X", "Y"))


def test_spent_votes_stand_for_nobody_and_the_hopeless_go_together() -> None:
    # A's and B's papers name nobody else: they are spent, and must not keep a place that C or D has.
    result = stv(1, (1, "A"), (1, "B"), (4, "C"), (3, "D"), (3, "EC"))
    assert (result.outcome, result.again) == ("tied", ("D", "E"))
    result = stv(1, (1, "A"), (1, "B"), (4, "C"), (4, "D"), (3, "EC"))
    assert (result.outcome, result.elected) == ("elected", ("C",))


def test_more_seats_than_candidates_leave_seats_open() -> None:
    result = stv(3, (2, "A"), (1, "B"))
    assert (result.outcome, result.elected, result.open) == ("partial", ("A", "B"), 1)


def test_who_may_not_be_elected_and_who_may_not_vote_for_others() -> None:
    guest = elect(PLENARY, dataclasses.replace(COMMITTEE, categories={"赵": "observer"}))
    assert guest.why is not None and guest.why.code == "refused.may-not-be-elected"
    held = elect(PLENARY, dataclasses.replace(COMMITTEE, proxies=(("赵", "李"),)))
    assert held.why is not None and held.why.code == "refused.proxy-not-allowed"
    village = Election("committee", 1, ("赵", "钱"), votes={"赵": 120}, returned=200, numbers={"registered": 380})
    assert elect("prc-village-assembly", dataclasses.replace(village, proxies=(("周", "吴"),))).elected == ("赵",)
    twice = elect("prc-village-assembly", dataclasses.replace(village, proxies=(("周", "吴"), ("郑", "吴"))))
    assert twice.why is not None and twice.why.code == "refused.voted-twice"


def test_an_election_that_does_not_say_how_many_took_part_is_not_recorded() -> None:
    votes = {"甲": 30, "乙": 28, "丙": 10}
    found = elect("cpc-local-plenary", office="standing-committee", seats=2, candidates=list(votes), votes=votes,
                  numbers={"due": 51})  # fmt: skip
    assert (found.outcome, found.why.params if found.why else None) == ("not-recorded", {"base": "returned"})


def test_nobody_has_more_votes_than_people_were_there() -> None:
    votes = {"甲": 49, "乙": 28, "丙": 10}
    found = elect("cpc-local-plenary", office="standing-committee", seats=2, candidates=list(votes), votes=votes,
                  numbers={"due": 51, "present": 48})  # fmt: skip
    assert (found.outcome, found.why.code if found.why else "") == ("refused", "refused.more-votes-than-papers")


def test_an_election_before_its_regulations_is_refused() -> None:
    found = [
        elect("cpc-local-plenary", office="secretary", seats=1, candidates=["甲"], votes={"甲": 40}, returned=48,
              numbers={"due": 51}, on=date(2020, 12, day)).outcome
        for day in (27, 28)
    ]  # fmt: skip
    assert found == ["refused", "elected"]
