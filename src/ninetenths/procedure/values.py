"""Values of the rules of procedure: what a pack says, what a body is asked, what comes out. Frozen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from fractions import Fraction
from typing import Any, TypeAlias

# What a share is a share of. `number` is no base: an absolute number of votes.
BASES = (
    "seats", "in-office", "due", "entitled", "present", "ballots", "cast", "yes-no", "registered", "number",
)  # fmt: skip
# How a ballot that is neither yes nor no enters `cast` and the count of noes.
ROLES = ("excluded", "in-base", "as-no", "forbidden")
SCOPES = ("open", "debate", "decide", "elect")
METHODS = ("show-of-hands", "oral", "roll-call", "recorded", "electronic", "secret", "consent")
TIES = ("fails", "casting-vote", "second-vote", "lot", "none")
RIGHTS = ("counts_in_base", "counts_present", "speak", "propose", "vote", "elect", "be_elected")
# What one row of a roll call may say.
CHOICES = (
    "yes",
    "no",
    "abstain",
    "blank",
    "invalid",
    "not-cast",
    "conflict",
    "absent",
    "suspended",
    "no-vote",
    "unknown",
)

OUTCOMES = ("passed", "failed", "no-quorum", "not-recorded", "tied", "refused")

Amount: TypeAlias = int | Fraction
HEADS = "heads"


@dataclass(frozen=True, slots=True)
class Need:
    """One inequality: `votes >= share of base` (or `>` where strict), an absolute number, or more yes than no.

    `measure` is `heads`, or the name of a weight (`area`, `votes`). `floor` is a number never gone below.
    `when` names a condition the question must state (previous notice) before the need can be used.
    """

    of: str
    share: Fraction = Fraction(0)
    strict: bool = False
    number: int = 0
    more_than_no: bool = False
    measure: str = HEADS
    floor: int = 0
    when: str = ""


@dataclass(frozen=True, slots=True)
class Rule:
    """A citation, whether its source was read, and the day it holds from where that is later than the pack's."""

    id: str
    article: str
    verified: bool = True
    since: date | None = None


@dataclass(frozen=True, slots=True)
class QuorumRule(Rule):
    """Who must be there: `needs` joined by `join`, for `scopes`, on one `call`, for `matters` (all where empty).

    `counted` says when: `once` at the opening, `item` at each instant of the item, `presumed` until challenged.
    """

    scopes: tuple[str, ...] = SCOPES
    needs: tuple[Need, ...] = ()
    join: str = "all"
    counted: str = "item"
    call: int = 1
    matters: tuple[str, ...] = ()
    remote: bool = True
    conflicted: bool = False


@dataclass(frozen=True, slots=True)
class Majority(Rule):
    """What a class of matter needs: `needs` joined by `join`; `approval` names who must approve besides."""

    needs: tuple[Need, ...] = ()
    join: str = "all"
    approval: str = ""


@dataclass(frozen=True, slots=True)
class Counting(Rule):
    """How ballots that are neither yes nor no count: one of ROLES each."""

    abstain: str = "in-base"
    blank: str = "in-base"
    invalid: str = "in-base"
    not_cast: str = "excluded"


@dataclass(frozen=True, slots=True)
class BallotRule(Rule):
    """Ways of voting. `compulsory` and `demand` go from a class or a method to a method or a share of those present."""

    default: str = "show-of-hands"
    allowed: tuple[str, ...] = METHODS
    compulsory: Mapping[str, str] = field(default_factory=dict)
    demand: Mapping[str, Fraction] = field(default_factory=dict)
    precedence: tuple[str, ...] = ()
    fallback: str = ""
    remote: str = ""


@dataclass(frozen=True, slots=True)
class TieRule(Rule):
    """What an equal vote means: the `first` time, and `then` when that ends equal again."""

    first: str = "none"
    then: str = "fails"
    within_hours: int = 0


@dataclass(frozen=True, slots=True)
class Category(Rule):
    """Rights of one category of people in the body."""

    counts_in_base: bool = True
    counts_present: bool = True
    speak: bool = True
    propose: bool = True
    vote: bool = True
    elect: bool = True
    be_elected: bool = True


@dataclass(frozen=True, slots=True)
class ElectionRule(Rule):
    """How an office is filled. Surplus is candidates less seats: a number, or a share of the seats."""

    method: str = "plurality"
    need: Need | None = None
    takes_part: Need | None = None
    surplus_low: Amount = 0
    surplus_high: Amount | None = None
    write_ins: bool = False
    secret: bool = True
    tie: str = "vote-again"
    rerun_candidates: str = "most-votes"
    rerun_floor: Fraction | None = None
    rerun_majority: bool = True
    leave_open: Fraction | None = None
    over_returned: str = "void"
    over_filled: str = "invalid"
    quota: str = "droop"


@dataclass(frozen=True, slots=True)
class AlternateRule(Rule):
    """Who moves up when a seat falls vacant: the keys of the order, in turn."""

    order: tuple[str, ...] = ("votes", "surname-strokes")
    then: str = ""


@dataclass(frozen=True, slots=True)
class ProxyRule(Rule):
    """Whether one may vote for another, in writing, and who."""

    allowed: bool = False
    written: bool = True
    holders: tuple[str, ...] = ()
    most: int = 0
    elections_only: bool = False


@dataclass(frozen=True, slots=True)
class WeightRule(Rule):
    """A weight besides heads: its measure, and the cap of additional votes as a share of the basic ones."""

    measure: str = ""
    additional_cap: Fraction | None = None
    one_each: bool = False


@dataclass(frozen=True, slots=True)
class NoticeRule(Rule):
    """Days between notice and meeting: `clear` counts neither end, `calendar` counts from the day after notice."""

    days: int = 0
    counting: str = "calendar"
    waiver: str = ""
    requisition_share: Fraction | None = None
    requisition_number: int = 0
    requisition_of: str = "in-office"
    minimum_a_year: int = 0


@dataclass(frozen=True, slots=True)
class SpeakingRule(Rule):
    """Minutes a speech may take, by place and turn."""

    where: str = ""
    turn: int = 1
    minutes: int = 0


@dataclass(frozen=True, slots=True)
class SittingRule(Rule):
    """A kind of sitting, whether it may decide, and in whose place."""

    may_decide: bool = True


@dataclass(frozen=True, slots=True)
class OrderRule(Rule):
    """Order of votes: amendments before the text; classes voted item by item; steps on a conflict."""

    amendments_first: bool = False
    one_by_one: tuple[str, ...] = ()
    may_combine: bool = False
    conflicted_vote: bool = False
    conflicted_in_base: bool = True
    absence: tuple[str, ...] = ()
    chaired_by: str = ""
    reopen: bool = False


@dataclass(frozen=True, slots=True)
class Recognition:
    """A class of matter recognised in a record by patterns on its fields; empty patterns do not ask."""

    matter_class: str
    action: str = ""
    title: str = ""


@dataclass(frozen=True, slots=True)
class RecordBody:
    """How a body is named in records, and its seats (0: not stated; the rows listed are taken, unverified)."""

    name: str
    seats: int = 0
    complete_from: int = 0
    article: str = ""


@dataclass(frozen=True, slots=True, eq=False)
class Pack:
    """Rules of one body, or of one kind of bodies, over an interval, cited rule by rule. Compared by identity."""

    name: str
    version: str
    title: Mapping[str, str]
    source: Mapping[str, str]
    verified: bool
    valid_from: date
    valid_until: date | None
    seats: int
    quorums: tuple[QuorumRule, ...]
    majorities: Mapping[str, Majority]
    counting: Counting
    ballot: BallotRule
    tie: TieRule
    categories: Mapping[str, Category]
    elections: Mapping[str, ElectionRule]
    sittings: Mapping[str, SittingRule]
    order: OrderRule
    speaking: tuple[SpeakingRule, ...] = ()
    alternates: AlternateRule | None = None
    proxies: ProxyRule | None = None
    weights: WeightRule | None = None
    notice: NoticeRule | None = None
    recognitions: tuple[Recognition, ...] = ()
    bodies: tuple[RecordBody, ...] = ()
    promises: tuple[str, ...] = ()
    extends: str = ""


@dataclass(frozen=True, slots=True)
class Member:
    """Someone who belongs, with a category; `weights` by measure, `additional` votes besides the basic one."""

    id: str
    category: str = "member"
    weights: Mapping[str, Amount] = field(default_factory=dict)
    additional: int = 0
    name: str = ""


@dataclass(frozen=True, slots=True)
class Presence:
    """One stay in the room: from `arrived` until `left` (None: till the end), remote or not; items kept out of."""

    member: str
    arrived: datetime | None = None
    left: datetime | None = None
    remote: bool = False
    conflicts: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ballot:
    """One person's choice (one of CHOICES); `proxy_for` names whom the holder `member` votes for."""

    member: str
    choice: str
    proxy_for: str = ""


@dataclass(frozen=True, slots=True)
class Counts:
    """Votes counted, in heads or in a weight. All whole and not negative, or Fractions for weights."""

    yes: Amount = 0
    no: Amount = 0
    abstain: Amount = 0
    blank: Amount = 0
    invalid: Amount = 0
    not_cast: Amount = 0


@dataclass(frozen=True, slots=True)
class Why:
    """A code with parameters; words are put to it where it is shown."""

    code: str
    params: Mapping[str, Any] = field(default_factory=dict)

    def to_dict(self) -> dict[str, Any]:
        return {"code": self.code, "params": dict(self.params)}


@dataclass(frozen=True, slots=True)
class Question:
    """What the body is asked, and all that bears on the answer. `ballots`, or `counts` by measure, say the votes."""

    matter: str = ""
    matter_class: str = "ordinary"
    item: str = ""
    on: date | None = None
    at: datetime | None = None
    until: datetime | None = None
    method: str = ""
    sitting: str = "ordinary"
    members: tuple[Member, ...] = ()
    presences: tuple[Presence, ...] = ()
    ballots: tuple[Ballot, ...] | None = None
    counts: Mapping[str, Counts] = field(default_factory=dict)
    # Numbers of the body, by base and (for weights) `base/measure`: {"seats": 51, "registered/area": 12000}.
    numbers: Mapping[str, Amount] = field(default_factory=dict)
    chair: str = ""
    casting: str = ""
    call: int = 1
    challenged: bool = False
    vote_round: int = 1
    conditions: tuple[str, ...] = ()
    objections: int = 0
    record: bool = False
    complete_from: int = 0
    # What the reading of a record noticed; it stands in the result too.
    notes: tuple[Why, ...] = ()


@dataclass(frozen=True, slots=True)
class Result:
    """What came out, with the inequality in words, the article and the pack. See the contract in docs/procedure.md."""

    outcome: str
    arithmetic: str
    base: int | str | None
    needed: int | str | None
    numbers: Mapping[str, int | str]
    article: str
    pack: str
    pack_version: str
    verified: bool
    matter_class: str = "ordinary"
    quorum: str = ""
    why: Why | None = None
    notes: tuple[Why, ...] = ()

    def to_dict(self) -> dict[str, Any]:
        """Plain values, keys in the order of the contract."""
        return {
            "outcome": self.outcome, "arithmetic": self.arithmetic, "base": self.base, "needed": self.needed,
            "numbers": dict(self.numbers),
            "article": self.article, "pack": self.pack, "pack_version": self.pack_version,
            "verified": self.verified, "class": self.matter_class, "quorum": self.quorum,
            "why": self.why.to_dict() if self.why else None, "notes": [note.to_dict() for note in self.notes],
        }  # fmt: skip
