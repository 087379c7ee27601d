"""`nine bench procedure`: a million ballots tallied in memory, and decisions a second."""

from __future__ import annotations

import argparse
import random
import time
from collections.abc import Callable

from ninetenths.packs import phrase
from ninetenths.procedure import CHOICES, Counts, count_ballots, decide, load_pack

_BALLOTS = 1_000_000
_DECISIONS = 2_000


def _seconds(work: Callable[[], object], times: int = 3) -> float:
    """The best of some runs: the machine is shared, and the least disturbed run is the work itself."""
    best = float("inf")
    for _ in range(times):
        started = time.perf_counter()
        work()
        best = min(best, time.perf_counter() - started)
    return best


def run(options: argparse.Namespace) -> int:
    """Measure and print, one line a figure; always 0."""
    import numpy as np

    language: str = options.language
    chance = random.Random(4)
    codes = np.array([chance.randrange(6) for _ in range(_BALLOTS)], dtype=np.uint8)
    words = [CHOICES[code] for code in codes]
    assert count_ballots(codes) == count_ballots(words)
    for form, ballots in (("words", words), ("codes", codes)):
        seconds = _seconds(lambda ballots=ballots: count_ballots(ballots))  # type: ignore[misc]
        print(
            phrase("procedure", "bench.ballots", language, count=f"{_BALLOTS:,}", form=form, seconds=f"{seconds:.3f}")
        )
    pack = load_pack("cpc-local-plenary")
    counts = {"heads": Counts(yes=40, no=8)}
    numbers = {"due": 51, "present": 48}

    def decisions() -> None:
        for _ in range(_DECISIONS):
            decide(pack, counts=counts, numbers=numbers)

    print(phrase("procedure", "bench.decide", language, count=f"{_DECISIONS:,}", seconds=f"{_seconds(decisions):.3f}"))
    return 0
