"""The room of rounds: what was asked, a new one, its preview with the burden, what came back, reminding."""

from __future__ import annotations

import datetime
import io
import zipfile
from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.urls import reverse

from ninetenths.office.domain import clock, outbox, rounds
from ninetenths.office.domain.drafting import EVERY
from ninetenths.office.domain.permissions import STAFF, visible
from ninetenths.office.domain.verbs import ROOM, Forbidden
from ninetenths.office.interfaces import sheets
from ninetenths.office.models import Commitment, Round
from ninetenths.office.views import asking
from ninetenths.office.views.acting import actor_of, signed_in
from ninetenths.office.views.refusals import words_of
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import Words, render
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

WORDS = "rounds"
LISTED = 200
ASKS = ("words", "figure", "evidence")


def staff(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For those of the office: to everybody else there is no such page."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not STAFF & actor_of(request).office_roles:
            raise Http404
        return view(request, *args, **kwargs)

    return signed_in(checked)


def said(request: HttpRequest, code: str, **params: Any) -> None:
    """A notice on the next page."""
    messages.success(request, phrase(WORDS, code, request.words, **params))  # type: ignore[attr-defined]


def _may(request: HttpRequest) -> bool:
    """Whether the asker asks agencies, or only reads what was asked."""
    return rounds.open_.allows(actor_of(request))


def back_to(name: str, *args: Any) -> HttpResponseRedirect:
    """After a POST: to a page, by GET."""
    response = HttpResponseRedirect(reverse(f"office:{name}", args=args))
    response.status_code = 303
    return response


@staff
def index(request: HttpRequest) -> HttpResponse:
    """All rounds: running, drafts, ended; and the rhythms that are due."""
    from django.db.models import Count, Q

    rows = list(
        visible(Round, actor_of(request))
        .select_related("opened_by")
        .annotate(
            tasks=Count("asked"), agencies=Count("asked__organization", distinct=True),
            answered=Count("asked", filter=Q(asked__answered__isnull=False)),
        )
        .order_by("-entry")[:LISTED]
    )  # fmt: skip
    groups = [
        ("sent", [row for row in rows if row.state == "sent"]), ("draft", [row for row in rows if row.state == "draft"]),
        ("ended", [row for row in rows if row.state in ("closed", "withdrawn")]),
    ]  # fmt: skip
    context = {
        "shell": shell_of(request, "rounds"), "groups": [group for group in groups if group[1]], "may": _may(request),
        "rhythms": asking.due_rhythms() if _may(request) else [], "now": clock.now(), "whole": len(asking.open_commitments()),
    }  # fmt: skip
    return render(request, "office/rounds/index.html", context)


@staff
def new(request: HttpRequest) -> HttpResponse:
    """A new round: of chosen commitments (`?c=ID&c=ID`), of a rhythm (`?every=month`), or of all that are open."""
    given = request.POST if request.method == "POST" else request.GET
    chosen = given.getlist("c")
    every = given.get("every", "")
    if every not in EVERY:
        raise Http404
    if not rounds.open_.allows(actor_of(request)):
        raise Forbidden("rounds.open")
    keys = chosen or asking.open_commitments(every)
    faults: dict[str, str] = {}
    if request.method == "POST":
        try:
            made = rounds.open_(
                by=actor_of(request), title=given.get("title", ""), due=_instant(given.get("day", ""), given.get("time", "")),
                commitments=keys, asks={name: name in given.getlist("asks") for name in ASKS}, letter=given.get("letter", ""),
            )  # fmt: skip
            return back_to("round", made.pk)
        except Forbidden:
            raise
        except Refusal as refusal:
            field = {"round.title": "title", "round.due": "day", "day.unknown": "day"}.get(refusal.code, "title")
            faults[field] = words_of(refusal, request.words)  # type: ignore[attr-defined]
    askable = rounds.askable(keys)
    today = clock.today()
    context = {
        "shell": shell_of(request, "rounds"), "keys": keys if chosen else [], "every": every, "count": len(askable),
        "agencies": len({duty.organization_id for duty in askable}), "unaskable": asking.unaskable(chosen),
        "faults": faults, "given": given, "asks": given.getlist("asks") if request.method == "POST" else ["words", "figure"],
        "due_day": (today + datetime.timedelta(days=7)).isoformat(), "month": today.month, "year": today.year,
    }  # fmt: skip
    return render(request, "office/rounds/new.html", context, 422 if faults else 200)


def _instant(day: str, time: str) -> datetime.datetime:
    try:
        return datetime.datetime.combine(
            datetime.date.fromisoformat(day.strip()), datetime.time.fromisoformat(time.strip() or "18:00"), clock.zone()
        )
    except ValueError:
        raise Refusal(ROOM, "day.unknown", written=f"{day} {time}".strip()) from None


def _round(request: HttpRequest, key: str) -> Round:
    found: Round | None = visible(Round, actor_of(request)).select_related("opened_by").filter(pk=key).first()
    if found is None:
        raise Http404
    return found


@staff
def one(request: HttpRequest, key: str) -> HttpResponse:
    """A round: before sending its preview, afterwards what became of it."""
    row = _round(request, key)
    if request.method == "POST":
        return _do(request, row)
    return _draft(request, row) if row.state == "draft" else _sent(request, row)


def _do(request: HttpRequest, row: Round) -> HttpResponse:
    act = request.POST.get("do", "")
    try:
        if act == "send":
            asked = set(request.POST.getlist("ask"))
            leave_out = [key for key in _organizations(row) if key not in asked]
            rounds.send(
                row, by=actor_of(request), subject=request.POST.get("subject", ""), text=request.POST.get("text", ""),
                leave_out=leave_out,
            )  # fmt: skip
            said(request, "done.sent", count=len(_organizations(row)))
        elif act == "preview":
            return _draft(request, row)
        elif act == "take" and row.state == "sent":
            sent = [(one.name or "", one.read()) for one in request.FILES.getlist("sheets")]
            return _sent(request, row, taken=sheets.take(sent, actor_of(request)))
        elif act == "withdraw":
            rounds.withdraw(row, by=actor_of(request), reason=request.POST.get("reason", ""))
            said(request, "done.withdrawn")
        elif act == "close":
            rounds.close(row, by=actor_of(request))
            said(request, "done.closed")
        else:
            raise Http404
    except Forbidden:
        raise
    except Refusal as refusal:
        fault = words_of(refusal, request.words)  # type: ignore[attr-defined]
        shown = _draft if row.state == "draft" else _sent
        return shown(request, row, fault, 422)
    return back_to("round", row.pk)


def _organizations(row: Round) -> list[str]:
    return list(row.asked.order_by().values_list("organization", flat=True).distinct())


def _draft(request: HttpRequest, row: Round, fault: str = "", status: int = 200) -> HttpResponse:
    people = asking.recipients(asking.asked_of(row))
    typed = request.method == "POST"
    chosen = set(request.POST.getlist("ask")) if typed else {one.organization.pk for one in people if not one.over}
    words = Words(request.words)  # type: ignore[attr-defined]
    subject = request.POST.get("subject", "") if typed else words(f"{WORDS}:letter.subject", title=row.title)
    text = request.POST.get("text", "") if typed else words(f"{WORDS}:letter.text", office=shell_name())
    left = [one for one in people if one.organization.pk not in chosen]
    going = [one for one in people if one.organization.pk in chosen]
    shown = next((one for one in going if one.organization.pk == request.GET.get("see")), going[0] if going else None)
    context = {
        "shell": shell_of(request, "rounds"), "round": row, "left": left, "going": going, "fault": fault,
        "subject": subject, "text": text, "shown": shown, "message": _filled(shown, row, subject, text),
        "tasks": sum(len(one.asked) for one in going), "left_tasks": sum(len(one.asked) for one in left),
        "ceiling": people[0].ceiling if people else 0, "may": _may(request),
    }  # fmt: skip
    return render(request, "office/rounds/draft.html", context, status)


def shell_name() -> str:
    """The office's name as letters are signed."""
    from ninetenths.office.folder import served

    return served().name


def _filled(shown: asking.Recipient | None, row: Round, subject: str, text: str) -> tuple[str, str]:
    """Subject and text as they arrive at one agency; the link stays a mark."""
    if shown is None:
        return subject, text
    tasks = "\n".join(f"{place}. {one.commitment.title}" for place, one in enumerate(shown.asked, 1))
    marks = {"{agency}": shown.organization.name, "{tasks}": tasks, "{due}": clock.shown(row.due)}
    for mark, value in marks.items():
        subject, text = subject.replace(mark, value.split("\n")[0]), text.replace(mark, value)
    return subject, text


def _sent(
    request: HttpRequest, row: Round, fault: str = "", status: int = 200, taken: sheets.Taken | None = None
) -> HttpResponse:
    language: str = request.words  # type: ignore[attr-defined]
    people = asking.standings(row, asking.asked_of(row))
    groups = [(state, [one for one in people if one.state == state]) for state in asking.STATES]
    context = {
        "shell": shell_of(request, "rounds"), "round": row, "groups": [group for group in groups if group[1]],
        "people": people, "fault": fault, "now": clock.now(), "silent": [one for one in people if one.silent],
        "answered": sum(one.answered > 0 for one in people), "tasks": sum(len(one.asked) for one in people),
        "answers": sum(one.answered for one in people), "queued": sum(_waits(one) for one in people),
        "may": _may(request), "taken": taken, "told": [sheets.words_of(line, language) for line in taken.lines] if taken else [],
    }  # fmt: skip
    return render(request, "office/rounds/sent.html", context, status)


def _waits(one: asking.Standing) -> bool:
    return one.message is not None and one.message.state == "queued" and one.message.channel == "hand"


@staff
def workbooks(request: HttpRequest, key: str) -> HttpResponse:
    """The sheets of a round, one an agency, in an archive."""
    row = _round(request, key)
    made = sheets.workbooks(row, request.words)  # type: ignore[attr-defined]
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, data in made.items():
            archive.writestr(name, data)
    response = HttpResponse(buffer.getvalue(), content_type="application/zip")
    response["Content-Disposition"] = f'attachment; filename="round-{row.pk}.zip"'
    return response


@staff
def remind(request: HttpRequest, key: str) -> HttpResponse:
    """Remind those who did not answer: who, of what, and the text, before it goes."""
    row = _round(request, key)
    if row.state != "sent":
        raise Http404
    if not outbox.remind.allows(actor_of(request)):
        raise Forbidden("messages.remind")
    words = Words(request.words)  # type: ignore[attr-defined]
    people = [one for one in asking.standings(row, asking.asked_of(row)) if one.silent]
    given = request.POST if request.method == "POST" else request.GET
    wanted = set(given.getlist("ask"))
    chosen = [one for one in people if one.organization.pk in wanted] if wanted or request.method == "POST" else people
    fault = ""
    subject = given.get("subject") or words(f"{WORDS}:reminder.subject", title=row.title)
    text = given.get("text") or words(f"{WORDS}:reminder.text", office=shell_name())
    if request.method == "POST":
        keys = [asked.commitment_id for one in chosen for asked in one.silent]
        try:
            made = outbox.remind(by=actor_of(request), commitments=keys, subject=subject, text=text, round=row.pk)
            said(request, "done.reminded", count=len(made))
            return back_to("round", row.pk)
        except Forbidden:
            raise
        except Refusal as refusal:
            fault = words_of(refusal, request.words)  # type: ignore[attr-defined]
    context = {
        "shell": shell_of(request, "rounds"), "round": row, "people": people, "subject": subject, "text": text,
        "chosen": {one.organization.pk for one in chosen}, "fault": fault,
    }  # fmt: skip
    return render(request, "office/rounds/remind.html", context, 422 if fault else 200)


def commitment_of(request: HttpRequest, key: str) -> Commitment:
    """A commitment that the asker may see. Raises Http404."""
    found: Commitment | None = visible(Commitment, actor_of(request)).filter(pk=key).first()
    if found is None:
        raise Http404
    return found
