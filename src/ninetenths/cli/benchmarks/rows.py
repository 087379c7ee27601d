"""A row of a table of figures."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Row:
    """One figure: what it is of, the figure, and its unit (`1/s`, `ms`, `ratio`)."""

    name: str
    value: float
    unit: str
