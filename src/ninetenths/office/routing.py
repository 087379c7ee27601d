"""Which database a query goes to: the office's own, or the empty one that the log is replayed into."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from typing import Any

_database: ContextVar[str] = ContextVar("database", default="default")


class Router:
    """Every model, wherever this context points."""

    def db_for_read(self, model: Any, **hints: Any) -> str:
        """The database of this context."""
        return _database.get()

    db_for_write = db_for_read

    def allow_relation(self, one: Any, other: Any, **hints: Any) -> bool:
        """Within a context there is one database only."""
        return True


@contextmanager
def using(database: str) -> Iterator[None]:
    """Within it, every query goes to that database."""
    token = _database.set(database)
    try:
        yield
    finally:
        _database.reset(token)


def database() -> str:
    """The database of this context."""
    return _database.get()
