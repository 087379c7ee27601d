"""Shapes of the API's answers."""

from __future__ import annotations

import datetime
from typing import Any

from ninja import Schema

from ninetenths.office.domain.shares import fraction
from ninetenths.office.models import Commitment, Organization, Paper, Person, Status


class OrganizationOut(Schema):
    """An organization."""

    id: str
    name: str
    short: str
    kind: str
    aliases: list[str]
    ended: datetime.date | None


class PersonOut(Schema):
    """Somebody who signs in."""

    id: str
    name: str
    disabled: bool


class PaperOut(Schema):
    """A paper; `proposals` counts what was read out of it, `waiting` what nobody has decided on."""

    id: str
    url: str
    title: str
    kind: str
    number: str
    day: datetime.date | None
    state: str
    clauses: int
    proposals: int
    waiting: int


class PaperMade(Schema):
    """What adding a paper came to; `clauses` and `proposals` are numbers."""

    id: str
    url: str
    title: str
    clauses: int
    proposals: int


class ProposalOut(Schema):
    """What the reader offers out of a paper."""

    id: str
    clause: str
    start: int
    end: int
    label: str
    title: str
    sentence: str
    cells: dict[str, Any]
    doubts: list[Any]
    state: str


class CommitmentOut(Schema):
    """A commitment with its computed status. Shares are decimal text (“0.609”); days ISO."""

    id: str
    url: str
    number: str
    title: str
    sentence: str
    kind: str
    lead: str | None
    lead_name: str
    supporting: list[str]
    post: str
    goal: dict[str, Any] | None
    first_deadline: datetime.date | None
    deadline: datetime.date | None
    stage: str
    status: str | None
    why: dict[str, Any]
    planned: str
    claimed: str
    verified: str
    taken_over: bool
    revision: int


class EntryOut(Schema):
    """One Entry of the log about a commitment; `values` are what is left of its payload."""

    entry: int
    at: str
    recorded: str
    verb: str
    values: dict[str, Any]


def organization(row: Organization) -> dict[str, Any]:
    """An Organization's answer."""
    return {name: getattr(row, name) for name in ("id", "name", "short", "kind", "aliases", "ended")}


def person(row: Person) -> dict[str, Any]:
    """A Person's answer."""
    return {"id": row.pk, "name": row.name, "disabled": row.disabled}


def paper(row: Any) -> dict[str, Any]:
    """A Paper's answer; counted columns are annotated by the asker."""
    names = ("id", "title", "kind", "number", "day", "state", "clauses")
    return {
        **{name: getattr(row, name) for name in names}, "url": f"/office/papers/{row.pk}/",
        "proposals": row.proposed, "waiting": row.waiting,
    }  # fmt: skip


def paper_made(row: Paper) -> dict[str, Any]:
    """The answer to a paper that was added."""
    return {
        "id": row.pk, "url": f"/office/papers/{row.pk}/", "title": row.title, "clauses": row.clauses,
        "proposals": row.proposals.count(),
    }  # fmt: skip


def _decimal(text: str) -> str:
    value = fraction(text)
    return "" if value is None else f"{float(value):.6g}"


def commitment(row: Any) -> dict[str, Any]:
    """A Commitment's answer, loaded by `register.loaded`."""
    status: Status | None = row.current_status[0] if row.current_status else None
    duties = row.open_duties
    names = ("number", "title", "sentence", "kind", "post", "goal", "first_deadline", "deadline", "stage", "revision")
    return {
        "id": row.pk, "url": f"/office/register/{row.pk}/", **{name: getattr(row, name) for name in names},
        "lead": row.lead_id, "lead_name": row.lead.name if row.lead else row.lead_written,
        "supporting": [duty.organization.name for duty in duties if duty.role == "supporting"],
        "status": status.code if status else None, "why": status.why if status else {},
        "planned": _decimal(status.planned) if status else "", "claimed": _decimal(status.claimed) if status else "",
        "verified": _decimal(status.verified) if status else "", "taken_over": bool(row.taken_over),
    }  # fmt: skip


def fresh(key: str) -> Commitment:
    """One commitment, loaded for its answer."""
    from ninetenths.office.interfaces.register import loaded

    return loaded(Commitment.objects.filter(pk=key)).get()
