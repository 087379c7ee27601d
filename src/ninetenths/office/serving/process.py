"""`serve`: one process that answers for one office, from its start to its end."""

from __future__ import annotations

import asyncio
import logging
import os
import signal
import sys
import threading
import time
from collections.abc import Callable, Mapping
from pathlib import Path

from granian.constants import HTTPModes, Interfaces
from granian.server.embed import Server

from ninetenths.office.serving.bodies import Limits
from ninetenths.office.serving.events import Hub
from ninetenths.office.serving.files import Folder
from ninetenths.office.serving.lanes import Handler, Lanes
from ninetenths.office.serving.measuring import Counts, told
from ninetenths.office.serving.pages import Wsgi
from ninetenths.office.serving.starting import alone, free_address, raise_open_files
from ninetenths.office.serving.threads import Threads

_LOG = logging.getLogger(__name__)

THREADS = 8
CONNECTIONS = 8192
# What is in hand gets so long at the end; with what follows it stays within five seconds.
GRACE_SECONDS = 3.5
Worker = Callable[[threading.Event], None]


def say_ready(address: str) -> None:
    """The one line on standard output."""
    print(f"ready {address}", flush=True)


def serve(
    folder: Path,
    wsgi: Wsgi,
    *,
    host: str = "127.0.0.1",
    port: int = 8009,
    live: Mapping[str, Handler] | None = None,
    files: Mapping[str, Folder] | None = None,
    limits: Limits | None = None,
    hub: Hub | None = None,
    worker: Worker | None = None,
    metrics_port: int | None = None,
    tokens: tuple[str, ...] = ("/a/",),
    ready: Callable[[str], None] = say_ready,
) -> int:
    """Answer for the office in `folder` until SIGTERM or SIGINT; to be called in the main thread; returns 0.

    Addresses below `tokens` hold a token: logs cut them, and their answers are told to nobody and kept by nobody.
    `worker` runs in a thread until the event it is given is set; if it raises, it is logged and begun again. `ready`
    is called once with `http://HOST:PORT/` when the first request would be answered. Raises Refusal for an office that
    is served already and for a port that is taken; nothing has been started then.
    """
    raise_open_files()
    with alone(folder):
        number, port = free_address(host, port)
        if metrics_port is not None:
            _, metrics_port = free_address(host, metrics_port)
        threads = Threads(THREADS)
        running = _Running(
            Lanes(wsgi, live or {}, files or {}, limits or Limits(), threads, Counts(), asyncio.Event(), tokens),
            hub,
            worker,
        )
        address = f"http://{f'[{host}]' if ':' in host else host}:{port}/"
        asyncio.run(running.run(number, port, metrics_port, lambda: ready(address)))
        running.wait_for_threads()
    return 0


class _Running:
    """The parts of a server that runs, and the order in which they end."""

    def __init__(self, lanes: Lanes, hub: Hub | None, worker: Worker | None) -> None:
        self._lanes = lanes
        self._hub = hub
        self._worker_stops = threading.Event()
        self._worker = threading.Thread(
            target=_keep_working, args=(worker, self._worker_stops), name="worker", daemon=True
        )
        self._has_worker = worker is not None
        self._ends_by = 0.0

    async def run(self, host: str, port: int, metrics_port: int | None, ready: Callable[[], None]) -> None:
        loop = asyncio.get_running_loop()
        stopping = self._lanes.stopping
        for number in (signal.SIGTERM, signal.SIGINT):
            loop.add_signal_handler(number, stopping.set)
        server = Server(
            self._lanes, address=host, port=port, interface=Interfaces.ASGINL, http=HTTPModes.http1, websockets=False,
            backlog=CONNECTIONS, backpressure=CONNECTIONS, log_enabled=False,
        )  # fmt: skip
        serving = asyncio.ensure_future(server.serve())
        serving.add_done_callback(lambda _: stopping.set())
        metrics = None if metrics_port is None else await self._tell_metrics(host, metrics_port)
        await _answers(host, port, serving)
        ready()
        if self._has_worker:
            self._worker.start()
        await stopping.wait()
        self._ends_by = time.monotonic() + GRACE_SECONDS
        self._worker_stops.set()
        # From now on nobody is let in; it returns when all who are in have their answer.
        server.stop()  # type: ignore[no-untyped-call]
        if metrics is not None:
            metrics.close()
        done, _ = await asyncio.wait([serving], timeout=GRACE_SECONDS)
        self._lanes.threads.close()
        if not done:
            _leave(f"{self._lanes.counts.in_hand} requests were cut off")

    def wait_for_threads(self) -> None:
        """Wait for the threads, for as long as there is time."""
        while self._busy() and time.monotonic() < self._ends_by + 0.5:
            time.sleep(0.02)
        if self._busy():
            _leave("a thread did not end in time")

    def _busy(self) -> bool:
        return self._worker.is_alive() or self._lanes.threads.alive() > 0

    def _gauges(self) -> dict[str, float]:
        threads = self._lanes.threads
        busy = min(threads.size, threads.wanted)
        gauges: dict[str, float] = {
            "nine_threads": threads.size,
            "nine_threads_busy": busy,
            "nine_threads_waited_for": threads.wanted - busy,
        }
        return gauges if self._hub is None else {**gauges, "nine_streams_open": self._hub.streams}

    async def _tell_metrics(self, host: str, port: int) -> asyncio.Server:
        async def tell(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
            try:
                async with asyncio.timeout(5):
                    await reader.readuntil(b"\r\n\r\n")
                body = told(self._lanes.counts, self._gauges()).encode()
                writer.write(
                    b"HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nConnection: close\r\n"
                    b"Content-Length: %d\r\n\r\n" % len(body) + body
                )
                await writer.drain()
            except (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError):
                pass
            finally:
                writer.close()

        return await asyncio.start_server(tell, host, port)


def _leave(why: str) -> None:
    """End the process as it is: clients that take nothing, and threads that do not return, would hold it for ever."""
    _LOG.warning("%s", why)
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(0)


def _keep_working(worker: Worker, stops: threading.Event) -> None:
    pause = 1.0
    while not stops.is_set():
        try:
            worker(stops)
            return
        except Exception:
            _LOG.exception("the worker failed; it is begun again in %d s", pause)
            stops.wait(pause)
            pause = min(60.0, pause * 2)


async def _answers(host: str, port: int, serving: asyncio.Future[None]) -> None:
    """Return when /healthz answers: what is said to be ready has answered once."""
    target = {"0.0.0.0": "127.0.0.1", "::": "::1"}.get(host, host)
    while not serving.done():
        try:
            reader, writer = await asyncio.open_connection(target, port)
        except OSError:
            await asyncio.sleep(0.01)
            continue
        try:
            writer.write(b"GET /healthz HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n\r\n")
            if b" 200 " in await reader.readline():
                return
        finally:
            writer.close()
    await serving
