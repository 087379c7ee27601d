"""Who asks: the Actor of a signed-in person on every request, and the door for those who are not."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.conf import settings
from django.contrib.auth import logout
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.http import urlencode

from ninetenths.office.domain.acting import NOBODY, Actor, of_person


class ActorMiddleware:
    """Sets `request.actor`. A person whose rights ended is signed out at once."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        request.actor = NOBODY  # type: ignore[attr-defined]
        # Answer links, the API, the log's public files know no session, and cost no query for one.
        if request.path_info.startswith(("/office/", "/log/tile/entries/")) and request.user.is_authenticated:
            actor = of_person(request.user.person_id)
            if actor.kind == "nobody":
                logout(request)
            request.actor = actor  # type: ignore[attr-defined]
        return self.get_response(request)


def actor_of(request: HttpRequest) -> Actor:
    """The Actor of a request."""
    actor: Actor = request.actor  # type: ignore[attr-defined]
    return actor


def signed_in(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For people who signed in; others are shown the door and come back afterwards."""

    @wraps(view)
    def checked(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if actor_of(request).kind == "nobody":
            return redirect(f"{settings.LOGIN_URL}?{urlencode({'next': request.get_full_path()})}")
        return view(request, *args, **kwargs)

    return checked
