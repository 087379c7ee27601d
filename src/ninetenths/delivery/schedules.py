"""The schedule benchmark 序时进度: how much should be done by a day."""

from __future__ import annotations

import calendar
import datetime
import functools
from fractions import Fraction

from ninetenths.delivery.values import Schedule


def _position(day: datetime.date, days: int) -> Fraction:
    """Months since year 0 up to `days` days into the day's month; each month counts the same, its days share it."""
    return day.year * 12 + day.month - 1 + Fraction(days, calendar.monthrange(day.year, day.month)[1])


@functools.lru_cache(maxsize=8192)
def elapsed(start: datetime.date, end: datetime.date, on: datetime.date) -> Fraction:
    """Share of the time from the beginning of `start` to the end of `end` that is over at the end of `on`, in months.

    By the end of November 11/12 of a year are over, however long its months are. 0 before the start, 1 after the end.
    """
    if on < start:
        return Fraction(0)
    if on >= end:
        return Fraction(1)
    first = _position(start, start.day - 1)
    return (_position(on, on.day) - first) / (_position(end, end.day) - first)


def planned(schedule: Schedule, deadline: datetime.date | None, on: datetime.date) -> Fraction | None:
    """The share that should be done at the end of `on`; None where the schedule does not say.

    Nodes whose words give no share count alike where none has a share; a mixture says nothing.
    """
    if schedule.curve == "nodes":
        return _stepped(schedule, on)
    if schedule.curve == "custom":
        return _drawn(schedule, on)
    if deadline is None:
        return None
    if schedule.curve == "gate":
        return Fraction(int(on > deadline))
    if schedule.start is None or schedule.start > deadline:
        return None
    return elapsed(schedule.start, deadline, on)


def node_shares(schedule: Schedule) -> tuple[Fraction, ...] | None:
    """The cumulative share due at each node in order of days; equal steps where no node states one."""
    nodes = sorted(schedule.nodes, key=lambda node: node.day)
    stated = [node.share for node in nodes if node.share is not None]
    if not nodes or (stated and len(stated) < len(nodes)):
        return None
    if stated:
        return tuple(stated)
    return tuple(Fraction(number, len(nodes)) for number in range(1, len(nodes) + 1))


def _stepped(schedule: Schedule, on: datetime.date) -> Fraction | None:
    shares = node_shares(schedule)
    if shares is None:
        return None
    # As with the straight line, what is due by the end of a day counts as due at the end of that day.
    due = sum(node.day <= on for node in schedule.nodes)
    return shares[due - 1] if due else Fraction(0)


def _drawn(schedule: Schedule, on: datetime.date) -> Fraction | None:
    shares = node_shares(schedule)
    if shares is None or schedule.start is None:
        return None
    before, share_before = schedule.start, Fraction(0)
    for node, share in zip(sorted(schedule.nodes, key=lambda node: node.day), shares, strict=True):
        if on < node.day:
            return share_before + (share - share_before) * elapsed(before, node.day, on)
        before, share_before = node.day + datetime.timedelta(days=1), share
    return share_before


def nodes_done(schedule: Schedule) -> Fraction | None:
    """The share that the nodes said to be done come to; None where no node says anything."""
    shares = node_shares(schedule)
    if shares is None or all(node.done is None for node in schedule.nodes):
        return None
    nodes = sorted(schedule.nodes, key=lambda node: node.day)
    steps = [share - before for share, before in zip(shares, (Fraction(0), *shares), strict=False)]
    return sum((step for node, step in zip(nodes, steps, strict=True) if node.done), Fraction(0))
