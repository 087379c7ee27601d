"""A million ballots in memory are counted in half a second."""

from __future__ import annotations

import time

from ninetenths.procedure import CHOICES, count_ballots


def test_a_million_ballots_take_at_most_half_a_second() -> None:
    ballots = [CHOICES[n % 6] for n in range(1_000_000)]
    seconds = []
    for _ in range(3):
        started = time.perf_counter()
        counts = count_ballots(ballots)
        seconds.append(time.perf_counter() - started)
    assert (counts.yes, counts.no, counts.not_cast) == (166_667, 166_667, 166_666)
    assert min(seconds) <= 0.5
