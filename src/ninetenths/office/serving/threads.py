"""The few threads that blocking work is done in, and how many are wanted."""

from __future__ import annotations

import asyncio
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from typing import TypeVar

T = TypeVar("T")


class Threads:
    """`size` threads; `wanted` pieces of work are in them or wait for one. Used from the loop's thread alone."""

    def __init__(self, size: int) -> None:
        self.size = size
        self.wanted = 0
        self._pool = ThreadPoolExecutor(size, thread_name_prefix="page")

    async def run(self, work: Callable[..., T], *arguments: object) -> T:
        """What `work` returns, or raises, in a thread."""
        future = self._pool.submit(work, *arguments)
        self.wanted += 1
        loop = asyncio.get_running_loop()
        # Counted down when the work ends, not when somebody stops waiting for it.
        future.add_done_callback(lambda _: loop.is_closed() or loop.call_soon_threadsafe(self._ended))
        return await asyncio.wrap_future(future)

    def _ended(self) -> None:
        self.wanted -= 1

    def close(self) -> None:
        """Take no more work and drop what waits."""
        self._pool.shutdown(wait=False, cancel_futures=True)

    def alive(self) -> int:
        """How many threads there are; after `close`, those that have not come back."""
        return sum(thread.is_alive() for thread in self._pool._threads)
