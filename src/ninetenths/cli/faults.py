"""`nine faults`: an office that is killed at random while clients write; what was acknowledged has to be there, once and whole."""

from __future__ import annotations

import argparse
import contextlib
import json
import random
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Iterator
from pathlib import Path

from ninetenths.cli.faultkinds import Found, Importer, Place, Writes, look
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_ROOM = "keeping"
ROUNDS = 10
# A start that takes longer is a fault of its own.
START_SECONDS = 60
# Kills fall this long after the first write, so that some come before the first acknowledgement and some long after.
_EARLIEST, _LATEST = 0.05, 2.5
# However many rounds are asked for, it ends.
_MOST_SECONDS = 1500


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine faults`."""
    parser.add_argument(
        "--rounds", type=int, default=ROUNDS, metavar="N", help=phrase(_ROOM, "faults.help.rounds", "en")
    )
    parser.add_argument("--json", action="store_true", help=phrase("office", "help.json", "en"))


def run(options: argparse.Namespace) -> int:
    """0 where nothing acknowledged is lost, nothing double or half-done, and the check is clean; else 1."""
    kinds = {name: Writes(name) for name in ("papers", "notes", "answers", "imports")}
    with tempfile.TemporaryDirectory(prefix="nine-faults-") as folder:
        office = Path(folder) / "office"
        place = _make(office)
        rounds = _killed(office, place, kinds, max(1, options.rounds))
        found = look(kinds)
        from ninetenths.office.domain import replay

        faults = list(replay.faults())
        _close()
    rows = [("rounds", rounds), *(row for one in found for row in _rows(one)), ("check faults", len(faults))]
    for name, value in rows:
        print(json.dumps({"row": name, "value": value, "unit": "count"}) if options.json else f"{name} {value}")
    for fault in faults:
        print(phrase("office", fault.code, options.language, **fault.params), file=sys.stderr)
    return 0 if all(one.holds for one in found) and not faults else 1


def _rows(one: Found) -> list[tuple[str, int]]:
    return [
        (f"{one.name} sent", one.sent), (f"{one.name} acknowledged", one.acknowledged), (f"{one.name} lost", one.lost),
        (f"{one.name} double", one.double), (f"{one.name} half-done", one.half_done),
    ]  # fmt: skip


def _make(where: Path) -> Place:
    """An office with a clerk and an agency that has something to do and a link to answer by."""
    from ninetenths.office import folder, starting
    from ninetenths.office.serving.starting import free_address

    office = folder.make(where, name="Faults", zone="Asia/Shanghai", language="zh-Hans", address="")
    starting.create(office, None)
    from ninetenths.office.domain import accounts, commitments, links, organizations
    from ninetenths.office.domain.acting import CONSOLE, of_link, of_person, the_office
    from ninetenths.office.models import AccessLink

    person = accounts.invite(
        the_office(), by=CONSOLE, name="Clerk", role="clerk", secret_sha256=accounts.secret_of()[1]
    )
    secret, digest = accounts.secret_of()
    accounts.token(person, by=CONSOLE, name="faults", secret_sha256=digest)
    clerk, agency = of_person(person), organizations.add(by=CONSOLE, name="市教育局")
    made = commitments.add(by=clerk, cells={"title": "新建学校12所", "lead": "市教育局", "due": "2099-12-31"})
    commitments.decide(by=clerk, commitments=[made.pk])
    commitments.issue(by=clerk, commitments=[made.pk], title="任务分解表")
    link = links.make(agency, by=clerk)
    links.enter(link, by=of_link(link), name="李明", telephone="1")
    token = links.token_of(AccessLink.objects.get(pk=link.pk))
    _close()
    return Place(free_address("127.0.0.1", 0)[1], f"nine_{secret}", token, made.pk)


def _close() -> None:
    from django.db import connections

    connections.close_all()


def _killed(office: Path, place: Place, kinds: dict[str, Writes], rounds: int) -> int:
    """Serve, write and kill, as often as asked for or for as long as there is; returns how often."""
    for name in ("papers", "notes", "answers"):
        kinds[name].send = getattr(place, name)
    dice, began = random.Random(9), time.monotonic()
    for done in range(rounds):
        if time.monotonic() - began > _MOST_SECONDS:
            return done
        importer = Importer(office, kinds["imports"])
        try:
            with _served(office, place.port) as server:
                place.look()
                importer.ready.wait(START_SECONDS)
                _write_until(server, importer, kinds, dice)
        finally:
            importer.kill()
    return rounds


@contextlib.contextmanager
def _served(office: Path, port: int) -> Iterator[subprocess.Popen[str]]:
    """The office, answering. Raises Refusal where it does not start: then what was killed cannot be taken up again."""
    with (office.parent / "server.log").open("w") as said:
        server = subprocess.Popen(
            [sys.executable, "-m", "ninetenths", "serve", str(office), "--port", str(port)],
            stdout=subprocess.PIPE, stderr=said, text=True,
        )  # fmt: skip
    waiting = threading.Timer(START_SECONDS, server.kill)
    waiting.start()
    try:
        assert server.stdout is not None
        line = server.stdout.readline()
        waiting.cancel()
        if not line.startswith("ready "):
            last = (office.parent / "server.log").read_text().strip().splitlines()[-1:]
            raise Refusal(_ROOM, "faults.start", why=" ".join(last) or "-")
        yield server
    finally:
        waiting.cancel()
        server.kill()
        server.wait()
        if server.stdout is not None:
            server.stdout.close()


def _write_until(
    server: subprocess.Popen[str], importer: Importer, kinds: dict[str, Writes], dice: random.Random
) -> None:
    """Clients write, a thread a kind; after a while server and importer are killed in the midst of it."""
    stopping, wrong = threading.Event(), []

    def write(writes: Writes) -> None:
        try:
            writes.go_on(stopping)
        except Refusal as refusal:
            wrong.append(refusal)

    clients = [threading.Thread(target=write, args=(one,)) for name, one in kinds.items() if name != "imports"]
    for client in clients:
        client.start()
    time.sleep(dice.uniform(_EARLIEST, _LATEST))
    server.kill()
    importer.kill()
    stopping.set()
    for client in clients:
        client.join()
    if wrong:
        raise wrong[0]
