"""The API's door and its way of refusing: tokens in, problem+json out; answers kept under an Idempotency-Key."""

from __future__ import annotations

import datetime
import hashlib
import json
from collections.abc import Callable
from typing import Any

from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import AuthenticationError, ValidationError
from ninja.security import HttpBearer

from ninetenths import __version__
from ninetenths.office.domain import clock, tokens
from ninetenths.office.domain.acting import Actor, of_person
from ninetenths.office.domain.verbs import Forbidden, Stale
from ninetenths.office.domain.writing import writing
from ninetenths.office.models import KeptAnswer
from ninetenths.office.routing import database
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

KEPT = datetime.timedelta(days=7)


class Bearer(HttpBearer):
    """A token of `nine token`, or one made under Settings."""

    def authenticate(self, request: HttpRequest, token: str) -> Actor | None:
        """Who asks; None, which is 401, where the token is not good or its person may nothing."""
        row = tokens.find(token)
        actor = None if row is None else of_person(row.person_id)
        return None if actor is None or actor.kind == "nobody" else actor


def actor_of(request: HttpRequest) -> Actor:
    """The Actor of a request that came through the door."""
    actor: Actor = request.auth  # type: ignore[attr-defined]
    return actor


api = NinjaAPI(
    title="Nine Tenths", version=__version__, urls_namespace="api", auth=Bearer(), openapi_url=None,
    docs_url=None, description="A governing body's commitments: papers, commitments, organizations, people.",
)  # fmt: skip


def language_of(request: HttpRequest) -> str:
    """`zh` or `en`, as the request asks."""
    return str(getattr(request, "words", "en"))


def problem(status: int, title: str, code: str, **more: Any) -> HttpResponse:
    """An answer of `application/problem+json`."""
    body = {"type": "about:blank", "title": title, "status": status, "code": code, **more}
    return HttpResponse(json.dumps(body, ensure_ascii=False), status=status, content_type="application/problem+json")


def status_of(refusal: Refusal) -> int:
    """403 forbidden, 404 not there, 412 stale, 503 busy, 409 for every other rule of the office."""
    if isinstance(refusal, Forbidden):
        return 404 if refusal.hidden else 403
    if refusal.code in ("not-found", "busy"):
        return {"not-found": 404, "busy": 503}[refusal.code]
    return 412 if isinstance(refusal, Stale) else 409


@api.exception_handler(Refusal)
def _refused(request: HttpRequest, refusal: Any) -> HttpResponse:
    title = phrase(refusal.room, refusal.code, language_of(request), **refusal.params)
    params = {name: value if isinstance(value, (int, bool)) else str(value) for name, value in refusal.params.items()}
    return problem(status_of(refusal), title, f"{refusal.room}.{refusal.code}", params=params)


@api.exception_handler(AuthenticationError)
def _unknown(request: HttpRequest, error: Any) -> HttpResponse:
    answer = problem(401, phrase("office", "api.token", language_of(request)), "office.api.token")
    answer["WWW-Authenticate"] = "Bearer"
    return answer


@api.exception_handler(ValidationError)
def _malformed(request: HttpRequest, error: Any) -> HttpResponse:
    errors = [{"at": ".".join(map(str, one["loc"])), "what": one["msg"]} for one in error.errors]
    return problem(422, phrase("office", "api.malformed", language_of(request)), "office.api.malformed", errors=errors)


@api.exception_handler(Http404)
def _not_there(request: HttpRequest, error: Any) -> HttpResponse:
    return problem(404, phrase("office", "api.not-there", language_of(request)), "office.api.not-there")


class IdempotencyMiddleware:
    """A POST to the API with an Idempotency-Key is done once: the same key and body give the same status and bytes for
    seven days, kept in the verb's own transaction; the same key with another body is refused (422).
    """

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        key = request.headers.get("Idempotency-Key", "")
        if not key or request.method != "POST" or not request.path_info.startswith("/api/"):
            return self.get_response(request)
        row = tokens.find(request.headers.get("Authorization", "").removeprefix("Bearer ").strip())
        if row is None:
            return self.get_response(request)
        if len(key) > 200:
            return problem(422, phrase("office", "api.key", language_of(request)), "office.api.key")
        asked = hashlib.sha256(
            f"{request.get_full_path()}\n{request.content_type}\n".encode() + request.body
        ).hexdigest()
        with writing():
            held = KeptAnswer.objects.filter(token=row.pk, key=key, at__gt=clock.now() - KEPT).first()
            if held is not None:
                return _again(request, held, asked)
            answer = self.get_response(request)
            if answer.status_code >= 500:
                transaction.set_rollback(True, using=database())
                return answer
            if answer.status_code < 400:
                _keep(row.pk, key, asked, answer)
                return answer
            transaction.set_rollback(True, using=database())
        with writing():
            _keep(row.pk, key, asked, answer)
        return answer


def _keep(token: str, key: str, asked: str, answer: HttpResponse) -> None:
    KeptAnswer.objects.filter(token=token, key=key).delete()
    KeptAnswer.objects.create(
        token=token, key=key, request_sha256=asked, status=answer.status_code, body=answer.content, at=clock.now(),
        headers={name: answer[name] for name in ("Content-Type", "Location", "ETag") if name in answer},
    )  # fmt: skip


def _again(request: HttpRequest, held: KeptAnswer, asked: str) -> HttpResponse:
    if held.request_sha256 != asked:
        return problem(422, phrase("office", "api.key-reused", language_of(request)), "office.api.key-reused")
    answer = HttpResponse(bytes(held.body), status=held.status)
    for name, value in held.headers.items():
        answer[name] = value
    return answer
