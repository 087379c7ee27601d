"""`nine bench office`: figures of the office, a row each; a room's rows stand in a module of their own."""

from __future__ import annotations

import argparse
import json

from ninetenths.cli.benchmarks import crowd, listing, recording, serving
from ninetenths.packs import phrase

# Each yields rows as it has them; the words of a row are `office.ROW` of the room `bench`.
_ROOMS = (serving.rows, recording.rows, listing.rows, crowd.rows)


def run(options: argparse.Namespace) -> int:
    """Measure and print, one line a row: words, or with `--json` `{"row", "value", "unit"}`; always 0."""
    for rows in _ROOMS:
        for row in rows():
            if options.json:
                print(json.dumps({"row": row.name, "value": row.value, "unit": row.unit}), flush=True)
            else:
                words = phrase("bench", f"office.{row.name}", options.language, value=f"{row.value:,.10g}")
                print(words, flush=True)
    return 0
