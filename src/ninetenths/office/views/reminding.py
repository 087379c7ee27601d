"""A reminder of chosen commitments, whatever round they were asked in: whom, of what, in which words, before it goes."""

from __future__ import annotations

from django.http import HttpRequest, HttpResponse

from ninetenths.office.domain import outbox, rounds
from ninetenths.office.domain.verbs import Forbidden
from ninetenths.office.folder import served
from ninetenths.office.models import Duty, Organization
from ninetenths.office.views import asking
from ninetenths.office.views.acting import actor_of
from ninetenths.office.views.refusals import words_of
from ninetenths.office.views.rounds import WORDS, back_to, said, staff
from ninetenths.office.views.shell import shell_of
from ninetenths.office.views.templating import Words, render
from ninetenths.refusal import Refusal

MOST = 500


@staff
def some(request: HttpRequest) -> HttpResponse:
    """The preview of `?c=ID&c=ID`, and the reminders it makes: one an agency."""
    if not outbox.remind.allows(actor_of(request)):
        raise Forbidden("messages.remind")
    given = request.POST if request.method == "POST" else request.GET
    words = Words(request.words)  # type: ignore[attr-defined]
    shown = (request.POST.getlist("shown") or given.getlist("c"))[:MOST]
    chosen = set(given.getlist("c"))
    subject = given.get("subject") or words(f"{WORDS}:remind.some.subject")
    text = given.get("text") or words(f"{WORDS}:remind.some.text", office=served().name)
    fault = ""
    if request.method == "POST":
        try:
            made = outbox.remind(by=actor_of(request), commitments=sorted(chosen), subject=subject, text=text)
            said(request, "done.reminded", count=len(made))
            return back_to("outbox")
        except Forbidden:
            raise
        except Refusal as refusal:
            fault = words_of(refusal, request.words)  # type: ignore[attr-defined]
    groups: dict[Organization, list[Duty]] = {}
    for duty in rounds.askable(shown):
        groups.setdefault(duty.organization, []).append(duty)
    context = {
        "shell": shell_of(request, "rounds"), "groups": list(groups.items()), "chosen": chosen, "subject": subject,
        "text": text, "fault": fault, "unaskable": asking.unaskable(shown),
    }  # fmt: skip
    return render(request, "office/rounds/remind_some.html", context, 422 if fault else 200)
