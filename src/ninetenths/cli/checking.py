"""`nine break --check`: what a person made of a breakdown table, each problem by sheet, row and column."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ninetenths.packs import phrase, words

if TYPE_CHECKING:
    from ninetenths.delivery import Binding, Problem
    from ninetenths.documents import Recorded, TaskTable

_ROOM = "breakdown"


def check(options: argparse.Namespace) -> int:
    """Print the problems of a table; 1 where there are any, 0 where there are none."""
    from ninetenths.delivery import load_calendar, row_problems, uncovered
    from ninetenths.documents import expanded, file_bytes, is_open, read_members, read_task_table, recorded

    path, language = Path(options.check), options.language
    members = read_members(Path(options.list)) if options.list else {}
    data = file_bytes(path)
    known = recorded(data, path.name)
    table = read_task_table(data, path.name, year=known.year)
    binding, other_text = _binding(options.text, known)
    calendar = load_calendar(options.calendar or ("weekends" if known.text_language == "en" else "cn"))
    problems = uncovered(binding, table.tasks, known.reasons)
    problems += row_problems(
        table.tasks, year=table.year, calendar=calendar, expand=lambda name: expanded(name, members), is_open=is_open
    )
    lines = [problem_words(problem, table, language) for problem in problems]
    if other_text:
        lines.insert(
            0,
            phrase(
                _ROOM, "check.whole", language, sheet=table.sheet, words=phrase(_ROOM, "check.other-text", language)
            ),
        )
    for line in (*lines, *_sets(table, members, language)):
        print(line)
    code = "check.count" if lines else "check.clean"
    print(phrase(_ROOM, code, language, name=path.name, rows=len(table.rows), count=len(lines)))
    return 1 if lines else 0


def _binding(text: str | None, known: Recorded) -> tuple[Sequence[Binding], bool]:
    """The sentences that bind: of the text where one is given, else as the table recorded them; and if they differ."""
    if not text:
        return known.binding, False
    from ninetenths.cli.intake import read_file
    from ninetenths.delivery import Binding

    reading = read_file(Path(text))
    labels = known.labels or ("target", "action")
    found = [
        Binding(item.label, item.spans, " ".join(reading.text[start:end] for start, end in item.spans))
        for item in reading.commitments
        if item.label in labels
    ]
    return found, bool(known.text_sha256) and known.text_sha256 != reading.source.text_sha256


def problem_words(problem: Problem, table: TaskTable, language: str) -> str:
    """A problem in one line: sheet, row, column, and what is wrong."""
    params = dict(problem.why.params)
    if "label" in params:
        params["label"] = words("read", language)[f"label.{params['label']}"]
    if "names" in params:
        params["names"] = ("、" if language == "zh" else ", ").join(params["names"])
    told = phrase(_ROOM, f"check.{problem.why.code}", language, **params)
    if problem.task is None or problem.task.place is None:
        return phrase(_ROOM, "check.whole", language, sheet=table.sheet, words=told)
    column = table.column(problem.field) or table.column("responsible")
    from ninetenths.documents import heading

    written = column.head if column is not None else heading(problem.field, language)
    place = problem.task.place
    return phrase(_ROOM, "check.place", language, sheet=place.sheet, row=place.row, column=written, words=told)


def _sets(table: TaskTable, members: dict[str, tuple[str, ...]], language: str) -> list[str]:
    """How the list expands the open sets of the table: for information, no problem."""
    from ninetenths.documents import expanded, is_open

    names = dict.fromkeys(
        name for task in table.tasks for name in (*task.agencies.leads, *task.agencies.supporting) if is_open(name)
    )
    told = []
    for name in names:
        found = expanded(name, members)
        if tuple(found) != (name,):
            told.append(
                phrase(
                    _ROOM,
                    "check.expanded",
                    language,
                    name=name,
                    count=len(found),
                    members=("、" if language == "zh" else ", ").join(found),
                )
            )
    return told
