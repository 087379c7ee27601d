"""`nine phrases FOLDER`: the set phrases of a series of texts over the years, as a table, as CSV, as a page."""

from __future__ import annotations

import argparse
import sys
import unicodedata
from collections.abc import Sequence
from pathlib import Path

from ninetenths.cli.csvtables import write_table
from ninetenths.extraction import extract_file
from ninetenths.packs import phrase
from ninetenths.reading.trends import PhraseTrend, SeriesText, phrase_trends, series_text, year_of
from ninetenths.refusal import Refusal
from ninetenths.writing import write_bytes

_ROOM = "phrases"
_KINDS = frozenset({".txt", ".html", ".htm", ".docx", ".pdf", ".md"})
_BARS = " ▁▂▃▄▅▆▇█"


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine phrases`."""
    parser.add_argument("folder", type=Path, metavar="FOLDER", help=phrase(_ROOM, "help.folder", "en"))
    parser.add_argument("--csv", type=Path, metavar="OUT", help=phrase(_ROOM, "help.csv", "en"))
    parser.add_argument("--html", type=Path, metavar="OUT", help=phrase(_ROOM, "help.html", "en"))
    parser.add_argument("--top", type=int, default=40, metavar="N", help=phrase(_ROOM, "help.top", "en"))


def run(options: argparse.Namespace) -> int:
    """Read every text of the folder, say what could not be read, and show what became of each phrase."""
    language: str = options.language
    if options.top < 1:
        raise Refusal(_ROOM, "top", given=options.top)
    texts, problems = read_series(options.folder, language)
    for problem in problems:
        print(problem, file=sys.stderr)
    if not texts:
        raise Refusal(_ROOM, "nothing", folder=str(options.folder))
    trends = phrase_trends(texts)
    if options.csv:
        write_csv(options.csv, trends, language)
    if options.html:
        _write_page(options.html, trends, language)
    print("\n".join(table(trends[: options.top], language)))
    years = sorted({item.year for item in texts})
    print()
    counts = {"count": len(texts), "phrases": len(trends), "shown": min(options.top, len(trends))}
    print(phrase(_ROOM, "closing", language, first=years[0], last=years[-1], **counts))
    return 1 if problems else 0


def read_series(folder: Path, language: str) -> tuple[list[SeriesText], list[str]]:
    """The dated texts of a folder and its subfolders, and a line for each file that could not be taken."""
    if not folder.exists():
        raise Refusal(_ROOM, "missing", folder=str(folder))
    if not folder.is_dir():
        raise Refusal(_ROOM, "not-a-folder", folder=str(folder))
    texts: list[SeriesText] = []
    problems: list[str] = []
    for path in sorted(folder.rglob("*")):
        if not path.is_file() or path.suffix.lower() not in _KINDS:
            continue
        try:
            drawn = extract_file(path)
        except Refusal as refusal:
            problems.append(phrase(refusal.room, refusal.code, language, **refusal.params))
            continue
        year = year_of(path.stem, drawn.text, drawn.published_on)
        if year is None:
            problems.append(phrase(_ROOM, "undated", language, name=path.name))
            continue
        texts.append(series_text(path.relative_to(folder).as_posix(), year, drawn.text))
    return texts, problems


def width_of(text: str) -> int:
    """Columns a text takes on a terminal: Chinese characters take two."""
    return sum(2 if unicodedata.east_asian_width(char) in "WF" else 1 for char in text)


def _padded(text: str, width: int) -> str:
    return text + " " * max(0, width - width_of(text))


def sparkline(trend: PhraseTrend, top: int) -> str:
    """A character a year: how often the phrase stands, on the scale 0 to `top`; a blank where it does not."""
    return "".join(_BARS[-(-year.occurrences * 8 // top)] if year.occurrences else "·" for year in trend.years)


def table(trends: Sequence[PhraseTrend], language: str) -> list[str]:
    """The trends as lines for people: phrase, first, last, times, texts, fate, and the years as small bars."""
    if not trends:
        return [phrase(_ROOM, "no-phrases", language)]
    names = ("phrase", "first", "last", "times", "texts", "fate")
    heads = [phrase(_ROOM, f"column.{name}", language) for name in names]
    rows = [
        [item.phrase, str(item.first), str(item.last), str(item.occurrences), str(item.texts), fate(item, language)]
        for item in trends
    ]
    widths = [max(width_of(row[at]) for row in [heads, *rows]) for at in range(len(heads))]
    span = f"{trends[0].years[0].year}–{trends[0].years[-1].year}"
    lines = ["  ".join([*(_padded(cell, width) for cell, width in zip(heads, widths, strict=True)), span])]
    for row, item in zip(rows, trends, strict=True):
        cells = [_padded(cell, width) for cell, width in zip(row, widths, strict=True)]
        lines.append("  ".join([*cells, sparkline(item, max(year.occurrences for year in item.years))]))
    return lines


def fate(trend: PhraseTrend, language: str) -> str:
    """In words: since when it is gone, when it came back; nothing where it simply goes on."""
    said = []
    if trend.revived:
        said.append(phrase(_ROOM, "revived", language, years="、".join(map(str, trend.revived)) if language == "zh"
                           else ", ".join(map(str, trend.revived))))  # fmt: skip
    if trend.dropped_since is not None:
        said.append(phrase(_ROOM, "dropped", language, year=trend.dropped_since))
    return ("；" if language == "zh" else "; ").join(said)


def write_csv(path: Path, trends: Sequence[PhraseTrend], language: str) -> None:
    """All trends as CSV with a byte-order mark (spreadsheets need it for Chinese); a column a year."""
    names = ("phrase", "first", "last", "times", "texts", "dropped", "revived", "explained", "written")
    heads = [phrase(_ROOM, f"csv.{name}", language) for name in names]
    years = [str(year.year) for year in trends[0].years] if trends else []
    rows = (
        [
            item.phrase, item.first, item.last, item.occurrences, item.texts, item.dropped_since or "",
            " ".join(map(str, item.revived)), item.explained_in or "", " | ".join(item.written),
            *(year.occurrences for year in item.years),
        ]
        for item in trends
    )  # fmt: skip
    write_table(str(path), [*heads, *years], rows)


def _write_page(path: Path, trends: Sequence[PhraseTrend], language: str) -> None:
    from ninetenths import pages

    page = getattr(pages, "phrases_page", None)
    if page is None:
        raise Refusal(_ROOM, "no-page", name=str(path))
    write_bytes(path, str(page(trends, language=language)).encode("utf-8", "replace"))
