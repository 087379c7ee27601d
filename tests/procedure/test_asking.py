"""Questions and elections in plain values come out as those in this room's own; mistakes are said."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

from ninetenths.procedure import Ballot, Counts, Election, Member, Presence, decide, elect
from ninetenths.refusal import Refusal

ROLL = (Ballot("a", "yes"), Ballot("b", "yes"), Ballot("c", "no"))
FORMS: list[dict[str, Any]] = [
    {"members": ["a", "b", "c"], "ballots": [["a", "yes"], ["b", "yes"], ["c", "no"]]},
    {"members": [{"id": "a"}, {"name": "b"}, {"member": "c"}], "votes": {"a": "赞成", "b": "Affirmative", "c": "nay"}},
    {"ballots": [{"member": "a", "choice": "yes"}, {"member": "b", "vote": "同意"}, ("c", "no")]},
    {"members": [Member("a"), "b", ["c", "member"]], "ballots": ROLL},
]


@pytest.mark.parametrize("given", FORMS)
def test_plain_values_are_decided_as_values(given: dict[str, Any]) -> None:
    wanted = decide("cpc-local-plenary", members=(Member("a"), Member("b"), Member("c")), ballots=ROLL)
    assert (wanted.outcome, wanted.arithmetic) == ("passed", "2 > 1/2 of 3 = 1.5")
    assert decide("cpc-local-plenary", given) == wanted
    assert decide("cpc-local-plenary", **given) == wanted


def test_counts_and_numbers_may_be_plain() -> None:
    wanted = decide("cpc-local-plenary", due=51, present=48, yes=26, no=22)
    for given in (
        {"counts": {"yes": 26, "no": 22}, "numbers": {"due": 51, "present": 48}},
        {"counts": {"heads": {"yes": 26, "no": 22}}, "due": 51, "present": 48},
        {"counts": Counts(26, 22), "numbers": {"due": 51}, "present": 48},
        {"yes": 26, "no": 22, "due": 51, "present": 48},
    ):
        assert decide("cpc-local-plenary", given) == wanted


def test_presences_may_be_names_or_have_instants_as_text() -> None:
    members = [f"m{n}" for n in range(6)]
    votes = dict.fromkeys(members[:4], "yes")
    assert decide("cpc-local-plenary", members=members, votes=votes, present=members[:4]).outcome == "passed"
    stays = [{"member": name, "arrived": "2031-07-20T09:00"} for name in members[:4]]
    stays[3]["left"] = "2031-07-20T10:30"
    span = {"at": "2031-07-20T10:00", "until": "2031-07-20T11:00"}
    lost = decide("cpc-local-plenary", members=members, votes=votes, presences=stays, **span)
    assert (lost.outcome, lost.why.code if lost.why else "") == ("refused", "refused.quorum-lost")


def test_someone_who_comes_in_before_the_vote_closes_may_have_voted_and_is_counted_as_present() -> None:
    at, came, until = (datetime(2031, 7, 20, hour) for hour in (9, 10, 11))
    members = tuple(Member(f"m{n}") for n in range(6))
    stays = (*(Presence(f"m{n}", at) for n in range(4)), Presence("m4", came))
    ballots = tuple(Ballot(f"m{n}", "yes") for n in range(5))
    found = decide(
        "cpc-local-plenary", members=members, presences=stays, ballots=ballots, at=at, until=until
    )  # fmt: skip
    assert (found.outcome, found.numbers["present"]) == ("passed", 5)


@pytest.mark.parametrize(
    ("given", "code"),
    [
        ({"foo": 1}, "asked.field"),
        ({"members": [3]}, "asked.value"),
        ({"members": [{"id": "a", "hat": "red"}]}, "asked.field"),
        ({"ballots": ["a"]}, "asked.value"),
        ({"ballots": "yes"}, "asked.value"),
        ({"counts": 3}, "asked.value"),
        ({"at": "soon"}, "asked.value"),
        ({"on": "soon"}, "asked.value"),
    ],
)
def test_what_is_no_question_is_refused_by_name(given: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as refused:
        decide("cpc-local-plenary", given)
    assert refused.value.code == code


def test_a_word_that_is_no_choice_is_refused_with_its_member() -> None:
    found = decide("cpc-local-plenary", votes={"a": "yes", "b": "perhaps"})
    assert (found.outcome, found.why.to_dict() if found.why else None) == (
        "refused",
        {"code": "refused.choice-unknown", "params": {"member": "b", "choice": "perhaps"}},
    )


def test_elections_may_be_plain() -> None:
    given = {
        "office": "secretary", "seats": 1, "candidates": ["程望山"], "votes": {"程望山": 40}, "returned": 48,
        "numbers": {"due": 51, "present": 48},
    }  # fmt: skip
    wanted = elect("cpc-local-plenary", Election(**{**given, "candidates": ("程望山",)}))
    assert wanted.outcome == "elected"
    assert elect("cpc-local-plenary", given) == elect("cpc-local-plenary", **given) == wanted
