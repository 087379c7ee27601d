"""Inclusion and consistency proofs of the log's tree (RFC 6962), and which spans of leaves they are made of.

Hashes are 32 bytes of SHA-256, a proof is a list of them from the leaf's side to the root's. `Refusal` for an index or a size that
the tree does not have. What verifies a proof stands in `verify.py`.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence

from ninetenths.refusal import Refusal

from .verify import node_hash, root


def peaks(start: int, end: int) -> list[tuple[int, int]]:
    """The fewest complete subtrees that cover the leaves `start` … `end`, left to right, as (start, end).

    `start` has to be where a subtree of the whole span's height may begin, as it is for every span of a proof.
    """
    found = []
    while start < end:
        width = 1 << (end - start).bit_length() - 1
        found.append((start, start + width))
        start += width
    return found


def inclusion_spans(index: int, size: int) -> list[tuple[int, int]]:
    """Spans of leaves whose hashes make the inclusion proof, from the leaf's side up."""
    if not 0 <= index < size:
        raise Refusal("ledger", "no-such-leaf", index=index, size=size)
    start, end = 0, size
    spans = []
    while end - start > 1:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if index < middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start = middle
    return spans[::-1]


def consistency_spans(old: int, new: int) -> list[tuple[int, int]]:
    """Spans of leaves whose hashes make the consistency proof, in its order."""
    if not 0 < old <= new:
        raise Refusal("ledger", "no-such-sizes", old=old, new=new)
    start, end, whole = 0, new, True
    spans = []
    while end != old:
        middle = start + (1 << (end - start - 1).bit_length() - 1)
        if old <= middle:
            spans.append((middle, end))
            end = middle
        else:
            spans.append((start, middle))
            start, whole = middle, False
    if not whole:
        spans.append((start, end))
    return spans[::-1]


def span_hash(span: tuple[int, int], subtree: Callable[[int, int], bytes]) -> bytes:
    """Hash of a span, from a callable that gives the hashes of complete aligned subtrees by (start, end)."""
    parts = [subtree(start, end) for start, end in peaks(*span)]
    hashed = parts.pop()
    while parts:
        hashed = node_hash(parts.pop(), hashed)
    return hashed


def inclusion_proof(leaves: Sequence[bytes], index: int, size: int) -> list[bytes]:
    """Proof that leaf `index` is in the tree of the first `size` leaf hashes."""
    _enough(leaves, size)
    return [root(leaves[start:end]) for start, end in inclusion_spans(index, size)]


def consistency_proof(leaves: Sequence[bytes], old: int, new: int) -> list[bytes]:
    """Proof that the tree of the first `old` leaf hashes is the beginning of the tree of the first `new`; `old` is at least 1."""
    _enough(leaves, new)
    return [root(leaves[start:end]) for start, end in consistency_spans(old, new)]


def _enough(leaves: Sequence[bytes], size: int) -> None:
    if size > len(leaves):
        raise Refusal("ledger", "too-few-leaves", size=size, count=len(leaves))
