"""Papers, and the workbench: the text with every accountable sentence in its state, the one in focus beside it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from django.contrib import messages
from django.db.models import Count, Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from ninetenths.delivery import KINDS
from ninetenths.office.domain import files, papers
from ninetenths.office.domain.permissions import STAFF, visible
from ninetenths.office.domain.verbs import Forbidden
from ninetenths.office.interfaces.coverage import coverage
from ninetenths.office.interfaces.proposals import add_file, add_text
from ninetenths.office.interfaces.tables import goal_of
from ninetenths.office.models import Annex, Organization, Paper, Proposal
from ninetenths.office.views.acting import actor_of, signed_in
from ninetenths.office.views.refusals import words_of
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import render
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

ROOM = "papers"
# The state of a sentence as the face's signs name it.
LOOKS = {
    "waiting": "claimed", "taken": "taken", "changed": "edited", "merged": "edited", "split": "edited", "dismissed": "plain",
}  # fmt: skip


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """All papers, and the way to add one: a file, or a text that is pasted."""
    actor, language = actor_of(request), request.words  # type: ignore[attr-defined]
    if not STAFF & actor.office_roles:
        raise Http404
    typed = {name: request.POST.get(name, "") for name in ("title", "text", "kind", "number")}
    fault = None
    if request.method == "POST":
        try:
            made = _add(request, typed)
            messages.success(request, phrase(ROOM, "added", language, count=made.proposals.count()))
            return redirect(f"/office/papers/{made.pk}/")
        except Forbidden:
            raise
        except Refusal as refusal:
            fault = words_of(refusal, language)
    rows = (
        visible(Paper, actor)
        .annotate(
            proposed=Count("proposals", distinct=True),
            waits=Count("proposals", filter=Q(proposals__state="waiting"), distinct=True),
            left=Count("proposals", filter=Q(proposals__state="dismissed"), distinct=True),
            lacks=Count("annexes", filter=Q(annexes__given__isnull=True), distinct=True),
        )
        .defer("text", "sections").order_by("-entry")[:200]
    )  # fmt: skip
    context = {
        "shell": shell_of(request, "papers"), "papers": list(rows), "typed": typed, "fault": fault,
        "kinds": [(kind, phrase(ROOM, f"kind.{kind}", language)) for kind in papers.KINDS],
        "may_add": papers.add.allows(actor),
    }  # fmt: skip
    return render(request, "office/papers.html", context, status=422 if fault else 200)


def _add(request: HttpRequest, typed: Mapping[str, str]) -> Paper:
    actor = actor_of(request)
    upload = request.FILES.get("file")
    more = {"number": typed["number"].strip()} if typed["number"].strip() else {}
    if upload is not None:
        if upload.size is None or upload.size > files.LIMIT:
            raise Refusal("office", "file.large", name=upload.name, most=files.LIMIT // 2**20)
        return add_file(
            actor, name=upload.name or "file", data=upload.read(), title=typed["title"], kind=typed["kind"] or None, **more
        )  # fmt: skip
    return add_text(actor, title=typed["title"], text=typed["text"], kind=typed["kind"] or None, **more)


def _seen(request: HttpRequest, key: str) -> Paper:
    found = visible(Paper, actor_of(request)).filter(pk=key).first()
    if found is None:
        raise Http404
    row: Paper = found
    return row


@signed_in
def workbench(request: HttpRequest, key: str) -> HttpResponse:
    """One paper: text left, the sentence in focus right; what a form asks for is done by its verb."""
    paper, language = _seen(request, key), request.words  # type: ignore[attr-defined]
    fault = None
    if request.method == "POST":
        try:
            told = _act(request, paper)
            messages.success(request, phrase(ROOM, told, language))
            return redirect(f"/office/papers/{paper.pk}/{_next(request, paper)}")
        except Forbidden:
            raise
        except Refusal as refusal:
            fault = words_of(refusal, language)
    rows = list(paper.proposals.all())
    focus = _focus(request, rows)
    counts = {state: sum(row.state == state for row in rows) for state in LOOKS}
    spans = [(start, end) for row in rows for start, end in (row.spans or [[row.start, row.end]])]
    covered = coverage(paper.text, paper.language, spans)
    drafts = paper.sources.filter(commitment__stage__in=("draft", "decided")).values("commitment").distinct().count()
    context = {
        "shell": shell_of(request, "papers"), "paper": paper, "rows": rows, "focus": focus, "counts": counts,
        "parts": [(kind, number) for kind, number in _strip(counts)], "blocks": _blocks(paper, rows, focus, covered.misses),
        "covered": covered, "drafts": drafts, "annexes": list(paper.annexes.select_related("given")),
        "fault": fault, "typed": request.POST, "kinds": [(kind, phrase("verbs", f"option.kind.{kind}", language)) for kind in KINDS],
        "agencies": list(Organization.objects.filter(ended=None).exclude(kind="office").values_list("name", flat=True)),
        "waiting": [row for row in rows if row.state == "waiting"][:20], "after": _after(rows, focus), "queue": counts["waiting"],
        "place": next((place for place, row in enumerate(rows, 1) if focus is not None and row.pk == focus.pk), 0),
        "doubts": [phrase(ROOM, f"doubt.{doubt}", language) for doubt in (focus.doubts if focus else [])],
        "looks": LOOKS, "may_act": papers.take.allows(actor_of(request)), "kind_words": phrase(ROOM, f"kind.{paper.kind}", language),
    }  # fmt: skip
    return render(request, "office/workbench.html", context, status=422 if fault else 200)


def _strip(counts: Mapping[str, int]) -> list[tuple[str, int]]:
    return [
        ("taken", counts["taken"]), ("edited", counts["changed"] + counts["merged"] + counts["split"]),
        ("waiting", counts["waiting"]), ("left", counts["dismissed"]),
    ]  # fmt: skip


def _focus(request: HttpRequest, rows: list[Proposal]) -> Proposal | None:
    """The sentence named by `?p=`, else the first that waits, doubtful ones first."""
    key = request.GET.get("p") or request.POST.get("proposal")
    named = next((row for row in rows if row.pk == key), None)
    if named is not None:
        return named
    waiting = [row for row in rows if row.state == "waiting"]
    return next((row for row in waiting if row.doubts), waiting[0] if waiting else rows[0] if rows else None)


def _after(rows: list[Proposal], focus: Proposal | None) -> Proposal | None:
    """The next sentence that waits, from the top again after the last; None where no other does."""
    waiting = [row for row in rows if row.state == "waiting" and focus is not None and row.pk != focus.pk]
    return next(
        (row for row in waiting if focus is not None and row.place > focus.place), waiting[0] if waiting else None
    )


def _next(request: HttpRequest, paper: Paper) -> str:
    """Back to where the clerk is: the next sentence that waits after the one that was dealt with."""
    place = request.POST.get("place", "")
    if not place.isdecimal() or len(place) > 8:
        return ""
    row = paper.proposals.filter(state="waiting", place__gte=int(place)).order_by("place").first()
    return f"?p={row.pk}#p-{row.pk}" if row is not None else ""


def _act(request: HttpRequest, paper: Paper) -> str:
    """Do what a form of the workbench asks; returns the code of what to say."""
    actor, given = actor_of(request), request.POST
    act, key = given.get("act", ""), given.get("proposal", "")
    if act == "take-sure":
        sure = [row.pk for row in paper.proposals.filter(state="waiting") if not row.doubts]
        papers.take(paper, by=actor, proposals=sure)
        return "told.take-sure"
    if act == "take-all":
        papers.take(
            paper, by=actor, proposals=list(paper.proposals.filter(state="waiting").values_list("pk", flat=True))
        )
        return "told.take-all"
    if act == "take-picked":
        picked = list(paper.proposals.filter(pk__in=given.getlist("pick")).values_list("pk", flat=True))
        if not picked:
            raise Refusal(ROOM, "none-picked")
        papers.take(paper, by=actor, proposals=picked)
        return "told.take-picked"
    row = paper.proposals.filter(pk=key).first()
    if row is None:
        raise Refusal("office", "not-found", what="Proposal", id=key)
    if act == "take":
        papers.take(paper, by=actor, proposals=[key], changes=_changes(row, given))
    elif act == "split":
        parts = [line.strip() for line in given.get("parts", "").splitlines() if line.strip()]
        papers.split(paper, by=actor, proposal=key, parts=[{"title": line} for line in parts])
    elif act == "merge":
        other = paper.proposals.filter(state="waiting", place__gt=row.place).order_by("place").first()
        if other is None:
            raise Refusal("office", "proposal.merge-two")
        papers.merge(paper, by=actor, proposals=[key, other.pk])
    elif act == "dismiss":
        papers.dismiss(paper, by=actor, proposals=[key], reason=given.get("reason", ""))
    elif act == "restore":
        papers.restore(paper, by=actor, proposals=[key])
    else:
        raise Http404
    return f"told.{act}"


def _changes(row: Proposal, given: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """The cells that a person changed, by proposal; {} where all stand as read."""
    held = {
        "title": row.title, "lead": row.cells.get("lead") or "", "supporting": row.cells.get("supporting") or "",
        "due": row.cells.get("due") or "", "deadline": row.cells.get("deadline") or "", "kind": row.cells.get("kind") or "",
        "post": row.cells.get("post") or "",
    }  # fmt: skip
    changed: dict[str, Any] = {
        name: given[name].strip() for name, value in held.items() if name in given and given[name].strip() != value
    }
    if "due" in changed:
        changed["due"] = changed["due"] or None
    written = (row.cells.get("goal") or {}).get("written", "")
    if "goal" in given and given["goal"].strip() != written:
        goal = given["goal"].strip()
        changed["goal"] = (goal_of(goal) or {"written": goal}) if goal else None
    return {row.pk: changed} if changed else {}


_LINE = re.compile(r"[^\n]+")


def _blocks(paper: Paper, rows: list[Proposal], focus: Proposal | None, misses: Any) -> list[dict[str, Any]]:
    """The text as paragraphs of parts: plain words, sentences with a proposal, sentences that nothing was read out of."""
    marks: list[tuple[int, int, Proposal | None]] = []
    for row in rows:
        marks += [(start, end, row) for start, end in (row.spans or [[row.start, row.end]])]
    marks += [(one.start, one.end, None) for one in misses]
    marks.sort(key=lambda mark: mark[:2])
    heads = {section["start"] for section in paper.sections if section.get("level", 9) <= 1}
    blocks = []
    at = 0
    for line in _LINE.finditer(paper.text):
        parts: list[dict[str, Any]] = []
        cursor = line.start()
        while at < len(marks) and marks[at][0] < line.end():
            start, end, owner = marks[at]
            at += 1
            start = max(start, cursor)
            if end <= start:
                continue
            end = min(end, line.end())
            if start > cursor:
                parts.append({"words": paper.text[cursor:start]})
            look = "unowned" if owner is None else LOOKS[owner.state]
            parts.append({
                "words": paper.text[start:end], "look": look, "key": None if owner is None else owner.pk,
                "current": owner is not None and focus is not None and owner.pk == focus.pk,
            })  # fmt: skip
            cursor = end
        if cursor < line.end():
            parts.append({"words": paper.text[cursor : line.end()]})
        blocks.append({"head": line.start() in heads, "parts": parts})
    return blocks


@signed_in
def complete(request: HttpRequest, key: str, annex: str) -> HttpResponse:
    """A missing annex is given: as a file, it is read and becomes a paper of its own."""
    paper, language = _seen(request, key), request.words  # type: ignore[attr-defined]
    named = Annex.objects.filter(paper=paper, pk=annex).first()
    upload = request.FILES.get("file")
    if named is None or request.method != "POST":
        raise Http404
    if upload is None:
        raise Refusal("office", "paper.empty")
    made = add_file(actor_of(request), name=upload.name or "file", data=upload.read(), title=named.title, kind=None)
    papers.complete(paper, by=actor_of(request), annex=named.pk, given=made.pk)
    messages.success(request, phrase(ROOM, "told.complete", language))
    return redirect(f"/office/papers/{paper.pk}/")
