"""A table that an office has, taken over in two steps: its columns and rows are shown, then it is confirmed."""

from __future__ import annotations

from typing import Any
from urllib.parse import urlencode

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect

from ninetenths.office.domain import commitments, files
from ninetenths.office.interfaces import tables
from ninetenths.office.models import Organization
from ninetenths.office.views.acting import actor_of, signed_in
from ninetenths.office.views.commitments import goal_of
from ninetenths.office.views.refusals import words_of
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import render
from ninetenths.packs import phrase, words
from ninetenths.refusal import Refusal

ROOM = "papers"


def _allowed(request: HttpRequest) -> None:
    if not commitments.import_rows.allows(actor_of(request)):
        raise Http404


@signed_in
def upload(request: HttpRequest) -> HttpResponse:
    """The first step: a file is brought. It is kept, and nothing else has happened."""
    _allowed(request)
    language, fault = request.words, None  # type: ignore[attr-defined]
    if request.method == "POST":
        given = request.FILES.get("file")
        try:
            if given is None:
                raise Refusal(ROOM, "import.no-file")
            kept = files.store(given.name or "table", given.read())
            return redirect(f"/office/import/{kept['sha256']}/?{urlencode({'name': kept['name']})}")
        except Refusal as refusal:
            fault = words_of(refusal, language)
    context = {"shell": shell_of(request, "register"), "fault": fault}
    return render(request, "office/import.html", context, status=422 if fault else 200)


def _mapping(given: QueryDict) -> dict[tuple[str, int], str | None]:
    """What columns stand for where the clerk said so: `m-INDEX-SHEET=field`."""
    found: dict[tuple[str, int], str | None] = {}
    for name in given:
        if name.startswith("m-"):
            index, _, sheet = name[2:].partition("-")
            field = given[name]
            if index.isdecimal() and field in tables.FIELDS:
                found[sheet, int(index)] = field or None
    return found


@signed_in
def confirm(request: HttpRequest, sha256: str) -> HttpResponse:
    """The second step: columns with examples, what was not read, the first rows as they will stand; then it is done."""
    _allowed(request)
    language = request.words  # type: ignore[attr-defined]
    path = files.path_of(sha256)
    if len(sha256) != 64 or not sha256.isalnum() or not path.is_file():
        raise Http404
    given = request.POST if request.method == "POST" else request.GET
    name = given.get("name", "table.xlsx")[:200]
    context: dict[str, Any] = {"shell": shell_of(request, "register"), "name": name, "sha256": sha256, "fault": None}
    try:
        table = tables.read_table(name, path.read_bytes(), _mapping(given))
    except Refusal as refusal:
        context |= {"fault": words_of(refusal, language)}
        return render(request, "office/import.html", context, status=422)
    if request.method == "POST":
        try:
            skip = frozenset(int(place) for place in given.getlist("skip") if place.isdecimal())
            data = path.read_bytes()
            file = {"sha256": sha256, "name": name, "size": len(data), "media": files.kind_of(name, data)}
            made = tables.take_over(
                actor_of(request), table, add_agencies=given.get("agencies") == "1", skip=skip, file=file
            )
            messages.success(request, phrase(ROOM, "import.done", language, count=len(made)))
            return redirect("/office/register/?sort=number")
        except Refusal as refusal:
            context["fault"] = words_of(refusal, language)
    context |= {
        "table": table, "preview": tables.preview(table), "columns": _columns(table, given, language),
        "unread": [
            {"line": one.line, "sheet": one.sheet, "words": one.words, "why": phrase(ROOM, _why(one.code), language)}
            for one in table.unread[:60]
        ],
        "likes": [(place, row) for place, row in enumerate(table.rows) if row.like],
        "fields": [(field, phrase(ROOM, f"field.{field or 'none'}", language)) for field in tables.FIELDS],
        "mapping": [(key, given[key]) for key in given if key.startswith("m-")],
    }  # fmt: skip
    return render(request, "office/import_confirm.html", context, status=422 if context["fault"] else 200)


def _why(code: str) -> str:
    return f"unread.{code}" if f"unread.{code}" in words(ROOM, "en") else "unread.other"


def _columns(table: tables.Table, given: QueryDict, language: str) -> list[dict[str, Any]]:
    """The columns with examples, doubtful ones first."""
    shown = [
        {
            "name": f"m-{one.index}-{one.sheet}", "head": one.head or phrase(ROOM, "import.no-head", language),
            "field": given.get(f"m-{one.index}-{one.sheet}", one.field or "") if one.field in tables.FIELDS or not one.field else "",
            "sure": one.sure, "doubt": one.sure < 0.8 and one.told != "given", "examples": one.examples[:3], "sheet": one.sheet,
        }
        for one in table.columns
    ]  # fmt: skip
    return sorted(shown, key=lambda one: not one["doubt"])


@signed_in
def by_hand(request: HttpRequest) -> HttpResponse:
    """One commitment, one line."""
    _allowed(request)
    language, fault = request.words, None  # type: ignore[attr-defined]
    names = ("title", "lead", "supporting", "due", "goal", "place", "paper")
    typed = {name: (request.POST if request.method == "POST" else request.GET).get(name, "").strip() for name in names}
    if request.method == "POST":
        try:
            goal = goal_of(typed["goal"])
            cells = {name: typed[name] for name in ("title", "lead", "supporting")}
            made = commitments.add(
                by=actor_of(request), paper=typed["paper"] or None, place=typed["place"][:200],
                cells={**cells, "due": typed["due"] or None, "deadline": typed["due"], "goal": goal, "sentence": typed["title"],
                       "kind": "quantity" if goal and "value" in goal else "milestone"},
            )  # fmt: skip
            messages.success(request, phrase(ROOM, "told.by-hand", language, number=made.number))
            return redirect(f"/office/papers/{typed['paper']}/" if typed["paper"] else f"/office/register/{made.pk}/")
        except Refusal as refusal:
            fault = words_of(refusal, language)
    agencies = Organization.objects.filter(ended=None).exclude(kind="office").values_list("name", flat=True)
    context = {"shell": shell_of(request, "register"), "typed": typed, "fault": fault, "agencies": list(agencies)}
    return render(request, "office/by_hand.html", context, status=422 if fault else 200)
