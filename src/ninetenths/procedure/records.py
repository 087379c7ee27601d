"""Records of votes as found in files (CSV, JSON, JSON lines), read into questions; unknown words are not guessed."""

from __future__ import annotations

import csv
import dataclasses
import functools
import io
import json
import re
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from types import MappingProxyType
from typing import Any, NamedTuple

from ninetenths.refusal import Refusal

from . import asking
from .library import with_seats
from .values import HEADS, Amount, Ballot, Counts, Member, Pack, Presence, Question, RecordBody, Why
from .vocabulary import action_outcome, choice_of, stated_outcome, vocabulary

__all__ = [
    "Record", "Row", "action_outcome", "attendance_of", "choice_of", "day_of", "question_of", "read_records", "stated_outcome",
    "stream_records",
]  # fmt: skip

_COUNTS = ("yes", "no", "abstain", "blank", "invalid", "not_cast")
# The same names vote again and again in a long record: their rows, members and ballots are made once.
_MANY = 1 << 16
_NONE: Mapping[str, Amount] = MappingProxyType({})
_NUMBERS = ("seats", "in-office", "due", "present", "registered", "entitled")


class Row(NamedTuple):
    """One line of a roll: who, the word written, the category and the weights where stated."""

    member: str
    word: str
    category: str = ""
    weights: Mapping[str, Amount] = _NONE
    additional: int = 0
    proxy_for: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class Record:
    """One vote, election or roll call of a file; `line` is where it starts, `raw` the object it was."""

    line: int
    matter: str
    title: str
    body: str
    on: str
    action: str
    event: str
    stated: str
    kind: str
    rows: tuple[Row, ...] | None
    counts: Mapping[str, Amount]
    numbers: Mapping[str, Amount]
    raw: Mapping[str, Any]

    def said(self, name: str) -> str:
        """A further field as text, empty where the record does not have it."""
        value = self.raw.get(name)
        return "" if value is None else str(value).strip()


def _bad(code: str, line: int, **params: object) -> Refusal:
    return Refusal("procedure", f"record.{code}", line=line, **params)


def _amount(value: object, line: int, name: str) -> Amount:
    """A whole number, or an exact decimal or fraction for weights. A JSON float is read by its own digits."""
    text = str(value).strip()
    if isinstance(value, bool) or not re.fullmatch(r"[+-]?\d+(\.\d+|/[1-9]\d*)?", text):
        raise _bad("number", line, name=name, found=repr(value))
    number = Fraction(text)
    return number.numerator if number.denominator == 1 else number


def _keys(found: Mapping[str, Any]) -> dict[str, Any]:
    """The object with our names for its fields; others stay as they are."""
    fields = vocabulary()[2]
    return {
        fields.get(str(key).strip().lower(), str(key).strip()): value for key, value in found.items() if key is not None
    }


_plain_row = functools.lru_cache(maxsize=_MANY)(Row)


def _row(entry: object, line: int) -> Row:
    if type(entry) is list and 2 <= len(entry) <= 3:
        parts = list(map(type, entry))
        if parts == [str] * len(parts):
            return _plain_row(*entry)
    if isinstance(entry, Row):
        return entry
    if isinstance(entry, dict):
        found = _keys(entry)
        if isinstance(found.get("member"), str) and isinstance(found.get("vote"), str):
            weights = found.get("weights") or {}
            if not isinstance(weights, dict):
                raise _bad("row", line, found=repr(entry)[:80])
            return Row(
                found["member"], found["vote"], str(found.get("category") or ""),
                {str(name): _amount(value, line, str(name)) for name, value in weights.items()},
                int(_amount(found.get("additional") or 0, line, "additional")), str(found.get("proxy_for") or ""),
            )  # fmt: skip
    raise _bad("row", line, found=repr(entry)[:80])


def _rows(value: object, line: int) -> tuple[Row, ...]:
    if isinstance(value, dict):
        return tuple(_row([str(name), word], line) for name, word in value.items())
    if not isinstance(value, list):
        raise _bad("rows", line, found=type(value).__name__)
    plain = _plain_row
    return tuple(
        plain(entry[0], entry[1])
        if type(entry) is list and len(entry) == 2 and type(entry[0]) is str and type(entry[1]) is str
        else _row(entry, line)
        for entry in value
    )


def record_of(entry: object, line: int) -> Record:
    """One record from one JSON object (or one gathered from CSV). Raises Refusal `record.…` with the line."""
    if not isinstance(entry, dict):
        raise _bad("object", line, found=type(entry).__name__)
    found = _keys(entry)
    rows: tuple[Row, ...] | None = None
    counts = {name: _amount(found[name], line, name) for name in _COUNTS if found.get(name) not in (None, "")}
    # A base may be stated in a weight too: `registered/area`.
    bases = [name for name in found if name.partition("/")[0] in _NUMBERS]
    numbers = {name: _amount(found[name], line, name) for name in bases if found[name] not in (None, "")}
    if "election" in found:
        kind = "election"
    elif "votes" in found:
        kind, rows = "vote", _rows(found["votes"], line)
    elif "roll_call" in found:
        kind = "meeting"
        rows = None if found["roll_call"] is None else _rows(found["roll_call"], line)
    elif counts:
        kind = "vote"
    else:
        raise _bad("nothing", line)
    named = ("matter", "title", "body", "date", "action", "event", "result")
    text = {name: str(found.get(name) or "").strip() for name in named}
    if kind == "meeting":
        text["matter"] = text["matter"] or f"{found.get('id', '')}"
    return Record(
        line=line,
        matter=text["matter"],
        title=text["title"],
        body=text["body"],
        on=text["date"],
        action=text["action"],
        event=text["event"],
        stated=text["result"],
        kind=kind,
        rows=rows,
        counts=counts,
        numbers=numbers,
        raw=found,
    )


def _short(error: Exception) -> str:
    """What is wrong with a piece of JSON, without the place in it that the line number says already."""
    return str(error).partition(": line")[0].partition(";")[0]


def _loaded(text: str, line: int) -> Any:
    try:
        return json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        at = line + getattr(error, "lineno", 1) - 1
        raise _bad("json", at, error=_short(error)) from None


def stream_records(lines: Iterable[str]) -> Iterator[Record]:
    """The records of JSON lines, one at a time, so that a file of any size can be read. Raises Refusal `record.…`."""
    for number, line in enumerate(lines, 1):
        if line.strip():
            yield record_of(_loaded(line, number), number)


def _json(text: str) -> Iterator[Record]:
    """One object, a list of them, `{"records": […]}`, or lines after all, whatever the file is called."""
    start = text.lstrip()
    if start.startswith("{"):
        first = text.lstrip("\r\n").partition("\n")
        if first[2].strip() and _whole_object(first[0]):
            yield from stream_records(text.split("\n"))
            return
    whole = _loaded(text, 1)
    entries = whole["records"] if isinstance(whole, dict) and "records" in whole else whole
    if isinstance(entries, dict):
        entries = [entries]
    if not isinstance(entries, list):
        raise _bad("object", 1, found=type(entries).__name__)
    for number, entry in enumerate(entries, 1):
        yield record_of(entry, number)


def _whole_object(line: str) -> bool:
    try:
        return isinstance(json.loads(line), dict)
    except (ValueError, RecursionError):
        return False


def _csv(text: str) -> Iterator[Record]:
    """One line a vote with counts, or one line a voter: those of one matter, body, date and event are one vote."""
    head = text.partition("\n")[0]
    delimiter = max("\t;,", key=head.count) if any(mark in head for mark in "\t;,") else ","
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter=delimiter)
    gathered: dict[tuple[str, ...], tuple[int, dict[str, Any]]] = {}
    try:
        for line in table:
            found = {name: value for name, value in _keys(line).items() if isinstance(value, str)}
            if "member" not in found or "vote" not in found:
                yield record_of(found, table.line_num)
                continue
            key = tuple(found.get(name, "") for name in ("matter", "body", "date", "event"))
            _, vote = gathered.setdefault(key, (table.line_num, {**found, "votes": []}))
            row = Row(found["member"], found["vote"], found.get("category", ""), line=table.line_num)
            vote["votes"].append(row)
    except csv.Error as error:
        raise _bad("csv", table.line_num, error=str(error)) from None
    for started, vote in gathered.values():
        yield record_of(vote, started)


def read_records(text: str, form: str) -> list[Record]:
    """The records of a file's text. `form`: csv, json, jsonl. Raises Refusal `record.…` with the line."""
    text = text.removeprefix("\ufeff")
    if form == "csv":
        records = list(_csv(text))
    elif form == "json" or text.lstrip().startswith("["):
        records = list(_json(text))
    else:
        records = list(stream_records(text.split("\n")))
    if not records:
        raise Refusal("procedure", "record.empty")
    return records


def class_of(record: Record, pack: Pack) -> str:
    """The class of matter a record is: what it says itself, or what the pack recognises in its action and title."""
    if said := record.said("class"):
        return said
    for known in pack.recognitions:
        if (known.action and re.search(known.action, record.action)) or (
            known.title and re.search(known.title, record.title)
        ):
            return known.matter_class
    return "ordinary"


def _category(row: Row, choice: str, pack: Pack) -> str:
    """The category of a row; empty for someone without a vote where the pack has no category for such."""
    if choice == "no-vote":
        return next((name for name, rights in pack.categories.items() if not rights.vote), "")
    word = " ".join(row.category.split()).lower()
    if not word:
        return "member"
    return word if word in pack.categories else vocabulary()[3].get(word, row.category)


def day_of(text: str, line: int) -> date | None:
    """The day a record writes, none where it writes none. Raises Refusal `record.date`."""
    if not text:
        return None
    try:
        return date.fromisoformat(text[:10].replace("/", "-"))
    except ValueError:
        raise _bad("date", line, found=text) from None


def _conditions(record: Record) -> tuple[str, ...]:
    found = record.raw.get("conditions") or []
    if not isinstance(found, list) or not all(isinstance(entry, str) for entry in found):
        raise _bad("names", record.line, name="conditions")
    return tuple(found)


def _turn(record: Record, name: str) -> int:
    """Which call or vote a record is: 1 where it does not say."""
    said = record.said(name)
    if not said:
        return 1
    found = _amount(said, record.line, name)
    if not isinstance(found, int) or found < 1:
        raise _bad("number", record.line, name=name, found=repr(record.said(name)))
    return found


@functools.lru_cache(maxsize=_MANY)
def _member(id: str, category: str) -> Member:
    return Member(id, category)


_ballot = functools.lru_cache(maxsize=_MANY)(Ballot)


@functools.lru_cache(maxsize=_MANY)
def _body_of(pack: Pack, name: str) -> RecordBody | None:
    return next((known for known in pack.bodies if re.search(known.name, name)), None)


def _unknown(record: Record) -> tuple[Why, ...]:
    """One note a word that is no vote known here: the word, its line, and who."""
    who: dict[str, list[Row]] = {}
    for row in record.rows or ():
        if choice_of(row.word) == "unknown":
            who.setdefault(row.word.strip(), []).append(row)
    return tuple(
        Why(
            "note.unknown-word",
            {
                "word": word,
                "line": rows[0].line or record.line,
                "member": ", ".join(row.member for row in rows[:3]) + (" …" if len(rows) > 3 else ""),
            },
        )
        for word, rows in who.items()
    )


def _roll(record: Record, pack: Pack) -> tuple[tuple[Member, ...], tuple[Ballot, ...]]:
    """Those listed, and their ballots."""
    members: dict[str, Member] = {}
    ballots: list[Ballot] = []
    for row in record.rows or ():
        choice = choice_of(row.word)
        plain = not row.category and choice != "no-vote"
        category = "member" if plain else _category(row, choice, pack)
        if not category:
            continue
        id = row.proxy_for or row.member
        if id not in members:
            weighed = row.weights or row.additional
            members[id] = Member(id, category, row.weights, row.additional) if weighed else _member(id, category)
        ballots.append(_ballot(row.member, choice, row.proxy_for))
    return tuple(members.values()), tuple(ballots)


def _further(record: Record) -> dict[str, Any]:
    """What a record may say of the sitting besides: who came and went when, the instants of the item, objections."""
    found: dict[str, Any] = {"item": record.said("item") or record.matter}
    if (stays := record.raw.get("presences")) is not None:
        if not isinstance(stays, list):
            raise _bad("names", record.line, name="presences")
        found["presences"] = tuple(asking.presence(entry) for entry in stays)
    for name in ("at", "until"):
        if record.said(name):
            found[name] = asking.instant(record.said(name))
    if record.said("objections"):
        found["objections"] = _amount(record.said("objections"), record.line, "objections")
    if record.raw.get("challenged") is True:
        found["challenged"] = True
    return found


def question_of(record: Record, pack: Pack) -> tuple[Question, Pack, bool]:
    """The question a record asks, the pack for its body, and whether the base is only the rows listed."""
    body = _body_of(pack, record.body)
    rules, listed_only = pack, False
    if body is not None and not record.numbers.get("seats"):
        rules, listed_only = with_seats(pack, body.seats, body.article), body.seats == 0
    given: dict[str, Any] = _further(record)
    if record.rows is None:
        given["counts"] = {HEADS: Counts(**record.counts)} if record.counts else {}
    else:
        given["members"], given["ballots"] = _roll(record, pack)
        if any(ballot.choice == "unknown" for ballot in given["ballots"]):
            given["notes"] = _unknown(record)
        if isinstance(listed := record.raw.get("members"), list):
            # Those who belong, where the record says so apart from its rows.
            others = {member.id: member for member in given["members"]}
            given["members"] = tuple((others | {each.id: each for each in map(asking.member, listed)}).values())
    question = Question(
        matter=record.matter, matter_class=class_of(record, pack), on=day_of(record.on, record.line),
        method=record.said("method"), sitting=record.said("sitting") or "ordinary", numbers=record.numbers,
        call=_turn(record, "call"), casting=record.said("casting"), record=True,
        vote_round=_turn(record, "vote_round"), conditions=_conditions(record),
        complete_from=body.complete_from if body else 0, **given,
    )  # fmt: skip
    return question, rules, listed_only


def attendance_of(record: Record, pack: Pack) -> tuple[Question, Pack, bool]:
    """A roll call of attendance as a question: who was there, by the same vocabulary."""
    question, rules, listed_only = question_of(record, pack)
    # In a roll of attendance a conflict is one of dates: the member was elsewhere.
    here = ("yes", "no", "abstain", "not-cast")
    stays = tuple(Presence(ballot.member) for ballot in question.ballots or () if ballot.choice in here)
    return dataclasses.replace(question, presences=stays), rules, listed_only
