"""The outbox: messages with what became of them, their text to copy, slips to print, handed over, queued again."""

from __future__ import annotations

from typing import Any

from django.core.paginator import Paginator
from django.db.models import Count
from django.http import Http404, HttpRequest, HttpResponse

from ninetenths.office.domain import links, outbox
from ninetenths.office.domain.verbs import Forbidden
from ninetenths.office.folder import served
from ninetenths.office.interfaces import letters
from ninetenths.office.models import AccessLink, Message
from ninetenths.office.views.acting import actor_of
from ninetenths.office.views.refusals import words_of
from ninetenths.office.views.rounds import back_to, said, staff
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import render
from ninetenths.refusal import Refusal

STATES = ("queued", "failed", "sent", "handed-over")
A_PAGE = 50
MOST_SLIPS = 400


def _rows(request: HttpRequest) -> Any:
    rows = Message.objects.select_related("organization", "contact", "round")
    if key := request.GET.get("round"):
        rows = rows.filter(round=key)
    return rows


@staff
def index(request: HttpRequest) -> HttpResponse:
    """All messages, those that wait first."""
    may = outbox.hand_over.allows(actor_of(request))
    counts = dict(_rows(request).order_by().values_list("state").annotate(Count("pk")))
    state = request.GET.get("state") or next((one for one in STATES if counts.get(one)), "queued")
    rows = _rows(request).filter(state=state).annotate(tried=Count("tries")).order_by("-entry", "id")
    page = Paginator(rows, A_PAGE).get_page(request.GET.get("page"))
    context = {
        "shell": shell_of(request, "rounds"), "page": page, "state": state, "states": STATES, "counts": counts,
        "round": request.GET.get("round", ""), "mail": bool(served().mail.get("host")),
        "by_hand": _rows(request).filter(state="queued", channel="hand").count() if may else 0, "may": may,
    }  # fmt: skip
    return render(request, "office/rounds/outbox.html", context)


def _message(request: HttpRequest, key: str) -> Message:
    row = Message.objects.select_related("organization", "contact", "round").filter(pk=key).first()
    if row is None:
        raise Http404
    return row


@staff
def one(request: HttpRequest, key: str) -> HttpResponse:
    """A message with its link filled in, for those who may send it; a POST settles it."""
    row = _message(request, key)
    actor = actor_of(request)
    if not outbox.hand_over.allows(actor):
        raise Forbidden("messages.hand_over")
    fault = ""
    if request.method == "POST":
        try:
            return _do(request, row)
        except Forbidden:
            raise
        except Refusal as refusal:
            fault = words_of(refusal, request.words)  # type: ignore[attr-defined]
    try:
        subject, text = letters.text_of(row)
    except Refusal as refusal:
        subject, text, fault = row.subject, row.text, fault or words_of(refusal, request.words)  # type: ignore[attr-defined]
    link = letters.link_for(row)
    context = {
        "shell": shell_of(request, "rounds"), "row": row, "subject": subject, "text": text, "fault": fault, "link": link,
        "tries": list(row.tries.order_by("pk")), "uses": [] if link is None else list(link.uses.order_by("-pk")[:10]),
    }  # fmt: skip
    response = render(
        request, "office/rounds/message.html", context, 409 if fault and request.method == "POST" else 200
    )
    response["Cache-Control"] = "no-store"
    return response


def _do(request: HttpRequest, row: Message) -> HttpResponse:
    act, actor = request.POST.get("do", ""), actor_of(request)
    if act == "hand-over":
        outbox.hand_over(row, by=actor)
        said(request, "done.handed")
    elif act == "again":
        outbox.queue_again(row, by=actor)
        said(request, "done.queued")
    elif act == "renew":
        link = letters.link_for(row)
        if link is None:
            raise Http404
        links.renew(link, by=actor)
        said(request, "done.renewed")
    else:
        raise Http404
    return back_to("message", row.pk)


@staff
def slips(request: HttpRequest) -> HttpResponse:
    """Slips to print and cut, four on a page, with a code to scan; a POST says they were handed over."""
    actor = actor_of(request)
    if not outbox.hand_over.allows(actor):
        raise Forbidden("messages.hand_over")
    if request.method == "POST":
        rows = Message.objects.filter(pk__in=request.POST.getlist("m"), state="queued")
        count = 0
        for row in rows:
            outbox.hand_over(row, by=actor)
            count += 1
        said(request, "done.slips", count=count)
        return back_to("outbox")
    wanted = request.GET.getlist("m")
    rows = _rows(request).filter(pk__in=wanted) if wanted else _rows(request).filter(state="queued", channel="hand")
    shown = list(rows.prefetch_related("commitments")[:MOST_SLIPS])
    held = letters.links_for(shown)
    made = [_slip(row, held[row.pk]) for row in shown]
    ready = [one for one in made if one["address"]]
    context = {
        "shell": shell_of(request, "rounds"), "pages": [ready[at : at + 4] for at in range(0, len(ready), 4)],
        "count": len(ready), "without": [one for one in made if not one["address"]],
    }  # fmt: skip
    response = render(request, "office/rounds/slips.html", context)
    response["Cache-Control"] = "no-store"
    return response


def _slip(row: Message, link: AccessLink | None) -> dict[str, Any]:
    address = "" if link is None else letters.address_of(link)
    size, path = letters.code_of(address) if address else (0, "")
    return {
        "message": row, "address": address, "size": size, "path": path, "tasks": list(row.commitments.all()),
        "expires": None if link is None else link.expires,
    }  # fmt: skip
