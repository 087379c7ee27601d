"""Backups: an office's folder copied while it is served, and brought back only where it is what it says.

A backup is a folder: `office.toml`, `office.db`, `files/`, `keys/` and `backup.json`, which names the checkpoint of the log as it was
copied and whether the keys are there. The database is copied first: it names no file that was not stored before it.
"""

from __future__ import annotations

import json
import os
import secrets
import shutil
import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from ninetenths import ledger
from ninetenths.office import folder
from ninetenths.refusal import Refusal

ROOM = "keeping"
ABOUT = "backup.json"
VERSION = 1
KEYS = ("office.key", "log.key")


@dataclass(frozen=True, slots=True)
class Backup:
    """What `backup.json` says: the signed checkpoint, the key it is signed with, how many files, whether keys are in it."""

    checkpoint: str
    key: str
    files: int
    keys: bool
    version: int = VERSION

    @property
    def head(self) -> ledger.Checkpoint:
        """The checkpoint, its signature looked at. Raises Refusal where it is not signed."""
        return ledger.open_checkpoint(self.checkpoint.encode(), self.key)


def make(office: folder.Office, out: Path, *, keys: bool) -> Backup:
    """Copy an office to a new folder, whole or not at all. Raises Refusal where it cannot be written."""
    if not office.database.is_file():
        raise Refusal(folder.ROOM, "start.no-database", path=office.database)
    signer = ledger.SigningKey(office.origin, office.log_seed())
    with placed(out) as part:
        _copy_database(office.database, part / folder.DATABASE_FILE)
        size, root = tail(part / folder.DATABASE_FILE)
        count = _copy_files(office.files, part / "files")
        shutil.copyfile(office.folder / folder.SETTINGS_FILE, part / folder.SETTINGS_FILE)
        if keys:
            _copy_keys(office.folder / "keys", part / "keys")
        checkpoint = ledger.Checkpoint(office.origin, size, root).signed(signer).decode()
        made = Backup(checkpoint, signer.vkey, count, keys)
        about = {
            "backup": made.version, "checkpoint": checkpoint, "files": count, "key": made.key, "keys": keys,
        }  # fmt: skip
        (part / ABOUT).write_text(json.dumps(about, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
        _sync(part)
    return made


@contextmanager
def snapshot(office: folder.Office, beside: Path) -> Iterator[Path]:
    """A folder with the office's settings, keys and database as they are now, without files, for as long as it is needed.

    What reads for long reads there: a long reading transaction would keep the office from writing.
    """
    part = beside.absolute().parent / f".{beside.name}.{secrets.token_hex(4)}"
    try:
        part.mkdir(mode=0o700)
        shutil.copyfile(office.folder / folder.SETTINGS_FILE, part / folder.SETTINGS_FILE)
        _copy_keys(office.folder / "keys", part / "keys")
        _copy_database(office.database, part / folder.DATABASE_FILE)
        yield part
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Refusal(folder.ROOM, "folder.unwritable", folder=part.parent, why=why) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def read(backup: Path) -> Backup:
    """What a backup says of itself. Raises Refusal where it is none."""
    try:
        raw = json.loads((backup / ABOUT).read_text(encoding="utf-8"))
        found = Backup(raw["checkpoint"], raw["key"], int(raw["files"]), bool(raw["keys"]), raw["backup"])
    except (OSError, ValueError, KeyError, TypeError):
        raise Refusal(ROOM, "restore.no-backup", folder=backup) from None
    if found.version != VERSION:
        raise Refusal(ROOM, "restore.version", folder=backup, version=found.version)
    return found


@contextmanager
def placed(out: Path) -> Iterator[Path]:
    """A folder beside `out` that becomes it when all went well; nothing is left of it otherwise.

    Raises Refusal where `out` is there and not empty, or the place cannot be written.
    """
    out = out.absolute()
    if out.exists() and (not out.is_dir() or any(out.iterdir())):
        raise Refusal(folder.ROOM, "folder.not-empty", folder=out)
    part = out.parent / f".{out.name}.{secrets.token_hex(4)}"
    try:
        part.mkdir(mode=0o700, parents=True)
        yield part
        if out.exists():
            out.rmdir()
        part.replace(out)
        _sync_folder(out.parent)
    except (OSError, sqlite3.Error) as error:
        why = getattr(error, "strerror", None) or str(error)
        raise Refusal(folder.ROOM, "folder.unwritable", folder=out, why=why) from error
    finally:
        shutil.rmtree(part, ignore_errors=True)


def tail(database: Path) -> tuple[int, bytes]:
    """Size and root of the log, recomputed from the leaves of a database that nobody writes to."""
    with _opened(database) as base:
        frontier = ledger.Frontier()
        for (leaf,) in base.execute("SELECT leaf FROM log_entry ORDER BY idx"):
            frontier = frontier.append(bytes(leaf))
    return frontier.size, frontier.root


def root_at(database: Path, size: int) -> bytes:
    """Root of the first `size` leaves."""
    with _opened(database) as base:
        rows = base.execute("SELECT leaf FROM log_entry WHERE idx < ? ORDER BY idx", (size,))
        return ledger.root([bytes(leaf) for (leaf,) in rows])


@contextmanager
def _opened(database: Path) -> Iterator[sqlite3.Connection]:
    base = sqlite3.connect(f"file:{database}?mode=ro", uri=True)
    try:
        yield base
    finally:
        base.close()


def _copy_database(source: Path, target: Path) -> None:
    """SQLite's online backup in one step: a reader's snapshot, beside which the office goes on writing."""
    target.touch(mode=0o600)
    with _opened(source) as base:
        copy = sqlite3.connect(target)
        try:
            base.backup(copy)
            copy.execute("PRAGMA journal_mode=DELETE")
        finally:
            copy.close()


def _copy_files(source: Path, target: Path) -> int:
    """Stored files only grow, and are moved into place whole: whatever is there may be copied."""
    count = 0
    target.mkdir(mode=0o700)
    for path in sorted(source.glob("??/" + "?" * 62)):
        place = target / path.parent.name / path.name
        place.parent.mkdir(exist_ok=True)
        shutil.copyfile(path, place)
        count += 1
    return count


def _copy_keys(source: Path, target: Path) -> None:
    target.mkdir(mode=0o700)
    for name in KEYS:
        shutil.copyfile(source / name, target / name)
        (target / name).chmod(0o600)


def _sync(top: Path) -> None:
    """What was copied is on the disk before it gets its name."""
    for path in top.rglob("*"):
        if path.is_file():
            with path.open("rb") as file:
                os.fsync(file.fileno())


def _sync_folder(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def restore(backup: Path, where: Path, *, since: bytes | None = None) -> Backup:
    """Bring an office back into a new folder.

    Raises Refusal where the log is not that of the backup's checkpoint, or does not continue the one it is shown (`since`, a
    signed note), where a file or a row is not what the log makes it; then nothing is left of the new folder.
    """
    said = read(backup)
    head = _head(said, backup)
    with placed(where) as part:
        _bring(backup, part, said)
        _own_key(backup, folder.load(part), said)
        held = tail(part / folder.DATABASE_FILE)
        if held != (head.size, head.root):
            raise Refusal(ROOM, "restore.root", folder=backup, size=head.size, held=held[0])
        if since is not None:
            _continues(part / folder.DATABASE_FILE, head, since, said.key)
        _replayed(part, said)
    return said


def _head(said: Backup, backup: Path) -> ledger.Checkpoint:
    try:
        return said.head
    except Refusal:
        raise Refusal(ROOM, "restore.unsigned", folder=backup) from None


def _bring(backup: Path, part: Path, said: Backup) -> None:
    try:
        for name in (folder.SETTINGS_FILE, folder.DATABASE_FILE):
            shutil.copyfile(backup / name, part / name)
        (part / folder.DATABASE_FILE).chmod(0o600)
        count = _copy_files(backup / "files", part / "files")
        if said.keys:
            _copy_keys(backup / "keys", part / "keys")
    except FileNotFoundError as error:
        raise Refusal(ROOM, "restore.lacks", folder=backup, name=error.filename) from None
    if count < said.files:
        raise Refusal(ROOM, "restore.files", folder=backup, count=count, said=said.files)
    for name in ("keys", "published", "tmp"):
        (part / name).mkdir(mode=0o700, exist_ok=True)


def _own_key(backup: Path, office: folder.Office, said: Backup) -> None:
    """Raises Refusal where the checkpoint is not of this office's log, or of another key than the one that comes along."""
    if said.head.origin != office.origin:
        raise Refusal(ROOM, "restore.unsigned", folder=backup)
    if said.keys and ledger.SigningKey(office.origin, office.log_seed()).vkey != said.key:
        raise Refusal(ROOM, "restore.unsigned", folder=backup)


def _continues(database: Path, head: ledger.Checkpoint, since: bytes, key: str) -> None:
    """Raises Refusal where a checkpoint kept earlier is not one of this log's own past."""
    try:
        kept = ledger.open_checkpoint(since, key)
    except Refusal:
        raise Refusal(ROOM, "restore.since-unsigned", origin=head.origin) from None
    if kept.size > head.size:
        raise Refusal(ROOM, "restore.since-later", kept=kept.size, size=head.size)
    if root_at(database, kept.size) != kept.root:
        raise Refusal(ROOM, "restore.since-other", kept=kept.size)


def _replayed(part: Path, said: Backup) -> None:
    """Raises Refusal where the state is not what the log gives, or a file is not what its name says.

    A backup without keys is looked at with keys that are thrown away.
    """
    from ninetenths.office import starting

    if not said.keys:
        for name in KEYS:
            (part / "keys" / name).write_text(secrets.token_hex(32) + "\n", encoding="ascii")
    starting.open_office(part)
    from django.db import connections

    from ninetenths.office.domain import replay

    fault = next(replay.faults(), None)
    connections.close_all()
    if not said.keys:
        for name in KEYS:
            (part / "keys" / name).unlink()
    if fault is not None:
        raise Refusal(ROOM, "restore.fault", fault=fault.code, what=" ".join(map(str, fault.params.values())))
