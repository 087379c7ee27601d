"""A command that hands on to one of several modules: what is missing is said in one line."""

from __future__ import annotations

import argparse
import importlib

from ninetenths.refusal import Refusal


def run_module(name: str, command: str, options: argparse.Namespace) -> int:
    """`run(options)` of a module. Raises Refusal: `<command>.missing`, or `bench.lacks` for a package."""
    try:
        module = importlib.import_module(name)
    except ModuleNotFoundError as error:
        if error.name and name.startswith(error.name):
            raise Refusal("house", f"{command}.missing", what=options.what) from None
        raise
    try:
        status: int = module.run(options)
    except ModuleNotFoundError as error:
        if error.name and error.name.startswith("ninetenths"):
            raise
        raise Refusal("house", "bench.lacks", package=error.name) from None
    return status
