"""The ways in: `extract` takes bytes, `extract_file` a path, `bytes_of` only reads one; both find the kind and hand on to its module."""

from __future__ import annotations

import hashlib
import sys
from pathlib import Path

from ninetenths.extraction.decoding import decode
from ninetenths.extraction.kinds import kind_of
from ninetenths.extraction.values import FILE_LIMIT, TEXT_LIMIT, Drawn, Extracted, Kind, mebibytes, refusal

_NAMED = ("title", "published_on", "publisher", "index_number", "document_number", "url")


def extract(data: bytes, *, name: str | None = None, text_limit: int = TEXT_LIMIT) -> Extracted:
    """The text in the bytes of a file, and what the page says around it.

    `name` (the file's name) helps to tell kinds apart and stands in refusals. What is done to each kind: `decoding`
    (txt: nothing but a byte-order mark is taken away), `markdown` (md), `page` (html), `document` (docx), `portable` (pdf).
    Raises Refusal of room `extraction`, and nothing else whatever the bytes are; `text_limit` is in code points.
    """
    shown = name or "-"
    if not data:
        raise refusal("empty", name=shown)
    kind = kind_of(data, shown)
    drawn = _draw(kind, data, shown, text_limit)
    text = drawn.text
    if not text.strip("\ufeff \t\r\n\f\v\u3000\xa0"):
        raise refusal("no-text", name=shown)
    if len(text) > text_limit:
        raise too_much_text(shown, text_limit)
    if drawn.damage is not None and "\ufffd" in text:
        raise refusal(
            "encoding", name=shown, offset=drawn.damage, encoding=drawn.encoding, byte=f"0x{data[drawn.damage]:02X}"
        )
    named = {key: drawn.fields.get(key) for key in _NAMED}
    rest = {key: value for key, value in drawn.fields.items() if key not in named}
    digest = hashlib.sha256(data).hexdigest()
    return Extracted(text, kind, drawn.encoding, digest, furniture=rest, **named)


def too_much_text(name: str, limit: int) -> Exception:
    """The refusal of a text longer than a reading is made for."""
    return refusal("text-too-long", name=name, limit=f"{limit:,}")


def _draw(kind: Kind, data: bytes, name: str, text_limit: int) -> Drawn:
    if kind == "html":
        from ninetenths.extraction.page import draw_page

        return draw_page(data, name)
    if kind == "docx":
        from ninetenths.extraction.document import draw_document

        return draw_document(data, name)
    if kind == "pdf":
        from ninetenths.extraction.portable import draw_portable

        return draw_portable(data, name, text_limit)
    # No encoding takes more than four bytes a character, so what is surely too long is not decoded at all.
    if len(data) > 4 * text_limit:
        raise too_much_text(name, text_limit)
    text, encoding = decode(data, name=name)
    if kind == "md":
        from ninetenths.extraction.markdown import draw_markdown

        return draw_markdown(text, encoding)
    return Drawn(text, encoding)


def extract_file(path: Path, *, limit: int = FILE_LIMIT) -> Extracted:
    """The text in a file, or in standard input for the path `-`; at most `limit` bytes are ever read.

    Raises Refusal: those of `bytes_of`, and those of `extract`.
    """
    data = bytes_of(path, limit=limit)
    return extract(data) if str(path) == "-" else extract(data, name=path.name or str(path))


def bytes_of(path: Path, *, limit: int = FILE_LIMIT) -> bytes:
    """The bytes of a file, or of standard input for the path `-`; at most `limit` are ever read.

    Raises Refusal: `missing`, `folder`, `unreadable`, `file-too-large` (known before reading where the size is).
    """
    if str(path) == "-":
        return _bounded(sys.stdin.buffer.read(limit + 1), "-", limit)
    try:
        if path.is_dir():
            raise refusal("folder", name=str(path))
        size = path.stat().st_size
        if size > limit:
            raise refusal("file-too-large", name=str(path), size=mebibytes(size), limit=mebibytes(limit))
        with path.open("rb") as file:
            data = file.read(limit + 1)
    except FileNotFoundError as error:
        raise refusal("missing", name=str(path)) from error
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise refusal("unreadable", name=str(path), reason=reason) from error
    return _bounded(data, str(path), limit)


def _bounded(data: bytes, name: str, limit: int) -> bytes:
    """The bytes, unless they are more than their source said or may be."""
    if len(data) > limit:
        raise refusal("file-too-large", name=name, size=mebibytes(len(data)), limit=mebibytes(limit))
    return data
