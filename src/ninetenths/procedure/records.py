"""Records of votes as found in files (CSV, JSON, JSON lines), read into questions; unknown words are not guessed."""

from __future__ import annotations

import csv
import dataclasses
import functools
import io
import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from fractions import Fraction
from typing import Any

from ninetenths import packs
from ninetenths.refusal import Refusal

from .library import with_seats
from .values import HEADS, Amount, Ballot, Counts, Member, Pack, Presence, Question

_COUNTS = ("yes", "no", "abstain", "blank", "invalid", "not_cast")
_NUMBERS = ("seats", "in-office", "due", "present", "registered", "entitled")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a roll: who, the word written, the category and the weights where stated."""

    member: str
    word: str
    category: str = ""
    weights: Mapping[str, Amount] = field(default_factory=dict)
    additional: int = 0
    proxy_for: str = ""


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


@functools.cache
def _vocabulary() -> tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, str]]:
    words = packs.load("procedure", "record/words")
    turned = tuple(
        {word: name for name, known in words[table].items() for word in known}
        for table in ("choice", "result", "field", "category")
    )
    return turned[0], turned[1], turned[2], turned[3]


@functools.cache
def choice_of(word: str) -> str:
    """The choice a record's word stands for; `unknown` where it is not in the vocabulary."""
    return _vocabulary()[0].get(" ".join(word.split()).lower(), "unknown")


def stated_outcome(word: str) -> str:
    """The outcome a record publishes, empty where it says none we know."""
    return _vocabulary()[1].get(" ".join(word.split()).lower(), "")


def action_outcome(action: str) -> str:
    """What the action field itself says came of it, where it says one thing only."""
    patterns = packs.load("procedure", "record/words")["action"]
    said = [outcome for outcome in ("passed", "failed") if re.search(patterns[outcome], action)]
    return said[0] if len(said) == 1 else ""


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
    fields = _vocabulary()[2]
    return {
        fields.get(str(key).strip().lower(), str(key).strip()): value for key, value in found.items() if key is not None
    }


def _row(entry: object, line: int) -> Row:
    if isinstance(entry, list) and len(entry) in (2, 3) and all(isinstance(part, str) for part in entry):
        return Row(*entry)
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
    return tuple(_row(entry, line) for entry in value)


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


def _json_lines(text: str) -> Iterator[Record]:
    for number, line in enumerate(text.split("\n"), 1):
        if not line.strip():
            continue
        try:
            entry = json.loads(line, parse_float=str)
        except (ValueError, RecursionError) as error:
            raise _bad("json", number, error=_short(error)) from None
        yield record_of(entry, number)


def _json(text: str) -> Iterator[Record]:
    try:
        whole = json.loads(text, parse_float=str)
    except (ValueError, RecursionError) as error:
        raise _bad("json", getattr(error, "lineno", 1), error=_short(error)) from None
    entries = (
        whole
        if isinstance(whole, list)
        else whole["records"]
        if isinstance(whole, dict) and "records" in whole
        else [whole]
    )
    if not isinstance(entries, list):
        raise _bad("object", 1, found=type(entries).__name__)
    for number, entry in enumerate(entries, 1):
        yield record_of(entry, number)


def _csv(text: str) -> Iterator[Record]:
    """One line a vote with counts, or one line a voter: neighbours of the same matter, date and event are one vote."""
    table = csv.DictReader(io.StringIO(text, newline=""), delimiter="\t" if "\t" in text.partition("\n")[0] else ",")
    gathered: dict[str, Any] = {}
    started, last = 0, ("", "", "")
    try:
        for line in table:
            found = {name: value for name, value in _keys(line).items() if isinstance(value, str)}
            if "member" not in found or "vote" not in found:
                yield record_of(found, table.line_num)
                continue
            key = (found.get("matter", ""), found.get("date", ""), found.get("event", ""))
            if gathered and key != last:
                yield record_of(gathered, started)
                gathered = {}
            if not gathered:
                gathered, started = {**found, "votes": []}, table.line_num
            last = key
            gathered["votes"].append([found["member"], found["vote"], found.get("category", "")])
    except csv.Error as error:
        raise _bad("csv", table.line_num, error=str(error)) from None
    if gathered:
        yield record_of(gathered, started)


def read_records(text: str, form: str) -> list[Record]:
    """The records of a file's text. `form`: csv, json, jsonl. Raises Refusal `record.…` with the line."""
    text = text.removeprefix("\ufeff")
    readers = {"csv": _csv, "json": _json, "jsonl": _json_lines}
    records = list(readers[form](text))
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
    if choice == "no-vote":
        return next((name for name, rights in pack.categories.items() if not rights.vote), "member")
    word = " ".join(row.category.split()).lower()
    if not word:
        return "member"
    return word if word in pack.categories else _vocabulary()[3].get(word, row.category)


def _day(text: str, line: int) -> date | None:
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
    found = _amount(record.said(name) or 1, record.line, name)
    if not isinstance(found, int) or found < 1:
        raise _bad("number", record.line, name=name, found=repr(record.said(name)))
    return found


def question_of(record: Record, pack: Pack) -> tuple[Question, Pack, bool]:
    """The question a record asks, the pack for its body, and whether the base is only the rows listed."""
    body = next((known for known in pack.bodies if re.search(known.name, record.body)), None)
    rules, listed_only = pack, False
    if body is not None and not record.numbers.get("seats"):
        rules, listed_only = with_seats(pack, body.seats, body.article), body.seats == 0
    question = Question(
        matter=record.matter, matter_class=class_of(record, pack), item=record.matter, on=_day(record.on, record.line),
        method=record.said("method"), sitting=record.said("sitting") or "ordinary", numbers=record.numbers,
        call=_turn(record, "call"), casting=record.said("casting"), record=True,
        vote_round=_turn(record, "vote_round"), conditions=_conditions(record),
        complete_from=body.complete_from if body else 0,
    )  # fmt: skip
    if record.rows is None:
        counts = {HEADS: Counts(**record.counts)} if record.counts else {}
        return dataclasses.replace(question, counts=counts), rules, listed_only
    members: dict[str, Member] = {}
    ballots: list[Ballot] = []
    for row in record.rows:
        choice = choice_of(row.word)
        id = row.proxy_for or row.member
        members.setdefault(id, Member(id, _category(row, choice, pack), row.weights, row.additional))
        ballots.append(Ballot(row.member, choice, row.proxy_for))
    return dataclasses.replace(question, members=tuple(members.values()), ballots=tuple(ballots)), rules, listed_only


def attendance_of(record: Record, pack: Pack) -> tuple[Question, Pack, bool]:
    """A roll call of attendance as a question: who was there, by the same vocabulary."""
    question, rules, listed_only = question_of(record, pack)
    # In a roll of attendance a conflict is one of dates: the member was elsewhere.
    here = ("yes", "no", "abstain", "not-cast")
    stays = tuple(Presence(ballot.member) for ballot in question.ballots or () if ballot.choice in here)
    return dataclasses.replace(question, presences=stays), rules, listed_only
