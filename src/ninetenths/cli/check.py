"""`nine check DIR`: settings, triggers, files, and the log against the state by replay."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ninetenths.office import starting
from ninetenths.packs import phrase

_ROOM = "office"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine check`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase(_ROOM, "help.folder", "en"))
    parser.add_argument("--json", action="store_true", help=phrase(_ROOM, "help.json", "en"))


def run(options: argparse.Namespace) -> int:
    """0 where all holds; 1 and one line a fault."""
    starting.open_office(options.folder)
    from ninetenths.office.domain import log, replay

    found = [fault for fault in (replay.keys_fault(),) if fault is not None]
    found += replay.faults()
    if options.json:
        print(
            json.dumps(
                {"entries": log.size(), "faults": [{"code": one.code, **one.params} for one in found]},
                ensure_ascii=False,
            )
        )
        return 1 if found else 0
    for fault in found:
        print(phrase(_ROOM, fault.code, options.language, **fault.params))
    if not found:
        print(phrase(_ROOM, "check.holds", options.language, entries=log.size()))
    return 1 if found else 0
