"""A zip container read with a guard: entries and sizes, declared and actual, are bounded; nothing goes to disk."""

from __future__ import annotations

import io
import zipfile
import zlib
from collections.abc import Iterator

from ninetenths.extraction.values import mebibytes, refusal

# An official document has some dozen entries, with many pictures some hundred.
_ENTRIES = 4096
# Declared size of everything in the container; pictures count though they are never read.
_DECLARED = 1024 * 2**20
# Unpacked size of one part that we read: the XML of 32 Mi characters with room for markup would be a novel library.
_PART = 96 * 2**20
# A part of more than `_RATIO_FROM` bytes does not shrink to less than 1/300 unless it is made to.
_RATIO = 300
_RATIO_FROM = 4 * 2**20
_CHUNK = 2**16
# What zipfile raises on damage. RuntimeError is its word for methods and passwords it does not know.
_BROKEN = (zipfile.BadZipFile, zlib.error, EOFError, OSError, OverflowError, ValueError, RuntimeError)


class Archive:
    """An open container; `part` streams one entry. Raises Refusal for what is damaged, locked or a bomb."""

    def __init__(self, data: bytes, name: str) -> None:
        self.name = name
        try:
            self._zip = zipfile.ZipFile(io.BytesIO(data))
            entries = self._zip.infolist()
        except _BROKEN as error:
            raise refusal("document-damaged", name=name) from error
        if len(entries) > _ENTRIES:
            raise refusal("bomb-entries", name=name, count=len(entries), limit=_ENTRIES)
        declared = sum(entry.file_size for entry in entries)
        if declared > _DECLARED:
            raise refusal("bomb", name=name, part="*", size=mebibytes(declared), limit=mebibytes(_DECLARED))
        self.entries = {entry.filename: entry for entry in reversed(entries)}

    def part(self, path: str) -> Iterator[bytes]:
        """The entry's bytes, chunk by chunk; stops with a Refusal as soon as they are more than they may be."""
        entry = self.entries[path]
        if entry.flag_bits & 0x1:
            raise refusal("encrypted-document", name=self.name)
        if entry.file_size > _PART:
            raise self._bomb(path, entry.file_size)
        total = 0
        try:
            with self._zip.open(entry) as stream:
                while chunk := stream.read(_CHUNK):
                    total += len(chunk)
                    if total > _PART or (total > _RATIO_FROM and total > _RATIO * max(entry.compress_size, 1)):
                        raise self._bomb(path, total)
                    yield chunk
        except _BROKEN as error:
            raise refusal("document-damaged", name=self.name) from error

    def whole(self, path: str) -> bytes:
        """A part at once, for the small ones."""
        return b"".join(self.part(path))

    def _bomb(self, path: str, size: int) -> Exception:
        return refusal("bomb", name=self.name, part=path, size=mebibytes(size), limit=mebibytes(_PART))
