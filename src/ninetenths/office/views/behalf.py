"""An answer that the office enters on behalf of an agency, with the paper or the call that says so."""

from __future__ import annotations

import datetime

from django.http import HttpRequest, HttpResponse

from ninetenths.office.domain import commitments, files
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.verbs import ROOM, Forbidden
from ninetenths.office.models import Asked, Commitment, new_id
from ninetenths.office.views.acting import actor_of
from ninetenths.office.views.refusals import words_of
from ninetenths.office.views.rounds import WORDS, back_to, commitment_of, said, staff
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import render
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_FIELDS = {
    "report.basis": "basis", "number.unknown": "figure", "share.range": "figure", "report.done-on": "done_on",
    "day.unknown": "done_on", "file.kind": "scan", "file.empty": "scan", "file.large": "scan",
}  # fmt: skip


@staff
def behalf(request: HttpRequest, key: str) -> HttpResponse:
    """The form, and the report it makes: who enters it is a doer, so that another checks it."""
    row = commitment_of(request, key)
    if not commitments.report.may.behalf & actor_of(request).office_roles:
        raise Forbidden("commitments.report")
    duties = list(
        row.duties.filter(ended=None, role__in=("lead", "joint")).select_related("organization").order_by("place")
    )
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            return _enter(request, row)
        except Forbidden:
            raise
        except Refusal as refusal:
            faults[_FIELDS.get(refusal.code, "words")] = words_of(refusal, request.words)  # type: ignore[attr-defined]
    goal = row.goal or {}
    measured = bool(goal.get("value")) and not isinstance(goal.get("value"), list)
    asked = Asked.objects.filter(commitment=row, round__state="sent").select_related("round").order_by("round__due")
    context = {
        "shell": shell_of(request, "rounds"), "row": row, "duties": duties, "faults": faults, "typed": request.POST,
        "unit": f"{goal.get('unit') or ''} ÷ {goal.get('value')}" if measured else "%", "fresh": new_id(),
        "asked": list(asked), "round": request.POST.get("round") or request.GET.get("round", ""),
    }  # fmt: skip
    return render(request, "office/rounds/behalf.html", context, 422 if faults else 200)


def _enter(request: HttpRequest, row: Commitment) -> HttpResponse:
    given, scan = request.POST, request.FILES.get("scan")
    evidence = [] if scan is None else [files.store(scan.name or "", scan.read())]
    language: str = request.words  # type: ignore[attr-defined]
    notes = [given.get("basis", "").strip()]
    notes += [phrase(WORDS, "behalf.scan", language, name=one["name"], sha256=one["sha256"][:16]) for one in evidence]
    by: Actor = actor_of(request).on_behalf(given.get("organization", ""), "; ".join(filter(None, notes)))
    goal = row.goal or {}
    measured = bool(goal.get("value")) and not isinstance(goal.get("value"), list)
    figure = given.get("figure", "").strip() or None
    claims = given.get("claims") == "done"
    key = given.get("key") or new_id()
    if not commitments.sent_before(key, by):
        commitments.report(
            row, by=by, words=given.get("words", ""), actual=figure if measured else None,
            progress=None if measured else figure, claims_done=claims,
            done_on=_day(given.get("done_on", "")) if claims else None, problems=given.get("problems", ""),
            next_step=given.get("next_step", ""), round=given.get("round") or None, evidence=evidence, key=key,
        )  # fmt: skip
    said(request, "done.behalf", number=row.number)
    return back_to("round", given["round"]) if given.get("round") else back_to("behalf", row.pk)


def _day(written: str) -> datetime.date | None:
    if not written.strip():
        return None
    try:
        return datetime.date.fromisoformat(written.strip())
    except ValueError:
        raise Refusal(ROOM, "day.unknown", written=written) from None
