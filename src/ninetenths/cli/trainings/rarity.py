"""`nine train rarity`: how rare each pair of characters is in official texts, and what it tends to stand with."""

from __future__ import annotations

import argparse
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ninetenths.cli.trainings.labelled import folders, models_folder, text_of
from ninetenths.packs import phrase

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

_WORDS = 32768
_WIDTH = 48
_COMMONEST = 40000
_LEAST = 12
# Vectors are learned from reports of the last decades: the wording of the 1950s is another.
_FROM_YEAR = 2003


def run(options: argparse.Namespace) -> int:
    """Write `rarity.npz` and `meaning.npz` from the work reports and decisions of the shared texts."""
    shared, _ = folders(options.folder)
    out = Path(options.out) if options.out else models_folder()
    texts = sorted((shared / "corpus" / "work-reports").rglob("*.txt")) + sorted(
        (shared / "corpus" / "decisions").glob("*.txt")
    )
    count = _rarity(texts, out / "rarity.npz")
    recent = [path for path in texts if path.stem[-4:].isdigit() and int(path.stem[-4:]) >= _FROM_YEAR]
    _meaning(recent, out / "meaning.npz")
    print(phrase("house", "train.written", options.language, path=out, count=count))
    return 0


def _rarity(texts: list[Path], out: Path) -> int:
    """Natural logarithm of clauses over clauses with the bigram, in sixteenths, by hashed slot."""
    import numpy as np

    from ninetenths.following.rarity import TABLE_BITS, grams, slot
    from ninetenths.reading import scan

    seen, clauses = np.zeros(1 << TABLE_BITS), 0
    for path in texts:
        cut = scan(text_of(path))
        found = grams(cut.codes, cut.starts, cut.ends)
        clauses += found.rows
        seen += np.bincount(slot(found.gram), minlength=1 << TABLE_BITS)
    np.savez_compressed(out, rarity=np.round(np.log(clauses / np.maximum(seen, 1)) * 16).astype(np.uint8))
    return clauses


def _meaning(texts: list[Path], out: Path) -> None:
    """Bigram vectors: positive pointwise mutual information in a clause and its neighbours, truncated."""
    import numpy as np
    from scipy import sparse
    from scipy.sparse.linalg import svds

    held, known, often = _counts(texts)
    near = held + 0.5 * sparse.vstack([held[1:], held[:1]]) + 0.5 * sparse.vstack([held[-1:], held[:-1]])
    together = (held.T @ near).tocoo()
    total, row_sum = together.sum(), np.asarray(together.sum(axis=1)).ravel()
    column_sum = np.asarray(together.sum(axis=0)).ravel()
    smoothed = row_sum[together.row] * column_sum[together.col] ** 0.75 * (column_sum**0.25).mean()
    told = np.log(together.data * total / smoothed) - 1.0
    kept = (told > 0) & (together.row != together.col) & (together.data >= 2)
    matrix = sparse.csr_matrix((told[kept], (together.row[kept], together.col[kept])), shape=together.shape)
    left, strength, _ = svds(matrix, k=64, random_state=0)
    vectors = left * np.sqrt(strength)
    vectors /= np.linalg.norm(vectors, axis=1, keepdims=True) + 1e-9
    rarity = np.log(held.shape[0] / often).astype(np.float32)
    # The last columns are those of the largest singular values.
    scaled = (vectors[:, -_WIDTH:] * np.maximum(0, rarity - 4)[:, None])[:_WORDS]
    order = np.argsort(known[:_WORDS])
    step = float(np.abs(scaled).max()) / 127
    np.savez_compressed(
        out, gram=known[:_WORDS][order].astype(np.uint32), vector=np.round(scaled[order] / step).astype(np.int8),
        step=np.float32(step),
    )  # fmt: skip


def _counts(texts: list[Path]) -> tuple[Any, NDArray[np.int64], NDArray[np.int64]]:
    """Clauses × commonest bigrams, the bigrams, and how many clauses hold each; commonest first."""
    import numpy as np
    from scipy import sparse

    from ninetenths.following.rarity import grams
    from ninetenths.reading import scan

    rows, codes, clauses = [], [], 0
    for path in texts:
        cut = scan(text_of(path))
        found = grams(cut.codes, cut.starts, cut.ends)
        rows.append(found.row + clauses)
        codes.append(found.gram)
        clauses += found.rows
    row, gram = np.concatenate(rows), np.concatenate(codes)
    distinct, place, count = np.unique(gram, return_inverse=True, return_counts=True)
    common = np.argsort(-count, kind="stable")[:_COMMONEST]
    common = common[count[common] >= _LEAST]
    column = np.full(len(distinct), -1)
    column[common] = np.arange(len(common))
    inside = column[place] >= 0
    held = sparse.csr_matrix(
        (np.ones(int(inside.sum()), dtype=np.float32), (row[inside], column[place][inside])),
        shape=(clauses, len(common)),
    )
    return held, distinct[common], count[common]
