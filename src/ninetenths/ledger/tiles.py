"""Tiles (C2SP tlog-tiles): the tree's hashes in files of up to 256, their names, and proofs computed from them.

A tile is named by level and index; level 0 holds leaf hashes, each hash of a level above the root of a full tile below.
A `Tile` callable gives a tile's bytes by (level, index): at least as many hashes as the tree of the asked size has there.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Sequence

from ninetenths.refusal import Refusal

from .tree import consistency_spans, inclusion_spans, span_hash
from .verify import EMPTY_ROOT, HASH, root

WIDTH = 256
Tile = Callable[[int, int], bytes]
_NUMBER = r"(?P<number>(?:x[0-9]{3}/)*[0-9]{3})(?:\.p/(?P<width>[1-9][0-9]{0,2}))?"
_NAME = re.compile(rf"(?P<level>0|[1-9][0-9]?)/{_NUMBER}", re.ASCII)
_ENTRIES = re.compile(rf"entries/{_NUMBER}", re.ASCII)


def number_name(index: int, width: int = WIDTH) -> str:
    """`x001/x234/067`, and `.p/W` where the tile is partial."""
    digits = str(index)
    digits = digits.zfill(-(-len(digits) // 3) * 3)
    groups = [digits[at : at + 3] for at in range(0, len(digits), 3)]
    name = "/".join([*(f"x{group}" for group in groups[:-1]), groups[-1]])
    return name if width == WIDTH else f"{name}.p/{width}"


def tile_name(level: int, index: int, width: int = WIDTH) -> str:
    """A tile's path behind `…/tile/`: `0/x001/234`, `1/000.p/17`."""
    return f"{level}/{number_name(index, width)}"


def entries_name(index: int, width: int = WIDTH) -> str:
    """An entry bundle's path behind `…/tile/`: `entries/000.p/12`."""
    return f"entries/{number_name(index, width)}"


def parse_tile_name(name: str) -> tuple[int, int, int] | None:
    """(level, index, width) of a tile's path, level -1 for an entry bundle; None where it is not exactly a tile's name."""
    found = _NAME.fullmatch(name) or _ENTRIES.fullmatch(name)
    if not found or len(name) > 100:
        return None
    level = int(found["level"]) if "level" in found.re.groupindex else -1
    index, width = int(found["number"].replace("x", "").replace("/", "")), int(found["width"] or WIDTH)
    right = tile_name(level, index, width) if level >= 0 else entries_name(index, width)
    return (level, index, width) if right == name and level < 64 and (not found["width"] or width < WIDTH) else None


def tile_width(level: int, index: int, size: int) -> int:
    """Hashes that the tree of `size` has in a tile: 256 where it is full, 0 where there is none yet."""
    return min(WIDTH, max(0, (size >> 8 * level) - index * WIDTH))


def entries_bytes(entries: Sequence[bytes]) -> bytes:
    """An entry bundle: each Entry's bytes after their length, a big-endian uint16. Raises Refusal where one is too long."""
    for entry in entries:
        if len(entry) > 0xFFFF:
            raise Refusal("ledger", "entry-too-long", length=len(entry))
    return b"".join(len(entry).to_bytes(2, "big") + entry for entry in entries)


def completed(leaves: Tile, size: int) -> Iterator[tuple[int, int, bytes]]:
    """What an append that made the tree `size` long completes above the leaves: (level, place in the level, hash).

    `leaves` gives the tiles already there. Nothing while `size` is no multiple of 256; at 65,536 it gives two hashes.
    The hash at a place of a level belongs in the tile `place // 256` of that level.
    """
    level, hashed = 0, b""
    while size and size % WIDTH == 0:
        size //= WIDTH
        tile = leaves(level, size - 1)
        if level:
            # The last hash of this tile was completed just now; the caller may not have stored it yet.
            tile = tile[: (WIDTH - 1) * HASH] + hashed
        hashed = root(split(tile, WIDTH))
        level += 1
        yield level, size - 1, hashed


def split(tile: bytes, width: int) -> list[bytes]:
    """The first `width` hashes of a tile. Raises Refusal where it has fewer."""
    if len(tile) < width * HASH:
        raise Refusal("ledger", "short-tile", width=width, count=len(tile) // HASH)
    return [bytes(tile[at : at + HASH]) for at in range(0, width * HASH, HASH)]


def _subtrees(tile: Tile) -> Callable[[int, int], bytes]:
    """Hashes of complete aligned subtrees out of tiles; each tile is fetched once."""
    fetched: dict[tuple[int, int], bytes] = {}

    def subtree(start: int, end: int) -> bytes:
        height = (end - start).bit_length() - 1
        level = height // 8
        first, count = start >> 8 * level, 1 << height % 8
        index, place = divmod(first, WIDTH)
        if (level, index) not in fetched:
            fetched[level, index] = tile(level, index)
        hashes = fetched[level, index][place * HASH : (place + count) * HASH]
        if len(hashes) != count * HASH:
            raise Refusal("ledger", "short-tile", width=place + count, count=len(fetched[level, index]) // HASH)
        return root(split(hashes, count))

    return subtree


def inclusion_proof_from(tile: Tile, index: int, size: int) -> list[bytes]:
    """Inclusion proof computed from tiles: some of each level, whatever the tree's size."""
    subtree = _subtrees(tile)
    return [span_hash(span, subtree) for span in inclusion_spans(index, size)]


def consistency_proof_from(tile: Tile, old: int, new: int) -> list[bytes]:
    """Consistency proof computed from tiles; `old` is at least 1."""
    subtree = _subtrees(tile)
    return [span_hash(span, subtree) for span in consistency_spans(old, new)]


def root_from(tile: Tile, size: int) -> bytes:
    """Root of the tree of `size` computed from tiles."""
    return span_hash((0, size), _subtrees(tile)) if size else EMPTY_ROOT
