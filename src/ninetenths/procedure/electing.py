"""Elections: threshold, most votes, ties, re-runs, void ballots, and alternates moving up, with the arithmetic."""

from __future__ import annotations

import dataclasses
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from pathlib import Path
from typing import Any

from .arithmetic import compare, plain, written
from .asking import fields_of
from .counting import MisuseError
from .deciding import check_validity, quorum_at
from .library import load_pack
from .strokes import surname_strokes
from .transferable import transferable
from .values import Amount, ElectionRule, Need, Pack, Question, Why

__all__ = ["Election", "ElectionResult", "MovingUp", "Standing", "elect", "fill_vacancies"]

ROUNDS = ("first", "vote-again", "rerun")


@dataclass(frozen=True, slots=True)
class Election:
    """An office to fill. Either `papers` (the names on each returned paper; ranked for STV) or `votes` by name.

    `issued` and `returned` count papers; `invalid` those void where only `votes` are given. `numbers` are those of the
    body (`due`, `in-office`, `registered`, `present`). `round`: `first`, `vote-again` (among the tied) or `rerun`.
    `agree_open` is how many electors agree to leave the remaining seats open. `categories` of candidates, where
    known, say who may be elected; `proxies` are (holder, for whom), all in writing.
    """

    office: str
    seats: int
    candidates: tuple[str, ...]
    papers: tuple[tuple[str, ...], ...] | None = None
    votes: Mapping[str, int] = field(default_factory=dict)
    issued: int | None = None
    returned: int | None = None
    invalid: int = 0
    numbers: Mapping[str, Amount] = field(default_factory=dict)
    round: str = "first"
    agree_open: int | None = None
    method: str = ""
    categories: Mapping[str, str] = field(default_factory=dict)
    proxies: tuple[tuple[str, str], ...] = ()
    on: date | None = None


@dataclass(frozen=True, slots=True)
class Standing:
    """One name's votes, and whether they reach what is needed."""

    name: str
    votes: int
    reaches: bool
    arithmetic: str
    written_in: bool = False


@dataclass(frozen=True, slots=True)
class ElectionResult:
    """What an election gave: `elected|partial|tied|void|no-quorum|not-recorded|refused`.

    `open` seats remain; `again` are the names of the next ballot, `step` its kind (vote-again, run-off, rerun, lot,
    leave-open, nominate).
    """

    outcome: str
    elected: tuple[str, ...]
    standings: tuple[Standing, ...]
    open: int
    step: str
    again: tuple[str, ...]
    arithmetic: str
    base: int | str | None
    needed: int | str | None
    article: str
    pack: str
    pack_version: str
    verified: bool
    why: Why | None = None

    def to_dict(self) -> dict[str, Any]:
        """Plain values, in the order of the fields."""
        return {
            "outcome": self.outcome,
            "elected": list(self.elected),
            "open": self.open,
            "step": self.step,
            "again": list(self.again),
            "standings": [
                {
                    "name": each.name,
                    "votes": each.votes,
                    "reaches": each.reaches,
                    "arithmetic": each.arithmetic,
                    "written_in": each.written_in,
                }
                for each in self.standings
            ],
            "arithmetic": self.arithmetic,
            "base": self.base,
            "needed": self.needed,
            "article": self.article,
            "pack": self.pack,
            "pack_version": self.pack_version,
            "verified": self.verified,
            "why": self.why.to_dict() if self.why else None,
        }


class _Electing:
    """One election on its way; each step is short."""

    def __init__(self, pack: Pack, election: Election) -> None:
        self.pack, self.election = pack, election
        self.rule: ElectionRule | None = pack.elections.get(election.office)
        self.valid = self.returned = 0
        self.standings: list[Standing] = []
        self.base: Amount | None = None
        self.needed: Amount | None = None

    def result(
        self, outcome: str, elected: Sequence[str] = (), text: str = "", why: Why | None = None, **more: Any
    ) -> ElectionResult:
        article = more.get("article") or (self.rule.article if self.rule else "")
        verified = self.pack.verified and (self.rule.verified if self.rule else True)
        open_seats = max(self.election.seats - len(elected), 0)
        return ElectionResult(
            outcome,
            tuple(elected),
            tuple(self.standings),
            open_seats,
            more.get("step", ""),
            tuple(more.get("again", ())),
            text,
            None if self.base is None else plain(self.base),
            None if self.needed is None else plain(self.needed),
            article,
            self.pack.name,
            self.pack.version,
            verified,
            why,
        )

    def admissible(self, rule: ElectionRule) -> None:
        asked = self.election
        check_validity(self.pack, rule, asked.on)
        if asked.seats < 1:
            raise MisuseError("seats-wrong", rule.article, found=asked.seats)
        if asked.round not in ROUNDS:
            raise MisuseError("round-unknown", rule.article, found=asked.round)
        if len(set(asked.candidates)) != len(asked.candidates):
            raise MisuseError("candidate-twice", rule.article)
        if rule.secret and asked.method and asked.method != "secret":
            raise MisuseError("method-compulsory", rule.article, method=asked.method, must="secret")
        for name, number in (
            ("issued", asked.issued),
            ("returned", asked.returned),
            ("invalid", asked.invalid),
            *asked.votes.items(),
        ):
            if number is not None and number < 0:
                raise MisuseError("negative-count", rule.article, field=name, found=number)
        for name, category in asked.categories.items():
            rights = self.pack.categories.get(category)
            if name in asked.candidates and rights is not None and not rights.be_elected:
                raise MisuseError("may-not-be-elected", rights.article, name=name, category=category)
        self.proxies()
        if asked.round == "first":
            self.surplus(rule)

    def proxies(self) -> None:
        """Whether those who vote for others may, and nobody is voted for twice."""
        given, rule = self.election.proxies, self.pack.proxies
        if given and (rule is None or not rule.allowed):
            raise MisuseError("proxy-not-allowed", rule.article if rule else "", member=given[0][0])
        voted_for = Counter(absent for _, absent in given)
        held = Counter(holder for holder, _ in given)
        for name, number in voted_for.items():
            if number > 1:
                raise MisuseError("voted-twice", rule.article if rule else "", member=name)
        for name, number in held.items():
            if rule and rule.most and number > rule.most:
                raise MisuseError("too-many-proxies", rule.article, member=name, count=number, most=rule.most)

    def surplus(self, rule: ElectionRule) -> None:
        """差额: candidates less seats, between the bounds; a share is cross-multiplied, never rounded."""
        seats, extra = self.election.seats, len(self.election.candidates) - self.election.seats
        if rule.method == "stv":
            return
        low = rule.surplus_low * seats if isinstance(rule.surplus_low, Fraction) else rule.surplus_low
        high = rule.surplus_high
        most = None if high is None else high * seats if isinstance(high, Fraction) else high
        if extra < low or (most is not None and extra > most):
            bounds = f"{written(low)}–{written(most)}" if most is not None else f">= {written(low)}"
            raise MisuseError(
                "surplus-wrong",
                rule.article,
                candidates=len(self.election.candidates),
                seats=seats,
                extra=extra,
                bounds=bounds,
            )

    def count(self, rule: ElectionRule) -> Counter[str]:
        asked = self.election
        named = set(asked.candidates)
        if asked.papers is None:
            self.returned = asked.returned if asked.returned is not None else 0
            self.valid = self.returned - asked.invalid
            strangers = set(asked.votes) - named
            if strangers and not rule.write_ins:
                raise MisuseError("write-in", rule.article, name=sorted(strangers)[0])
            self.possible(rule)
            return Counter({name: asked.votes.get(name, 0) for name in (*asked.candidates, *sorted(strangers))})
        found: Counter[str] = Counter(dict.fromkeys(asked.candidates, 0))
        self.returned = len(asked.papers) if asked.returned is None else asked.returned
        for paper in asked.papers:
            chosen = set(paper)
            if len(chosen) > asked.seats or len(chosen) != len(paper) or (not rule.write_ins and chosen - named):
                continue
            self.valid += 1
            found.update(chosen)
        return found

    def possible(self, rule: ElectionRule) -> None:
        """Nobody has more votes than there are papers, or people to hand one in."""
        asked, papers = self.election, self.valid
        if asked.returned is None:
            known = [asked.numbers[name] for name in ("present", "due", "in-office", "seats") if name in asked.numbers]
            if not known:
                return
            papers = int(known[0])
        for name, votes in asked.votes.items():
            if votes > papers:
                raise MisuseError("more-votes-than-papers", rule.article, name=name, found=votes, total=papers)

    def base_of(self, need: Need) -> Amount | None:
        if need.of in ("ballots", "cast", "yes-no"):
            if self.election.papers is None and self.election.returned is None:
                return None
            return self.returned if need.of == "ballots" else self.valid
        numbers = self.election.numbers
        spare = {
            "due": ("in-office", "seats"),
            "in-office": ("due", "seats"),
            "seats": ("in-office", "due"),
            "present": (),
        }
        return next((numbers[name] for name in (need.of, *spare.get(need.of, ())) if name in numbers), None)

    def run(self) -> ElectionResult:
        rule = self.rule
        if rule is None:
            known = ", ".join(self.pack.elections)
            raise MisuseError("office-unknown", "", found=self.election.office, known=known)
        self.admissible(rule)
        asked = self.election
        returned = len(asked.papers) if asked.papers is not None and asked.returned is None else asked.returned
        if (
            asked.issued is not None
            and returned is not None
            and returned > asked.issued
            and rule.over_returned == "void"
        ):
            return self.result(
                "void",
                (),
                f"{returned} > {asked.issued}",
                Why("why.over-returned", {"returned": returned, "issued": asked.issued}),
            )
        if blocked := self.takes_part(rule, returned):
            return blocked
        if rule.method == "stv":
            return self.by_transfer(rule)
        votes = self.count(rule)
        return self.choose(rule, votes)

    def takes_part(self, rule: ElectionRule, returned: int | None) -> ElectionResult | None:
        numbers = {**self.election.numbers}
        there = numbers.get("present", returned)
        if there is None:
            return self.result("not-recorded", (), "", Why("why.base-missing", {"base": "returned"}))
        question = Question(numbers={**numbers, "present": there})
        found = quorum_at(self.pack, question, "elect")
        if found.holds is None:
            return self.result(
                "not-recorded", (), "", Why("why.base-missing", {"base": found.missing}), article=found.article
            )
        if found.holds is False:
            return self.result(
                "no-quorum", (), found.text, Why("why.no-quorum", {"text": found.text}), article=found.article
            )
        if returned is not None and returned > there:
            raise MisuseError("more-votes-than-present", rule.article, found=returned, total=str(there), base="present")
        need = rule.takes_part
        if need is None:
            return None
        base = self.election.numbers.get(need.of)
        if base is None or returned is None:
            missing = need.of if base is None else "returned"
            return self.result("not-recorded", (), "", Why("why.base-missing", {"base": missing}))
        held = compare(need, returned, base)
        if not held.holds:
            return self.result("no-quorum", (), held.text, Why("why.no-quorum", {"text": held.text}))
        return None

    def needs(self, rule: ElectionRule) -> Need | None:
        """What a name must reach in this round: nothing but most votes when the tied are voted on again."""
        if self.election.round == "vote-again":
            return None
        if self.election.round == "rerun" and not rule.rerun_majority:
            return Need(of="ballots", share=rule.rerun_floor) if rule.rerun_floor is not None else None
        return rule.need

    def choose(self, rule: ElectionRule, votes: Counter[str]) -> ElectionResult:
        need, named = self.needs(rule), set(self.election.candidates)
        if need is not None:
            self.base = self.base_of(need)
            if self.base is None:
                return self.result("not-recorded", (), "", Why("why.base-missing", {"base": need.of}))
        for name, number in sorted(votes.items(), key=lambda pair: (-pair[1], pair[0])):
            held = compare(need, number, self.base or 0) if need is not None else None
            self.needed = held.needed if held else None
            text = held.text if held else str(number)
            self.standings.append(Standing(name, number, held.holds if held else number > 0, text, name not in named))
        return self.seat(rule)

    def seat(self, rule: ElectionRule) -> ElectionResult:
        seats = self.election.seats
        reached = [each for each in self.standings if each.reaches]
        if len(reached) < seats:
            return self.short(rule, [each.name for each in reached])
        last = reached[seats - 1].votes
        above = [each.name for each in reached if each.votes > last]
        tied = [each.name for each in reached if each.votes == last]
        if len(above) + len(tied) > seats:
            lot = rule.tie == "lot" or (rule.tie == "run-off-then-lot" and self.election.round != "first")
            step = "lot" if lot else "vote-again"
            text = f"{last} = {last}"
            return self.result(
                "tied",
                above,
                text,
                Why("why.election-tied", {"count": len(tied), "votes": last}),
                step=step,
                again=tied,
            )
        elected = [each.name for each in reached[:seats]]
        return self.result(
            "elected", elected, reached[seats - 1].arithmetic, Why("why.elected", {"count": len(elected)})
        )

    def short(self, rule: ElectionRule, elected: list[str]) -> ElectionResult:
        """Fewer reached it than there are seats: leave them open where enough agree, else vote for the rest."""
        rest = [each for each in self.standings if not each.reaches]
        text = rest[0].arithmetic if rest else ""
        open_seats = self.election.seats - len(elected)
        why = Why("why.seats-open", {"count": open_seats})
        if self.election.agree_open is not None and rule.leave_open is not None:
            held = self.leave_open(rule)
            if held:
                return self.result(
                    "partial", elected, held, Why("why.left-open", {"count": open_seats}), step="leave-open"
                )
        if rule.tie == "run-off-then-lot" and self.election.seats == 1:
            return self.run_off(rest, text, why)
        step = "nominate" if rule.rerun_candidates == "nominate" else "rerun"
        return self.result("partial", elected, text, why, step=step, again=[each.name for each in rest])

    def leave_open(self, rule: ElectionRule) -> str:
        need = dataclasses.replace(rule.need or Need(of="due"), share=rule.leave_open or Fraction(1, 2), strict=False)
        base = self.base_of(need)
        if base is None or self.election.agree_open is None:
            return ""
        held = compare(need, self.election.agree_open, base)
        return held.text if held.holds else ""

    def run_off(self, rest: list[Standing], text: str, why: Why) -> ElectionResult:
        """The two with most votes; an equal second place goes to a lot, three equal firsts vote again."""
        second = rest[1].votes if len(rest) > 1 else 0
        above = [each.name for each in rest if each.votes > second]
        level = [each.name for each in rest if each.votes == second]
        if len(above) + len(level) == 2:
            return self.result("partial", (), text, why, step="run-off", again=[*above, *level])
        step = "lot" if above else "rerun"
        return self.result(
            "tied", (), text, Why("why.election-tied", {"count": len(level), "votes": second}), step=step, again=level
        )

    def by_transfer(self, rule: ElectionRule) -> ElectionResult:
        asked = self.election
        if asked.papers is None:
            return self.result("not-recorded", (), "", Why("why.base-missing", {"base": "papers"}))
        known = set(asked.candidates)
        papers = [
            tuple(paper) for paper in asked.papers if paper and set(paper) <= known and len(set(paper)) == len(paper)
        ]
        self.returned, self.valid = len(asked.papers), len(papers)
        if not papers:
            return self.result("not-recorded", (), "", Why("why.no-vote-recorded", {"count": 0}))
        found = transferable(papers, asked.candidates, asked.seats, rule.quota)
        self.base, self.needed = self.valid, found.quota
        self.standings = [
            Standing(
                name,
                votes,
                name in found.elected,
                f"{votes} {'>=' if votes >= found.quota else '<'} {written(found.quota)}",
            )
            for name, votes in found.first
        ]
        text = f"{rule.quota} of {self.valid} = {written(found.quota)}"
        if found.tied:
            why = Why("why.transfer-tied", {"names": ", ".join(found.tied)})
            return self.result("tied", found.elected, text, why, step="lot", again=found.tied)
        if open_seats := asked.seats - len(found.elected):
            return self.result(
                "partial", found.elected, text, Why("why.seats-open", {"count": open_seats}), step="rerun"
            )
        return self.result("elected", found.elected, text, Why("why.elected", {"count": len(found.elected)}))


def elect(
    pack: Pack | str | Path, election: Election | Mapping[str, Any] | None = None, **fields: Any
) -> ElectionResult:
    """What an election gave under the body's rules: an Election, or its fields in plain values.

    Misuse comes back `refused`, named; never raised. Raises Refusal for a field that is none of an election.
    """
    rules = pack if isinstance(pack, Pack) else load_pack(pack)
    asked = (
        election if isinstance(election, Election) else fields_of(Election, {**(election or {}), **fields}, "election")
    )
    electing = _Electing(rules, asked)
    try:
        return electing.run()
    except MisuseError as misuse:
        return electing.result("refused", (), "", misuse.why, article=misuse.article)


@dataclass(frozen=True, slots=True)
class MovingUp:
    """Who moves up into vacant seats, in order; `undecided` share the last places and the rule cannot part them."""

    moved: tuple[str, ...]
    undecided: tuple[str, ...]
    left: int
    arithmetic: str
    article: str
    why: Why | None


def fill_vacancies(pack: Pack | str | Path, alternates: Mapping[str, int], vacancies: int) -> MovingUp:
    """Alternates move up by votes received, ties by the strokes of the surname.

    A surname whose strokes are not in the table, or two with as many, is left undecided and said so: the list the
    election published has the order, and a person reads it there.
    """
    rules = pack if isinstance(pack, Pack) else load_pack(pack)
    rule = rules.alternates
    if rule is None:
        return MovingUp((), (), vacancies, "", "", Why("refused.no-alternates", {}))
    if vacancies < 0 or any(votes < 0 for votes in alternates.values()):
        return MovingUp(
            (), (), max(vacancies, 0), "", rule.article, Why("refused.negative-count", {"field": "votes", "found": "-"})
        )
    moved: list[str] = []
    for votes in sorted(set(alternates.values()), reverse=True):
        level = [name for name, number in alternates.items() if number == votes]
        room = vacancies - len(moved)
        if room <= 0:
            break
        ordered, parted = _by_strokes(level, room)
        moved += ordered
        if not parted:
            rest = tuple(name for name in level if name not in ordered)
            unknown = [name for name in rest if surname_strokes(name) is None]
            code = "why.strokes-unknown" if unknown else "why.strokes-equal"
            unparted = Why(code, {"names": "、".join(unknown or rest)})
            return MovingUp(
                tuple(moved), rest, vacancies - len(moved), _said(alternates, moved), rule.article, unparted
            )
    left = vacancies - len(moved)
    why = Why("why.alternates-exhausted", {"count": left, "then": rule.then or "-"}) if left else None
    return MovingUp(tuple(moved), (), left, _said(alternates, moved), rule.article, why)


def _by_strokes(level: list[str], room: int) -> tuple[list[str], bool]:
    """Those of one level who have a place, in order, and whether the order was enough to say so."""
    if len(level) == 1:
        return level, True
    counts = {name: surname_strokes(name) for name in level}
    if any(number is None for number in counts.values()):
        # All of them move up anyway: their order among themselves is all that is unknown.
        return (level, True) if len(level) <= room else ([], False)
    ordered = sorted(level, key=lambda name: counts[name] or 0)
    if len(ordered) <= room:
        return ordered, True
    last = counts[ordered[room - 1]]
    sure = [name for name in ordered if (counts[name] or 0) < (last or 0)]
    level_at = [name for name in ordered if counts[name] == last]
    return (ordered[:room], True) if len(sure) + len(level_at) == room else (sure, False)


def _said(alternates: Mapping[str, int], moved: Sequence[str]) -> str:
    return "; ".join(f"{name} {alternates[name]}" for name in moved)
