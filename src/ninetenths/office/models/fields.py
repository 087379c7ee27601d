"""Columns that several subjects share: ids, days on both axes, plain values as JSON."""

from __future__ import annotations

import hashlib
import secrets
from typing import Any

from django.db import models

# Crockford's letters: none that is taken for another.
_LETTERS = "0123456789abcdefghjkmnpqrstvwxyz"
ID_LENGTH = 12


def new_id() -> str:
    """A fresh id: twelve letters, 60 bits. It is chosen when a verb is decided and stands in its payload."""
    bits = secrets.randbits(5 * ID_LENGTH)
    return "".join(_LETTERS[(bits >> (5 * place)) & 31] for place in range(ID_LENGTH))


def id_of(*parts: str) -> str:
    """The id that the same content always gets: what came once is known when it comes again."""
    held = hashlib.sha256("\0".join(parts).encode("utf-8", "replace")).digest()
    bits = int.from_bytes(held[:8], "big")
    return "".join(_LETTERS[(bits >> (5 * place)) & 31] for place in range(ID_LENGTH))


def is_id(written: str) -> bool:
    """Whether a text is an id as `new_id` makes them."""
    return len(written) == ID_LENGTH and all(letter in _LETTERS for letter in written)


def id_field() -> Any:
    """The primary key of everything that verbs make."""
    return models.CharField(max_length=16, primary_key=True)


class Recorded(models.Model):
    """What an Entry made: when it holds, when the server took it, which Entry that was."""

    at = models.DateTimeField()
    recorded = models.DateTimeField()
    entry = models.BigIntegerField()

    class Meta:
        abstract = True
