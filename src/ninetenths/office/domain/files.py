"""The content-addressed store beside the database: uploads and evidence, type-checked, size-limited, hostile."""

from __future__ import annotations

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Any

from ninetenths.office.domain.verbs import ROOM
from ninetenths.office.folder import served
from ninetenths.refusal import Refusal

LIMIT = 50 * 2**20
# What may be kept, by its first bytes, not by its name. Nothing of it is ever shown inside a page but pictures.
_KINDS: tuple[tuple[bytes, str, tuple[str, ...]], ...] = (
    (b"%PDF-", "application/pdf", (".pdf",)),
    (b"\xff\xd8\xff", "image/jpeg", (".jpg", ".jpeg")),
    (b"\x89PNG\r\n\x1a\n", "image/png", (".png",)),
    (b"PK\x03\x04", "application/zip", (".docx", ".xlsx", ".pptx", ".ofd", ".zip", ".wps", ".et")),
    (b"\xd0\xcf\x11\xe0", "application/x-ole-storage", (".doc", ".xls", ".ppt", ".wps", ".et")),
)
_TEXTS = (".txt", ".csv", ".md", ".html", ".htm")
_OFFICE = {
    ".docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    ".xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


def path_of(sha256: str) -> Path:
    """Where a stored file lies."""
    return Path(served().files) / sha256[:2] / sha256[2:]


def kind_of(name: str, data: bytes) -> str:
    """The media type of an upload. Raises Refusal for what is not taken."""
    suffix = Path(name).suffix.lower()
    for magic, media, suffixes in _KINDS:
        if data.startswith(magic) and suffix in suffixes:
            return _OFFICE.get(suffix, media)
    if data[4:12] in (b"ftypheic", b"ftypheix", b"ftypmif1") and suffix in (".heic", ".heif"):
        return "image/heic"
    if data[:4] == b"RIFF" and data[8:12] == b"WEBP" and suffix == ".webp":
        return "image/webp"
    if suffix in _TEXTS and b"\x00" not in data[:4096]:
        return "text/plain"
    raise Refusal(ROOM, "file.kind", name=name)


def store(name: str, data: bytes) -> dict[str, Any]:
    """Keep a file; returns `{"sha256", "name", "size", "media"}` for a verb's payload. It is durable when this returns.

    A file that no row names yet is harmless: the verb that was to name it may have been refused.
    """
    name = Path(name.replace("\\", "/")).name[:200] or "file"
    if not data:
        raise Refusal(ROOM, "file.empty", name=name)
    if len(data) > LIMIT:
        raise Refusal(ROOM, "file.large", name=name, most=LIMIT // 2**20)
    media = kind_of(name, data)
    digest = hashlib.sha256(data).hexdigest()
    path = path_of(digest)
    if not path.is_file():
        path.parent.mkdir(parents=True, exist_ok=True)
        with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        Path(file.name).replace(path)
        folder = os.open(path.parent, os.O_RDONLY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)
    return {"sha256": digest, "name": name, "size": len(data), "media": media}
