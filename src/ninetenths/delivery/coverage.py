"""What a breakdown table lacks: sentences without a row or a reason, rows without lead, deadline or goal, and more.

Pure: tasks, spans and a calendar come in; problems come out as codes with parameters (words: room `breakdown`).
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass

from ninetenths.delivery.deadlines import read_deadline
from ninetenths.delivery.values import Span, Task, Why
from ninetenths.measures import Calendar


@dataclass(frozen=True, slots=True)
class Binding:
    """A sentence of the text that binds: its class and characters, and its words."""

    label: str
    spans: tuple[Span, ...]
    words: str


@dataclass(frozen=True, slots=True)
class Problem:
    """One problem of a table: the task it is of (None: of the text), the field of its cell, and what it is."""

    task: Task | None
    field: str
    why: Why


@dataclass(frozen=True, slots=True)
class Coverage:
    """How many of the sentences that bind have a row, how many a written reason instead, and which have neither."""

    binding: int
    with_row: int
    with_reason: int
    open: tuple[Problem, ...]


def covered(
    binding: Iterable[Binding], tasks: Sequence[Task], reasons: Sequence[tuple[tuple[Span, ...], str]]
) -> Coverage:
    """The coverage meter of a table: every sentence that binds is counted once, a row outweighing a reason."""
    listed = tuple(binding)
    without_row = {problem.why.params["at"] for problem in uncovered(listed, tasks, ())}
    neither = tuple(uncovered(listed, tasks, reasons))
    return Coverage(len(listed), len(listed) - len(without_row), len(without_row) - len(neither), neither)


def uncovered(
    binding: Iterable[Binding], tasks: Sequence[Task], reasons: Sequence[tuple[tuple[Span, ...], str]]
) -> list[Problem]:
    """Sentences that bind and have neither a task on their characters (or words) nor a written reason.

    `reasons` are (spans, words) of the sentences that a person left out on purpose, each with its reason given.
    """
    spans = sorted(span for task in tasks for span in task.spans) + sorted(
        span for found, _ in reasons for span in found
    )
    said = {_bare(task.title) for task in tasks} | {_bare(words) for _, words in reasons}
    said |= {_bare(task.sentence) for task in tasks if not task.spans}
    return [
        Problem(None, "sentence", Why("uncovered", {"words": _short(item.words), "label": item.label, "at": at}))
        for at, item in enumerate(binding)
        if not _touched(item.spans, spans) and _bare(item.words) not in said
    ]


def _touched(spans: Iterable[Span], others: Sequence[Span]) -> bool:
    return any(start < other_end and other_start < end for start, end in spans for other_start, other_end in others)


def _bare(words: str) -> str:
    return re.sub(r"[\s。，；;,.、]+", "", words)


def _short(words: str) -> str:
    words = " ".join(words.split())
    return words if len(words) <= 60 else f"{words[:59]}…"


def row_problems(
    tasks: Sequence[Task], *, year: int | None, calendar: Calendar | None, expand: Callable[[str], Sequence[str]],
    is_open: Callable[[str], bool],
) -> list[Problem]:  # fmt: skip
    """Problems of the rows, in their order; `expand` gives the members of an open set (or the name itself)."""
    found: list[Problem] = []
    firsts: dict[str, Task] = {}
    ids: dict[str, Task] = {}
    for task in tasks:
        found += _agencies(task, expand, is_open)
        found += _deadline(task, year, calendar)
        if task.kind == "quantity" and (task.goal is None or not task.goal.written):
            found.append(Problem(task, "goal", Why("no-goal")))
        found += _twice(task, firsts, ids)
    return found


def _agencies(task: Task, expand: Callable[[str], Sequence[str]], is_open: Callable[[str], bool]) -> list[Problem]:
    found: list[Problem] = []
    agencies = task.agencies
    if agencies.lead is None:
        found.append(Problem(task, "lead", Why("no-lead")))
    elif agencies.joint:
        params = {"count": len(agencies.leads), "names": agencies.leads, "first": agencies.lead}
        found.append(Problem(task, "lead", Why("several-leads", params)))
    for field, names_of_role in (("lead", agencies.leads), ("supporting", agencies.supporting)):
        for name in names_of_role:
            if not is_open(name):
                continue
            members = expand(name)
            if tuple(members) == (name,):
                found.append(Problem(task, field, Why("open-set", {"name": name})))
    return found


def _deadline(task: Task, year: int | None, calendar: Calendar | None) -> list[Problem]:
    written = read_deadline(task.deadline_written, year)
    day = task.written_deadline or task.first_deadline
    found: list[Problem] = []
    if not task.deadline_written:
        if task.kind not in ("standing", "prohibition", "recurring"):
            found.append(Problem(task, "deadline", Why("no-deadline")))
    elif not (written.day or written.standing or written.recurring or (task.deadline_written.isdigit() and day)):
        found.append(Problem(task, "deadline", Why("deadline-unread", {"written": task.deadline_written})))
    elif day is not None and calendar is not None and _exact(task.deadline_written) and not calendar.works(day):
        found.append(
            Problem(
                task, "deadline", Why("holiday", {"day": day.isoformat(), "before": calendar.before(day).isoformat()})
            )
        )
    if task.written_deadline is not None and not task.extensions and task.first_deadline is not None:
        found.append(Problem(task, "deadline", Why("first-deadline", {"first": task.first_deadline.isoformat()})))
    return found


_EXACT = re.compile(
    r"\d{1,2}\s*[日号]|(?:19|20)\d\d\s*[-/.]\s*\d{1,2}\s*[-/.]\s*\d{1,2}|[A-Za-z]{3,9}\.?\s+\d{1,2},?\s+20\d\d|\d{1,2}\s+[A-Za-z]{3,9}\.?,?\s+20\d\d"
)


def _exact(written: str) -> bool:
    """Whether a day is named: “2032年底前” names a year, and its last day is nobody's appointment."""
    return _EXACT.search(written) is not None


def _twice(task: Task, firsts: dict[str, Task], ids: dict[str, Task]) -> list[Problem]:
    found: list[Problem] = []
    other = ids.setdefault(task.id, task)
    if other is not task:
        found.append(Problem(task, "title", Why("same-id", {"other": _row(other)})))
    key = _bare(task.title)
    first = firsts.setdefault(key, task)
    if first is not task:
        found.append(Problem(task, "title", Why("duplicate", {"other": _row(first), "words": _short(task.title)})))
    return found


def _row(task: Task) -> int:
    return task.place.row if task.place is not None else 0
