"""A text made ready for the clause labeller: what training and reading both look at."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache
from typing import TYPE_CHECKING

from ninetenths.reading.labelling.features import Grams, grams, grid, places
from ninetenths.reading.labelling.halves import halves
from ninetenths.reading.scripts import simplified_forms

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ninetenths.reading.scanning import Scan


@dataclass(frozen=True, slots=True)
class Prepared:
    """A text's clauses with their n-grams, places, sentence and line numbers."""

    starts: list[int]
    grams: Grams
    places: NDArray[np.float32]
    sentence: NDArray[np.int64]
    line: NDArray[np.int64]


def prepared(text: str) -> Prepared:
    """Everything the labeller sees of a Chinese text."""
    from ninetenths.reading.genres import genre_of, language_of
    from ninetenths.reading.passages import find_passages
    from ninetenths.reading.scanning import scan
    from ninetenths.reading.sections import find_sections

    cut = scan(text)
    head = [text[start:end] for start, end in zip(cut.line_starts[:8], cut.line_ends[:8], strict=True)]
    genre = genre_of(text, head)
    headings = find_sections(cut, genre)
    arrays = grid(cut)
    where = places(arrays, genre, headings, find_passages(cut), halves(cut, arrays, genre, headings))
    codes = simplified(cut) if language_of(text) == "zh-Hant" else None
    return Prepared(cut.starts, grams(arrays, codes), where, arrays.sentence, arrays.line)


@cache
def _table() -> NDArray[np.uint32]:
    """Simplified form of each character of the basic plane."""
    import numpy as np

    table = np.arange(0x10000, dtype=np.uint32)
    forms = simplified_forms()
    table[list(forms)] = list(forms.values())
    return table


def simplified(scan: Scan) -> NDArray[np.uint32]:
    """Code points of a traditional text with each character in its simplified form; offsets stay what they are."""
    import numpy as np

    return _table()[np.minimum(scan.codes, 0xFFFF)]
