"""The frontier: the right edge of the tree, all that an append needs; it fits in one row of a database."""

from __future__ import annotations

from dataclasses import dataclass

from ninetenths.refusal import Refusal

from .verify import EMPTY_ROOT, HASH, node_hash


@dataclass(frozen=True, slots=True)
class Frontier:
    """Size of the tree and the hashes of its complete subtrees, the widest first: one for each bit of `size`."""

    size: int = 0
    subtrees: tuple[bytes, ...] = ()

    def append(self, leaf: bytes) -> Frontier:
        """The frontier with one more leaf hash; O(log size)."""
        subtrees, hashed, bits = list(self.subtrees), leaf, self.size
        while bits & 1:
            hashed = node_hash(subtrees.pop(), hashed)
            bits >>= 1
        return Frontier(self.size + 1, (*subtrees, hashed))

    @property
    def root(self) -> bytes:
        """Root of the tree of this size."""
        if not self.subtrees:
            return EMPTY_ROOT
        hashed = self.subtrees[-1]
        for left in reversed(self.subtrees[:-1]):
            hashed = node_hash(left, hashed)
        return hashed

    def to_bytes(self) -> bytes:
        """8 bytes of size, big-endian, then the hashes."""
        return self.size.to_bytes(8, "big") + b"".join(self.subtrees)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Frontier:
        """What `to_bytes` wrote; raises Refusal for anything else."""
        size = int.from_bytes(stored[:8], "big")
        if len(stored) != 8 + HASH * size.bit_count():
            raise Refusal("ledger", "bad-frontier", length=len(stored))
        return cls(size, tuple(stored[at : at + HASH] for at in range(8, len(stored), HASH)))
