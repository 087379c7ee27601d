"""Tables as CSV for spreadsheets: none of their cells runs as a formula."""

from __future__ import annotations

import csv
import io
import sys
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Any

from ninetenths.documents import harmless
from ninetenths.writing import write_bytes


def write_table(out: str, heads: Sequence[str], rows: Iterable[Sequence[Any]]) -> None:
    """A table as CSV, its head first: UTF-8 with a byte order mark so that spreadsheets open it right; `-` is standard output.

    Raises Refusal where the place cannot be written.
    """
    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow(heads)
    writer.writerows([harmless(cell) for cell in row] for row in rows)
    if out == "-":
        sys.stdout.write(buffer.getvalue())
        return
    write_bytes(Path(out), buffer.getvalue().encode("utf-8-sig", "replace"))
