"""Figures of the log: an append and a whole verb against bare durable commits, a proof among a million."""

from __future__ import annotations

import hashlib
import os
import sqlite3
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ninetenths import ledger
from ninetenths.cli.benchmarks import offices
from ninetenths.cli.benchmarks.rows import Row

_TURNS = 9
_SECONDS = 0.2
_LEAVES = 1_000_000


def rows() -> Iterator[Row]:
    """Commits, appends and verbs a second, and proofs.

    The kinds take short turns; a ratio is of turns that follow each other, the middle one of all, since the machine and above
    all its disk is shared. A verb is `commitments.note`: one row and its Entry; a report has its status to follow from it.
    """
    with tempfile.TemporaryDirectory(prefix="nine-bench-") as folder:
        kinds = {"commits": _bare(Path(folder) / "bare.db"), **_office()}
        turns = [{name: _rate(act) for name, act in kinds.items()} for _ in range(_TURNS)]
    yield Row("log.commits", round(_middle([turn["commits"] for turn in turns])), "1/s")
    for name in ("appends", "verbs", "reports"):
        yield Row(f"log.{name}", round(_middle([turn[name] for turn in turns])), "1/s")
        yield Row(
            f"log.{name}-to-commits", round(_middle([turn[name] / turn["commits"] for turn in turns]), 3), "ratio"
        )
    yield from _proofs()


def _rate(act: Callable[[], Any]) -> float:
    began, done = time.perf_counter(), 0
    while time.perf_counter() - began < _SECONDS:
        act()
        done += 1
    return done / (time.perf_counter() - began)


def _bare(path: Path) -> Callable[[], None]:
    """One row and one durable commit, by the settings that an office's database has."""
    base = sqlite3.connect(path, isolation_level=None)
    for pragma in ("journal_mode=WAL", "synchronous=FULL"):
        base.execute(f"PRAGMA {pragma}")
    base.execute("CREATE TABLE row(id INTEGER PRIMARY KEY, data BLOB)")

    def commit() -> None:
        base.execute("BEGIN IMMEDIATE")
        base.execute("INSERT INTO row(data) VALUES(?)", (os.urandom(200),))
        base.execute("COMMIT")

    return commit


def _office() -> dict[str, Callable[[], Any]]:
    """An append to the log alone, and a whole verb, in a real office."""
    person = offices.clerk()
    from ninetenths.office.domain import commitments, log, organizations
    from ninetenths.office.domain.acting import CONSOLE, of_person
    from ninetenths.office.domain.writing import writing

    clerk, agency = of_person(person), organizations.add(by=CONSOLE, name="市教育局")
    cells = [{"title": f"新建学校{place}所", "lead": "市教育局", "due": "2099-12-31"} for place in range(1, 51)]
    drafts = [commitments.add(by=clerk, cells=one) for one in cells]
    keys = [one.pk for one in drafts]
    commitments.decide(by=clerk, commitments=keys)
    commitments.issue(by=clerk, commitments=keys, title="任务分解表")
    behalf, told = clerk.on_behalf(agency.pk, "电话"), 0
    fields = {"by": clerk.logged(), "id": keys[0], "words": "已开工5所", "progress": "1/2"}

    def append() -> None:
        with writing():
            log.append("commitments.note", f"commitments/{keys[0]}", clerk.id, None, fields)

    def verb() -> None:
        commitments.note(drafts[0], by=clerk, words="已开工5所")

    def report() -> None:
        nonlocal told
        told += 1
        commitments.report(drafts[told % len(drafts)], by=behalf, words="已开工5所", progress=str(told % 100))

    return {"appends": append, "verbs": verb, "reports": report}


def _proofs() -> Iterator[Row]:
    """Computing and verifying an inclusion proof in a log of a million, out of tiles as they are stored."""
    leaves = [hashlib.sha256(place.to_bytes(4, "big")).digest() for place in range(_LEAVES)]
    tiles = _tiles(leaves)

    def tile(level: int, index: int) -> bytes:
        return tiles[level, index]

    whole = ledger.root_from(tile, _LEAVES)
    places = [place * 7919 % _LEAVES for place in range(200)]
    made, verified = [], []
    for place in places:
        began = time.perf_counter()
        proof = ledger.inclusion_proof_from(tile, place, _LEAVES)
        made.append(time.perf_counter() - began)
        began = time.perf_counter()
        holds = ledger.verify_inclusion(leaves[place], place, _LEAVES, proof, whole)
        verified.append(time.perf_counter() - began)
        assert holds
    yield Row("log.proof", round(_middle(made) * 1000, 3), "ms")
    yield Row("log.proof-verified", round(_middle(verified) * 1000, 3), "ms")


def _middle(times: list[float]) -> float:
    return sorted(times)[len(times) // 2]


def _tiles(leaves: list[bytes]) -> dict[tuple[int, int], bytes]:
    """All tiles of a tree, whole and partial."""
    found, level, hashes = {}, 0, leaves
    while hashes:
        for index in range(-(-len(hashes) // 256)):
            found[level, index] = b"".join(hashes[index * 256 : (index + 1) * 256])
        hashes = [ledger.root(hashes[index * 256 : (index + 1) * 256]) for index in range(len(hashes) // 256)]
        level += 1
    return found
