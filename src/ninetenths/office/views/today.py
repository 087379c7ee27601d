"""Today: what is wrong, each item once under the kind of its trouble, with its rule and the next lawful act."""

from __future__ import annotations

import datetime
from typing import Any

from django.db.models import Case, Count, Exists, F, IntegerField, OuterRef, Q, Subquery, Value, When, Window
from django.db.models.functions import RowNumber
from django.http import HttpRequest, HttpResponse

from ninetenths.office.domain import clock, commitments, outbox
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.permissions import STAFF, visible
from ninetenths.office.interfaces import register
from ninetenths.office.interfaces.register import Filter
from ninetenths.office.models import Commitment, Extension, Round, Stage, Status
from ninetenths.office.views.acting import actor_of, signed_in
from ninetenths.office.views.rows import pack_words, reason, row_of, status_of
from ninetenths.office.views.shell import counts_of, shell_of
from ninetenths.office.views.templating import day, render
from ninetenths.packs import phrase

SHOWN = 6
SOON = datetime.timedelta(days=7)
# An agency that has not confirmed receipt after so many days is called.
UNACKNOWLEDGED_AFTER = datetime.timedelta(days=3)


# The kinds of trouble in the order in which they are shown: an item belongs to the first it fits. Code, sign, and the
# conditions of the register that list all of them.
KINDS: tuple[tuple[str, str, Filter], ...] = (
    ("overdue", "overdue", Filter(status="overdue")),
    ("returned", "returned", Filter(stage="returned")),
    ("silent", "silent", Filter(status="silent")),
    ("unacknowledged", "unacknowledged", Filter(stage="issued")),
    ("unowned", "unowned", Filter(status="unowned")),
    ("to-close", "checked", Filter(stage="checked")),
    ("to-check", "awaiting", Filter(stage="reported")),
    ("extension", "extension", Filter(flag="extension-pending")),
    ("behind", "behind", Filter(status="behind")),
)
_PLACE = {code: place for place, (code, _, _) in enumerate(KINDS)}


def _classified(request: HttpRequest) -> Any:
    """The commitments that have some trouble, each with the place of its kind and since when it is at its stage."""
    code = Subquery(Status.objects.filter(commitment=OuterRef("pk"), current=True).values("code")[:1])
    since = Subquery(Stage.objects.filter(commitment=OuterRef("pk")).order_by("-entry").values("at")[:1])
    asked = Extension.objects.filter(commitment=OuterRef("pk"), state="asked")
    late = clock.now() - UNACKNOWLEDGED_AFTER
    found = visible(Commitment, actor_of(request)).filter(cancelled__isnull=True).exclude(stage="closed")
    unsent = Q(stage__in=("draft", "commented", "decided"))
    return (
        found.exclude(unsent)
        .annotate(code=code, since=since, asks=Exists(asked))
        .annotate(
            trouble=Case(
                When(code="overdue", then=Value(_PLACE["overdue"])),
                When(stage="returned", then=Value(_PLACE["returned"])),
                When(code="silent", then=Value(_PLACE["silent"])),
                When(stage="issued", taken_over="", since__lt=late, then=Value(_PLACE["unacknowledged"])),
                When(code="unowned", then=Value(_PLACE["unowned"])),
                When(stage="checked", code="done", then=Value(_PLACE["to-close"])),
                When(stage="reported", taken_over="", then=Value(_PLACE["to-check"])),
                When(asks=True, then=Value(_PLACE["extension"])),
                When(code="behind", then=Value(_PLACE["behind"])),
                default=Value(None), output_field=IntegerField(),
            )
        )
        .exclude(trouble=None)
    )  # fmt: skip


@signed_in
def index(request: HttpRequest) -> HttpResponse:
    """The page of the day."""
    actor, language = actor_of(request), request.words  # type: ignore[attr-defined]
    today = clock.today()
    ranked = _classified(request).annotate(
        place=Window(
            RowNumber(), partition_by=F("trouble"), order_by=(F("deadline").asc(nulls_last=True), F("serial"))
        ),
        whole=Window(Count("pk"), partition_by=F("trouble")),
    )
    shown = list(ranked.filter(place__lte=SHOWN).order_by("trouble", "place").values("pk", "trouble", "since", "whole"))
    soon = list(
        visible(Commitment, actor)
        .filter(deadline__gte=today, deadline__lte=today + SOON, cancelled__isnull=True)
        .exclude(stage__in=("draft", "commented", "decided", "closed"))
        .order_by("deadline", "year", "serial").values_list("pk", flat=True)[:20]
    )  # fmt: skip
    keys = [one["pk"] for one in shown] + soon
    loaded = {row.pk: row for row in register.loaded(Commitment.objects.filter(pk__in=keys))}
    counts = register.codes(actor, Filter())
    counted = counts_of(request)
    staff = bool(STAFF & actor.office_roles)
    context = {
        "shell": shell_of(request, "today"), "groups": _groups(shown, loaded, language, staff, actor),
        "trouble": sum({one["trouble"]: one["whole"] for one in shown}.values()), "whole": sum(counts.values()),
        "parts": [(code, counts[code]) for code in _STRIP if counts.get(code)],
        "taken_over": counted.taken_over if staff else 0, "rounds": _rounds(request) if staff else [],
        "days": _days([loaded[key] for key in soon], language), "as_of": clock.now(), "pack": pack_words(language),
        "staff": staff, "waiting": counted.waiting if staff else 0, "heading": _heading(language),
    }  # fmt: skip
    return render(request, "office/today.html", context)


_STRIP = ("done", "pace", "claimed", "unmeasured", "behind", "overdue", "silent", "unowned", "cancelled")


def _heading(language: str) -> str:
    today = clock.today()
    weekday = phrase("today", f"weekday.{today.isoweekday()}", language)
    month = phrase("today", f"month.{today.month}", language)
    return phrase("today", "heading", language, month=month, day=today.day, weekday=weekday)


def _groups(
    shown: list[dict[str, Any]], loaded: dict[str, Any], language: str, staff: bool, actor: Actor
) -> list[dict[str, Any]]:
    """The groups that have items: sign, title, rule, how many, the first of them."""
    groups: dict[int, dict[str, Any]] = {}
    for one in shown:
        code, sign, more = KINDS[one["trouble"]]
        group = groups.setdefault(
            one["trouble"],
            {
                "sign": sign, "count": one["whole"], "items": [], "more": more.address(),
                "title": phrase("today", f"kind.{code}", language), "rule": phrase("today", f"rule.{code}", language),
            },
        )  # fmt: skip
        row = loaded[one["pk"]]
        step = _step(code, row, language, actor) if staff else None
        group["items"].append(
            {"line": row_of(row, language), "fact": _fact(code, row, one["since"], language), "step": step}
        )
    for group in groups.values():
        group["rest"] = group["count"] - len(group["items"])
    return list(groups.values())


def _fact(code: str, row: Any, since: datetime.datetime | None, language: str) -> str:
    """The one fact of an item: how long it has been so, or why its status is what it is."""
    days = (clock.today() - clock.day_of(since)).days if since else 0
    if code in ("returned", "unacknowledged", "to-check", "to-close"):
        return phrase("today", f"fact.{code}", language, count=days)
    if code == "extension" and row.pending:
        return f"{day(row.pending[0].before)} → {day(row.pending[0].new)}"
    status = status_of(row)
    return reason(status.why, language) if status else ""


_STEPS = {
    "overdue": ("remind", "/office/remind/?c={}"), "silent": ("remind", "/office/remind/?c={}"),
    "returned": ("remind", "/office/remind/?c={}"), "unacknowledged": ("remind", "/office/remind/?c={}"),
    "unowned": ("assign", "/office/commitments/{}/assign/"), "to-check": ("check", "/office/commitments/{}/check/"),
    "to-close": ("close", "/office/commitments/{}/close/"), "extension": ("decide", "/office/register/{}/"),
    "behind": ("open", "/office/register/{}/"),
}  # fmt: skip


# Who may not do a step is not shown it.
_VERBS = {
    "remind": outbox.remind, "assign": commitments.assign, "check": commitments.check, "close": commitments.close,
}  # fmt: skip


def _step(code: str, row: Any, language: str, actor: Actor) -> dict[str, str] | None:
    name, address = _STEPS[code]
    if name in _VERBS and not _VERBS[name].allows(actor):
        return None
    return {"label": phrase("today", f"step.{name}", language), "href": address.format(row.pk)}


def _rounds(request: HttpRequest) -> list[dict[str, Any]]:
    running = (
        visible(Round, actor_of(request)).filter(state="sent")
        .annotate(whole=Count("asked"), answered=Count("asked", filter=Q(asked__answered__isnull=False)))
        .order_by("due")[:8]
    )  # fmt: skip
    return [
        {"id": row.pk, "title": row.title, "due": row.due, "whole": row.whole, "answered": row.answered,
         "share": row.answered / row.whole if row.whole else None}
        for row in running
    ]  # fmt: skip


def _days(rows: list[Any], language: str) -> list[tuple[str, str, list[Any]]]:
    """What falls due until the same day of next week, by day."""
    days: dict[datetime.date, list[Any]] = {}
    for row in rows:
        days.setdefault(row.deadline, []).append(row_of(row, language))
    today = clock.today()
    return [
        (
            phrase("today", "day.today", language) if when == today else f"{when:%m-%d}",
            phrase("today", f"weekday.{when.isoweekday()}", language), lines,
        )
        for when, lines in days.items()
    ]  # fmt: skip
