"""Opening an office: Django for its folder, its database brought to this version, what must hold asserted."""

from __future__ import annotations

import datetime
import os
import sqlite3
from pathlib import Path
from typing import Any

from ninetenths.office import folder
from ninetenths.refusal import Refusal

# WAL with FULL synchronisation and STRICT tables behave as relied on from here.
SQLITE_LEAST = (3, 37, 0)


def open_office(where: Path) -> folder.Office:
    """Make this process work for the office in that folder. Raises Refusal, in one line, for all that is wrong."""
    office = folder.load(where)
    office.secret()
    office.log_seed()
    if not office.database.is_file():
        raise Refusal(folder.ROOM, "start.no-database", path=office.database)
    _django(office)
    _bring_up(office)
    _assert(office)
    return office


def _django(office: folder.Office) -> None:
    """Django's settings are read once a process: one process works for one office."""
    if sqlite3.sqlite_version_info < SQLITE_LEAST:
        raise Refusal(folder.ROOM, "start.sqlite", version=sqlite3.sqlite_version)
    os.environ[folder.ENVIRONMENT] = str(office.folder)
    os.environ["DJANGO_SETTINGS_MODULE"] = "ninetenths.office.settings"
    import django

    django.setup()
    from django.conf import settings

    if settings.OFFICE is None or settings.OFFICE.folder != office.folder:
        raise Refusal(folder.ROOM, "start.another", folder=office.folder)


def _bring_up(office: folder.Office) -> None:
    from django.core.management import call_command
    from django.db import DatabaseError, connection
    from django.db.migrations.executor import MigrationExecutor

    try:
        executor = MigrationExecutor(connection)
        known = set(executor.loader.disk_migrations)
        unknown = sorted(".".join(key) for key in set(executor.loader.applied_migrations) - known)
        if unknown:
            raise Refusal(folder.ROOM, "start.newer", path=office.database, migrations=", ".join(unknown))
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            call_command("migrate", verbosity=0, interactive=False, skip_checks=True)
    except DatabaseError as error:
        raise Refusal(folder.ROOM, "start.database", path=office.database, why=str(error)) from None


def _assert(office: folder.Office) -> None:
    """The settings that durability rests on, and the log's triggers: a migration can drop them silently."""
    from django.db import connection

    from ninetenths.office.domain import log

    wanted = {"journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "recursive_triggers": 1}
    with connection.cursor() as cursor:
        for name, value in wanted.items():
            cursor.execute(f"PRAGMA {name}")
            if (held := cursor.fetchone()[0]) != value:
                raise Refusal(folder.ROOM, "start.pragma", name=name, held=held, wanted=value)
    missing = log.missing_triggers()
    if missing:
        raise Refusal(folder.ROOM, "start.triggers", names=", ".join(missing), path=office.database)


def create_database(office: folder.Office) -> None:
    """An empty database with its log, in a folder that was just made."""
    office.database.touch(mode=0o600)
    _django(office)
    _bring_up(office)
    from ninetenths.office.domain import log

    log.create_tables()
    _assert(office)


def create(office: folder.Office, administrator: str | None, *, days_ago: int = 0) -> tuple[Any, str]:
    """The database of a new office, its first Entries, and a one-time address for its first administrator: the person
    and the secret of its address. `days_ago`: when the example's office was made, since what it did since then is played.
    """
    create_database(office)
    from ninetenths.office.domain import accounts, clock, organizations
    from ninetenths.office.domain.acting import CONSOLE

    secret, digest = accounts.secret_of()
    name = administrator or ("管理员" if office.language == "zh-Hans" else "Administrator")
    with clock.at(clock.now() - datetime.timedelta(days=days_ago)):
        organization = organizations.create(by=CONSOLE, name=office.name)
        person = accounts.invite(organization, by=CONSOLE, name=name, role="administrator", secret_sha256=digest)
    return person, secret


def forget_temporary(office: folder.Office) -> None:
    """Exports that were on their way out when the last process ended."""
    office.temporary.mkdir(exist_ok=True)
    for path in office.temporary.iterdir():
        if path.is_file():
            path.unlink(missing_ok=True)


def address(office: folder.Office, path: str) -> str:
    """An address of this office as people type it: by its own name, or this machine's at the port that is served."""
    base = office.address.rstrip("/") or f"http://127.0.0.1:{os.environ.get(folder.PORT, '8009')}"
    return f"{base}{path}"


def enter_address(office: folder.Office, secret: str) -> str:
    """The one-time address that a secret makes."""
    return address(office, f"/office/enter/{secret}/")
