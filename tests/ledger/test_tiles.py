"""Tiles: names, what each append completes, and proofs computed from them that equal those from all leaves."""

from __future__ import annotations

import random

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.ledger import (
    completed,
    consistency_proof,
    consistency_proof_from,
    entries_bytes,
    entries_name,
    inclusion_proof,
    inclusion_proof_from,
    leaf_hash,
    parse_tile_name,
    root,
    root_from,
    tile_name,
    tile_width,
)
from ninetenths.refusal import Refusal

COUNT = 66_000
LEAVES = [leaf_hash(number.to_bytes(4, "big")) for number in range(COUNT)]


@pytest.fixture(scope="module")
def levels() -> list[bytearray]:
    """Hashes a level, grown as the office grows them: a leaf, then what it completed."""
    grown = [bytearray() for _ in range(4)]

    def tile(level: int, index: int) -> bytes:
        return bytes(grown[level][index * 8192 : (index + 1) * 8192])

    for size, leaf in enumerate(LEAVES, 1):
        grown[0] += leaf
        for level, place, hashed in completed(tile, size):
            assert len(grown[level]) == place * 32
            grown[level] += hashed
    return grown


def test_each_level_holds_the_roots_of_the_full_tiles_below(levels: list[bytearray]) -> None:
    assert [len(level) // 32 for level in levels] == [COUNT, COUNT // 256, 1, 0]
    assert bytes(levels[1][32:64]) == root(LEAVES[256:512])
    assert bytes(levels[2][:32]) == root(LEAVES[:65536])
    for level, hashes in enumerate(levels):
        assert sum(tile_width(level, index, COUNT) for index in range(300)) == len(hashes) // 32


def test_proofs_from_tiles_are_those_from_leaves(levels: list[bytearray]) -> None:
    def tile(level: int, index: int) -> bytes:
        return bytes(levels[level][index * 8192 : (index + 1) * 8192])

    dice = random.Random(4)
    sizes = [1, 2, 255, 256, 257, 511, 512, 65535, 65536, 65537, COUNT, *(dice.randrange(1, COUNT) for _ in range(12))]
    for size in sizes:
        index, old = dice.randrange(size), dice.randrange(1, size + 1)
        assert inclusion_proof_from(tile, index, size) == inclusion_proof(LEAVES, index, size)
        assert consistency_proof_from(tile, old, size) == consistency_proof(LEAVES, old, size)
        assert root_from(tile, size) == root(LEAVES[:size])
    with pytest.raises(Refusal):
        inclusion_proof_from(lambda level, index: tile(level, index)[:32], 3, 256)


@pytest.mark.parametrize(
    ("name", "parts"),
    [
        ("0/000", (0, 0, 256)),
        ("1/x001/x234/067", (1, 1234067, 256)),
        ("0/x001/234.p/17", (0, 1234, 17)),
        ("63/999.p/255", (63, 999, 255)),
        ("entries/x001/000.p/1", (-1, 1000, 1)),
    ],
)
def test_names_are_those_of_the_standard(name: str, parts: tuple[int, int, int]) -> None:
    level, index, width = parts
    assert parse_tile_name(name) == parts
    assert name == (tile_name(level, index, width) if level >= 0 else entries_name(index, width))


@pytest.mark.parametrize(
    "name",
    [
        "", "0/0", "00/000", "0/x000/001", "0/001/234", "64/000", "0/000.p/0", "0/000.p/256", "0/000.p/01", "0/000.p", "0/x1/000",
        "0/000\n", "0/٠٠٠", "entries/0", "-1/000", "0/000/", "0//000", "0/" + "x999/" * 40 + "000", "../000",
    ],
)  # fmt: skip
def test_what_is_not_exactly_a_name_is_none(name: str) -> None:
    assert parse_tile_name(name) is None


@given(st.integers(-1, 63), st.integers(0, 10**12), st.integers(1, 256))
def test_names_come_back(level: int, index: int, width: int) -> None:
    name = tile_name(level, index, width) if level >= 0 else entries_name(index, width)
    assert parse_tile_name(name) == (level, index, width)


def test_the_widths_are_those_of_the_standards_example() -> None:
    assert [tile_width(0, 272, 70_000), tile_width(0, 273, 70_000), tile_width(0, 274, 70_000)] == [256, 112, 0]
    assert [tile_width(1, 0, 70_000), tile_width(1, 1, 70_000), tile_width(2, 0, 70_000)] == [256, 17, 1]


def test_an_entry_bundle_has_each_length_before_its_entry() -> None:
    assert entries_bytes([b"", b"ab"]) == b"\0\0\0\2ab"
    with pytest.raises(Refusal):
        entries_bytes([b"x" * 65536])
