"""One verb on one commitment: a page that says what will happen, and the form that does it."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from ninetenths.delivery import KINDS
from ninetenths.office.domain import commitments, drafting
from ninetenths.office.domain.permissions import STAFF, visible
from ninetenths.office.domain.verbs import Forbidden, Verb
from ninetenths.office.interfaces import register, tables
from ninetenths.office.models import Commitment, Organization, Person
from ninetenths.office.views.acting import actor_of, signed_in
from ninetenths.office.views.refusals import words_of
from ninetenths.office.views.rows import row_of
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import render
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

ROOM = "verbs"


@dataclass(frozen=True, slots=True)
class Field:
    """A field of a verb's form: its parameter, how it is typed, what it holds at first, its choices."""

    name: str
    kind: str = "text"
    required: bool = False
    value: Callable[[Any], Any] = lambda row: ""
    options: tuple[str, ...] = ()
    rows: int = 3


_CHECK = (
    Field("kind", "select", True, lambda row: "desk", ("desk", "field", "acceptance")),
    Field("progress", "number"),
    Field("words", "textarea"),
)
_FORMS: Mapping[str, tuple[Verb, tuple[Field, ...]]] = {
    "acknowledge": (commitments.acknowledge, ()),
    "report": (
        commitments.report,
        (
            Field("words", "textarea"), Field("actual", "number"), Field("progress", "number"),
            Field("claims_done", "select", False, lambda row: "", ("", "1")), Field("done_on", "date"),
            Field("problems", "textarea", rows=2), Field("next_step", "textarea", rows=2),
        ),
    ),
    "extend": (
        commitments.extend, (Field("new", "date", True), Field("reason", "textarea", True), Field("progress", "textarea", rows=2)),
    ),
    "handle": (commitments.handle, (Field("handler", "select", False, lambda row: row.handler_id or "", ("",)),)),
    "check": (commitments.check, _CHECK),
    "return": (
        commitments.return_,
        (Field("reason", "textarea", True), Field("kind", "select", True, lambda row: "desk", ("desk", "field"))),
    ),
    "close": (commitments.close, (Field("words", "textarea"),)),
    "grant": (commitments.grant, (Field("answer", "textarea"),)),
    "refuse": (commitments.refuse, (Field("answer", "textarea", True),)),
    "note": (commitments.note, (Field("words", "textarea", True),)),
    "cancel": (commitments.cancel, (Field("reason", "textarea", True),)),
    "assign": (
        commitments.assign,
        (
            Field("lead", "text", True, lambda row: row.lead_written),
            Field("supporting", "text", False, lambda row: row.supporting_written),
            Field("reason", "textarea", False),
        ),
    ),
    "edit": (
        commitments.edit,
        (
            Field("title", "textarea", True, lambda row: row.title, rows=2),
            Field("kind", "select", True, lambda row: row.kind, tuple(KINDS)),
            Field("lead", "text", False, lambda row: row.lead_written),
            Field("supporting", "text", False, lambda row: row.supporting_written),
            Field("deadline", "text", False, lambda row: row.deadline_written),
            Field("due", "date", False, lambda row: row.first_deadline or ""),
            Field("goal", "text", False, lambda row: (row.goal or {}).get("written", "")),
            Field("measures", "textarea", False, lambda row: row.measures, rows=2),
            Field("post", "text", False, lambda row: row.post),
            Field(
                "every", "select", False, lambda row: row.every, ("", "month", "quarter", "year", "week", "never")
            ),
            Field("remarks", "textarea", False, lambda row: row.remarks, rows=2),
        ),
    ),
}  # fmt: skip


def _seen(request: HttpRequest, key: str) -> Any:
    row = register.loaded(visible(Commitment, actor_of(request)).filter(pk=key)).first()
    if row is None:
        raise Http404
    return row


@signed_in
def act(request: HttpRequest, key: str, name: str) -> HttpResponse:
    """The page of a verb; posting it does it and goes back to the commitment."""
    row = _seen(request, key)
    if name not in _FORMS:
        raise Http404
    verb, fields = _FORMS[name]
    # The form itself names people and agencies: it is for those alone who may use it.
    if not verb.allows(actor_of(request), row):
        raise Forbidden(verb.name)
    language = request.words  # type: ignore[attr-defined]
    fault = None
    typed = {field.name: request.POST.get(field.name, "") for field in fields}
    if request.method == "POST":
        try:
            _do(verb, row, actor_of(request), name, dict(typed), request.POST.get("revision", ""))
            messages.success(request, phrase(ROOM, f"{verb.name}.told", language, number=row.number))
            return redirect(f"/office/register/{row.pk}/")
        except Forbidden:
            raise
        except Refusal as refusal:
            fault = words_of(refusal, language)
            row = _seen(request, key)
    held = typed if request.method == "POST" else {field.name: _plain(field.value(row)) for field in fields}
    context = {
        "shell": shell_of(request, "register"), "row": row, "line": row_of(row, language), "verb": verb,
        "title": phrase(ROOM, verb.name, language), "fault": fault, "name": name,
        "hint": phrase(ROOM, f"{verb.name}.hint", language),
        "fields": [_shown(field, held[field.name], verb.name, language) for field in fields],
        "agencies": list(visible(Organization, actor_of(request)).filter(ended=None).exclude(kind="office").values_list("name", flat=True)),
    }  # fmt: skip
    return render(request, "office/act.html", context, status=422 if fault else 200)


def _plain(value: Any) -> str:
    return value.isoformat() if isinstance(value, datetime.date) else str(value or "")


def _shown(field: Field, value: str, verb: str, language: str) -> dict[str, Any]:
    """A field as the macro `field` takes it."""
    label = phrase(ROOM, f"field.{field.name}", language)
    made: dict[str, Any] = {"name": field.name, "label": label, "value": value, "kind": field.kind,
                            "required": field.required, "rows": field.rows}  # fmt: skip
    if field.options:
        made["options"] = [
            (code, phrase(ROOM, f"option.{field.name}.{code or 'none'}", language)) for code in field.options
        ]
    if field.name == "handler":
        people = Person.objects.filter(disabled=False, memberships__ended=None, memberships__role__in=STAFF).distinct()
        made["options"] += list(people.order_by("name").values_list("pk", "name"))
    if field.name == "progress" and field.kind == "number":
        made |= {"unit": "%", "narrow": True}
    if field.name in ("lead", "supporting"):
        made["attrs"] = {"list": "agencies", "autocomplete": "off"}
    return made


def _do(verb: Verb, row: Any, by: Any, name: str, typed: dict[str, str], revision: str) -> None:
    """Call the verb with what was typed. Raises Refusal."""
    if name == "edit":
        goal: Any = typed.pop("goal", "").strip()
        held = row.goal or {}
        changes: dict[str, Any] = {**typed, "due": typed.get("due") or None}
        changes["goal"] = held or None if goal == held.get("written", "") else goal_of(goal)
        verb(row, by=by, changes=changes, revision=int(revision) if revision.isdecimal() else None)
        return
    if name in ("report", "extend"):
        verb(row, by=by, **_said(typed))
        return
    if name == "handle":
        verb(row, by=by, handler=typed["handler"] or None)
        return
    given: dict[str, Any] = {key: value for key, value in typed.items() if value != "" or key in ("reason", "words")}
    if name == "check":
        given["progress"] = typed["progress"] or None
    if name in ("grant", "refuse"):
        given["answer"] = typed["answer"]
    if name == "assign":
        given["supporting"] = typed["supporting"]
    verb(row, by=by, **given)


def _said(typed: Mapping[str, str]) -> dict[str, Any]:
    """What an agency typed, as its verb takes it: days as days, a choice as yes or no, what is empty left away."""
    given: dict[str, Any] = {name: value for name, value in typed.items() if value or name == "reason"}
    for name in ("done_on", "new"):
        if day := drafting.day(typed.get(name)):
            given[name] = datetime.date.fromisoformat(day)
    if "claims_done" in typed:
        given["claims_done"] = typed["claims_done"] == "1"
    return given


def goal_of(written: str) -> dict[str, Any] | None:
    """A goal as it was typed (“新建15所”, “≥95%”): with what can be counted of it, else its words."""
    return (tables.goal_of(written) or {"written": written}) if written else None
