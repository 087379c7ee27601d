"""Agencies and contacts from a list, in two steps: each row as it would stand and what is wrong with it, then added."""

from __future__ import annotations

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse

from ninetenths.office.domain import files, organizations
from ninetenths.office.interfaces import directory
from ninetenths.office.views.acting import actor_of, signed_in
from ninetenths.office.views.posting import led_back
from ninetenths.office.views.refusals import words_of
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import render
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

ROOM = "directory"


@signed_in
def upload(request: HttpRequest) -> HttpResponse:
    """A list is brought or pasted and shown; the page that shows it carries its rows, and nothing is kept before the yes."""
    actor, language = actor_of(request), request.words  # type: ignore[attr-defined]
    if not organizations.import_rows.allows(actor) or not organizations.add_contact.allows(actor):
        raise Http404
    context: dict[str, Any] = {"shell": shell_of(request, "organizations"), "fault": None, "found": None, "text": ""}
    if request.method == "POST":
        context["text"] = request.POST.get("text", "")
        try:
            found = _read(request)
            if request.POST.get("do") == "add":
                agencies, contacts = directory.take_over(actor, found)
                return led_back(request, "/office/organizations/", f"{ROOM}:done", agencies=agencies, contacts=contacts)
            context |= {"found": found, "lines": [_shown(one, language) for one in found.lines[:300]]}
        except Refusal as refusal:
            context["fault"] = words_of(refusal, language)
    response = render(request, "office/directory.html", context, status=422 if context["fault"] else 200)
    response["Cache-Control"] = "no-store"
    return response


def _read(request: HttpRequest) -> directory.Directory:
    given = request.FILES.get("file")
    if given is None:
        text = request.POST.get("text", "")
        if not text.strip():
            raise Refusal(ROOM, "nothing")
        return directory.read_directory(phrase(ROOM, "pasted", request.words), text)  # type: ignore[attr-defined]
    if given.size is None or given.size > files.LIMIT:
        raise Refusal("office", "file.large", name=given.name, most=files.LIMIT // 2**20)
    return directory.read_directory(given.name or "list", given.read())


def _shown(one: directory.Line, language: str) -> dict[str, Any]:
    """A row with the sign of what becomes of it, and its words."""
    if one.fault:
        look, code = "overdue", f"fault.{one.fault}"
    elif one.known:
        look, code = ("plain", "here") if one.known_contact or not _contact(one) else ("taken", "contact-new")
    else:
        look, code = "taken", "new"
    return {"number": one.number, "cells": one.cells, "look": look, "words": phrase(ROOM, code, language)}


def _contact(one: directory.Line) -> bool:
    return any(one.cells.get(name) for name in ("contact", "telephone", "mail"))
