"""One request and its answer, as the lanes of the server see them."""

from __future__ import annotations

import asyncio
import os
from collections.abc import Awaitable, Callable
from dataclasses import dataclass
from typing import Any, TypeVar
from urllib.parse import parse_qs

from ninetenths.office.serving.threads import Threads

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]
Headers = list[tuple[bytes, bytes]]
T = TypeVar("T")

# What is larger leaves in pieces, so that a client who does not read holds little memory.
PIECE = 64 * 1024
WHOLE = 256 * 1024
# A client who takes nothing for so long is let go.
STALLED_SECONDS = 60.0


class Gone(Exception):  # noqa: N818 — the client went away, nobody erred
    """The client went away, or stopped reading; there is nobody to answer."""


@dataclass(frozen=True, slots=True)
class Opened:
    """An open file that is to be sent: its descriptor, where to begin, how many bytes, and when it was changed."""

    descriptor: int
    start: int
    size: int
    changed: float

    def close(self) -> None:
        """Give the descriptor back."""
        os.close(self.descriptor)


class Exchange:
    """A request (`method`, `path`, `query`, headers, body by `receive`) and its one answer.

    `stopping` is set when the server ends: whoever waits for something else than the client waits for it too.
    """

    __slots__ = (
        "_receive",
        "_send",
        "_threads",
        "_token_in",
        "headers",
        "lane",
        "method",
        "path",
        "scope",
        "status",
        "stopping",
    )

    def __init__(
        self,
        scope: dict[str, Any],
        receive: Receive,
        send: Send,
        threads: Threads,
        stopping: asyncio.Event,
        tokens: tuple[str, ...] = (),
    ) -> None:
        self.scope = scope
        self.method: str = scope["method"]
        self.path: str = scope["path"]
        self.headers: dict[str, str] = {}
        for name, value in scope["headers"]:
            key, text = name.decode("latin-1"), value.decode("latin-1")
            # Two of one name are one list; cookies alone are joined by a semicolon (RFC 9113, 8.2.3).
            held = self.headers.get(key)
            self.headers[key] = text if held is None else f"{held}{'; ' if key == 'cookie' else ', '}{text}"
        self.lane = "pages"
        self.status = 0
        self.stopping = stopping
        self._receive = receive
        self._send = send
        self._threads = threads
        # The prefix of an address that holds a token; none: it holds none.
        self._token_in = next((prefix for prefix in tokens if self.path.startswith(prefix)), "")

    @property
    def shown(self) -> str:
        """The path as logs may hold it: a token is no part of it, nor a control character."""
        if self._token_in:
            return f"{self._token_in}…"
        return "".join(letter if letter.isprintable() else "?" for letter in self.path[:200])

    @property
    def query(self) -> dict[str, list[str]]:
        """What stands after the question mark, by name."""
        return parse_qs(
            self.scope["query_string"].decode("utf-8", "replace"), keep_blank_values=True, max_num_fields=100
        )

    async def receive(self) -> Message:
        """The next message of the client: `http.request` with a piece of the body, or `http.disconnect`."""
        return await self._receive()

    async def in_thread(self, work: Callable[..., T], *arguments: object) -> T:
        """Carry out blocking work in one of the threads that Django runs in."""
        return await self._threads.run(work, *arguments)

    async def start(self, status: int, headers: Headers) -> None:
        """Begin the answer; headers that belong to every lane are added where they are not set."""
        self.status = status
        if self._token_in:
            # An address that holds a token is told to nobody and kept by nobody, whatever else was set.
            forced = {name for name, _ in _TOKEN}
            headers = [*(pair for pair in headers if pair[0] not in forced), *_TOKEN]
        given = {name for name, _ in headers}
        headers = [*headers, *(pair for pair in _GUARDING if pair[0] not in given)]
        await self._send({"type": "http.response.start", "status": status, "headers": headers})

    async def write(self, piece: bytes, more: bool = True) -> None:
        """Send a piece of the body. Raises Gone where the client reads nothing for a minute."""
        try:
            async with asyncio.timeout(STALLED_SECONDS):
                await self._send({"type": "http.response.body", "body": piece, "more_body": more})
        except TimeoutError:
            raise Gone from None

    async def answer(self, status: int, headers: Headers, body: bytes = b"") -> None:
        """The whole answer at once. The length is stated also for HEAD, whose body is not sent."""
        if status not in (204, 304) and not any(name == b"content-length" for name, _ in headers):
            headers = [*headers, (b"content-length", b"%d" % len(body))]
        await self.start(status, headers)
        if self.method == "HEAD" or status in (204, 304):
            body = b""
        at = 0
        while len(body) - at > WHOLE:
            await self.write(body[at : at + PIECE])
            at += PIECE
        await self.write(body[at:], more=False)

    async def say(self, status: int, text: str, *more: tuple[bytes, bytes]) -> None:
        """A line of plain text, for what never reached the office."""
        headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store"), *more]
        await self.answer(status, headers, f"{text}\n".encode())

    async def send_file(self, opened: Opened, status: int, headers: Headers) -> None:
        """A file, in pieces of 64 KB that are read as fast as the client takes them; the descriptor is given back."""
        try:
            await self.start(status, [*headers, (b"content-length", b"%d" % opened.size)])
            at, end = opened.start, opened.start + (0 if self.method == "HEAD" else opened.size)
            if end - at > WHOLE:
                await self._send_pieces(opened.descriptor, at, end)
            else:
                await self.write(os.pread(opened.descriptor, end - at, at), more=False)
        finally:
            opened.close()

    async def _send_pieces(self, descriptor: int, at: int, end: int) -> None:
        watch = asyncio.ensure_future(self._left())
        try:
            while at < end:
                piece = os.pread(descriptor, min(PIECE, end - at), at)
                if not piece or watch.done():
                    raise Gone
                at += len(piece)
                await self.write(piece, more=at < end)
        finally:
            watch.cancel()

    async def _left(self) -> None:
        while (await self._receive())["type"] != "http.disconnect":
            pass

    async def until_left(self) -> None:
        """Return when the client went away or the server ends: for answers that go on and on."""
        left = asyncio.ensure_future(self._left())
        ends = asyncio.ensure_future(self.stopping.wait())
        try:
            await asyncio.wait((left, ends), return_when=asyncio.FIRST_COMPLETED)
        finally:
            left.cancel()
            ends.cancel()


_GUARDING = [
    (b"x-content-type-options", b"nosniff"),
    (b"x-frame-options", b"DENY"),
    (b"cross-origin-opener-policy", b"same-origin"),
    (b"referrer-policy", b"same-origin"),
]
_TOKEN = [(b"referrer-policy", b"no-referrer"), (b"cache-control", b"no-store")]
