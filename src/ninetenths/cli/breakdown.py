"""`nine break`: an adopted text into the breakdown table, and a check of what a person made of it."""

from __future__ import annotations

import argparse
import datetime
import hashlib
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ninetenths.cli.helping import document_language
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

if TYPE_CHECKING:
    from ninetenths.delivery import Precedent
    from ninetenths.documents import Rows
    from ninetenths.reading import Reading

_ROOM = "breakdown"


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument(
        "text", nargs="?", metavar="TEXT", help="the text or table: .txt, .md, .html, .docx, .pdf, .xlsx, .xls or .csv"
    )
    parser.add_argument(
        "--out", metavar="FILE", help="the workbook to write (default: 任务分解表.xlsx, or breakdown.xlsx)"
    )
    parser.add_argument(
        "--like",
        metavar="FILE",
        nargs="+",
        default=[],
        action="extend",
        help="earlier tables or texts to suggest agencies from",
    )
    parser.add_argument(
        "--columns", metavar="NAMES", help="columns in order, parted by commas (default: the usual ones)"
    )
    parser.add_argument(
        "--all", action="store_true", help="rows for aims and conduct too, not only targets and actions"
    )
    parser.add_argument(
        "--deadline", metavar="WORDS", help="the deadline proposed where the text gives none, e.g. 2032-12-31"
    )
    document_language(parser)
    parser.add_argument("--check", metavar="FILE", help="check a workbook instead of writing one")
    parser.add_argument("--list", metavar="FILE", help="with --check: who an open set (“各县（市、区）”) stands for")
    parser.add_argument(
        "--calendar", metavar="NAME", help="with --check: working days by this calendar (default: cn, or weekends)"
    )


def run(options: argparse.Namespace) -> int:
    if options.check:
        from ninetenths.cli.checking import check

        return check(options)
    if not options.text:
        raise Refusal(_ROOM, "no-text")
    return _write(options)


def _write(options: argparse.Namespace) -> int:
    from ninetenths.delivery import Suggester
    from ninetenths.documents import (
        breakdown_workbook,
        columns_of,
        extra_columns,
        names_stated,
        names_taken,
        table_lines,
    )
    from ninetenths.writing import write_bytes

    path = Path(options.text)
    out = _out(options)
    taken, reading = _file(path)
    language = options.document_language or taken.language
    precedents = _precedents(options.like, language)
    names = tuple(dict.fromkeys((*names_taken(taken), *names_stated(reading))))
    suggester = Suggester(precedents, names, taken.language)
    labels = ("target", "action", "aim", "conduct") if options.all else ("target", "action")
    deadline = _deadline(options.deadline, reading.source.year)
    lines, asides = table_lines(taken, reading, suggester, language, labels, deadline)
    if not lines:
        raise Refusal(_ROOM, "no-commitments", name=path.name)
    columns = (*columns_of(options.columns), *(() if options.columns else extra_columns(taken)))
    write_bytes(out, breakdown_workbook(
        reading, lines, asides, language=language, columns=columns, made_on=datetime.date.today()
    ))  # fmt: skip
    suggested = sum("lead" in line.suggested for line in lines)
    led = sum(bool(line.cells.get("lead")) for line in lines)
    print(phrase(
        _ROOM, "written", options.language, path=out, rows=len(lines), stated=led - suggested, suggested=suggested,
        blank=len(lines) - led, asides=len(asides),
    ))  # fmt: skip
    return 0


def _out(options: argparse.Namespace) -> Path:
    """Where the table goes: never onto the file it is made from."""
    out = Path(options.out or ("任务分解表.xlsx" if options.language == "zh" else "breakdown.xlsx"))
    if out.exists() and options.text != "-" and out.resolve() == Path(options.text).resolve():
        raise Refusal(_ROOM, "onto-itself", path=out)
    return out


def _file(path: Path) -> tuple[Rows, Reading]:
    """The rows a file gives, and its reading: one without text where the file is a workbook. Raises Refusal."""
    from ninetenths.cli.intake import reading_of
    from ninetenths.documents import is_table, rows_of
    from ninetenths.extraction import bytes_of, extract

    data = bytes_of(path)
    taken = rows_of(data, path.name)
    return taken, _head_of(taken, data) if is_table(data, path.name) else reading_of(extract(data, name=path.name))


def _head_of(taken: Rows, data: bytes) -> Reading:
    """A reading without text for a workbook: what its table says of itself."""
    from ninetenths import __version__
    from ninetenths.reading import VERSION, Reader, Reading, Source

    source = Source(
        file_sha256=hashlib.sha256(data).hexdigest(), language="en" if taken.language == "en" else "zh-Hans",
        title=taken.title, year=taken.year, genre="breakdown",
    )  # fmt: skip
    return Reading(VERSION, Reader(__version__), source)


def _deadline(written: str | None, year: int | None) -> str:
    """The deadline to propose, as it was written. Raises Refusal where it says no day."""
    from ninetenths.delivery import read_deadline

    if written and read_deadline(written, year).day is None:
        raise Refusal(_ROOM, "not-a-day", written=written)
    return written or ""


def _precedents(names: Sequence[str], language: str) -> list[Precedent]:
    """Earlier tasks with their agencies: rows of tables, or commitments of texts that state who leads."""
    from ninetenths.cli.intake import read_file
    from ninetenths.documents import file_bytes, precedents_of_reading, precedents_of_table, read_task_table

    found: list[Precedent] = []
    for name in names:
        path = Path(name)
        if path.suffix.lower() in (".xlsx", ".xlsm", ".xls", ".et"):
            table = read_task_table(file_bytes(path), path.name)
            source = path.stem if len(names) > 1 else phrase(_ROOM, "source.last", language)
            found += precedents_of_table(table, source)
        else:
            reading = read_file(path)
            found += precedents_of_reading(
                reading, f"《{reading.source.title or path.stem}》" if language == "zh" else path.stem
            )
    return found
