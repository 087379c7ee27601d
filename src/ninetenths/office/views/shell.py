"""What the shell of every page shows: rooms with what waits in them, who asks, the office, the size of the log."""

from __future__ import annotations

from typing import Any

from django.http import HttpRequest

from ninetenths.office.domain import clock, log
from ninetenths.office.domain.permissions import STAFF, may_read_record
from ninetenths.office.folder import served
from ninetenths.office.models import Person, Proposal, Round, Status
from ninetenths.office.views.acting import actor_of


def shell_of(request: HttpRequest, room: str) -> dict[str, Any]:
    """The mapping that `office/shell.html` takes as `shell`."""
    actor = actor_of(request)
    person = Person.objects.filter(pk=actor.person).only("name").first()
    staff = bool(STAFF & actor.office_roles)
    rooms: list[dict[str, Any]] = [
        {"key": "today", "href": "/office/"},
        {"key": "register", "href": "/office/register/"},
    ]
    if staff:
        hot = Status.objects.filter(current=True, code__in=("overdue", "silent", "unowned")).count()
        rooms[0] |= {"count": hot, "hot": hot > 0}
        rooms[1]["count"] = Status.objects.filter(current=True).count()
        waiting = Proposal.objects.filter(state="waiting").count()
        running = Round.objects.filter(state="sent").count()
        rooms += [
            {"key": "papers", "href": "/office/papers/", "count": waiting},
            {"key": "rounds", "href": "/office/rounds/", "count": running},
            {"key": "organizations", "href": "/office/organizations/"},
        ]
    if may_read_record(actor):
        rooms.append({"key": "record", "href": "/office/record/"})
    rooms.append({"key": "settings", "href": "/office/settings/"})
    return {
        "room": room, "rooms": rooms, "who": person.name if person else "", "body": served().name,
        "year": clock.today().year, "entries": log.size() if staff else None,
    }  # fmt: skip
