"""What holds for every reading, whatever the text: used by the laws on made-up texts and on the real ones."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from ninetenths.reading import LABELS, Reading, read

MARKS = frozenset("。！？；，：!?;,:")
LINE_ENDS = frozenset("\n\r")
CLOSING = {
    "“": "”", "‘": "’", "《": "》", "〈": "〉", "（": "）", "(": ")", "【": "】", "[": "]", "〔": "〕", "「": "」", "『": "』",
}  # fmt: skip
BLANK = " \t\u3000\xa0#*->"


def in_a_number(text: str, at: int) -> bool:
    """Whether a mark stands within a time of day (17:00) or between thousands (1,234): after a digit, before just two
    or just three.
    """
    digits = "0123456789"
    after = 0
    while at + 1 + after < len(text) and text[at + 1 + after] in digits:
        after += 1
    wanted = {":": 2, "：": 2, ",": 3}.get(text[at : at + 1])
    return at > 0 and text[at - 1] in digits and after == wanted


def clause_grid(text: str) -> list[tuple[int, int]]:
    """The grid by its rule: marks outside brackets part clauses, an unclosed bracket closes at its line's end."""
    grid = []
    begin = 0
    waiting: list[str] = []
    for at, char in enumerate(text + "\n"):
        if char in LINE_ENDS:
            waiting = []
        elif waiting and char == waiting[-1]:
            waiting.pop()
            continue
        elif char in CLOSING:
            waiting.append(CLOSING[char])
            continue
        if char in LINE_ENDS or (char in MARKS and not waiting and not in_a_number(text, at)):
            held = text[begin:at]
            first = begin + len(held) - len(held.lstrip(BLANK))
            last = at - (len(held) - len(held.rstrip(BLANK)))
            if first < last:
                grid.append((first, last))
            begin = at + 1
    return grid


def spans_of(plain: dict[str, Any]) -> Iterator[tuple[str, list[int]]]:
    """Every span of a reading's JSON, with where in the JSON it stands."""

    def walk(value: Any, path: str) -> Iterator[tuple[str, list[int]]]:
        if isinstance(value, dict):
            if "start" in value and "end" in value:
                yield path, [value["start"], value["end"]]
            for name, inner in value.items():
                if name in ("span", "explained"):
                    if inner is not None:
                        yield f"{path}.{name}", inner
                elif name in ("spans", "members"):
                    yield from ((f"{path}.{name}", span) for span in inner)
                else:
                    yield from walk(inner, f"{path}.{name}")
        elif isinstance(value, list):
            for inner in value:
                yield from walk(inner, path)

    for name in plain:
        if name not in ("source", "reader", "record"):
            yield from walk(plain[name], name)
    for name, field in (plain["record"] or {}).items():
        yield from ((f"record.{name}", span) for span in field["spans"])


def breaches(text: str) -> list[str]:
    """What a reading of the text breaks of the invariants; empty where all hold."""
    reading = read(text)
    # What no encoding can hold is read as U+FFFD, character for character.
    text = "".join("\ufffd" if "\ud800" <= char <= "\udfff" else char for char in text)
    plain = reading.to_dict()
    return [*_identity(reading, plain, text), *_order(reading, text), *_places(reading, plain, text)]


def _identity(reading: Reading, plain: dict[str, Any], text: str) -> Iterator[str]:
    said = reading.to_json()
    if read(text).to_json() != said:
        yield "reading twice gives other bytes"
    if Reading.from_dict(plain, text).to_json() != said:
        yield "from_dict(to_dict) is not the identity"
    if (reading.source.chars, reading.text) != (len(text), text):
        yield "the source says another length"


def _places(reading: Reading, plain: dict[str, Any], text: str) -> Iterator[str]:
    for where, (start, end) in spans_of(plain):
        if not 0 <= start < end <= len(text):
            yield f"{where}: {start}..{end} is not inside {len(text)} characters"
    for phrase in reading.phrases:
        for start, end in phrase.spans:
            if text[start:end] != phrase.text:
                yield f"phrase {phrase.text!r} stands on {text[start:end]!r}"
    for commitment in reading.commitments:
        for organ in commitment.organs:
            # An English name may go on over a line's end.
            if " ".join(text[slice(*organ.span)].split()) != " ".join(organ.name.split()):
                yield f"organ {organ.name!r} stands on {text[slice(*organ.span)]!r}"
    for section in reading.sections:
        if section.title and section.title not in text[section.start : section.end]:
            yield f"title {section.title!r} is not in its section"
    if reading.source.language != "en":
        grid = [(clause.start, clause.end) for clause in reading.clauses]
        if grid != clause_grid(text):
            yield "the clauses are not the grid's"
        for section in reading.sections:
            if section.number is not None and not text.startswith(section.number, section.start):
                yield f"section {section.id} does not begin with its number"


def _order(reading: Reading, text: str) -> Iterator[str]:
    for name in ("sections", "passages", "clauses", "commitments"):
        items = getattr(reading, name)
        ids = [item.id for item in items]
        if len(set(ids)) != len(ids):
            yield f"{name}: an id twice"
        starts = [item.spans[0][0] if name == "commitments" else item.start for item in items]
        if starts != sorted(starts):
            yield f"{name}: not in the order of the text"
    for name in ("sections", "commitments"):
        seen: set[str] = set()
        for item in getattr(reading, name):
            if item.parent is not None and item.parent not in seen:
                yield f"{name}: {item.parent} does not come before {item.id}"
            seen.add(item.id)
    # A motion to amend stands within the motion it amends; nothing else shares characters, and nothing half.
    around: list[int] = []
    for passage in reading.passages:
        while around and around[-1] <= passage.start:
            around.pop()
        if around and (passage.end > around[-1] or reading.source.genre != "minutes"):
            yield f"passage {passage.id} overlaps the one before it"
        around.append(passage.end)
    known = {section.id for section in reading.sections} | {None}
    within = {passage.id for passage in reading.passages} | {None}
    for clause in reading.clauses:
        if clause.section not in known or clause.passage not in within or clause.label not in LABELS or not clause.rule:
            yield f"clause {clause.id}: {clause.section}, {clause.passage}, {clause.label}, {clause.rule!r}"
