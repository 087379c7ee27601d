"""`nine follow`: what became of an earlier text's promises, as far as later texts say."""

from __future__ import annotations

import argparse
import csv
import datetime
import io
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING

from ninetenths.packs import phrase, words
from ninetenths.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence

    from ninetenths.following import Following, Promise, Why
    from ninetenths.reading import Reading, Span

_ROOM = "following"
_LISTED = 12
_SIGNS = {"done": "✓", "partial": "◑", "missed": "✕", "silent": "…"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine follow`."""

    def say(code: str) -> str:
        return phrase(_ROOM, f"option.{code}", "en")

    parser.add_argument("files", nargs="*", metavar="TEXT", help=say("files"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=say("json"))
    form.add_argument("--csv", metavar="OUT", help=say("csv"))
    form.add_argument("--html", metavar="OUT", help=say("html"))
    parser.add_argument("--overrules", metavar="FILE", help=say("overrules"))
    parser.add_argument("--overrule", metavar="WORDS", help=say("overrule"))
    parser.add_argument("--status", choices=("done", "partial", "missed", "silent"), help=say("status"))
    parser.add_argument("--by", metavar="NAME", help=say("by"))
    parser.add_argument("--why", metavar="REASON", help=say("why"))
    parser.add_argument("--evidence", metavar="WORDS", action="append", help=say("evidence"))
    parser.add_argument("--series", metavar="DIR", help=say("series"))
    parser.add_argument("--out", metavar="DIR", help=say("out"))
    parser.add_argument("--jobs", type=int, metavar="N", help=say("jobs"))


def run(options: argparse.Namespace) -> int:
    """Follow one earlier text into later ones, or a folder of texts year by year."""
    if options.series:
        from ninetenths.cli.series import follow_series

        if not options.out:
            raise Refusal(_ROOM, "series-without-out")
        return follow_series(Path(options.series), Path(options.out), options.jobs, options.language)
    if len(options.files) < 2:
        raise Refusal(_ROOM, "too-few")
    from ninetenths.cli.intake import read_file
    from ninetenths.following import follow

    paths = [Path(name) for name in options.files]
    earlier, *later = (read_file(path) for path in paths)
    following = follow(earlier, *later)
    sidecar = _sidecar(options, paths[0])
    if options.overrule:
        _overrule(options, sidecar, following, earlier, later)
    if sidecar.is_file():
        following = _overruled(sidecar, following, earlier, later)
    elif options.overrules:
        raise Refusal(_ROOM, "no-overrules", path=sidecar)
    _write(options, following, earlier, later)
    return 0


def _write(options: argparse.Namespace, following: Following, earlier: Reading, later: Sequence[Reading]) -> None:
    from ninetenths.cli.writing import write_bytes

    if options.json:
        sys.stdout.buffer.write(following.to_json() + b"\n")
        sys.stdout.flush()
    elif options.csv:
        table = _table(following, earlier, later, options.language)
        if options.csv == "-":
            sys.stdout.write(table)
        else:
            write_bytes(Path(options.csv), table.encode("utf-8-sig", "replace"))
    elif options.html:
        from ninetenths.pages import following_page

        write_bytes(Path(options.html), following_page(following, earlier, later, options.language).encode())
    else:
        print(summary(following, earlier, later, options.language))


def _sidecar(options: argparse.Namespace, earlier: Path) -> Path:
    return Path(options.overrules) if options.overrules else earlier.with_name(f"{earlier.stem}.overrules.toml")


def _overruled(sidecar: Path, following: Following, earlier: Reading, later: Sequence[Reading]) -> Following:
    from ninetenths.following import apply_overrules, load_overrules

    try:
        text = sidecar.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(_ROOM, "overrules-unreadable", path=sidecar, reason=error) from error
    return apply_overrules(following, load_overrules(text, sidecar.name, earlier, later))


def _overrule(
    options: argparse.Namespace, sidecar: Path, following: Following, earlier: Reading, later: Sequence[Reading]
) -> None:
    """Add one entry to the sidecar file, after checking that it says something that can be applied."""
    from ninetenths.cli.writing import write_bytes
    from ninetenths.following import apply_overrules, load_overrules

    if not (options.status and options.by and options.why):
        raise Refusal(_ROOM, "overrule-incomplete")
    lines = ["[[overrule]]", f"clause = {_toml(options.overrule)}", f"status = {_toml(options.status)}"]
    if options.evidence:
        lines.append(f"evidence = [{', '.join(map(_toml, options.evidence))}]")
    lines += [f"by = {_toml(options.by)}", f"at = {datetime.date.today().isoformat()}", f"why = {_toml(options.why)}", ""]
    before = sidecar.read_text(encoding="utf-8").rstrip("\n") + "\n\n" if sidecar.is_file() else ""
    text = before + "\n".join(lines)
    apply_overrules(following, load_overrules(text, sidecar.name, earlier, later))
    write_bytes(sidecar, text.encode())


def _toml(value: str) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def why_words(why: Why, language: str, kind: str = "why") -> str:
    """A `why` or note in a sentence."""
    params = {name: f"{value:,.15g}" if isinstance(value, float) else value for name, value in why.params.items()}
    params.setdefault("unit", "")
    params["unit"] = params["unit"] or ""
    if "bound" in params:
        params["bound"] = words(_ROOM, language)[f"bound.{params['bound']}"]
    return phrase(_ROOM, f"{kind}.{why.code}", language, **params)


def summary(following: Following, earlier: Reading, later: Sequence[Reading], language: str) -> str:
    """The following for people: headline with denominator, notes, then promises by fate with what says so."""
    followed = [promise for promise in following.promises if promise.followable]
    counts = Counter(promise.status for promise in followed)
    lines = [
        phrase(_ROOM, "headline", language, total=len(following.promises), followed=len(followed),
               done=counts["done"], partial=counts["partial"], missed=counts["missed"], silent=counts["silent"]),
    ]  # fmt: skip
    for number, review in enumerate(following.reviews, start=1):
        lines.append(phrase(_ROOM, "review", language, later=number, chars=f"{review.chars:,}", clauses=review.clauses))
    lines += [f"! {why_words(note, language, 'note')}" for note in following.notes]
    for status in ("missed", "partial", "silent", "done"):
        chosen = [promise for promise in followed if promise.status == status]
        if not chosen:
            continue
        lines += ["", f"── {_SIGNS[status]} {phrase(_ROOM, f'status.{status}', language)} {len(chosen)} ÷ {len(followed)}"]
        for promise in chosen[:_LISTED]:
            lines += _lines(promise, earlier, later, language)
        if len(chosen) > _LISTED:
            lines.append(phrase(_ROOM, "more", language, count=len(chosen) - _LISTED))
    return "\n".join(lines)


def _lines(promise: Promise, earlier: Reading, later: Sequence[Reading], language: str) -> list[str]:
    lines = [f"  {_surface(earlier, promise.spans)}"]
    for number, span in evidence_of(promise):
        lines.append(f"      → {_surface(later[number], (span,))}")
    lines.append(f"      {why_words(promise.why, language)} · {phrase(_ROOM, 'confidence', language, share=round(100 * promise.confidence))}")
    if promise.overruled:
        lines.append("      " + phrase(
            _ROOM, "overruled", language, by=promise.overruled.by, at=promise.overruled.at, reason=promise.overruled.reason
        ))  # fmt: skip
    return lines


def evidence_of(promise: Promise) -> list[tuple[int, Span]]:
    """Evidence as (number of the later text, span), the first later text's first."""
    found = [(0, span) for span in promise.evidence]
    return found + [(int(number), span) for number, spans in promise.evidence_in.items() for span in spans]


def _surface(reading: Reading, spans: Sequence[Span]) -> str:
    return " ".join(" … ".join(reading.text[start:end] for start, end in spans).split())


_COLUMNS = ("id", "clause", "followable", "status", "confidence", "why", "evidence", "overruled")


def _table(following: Following, earlier: Reading, later: Sequence[Reading], language: str) -> str:
    """One row a promise, as CSV."""
    from ninetenths.cli.exports import harmless

    buffer = io.StringIO(newline="")
    writer = csv.writer(buffer)
    writer.writerow([phrase(_ROOM, f"column.{name}", language) for name in _COLUMNS])
    for promise in following.promises:
        evidence = " ‖ ".join(_surface(later[number], (span,)) for number, span in evidence_of(promise))
        overruled = promise.overruled
        row = [
            promise.id, _surface(earlier, promise.spans), phrase(_ROOM, "yes" if promise.followable else "no", language),
            phrase(_ROOM, f"status.{promise.status}", language), promise.confidence, why_words(promise.why, language),
            evidence, f"{overruled.by} {overruled.at}: {overruled.reason}" if overruled else "",
        ]  # fmt: skip
        writer.writerow([harmless(cell) for cell in row])
    return buffer.getvalue()
