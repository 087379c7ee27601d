"""An office's folder: `office.toml`, its keys, database, files; made once by `nine init`, read at every start."""

from __future__ import annotations

import os
import secrets
import tomllib
import zoneinfo
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ninetenths.refusal import Refusal

ROOM = "office"
LANGUAGES = ("zh-Hans", "en")
SETTINGS_FILE = "office.toml"
DATABASE_FILE = "office.db"
# The folder of an office that a process works for: Django's settings are read from it.
ENVIRONMENT = "NINE_OFFICE"
# The port that a process answers on, once it does: links name it where the office has no address.
PORT = "NINE_PORT"


@dataclass(frozen=True, slots=True)
class Office:
    """What `office.toml` says, and where things lie. Paths are absolute."""

    folder: Path
    name: str
    zone: str
    language: str
    address: str
    origin: str
    mail: Mapping[str, Any]
    rules: str
    calendar: str
    series: str
    ceiling: int

    @property
    def database(self) -> Path:
        """The SQLite file: state and log in one, so that a verb is one transaction."""
        return self.folder / DATABASE_FILE

    @property
    def files(self) -> Path:
        """Uploads and evidence, named by their SHA-256."""
        return self.folder / "files"

    @property
    def published(self) -> Path:
        """What the files lane may serve."""
        return self.folder / "published"

    @property
    def temporary(self) -> Path:
        """Exports on their way out; emptied at every start."""
        return self.folder / "tmp"

    def secret(self) -> bytes:
        """The key that links, sessions and addresses are made with: 32 bytes."""
        return _key(self.folder / "keys" / "office.key")

    def log_seed(self) -> bytes:
        """The Ed25519 seed that checkpoints are signed with: 32 bytes."""
        return _key(self.folder / "keys" / "log.key")


def _key(path: Path) -> bytes:
    try:
        data = bytes.fromhex(path.read_text(encoding="ascii").strip())
    except (OSError, ValueError):
        data = b""
    if len(data) != 32:
        raise Refusal(ROOM, "folder.key", path=path)
    return data


def make(
    folder: Path, *, name: str, zone: str, language: str, address: str, origin: str = "", rules: str = "default",
    calendar: str = "", series: str = "", ceiling: int = 3,
) -> Office:  # fmt: skip
    """Make the folder of a new office with fresh keys. Raises Refusal where it is not empty, or a setting is unknown.

    `origin` is given where it takes over another's log.
    """
    folder = folder.absolute()
    if folder.exists() and (not folder.is_dir() or any(folder.iterdir())):
        raise Refusal(ROOM, "folder.not-empty", folder=folder)
    _check(zone, language, address)
    try:
        for sub in ("keys", "files", "published", "tmp"):
            (folder / sub).mkdir(parents=True, exist_ok=True)
        (folder / "keys").chmod(0o700)
        folder.chmod(0o700)
        for key in ("office.key", "log.key"):
            _write_secret(folder / "keys" / key, secrets.token_hex(32) + "\n")
        text = _settings_text(
            name=name, zone=zone, language=language, address=address, rules=rules, calendar=calendar, series=series,
            origin=origin or f"nine-tenths/{secrets.token_hex(4)}", ceiling=ceiling,
        )  # fmt: skip
        (folder / SETTINGS_FILE).write_text(text, encoding="utf-8")
    except OSError as error:
        raise Refusal(ROOM, "folder.unwritable", folder=folder, why=error.strerror) from error
    return load(folder)


def _write_secret(path: Path, text: str) -> None:
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(descriptor, "w", encoding="ascii") as file:
        file.write(text)


def _check(zone: str, language: str, address: str) -> None:
    try:
        zoneinfo.ZoneInfo(zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Refusal(ROOM, "folder.zone", zone=zone) from None
    if language not in LANGUAGES:
        raise Refusal(ROOM, "folder.language", language=language)
    if address and not address.startswith(("http://", "https://")):
        raise Refusal(ROOM, "folder.address", address=address)


def _quoted(text: str) -> str:
    """A TOML basic string."""
    escaped = "".join(
        f"\\u{ord(sign):04x}" if ord(sign) < 32 or sign == "\x7f" else f"\\{sign}" if sign in '"\\' else sign
        for sign in text
    )
    return f'"{escaped}"'


def _settings_text(
    *,
    name: str,
    zone: str,
    language: str,
    address: str,
    origin: str,
    rules: str,
    calendar: str,
    series: str,
    ceiling: int,
) -> str:
    return f"""# This office's settings. Read at every start; change them here and start again.

name = {_quoted(name)}            # as it stands on pages and papers
zone = {_quoted(zone)}            # deadlines end with the day there
language = {_quoted(language)}    # of pages for those who chose none, and of papers: zh-Hans or en
address = {_quoted(address)}      # where people reach it (https://…): stands in mails, slips and QR codes; "" where only this machine does
origin = {_quoted(origin)}        # the log's name in its checkpoints: never change it

rules = {_quoted(rules)}                 # the rule set that status and warnings are computed by
calendar = {_quoted(calendar)}                     # the calendar of working days: cn, weekends; "" takes the one of the language
series = {_quoted(series)}                       # before numbers of commitments, “督办” in 督办〔2031〕47号; "" takes the language's own
ceiling = {ceiling}                       # how often a month an agency should be asked at most

[mail]                            # SMTP; without a host the outbox offers the text to copy and the slip to print
host = ""
port = 587
security = "starttls"             # starttls, tls or none
user = ""
password_file = ""                # a file with the password alone, readable by its owner
sender = ""
"""


def load(folder: Path) -> Office:
    """The office in that folder. Raises Refusal where there is none, or its settings cannot be used."""
    folder = folder.absolute()
    path = folder / SETTINGS_FILE
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8"))
    except FileNotFoundError:
        raise Refusal(ROOM, "folder.none", folder=folder) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal(ROOM, "folder.settings", path=path, why=str(error)) from None
    except OSError as error:
        raise Refusal(ROOM, "folder.unreadable", path=path, why=error.strerror) from None
    texts = {key: raw.get(key, default) for key, default in _TEXTS.items()}
    for key, value in texts.items():
        if not isinstance(value, str):
            raise Refusal(ROOM, "folder.setting", path=path, key=key)
    ceiling, mail = raw.get("ceiling", 3), raw.get("mail", {})
    if not isinstance(ceiling, int) or isinstance(ceiling, bool) or not isinstance(mail, dict):
        raise Refusal(ROOM, "folder.setting", path=path, key="ceiling" if isinstance(mail, dict) else "mail")
    if not texts["name"] or not texts["origin"]:
        raise Refusal(ROOM, "folder.setting", path=path, key="origin" if texts["name"] else "name")
    _check(texts["zone"], texts["language"], texts["address"])
    return Office(folder=folder, mail=mail, ceiling=ceiling, **texts)


_TEXTS = {
    "name": "", "zone": "Asia/Shanghai", "language": "zh-Hans", "address": "", "origin": "", "rules": "default",
    "calendar": "", "series": "",
}  # fmt: skip


def served() -> Office:
    """The office this process works for, once Django was set up for it."""
    from django.conf import settings

    office: Office = settings.OFFICE
    return office
