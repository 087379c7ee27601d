"""`nine follow`: what became of an earlier text's promises, as far as later texts say."""

from __future__ import annotations

import argparse
import datetime
import sys
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ninetenths.cli.whys import why_words
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from ninetenths.following import Following, Promise, Status
    from ninetenths.reading import Reading, Section, Source, Span

_ROOM = "following"
_LISTED = 12
# Notes of a later text that can answer nothing.
_MUTE = frozenset(("no-plan", "no-review", "unrelated", "same-text", "order"))
_SIGNS: dict[Status, str] = {"done": "✓", "partial": "◑", "missed": "✕", "silent": "…"}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine follow`."""

    def say(code: str) -> str:
        return phrase(_ROOM, f"option.{code}", "en")

    parser.add_argument("files", nargs="*", metavar="TEXT", help=say("files"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=say("json"))
    form.add_argument("--csv", metavar="OUT", help=say("csv"))
    form.add_argument("--html", metavar="OUT", help=say("html"))
    parser.add_argument("--all", action="store_true", help=say("all"))
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
    """Follow one earlier text into later ones, or a folder of texts year by year; 1 where nothing can be said."""
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
        following = _overruled(sidecar, following, earlier, later, options.language)
    elif options.overrules:
        raise Refusal(_ROOM, "no-overrules", path=sidecar)
    _write(options, following, earlier, later)
    return 1 if _mute(following) else 0


def _write(options: argparse.Namespace, following: Following, earlier: Reading, later: Sequence[Reading]) -> None:
    from ninetenths.writing import write_bytes

    if options.json:
        sys.stdout.buffer.write(following.to_json() + b"\n")
        sys.stdout.flush()
    elif options.csv:
        from ninetenths.cli.csvtables import write_table

        heads = [phrase(_ROOM, f"column.{name}", options.language) for name in _COLUMNS]
        write_table(options.csv, heads, _rows(following, earlier, later, options.language))
    elif options.html:
        from ninetenths.pages import following_page

        write_bytes(Path(options.html), following_page(following, earlier, later, options.language).encode())
    else:
        print(summary(following, earlier, later, options.language, None if options.all else _LISTED))


def _sidecar(options: argparse.Namespace, earlier: Path) -> Path:
    return Path(options.overrules) if options.overrules else earlier.with_name(f"{earlier.stem}.overrules.toml")


def _overruled(
    sidecar: Path, following: Following, earlier: Reading, later: Sequence[Reading], language: str
) -> Following:
    try:
        text = sidecar.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise Refusal(_ROOM, "overrules-unreadable", path=sidecar, reason=error) from error
    return _applied(text, sidecar, following, earlier, later, language)


def _applied(
    text: str, sidecar: Path, following: Following, earlier: Reading, later: Sequence[Reading], language: str
) -> Following:
    """The following with the overrules of `text`. Every mistake gets its line; the last is raised."""
    from ninetenths.following import apply_overrules, check_overrules

    rulings, mistakes = check_overrules(text, sidecar.name, earlier, later)
    for mistake in mistakes[:-1]:
        print(f"nine follow: {phrase(mistake.room, mistake.code, language, **mistake.params)}", file=sys.stderr)
    if mistakes:
        raise mistakes[-1]
    return apply_overrules(following, rulings, sidecar.name)


def _overrule(
    options: argparse.Namespace, sidecar: Path, following: Following, earlier: Reading, later: Sequence[Reading]
) -> None:
    """Add one entry to the sidecar file, after checking that the whole of it can be applied."""
    from ninetenths.writing import write_bytes

    if not (options.status and options.by and options.why):
        raise Refusal(_ROOM, "overrule-incomplete")
    lines = ["[[overrule]]", f"clause = {_toml(options.overrule)}", f"status = {_toml(options.status)}"]
    if options.evidence:
        lines.append(f"evidence = [{', '.join(map(_toml, options.evidence))}]")
    lines += [
        f"by = {_toml(options.by)}",
        f"at = {datetime.date.today().isoformat()}",
        f"why = {_toml(options.why)}",
        "",
    ]
    before = f"text_sha256 = {_toml(earlier.source.text_sha256 or '')}"
    if sidecar.is_file():
        try:
            before = sidecar.read_text(encoding="utf-8").rstrip()
        except (OSError, UnicodeDecodeError) as error:
            raise Refusal(_ROOM, "overrules-unreadable", path=sidecar, reason=error) from error
    text = "\n".join([*([before, ""] if before else []), *lines])
    _applied(text, sidecar, following, earlier, later, options.language)
    write_bytes(sidecar, text.encode())


def _toml(value: str) -> str:
    import json

    return json.dumps(value, ensure_ascii=False)


def summary(
    following: Following, earlier: Reading, later: Sequence[Reading], language: str, most: int | None = _LISTED
) -> str:
    """The following for people: headline with denominator, notes, parts, then promises by fate with what says so."""
    followed = [promise for promise in following.promises if promise.followable]
    counts = Counter(promise.status for promise in followed)
    lines = [
        phrase(_ROOM, "text.earlier", language, title=_titled(earlier, following.earlier, language)),
        *(
            phrase(_ROOM, "text.later", language, later=number, title=_titled(reading, source, language))
            for number, (reading, source) in enumerate(zip(later, following.later, strict=True), start=1)
        ),
    ]
    for number, review in enumerate(following.reviews, start=1):
        lines.append(phrase(_ROOM, "review", language, later=number, chars=f"{review.chars:,}", clauses=review.clauses))
    lines += [f"! {why_words(note, language, 'note')}" for note in following.notes]
    if not followed or _mute(following):
        return "\n".join([*lines, phrase(_ROOM, "nothing", language)])
    lines += ["", phrase(_ROOM, "headline", language, total=len(following.promises), followed=len(followed),
              done=counts["done"], partial=counts["partial"], missed=counts["missed"], silent=counts["silent"])]  # fmt: skip
    lines += _by_section(followed, earlier, language)
    for status in ("missed", "partial", "silent", "done"):
        chosen = [promise for promise in followed if promise.status == status]
        if not chosen:
            continue
        lines += [
            "",
            f"── {_SIGNS[status]} {phrase(_ROOM, f'status.{status}', language)} {len(chosen)} ÷ {len(followed)}",
        ]
        for promise in chosen[:most]:
            lines += _lines(promise, earlier, later, language)
        if most is not None and len(chosen) > most:
            lines.append(phrase(_ROOM, "more", language, count=len(chosen) - most))
    return "\n".join(lines)


def _headed(section: Section, earlier: Reading) -> str:
    if not section.number:
        return section.title[:40]
    mark = " " if earlier.source.language == "en" else "" if section.number[-1] in "）)" else "、"
    return f"{section.number}{mark}{section.title}"[:40]


def _mute(following: Following) -> bool:
    """Whether the notes say that no later text can answer anything."""
    mute = {note.params.get("later") for note in following.notes if note.code in _MUTE}
    return None in mute or len(mute) >= len(following.later)


def _titled(reading: Reading, source: Source, language: str) -> str:
    title = source.title or next((line.strip() for line in reading.text.splitlines() if line.strip()), "")
    title = " ".join(title.split())[:60] or phrase(_ROOM, "untitled", language)
    return f"{title} ({source.published_on})" if source.published_on else title


def _by_section(followed: Sequence[Promise], earlier: Reading, language: str) -> list[str]:
    """A line a part of the plan: how many promises in it, by fate."""
    plan = [section for section in earlier.sections if section.part == "plan"] or list(earlier.sections)
    levels = Counter(section.level for section in plan)
    level = next((level for level in sorted(levels) if levels[level] > 1), None)
    lines = []
    for section in plan:
        inside = [promise for promise in followed if section.start <= promise.spans[0][0] < section.end]
        if section.level != level or not inside:
            continue
        counts = Counter(promise.status for promise in inside)
        parts = [
            phrase(_ROOM, "part", language, count=counts[status],
                   status=phrase(_ROOM, "short" if status == "silent" else f"status.{status}", language))
            for status in _SIGNS if counts[status]
        ]  # fmt: skip
        lines.append(phrase(_ROOM, "section", language, title=_headed(section, earlier),
                            followed=len(inside), parts=("、" if language == "zh" else ", ").join(parts)))  # fmt: skip
    return [phrase(_ROOM, "sections", language), *lines] if lines else []


def _lines(promise: Promise, earlier: Reading, later: Sequence[Reading], language: str) -> list[str]:
    lines = [f"  {_surface(earlier, promise.spans)}"]
    for number, span in evidence_of(promise):
        lines.append(f"      → {_surface(later[number], (span,))}")
    lines.append(
        f"      {why_words(promise.why, language)} · {phrase(_ROOM, 'confidence', language, share=round(100 * promise.confidence))}"
    )
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


def _rows(following: Following, earlier: Reading, later: Sequence[Reading], language: str) -> Iterator[list[Any]]:
    """One row a promise."""
    for promise in following.promises:
        evidence = " ‖ ".join(_surface(later[number], (span,)) for number, span in evidence_of(promise))
        overruled = promise.overruled
        yield [
            promise.id, _surface(earlier, promise.spans), phrase(_ROOM, "yes" if promise.followable else "no", language),
            phrase(_ROOM, f"status.{promise.status}", language), promise.confidence, why_words(promise.why, language),
            evidence, f"{overruled.by} {overruled.at}: {overruled.reason}" if overruled else "",
        ]  # fmt: skip
