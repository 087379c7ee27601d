"""A toy office behind the real server, run as a process: `toy_office.py FOLDER PORT [--metrics PORT] [--silence S]`."""

from __future__ import annotations

import argparse
import hashlib
import logging
import sys
import threading
import time
from pathlib import Path
from typing import Any

from ninetenths.office.serving import Exchange, Folder, Hub, Limits, events, serve
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

HUB = Hub()
LARGE = b"0123456789abcdef" * 64 * 1024  # 1 MB


def application(environ: dict[str, Any], start_response: Any) -> Any:
    path = environ["PATH_INFO"]
    kind = [("Content-Type", "text/plain; charset=utf-8")]
    if path == "/office/raise":
        raise ValueError("on purpose")
    if path.startswith("/a/"):
        kind += [("Referrer-Policy", "same-origin"), ("Cache-Control", "max-age=9")]
    if path == "/office/slow":
        time.sleep(1)
    if path == "/office/download":
        start_response("200 OK", [*kind, ("Content-Disposition", "attachment")])
        return environ["wsgi.file_wrapper"]((Path(environ["toy.folder"]) / "large.bin").open("rb"))
    if path == "/office/large":
        start_response("200 OK", kind)
        return (LARGE for _ in range(20))
    if path == "/office/say":
        HUB.publish("votes/1", int(environ["QUERY_STRING"]), {"state": "open"}, about="clerk")
    sent = environ["wsgi.input"].read()
    said = "\n".join(
        [environ["REQUEST_METHOD"], path, environ["QUERY_STRING"], environ["CONTENT_LENGTH"], environ.get("HTTP_COOKIE", ""),
         environ.get("HTTP_X_ROLE", ""), hashlib.sha256(sent).hexdigest()]
    )  # fmt: skip
    start_response("200 OK", kind)
    return [said.encode("latin-1")]


def admit(exchange: Exchange) -> Any:
    who = exchange.headers.get("authorization", "").removeprefix("Bearer ")
    return (lambda event: event.about == who) if who else None


async def ballots(exchange: Exchange) -> None:
    await exchange.say(201, exchange.path)


def work(stops: threading.Event) -> None:
    print("worker at work", file=sys.stderr, flush=True)
    stops.wait()
    print("worker ends", file=sys.stderr, flush=True)


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("port", type=int)
    parser.add_argument("--metrics", type=int)
    parser.add_argument("--silence", type=float, default=30.0)
    options = parser.parse_args()
    logging.basicConfig(stream=sys.stderr, level=logging.INFO, format="%(message)s")

    def wsgi(environ: dict[str, Any], start_response: Any) -> Any:
        environ["toy.folder"] = options.folder
        return application(environ, start_response)

    try:
        return serve(
            options.folder,
            wsgi,
            port=options.port,
            live={"/live/events": events(HUB, admit), "/live/votes/": ballots},
            files={"/": Folder(options.folder / "published")},
            limits=Limits(usual=2_000_000, by_prefix=(("/office/uploads", 20_000_000),), silence=options.silence),
            hub=HUB,
            worker=work,
            metrics_port=options.metrics,
        )
    except Refusal as refusal:
        print(phrase(refusal.room, refusal.code, "en", **refusal.params), file=sys.stderr)
        return 2


if __name__ == "__main__":
    sys.exit(main())
