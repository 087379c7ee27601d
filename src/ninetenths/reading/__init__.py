"""A text in, a reading out: pure, deterministic, offline. `from ninetenths.reading import read`."""

import importlib
from typing import TYPE_CHECKING, Any

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

if TYPE_CHECKING:
    from ninetenths.reading.assembly import read
    from ninetenths.reading.scanning import code_points, scan
    from ninetenths.reading.scripts import simplified_text

__all__ = [
    "LABELS", "VERSION", "Bound", "Clause", "Commitment", "CountedSet", "DateMention", "Field", "Finding", "Genre",
    "Indicator", "Label", "Language", "Organ", "Passage", "Quantity", "Reader", "Reading", "Reference", "Section",
    "SetPhrase", "Source", "Span", "code_points", "read", "scan", "simplified_text",
]  # fmt: skip


_WHERE = {"read": "assembly", "code_points": "scanning", "scan": "scanning", "simplified_text": "scripts"}


def __getattr__(name: str) -> Any:
    """The reader itself is imported when it is asked for: many only want the values."""
    if name not in _WHERE:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    wanted = getattr(importlib.import_module(f"{__name__}.{_WHERE[name]}"), name)
    globals()[name] = wanted
    return wanted
