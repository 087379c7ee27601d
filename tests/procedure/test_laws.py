"""Laws packs promise: one more yes never defeats, order never matters, alternates never change a vote."""

from __future__ import annotations

import dataclasses
import random

from hypothesis import given, settings
from hypothesis import strategies as st

from ninetenths.procedure import (
    CHOICES,
    Ballot,
    Counts,
    Member,
    Presence,
    Question,
    Result,
    count_ballots,
    decide,
    load_pack,
    pack_names,
)

ROLL = st.lists(
    st.sampled_from(("yes", "no", "abstain", "blank", "invalid", "not-cast", "absent")), min_size=1, max_size=30
)
CASES = [(name, matter_class) for name in pack_names() for matter_class in load_pack(name).majorities]
# From worse to better, so that "never defeats" has a meaning.
RANK = {"refused": 0, "not-recorded": 0, "no-quorum": 0, "failed": 1, "tied": 2, "passed": 3}


def roll(name: str, matter_class: str, choices: list[str]) -> Question:
    members = tuple(Member(f"m{n}", weights={"area": 50 + n, "households": 1}) for n in range(len(choices)))
    ballots = tuple(Ballot(f"m{n}", choice) for n, choice in enumerate(choices))
    return Question(matter_class=matter_class, members=members, ballots=ballots, numbers={"seats": len(choices)})


def same(result: Result) -> tuple[object, ...]:
    return result.outcome, result.arithmetic, result.base, result.needed, sorted(result.numbers.items())


@settings(max_examples=300, deadline=None)
@given(case=st.sampled_from(CASES), choices=ROLL, data=st.data())
def test_one_more_yes_never_defeats(case: tuple[str, str], choices: list[str], data: st.DataObject) -> None:
    assert "one-more-yes" in load_pack(case[0]).promises
    before = decide(case[0], roll(*case, choices))
    others = [n for n, choice in enumerate(choices) if choice != "yes"]
    if not others:
        return
    changed = list(choices)
    changed[data.draw(st.sampled_from(others))] = "yes"
    after = decide(case[0], roll(*case, changed))
    assert RANK[after.outcome] >= RANK[before.outcome]


@settings(max_examples=200, deadline=None)
@given(case=st.sampled_from(CASES), choices=ROLL, seed=st.integers(0, 1000))
def test_the_order_of_votes_never_matters(case: tuple[str, str], choices: list[str], seed: int) -> None:
    assert "order" in load_pack(case[0]).promises
    question = roll(*case, choices)
    members, ballots = list(question.members), list(question.ballots or ())
    random.Random(seed).shuffle(members)
    random.Random(seed + 1).shuffle(ballots)
    shuffled = dataclasses.replace(question, members=tuple(members), ballots=tuple(ballots))
    assert same(decide(case[0], shuffled)) == same(decide(case[0], question))


@settings(max_examples=100, deadline=None)
@given(choices=ROLL, alternates=st.integers(1, 9), matter_class=st.sampled_from(("ordinary", "discipline")))
def test_alternates_in_the_room_never_change_a_vote(choices: list[str], alternates: int, matter_class: str) -> None:
    pack = load_pack("cpc-local-plenary")
    assert "alternates" in pack.promises
    question = roll("cpc-local-plenary", matter_class, choices)
    stays = tuple(Presence(f"m{n}") for n, choice in enumerate(choices) if choice != "absent")
    if not stays:
        return
    question = dataclasses.replace(question, presences=stays)
    sitting_by = tuple(Member(f"a{n}", "alternate") for n in range(alternates))
    more = dataclasses.replace(
        question,
        members=(*question.members, *sitting_by),
        presences=(*stays, *(Presence(member.id) for member in sitting_by)),
    )
    assert same(decide(pack, more)) == same(decide(pack, question))


@settings(max_examples=50, deadline=None)
@given(choices=st.lists(st.sampled_from(CHOICES), max_size=200))
def test_words_and_codes_count_alike(choices: list[str]) -> None:
    import numpy as np

    codes = np.array([CHOICES.index(choice) for choice in choices], dtype=np.int64)
    by_hand = [choices.count(name) for name in ("yes", "no", "abstain", "blank", "invalid", "not-cast")]
    assert count_ballots(choices) == count_ballots(codes) == Counts(*by_hand)
