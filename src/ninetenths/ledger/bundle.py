"""A bundle: one file that lets a sceptic verify Entries, their fields and files offline; `verify.py` reads it.

Lines of canonical JSON, in this order, each ended by a newline:

- `{"bundle": 1, "checkpoint", "internal", "key", "whole"}`
- the leaves by index: `{"index", "entry", "fields"}` with `"proof"` where the bundle is not whole, or `{"index", "hash"}` where it is;
  a field is `{"salt", "value"}` or `{"hash"}`
- `{"size", "root", "consistency"}` of earlier checkpoints, where it is not whole
- files by index and field: `{"index", "field", "text"}` or `…"base64"`; the field's value is the file's SHA-256 in hexadecimal
- `{"sha256"}` over all lines above

A whole bundle has every leaf, so that it can be held against any earlier checkpoint.
"""

from __future__ import annotations

import base64
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, field
from hashlib import sha256
from typing import Any

from ninetenths.refusal import Refusal

from .entries import Field
from .notes import Checkpoint, open_checkpoint
from .verify import HASH, canonical, parse_canonical

Proof = Callable[[int], list[bytes]]


@dataclass(frozen=True, slots=True)
class Leaf:
    """A leaf for a bundle: its Entry's bytes with its payload's fields, or its hash alone."""

    index: int
    entry: bytes | None = None
    fields: Mapping[str, Field] = field(default_factory=dict)
    hash: bytes | None = None


@dataclass(frozen=True, slots=True)
class File:
    """A file that an open field of an Entry names by its SHA-256."""

    index: int
    field: str
    data: bytes


def whole_bundle(
    checkpoint: bytes, vkey: str, leaves: Iterable[Leaf], files: Iterable[File] = (), *, internal: bool
) -> Iterator[bytes]:
    """Lines of a bundle with every leaf of the log, shown or as its hash, by index; open fields are those given open.

    Raises Refusal where the checkpoint is not signed by `vkey`.
    """
    open_checkpoint(checkpoint, vkey)
    body = (_leaf(leaf, None) for leaf in leaves)
    return _closed(_header(checkpoint, vkey, internal, True), body, (_file(file) for file in _in_order(files)))


def part_bundle(
    checkpoint: bytes, vkey: str, leaves: Iterable[Leaf], files: Iterable[File] = (), *, internal: bool,
    inclusion: Proof, consistency: Proof, earlier: Iterable[Checkpoint] = (),
) -> Iterator[bytes]:  # fmt: skip
    """Lines of a bundle of some Entries, each with its proof.

    `inclusion(index)` and `consistency(size)` give proofs up to the checkpoint's size; `earlier` are checkpoints of before that
    the bundle is to be held against. Raises Refusal where the checkpoint is not signed by `vkey`.
    """
    now = open_checkpoint(checkpoint, vkey)
    shown = (_leaf(leaf, inclusion(leaf.index)) for leaf in leaves)
    before = {old.size: old for old in earlier if 0 < old.size < now.size}
    continued = (
        {"size": size, "root": before[size].root.hex(), "consistency": _hex(consistency(size))}
        for size in sorted(before)
    )
    return _closed(
        _header(checkpoint, vkey, internal, False), shown, continued, (_file(file) for file in _in_order(files))
    )


def _header(checkpoint: bytes, vkey: str, internal: bool, whole: bool) -> dict[str, Any]:
    return {"bundle": 1, "checkpoint": checkpoint.decode(), "internal": internal, "key": vkey, "whole": whole}


def _in_order(files: Iterable[File]) -> list[File]:
    return sorted(files, key=lambda file: (file.index, file.field))


def _hex(hashes: Iterable[bytes]) -> list[str]:
    return [part.hex() for part in hashes]


def _leaf(leaf: Leaf, proof: list[bytes] | None) -> dict[str, Any]:
    if leaf.entry is None:
        if leaf.hash is None or len(leaf.hash) != HASH or proof is not None:
            raise Refusal("ledger", "bad-leaf", index=leaf.index)
        return {"index": leaf.index, "hash": leaf.hash.hex()}
    fields = {name: _shown(field) for name, field in leaf.fields.items()}
    value = {"index": leaf.index, "entry": parse_canonical(leaf.entry), "fields": fields}
    return value if proof is None else {**value, "proof": _hex(proof)}


def _shown(field: Field) -> dict[str, Any]:
    """A field as a bundle has it. The text that stands in place of a cut one is an Entry's of its own: here it would be unproven."""
    return {"hash": field.hash.hex()} if field.salt is None else {"salt": field.salt.hex(), "value": field.value}


def _file(file: File) -> dict[str, Any]:
    try:
        return {"index": file.index, "field": file.field, "text": file.data.decode("utf-8")}
    except UnicodeDecodeError:
        return {"index": file.index, "field": file.field, "base64": base64.b64encode(file.data).decode()}


def _closed(header: dict[str, Any], *parts: Iterable[dict[str, Any]]) -> Iterator[bytes]:
    """The lines as bytes, and the last, which is over all of them."""
    whole = sha256()
    for part in ([header], *parts):
        for value in part:
            line = canonical(value) + b"\n"
            whole.update(line)
            yield line
    yield canonical({"sha256": whole.hexdigest()}) + b"\n"
