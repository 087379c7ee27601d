"""An office that is served: what each lane answers, who may hear which event, what the worker does."""

from __future__ import annotations

import datetime
import logging
import os
import sys
import threading
from collections.abc import Callable
from http.cookies import CookieError, SimpleCookie
from importlib import import_module
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from ninetenths.office import starting
from ninetenths.office.folder import PORT, Office
from ninetenths.office.serving import MEGABYTE, Event, Exchange, Folder, Hub, Limits, events, serve
from ninetenths.office.serving.process import say_ready

PAUSE_SECONDS = 2.0
DAY = datetime.timedelta(days=1)
# Sessions and link uses are looked over this often.
TIDY = datetime.timedelta(hours=1)
LINK_USES_KEPT = 30 * DAY
ANSWERS_KEPT = 7 * DAY
# Evidence, papers and tables come as files.
LIMITS = Limits(by_prefix=tuple((prefix, 100 * MEGABYTE) for prefix in ("/a/", "/api/v1/", "/office/")))


def run(
    office: Office, *, host: str, port: int, metrics_port: int | None = None, ready: Callable[[str], None] | None = None
) -> int:
    """Answer for an office that was opened until SIGTERM; returns 0. Raises Refusal as `serving.serve` does."""
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(asctime)s %(levelname)s %(name)s %(message)s")
    from django.core.wsgi import get_wsgi_application

    from ninetenths.office.domain import log, verbs

    starting.forget_temporary(office)
    hub = Hub(latest=log.size())
    verbs.committed(publisher(hub))
    package = Path(import_module("ninetenths").__file__ or "").parent
    files = {
        "/static/office/": Folder(package / "office" / "static" / "office", max_age=3600),
        "/static/pages/": Folder(package / "pages" / "styles", max_age=3600),
    }

    def answers(address: str) -> None:
        os.environ[PORT] = str(urlsplit(address).port)
        (ready or say_ready)(address)

    return serve(
        office.folder, get_wsgi_application(), host=host, port=port, live={"/live/events": events(hub, admit)},
        files=files, limits=LIMITS, hub=hub, worker=work, metrics_port=metrics_port, tokens=("/a/", "/office/enter/"),
        ready=answers,
    )  # fmt: skip


def publisher(hub: Hub) -> Callable[[int, str, str, Any], None]:
    """What tells the streams of an Entry once it is committed: which subject, by which verb; nothing of its payload."""

    def tell(index: int, verb: str, subject: str, fields: Any) -> None:
        hub.publish(subject, index, {"verb": verb, "entry": index}, about=subject)

    return tell


def admit(exchange: Exchange) -> Callable[[Event], bool] | None:
    """Which events an asker may hear: those of the office all, an agency its own commitments; None: not signed in."""
    from django.db import close_old_connections

    from ninetenths.office.domain.permissions import STAFF

    try:
        actor = _actor(exchange)
        if actor is None or actor.kind == "nobody":
            return None
        if STAFF & actor.office_roles:
            return lambda event: True
        from ninetenths.office.domain.permissions import visible
        from ninetenths.office.models import Commitment

        own = {f"commitments/{key}" for key in visible(Commitment, actor).values_list("pk", flat=True)}
        return lambda event: event.about in own
    finally:
        close_old_connections()


def _actor(exchange: Exchange) -> Any:
    """The Actor of a token or a session; None of neither."""
    from django.conf import settings

    from ninetenths.office.domain.acting import of_person
    from ninetenths.office.domain.tokens import actor_of_token

    bearer = exchange.headers.get("authorization", "")
    if bearer.lower().startswith("bearer "):
        return actor_of_token(bearer[7:].strip())
    try:
        cookies = SimpleCookie(exchange.headers.get("cookie", ""))
    except CookieError:
        return None
    held = cookies.get(settings.SESSION_COOKIE_NAME)
    if held is None:
        return None
    from django.contrib.auth import get_user
    from django.http import HttpRequest

    request = HttpRequest()
    request.session = import_module(settings.SESSION_ENGINE).SessionStore(held.value)
    user = get_user(request)
    return of_person(user.person_id) if user.is_authenticated else None


def work(stops: threading.Event) -> None:
    """The jobs of an office, until it stops: days that cross, messages to send, what is kept for a while only."""
    from django.db import close_old_connections

    from ninetenths.office.domain import clock, statuses
    from ninetenths.office.interfaces import mailing

    tidied = datetime.datetime.min.replace(tzinfo=datetime.UTC)
    while not stops.is_set():
        while statuses.cross() and not stops.is_set():
            pass
        mailing.send_due(stops)
        if clock.now() - tidied > TIDY:
            tidy()
            tidied = clock.now()
        close_old_connections()
        stops.wait(PAUSE_SECONDS)


def tidy() -> None:
    """End what is kept for a while only: answers seven days, uses of links thirty, sessions until they expire."""
    from django.contrib.sessions.models import Session

    from ninetenths.office.domain import clock
    from ninetenths.office.domain.writing import writing
    from ninetenths.office.models import KeptAnswer, LinkUse

    now = clock.now()
    with writing():
        KeptAnswer.objects.filter(at__lt=now - ANSWERS_KEPT).delete()
        LinkUse.objects.filter(at__lt=now - LINK_USES_KEPT).delete()
        Session.objects.filter(expire_date__lt=now).delete()
