"""What the shell of every page shows: rooms with what waits in them, who asks, the office, the size of the log."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any

from django.db import connections
from django.http import HttpRequest

from ninetenths.office.domain import clock
from ninetenths.office.domain.permissions import STAFF, may_read_record
from ninetenths.office.folder import served
from ninetenths.office.routing import database
from ninetenths.office.views.acting import actor_of


@dataclass(frozen=True, slots=True)
class Counts:
    """What waits in the rooms, counted in one query."""

    name: str
    wrong: int
    whole: int
    waiting: int
    running: int
    entries: int
    taken_over: int


_COUNTS = """SELECT
  (SELECT name FROM office_person WHERE id = %s),
  (SELECT count(*) FROM office_status WHERE current AND code IN ('overdue', 'silent', 'unowned')),
  (SELECT count(*) FROM office_status WHERE current),
  (SELECT count(*) FROM office_proposal WHERE state = 'waiting'),
  (SELECT count(*) FROM office_round WHERE state = 'sent'),
  (SELECT size FROM log_tail),
  (SELECT count(*) FROM office_commitment WHERE taken_over <> '')"""


def counts_of(request: HttpRequest) -> Counts:
    """The counts of a request, made once."""
    held = getattr(request, "counts", None)
    if held is None:
        with connections[database()].cursor() as cursor:
            cursor.execute(_COUNTS, (actor_of(request).person or "",))
            name, *numbers = cursor.fetchone()
        held = Counts(name or "", *numbers)
        request.counts = held  # type: ignore[attr-defined]
    found: Counts = held
    return found


def shell_of(request: HttpRequest, room: str) -> dict[str, Any]:
    """The mapping that `office/shell.html` takes as `shell`."""
    actor, counts = actor_of(request), counts_of(request)
    staff = bool(STAFF & actor.office_roles)
    rooms: list[dict[str, Any]] = [
        {"key": "today", "href": "/office/"},
        {"key": "register", "href": "/office/register/"},
    ]
    if staff:
        rooms[0] |= {"count": counts.wrong, "hot": counts.wrong > 0}
        rooms[1]["count"] = counts.whole
        rooms += [
            {"key": "papers", "href": "/office/papers/", "count": counts.waiting},
            {"key": "rounds", "href": "/office/rounds/", "count": counts.running},
            {"key": "organizations", "href": "/office/organizations/"},
        ]
    if may_read_record(actor):
        rooms.append({"key": "record", "href": "/office/record/"})
    rooms.append({"key": "settings", "href": "/office/settings/"})
    return {
        "room": room, "rooms": rooms, "who": counts.name, "body": served().name, "year": clock.today().year,
        "entries": counts.entries if staff else None,
    }  # fmt: skip
