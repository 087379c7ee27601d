"""`nine verify BUNDLE`: whether a bundle of the log holds, by the same file that does it without us."""

from __future__ import annotations

import argparse
import sys

from ninetenths.ledger import Fault, check_bundle, remarks
from ninetenths.packs import phrase

_ROOM = "verify"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine verify`."""
    parser.add_argument("bundle", metavar="BUNDLE", help=phrase(_ROOM, "help.bundle", "en"))
    parser.add_argument("--key", metavar="KEY", help=phrase(_ROOM, "help.key", "en"))
    parser.add_argument("--since", metavar="CHECKPOINT", help=phrase(_ROOM, "help.since", "en"))


def run(options: argparse.Namespace) -> int:
    """One line: what was verified, or why it does not hold (then status 1)."""
    language: str = options.language
    try:
        found = check_bundle(options.bundle, options.key, options.since)
    except Fault as fault:
        reason = phrase(_ROOM, fault.code, language, **fault.params)
        print(f"nine verify: {' '.join(reason.split())}", file=sys.stderr)
        return 1
    said = [phrase(_ROOM, "verified", language, **found)]
    said += [phrase(_ROOM, f"remark.{code}", language, **found) for code in remarks(found, options.key is not None)]
    print(" ".join(said) if language == "en" else "".join(said))
    return 0
