"""Refusals as pages: what was wrong, what did not change, the ways out; never a traceback."""

from __future__ import annotations

import logging
from collections.abc import Callable

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse

from ninetenths.office.domain import clock
from ninetenths.office.domain.verbs import Forbidden, Stale
from ninetenths.office.views.templating import render
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_log = logging.getLogger("nine.office")


def words_of(refusal: Refusal, language: str) -> str:
    """A refusal in one sentence."""
    return phrase(refusal.room, refusal.code, language, **refusal.params)


def status_of(refusal: Refusal) -> int:
    """The HTTP status of a refusal."""
    if isinstance(refusal, Forbidden):
        return 404 if refusal.hidden else 403
    if refusal.code == "not-found":
        return 404
    if refusal.code == "busy":
        return 503
    return 412 if isinstance(refusal, Stale) else 409


class RefusalMiddleware:
    """Turns a Refusal that no view caught into a page that says so."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        return self.get_response(request)

    def process_exception(self, request: HttpRequest, error: Exception) -> HttpResponse | None:
        """A page for what was refused, and for what went wrong in us."""
        if isinstance(error, Refusal):
            language = request.words  # type: ignore[attr-defined]
            status = status_of(error)
            context = {"sentence": words_of(error, language), "back": request.headers.get("Referer", "/office/")}
            return render(request, "office/refused.html", context, status=status)
        if isinstance(error, (Http404, PermissionDenied)):
            return None
        _log.exception("%s %s", request.method, request.path)
        return failed(request)


def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """There is nothing under that address."""
    return render(request, "office/not_found.html", status=404)


def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    """Not for this person, or not in this way."""
    sentence = phrase("doors", "refused.words", request.words)  # type: ignore[attr-defined]
    return render(request, "office/refused.html", {"sentence": sentence, "back": "/office/"}, status=403)


def failed(request: HttpRequest) -> HttpResponse:
    """Something went wrong in us."""
    return render(request, "office/error.html", {"at": clock.shown(clock.now())}, status=500)


def csrf_failed(request: HttpRequest, reason: str = "") -> HttpResponse:
    """A form that was not ours, or too old."""
    return render(request, "office/form_old.html", status=403)
