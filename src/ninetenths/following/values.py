"""The values a following is made of; field names are the contract of `nine follow --json`."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

from ninetenths.reading import Source, Span

VERSION = 1

Status = Literal["done", "partial", "missed", "silent"]
STATUSES: tuple[Status, ...] = ("done", "partial", "missed", "silent")


@dataclass(frozen=True, slots=True)
class Why:
    """How a status was found: a code with parameters; words are put to it where it is shown."""

    code: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    """A sentence of a later text that was looked at: its span, which later text, and how near it is (0 to 1)."""

    span: Span
    score: float
    later: int = 0


@dataclass(frozen=True, slots=True)
class Overrule:
    """A person's word in place of the reader's."""

    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Promise:
    """A commitment of the earlier text and what the later texts say of it.

    `evidence`: spans into the first later text, best first; into the n-th in `evidence_in[n]`. `candidates`: the
    nearest that were not enough, for `silent`. `followable` is False for what a year later nobody could check.
    """

    id: str
    spans: tuple[Span, ...]
    followable: bool
    status: Status
    confidence: float
    evidence: tuple[Span, ...]
    evidence_in: dict[str, tuple[Span, ...]]
    why: Why
    candidates: tuple[Candidate, ...]
    overruled: Overrule | None = None


@dataclass(frozen=True, slots=True)
class Review:
    """The looking-back part of one later text: how long it is and which years it covers."""

    chars: int
    clauses: int
    first_year: int | None
    last_year: int | None


@dataclass(frozen=True, slots=True)
class Following:
    """What became of an earlier text's promises, as far as the reader finds it in the later texts."""

    version: int
    earlier: Source
    later: tuple[Source, ...]
    promises: tuple[Promise, ...]
    reviews: tuple[Review, ...] = ()
    notes: tuple[Why, ...] = field(default=())

    def to_json(self) -> bytes:
        """The following as UTF-8 JSON, the contract of `nine follow --json`."""
        import orjson

        return orjson.dumps(self)
