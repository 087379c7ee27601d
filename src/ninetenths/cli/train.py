"""`nine train labels|rarity|following`: weights from labels, each in a module of its own under `trainings`."""

from __future__ import annotations

import argparse

from ninetenths.cli.dispatching import run_module
from ninetenths.packs import phrase

_ROOM = "house"
TRAININGS = ("labels", "rarity", "following")


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine train`."""
    parser.add_argument("what", choices=TRAININGS, help=phrase(_ROOM, "train.help.what", "en"))
    parser.add_argument("folder", nargs="?", metavar="FOLDER", help=phrase(_ROOM, "train.help.folder", "en"))
    parser.add_argument("--out", metavar="FILE", help=phrase(_ROOM, "train.help.out", "en"))


def run(options: argparse.Namespace) -> int:
    """Run one training. Raises Refusal where this version has none."""
    return run_module(f"ninetenths.cli.trainings.{options.what}", "train", options)
