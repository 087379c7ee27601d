"""Entries of the log: their bytes, what they commit to of a payload, and how a field is closed without breaking a proof."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from secrets import token_bytes
from typing import Any

from ninetenths.refusal import Refusal

from .verify import HASH, canonical, commitment, field_hash, is_entry, is_hex, parse_canonical


@dataclass(frozen=True, slots=True)
class Entry:
    """What is logged of one act. `at`: when it holds; `recorded`: the server's time; both as `instant` writes them.

    `commitment` is hexadecimal, over the fields of the payload.
    """

    at: str
    recorded: str
    verb: str
    subject: str
    commitment: str
    v: int = 1

    def to_bytes(self) -> bytes:
        """The logged bytes: canonical JSON. Raises Refusal where a part is not in its form."""
        value = {
            "v": self.v, "at": self.at, "recorded": self.recorded, "verb": self.verb, "subject": self.subject,
            "commitment": self.commitment,
        }  # fmt: skip
        if not is_entry(value):
            raise Refusal("ledger", "bad-entry", verb=self.verb)
        return canonical(value)

    @classmethod
    def from_bytes(cls, logged: bytes) -> Entry:
        """What `to_bytes` wrote; raises Refusal for anything else."""
        try:
            value = parse_canonical(logged)
        except ValueError:
            value = None
        if not is_entry(value):
            raise Refusal("ledger", "bad-entry", verb="?")
        return cls(**value)


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a payload: open (salt and value), or closed (its hash alone; `cut` is the text that stands in its place)."""

    hash: bytes
    salt: bytes | None = None
    value: Any = None
    cut: str | None = None

    @property
    def is_open(self) -> bool:
        """Whether the value is here."""
        return self.salt is not None

    def to_dict(self) -> dict[str, Any]:
        """As it is stored: `{"salt", "value"}`, `{"hash"}` or `{"hash", "cut"}`; bytes in hexadecimal."""
        if self.salt is not None:
            return {"salt": self.salt.hex(), "value": self.value}
        return {"hash": self.hash.hex()} if self.cut is None else {"hash": self.hash.hex(), "cut": self.cut}

    @classmethod
    def from_dict(cls, stored: Mapping[str, Any]) -> Field:
        """What `to_dict` wrote; raises Refusal for anything else."""
        if set(stored) == {"salt", "value"} and is_hex(stored["salt"]):
            salt = bytes.fromhex(stored["salt"])
            return cls(_hashed(salt, stored["value"]), salt, stored["value"])
        if set(stored) in ({"hash"}, {"hash", "cut"}) and is_hex(stored["hash"]):
            return cls(bytes.fromhex(stored["hash"]), cut=stored.get("cut"))
        raise Refusal("ledger", "bad-field", names=", ".join(sorted(stored)))


def instant(moment: datetime) -> str:
    """A moment as Entries have it: UTC, microseconds always, so that the order of the texts is that of time."""
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ") if moment.year >= 1000 else _too_early(moment)


def _too_early(moment: datetime) -> str:
    raise Refusal("ledger", "bad-instant", moment=moment.isoformat())


def _hashed(salt: bytes, value: Any) -> bytes:
    try:
        return field_hash(salt, value)
    except ValueError:
        raise Refusal("ledger", "not-canonical", kind=type(value).__name__) from None


def seal(payload: Mapping[str, Any], *, salt: Callable[[int], bytes] = token_bytes) -> dict[str, Field]:
    """A payload's fields, each with a fresh salt. Raises Refusal for a value that has no canonical JSON (a fraction, a lone surrogate)."""
    fields = {}
    for name, value in payload.items():
        grain = salt(HASH)
        fields[name] = Field(_hashed(grain, value), grain, value)
    return fields


def commit(fields: Mapping[str, Field]) -> str:
    """What an Entry says of these fields: the same whether they are open or closed."""
    return commitment({name: field.hash.hex() for name, field in fields.items()})


def enter(
    payload: Mapping[str, Any], *, at: datetime, recorded: datetime, verb: str, subject: str,
    salt: Callable[[int], bytes] = token_bytes,
) -> tuple[Entry, dict[str, Field]]:  # fmt: skip
    """An Entry for a payload, and the payload's fields to be kept beside the log."""
    fields = seal(payload, salt=salt)
    return Entry(instant(at), instant(recorded), verb, subject, commit(fields)), fields


def holds(entry: Entry, fields: Mapping[str, Field]) -> bool:
    """Whether fields are those an Entry committed to: open ones by salt and value, closed ones by their hash."""
    try:
        for field in fields.values():
            if field.salt is not None and field_hash(field.salt, field.value) != field.hash:
                return False
        return commit(fields) == entry.commitment
    except ValueError:
        return False


def opened(fields: Mapping[str, Field]) -> dict[str, Any]:
    """The values that are still there."""
    return {name: field.value for name, field in fields.items() if field.is_open}


def erase(fields: Mapping[str, Field], *names: str) -> dict[str, Field]:
    """The fields with some closed for good: salt and value gone, the hash stays, so that every proof still holds."""
    return _closed(fields, dict.fromkeys(names))


def cut(fields: Mapping[str, Field], name: str, text: str) -> dict[str, Field]:
    """The fields with one closed and a text put in its place; that the text was put there is an Entry of its own."""
    return _closed(fields, {name: text})


def _closed(fields: Mapping[str, Field], texts: Mapping[str, str | None]) -> dict[str, Field]:
    for name in texts:
        if name not in fields:
            raise Refusal("ledger", "no-such-field", name=name)
    return {name: Field(field.hash, cut=texts[name]) if name in texts else field for name, field in fields.items()}
