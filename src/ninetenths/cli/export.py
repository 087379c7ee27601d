"""`nine export DIR OUT`: the whole office as one documented file."""

from __future__ import annotations

import argparse
import secrets
from pathlib import Path

from ninetenths.office import backups, folder, starting
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_ROOM = "keeping"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine export`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase("office", "help.folder", "en"))
    parser.add_argument("out", type=Path, metavar="OUT", help=phrase(_ROOM, "export.help.out", "en"))


def run(options: argparse.Namespace) -> int:
    """0 and one line that says what is in it; while the office is served, as it stood when this began."""
    office = folder.load(options.folder)
    if not office.database.is_file():
        raise Refusal("office", "start.no-database", path=office.database)
    part = options.out.absolute().parent / f".{options.out.name}.{secrets.token_hex(4)}"
    with backups.snapshot(office, options.out) as copy:
        starting.open_office(copy)
        from django.db import connections

        from ninetenths.office.interfaces import archive

        try:
            with part.open("xb") as file:
                size = archive.write(office, file)
            part.replace(options.out)
        finally:
            part.unlink(missing_ok=True)
            connections.close_all()
    print(phrase(_ROOM, "export.done", options.language, out=options.out, entries=size))
    return 0
