"""Counting ballots: a million in memory, or a roll with names, rights and proxies, each misuse refused by name."""

from __future__ import annotations

from collections import Counter
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import datetime
from fractions import Fraction
from itertools import chain
from typing import TYPE_CHECKING, Any

from .values import CHOICES, HEADS, Amount, Ballot, Category, Counts, Member, Pack, Question, WeightRule, Why

if TYPE_CHECKING:
    import numpy as np

# Choices that are ballots returned, in the order of Counts.
CAST = ("yes", "no", "abstain", "blank", "invalid")
_CHOICES = frozenset(CHOICES)
_FIELDS = {**{name: name for name in CAST}, "not-cast": "not_cast"}


class MisuseError(Exception):
    """Something the rules do not allow, with the article that says so; becomes a refused result."""

    def __init__(self, code: str, article: str = "", **params: object) -> None:
        super().__init__(code)
        self.why = Why(f"refused.{code}", params)
        self.article = article


def count_ballots(ballots: Iterable[str] | np.ndarray[Any, Any]) -> Counts:
    """Counts of a run of choices (words of CHOICES), or of an integer array of their places in CHOICES.

    A million takes a fraction of a second either way. Raises ValueError for anything that is no choice.
    """
    tallied: Mapping[str, int]
    if hasattr(ballots, "dtype"):
        import numpy as np

        found = np.bincount(np.asarray(ballots), minlength=len(CHOICES))
        if len(found) > len(CHOICES):
            raise ValueError(f"codes go from 0 to {len(CHOICES) - 1}")
        tallied = dict(zip(CHOICES, (int(number) for number in found), strict=True))
    else:
        tallied = Counter(ballots)
        if strange := set(tallied) - set(CHOICES):
            raise ValueError(f"no choice: {sorted(map(str, strange))}")
    return Counts(**{field: tallied.get(choice, 0) for choice, field in _FIELDS.items()})


@dataclass(frozen=True, slots=True)
class Tally:
    """Votes by measure, the numbers of the body, and how complete the record is."""

    counts: Mapping[str, Counts]
    numbers: Mapping[str, Amount]
    recorded: bool
    unknown: int
    conflicted: int


def _key(base: str, measure: str) -> str:
    return base if measure == HEADS else f"{base}/{measure}"


def weight_of(member: Member, measure: str, pack: Pack) -> Amount:
    """What one member counts for in a measure; the basic vote and the additional ones where the pack weighs votes."""
    if measure == HEADS:
        return 1
    if measure in member.weights:
        return member.weights[measure]
    if (
        pack.weights
        and pack.weights.measure == measure
        and (pack.weights.additional_cap is not None or pack.weights.one_each)
    ):
        return 1 + member.additional
    raise MisuseError("weight-missing", pack.weights.article if pack.weights else "", member=member.id, measure=measure)


def category_of(member: Member, pack: Pack) -> Category:
    """The rights of a member. A category the pack does not name has none, and is refused as unknown."""
    if member.category not in pack.categories:
        raise MisuseError(
            "category-unknown", "", member=member.id, category=member.category, known=", ".join(pack.categories)
        )
    return pack.categories[member.category]


def measures_of(pack: Pack, matter_class: str) -> tuple[str, ...]:
    """Measures the rules of a class need, heads first."""
    needs = chain(pack.majorities[matter_class].needs, *(rule.needs for rule in pack.quorums))
    return tuple(dict.fromkeys((HEADS, *(need.measure for need in needs))))


def in_room(question: Question, at: datetime | None) -> dict[str, bool]:
    """Who is there at an instant (without one: at any time), and whether in person."""
    found: dict[str, bool] = {}
    for stay in question.presences:
        if at is not None and ((stay.arrived and at < stay.arrived) or (stay.left and at >= stay.left)):
            continue
        found[stay.member] = found.get(stay.member, False) or not stay.remote
    return found


def _in_room_during(question: Question) -> set[str]:
    """Who was there at some instant of the item: someone who came in before the vote closed may have voted."""
    start, end = question.at, question.until
    found = set(in_room(question, start))
    if start is not None and end is not None:
        found |= {
            stay.member
            for stay in question.presences
            if (stay.arrived is None or stay.arrived <= end) and (stay.left is None or stay.left > start)
        }
    return found


def conflicted(question: Question) -> set[str]:
    """Members kept out of the item, by their presence or by the roll itself."""
    kept_out = {stay.member for stay in question.presences if question.item and question.item in stay.conflicts}
    return kept_out | {ballot.member for ballot in question.ballots or () if ballot.choice == "conflict"}


def _check_roster(question: Question, pack: Pack) -> None:
    seen: set[str] = set()
    for member in question.members:
        if member.id in seen:
            raise MisuseError("member-twice", "", member=member.id)
        seen.add(member.id)
        if member.category not in pack.categories:
            category_of(member, pack)
        if not member.weights and not member.additional:
            continue
        for measure, weight in member.weights.items():
            if isinstance(weight, float) or weight < 0:
                raise MisuseError(
                    "weight-wrong", pack.weights.article if pack.weights else "", member=member.id, measure=measure
                )
        if member.additional < 0:
            raise MisuseError(
                "weight-wrong", pack.weights.article if pack.weights else "", member=member.id, measure="additional"
            )
    rule = pack.weights
    if rule is None:
        return
    additional = sum(member.additional for member in question.members)
    if additional and (rule.one_each or rule.additional_cap is None):
        raise MisuseError("weights-not-allowed", rule.article)
    if rule.additional_cap is not None and additional > rule.additional_cap * len(question.members):
        most = rule.additional_cap * len(question.members)
        raise MisuseError(
            "weights-over-cap", rule.article, additional=additional, most=most.numerator // most.denominator
        )


def _check_ballot(
    ballot: Ballot, voter: Member, question: Question, pack: Pack, room: Collection[str], out: set[str]
) -> None:
    rights = pack.categories[voter.category]
    if not rights.vote:
        raise MisuseError("no-vote-right", rights.article, member=voter.id, category=voter.category)
    if voter.id in out and ballot.choice != "conflict" and not pack.order.conflicted_vote:
        raise MisuseError("conflict-vote", pack.order.article, member=voter.id)
    if ballot.proxy_for:
        return
    if question.presences and voter.id not in room:
        raise MisuseError("absent-vote", _absent_article(pack), member=voter.id)


def _absent_article(pack: Pack) -> str:
    return pack.majorities["ordinary"].article


def _check_proxies(question: Question, pack: Pack) -> None:
    held = Counter(ballot.member for ballot in question.ballots or () if ballot.proxy_for)
    if not held:
        return
    rule = pack.proxies
    if rule is None or not rule.allowed or rule.elections_only:
        raise MisuseError("proxy-not-allowed", rule.article if rule else "", member=next(iter(held)))
    known = {member.id for member in question.members}
    for holder, number in held.items():
        if rule.most and number > rule.most:
            raise MisuseError("too-many-proxies", rule.article, member=holder, count=number, most=rule.most)
        if "anyone" not in rule.holders and "kin" not in rule.holders and holder not in known:
            raise MisuseError("not-a-member", rule.article, member=holder)
        if rule.written and "written-proxy" not in question.conditions:
            raise MisuseError("proxy-not-written", rule.article, member=holder)


def _from_ballots(
    question: Question, pack: Pack, measures: tuple[str, ...]
) -> tuple[dict[str, Counts], set[str], bool, int]:
    roster = {member.id: member for member in question.members}
    room, out = _in_room_during(question), conflicted(question)
    _check_proxies(question, pack)
    sums: dict[str, dict[str, Amount]] = {measure: dict.fromkeys(_FIELDS.values(), 0) for measure in measures}
    weighed = [measure for measure in measures if measure != HEADS]
    seen: set[str] = set()
    here: set[str] = set()
    heads = sums[HEADS]
    # Who is there and who is kept out is looked at only where the question says anything of it.
    restricted = bool(out or question.presences)
    voting = {name for name, rights in pack.categories.items() if rights.vote}
    recorded, unknown = False, 0
    for ballot in question.ballots or ():
        choice = ballot.choice
        id = ballot.proxy_for or ballot.member
        if choice not in _CHOICES:
            raise MisuseError("choice-unknown", "", member=ballot.member, choice=choice)
        if id in seen:
            raise MisuseError("voted-twice", "", member=id)
        seen.add(id)
        if id not in roster:
            raise MisuseError("not-a-member", _absent_article(pack), member=id)
        field = _FIELDS.get(choice)
        if field is None:
            unknown += choice == "unknown"
            if choice == "conflict":
                here.add(id)
            continue
        here.add(id)
        recorded = True
        if restricted or roster[id].category not in voting:
            _check_ballot(ballot, roster[id], question, pack, room, out)
        heads[field] += 1
        for measure in weighed:
            sums[measure][field] += weight_of(roster[id], measure, pack)
    return {measure: Counts(**found) for measure, found in sums.items()}, here, recorded, unknown


def _check_counts(counts: Mapping[str, Counts]) -> None:
    for measure, found in counts.items():
        for field in _FIELDS.values():
            value = getattr(found, field)
            if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
                raise MisuseError("not-exact", "", field=field, found=repr(value))
            if value < 0:
                raise MisuseError("negative-count", "", field=field, found=value)
            if measure == HEADS and Fraction(value).denominator != 1:
                raise MisuseError("not-exact", "", field=field, found=str(value))


def returned(counts: Counts) -> Amount:
    """Ballots returned: all but those not cast."""
    return counts.yes + counts.no + counts.abstain + counts.blank + counts.invalid


def _roster_numbers(
    question: Question, pack: Pack, measures: tuple[str, ...], here: set[str], room: Collection[str]
) -> dict[str, Amount]:
    out, categories = conflicted(question), pack.categories
    suspended = {ballot.member for ballot in question.ballots or () if ballot.choice == "suspended"}
    kept_out = out | suspended
    there = set(room) if question.presences else here
    numbers: dict[str, Amount] = {}
    for measure in measures:
        base: Amount = 0
        entitled: Amount = 0
        present: Amount = 0
        voters: Amount = 0
        for member in question.members:
            rights = categories.get(member.category) or category_of(member, pack)
            weight = 1 if measure == HEADS else weight_of(member, measure, pack)
            if rights.counts_in_base and (pack.order.conflicted_in_base or member.id not in out):
                base += weight
            if rights.vote and member.id not in kept_out:
                entitled += weight
            if rights.counts_present and member.id in there:
                present += weight
                voters += weight if member.id not in out else 0
        for name, value in (
            ("in-office", base),
            ("entitled", entitled),
            ("present", present),
            ("unconflicted", voters),
        ):
            numbers[_key(name, measure)] = value
    return numbers


def body_numbers(
    question: Question, pack: Pack, measures: tuple[str, ...], here: set[str], room: Collection[str]
) -> dict[str, Amount]:
    """Every number of the body that is stated or follows from the roster, by base (and `base/measure`).

    `here` are those whose votes say they were there, `room` those whom the presences say.
    """
    numbers = _roster_numbers(question, pack, measures, here, room) if question.members else {}
    if pack.seats:
        numbers["seats"] = pack.seats
    for name, value in question.numbers.items():
        if isinstance(value, bool) or not isinstance(value, (int, Fraction)):
            raise MisuseError("not-exact", "", field=name, found=repr(value))
        if value < 0:
            raise MisuseError("negative-count", "", field=name, found=value)
        measure = name.partition("/")[2] or HEADS
        if measure == HEADS and Fraction(value).denominator != 1:
            raise MisuseError("not-exact", "", field=name, found=str(value))
        known = numbers.get(_key("in-office", measure))
        if (
            name.startswith(("registered", "seats", "in-office", "due"))
            and measure != HEADS
            and known is not None
            and known > value
        ):
            raise MisuseError(
                "weights-over-total", pack.weights.article if pack.weights else "", found=str(known), total=str(value)
            )
        numbers[name] = value
    for measure in measures:
        # A body whose seats are all filled: each base falls back on the one it usually equals.
        for name, other in (
            ("in-office", "due"),
            ("due", "in-office"),
            ("seats", "in-office"),
            ("registered", "in-office"),
            ("in-office", "seats"),
            ("due", "in-office"),
            ("entitled", "due"),
            ("unconflicted", "present"),
        ):
            if _key(name, measure) not in numbers and _key(other, measure) in numbers:
                numbers[_key(name, measure)] = numbers[_key(other, measure)]
    rule = pack.weights
    if rule and rule.additional_cap is not None and not question.members and "in-office" in numbers:
        numbers.setdefault(_key("in-office", rule.measure), numbers["in-office"])
        _check_cap(rule, numbers["in-office"], numbers[_key("in-office", rule.measure)])
    return numbers


def _check_cap(rule: WeightRule, basic: Amount, total: Amount) -> None:
    """Votes stated as totals: those above one a member are additional ones, and have the same cap."""
    if rule.additional_cap is not None and total - basic > rule.additional_cap * basic:
        most = Fraction(rule.additional_cap * basic)
        raise MisuseError(
            "weights-over-cap", rule.article, additional=str(total - basic), most=most.numerator // most.denominator
        )


def tally(question: Question, pack: Pack) -> Tally:
    """The votes of a question, counted and checked. Raises MisuseError for what the rules do not allow."""
    measures = measures_of(pack, question.matter_class)
    _check_roster(question, pack)
    here: set[str] = set()
    if question.ballots is not None:
        counts, here, recorded, unknown = _from_ballots(question, pack, measures)
    else:
        _check_counts(question.counts)
        counts, recorded, unknown = dict(question.counts), bool(question.counts), 0
        rule = pack.weights
        if rule and rule.additional_cap is not None and HEADS in counts:
            # Nobody holds additional votes unless it is said: then votes are heads.
            counts.setdefault(rule.measure, counts[HEADS])
    numbers = body_numbers(question, pack, measures, here, _in_room_during(question))
    if question.ballots is None and recorded:
        _check_sums(counts, numbers)
    for measure, found in counts.items():
        # Where nobody wrote down who was there, those who voted were.
        numbers.setdefault(_key("present", measure), returned(found) + found.not_cast)
        numbers.setdefault(_key("unconflicted", measure), numbers[_key("present", measure)])
    return Tally(counts, numbers, recorded, unknown, len(conflicted(question)))


def _check_sums(counts: Mapping[str, Counts], numbers: Mapping[str, Amount]) -> None:
    for measure, found in counts.items():
        votes = returned(found) + found.not_cast
        for base in ("present", "seats", "in-office", "registered"):
            most = numbers.get(_key(base, measure))
            if most is not None and votes > most:
                code = (
                    "more-votes-than-present"
                    if base == "present"
                    else "weights-over-total"
                    if measure != HEADS
                    else "more-votes-than-members"
                )
                raise MisuseError(code, "", found=str(votes), total=str(most), base=base)
