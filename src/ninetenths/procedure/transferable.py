"""The single transferable vote, counted by `votelib` (Gregory, in Fractions); ties are seen, not broken."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from ninetenths.refusal import Refusal

from .values import Amount


@dataclass(frozen=True, slots=True)
class Transfer:
    """The elected in order, first preferences, the quota, and names equal where one had to go or to win."""

    elected: tuple[str, ...]
    first: tuple[tuple[str, int], ...]
    quota: Amount
    tied: tuple[str, ...]


def transferable(
    papers: Sequence[tuple[str, ...]], candidates: Sequence[str], seats: int, quota: str = "droop"
) -> Transfer:
    """Count ranked papers. No lot is drawn here: where the count needs one, `tied` names those it is between.

    Raises Refusal `stv-missing` where the counting library is not installed.
    """
    try:
        quotas = importlib.import_module("votelib.component.quota")
        sequential = importlib.import_module("votelib.evaluate.sequential")
        core = importlib.import_module("votelib.evaluate.core")
    except ImportError:
        raise Refusal("procedure", "stv-missing") from None
    votes = Counter(papers)
    first = Counter(dict.fromkeys(candidates, 0))
    first.update(paper[0] for paper in papers)
    needed = quotas.construct(quota)(len(papers), seats)
    count = sequential.TransferableVoteDistributor(quota_function=quota)
    limits = dict.fromkeys(candidates, 1)
    elected: list[str] = []
    tied: tuple[str, ...] = ()
    totals: dict[str, Amount] = dict(first)
    for step in range(1, 2 * len(candidates) + 2):
        if len(elected) == seats:
            break
        if tied := _level(totals, needed, seats - len(elected)):
            break
        try:
            found, gained = count.nth_count(dict(votes), seats, step, max_seats=limits)
        except (NotImplementedError, core.VotingSystemError):
            tied = _lowest(totals)
            break
        elected += [name for name in gained if name not in elected]
        totals = {name: number for name, number in found.items() if name is not None and name not in elected}
    order = tuple(sorted(first.items(), key=lambda pair: (-pair[1], pair[0])))
    return Transfer(tuple(elected), order, needed, tied)


def _lowest(totals: dict[str, Amount]) -> tuple[str, ...]:
    least = min(totals.values(), default=0)
    return tuple(sorted(name for name, number in totals.items() if number == least))


def _level(totals: dict[str, Amount], needed: Amount, seats: int) -> tuple[str, ...]:
    """Names level at the bottom when one must be struck out; none where someone has the quota or all are seated."""
    if len(totals) <= seats or any(number >= needed for number in totals.values()):
        return ()
    lowest = _lowest(totals)
    return lowest if len(lowest) > 1 else ()
