"""Organizations: agencies with what they carry, who answers for them, their link; and what each was asked and said."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

from django.db.models import Count, Prefetch, Q
from django.http import Http404, HttpRequest, HttpResponse

from ninetenths.office.domain import burden, clock, links, organizations
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.permissions import visible
from ninetenths.office.domain.verbs import ROOM, Forbidden
from ninetenths.office.models import AccessLink, Contact, Duty, LinkUse, Organization
from ninetenths.office.views.acting import actor_of, signed_in
from ninetenths.office.views.conversation import Thread, Turn, figure_of, threads_of
from ninetenths.office.views.posting import led_back, outside, said
from ninetenths.office.views.refusals import words_of
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import day, instant, render
from ninetenths.refusal import Refusal

ADDRESS = "/office/organizations/"
USES_DAYS = 30


def _rows(actor: Actor, asked: str, ended: bool) -> list[Any]:
    """Organizations with `lead`, `supporting`: open commitments they carry, `current`: contacts, `working`: links."""
    found = visible(Organization, actor).exclude(kind="office").filter(ended__isnull=not ended)
    if asked:
        found = found.filter(Q(name__icontains=asked) | Q(short__icontains=asked) | Q(contacts__name__icontains=asked))
    rows = list(
        found.prefetch_related(
            Prefetch("contacts", Contact.objects.filter(ended=None), "current"),
            Prefetch("links", AccessLink.objects.filter(withdrawn=None), "working"),
        )
        .order_by("place", "name", "pk")
        .distinct()
    )
    for row in rows:
        row.lead = row.supporting = 0
    held = {row.pk: row for row in rows}
    for organization, role, count in _carried():
        if organization in held:
            name = "lead" if role == "lead" else "supporting"
            setattr(held[organization], name, getattr(held[organization], name) + count)
    return rows


def _carried() -> Any:
    """(organization, role, commitments that are open) over all duties that were not given to another."""
    duties = Duty.objects.filter(ended=None, commitment__cancelled__isnull=True).exclude(commitment__stage="closed")
    return duties.order_by().values_list("organization", "role").annotate(Count("commitment", distinct=True))


@signed_in
def index(request: HttpRequest, key: str = "") -> HttpResponse:
    """The table, one organization beside it; a form does one verb."""
    if request.method != "POST":
        return _show(request, key)
    name = request.POST.get("do", "")
    act = _ACTS.get(name)
    if act is None:
        raise Http404
    try:
        return act(request, key)
    except Refusal as refusal:
        if isinstance(refusal, Forbidden):
            raise
        fault = words_of(refusal, request.words)  # type: ignore[attr-defined]
        return _show(request, key, fault=fault, fault_in=name, typed=request.POST, status=422)


def _show(request: HttpRequest, key: str, *, status: int = 200, **more: Any) -> HttpResponse:
    actor, asked, ended = actor_of(request), request.GET.get("q", "").strip()[:100], "ended" in request.GET
    rows = _rows(actor, asked, ended)
    focus = _seen(request, key) if key else None
    now = clock.now()
    context = {
        "shell": shell_of(request, "organizations"), "rows": rows, "asked": asked, "ended": ended, "focus": focus,
        "link_state": lambda row: _link_state(request, row, now), "fault": None, "fault_in": "", "typed": {},
        "burdens": burden.asked_this_month([row.pk for row in rows]), "ceiling": burden.ceiling(),
        "may_add": organizations.add.allows(actor), "at": now,
        **(_panel(request, focus) if focus is not None else {}), **more,
    }  # fmt: skip
    response = render(request, "office/organizations.html", context, status)
    response["Cache-Control"] = "no-store"
    return response


def _seen(request: HttpRequest, key: str) -> Organization:
    row: Organization | None = visible(Organization, actor_of(request)).filter(pk=key).first()
    if row is None:
        raise Http404
    return row


def _link_state(request: HttpRequest, row: Any, now: datetime.datetime) -> tuple[str, str]:
    """A status and its word: none, out and not opened, used, expired."""
    link = next((one for one in row.working), None)
    if link is None:
        return "plain", said(request, "organizations:link.none")
    if link.expires is not None and link.expires <= now:
        return "undelivered", said(request, "organizations:link.expired")
    if link.first_used is None:
        return "unopened", said(request, "organizations:link.unused")
    return "opened", said(request, "organizations:link.used", day=day(link.first_used))


def _panel(request: HttpRequest, row: Organization) -> dict[str, Any]:
    actor = actor_of(request)
    link = row.links.filter(withdrawn=None).select_related("contact").first()
    clerk = links.make.allows(actor, row)
    since = clock.now() - datetime.timedelta(days=USES_DAYS)
    uses = LinkUse.objects.filter(link__organization=row, at__gte=since).order_by("-at")[:12] if clerk else ()
    # What the agency itself would read: its own view of the conversation.
    threads = threads_of(AccessLink(organization=row), Actor("link", organization=row.pk))
    return {
        "contacts": list(row.contacts.order_by("ended", "deputy", "entry")), "link": link, "uses": list(uses),
        "link_address": outside(request, f"/a/{links.token_of(link)}") if clerk and link is not None else "",
        "threads": [(one, [_turn(request, row, one, turn) for turn in one.turns]) for one in threads],
        "may_change": organizations.change.allows(actor, row) and row.kind != "office" and row.ended is None,
        "may_contact": organizations.add_contact.allows(actor, row) and row.ended is None, "may_link": clerk and row.ended is None,
    }  # fmt: skip


def _turn(request: HttpRequest, row: Organization, thread: Thread, turn: Turn) -> dict[str, Any]:
    """A turn as the macro `thread` takes it."""
    from ninetenths.office.folder import served

    kind = {"checked": "done", "closed": "done"}.get(turn.kind, turn.kind)
    made = {"who": served().name if turn.ours else row.short or row.name, "kind": kind, "note": instant(turn.at)}
    return {
        **made,
        "text": _words(request, thread, turn),
        "corrected": turn.what == "report" and turn.row.state != "standing",
    }


def _words(request: HttpRequest, thread: Thread, turn: Turn) -> str:
    row, code = turn.row, f"answering:turn.{turn.what}"
    if turn.what == "report":
        figure = figure_of(row, thread.unit)
        parts = [
            row.words, said(request, "answering:turn.figure", figure=figure) if figure else "",
            said(request, "answering:turn.claims", day=day(row.done_on)) if row.claims_done else "",
            said(request, "answering:turn.problems", words=row.problems) if row.problems else "",
            said(request, "answering:turn.next", words=row.next_step) if row.next_step else "",
        ]  # fmt: skip
        return " ".join(part for part in parts if part)
    if turn.what == "extension":
        return said(request, code, day=day(row.new), reason=row.reason)
    if turn.what in ("granted", "refused"):
        return " ".join((said(request, code, day=day(row.new)), row.answer)).strip()
    if turn.what == "asked":
        return said(request, code, title=row.round.title, due=instant(row.round.due))
    if turn.what == "withdrawn":
        return said(request, code, title=row.round.title)
    words = said(request, code)
    told = row.words if turn.what in ("passed", "returned") else ""
    return f"{words}{said(request, 'face:colon')}{told}" if told else words


def _typed(request: HttpRequest, name: str) -> str:
    return request.POST.get(name, "").strip()


def _add(request: HttpRequest, key: str) -> HttpResponse:
    made = organizations.add(
        by=actor_of(request), name=_typed(request, "name"), short=_typed(request, "short"),
        aliases=_typed(request, "aliases").split(), remit=_typed(request, "remit"),
    )  # fmt: skip
    return led_back(request, f"{ADDRESS}{made.pk}/", "organizations:added")


def _change(request: HttpRequest, key: str) -> HttpResponse:
    organizations.change(
        _seen(request, key), by=actor_of(request), name=_typed(request, "name") or None, short=_typed(request, "short"),
        aliases=_typed(request, "aliases").split(), remit=_typed(request, "remit"),
    )  # fmt: skip
    return led_back(request, f"{ADDRESS}{key}/", "organizations:changed")


def _end(request: HttpRequest, key: str) -> HttpResponse:
    organizations.end(_seen(request, key), by=actor_of(request))
    return led_back(request, f"{ADDRESS}{key}/", "organizations:ended")


def _contact(request: HttpRequest, key: str) -> HttpResponse:
    organizations.add_contact(
        _seen(request, key), by=actor_of(request), name=_typed(request, "contact"), telephone=_typed(request, "telephone"),
        mail=_typed(request, "mail"), deputy=request.POST.get("deputy") == "1",
    )  # fmt: skip
    return led_back(request, f"{ADDRESS}{key}/", "organizations:contact.added")


def _own_contact(request: HttpRequest, key: str) -> Contact:
    held = _seen(request, key).contacts.filter(pk=request.POST.get("which", "")).first()
    if held is None:
        raise Http404
    return held


def _change_contact(request: HttpRequest, key: str) -> HttpResponse:
    held = _own_contact(request, key)
    organizations.change_contact(
        held, by=actor_of(request), name=_typed(request, f"contact-{held.pk}"),
        telephone=_typed(request, f"telephone-{held.pk}"), mail=_typed(request, f"mail-{held.pk}"),
    )  # fmt: skip
    return led_back(request, f"{ADDRESS}{key}/", "organizations:contact.changed")


def _end_contact(request: HttpRequest, key: str) -> HttpResponse:
    organizations.end_contact(_own_contact(request, key), by=actor_of(request))
    return led_back(request, f"{ADDRESS}{key}/", "organizations:contact.ended")


def _link(request: HttpRequest, key: str) -> AccessLink:
    held = _seen(request, key).links.filter(pk=request.POST.get("which", ""), withdrawn=None).first()
    if held is None:
        raise Refusal(ROOM, "link.withdrawn")
    return held


def _make_link(request: HttpRequest, key: str) -> HttpResponse:
    links.make(_seen(request, key), by=actor_of(request))
    return led_back(request, f"{ADDRESS}{key}/", "organizations:link.made")


def _renew_link(request: HttpRequest, key: str) -> HttpResponse:
    links.renew(_link(request, key), by=actor_of(request))
    return led_back(request, f"{ADDRESS}{key}/", "organizations:link.renewed")


def _withdraw_link(request: HttpRequest, key: str) -> HttpResponse:
    links.withdraw(_link(request, key), by=actor_of(request))
    return led_back(request, f"{ADDRESS}{key}/", "organizations:link.withdrawn")


_ACTS: dict[str, Callable[[HttpRequest, str], HttpResponse]] = {
    "add": _add, "change": _change, "end": _end, "contact": _contact, "change_contact": _change_contact,
    "end_contact": _end_contact, "make_link": _make_link, "renew_link": _renew_link, "withdraw_link": _withdraw_link,
}  # fmt: skip
