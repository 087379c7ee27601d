"""Packs: the data the rooms run on (grammar, procedure, lifecycles, words), as TOML inside the package."""

from __future__ import annotations

import functools
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ninetenths.packs.compiled import values_of

__all__ = ["LANGUAGES", "load", "names", "phrase", "resource", "words"]

LANGUAGES = ("zh", "en")


# Packs are files on disk, as numpy is: importlib.resources would cost a start 20 ms to find them.
_FOLDER = Path(__file__).parent


def resource(*path: str) -> Path:
    """A file or folder inside the packs, e.g. `resource("grammar", "zh.toml")`."""
    return _FOLDER.joinpath(*path)


@functools.cache
def load(kind: str, name: str) -> dict[str, Any]:
    """The pack `kind/name.toml` as plain values. Raises FileNotFoundError where there is none."""
    return values_of(_FOLDER, f"{kind}/{name}.toml")


def names(kind: str) -> list[str]:
    """Names of the packs of a kind, sorted."""
    return sorted(
        entry.name.removesuffix(".toml") for entry in resource(kind).iterdir() if entry.name.endswith(".toml")
    )


@functools.cache
def words(room: str, language: str) -> Mapping[str, str]:
    """Words of one room in one language (`zh` or `en`): code → text with `{parameters}`."""
    return values_of(_FOLDER, f"words/{language}/{room}.toml")


def phrase(room: str, code: str, language: str, /, **params: object) -> str:
    """The words of a code, filled in.

    English counts: where `code.one` exists and the parameter `count` is 1, that form is taken. A code
    without words is a programming error and raises KeyError.
    """
    catalogue = words(room, language)
    if params.get("count") == 1 and f"{code}.one" in catalogue:
        code = f"{code}.one"
    return catalogue[code].format_map(params)
