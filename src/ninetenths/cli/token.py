"""`nine token DIR NAME`: a token of the API with that person's rights, alone on stdout."""

from __future__ import annotations

import argparse
from pathlib import Path

from ninetenths.office import starting
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_ROOM = "office"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine token`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase(_ROOM, "help.folder", "en"))
    parser.add_argument("name", metavar="NAME", help=phrase(_ROOM, "token.help.name", "en"))
    parser.add_argument("--days", type=int, metavar="N", help=phrase(_ROOM, "token.help.days", "en"))
    parser.add_argument("--person", metavar="ID", help=phrase(_ROOM, "token.help.person", "en"))


def run(options: argparse.Namespace) -> int:
    """0 and the token on stdout. Raises Refusal where several bear the name, with a line that lists them."""
    starting.open_office(options.folder)
    from ninetenths.office.domain import accounts
    from ninetenths.office.domain.acting import CONSOLE
    from ninetenths.office.models import Person

    found = list(Person.objects.filter(name=options.name, disabled=False).order_by("entry"))
    if options.person:
        found = [person for person in found if person.pk == options.person]
    if not found:
        raise Refusal(_ROOM, "person.unknown", name=options.name)
    if len(found) > 1:
        raise Refusal(_ROOM, "person.several", name=options.name, ids=", ".join(person.pk for person in found))
    secret, digest = accounts.secret_of()
    accounts.token(found[0], by=CONSOLE, name="console", secret_sha256=digest, days=options.days)
    print(f"nine_{secret}")
    return 0
