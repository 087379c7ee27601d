"""Issuing: what was picked goes out as a table under a number and a day; its files can be had again."""

from __future__ import annotations

import datetime
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect

from ninetenths.office.domain import clock, commitments
from ninetenths.office.domain.permissions import STAFF, visible
from ninetenths.office.domain.writing import writing
from ninetenths.office.folder import served
from ninetenths.office.interfaces import exporting, register
from ninetenths.office.interfaces.register import filter_of
from ninetenths.office.models import Commitment, Issue
from ninetenths.office.views.acting import actor_of, signed_in
from ninetenths.office.views.refusals import words_of
from ninetenths.office.views.rows import pack_words, row_of
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import render
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_TYPES = {
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document", "pdf": "application/pdf",
    "csv": "text/csv; charset=utf-8", "json": "application/json",
}  # fmt: skip


def _chosen(request: HttpRequest) -> list[Any]:
    keys = request.POST.getlist("c") or request.GET.getlist("c")
    paper = request.GET.get("paper")
    found = visible(Commitment, actor_of(request))
    if paper and not keys:
        found = found.filter(sources__paper=paper, stage__in=("draft", "decided")).distinct()
    else:
        found = found.filter(pk__in=keys[:2000])
    return list(register.loaded(found.order_by("year", "serial")))


@signed_in
def new(request: HttpRequest) -> HttpResponse:
    """What will go out, what cannot and why; posting decides what is a draft and issues it all, in one transaction."""
    actor, language = actor_of(request), request.words  # type: ignore[attr-defined]
    if not commitments.issue.allows(actor):
        raise Http404
    rows = _chosen(request)
    ready = [row for row in rows if row.stage in ("draft", "commented", "decided") and row.lead_id]
    left = [(row, _why_not(row, language)) for row in rows if row not in ready]
    typed = {name: request.POST.get(name, "").strip() for name in ("title", "number", "day", "signed")}
    fault = None
    if request.method == "POST":
        try:
            made = _issue(actor, ready, typed)
            messages.success(request, phrase("register", "issue.done", language, count=len(ready)))
            return redirect(f"/office/issues/{made.pk}/")
        except Refusal as refusal:
            fault = words_of(refusal, language)
    else:
        typed |= {
            "title": phrase("register", "issue.title", language, year=clock.today().year),
            "day": clock.today().isoformat(),
        }
    context = {
        "shell": shell_of(request, "register"), "ready": [row_of(row, language) for row in ready],
        "left": [(row_of(row, language), why) for row, why in left], "typed": typed, "fault": fault,
        "agencies": len({row.lead_id for row in ready}),
    }  # fmt: skip
    return render(request, "office/issue_new.html", context, status=422 if fault else 200)


def _why_not(row: Any, language: str) -> str:
    code = "issue.no-lead" if row.stage in ("draft", "commented", "decided") else "issue.issued"
    return phrase("register", code, language, written=row.lead_written or "—")


def _issue(actor: Any, ready: list[Any], typed: dict[str, str]) -> Issue:
    try:
        day = datetime.date.fromisoformat(typed["day"]) if typed["day"] else None
    except ValueError:
        raise Refusal("office", "day.unknown", written=typed["day"]) from None
    with writing():
        drafts = [row.pk for row in ready if row.stage != "decided"]
        if drafts:
            commitments.decide(by=actor, commitments=drafts)
        made: Issue = commitments.issue(
            by=actor, commitments=[row.pk for row in ready], title=typed["title"], number=typed["number"], day=day,
            signed=typed["signed"],
        )  # fmt: skip
    return made


def _seen(request: HttpRequest, key: str) -> Issue:
    found = Issue.objects.filter(pk=key).first()
    if found is None or not STAFF & actor_of(request).office_roles:
        raise Http404
    return found


@signed_in
def show(request: HttpRequest, key: str) -> HttpResponse:
    """One table that went out: what is in it, its files."""
    issue, language = _seen(request, key), request.words  # type: ignore[attr-defined]
    rows = [row_of(row, language) for row in register.loaded(issue.commitments.order_by("year", "serial"))]
    context = {"shell": shell_of(request, "register"), "issue": issue, "rows": rows}
    return render(request, "office/issue.html", context)


@signed_in
def file(request: HttpRequest, key: str, ending: str) -> HttpResponse:
    """A file of a table that went out: docx, xlsx or pdf."""
    if ending not in ("xlsx", "docx", "pdf"):
        raise Http404
    issue = _seen(request, key)
    rows = list(register.loaded(issue.commitments.order_by("year", "serial")))
    language = "zh" if served().language == "zh-Hans" else "en"
    if ending == "docx":
        data = exporting.issue_document(issue, rows, language)
    elif ending == "pdf":
        data = exporting.register_pdf(rows, language, title=issue.title, note=_note(issue, rows, language))
    else:
        data = exporting.register_workbook(rows, language, title=issue.title)
    return download(data, f"{issue.title}.{ending}", ending)


def _note(issue: Issue, rows: list[Any], language: str) -> str:
    return phrase("register", "pdf.issue", language, number=issue.number or "—", day=issue.day, count=len(rows))


def download(data: bytes, name: str, ending: str) -> HttpResponse:
    """Bytes as a file to keep."""
    from urllib.parse import quote

    response = HttpResponse(data, content_type=_TYPES[ending])
    response["Content-Disposition"] = f"attachment; filename*=UTF-8''{quote(name)}"
    response["Cache-Control"] = "private, no-store"
    return response


@signed_in
def export(request: HttpRequest) -> HttpResponse:
    """What is seen, as a file: the conditions of the address, or what was picked."""
    actor, language = actor_of(request), request.words  # type: ignore[attr-defined]
    ending = request.GET.get("format", "xlsx")
    if ending not in ("xlsx", "csv", "json", "pdf"):
        raise Http404
    asked = filter_of(request.GET)
    found = register.rows(actor, asked)
    if keys := request.GET.getlist("c"):
        found = found.filter(pk__in=keys)
    rows = list(register.loaded(found))
    title = phrase("register", "export.title", language, day=clock.today())
    if ending == "pdf":
        note = phrase("register", "pdf.view", language, count=len(rows), day=clock.today(), pack=pack_words(language))
        data = exporting.register_pdf(rows, language, title=title, note=note)
    elif ending == "csv":
        data = exporting.register_csv(rows, language)
    elif ending == "json":
        data = exporting.register_json(rows)
    else:
        data = exporting.register_workbook(rows, language, title=title)
    return download(data, f"{title}.{ending}", ending)
