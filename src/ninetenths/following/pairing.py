"""Promises and review clauses side by side: how much each clause says of the same matter.

All pairs at once in arrays of shape (promises, clauses); then the few nearest clauses of each promise are looked at
more closely. Rarity-weighted bigrams, since unweighted ones retrieve boilerplate.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ninetenths.following.meaning import meanings
from ninetenths.following.rarity import Grams, grams, weigh

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ninetenths.reading import Span

# The verbs that promises open with: what is to be done to comes after.
_OPENING = re.compile(
    "(?:[一二三四五六七八九十]是|[①-⑳]|\\d+[.、．])?(?:(?:继续|进一步|全面|深入|扎实|大力|积极|加快|着力|持续|稳步|有序|努力|全力|切实|统筹|协同|高质量|高标准|高水平|加大|强化|不断|力争|确保|组织|探索|逐步)*"
    "(?:推进|推动|实施|建设|开展|完善|健全|深化|打造|加强|建立|落实|提升|发展|构建|培育|支持|推行|启动|开工|建成|完成|抓好|做好|办好|优化|扩大|创建|争创|编制|出台|制定|新建|新增|改造|引进|促进|实现|提高|巩固|规范)?)"
)
_NAME = re.compile("[“「《]([^”」》]{2,20})[”」》]")
LOOKED_AT = 10
_SWEEPING = 160  # a bigram in more review clauses than this names nothing


@dataclass(frozen=True, slots=True)
class Side:
    """One side of a comparison: spans of a text with its code points, and the group (sentence) and heading of each.

    `group`: number of the sentence a span stands in, ascending. `heading`: span of the heading it stands under.
    """

    text: str
    codes: NDArray[np.uint32]
    spans: Sequence[Span]
    group: Sequence[int]
    heading: Sequence[Span]


@dataclass(frozen=True, slots=True)
class Pairs:
    """The nearest clauses of each promise: `clause` int (promises, k), `features` float32 (promises, k, FEATURES)."""

    clause: NDArray[np.int64]
    features: NDArray[np.float32]


FEATURES = (
    "covered", "covers", "cosine", "sentence", "heading", "peak", "peak_two", "in_order", "unlike_next", "size", "position",
    "meaning", "meaning_best", "runs", "object", "named", "meaning_sentence",
)  # fmt: skip


def pair(promises: Side, review: Side) -> Pairs:
    """Compare every promise with every review clause; either side may be empty."""
    import numpy as np

    count, others = len(promises.spans), len(review.spans)
    k = min(LOOKED_AT, others)
    if not count or not others:
        return Pairs(np.zeros((count, 0), dtype=np.int64), np.zeros((count, 0, len(FEATURES)), dtype=np.float32))
    left = grams(promises.codes, *zip(*promises.spans, strict=True))
    right = grams(review.codes, *zip(*review.spans, strict=True))
    known = np.union1d(left.gram, right.gram)
    weight = weigh(known, (left, right))
    shared, peak, peak_two = _shared(left, right, known, weight)
    mass_left, mass_right = _mass(left, known, weight), _mass(right, known, weight)
    covered = shared / (mass_left[:, None] + 4)
    covers = shared / (mass_right[None, :] + 4)
    cosine = shared / np.sqrt((mass_left[:, None] + 4) * (mass_right[None, :] + 4))
    meaning = meanings(left) @ meanings(right).T
    near = 0.6 * covered + 0.4 * cosine + 0.012 * peak + 0.25 * np.maximum(meaning, 0)
    chosen = np.argpartition(-near, k - 1, axis=1)[:, :k]
    order = np.argsort(-np.take_along_axis(near, chosen, axis=1), axis=1, kind="stable")
    chosen = np.take_along_axis(chosen, order, axis=1)
    sentence = _by_sentence(left, right, np.asarray(review.group), known, weight, chosen) / (mass_left[:, None] + 4)
    heading = _headings(promises, review, chosen)
    take = np.take_along_axis
    best = take(near, chosen, axis=1)
    following = np.concatenate((best[:, 1:], best[:, -1:]), axis=1)
    where_left = np.asarray([start for start, _ in promises.spans], dtype=np.float32)
    where_right = np.asarray([start for start, _ in review.spans], dtype=np.float32)
    along_left = (where_left - where_left.min()) / max(1.0, float(np.ptp(where_left)))
    along_right = (where_right - where_right.min()) / max(1.0, float(np.ptp(where_right)))
    features = np.stack([
        take(covered, chosen, axis=1), take(covers, chosen, axis=1), take(cosine, chosen, axis=1), sentence, heading,
        take(peak, chosen, axis=1) / 10, take(peak_two, chosen, axis=1) / 10, _in_order(promises, review, chosen),
        best - following, np.broadcast_to(np.log(mass_left + 4)[:, None] / 5, chosen.shape),
        np.abs(along_left[:, None] - along_right[chosen]), take(meaning, chosen, axis=1),
        take(meaning, chosen, axis=1) - meaning.max(axis=1, keepdims=True),
        _runs(promises, review, chosen), _objects(promises, right, known, weight, chosen), _names(promises, review, chosen),
        _meaning_of_sentence(left, right, np.asarray(review.group), chosen),
    ], axis=2).astype(np.float32)  # fmt: skip
    return Pairs(chosen, features)


def _mass(given: Grams, known: NDArray[np.int64], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    import numpy as np

    return np.bincount(given.row, weights=weight[np.searchsorted(known, given.gram)], minlength=given.rows).astype(np.float32)


def _joined(
    left: Grams, right_row: NDArray[np.int64], right_gram: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every (left row, right row, gram) in which both hold the gram."""
    import numpy as np

    order = np.argsort(right_gram, kind="stable")
    sorted_gram, sorted_row = right_gram[order], right_row[order]
    low = np.searchsorted(sorted_gram, left.gram, side="left")
    high = np.searchsorted(sorted_gram, left.gram, side="right")
    sizes = high - low
    sizes[sizes > _SWEEPING] = 0
    total = int(sizes.sum())
    rows = np.repeat(left.row, sizes)
    offset = np.arange(total) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return rows, sorted_row[np.repeat(low, sizes) + offset], np.repeat(left.gram, sizes)


def _shared(
    left: Grams, right: Grams, known: NDArray[np.int64], weight: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Shared weight of every pair, and its largest and second largest single weights."""
    import numpy as np

    rows, columns, gram = _joined(left, right.row, right.gram)
    worth = weight[np.searchsorted(known, gram)]
    flat = rows * right.rows + columns
    shape = (left.rows, right.rows)
    shared = np.bincount(flat, weights=worth, minlength=shape[0] * shape[1]).reshape(shape).astype(np.float32)
    # In ascending order of weight a later write is a larger one: plain assignment keeps the maximum.
    order = np.argsort(worth, kind="stable")
    flat, worth = flat[order], worth[order]
    peak = np.zeros(shape[0] * shape[1], dtype=np.float32)
    peak[flat] = worth
    winner = np.zeros(shape[0] * shape[1], dtype=np.int64)
    winner[flat] = np.arange(len(flat))
    rest = np.ones(len(flat), dtype=bool)
    rest[winner[flat]] = False
    peak_two = np.zeros_like(peak)
    peak_two[flat[rest]] = worth[rest]
    return shared, peak.reshape(shape), peak_two.reshape(shape)


def _by_sentence(
    left: Grams, right: Grams, group: NDArray[np.int64], known: NDArray[np.int64], weight: NDArray[np.float32],
    chosen: NDArray[np.int64],
) -> NDArray[np.float32]:  # fmt: skip
    """Weight shared with the whole sentence of each chosen clause."""
    import numpy as np

    number = np.unique(group, return_inverse=True)[1]
    packed = np.unique((number[right.row] << 32) | right.gram)
    rows, columns, gram = _joined(left, packed >> 32, packed & 0xFFFFFFFF)
    wide = int(number.max()) + 1
    worth = weight[np.searchsorted(known, gram)]
    shared = np.bincount(rows * wide + columns, weights=worth, minlength=left.rows * wide).reshape(left.rows, wide)
    return np.take_along_axis(shared, number[chosen], axis=1).astype(np.float32)


def _headings(promises: Side, review: Side, chosen: NDArray[np.int64]) -> NDArray[np.float32]:
    """How like the heading over the promise is to the heading over the clause (Dice of bigrams)."""
    import numpy as np

    left_of, left = np.unique(np.asarray(promises.heading), axis=0, return_inverse=True)
    right_of, right = np.unique(np.asarray(review.heading), axis=0, return_inverse=True)
    one = grams(promises.codes, left_of[:, 0], left_of[:, 1])
    two = grams(review.codes, right_of[:, 0], right_of[:, 1])
    rows, columns, _ = _joined(one, two.row, two.gram)
    shared = np.bincount(rows * two.rows + columns, minlength=one.rows * two.rows).reshape(one.rows, two.rows)
    size_one, size_two = np.bincount(one.row, minlength=one.rows), np.bincount(two.row, minlength=two.rows)
    dice = 2 * shared / np.maximum(1, size_one[:, None] + size_two[None, :])
    return dice[left.ravel()[:, None], right.ravel()[chosen]].astype(np.float32)


def _in_order(promises: Side, review: Side, chosen: NDArray[np.int64]) -> NDArray[np.float32]:
    """Share of the promise's characters that the clause has in the same order."""
    import numpy as np
    from rapidfuzz.distance import LCSseq
    from rapidfuzz.process import cpdist

    surfaces = [review.text[start:end] for start, end in review.spans]
    wanted = [promises.text[start:end] for start, end in promises.spans]
    left = [surface for surface in wanted for _ in range(chosen.shape[1])]
    right = [surfaces[place] for place in chosen.ravel().tolist()]
    common = cpdist(left, right, scorer=LCSseq.similarity, workers=1).astype(np.float32).reshape(chosen.shape)
    return common / np.asarray([max(1, len(surface)) for surface in wanted], dtype=np.float32)[:, None]


def _runs(promises: Side, review: Side, chosen: NDArray[np.int64]) -> NDArray[np.float32]:
    """Share of the promise's runs of four characters that stand in the clause: the same wording, not the same words."""
    import numpy as np

    made = np.zeros(chosen.shape, dtype=np.float32)
    surfaces = [review.text[start:end] for start, end in review.spans]
    for row, ((start, end), places) in enumerate(zip(promises.spans, chosen.tolist(), strict=True)):
        runs = [promises.text[at : at + 4] for at in range(start, max(start + 1, end - 3))]
        made[row] = [sum(run in surfaces[place] for run in runs) for place in places]
        made[row] /= len(runs)
    return made


def _objects(
    promises: Side, right: Grams, known: NDArray[np.int64], weight: NDArray[np.float32], chosen: NDArray[np.int64]
) -> NDArray[np.float32]:
    """Coverage of what is to be done to: the promise without the verbs it opens with, its last half."""
    import numpy as np

    cut = []
    for start, end in promises.spans:
        opening = _OPENING.match(promises.text, start, end)
        cut.append((min(opening.end() if opening else start, end - 2), end))
    left = grams(promises.codes, *zip(*cut, strict=True))
    rows, columns, gram = _joined(left, right.row, right.gram)
    inside = np.searchsorted(known, gram)
    shape = (left.rows, right.rows)
    shared = np.bincount(rows * right.rows + columns, weights=weight[inside], minlength=shape[0] * shape[1]).reshape(shape)
    mass = _mass(left, known, weight)
    return (np.take_along_axis(shared, chosen, axis=1) / (mass[:, None] + 3)).astype(np.float32)


def _names(promises: Side, review: Side, chosen: NDArray[np.int64]) -> NDArray[np.float32]:
    """1 where a quoted name of the promise stands in the clause, -1 where it has one that does not, 0 where it has none."""
    import numpy as np

    made = np.zeros(chosen.shape, dtype=np.float32)
    for row, (start, end) in enumerate(promises.spans):
        names = _NAME.findall(promises.text, start, end)
        if names:
            for column, place in enumerate(chosen[row].tolist()):
                surface = review.text[slice(*review.spans[place])]
                made[row, column] = 1 if any(name in surface for name in names) else -1
    return made


def _meaning_of_sentence(
    left: Grams, right: Grams, group: NDArray[np.int64], chosen: NDArray[np.int64]
) -> NDArray[np.float32]:
    import numpy as np

    number = np.unique(group, return_inverse=True)[1]
    packed = np.unique((number[right.row] << 32) | right.gram)
    whole = meanings(Grams(packed >> 32, packed & 0xFFFFFFFF, int(number.max()) + 1))
    return np.take_along_axis(meanings(left) @ whole.T, number[chosen], axis=1)
