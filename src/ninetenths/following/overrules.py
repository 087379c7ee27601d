"""Overrules: a person's word on what became of a promise, in a file beside the earlier text, checked and applied."""

from __future__ import annotations

import datetime
import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import Any

from ninetenths.following.values import STATUSES, Following, Overrule, Promise, Status, Why
from ninetenths.reading import Reading, Span
from ninetenths.refusal import Refusal

_ROOM = "following"
_KEYS = ("clause", "span", "status", "evidence", "by", "at", "why")
_TOP = ("text_sha256", "overrule")
_WHOLE = re.compile(r"\S")


@dataclass(frozen=True, slots=True)
class Ruling:
    """One entry of the file: which clause of the earlier text, what became of it, and who says so.

    `evidence`: (number of the later text from 0, span into it). `number`: the entry's place in the file, from 1.
    """

    span: Span
    status: Status
    evidence: tuple[tuple[int, Span], ...]
    overrule: Overrule
    number: int


def check_overrules(
    text: str, name: str, earlier: Reading, later: Sequence[Reading]
) -> tuple[list[Ruling], list[Refusal]]:
    """The entries of a file of overrules that hold, and a refusal for every mistake; `name` is the file's name."""
    try:
        held = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        return [], [Refusal(_ROOM, "overrules-not-toml", path=name, reason=error)]
    mistakes = [_wrong("unknown-key", name, 0, key=key, known=", ".join(_TOP)) for key in held if key not in _TOP]
    expected = held.get("text_sha256")
    if expected is not None and expected != earlier.source.text_sha256:
        mistakes.append(Refusal(_ROOM, "overrules-other-text", path=name))
        return [], mistakes
    entries = held.get("overrule", [])
    if not isinstance(entries, list) or not all(isinstance(entry, dict) for entry in entries):
        return [], [*mistakes, Refusal(_ROOM, "overrules-shape", path=name)]
    rulings = []
    for number, entry in enumerate(entries, start=1):
        try:
            rulings.append(_ruling(entry, name, number, earlier, later))
        except Refusal as mistake:
            mistakes.append(mistake)
    return rulings, mistakes


def load_overrules(text: str, name: str, earlier: Reading, later: Sequence[Reading]) -> list[Ruling]:
    """The entries of a file of overrules. Raises Refusal for its first mistake."""
    rulings, mistakes = check_overrules(text, name, earlier, later)
    if mistakes:
        raise mistakes[0]
    return rulings


def apply_overrules(following: Following, rulings: Sequence[Ruling], name: str = "") -> Following:
    """The following with every ruling in place of the reader's word; of two on one promise the later one counts.

    Raises Refusal where a ruling's clause holds no promise of the following.
    """
    promises = list(following.promises)
    for ruling in rulings:
        place = max(range(len(promises)), key=lambda at: _overlap(promises[at].spans, ruling.span), default=None)
        if place is None or not _overlap(promises[place].spans, ruling.span):
            raise _wrong("no-promise", name, ruling.number)
        promises[place] = _ruled(promises[place], ruling)
    return replace(following, promises=tuple(promises))


def _ruled(promise: Promise, ruling: Ruling) -> Promise:
    """Evidence named in the ruling replaces the reader's; without any the reader's stays, except for silence."""
    evidence, evidence_in = promise.evidence, promise.evidence_in
    if ruling.evidence or ruling.status == "silent":
        evidence = tuple(span for which, span in ruling.evidence if which == 0)
        further = sorted({which for which, _ in ruling.evidence if which})
        evidence_in = {str(which): tuple(span for at, span in ruling.evidence if at == which) for which in further}
    was = promise.why.params["was"] if promise.overruled else promise.status
    return replace(
        promise, followable=True, status=ruling.status, confidence=1.0, evidence=evidence, evidence_in=evidence_in,
        why=Why("overruled", {"was": was}), candidates=promise.candidates if ruling.status == "silent" else (),
        overruled=ruling.overrule,
    )  # fmt: skip


def _overlap(spans: Sequence[Span], other: Span) -> int:
    return sum(max(0, min(end, other[1]) - max(start, other[0])) for start, end in spans)


def _wrong(code: str, name: str, number: int, **params: object) -> Refusal:
    return Refusal(_ROOM, f"overrule-{code}", path=name, number=number, **params)


def _ruling(entry: dict[str, Any], name: str, number: int, earlier: Reading, later: Sequence[Reading]) -> Ruling:
    for key in entry:
        if key not in _KEYS:
            raise _wrong("unknown-key", name, number, key=key, known=", ".join(_KEYS))
    status = entry.get("status")
    if status not in STATUSES:
        raise _wrong("status", name, number, status=status, known=", ".join(STATUSES))
    said = [_said(entry, key, name, number) for key in ("by", "why")]
    overrule = Overrule(said[0], _day(entry, name, number), said[1])
    given = entry.get("evidence", [])
    # A single quotation needs no brackets.
    items = [given] if isinstance(given, str | dict) else given
    if not isinstance(items, list):
        raise _wrong("evidence", name, number)
    if len(items) == 2 and all(isinstance(item, int) for item in items):
        items = [items]
    return Ruling(
        _clause(entry, name, number, earlier), status, tuple(_evidence(item, name, number, later) for item in items),
        overrule, number,
    )  # fmt: skip


def _said(entry: dict[str, Any], key: str, name: str, number: int) -> str:
    value = entry.get(key)
    if not isinstance(value, str) or not value.strip():
        raise _wrong("lacks", name, number, key=key)
    return value.strip()


def _day(entry: dict[str, Any], name: str, number: int) -> str:
    """The day as ISO text; a TOML date, a date and time, or the text of one."""
    value = entry.get("at")
    if isinstance(value, datetime.datetime):
        return value.date().isoformat()
    if isinstance(value, datetime.date):
        return value.isoformat()
    try:
        return datetime.date.fromisoformat(str(value)).isoformat()
    except ValueError:
        raise _wrong("day", name, number, value=value) from None


def _clause(entry: dict[str, Any], name: str, number: int, earlier: Reading) -> Span:
    if ("clause" in entry) == ("span" in entry):
        raise _wrong("which", name, number)
    if "span" in entry:
        return _span(entry["span"], name, number, earlier)
    return _quoted(entry["clause"], name, number, [earlier])[1]


def _span(value: object, name: str, number: int, reading: Reading) -> Span:
    if isinstance(value, list) and len(value) == 2 and all(type(part) is int for part in value):
        start, end = value
        if 0 <= start < end <= len(reading.text):
            return start, end
    raise _wrong("span", name, number, span=value, chars=len(reading.text))


def _evidence(item: object, name: str, number: int, later: Sequence[Reading]) -> tuple[int, Span]:
    """A quotation from any later text, a span of the first, or `{later = 2, span | quote}` of one of them."""
    if isinstance(item, dict):
        which = item.get("later", 1)
        if set(item) - {"later", "span", "quote"} or not isinstance(which, int) or not 1 <= which <= len(later):
            raise _wrong("evidence", name, number)
        if "span" in item:
            return which - 1, _span(item["span"], name, number, later[which - 1])
        return which - 1, _quoted(item.get("quote"), name, number, [later[which - 1]], "evidence-")[1]
    if isinstance(item, list) and later:
        return 0, _span(item, name, number, later[0])
    return _quoted(item, name, number, later, "evidence-")


def _quoted(words: object, name: str, number: int, readings: Sequence[Reading], kind: str = "") -> tuple[int, Span]:
    """Where a quotation stands, line breaks and blanks aside. Raises Refusal unless it stands there exactly once."""
    letters = _WHOLE.findall(words) if isinstance(words, str) else []
    if not letters:
        raise _wrong(f"{kind}not-found", name, number, words=words)
    pattern = re.compile(r"\s*".join(map(re.escape, letters)))
    found = [
        (which, match.span()) for which, reading in enumerate(readings) for match in pattern.finditer(reading.text)
    ]
    if not found:
        raise _wrong(f"{kind}not-found", name, number, words=words)
    if len(found) > 1:
        raise _wrong(f"{kind}twice", name, number, words=words, times=len(found))
    return found[0]
