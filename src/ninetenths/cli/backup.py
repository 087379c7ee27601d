"""`nine backup DIR OUT`: the office copied while it is served."""

from __future__ import annotations

import argparse
from pathlib import Path

from ninetenths.office import backups, folder
from ninetenths.packs import phrase

_ROOM = "keeping"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine backup`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase("office", "help.folder", "en"))
    parser.add_argument("out", type=Path, metavar="OUT", help=phrase(_ROOM, "backup.help.out", "en"))
    parser.add_argument("--without-keys", action="store_true", help=phrase(_ROOM, "backup.help.without-keys", "en"))


def run(options: argparse.Namespace) -> int:
    """0 and one line that says what was copied."""
    made = backups.make(folder.load(options.folder), options.out, keys=not options.without_keys)
    code = "backup.done" if made.keys else "backup.without-keys"
    print(phrase(_ROOM, code, options.language, out=options.out, entries=made.head.size, files=made.files))
    return 0
