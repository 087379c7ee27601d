"""The whole office as one file: a zip of its log, its stored files and, to be read, each table as CSV; and back.

Members, in this order, all text in UTF-8:

- `office.json`: `{"export": 1, "settings", "size", "root"}`: what `office.toml` says, entries of the log, its root in base64
- `log.jsonl`: one Entry a line, `{"actor", "entry", "fields"}`: its logged bytes as JSON, its payload's fields, each
  `{"salt", "value"}`, or `{"hash"}` where it was erased and `{"hash", "cut"}` where it was cut
- `files/SHA256`: stored files
- `tables/TABLE.csv`: a view of what the log makes; nothing is read out of them

The same office gives the same bytes: members bear no time and are stored as they are.
"""

from __future__ import annotations

import base64
import csv
import hashlib
import io
import json
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import IO, Any

from django.db.models import AutoField, JSONField, Model

from ninetenths import ledger
from ninetenths.documents import harmless
from ninetenths.office.domain import log, statuses
from ninetenths.office.domain.replay import replayed_models
from ninetenths.office.domain.verbs import VERBS
from ninetenths.office.domain.writing import writing
from ninetenths.office.exported import SETTINGS, VERSION
from ninetenths.office.folder import Office
from ninetenths.office.models import StoredFile
from ninetenths.refusal import Refusal

ROOM = "keeping"
# A zip's least time: the same office gives the same bytes whenever it is exported.
_TIME = (1980, 1, 1, 0, 0, 0)


def write(office: Office, target: IO[bytes]) -> int:
    """Write the archive of an office, whose snapshot is open; returns how many Entries it has."""
    with zipfile.ZipFile(target, "w", zipfile.ZIP_STORED) as archive:
        size, root = log.tail()
        about = {
            "export": VERSION, "settings": {name: getattr(office, name) for name in SETTINGS}, "size": size,
            "root": base64.b64encode(root).decode(),
        }  # fmt: skip
        _member(archive, "office.json", [json.dumps(about, ensure_ascii=False, indent=1).encode() + b"\n"])
        _member(archive, "log.jsonl", map(_line, log.opened(0, size)))
        for digest in StoredFile.objects.order_by("sha256").values_list("sha256", flat=True):
            path = office.files / digest[:2] / digest[2:]
            if not path.is_file():
                raise Refusal(ROOM, "export.file", sha256=digest)
            _member(archive, f"files/{digest}", [path.read_bytes()])
        for model in replayed_models():
            _member(archive, f"tables/{model._meta.db_table}.csv", _table(model))
    return size


def _member(archive: zipfile.ZipFile, name: str, parts: Any) -> None:
    info = zipfile.ZipInfo(name, _TIME)
    info.external_attr = 0o600 << 16
    with archive.open(info, "w", force_zip64=True) as member:
        for part in parts:
            member.write(part)


def _line(entry: log.Opened) -> bytes:
    value = {
        "actor": entry.actor, "entry": ledger.parse_canonical(entry.data),
        "fields": {name: field.to_dict() for name, field in entry.fields.items()},
    }  # fmt: skip
    return ledger.canonical(value) + b"\n"


def _table(model: type[Model]) -> Iterator[bytes]:
    """A table by its key; columns that the database numbers itself are left out, since they differ from office to office."""
    fields = [field for field in model._meta.concrete_fields if not isinstance(field, AutoField)]
    names = [field.attname for field in fields]
    own = model._meta.pk is not None and not isinstance(model._meta.pk, AutoField)
    rows = model._default_manager.order_by(*(["pk"] if own else names)).values_list(*names)
    yield b"\xef\xbb\xbf" + _row(names)
    for row in rows.iterator(chunk_size=2000):
        yield _row([_cell(field, value) for field, value in zip(fields, row, strict=True)])


def _cell(field: Any, value: Any) -> Any:
    if value is None:
        return ""
    if isinstance(field, JSONField):
        value = json.dumps(value, ensure_ascii=False, sort_keys=True)
    return harmless(value if isinstance(value, (str, int)) else str(value))


def _row(cells: list[Any]) -> bytes:
    buffer = io.StringIO(newline="")
    csv.writer(buffer).writerow(cells)
    return buffer.getvalue().encode("utf-8", "replace")


def read(path: Path, office: Office, said: Mapping[str, Any]) -> int:
    """Take an export into an office that has no Entry yet; returns how many there are now. `said`: its `office.json`.

    The log is taken over to the byte and applied, Entry by Entry, as a replay does. Raises Refusal where a line is not what its
    Entry committed to, a file not what its name says, or the root another one.
    """
    try:
        with zipfile.ZipFile(path) as archive, writing():
            for index, line in enumerate(archive.open("log.jsonl")):
                _apply(index, line)
            size, root = log.tail()
            if (size, base64.b64encode(root).decode()) != (said["size"], said["root"]):
                raise Refusal(ROOM, "import.root", path=path, size=said["size"], held=size)
            _files(archive, office)
    except (zipfile.BadZipFile, KeyError, OSError):
        raise Refusal(ROOM, "import.no-export", path=path) from None
    while statuses.cross():
        pass
    return size


def _apply(index: int, line: bytes) -> None:
    try:
        value = ledger.parse_canonical(line.removesuffix(b"\n"))
        data = ledger.canonical(value["entry"])
        fields = {name: ledger.Field.from_dict(field) for name, field in value["fields"].items()}
        made, actor = ledger.Entry.from_bytes(data), str(value["actor"])
        held = ledger.holds(made, fields)
    except (ValueError, KeyError, TypeError, AttributeError, Refusal):
        held = False
    if not held:
        raise Refusal(ROOM, "import.entry", entry=index)
    if made.verb not in VERBS:
        raise Refusal(ROOM, "import.verb", entry=index, verb=made.verb)
    log.take_over(data, actor, fields)
    entry = log.entry(index)
    assert entry is not None
    VERBS[made.verb].replay(entry.stamp, entry.values)


def _files(archive: zipfile.ZipFile, office: Office) -> None:
    """Put the stored files into place. Raises Refusal where one that a row names is missing or another."""
    for digest, name in StoredFile.objects.order_by("sha256").values_list("sha256", "name"):
        try:
            data = archive.read(f"files/{digest}")
        except KeyError:
            data = b""
        if hashlib.sha256(data).hexdigest() != digest:
            raise Refusal(ROOM, "import.file", name=name, sha256=digest)
        place = office.files / digest[:2] / digest[2:]
        place.parent.mkdir(exist_ok=True)
        place.write_bytes(data)
