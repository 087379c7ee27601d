"""`nine init DIR`: makes an office, and prints a one-time address for its first administrator."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ninetenths.office import folder, starting
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_ROOM = "office"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine init`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase(_ROOM, "init.help.folder", "en"))
    for name in ("name", "zone", "language", "address", "database", "administrator"):
        parser.add_argument(
            f"--{name}", dest=f"office_{name}", metavar=name.upper(), help=phrase(_ROOM, f"init.help.{name}", "en")
        )
    parser.add_argument("--json", action="store_true", help=phrase(_ROOM, "help.json", "en"))


def run(options: argparse.Namespace) -> int:
    """0 and the address on stdout; nothing is left behind where it is refused."""
    if options.office_database:
        raise Refusal(_ROOM, "init.database")
    language = options.office_language or ("zh-Hans" if options.language == "zh" else "en")
    language = {"zh": "zh-Hans"}.get(language, language)
    office = folder.make(
        options.folder,
        name=options.office_name or phrase(_ROOM, "init.name", "zh" if language == "zh-Hans" else "en"),
        zone=options.office_zone or ("Asia/Shanghai" if language == "zh-Hans" else "UTC"), language=language,
        address=options.office_address or "",
    )  # fmt: skip
    person, secret = starting.create(office, options.office_administrator)
    address = starting.enter_address(office, secret)
    if options.json:
        print(json.dumps({"folder": str(office.folder), "person": person.pk, "address": address}, ensure_ascii=False))
    else:
        print(phrase(_ROOM, "init.done", options.language, folder=options.folder, name=person.name))
        print(address)
    return 0
