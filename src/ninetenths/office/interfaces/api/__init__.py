"""The API: `/api/v1`, one operation a verb, named as the verb; errors are problem+json."""

from __future__ import annotations

from ninetenths.office.interfaces.api import lists, verbs
from ninetenths.office.interfaces.api.answering import api

__all__ = ["api", "lists", "verbs"]
