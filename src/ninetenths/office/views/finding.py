"""Ctrl K: commitments, papers, agencies and people by words, and what can be done; each asker finds what it may see."""

from __future__ import annotations

from typing import Any

from django.db.models import Q
from django.http import HttpRequest, HttpResponse

from ninetenths.office.domain import commitments, papers, rounds
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.permissions import visible
from ninetenths.office.models import Commitment, Organization, Paper, Person
from ninetenths.office.views.acting import actor_of, signed_in
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import render
from ninetenths.packs import phrase

MOST = 8


def _verbs(actor: Actor, language: str) -> list[tuple[str, str]]:
    """What can be begun from anywhere: label and address."""
    offered = (
        ("import", "/office/import/", commitments.import_rows.allows(actor)),
        ("paper", "/office/papers/", papers.add.allows(actor)), ("hand", "/office/commitments/new/", commitments.add.allows(actor)),
        ("round", "/office/rounds/new/", rounds.open_.allows(actor)),
        ("drafts", "/office/register/?stage=draft,decided", commitments.issue.allows(actor)),
        ("check", "/office/register/?stage=reported", commitments.check.allows(actor)),
    )  # fmt: skip
    return [(phrase("finding", f"verb.{code}", language), href) for code, href, may in offered if may]


def _found(actor: Actor, words: str, language: str) -> list[dict[str, Any]]:
    """Groups of what was found: `{"kind", "items": [(label, note, href)]}`; `>` asks for verbs, `@` for names alone."""
    groups: list[dict[str, Any]] = []

    def add(kind: str, items: list[tuple[str, str, str]]) -> None:
        if items:
            groups.append({"kind": phrase("finding", kind, language), "items": items})

    mark, rest = words[:1], words[1:].strip() if words[:1] in (">", "@") else words
    if mark != "@":
        verbs = [
            (label, "", href)
            for label, href in _verbs(actor, language)
            if not rest or rest.casefold() in label.casefold()
        ]
        add("verbs", verbs if mark == ">" or rest else [])
    if mark == ">" or not rest:
        return groups
    if mark != "@":
        condition = Q()
        for word in rest.split():
            condition &= Q(title__icontains=word) | Q(number__icontains=word)
        rows = visible(Commitment, actor).filter(condition).select_related("lead").order_by("-entry")[:MOST]
        add("commitments", [
            (row.title, f"{row.number} {(row.lead.short or row.lead.name) if row.lead else ''}".strip(), f"/office/register/{row.pk}/")
            for row in rows
        ])  # fmt: skip
        held = (
            visible(Paper, actor)
            .filter(Q(title__icontains=rest) | Q(number__icontains=rest))
            .defer("text", "sections")[:MOST]
        )
        add("papers", [(row.title, row.number, f"/office/papers/{row.pk}/") for row in held])
    agencies = (
        visible(Organization, actor).exclude(kind="office").filter(Q(name__icontains=rest) | Q(short__icontains=rest))
    )
    add("agencies", [(row.name, "", f"/office/register/?agency={row.pk}") for row in agencies.order_by("name")[:MOST]])
    people = visible(Person, actor).filter(name__icontains=rest, disabled=False).order_by("name")[:MOST]
    add("people", [(row.name, "", f"/office/register/?handler={row.pk}") for row in people])
    return groups


@signed_in
def find(request: HttpRequest) -> HttpResponse:
    """The page of what was found; the dialog shows its marked part."""
    actor, language = actor_of(request), request.words  # type: ignore[attr-defined]
    words = request.GET.get("q", "").strip()[:100]
    context = {"shell": shell_of(request, ""), "words": words, "groups": _found(actor, words, language)}
    return render(request, "office/find.html", context)
