"""Signed notes, checkpoints and one-file proofs (C2SP signed-note, tlog-checkpoint, tlog-proof)."""

from __future__ import annotations

import base64
import re
from collections.abc import Sequence
from dataclasses import dataclass

from ninetenths.refusal import Refusal

from .keys import SigningKey
from .verify import HASH, Fault, leaf_hash, opened_checkpoint, parse_checkpoint, parse_note, unbase64, verify_inclusion

_PROOF = "c2sp.org/tlog-proof@v1"


@dataclass(frozen=True, slots=True)
class Checkpoint:
    """The head of a log: whose, how many leaves, their root."""

    origin: str
    size: int
    root: bytes

    def to_text(self) -> str:
        """The text that is signed."""
        return f"{self.origin}\n{self.size}\n{base64.b64encode(self.root).decode()}\n"

    def signed(self, key: SigningKey) -> bytes:
        """The signed note. The key's name is the log's origin; raises Refusal where it is not."""
        if key.name != self.origin or parse_checkpoint(self.to_text()) is None:
            raise Refusal("ledger", "bad-checkpoint", origin=self.origin, name=key.name)
        return sign_note(self.to_text(), key)


def sign_note(text: str, key: SigningKey) -> bytes:
    """A note with one signature. Raises Refusal for a text that cannot be a note's."""
    signed = base64.b64encode(key.number + key.sign(text.encode())).decode()
    note = f"{text}\n\u2014 {key.name} {signed}\n".encode()
    found = parse_note(note)
    if found is None or found[0] != text or not text.endswith("\n"):
        raise Refusal("ledger", "bad-note")
    return note


def open_checkpoint(note: bytes, vkey: str) -> Checkpoint:
    """The checkpoint of a signed note. Raises Refusal where it is none, or not signed by this key, or another log's."""
    try:
        return Checkpoint(*opened_checkpoint(note, vkey, "checkpoint"))
    except Fault:
        raise Refusal("ledger", "unsigned-checkpoint", key=vkey) from None


def read_checkpoint(note: bytes) -> Checkpoint:
    """The checkpoint of a signed note whose signature is not looked at. Raises Refusal where it is none."""
    found = parse_note(note)
    parsed = parse_checkpoint(found[0]) if found else None
    if parsed is None:
        raise Refusal("ledger", "no-checkpoint")
    return Checkpoint(*parsed)


def write_proof(index: int, proof: Sequence[bytes], checkpoint: bytes, extra: bytes | None = None) -> bytes:
    """A one-file proof that the leaf at `index` is under a signed checkpoint; `extra` is carried along, unproven."""
    lines = [_PROOF, *([] if extra is None else [f"extra {base64.b64encode(extra).decode()}"]), f"index {index}"]
    lines += [base64.b64encode(part).decode() for part in proof]
    return "\n".join([*lines, "", ""]).encode() + checkpoint


def parse_proof(data: bytes) -> tuple[int, list[bytes], bytes, bytes | None] | None:
    """Index, proof, checkpoint and extra of a one-file proof; None where it is not exactly one."""
    head, mark, checkpoint = data.partition(b"\n\n")
    try:
        lines = head.decode("ascii").split("\n")
    except UnicodeDecodeError:
        return None
    if not mark or lines.pop(0) != _PROOF or not lines:
        return None
    extra = None
    if lines[0].startswith("extra "):
        extra = unbase64(lines.pop(0).removeprefix("extra "))
        if extra is None or not lines:
            return None
    index = re.fullmatch("index (0|[1-9][0-9]{0,18})", lines.pop(0))
    hashes = [unbase64(line) for line in lines]
    if not index or any(part is None or len(part) != HASH for part in hashes):
        return None
    return int(index[1]), [part for part in hashes if part is not None], checkpoint, extra


def verify_proof(data: bytes, entry: bytes, vkey: str) -> bool:
    """Whether a one-file proof shows these bytes of an Entry to be in the log of this key. Never raises."""
    try:
        found = parse_proof(data)
        if found is None:
            return False
        _, size, root = opened_checkpoint(found[2], vkey, "checkpoint")
        return verify_inclusion(leaf_hash(entry), found[0], size, found[1], root)
    except Exception:  # no checkpoint of this key, or arguments of another kind
        return False
