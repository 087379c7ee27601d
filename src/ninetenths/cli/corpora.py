"""Reading many texts: all cores, a progress bar, going on where it stopped, one bad file not stopping the rest."""

from __future__ import annotations

import contextlib
import hashlib
import importlib.util
import os
import sys
from collections.abc import Iterator
from concurrent.futures import ProcessPoolExecutor
from pathlib import Path
from typing import Any

from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

ENDINGS = (".txt", ".html", ".htm", ".docx", ".pdf")
_BATCH = 64


def has_parquet() -> bool:
    """Whether the extra `parquet` (pyarrow) is installed."""
    return importlib.util.find_spec("pyarrow") is not None


def texts_below(folder: Path) -> list[Path]:
    """The files of a folder that may hold texts, sorted. Raises Refusal where there is no folder or no text."""
    if not folder.is_dir():
        raise Refusal("read", "not-a-folder", path=folder)
    found = sorted(path for path in folder.rglob("*") if path.suffix.lower() in ENDINGS and path.is_file())
    if not found:
        raise Refusal("read", "folder-empty", path=folder)
    return found


def read_corpus(folder: Path, out: Path, jobs: int | None, language: str) -> int:
    """Read every text below a folder into one file, a row a text; returns 1 where some could not be read.

    A second run reads only files that are new or changed (by their bytes). Progress is kept in `OUT.part`, a JSON
    lines file, and moved into place at the end.
    """
    if out.suffix not in (".parquet", ".jsonl"):
        raise Refusal("read", "out-kind", path=out)
    if out.suffix == ".parquet" and not has_parquet():
        raise Refusal("read", "parquet-lacking", path=out)
    paths = texts_below(folder)
    part = out.with_name(out.name + ".part")
    known = _known(part) | (_known_in(out) if not part.exists() else {})
    wanted = [(path, _shown(path.relative_to(folder))) for path in paths]
    todo = [(path, name) for path, name in wanted if known.get(name) != _fingerprint(path)]
    failed: list[tuple[str, str]] = []
    try:
        # Told before anything is written: a started file is gone on with, a finished one's rows are carried over.
        carried = iter(()) if part.exists() else _carried(out, {name for _, name in todo})
        read = _run(todo, part, carried, jobs, failed, language)
        unread = {name for name, _ in failed}
        _finish(part, out, [name for _, name in wanted if name not in unread])
    except OSError as error:
        raise Refusal("read", "cannot-write", path=out, reason=error.strerror or str(error)) from error
    print(
        phrase("read", "corpus.done", language, read=read, path=out, kept=len(wanted) - len(todo), failed=len(failed))
    )
    for name, reason in failed:
        print(phrase("read", "corpus.failed", language, path=name, reason=reason))
    return 1 if failed else 0


def _run(
    todo: list[tuple[Path, str]], part: Path, carried: Iterator[bytes], jobs: int | None,
    failed: list[tuple[str, str]], language: str,
) -> int:  # fmt: skip
    from tqdm import tqdm

    read = 0
    part.parent.mkdir(parents=True, exist_ok=True)
    _whole_lines(part)
    with part.open("ab") as file:
        for line in carried:
            file.write(line)
        with ProcessPoolExecutor(max_workers=jobs if jobs and jobs > 0 else os.cpu_count()) as pool:
            bar = tqdm(
                total=len(todo), desc=phrase("read", "corpus.reading", language), unit="", file=sys.stderr, disable=None
            )
            chunks = max(1, min(16, len(todo) // 8))
            for name, row, refusal in pool.map(_one, todo, chunksize=chunks):
                bar.update()
                if refusal is not None:
                    failed.append((name, phrase(refusal[0], refusal[1], language, **refusal[2])))
                else:
                    read += 1
                    file.write(row + b"\n")
            bar.close()
    return read


def _one(item: tuple[Path, str]) -> tuple[str, bytes, tuple[str, str, dict[str, Any]] | None]:
    import orjson

    from ninetenths.cli.intake import read_file

    path, name = item
    try:
        reading = read_file(path)
    except Refusal as refusal:
        return name, b"", (refusal.room, refusal.code, refusal.params)
    return (
        name,
        orjson.dumps({"path": name, "fingerprint": _fingerprint(path), "reading": orjson.Fragment(reading.to_json())}),
        None,
    )


def _fingerprint(path: Path) -> str:
    """SHA-256 of a file's bytes; empty where it cannot be opened, which the reading of it will say."""
    try:
        with path.open("rb") as file:
            return hashlib.file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _shown(path: Path) -> str:
    """A path as text: what of it is not UTF-8 becomes U+FFFD."""
    return str(path).encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _whole_lines(part: Path) -> None:
    """Take away a last line that a stop has cut off, so that what is added begins a line of its own."""
    if not part.is_file():
        return
    with part.open("r+b") as file:
        end = 0
        for line in file:
            end += len(line) if line.endswith(b"\n") else 0
        file.truncate(end)


def _rows(part: Path) -> Iterator[tuple[dict[str, Any], bytes]]:
    """Whole lines of a JSON lines file with what they say; a line cut off by a stop is passed over."""
    import orjson

    if not part.is_file():
        return
    with part.open("rb") as file:
        for line in file:
            if not line.endswith(b"\n"):
                return
            try:
                yield orjson.loads(line), line
            except orjson.JSONDecodeError:
                continue


def _known(part: Path) -> dict[str, str]:
    return {row["path"]: row["fingerprint"] for row, _ in _rows(part)}


def _known_in(out: Path) -> dict[str, str]:
    if not out.is_file():
        return {}
    if out.suffix == ".jsonl":
        return _known(out)
    import pyarrow.parquet

    table = pyarrow.parquet.read_table(out, columns=["path", "fingerprint"])
    return dict(zip(table["path"].to_pylist(), table["fingerprint"].to_pylist(), strict=True))


def _carried(out: Path, replaced: set[str]) -> Iterator[bytes]:
    """Rows of a finished file that stay, as JSON lines."""
    import orjson

    if not out.is_file():
        return
    if out.suffix == ".jsonl":
        yield from (line for row, line in _rows(out) if row["path"] not in replaced)
        return
    import pyarrow.parquet

    for batch in pyarrow.parquet.ParquetFile(out).iter_batches(batch_size=_BATCH):
        for row in batch.to_pylist():
            if row["path"] not in replaced:
                held = {
                    "path": row["path"],
                    "fingerprint": row["fingerprint"],
                    "reading": orjson.Fragment(row["reading"]),
                }
                yield orjson.dumps(held) + b"\n"


def _finish(part: Path, out: Path, wanted: list[str]) -> None:
    """The last row of each wanted text, in the order of their names, moved into place."""
    import orjson

    places: dict[str, tuple[int, int]] = {}
    at = 0
    with part.open("rb") as file:
        for line in file:
            with contextlib.suppress(orjson.JSONDecodeError):
                places[orjson.loads(line)["path"]] = (at, len(line))
            at += len(line)
    fresh = out.with_name(out.name + ".new")
    with part.open("rb") as file:

        def lines() -> Iterator[bytes]:
            for name in wanted:
                if name in places:
                    file.seek(places[name][0])
                    yield file.read(places[name][1])

        if out.suffix == ".jsonl":
            with fresh.open("wb") as target:
                target.writelines(lines())
        else:
            _write_parquet(fresh, lines())
    fresh.replace(out)
    part.unlink()


def _write_parquet(out: Path, lines: Iterator[bytes]) -> None:
    """Columns for asking (path, title, genre, dates, counts) and the whole reading as JSON beside them."""
    import orjson
    import pyarrow
    import pyarrow.parquet

    text, whole = pyarrow.string(), pyarrow.int64()
    schema = pyarrow.schema([
        ("path", text), ("fingerprint", text), ("title", text), ("genre", text), ("language", text), ("published_on", text),
        ("chars", whole), ("clauses", whole), ("commitments", whole), ("findings", whole), ("reading", text),
    ])  # fmt: skip
    with pyarrow.parquet.ParquetWriter(out, schema, compression="zstd") as writer:
        held: list[dict[str, Any]] = []

        def flush() -> None:
            if held:
                writer.write_table(pyarrow.Table.from_pylist(held, schema=schema))
                held.clear()

        for line in lines:
            row = orjson.loads(line)
            reading = row["reading"]
            source = reading["source"]
            held.append({
                "path": row["path"], "fingerprint": row["fingerprint"], "title": source["title"], "genre": source["genre"],
                "language": source["language"], "published_on": source["published_on"], "chars": source["chars"],
                "clauses": len(reading["clauses"]), "commitments": len(reading["commitments"]),
                "findings": len(reading["findings"]), "reading": orjson.dumps(reading).decode(),
            })  # fmt: skip
            if len(held) >= _BATCH:
                flush()
        flush()
