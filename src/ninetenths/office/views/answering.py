"""Answer links: an agency reads what it is asked and answers, on a phone, without account, session or script."""

from __future__ import annotations

import datetime
import logging
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.http import FileResponse, HttpRequest, HttpResponse, HttpResponseNotAllowed, HttpResponseRedirect
from django.http.response import HttpResponseBase
from django.utils.http import urlencode
from django.views.decorators.csrf import csrf_exempt

from ninetenths.office.domain import burden, clock, commitments, files, links
from ninetenths.office.domain.acting import Actor, of_link
from ninetenths.office.domain.permissions import visible
from ninetenths.office.domain.verbs import ROOM, Forbidden
from ninetenths.office.domain.writing import writing
from ninetenths.office.folder import served
from ninetenths.office.models import AccessLink, Commitment, Evidence, LinkUse, new_id
from ninetenths.office.views.conversation import Thread, figure_of, threads_of
from ninetenths.office.views.guessing import guesses
from ninetenths.office.views.refusals import words_of
from ninetenths.office.views.templating import render
from ninetenths.refusal import Refusal

_log = logging.getLogger("nine.office")
MOST_FILES = 20
TYPED = ("words", "figure", "claims", "done_on", "problems", "next_step", "new", "reason", "name", "telephone")
LANGUAGES = {"zh": "zh", "en": "en"}

View = Callable[..., HttpResponseBase]


def by_link(view: View) -> View:
    """For who has a link that works: the same plain page for every other token, whatever is wrong with it.

    The token itself is what allows a form, so that no cookie is needed against forged ones.
    """

    @wraps(view)
    def entered(request: HttpRequest, token: str, **given: Any) -> HttpResponseBase:
        request.words = LANGUAGES.get(request.GET.get("lang", ""), request.words)  # type: ignore[attr-defined]
        address = str(request.META.get("REMOTE_ADDR", ""))
        response: HttpResponseBase
        link = None if guesses.too_many(token, address) else links.find(token)
        if link is None:
            guesses.wrong(token, address)
            response = gone(request)
        else:
            try:
                response = view(request, link, token, **given)
            except Forbidden:
                response = gone(request)
        response["Referrer-Policy"] = "no-referrer"
        response["Cache-Control"] = "no-store"
        response["X-Robots-Tag"] = "noindex"
        return response

    return csrf_exempt(entered)


def gone(request: HttpRequest) -> HttpResponse:
    """Nothing is learned from it."""
    return render(request, "office/answer/gone.html", status=404)


@by_link
def page(request: HttpRequest, link: AccessLink, token: str) -> HttpResponse:
    """What the agency is asked, and the whole conversation; a button's POST does one thing and leads back."""
    if request.method == "POST":
        return _do(request, link, token)
    if request.method not in ("GET", "HEAD"):
        return HttpResponseNotAllowed(["GET", "HEAD", "POST"])
    return _show(request, link, token)


@by_link
def file(request: HttpRequest, link: AccessLink, token: str, evidence: str) -> HttpResponseBase:
    """A file that this agency sent; those of others do not exist here."""
    row = Evidence.objects.filter(pk=evidence, report__organization=link.organization_id).select_related("file").first()
    if row is None or not files.path_of(row.file_id).is_file():
        return gone(request)
    response = FileResponse(
        files.path_of(row.file_id).open("rb"), as_attachment=True, filename=row.name, content_type=row.file.media
    )
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response


def _show(
    request: HttpRequest, link: AccessLink, token: str, *, threads: list[Thread] | None = None,
    faults: dict[str, str] | None = None, typed: dict[str, str] | None = None, status: int = 200,
) -> HttpResponse:  # fmt: skip
    actor = of_link(link)
    threads = threads_of(link, actor) if threads is None else threads
    running = {one.running.round_id: one.running.round for one in threads if one.running is not None}
    rounds = sorted(running.values(), key=lambda one: one.due)
    language: str = request.words  # type: ignore[attr-defined]
    context = {
        "link": link, "token": token, "at": f"/a/{token}", "threads": threads, "rounds": rounds,
        "waiting": [one for one in threads if one.waiting], "asked": [one for one in threads if one.running is not None],
        "others": [one for one in threads if one.running is None and not one.over],
        "over": [one for one in threads if one.running is None and one.over],
        "known": link.first_used is not None, "faults": faults or {}, "typed": typed or {}, "office_name": served().name,
        "burden": burden.asked_this_month([link.organization_id]).get(link.organization_id, 0),
        "ceiling": burden.ceiling(), "fresh": new_id, "figure_of": figure_of, "receipt": _receipt(request, threads),
        "done": request.GET.get("done", ""), "lang": request.GET.get("lang", ""), "other_language": "en" if language == "zh" else "zh",
        "now": clock.now(), "tomorrow": clock.today() + datetime.timedelta(days=1),
    }  # fmt: skip
    return render(request, "office/answer/page.html", context, status)


def _receipt(request: HttpRequest, threads: list[Thread]) -> Any:
    """The report that the page was led back from, where it is the agency's own."""
    key = request.GET.get("sent", "")
    own = (report for one in threads for report in one.commitment.own_reports)  # type: ignore[attr-defined]
    return next((report for report in own if report.pk == key), None) if key else None


def _do(request: HttpRequest, link: AccessLink, token: str) -> HttpResponse:
    """One act of a form. What is refused comes back with everything that was typed."""
    act = ACTS.get(request.POST.get("do", ""))
    if act is None:
        return _show(request, link, token, status=422)
    actor, key = of_link(link), request.POST.get("task", "")
    typed = {name: _said(request, name) for name in TYPED}
    task = visible(Commitment, actor).filter(pk=key).first() if key else None
    if act is not _enter and (task is None or link.first_used is None):
        return _show(request, link, token, status=422) if task is not None else gone(request)
    try:
        done = act(request, actor, link if act is _enter else task)
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        return _refused(request, link, token, refusal, key, typed)
    _used(request, link)
    if request.GET.get("lang") in LANGUAGES:
        done["lang"] = request.GET["lang"]
    place = f"#t-{key}" if key else ""
    response = HttpResponseRedirect(f"/a/{token}?{urlencode(done)}{place}")
    response.status_code = 303
    return response


def _refused(
    request: HttpRequest, link: AccessLink, token: str, refusal: Refusal, key: str, typed: dict[str, str]
) -> HttpResponse:
    language: str = request.words  # type: ignore[attr-defined]
    field = _FIELDS.get(refusal.code, "words")
    faults = {field: words_of(refusal, language)}
    if not key:
        return _show(request, link, token, faults=faults, typed=typed, status=422)
    threads = threads_of(link, of_link(link))
    for thread in threads:
        if thread.commitment.pk == key:
            thread.typed, thread.faults = typed, {f"{field}-{key}": faults[field]}
    return _show(request, link, token, threads=threads, status=422)


# Which field of a form a refusal is about.
_FIELDS = {
    "person.name": "name", "contact.telephone": "telephone", "number.unknown": "figure", "share.range": "figure",
    "report.done-on": "done_on", "day.unknown": "done_on", "file.kind": "evidence", "file.empty": "evidence",
    "file.large": "evidence", "file.many": "evidence", "reason.needed": "reason", "extend.earlier": "new",
    "extend.late": "new", "extend.no-deadline": "new", "new.needed": "new",
}  # fmt: skip


def _said(request: HttpRequest, name: str) -> str:
    """A field as it was typed; on a page of several tasks its name ends with the task's id."""
    return request.POST.get(f"{name}-{request.POST.get('task', '')}", request.POST.get(name, ""))


def _enter(request: HttpRequest, actor: Actor, link: AccessLink) -> dict[str, str]:
    links.enter(link, by=actor, name=_said(request, "name"), telephone=_said(request, "telephone"))
    return {"done": "entered"}


def _report(request: HttpRequest, actor: Actor, task: Commitment) -> dict[str, str]:
    key = request.POST.get("key", "") or new_id()
    goal = task.goal or {}
    measured = bool(goal.get("value")) and not isinstance(goal.get("value"), list)
    figure = _said(request, "figure").strip() or None
    claims = _said(request, "claims") == "done"
    try:
        if commitments.sent_before(key, actor):
            return {"sent": key}
        made = commitments.report(
            task, by=actor, words=_said(request, "words"), actual=figure if measured else None,
            progress=None if measured else figure, claims_done=claims,
            done_on=_day(_said(request, "done_on")) if claims else None, problems=_said(request, "problems"),
            next_step=_said(request, "next_step"), round=request.POST.get("round") or None,
            evidence=_evidence(request), key=key,
        )  # fmt: skip
    except Refusal as refusal:
        # The same form came twice at once.
        if refusal.code == "report.twice" and commitments.sent_before(key, actor):
            return {"sent": key}
        raise
    return {"sent": made.pk}


def _evidence(request: HttpRequest) -> list[dict[str, Any]]:
    sent = request.FILES.getlist(f"evidence-{request.POST.get('task', '')}") or request.FILES.getlist("evidence")
    if len(sent) > MOST_FILES:
        raise Refusal(ROOM, "file.many", most=MOST_FILES)
    return [files.store(one.name or "", one.read()) for one in sent]


def _day(written: str) -> datetime.date | None:
    if not written.strip():
        return None
    try:
        return datetime.date.fromisoformat(written.strip())
    except ValueError:
        raise Refusal(ROOM, "day.unknown", written=written) from None


def _acknowledge(request: HttpRequest, actor: Actor, task: Commitment) -> dict[str, str]:
    try:
        commitments.acknowledge(task, by=actor)
    except Refusal as refusal:
        if refusal.code != "commitment.acknowledged":
            raise
    return {"done": "acknowledged"}


def _extend(request: HttpRequest, actor: Actor, task: Commitment) -> dict[str, str]:
    try:
        new = _day(_said(request, "new"))
    except Refusal as refusal:
        raise Refusal(ROOM, "new.needed") from refusal
    if new is None:
        raise Refusal(ROOM, "new.needed")
    waiting = task.extensions.filter(state="asked", organization=actor.organization, new=new).exists()
    if not waiting:
        commitments.extend(task, by=actor, new=new, reason=_said(request, "reason"))
    return {"done": "extension"}


def _undo(request: HttpRequest, actor: Actor, task: Commitment) -> dict[str, str]:
    key = request.POST.get("report", "")
    taken = task.reports.filter(pk=key, organization=actor.organization, state="undone").exists()
    if not taken:
        commitments.undo(task, by=actor, report=key)
    return {"done": "undone"}


ACTS: dict[str, Callable[[HttpRequest, Actor, Any], dict[str, str]]] = {
    "enter": _enter, "report": _report, "acknowledge": _acknowledge, "extend": _extend, "undo": _undo,
}  # fmt: skip


def _used(request: HttpRequest, link: AccessLink) -> None:
    """From where it was used: beside the log, for thirty days."""
    with writing():
        LinkUse.objects.create(
            link=link, at=clock.now(), address=str(request.META.get("REMOTE_ADDR", ""))[:60],
            agent=request.headers.get("User-Agent", "")[:200],
        )  # fmt: skip
