"""Figures of the server alone, before any office: published files and a trivial page, and who stalls beside them."""

from __future__ import annotations

import asyncio
import contextlib
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from ninetenths.cli.benchmarks.rows import Row
from ninetenths.refusal import Refusal

_CLIENTS = 32
_SECONDS = 1.5
_STALLED = 200


def page(environ: dict[str, Any], start_response: Callable[..., Any]) -> list[bytes]:
    """The least an application can answer."""
    start_response("200 OK", [("Content-Type", "text/plain")])
    return [b"page"]


def serve_trivially(folder: str) -> int:
    """The server in front of that application, at a port that is free."""
    from ninetenths.office.serving import Folder, serve

    return serve(Path(folder), page, port=0, files={"/files/": Folder(Path(folder))})


def rows() -> Iterator[Row]:
    """Files and pages a second, against each other, and pages with clients that stall beside them.

    The kinds take turns and the best turn of each counts: the machine is shared.
    """
    with tempfile.TemporaryDirectory() as folder:
        (Path(folder) / "file.html").write_text("<p>" + "x" * 4000, encoding="utf-8")
        with _served(folder) as port:
            files, pages, beside = asyncio.run(_measured(port))
    yield Row("serving.files", round(files), "1/s")
    yield Row("serving.pages", round(pages), "1/s")
    yield Row("serving.files-to-pages", round(files / pages, 2), "ratio")
    yield Row("serving.pages-beside-stalled", round(beside / pages, 2), "ratio")


@contextlib.contextmanager
def _served(folder: str) -> Iterator[int]:
    code = f"from {__name__} import serve_trivially; import sys; sys.exit(serve_trivially(sys.argv[1]))"
    server = subprocess.Popen(
        [sys.executable, "-c", code, folder], stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    )
    with server:
        assert server.stdout is not None
        assert server.stderr is not None
        try:
            line = server.stdout.readline()
            if not line.startswith("ready "):
                raise Refusal(
                    "breakdown", "bench.failed", command="nine serve", reason=server.stderr.read().strip()[-300:]
                )
            yield int(line.rsplit(":", 1)[1].strip("/\n"))
        finally:
            server.terminate()


async def _measured(port: int) -> tuple[float, float, float]:
    files = pages = beside = 0.0
    for _ in range(3):
        files = max(files, await _rate(port, "/files/file.html"))
        pages = max(pages, await _rate(port, "/"))
        stalled = [await asyncio.open_connection("127.0.0.1", port) for _ in range(_STALLED)]
        for _, writer in stalled:
            writer.write(b"POST / HTTP/1.1\r\nHost: bench\r\nContent-Length: 1000\r\n\r\n{")
        beside = max(beside, await _rate(port, "/"))
        for _, writer in stalled:
            writer.close()
    return files, pages, beside


async def _rate(port: int, path: str) -> float:
    """Answers a second to clients that each ask again when they were answered."""
    asked = f"GET {path} HTTP/1.1\r\nHost: bench\r\n\r\n".encode()
    until = time.perf_counter() + _SECONDS

    async def client() -> int:
        answered = 0
        reader, writer = await asyncio.open_connection("127.0.0.1", port)
        while time.perf_counter() < until:
            writer.write(asked)
            head = await reader.readuntil(b"\r\n\r\n")
            assert head.startswith(b"HTTP/1.1 200 "), head
            length = int(head.lower().partition(b"content-length:")[2].split(b"\r\n", 1)[0])
            await reader.readexactly(length)
            answered += 1
        writer.close()
        return answered

    began = time.perf_counter()
    answered = sum(await asyncio.gather(*(client() for _ in range(_CLIENTS))))
    return answered / (time.perf_counter() - began)
