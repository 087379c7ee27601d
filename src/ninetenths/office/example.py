"""The example city's office: its year played through the verbs, so that every state can be seen; nothing is written by hand."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from fractions import Fraction
from pathlib import Path
from typing import Any

from django.db.models import Q

from ninetenths.office.domain import accounts, clock, commitments, links, organizations, papers, rounds
from ninetenths.office.domain.acting import CONSOLE, Actor, of_link, of_person, the_office
from ninetenths.office.interfaces.proposals import add_text
from ninetenths.office.models import AccessLink, Commitment, Organization, Paper, Person, Round

# When what happened, in days before today.
READ, ISSUED, ACKNOWLEDGED, SECOND_ISSUE = 140, 120, 117, 10
LAST_ASKED, LAST_DUE, LAST_CLOSED, THIS_ASKED, THIS_DUE = 35, 28, 25, 5, -2


@dataclass(frozen=True, slots=True)
class Item:
    """One commitment of the example: its cells and the way it took."""

    title: str
    source: str
    lead: str
    supporting: str
    goal: str
    unit: str
    due: int
    story: str
    told: str
    match: str = ""


@dataclass(slots=True)
class Play:
    """The example as it is played: what happened when, then in order."""

    data: dict[str, Any]
    folder: Path
    now: datetime.datetime
    events: list[tuple[float, int, Callable[[], None]]] = field(default_factory=list)
    made: dict[str, Commitment] = field(default_factory=dict)
    people: list[dict[str, str]] = field(default_factory=list)
    actors: dict[str, Actor] = field(default_factory=dict)
    rounds: dict[str, Round] = field(default_factory=dict)
    items: list[Item] = field(default_factory=list)

    def at(self, days_ago: float, act: Callable[[], None]) -> None:
        """Something happens so many days ago; what was said first happens first."""
        self.events.append((-days_ago, len(self.events), act))

    def run(self) -> None:
        """Let it all happen, each at its time."""
        for when, _, act in sorted(self.events, key=lambda one: one[:2]):
            with clock.at(self.now + datetime.timedelta(days=when)):
                act()

    @property
    def clerk(self) -> Actor:
        """The clerk who does the office's part."""
        return self.actors["clerk"]

    @property
    def checker(self) -> Actor:
        """Who checks: never the one who entered a report."""
        return self.actors["checker"]


def read_data(folder: Path) -> dict[str, Any]:
    """The example's data of a city: `examples/CITY/office.toml`."""
    return tomllib.loads((folder / "office.toml").read_text(encoding="utf-8"))


def play(folder: Path, now: datetime.datetime) -> list[dict[str, str]]:
    """Play the year of the city in `folder` into the office that is open and empty; returns who can sign in, each with
    a secret for a one-time address: `{"name", "role", "organization", "person", "secret"}`.
    """
    data = read_data(folder)
    played = Play(data, folder, now, items=[Item(*row) for row in data["commitments"]])
    played.at(READ + 9, lambda: _people(played))
    played.at(READ + 8, lambda: _agencies(played))
    played.at(READ, lambda: _decision(played))
    played.at(READ - 1, lambda: _table(played))
    played.at(READ - 2, lambda: _by_hand(played))
    played.at(ISSUED, lambda: _issue(played, "issue", lambda item: item.story not in _NOT_IN_FIRST))
    played.at(SECOND_ISSUE, lambda: _issue(played, "second", lambda item: item.story == "unacknowledged"))
    _acknowledge(played)
    _ask(played)
    for item in played.items:
        _STORIES.get(item.story, _nothing)(played, item)
    played.at(0.01, lambda: _doors(played))
    played.run()
    return played.people


# What was not issued with the rest: drafts, what was taken over as issued elsewhere, what was issued later.
_NOT_IN_FIRST = ("draft", "unacknowledged", "taken-half", "taken-done", "taken-none")


def _day(played: Play, days: int) -> datetime.date:
    return clock.day_of(played.now) + datetime.timedelta(days=days)


def _people(played: Play) -> None:
    office = the_office()
    administrator = Person.objects.get()
    played.actors["administrator"] = of_person(administrator)
    for role, name, agency in played.data["people"]:
        if role == "administrator":
            played.people.append(
                {"role": role, "name": administrator.name, "organization": office.name, "person": administrator.pk}
            )
            continue
        if agency:
            continue
        person = accounts.invite(office, by=CONSOLE, name=name, role=role, secret_sha256=accounts.secret_of()[1])
        played.people.append({"role": role, "name": name, "organization": office.name, "person": person.pk})
        played.actors.setdefault(role, of_person(person))


def _agencies(played: Play) -> None:
    rows = [{"name": row[0], "short": row[1]} for row in played.data["agencies"]]
    organizations.import_rows(by=played.clerk, rows=rows)
    for name, _, contact, telephone in played.data["agencies"]:
        if contact:
            organizations.add_contact(_agency(name), by=played.clerk, name=contact, telephone=telephone)
    for role, name, agency in played.data["people"]:
        if agency:
            person = accounts.invite(
                _agency(agency), by=CONSOLE, name=name, role=role, secret_sha256=accounts.secret_of()[1]
            )
            played.people.append({"role": role, "name": name, "organization": agency, "person": person.pk})


def _agency(name: str) -> Organization:
    return Organization.objects.get(Q(name=name) | Q(short=name))


def _moved(text: str, years: int) -> str:
    """The example's text in this year: every year of the century that it names is moved."""
    return re.sub(r"20[23]\d", lambda match: str(int(match[0]) + years), text)


def _decision(played: Play) -> None:
    """The adopted text, read; a few of its sentences wait, the rest became commitments or were left out."""
    data, year = played.data, clock.today().year
    text = (played.folder / data["decision"]).read_text(encoding="utf-8")
    paper = add_text(
        played.clerk, title=data["decision_title"], text=_moved(text, year - 2031),
        kind="resolution" if data["language"] == "en" else "decision", number=data["decision_number"].format(year=year),
    )  # fmt: skip
    wanted = [item for item in played.items if item.source == "decision"]
    offered = list(paper.proposals.all())
    chosen: dict[str, Item] = {}
    for item in wanted:
        words = item.match or item.title
        found = next((one for one in offered if words in one.title and one.pk not in chosen), None)
        if found is None:
            played.made[item.title] = commitments.add(by=played.clerk, cells=_cells(played, item), paper=paper.pk)
        else:
            chosen[found.pk] = item
    changes = {key: _cells(played, item) for key, item in chosen.items()}
    for row in papers.take(paper, by=played.clerk, proposals=list(chosen), changes=changes):
        played.made[row.title] = row
    _leave_out(played, paper, [one for one in offered if one.pk not in chosen])


def _leave_out(played: Play, paper: Paper, rest: list[Any]) -> None:
    """What names neither a figure nor a day is left out, with the reason; the rest waits for the clerk."""
    reason = "方向性要求，不列任务" if played.data["language"] == "zh-Hans" else "A direction, not a task"
    left = [one.pk for one in rest if not one.cells.get("goal") and not one.cells.get("due")]
    if left:
        papers.dismiss(paper, by=played.clerk, proposals=left, reason=reason)


def _cells(played: Play, item: Item) -> dict[str, Any]:
    due = _day(played, item.due + (0 if item.story != "extended" else -21))
    goal = None
    if item.goal:
        goal = {"written": f"{item.goal}{item.unit}", "bound": "=", "value": item.goal, "unit": item.unit}
    every = "month" if "每月" in item.title or "each month" in item.title else ""
    return {
        "title": item.title, "lead": item.lead, "supporting": item.supporting, "due": due.isoformat(),
        "deadline": due.isoformat(), "goal": goal, "kind": "quantity" if goal else "recurring" if every else "milestone",
    }  # fmt: skip


def _table(played: Play) -> None:
    """A table that an office had: what is half done in it is taken over as such."""
    rows = []
    for place, item in enumerate((one for one in played.items if one.source == "table"), 3):
        cells = {**_cells(played, item), "place": str(place), "start": _day(played, -200).isoformat()}
        if item.story != "taken-none":
            share = "100" if item.story == "taken-done" else "85"
            cells["taken"] = {"words": item.told, "progress": share, "done": item.story == "taken-done"}
        rows.append(cells)
    day = clock.today()
    made = commitments.import_rows(by=played.clerk, table=played.data["table"], day=day, rows=rows)
    played.made |= {row.title: row for row in made}


def _by_hand(played: Play) -> None:
    """Instructions and agreed items, one line each."""
    number = 80
    for item in played.items:
        if item.source in ("instruction", "agreed"):
            number += 4
            place = played.data[item.source].format(number=number)
            played.made[item.title] = commitments.add(by=played.clerk, cells=_cells(played, item), place=place)


def _issue(played: Play, which: str, fits: Callable[[Item], bool]) -> None:
    chosen = [played.made[item.title].pk for item in played.items if fits(item)]
    data, year = played.data, clock.today().year
    commitments.decide(by=played.clerk, commitments=chosen)
    commitments.issue(
        by=played.clerk, commitments=chosen, title=data[f"{which}_title"], number=data[f"{which}_number"].format(year=year)
    )  # fmt: skip


def _link(agency: str) -> Actor:
    """The Actor of an agency's link, which exists once it was made or sent."""
    link = AccessLink.objects.get(organization=_agency(agency), withdrawn=None)
    return of_link(link)


def _acknowledge(played: Play) -> None:
    """Every agency got its link and confirmed receipt, but for what was issued ten days ago."""

    def made() -> None:
        for name, *_ in played.data["agencies"]:
            links.make(_agency(name), by=played.clerk)

    def entered() -> None:
        for name, _, contact, telephone in played.data["agencies"]:
            if contact and telephone:
                actor = _link(name)
                links.enter(AccessLink.objects.get(pk=actor.link), by=actor, name=contact, telephone=telephone)

    def confirmed() -> None:
        for item in played.items:
            if item.story not in _NOT_IN_FIRST:
                commitments.acknowledge(played.made[item.title], by=_link(item.lead))

    played.at(ISSUED - 1, made)
    played.at(ACKNOWLEDGED + 1, entered)
    played.at(ACKNOWLEDGED, confirmed)


def _asked(items: Iterable[Item], played: Play) -> list[str]:
    return [played.made[item.title].pk for item in items if item.story not in ("draft", "taken-done", "cancelled")]


def _ask(played: Play) -> None:
    """Last month's round, closed; this month's, half answered."""

    def opened(name: str, due: float, items: list[Item]) -> None:
        when = clock.end_of(_day(played, -int(due)))
        rows = [
            one
            for one in items
            if Commitment.objects.get(pk=played.made[one.title].pk).stage not in ("closed", "draft", "decided")
        ]
        played.rounds[name] = rounds.open_(
            by=played.clerk, title=played.data[name], due=when, commitments=_asked(rows, played),
            asks={"words": True, "figure": True, "evidence": False},
        )  # fmt: skip
        rounds.send(
            played.rounds[name], by=played.clerk, subject=played.data["letter_subject"].replace("{due}", str(clock.day_of(when))),
            text=played.data["letter"].replace("{due}", str(clock.day_of(when))),
        )  # fmt: skip

    issued_then = [item for item in played.items if item.story not in ("unacknowledged", "draft")]
    played.at(LAST_ASKED, lambda: opened("last_round", LAST_DUE, issued_then))
    played.at(LAST_CLOSED, lambda: rounds.close(played.rounds["last_round"], by=played.clerk) and None)
    now_open = [item for item in played.items if item.story not in ("done", "to-close")]
    played.at(THIS_ASKED, lambda: opened("this_round", THIS_DUE, now_open))


# --- The ways a commitment took -----------------------------------------------------------------------------------


def _actual(played: Play, item: Item, beside: Fraction) -> dict[str, Any]:
    """What an agency reports: an amount a little beside the schedule, or a share of it where nothing is counted."""
    elapsed = Fraction(ISSUED, max(1, ISSUED + max(item.due, 1)))
    share = min(Fraction(1), max(Fraction(1, 20), elapsed + beside))
    if item.goal:
        amount = Fraction(item.goal) * share
        return {"actual": str(int(amount)) if Fraction(item.goal).denominator == 1 else f"{float(amount):.1f}"}
    return {"progress": str(int(share * 100))}


def _reports(played: Play, item: Item, days_ago: float, beside: Fraction, *, done: bool = False) -> None:
    def told() -> None:
        row = played.made[item.title]
        given = _actual(played, item, beside)
        if done:
            given = {"actual": item.goal} if item.goal else {"progress": "100"}
        commitments.report(row, by=_link(item.lead), words=item.told, claims_done=done, **given)

    played.at(days_ago, told)


_LATE, _EARLY = Fraction(-1, 5), Fraction(1, 20)


def _nothing(played: Play, item: Item) -> None:
    """It stays as it is: a draft, silent, not acknowledged, or as the table had it."""


def _looked_at(played: Play, item: Item) -> None:
    """The desk check of last month's report."""
    played.at(24, lambda: commitments.check(played.made[item.title], by=played.checker) and None)


def _pace(played: Play, item: Item) -> None:
    _reports(played, item, 31, _EARLY)
    _looked_at(played, item)
    if len(item.title) % 2:
        _reports(played, item, 3, Fraction(1, 10))


def _behind(played: Play, item: Item) -> None:
    _reports(played, item, 30, _LATE)
    _looked_at(played, item)


def _closed(played: Play, item: Item) -> None:
    _reports(played, item, 33, _EARLY, done=True)
    words = played.data["check_words"]
    played.at(26, lambda: commitments.check(played.made[item.title], by=played.checker, words=words) and None)
    played.at(24, lambda: commitments.close(played.made[item.title], by=played.checker) and None)


def _to_close(played: Play, item: Item) -> None:
    _reports(played, item, 32, _EARLY, done=True)
    words = played.data["check_words"]
    played.at(4, lambda: commitments.check(played.made[item.title], by=played.checker, words=words) and None)


def _returned(played: Play, item: Item) -> None:
    _reports(played, item, 29, _EARLY, done=True)
    reason = played.data["return_reason"]
    played.at(
        7, lambda: commitments.return_(played.made[item.title], by=played.clerk, reason=reason, progress="61") and None
    )
    words = played.data["note_words"]
    played.at(6, lambda: commitments.note(played.made[item.title], by=played.clerk, words=words) and None)


def _claimed(played: Play, item: Item) -> None:
    _reports(played, item, 30, _EARLY)
    _reports(played, item, 2, _EARLY, done=True)


def _extension(played: Play, item: Item) -> None:
    _reports(played, item, 30, _LATE)
    _asks_for_more(played, item, 4, item.due + 60)


def _asks_for_more(played: Play, item: Item, days_ago: float, due: int) -> None:
    data = played.data
    played.at(
        days_ago,
        lambda: commitments.extend(
            played.made[item.title], by=_link(item.lead), new=_day(played, due), reason=data["extension_reason"],
            progress=data["extension_progress"],
        ) and None,
    )  # fmt: skip


def _extended(played: Play, item: Item) -> None:
    _reports(played, item, 32, _LATE)
    _asks_for_more(played, item, 27, item.due)
    played.at(26, lambda: commitments.grant(played.made[item.title], by=played.clerk) and None)
    _reports(played, item, 2, _EARLY)


def _cancelled(played: Play, item: Item) -> None:
    reason = played.data["cancel_reason"]
    played.at(40, lambda: commitments.cancel(played.made[item.title], by=played.clerk, reason=reason) and None)


def _on_behalf(played: Play, item: Item) -> None:
    def told() -> None:
        by = played.clerk.on_behalf(_agency(item.lead).pk, played.data["calls"])
        commitments.report(played.made[item.title], by=by, words=item.told, progress="97")

    played.at(3, told)


_STORIES: dict[str, Callable[[Play, Item], None]] = {
    "pace": _pace, "behind": _behind, "overdue": _behind, "done": _closed, "to-close": _to_close, "returned": _returned,
    "taken-half": _pace, "claimed": _claimed, "extension": _extension, "extended": _extended, "cancelled": _cancelled, "behalf": _on_behalf,
}  # fmt: skip


def _doors(played: Play) -> None:
    """A fresh one-time address for everybody."""
    for person in played.people:
        secret, digest = accounts.secret_of()
        accounts.address(Person.objects.get(pk=person["person"]), by=CONSOLE, secret_sha256=digest)
        person["secret"] = secret
