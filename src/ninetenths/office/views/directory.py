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
MOST_SHOWN = 300


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
            context |= {"found": found, "lines": _shown(found, language)}
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


def _shown(found: directory.Directory, language: str) -> list[dict[str, Any]]:
    """The first rows, each with the sign of what becomes of it, and its words."""
    shown, added = [], set()
    for one in found.lines[:MOST_SHOWN]:
        name = one.cells["name"]
        if one.fault:
            look, code = "overdue", f"fault.{one.fault}"
        elif not one.known and name not in added:
            look, code = "taken", "new"
            added.add(name)
        else:
            look, code = ("taken", "contact-new") if one.has_contact and not one.known_contact else ("plain", "here")
        shown.append({"number": one.number, "cells": one.cells, "look": look, "words": phrase(ROOM, code, language)})
    return shown
