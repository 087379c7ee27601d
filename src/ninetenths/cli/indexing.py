"""`nine index`: a folder of texts into one index file, to trace against; a second run reads only what has changed."""

from __future__ import annotations

import argparse
import hashlib
import mmap
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

if TYPE_CHECKING:
    from ninetenths.following.indexing import Index, IndexedText

_ROOM = "tracing"
# Name of a file, its row as JSON, and the refusal that stands for it where it could not be read.
_Outcome = tuple[str, bytes, tuple[str, str, dict[str, Any]] | None]
_ARRAYS = {"starts": "int32", "ends": "int32", "labels": "uint8"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine index`."""
    parser.add_argument("folder", type=Path, metavar="DIR", help=phrase(_ROOM, "help.folder", "en"))
    parser.add_argument("--out", type=Path, metavar="FILE", help=phrase(_ROOM, "help.index.out", "en"))
    parser.add_argument("--jobs", type=int, metavar="N", help=phrase(_ROOM, "help.jobs", "en"))


def run(options: argparse.Namespace) -> int:
    """Make or renew an index; 1 where some of the files could not be read."""
    from ninetenths.cli.corpora import texts_below

    folder: Path = options.folder
    if options.jobs is not None and options.jobs < 1:
        raise Refusal(_ROOM, "jobs", given=options.jobs)
    paths = texts_below(folder)
    out: Path = options.out or Path(f"{folder.resolve().name}.nineindex")
    known = _known(out)
    names = [path.relative_to(folder).as_posix() for path in paths]
    todo = [(path, name) for path, name in zip(paths, names, strict=True) if _hash(path) != _hash_of(known.get(name))]
    failed: list[tuple[str, str]] = []
    read = _read(todo, _part(out), options.jobs, failed, options.language)
    _write(out, [one for name in names if (one := read.get(name) or known.get(name)) and name not in dict(failed)])
    _part(out).unlink(missing_ok=True)
    index = open_index_file(out)
    print(phrase(
        _ROOM, "index.done", options.language, path=out, texts=len(index), chars=f"{index.chars:,}",
        clauses=f"{index.clauses:,}", read=len(read), kept=len(index) - len(read), failed=len(failed),
        size=f"{out.stat().st_size / 2**20:,.0f}",
    ))  # fmt: skip
    for name, reason in failed:
        print(phrase("read", "corpus.failed", options.language, path=name, reason=reason))
    return 1 if failed else 0


def is_index(path: Path) -> bool:
    """Whether a file begins as an index does."""
    from ninetenths.following.indexing import MAGIC

    try:
        with path.open("rb") as file:
            return file.read(len(MAGIC)) == MAGIC
    except OSError:
        return False


def open_index_file(path: Path) -> Index:
    """The index in a file, mapped into memory. Raises Refusal where it is missing, cut off or no index."""
    from ninetenths.following.indexing import open_index

    try:
        with path.open("rb") as file:
            return open_index(memoryview(mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)), str(path))
    except ValueError as error:  # an empty file cannot be mapped
        raise Refusal(_ROOM, "no-index", name=str(path)) from error
    except OSError as error:
        raise Refusal(_ROOM, "unreadable", name=str(path), reason=error.strerror or str(error)) from error


def _known(out: Path) -> dict[str, IndexedText]:
    """Texts of an index that is there already; one of another reader, or a damaged one, is made anew.

    A file that is no index is not ours to overwrite.
    """
    from ninetenths import __version__
    from ninetenths.following.indexing import open_index

    if not out.exists():
        return {}
    if not is_index(out):
        raise Refusal(_ROOM, "out-is-other", name=str(out))
    try:
        index = open_index(out.read_bytes(), str(out))
    except Refusal:
        return {}
    return {
        index.row(one)["name"]: index.held(one) for one in range(len(index)) if index.row(one)["reader"] == __version__
    }


def _part(out: Path) -> Path:
    return out.with_name(out.name + ".part")


def _hash(path: Path) -> str | None:
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _hash_of(one: IndexedText | None) -> str | None:
    return one.file_sha256 if one is not None else ""


def _read(
    todo: list[tuple[Path, str]], part: Path, jobs: int | None, failed: list[tuple[str, str]], language: str
) -> dict[str, IndexedText]:
    """Read files on all cores; what is read is kept in `part` at once, so that a stopped run goes on from there."""
    import orjson
    from tqdm import tqdm

    rows = dict(_rows(part))
    read = {name: _text(rows[name]) for path, name in todo if name in rows and rows[name]["file_sha256"] == _hash(path)}
    left = [(path, name) for path, name in todo if name not in read]
    if not left:
        return read
    try:
        part.parent.mkdir(parents=True, exist_ok=True)
        with part.open("ab") as file, tqdm(
            total=len(left), desc=phrase("read", "corpus.reading", language), unit="", file=sys.stderr, disable=None
        ) as bar:  # fmt: skip
            for name, row, refusal in _each(left, jobs):
                bar.update()
                if refusal is not None:
                    failed.append((name, phrase(refusal[0], refusal[1], language, **refusal[2])))
                else:
                    file.write(row + b"\n")
                    read[name] = _text(orjson.loads(row))
    except OSError as error:
        raise Refusal("read", "cannot-write", path=part, reason=error.strerror or str(error)) from error
    return read


def _each(left: list[tuple[Path, str]], jobs: int | None) -> Iterator[_Outcome]:
    # A pool takes longer to start than a few texts to read.
    if jobs == 1 or len(left) < 8:
        yield from map(_one, left)
        return
    with ProcessPoolExecutor(max_workers=jobs or os.cpu_count()) as pool:
        yield from pool.map(_one, left, chunksize=max(1, min(16, len(left) // 8)))


def _one(item: tuple[Path, str]) -> _Outcome:
    import dataclasses

    import orjson

    from ninetenths.cli.intake import read_file
    from ninetenths.following.indexing import indexed

    path, name = item
    try:
        held = indexed(name, read_file(path))
    except Refusal as refusal:
        return name, b"", (refusal.room, refusal.code, refusal.params)
    row = {field.name: getattr(held, field.name) for field in dataclasses.fields(held)}
    row["text"] = held.text.encode("utf-8", "surrogatepass").decode("latin-1")
    return name, orjson.dumps(row, option=orjson.OPT_SERIALIZE_NUMPY), None


def _rows(part: Path) -> Iterator[tuple[str, dict[str, Any]]]:
    """Whole lines of a part file; a line cut off by a stop is passed over."""
    import orjson

    if not part.is_file():
        return
    for line in part.read_bytes().splitlines():
        try:
            row = orjson.loads(line)
        except orjson.JSONDecodeError:
            continue
        yield row["name"], row


def _text(row: dict[str, Any]) -> IndexedText:
    import numpy as np

    from ninetenths.following.indexing import IndexedText

    arrays = {name: np.array(row[name], dtype=kind) for name, kind in _ARRAYS.items()}
    text = row["text"].encode("latin-1").decode("utf-8", "surrogatepass")
    return IndexedText(**(row | arrays | {"text": text}))


def _write(out: Path, texts: list[IndexedText]) -> None:
    from ninetenths.following.indexing import make_index
    from ninetenths.writing import write_bytes

    if not texts:
        raise Refusal(_ROOM, "index.nothing", name=str(out))
    write_bytes(out, b"".join(make_index(texts).to_chunks()))
