"""The API's verbs: one operation each, made from the verb's own signature, so that no second list of them is kept."""

from __future__ import annotations

import datetime
from typing import Annotated, Any

from django.http import Http404, HttpRequest
from ninja import Schema
from pydantic import AwareDatetime, Field, create_model

from ninetenths.office.domain import organizations, papers
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.permissions import visible
from ninetenths.office.domain.verbs import VERBS, Stale, Verb
from ninetenths.office.interfaces.api import shapes
from ninetenths.office.interfaces.api.answering import actor_of, api
from ninetenths.office.interfaces.api.lists import seen
from ninetenths.office.models import Commitment, Paper, Round

# Parameters that the server fills in itself.
_OURS = {"commitments.report": ("channel", "evidence")}


# An instant says its zone, and lies in a year that calendars know.
_Instant = Annotated[AwareDatetime, Field(ge=datetime.datetime(1900, 1, 1, tzinfo=datetime.UTC))]


class OnBehalf(Schema):
    """For whom a person of the office acts, and the paper or call that says so."""

    organization: str
    basis: str


def body_of(verb: Verb) -> type[Schema]:
    """The body of a verb's operation: its parameters, `at`, and for verbs of agencies `on_behalf`."""
    fields: dict[str, Any] = {}
    for name, one in verb.parameters.items():
        if name in _OURS.get(verb.name, ()):
            continue
        default = ... if one.default is one.empty else one.default
        fields[name] = (verb.hints[name], default)
    fields["at"] = (_Instant | None, None)
    if verb.may.behalf:
        fields["on_behalf"] = (OnBehalf | None, None)
    name = "".join(part.capitalize() for part in verb.name.replace("_", ".").split("."))
    made: type[Schema] = create_model(f"{name}In", __base__=Schema, **fields)
    return made


def given(body: Any) -> tuple[dict[str, Any], Any]:
    """The parameters that a body gives, and for whom."""
    values = {name: getattr(body, name) for name in type(body).model_fields}
    return values, values.pop("on_behalf", None)


def acting(request: HttpRequest, behalf: Any) -> Actor:
    """Who acts: the token's person, for an agency where the body says so."""
    actor = actor_of(request)
    return actor if behalf is None else actor.on_behalf(behalf.organization, behalf.basis)


def _on_commitment(verb: Verb) -> None:
    body = body_of(verb)

    def operation(request: HttpRequest, id: str, data: Any) -> Any:
        row = seen(request, id)
        values, behalf = given(data)
        asked = request.headers.get("If-Match", "").strip('"W/ ')
        if asked and asked != str(row.revision):
            raise Stale("office", "stale", number=row.number)
        if "revision" in verb.parameters and asked:
            values["revision"] = row.revision
        verb(row, by=acting(request, behalf), **values)
        return shapes.commitment(shapes.fresh(row.pk))

    _declare(verb, operation, body, f"/commitments/{{id}}/{verb.name.split('.')[1]}", shapes.CommitmentOut)


class Many(Schema):
    """The commitments that a verb touched."""

    items: list[str]


def _on_many(verb: Verb) -> None:
    body = body_of(verb)

    def operation(request: HttpRequest, data: Any) -> Any:
        values, behalf = given(data)
        done = verb(by=acting(request, behalf), **values)
        rows = done.commitments.all() if hasattr(done, "commitments") else done if isinstance(done, list) else [done]
        return {"items": [row.pk for row in rows]}

    _declare(verb, operation, body, f"/commitments/{verb.name.split('.')[1]}", Many)


def _declare(verb: Verb, operation: Any, body: type[Schema], path: str, answer: Any) -> None:
    """One operation, its annotations made here since they differ for each verb."""
    operation.__annotations__ = {
        "request": HttpRequest, **({"id": str} if "{id}" in path else {}), "data": body, "return": Any,
    }  # fmt: skip
    operation.__name__ = verb.name.replace(".", "_")
    operation.__doc__ = verb.__doc__
    api.post(path, response=answer, operation_id=verb.name)(operation)


class Done(Schema):
    """What a verb was done to."""

    id: str


def _on_round(verb: Verb) -> None:
    body = body_of(verb)

    def operation(request: HttpRequest, id: str, data: Any) -> Any:
        row = visible(Round, actor_of(request)).filter(pk=id).first()
        if row is None:
            raise Http404
        values, _ = given(data)
        return {"id": verb(row, by=actor_of(request), **values).pk}

    _declare(verb, operation, body, f"/rounds/{{id}}/{verb.name.split('.')[1]}", Done)


# Before issue 12 gives them operations of their own: what takes a file, or many rows at once.
_NOT_HERE = ("commitments.import",)
for _verb in VERBS.values():
    _subject, _, _name = _verb.name.partition(".")
    if _subject == "commitments" and _verb.name not in _NOT_HERE:
        if _verb.subject is Commitment:
            _on_commitment(_verb)
        else:
            _on_many(_verb)
    elif _subject == "rounds" and _verb.subject is Round:
        _on_round(_verb)


# After the verbs on many: before them, `decide` and `issue` would be taken for an id.
@api.get("/commitments/{id}", response=shapes.CommitmentOut, operation_id="commitments.get")
def commitment(request: HttpRequest, id: str) -> Any:
    """One commitment."""
    return shapes.commitment(shapes.fresh(seen(request, id).pk))


class PaperIn(Schema):
    """A text to be read."""

    title: str
    text: str
    kind: str = "other"


@api.post("/papers", response={201: shapes.PaperMade}, operation_id="papers.add")
def add_paper(request: HttpRequest, data: PaperIn) -> Any:
    """A paper by its text: it is read at once."""
    from ninetenths.office.interfaces.proposals import add_text

    made = add_text(actor_of(request), title=data.title, text=data.text, kind=data.kind)
    return 201, shapes.paper_made(made)


class TakeIn(Schema):
    """Proposals to take: their ids, or "all" that wait."""

    proposals: list[str] | str
    changes: dict[str, dict[str, Any]] | None = None


@api.post("/papers/{id}/commitments", response={201: Many}, operation_id="proposals.take")
def take(request: HttpRequest, id: str, data: TakeIn) -> Any:
    """Proposals become draft commitments."""
    paper = visible(Paper, actor_of(request)).filter(pk=id).first()
    if paper is None:
        raise Http404
    chosen = data.proposals
    if isinstance(chosen, str):
        chosen = list(paper.proposals.filter(state="waiting").values_list("pk", flat=True)) if chosen == "all" else []
    made = papers.take(paper, by=actor_of(request), proposals=chosen, changes=data.changes)
    return 201, {"items": [row.pk for row in made]}


class OrganizationIn(Schema):
    """An agency to add."""

    name: str
    short: str = ""
    kind: str = "agency"
    aliases: tuple[str, ...] = ()
    remit: str = ""


@api.post("/organizations", response={201: shapes.OrganizationOut}, operation_id="organizations.add")
def add_organization(request: HttpRequest, data: OrganizationIn) -> Any:
    """A new agency."""
    return 201, shapes.organization(organizations.add(by=actor_of(request), **data.dict()))
