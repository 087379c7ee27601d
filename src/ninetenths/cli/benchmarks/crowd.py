"""Figures of an office that answers many at once: answers by link, slow uploads and clients that stall, and a clerk beside them."""

from __future__ import annotations

import contextlib
import datetime
import http.client
import json
import secrets
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

from ninetenths.cli.benchmarks.rows import Row
from ninetenths.cli.faultkinds import form_key, multipart
from ninetenths.refusal import Refusal

ANSWERS, WRITERS = 300, 4
PHONES, FILE_BYTES, BYTES_A_SECOND = 20, 5_000_000, 100_000
STALLED = 20
_IDLE_SECONDS = 15.0
_AGENCIES = 10
# An answer that was not acknowledged is sent again under its own key, as a phone does, so often.
_TRIES = 5
_PAGES = ("/office/register/", "/office/")


def rows() -> Iterator[Row]:
    """Answers sent, acknowledged and lost, and how long the clerk's pages take at the 99th of a hundred, idle and beside it; and
    how long the same office takes to answer when it is started again.
    """
    with tempfile.TemporaryDirectory(prefix="nine-bench-") as folder:
        office = Path(folder) / "office"
        held = json.loads(_python("make", str(office)))
        with _served(office) as port:
            _clerk(port, held["cookie"], time.monotonic() + 2)
            idle = _clerk(port, held["cookie"], time.monotonic() + _IDLE_SECONDS)
            beside, acknowledged = _crowd(port, held)
        standing = _standing(office)
        began = time.perf_counter()
        with _served(office):
            started = time.perf_counter() - began
    yield Row("crowd.sent", ANSWERS + PHONES, "count")
    yield Row("crowd.acknowledged", len(acknowledged), "count")
    yield Row("crowd.lost", len(acknowledged - standing), "count")
    yield Row("crowd.idle", round(_p99(idle) * 1000, 1), "ms")
    yield Row("crowd.beside", round(_p99(beside) * 1000, 1), "ms")
    yield Row("crowd.beside-to-idle", round(_p99(beside) / _p99(idle), 2), "ratio")
    yield Row("start.again", round(started, 2), "s")


def _p99(seconds: list[float]) -> float:
    return sorted(seconds)[int(len(seconds) * 0.99)]


def make(where: str) -> None:
    """An office with agencies that were asked, in a process of its own; prints their links and a clerk's cookie as JSON."""
    from ninetenths.office import folder, starting

    starting.create(folder.make(Path(where), name="Bench", zone="Asia/Shanghai", language="zh-Hans", address=""), None)
    from django.test import Client

    from ninetenths.office.domain import accounts, clock, commitments, links, organizations, rounds
    from ninetenths.office.domain.acting import CONSOLE, of_link, of_person, the_office
    from ninetenths.office.models import AccessLink
    from ninetenths.office.views.signing_in import account_of

    person = accounts.invite(
        the_office(), by=CONSOLE, name="Clerk", role="clerk", secret_sha256=accounts.secret_of()[1]
    )
    clerk, tasks = of_person(person), {}
    for place in range(_AGENCIES):
        agency = organizations.add(by=CONSOLE, name=f"市第{place}局")
        cells = [{"title": f"新建学校{n}所", "lead": agency.name, "due": "2099-12-31"} for n in range(2, 7)]
        tasks[agency.pk] = [commitments.add(by=clerk, cells=one).pk for one in cells]
    chosen = [key for keys in tasks.values() for key in keys]
    commitments.decide(by=clerk, commitments=chosen)
    commitments.issue(by=clerk, commitments=chosen, title="任务分解表")
    due = clock.now() + datetime.timedelta(days=5)
    asked = rounds.open_(by=clerk, title="月报", due=due, commitments=chosen)
    rounds.send(asked, by=clerk, subject="{agency}", text="{tasks} {link}")
    doors = []
    for link in AccessLink.objects.filter(organization__in=tasks):
        links.enter(link, by=of_link(link), name="李明", telephone="1")
        doors.append((links.token_of(AccessLink.objects.get(pk=link.pk)), tasks[link.organization_id]))
    client = Client()
    client.force_login(account_of(person), backend="allauth.account.auth_backends.AuthenticationBackend")
    cookie = "; ".join(f"{name}={one.value}" for name, one in client.cookies.items())
    print(json.dumps({"doors": doors, "cookie": cookie}))


def _python(name: str, given: str) -> str:
    code = f"from {__name__} import {name}; import sys; {name}(sys.argv[1])"
    done = subprocess.run([sys.executable, "-c", code, given], capture_output=True, text=True, timeout=120)
    if done.returncode:
        raise Refusal("breakdown", "bench.failed", command="nine init", reason=done.stderr.strip()[-300:])
    return done.stdout


@contextlib.contextmanager
def _served(office: Path) -> Iterator[int]:
    with (office.parent / "server.log").open("w") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "ninetenths", "serve", str(office), "--port", "0"],
            stdout=subprocess.PIPE, stderr=said, text=True,
        )  # fmt: skip
    with server:
        assert server.stdout is not None
        try:
            line = server.stdout.readline()
            if not line.startswith("ready "):
                last = (office.parent / "server.log").read_text().strip()[-300:]
                raise Refusal("breakdown", "bench.failed", command="nine serve", reason=last)
            yield int(line.split("//")[1].split(":")[1].split("/")[0])
        finally:
            server.terminate()


def _clerk(port: int, cookie: str, until: float | Callable[[], bool]) -> list[float]:
    """Seconds of each page that a clerk loads, one after another, until then or for as long as that is true."""
    taken: list[float] = []
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
    while until() if callable(until) else time.monotonic() < until:
        began = time.perf_counter()
        connection.request("GET", _PAGES[len(taken) % len(_PAGES)], headers={"Cookie": cookie})
        answer = connection.getresponse()
        answer.read()
        if answer.status != 200:
            raise Refusal("breakdown", "bench.failed", command="GET /office/", reason=str(answer.status))
        taken.append(time.perf_counter() - began)
        # A person reads between two pages; a clerk that never pauses would be a load of its own.
        time.sleep(0.02)
    connection.close()
    return taken


def _crowd(port: int, held: dict[str, Any]) -> tuple[list[float], set[str]]:
    """The clerk's seconds beside answers, uploads and clients that stall, and the answers that were acknowledged."""
    acknowledged: set[str] = set()
    pause = FILE_BYTES / BYTES_A_SECOND * 0.9 * WRITERS / ANSWERS

    def write(writer: int) -> None:
        for number in range(writer, ANSWERS, WRITERS):
            began = time.monotonic()
            _answer(port, held["doors"][number % _AGENCIES], acknowledged)
            time.sleep(max(0.0, pause - (time.monotonic() - began)))

    def upload(number: int) -> None:
        _answer(port, held["doors"][number % _AGENCIES], acknowledged, b"%PDF-1.7 " + secrets.token_bytes(FILE_BYTES))

    threads = [threading.Thread(target=write, args=(one,), daemon=True) for one in range(WRITERS)]
    threads += [threading.Thread(target=upload, args=(one,), daemon=True) for one in range(PHONES)]
    with contextlib.ExitStack() as stack:
        for _ in range(STALLED):
            stalled = stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            stalled.sendall(b"POST /a/x HTTP/1.1\r\nHost: bench\r\nContent-Length: 1000\r\n\r\n{")
        for thread in threads:
            thread.start()
        most = time.monotonic() + 2.5 * FILE_BYTES / BYTES_A_SECOND
        taken = _clerk(
            port, held["cookie"], lambda: time.monotonic() < most and any(thread.is_alive() for thread in threads)
        )
    return taken, set(acknowledged)


def _answer(port: int, door: tuple[str, list[str]], acknowledged: set[str], file: bytes = b"") -> None:
    token, tasks = door
    marker = f"answer-{secrets.token_hex(8)}"
    fields = {"do": "report", "task": secrets.choice(tasks), "words": marker, "key": form_key(marker)}
    if file:
        body, kind = multipart(fields, "proof.pdf", file)
    else:
        body, kind = urlencode(fields).encode(), "application/x-www-form-urlencoded"
    for _ in range(_TRIES):
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
        with contextlib.suppress(OSError, http.client.HTTPException), contextlib.closing(connection):
            sent = _slowly(body) if file else body
            connection.request("POST", f"/a/{token}", sent, {"Content-Type": kind, "Content-Length": str(len(body))})
            if connection.getresponse().status == 303:
                acknowledged.add(marker)
                return
        time.sleep(0.2)


def _slowly(body: bytes) -> Iterator[bytes]:
    """The body in pieces, at the rate of a phone."""
    piece = BYTES_A_SECOND // 10
    for start in range(0, len(body), piece):
        yield body[start : start + piece]
        time.sleep(0.1)


def _standing(office: Path) -> set[str]:
    """The words of the reports that the office has, read from its file."""
    with contextlib.closing(sqlite3.connect(next(office.glob("*.db")))) as base:
        return {row[0] for row in base.execute("SELECT words FROM office_report WHERE channel = 'link'")}
