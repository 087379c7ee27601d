"""`nine import DIR FILE`: an office out of what `nine export` wrote, in a new folder with keys of its own."""

from __future__ import annotations

import argparse
from pathlib import Path

from ninetenths.office import backups, exported, folder, starting
from ninetenths.packs import phrase

_ROOM = "keeping"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine import`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase(_ROOM, "import.help.folder", "en"))
    parser.add_argument("file", type=Path, metavar="FILE", help=phrase(_ROOM, "import.help.file", "en"))


def run(options: argparse.Namespace) -> int:
    """0 and one line that says what is there now; nothing is left of the folder where it is refused."""
    said = exported.about(options.file)
    with backups.placed(options.folder) as part:
        office = folder.make(part, **said["settings"])
        starting.create_database(office)
        from django.db import connections

        from ninetenths.office.interfaces import archive

        try:
            size = archive.read(options.file, office, said)
        finally:
            connections.close_all()
    print(phrase(_ROOM, "import.done", options.language, folder=options.folder, entries=size))
    return 0
