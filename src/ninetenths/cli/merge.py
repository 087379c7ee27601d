"""`nine merge`: the agencies' workbooks back into the breakdown table; a dry run unless `--apply` is given."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from ninetenths.cli.helping import document_language
from ninetenths.packs import phrase, words
from ninetenths.refusal import Refusal

if TYPE_CHECKING:
    from ninetenths.documents import Change, Merging, Return, Trouble

_ROOM = "breakdown"
# More cells than these are counted by file.
_MANY = 40


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("folder", metavar="DIR", help="the folder of returned workbooks")
    parser.add_argument("--into", metavar="FILE.xlsx", required=True, help="the breakdown table they were split from")
    parser.add_argument("--apply", action="store_true", help="write the changes (without it they are only listed)")
    parser.add_argument(
        "--due", metavar="DATE", help="returns saved after this day are late (default: the day they were asked for)"
    )
    parser.add_argument(
        "--list", metavar="FILE", help="who an open set (“各县（市、区）”) stands for, as for nine split"
    )
    parser.add_argument("--all", action="store_true", help="list every cell, however many")
    document_language(parser)
    parser.add_argument("--on", metavar="DATE", help="the day of the record (default: today)")


def run(options: argparse.Namespace) -> int:
    from ninetenths.cli.split import day_option
    from ninetenths.documents import Merger, file_bytes, read_members
    from ninetenths.writing import write_bytes

    into, folder = Path(options.into), Path(options.folder)
    due, on = day_option(options.due), day_option(options.on) or datetime.date.today()
    members = read_members(Path(options.list)) if options.list else {}
    merger = Merger(file_bytes(into), into.name, members)
    returns, unread = _returns(folder, into, merger.agencies, options.language)
    merging = merger.merge(returns, due=due)
    troubles = (*unread, *merging.troubles)
    for line in report(merging, troubles, options.language, every=options.all):
        print(line)
    applied = options.apply and bool(merging.changes)
    if applied:
        write_bytes(into, merger.merged(merging, on, options.document_language or merger.table.language))
    print(_end(merging, options.apply, into, options.language))
    return 1 if troubles or merging.missing or merging.late else 0


def _returns(folder: Path, into: Path, agencies: tuple[str, ...], language: str) -> tuple[list[Return], list[Trouble]]:
    """Every workbook of the folder, in the order of names; one that cannot be read is told of and left."""
    from tqdm import tqdm

    from ninetenths.documents import file_bytes, read_return, unread

    if not folder.is_dir():
        raise Refusal(_ROOM, "merge.no-folder", path=folder)
    paths = [
        path for path in sorted(folder.rglob("*"))
        if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et") and path.is_file()
        and not path.name.startswith(("~$", ".")) and path.resolve() != into.resolve()
    ]  # fmt: skip
    if not paths:
        raise Refusal(_ROOM, "merge.empty", path=folder)
    found: list[Return] = []
    troubles: list[Trouble] = []
    for path in tqdm(paths, desc=phrase(_ROOM, "merge.bar", language), disable=not sys.stderr.isatty(), leave=False):
        name = str(path.relative_to(folder))
        try:
            given = read_return(file_bytes(path), name, agencies)
        except Refusal as refusal:
            troubles.append(unread(name, f"{refusal.room}.{refusal.code}", refusal.params))
            continue
        if given is None:
            troubles.append(unread(name, "no-table", {}))
        else:
            found.append(given)
    return found, troubles


def report(merging: Merging, troubles: tuple[Trouble, ...], language: str, *, every: bool = False) -> list[str]:
    """All lines of the report: changes, what a person should look at, late, silent and missing returns.

    Many cells that simply go into the table are counted by file, unless `every` one is wanted.
    """
    lines: list[str] = []

    def block(code: str, entries: list[str]) -> None:
        if entries:
            lines.extend((phrase(_ROOM, code, language, count=len(entries)), *(f"  {entry}" for entry in entries)))

    if every or len(merging.written) <= _MANY:
        block("merge.changes", [change_words(change, language) for change in merging.written])
    else:
        lines.append(phrase(_ROOM, "merge.changes.counted", language, count=len(merging.written)))
        files = Counter(change.file for change in merging.written)
        lines += [
            "  " + phrase(_ROOM, "merge.cells", language, file=file, count=count) for file, count in files.items()
        ]
    block("merge.kept", [change_words(change, language) for change in merging.changes if change.outcome != "written"])
    block("merge.troubles", [trouble_words(trouble, language) for trouble in troubles])
    block("merge.late", [f"{name} ({day})" for name, day in merging.late])
    block("merge.silent", list(merging.silent))
    block("merge.missing", list(merging.missing))
    return lines


def _place(file: str, sheet: str, row: int, column: str, language: str) -> str:
    if not row:
        return file
    code = "merge.place" if column else "merge.place-row"
    return phrase(_ROOM, code, language, file=file, sheet=sheet, row=row, column=column)


def change_words(change: Change, language: str) -> str:
    """A change in one line: where, before, after, what becomes of it."""
    from ninetenths.documents import plain

    before, after = _cut(plain(change.before)) or "—", _cut(plain(change.after))
    outcome = phrase(_ROOM, f"outcome.{change.outcome}", language)
    place = _place(change.file, change.sheet, change.row, change.column, language)
    return phrase(_ROOM, "merge.change", language, place=place, before=before, after=after, outcome=outcome)


def trouble_words(trouble: Trouble, language: str) -> str:
    """A trouble in one line: where, and why; a file that could not be opened in the words of the refusal."""
    room, mark, code = trouble.why.code.partition(".")
    if mark and room != _ROOM and code in words(room, language):
        return phrase(room, code, language, **{**trouble.why.params, "name": trouble.file})
    place = _place(trouble.file, trouble.sheet, trouble.row, trouble.column, language)
    return phrase(
        _ROOM,
        "merge.trouble",
        language,
        place=place,
        words=phrase(_ROOM, f"trouble.{trouble.why.code}", language, **trouble.why.params),
    )


def _cut(text: str) -> str:
    text = " ".join(text.split())
    return text if len(text) <= 60 else f"{text[:59]}…"


def _end(merging: Merging, apply: bool, into: Path, language: str) -> str:
    written = len(merging.written)
    params = {"returns": merging.returns, "written": written, "kept": len(merging.changes) - written, "path": into}
    if not merging.changes:
        return phrase(_ROOM, "merge.nothing", language, **params)
    return phrase(_ROOM, "merge.applied" if apply else "merge.dry", language, **params)
