"""A request's body, taken whole before a thread sees it: in memory while small, then in a file, within limits."""

from __future__ import annotations

import asyncio
import tempfile
from dataclasses import dataclass
from typing import IO, cast

from ninetenths.office.serving.exchange import Exchange, Gone

MEGABYTE = 1024 * 1024


@dataclass(frozen=True, slots=True)
class Limits:
    """Bytes a body may have (`by_prefix` of its path, the longest that fits, else `usual`), bytes kept in memory, and
    seconds without a byte after which the client is let go."""

    usual: int = 10 * MEGABYTE
    by_prefix: tuple[tuple[str, int], ...] = ()
    in_memory: int = MEGABYTE
    silence: float = 30.0

    def of(self, path: str) -> int:
        """Bytes that a body sent to this path may have."""
        fitting = [(len(prefix), size) for prefix, size in self.by_prefix if path.startswith(prefix)]
        return max(fitting)[1] if fitting else self.usual


@dataclass(frozen=True, slots=True)
class Body:
    """A body that is whole: an open file at its beginning, and its bytes."""

    file: IO[bytes]
    size: int


class Unusable(Exception):  # noqa: N818 — the body is, the program is not at fault
    """A body that is not taken: the status and the words that say so."""

    def __init__(self, status: int, words: str) -> None:
        super().__init__(status, words)
        self.status = status
        self.words = words


async def take_body(exchange: Exchange, limits: Limits) -> Body | None:
    """The whole body; None where the request has none.

    Raises Unusable (408 silent, 413 too large, 400 no length that can be read), Gone where the client went away.
    """
    declared = exchange.headers.get("content-length")
    if declared is None and "transfer-encoding" not in exchange.headers:
        return None
    if declared is not None and not (declared.isascii() and declared.isdigit()):
        raise Unusable(400, "The length of the body cannot be read.")
    limit = limits.of(exchange.path)
    # What is not much too large is taken and thrown away: a browser that is cut off while it sends shows no answer.
    if declared is not None and int(declared) > 4 * limit:
        raise _too_large(limit)
    # O_TMPFILE: nothing of it is left, however the process ends.
    file = tempfile.SpooledTemporaryFile(max_size=limits.in_memory)  # noqa: SIM115 — closed by whoever reads it
    try:
        size = await _receive_into(file, exchange, limit, limits.silence)
    except BaseException:
        file.close()
        raise
    file.seek(0)
    return Body(cast(IO[bytes], file), size)


async def _receive_into(
    file: tempfile.SpooledTemporaryFile[bytes], exchange: Exchange, limit: int, silence: float
) -> int:
    size, more = 0, True
    while more:
        try:
            async with asyncio.timeout(silence):
                message = await exchange.receive()
        except TimeoutError:
            raise Unusable(408, "Nothing came for too long; send it again.") from None
        if message["type"] != "http.request":
            raise Gone
        piece, more = message.get("body", b""), message.get("more_body", False)
        size += len(piece)
        if size > 4 * limit:
            raise _too_large(limit)
        if size <= limit:
            file.write(piece)
    if size > limit:
        raise _too_large(limit)
    return size


def _too_large(limit: int) -> Unusable:
    return Unusable(413, f"Too large: at most {limit / MEGABYTE:g} MB can be sent here.")
