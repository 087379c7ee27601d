"""Deciding: may this body decide now, and did it pass — with the inequality, the article and the pack."""

from __future__ import annotations

import dataclasses
import functools
from collections.abc import Mapping
from datetime import date, datetime
from pathlib import Path
from typing import Any

from ninetenths.refusal import Refusal

from . import arithmetic, asking
from .arithmetic import Inequality, plain, written
from .counting import MisuseError, Tally, body_numbers, in_room, measures_of, returned, tally
from .library import load_pack
from .values import HEADS, Amount, Counts, Majority, Need, Pack, Question, QuorumRule, Result, Rule, Why

__all__ = ["Quorum", "decide", "quorum"]


# A long record asks the same few inequalities again and again.
_compare = functools.lru_cache(maxsize=4096)(arithmetic.compare)


class _MissingError(Exception):
    """A number the rule needs and the record does not state."""

    def __init__(self, base: str) -> None:
        super().__init__(base)
        self.base = base


@dataclasses.dataclass(frozen=True, slots=True)
class Quorum:
    """Whether enough are there (`holds` is None where the record does not say), and the rule that said so."""

    holds: bool | None
    text: str
    article: str
    verified: bool
    missing: str = ""


def _at(name: str, measure: str) -> str:
    return name if measure == HEADS else f"{name}/{measure}"


def _base(need: Need, counts: Mapping[str, Counts], numbers: Mapping[str, Amount], pack: Pack) -> Amount:
    """The number a need's share is taken of."""
    if need.of == "number":
        return 0
    if need.of in ("ballots", "cast", "yes-no"):
        found = counts.get(need.measure)
        if found is None:
            raise _MissingError(_at(need.of, need.measure))
        if need.of == "ballots":
            return returned(found)
        no = noes(found, pack)
        if need.of == "yes-no":
            return found.yes + no
        rule = pack.counting
        roles = (
            (found.abstain, rule.abstain),
            (found.blank, rule.blank),
            (found.invalid, rule.invalid),
            (found.not_cast, rule.not_cast),
        )
        return found.yes + no + sum((number for number, role in roles if role == "in-base"), start=0)
    name = _at("unconflicted" if need.of == "present" else need.of, need.measure)
    if name not in numbers:
        raise _MissingError(_at(need.of, need.measure))
    return numbers[name]


def noes(counts: Counts, pack: Pack) -> Amount:
    """Votes against, with what the pack counts as one."""
    rule = pack.counting
    roles = (
        (counts.abstain, rule.abstain),
        (counts.blank, rule.blank),
        (counts.invalid, rule.invalid),
        (counts.not_cast, rule.not_cast),
    )
    return counts.no + sum((number for number, role in roles if role == "as-no"), start=0)


def _one_quorum(rule: QuorumRule, numbers: Mapping[str, Amount]) -> tuple[bool | None, str, str]:
    """Whether one rule holds, how it reads, and the number that is missing."""
    parts: list[Inequality] = []
    missing = ""
    for need in rule.needs:
        there = _at("present" if rule.conflicted else "unconflicted", need.measure)
        base = _at(need.of, need.measure)
        lacking = next(
            (name for name in (there, base) if name not in numbers and not (name == base and need.of == "number")), ""
        )
        if lacking:
            missing = lacking
            if rule.join == "all":
                return None, "", missing.replace("unconflicted", "present")
            continue
        parts.append(_compare(need, numbers[there], numbers.get(base, 0)))
    if not parts:
        return None, "", missing.replace("unconflicted", "present")
    holds, text = arithmetic.join(parts, rule.join)
    return (None if missing and not holds else holds), text, missing.replace("unconflicted", "present")


def rules_for(pack: Pack, scope: str, call: int, matter_class: str) -> list[QuorumRule]:
    """Quorum rules in force for a scope: those of the highest call reached, and of the class where there are any."""
    asked = [
        rule for rule in pack.quorums if scope in rule.scopes and (not rule.matters or matter_class in rule.matters)
    ]
    reached = [rule for rule in asked if rule.call <= call]
    latest = max((rule.call for rule in reached), default=1)
    return [rule for rule in reached if rule.call == latest]


def _instants(question: Question) -> list[datetime | None]:
    """Instants of an item at which someone may have come or gone."""
    if question.at is None or question.until is None:
        return [question.at]
    moves = {stay.left for stay in question.presences} | {stay.arrived for stay in question.presences}
    return [question.at, *sorted(move for move in moves if move is not None and question.at < move < question.until)]


def quorum(pack: Pack, question: Question, scope: str = "decide", at: datetime | None = None) -> Quorum:
    """Whether the quorum for a scope is there at an instant (`at`, or the question's own).

    Raises Refusal `refused.…` for a roster or numbers the rules cannot be asked of.
    """
    try:
        return quorum_at(pack, question, scope, at)
    except MisuseError as misuse:
        raise Refusal("procedure", misuse.why.code, **misuse.why.params) from None


def quorum_at(pack: Pack, question: Question, scope: str, at: datetime | None = None) -> Quorum:
    """As `quorum`, raising MisuseError."""
    if question.matter_class not in pack.majorities:
        raise MisuseError("class-unknown", "", found=question.matter_class, known=", ".join(pack.majorities))
    at = at if at is not None else question.at
    here = {
        ballot.member
        for ballot in question.ballots or ()
        if ballot.choice in ("yes", "no", "abstain", "blank", "invalid", "not-cast", "conflict")
    }
    measures = measures_of(pack, question.matter_class)
    room = in_room(question, at)
    numbers = body_numbers(question, pack, measures, here, room)
    return _quorum_of(pack, question, scope, numbers, room)


def _quorum_of(
    pack: Pack, question: Question, scope: str, numbers: Mapping[str, Amount], room: Mapping[str, bool]
) -> Quorum:
    first: Quorum | None = None
    for rule in rules_for(pack, scope, question.call, question.matter_class):
        if not rule.needs or (rule.counted == "presumed" and not question.challenged):
            continue
        if rule.counted == "once" and scope != "open":
            continue
        counted = dict(numbers)
        if not rule.remote and room:
            remote = sum(1 for in_person in room.values() if not in_person)
            for name in ("present", "unconflicted"):
                counted[name] = counted.get(name, 0) - remote
        holds, text, missing = _one_quorum(rule, counted)
        found = Quorum(holds, text, rule.article, rule.verified, missing)
        if holds is not True:
            return found
        first = first or found
    return first or Quorum(True, "", "", True)


def check_validity(pack: Pack, rule: Rule, on: date | None) -> None:
    """Whether the pack, and the rule, were in force on a day. Raises MisuseError."""
    since = max(pack.valid_from, rule.since or pack.valid_from)
    if on is None or (since <= on and (pack.valid_until is None or on <= pack.valid_until)):
        return
    until = pack.valid_until.isoformat() if pack.valid_until else "…"
    raise MisuseError("outside-validity", rule.article, on=on.isoformat(), since=since.isoformat(), until=until)


class _Deciding:
    """One question on its way: keeps the pack, the tally and what has been found so that each step stays short."""

    def __init__(self, pack: Pack, question: Question) -> None:
        self.pack, self.question = pack, question
        self.majority: Majority | None = pack.majorities.get(question.matter_class)
        self.tally: Tally | None = None
        self.notes: list[Why] = list(question.notes)
        self.verified = pack.verified

    def result(self, outcome: str, text: str = "", article: str = "", why: Why | None = None, **more: Any) -> Result:
        numbers: dict[str, int | str] = {}
        if self.tally:
            for measure, counts in self.tally.counts.items():
                numbers |= {_at(name, measure): plain(getattr(counts, name)) for name in asking.COUNTS}
            numbers |= {
                name: plain(value) for name, value in self.tally.numbers.items() if not name.startswith("unconflicted")
            }
            if self.tally.conflicted:
                numbers["conflicted"] = self.tally.conflicted
        return Result(
            outcome=outcome,
            arithmetic=text,
            base=more.get("base"),
            needed=more.get("needed"),
            numbers=numbers,
            article=article,
            pack=self.pack.name,
            pack_version=self.pack.version,
            verified=more.get("verified", self.verified),
            matter_class=self.question.matter_class,
            quorum=more.get("quorum", ""),
            why=why,
            notes=tuple(self.notes),
        )

    def admissible(self) -> None:
        pack, question = self.pack, self.question
        if self.majority is None:
            raise MisuseError("class-unknown", "", found=question.matter_class, known=", ".join(pack.majorities))
        check_validity(pack, self.majority, question.on)
        sitting = pack.sittings.get(question.sitting)
        if question.sitting != "ordinary" and sitting is None:
            raise MisuseError("sitting-unknown", "", found=question.sitting)
        if sitting and not sitting.may_decide:
            raise MisuseError("sitting-may-not-decide", sitting.article, sitting=question.sitting)
        self.way()
        if question.call > 1 and not any(rule.call > 1 for rule in pack.quorums):
            raise MisuseError("no-second-call", pack.quorums[0].article if pack.quorums else "")

    def way(self) -> None:
        method, ballot = self.question.method, self.pack.ballot
        if not method:
            return
        if method not in ballot.allowed:
            raise MisuseError("method-not-allowed", ballot.article, method=method, allowed=", ".join(ballot.allowed))
        must = ballot.compulsory.get(self.question.matter_class)
        if must and method != must:
            raise MisuseError("method-compulsory", ballot.article, method=method, must=must)

    def forbidden(self, counts: Mapping[str, Counts]) -> None:
        rule = self.pack.counting
        for field in ("abstain", "blank", "invalid", "not_cast"):
            if getattr(rule, field) == "forbidden" and any(getattr(found, field) for found in counts.values()):
                raise MisuseError(f"{field.replace('_', '-')}-forbidden", rule.article)

    def consent(self) -> Result:
        assert self.majority is not None
        text = f"{self.question.objections} objections"
        article = self.pack.ballot.article or self.majority.article
        if self.question.objections:
            return self.result("failed", text, article, Why("why.objection", {"count": self.question.objections}))
        return self.result("passed", text, article, Why("why.consent"))

    def run(self) -> Result:
        self.admissible()
        self.tally = found = tally(self.question, self.pack)
        self.forbidden(found.counts)
        if self.question.method == "consent":
            gathered = self.gathered()
            return gathered if isinstance(gathered, Result) else self.consent()
        if not found.recorded:
            listed = len(self.question.ballots or ())
            return self.result("not-recorded", "", self.cited(), Why("why.no-vote-recorded", {"count": listed}))
        gathered = self.gathered()
        if isinstance(gathered, Result):
            return gathered
        try:
            return self.measured(gathered)
        except _MissingError as missing:
            return self.result("not-recorded", "", self.cited(), Why("why.base-missing", {"base": missing.base}))

    def cited(self) -> str:
        return self.majority.article if self.majority else ""

    def unlisted(self) -> int:
        """Seats on which the record is silent, where it lists too few rows to be a whole roll call."""
        assert self.tally is not None
        question = self.question
        if not question.record or question.ballots is None:
            return self.tally.unknown
        listed = sum(1 for ballot in question.ballots if ballot.choice != "no-vote")
        seats = self.tally.numbers.get("seats", listed)
        silent = int(seats) - listed if listed < question.complete_from else 0
        return self.tally.unknown + max(silent, 0)

    def gathered(self) -> Quorum | Result:
        assert self.tally is not None
        worst: Quorum | None = None
        question, numbers = self.question, self.tally.numbers
        for number, instant in enumerate(_instants(question)):
            if number == 0 and question.until is None:
                found = _quorum_of(self.pack, question, "decide", numbers, in_room(question, instant))
            else:
                found = quorum_at(self.pack, question, "decide", instant)
                if number and found.holds is False:
                    raise MisuseError(
                        "quorum-lost", found.article, at=instant.isoformat() if instant else "", text=found.text
                    )
            worst = worst or found
        assert worst is not None
        if worst.holds is None:
            why = Why("why.base-missing", {"base": worst.missing})
            return self.result("not-recorded", "", worst.article, why)
        if worst.holds is False:
            silent = self.unlisted()
            raised = {**numbers, **{name: numbers.get(name, 0) + silent for name in ("present", "unconflicted")}}
            if silent and _quorum_of(self.pack, question, "decide", raised, {}).holds:
                return self.result("not-recorded", worst.text, worst.article, Why("why.silent-rows", {"count": silent}))
            verified = self.verified and worst.verified
            why = Why("why.no-quorum", {"text": worst.text})
            return self.result("no-quorum", worst.text, worst.article, why, verified=verified, quorum=worst.text)
        return worst

    def evaluate(self, counts: Mapping[str, Counts]) -> tuple[bool, str, list[tuple[Need, Inequality]]]:
        assert self.majority is not None and self.tally is not None
        parts: list[tuple[Need, Inequality]] = []
        missing: _MissingError | None = None
        for need in self.majority.needs:
            if need.when and need.when not in self.question.conditions:
                continue
            try:
                base = _base(need, counts, self.tally.numbers, self.pack)
                votes = counts[need.measure]
            except _MissingError as lacking:
                missing = lacking
                continue
            except KeyError:
                missing = _MissingError(_at("yes", need.measure))
                continue
            parts.append((need, _compare(need, votes.yes, base, noes(votes, self.pack))))
        holds, text = arithmetic.join([part for _, part in parts], self.majority.join)
        if not parts and not missing:
            raise MisuseError("condition-missing", self.majority.article, wanted=self.majority.needs[0].when)
        if missing and (self.majority.join == "all" or not holds):
            raise missing
        return holds, text, parts

    def measured(self, gathered: Quorum) -> Result:
        assert self.majority is not None and self.tally is not None
        counts = self.tally.counts
        holds, text, parts = self.evaluate(counts)
        need, first = next((part for part in parts if part[1].holds == holds), parts[0])
        base = _base(need, counts, self.tally.numbers, self.pack)
        verified = self.verified and self.majority.verified and self.pack.counting.verified
        about: dict[str, Any] = {
            "base": plain(base) if need.of != "number" else None,
            "needed": plain(first.needed),
            "verified": verified,
            "quorum": gathered.text,
        }
        if self.majority.approval:
            self.notes.append(Why("note.approval", {"by": self.majority.approval}))
        if holds:
            return self.result("passed", text, self.majority.article, Why("why.passed"), **about)
        silent = self.unlisted()
        if silent and self.could_pass(counts, silent):
            return self.result(
                "not-recorded", text, self.majority.article, Why("why.silent-rows", {"count": silent}), **about
            )
        return self.tied(text, parts, about) or self.result(
            "failed", text, self.majority.article, Why("why.too-few"), **about
        )

    def could_pass(self, counts: Mapping[str, Counts], silent: int) -> bool:
        heads = counts.get(HEADS, Counts())
        raised = {**counts, HEADS: dataclasses.replace(heads, yes=heads.yes + silent)}
        return self.evaluate(raised)[0]

    def tied(self, text: str, parts: list[tuple[Need, Inequality]], about: dict[str, Any]) -> Result | None:
        """What the pack makes of an equal vote; None where yes and no are not what is compared, or not equal."""
        assert self.tally is not None
        rule, question = self.pack.tie, self.question
        compared = [
            need
            for need, _ in parts
            if need.more_than_no or (need.strict and need.share * 2 == 1 and need.of in ("yes-no", "cast"))
        ]
        if rule.first == "none" or not compared:
            return None
        votes = self.tally.counts[compared[0].measure]
        if votes.yes != noes(votes, self.pack):
            return None
        about = {**about, "verified": about["verified"] and rule.verified}
        tie = f"{text}; {written(votes.yes)} = {written(votes.yes)}" if not compared[0].more_than_no else text
        does = rule.first if question.vote_round == 1 else rule.then
        if does == "casting-vote" and question.casting in ("yes", "no"):
            outcome = "passed" if question.casting == "yes" else "failed"
            return self.result(
                outcome, f"{tie}; casting vote: {question.casting}", rule.article, Why("why.casting"), **about
            )
        if does in ("fails", "none"):
            return self.result("failed", tie, rule.article, Why("why.tie-fails"), **about)
        return self.result("tied", tie, rule.article, Why(f"why.tie-{does}", {"hours": rule.within_hours}), **about)


def decide(pack: Pack | str | Path, question: Question | Mapping[str, Any] | None = None, **fields: Any) -> Result:
    """What the body decided under its rules, never a guess.

    The question is given whole, or by its fields: `decide("cpc-local-plenary", numbers={"due": 51, "present": 48},
    counts={"heads": Counts(yes=40, no=8)})`; the short forms `yes=`, `no=`, `abstain=`, `blank=`, `invalid=`,
    `not_cast=` (heads), and `seats=`, `in_office=`, `due=`, `entitled=`, `present=`, `registered=` are understood too.
    Plain values do as well, in the fields or as one mapping: members as names or dicts, ballots as `[name, word]`,
    dicts or `{name: word}`, instants as ISO text.
    What the rules do not allow comes back as `refused` with its `why`; a record that does not say enough as
    `not-recorded`. Raises Refusal for a pack that cannot be loaded, or a field or value that is none of a question.
    """
    rules = pack if isinstance(pack, Pack) else load_pack(pack)
    asked = question if isinstance(question, Question) else asking.question({**(question or {}), **fields})
    deciding = _Deciding(rules, asked)
    try:
        return deciding.run()
    except MisuseError as misuse:
        article = misuse.article or deciding.cited()
        return deciding.result("refused", "", article, misuse.why)
