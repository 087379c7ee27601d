"""Events to whoever has a page open: a hub in the process, and the streams of server-sent events that it feeds."""

from __future__ import annotations

import asyncio
import json
import random
import threading
from collections import deque
from collections.abc import Awaitable, Callable, Mapping
from dataclasses import dataclass, field

from ninetenths.office.serving.exchange import Exchange, Gone

# So many events are kept for those who were away; who was away longer is told to load the page again.
KEPT = 4096
HEARTBEAT_SECONDS = 15.0
# A stream ends after so long and its reader comes back: rights that were taken away end with it.
LIFETIME_SECONDS = 600.0


@dataclass(frozen=True, slots=True)
class Event:
    """A state that is new: the index of its Entry in the log, what it is about, and what filters may want to know.

    `frame` is what goes over the line. Of one topic the latest event stands for all before it.
    """

    id: int
    topic: str
    frame: bytes
    about: object = None


Allows = Callable[[Event], bool]
# Asked once a stream, in a thread: which events this asker may see; None: not signed in.
Admit = Callable[[Exchange], Allows | None]


@dataclass(slots=True, eq=False)
class _Reader:
    """One open stream: what it wants, and what waits to be sent, the latest of each topic."""

    topics: frozenset[str]
    allows: Allows
    waiting: dict[str, Event] = field(default_factory=dict)
    woken: asyncio.Event = field(default_factory=asyncio.Event)

    def offer(self, event: Event) -> None:
        if (self.topics and event.topic not in self.topics) or not self.allows(event):
            return
        # Taken out first, so that what waits stays in the order of the log.
        self.waiting.pop(event.topic, None)
        self.waiting[event.topic] = event
        self.woken.set()


class Hub:
    """Where verbs say what is new and streams hear it. `latest` is the size of the log at the start."""

    def __init__(self, latest: int = 0, kept: int = KEPT) -> None:
        self._lock = threading.Lock()
        self._loop: asyncio.AbstractEventLoop | None = None
        self._readers: set[_Reader] = set()
        self._kept: deque[Event] = deque(maxlen=kept)
        # Everything after this is among what is kept.
        self._complete_since = latest
        self._latest = latest

    def publish(self, topic: str, id: int, data: Mapping[str, object], about: object = None) -> None:
        """Say that something is new; to be called after the commit, from any thread; returns at once.

        `data` is told to every reader whose filter allows the event, so it holds nothing but what they may know;
        `about` is for the filters alone.
        """
        told = json.dumps({"topic": topic, **data}, ensure_ascii=False, separators=(",", ":"))
        event = Event(id, topic, f"id: {id}\ndata: {told}\n\n".encode(), about)
        with self._lock:
            if self._kept and len(self._kept) == self._kept.maxlen:
                self._complete_since = max(self._complete_since, self._kept[0].id)
            self._kept.append(event)
            self._latest = max(self._latest, id)
            if self._loop is not None:
                self._loop.call_soon_threadsafe(self._deliver, event)

    @property
    def streams(self) -> int:
        """How many streams are open."""
        return len(self._readers)

    def _deliver(self, event: Event) -> None:
        for reader in self._readers:
            reader.offer(event)

    def _join(self, reader: _Reader, since: int | None) -> bool:
        """Enter a reader, with what it missed since an event; False where that is no longer known whole."""
        with self._lock:
            self._loop = asyncio.get_running_loop()
            self._readers.add(reader)
            missed = [] if since is None else [event for event in self._kept if event.id > since]
            whole = since is None or self._complete_since <= since <= self._latest
        for event in missed:
            reader.offer(event)
        return whole

    def _leave(self, reader: _Reader) -> None:
        self._readers.discard(reader)


def events(hub: Hub, admit: Admit) -> Callable[[Exchange], Awaitable[None]]:
    """The handler of `/live/events?topic=…` (several topics; none: all that the asker may see).

    `Last-Event-ID` resumes; where what was missed is not known whole, an event `reload` says so. An asker whom
    `admit` does not know gets 401.
    """

    async def stream(exchange: Exchange) -> None:
        if exchange.method not in ("GET", "HEAD"):
            return await exchange.say(405, "Events are read with GET.", (b"allow", b"GET, HEAD"))
        allows = await exchange.in_thread(admit, exchange)
        if allows is None:
            return await exchange.say(401, "Sign in to follow events.", (b"www-authenticate", b"Bearer"))
        reader = _Reader(frozenset(exchange.query.get("topic", ())), allows)
        asked = exchange.headers.get("last-event-id", "")
        since = int(asked) if asked.isascii() and asked.isdigit() and len(asked) < 20 else None
        # no-transform, and no buffering by a proxy: else events wait for more of them.
        headers = [
            (b"content-type", b"text/event-stream; charset=utf-8"),
            (b"cache-control", b"no-store, no-transform"),
            (b"x-accel-buffering", b"no"),
        ]
        if exchange.method == "HEAD":
            return await exchange.answer(200, headers)
        try:
            whole = hub._join(reader, since)
            await exchange.start(200, headers)
            await exchange.write(b"retry: 2000\n\n" if whole else b"retry: 2000\nevent: reload\ndata: {}\n\n")
            await _feed(hub, exchange, reader)
        finally:
            hub._leave(reader)

    return stream


async def _feed(hub: Hub, exchange: Exchange, reader: _Reader) -> None:
    loop = asyncio.get_running_loop()
    ends = asyncio.ensure_future(exchange.until_left())
    ends.add_done_callback(lambda _: reader.woken.set())
    until = loop.time() + LIFETIME_SECONDS
    try:
        while not ends.done() and (left := until - loop.time()) > 0:
            try:
                async with asyncio.timeout(min(left, HEARTBEAT_SECONDS)):
                    await reader.woken.wait()
            except TimeoutError:
                await exchange.write(b":\n\n")
                continue
            # The more there are, the longer events are gathered, and not all are told at one instant: pages come between.
            await asyncio.sleep(random.random() * min(1.0, hub.streams / 5000))
            reader.woken.clear()
            waiting, reader.waiting = reader.waiting, {}
            if waiting:
                await exchange.write(b"".join(event.frame for event in waiting.values()))
        if not ends.done() or exchange.stopping.is_set():
            await exchange.write(b"", more=False)
    except Gone:
        pass
    finally:
        ends.cancel()
