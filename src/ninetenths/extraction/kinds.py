"""What kind of file the bytes are: by their first bytes, then by name. What we do not read is refused by name."""

from __future__ import annotations

import re

from ninetenths.extraction.values import Kind, refusal

# First bytes → code of the refusal that says what to do instead.
_FOREIGN: tuple[tuple[bytes, str], ...] = (
    (b"\x89PNG\r\n\x1a\n", "picture"),
    (b"\xff\xd8\xff", "picture"),
    (b"GIF87a", "picture"),
    (b"GIF89a", "picture"),
    (b"II*\x00", "picture"),
    (b"MM\x00*", "picture"),
    (b"{\\rtf", "rich-text"),
    (b"\x1f\x8b", "archive"),
    (b"7z\xbc\xaf\x27\x1c", "archive"),
    (b"Rar!\x1a\x07", "archive"),
    (b"BZh9", "archive"),
    (b"\xfd7zXZ\x00", "archive"),
    (b"SQLite format 3\x00", "binary-format"),
    (b"\x7fELF", "binary-format"),
    (b"PAR1", "binary-format"),
)
_OLD_OFFICE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_ZIP = (b"PK\x03\x04", b"PK\x05\x06", b"PK\x07\x08")
_PAGE_NAMES = (".html", ".htm", ".shtml", ".xhtml")
_TEXT_NAMES = (".txt", ".text", ".csv", ".tsv")
_MARKDOWN_NAMES = (".md", ".markdown")
_PAGE = re.compile(
    rb"\s*(?:<\?xml[^>]{0,200}\?>\s*)?(?:<!--.{0,2000}?-->\s*){0,4}<(?:!doctype\s+html|html|head|body|meta|title)\b",
    re.IGNORECASE | re.DOTALL,
)
_SAVED_MAIL = re.compile(rb"(?:From|MIME-Version|Subject|Snapshot-Content-Location):[^\n]*\n", re.IGNORECASE)


def kind_of(data: bytes, name: str) -> Kind:
    """`txt`, `md`, `html`, `docx` or `pdf`. Raises Refusal for a picture, an archive, an old .doc and the like."""
    lowered = name.lower()
    for magic, code in _FOREIGN:
        if data.startswith(magic):
            raise refusal(code, name=name)
    if data.startswith(_OLD_OFFICE):
        raise refusal("encrypted-document" if _is_encrypted_package(data) else "old-document", name=name)
    if data.startswith(_ZIP):
        return "docx"
    if b"%PDF-" in data[:1024]:
        return "pdf"
    if lowered.endswith((".docx", ".docm")):
        raise refusal("document-damaged", name=name)
    if lowered.endswith(".pdf"):
        raise refusal("pdf-damaged", name=name)
    if lowered.endswith((".mht", ".mhtml")) or _is_saved_mail(data):
        raise refusal("mail-page", name=name)
    if lowered.endswith(_TEXT_NAMES):
        return "txt"
    if lowered.endswith(_MARKDOWN_NAMES):
        return "md"
    if lowered.endswith(_PAGE_NAMES) or _is_page(data):
        return "html"
    return "txt"


def _is_encrypted_package(data: bytes) -> bool:
    """An Office file with a password is an OLE file with a stream of this name ([MS-OFFCRYPTO] 2.3.4.4)."""
    return "EncryptedPackage".encode("utf-16-le") in data


def _is_saved_mail(data: bytes) -> bool:
    head = data[:2048]
    return bool(_SAVED_MAIL.match(head)) and b"multipart/related" in head


def _is_page(data: bytes) -> bool:
    head = data[:4096]
    if head.startswith((b"\xff\xfe", b"\xfe\xff")):
        head = head.replace(b"\x00", b"")[2:]
    return bool(_PAGE.match(head.removeprefix(b"\xef\xbb\xbf")))
