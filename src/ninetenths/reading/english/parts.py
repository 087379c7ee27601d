"""What is read from an English text, before it is put together with the rest."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Literal

from ninetenths.reading.values import (
    Clause,
    Commitment,
    CountedSet,
    DateMention,
    Field,
    Finding,
    Passage,
    Quantity,
    Reference,
    Section,
    SetPhrase,
    Span,
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class EnglishParts:
    """The parts of a reading that come from an English text; spans point into the text as given."""

    genre: Literal["resolution", "minutes", "other"]
    title: str | None
    sections: tuple[Section, ...] = ()
    passages: tuple[Passage, ...] = ()
    clauses: tuple[Clause, ...] = ()
    commitments: tuple[Commitment, ...] = ()
    record: dict[str, Field] | None = None
    references: tuple[Reference, ...] = ()
    sets: tuple[CountedSet, ...] = ()
    phrases: tuple[SetPhrase, ...] = ()
    quantities: tuple[Quantity, ...] = ()
    dates: tuple[DateMention, ...] = ()
    findings: tuple[Finding, ...] = ()


@dataclass(frozen=True, slots=True)
class Body:
    """A stretch of paragraphs' text to be cut into clauses, with where it belongs and how it was judged."""

    span: Span
    kind: str  # preambular, operative, heading, closing, frame, record
    section: str | None
    passage: str | None
    verb: str | None
    rule: str
