"""Figures over many tasks: each counted once, divided by what it is divided by, what left the denominator said."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Callable, Iterable, Sequence
from fractions import Fraction
from typing import Literal

from ninetenths.delivery.values import RollUp, Share, Status, Why

_DONE = Fraction(1)


def weighted(shares: Iterable[tuple[Fraction, Fraction | None]]) -> Fraction | None:
    """Σ weight × share ÷ Σ weight over the pairs whose share is known; a share counts as at most 1.

    None where nothing is known: unknown is not zero. Raises ValueError for a weight of 0 or less.
    """
    total = over = Fraction(0)
    for weight, share in shares:
        if weight <= 0:
            raise ValueError("a weight is more than 0")
        if share is not None:
            total += weight * min(share, _DONE)
            over += weight
    return total / over if over else None


def leaves(statuses: Iterable[Status]) -> tuple[Status, ...]:
    """Those that are nobody's parent: a parent is what its children come to and is not counted beside them."""
    kept = tuple(statuses)
    parents = {status.task.parent for status in kept}
    return tuple(status for status in kept if status.task.id not in parents)


def roll_up(statuses: Iterable[Status], on: datetime.date) -> RollUp:
    """The figures over some statuses. A task given twice (same id) counts once; parents not beside their children."""
    once = {status.task.id: status for status in statuses}
    listed = leaves(once.values())
    counted = [status for status in listed if status.code not in ("cancelled", "inapplicable")]
    codes = Counter(status.code for status in listed)
    paced = [status.pace for status in counted if status.pace is not None]
    return RollUp(
        on=on,
        listed=len(listed),
        counted=len(counted),
        cancelled=codes["cancelled"],
        inapplicable=codes["inapplicable"],
        codes=dict(codes),
        progress=weighted((status.task.weight, status.claimed) for status in counted),
        known=sum(status.claimed is not None for status in counted),
        verified=weighted((status.task.weight, status.verified) for status in counted),
        checked=sum(status.verified is not None for status in counted),
        on_pace=Share(sum(pace >= 0 for pace in paced), len(paced)),
        done=Share(codes["done"], len(counted)),
        on_time_first=_in_time([status.on_time_first for status in counted]),
        on_time_current=_in_time([status.on_time_current for status in counted]),
        extended=sum(status.extended > 0 for status in counted),
        extensions=sum(status.extended for status in counted),
        weight=sum((status.task.weight for status in counted), Fraction(0)),
    )


def _in_time(answers: Sequence[bool | None]) -> Share:
    return Share(answers.count(True), len(answers) - answers.count(None))


Slice = Literal["lead", "section", "post", "kind", "code", "light"]
_KEYS: dict[Slice, Callable[[Status], str]] = {
    "lead": lambda status: status.task.agencies.lead or "",
    "section": lambda status: status.task.section,
    "post": lambda status: status.task.post,
    "kind": lambda status: status.task.kind,
    "code": lambda status: status.code,
    "light": lambda status: status.light,
}


def sliced(statuses: Iterable[Status], by: Slice) -> dict[str, tuple[Status, ...]]:
    """The statuses by a key, in order of first appearance; each in one slice: the first lead's, not a supporter's."""
    key = _KEYS[by]
    groups: dict[str, list[Status]] = {}
    for status in leaves(statuses):
        groups.setdefault(key(status), []).append(status)
    return {name: tuple(group) for name, group in groups.items()}


def seen_by(statuses: Iterable[Status], agency: str) -> tuple[Status, ...]:
    """What an agency sees beside what it leads: where it is joint lead or supports. Not for counting."""
    return tuple(
        status
        for status in statuses
        if agency in status.task.agencies.joint or agency in status.task.agencies.supporting
    )


def done_to_the_day(statuses: Iterable[Status]) -> Why | None:
    """Where more than half of the done with a stated day bear the deadline's own day: dates filled in, not observed."""
    stated = [s for s in statuses if s.done_on is not None and s.deadline is not None and s.code in ("done", "claimed")]
    same = sum(status.done_on == status.deadline for status in stated)
    if len(stated) < 4 or 2 * same <= len(stated):
        return None
    return Why("done-to-the-day", {"part": same, "of": len(stated)})
