"""The log: a Merkle tree of Entries, its proofs, tiles and signed checkpoints, and what verifies them; pure values."""

from __future__ import annotations

from .entries import Entry, Field, commit, cut, enter, erase, holds, instant, opened, seal
from .frontier import Frontier
from .keys import SigningKey
from .notes import (
    Checkpoint,
    open_checkpoint,
    parse_proof,
    read_checkpoint,
    sign_note,
    verify_proof,
    write_proof,
)
from .tiles import (
    completed,
    consistency_proof_from,
    entries_bytes,
    entries_name,
    inclusion_proof_from,
    parse_tile_name,
    root_from,
    tile_name,
    tile_width,
)
from .tree import consistency_proof, inclusion_proof
from .verify import (
    EMPTY_ROOT,
    canonical,
    leaf_hash,
    node_hash,
    open_note,
    parse_canonical,
    parse_checkpoint,
    parse_key,
    parse_note,
    root,
    verify_consistency,
    verify_inclusion,
    verify_signature,
)

__all__ = [
    "EMPTY_ROOT",
    "Checkpoint",
    "Entry",
    "Field",
    "Frontier",
    "SigningKey",
    "canonical",
    "commit",
    "completed",
    "consistency_proof",
    "consistency_proof_from",
    "cut",
    "enter",
    "entries_bytes",
    "entries_name",
    "erase",
    "holds",
    "inclusion_proof",
    "inclusion_proof_from",
    "instant",
    "leaf_hash",
    "node_hash",
    "open_checkpoint",
    "open_note",
    "opened",
    "parse_canonical",
    "parse_checkpoint",
    "parse_key",
    "parse_note",
    "parse_proof",
    "parse_tile_name",
    "read_checkpoint",
    "root",
    "root_from",
    "seal",
    "sign_note",
    "tile_name",
    "tile_width",
    "verify_consistency",
    "verify_inclusion",
    "verify_proof",
    "verify_signature",
    "write_proof",
]
