"""`nine take DIR SHEET…`: returned workbooks into the register, each filled row a report of its agency."""

from __future__ import annotations

import argparse
from pathlib import Path

from ninetenths.office import starting
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_ROOM = "sheets"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine take`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase("office", "help.folder", "en"))
    parser.add_argument("sheets", type=Path, nargs="+", metavar="SHEET", help=phrase(_ROOM, "help.take.sheets", "en"))


def run(options: argparse.Namespace) -> int:
    """0; 1 where a line says that something was not taken, or that figures differ."""
    starting.open_office(options.folder)
    from ninetenths.office.domain.acting import CONSOLE
    from ninetenths.office.interfaces import sheets

    taken = sheets.take(((path.name, _bytes(path)) for path in options.sheets), CONSOLE)
    for line in taken.lines:
        print(sheets.words_of(line, options.language))
    print(phrase(_ROOM, "take.done", options.language, made=taken.made, again=taken.again, blank=taken.blank))
    return 1 if taken.lines else 0


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise Refusal(_ROOM, "cannot-read", path=path, why=error.strerror or str(error)) from error
