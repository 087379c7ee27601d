"""Followings made by hand, in the shape of the contract: frozen values, statuses from a list, evidence found by its words."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any

from ninetenths.reading import Reading, Source, Span


@dataclass(frozen=True, slots=True)
class Why:
    code: str
    params: dict[str, Any]


@dataclass(frozen=True, slots=True)
class Candidate:
    span: Span
    score: float


@dataclass(frozen=True, slots=True)
class Overruled:
    by: str
    at: str
    reason: str


@dataclass(frozen=True, slots=True)
class Promise:
    id: str
    spans: tuple[Span, ...]
    followable: bool
    status: str | None
    confidence: float | None = None
    evidence: tuple[Span, ...] = ()
    evidence_in: dict[int, tuple[Span, ...]] = field(default_factory=dict)
    why: Why | None = None
    candidates: tuple[Candidate, ...] = ()
    overruled: Overruled | None = None


@dataclass(frozen=True, slots=True)
class Following:
    version: int
    earlier: Source
    later: tuple[Source, ...]
    promises: tuple[Promise, ...]


def _find(text: str, words: str) -> Span | None:
    at = text.find(words)
    return (at, at + len(words)) if at >= 0 and words else None


def by_list(earlier: Reading, later: Reading, listed: list[tuple[str, str, str]]) -> Following:
    """Promises as `(surface, fate, evidence)`; what is not found in the earlier text is left out."""
    promises: list[Promise] = []
    for surface, fate, evidence in listed:
        span = _find(earlier.text, surface)
        if span is None or any(span[0] < end and start < span[1] for promise in promises for start, end in promise.spans):
            continue
        shown = _find(later.text, evidence)
        nearest = (Candidate((later.text.find("。") + 1, later.text.find("。") + 19), 0.31),) if fate == "silent" else ()
        promises.append(
            Promise(f"t{len(promises) + 1}", (span,), True, fate, 0.87 if shown else 0.64, (shown,) if shown else (),
                    why=Why("same-indicator" if shown else "nothing-near", {}), candidates=nearest)
        )  # fmt: skip
    plain = [item for item in earlier.commitments if not any(item.spans[0][0] < p.spans[0][1] and p.spans[0][0] < item.spans[0][1] for p in promises)]
    promises += [Promise(f"x{at}", item.spans, False, None) for at, item in enumerate(plain[:20])]
    if promises:
        first = promises[0]
        promises[0] = Promise(first.id, first.spans, True, first.status, first.confidence, first.evidence, {}, first.why, (),
                              Overruled("陆小满", "2033-02-11", "公报修订值低于报告数"))  # fmt: skip
    promises.sort(key=lambda promise: promise.spans)
    return Following(1, earlier.source, (later.source,), tuple(promises))
