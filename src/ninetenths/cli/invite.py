"""`nine invite DIR NAME --role ROLE`: a person with a role, and an address that lets it in once."""

from __future__ import annotations

import argparse
import json
from pathlib import Path

from ninetenths.office import starting
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_ROOM = "office"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine invite`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase(_ROOM, "help.folder", "en"))
    parser.add_argument("name", metavar="NAME", help=phrase(_ROOM, "invite.help.name", "en"))
    parser.add_argument("--role", required=True, metavar="ROLE", help=phrase(_ROOM, "invite.help.role", "en"))
    parser.add_argument("--organization", metavar="NAME", help=phrase(_ROOM, "invite.help.organization", "en"))
    parser.add_argument("--json", action="store_true", help=phrase(_ROOM, "help.json", "en"))


def run(options: argparse.Namespace) -> int:
    """0 and the address on stdout. A person of that name who is there already is given the role and a fresh address."""
    office = starting.open_office(options.folder)
    from ninetenths.office.domain import accounts
    from ninetenths.office.domain.acting import CONSOLE, the_office
    from ninetenths.office.models import Organization, Person

    organization = the_office()
    if options.organization:
        found = Organization.objects.filter(name=options.organization, ended=None).first()
        if found is None:
            raise Refusal(_ROOM, "organization.unknown", name=options.organization)
        organization = found
    secret, digest = accounts.secret_of()
    held = Person.objects.filter(name=options.name, disabled=False).first()
    if held is None:
        person = accounts.invite(organization, by=CONSOLE, name=options.name, role=options.role, secret_sha256=digest)
    else:
        person = held
        if not person.memberships.filter(role=options.role, organization=organization, ended=None).exists():
            accounts.grant(person, by=CONSOLE, role=options.role, organization=organization.pk)
        accounts.address(person, by=CONSOLE, secret_sha256=digest)
    address = starting.enter_address(office, secret)
    if options.json:
        print(json.dumps({"person": person.pk, "name": person.name, "address": address}, ensure_ascii=False))
    else:
        print(address)
    return 0
