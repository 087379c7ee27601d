"""The lane of published files: looked up in folders, with tags, conditions, ranges and a short life in caches."""

from __future__ import annotations

import mimetypes
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass, replace
from email.utils import formatdate, parsedate_to_datetime
from pathlib import Path

from ninetenths.office.serving.exchange import Exchange, Headers, Opened

POLICY = "default-src 'self'; object-src 'none'; base-uri 'none'; form-action 'self'; frame-ancestors 'none'"

# The machine's own tables are not asked: a file is the same thing everywhere.
_TYPES = mimetypes.MimeTypes(())
for _ending, _type in (
    (".atom", "application/atom+xml"), (".csv", "text/csv"), (".docx", "application/vnd.openxmlformats-officedocument.wordprocessingml.document"),
    (".geojson", "application/geo+json"), (".ics", "text/calendar"), (".jsonld", "application/ld+json"), (".md", "text/markdown"),
    (".mjs", "text/javascript"), (".js", "text/javascript"), (".webmanifest", "application/manifest+json"), (".webp", "image/webp"),
    (".woff2", "font/woff2"), (".xlsx", "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"),
):  # fmt: skip
    _TYPES.add_type(_type, _ending)


@dataclass(frozen=True, slots=True)
class Folder:
    """A folder whose files are published under a prefix: seconds they may be kept, and the policy of their pages."""

    path: Path
    max_age: int = 60
    policy: str = POLICY


@dataclass(frozen=True, slots=True)
class Found:
    """A file that answers a path: open, with its type, its coding (`gzip` or none) and the folder it lies in."""

    opened: Opened
    type: str
    coding: str
    folder: Folder


def find(files: Mapping[str, Folder], path: str, accepts_gzip: bool) -> Found | None:
    """The file for a path: of the longest prefix that has one; `…/` is `…/index.html`. None where there is none."""
    for prefix in sorted((prefix for prefix in files if path.startswith(prefix)), key=len, reverse=True):
        folder = files[prefix]
        name = path[len(prefix) :].lstrip("/") if prefix.endswith("/") else path[len(prefix) :]
        if not name or name.endswith("/"):
            name += "index.html"
        if (opened := _open(folder.path, name)) is None:
            continue
        kind = _TYPES.guess_type(name)[0] or "application/octet-stream"
        if kind.startswith("text/") or kind in ("application/json", "application/xml"):
            kind += "; charset=utf-8"
        if accepts_gzip and (packed := _open(folder.path, f"{name}.gz")) is not None:
            if packed.changed >= opened.changed:
                opened.close()
                return Found(packed, kind, "gzip", folder)
            packed.close()
        return Found(opened, kind, "", folder)
    return None


def _open(folder: Path, name: str) -> Opened | None:
    """Open a file below a folder; None for what is hidden, is no file, or lies elsewhere by a link."""
    parts = name.split("/")
    if "\0" in name or "\\" in name or any(not part or part.startswith(".") for part in parts):
        return None
    full = os.path.join(folder, *parts)  # noqa: PTH118 — asked at every request
    try:
        descriptor = os.open(full, os.O_RDONLY | os.O_CLOEXEC | os.O_NONBLOCK)
    except (OSError, ValueError):
        return None
    try:
        about = os.fstat(descriptor)
        root = os.path.realpath(folder)
        if stat.S_ISREG(about.st_mode) and os.path.realpath(full).startswith(root + os.sep):
            return Opened(descriptor, 0, about.st_size, about.st_mtime)
    except OSError:
        pass
    os.close(descriptor)
    return None


async def answer_file(exchange: Exchange, found: Found) -> None:
    """Send a published file."""
    headers = [
        (b"content-type", found.type.encode("latin-1")),
        (b"cache-control", b"public, max-age=%d" % found.folder.max_age),
    ]
    if found.type.startswith(("text/html", "image/svg", "application/xml")):
        headers.append((b"content-security-policy", found.folder.policy.encode("latin-1")))
    if found.coding:
        headers.append((b"content-encoding", found.coding.encode("latin-1")))
    await send_opened(exchange, found.opened, [*headers, (b"vary", b"accept-encoding")])


async def send_opened(exchange: Exchange, opened: Opened, headers: Headers) -> None:
    """Send an open file, its whole or a range, or say that the client has it already (RFC 9110, 13 and 14)."""
    given = dict(headers)
    tag = given.get(b"etag", b"").decode("latin-1") or f'"{int(opened.changed * 1e6):x}-{opened.size:x}"'
    headers = [
        *(pair for pair in headers if pair[0] not in (b"etag", b"last-modified", b"accept-ranges", b"content-length")),
        (b"etag", tag.encode("latin-1")),
        (b"last-modified", formatdate(opened.changed, usegmt=True).encode("ascii")),
        (b"accept-ranges", b"bytes"),
    ]
    if _unchanged(exchange.headers, tag, opened.changed):
        opened.close()
        return await exchange.answer(304, headers)
    part = _range(exchange, tag, opened.size)
    if part is None:
        return await exchange.send_file(opened, 200, headers)
    start, end = part
    if start >= end:
        opened.close()
        return await exchange.answer(416, [(b"content-range", b"bytes */%d" % opened.size)])
    headers.append((b"content-range", b"bytes %d-%d/%d" % (start, end - 1, opened.size)))
    return await exchange.send_file(replace(opened, start=opened.start + start, size=end - start), 206, headers)


def _unchanged(asked: Mapping[str, str], tag: str, changed: float) -> bool:
    if (tags := asked.get("if-none-match")) is not None:
        return tags.strip() == "*" or tag.removeprefix("W/") in (
            one.strip().removeprefix("W/") for one in tags.split(",")
        )
    try:
        since = parsedate_to_datetime(asked["if-modified-since"]).timestamp()
    except (KeyError, ValueError, TypeError, OverflowError):
        return False
    return int(changed) <= since


def _range(exchange: Exchange, tag: str, size: int) -> tuple[int, int] | None:
    """First byte and end of the one range that is asked for; None where all is to be sent."""
    asked = exchange.headers.get("range", "")
    if exchange.method != "GET" or not asked.startswith("bytes=") or exchange.headers.get("if-range", tag) != tag:
        return None
    first, dash, last = asked.removeprefix("bytes=").strip().partition("-")
    if not dash or not (first + last).isascii() or not (first + last).isdigit():
        return None
    if not first:
        return max(0, size - int(last)), size
    return int(first), min(size, int(last) + 1) if last else size
