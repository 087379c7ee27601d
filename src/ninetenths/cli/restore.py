"""`nine restore OUT DIR`: an office out of its backup, where that is what it says."""

from __future__ import annotations

import argparse
from pathlib import Path

from ninetenths.office import backups
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_ROOM = "keeping"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine restore`."""
    parser.add_argument("backup", type=Path, metavar="OUT", help=phrase(_ROOM, "restore.help.backup", "en"))
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase(_ROOM, "restore.help.folder", "en"))
    parser.add_argument("--since", type=Path, metavar="CHECKPOINT", help=phrase(_ROOM, "restore.help.since", "en"))


def run(options: argparse.Namespace) -> int:
    """0 and one line that says what stands there now."""
    since = None
    if options.since is not None:
        try:
            since = options.since.read_bytes()
        except OSError as error:
            raise Refusal("office", "folder.unreadable", path=options.since, why=error.strerror) from None
    made = backups.restore(options.backup, options.folder, since=since)
    code = "restore.done" if made.keys else "restore.without-keys"
    print(phrase(_ROOM, code, options.language, folder=options.folder, entries=made.head.size, files=made.files))
    return 0
