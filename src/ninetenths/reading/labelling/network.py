"""The clause labeller's network: summed n-gram vectors of a clause and its neighbours, one hidden layer, eight labels.

Weights are small (a table of 8-bit integers and two dense layers) and lie in the package; `nine train labels` makes
them from labelled clauses. The forward pass is plain numpy, all clauses of a text at once.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from math import prod
from typing import TYPE_CHECKING

from ninetenths.packs import load, resource
from ninetenths.reading.values import LABELS

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ninetenths.reading.labelling.features import Grams

NEIGHBOURS = 2


@dataclass(frozen=True, slots=True)
class Layers:
    """The dense layers, float32: `bias` (width), `hidden` (inputs, h) and its bias, `out` (h + width, 8) and its bias."""

    bias: NDArray[np.float32]
    hidden: NDArray[np.float32]
    hidden_bias: NDArray[np.float32]
    out: NDArray[np.float32]
    out_bias: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Weights:
    """All weights. `lanes`: uint64 (buckets, width / 4), four 16-bit lanes, each an 8-bit weight plus 128; `step`: its unit."""

    version: str
    lanes: NDArray[np.uint64]
    step: np.float32
    layers: Layers


@cache
def weights() -> Weights:
    """The packaged weights."""
    import numpy as np

    told = load("models", "labels")
    width, hidden, inputs = told["width"], told["hidden"], told["inputs"]
    # The table is mapped, not read: a text touches a few thousand of its rows. Bare arrays, since numpy's own file
    # formats cost more to open than a short text to read.
    lanes = np.memmap(resource("models", "labels.lanes"), dtype="<u8", mode="r", shape=(told["buckets"], width // 4))
    numbers = np.fromfile(resource("models", "labels.layers"), dtype="<f2").astype(np.float32)
    shapes = ((width,), (inputs, hidden), (hidden,), (hidden + width, len(LABELS)), (len(LABELS),))
    layers, at = [], 0
    for shape in shapes:
        size = prod(shape)
        layers.append(numbers[at : at + size].reshape(shape))
        at += size
    return Weights(told["version"], np.asarray(lanes), np.float32(told["step"]), Layers(*layers))


def packed(table: NDArray[np.int8]) -> NDArray[np.uint64]:
    """The table as it is kept: each 8-bit weight plus 128 in a 16-bit lane, four lanes to a little-endian word."""

    return (table.astype("<i2") + 128).view("<u8")


# A lane holds the sum of at most this many weights; a longer clause is summed by itself.
_LANE_TERMS = 257
_BLOCK = 512  # clauses whose rows stay in the processor's cache


def embed(made: Weights, given: Grams) -> NDArray[np.float32]:
    """One vector a clause: tanh of the root-scaled sum of its n-grams' rows; float32 (clauses, width).

    Sums are taken in integers, four to a word.
    """
    import numpy as np

    lanes, bias = made.lanes, made.layers.bias
    count = len(given.first)
    if not count:
        return np.zeros((0, len(bias)), dtype=np.float32)
    packed = np.empty((count, lanes.shape[1]), dtype=np.uint64)
    for low in range(0, count, _BLOCK):
        first, last = given.first[low : low + _BLOCK], given.last[low : low + _BLOCK]
        begin = int(first[0])
        block = given.running[:, begin : int(last[-1]) + 1]
        rows = lanes.take(block[0], axis=0)
        rows += lanes.take(block[1], axis=0)
        rows += lanes.take(block[2], axis=0)
        bounds = np.stack((first, last), axis=1).ravel() - begin
        # reduceat takes the sums over [first, last) at the even places.
        if bounds[-1] == len(rows):
            bounds = bounds[:-1]
        packed[low : low + _BLOCK] = np.add.reduceat(rows, bounds, axis=0)[::2]
    for edge in given.edges:
        packed += lanes.take(edge, axis=0)
    terms = 3 * (given.last - given.first) + len(given.edges)
    summed = packed.view(np.uint16).astype(np.float32)
    for place in np.flatnonzero(terms > _LANE_TERMS).tolist():
        held = given.running[:, given.first[place] : given.last[place]].ravel()
        held = np.concatenate((held, given.edges[:, place]))
        summed[place] = sum(
            lanes[held[low : low + _LANE_TERMS]].sum(axis=0, dtype=np.uint64).view(np.uint16).astype(np.float32)
            for low in range(0, len(held), _LANE_TERMS)
        )
    summed -= (128 * terms).astype(np.float32)[:, None]
    return np.tanh(summed * (made.step * 2 / np.sqrt(terms.astype(np.float32)))[:, None] + bias)


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


def forward(made: Layers, vectors: NDArray[np.float32], inputs: NDArray[np.float32]) -> NDArray[np.float32]:
    """Scores of the labels in the order of LABELS: float32 (clauses, 8); the largest wins."""
    import numpy as np

    hidden = inputs @ made.hidden
    hidden += made.hidden_bias
    np.maximum(hidden, 0, out=hidden)
    width = hidden.shape[1]
    scores: NDArray[np.float32] = hidden @ made.out[:width] + vectors @ made.out[width:] + made.out_bias
    return scores
