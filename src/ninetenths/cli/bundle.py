"""`nine bundle DIR OUT`: one file that `nine verify` holds against the log's key, offline."""

from __future__ import annotations

import argparse
from collections.abc import Iterator
from pathlib import Path

from ninetenths.office import starting
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal
from ninetenths.writing import write_bytes

_ROOM = "keeping"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine bundle`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase("office", "help.folder", "en"))
    parser.add_argument("out", type=Path, metavar="OUT", help=phrase(_ROOM, "bundle.help.out", "en"))
    chosen = parser.add_mutually_exclusive_group()
    chosen.add_argument("--paper", metavar="ID", help=phrase(_ROOM, "bundle.help.paper", "en"))
    chosen.add_argument("--entry", type=int, metavar="N", help=phrase(_ROOM, "bundle.help.entry", "en"))
    parser.add_argument("--internal", action="store_true", help=phrase(_ROOM, "bundle.help.internal", "en"))


def run(options: argparse.Namespace) -> int:
    """0 and one line that says what is in it. Raises Refusal for a part without `--internal`: nothing is published yet."""
    starting.open_office(options.folder)
    write_bytes(options.out, b"".join(_lines(options)))
    code = "bundle.internal" if options.internal else "bundle.hashes"
    print(phrase(_ROOM, code, options.language, out=options.out))
    return 0


def _lines(options: argparse.Namespace) -> Iterator[bytes]:
    from ninetenths.office.interfaces import bundles

    if options.paper is None and options.entry is None:
        return bundles.whole(internal=options.internal)
    if not options.internal:
        raise Refusal(_ROOM, "bundle.unpublished")
    return bundles.part([options.entry] if options.paper is None else bundles.of_paper(options.paper))
