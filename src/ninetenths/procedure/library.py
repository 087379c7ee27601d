"""Finding and loading packs: those inside the package by name, a body's own from a file, each over its base."""

from __future__ import annotations

import dataclasses
import functools
import tomllib
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from ninetenths import packs
from ninetenths.refusal import Refusal

from .schema import build, check_citations, merge
from .values import Pack

_KIND = "procedure"


def pack_names() -> list[str]:
    """Names of the packs that come with the package, sorted."""
    return packs.names(_KIND)


def load_pack(name: str | Path) -> Pack:
    """The pack of that name, or in that TOML file (a path, or a name ending in `.toml`).

    Raises Refusal `pack.…`: no such pack, broken TOML, or a mistake in it, with the place.
    """
    if isinstance(name, Path) or str(name).endswith(".toml"):
        return _checked(str(name), _file(Path(name), ()))
    return _named(name)


@functools.cache
def _named(name: str) -> Pack:
    return _checked(name, _inside(name, ()))


def _checked(name: str, raw: Mapping[str, Any]) -> Pack:
    try:
        return build(raw)
    except Refusal as refusal:
        raise Refusal(refusal.room, refusal.code, **{"pack": name, **refusal.params}) from None


@functools.cache
def _own_names() -> dict[str, str]:
    """Other names of packs (`also`), to the name of each."""
    return {str(other): name for name in pack_names() for other in packs.load(_KIND, name).get("also", ())}


def _inside(name: str, seen: tuple[str, ...]) -> dict[str, Any]:
    name = _own_names().get(name, name)
    if name not in pack_names():
        raise Refusal("procedure", "pack.unknown", pack=name, known=", ".join(pack_names()))
    raw = packs.load(_KIND, name)
    return _over_base(name, raw, None, seen)


def _file(path: Path, seen: tuple[str, ...]) -> dict[str, Any]:
    try:
        raw = tomllib.loads(path.read_text(encoding="utf-8-sig"))
    except OSError as error:
        raise Refusal("procedure", "pack.unreadable", pack=str(path), error=error.strerror or str(error)) from None
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise Refusal("procedure", "pack.toml", pack=str(path), error=str(error).splitlines()[0]) from None
    return _over_base(str(path), raw, path.parent, seen)


def _over_base(name: str, raw: dict[str, Any], folder: Path | None, seen: tuple[str, ...]) -> dict[str, Any]:
    """The pack laid over the one it extends. Unverified is catching: a local pack cannot vouch for its base."""
    if name in seen:
        raise Refusal("procedure", "pack.circle", pack=name, circle=" → ".join((*seen, name)))
    extends = raw.get("extends")
    if not isinstance(extends, str) or not extends:
        return raw
    beside = folder is not None and extends.endswith(".toml")
    base = _file(folder / extends, (*seen, name)) if beside and folder else _inside(extends, (*seen, name))
    try:
        check_citations(raw)
    except Refusal as refusal:
        raise Refusal(refusal.room, refusal.code, pack=name, **refusal.params) from None
    merged = merge(base, raw)
    merged["verified"] = base.get("verified") is True and raw.get("verified", True) is True
    return merged


@functools.lru_cache(maxsize=256)
def with_seats(pack: Pack, seats: int, article: str = "") -> Pack:
    """The pack for a body of so many seats; `article` is where the majority of that body is written, if elsewhere."""
    if not article:
        return dataclasses.replace(pack, seats=seats)
    majorities = {name: dataclasses.replace(rule, article=article) for name, rule in pack.majorities.items()}
    return dataclasses.replace(pack, seats=seats, majorities=majorities)
