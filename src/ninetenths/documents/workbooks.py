"""Workbooks at the door: what may be opened, read as plain cells, refused in one line."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ninetenths.refusal import Refusal

Value = str | int | float | bool | datetime.date | datetime.datetime | datetime.time | datetime.timedelta

FILE_LIMIT = 48 * 2**20
_ENTRIES = 2048
_UNPACKED = 512 * 2**20
_PART = 256 * 2**20
# A part of more than `_RATIO_FROM` bytes does not shrink to less than 1/400 unless it is made to.
_RATIO, _RATIO_FROM = 400, 32 * 2**20
# Reading lays a sheet out as a rectangle: one stray cell in the last corner would be 17 billion.
CELL_LIMIT = 8_000_000
ROW_LIMIT = 200_000
_CHUNK = 2**20
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, OverflowError, ValueError, RuntimeError, KeyError)
# A cell that holds something: an empty formatted one closes itself.
_CELL = re.compile(rb'<(?:x:)?c r="([A-Z]{1,3})(\d{1,7})"[^>]*(?<!/)>')
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ENCRYPTED_STREAM = "EncryptedPackage".encode("utf-16-le")


@dataclass(frozen=True, slots=True)
class Merged:
    """A merged range, rows and columns from 0, both ends included."""

    top: int
    left: int
    bottom: int
    right: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """A sheet as cells from its very first row and column; "" is an empty cell. `visible` is False for a hidden one."""

    name: str
    rows: tuple[tuple[Value, ...], ...]
    merged: tuple[Merged, ...] = ()
    visible: bool = True


def refusal(code: str, **params: object) -> Refusal:
    """A refusal in the words of this room."""
    return Refusal("documents", code, **params)


def file_bytes(path: Path) -> bytes:
    """A workbook's bytes, checked at the door. Raises Refusal for what cannot or may not be opened."""
    name = path.name
    try:
        if path.is_dir():
            raise refusal("folder", name=str(path))
        size = path.stat().st_size
        if size > FILE_LIMIT:
            raise refusal("too-large", name=name, size=-(-size // 2**20), limit=FILE_LIMIT // 2**20)
        data = path.read_bytes()
    except FileNotFoundError:
        raise refusal("missing", name=str(path)) from None
    except OSError as error:
        raise refusal("unreadable", name=str(path), reason=error.strerror or str(error)) from None
    guard(data, name)
    return data


def guard(data: bytes, name: str) -> None:
    """Refuse what is no .xlsx workbook, is damaged, locked, holds macros, or unpacks to more than a table can be."""
    if not data:
        raise refusal("empty", name=name)
    if len(data) > FILE_LIMIT:
        raise refusal("too-large", name=name, size=-(-len(data) // 2**20), limit=FILE_LIMIT // 2**20)
    if data.startswith(_OLE):
        raise refusal("encrypted" if _ENCRYPTED_STREAM in data else "old-format", name=name)
    if not data.startswith(b"PK"):
        raise refusal("not-a-workbook", name=name)
    try:
        with zipfile.ZipFile(io.BytesIO(data)) as archive:
            _guard_archive(archive, name)
    except _BROKEN as error:
        raise refusal("damaged", name=name) from error


def _guard_archive(archive: zipfile.ZipFile, name: str) -> None:
    entries = archive.infolist()
    names = {entry.filename for entry in entries}
    if "[Content_Types].xml" not in names or not any(part.startswith("xl/") for part in names):
        raise refusal("not-a-workbook", name=name)
    if len(entries) > _ENTRIES or sum(entry.file_size for entry in entries) > _UNPACKED:
        raise refusal("bomb", name=name)
    if any(entry.flag_bits & 0x1 for entry in entries):
        raise refusal("encrypted", name=name)
    if any(part.lower().endswith("vbaproject.bin") for part in names) or name.lower().endswith(
        (".xlsm", ".xltm", ".xlam")
    ):
        raise refusal("macro", name=name)
    for entry in entries:
        if entry.filename.endswith((".xml", ".rels", ".vml")):
            _guard_part(archive, entry, name)


def _guard_part(archive: zipfile.ZipFile, entry: zipfile.ZipInfo, name: str) -> None:
    """Unpack a part once, in pieces, to see how large it really is and, for a sheet, how far its cells reach."""
    sheet = entry.filename.startswith("xl/worksheets/")
    total, rows, columns = 0, 0, 0
    rest = b""
    with archive.open(entry) as stream:
        while chunk := stream.read(_CHUNK):
            if (total == 0 and b"<!DOCTYPE" in chunk[:4096]) or b"<!ENTITY" in chunk:
                raise refusal("entities", name=name)
            if total == 0 and entry.filename == "[Content_Types].xml" and b"macroEnabled" in chunk:
                raise refusal("macro", name=name)
            total += len(chunk)
            if total > _PART or (total > _RATIO_FROM and total > _RATIO * max(entry.compress_size, 1)):
                raise refusal("bomb", name=name)
            if sheet:
                piece = rest + chunk
                for match in _CELL.finditer(piece):
                    rows = max(rows, int(match[2]))
                    columns = max(columns, _column(match[1]))
                rest = piece[-64:]
    if rows > ROW_LIMIT or rows * columns > CELL_LIMIT:
        raise refusal("too-wide", name=name, rows=rows, columns=columns, limit=ROW_LIMIT)


def _column(letters: bytes) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + letter - 64
    return number


def sheets(data: bytes, name: str) -> tuple[Sheet, ...]:
    """The sheets of guarded bytes, in order. Formulas give the value they had when saved."""
    import python_calamine

    try:
        with python_calamine.load_workbook(io.BytesIO(data)) as book:
            return tuple(
                _sheet(book, meta)
                for meta in book.sheets_metadata
                if meta.typ == python_calamine.SheetTypeEnum.WorkSheet
            )
    except (python_calamine.CalamineError, ValueError, OSError) as error:
        raise refusal("damaged", name=name) from error


def _sheet(book: Any, meta: Any) -> Sheet:
    import python_calamine

    sheet = book.get_sheet_by_name(meta.name)
    rows = tuple(tuple(row) for row in sheet.to_python(skip_empty_area=False))
    merged = tuple(Merged(*first, *last) for first, last in sheet.merged_cell_ranges or ())
    return Sheet(meta.name, rows, merged, meta.visible == python_calamine.SheetVisibleEnum.Visible)
