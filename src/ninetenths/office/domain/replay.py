"""Replaying the log onto an empty database, and holding the office against it: `nine check`."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from django.apps import apps
from django.core.management import call_command
from django.db import connections, models, transaction

from ninetenths import ledger
from ninetenths.office import routing
from ninetenths.office.domain import log
from ninetenths.office.domain.record import NOT_REPLAYED
from ninetenths.office.domain.verbs import VERBS
from ninetenths.office.folder import served
from ninetenths.refusal import Refusal


@dataclass(frozen=True, slots=True)
class Fault:
    """One thing that does not hold, as a code with parameters; words stand in `packs/words/<language>/office.toml`."""

    code: str
    params: dict[str, Any]


def replayed_models() -> list[type[models.Model]]:
    """The models whose rows a replay makes, many-to-many tables included, in a fixed order."""
    found = [
        model
        for model in apps.get_models(include_auto_created=True)
        if model._meta.managed and model._meta.db_table not in NOT_REPLAYED
    ]
    return sorted(found, key=lambda model: model._meta.db_table)


def replay(entries: Iterator[log.Opened]) -> Iterator[Fault]:
    """Apply entries in order to the database `replay`, which is emptied first; faults as they are met."""
    connections["replay"].close()
    with routing.using("replay"):
        call_command("migrate", database="replay", verbosity=0, interactive=False, skip_checks=True)
        with transaction.atomic(using="replay"):
            for model in replayed_models():
                model._default_manager.using("replay").all()._raw_delete("replay")
            while True:
                with routing.using("default"):
                    entry = next(entries, None)
                if entry is None:
                    return
                verb = VERBS.get(entry.verb)
                if verb is None:
                    yield Fault("check.verb", {"entry": entry.index, "verb": entry.verb})
                    return
                try:
                    verb.replay(entry.stamp, entry.values)
                except Exception as error:
                    yield Fault("check.replay", {"entry": entry.index, "verb": entry.verb, "why": repr(error)[:200]})
                    return


def _digests(model: type[models.Model], database: str) -> dict[Any, str]:
    """A digest a row, by its key. Rows of many-to-many tables, which bear no key of ours, count by what they join."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, models.AutoField)]
    keyed = isinstance(model._meta.pk, models.AutoField)
    names = [field.attname for field in fields]
    found: dict[Any, str] = {}
    for values in model._default_manager.using(database).order_by().values_list(*names).iterator(chunk_size=2000):
        digest = hashlib.sha256(repr(values).encode()).hexdigest()
        found[values if keyed else values[names.index(model._meta.pk.attname)]] = digest
    return found


def differences() -> Iterator[Fault]:
    """Rows that the office has and the replay has not, or otherwise; a table at a time."""
    for model in replayed_models():
        ours, theirs = _digests(model, "default"), _digests(model, "replay")
        for key in sorted(set(ours) | set(theirs), key=str):
            if ours.get(key) != theirs.get(key):
                code = (
                    "check.row-added"
                    if key not in theirs
                    else "check.row-lost"
                    if key not in ours
                    else "check.row-changed"
                )
                yield Fault(code, {"table": model._meta.db_table, "key": str(key)})


def log_faults() -> Iterator[Fault]:
    """What is wrong with the log itself: triggers, leaves, payloads, columns, tiles, tail."""
    for name in log.missing_triggers():
        yield Fault("check.trigger", {"name": name})
    frontier, last, leaves = ledger.Frontier(), "", []
    index = -1
    for index, entry in enumerate(log.opened()):
        if entry.index != index:
            yield Fault("check.gap", {"entry": index})
            return
        if ledger.leaf_hash(entry.data) != entry.leaf:
            yield Fault("check.leaf", {"entry": index})
        try:
            said = ledger.Entry.from_bytes(entry.data)
        except Refusal:
            said = None
        columns = (entry.at, entry.recorded, entry.verb, entry.subject)
        if said is None or (said.at, said.recorded, said.verb, said.subject) != columns:
            yield Fault("check.columns", {"entry": index})
        elif not ledger.holds(said, entry.fields):
            yield Fault("check.payload", {"entry": index})
        if entry.recorded < last:
            yield Fault("check.order", {"entry": index})
        last = entry.recorded
        frontier = frontier.append(entry.leaf)
        leaves.append(entry.leaf)
    if log.tail() != (index + 1, frontier.root):
        yield Fault("check.tail", {"size": index + 1})
    yield from _tile_faults(leaves)


def _tile_faults(leaves: list[bytes]) -> Iterator[Fault]:
    level, hashes = 0, leaves
    while len(hashes) >= log.TILE_WIDTH:
        whole = len(hashes) // log.TILE_WIDTH
        for index in range(whole):
            part = hashes[index * log.TILE_WIDTH : (index + 1) * log.TILE_WIDTH]
            if log.tile(level, index) != b"".join(part):
                yield Fault("check.tile", {"level": level, "index": index})
        hashes = [ledger.root(hashes[index * log.TILE_WIDTH : (index + 1) * log.TILE_WIDTH]) for index in range(whole)]
        level += 1


def file_faults() -> Iterator[Fault]:
    """Stored files that are missing or are not what their name says."""
    from ninetenths.office.domain.files import path_of
    from ninetenths.office.models import StoredFile

    for row in StoredFile.objects.order_by("sha256").iterator():
        path = path_of(row.sha256)
        if not path.is_file():
            yield Fault("check.file-missing", {"name": row.name, "sha256": row.sha256})
            continue
        with path.open("rb") as file:
            if hashlib.file_digest(file, "sha256").hexdigest() != row.sha256:
                yield Fault("check.file-changed", {"name": row.name, "sha256": row.sha256})


@contextmanager
def _snapshot() -> Iterator[None]:
    """The office as it stands at one instant, read without keeping anybody from writing: Django's own transactions take
    SQLite's write lock at their beginning, which one that only reads has no need of.
    """
    connection = connections["default"]
    if connection.in_atomic_block:
        yield
        return
    with connection.cursor() as cursor:
        cursor.execute("BEGIN DEFERRED")
        try:
            yield
        finally:
            cursor.execute("ROLLBACK")


def faults() -> Iterator[Fault]:
    """Everything `nine check` looks at, in one snapshot of the database."""
    with _snapshot():
        wrong = False
        for fault in log_faults():
            wrong = True
            yield fault
        if not wrong:
            yield from replay(log.opened())
            yield from differences()
        yield from file_faults()


def keys_fault() -> Fault | None:
    """Whether the signing key lies open to others."""
    path = served().folder / "keys" / "log.key"
    return Fault("check.key-open", {"path": str(path)}) if path.stat().st_mode & 0o077 else None
