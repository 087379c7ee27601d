"""What a stretch of text is about: a vector from its bigrams, so that 违法建设 and 违建 come near each other.

The vectors of the 32,768 commonest bigrams come from which bigrams stand in the same and neighbouring clauses of
official texts (positive pointwise mutual information, truncated singular vectors), scaled by rarity; they are packaged
as 8-bit integers and made by `nine train meaning`.
"""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING

from ninetenths.packs import resource

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ninetenths.following.rarity import Grams


@cache
def _vectors() -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    import numpy as np

    with resource("models", "meaning.npz").open("rb") as file, np.load(file, allow_pickle=False) as held:
        vectors = held["vector"].astype(np.float32) * held["step"]
        # A last row of zeros stands for every bigram that has no vector.
        return held["gram"].astype(np.int64), np.concatenate(
            (vectors, np.zeros((1, vectors.shape[1]), dtype=np.float32))
        )


def meanings(given: Grams) -> NDArray[np.float32]:
    """A unit vector (or zeros) for each row: float32, shape (rows, width)."""
    import numpy as np

    known, vectors = _vectors()
    at = np.minimum(np.searchsorted(known, given.gram), len(known) - 1)
    taken = vectors[np.where(known[at] == given.gram, at, len(known))]
    summed = np.zeros((given.rows, vectors.shape[1]), dtype=np.float32)
    if len(given.row):
        begins = np.flatnonzero(np.concatenate(([True], given.row[1:] != given.row[:-1])))
        summed[given.row[begins]] = np.add.reduceat(taken, begins, axis=0)
    length = np.sqrt((summed * summed).sum(axis=1, keepdims=True))
    made: NDArray[np.float32] = summed / np.maximum(length, 1e-6)
    return made
