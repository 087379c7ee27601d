"""`nine read`: official texts into readings, for people and for programs."""

from __future__ import annotations

import argparse
import sys
from pathlib import Path

from ninetenths.refusal import Refusal


def arguments(parser: argparse.ArgumentParser) -> None:
    parser.add_argument("files", nargs="*", metavar="FILE", help="text, web page, .docx or .pdf; - for standard input")
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help="one reading a line, as JSON")
    form.add_argument("--text", action="store_true", help="the extracted text alone, which offsets point into")
    form.add_argument("--csv", metavar="OUT", help="commitments as CSV (- for standard output)")
    form.add_argument("--xlsx", metavar="OUT", help="record, commitments, sets and findings as a workbook")
    form.add_argument("--html", metavar="OUT", help="one self-contained page (a folder where there are several files)")
    parser.add_argument("--corpus", metavar="DIR", help="read every text below a folder, on all cores")
    parser.add_argument(
        "--out", metavar="FILE", help="with --corpus: a .parquet or .jsonl file; going on where it stopped"
    )
    parser.add_argument("--jobs", type=int, metavar="N", help="with --corpus: processes (default: all cores)")


def run(options: argparse.Namespace) -> int:
    if options.corpus:
        from ninetenths.cli.corpora import read_corpus

        if not options.out:
            raise Refusal("read", "corpus-without-out")
        return read_corpus(Path(options.corpus), Path(options.out), options.jobs, options.language)
    if options.out:
        raise Refusal("read", "out-without-corpus")
    if not options.files:
        raise Refusal("read", "no-file")
    if options.text:
        return _texts(options.files)
    return _readings(options)


def _texts(files: list[str]) -> int:
    from ninetenths.extraction import extract_file

    for name in files:
        sys.stdout.buffer.write(extract_file(Path(name)).text.encode("utf-8", "surrogatepass"))
    sys.stdout.flush()
    return 0


def _readings(options: argparse.Namespace) -> int:
    from ninetenths.cli.intake import read_file

    readings = [read_file(Path(name)) for name in options.files]
    if options.json:
        for reading in readings:
            sys.stdout.buffer.write(reading.to_json() + b"\n")
        sys.stdout.flush()
        return 0
    if options.csv:
        from ninetenths.cli.exports import write_csv

        write_csv(readings, options.csv, options.language)
    elif options.xlsx:
        from ninetenths.cli.exports import write_xlsx

        write_xlsx(readings, Path(options.xlsx), options.language)
    elif options.html:
        from ninetenths.cli.exports import write_pages

        write_pages(readings, [Path(name) for name in options.files], Path(options.html), options.language)
    else:
        from ninetenths.cli.summaries import summary

        for order, reading in enumerate(readings):
            if order:
                print()
            print(summary(reading, options.language))
    return 0
