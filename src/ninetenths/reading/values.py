"""The values a reading is made of: frozen, with half-open code-point spans into the extracted text.

Field names are the contract of `nine read --json`; every list is a tuple, every absent scalar None.
"""

from __future__ import annotations

import dataclasses
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import cache
from typing import Any, Literal, TypeVar

from ninetenths.measures import canonical_unit, exact

VERSION = 1

Language = Literal["zh-Hans", "zh-Hant", "en"]
Genre = Literal["communique", "session-news", "decision", "work-report", "plan", "resolution", "minutes", "other"]
Label = Literal["target", "action", "aim", "conduct", "claim", "appraisal", "record", "frame"]
LABELS: tuple[Label, ...] = ("target", "action", "aim", "conduct", "claim", "appraisal", "record", "frame")
Bound = Literal["=", ">=", ">", "<=", "<", "~"]
State = Literal["stated", "derived", "absent"]
PassageKind = Literal[
    "record", "noted", "stressed", "held", "commended", "called", "decided", "preambular", "operative"
]


# Half-open code points `(start, end)` into the extracted text; `[start, end]` in JSON. A plain tuple, since a reading
# holds thousands and the serialiser takes tuples as they are.
Span = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Source:
    """Where the text came from, as far as file and page furniture say."""

    file_sha256: str | None = None
    text_sha256: str | None = None
    chars: int = 0
    encoding: str | None = None
    language: str = "zh-Hans"
    genre: str = "other"
    title: str | None = None
    url: str | None = None
    publisher: str | None = None
    published_on: str | None = None
    adopted_on: str | None = None  # the day the text says it was adopted
    year: int | None = None  # the year that “this year” means
    document_number: str | None = None
    index_number: str | None = None
    retrieved_at: str | None = None
    classification: str | None = None


@dataclass(frozen=True, slots=True)
class Field:
    """One field of a session record: its value, whether the text states it, and where."""

    value: Any
    state: State
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Section:
    """A headed part; `start` is the heading's first character, `end` where the next of its level or above begins."""

    id: str
    start: int
    end: int
    level: int
    number: str | None
    title: str
    part: Literal["review", "plan"] | None
    parent: str | None


@dataclass(frozen=True, slots=True)
class Passage:
    """A stretch governed by one operative verb (“全会指出…”), or an English preambular or operative paragraph."""

    id: str
    start: int
    end: int
    actor: str | None
    verb: str | None
    kind: PassageKind
    number: str | None = None


@dataclass(frozen=True, slots=True)
class Clause:
    """The smallest addressed piece of a text; `rule` names what gave it its label."""

    id: str
    start: int
    end: int
    label: Label
    section: str | None
    passage: str | None
    rule: str


@dataclass(frozen=True, slots=True)
class Deadline:
    """By when, as written, and the last day that means in ISO 8601, None where the text does not say."""

    written: str
    due: str | None


@dataclass(frozen=True, slots=True)
class Indicator:
    """What is measured: bound, value (multiplied out; `(low, high)` for a range), unit as written."""

    name: str | None
    bound: Bound
    value: float | tuple[float, float]
    unit: str | None
    deadline: str | None
    binding: bool | None
    spans: tuple[Span, ...]
    due: str | None = None  # the last day that the deadline means, ISO 8601


@dataclass(frozen=True, slots=True)
class Organ:
    """An organ named in a commitment, with the role the text gives it."""

    name: str
    role: Literal["lead", "joint", "supporting"] | None
    span: Span


@dataclass(frozen=True, slots=True)
class Commitment:
    """Something to be done or reached, traced to its characters; `parent` makes the goal tree."""

    id: str
    spans: tuple[Span, ...]
    label: Literal["target", "action", "aim", "conduct"]
    parent: str | None
    indicators: tuple[Indicator, ...]
    organs: tuple[Organ, ...]
    deadline: str | None
    campaign: str | None
    rule: str
    due: str | None = None  # the last day that the deadline means, ISO 8601


@dataclass(frozen=True, slots=True)
class CountedSet:
    """“A、B等N个X”: how many are declared, which are listed. 等 may leave the rest out: then `illustrative`."""

    name: str
    span: Span
    declared: int
    members: tuple[Span, ...]
    state: Literal["equal", "illustrative", "over", "unlisted"]


@dataclass(frozen=True, slots=True)
class SetPhrase:
    """A quoted or numbered set phrase (“两个维护”), everywhere it stands, and where it is explained, if anywhere."""

    text: str
    spans: tuple[Span, ...]
    explained: Span | None


@dataclass(frozen=True, slots=True)
class Reference:
    """A text, meeting, strategy, person or organ that the text points to."""

    kind: Literal["text", "meeting", "strategy", "person", "organ"]
    name: str
    level: str | None
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Quantity:
    """A number with its unit and bound, multiplied out (1.2万 → 12000)."""

    start: int
    end: int
    value: float | tuple[float, float]
    unit: str | None
    bound: Bound


@dataclass(frozen=True, slots=True)
class DateMention:
    """A date as ISO 8601 (a day, a month, a year, or `a/b`), and what it is relative to, if not absolute."""

    start: int
    end: int
    iso: str | None
    relative_to: str | None


@dataclass(frozen=True, slots=True)
class Finding:
    """Something a person should look at: a code with parameters; words are put to it where it is shown."""

    code: str
    params: dict[str, Any]
    spans: tuple[Span, ...]


@dataclass(frozen=True, slots=True)
class Reader:
    """Which reader made a reading: its version and those of its packs."""

    version: str
    packs: dict[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Reading:
    """What the reader found in one text version. `to_dict` and `from_dict` are inverse."""

    version: int
    reader: Reader
    source: Source
    record: dict[str, Field] | None = None
    sections: tuple[Section, ...] = ()
    passages: tuple[Passage, ...] = ()
    clauses: tuple[Clause, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    sets: tuple[CountedSet, ...] = ()
    phrases: tuple[SetPhrase, ...] = ()
    references: tuple[Reference, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateMention, ...] = ()
    findings: tuple[Finding, ...] = ()
    # The extracted text itself; not part of the JSON, which points into it.
    text: str = field(default="", compare=False, repr=False)

    def to_json(self) -> bytes:
        """The reading as UTF-8 JSON, the contract of `nine read --json`."""
        return to_json(self)

    def to_dict(self) -> dict[str, Any]:
        """The reading as plain values: what `to_json` says, parsed."""
        import orjson

        plain: dict[str, Any] = orjson.loads(to_json(self))
        return plain

    @classmethod
    def from_dict(cls, plain: dict[str, Any], text: str = "") -> Reading:
        """A reading from its plain values. Unknown fields are refused with TypeError, missing ones with KeyError."""
        return from_dict(plain, text)


def to_json(reading: Reading) -> bytes:
    """Serialise a reading; tuples become lists, spans `[start, end]`, the text itself is left out."""
    import orjson

    body = {name: getattr(reading, name) for name in _PARTS}
    english = reading.source.language == "en"
    # What there are thousands of goes in as plain dicts: the serialiser takes these six times as fast as slots.
    body["clauses"] = [
        {
            "id": one.id, "start": one.start, "end": one.end, "label": one.label, "section": one.section,
            "passage": one.passage, "rule": one.rule,
        }
        for one in reading.clauses
    ]  # fmt: skip
    body["commitments"] = [
        {
            "id": one.id, "spans": one.spans, "label": one.label, "parent": one.parent,
            "indicators": [_indicator(part, english) for part in one.indicators],
            "organs": one.organs, "deadline": one.deadline, "due": one.due, "campaign": one.campaign, "rule": one.rule,
        }
        for one in reading.commitments
    ]  # fmt: skip
    body["quantities"] = [
        {
            "start": one.start,
            "end": one.end,
            "value": one.value,
            "unit": one.unit,
            "bound": one.bound,
            "canonical": canonical_of(one.value, one.unit, english),
        }
        for one in reading.quantities
    ]
    return orjson.dumps(body)


def _indicator(one: Indicator, english: bool) -> dict[str, Any]:
    return {
        "name": one.name, "bound": one.bound, "value": one.value, "unit": one.unit, "deadline": one.deadline,
        "due": one.due, "binding": one.binding, "spans": one.spans,
        "canonical": canonical_of(one.value, one.unit, english),
    }  # fmt: skip


def canonical_of(
    value: float | tuple[float, float], unit: str | None, english: bool = False
) -> dict[str, float | tuple[float, float] | str | None]:
    """What of a value and its printed unit is compared: `{"value", "unit"}` in the canonical unit."""
    named, factor = canonical_unit(unit, english)
    if factor == 1:
        return {"value": value, "unit": named}
    if isinstance(value, tuple):
        return {"value": (float(exact(value[0]) * factor), float(exact(value[1]) * factor)), "unit": named}
    return {"value": float(exact(value) * factor), "unit": named}


def from_dict(plain: dict[str, Any], text: str = "") -> Reading:
    """The inverse of `to_json` after parsing."""
    lists: dict[str, Any] = {name: tuple(_build(kind, item) for item in plain[name]) for name, kind in _LISTS.items()}
    record = plain["record"]
    if record is not None:
        record = {name: Field(item["value"], item["state"], _spans(item["spans"])) for name, item in record.items()}
    return Reading(
        version=plain["version"], reader=Reader(**plain["reader"]), source=Source(**plain["source"]),
        record=record, text=text, **lists,
    )  # fmt: skip


_Kind = TypeVar("_Kind")


@cache
def unfrozen(kind: type[_Kind]) -> Callable[..., _Kind]:
    """A maker of values that are not frozen yet and must be given to `freeze`: a third of the cost of the frozen kind.

    A frozen class sets each slot through `object.__setattr__`; a reading holds thousands of clauses. The maker is a
    class with the same slots, so that `freeze` need only change the class of what it made.
    """
    fields = [(item.name, item.type) for item in dataclasses.fields(kind)]  # type: ignore[arg-type]
    return dataclasses.make_dataclass(kind.__name__, fields, slots=True, eq=False, repr=False)


def freeze(kind: type[_Kind], made: Iterable[_Kind]) -> tuple[_Kind, ...]:
    """What `unfrozen(kind)` made, frozen from here on."""
    values = tuple(made)
    for one in values:
        one.__class__ = kind
    return values


_LISTS: dict[str, type] = {
    "sections": Section, "passages": Passage, "clauses": Clause, "commitments": Commitment, "sets": CountedSet,
    "phrases": SetPhrase, "references": Reference, "quantities": Quantity, "dates": DateMention, "findings": Finding,
}  # fmt: skip
_PARTS = ("version", "reader", "source", "record", *_LISTS)


def _spans(plain: list[list[int]]) -> tuple[Span, ...]:
    return tuple((start, end) for start, end in plain)


def _value(plain: Any) -> Any:
    return tuple(plain) if isinstance(plain, list) else plain


@cache
def _names(kind: type) -> frozenset[str]:
    return frozenset(item.name for item in dataclasses.fields(kind))


def _build(kind: type, plain: dict[str, Any]) -> Any:
    made = dict(plain)
    if kind in (Quantity, Indicator):
        made.pop("canonical", None)  # told by value and unit
    for name, value in plain.items():
        if name in ("spans", "members"):
            made[name] = _spans(value)
        elif name in ("span", "explained") and value is not None:
            made[name] = tuple(value)
        elif name == "value":
            made[name] = _value(value)
        elif name == "indicators":
            made[name] = tuple(_build(Indicator, item) for item in value)
        elif name == "organs":
            made[name] = tuple(_build(Organ, item) for item in value)
    missing = _names(kind) - made.keys()
    if missing:
        raise KeyError(f"{kind.__name__}: {', '.join(sorted(missing))}")
    return kind(**made)
