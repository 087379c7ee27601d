"""Every combination of votes up to nine members, every pack, against rules written here by hand."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from fractions import Fraction
from itertools import product

import pytest

from ninetenths.procedure import Ballot, Counts, Member, Question, decide, load_pack, pack_names

F = Fraction


@dataclass(frozen=True)
class Votes:
    """A meeting of n: votes by kind, the rest silent in the room or away."""

    n: int
    yes: int
    no: int
    abstain: int = 0
    blank: int = 0
    invalid: int = 0
    silent: int = 0

    @property
    def ballots(self) -> int:
        return self.yes + self.no + self.abstain + self.blank + self.invalid

    @property
    def present(self) -> int:
        return self.ballots + self.silent


Quorum = Callable[[Votes], bool]
Passes = Callable[[Votes], str]


def of_all(share: Fraction, *, strict: bool) -> Passes:
    """For the votes of all n."""
    return lambda v: "passed" if (F(v.yes, v.n) > share if strict else F(v.yes, v.n) >= share) else "failed"


def more_than_half(v: Votes) -> bool:
    return F(v.present, v.n) > F(1, 2)


def two_thirds(v: Votes) -> bool:
    return F(v.present, v.n) >= F(2, 3)


def half(v: Votes) -> bool:
    return F(v.present, v.n) >= F(1, 2)


MAJORITY = of_all(F(1, 2), strict=True)
TWO_THIRDS = of_all(F(2, 3), strict=False)


def general_assembly(v: Votes) -> str:
    return "passed" if v.yes > v.no else "tied" if v.yes == v.no else "failed"


def important(v: Votes) -> str:
    return "passed" if F(v.yes) >= F(2, 3) * (v.yes + v.no) else "failed"


def plain_majority(v: Votes) -> str:
    return "passed" if v.yes > v.no else "failed"


def bavaria(v: Votes) -> str:
    return "refused" if v.abstain else plain_majority(v)


def carinthia(v: Votes) -> str:
    against = v.no + v.abstain + v.blank + v.invalid + v.silent
    return "passed" if v.yes > against else "failed"


def present_half(v: Votes) -> str:
    return "passed" if F(v.yes) > F(v.present, 2) else "failed"


def ballots_half(v: Votes) -> str:
    return "passed" if F(v.yes) > F(v.ballots, 2) else "failed"


def cast(v: Votes) -> int:
    """Robert: blanks and abstentions are ignored, illegal votes are not."""
    return v.yes + v.no + v.invalid


def robert(v: Votes) -> str:
    return "passed" if F(v.yes) > F(cast(v), 2) else "failed"


def robert_two_thirds(v: Votes) -> str:
    return "passed" if F(v.yes) >= F(2, 3) * cast(v) else "failed"


def rescind(v: Votes) -> str:
    return "passed" if "passed" in (robert_two_thirds(v), MAJORITY(v)) else "failed"


def uk(v: Votes) -> str:
    return general_assembly(v)


def condominium(share: Fraction, *, strict: bool) -> Passes:
    return lambda v: "passed" if (v.yes > share * v.ballots if strict else v.yes >= share * v.ballots) else "failed"


def takes_part(v: Votes) -> bool:
    return F(v.ballots + v.silent, v.n) >= F(2, 3)


def always(v: Votes) -> bool:
    return True


def refused(v: Votes) -> str:
    return "refused"


def everyone(v: Votes) -> str:
    return "passed" if v.yes == v.n else "failed"


RULES: dict[str, dict[str, tuple[Quorum, Passes]]] = {
    "cpc-local-plenary": {"ordinary": (two_thirds, MAJORITY), "discipline": (two_thirds, TWO_THIRDS)},
    "cpc-local-enlarged": {"ordinary": (always, refused), "discipline": (always, refused)},
    "cpc-local-standing-committee": {"ordinary": (half, MAJORITY), "appointment": (two_thirds, MAJORITY)},
    "cpc-local-congress": {
        "ordinary": (more_than_half, MAJORITY),
        "election-method": (more_than_half, of_all(F(1, 2), strict=False)),
    },
    "prc-local-congress": {"ordinary": (two_thirds, MAJORITY), "recall": (two_thirds, MAJORITY)},
    "prc-local-congress-standing": {"ordinary": (more_than_half, MAJORITY)},
    "npc-standing-committee": {"ordinary": (more_than_half, MAJORITY), "appointment": (more_than_half, MAJORITY)},
    "prc-village-assembly": {"ordinary": (more_than_half, present_half), "recall": (more_than_half, ballots_half)},
    "prc-village-representatives": {"ordinary": (two_thirds, present_half)},
    "prc-cooperative": {
        "ordinary": (two_thirds, MAJORITY),
        **dict.fromkeys(("charter", "merger", "division", "dissolution", "union"), (two_thirds, TWO_THIRDS)),
        "founding-charter": (two_thirds, everyone),
    },
    "prc-condominium-owners": {
        "ordinary": (takes_part, condominium(F(1, 2), strict=True)),
        "special": (takes_part, condominium(F(3, 4), strict=False)),
    },
    "nyc-council": {"ordinary": (more_than_half, MAJORITY), "override": (more_than_half, TWO_THIRDS)},
    "un-general-assembly": {"ordinary": (more_than_half, general_assembly), "important": (more_than_half, important)},
    "nrw-municipal-council": {"ordinary": (always, plain_majority)},
    "bavaria-municipal-council": {"ordinary": (more_than_half, bavaria)},
    "carinthia-municipal-council": {"ordinary": (two_thirds, carinthia)},
    "uk-local-authority": {"ordinary": (lambda v: F(v.present, v.n) >= F(1, 4), uk)},
    "roberts-rules": {
        "ordinary": (more_than_half, robert),
        "two-thirds": (more_than_half, robert_two_thirds),
        "membership": (more_than_half, MAJORITY),
        "rescind": (more_than_half, rescind),
    },
}
CASES = [(name, matter_class) for name, classes in RULES.items() for matter_class in classes]


def combinations(kinds: int, most: int) -> Iterator[tuple[int, ...]]:
    """Every way to give up to `most` members one of so many kinds: (n, first, second, …), the rest away."""

    def parts(left: int, number: int) -> Iterator[tuple[int, ...]]:
        if number == 0:
            yield ()
            return
        for first in range(left + 1):
            for rest in parts(left - first, number - 1):
                yield (first, *rest)

    for n in range(1, most + 1):
        for found in parts(n, kinds):
            yield (n, *found)


def expected(name: str, matter_class: str, v: Votes) -> str:
    there, passes = RULES[name][matter_class]
    # What may not be done at all is refused before anyone is counted.
    if passes(v) == "refused":
        return "refused"
    return passes(v) if there(v) else "no-quorum"


def found(name: str, matter_class: str, v: Votes) -> str:
    counts = Counts(v.yes, v.no, v.abstain, v.blank, v.invalid, v.silent)
    numbers: dict[str, int | Fraction] = {"seats": v.n, "due": v.n, "registered": v.n, "present": v.present}
    measures = {"heads": counts}
    if name == "prc-condominium-owners":
        # Every flat has 60 square metres: the two keys turn together, and must agree with one.
        area = Counts(*(60 * number for number in (v.yes, v.no, v.abstain, v.blank, v.invalid, v.silent)))
        measures["area"] = area
        numbers |= {"registered/area": 60 * v.n, "present/area": 60 * v.present}
    if name == "prc-village-assembly":
        numbers |= {"registered/households": v.n, "present/households": 0}
    question = Question(matter_class=matter_class, counts=measures, numbers=numbers)
    return decide(load_pack(name), question).outcome


def test_every_pack_and_class_is_counted_here() -> None:
    assert {name: set(load_pack(name).majorities) for name in pack_names()} == {
        name: set(classes) for name, classes in RULES.items()
    }


@pytest.mark.parametrize(("name", "matter_class"), CASES)
def test_every_combination_of_yes_no_abstain_absent_comes_out_as_by_hand(name: str, matter_class: str) -> None:
    different = [
        v for v in (Votes(*counted) for counted in combinations(3, 9))
        if found(name, matter_class, v) != expected(name, matter_class, v)
    ]  # fmt: skip
    assert different == []


@pytest.mark.parametrize(("name", "matter_class"), CASES)
def test_blank_invalid_and_silent_members_come_out_as_by_hand(name: str, matter_class: str) -> None:
    different = [
        v for v in (Votes(*counted) for counted in combinations(6, 4))
        if found(name, matter_class, v) != expected(name, matter_class, v)
    ]  # fmt: skip
    assert different == []


@pytest.mark.deep
@pytest.mark.parametrize(("name", "matter_class"), CASES)
def test_every_combination_of_every_kind_of_ballot_comes_out_as_by_hand(name: str, matter_class: str) -> None:
    different = [
        v for v in (Votes(*counted) for counted in combinations(6, 9))
        if found(name, matter_class, v) != expected(name, matter_class, v)
    ]  # fmt: skip
    assert different == []


def test_owners_need_both_keys_whatever_the_areas() -> None:
    areas = (50, 60, 75, 140)
    for choices in product(("yes", "no", "abstain", "absent"), repeat=4):
        members = tuple(Member(str(n), weights={"area": area}) for n, area in enumerate(areas))
        ballots = tuple(Ballot(str(n), choice) for n, choice in enumerate(choices))
        part = [n for n in range(4) if choices[n] != "absent"]
        yes = [n for n in range(4) if choices[n] == "yes"]
        area, whole, for_it = sum(areas[n] for n in part), sum(areas), sum(areas[n] for n in yes)
        if not part:
            wanted = "not-recorded"
        elif F(area, whole) < F(2, 3) or F(len(part), 4) < F(2, 3):
            wanted = "no-quorum"
        else:
            wanted = "passed" if F(for_it, area) > F(1, 2) and F(len(yes), len(part)) > F(1, 2) else "failed"
        assert decide("prc-condominium-owners", members=members, ballots=ballots).outcome == wanted, choices


def test_additional_votes_count_in_the_co_operatives_total() -> None:
    for choices in product(("yes", "no", "absent"), repeat=5):
        members = tuple(Member(str(n), additional=1 if n == 0 else 0) for n in range(5))
        ballots = tuple(Ballot(str(n), choice) for n, choice in enumerate(choices))
        votes = sum(2 if n == 0 else 1 for n in range(5) if choices[n] == "yes")
        part = sum(choice != "absent" for choice in choices)
        wanted = "passed" if F(votes) >= F(2, 3) * 6 else "failed"
        if not part:
            wanted = "not-recorded"
        elif F(part, 5) < F(2, 3):
            wanted = "no-quorum"
        assert decide("prc-cooperative", matter_class="charter", members=members, ballots=ballots).outcome == wanted
