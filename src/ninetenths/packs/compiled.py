"""Packs as one file of ready values beside the bytecode: parsing TOML costs each start more than all it is needed for."""

from __future__ import annotations

import functools
import marshal
from pathlib import Path
from typing import Any

from ninetenths.kept import keep, kept, kept_file

# What a pack's file was when its values were kept: nanoseconds of its last change, and bytes.
Stamp = tuple[int, int]
# No values where this form cannot hold them: a pack with days in it is parsed each time.
Store = dict[str, tuple[Stamp, dict[str, Any] | None]]


def values_of(folder: Path, name: str) -> dict[str, Any]:
    """The values of the TOML file `name` (with `/`) below the folder of packs. Raises FileNotFoundError.

    They come from the store where it knows the file as it is now. Where it does not, the file is parsed and a store of
    all packs is written for the next start; where none can be written (a read-only installation), parsing is all.
    """
    path = folder / name
    stamp = _stamp(path)
    known = _store(folder).get(name)
    if known is None or known[0] != stamp:
        _keep(folder)
    elif known[1] is not None:
        return known[1]
    return _parsed(path)


def _stamp(path: Path) -> Stamp:
    found = path.stat()
    return found.st_mtime_ns, found.st_size


def _parsed(path: Path) -> dict[str, Any]:
    import tomllib

    return tomllib.loads(path.read_text(encoding="utf-8"))


def _file(folder: Path) -> Path | None:
    return kept_file(folder / "packs.py", ".values")


@functools.cache
def _store(folder: Path) -> Store:
    found = kept(_file(folder))
    return found if isinstance(found, dict) else {}


@functools.cache
def _keep(folder: Path) -> None:
    """Write the store, once a process."""
    file = _file(folder)
    if file is None:
        return
    made: Store = {}
    for path in sorted(folder.rglob("*.toml")):
        stamp, values = _stamp(path), _parsed(path)
        try:
            marshal.dumps(values)
        except ValueError:
            made[path.relative_to(folder).as_posix()] = stamp, None
        else:
            made[path.relative_to(folder).as_posix()] = stamp, values
    keep(file, made)
