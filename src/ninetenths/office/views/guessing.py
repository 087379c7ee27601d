"""Guessed links: wrong tokens counted by their beginning and the address they came from, and slowed down."""

from __future__ import annotations

import threading
import time
from collections import OrderedDict

WINDOW_SECONDS = 600.0
# So many wrong ones of one beginning from one address, and no more is looked up for it until the window has passed.
MOST = 12
_KEPT = 20_000
PREFIX = 6


class Guesses:
    """Counts in this process: a restart forgives. An address alone is shared by a whole building, a beginning alone
    would let a stranger shut an agency out: they count together.
    """

    def __init__(self, window: float = WINDOW_SECONDS, most: int = MOST) -> None:
        self.window, self.most = window, most
        self._held: OrderedDict[tuple[str, str], tuple[float, int]] = OrderedDict()
        self._guard = threading.Lock()

    def wrong(self, token: str, address: str) -> None:
        """One more that was wrong."""
        key = (token[:PREFIX], address)
        with self._guard:
            since, count = self._held.pop(key, (time.monotonic(), 0))
            self._held[key] = (time.monotonic(), 1) if self._over(since) else (since, count + 1)
            while len(self._held) > _KEPT:
                self._held.popitem(last=False)

    def too_many(self, token: str, address: str) -> bool:
        """Whether a token from there is not looked up for now."""
        with self._guard:
            since, count = self._held.get((token[:PREFIX], address), (0.0, 0))
        return count >= self.most and not self._over(since)

    def forget(self) -> None:
        """Begin again."""
        with self._guard:
            self._held.clear()

    def _over(self, since: float) -> bool:
        return time.monotonic() - since > self.window


guesses = Guesses()
