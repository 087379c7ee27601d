"""`nine break --check`: what a person made of a breakdown table, each problem by sheet, row and column."""

from __future__ import annotations

import argparse
from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ninetenths.delivery import Share, arithmetic
from ninetenths.packs import phrase, words

if TYPE_CHECKING:
    from ninetenths.delivery import Binding, Coverage, Problem
    from ninetenths.documents import Recorded, TaskTable

_ROOM = "breakdown"
# What more rows than these have alike is told in one line.
_FEW = 5


def check(options: argparse.Namespace) -> int:
    """Print the problems of a table; 1 where there are any, 0 where there are none."""
    from ninetenths.delivery import covered, load_calendar, row_problems
    from ninetenths.documents import expanded, file_bytes, is_open, read_members, read_task_table, recorded

    path, language = Path(options.check), options.language
    members = read_members(Path(options.list)) if options.list else {}
    data = file_bytes(path)
    known = recorded(data, path.name)
    table = read_task_table(data, path.name, year=known.year)
    binding, other_text = _binding(options.text, known)
    calendar = load_calendar(options.calendar or ("weekends" if known.text_language == "en" else "cn"))
    coverage = covered(binding, table.tasks, known.reasons)
    of_rows = row_problems(
        table.tasks, year=table.year, calendar=calendar, expand=lambda name: expanded(name, members), is_open=is_open
    )
    problems = [*coverage.open, *of_rows]
    lines = _listed(problems, table, language)
    if other_text:
        told = phrase(_ROOM, "check.other-text", language)
        lines.insert(0, phrase(_ROOM, "check.whole", language, sheet=table.sheet, words=told))
    for line in (*lines, *_sets(table, members, language)):
        print(line)
    if coverage.binding:
        print(_meter(coverage, language))
    count = len(problems) + other_text
    code = "check.count" if count else "check.clean"
    print(phrase(_ROOM, code, language, name=path.name, rows=len(table.rows), count=count))
    return 1 if count else 0


def _meter(coverage: Coverage, language: str) -> str:
    """The coverage meter in one line: of the sentences that bind, those with a row, with a reason, with neither."""
    return phrase(
        _ROOM, "check.coverage", language, binding=coverage.binding, rows=coverage.with_row,
        reasons=coverage.with_reason, open=len(coverage.open),
        share=arithmetic(Share(coverage.with_row + coverage.with_reason, coverage.binding)),
    )  # fmt: skip


def _listed(problems: Sequence[Problem], table: TaskTable, language: str) -> list[str]:
    """The problems in lines; what more than a few rows have alike is one line with all their rows."""
    alike: dict[tuple[str, str], list[Problem]] = {}
    for problem in problems:
        if problem.task is not None and problem.task.place is not None and not problem.why.params:
            alike.setdefault((problem.field, problem.why.code), []).append(problem)
    many = {id(problem): found for found in alike.values() if len(found) > _FEW for problem in found}
    lines = []
    for problem in problems:
        found = many.get(id(problem))
        if found is None:
            lines.append(problem_words(problem, table, language))
        elif found[0] is problem:
            rows = [one.task.place.row for one in found if one.task is not None and one.task.place is not None]
            lines.append(problem_words(problem, table, language, rows))
    return lines


def _runs(rows: Sequence[int], language: str) -> str:
    """Row numbers as people list them: “4–9、11”."""
    runs: list[list[int]] = []
    for row in sorted(rows):
        if runs and row == runs[-1][1] + 1:
            runs[-1][1] = row
        else:
            runs.append([row, row])
    listed = [str(first) if first == last else f"{first}–{last}" for first, last in runs]
    return ("、" if language == "zh" else ", ").join(listed)


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


def problem_words(problem: Problem, table: TaskTable, language: str, rows: Sequence[int] = ()) -> str:
    """A problem in one line: sheet, row (or all the rows that have it), column, and what is wrong."""
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
    if rows:
        return phrase(
            _ROOM, "check.places", language, sheet=place.sheet, rows=_runs(rows, language), count=len(rows),
            column=written, words=told,
        )  # fmt: skip
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
