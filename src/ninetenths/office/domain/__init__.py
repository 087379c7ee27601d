"""Verbs: what may happen in an office. One function is one transaction: state and one Entry of the log."""

from __future__ import annotations

import importlib

# Every module that declares verbs: a replay needs them all.
_SUBJECTS = ("organizations", "accounts", "papers", "commitments", "rounds", "links", "outbox", "record", "statuses")


def load() -> None:
    """Import every subject, so that all verbs are known."""
    for name in _SUBJECTS:
        importlib.import_module(f"{__name__}.{name}")
