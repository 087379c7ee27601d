"""The meeting as a state machine: convened → opened → (suspended) → closed, its items their own; frozen values, no I/O.

Each verb takes a meeting and gives the next one, or raises Refusal `meeting.…` with the article of the rule against it.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime

from ninetenths.refusal import Refusal

from .counting import in_room
from .deciding import decide, quorum
from .values import Ballot, Member, Pack, Presence, Question, Result

__all__ = ["Item", "Meeting", "convene"]

STATES = ("convened", "opened", "suspended", "closed")
ITEM_STATES = ("waiting", "debated", "voting", "decided", "withdrawn")


@dataclass(frozen=True, slots=True)
class Item:
    """One item: its class of matter, whether it is public, what it amends, how many matters it bundles, its votes."""

    id: str
    title: str = ""
    matter_class: str = "ordinary"
    public: bool = True
    amends: str = ""
    matters: int = 1
    state: str = "waiting"
    method: str = ""
    started: datetime | None = None
    ballots: tuple[Ballot, ...] = ()
    vote_round: int = 1
    result: Result | None = None


@dataclass(frozen=True, slots=True)
class Meeting:
    """One session under one pack. Verbs are methods; every one gives a new meeting."""

    pack: Pack
    members: tuple[Member, ...]
    items: tuple[Item, ...]
    state: str = "convened"
    sitting: str = "ordinary"
    call: int = 1
    presences: tuple[Presence, ...] = ()
    numbers: tuple[tuple[str, int], ...] = ()
    chair: str = ""
    public: bool = True
    challenged: bool = False
    opened_at: datetime | None = None
    closed_at: datetime | None = None
    excused: tuple[tuple[str, str], ...] = ()

    # What is asked of the rules, at an instant.
    def question(self, at: datetime, item: Item | None = None) -> Question:
        """The question of an item (or of the meeting itself) at an instant."""
        asked = Question(
            at=at, on=at.date(), members=self.members, presences=self.presences, sitting=self.sitting, call=self.call,
            numbers=dict(self.numbers), challenged=self.challenged, chair=self.chair,
        )  # fmt: skip
        if item is None:
            return asked
        return dataclasses.replace(
            asked, matter=item.title, matter_class=item.matter_class, item=item.id, method=item.method
        )

    def item(self, id: str) -> Item:
        """The item of that id. Raises Refusal `meeting.item-unknown`."""
        for item in self.items:
            if item.id == id:
                return item
        raise self._no("item-unknown", item=id)

    def _no(self, code: str, article: str = "", **params: object) -> Refusal:
        return Refusal(
            "procedure", f"meeting.{code}", article=article or self.pack.order.article or self.pack.name, **params
        )

    def _must_be(self, *states: str, verb: str) -> None:
        if self.state not in states:
            raise self._no("state", verb=verb, state=self.state, wanted=" | ".join(states))

    def _replaced(self, item: Item, **changes: object) -> Meeting:
        changed = dataclasses.replace(item, **changes)  # type: ignore[arg-type]
        return dataclasses.replace(self, items=tuple(changed if each.id == item.id else each for each in self.items))

    def _quorate(self, scope: str, at: datetime, item: Item | None = None) -> None:
        found = quorum(self.pack, self.question(at, item), scope, at)
        if found.holds is False:
            raise self._no("no-quorum", found.article, scope=scope, text=found.text)
        if found.holds is None:
            raise self._no("quorum-unknown", found.article, scope=scope, base=found.missing)

    # Coming and going.
    def arrive(self, member: str, at: datetime, *, remote: bool = False, conflicts: Iterable[str] = ()) -> Meeting:
        """Someone comes in (again). Raises Refusal when they are there already, or are no one the meeting knows."""
        self._must_be("convened", "opened", "suspended", verb="arrive")
        if member not in {each.id for each in self.members}:
            raise self._no("member-unknown", member=member)
        if member in in_room(self.question(at), at):
            raise self._no("there-already", member=member)
        stay = Presence(member, at, None, remote, tuple(conflicts))
        return dataclasses.replace(self, presences=(*self.presences, stay))

    def leave(self, member: str, at: datetime) -> Meeting:
        """Someone goes out."""
        self._must_be("convened", "opened", "suspended", verb="leave")
        open_stay = next((stay for stay in self.presences if stay.member == member and stay.left is None), None)
        if open_stay is None or (open_stay.arrived and at < open_stay.arrived):
            raise self._no("not-there", member=member)
        closed = dataclasses.replace(open_stay, left=at)
        return dataclasses.replace(
            self, presences=tuple(closed if stay is open_stay else stay for stay in self.presences)
        )

    def excuse(self, member: str, reason: str) -> Meeting:
        """Leave asked for before the session, for a reason the pack names (any, where it names none)."""
        self._must_be("convened", verb="excuse")
        if member not in {each.id for each in self.members}:
            raise self._no("member-unknown", member=member)
        if self.pack.order.absence and reason not in self.pack.order.absence:
            raise self._no("reason-unknown", reason=reason, known=", ".join(self.pack.order.absence))
        return dataclasses.replace(self, excused=(*self.excused, (member, reason)))

    def challenge(self) -> Meeting:
        """Someone doubts the quorum: from here it is counted where the pack presumes it."""
        self._must_be("opened", verb="challenge")
        return dataclasses.replace(self, challenged=True)

    # The meeting.
    def open(self, at: datetime) -> Meeting:
        """Open, if enough are there."""
        self._must_be("convened", verb="open")
        self._quorate("open", at)
        return dataclasses.replace(self, state="opened", opened_at=at)

    def suspend(self) -> Meeting:
        """Pause; nobody may be in the middle of a vote."""
        self._must_be("opened", verb="suspend")
        self._nothing_voting("suspend")
        return dataclasses.replace(self, state="suspended")

    def resume(self, at: datetime) -> Meeting:
        """Go on, if enough are there again."""
        self._must_be("suspended", verb="resume")
        self._quorate("open", at)
        return dataclasses.replace(self, state="opened")

    def close(self, at: datetime) -> Meeting:
        """Close; what was not decided stays so."""
        self._must_be("opened", "suspended", verb="close")
        self._nothing_voting("close")
        return dataclasses.replace(self, state="closed", closed_at=at)

    def exclude_public(self) -> Meeting:
        """Go into closed session."""
        self._must_be("opened", verb="exclude_public")
        return dataclasses.replace(self, public=False)

    def admit_public(self) -> Meeting:
        """Come back into open session."""
        self._must_be("opened", verb="admit_public")
        return dataclasses.replace(self, public=True)

    def _nothing_voting(self, verb: str) -> None:
        voting = next((item for item in self.items if item.state == "voting"), None)
        if voting:
            raise self._no("vote-open", verb=verb, item=voting.id)

    # Its items.
    def debate(self, id: str, at: datetime) -> Meeting:
        """Take up an item."""
        self._must_be("opened", verb="debate")
        item = self.item(id)
        if item.state != "waiting":
            raise self._no("item-state", verb="debate", item=id, state=item.state)
        if item.public != self.public:
            raise self._no("publicity", item=id)
        self._quorate("debate", at, item)
        return self._replaced(item, state="debated", started=at)

    def may(self, member: str, right: str) -> bool:
        """Whether the category of a member has a right: speak, propose, vote, elect, be_elected."""
        found = next((each for each in self.members if each.id == member), None)
        return found is not None and bool(getattr(self.pack.categories[found.category], right))

    def limit(self, where: str, turn: int = 1) -> int:
        """Minutes a speech may take there, 0 for no limit."""
        return next((rule.minutes for rule in self.pack.speaking if rule.where in ("", where) and rule.turn == turn), 0)

    def open_vote(self, id: str, at: datetime, method: str = "") -> Meeting:
        """Put an item to the vote: amendments first, one vote at a time, by a way the rules allow."""
        self._must_be("opened", verb="open_vote")
        item = self.item(id)
        if item.state == "decided" and not self.pack.order.reopen:
            raise self._no("vote-closed", item=id)
        if item.state not in ("debated", "decided"):
            raise self._no("item-state", verb="open_vote", item=id, state=item.state)
        self._nothing_voting("open_vote")
        if item.public != self.public:
            raise self._no("publicity", item=id)
        waiting = [each for each in self.items if each.amends == id and each.state not in ("decided", "withdrawn")]
        if waiting and self.pack.order.amendments_first:
            raise self._no("amendments-first", item=id, amendment=waiting[0].id)
        sitting = self.pack.sittings.get(self.sitting)
        if sitting and not sitting.may_decide:
            raise self._no("sitting-may-not-decide", sitting.article, sitting=self.sitting)
        order = self.pack.order
        if item.matters > 1 and item.matter_class in order.one_by_one and not order.may_combine:
            raise self._no("one-by-one", item=id, count=item.matters)
        chosen = self._method(item, method)
        self._quorate("decide", at, item)
        return self._replaced(item, state="voting", started=at, method=chosen, ballots=(), result=None)

    def _method(self, item: Item, method: str) -> str:
        rule = self.pack.ballot
        must = rule.compulsory.get(item.matter_class)
        chosen = method or must or rule.default
        if chosen not in rule.allowed:
            raise self._no("method-not-allowed", rule.article, method=chosen, allowed=", ".join(rule.allowed))
        if must and chosen != must:
            raise self._no("method-compulsory", rule.article, method=chosen, must=must)
        return chosen

    def device_failed(self, id: str) -> Meeting:
        """The voting device broke down: the vote goes on by the pack's fallback, its ballots cast anew."""
        self._must_be("opened", verb="device_failed")
        item, rule = self.item(id), self.pack.ballot
        if item.state != "voting":
            raise self._no("vote-closed", item=id)
        if not rule.fallback:
            raise self._no("no-fallback", rule.article, method=item.method)
        return self._replaced(item, method=rule.fallback, ballots=())

    def way_of(self, id: str, member: str) -> str:
        """The way one member votes on an item: those far away by the pack's remote way, where it has one."""
        item, remote = self.item(id), self.pack.ballot.remote
        in_person = in_room(self.question(item.started or datetime.min), item.started).get(member, True)
        return item.method if in_person or not remote else remote

    def demand(self, id: str, method: str, demanded_by: int, present: int) -> Meeting:
        """A way of voting demanded by some of those present; the pack's precedence says which demand wins."""
        item, rule = self.item(id), self.pack.ballot
        share = rule.demand.get(method)
        if share is None:
            raise self._no("demand-unknown", rule.article, method=method)
        if demanded_by * share.denominator < share.numerator * present:
            raise self._no(
                "demand-too-few", rule.article, method=method, count=demanded_by, share=str(share), present=present
            )
        order = rule.precedence
        if item.method in order and method in order and order.index(item.method) < order.index(method):
            return self
        return self._replaced(item, method=method)

    def cast(self, id: str, ballot: Ballot, at: datetime) -> Meeting:
        """One ballot. Raises Refusal: no vote open, twice, no right, not there."""
        self._must_be("opened", verb="cast")
        item = self.item(id)
        if item.state != "voting":
            raise self._no("vote-closed", item=id)
        voter = ballot.proxy_for or ballot.member
        if voter in {each.proxy_for or each.member for each in item.ballots}:
            raise self._no("voted-twice", member=voter)
        asked = dataclasses.replace(self.question(at, item), ballots=(ballot,), method="")
        tried = decide(self.pack, asked)
        if tried.outcome == "refused" and tried.why is not None:
            raise Refusal("procedure", tried.why.code, article=tried.article, **tried.why.params)
        return self._replaced(item, ballots=(*item.ballots, ballot))

    def close_vote(self, id: str, at: datetime, *, casting: str = "") -> Meeting:
        """Close the vote and decide. The quorum must have held from the opening of the vote until now."""
        self._must_be("opened", verb="close_vote")
        item = self.item(id)
        if item.state != "voting":
            raise self._no("vote-closed", item=id)
        started = item.started or at
        asked = dataclasses.replace(
            self.question(started, item),
            until=at,
            ballots=self._all_ballots(item),
            casting=casting,
            vote_round=item.vote_round,
        )
        result = decide(self.pack, asked)
        # What was not decided may be put again: a tie in its second vote, a vote that did not count anew.
        state = "decided" if result.outcome in ("passed", "failed") else "debated"
        turn = item.vote_round + (result.outcome == "tied")
        return self._replaced(item, state=state, result=result, vote_round=turn)

    def _all_ballots(self, item: Item) -> tuple[Ballot, ...]:
        """The ballots cast, and `not-cast` for those there with a vote who cast none."""
        cast = {ballot.proxy_for or ballot.member for ballot in item.ballots}
        room = in_room(self.question(item.started or datetime.min), item.started)
        kept_out = {stay.member for stay in self.presences if item.id in stay.conflicts}
        silent = tuple(
            Ballot(member.id, "not-cast") for member in self.members
            if member.id in room and member.id not in cast | kept_out and self.pack.categories[member.category].vote
        )  # fmt: skip
        return (*item.ballots, *silent)

    def withdraw(self, id: str) -> Meeting:
        """Take an item back, before its vote."""
        self._must_be("opened", "convened", verb="withdraw")
        item = self.item(id)
        if item.state not in ("waiting", "debated"):
            raise self._no("item-state", verb="withdraw", item=id, state=item.state)
        return self._replaced(item, state="withdrawn")


def convene(
    pack: Pack,
    members: Iterable[Member],
    items: Iterable[Item],
    *,
    noticed: date | None = None,
    meets: date | None = None,
    sitting: str = "ordinary",
    call: int = 1,
    requisitioned_by: int | None = None,
    waived: bool = False,
    chair: str = "",
    numbers: Iterable[tuple[str, int]] = (),
) -> Meeting:
    """A meeting called. Raises Refusal: the notice too short, too few asking for it, no such sitting or second call."""
    meeting = Meeting(
        pack, tuple(members), tuple(items), sitting=sitting, call=call, chair=chair, numbers=tuple(numbers)
    )
    rule = pack.notice
    if sitting != "ordinary" and sitting not in pack.sittings:
        raise meeting._no("sitting-unknown", sitting=sitting)
    if call > 1 and not any(each.call > 1 for each in pack.quorums):
        raise meeting._no("no-second-call", pack.quorums[0].article if pack.quorums else "")
    for member in meeting.members:
        if member.category not in pack.categories:
            raise meeting._no("category-unknown", member=member.id, category=member.category)
    if rule and rule.days and noticed and meets and not (waived and rule.waiver):
        between = (meets - noticed).days - (1 if rule.counting == "clear" else 0)
        if between < rule.days:
            raise meeting._no("notice-short", rule.article, days=between, wanted=rule.days)
    if rule and requisitioned_by is not None:
        _requisition(meeting, requisitioned_by)
    return meeting


def _requisition(meeting: Meeting, count: int) -> None:
    rule = meeting.pack.notice
    assert rule is not None
    base = sum(1 for member in meeting.members if meeting.pack.categories[member.category].counts_in_base)
    if rule.requisition_number and count < rule.requisition_number:
        raise meeting._no("requisition-too-few", rule.article, count=count, wanted=rule.requisition_number)
    share = rule.requisition_share
    if share is not None and count * share.denominator < share.numerator * base:
        raise meeting._no("requisition-too-few", rule.article, count=count, wanted=f"{share} of {base}")
