"""What stretches of text are compared by: pairs of characters in Chinese, words in English, and what each is worth."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ninetenths.following.rarity import Grams, _plain, weigh

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ninetenths.reading import Span

# A word of English as a code: a hash, lifted over every pair of characters of the basic plane that official texts use.
_WORD = 0xE0000000
_LONGEST = 24
_SUPPOSED = 100
_SHORT = 3  # English words up to this many letters join other words and name nothing


def terms(codes: NDArray[np.uint32], spans: Sequence[Span] | NDArray[np.int32], language: str) -> Grams:
    """Distinct terms of each span of a text given as code points; spans may overlap."""
    import numpy as np

    row, term, _, _ = occurrences(codes, spans, language)
    packed = np.sort((row << 32) | term)
    if len(packed):
        packed = packed[np.concatenate(([True], packed[1:] != packed[:-1]))]
    return Grams(packed >> 32, packed & 0xFFFFFFFF, len(spans))


def occurrences(
    codes: NDArray[np.uint32], spans: Sequence[Span] | NDArray[np.int32], language: str
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every term of every span, as often as it stands there: number of the span, the term, where it begins and ends."""
    import numpy as np

    bounds = np.asarray(spans, dtype=np.int64).reshape(-1, 2)
    if language == "en":
        return _words(codes, bounds[:, 0], bounds[:, 1])
    first, sizes = bounds[:, 0], np.maximum(bounds[:, 1] - bounds[:, 0] - 1, 0)
    pair = _pairs(codes)
    row = np.repeat(np.arange(len(first)), sizes)
    at = np.arange(len(row)) + np.repeat(first - (np.cumsum(sizes) - sizes), sizes)
    term = pair[at]
    kept = term != 0
    at = at[kept]
    return row[kept], term[kept], at, at + 2


def _pairs(codes: NDArray[np.uint32]) -> NDArray[np.int64]:
    """The term that begins at each character; 0 where a mark or a digit is one of the two."""
    import numpy as np

    plain = _plain().take(codes, mode="clip").astype(np.int64)
    pair = np.zeros(len(plain), dtype=np.int64)
    pair[:-1] = (plain[:-1] << 16) | plain[1:]
    pair[:-1][(plain[:-1] == 0) | (plain[1:] == 0)] = 0
    return pair


def worth(known: NDArray[np.int64], shared: Sequence[Grams]) -> NDArray[np.float32]:
    """Weights of the terms `known` (sorted, distinct), given the texts at hand: 0 to about 14 (nats).

    The smaller of rarity at large and at hand. Some more stretches that hold none of them are supposed, so that in a
    text of three clauses not every term is a common one.
    """
    import numpy as np

    counts = np.zeros(len(known), dtype=np.int64)
    for item in shared:
        counts += np.bincount(np.searchsorted(known, item.gram), minlength=len(known))
    return np.minimum(at_large(known), rareness(counts, _SUPPOSED + sum(item.rows for item in shared)))


def at_large(known: NDArray[np.int64]) -> NDArray[np.float32]:
    """Weights of pairs of characters in official texts at large; of words, unknown there, the most."""
    import numpy as np

    none = np.zeros(0, dtype=np.int64)
    # A side that is endless and holds none of them leaves the packaged table alone to decide.
    weight = weigh(known, (Grams(none, none, 1 << 60),))
    return np.where(known >= _WORD, np.float32(99), weight)


def rareness(counts: NDArray[np.int64], rows: int) -> NDArray[np.float32]:
    """Weights from the texts at hand alone: in how many of `rows` stretches each term stands."""
    import numpy as np

    weight: NDArray[np.float32] = ((np.log((rows + 1) / np.maximum(counts, 1)) + 1.5) * 1.6).astype(np.float32)
    return weight


def masses(given: Grams, known: NDArray[np.int64], weight: NDArray[np.float32]) -> NDArray[np.float32]:
    """Weight of all terms of each row."""
    import numpy as np

    held = weight[np.searchsorted(known, given.gram)]
    return np.bincount(given.row, weights=held, minlength=given.rows).astype(np.float32)


def joined(left: Grams, right: Grams, most: int) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Every (left row, right row, term) in which both hold the term; terms in over `most` right rows are left out."""
    import numpy as np

    order = np.argsort(right.gram, kind="stable")
    sorted_gram, sorted_row = right.gram[order], right.row[order]
    low = np.searchsorted(sorted_gram, left.gram, side="left")
    sizes = np.searchsorted(sorted_gram, left.gram, side="right") - low
    sizes[sizes > most] = 0
    offset = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    return np.repeat(left.row, sizes), sorted_row[np.repeat(low, sizes) + offset], np.repeat(left.gram, sizes)


def summed(
    rows: NDArray[np.int64], columns: NDArray[np.int64], values: NDArray[np.float32], width: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.float32]]:
    """The distinct pairs (row, column), ascending, with the sum of their values."""
    import numpy as np

    flat, place = np.unique(rows * width + columns, return_inverse=True)
    total = np.bincount(place, weights=values, minlength=len(flat)).astype(np.float32)
    return flat // max(width, 1), flat % max(width, 1), total


def _words(
    codes: NDArray[np.uint32], starts: NDArray[np.int64], ends: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """The words of each stretch, lower case, as hashes; short words are left out."""
    import numpy as np

    folded = np.where((codes >= 65) & (codes <= 90), codes + 32, codes).astype(np.uint64)
    letter = ((folded >= 97) & (folded <= 122)) | ((folded >= 0xC0) & (folded <= 0x24F))
    edges = np.diff(np.concatenate(([0], letter.astype(np.int8), [0])))
    begin, end = np.flatnonzero(edges == 1), np.flatnonzero(edges == -1)
    long = end - begin > _SHORT
    begin, end = begin[long], end[long]
    if not len(begin):
        nothing = np.zeros(0, dtype=np.int64)
        return nothing, nothing, nothing, nothing
    code = _hashes(folded, begin, end)
    low = np.searchsorted(begin, starts)
    sizes = np.maximum(np.searchsorted(begin, ends) - low, 0)
    row = np.repeat(np.arange(len(starts)), sizes)
    offset = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    word = np.repeat(low, sizes) + offset
    return row, code[word], begin[word], end[word]


def _hashes(folded: NDArray[np.uint64], begin: NDArray[np.intp], end: NDArray[np.intp]) -> NDArray[np.int64]:
    import numpy as np

    sizes = np.minimum(end - begin, _LONGEST)
    inside = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
    powers = np.cumprod(np.full(_LONGEST, 0x9E3779B1, dtype=np.uint64))
    parts = folded[np.repeat(begin, sizes) + inside] * powers[inside]
    total = np.add.reduceat(parts, np.cumsum(sizes) - sizes)
    return _WORD | ((total >> np.uint64(29)) & np.uint64(0x1FFFFFFF)).astype(np.int64)
