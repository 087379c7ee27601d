"""Tokens of the API: found by their hash, good for what their person may."""

from __future__ import annotations

from ninetenths.office.domain import accounts, clock
from ninetenths.office.domain.acting import NOBODY, Actor, of_person
from ninetenths.office.models import Token

PREFIX = "nine_"


def find(token: str) -> Token | None:
    """The row of a token that is good now; None of any other."""
    if not token.startswith(PREFIX):
        return None
    row = Token.objects.filter(secret_sha256=accounts.sha256(token.removeprefix(PREFIX)), ended=None).first()
    if row is None or (row.expires is not None and row.expires <= clock.now()):
        return None
    return row


def actor_of_token(token: str) -> Actor:
    """Who a token speaks for; NOBODY where it is not good."""
    row = find(token)
    return NOBODY if row is None else of_person(row.person_id)
