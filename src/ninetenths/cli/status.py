"""`nine status`: computed status of a task table beside what agencies claim; exceptions and reminders first."""

from __future__ import annotations

import argparse
import datetime
import sys
import tomllib
import zoneinfo
from pathlib import Path

from ninetenths import documents
from ninetenths.cli.helping import document_language
from ninetenths.delivery import Calendar, calendar_from, load_calendar, load_rules, rule_names, today
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal
from ninetenths.writing import write_bytes


def arguments(parser: argparse.ArgumentParser) -> None:
    """The command's options. Help lines are bilingual by the language of the process."""
    language = _help_language(parser)

    def said(name: str, **params: object) -> str:
        return phrase("desk", f"options.{name}", language, **params).replace("%", "%%")

    parser.add_argument("file", metavar="FILE.xlsx", help=said("file"))
    parser.add_argument("--on", metavar="DATE", help=said("on"))
    parser.add_argument("--start", metavar="DATE", help=said("start"))
    parser.add_argument("--year", type=int, metavar="YEAR", help=said("year"))
    parser.add_argument("--rules", default="default", metavar="NAME", help=said("rules", names=", ".join(rule_names())))
    parser.add_argument("--calendar", default="cn", metavar="NAME", help=said("calendar"))
    parser.add_argument("--zone", default="Asia/Shanghai", metavar="ZONE", help=said("zone"))
    parser.add_argument("--office", default="", metavar="NAME", help=said("office"))
    parser.add_argument("--number", default="", metavar="NUMBER", help=said("number"))
    parser.add_argument("--all", action="store_true", help=said("all"))
    parser.add_argument("--xlsx", metavar="OUT", help=said("xlsx"))
    parser.add_argument("--docx", metavar="OUT", help=said("docx"))
    parser.add_argument("--report", metavar="OUT", help=said("report"))
    parser.add_argument("--html", metavar="OUT", help=said("html"))
    parser.add_argument("--text", metavar="TEXT", help=said("text"))
    document_language(parser)
    parser.add_argument("--json", action="store_true", help=said("json"))


def _help_language(parser: argparse.ArgumentParser) -> str:
    # The description is the help line in the language chosen; the options follow it.
    return "zh" if parser.description == phrase("cli", "help.status", "zh") else "en"


def run(options: argparse.Namespace) -> int:
    """Compute first, write after: where anything is refused, nothing has been written."""
    source = Path(options.file)
    on, start = _on(options), _date(options.start) if options.start else None
    outputs = {kind: Path(name) for kind in ("xlsx", "docx", "report", "html") if (name := getattr(options, kind))}
    _check_outputs(source, outputs)
    rules, calendar = load_rules(options.rules), _calendar(options.calendar)
    table = documents.read_task_table(documents.file_bytes(source), source.name, year=options.year)
    written = options.document_language or table.language
    situation = documents.situation(table, on, rules, calendar, start=start)
    made = {path: _made(kind, situation, options, written) for kind, path in outputs.items()}
    for path, data in made.items():
        write_bytes(path, data)
    _show(situation, options)
    for path in made:
        print(phrase("desk", "text.written", options.language, name=path), file=sys.stderr)
    return 0


def _made(kind: str, situation: documents.Situation, options: argparse.Namespace, language: str) -> bytes:
    office = options.office
    if kind == "xlsx":
        return documents.status_workbook(situation, language, office)
    if kind == "docx":
        return documents.bulletin(situation, language, office, options.number)
    if kind == "report":
        return documents.special_report(situation, language, office)
    return _page(situation, options, language)


def _page(situation: documents.Situation, options: argparse.Namespace, language: str) -> bytes:
    from ninetenths.cli.statuspage import status_page

    if not options.text:
        return status_page(situation, language, office=options.office)
    from ninetenths.extraction import extract_file

    text = extract_file(Path(options.text)).text
    return status_page(situation, language, office=options.office, text=text, name=Path(options.text).name)


def _show(situation: documents.Situation, options: argparse.Namespace) -> None:
    if options.json:
        import orjson

        plain = documents.situation_dict(situation, options.language, options.office)
        sys.stdout.write(orjson.dumps(plain, option=orjson.OPT_INDENT_2).decode() + "\n")
        return
    lines = documents.status_lines(situation, options.language, office=options.office, every=options.all)
    sys.stdout.write("\n".join(lines) + "\n")


def _on(options: argparse.Namespace) -> datetime.date:
    try:
        zoneinfo.ZoneInfo(options.zone)
    except (zoneinfo.ZoneInfoNotFoundError, ValueError, OSError):
        raise Refusal("desk", "bad-zone", zone=options.zone) from None
    if options.on:
        return _date(options.on)
    return today(datetime.datetime.now(datetime.UTC), options.zone)


def _date(written: str) -> datetime.date:
    try:
        day = datetime.date.fromisoformat(written)
    except ValueError:
        day = datetime.date.min
    if not 1950 <= day.year <= 2199:
        raise Refusal("desk", "bad-date", written=written)
    return day


def _calendar(name: str) -> Calendar:
    if not name.endswith(".toml"):
        try:
            return load_calendar(name)
        except OSError:
            raise Refusal("desk", "bad-calendar", name=name, reason="?") from None
    try:
        return calendar_from(Path(name).stem, tomllib.loads(Path(name).read_text(encoding="utf-8-sig")))
    except (OSError, tomllib.TOMLDecodeError, UnicodeDecodeError, KeyError, TypeError, ValueError) as error:
        raise Refusal("desk", "bad-calendar", name=name, reason=str(error).splitlines()[0]) from None


def _check_outputs(source: Path, outputs: dict[str, Path]) -> None:
    """Where outputs can go at all; the table itself is never overwritten."""
    for path in outputs.values():
        if not path.parent.is_dir():
            raise Refusal("desk", "no-folder", name=path.parent)
        if path.resolve() == source.resolve():
            raise Refusal("desk", "same-file", name=path)
