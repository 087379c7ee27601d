"""A text in, a reading out: pure, deterministic, offline. `from ninetenths.reading import read`."""

from ninetenths.reading.assembly import read
from ninetenths.reading.scanning import code_points
from ninetenths.reading.values import (
    LABELS,
    VERSION,
    Bound,
    Clause,
    Commitment,
    CountedSet,
    DateMention,
    Field,
    Finding,
    Genre,
    Indicator,
    Label,
    Language,
    Organ,
    Passage,
    Quantity,
    Reader,
    Reading,
    Reference,
    Section,
    SetPhrase,
    Source,
    Span,
)

__all__ = [
    "LABELS", "VERSION", "Bound", "Clause", "Commitment", "CountedSet", "DateMention", "Field", "Finding", "Genre",
    "Indicator", "Label", "Language", "Organ", "Passage", "Quantity", "Reader", "Reading", "Reference", "Section",
    "SetPhrase", "Source", "Span", "code_points", "read",
]  # fmt: skip
