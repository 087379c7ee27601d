"""For every verb a subject and arguments in the right state, so that only a permission can refuse it."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any

from tests.office.conftest import NOW

Given = tuple[tuple[Any, ...], dict[str, Any]]

PROPOSAL = {
    "clause": "c1", "start": 0, "end": 8, "spans": [[0, 8]], "label": "target", "title": "新建学校12所",
    "sentence": "新建学校12所。", "section": "", "basis": {}, "doubts": [],
    "cells": {"lead": "市教育局", "kind": "quantity", "goal": {"written": "12所", "bound": "=", "value": "12", "unit": "所"}},
}  # fmt: skip
TABLE = {"title": "改造老旧小区", "lead": "市教育局", "place": "row 2", "taken": {"words": "一半", "progress": "50"}}


@dataclass
class World:
    """The people of the tests, a third agency, a link each; `actors` by letter, `target` the person acted upon."""

    people: Any
    water: Any = None
    target: Any = None
    disabled: Any = None
    link: Any = None
    other_link: Any = None
    handler: Any = None
    water_liaison: Any = None
    actors: dict[str, Any] = field(default_factory=dict)

    @property
    def office(self) -> Any:
        from ninetenths.office.domain.acting import the_office

        return the_office()

    def fresh(self, key: str) -> Any:
        """The link as it is now, as an Actor."""
        from ninetenths.office.domain.acting import of_link
        from ninetenths.office.models import AccessLink

        return of_link(AccessLink.objects.get(pk=key))


def world_of(people: Any) -> World:
    """Everybody who may come to a verb, by letter: administrator, clerk, handler, checker (K), observer; liaison and link
    (N) of the agency concerned and, small, of another; a clerk on behalf of it (b) and of another (c), an observer on
    behalf (o); the person itself (S), nobody (0), a disabled administrator (D), the clock (T), the console (X).
    """
    from ninetenths.office.domain import accounts, links, organizations
    from ninetenths.office.domain.acting import CLOCK, CONSOLE, NOBODY, Actor, of_link, of_person

    def invite(organization: Any, name: str, role: str) -> Any:
        return accounts.invite(organization, by=CONSOLE, name=name, role=role, secret_sha256=accounts.secret_of()[1])

    world = World(people)
    world.water = organizations.add(by=CONSOLE, name="市水利局", short="水利局")
    world.handler, world.target = invite(world.office, "吴桐", "handler"), invite(world.water, "许南乔", "observer")
    world.disabled = invite(world.office, "已停用", "administrator")
    accounts.disable(world.disabled, by=CONSOLE)
    world.water_liaison = invite(world.water, "水利局联络员", "liaison")
    clerk = people.actor("clerk")
    for name, agency in (("link", people.education), ("other_link", world.water)):
        link = links.make(agency, by=clerk)
        links.enter(link, by=of_link(link), name="李明", telephone="1")
        setattr(world, name, link)
    basis = "电话记录 3月3日"
    world.actors = {
        "A": people.actor("administrator"), "C": clerk, "H": of_person(world.handler), "K": people.actor("checker"),
        "O": people.actor("observer"), "L": people.actor("liaison"), "l": of_person(world.water_liaison),
        "N": world.fresh(world.link.pk), "n": world.fresh(world.other_link.pk),
        "b": clerk.on_behalf(people.education.pk, basis), "c": clerk.on_behalf(world.water.pk, basis),
        "o": people.actor("observer").on_behalf(people.education.pk, basis), "S": of_person(world.target),
        "0": NOBODY, "D": of_person(world.disabled), "T": CLOCK,
        # Sheets come in by a command: for an agency, with what says so.
        "X": Actor("console", organization=people.education.pk, basis=basis),
    }  # fmt: skip
    return world


# ---- states -------------------------------------------------------------------------------------------------------


def draft(world: World) -> Any:
    from ninetenths.office.domain import commitments

    cells = {**PROPOSAL["cells"], "title": "新建学校12所", "deadline": "2031年底前", "due": "2031-12-31"}  # type: ignore[dict-item]
    return commitments.add(by=world.actors["C"], cells=cells)


def decided(world: World) -> Any:
    from ninetenths.office.domain import commitments

    made = draft(world)
    commitments.decide(by=world.actors["C"], commitments=[made.pk])
    return made


def issued(world: World) -> Any:
    from ninetenths.office.domain import commitments

    made = decided(world)
    commitments.issue(
        by=world.actors["C"], commitments=[made.pk], title="任务分解表", number=f"云督〔2031〕{made.serial}号"
    )
    made.refresh_from_db()
    return made


def reported(world: World) -> Any:
    from ninetenths.office.domain import commitments

    made = issued(world)
    commitments.report(made, by=world.actors["N"], words="全部建成", actual="12", claims_done=True)
    return made


def checked(world: World) -> Any:
    from ninetenths.office.domain import commitments

    made = reported(world)
    commitments.check(made, by=world.actors["C"])
    return made


def extension(world: World) -> Any:
    from ninetenths.office.domain import commitments

    made = issued(world)
    commitments.extend(made, by=world.actors["N"], new=datetime.date(2032, 3, 31), reason="汛期停工")
    return made


def paper(world: World, proposals: int = 2) -> Any:
    from ninetenths.office.domain import papers

    return papers.add(
        by=world.actors["C"], title="决定", kind="decision", text="新建学校12所。", proposals=[PROPOSAL] * proposals,
        annexes=[{"title": "附件1", "start": 0, "end": 3}],
    )  # fmt: skip


def keys(made: Any) -> list[str]:
    return [one.pk for one in made.proposals.all()]


def asking(world: World) -> Any:
    from ninetenths.office.domain import rounds

    due = NOW + datetime.timedelta(days=5)
    return rounds.open_(by=world.actors["C"], title="三月月报", due=due, commitments=[issued(world).pk])


def sent(world: World) -> Any:
    from ninetenths.office.domain import rounds

    made = asking(world)
    rounds.send(made, by=world.actors["C"], subject="月报", text="{agency} {tasks} {due} {link}")
    return made


def message(world: World) -> Any:
    return sent(world).messages.get()


def contact(world: World) -> Any:
    from ninetenths.office.domain import organizations

    return organizations.add_contact(world.people.education, by=world.actors["C"], name="沈知白")


def _undo(world: World, who: str) -> Given:
    """Each takes back what it said itself."""
    from ninetenths.office.domain import commitments

    made = issued(world)
    speaker = world.actors["L" if who == "L" else "N"]
    if who in ("A", "C", "H"):
        speaker = world.actors[who].on_behalf(world.people.education.pk, "电话")
    commitments.report(made, by=speaker, words="建成6所")
    return (made,), {}


def _enter(world: World, who: str) -> Given:
    return (world.target,), {"address": world.target.addresses.get(used=None).pk}


def _complete(world: World, who: str) -> Given:
    made = paper(world)
    return (made,), {"annex": made.annexes.get().pk, "given": paper(world).pk}


def _dismissed(world: World, who: str) -> Given:
    from ninetenths.office.domain import papers

    made = paper(world)
    papers.dismiss(made, by=world.actors["C"], proposals=keys(made), reason="只是表态")
    return (made,), {"proposals": keys(made)}


def _proposals(**more: Any) -> Callable[[World, str], Given]:
    def given(world: World, who: str) -> Given:
        made = paper(world)
        return (made,), {"proposals": keys(made), **more}

    return given


def _split(world: World, who: str) -> Given:
    made = paper(world)
    return (made,), {"proposal": keys(made)[0], "parts": [{"title": "甲"}, {"title": "乙"}]}


def _disabled(world: World, who: str) -> Given:
    from ninetenths.office.domain import accounts

    accounts.disable(world.target, by=world.actors["X"])
    return (world.target,), {}


def _erase_person(world: World, who: str) -> Given:
    return (_disabled(world, who)[0]), {"reason": "本人要求"}


def _handed(world: World, who: str) -> Given:
    from ninetenths.office.domain import outbox

    made = message(world)
    outbox.hand_over(made, by=world.actors["C"])
    return (made,), {}


def _token(world: World, who: str) -> Given:
    from ninetenths.office.domain import accounts

    made = accounts.token(world.target, by=world.actors["S"], name="导出", secret_sha256=accounts.secret_of()[1])
    return (world.target,), {"token": made.pk}


def _redact(world: World, who: str) -> Given:
    from ninetenths.office.domain import commitments, log

    commitments.note(issued(world), by=world.actors["C"], words="王某来电")
    return (), {"entry": log.size() - 1, "text": "某人来电", "reason": "本人要求"}


def _on(make: Callable[[World], Any], **given: Any) -> Callable[[World, str], Given]:
    return lambda world, who: ((make(world),), given)


def _alone(give: Callable[[World], dict[str, Any]]) -> Callable[[World, str], Given]:
    return lambda world, who: ((), give(world))


def secret() -> str:
    from ninetenths.office.domain import accounts

    return accounts.secret_of()[1]


def _office(world: World) -> Any:
    return world.office


def _education(world: World) -> Any:
    return world.people.education


def _target(world: World) -> Any:
    return world.target


# By verb: who may, as letters, and what it is tried on. The letters are those of `world_of`; this table
# is written by hand, so that a permission that changes in the code has to be changed here, knowingly.
SAMPLES: dict[str, tuple[str, Callable[[World, str], Given]]] = {
    "organizations.add": ("ACX", _alone(lambda world: {"name": "市交通局"})),
    "organizations.import": ("ACX", _alone(lambda world: {"rows": [{"name": "市交通局"}]})),
    "organizations.change": ("AC", _on(_education, short="教育")),
    "organizations.end": ("AC", _on(_education)),
    "contacts.add": ("ACHX", _on(_education, name="沈知白")),
    "contacts.change": ("ACH", _on(contact, name="沈知")),
    "contacts.end": ("ACH", _on(contact)),
    "accounts.invite": ("AX", lambda world, who: ((world.office,), {"name": "新人", "role": "clerk", "secret_sha256": secret()})),
    "accounts.address": ("AX", lambda world, who: ((world.target,), {"secret_sha256": secret()})),
    "accounts.enter": ("S", _enter),
    "accounts.grant": ("AX", lambda world, who: ((world.target,), {"role": "checker", "organization": world.office.pk})),
    "accounts.revoke": ("AX", lambda world, who: ((world.target,), {"membership": world.target.memberships.get().pk})),
    "accounts.disable": ("AX", _on(_target)),
    "accounts.enable": ("AX", _disabled),
    "accounts.change": ("AS", _on(_target, mail="x@yunchuan.example")),
    "accounts.token": ("SX", lambda world, who: ((world.target,), {"name": "导出", "secret_sha256": secret()})),
    "accounts.end_token": ("AS", _token),
    "papers.add": ("ACH", _alone(lambda world: {"title": "决定", "kind": "decision", "text": "新建学校12所。"})),
    "papers.complete": ("ACH", _complete),
    "proposals.take": ("ACH", _proposals()),
    "proposals.split": ("ACH", _split),
    "proposals.merge": ("ACH", _proposals()),
    "proposals.dismiss": ("ACH", _proposals(reason="只是表态")),
    "proposals.restore": ("ACH", _dismissed),
    "commitments.add": ("ACH", _alone(lambda world: {"cells": {"title": "新建学校", "lead": "市教育局"}})),
    "commitments.import": ("ACH", _alone(lambda world: {"table": "台账.xlsx", "day": NOW.date(), "rows": [TABLE]})),
    "commitments.edit": ("ACH", _on(draft, changes={"title": "新建学校13所"})),
    "commitments.assign": ("AC", _on(issued, lead="市水利局", supporting="", reason="职责划转")),
    "commitments.handle": ("AC", lambda world, who: ((issued(world),), {"handler": world.handler.pk})),
    "commitments.decide": ("AC", _alone(lambda world: {"commitments": [draft(world).pk]})),
    "commitments.issue": ("AC", _alone(lambda world: {"commitments": [decided(world).pk], "title": "分解表", "number": "云督〔2031〕9号"})),
    "commitments.acknowledge": ("LNb", _on(issued)),
    "commitments.report": ("LNbX", _on(issued, words="建成6所")),
    "commitments.undo": ("ACHLN", _undo),
    "commitments.check": ("ACHK", _on(reported)),
    "commitments.return": ("ACHK", _on(reported, reason="缺照片")),
    "commitments.close": ("ACHK", _on(checked)),
    "commitments.extend": ("LNb", _on(issued, new=datetime.date(2032, 3, 31), reason="汛期停工")),
    "commitments.grant": ("AC", _on(extension)),
    "commitments.refuse": ("AC", _on(extension, answer="不同意")),
    "commitments.note": ("ACHK", _on(issued, words="电话催过")),
    "commitments.cancel": ("AC", _on(issued, reason="上级取消")),
    "rounds.open": ("ACH", _alone(lambda world: {"title": "月报", "due": NOW + datetime.timedelta(days=5), "commitments": [issued(world).pk]})),
    "rounds.send": ("ACH", _on(asking, subject="月报", text="{agency} {tasks} {due} {link}")),
    "rounds.withdraw": ("ACH", _on(sent, reason="发错了")),
    "rounds.close": ("ACH", _on(sent)),
    "links.make": ("ACH", lambda world, who: ((world.people.finance,), {})),
    "links.renew": ("ACH", lambda world, who: ((world.link,), {})),
    "links.withdraw": ("ACH", lambda world, who: ((world.link,), {})),
    "links.enter": ("N", lambda world, who: ((world.link,), {"name": "李明", "telephone": "2"})),
    "messages.remind": ("ACH", _alone(lambda world: {"commitments": [issued(world).pk], "subject": "催办", "text": "{agency} {link}"})),
    "messages.settle": ("T", _on(message, state="sent")),
    "messages.hand_over": ("ACH", _on(message)),
    "messages.queue_again": ("ACH", _handed),
    "record.erase_contact": ("A", _on(contact, reason="本人要求")),
    "record.erase_person": ("A", _erase_person),
    "record.redact": ("A", _redact),
}  # fmt: skip
# Where each has to have said something itself before.
EACH_ITS_OWN = frozenset({"commitments.undo"})
# Refused to everybody here: an office is made once, before anything else.
ONCE = frozenset({"office.create"})
