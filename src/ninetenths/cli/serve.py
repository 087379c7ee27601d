"""`nine serve DIR`: the office in a browser, until it is told to stop."""

from __future__ import annotations

import argparse
from pathlib import Path

from ninetenths.office import starting
from ninetenths.packs import phrase

_ROOM = "office"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine serve`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase(_ROOM, "help.folder", "en"))
    parser.add_argument("--host", default="127.0.0.1", metavar="HOST", help=phrase(_ROOM, "serve.help.host", "en"))
    parser.add_argument("--port", type=int, default=8009, metavar="PORT", help=phrase(_ROOM, "serve.help.port", "en"))
    parser.add_argument("--metrics-port", type=int, metavar="N", help=phrase(_ROOM, "serve.help.metrics", "en"))


def run(options: argparse.Namespace) -> int:
    """0 when it was told to stop. Raises Refusal for an office served already, a port that is taken, a newer database."""
    office = starting.open_office(options.folder)
    from ninetenths.office import running

    return running.run(office, host=options.host, port=options.port, metrics_port=options.metrics_port)
