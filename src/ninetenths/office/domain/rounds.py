"""Verbs of rounds: what is asked of whom, by when, and the messages that say so."""

from __future__ import annotations

import datetime
from collections.abc import Iterable
from typing import Any

from ninetenths.office.domain import clock
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.commitments import CLERKS, MOST_ROWS, UNISSUED
from ninetenths.office.domain.log import Stamp
from ninetenths.office.domain.permissions import may
from ninetenths.office.domain.verbs import ROOM, Fields, Moment, Payload, verb
from ninetenths.office.models import AccessLink, Asked, Commitment, Contact, Duty, Message, Organization, Round
from ninetenths.refusal import Refusal

ASKS = ("figure", "words", "evidence")


def askable(commitments: Iterable[str]) -> list[Duty]:
    """The lead duties of the chosen commitments that can be asked about: issued, open, not cancelled."""
    return list(
        Duty.objects.filter(
            commitment__in=list(commitments), role="lead", ended=None, commitment__cancelled__isnull=True
        )
        .exclude(commitment__stage__in=(*UNISSUED, "closed", "suspended"))
        .select_related("commitment", "organization")
        .order_by("organization__place", "organization__name", "commitment__year", "commitment__serial")
    )


@verb("rounds.open", may(*CLERKS))
def open_(
    now: Moment, *, by: Actor, title: str, due: datetime.datetime, commitments: list[str],
    cut_off: datetime.datetime | None = None, asks: dict[str, Any] | None = None, letter: str = "",
) -> Payload:  # fmt: skip
    """A round as a draft: nobody is asked yet. What cannot be asked about is left out."""
    if not title.strip():
        raise Refusal(ROOM, "round.title")
    if due <= now.recorded:
        raise Refusal(ROOM, "round.due")
    if len(commitments) > MOST_ROWS:
        raise Refusal(ROOM, "too-many-rows", most=MOST_ROWS)
    duties = askable(commitments)
    if not duties:
        raise Refusal(ROOM, "round.nobody")
    wanted = {name: bool((asks or {"words": True, "figure": True}).get(name)) for name in ASKS}
    key = now.new_id()
    return Payload(
        f"rounds/{key}",
        {
            "id": key, "title": title.strip(), "due": clock.written(due),
            "cut_off": None if cut_off is None else clock.written(cut_off), "asks": wanted, "letter": letter.strip(),
            "rows": [
                {"id": now.new_id(), "commitment": duty.commitment_id, "organization": duty.organization_id}
                for duty in duties
            ],
        },
    )  # fmt: skip


@open_.apply
def _(stamp: Stamp, p: Fields) -> Round:
    made = Round.objects.create(
        id=p["id"], title=p["title"], due=clock.read(p["due"]), asks=p["asks"], letter=p["letter"],
        cut_off=None if p["cut_off"] is None else clock.read(p["cut_off"]), opened_by_id=p["by"].get("person"),
        **stamp.columns,
    )  # fmt: skip
    Asked.objects.bulk_create(
        Asked(
            id=row["id"], round=made, commitment_id=row["commitment"], organization_id=row["organization"],
            **stamp.columns,
        )
        for row in p["rows"]
    )  # fmt: skip
    return made


def link_needed(now: Moment, organization: str) -> dict[str, Any]:
    """The way in for an agency: the link of its contact, or a new one. Fields for `_link`."""
    contact = Contact.objects.filter(organization=organization, ended=None).order_by("deputy", "entry").first()
    held = (
        AccessLink.objects.filter(organization=organization, contact=contact, withdrawn=None)
        .exclude(expires__lte=now.recorded)
        .first()
    )
    return {
        "organization": organization, "contact": None if contact is None else contact.pk,
        "link": None if held is not None else now.new_id(),
        "channel": "mail" if contact is not None and contact.mail else "hand",
    }  # fmt: skip


def made_link(stamp: Stamp, given: Fields) -> None:
    """Make the link that `link_needed` asked for."""
    if given["link"] is not None:
        AccessLink.objects.create(
            id=given["link"], organization_id=given["organization"], contact_id=given["contact"], **stamp.columns
        )


@verb("rounds.send", may(*CLERKS), subject=Round)
def send(
    now: Moment, round: Round, *, by: Actor, subject: str, text: str, leave_out: list[str] | None = None
) -> Payload:
    """The round goes out: a message to each agency is put into the outbox, `{agency}`, `{tasks}`, `{due}` and `{link}`
    in its text filled in for each; agencies without a link get one. `leave_out` are organizations that are not asked.
    """
    if round.state != "draft":
        raise Refusal(ROOM, "round.not-draft", title=round.title)
    if round.due <= now.recorded:
        raise Refusal(ROOM, "round.due")
    if "{link}" not in text:
        raise Refusal(ROOM, "round.no-link")
    rows: dict[str, list[str]] = {}
    for asked in round.asked.exclude(organization__in=leave_out or ()).order_by(
        "organization__place", "organization__name", "commitment__year", "commitment__serial"
    ):
        rows.setdefault(asked.organization_id, []).append(asked.commitment_id)
    if not rows:
        raise Refusal(ROOM, "round.nobody")
    messages = [
        {**link_needed(now, organization), "message": now.new_id(), "commitments": keys}
        for organization, keys in rows.items()
    ]
    return Payload(
        f"rounds/{round.pk}",
        {
            "id": round.pk, "subject": subject.strip(), "text": text, "messages": messages,
            "due": clock.shown(round.due), "leave_out": sorted(leave_out or ()),
        },
    )  # fmt: skip


@send.apply
def _(stamp: Stamp, p: Fields) -> Round:
    round = Round.objects.get(pk=p["id"])
    round.state, round.sent = "sent", stamp.recorded
    round.save(update_fields=["state", "sent"])
    round.asked.filter(organization__in=p["leave_out"]).delete()
    names = dict(Organization.objects.values_list("pk", "name"))
    titles = dict(Commitment.objects.filter(asked__round=round).values_list("pk", "title"))
    for given in p["messages"]:
        made_link(stamp, given)
        tasks = "\n".join(f"{place}. {titles[key]}" for place, key in enumerate(given["commitments"], 1))
        words = {"{agency}": names[given["organization"]], "{tasks}": tasks, "{due}": p["due"]}
        made_message(stamp, given, "round", p["subject"], p["text"], words, round)
    return round


def made_message(
    stamp: Stamp, given: Fields, kind: str, subject: str, text: str, words: dict[str, str], round: Round | None
) -> Message:
    """One message in the outbox; `{link}` stays as it is until it is sent."""
    for mark, value in words.items():
        subject, text = subject.replace(mark, value.split("\n")[0]), text.replace(mark, value)
    made = Message.objects.create(
        id=given["message"], kind=kind, organization_id=given["organization"], contact_id=given["contact"],
        channel=given["channel"], subject=subject, text=text, round=round, **stamp.columns,
    )  # fmt: skip
    made.commitments.add(*given["commitments"])
    return made


@verb("rounds.withdraw", may(*CLERKS), subject=Round)
def withdraw(now: Moment, round: Round, *, by: Actor, reason: str) -> Payload:
    """The round no longer asks; what was answered stays."""
    if round.state not in ("draft", "sent"):
        raise Refusal(ROOM, "round.ended", title=round.title)
    if not reason.strip():
        raise Refusal(ROOM, "reason.needed")
    return Payload(f"rounds/{round.pk}", {"id": round.pk, "reason": reason.strip()})


@withdraw.apply
def _(stamp: Stamp, p: Fields) -> Round:
    return _ended(stamp, p, "withdrawn")


def _ended(stamp: Stamp, p: Fields, state: str) -> Round:
    Round.objects.filter(pk=p["id"]).update(state=state, ended=stamp.recorded, reason=p.get("reason", ""))
    # What still waits to be sent would ask for what is no longer asked.
    Message.objects.filter(round=p["id"], state="queued").update(state="failed", settled=stamp.recorded)
    return Round.objects.get(pk=p["id"])


@verb("rounds.close", may(*CLERKS), subject=Round)
def close(now: Moment, round: Round, *, by: Actor) -> Payload:
    """No more answers to this round; who did not answer stands as not having answered."""
    if round.state != "sent":
        raise Refusal(ROOM, "round.not-sent", title=round.title)
    return Payload(f"rounds/{round.pk}", {"id": round.pk})


@close.apply
def _(stamp: Stamp, p: Fields) -> Round:
    return _ended(stamp, p, "closed")
