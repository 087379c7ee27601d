"""What the forms of the house's own rooms share: who may come in, the way back with a word, an address to hand on."""

from __future__ import annotations

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect

from ninetenths.office.domain.verbs import Forbidden
from ninetenths.office.folder import served
from ninetenths.office.views.acting import actor_of
from ninetenths.packs import phrase


def only(request: HttpRequest, right: str, *roles: str) -> None:
    """Raises Forbidden for all but those who have one of the roles in the office; `right` is named in the refusal."""
    if not actor_of(request).office_roles & set(roles):
        raise Forbidden(right)


def said(request: HttpRequest, code: str, **params: Any) -> str:
    """Words of `room:code` in the language of the request."""
    room, _, rest = code.partition(":")
    language: str = request.words  # type: ignore[attr-defined]
    return phrase(room, rest, language, **params)


def led_back(request: HttpRequest, where: str, code: str, **params: Any) -> HttpResponse:
    """To a page of ours, which says what was done."""
    messages.success(request, said(request, code, **params))
    response = HttpResponseRedirect(where)
    response.status_code = 303
    return response


def outside(request: HttpRequest, path: str) -> str:
    """An address to hand on: under the one of `office.toml`; where that is empty, under which the asker came in."""
    return (served().address.rstrip("/") or f"{request.scheme}://{request.get_host()}") + path
