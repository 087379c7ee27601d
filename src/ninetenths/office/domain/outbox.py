"""Verbs of the outbox: reminders, and what became of each message. Each try is logged beside, not replayed."""

from __future__ import annotations

from ninetenths.office.domain import clock
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.commitments import CLERKS, UNISSUED
from ninetenths.office.domain.log import Stamp
from ninetenths.office.domain.permissions import may
from ninetenths.office.domain.rounds import link_needed, made_link, made_message
from ninetenths.office.domain.verbs import ROOM, Fields, Moment, Payload, verb
from ninetenths.office.models import Commitment, Duty, Message, Organization, Round
from ninetenths.refusal import Refusal


@verb("messages.remind", may(*CLERKS))
def remind(
    now: Moment, *, by: Actor, commitments: list[str], subject: str, text: str, round: str | None = None
) -> Payload:
    """A reminder to the lead of each: one message an agency, its tasks in one list. `round` is what they were asked
    in; `{due}` is its time, and nothing without one.
    """
    if "{link}" not in text:
        raise Refusal(ROOM, "round.no-link")
    duties = Duty.objects.filter(
        commitment__in=commitments, role="lead", ended=None, commitment__cancelled__isnull=True
    ).exclude(commitment__stage__in=(*UNISSUED, "closed"))
    asked = None if round is None else Round.objects.filter(pk=round, state="sent").first()
    if round is not None and asked is None:
        raise Refusal(ROOM, "not-found", what="Round", id=round)
    rows: dict[str, list[str]] = {}
    for duty in duties.order_by("organization", "commitment__year", "commitment__serial"):
        rows.setdefault(duty.organization_id, []).append(duty.commitment_id)
    if not rows:
        raise Refusal(ROOM, "round.nobody")
    messages = [
        {**link_needed(now, organization), "message": now.new_id(), "commitments": keys}
        for organization, keys in rows.items()
    ]
    due = "" if asked is None else clock.shown(asked.due)
    return Payload(
        "messages", {"subject": subject.strip(), "text": text, "messages": messages, "round": round, "due": due}
    )


@remind.apply
def _(stamp: Stamp, p: Fields) -> list[Message]:
    keys = [key for given in p["messages"] for key in given["commitments"]]
    names = dict(Organization.objects.values_list("pk", "name"))
    titles = dict(Commitment.objects.filter(pk__in=keys).values_list("pk", "title"))
    round = None if p["round"] is None else Round.objects.get(pk=p["round"])
    made = []
    for given in p["messages"]:
        made_link(stamp, given)
        tasks = "\n".join(f"{place}. {titles[key]}" for place, key in enumerate(given["commitments"], 1))
        words = {"{agency}": names[given["organization"]], "{tasks}": tasks, "{due}": p["due"]}
        made.append(made_message(stamp, given, "reminder", p["subject"], p["text"], words, round))
    return made


def _settled(stamp: Stamp, p: Fields) -> Message:
    Message.objects.filter(pk=p["id"]).update(state=p["state"], settled=stamp.recorded)
    return Message.objects.get(pk=p["id"])


@verb("messages.settle", may(machine=["clock"]), subject=Message)
def settle(now: Moment, message: Message, *, by: Actor, state: str) -> Payload:
    """What became of a message that was queued: `sent`, or `failed` after the last try."""
    if message.state != "queued" or state not in ("sent", "failed"):
        raise Refusal(ROOM, "message.settled")
    return Payload(f"messages/{message.pk}", {"id": message.pk, "state": state})


settle.apply(_settled)


@verb("messages.hand_over", may(*CLERKS), subject=Message)
def hand_over(now: Moment, message: Message, *, by: Actor) -> Payload:
    """The clerk has given it by hand: copied into a chat, printed as a slip, said on the telephone."""
    if message.state == "handed-over":
        raise Refusal(ROOM, "message.settled")
    return Payload(f"messages/{message.pk}", {"id": message.pk, "state": "handed-over"})


hand_over.apply(_settled)


@verb("messages.queue_again", may(*CLERKS), subject=Message)
def queue_again(now: Moment, message: Message, *, by: Actor) -> Payload:
    """A message that failed, or went by hand, is sent again by its channel."""
    if message.state == "queued":
        raise Refusal(ROOM, "message.settled")
    return Payload(f"messages/{message.pk}", {"id": message.pk, "state": "queued"})


queue_again.apply(_settled)
