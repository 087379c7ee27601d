"""Promises and review clauses side by side: how much each clause says of the same matter.

All pairs at once in arrays of shape (promises, clauses); then the few nearest clauses of each promise are looked at
more closely. Rarity-weighted bigrams, since unweighted ones retrieve boilerplate.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ninetenths.following.meaning import meanings
from ninetenths.following.rarity import Grams, distinct, grams, weigh

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
_QUOTE = re.compile("[“「《]")
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
    held = _Held(left, right)
    shared, peak, peak_two = _shared(held)
    mass_left, mass_right = held.mass(left, held.left), held.mass(right, held.right)
    covered = shared / (mass_left[:, None] + 4)
    cosine = shared / np.sqrt((mass_left[:, None] + 4) * (mass_right[None, :] + 4))
    about = meanings(left)
    meaning = about @ meanings(right).T
    near = 0.6 * covered + 0.4 * cosine + 0.012 * peak + 0.25 * np.maximum(meaning, 0)
    chosen = _nearest(near, k)
    shared_sentence, meaning_sentence = _by_sentence(held, np.asarray(review.group), chosen, about)
    take = np.take_along_axis
    best = take(near, chosen, axis=1)
    following = np.concatenate((best[:, 1:], best[:, -1:]), axis=1)
    where_left = np.asarray([start for start, _ in promises.spans], dtype=np.float32)
    where_right = np.asarray([start for start, _ in review.spans], dtype=np.float32)
    along_left = (where_left - where_left.min()) / max(1.0, float(np.ptp(where_left)))
    along_right = (where_right - where_right.min()) / max(1.0, float(np.ptp(where_right)))
    near_shared, near_meaning = take(shared, chosen, axis=1), take(meaning, chosen, axis=1)
    features = np.stack([
        take(covered, chosen, axis=1), near_shared / (mass_right[chosen] + 4), take(cosine, chosen, axis=1),
        shared_sentence / (mass_left[:, None] + 4), _headings(promises, review, chosen),
        take(peak, chosen, axis=1) / 10, take(peak_two, chosen, axis=1) / 10, _in_order(promises, review, chosen),
        best - following, np.broadcast_to(np.log(mass_left + 4)[:, None] / 5, chosen.shape),
        np.abs(along_left[:, None] - along_right[chosen]), near_meaning, near_meaning - meaning.max(axis=1, keepdims=True),
        _runs(promises, review, chosen), _objects(promises, held, chosen), _names(promises, review, chosen), meaning_sentence,
    ], axis=2).astype(np.float32)  # fmt: skip
    return Pairs(chosen, features)


def _nearest(near: NDArray[np.float32], k: int) -> NDArray[np.int64]:
    """The k largest of each row, largest first; of equals (to a hundred-thousandth) the first, on every machine."""
    import numpy as np

    wide = near.shape[1]
    key = np.rint(near * np.float32(-1e5)).astype(np.int64) * wide + np.arange(wide)
    key = np.partition(key, k - 1, axis=1)[:, :k]
    key.sort(axis=1)
    nearest: NDArray[np.int64] = key % wide
    return nearest


class _Held:
    """The bigrams of both sides numbered together (`left`, `right`), with the weight of each number."""

    def __init__(self, left: Grams, right: Grams) -> None:
        import numpy as np

        self.one, self.two = left, right
        self.known, number = np.unique(np.concatenate((left.gram, right.gram)), return_inverse=True)
        self.left, self.right = number[: len(left.gram)], number[len(left.gram) :]
        self.weight = weigh(self.known, (left, right))

    def mass(self, given: Grams, number: NDArray[np.int64]) -> NDArray[np.float32]:
        """Weight of all bigrams of each row."""
        import numpy as np

        return np.bincount(given.row, weights=self.weight[number], minlength=given.rows).astype(np.float32)

    def joined(
        self,
        left_row: NDArray[np.int64],
        left: NDArray[np.int64],
        right_row: NDArray[np.int64],
        right: NDArray[np.int64],
    ) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
        """Every (left row, right row, number of the bigram) in which both hold it; sweeping ones are left out."""
        import numpy as np

        ordered = right_row[np.argsort(right, kind="stable")]
        counts = np.bincount(right, minlength=len(self.known))
        begins = np.cumsum(counts) - counts
        counts[counts > _SWEEPING] = 0
        sizes = counts[left]
        before = np.cumsum(sizes) - sizes
        place = np.arange(int(sizes.sum())) + np.repeat(begins[left] - before, sizes)
        return np.repeat(left_row, sizes), ordered[place], np.repeat(left, sizes)


def _shared(held: _Held) -> tuple[NDArray[np.float32], NDArray[np.float32], NDArray[np.float32]]:
    """Shared weight of every pair, and its largest and second largest single weights."""
    import numpy as np

    shape = (held.one.rows, held.two.rows)
    rows, columns, number = held.joined(held.one.row, held.left, held.two.row, held.right)
    flat = rows * shape[1] + columns
    shared = (
        np.bincount(flat, weights=held.weight[number], minlength=shape[0] * shape[1]).reshape(shape).astype(np.float32)
    )
    # In ascending order of weight a later write is a larger one: plain assignment keeps the maximum.
    rank = np.argsort(np.argsort(held.weight, kind="stable")).astype(
        np.uint16 if len(held.weight) < 1 << 16 else np.int64
    )
    order = np.argsort(rank[number], kind="stable")
    flat, worth = flat[order], held.weight[number[order]]
    peak = np.zeros(shape[0] * shape[1], dtype=np.float32)
    peak[flat] = worth
    winner = np.zeros(shape[0] * shape[1], dtype=np.int32)
    winner[flat] = np.arange(len(flat), dtype=np.int32)
    rest = winner[flat] != np.arange(len(flat))
    peak_two = np.zeros_like(peak)
    peak_two[flat[rest]] = worth[rest]
    return shared, peak.reshape(shape), peak_two.reshape(shape)


def _by_sentence(
    held: _Held, group: NDArray[np.int64], chosen: NDArray[np.int64], about: NDArray[np.float32]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """Weight shared with the whole sentence of each chosen clause, and nearness in meaning to it."""
    import numpy as np

    number = np.unique(group, return_inverse=True)[1]
    wide = int(number.max()) + 1
    packed = distinct((number[held.two.row] << 32) | held.right)
    row, inside = packed >> 32, packed & 0xFFFFFFFF
    rows, columns, gram = held.joined(held.one.row, held.left, row, inside)
    shared = np.bincount(rows * wide + columns, weights=held.weight[gram], minlength=held.one.rows * wide)
    whole = meanings(Grams(row, held.known[inside], wide))
    take = np.take_along_axis
    return (
        take(shared.reshape(held.one.rows, wide), number[chosen], axis=1).astype(np.float32),
        take(about @ whole.T, number[chosen], axis=1),
    )


def _headings(promises: Side, review: Side, chosen: NDArray[np.int64]) -> NDArray[np.float32]:
    """How like the heading over the promise is to the heading over the clause (Dice of bigrams)."""
    import numpy as np

    left_of, left = np.unique(np.asarray(promises.heading), axis=0, return_inverse=True)
    right_of, right = np.unique(np.asarray(review.heading), axis=0, return_inverse=True)
    held = _Held(grams(promises.codes, *left_of.T.tolist()), grams(review.codes, *right_of.T.tolist()))
    one, two = held.one, held.two
    rows, columns, _ = held.joined(one.row, held.left, two.row, held.right)
    shared = np.bincount(rows * two.rows + columns, minlength=one.rows * two.rows).reshape(one.rows, two.rows)
    size_one, size_two = np.bincount(one.row, minlength=one.rows), np.bincount(two.row, minlength=two.rows)
    dice = 2 * shared / np.maximum(1, size_one[:, None] + size_two[None, :])
    made: NDArray[np.float32] = dice[left.ravel()[:, None], right.ravel()[chosen]].astype(np.float32)
    return made


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

    left, right = _fours(promises.codes), _fours(review.codes)
    starts, ends = np.asarray(promises.spans, dtype=np.int64).T
    low, high = np.asarray(review.spans, dtype=np.int64).T
    row, at = _ranges(starts, np.maximum(ends - starts - 3, 1))
    column, place = _ranges(low, np.maximum(high - low - 3, 0))
    known, number = np.unique(right[place], return_inverse=True)
    # A last run that no clause holds stands for all that none of them has.
    stands = np.zeros((len(known) + 1, len(low)), dtype=bool)
    stands[number, column] = True
    wanted = left[np.minimum(at, len(left) - 1)]
    found = np.minimum(np.searchsorted(known, wanted), len(known) - 1)
    found = np.where(known[found] == wanted, found, len(known))
    counted = np.add.reduceat(
        stands[found[:, None], chosen[row]].astype(np.int32), np.searchsorted(row, np.arange(len(starts)))
    )
    return (counted / np.bincount(row, minlength=len(starts))[:, None]).astype(np.float32)


def _fours(codes: NDArray[np.uint32]) -> NDArray[np.uint64]:
    """The four characters from each place on as one number; characters beyond the basic plane count as one."""
    import numpy as np

    plain = np.concatenate((np.minimum(codes, 0xFFFF), np.zeros(3, dtype=np.uint32))).astype(np.uint64)
    size = len(codes)
    step = np.uint64(16)
    made: NDArray[np.uint64] = plain[:size]
    for later in (plain[1 : size + 1], plain[2 : size + 2], plain[3:]):
        made = (made << step) | later
    return made


def _ranges(first: NDArray[np.int64], sizes: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """Which range, and the number in it, of ranges that begin at `first` and are `sizes` long."""
    import numpy as np

    row = np.repeat(np.arange(len(first)), sizes)
    return row, np.arange(int(sizes.sum())) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)


def _objects(promises: Side, held: _Held, chosen: NDArray[np.int64]) -> NDArray[np.float32]:
    """Coverage of what is to be done to: the promise without the verbs it opens with, its last half."""
    import numpy as np

    cut = []
    for start, end in promises.spans:
        opening = _OPENING.match(promises.text, start, end)
        cut.append((min(opening.end() if opening else start, end - 2), end))
    left = grams(promises.codes, *zip(*cut, strict=True))
    number = np.searchsorted(held.known, left.gram)
    rows, columns, gram = held.joined(left.row, number, held.two.row, held.right)
    shape = (left.rows, held.two.rows)
    weights = held.weight[gram]
    shared = np.bincount(rows * shape[1] + columns, weights=weights, minlength=shape[0] * shape[1]).reshape(shape)
    mass = held.mass(left, number)
    return (np.take_along_axis(shared, chosen, axis=1) / (mass[:, None] + 3)).astype(np.float32)


def _names(promises: Side, review: Side, chosen: NDArray[np.int64]) -> NDArray[np.float32]:
    """1 where a quoted name of the promise stands in the clause, -1 where it has one that does not, 0 where it has none."""
    import numpy as np

    made = np.zeros(chosen.shape, dtype=np.float32)
    quoted = [match.start() for match in _QUOTE.finditer(promises.text)]
    for row, (start, end) in enumerate(promises.spans):
        if bisect_left(quoted, start) == bisect_left(quoted, end) or not (
            names := _NAME.findall(promises.text, start, end)
        ):
            continue
        for column, place in enumerate(chosen[row].tolist()):
            surface = review.text[slice(*review.spans[place])]
            made[row, column] = 1 if any(name in surface for name in names) else -1
    return made
