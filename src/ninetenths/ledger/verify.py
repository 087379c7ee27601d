#!/usr/bin/env python3
"""Verifies a bundle of the log offline: one file, Python's standard library alone (3.9 or later).

    python verify.py BUNDLE [--key KEY] [--since CHECKPOINT]

Exit 0, or 1 with the reason in one line. KEY is a file with the log's public key as you got it from somewhere else than
the bundle; without it the key in the bundle is believed. CHECKPOINT is a file with a checkpoint you kept earlier.

What is checked: every line has its one canonical form; the checkpoint is signed; the Entries and hashes of the bundle make
the checkpoint's root, or are shown to be under it; each opened field is what its Entry committed to; each file is
the one its Entry names; `recorded` never goes back. What holds then and what does not: docs/explanation/the-log.md.

The rest of the log's room imports from here what both need, so that there is one of each.
"""

from __future__ import annotations

import base64
import json
import re
import sys
from hashlib import sha256, sha512
from typing import Any, NoReturn

HASH = 32
EMPTY_ROOT = sha256(b"").digest()

# The reasons, in English; `nine verify` has them in both languages.
REASONS = {
    "unreadable": "{name} cannot be read: {why}.",
    "not-a-bundle": "this is not a bundle of the log (its first line is not a bundle's).",
    "version": "this bundle is of version {version}; this verifier knows version 1.",
    "cut-short": "the bundle does not end as a bundle ends: it was cut short or something was added.",
    "trailer": "the bundle's bytes are not those it was closed over.",
    "line": "line {line} is not in canonical form.",
    "shape": "line {line} does not have the shape of its kind.",
    "order": "line {line} is out of order.",
    "key": "{name} is not the public key of a log (name+hash+base64).",
    "other-key": "the bundle is of another key than the one given.",
    "note": "{name} is not a signed checkpoint.",
    "signature": "{name} is not signed by this log's key.",
    "origin": "the checkpoint is of {origin}, the key of {name}.",
    "incomplete": "the bundle has {count} of the {size} leaves its checkpoint counts.",
    "root": "the root recomputed from the bundle is not the checkpoint's.",
    "inclusion": "Entry {index} is not shown to be in the log.",
    "entry": "Entry {index} is not an Entry of a version known here.",
    "commitment": "the fields of Entry {index} are not those it committed to.",
    "recorded": "Entry {index} was recorded before the one that stands before it.",
    "file": "the file of Entry {index} is not the one its field {field} names.",
    "consistency": "the proof that the log of size {size} was continued does not hold.",
    "since-larger": "the earlier checkpoint counts {old} entries, the bundle {new}: the bundle is older, or entries are gone.",
    "since-other": "the log does not continue the earlier checkpoint of size {old}: what stood there was changed.",
    "since-unknown": "this bundle cannot be compared with a checkpoint of size {old}; ask for the whole bundle.",
    "broken": "the bundle cannot be understood ({why}).",
}
VERIFIED = (
    "verified: {entries} of {size} entries shown, {opened} fields opened, {closed} closed, {files} files; "
    "log {origin}, root {root}."
)
REMARKS = {
    "internal": "Internal: it holds what is not published.",
    "public": "Public: it holds what is published.",
    "own-key": "The key is the bundle's own; with --key FILE it is held against one you trust.",
    "given-key": "The key is the one given.",
    "since": "The log continues the earlier checkpoint of size {old}.",
}


class Fault(Exception):  # noqa: N818 — what it names is in the bundle
    """Why something does not verify: a code of `REASONS` and its parameters."""

    def __init__(self, code: str, **params: object) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params

    def __str__(self) -> str:
        return REASONS[self.code].format(**self.params)


# ---------------------------------------------------------------------------------------------- tree (RFC 6962)


def leaf_hash(data: bytes) -> bytes:
    """Hash of an Entry's bytes as a leaf."""
    return sha256(b"\x00" + data).digest()


def node_hash(left: bytes, right: bytes) -> bytes:
    """Hash of an inner node over its two children."""
    return sha256(b"\x01" + left + right).digest()


def root(leaves: Any) -> bytes:
    """Root over leaf hashes (or over hashes of one level); of none, the hash of nothing."""
    level = list(leaves)
    if not level:
        return EMPTY_ROOT
    while len(level) > 1:
        above = [node_hash(level[at], level[at + 1]) for at in range(0, len(level) - 1, 2)]
        if len(level) % 2:
            above.append(level[-1])
        level = above
    return bytes(level[0])


def _bytes(value: Any) -> bytes | None:
    return bytes(value) if isinstance(value, (bytes, bytearray, memoryview)) else None


def _hash(value: Any) -> bytes | None:
    found = _bytes(value)
    return found if found is not None and len(found) == HASH else None


def _proof(proof: Any) -> list[bytes] | None:
    """The proof as a list of hashes; None where it is none. No tree is so high that a proof has more than 128."""
    if proof is None:
        return []
    if not isinstance(proof, (list, tuple)) or len(proof) > 128:
        return None
    hashes = [_hash(part) for part in proof]
    return None if None in hashes else [part for part in hashes if part is not None]


def _size(value: Any) -> bool:
    return isinstance(value, int) and not isinstance(value, bool) and 0 <= value < 1 << 63


def verify_inclusion(leaf: Any, index: Any, size: Any, proof: Any, root: Any) -> bool:
    """Whether `proof` shows the leaf hash `leaf` at `index` under `root`, the root of a tree of `size`. Never raises."""
    try:
        start, wanted, hashes = _hash(leaf), _hash(root), _proof(proof)
        if start is None or wanted is None or hashes is None or not (_size(index) and _size(size)):
            return False
        return bool(index < size) and _climb(start, index, size, hashes) == wanted
    except Exception:  # what stands in for an argument may raise what it likes
        return False


def _climb(hashed: bytes, index: int, size: int, proof: list[bytes]) -> bytes | None:
    at, last = index, size - 1
    for sibling in proof:
        if last == 0:
            return None
        if at & 1 or at == last:
            hashed = node_hash(sibling, hashed)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            hashed = node_hash(hashed, sibling)
        at, last = at >> 1, last >> 1
    return hashed if last == 0 else None


def verify_consistency(old: Any, new: Any, proof: Any, old_root: Any, new_root: Any) -> bool:
    """Whether `proof` shows the tree of `old` leaves to be the beginning of the tree of `new`. Never raises.

    A tree is consistent with itself by its root alone; from size 0 to a larger one nothing is shown: False.
    """
    try:
        before, after, hashes = _bytes(old_root), _bytes(new_root), _proof(proof)
        if before is None or after is None or hashes is None or not (_size(old) and _size(new)):
            return False
        if old == new:
            return not hashes and before == after
        if not 0 < old < new or len(before) != HASH or len(after) != HASH:
            return False
        return _both(old, new, hashes, before) == (before, after)
    except Exception:
        return False


def _both(old: int, new: int, proof: list[bytes], old_root: bytes) -> tuple[bytes, bytes] | None:
    """The roots of both trees as the proof has them (RFC 9162, 2.1.4.2)."""
    path = proof if old & (old - 1) else [old_root, *proof]
    if not proof:
        return None
    at, last = old - 1, new - 1
    while at & 1:
        at, last = at >> 1, last >> 1
    before = after = path[0]
    for sibling in path[1:]:
        if last == 0:
            return None
        if at & 1 or at == last:
            before, after = node_hash(sibling, before), node_hash(sibling, after)
            while not at & 1 and at:
                at, last = at >> 1, last >> 1
        else:
            after = node_hash(after, sibling)
        at, last = at >> 1, last >> 1
    return (before, after) if last == 0 else None


# ------------------------------------------------------------------------------------------- Ed25519 (RFC 8032)

_P = 2**255 - 19
_L = 2**252 + 27742317777372353535851937790883648493
_D = -121665 * pow(121666, _P - 2, _P) % _P
_I = pow(2, (_P - 1) // 4, _P)
_ZERO = (0, 1, 1, 0)


def _add(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    """Sum of two points in extended coordinates."""
    low, high = (a[1] - a[0]) * (b[1] - b[0]) % _P, (a[1] + a[0]) * (b[1] + b[0]) % _P
    c, d = 2 * a[3] * b[3] * _D % _P, 2 * a[2] * b[2] % _P
    e, f, g, h = high - low, d - c, d + c, high + low
    return e * f % _P, g * h % _P, f * g % _P, e * h % _P


def _times(scalar: int, point: tuple[int, int, int, int]) -> tuple[int, int, int, int]:
    total = _ZERO
    while scalar:
        if scalar & 1:
            total = _add(total, point)
        point, scalar = _add(point, point), scalar >> 1
    return total


def _same(a: tuple[int, int, int, int], b: tuple[int, int, int, int]) -> bool:
    return (a[0] * b[2] - b[0] * a[2]) % _P == 0 and (a[1] * b[2] - b[1] * a[2]) % _P == 0


def _point(encoded: bytes) -> tuple[int, int, int, int] | None:
    """The point of an encoding; None where it is none, or not its only one."""
    number = int.from_bytes(encoded, "little")
    sign, y = number >> 255, number & (1 << 255) - 1
    if y >= _P:
        return None
    square = (y * y - 1) * pow(_D * y * y + 1, _P - 2, _P) % _P
    x = pow(square, (_P + 3) // 8, _P)
    if (x * x - square) % _P:
        x = x * _I % _P
    if (x * x - square) % _P or (x == 0 and sign):
        return None
    if x & 1 != sign:
        x = _P - x
    return x, y, 1, x * y % _P


_BASE = _point((4 * pow(5, _P - 2, _P) % _P).to_bytes(32, "little")) or _ZERO


def verify_signature(key: Any, message: Any, signature: Any) -> bool:
    """Whether an Ed25519 signature holds, strictly: canonical encodings, S below the order, no points of small order. Never raises."""
    key, message, signature = _bytes(key), _bytes(message), _bytes(signature)
    if key is None or message is None or signature is None or len(key) != 32 or len(signature) != 64:
        return False
    public, nonce, s = _point(key), _point(signature[:32]), int.from_bytes(signature[32:], "little")
    if public is None or nonce is None or s >= _L:
        return False
    if _same(_times(8, public), _ZERO) or _same(_times(8, nonce), _ZERO):
        return False
    k = int.from_bytes(sha512(signature[:32] + key + message).digest(), "little") % _L
    return _same(_times(s, _BASE), _add(nonce, _times(k, public)))


# ------------------------------------------------------------------------- signed notes, checkpoints (C2SP)

_DASH = "\u2014 "
_MOST_SIGNATURES = 100


def unbase64(text: str) -> bytes | None:
    """Bytes of standard base64 in its one canonical form; None for anything else."""
    try:
        found = base64.b64decode(text.encode("ascii"), validate=True)
    except ValueError:
        return None
    return found if base64.b64encode(found).decode() == text else None


def is_key_name(name: str) -> bool:
    """Whether a name may stand in a key: not empty, no Unicode space, no plus, no control character."""
    return bool(name) and not any(sign.isspace() or sign == "+" or sign < " " for sign in name)


def key_id(name: str, kind: int, public: bytes) -> bytes:
    """The four bytes that, with the name, say which key signed."""
    return sha256(name.encode() + b"\n" + bytes([kind]) + public).digest()[:4]


def parse_key(text: str) -> tuple[str, bytes] | None:
    """Name and Ed25519 public key of a `name+hash+base64`; None where it is not exactly one."""
    parts = text.split("+", 2)
    if len(parts) != 3 or not is_key_name(parts[0]) or not re.fullmatch("[0-9a-f]{8}", parts[1]):
        return None
    coded = unbase64(parts[2])
    if coded is None or len(coded) != 33 or coded[0] != 1 or key_id(parts[0], 1, coded[1:]).hex() != parts[1]:
        return None
    return parts[0], coded[1:]


def parse_note(note: bytes) -> tuple[str, list[tuple[str, bytes, bytes]]] | None:
    """Text and signatures (name, id, signature) of a signed note; None where it is not exactly one."""
    try:
        whole = note.decode("utf-8")
    except UnicodeDecodeError:
        return None
    at = whole.rfind("\n\n")
    if at < 0 or not whole.endswith("\n") or any(sign < " " and sign != "\n" for sign in whole):
        return None
    text, lines = whole[: at + 1], whole[at + 2 :].split("\n")[:-1]
    if not 0 < len(lines) <= _MOST_SIGNATURES:
        return None
    signatures = []
    for line in lines:
        name, _, coded = line[len(_DASH) :].partition(" ")
        signed = unbase64(coded)
        if not line.startswith(_DASH) or not is_key_name(name) or signed is None or len(signed) < 5:
            return None
        signatures.append((name, signed[:4], signed[4:]))
    return text, signatures


def open_note(note: bytes, name: str, public: bytes) -> str | None:
    """Text of a note signed by this key; None where it is no note, or not signed by it, or a signature of it is wrong."""
    found = parse_note(note)
    if found is None:
        return None
    text, signatures = found
    own = [signed for signer, number, signed in signatures if (signer, number) == (name, key_id(name, 1, public))]
    return text if own and all(verify_signature(public, text.encode(), signed) for signed in own) else None


def parse_checkpoint(text: str) -> tuple[str, int, bytes] | None:
    """Origin, size and root of a checkpoint's text; None where it is none. Lines after the third are allowed, empty ones not."""
    lines = text.split("\n")
    if len(lines) < 4 or lines.pop() != "" or not all(lines) or not re.fullmatch("0|[1-9][0-9]{0,18}", lines[1]):
        return None
    hashed = unbase64(lines[2])
    if hashed is None or len(hashed) != HASH or not _size(int(lines[1])):
        return None
    return lines[0], int(lines[1]), hashed


# ------------------------------------------------------------------------------- canonical JSON, entries, fields

_DEPTH = 64
_SAFE = 2**53
_ENCODE = json.JSONEncoder(ensure_ascii=False, separators=(",", ":"), allow_nan=False, check_circular=False).encode


def _utf16(key: str) -> bytes:
    return key.encode("utf-16-be", "surrogatepass")


def _ordered(value: Any, depth: int) -> Any:
    kind = type(value)
    if kind is str or kind is bool or value is None:
        return value
    if kind is int and -_SAFE < value < _SAFE:
        return value
    if depth == _DEPTH:
        raise ValueError("nested too deeply")
    if isinstance(value, dict):
        if not all(type(key) is str for key in value):
            raise ValueError("a key that is no string")
        keys = sorted(value) if "".join(value).isascii() else sorted(value, key=_utf16)
        return {key: _ordered(value[key], depth + 1) for key in keys}
    if isinstance(value, (list, tuple)):
        return [_ordered(entry, depth + 1) for entry in value]
    raise ValueError(f"a value of the kind {kind.__name__}, or too large a number")


def canonical(value: Any) -> bytes:
    """Canonical JSON (RFC 8785) of strings, whole numbers within 2^53, true, false, null, lists and objects.

    Raises ValueError for anything else (fractions among it: nothing logged has one), for lone surrogates and for more than 64 levels.
    """
    return _ENCODE(_ordered(value, 0)).encode()


def _whole(digits: str) -> int:
    if len(digits) > 17:
        raise ValueError("too large a number")
    return int(digits)


def _never(_: str) -> NoReturn:
    raise ValueError("a number that is not whole")


def parse_canonical(data: bytes) -> Any:
    """The value whose canonical JSON this is. Raises ValueError where it is not canonical, to the byte."""
    try:
        value = json.loads(data.decode("utf-8"), parse_int=_whole, parse_float=_never, parse_constant=_never)
        if canonical(value) != data:
            raise ValueError("not canonical")
    except RecursionError:
        raise ValueError("nested too deeply") from None
    return value


_INSTANT = re.compile(r"[0-9]{4}-[01][0-9]-[0-3][0-9]T[0-2][0-9]:[0-5][0-9]:[0-5][0-9]\.[0-9]{6}Z", re.ASCII)
_VERB = re.compile(r"[a-z][a-z0-9_]*(\.[a-z][a-z0-9_]*)+", re.ASCII)
_HEX = re.compile(r"[0-9a-f]{64}", re.ASCII)
ENTRY = {"v", "at", "recorded", "verb", "subject", "commitment"}


def is_hex(value: Any) -> bool:
    """Whether a value is 32 bytes in lower-case hexadecimal."""
    return isinstance(value, str) and bool(_HEX.fullmatch(value))


def is_entry(value: Any) -> bool:
    """Whether a value has the shape of an Entry of version 1."""
    if not isinstance(value, dict) or set(value) != ENTRY or value["v"] != 1 or type(value["v"]) is not int:
        return False
    if not all(isinstance(value[name], str) for name in ENTRY - {"v"}):
        return False
    times = _INSTANT.fullmatch(value["at"]) and _INSTANT.fullmatch(value["recorded"])
    return bool(times and _VERB.fullmatch(value["verb"]) and value["subject"]) and is_hex(value["commitment"])


def field_hash(salt: bytes, value: Any) -> bytes:
    """What an Entry commits to of one field: SHA-256 of its salt, 32 bytes, and the canonical JSON of its value."""
    return sha256(salt + canonical(value)).digest()


def commitment(hashes: dict[str, str]) -> str:
    """What an Entry says of its payload, in hexadecimal: SHA-256 over the canonical JSON of each field's hash in hexadecimal."""
    return sha256(canonical(hashes)).hexdigest()


# ---------------------------------------------------------------------------------------------------- the bundle


def _unhex(values: Any) -> list[bytes] | None:
    if not isinstance(values, list) or not all(is_hex(value) for value in values):
        return None
    return [bytes.fromhex(value) for value in values]


def _field(value: Any) -> tuple[str, bool, Any] | None:
    """Hash, whether it is open, and value of a field as a bundle has it; None where it is none."""
    if not isinstance(value, dict):
        return None
    if set(value) == {"hash"} and is_hex(value["hash"]):
        return value["hash"], False, None
    if set(value) == {"salt", "value"} and is_hex(value["salt"]):
        return field_hash(bytes.fromhex(value["salt"]), value["value"]).hex(), True, value["value"]
    return None


class _Verification:
    """One pass over a bundle's lines; what later lines refer to is kept."""

    def __init__(self) -> None:
        self.line = 0
        self.origin = ""
        self.size = 0
        self.root = b""
        self.whole = False
        self.internal = False
        self.vkey = ""
        self.leaves: list[bytes] = []
        self.before = -1
        self.recorded = ""
        self.open: dict[tuple[int, str], Any] = {}
        self.counts = {"entries": 0, "opened": 0, "closed": 0, "files": 0}
        self.stage = 0
        self.file_before = (-1, "")
        self.earlier: dict[int, bytes] = {}

    def shape(self, holds: bool) -> None:
        if not holds:
            raise Fault("shape", line=self.line)

    def header(self, value: Any) -> None:
        if not isinstance(value, dict) or "bundle" not in value:
            raise Fault("not-a-bundle")
        if value["bundle"] != 1 or type(value["bundle"]) is not int:
            raise Fault("version", version=value["bundle"])
        self.shape(set(value) == {"bundle", "checkpoint", "internal", "key", "whole"})
        self.shape(isinstance(value["internal"], bool) and isinstance(value["whole"], bool))
        self.shape(isinstance(value["key"], str) and isinstance(value["checkpoint"], str))
        self.internal, self.whole, self.vkey = value["internal"], value["whole"], value["key"]
        self.origin, self.size, self.root = opened_checkpoint(
            value["checkpoint"].encode(), self.vkey, "BUNDLE", alone=True
        )

    def body(self, value: Any) -> None:
        self.shape(isinstance(value, dict))
        names = set(value)
        if names == {"hash", "index"} or names - {"proof"} == {"entry", "fields", "index"}:
            self.shape(("proof" in names) != self.whole and ("hash" not in names or self.whole))
            self.turn(0)
            self.leaf(value)
        elif names == {"consistency", "root", "size"}:
            self.turn(1)
            self.consistency(value)
        elif names in ({"field", "index", "text"}, {"field", "index", "base64"}):
            self.turn(2)
            self.file(value)
        else:
            self.shape(False)

    def turn(self, stage: int) -> None:
        """Leaves first, then consistency, then files."""
        if stage < self.stage:
            raise Fault("order", line=self.line)
        self.stage = stage

    def leaf(self, value: Any) -> None:
        index = value["index"]
        self.shape(_size(index) and index < self.size)
        if index <= self.before or (self.whole and index != self.before + 1):
            raise Fault("order", line=self.line)
        self.before = index
        if "hash" in value:
            self.shape(is_hex(value["hash"]))
            self.leaves.append(bytes.fromhex(value["hash"]))
            return
        entry = value["entry"]
        if not is_entry(entry):
            raise Fault("entry", index=index)
        hashed = leaf_hash(canonical(entry))
        if self.whole:
            self.leaves.append(hashed)
        elif not verify_inclusion(
            hashed, index, self.size, _unhex(value["proof"]) if value["proof"] else [], self.root
        ):
            raise Fault("inclusion", index=index)
        if entry["recorded"] < self.recorded:
            raise Fault("recorded", index=index)
        self.recorded = entry["recorded"]
        self.fields(index, entry, value["fields"])
        self.counts["entries"] += 1

    def fields(self, index: int, entry: Any, fields: Any) -> None:
        self.shape(isinstance(fields, dict))
        hashes = {}
        for name, value in fields.items():
            found = _field(value)
            if found is None:
                raise Fault("shape", line=self.line)
            hashes[name] = found[0]
            self.counts["opened" if found[1] else "closed"] += 1
            if found[1]:
                self.open[index, name] = found[2]
        if commitment(hashes) != entry["commitment"]:
            raise Fault("commitment", index=index)

    def consistency(self, value: Any) -> None:
        size, proof = value["size"], _unhex(value["consistency"])
        self.shape(_size(size) and proof is not None and is_hex(value["root"]))
        if size <= max(self.earlier, default=0):
            raise Fault("order", line=self.line)
        if size >= self.size or not verify_consistency(size, self.size, proof, bytes.fromhex(value["root"]), self.root):
            raise Fault("consistency", size=size)
        self.earlier[size] = bytes.fromhex(value["root"])

    def file(self, value: Any) -> None:
        index, field = value["index"], value["field"]
        self.shape(_size(index) and isinstance(field, str))
        if (index, field) <= self.file_before:
            raise Fault("order", line=self.line)
        self.file_before = index, field
        content = value.get("text", value.get("base64"))
        self.shape(isinstance(content, str))
        data = content.encode() if "text" in value else unbase64(content)
        if data is None or self.open.get((index, field)) != sha256(data).hexdigest():
            raise Fault("file", index=index, field=field)
        self.counts["files"] += 1

    def end(self) -> None:
        if self.whole and len(self.leaves) != self.size:
            raise Fault("incomplete", count=len(self.leaves), size=self.size)
        if self.whole and root(self.leaves) != self.root:
            raise Fault("root")

    def continues(self, old: int, old_root: bytes) -> None:
        if old > self.size:
            raise Fault("since-larger", old=old, new=self.size)
        if old == self.size:
            now = self.root
        elif old == 0:
            now = EMPTY_ROOT
        elif self.whole:
            now = root(self.leaves[:old])
        elif old in self.earlier:
            now = self.earlier[old]
        else:
            raise Fault("since-unknown", old=old)
        if now != old_root:
            raise Fault("since-other", old=old)


def opened_checkpoint(note: bytes, key: str, name: str, alone: bool = False) -> tuple[str, int, bytes]:
    """Origin, size and root of a checkpoint signed by `key`; `name` says in a Fault what was looked at.

    `alone`: no other signature may stand beside the log's, since nothing here could check it.
    """
    parsed = parse_key(key)
    if parsed is None:
        raise Fault("key", name=name)
    found = parse_note(note)
    if found is None or parse_checkpoint(found[0]) is None:
        raise Fault("note", name=name)
    text = open_note(note, *parsed)
    if text is None or (alone and len(found[1]) != 1):
        raise Fault("signature", name=name)
    checkpoint = parse_checkpoint(text)
    if checkpoint is None or checkpoint[0] != parsed[0]:
        raise Fault("origin", origin=text.split("\n")[0], name=parsed[0])
    return checkpoint


def verify(bundle: bytes, key: str | None = None, since: bytes | None = None) -> dict[str, Any]:
    """Verify a bundle's bytes, against a public key and a checkpoint kept earlier where they are given.

    Returns what was found: `origin`, `size`, `root` (hexadecimal), `internal`, `entries`, `opened`, `closed`, `files`, and `old`,
    the size of the earlier checkpoint, or None. Raises Fault, and nothing else.
    """
    try:
        return _verify(bundle, key, since)
    except Fault:
        raise
    except Exception as error:  # a bundle is anybody's bytes: what is not foreseen is a fault of it, told in a line
        raise Fault("broken", why=type(error).__name__) from None


def _verify(bundle: bytes, key: str | None, since: bytes | None) -> dict[str, Any]:
    if not bundle.startswith(b'{"bundle":'):
        raise Fault("not-a-bundle")
    body, mark, trailer = bundle[:-1].rpartition(b"\n")
    if not mark or not bundle.endswith(b"\n"):
        raise Fault("cut-short")
    if trailer != canonical({"sha256": sha256(body + mark).hexdigest()}):
        raise Fault("trailer" if trailer.startswith(b'{"sha256":') else "cut-short")
    if key is not None and parse_key(key) is None:
        raise Fault("key", name="--key")
    found = _Verification()
    for found.line, line in enumerate(body.split(b"\n"), 1):
        try:
            value = parse_canonical(line)
        except ValueError:
            raise Fault("line", line=found.line) from None
        if found.line == 1:
            found.header(value)
            if key is not None and key != found.vkey:
                raise Fault("other-key")
        else:
            found.body(value)
    found.end()
    old = None
    if since is not None:
        _, old, old_root = opened_checkpoint(since, found.vkey, "--since")
        found.continues(old, old_root)
    return {
        **found.counts, "origin": found.origin, "size": found.size, "root": found.root.hex(), "internal": found.internal, "old": old,
    }  # fmt: skip


def remarks(found: dict[str, Any], key_given: bool) -> list[str]:
    """Codes of `REMARKS` that go with what was verified."""
    said = ["internal" if found["internal"] else "public", "given-key" if key_given else "own-key"]
    return said if found["old"] is None else [*said, "since"]


def read_file(path: str) -> bytes:
    """Bytes of a file. Raises Fault where it cannot be read."""
    try:
        with open(path, "rb") as file:  # noqa: PTH123 — a name from the command line, on any Python
            return file.read()
    except (OSError, ValueError) as error:
        raise Fault("unreadable", name=path, why=getattr(error, "strerror", None) or type(error).__name__) from None


def check_bundle(bundle: str, key: str | None, since: str | None) -> dict[str, Any]:
    """`verify` for names of files; a key's file may end in one newline. Raises Fault."""
    text = None
    if key is not None:
        text = read_file(key).decode("utf-8", "replace")
        text = text[:-1] if text.endswith("\n") else text
    return verify(read_file(bundle), text, None if since is None else read_file(since))


def main(arguments: list[str]) -> int:
    """`BUNDLE [--key KEY] [--since CHECKPOINT]`: 0, or 1 with the reason on one line."""
    import argparse

    parser = argparse.ArgumentParser(prog="verify.py", description=(__doc__ or "").split("\n")[0])
    parser.add_argument("bundle", metavar="BUNDLE")
    parser.add_argument("--key", metavar="KEY")
    parser.add_argument("--since", metavar="CHECKPOINT")
    options = parser.parse_args(arguments)
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="backslashreplace")  # type: ignore[union-attr]
    try:
        found = check_bundle(options.bundle, options.key, options.since)
    except Fault as fault:
        print(" ".join(str(fault).split()), file=sys.stderr)
        return 1
    said = [VERIFIED, *(REMARKS[code] for code in remarks(found, options.key is not None))]
    print(" ".join(said).format(**found))
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
