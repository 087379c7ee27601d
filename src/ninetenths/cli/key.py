"""`nine key DIR`: the public key of the office's log, as C2SP writes it, for `nine verify --key`."""

from __future__ import annotations

import argparse
from pathlib import Path

from ninetenths.office import folder
from ninetenths.packs import phrase

_ROOM = "office"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine key`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase(_ROOM, "help.folder", "en"))


def run(options: argparse.Namespace) -> int:
    """0 and the key on stdout."""
    from ninetenths import ledger

    office = folder.load(options.folder)
    print(ledger.SigningKey(office.origin, office.log_seed()).vkey)
    return 0
