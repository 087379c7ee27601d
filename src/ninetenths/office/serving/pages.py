"""The lane of the office's pages: a WSGI application in threads that no client can hold."""

from __future__ import annotations

import io
import logging
import os
import sys
import tempfile
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from types import TracebackType
from typing import IO, Any

from ninetenths.office.serving.bodies import MEGABYTE, Body
from ninetenths.office.serving.exchange import WHOLE, Exchange, Headers, Opened

_LOG = logging.getLogger(__name__)

Wsgi = Callable[[dict[str, Any], Callable[..., Any]], Iterable[bytes]]
_Failure = tuple[type[BaseException], BaseException, TracebackType] | None


class _Handed:
    """What the application gives as a file (`wsgi.file_wrapper`): it leaves by the files lane, not by the thread."""

    def __init__(self, file: IO[bytes], block: int = 8192) -> None:
        self.file = file
        self.block = block

    def __iter__(self) -> Iterable[bytes]:
        while piece := self.file.read(self.block):
            yield piece

    def close(self) -> None:
        if hasattr(self.file, "close"):
            self.file.close()


@dataclass(frozen=True, slots=True)
class Page:
    """What the application answered, whole: in memory, in a file that nobody else sees, or a file it handed over."""

    status: int
    headers: Headers
    body: bytes
    opened: Opened | None = None
    handed: bool = False


def environment(exchange: Exchange, body: Body | None) -> dict[str, Any]:
    """What PEP 3333 asks for. Names with an underscore are dropped: they would pass for those with a hyphen."""
    scope = exchange.scope
    host, port = scope.get("server") or ("localhost", 80)
    client = scope.get("client") or ("", 0)
    found: dict[str, Any] = {
        "REQUEST_METHOD": exchange.method,
        "SCRIPT_NAME": "",
        "PATH_INFO": exchange.path.encode("utf-8", "surrogateescape").decode("latin-1"),
        "QUERY_STRING": scope["query_string"].decode("latin-1"),
        "SERVER_NAME": host,
        "SERVER_PORT": str(port),
        "SERVER_PROTOCOL": f"HTTP/{scope['http_version']}",
        "REMOTE_ADDR": client[0],
        "REMOTE_PORT": str(client[1]),
        "wsgi.version": (1, 0),
        "wsgi.url_scheme": scope["scheme"],
        "wsgi.input": body.file if body else io.BytesIO(),
        "wsgi.errors": sys.stderr,
        "wsgi.multithread": True,
        "wsgi.multiprocess": False,
        "wsgi.run_once": False,
        "wsgi.file_wrapper": _Handed,
    }
    for name, value in exchange.headers.items():
        if name not in ("content-type", "content-length", "transfer-encoding") and "_" not in name:
            found["HTTP_" + name.upper().replace("-", "_")] = value
    found["CONTENT_TYPE"] = exchange.headers.get("content-type", "")
    found["CONTENT_LENGTH"] = str(body.size) if body else ""
    return found


def call(wsgi: Wsgi, environ: dict[str, Any], shown: str) -> Page:
    """The application's whole answer; to be called in a thread. An error it lets out is logged, with the path as
    logs may hold it, and becomes a 500."""
    started: list[tuple[int, Headers]] = []
    written = tempfile.SpooledTemporaryFile(max_size=MEGABYTE)  # noqa: SIM115 — closed below, or kept as descriptor

    def start_response(status: str, headers: list[tuple[str, str]], failure: _Failure = None) -> Callable[[bytes], Any]:
        started[:] = [
            (int(status.split(" ", 1)[0]), [(n.lower().encode("latin-1"), v.encode("latin-1")) for n, v in headers])
        ]
        return written.write

    try:
        answer = wsgi(environ, start_response)
        try:
            handed = _handed(answer)
            if handed is None:
                for piece in answer:
                    written.write(piece)
            status, headers = started[0]
            if handed is not None:
                return Page(status, headers, b"", handed, handed=True)
            return _kept(status, headers, written)
        finally:
            if hasattr(answer, "close"):
                answer.close()
    except Exception:
        _LOG.exception("%s %s failed", environ["REQUEST_METHOD"], shown)
        plain: Headers = [(b"content-type", b"text/plain; charset=utf-8"), (b"cache-control", b"no-store")]
        return Page(500, plain, b"The office could not answer; what went wrong stands in its log.\n")
    finally:
        written.close()
        environ["wsgi.input"].close()


def _handed(answer: Iterable[bytes]) -> Opened | None:
    """A descriptor of our own of the file that was handed over; None where it is no file of the system."""
    if not isinstance(answer, _Handed):
        return None
    try:
        descriptor = os.dup(answer.file.fileno())
    except (OSError, AttributeError):
        return None
    about = os.fstat(descriptor)
    start = answer.file.tell()
    return Opened(descriptor, start, max(0, about.st_size - start), about.st_mtime)


def _kept(status: int, headers: Headers, written: tempfile.SpooledTemporaryFile[bytes]) -> Page:
    size = written.tell()
    if size <= WHOLE:
        written.seek(0)
        return Page(status, headers, written.read())
    descriptor = os.dup(written.fileno())  # rolls over where it is still in memory
    written.flush()
    return Page(status, headers, b"", Opened(descriptor, 0, size, 0.0))
