"""The single transferable vote, counted by `votelib` (Gregory, in Fractions); ties are seen, not broken."""

from __future__ import annotations

import importlib
from collections import Counter
from collections.abc import Mapping, Sequence
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


class _LevelError(Exception):
    """Names level at the bottom, one of whom has to go: a lot decides, and none is drawn here."""

    def __init__(self, names: tuple[str, ...]) -> None:
        super().__init__(names)
        self.names = names


class _Retained:
    """Who stays when nobody has the quota: all but the lowest. Votes that are spent stand for nobody."""

    def __init__(self) -> None:
        self.seats = 0

    def evaluate(self, totals: Mapping[str, Amount], n_seats: int) -> list[str]:
        """The names that stay. Those level at the bottom go together where each would go in any order."""
        least = min(totals.values())
        lowest = tuple(sorted(name for name, number in totals.items() if number == least))
        rest = [name for name in totals if name not in lowest]
        if len(lowest) > 1:
            above = min((totals[name] for name in rest), default=least)
            if len(rest) < self.seats or least * len(lowest) >= above:
                raise _LevelError(lowest)
        return rest


def transferable(
    papers: Sequence[tuple[str, ...]], candidates: Sequence[str], seats: int, quota: str = "droop"
) -> Transfer:
    """Count ranked papers. No lot is drawn here: where the count needs one, `tied` names those it is between.

    Raises Refusal `stv-missing` where the counting library is not installed.
    """
    try:
        quotas = importlib.import_module("votelib.component.quota")
        sequential = importlib.import_module("votelib.evaluate.sequential")
    except ImportError:
        raise Refusal("procedure", "stv-missing") from None
    votes = Counter(papers)
    first = Counter(dict.fromkeys(candidates, 0))
    first.update(paper[0] for paper in papers)
    order = tuple(sorted(first.items(), key=lambda pair: (-pair[1], pair[0])))
    needed = quotas.construct(quota)(len(papers), seats)
    retained = _Retained()
    count = sequential.TransferableVoteDistributor(quota_function=quota, retainer=retained)
    allocation = {**{name: {} for name in candidates}, **sequential.initial_allocation(dict(votes), count.transferer)}
    gained: dict[str, int] = {}
    while len(gained) < seats:
        running = {name: sum(held.values()) for name, held in allocation.items() if name is not None}
        retained.seats = seats - len(gained)
        if len(running) <= retained.seats:
            gained |= dict.fromkeys(sorted(running, key=lambda name: (-running[name], name)), 1)
            break
        try:
            allocation, new = count.next_count(
                allocation, seats, len(papers), prev_gains=gained, max_seats=dict.fromkeys(candidates, 1)
            )
        except _LevelError as level:
            return Transfer(tuple(gained), order, needed, level.names)
        except NotImplementedError:
            level_at = tuple(sorted(name for name, number in running.items() if number >= needed))
            return Transfer(tuple(gained), order, needed, level_at)
        gained |= new
    return Transfer(tuple(gained), order, needed, ())
