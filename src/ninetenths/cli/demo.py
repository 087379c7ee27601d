"""`nine demo`: the example city's office, living, in the browser; or its texts as a folder of pages."""

from __future__ import annotations

import argparse
import json
import tempfile
import tomllib
import webbrowser
from pathlib import Path
from typing import Any

from ninetenths.cli.demopages import examples_folder, write_pages
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_ROOM = "house"
CITIES = {"zh": "yunchuan", "en": "larchmoor"}
# The year that is played begins so long before today.
BEGAN_DAYS_AGO = 160


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine demo`."""
    parser.add_argument("--port", type=int, default=8009, metavar="N", help=phrase(_ROOM, "demo.help.port", "en"))
    parser.add_argument("--no-browser", action="store_true", help=phrase(_ROOM, "demo.help.no-browser", "en"))
    parser.add_argument("--dir", type=Path, metavar="DIR", help=phrase(_ROOM, "demo.help.dir", "en"))
    parser.add_argument("--json", action="store_true", help=phrase(_ROOM, "demo.help.json", "en"))
    parser.add_argument("--vote", type=int, metavar="N", help=phrase(_ROOM, "demo.help.vote", "en"))
    parser.add_argument("--pages", type=Path, metavar="OUT", help=phrase(_ROOM, "demo.help.pages", "en"))


def run(options: argparse.Namespace) -> int:
    """0 when it was told to stop, or when the pages are written. Raises Refusal as `nine serve` does."""
    if options.pages is not None:
        index = write_pages(options.pages, options.language)
        print(phrase(_ROOM, "demo.open", options.language, path=index.resolve()))
        return 0
    if options.vote is not None:
        raise Refusal(_ROOM, "demo.no-vote")
    if options.dir is not None:
        return _serve(options, options.dir)
    with tempfile.TemporaryDirectory(prefix="nine-demo-") as folder:
        return _serve(options, Path(folder) / "office")


def _serve(options: argparse.Namespace, where: Path) -> int:
    from ninetenths.office import folder, running, starting
    from ninetenths.office.serving.starting import free_address

    # A port that is taken is said before a city's year is played.
    _, port = free_address("127.0.0.1", options.port)
    if (where / folder.SETTINGS_FILE).is_file():
        office = starting.open_office(where)
        people = _again()
    else:
        if not options.json:
            print(phrase(_ROOM, "demo.making", options.language), flush=True)
        office, people = make(where, options.language)

    def ready(address: str) -> None:
        _say(options, where, address, people)

    return running.run(office, host="127.0.0.1", port=port, ready=ready)


def make(where: Path, language: str) -> tuple[Any, list[dict[str, str]]]:
    """A new office with the example city's year in it: the office, and who can sign in with which secret."""
    from ninetenths.office import folder, starting

    source = examples_folder() / CITIES[language]
    data = tomllib.loads((source / "office.toml").read_text(encoding="utf-8"))
    office = folder.make(where, name=data["name"], zone=data["zone"], language=data["language"], address="")
    starting.create(office, data["people"][0][1], days_ago=BEGAN_DAYS_AGO)
    from ninetenths.office import example
    from ninetenths.office.domain import clock

    return office, example.play(source, clock.now())


def _again() -> list[dict[str, str]]:
    """Fresh addresses for the people of an example office that was kept."""
    from ninetenths.office.domain import accounts
    from ninetenths.office.domain.acting import CONSOLE
    from ninetenths.office.models import Membership

    people = []
    for one in Membership.objects.filter(ended=None, person__disabled=False).select_related("person", "organization"):
        secret, digest = accounts.secret_of()
        accounts.address(one.person, by=CONSOLE, secret_sha256=digest)
        people.append({
            "role": one.role, "name": one.person.name, "organization": one.organization.name, "person": one.person_id,
            "secret": secret,
        })  # fmt: skip
    return people


def _say(options: argparse.Namespace, where: Path, address: str, people: list[dict[str, str]]) -> None:
    base = address.rstrip("/")
    doors = [
        {
            **{name: one[name] for name in ("name", "role", "organization")},
            "address": f"{base}/office/enter/{one['secret']}/",
        }
        for one in people
    ]
    if options.json:
        print(
            json.dumps({"ready": address, "dir": str(where), "people": doors, "vote": None}, ensure_ascii=False),
            flush=True,
        )
    else:
        print(phrase(_ROOM, "demo.people", options.language))
        for one in doors:
            role = phrase(_ROOM, f"demo.role.{one['role']}", options.language)
            print(f"  {one['name']} · {role} · {one['organization']}\n    {one['address']}")
        print(f"ready {address}", flush=True)
    if not options.no_browser and not options.json:
        clerk = next((one for one in doors if one["role"] == "clerk"), doors[0])
        webbrowser.open(clerk["address"])
