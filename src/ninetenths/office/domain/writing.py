"""One writer at a time: a fair lock in the process, then the database's own; every verb runs inside it."""

from __future__ import annotations

import threading
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager

from django.db import OperationalError, transaction

from ninetenths.office.routing import database
from ninetenths.refusal import Refusal


class FairLock:
    """A lock that serves those who wait in the order they came: SQLite's own waiting is not fair."""

    def __init__(self) -> None:
        self._guard = threading.Lock()
        self._held = False
        self._waiting: deque[threading.Lock] = deque()

    def acquire(self) -> None:
        """Wait for the turn."""
        with self._guard:
            if not self._held:
                self._held = True
                return
            turn = threading.Lock()
            turn.acquire()
            self._waiting.append(turn)
        turn.acquire()

    def release(self) -> None:
        """Hand on to the one who has waited longest."""
        with self._guard:
            if self._waiting:
                self._waiting.popleft().release()
            else:
                self._held = False


_lock = FairLock()
_depth = threading.local()


@contextmanager
def writing() -> Iterator[None]:
    """A transaction that writes; within another it is part of it. Raises Refusal where the database stays taken."""
    if getattr(_depth, "value", 0):
        yield
        return
    _lock.acquire()
    _depth.value = 1
    try:
        with transaction.atomic(using=database()):
            yield
    except OperationalError as error:
        if "locked" in str(error) or "busy" in str(error):
            raise Refusal("office", "busy") from error
        raise
    finally:
        _depth.value = 0
        _lock.release()
