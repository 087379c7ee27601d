"""How much a pair of characters tells: rare pairs name things, common ones are the genre's boilerplate.

The weight of a bigram is the smaller of its rarity in official texts at large (a packaged table of hashed counts,
made by `nine train rarity`) and its rarity in the texts at hand, where the place's own name is common.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ninetenths.packs import resource

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

TABLE_BITS = 17
_MARKS = "，。；：、！？,.;:!?“”‘’「」『』《》〈〉（）()【】[]〔〕\n\r\t \u3000\xa0—-·%％"


@dataclass(frozen=True, slots=True)
class Grams:
    """Distinct bigrams of each of a list of texts: `row` (which text) and `gram` (its code), sorted by row then gram."""

    row: NDArray[np.int64]
    gram: NDArray[np.int64]
    rows: int


@cache
def _plain() -> NDArray[np.uint32]:
    """Code points folded for comparing: marks and digits to 0, which no bigram may hold; letters to lower case."""
    import numpy as np

    table = np.arange(0x10000, dtype=np.uint32)
    for char in _MARKS + "0123456789０１２３４５６７８９的和与及了":
        table[ord(char)] = 0
    for char in "ABCDEFGHIJKLMNOPQRSTUVWXYZ":
        table[ord(char)] = ord(char.lower())
    return table


def grams(codes: NDArray[np.uint32], starts: Sequence[int], ends: Sequence[int]) -> Grams:
    """Distinct bigrams of each stretch `[start, end)` of a text given as code points."""
    import numpy as np

    plain = _plain()[np.minimum(codes, 0xFFFF)].astype(np.int64)
    first, last = np.asarray(starts, dtype=np.int64), np.asarray(ends, dtype=np.int64)
    sizes = np.maximum(last - first - 1, 0)
    row = np.repeat(np.arange(len(first)), sizes)
    offset = np.arange(sizes.sum()) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    at = np.repeat(first, sizes) + offset
    left, right = plain[at], plain[at + 1]
    kept = (left != 0) & (right != 0)
    packed = distinct((row[kept] << 32) | (left[kept] << 16) | right[kept])
    return Grams(packed >> 32, packed & 0xFFFFFFFF, len(first))


def distinct(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """The distinct values in ascending order."""
    import numpy as np

    ordered = np.sort(values)
    if len(ordered) == 0:
        return ordered
    return ordered[np.concatenate(([True], ordered[1:] != ordered[:-1]))]


def slot(gram: NDArray[np.int64]) -> NDArray[np.int64]:
    """Place of a bigram in the table of counts."""
    return ((gram * 0x9E3779B1) & 0xFFFFFFFF) >> (32 - TABLE_BITS)


@cache
def _table() -> NDArray[np.float32]:
    import numpy as np

    with resource("models", "rarity.npz").open("rb") as file, np.load(file, allow_pickle=False) as held:
        table: NDArray[np.float32] = held["rarity"].astype(np.float32) / 16
        return table


def weigh(known: NDArray[np.int64], shared: Sequence[Grams]) -> NDArray[np.float32]:
    """Weights of the bigrams `known` (sorted, distinct), given the texts at hand; each 0 to about 14 (nats)."""
    import numpy as np

    counts = np.zeros(len(known), dtype=np.int64)
    total = 1
    for item in shared:
        counts += np.bincount(np.searchsorted(known, item.gram), minlength=len(known))
        total += item.rows
    local = np.log(total / np.maximum(counts, 1)).astype(np.float32) + 1.5
    weight: NDArray[np.float32] = np.minimum(_table()[slot(known)], local * 1.6)
    return weight
