"""Cells of a CSV that no spreadsheet runs as a formula."""

from __future__ import annotations

from typing import Any

# What a spreadsheet takes for the beginning of a formula; Chinese ones take the wide signs too.
_RUN = "=+-@\t\r＝＋－＠"


def harmless(cell: Any) -> Any:
    """A text cell that a spreadsheet would run as a formula gets an apostrophe before it."""
    return f"'{cell}" if isinstance(cell, str) and cell and cell[0] in _RUN else cell
