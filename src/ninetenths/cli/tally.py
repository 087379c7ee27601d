"""`nine tally FILE --rules PACK`: votes counted under a body's own rules, with the arithmetic."""

from __future__ import annotations

import argparse
import gzip
import json
import re
import sys
import zlib
from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from typing import Any

from ninetenths.packs import phrase, words
from ninetenths.procedure import (
    Election,
    ElectionResult,
    Pack,
    Record,
    Result,
    Why,
    action_outcome,
    attendance_of,
    day_of,
    decide,
    elect,
    load_pack,
    question_of,
    quorum,
    read_records,
    stated_outcome,
    stream_records,
)
from ninetenths.refusal import Refusal

_ROOM = "procedure"
_GZIP = b"\x1f\x8b"
# Lines held back before the first is written: a file with a mistake early on writes nothing.
_HELD = 10_000
_FORMS = {".csv": "csv", ".tsv": "csv", ".json": "json", ".jsonl": "jsonl", ".ndjson": "jsonl"}
# What an election's outcome is in the words of a decision.
_ELECTION = {"elected": "passed", "partial": "failed", "void": "failed"}


@dataclass(frozen=True, slots=True)
class Line:
    """One counted record: its values for JSON, why it came out so, and how it differs from what was published."""

    record: Record
    values: dict[str, Any]
    why: Why | None
    difference: Why | None


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine tally`."""
    for name, more in (
        ("file", {"metavar": "FILE"}),
        ("--rules", {"metavar": "PACK", "required": True}),
        ("--json", {"action": "store_true"}),
        ("--minutes", {"action": "store_true"}),
        ("--differences", {"action": "store_true"}),
    ):
        parser.add_argument(name, help=phrase(_ROOM, f"tally.help.{name.strip('-')}", "en"), **more)


def _form(name: str) -> str:
    suffixes = [suffix.lower() for suffix in Path(name).suffixes if suffix.lower() != ".gz"]
    return _FORMS.get(suffixes[-1] if suffixes else "", "")


def read_text(name: str) -> tuple[str, str]:
    """The text of a file (gzipped or not; `-` is standard input) and its form. Raises Refusal with one clear line."""
    try:
        data = sys.stdin.buffer.read() if name == "-" else Path(name).read_bytes()
    except OSError as error:
        raise Refusal(_ROOM, "file.unreadable", file=name, error=error.strerror or str(error)) from None
    if data[:2] == _GZIP:
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise Refusal(_ROOM, "file.gzip", file=name, error=str(error)) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(_ROOM, "file.encoding", file=name, at=error.start) from None
    return text, _form(name) or _guessed(text)


def _text_lines(name: str) -> Iterator[str]:
    """The lines of a file, one at a time, so that its size does not matter."""
    packed = False
    try:
        with Path(name).open("rb") as file:
            packed = file.read(2) == _GZIP
            file.seek(0)
            at = 0
            for line in gzip.GzipFile(fileobj=file) if packed else file:
                try:
                    text = line.decode("utf-8")
                except UnicodeDecodeError as error:
                    raise Refusal(_ROOM, "file.encoding", file=name, at=at + error.start) from None
                yield text if at else text.removeprefix("\ufeff")
                at += len(line)
    except (OSError, EOFError, zlib.error) as error:
        if packed:
            raise Refusal(_ROOM, "file.gzip", file=name, error=str(error)) from None
        reason = getattr(error, "strerror", None) or str(error)
        raise Refusal(_ROOM, "file.unreadable", file=name, error=reason) from None


def records_in(name: str) -> Iterator[Record]:
    """The records of a file in its order; JSON lines as they are read, other forms whole."""
    if name != "-" and _form(name) == "jsonl":
        lines = _text_lines(name)
        first = next(lines, "")
        if not first.lstrip().startswith("["):
            yield from stream_records(chain([first], lines))
            return
        yield from read_records("".join(chain([first], lines)), "json")
        return
    yield from read_records(*read_text(name))


def _guessed(text: str) -> str:
    """The form of a text whose name does not say it."""
    start = text.lstrip()[:1]
    return "json" if start in ("[", "{") else "csv"


def count(record: Record, pack: Pack) -> Line:
    """One record counted under the rules."""
    if record.kind == "election":
        return _election(record, pack)
    if record.kind == "meeting":
        return _attendance(record, pack)
    question, rules, listed_only = question_of(record, pack)
    result = decide(rules, question)
    values = {"matter": record.matter, **result.to_dict()}
    if listed_only:
        values["verified"] = False
        values["notes"].append(Why("note.base-listed").to_dict())
    return _compared(record, result, values)


def _head(record: Record) -> dict[str, Any]:
    return {"title": record.title, "body": record.body, "date": record.on, "event": record.raw.get("event")}


def _compared(record: Record, result: Result, values: dict[str, Any]) -> Line:
    stated = stated_outcome(record.stated)
    values |= _head(record) | {"stated": stated or None, "agrees": None if not stated else stated == result.outcome}
    difference = None
    if stated and stated != result.outcome:
        difference = _reason(record, result, stated)
    values["difference"] = difference.to_dict() if difference else None
    return Line(record, values, result.why, difference)


def _reason(record: Record, result: Result, stated: str) -> Why:
    """Why the count and the published result differ, from the record itself."""
    params = {
        "stated": stated,
        "found": result.outcome,
        "arithmetic": result.arithmetic,
        "rows": len(record.rows or ()),
    }
    if result.outcome == "not-recorded" and result.why:
        written = Counter(row.word.strip() for row in record.rows or ())
        params["words"] = ", ".join(f"{word} {number}" for word, number in written.most_common())
        return Why("diff.not-recorded", params)
    if result.outcome == "refused" and result.why:
        return Why("diff.refused", {**params, "code": result.why.code, **result.why.params})
    if result.outcome == "no-quorum":
        return Why("diff.no-quorum", params)
    if action_outcome(record.action) == result.outcome:
        return Why("diff.action", {**params, "action": record.action})
    return Why("diff.count", params)


def _attendance(record: Record, pack: Pack) -> Line:
    """Whether a meeting's roll call was a quorum."""
    values: dict[str, Any] = {"matter": record.matter, "outcome": "not-recorded", "arithmetic": "", "article": ""}
    why: Why | None = Why("why.no-roll-call")
    if record.rows is not None:
        question, rules, listed_only = attendance_of(record, pack)
        try:
            found = quorum(rules, question, "open")
        except Refusal as refusal:
            why = Why(refusal.code, refusal.params)
            head = {"outcome": "refused", "pack": pack.name, "pack_version": pack.version, "verified": pack.verified}
            return Line(record, values | head | _head(record) | {"why": why.to_dict()}, why, None)
        outcome = {True: "quorum", False: "no-quorum", None: "not-recorded"}[found.holds]
        values |= {"outcome": outcome, "arithmetic": found.text, "article": found.article}
        values |= {"pack": pack.name, "pack_version": pack.version}
        values["verified"] = pack.verified and found.verified and not listed_only
        why = None if found.holds is not None else Why("why.base-missing", {"base": found.missing})
    else:
        values |= {"pack": pack.name, "pack_version": pack.version, "verified": pack.verified}
    values |= _head(record) | {"why": why.to_dict() if why else None}
    return Line(record, values, why, None)


def _names(value: object, line: int, name: str) -> tuple[str, ...]:
    if not isinstance(value, list) or not all(isinstance(entry, str) for entry in value):
        raise Refusal(_ROOM, "record.names", line=line, name=name)
    return tuple(value)


def _whole(record: Record, name: str) -> int | None:
    value = record.raw.get(name)
    if value is None:
        return None
    if isinstance(value, bool) or not isinstance(value, int):
        raise Refusal(_ROOM, "record.number", line=record.line, name=name, found=repr(value))
    return value


def election_of(record: Record) -> Election:
    """The election a record tells of. Raises Refusal `record.…` with the line."""
    raw = record.raw
    papers = raw.get("papers")
    votes = raw.get("votes_for") or {}
    if not isinstance(votes, dict) or any(isinstance(n, bool) or not isinstance(n, int) for n in votes.values()):
        raise Refusal(_ROOM, "record.number", line=record.line, name="votes_for", found=repr(votes)[:80])
    if papers is not None and not isinstance(papers, list):
        raise Refusal(_ROOM, "record.names", line=record.line, name="papers")
    return Election(
        office=str(raw["election"]), seats=_whole(record, "to_elect") or 0,
        candidates=_names(raw.get("candidates", []), record.line, "candidates"),
        papers=None if papers is None else tuple(_names(paper, record.line, "papers") for paper in papers),
        votes=votes, issued=_whole(record, "issued"), returned=_whole(record, "returned"),
        invalid=_whole(record, "void") or 0,
        numbers=record.numbers, round=record.said("round") or "first", agree_open=_whole(record, "agree_open"),
        method=record.said("method"), on=day_of(record.on, record.line),
    )  # fmt: skip


def _election(record: Record, pack: Pack) -> Line:
    found: ElectionResult = elect(pack, election_of(record))
    detail = found.to_dict()
    outcome = _ELECTION.get(found.outcome, found.outcome)
    values: dict[str, Any] = {
        "matter": record.matter,
        "outcome": outcome,
        "arithmetic": found.arithmetic,
        "article": found.article,
    }
    values |= {name: detail[name] for name in ("base", "needed", "pack", "pack_version", "verified", "why")}
    values |= {
        "election": {name: detail[name] for name in ("outcome", "elected", "open", "step", "again", "standings")}
    }
    stated = stated_outcome(record.stated)
    values |= _head(record) | {"stated": stated or None, "agrees": None if not stated else stated == outcome}
    difference = None
    if stated and stated != outcome:
        params = {"stated": stated, "found": outcome, "arithmetic": found.arithmetic, "rows": 0}
        difference = Why("diff.count", params)
    values["difference"] = difference.to_dict() if difference else None
    return Line(record, values, found.why, difference)


def said(why: Why | None, language: str) -> str:
    """A why in words."""
    if why is None:
        return ""
    params = dict(why.params)
    for name in ("stated", "found"):
        if why.code.startswith("diff.") and name in params:
            params[name] = phrase(_ROOM, f"outcome.{params[name]}", language)
    if (category := f"category.{params.get('category')}") in words(_ROOM, language):
        params["category"] = words(_ROOM, language)[category]
    for name in ("arithmetic", "text"):
        if name in params:
            params[name] = spoken(str(params[name]), language)
    return phrase(_ROOM, why.code, language, **params)


def _shown(line: Line, language: str) -> str:
    values = line.values
    outcome = phrase(_ROOM, f"outcome.{values['outcome']}", language)
    arithmetic = spoken(str(values["arithmetic"]), language)
    parts = [str(values["matter"] or line.record.line), outcome, arithmetic, str(values["article"])]
    if "election" in values and values["election"]["elected"]:
        parts.append(phrase(_ROOM, "tally.elected", language, names=_listed(values["election"]["elected"], language)))
    if line.why and values["outcome"] not in ("passed", "quorum"):
        parts.append(said(line.why, language))
    if values.get("verified") is False:
        parts.append(phrase(_ROOM, "tally.unverified", language))
    return "  ".join(part for part in parts if part)


def _listed(names: list[str], language: str, mark: str = "、") -> str:
    return (mark if language == "zh" else ", ").join(names)


def spoken(arithmetic: str, language: str) -> str:
    """An inequality as the language reads it: `34 >= 2/3 of 51 = 34` is 34 ≥ 51的2/3 = 34 in Chinese."""
    if language != "zh":
        return arithmetic
    text = re.sub(r"(\d+/\d+) of ([\d.]+(?: \d+/\d+)?)", r"\2的\1", arithmetic)
    for written, said_so in (
        (">=", "≥"), ("<=", "≤"), (" and ", "，且 "), (" or ", "，或 "), ("all of ", "全部 "),
        ("; casting vote: yes", "，决定票赞成"), ("; casting vote: no", "，决定票反对"), (" objections", "人有异议"), ("; ", "，"),
    ):  # fmt: skip
        text = text.replace(written, said_so)
    return text


def _dated(text: str, language: str) -> str:
    """The day of a record, in Chinese as minutes write it."""
    found = re.match(r"(\d{4})[-/](\d{1,2})[-/](\d{1,2})", text)
    if found is None or language != "zh":
        return text[:10]
    return f"{found[1]}年{int(found[2])}月{int(found[3])}日"


def _titled(line: Line, language: str) -> str:
    """What was decided on, in the quotation marks minutes use; none around a title that has its own."""
    name = str(line.record.title or line.values["matter"] or line.record.line)
    if language == "zh" and not name.startswith("《"):
        return f"“{name}”"
    return name


def _votes_said(line: Line, language: str) -> str:
    """The votes of a decision: for and against always, the others where there are any."""
    numbers = line.values["numbers"]
    kinds = [name for name in ("abstain", "blank", "invalid", "not_cast", "conflicted") if numbers.get(name)]
    if line.record.rows is None and "abstain" not in kinds and "abstain" in line.record.counts:
        kinds.insert(0, "abstain")
    return _listed(
        [phrase(_ROOM, f"minutes.{name}", language, number=numbers.get(name, 0)) for name in ("yes", "no", *kinds)],
        language, "，",
    )  # fmt: skip


def _decision(line: Line, about: dict[str, Any], language: str) -> list[str]:
    values, numbers = line.values, line.values["numbers"]
    text = []
    stated = line.record.numbers
    bases = ("due", "in-office", "seats")
    total = next((stated[name] for name in bases if name in stated), None)
    if total is None:
        total = next((numbers[name] for name in reversed(bases) if name in numbers), None)
    if total is not None and "present" in numbers:
        text.append(phrase(_ROOM, "minutes.there", language, total=total, present=numbers["present"]))
    text.append(phrase(_ROOM, "minutes.vote", language, **about, votes=_votes_said(line, language)))
    text.append(phrase(_ROOM, f"minutes.{values['outcome']}", language, **about))
    return text


def minutes(line: Line, language: str) -> str:
    """One paragraph of minutes for a record, from its numbers alone."""
    values = line.values
    arithmetic = spoken(str(values["arithmetic"]), language)
    why = said(line.why, language)
    about = {"matter": _titled(line, language), "arithmetic": arithmetic, "article": values["article"], "why": why}
    about |= {"date": _dated(line.record.on, language), "body": line.record.body}
    head = f"minutes.head.{'' if line.record.body else 'no-body'}" if line.record.on else ""
    text = [phrase(_ROOM, head.rstrip("."), language, **about)] if head else []
    if "election" in values:
        votes = [
            phrase(_ROOM, "minutes.name", language, name=each["name"], votes=each["votes"])
            for each in values["election"]["standings"]
        ]
        if votes:
            text.append(phrase(_ROOM, "minutes.election", language, **about, votes=_listed(votes, language, "，")))
        elected = values["election"]["elected"]
        if elected:
            text.append(phrase(_ROOM, "minutes.elected", language, **about, names=_listed(elected, language)))
        if values["outcome"] != "passed":
            text.append(phrase(_ROOM, "minutes.not-elected" if elected else "minutes.none", language, **about))
    elif line.record.kind == "meeting":
        text.append(phrase(_ROOM, f"minutes.roll.{values['outcome']}", language, **about))
    elif values["outcome"] in ("passed", "failed", "tied"):
        text += _decision(line, about, language)
    else:
        text.append(phrase(_ROOM, f"minutes.{values['outcome']}", language, **about))
    for note in values.get("notes", ()):
        text.append(phrase(_ROOM, "minutes.note", language, note=said(Why(note["code"], note["params"]), language)))
    if values.get("verified") is False:
        text.append(phrase(_ROOM, "minutes.unverified", language))
    return ("" if language == "zh" else " ").join(text)


def _differences(lines: list[Line], language: str) -> list[str]:
    compared = sum(1 for line in lines if line.values.get("stated"))
    differing = [line for line in lines if line.difference]
    outcomes = Counter(line.values["outcome"] for line in lines)
    counted = _listed(
        [f"{phrase(_ROOM, f'outcome.{name}', language)} {number}" for name, number in outcomes.most_common()], language
    )
    shown = [phrase(_ROOM, "tally.summary", language, total=len(lines), outcomes=counted)]
    if compared:
        shown.append(phrase(_ROOM, "tally.compared", language, compared=compared, differing=len(differing)))
    for line in differing:
        shown.append(
            f"  {line.record.matter} ({line.record.on[:10]}, {line.record.body}): {said(line.difference, language)}"
        )
    return shown


def _printable(text: str) -> str:
    """The text with half characters (a broken escape in a record) written as escapes, so that it can be printed."""
    return text.encode("utf-8", "backslashreplace").decode("utf-8")


def _counted(name: str, pack: Pack, language: str) -> Iterator[Line]:
    """The lines of a file one by one; a word that is no vote known here is said once, where it first stands."""
    seen: set[str] = set()
    number = 0
    try:
        for number, record in enumerate(records_in(name), 1):  # noqa: B007
            line = count(record, pack)
            for note in line.values.get("notes", ()):
                word = note["params"].get("word")
                if note["code"] == "note.unknown-word" and word not in seen:
                    seen.add(word)
                    print(_printable(f"{name}: {said(Why(note['code'], note['params']), language)}"), file=sys.stderr)
            yield line
    except Refusal as refusal:
        raise Refusal(refusal.room, refusal.code, **{"file": name, **refusal.params}) from None
    if not number:
        raise Refusal(_ROOM, "record.empty", file=name)


def _write_json(lines: Iterable[Line]) -> None:
    held: list[str] = []
    for line in lines:
        held.append(_printable(json.dumps(line.values, ensure_ascii=False)))
        if len(held) >= _HELD:
            sys.stdout.write("\n".join(held) + "\n")
            held.clear()
    if held:
        sys.stdout.write("\n".join(held) + "\n")


def run(options: argparse.Namespace) -> int:
    """Count the file; 0 when counted, whatever came out. Raises Refusal for a file or a pack that cannot be used."""
    language: str = options.language
    pack = load_pack(options.rules)
    counted = _counted(options.file, pack, language)
    if options.json:
        _write_json(counted)
        return 0
    lines = list(counted)
    if options.minutes:
        print(_printable("\n\n".join(minutes(line, language) for line in lines)))
        return 0
    if not options.differences:
        for line in lines:
            print(_printable(_shown(line, language)))
    print(_printable("\n".join(_differences(lines, language))))
    return 0
