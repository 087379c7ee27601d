"""The one callable that answers every request: three lanes, and what holds for all of them."""

from __future__ import annotations

import asyncio
import logging
import time
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass
from typing import Any

from ninetenths.office.serving.bodies import Limits, Unusable, take_body
from ninetenths.office.serving.exchange import Exchange, Gone, Receive, Send
from ninetenths.office.serving.files import Folder, answer_file, find, send_opened
from ninetenths.office.serving.measuring import Counts
from ninetenths.office.serving.pages import Wsgi, call, environment
from ninetenths.office.serving.threads import Threads

_LOG = logging.getLogger(__name__)

Handler = Callable[[Exchange], Awaitable[None]]


@dataclass(frozen=True, slots=True)
class Lanes:
    """An ASGI application: `/healthz`; `live` handlers by path (or by prefix, where it ends with `/`); `files` by
    prefix; everything else `wsgi` in `threads`."""

    wsgi: Wsgi
    live: Mapping[str, Handler]
    files: Mapping[str, Folder]
    limits: Limits
    threads: Threads
    counts: Counts
    stopping: asyncio.Event
    tokens: tuple[str, ...] = ()

    async def __call__(self, scope: dict[str, Any], receive: Receive, send: Send) -> None:
        """Answer one request, count it and log it."""
        if scope["type"] != "http":
            return
        exchange = Exchange(scope, receive, send, self.threads, self.stopping, self.tokens)
        began = time.perf_counter()
        self.counts.in_hand += 1
        try:
            await self._answer(exchange)
        except Gone:
            pass
        except Unusable as body:
            await exchange.say(body.status, body.words, (b"connection", b"close"))
        except Exception:
            _LOG.exception("%s %s failed", exchange.method, exchange.shown)
            if not exchange.status:
                await exchange.say(500, "The office could not answer; what went wrong stands in its log.")
        finally:
            self.counts.in_hand -= 1
            seconds = time.perf_counter() - began
            self.counts.add(exchange.lane, exchange.status, seconds)
            if exchange.lane != "health":
                about = (scope.get("client") or ("-",))[0], exchange.method, exchange.shown, exchange.status
                _LOG.info("%s %s %s %d %.1f ms", *about, seconds * 1000)

    async def _answer(self, exchange: Exchange) -> None:
        if exchange.path == "/healthz":
            exchange.lane = "health"
            await self._health(exchange)
        elif exchange.path.startswith("/live/"):
            exchange.lane = "live"
            await self._live(exchange)
        else:
            await self._file_or_page(exchange)

    async def _health(self, exchange: Exchange) -> None:
        headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
        await exchange.answer(200, headers, b'{"status":"ready"}')

    async def _live(self, exchange: Exchange) -> None:
        handler = self.live.get(exchange.path)
        if handler is None:
            fitting = [prefix for prefix in self.live if prefix.endswith("/") and exchange.path.startswith(prefix)]
            if not fitting:
                return await exchange.say(404, "There is nothing here.")
            handler = self.live[max(fitting, key=len)]
        return await handler(exchange)

    async def _file_or_page(self, exchange: Exchange) -> None:
        if exchange.method in ("GET", "HEAD"):
            accepts_gzip = "gzip" in exchange.headers.get("accept-encoding", "")
            if (found := find(self.files, exchange.path, accepts_gzip)) is not None:
                exchange.lane = "files"
                return await answer_file(exchange, found)
        body = await take_body(exchange, self.limits)
        page = await exchange.in_thread(call, self.wsgi, environment(exchange, body), exchange.shown)
        if page.opened is not None and page.handed and page.status == 200:
            return await send_opened(exchange, page.opened, page.headers)
        # The length is what there is to send; only what was left away for HEAD is known to the office alone.
        known = exchange.method == "HEAD" and not page.body and page.opened is None
        headers = [pair for pair in page.headers if known or pair[0] != b"content-length"]
        if page.opened is None:
            return await exchange.answer(page.status, headers, page.body)
        return await exchange.send_file(page.opened, page.status, headers)
