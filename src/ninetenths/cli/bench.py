"""`nine bench read|follow|procedure|desk|office`: measures, each in a module of its own, on this machine and now."""

from __future__ import annotations

import argparse

from ninetenths.cli.dispatching import run_module
from ninetenths.packs import phrase

_ROOM = "house"
BENCHMARKS = ("read", "follow", "procedure", "desk", "office")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine bench`."""
    parser.add_argument("what", choices=BENCHMARKS, help=phrase(_ROOM, "bench.help.what", "en"))
    parser.add_argument("folder", nargs="?", metavar="FOLDER", help=phrase(_ROOM, "bench.help.folder", "en"))
    parser.add_argument("--json", action="store_true", help=phrase(_ROOM, "bench.help.json", "en"))


def run(options: argparse.Namespace) -> int:
    """Run one benchmark. Raises Refusal where this version has none, or where a package it compares with is missing."""
    return run_module(f"ninetenths.cli.benchmarks.{options.what}", "bench", options)
