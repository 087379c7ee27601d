"""The API's lists and single things: every token gets 200, filtered to what it may see; pages by cursor."""

from __future__ import annotations

import base64
from typing import Any

from django.db.models import Count, Q
from django.http import Http404, HttpRequest
from ninja import Query, Schema

from ninetenths.office.domain import log
from ninetenths.office.domain.permissions import STAFF, visible
from ninetenths.office.interfaces import register
from ninetenths.office.interfaces.api import shapes
from ninetenths.office.interfaces.api.answering import actor_of, api
from ninetenths.office.models import Commitment, Organization, Paper, Person

PAGE = 100


class Papers(Schema):
    """A page of papers; `next` is the cursor of the following one."""

    items: list[shapes.PaperOut]
    next: str | None


class Organizations(Schema):
    """A page of organizations."""

    items: list[shapes.OrganizationOut]
    next: str | None


class People(Schema):
    """A page of people."""

    items: list[shapes.PersonOut]
    next: str | None


class Commitments(Schema):
    """A page of commitments, in the register's order."""

    items: list[shapes.CommitmentOut]
    next: str | None


class Proposals(Schema):
    """All proposals of a paper, in the order of its text."""

    items: list[shapes.ProposalOut]
    next: str | None


class History(Schema):
    """The entries about a commitment, oldest first."""

    items: list[shapes.EntryOut]
    next: str | None


def _offset(cursor: str) -> int:
    try:
        return min(max(0, int(base64.urlsafe_b64decode(cursor.encode()).decode())), 2**40)
    except (ValueError, UnicodeDecodeError):
        raise Http404 from None


def _page(found: Any, cursor: str, limit: int) -> tuple[list[Any], str | None]:
    start, size = _offset(cursor) if cursor else 0, min(max(limit, 1), 500)
    rows = list(found[start : start + size + 1])
    more = base64.urlsafe_b64encode(str(start + size).encode()).decode() if len(rows) > size else None
    return rows[:size], more


def _counted(found: Any) -> Any:
    return found.annotate(
        proposed=Count("proposals"), waiting=Count("proposals", filter=Q(proposals__state="waiting"))
    ).defer("text", "sections")


@api.get("/papers", response=Papers, operation_id="papers.list")
def papers(request: HttpRequest, cursor: str = "", limit: int = PAGE) -> Any:
    """Papers, newest first."""
    rows, more = _page(_counted(visible(Paper, actor_of(request))).order_by("-entry"), cursor, limit)
    return {"items": [shapes.paper(row) for row in rows], "next": more}


@api.get("/papers/{id}", response=shapes.PaperOut, operation_id="papers.get")
def paper(request: HttpRequest, id: str) -> Any:
    """One paper."""
    row = _counted(visible(Paper, actor_of(request)).filter(pk=id)).first()
    if row is None:
        raise Http404
    return shapes.paper(row)


@api.get("/papers/{id}/proposals", response=Proposals, operation_id="papers.proposals")
def proposals(request: HttpRequest, id: str) -> Any:
    """What the reader offers out of a paper."""
    row = visible(Paper, actor_of(request)).filter(pk=id).first()
    if row is None:
        raise Http404
    names = ("id", "clause", "start", "end", "label", "title", "sentence", "cells", "doubts", "state")
    return {"items": [{name: getattr(one, name) for name in names} for one in row.proposals.all()], "next": None}


@api.get("/organizations", response=Organizations, operation_id="organizations.list")
def organizations(request: HttpRequest, cursor: str = "", limit: int = PAGE) -> Any:
    """Organizations."""
    rows, more = _page(visible(Organization, actor_of(request)).order_by("place", "name", "id"), cursor, limit)
    return {"items": [shapes.organization(row) for row in rows], "next": more}


@api.get("/people", response=People, operation_id="people.list")
def people(request: HttpRequest, cursor: str = "", limit: int = PAGE) -> Any:
    """People who sign in."""
    rows, more = _page(visible(Person, actor_of(request)).order_by("name", "id"), cursor, limit)
    return {"items": [shapes.person(row) for row in rows], "next": more}


class Conditions(Schema):
    """Conditions on the register, as in the address of its page."""

    q: str = ""
    status: str = ""
    stage: str = ""
    lead: str = ""
    agency: str = ""
    source: str = ""
    handler: str = ""
    kind: str = ""
    due_after: str = ""
    due_before: str = ""
    flag: str = ""
    taken_over: str = ""
    sort: str = ""
    cursor: str = ""
    limit: int = PAGE


@api.get("/commitments", response=Commitments, operation_id="commitments.list")
def commitments(request: HttpRequest, asked: Query[Conditions]) -> Any:
    """Commitments with their computed status."""
    given = asked.dict()
    found = register.loaded(register.rows(actor_of(request), register.filter_of(given)))
    rows, more = _page(found, asked.cursor, asked.limit)
    return {"items": [shapes.commitment(row) for row in rows], "next": more}


def seen(request: HttpRequest, id: str) -> Commitment:
    """A commitment that the asker may see; 404 for every other."""
    row = visible(Commitment, actor_of(request)).filter(pk=id).first()
    if row is None:
        raise Http404
    found: Commitment = row
    return found


# What an agency does not see of the history of its own commitments.
_INTERNAL = ("commitments.note", "commitments.handle", "commitments.edit")


@api.get("/commitments/{id}/history", response=History, operation_id="commitments.history")
def history(request: HttpRequest, id: str) -> Any:
    """The entries about a commitment: those of the office see all, an agency what is not internal."""
    row = seen(request, id)
    staff = bool(STAFF & actor_of(request).office_roles)
    items = [
        {"entry": one.index, "at": one.at, "recorded": one.recorded, "verb": one.verb, "values": one.values}
        for one in log.about(f"commitments/{row.pk}")
        if staff or one.verb not in _INTERNAL
    ]
    return {"items": items, "next": None}
