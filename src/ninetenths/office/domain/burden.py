"""The burden of asking: how often each agency was asked this month, held against the office's ceiling."""

from __future__ import annotations

import datetime
from collections.abc import Iterable

from django.db.models import Count

from ninetenths.office.domain import clock
from ninetenths.office.folder import served
from ninetenths.office.models import Asked


def ceiling() -> int:
    """How often a month an agency should be asked at most."""
    return int(served().ceiling)


def month_of(day: datetime.date) -> tuple[datetime.datetime, datetime.datetime]:
    """The instants a month begins and ends at, in the office's zone."""
    first = day.replace(day=1)
    later = (first + datetime.timedelta(days=32)).replace(day=1)
    begin, end = (datetime.datetime.combine(one, datetime.time(), clock.zone()) for one in (first, later))
    return begin.astimezone(datetime.UTC), end.astimezone(datetime.UTC)


def asked_this_month(organizations: Iterable[str], day: datetime.date | None = None) -> dict[str, int]:
    """Organization → rounds sent to it in the month of `day` (today). A round that was withdrawn is no burden, a
    reminder is none either; one round that asks ten tasks counts once.
    """
    begin, end = month_of(day or clock.today())
    counted = (
        Asked.objects.filter(
            organization__in=list(organizations), round__state__in=("sent", "closed"), round__sent__gte=begin,
            round__sent__lt=end,
        )
        .order_by()
        .values_list("organization")
        .annotate(rounds=Count("round", distinct=True))
    )  # fmt: skip
    return dict(counted)
