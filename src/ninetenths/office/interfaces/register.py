"""The register as a query: filters out of an address, the same for page, export and API; order, pages, counts."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any
from urllib.parse import urlencode

from django.db.models import (
    Case,
    Count,
    Exists,
    F,
    IntegerField,
    OuterRef,
    Prefetch,
    Q,
    QuerySet,
    Subquery,
    Value,
    When,
)  # fmt: skip

from ninetenths.delivery import CODES
from ninetenths.office.domain import clock
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.permissions import visible
from ninetenths.office.domain.verbs import ROOM
from ninetenths.office.models import STAGES, Asked, Commitment, Duty, Extension, Source, Status
from ninetenths.refusal import Refusal

PAGE = 50
# Worst first: what is wrong stands before what is not.
ORDER = ("overdue", "silent", "unowned", "behind", "claimed", "unmeasured", "pace", "done", "cancelled", "inapplicable")
SORTS = ("status", "number", "deadline", "lead")


@dataclass(frozen=True, slots=True)
class Filter:
    """Conditions on the register; an empty one is not asked. `status` and `stage` may name several, by commas."""

    q: str = ""
    status: str = ""
    stage: str = ""
    lead: str = ""
    agency: str = ""
    source: str = ""
    handler: str = ""
    kind: str = ""
    due_after: str = ""
    due_before: str = ""
    flag: str = ""
    taken_over: str = ""
    sort: str = ""

    def address(self, **changes: Any) -> str:
        """The address of the register with these conditions, some of them changed; None drops one."""
        held = {one.name: getattr(self, one.name) for one in fields(self)}
        held |= {name: "" if value is None else value for name, value in changes.items()}
        asked = {name: value for name, value in held.items() if value != ""}
        return f"/office/register/?{urlencode(asked)}" if asked else "/office/register/"

    @property
    def conditions(self) -> dict[str, str]:
        """The conditions that are asked, without the order."""
        held = {one.name: getattr(self, one.name) for one in fields(self) if one.name != "sort"}
        return {name: value for name, value in held.items() if value}


def filter_of(given: Mapping[str, Any]) -> Filter:
    """The filter that an address's parameters make. Raises Refusal for a day or a code that is none."""
    made = Filter(**{one.name: str(given.get(one.name) or "").strip()[:200] for one in fields(Filter)})
    for name in ("due_after", "due_before"):
        if getattr(made, name):
            _day(getattr(made, name))
    for code in _parts(made.status):
        if code not in CODES:
            raise Refusal(ROOM, "filter.code", name="status", value=code, known=", ".join(CODES))
    for code in _parts(made.stage):
        if code not in STAGES:
            raise Refusal(ROOM, "filter.code", name="stage", value=code, known=", ".join(STAGES))
    if made.sort and made.sort.removeprefix("-") not in SORTS:
        raise Refusal(ROOM, "filter.code", name="sort", value=made.sort, known=", ".join(SORTS))
    return made


def _parts(written: str) -> list[str]:
    return [part for part in written.split(",") if part]


def _day(written: str) -> datetime.date:
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        raise Refusal(ROOM, "day.unknown", written=written) from None


def _conditions(asked: Filter) -> Q:
    found = Q()
    if asked.q:
        for word in asked.q.split():
            found &= (
                Q(title__icontains=word) | Q(number__icontains=word) | Q(lead__name__icontains=word)
                | Q(lead_written__icontains=word) | Q(sentence__icontains=word)
            )  # fmt: skip
    if asked.status:
        found &= Q(Exists(_current().filter(code__in=_parts(asked.status))))
    if asked.flag:
        found &= Q(Exists(_current().filter(flags__icontains=f'"{asked.flag}"')))
    if asked.stage:
        found &= Q(stage__in=_parts(asked.stage))
    if asked.lead:
        found &= Q(lead__isnull=True) if asked.lead == "none" else Q(lead=asked.lead)
    if asked.agency:
        found &= Q(Exists(Duty.objects.filter(commitment=OuterRef("pk"), organization=asked.agency, ended=None)))
    if asked.source:
        found &= Q(Exists(Source.objects.filter(commitment=OuterRef("pk"), paper=asked.source)))
    if asked.handler:
        found &= Q(handler=asked.handler)
    if asked.kind:
        found &= Q(kind=asked.kind)
    if asked.due_after:
        found &= Q(deadline__gte=_day(asked.due_after))
    if asked.due_before:
        found &= Q(deadline__lte=_day(asked.due_before))
    if asked.taken_over:
        found &= ~Q(taken_over="")
    return found


def _current() -> QuerySet[Status]:
    return Status.objects.filter(commitment=OuterRef("pk"), current=True)


def rows(actor: Actor, asked: Filter) -> QuerySet[Commitment]:
    """The commitments that an Actor may see and that fulfil the conditions, in the order asked for."""
    found: QuerySet[Commitment] = visible(Commitment, actor).filter(_conditions(asked))
    name, down = asked.sort.removeprefix("-"), asked.sort.startswith("-")
    if name == "number":
        order = ("-year", "-serial") if down else ("year", "serial")
        return found.order_by(*order)
    if name == "deadline":
        day = F("deadline").desc(nulls_last=True) if down else F("deadline").asc(nulls_last=True)
        return found.order_by(day, "year", "serial")
    if name == "lead":
        return found.order_by("-lead__name" if down else "lead__name", "year", "serial")
    rank = Case(*(When(code=code, then=Value(place)) for place, code in enumerate(ORDER)), output_field=IntegerField())
    ranked = found.annotate(rank=Subquery(_current().annotate(place=rank).values("place")[:1]))
    return ranked.order_by("-rank" if down else "rank", F("deadline").asc(nulls_last=True), "year", "serial")


def loaded(found: QuerySet[Commitment]) -> QuerySet[Commitment]:
    """The rows with what a line of the register shows, in a fixed number of queries."""
    asked = Asked.objects.filter(commitment=OuterRef("pk"), round__state="sent", answered=None).order_by("round__due")
    open_question = {name: Subquery(asked.values(f"round__{name}")[:1]) for name in ("title", "due")}
    annotated = found.annotate(asked_title=open_question["title"], asked_due=open_question["due"])
    return annotated.select_related("lead", "handler").prefetch_related(
        Prefetch("statuses", Status.objects.filter(current=True), "current_status"),
        Prefetch("sources", Source.objects.select_related("paper").order_by("entry", "id"), "all_sources"),
        Prefetch("extensions", Extension.objects.filter(state="asked"), "pending"),
        Prefetch("duties", Duty.objects.filter(ended=None).select_related("organization"), "open_duties"),
    )


def codes(actor: Actor, asked: Filter) -> dict[str, int]:
    """How many there are of each status under the conditions."""
    found = visible(Commitment, actor).filter(_conditions(asked))
    counted = (
        Status.objects.filter(current=True, commitment__in=found.values("pk"))
        .values("code")
        .annotate(count=Count("pk"))
    )
    return {row["code"]: row["count"] for row in counted.order_by()}


def views(today: datetime.date | None = None) -> list[tuple[str, Filter]]:
    """The views that every office has: code and filter."""
    day = today or clock.today()
    return [
        ("wrong", Filter(status="overdue,silent,unowned,behind")),
        ("to-check", Filter(stage="reported")),
        ("due-soon", Filter(due_after=day.isoformat(), due_before=(day + datetime.timedelta(days=14)).isoformat())),
        ("drafts", Filter(stage="draft,decided")),
        ("all", Filter()),
    ]
