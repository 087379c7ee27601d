"""The log in the database: its tables with their triggers, appending an Entry, opening one, tiles and checkpoints."""

from __future__ import annotations

import datetime
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from typing import Any

import orjson
from django.db import connections

from ninetenths import ledger
from ninetenths.office.domain import clock
from ninetenths.office.folder import served
from ninetenths.office.routing import database

TILE_WIDTH = 256
TABLES = ("log_entry", "log_payload", "log_tail", "log_tile")
_SCHEMA = """
CREATE TABLE IF NOT EXISTS log_entry(
  idx INTEGER PRIMARY KEY, at TEXT NOT NULL, recorded TEXT NOT NULL, verb TEXT NOT NULL, subject TEXT NOT NULL,
  actor TEXT NOT NULL, data BLOB NOT NULL, leaf BLOB NOT NULL) STRICT;
CREATE INDEX IF NOT EXISTS log_entry_subject ON log_entry(subject, idx);
CREATE INDEX IF NOT EXISTS log_entry_verb ON log_entry(verb, idx);
CREATE INDEX IF NOT EXISTS log_entry_actor ON log_entry(actor, idx);
CREATE TABLE IF NOT EXISTS log_payload(idx INTEGER PRIMARY KEY REFERENCES log_entry(idx), fields TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS log_tail(
  one INTEGER PRIMARY KEY CHECK(one = 1), size INTEGER NOT NULL, frontier BLOB NOT NULL, recorded TEXT NOT NULL) STRICT;
CREATE TABLE IF NOT EXISTS log_tile(
  level INTEGER NOT NULL, idx INTEGER NOT NULL, hashes BLOB NOT NULL, PRIMARY KEY(level, idx)) STRICT, WITHOUT ROWID;
INSERT OR IGNORE INTO log_tail VALUES(1, 0, x'0000000000000000', '');
"""
# Entries and tiles are appended and never touched again; a payload is never lost whole; the tail only grows.
TRIGGERS = {
    **{
        f"{table}_no_{act}": (
            f"CREATE TRIGGER {table}_no_{act} BEFORE {act.upper()} ON {table} "
            f"BEGIN SELECT RAISE(ABORT, '{table} is append-only'); END"
        )
        for table in ("log_entry", "log_tile")
        for act in ("update", "delete")
    },
    "log_payload_no_delete": (
        "CREATE TRIGGER log_payload_no_delete BEFORE DELETE ON log_payload "
        "BEGIN SELECT RAISE(ABORT, 'log_payload rows are erased by field'); END"
    ),
    "log_tail_no_delete": (
        "CREATE TRIGGER log_tail_no_delete BEFORE DELETE ON log_tail "
        "BEGIN SELECT RAISE(ABORT, 'log_tail has one row'); END"
    ),
    "log_tail_grows": (
        "CREATE TRIGGER log_tail_grows BEFORE UPDATE ON log_tail WHEN NEW.size <> OLD.size + 1 "
        "BEGIN SELECT RAISE(ABORT, 'log_tail grows by one'); END"
    ),
}


def create_tables() -> None:
    """Make the log's tables and triggers where they are not there yet."""
    connection = connections[database()]
    with connection.cursor() as cursor:
        for statement in _SCHEMA.split(";\n"):
            if statement.strip():
                cursor.execute(statement)
        held = _triggers()
        for name, sql in TRIGGERS.items():
            if name not in held:
                cursor.execute(sql)


def _triggers() -> dict[str, str]:
    with connections[database()].cursor() as cursor:
        cursor.execute(
            "SELECT name, sql FROM sqlite_master WHERE type = 'trigger' AND tbl_name LIKE 'log\\_%' ESCAPE '\\'"
        )
        return dict(cursor.fetchall())


def missing_triggers() -> list[str]:
    """Names of triggers that are not there as they must be; a migration can drop them silently."""
    held = _triggers()
    return [name for name, sql in TRIGGERS.items() if held.get(name) != sql]


@dataclass(frozen=True, slots=True)
class Stamp:
    """What an Entry says of itself: its index, when it holds, when it was recorded, who acted."""

    index: int
    at: datetime.datetime
    recorded: datetime.datetime
    actor: Mapping[str, str]

    @property
    def columns(self) -> dict[str, Any]:
        """The columns that every row made by this Entry bears."""
        return {"at": self.at, "recorded": self.recorded, "entry": self.index}


def append(verb: str, subject: str, actor_id: str, at: datetime.datetime | None, fields: Mapping[str, Any]) -> Stamp:
    """Append one Entry with its payload. Inside `writing()` alone: the tail is a row read in the same transaction."""
    with connections[database()].cursor() as cursor:
        size, frontier, last = _tail(cursor)
        recorded = max(clock.now(), clock.read(last)) if last else clock.now()
        made, sealed = ledger.enter(fields, at=at or recorded, recorded=recorded, verb=verb, subject=subject)
        _write(cursor, size, frontier, made, actor_id, sealed)
    return Stamp(size, clock.read(made.at), clock.read(made.recorded), fields["by"])


def take_over(data: bytes, actor_id: str, fields: Mapping[str, ledger.Field]) -> None:
    """Append an Entry that another office's log has, as it is: its bytes, and what is left of its payload.

    Raises Refusal where the bytes are no Entry's.
    """
    with connections[database()].cursor() as cursor:
        size, frontier, _ = _tail(cursor)
        _write(cursor, size, frontier, ledger.Entry.from_bytes(data), actor_id, fields)


def _tail(cursor: Any) -> tuple[int, ledger.Frontier, str]:
    cursor.execute("SELECT size, frontier, recorded FROM log_tail WHERE one = 1")
    size, frontier, recorded = cursor.fetchone()
    return size, ledger.Frontier.from_bytes(bytes(frontier)), recorded


def _write(
    cursor: Any, size: int, frontier: ledger.Frontier, made: ledger.Entry, actor_id: str,
    fields: Mapping[str, ledger.Field],
) -> None:  # fmt: skip
    data = made.to_bytes()
    leaf = ledger.leaf_hash(data)
    cursor.execute(
        "INSERT INTO log_entry VALUES(%s, %s, %s, %s, %s, %s, %s, %s)",
        (size, made.at, made.recorded, made.verb, made.subject, actor_id, data, leaf),
    )
    cursor.execute("INSERT INTO log_payload VALUES(%s, %s)", (size, stored(fields)))
    cursor.execute(
        "UPDATE log_tail SET size = %s, frontier = %s, recorded = %s WHERE one = 1",
        (size + 1, frontier.append(leaf).to_bytes(), made.recorded),
    )
    if (size + 1) % TILE_WIDTH == 0:
        _fill_tiles(cursor, size + 1)


def stored(fields: Mapping[str, ledger.Field]) -> str:
    """A payload's fields as the column has them."""
    return orjson.dumps({name: field.to_dict() for name, field in fields.items()}).decode()


def fields_of(text: str) -> dict[str, ledger.Field]:
    """A payload's fields out of the column."""
    return {name: ledger.Field.from_dict(field) for name, field in orjson.loads(text).items()}


def _fill_tiles(cursor: Any, size: int) -> None:
    """Write the tiles that have just become whole, at every level."""
    level, width = 0, TILE_WIDTH
    while size % width == 0:
        index = size // width - 1
        hashes = b"".join(_level_hashes(cursor, level, index * TILE_WIDTH, TILE_WIDTH))
        cursor.execute("INSERT INTO log_tile VALUES(%s, %s, %s)", (level, index, hashes))
        level, width = level + 1, width * TILE_WIDTH


def _level_hashes(cursor: Any, level: int, start: int, count: int) -> list[bytes]:
    """Hashes of one level: leaves from the entries, above them roots of whole tiles below."""
    if level == 0:
        cursor.execute("SELECT leaf FROM log_entry WHERE idx >= %s AND idx < %s ORDER BY idx", (start, start + count))
        return [bytes(row[0]) for row in cursor.fetchall()]
    cursor.execute(
        "SELECT hashes FROM log_tile WHERE level = %s AND idx >= %s AND idx < %s ORDER BY idx",
        (level - 1, start, start + count),
    )
    return [ledger.root([bytes(row[0])[at : at + 32] for at in range(0, len(row[0]), 32)]) for row in cursor.fetchall()]


def tile(level: int, index: int) -> bytes:
    """The hashes of a tile as far as the log goes: 32 bytes each, at most 256; b"" beyond its end."""
    with connections[database()].cursor() as cursor:
        cursor.execute("SELECT hashes FROM log_tile WHERE level = %s AND idx = %s", (level, index))
        if row := cursor.fetchone():
            return bytes(row[0])
        return b"".join(_level_hashes(cursor, level, index * TILE_WIDTH, TILE_WIDTH))


def size() -> int:
    """How many entries the log has."""
    with connections[database()].cursor() as cursor:
        cursor.execute("SELECT size FROM log_tail WHERE one = 1")
        row = cursor.fetchone()
    return int(row[0])


def tail() -> tuple[int, bytes]:
    """Size and root of the log."""
    with connections[database()].cursor() as cursor:
        cursor.execute("SELECT size, frontier FROM log_tail WHERE one = 1")
        count, frontier = cursor.fetchone()
    return count, ledger.Frontier.from_bytes(bytes(frontier)).root


def signer() -> ledger.SigningKey:
    """The office's signing key, under the log's name."""
    return ledger.SigningKey(served().origin, served().log_seed())


def checkpoint() -> bytes:
    """The signed checkpoint of the log as it stands. Signing is deterministic: the same log gives the same note."""
    count, root = tail()
    return ledger.Checkpoint(served().origin, count, root).signed(signer())


@dataclass(frozen=True, slots=True)
class Opened:
    """An Entry with what is left of its payload: `values` by field, `erased` the fields of which only the hash is left."""

    index: int
    at: str
    recorded: str
    verb: str
    subject: str
    actor: str
    data: bytes
    leaf: bytes
    fields: Mapping[str, ledger.Field]

    @property
    def values(self) -> dict[str, Any]:
        """The values that are left; of a field that was cut, the cut text."""
        return {
            name: field.value if field.is_open else field.cut
            for name, field in self.fields.items()
            if field.is_open or field.cut is not None
        }

    @property
    def erased(self) -> frozenset[str]:
        """The fields that were erased or cut."""
        return frozenset(name for name, field in self.fields.items() if not field.is_open)

    @property
    def stamp(self) -> Stamp:
        """What a replay applies it with."""
        return Stamp(self.index, clock.read(self.at), clock.read(self.recorded), self.values.get("by", {}))


_COLUMNS = "e.idx, e.at, e.recorded, e.verb, e.subject, e.actor, e.data, e.leaf, p.fields"


def opened(start: int = 0, end: int | None = None) -> Iterator[Opened]:
    """The entries from `start` on, in order, before `end`; read in steps, so that a long log fits."""
    step = 500
    stop = size() if end is None else end
    while start < stop:
        with connections[database()].cursor() as cursor:
            cursor.execute(
                f"SELECT {_COLUMNS} FROM log_entry e LEFT JOIN log_payload p ON p.idx = e.idx "
                "WHERE e.idx >= %s AND e.idx < %s ORDER BY e.idx",
                (start, min(stop, start + step)),
            )
            rows = cursor.fetchall()
        yield from map(_opened, rows)
        start += step


def about(subject: str) -> list[Opened]:
    """The entries about one subject, oldest first."""
    with connections[database()].cursor() as cursor:
        cursor.execute(
            f"SELECT {_COLUMNS} FROM log_entry e LEFT JOIN log_payload p ON p.idx = e.idx "
            "WHERE e.subject = %s ORDER BY e.idx",
            (subject,),
        )
        return [_opened(row) for row in cursor.fetchall()]


def _opened(row: Any) -> Opened:
    index, at, recorded, verb, subject, actor, data, leaf, fields = row
    held = fields_of(fields) if fields else {}
    return Opened(index, at, recorded, verb, subject, actor, bytes(data), bytes(leaf), held)


def entry(index: int) -> Opened | None:
    """One entry; None where the log does not have it."""
    return next(iter(opened(index, index + 1)), None) if 0 <= index < size() else None
