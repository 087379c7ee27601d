"""Training the clause labeller: labelled clauses in, weights out. Deterministic for a seed; numpy and scipy only.

AdamW on cross-entropy with n-gram, vector and hidden dropout; the gradient is written out by hand, since the network
is one sparse sum, one tanh, one hidden layer and a skip.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ninetenths.reading.labelling.features import BUCKET_BITS, PLACE_WIDTH, Grams
from ninetenths.reading.labelling.network import NEIGHBOURS, Layers, context

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

LABEL_COUNT = 8


@dataclass(frozen=True, slots=True)
class Example:
    """A stretch of a text: n-gram counts (sparse, clauses × buckets), places, groups, and targets.

    `targets`: float32 (clauses, 8), a distribution each; all zero where nothing is known of a clause.
    """

    counts: Any
    terms: NDArray[np.float32]
    places: NDArray[np.float32]
    sentence: NDArray[np.int64]
    line: NDArray[np.int64]
    targets: NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class Trained:
    """Weights as they come out of training: `table` float32 (buckets, width) and the dense layers."""

    table: NDArray[np.float32]
    layers: Layers


@dataclass(frozen=True, slots=True)
class Settings:
    """How to train; the values are those found best by leaving documents out."""

    width: int = 16
    hidden: int = 32
    epochs: int = 16
    rate: float = 3e-3
    decay: float = 1e-2
    gram_dropout: float = 0.5
    dropout: float = 0.5
    smoothing: float = 0.1
    rarity: float = 0.3
    seed: int = 0


def example(
    grams: Grams, places: NDArray[np.float32], sentence: NDArray[np.int64], line: NDArray[np.int64],
    targets: NDArray[np.float32], margin: int = 12,
) -> Example:  # fmt: skip
    """One document as an example: the clauses with a target and `margin` more on either side of each."""
    import numpy as np
    from scipy import sparse

    known = np.flatnonzero(targets.any(axis=1))
    keep = np.zeros(len(targets), dtype=bool)
    for place in known:
        keep[max(0, place - margin) : place + margin + 1] = True
    kept = np.flatnonzero(keep)
    columns, pointer = [], [0]
    for place in kept:
        low, high = grams.first[place], grams.last[place]
        columns.append(np.concatenate([grams.running[:, low:high].ravel(), grams.edges[:, place]]))
        pointer.append(pointer[-1] + len(columns[-1]))
    flat = np.concatenate(columns)
    counts = sparse.csr_matrix(
        (np.ones(len(flat), dtype=np.float32), flat, pointer), shape=(len(kept), 1 << BUCKET_BITS)
    )
    terms = np.diff(pointer).astype(np.float32)
    return Example(counts, terms, places[kept], sentence[kept], line[kept], targets[kept])


def train(examples: Sequence[Example], settings: Settings, progress: Callable[[str], None] | None = None) -> Trained:
    """Weights fitted to the examples, one step an example, in an order drawn from the seed."""
    import numpy as np

    random = np.random.default_rng(settings.seed)
    width, hidden = settings.width, settings.hidden
    inputs = width * (2 * NEIGHBOURS + 3) + 3 * PLACE_WIDTH
    drawn: dict[str, NDArray[np.float64]] = {
        "table": random.normal(0, 0.05, (1 << BUCKET_BITS, width)),
        "bias": np.zeros(width),
        "hidden": random.normal(0, (1 / inputs) ** 0.5, (inputs, hidden)),
        "hidden_bias": np.zeros(hidden),
        "out": random.normal(0, (1 / (hidden + width)) ** 0.5, (hidden + width, LABEL_COUNT)),
        "out_bias": np.zeros(LABEL_COUNT),
    }
    state = {name: value.astype(np.float32) for name, value in drawn.items()}
    first = {name: np.zeros_like(value) for name, value in state.items()}
    second = {name: np.zeros_like(value) for name, value in state.items()}
    total = sum(item.targets.sum(axis=0) for item in examples)
    weight = ((total.sum() / LABEL_COUNT / np.maximum(total, 1)) ** settings.rarity).astype(np.float32)
    steps, step = settings.epochs * len(examples), 0
    for epoch in range(settings.epochs):
        lost = 0.0
        for place in random.permutation(len(examples)):
            loss, slopes = _slopes(state, examples[place], settings, weight, random)
            lost += loss
            step += 1
            _adam(state, slopes, first, second, _rate(settings.rate, step, steps), step, settings.decay)
        if progress:
            progress(f"epoch {epoch + 1}/{settings.epochs}: loss {lost / len(examples):.4f}")
    # Dropping n-grams out scales their sum down in training; the table takes that over.
    table = state.pop("table") * np.float32(1 - settings.gram_dropout)
    return Trained(table, Layers(**state))


def _rate(top: float, step: int, steps: int) -> float:
    """One cycle: up for 15 % of the steps, then down along a cosine."""
    from math import cos, pi

    warm = 0.15 * steps
    if step < warm:
        return top * (0.04 + 0.96 * step / warm)
    return top * 0.5 * (1 + cos(pi * (step - warm) / max(1.0, steps - warm)))


def _adam(
    state: dict[str, NDArray[np.float32]], slopes: dict[str, NDArray[np.float32]],
    first: dict[str, NDArray[np.float32]], second: dict[str, NDArray[np.float32]],
    rate: float, step: int, decay: float,
) -> None:  # fmt: skip
    import numpy as np

    for name, slope in slopes.items():
        mean, spread = first[name], second[name]
        mean *= 0.9
        mean += 0.1 * slope
        spread *= 0.999
        spread += 0.001 * slope * slope
        state[name] *= 1 - rate * decay
        state[name] -= (rate / (1 - 0.9**step)) * mean / (np.sqrt(spread / (1 - 0.999**step)) + 1e-8)


def _slopes(
    state: dict[str, NDArray[np.float32]], item: Example, settings: Settings, weight: NDArray[np.float32],
    random: np.random.Generator,
) -> tuple[float, dict[str, NDArray[np.float32]]]:  # fmt: skip
    """Loss of one example and the gradient of every weight."""
    import numpy as np

    width = settings.width
    counts = item.counts.copy()
    counts.data = (random.random(len(counts.data), dtype=np.float32) > settings.gram_dropout).astype(np.float32)
    scale = (2 / np.sqrt(item.terms))[:, None]
    vectors = np.tanh((counts @ state["table"]) * scale + state["bias"])
    kept = (random.random(vectors.shape, dtype=np.float32) > settings.dropout) / np.float32(1 - settings.dropout)
    dropped = (vectors * kept).astype(np.float32)
    inputs = context(dropped, item.places, item.sentence, item.line)
    before = inputs @ state["hidden"] + state["hidden_bias"]
    passed = (random.random(before.shape, dtype=np.float32) > settings.dropout) / np.float32(1 - settings.dropout)
    hidden = (np.maximum(before, 0) * passed).astype(np.float32)
    size = hidden.shape[1]
    scores = hidden @ state["out"][:size] + dropped @ state["out"][size:] + state["out_bias"]
    scores -= scores.max(axis=1, keepdims=True)
    chance = np.exp(scores)
    chance /= chance.sum(axis=1, keepdims=True)
    known = np.any(item.targets, axis=1)
    target = item.targets * (1 - settings.smoothing) + known.reshape(-1, 1) * settings.smoothing / LABEL_COUNT
    # Each clause weighs as its label does, so that rare labels are not drowned.
    share = (item.targets * weight).sum(axis=1)
    share = (share / max(1e-6, share.sum())).astype(np.float32)
    loss = float(-(share * (target * np.log(chance + 1e-9)).sum(axis=1)).sum())
    d_scores = (chance * target.sum(axis=1, keepdims=True) - target) * share[:, None]
    d_hidden = (d_scores @ state["out"][:size].T) * passed * (before > 0)
    d_inputs = d_hidden @ state["hidden"].T
    d_dropped = d_scores @ state["out"][size:].T + _context_slope(d_inputs, width, item)
    d_sum = d_dropped * kept * (1 - vectors * vectors)
    return loss, {
        "table": counts.T @ (d_sum * scale),
        "bias": d_sum.sum(axis=0),
        "hidden": inputs.T @ d_hidden,
        "hidden_bias": d_hidden.sum(axis=0),
        "out": np.concatenate([hidden.T @ d_scores, dropped.T @ d_scores]),
        "out_bias": d_scores.sum(axis=0),
    }


def _context_slope(d_inputs: NDArray[np.float32], width: int, item: Example) -> NDArray[np.float32]:
    """The transpose of `context` for the vectors."""
    import numpy as np

    made = d_inputs[:, :width].copy()
    at = width
    for step in range(1, NEIGHBOURS + 1):
        made[:-step] += d_inputs[step:, at : at + width]
        made[step:] += d_inputs[:-step, at + width : at + 2 * width]
        at += 2 * width
    for groups in (item.sentence, item.line):
        begins = np.flatnonzero(np.concatenate(([True], groups[1:] != groups[:-1])))
        sizes = np.diff(np.append(begins, len(groups)))
        sums = np.add.reduceat(d_inputs[:, at : at + width], begins, axis=0) / sizes[:, None].astype(np.float32)
        made += np.repeat(sums, sizes, axis=0)
        at += width
    return made
