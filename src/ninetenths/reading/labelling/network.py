"""The clause labeller's network: summed n-gram vectors of a clause and its neighbours, one hidden layer, eight labels.

Weights are small (a table of 8-bit integers and two dense layers) and lie in the package; `nine train labels` makes
them from labelled clauses. The forward pass is plain numpy, all clauses of a text at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ninetenths.packs import resource

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ninetenths.reading.labelling.features import Grams

NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Weights:
    """float32: `table` (buckets, width), `bias` (width), `hidden` (inputs, h) and its bias, `out` (h + width, 8) and its bias."""

    version: str
    table: NDArray[np.float32]
    bias: NDArray[np.float32]
    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    out: NDArray[np.float32]
    out_bias: NDArray[np.float32]


@cache
def weights() -> Weights:
    """The packaged weights."""
    import numpy as np

    with resource("models", "labels.npz").open("rb") as file, np.load(file, allow_pickle=False) as held:
        table = held["table"].astype(np.float32) * held["table_step"]
        rest = {name: held[name].astype(np.float32) for name in ("bias", "hidden", "hidden_bias", "out", "out_bias")}
        return Weights(version=str(held["version"]), table=table, **rest)


def embed(made: Weights, given: Grams) -> NDArray[np.float32]:
    """One vector a clause: tanh of the root-scaled sum of its n-grams' rows; float32 (clauses, width)."""
    import numpy as np

    count = len(given.first)
    if not count:
        return np.zeros((0, made.table.shape[1]), dtype=np.float32)
    rows = np.take(made.table, given.running[0], axis=0)
    rows += np.take(made.table, given.running[1], axis=0)
    rows += np.take(made.table, given.running[2], axis=0)
    # reduceat takes the sums over [first, last) at the even places; a guard row lets the last range end the text.
    rows = np.concatenate((rows, np.zeros((1, rows.shape[1]), dtype=np.float32)))
    bounds = np.stack((given.first, given.last), axis=1).ravel()
    summed = np.add.reduceat(rows, bounds, axis=0)[::2]
    for edge in given.edges:
        summed += np.take(made.table, edge, axis=0)
    terms = (3 * (given.last - given.first) + len(given.edges)).astype(np.float32)
    return np.tanh(summed * (2 / np.sqrt(terms))[:, None] + made.bias)


def context(
    vectors: NDArray[np.float32], places: NDArray[np.float32], sentence: NDArray[np.int64], line: NDArray[np.int64]
) -> NDArray[np.float32]:
    """A clause with its neighbours, its sentence's and its line's mean, and places: float32 (clauses, inputs)."""
    import numpy as np

    count, width = vectors.shape
    spread = places.shape[1]
    made = np.zeros((count, width * (2 * NEIGHBOURS + 3) + 3 * spread), dtype=np.float32)
    made[:, :width] = vectors
    at = width
    for step in range(1, NEIGHBOURS + 1):
        made[step:, at : at + width] = vectors[:-step]
        made[:-step, at + width : at + 2 * width] = vectors[step:]
        at += 2 * width
    for groups in (sentence, line):
        made[:, at : at + width] = _means(vectors, groups)
        at += width
    made[:, at : at + spread] = places
    made[1:, at + spread : at + 2 * spread] = places[:-1]
    made[:-1, at + 2 * spread :] = places[1:]
    return made


def _means(vectors: NDArray[np.float32], groups: NDArray[np.int64]) -> NDArray[np.float32]:
    """Mean vector of each run of equal group numbers, at each of its members."""
    import numpy as np

    begins = np.flatnonzero(np.concatenate(([True], groups[1:] != groups[:-1])))
    sizes = np.diff(np.append(begins, len(groups)))
    means = np.add.reduceat(vectors, begins, axis=0) / sizes[:, None].astype(np.float32)
    return np.repeat(means, sizes, axis=0)


def forward(made: Weights, vectors: NDArray[np.float32], inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores of the labels in the order of LABELS: float32 (clauses, 8); the largest wins."""
    import numpy as np

    hidden = np.maximum(inputs @ made.hidden + made.hidden_bias, 0)
    width = hidden.shape[1]
    scores: NDArray[np.float32] = hidden @ made.out[:width] + vectors @ made.out[width:] + made.out_bias
    return scores
