"""The tree: roots and proofs as a naive tree of RFC 6962 has them, and verification that nothing else passes or breaks."""

from __future__ import annotations

import hashlib
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninetenths.ledger import (
    EMPTY_ROOT,
    Frontier,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    root,
    verify_consistency,
    verify_inclusion,
)
from ninetenths.refusal import Refusal

LEAVES = [leaf_hash(str(number).encode()) for number in range(300)]


def half(size: int) -> int:
    return 1 << (size - 1).bit_length() - 1


def naive_root(leaves: list[bytes]) -> bytes:
    if not leaves:
        return hashlib.sha256().digest()
    if len(leaves) == 1:
        return leaves[0]
    k = half(len(leaves))
    return hashlib.sha256(b"\x01" + naive_root(leaves[:k]) + naive_root(leaves[k:])).digest()


def naive_path(index: int, leaves: list[bytes]) -> list[bytes]:
    if len(leaves) == 1:
        return []
    k = half(len(leaves))
    if index < k:
        return [*naive_path(index, leaves[:k]), naive_root(leaves[k:])]
    return [*naive_path(index - k, leaves[k:]), naive_root(leaves[:k])]


def naive_subproof(old: int, leaves: list[bytes], whole: bool) -> list[bytes]:
    if old == len(leaves):
        return [] if whole else [naive_root(leaves)]
    k = half(len(leaves))
    if old <= k:
        return [*naive_subproof(old, leaves[:k], whole), naive_root(leaves[k:])]
    return [*naive_subproof(old - k, leaves[k:], False), naive_root(leaves[:k])]


def test_hashes_have_the_prefixes_of_the_standard() -> None:
    assert leaf_hash(b"x") == hashlib.sha256(b"\0x").digest()
    assert node_hash(b"l", b"r") == hashlib.sha256(b"\1lr").digest()
    # The tree of nothing and of one empty leaf, as RFC 6962 implementations print them.
    assert EMPTY_ROOT.hex() == "e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855"
    assert root([leaf_hash(b"")]).hex() == "6e340b9cffb37a989ca544e6bb780a2c78901d3fb33738768511a30617afa01d"


def test_every_size_has_the_naive_root_by_list_and_by_frontier() -> None:
    frontier = Frontier()
    for size in range(len(LEAVES) + 1):
        assert root(LEAVES[:size]) == naive_root(LEAVES[:size]) == frontier.root
        assert Frontier.from_bytes(frontier.to_bytes()) == frontier
        assert len(frontier.to_bytes()) == 8 + 32 * bin(size).count("1")
        frontier = frontier.append(LEAVES[size % len(LEAVES)])


@pytest.mark.parametrize(
    "stored", [b"", b"\0" * 7, b"\0" * 9, (1).to_bytes(8, "big"), (2).to_bytes(8, "big") + b"x" * 64]
)
def test_bytes_that_are_no_frontier_are_refused(stored: bytes) -> None:
    with pytest.raises(Refusal):
        Frontier.from_bytes(stored)


def test_every_inclusion_proof_of_small_trees_is_the_naive_one_and_verifies_there_alone() -> None:
    for size in range(1, 40):
        top = naive_root(LEAVES[:size])
        for index in range(size):
            proof = inclusion_proof(LEAVES, index, size)
            assert proof == naive_path(index, LEAVES[:size])
            right = [at for at in range(size + 2) if verify_inclusion(LEAVES[index], at, size, proof, top)]
            assert right == [index]


def test_every_consistency_proof_of_small_trees_is_the_naive_one_and_verifies_there_alone() -> None:
    tops = [naive_root(LEAVES[:size]) for size in range(42)]
    for new in range(1, 40):
        for old in range(1, new + 1):
            proof = consistency_proof(LEAVES, old, new)
            assert proof == naive_subproof(old, LEAVES[:new], True)
            assert verify_consistency(old, new, proof, tops[old], tops[new])
            assert not verify_consistency(old, new, proof, tops[old + 1], tops[new])
            assert not verify_consistency(old, new, proof, tops[old], tops[new + 1])
            assert not any(
                verify_consistency(at, new, proof, tops[old], tops[new]) for at in range(new + 2) if at != old
            )


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_proofs_of_random_trees_verify_and_no_changed_one_does(data: st.DataObject) -> None:
    size = data.draw(st.integers(2, 300))
    index, old = data.draw(st.integers(0, size - 1)), data.draw(st.integers(1, size - 1))
    top, before = root(LEAVES[:size]), root(LEAVES[:old])
    included, continued = inclusion_proof(LEAVES, index, size), consistency_proof(LEAVES, old, size)
    assert included == naive_path(index, LEAVES[:size])
    assert verify_inclusion(LEAVES[index], index, size, included, top)
    assert continued == naive_subproof(old, LEAVES[:size], True)
    assert verify_consistency(old, size, continued, before, top)
    for changed in changes(included, top, data):
        assert not verify_inclusion(LEAVES[index], index, size, changed, top)
    for changed in changes(continued, top, data):
        assert not verify_consistency(old, size, changed, before, top)


def changes(proof: list[bytes], top: bytes, data: st.DataObject) -> list[Any]:
    at, bit = data.draw(st.integers(0, len(proof) - 1)), data.draw(st.integers(0, 255))
    flipped = bytearray(proof[at])
    flipped[bit // 8] ^= 1 << bit % 8
    return [
        [*proof[:at], bytes(flipped), *proof[at + 1 :]], proof[:-1], proof[1:], [*proof, top], [top, *proof], [*proof, b""],
        [b"", *proof], [proof[0], *proof], [part[:31] for part in proof], [part + b"\0" for part in proof], b"".join(proof),
        [part.hex() for part in proof], None,
    ]  # fmt: skip


def test_consistency_of_equal_sizes_is_equality_of_roots_and_from_nothing_is_refused() -> None:
    assert verify_consistency(1, 1, [], LEAVES[0], LEAVES[0])
    assert verify_consistency(0, 0, [], EMPTY_ROOT, EMPTY_ROOT)
    assert not verify_consistency(1, 1, [], LEAVES[0], LEAVES[1])
    assert not verify_consistency(1, 1, [EMPTY_ROOT], LEAVES[0], LEAVES[0])
    assert not verify_consistency(0, 0, [], EMPTY_ROOT, LEAVES[0])
    assert not verify_consistency(0, 1, [], EMPTY_ROOT, LEAVES[0])
    assert not verify_consistency(0, 1, [EMPTY_ROOT], EMPTY_ROOT, EMPTY_ROOT)
    assert not verify_consistency(2, 1, [], LEAVES[0], LEAVES[1])
    assert not verify_consistency(1, 2, [], LEAVES[0], root(LEAVES[:2]))


class Awkward:
    """Raises on whatever is done with it."""

    def __getattribute__(self, name: str) -> Any:
        raise RuntimeError(name)


anything = st.one_of(
    st.none(), st.booleans(), st.integers(-(2**70), 2**70), st.floats(), st.text(max_size=3), st.binary(max_size=40),
    st.lists(st.one_of(st.binary(min_size=32, max_size=32), st.none(), st.integers()), max_size=4),
    st.sampled_from([LEAVES[0], 10**400, {}, set(), [[]], [LEAVES[0]] * 1000]),
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(anything, anything, anything, anything, anything)
def test_verifying_never_raises_whatever_it_is_given(a: Any, b: Any, c: Any, d: Any, e: Any) -> None:
    assert verify_inclusion(a, b, c, d, e) in (True, False)
    assert verify_consistency(a, b, c, d, e) in (True, False)


def test_what_raises_at_every_touch_is_only_false() -> None:
    right: list[Any] = [LEAVES[0], 0, 1, [], LEAVES[0]]
    assert verify_inclusion(*right)
    for at in range(5):
        assert not verify_inclusion(*right[:at], Awkward(), *right[at + 1 :])
        assert not verify_consistency(*[1, 2, [Awkward()], LEAVES[0], LEAVES[1]])


@pytest.mark.parametrize(("index", "size"), [(0, 0), (-1, 3), (3, 3), (0, 301)])
def test_a_proof_of_what_is_not_there_is_refused(index: int, size: int) -> None:
    with pytest.raises(Refusal):
        inclusion_proof(LEAVES, index, size)


@pytest.mark.parametrize(("old", "new"), [(0, 3), (4, 3), (-1, 3), (1, 301)])
def test_a_consistency_proof_of_sizes_there_are_not_is_refused(old: int, new: int) -> None:
    with pytest.raises(Refusal):
        consistency_proof(LEAVES, old, new)
