"""`nine ask DIR --out FOLDER`: a workbook for each agency, of what a round asks or of all that is open."""

from __future__ import annotations

import argparse
from pathlib import Path

from ninetenths.office import starting
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_ROOM = "sheets"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine ask`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase("office", "help.folder", "en"))
    parser.add_argument("--round", metavar="ID", help=phrase(_ROOM, "help.ask.round", "en"))
    parser.add_argument("--out", type=Path, metavar="FOLDER", required=True, help=phrase(_ROOM, "help.ask.out", "en"))


def run(options: argparse.Namespace) -> int:
    """0 once all are written; none where one of that name is there already."""
    starting.open_office(options.folder)
    from ninetenths.office.interfaces import sheets
    from ninetenths.office.models import Round

    round = None
    if options.round:
        round = Round.objects.filter(pk=options.round).first()
        if round is None:
            raise Refusal(_ROOM, "round-unknown", round=options.round)
    made = sheets.workbooks(round, options.language)
    out: Path = options.out
    taken = [name for name in made if (out / name).exists()]
    if taken:
        raise Refusal(_ROOM, "folder-not-empty", path=out, name=taken[0])
    try:
        out.mkdir(parents=True, exist_ok=True)
        for name, data in made.items():
            (out / name).write_bytes(data)
    except OSError as error:
        raise Refusal(_ROOM, "cannot-write", path=out, why=error.strerror or str(error)) from error
    print(phrase(_ROOM, "ask.done", options.language, count=len(made), out=out))
    return 0
