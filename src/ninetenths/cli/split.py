"""`nine split`: the breakdown table into one workbook an agency."""

from __future__ import annotations

import argparse
import datetime
import shutil
import sys
import tempfile
from pathlib import Path
from typing import TYPE_CHECKING

from ninetenths.cli.helping import document_language
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

if TYPE_CHECKING:
    from ninetenths.documents import Cutter, Part

_ROOM = "breakdown"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("file", metavar="FILE.xlsx", help="the breakdown table")
    parser.add_argument("--out", metavar="DIR", required=True, help="the folder for the workbooks")
    parser.add_argument("--list", metavar="FILE", help="who an open set (“各县（市、区）”) stands for: one name a line")
    document_language(parser)
    parser.add_argument("--due", metavar="DATE", help="when the sheets are due back (YYYY-MM-DD); written at their top")


def run(options: argparse.Namespace) -> int:
    from ninetenths.documents import Cutter, file_bytes, file_names, parts_of, read_members, read_task_table

    path, out = Path(options.file), Path(options.out)
    due = day_option(options.due)
    members = read_members(Path(options.list)) if options.list else {}
    data = file_bytes(path)
    table = read_task_table(data, path.name)
    parts, unnamed = parts_of(table, members)
    if not parts:
        raise Refusal(_ROOM, "split.no-agency", name=path.name)
    names = file_names([part.agency for part in parts])
    present = [name for name in names.values() if (out / name).exists()]
    if present:
        raise Refusal(_ROOM, "split.exists", path=out / present[0], count=len(present))
    cutter = Cutter(table, data, language=options.document_language or table.language, due=due)
    write_all(cutter, parts, names, out, options.language)
    leading = sum(role == "lead" for part in parts for _, role, _ in part.rows)
    print(
        phrase(_ROOM, "split.done", options.language, count=len(parts), out=out, rows=len(table.rows), leading=leading)
    )
    if unnamed:
        listed = ", ".join(map(str, unnamed[:20])) + ("…" if len(unnamed) > 20 else "")
        print(phrase(_ROOM, "split.unnamed", options.language, count=len(unnamed), rows=listed))
    return 0


def day_option(written: str | None) -> datetime.date | None:
    """A day given on the command line. Raises Refusal for what is none."""
    if not written:
        return None
    try:
        return datetime.date.fromisoformat(written)
    except ValueError:
        raise Refusal(_ROOM, "not-a-day", written=written) from None


def write_all(cutter: Cutter, parts: tuple[Part, ...], names: dict[str, str], out: Path, language: str) -> None:
    """Write every workbook beside the folder first, then move them in: all of them or none."""
    from tqdm import tqdm

    try:
        out.parent.mkdir(parents=True, exist_ok=True)
        aside = Path(tempfile.mkdtemp(prefix=f".{out.name}.", dir=out.parent))
        try:
            bar = tqdm(parts, desc=phrase(_ROOM, "split.bar", language), disable=not sys.stderr.isatty(), leave=False)
            for part in bar:
                (aside / names[part.agency]).write_bytes(cutter.workbook(part))
            out.mkdir(exist_ok=True)
            for name in names.values():
                (aside / name).rename(out / name)
        finally:
            shutil.rmtree(aside, ignore_errors=True)
    except OSError as error:
        raise Refusal(_ROOM, "cannot-write", path=out, reason=error.strerror or str(error)) from error
