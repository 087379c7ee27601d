"""`nine tally FILE --rules PACK`: votes counted under a body's own rules, with the arithmetic."""

from __future__ import annotations

import argparse
import gzip
import json
import sys
import zlib
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from ninetenths.packs import phrase
from ninetenths.procedure import (
    Election,
    ElectionResult,
    Pack,
    Record,
    Result,
    Why,
    action_outcome,
    attendance_of,
    decide,
    elect,
    load_pack,
    question_of,
    quorum,
    read_records,
    stated_outcome,
)
from ninetenths.refusal import Refusal

_ROOM = "procedure"
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


def read_text(name: str) -> tuple[str, str]:
    """The text of a file (gzipped or not; `-` is standard input) and its form. Raises Refusal with one clear line."""
    path = Path(name)
    try:
        data = sys.stdin.buffer.read() if name == "-" else path.read_bytes()
    except OSError as error:
        raise Refusal(_ROOM, "file.unreadable", file=name, error=error.strerror or str(error)) from None
    if data[:2] == b"\x1f\x8b":
        try:
            data = gzip.decompress(data)
        except (OSError, EOFError, zlib.error) as error:
            raise Refusal(_ROOM, "file.gzip", file=name, error=str(error)) from None
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise Refusal(_ROOM, "file.encoding", file=name, at=error.start) from None
    suffixes = [suffix.lower() for suffix in path.suffixes if suffix.lower() != ".gz"]
    form = _FORMS.get(suffixes[-1] if suffixes else "", "")
    return text, form or _guessed(text)


def _guessed(text: str) -> str:
    """The form of a text whose name does not say it."""
    start = text.lstrip()[:1]
    if start == "[":
        return "json"
    if start != "{":
        return "csv"
    first = text.strip().partition("\n")[0]
    return "jsonl" if first.rstrip().endswith("}") else "json"


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
        words = Counter(row.word.strip() for row in record.rows or ())
        params["words"] = ", ".join(f"{word} {number}" for word, number in words.most_common())
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
        method=record.said("method"),
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
    return phrase(_ROOM, why.code, language, **params)


def _shown(line: Line, language: str) -> str:
    values = line.values
    outcome = phrase(_ROOM, f"outcome.{values['outcome']}", language)
    parts = [str(values["matter"] or line.record.line), outcome, str(values["arithmetic"]), str(values["article"])]
    if "election" in values and values["election"]["elected"]:
        parts.append(phrase(_ROOM, "tally.elected", language, names=_listed(values["election"]["elected"], language)))
    if line.why and values["outcome"] not in ("passed", "quorum"):
        parts.append(said(line.why, language))
    if values.get("verified") is False:
        parts.append(phrase(_ROOM, "tally.unverified", language))
    return "  ".join(part for part in parts if part)


def _listed(names: list[str], language: str) -> str:
    return ("、" if language == "zh" else ", ").join(names)


def minutes(line: Line, pack: Pack, language: str) -> str:
    """One paragraph of minutes for a record, from its numbers alone."""
    values, numbers = line.values, line.values.get("numbers", {})
    outcome = phrase(_ROOM, f"outcome.{values['outcome']}", language)
    about = {"matter": line.record.title or values["matter"], "outcome": outcome, "arithmetic": values["arithmetic"]}
    about |= {"article": values["article"], "pack": pack.title.get(language, pack.name), "date": line.record.on[:10]}
    text: list[str] = []
    if "election" in values:
        votes = [f"{each['name']} {each['votes']}" for each in values["election"]["standings"]]
        text.append(phrase(_ROOM, "minutes.election", language, **about, votes=_listed(votes, language)))
        elected = values["election"]["elected"]
        text.append(
            phrase(_ROOM, "minutes.elected" if elected else "minutes.none", language, names=_listed(elected, language))
        )
    elif line.record.kind == "meeting":
        text.append(phrase(_ROOM, "minutes.roll", language, **about))
    elif values["outcome"] in ("not-recorded", "refused", "no-quorum"):
        text.append(phrase(_ROOM, "minutes.undecided", language, **about))
    else:
        counts = {name: numbers.get(name, 0) for name in ("yes", "no", "abstain", "not_cast")}
        text.append(phrase(_ROOM, "minutes.vote", language, **about, **counts, present=numbers.get("present", "?")))
    if line.why and values["outcome"] not in ("passed", "failed", "quorum"):
        text.append(phrase(_ROOM, "minutes.why", language, why=said(line.why, language)))
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


def run(options: argparse.Namespace) -> int:
    """Count the file; 0 when counted, whatever came out. Raises Refusal for a file or a pack that cannot be used."""
    language: str = options.language
    pack = load_pack(options.rules)
    text, form = read_text(options.file)
    try:
        lines = [count(record, pack) for record in read_records(text, form)]
    except Refusal as refusal:
        raise Refusal(refusal.room, refusal.code, **{"file": options.file, **refusal.params}) from None
    if options.json:
        write = sys.stdout.write
        for line in lines:
            write(_printable(json.dumps(line.values, ensure_ascii=False)) + "\n")
        return 0
    if options.minutes:
        print(_printable("\n\n".join(minutes(line, pack, language) for line in lines)))
        return 0
    if not options.differences:
        for line in lines:
            print(_printable(_shown(line, language)))
    print(_printable("\n".join(_differences(lines, language))))
    return 0
