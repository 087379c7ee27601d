"""The Jinja2 environment of the office's pages: words by code, days, addresses; escaped by default."""

from __future__ import annotations

import datetime
from typing import Any

import jinja2
from django import shortcuts
from django.contrib.messages import get_messages
from django.http import HttpRequest, HttpResponse
from django.middleware.csrf import get_token
from django.urls import reverse

from ninetenths.office.domain import clock
from ninetenths.office.folder import served
from ninetenths.office.views.display import CHOICES
from ninetenths.packs import phrase

ROOM = "office"


def environment(**options: Any) -> jinja2.Environment:
    """Made by Django once a process."""
    options["undefined"] = jinja2.StrictUndefined
    options.pop("auto_reload", None)
    made = jinja2.Environment(**options, auto_reload=False, trim_blocks=True, lstrip_blocks=True)
    made.globals.update(url=address, office=served())
    return made


def address(name: str, *args: Any) -> str:
    """The address of a view."""
    return reverse(f"office:{name}" if ":" not in name else name, args=args)


class Words:
    """The words of one language: `say(code, …)` of the office's room, `say("room:code", …)` of another."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, code: str, /, **params: Any) -> str:
        room, _, rest = code.rpartition(":")
        return phrase(room or ROOM, rest, self.language, **params)


def day(value: datetime.date | datetime.datetime | None, *, year: bool = True) -> str:
    """A day as tables show it: 2031-11-27, or 11-27 where the year is known; in the office's zone."""
    if value is None:
        return ""
    if isinstance(value, datetime.datetime):
        value = clock.day_of(value)
    return value.isoformat() if year else f"{value:%m-%d}"


def instant(value: datetime.datetime | None) -> str:
    """An instant in the office's zone, to the minute: 2031-11-27 09:00."""
    return "" if value is None else clock.shown(value)


def page_context(request: HttpRequest) -> dict[str, Any]:
    """What every page has: words, who asks, today, a token against forged forms; a context processor, so that the
    pages of allauth have it too.
    """
    language = getattr(request, "words", "en")
    return {
        "say": Words(language), "language": language, "actor": getattr(request, "actor", None), "today": clock.today(),
        "day": day, "instant": instant, "csrf": lambda: get_token(request), "path": request.path,
        "full_path": request.get_full_path(), "notices": lambda: list(get_messages(request)),
        "face": {name: request.COOKIES.get(f"nine_{name}", "") for name in CHOICES},
    }  # fmt: skip


def render(
    request: HttpRequest, template: str, context: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    """A page of ours."""
    return shortcuts.render(request, template, context, status=status)
