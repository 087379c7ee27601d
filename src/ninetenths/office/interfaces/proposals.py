"""A text in, a paper with its proposals out: what the reader found, as fields of `papers.add`."""

from __future__ import annotations

import datetime
import re
from typing import Any

from ninetenths.delivery import Suggester
from ninetenths.documents import Rows, rows_of, table_lines
from ninetenths.documents.breakdown import Line
from ninetenths.extraction import extract
from ninetenths.office.domain import files, papers
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.verbs import ROOM
from ninetenths.office.interfaces.tables import goal_of
from ninetenths.office.models import Organization, Paper
from ninetenths.packs import LANGUAGES, words
from ninetenths.reading import Reading, read
from ninetenths.refusal import Refusal

# What is accountable: goals and actions get a proposal, aims and rules of conduct wait as sentences that bind nobody.
LABELS = ("target", "action")


def add_text(by: Actor, *, title: str, text: str, kind: str | None = None, file: Any = None, **more: Any) -> Paper:
    """Read a text and add it as a paper; what the clerk does not say of it (title, kind, number, day) is as read.

    Raises Refusal for a text that is marked as classified.
    """
    reading = read(text)
    source = reading.source
    if source.classification:
        raise Refusal(ROOM, "paper.classified", marking=source.classification)
    said: dict[str, Any] = {
        "title": title.strip() or source.title or text.strip().partition("\n")[0][:80],
        "kind": kind or (source.genre if source.genre in papers.KINDS else "other"),
        "number": more.pop("number", "") or source.document_number or "",
        "issuer": source.publisher or "", "day": _day(source.adopted_on),
    }  # fmt: skip
    made: Paper = papers.add(
        by=by, text=text, language=source.language, reader=_reader(reading), clauses=len(reading.clauses),
        sections=_sections(reading), proposals=proposals_of(reading), annexes=annexes_of(text), file=file, **said, **more,
    )  # fmt: skip
    return made


def add_file(by: Actor, *, name: str, data: bytes, title: str = "", kind: str | None = None, **more: Any) -> Paper:
    """Take the text out of a file, keep the file, and add it as a paper. Raises Refusal for what cannot be read."""
    taken = extract(data, name=name)
    file = files.store(name, data)
    return add_text(by, title=title or taken.title or "", text=taken.text, kind=kind, file=file, **more)


def _day(written: str | None) -> datetime.date | None:
    try:
        return datetime.date.fromisoformat(written) if written else None
    except ValueError:
        return None


_ANNEX = re.compile(
    r"^\s*附件\s*(?P<zh>[:：]\s*(?:\d+[.．、]\s*)?.{2,60})$|^\s*(?:Annex|Appendix|Exhibit|Attachment)\s+[A-Z0-9]{1,2}[:.]\s*(?P<en>.{3,80})$",
    re.MULTILINE,
)
_LISTED = re.compile(r"^\s*(?:\d+[.．、])\s*(?P<name>.{2,60})$")


def annexes_of(text: str) -> list[dict[str, Any]]:
    """The annexes that a text names at its end and that do not follow in it: title and characters."""
    found: list[dict[str, Any]] = []
    for match in _ANNEX.finditer(text):
        name = re.sub(r"^[:：]\s*(?:\d+[.．、]\s*)?", "", match["zh"] or match["en"] or "").strip()
        rest = text[match.end() :]
        if not name or re.search(rf"^\s*(?:附件\s*\d*\s*\n+)?\s*{re.escape(name)}\s*$", rest, re.MULTILINE):
            continue
        found.append({"title": name[:300], "start": match.start(), "end": match.end()})
        for line in rest.lstrip("\n").split("\n")[:12]:
            listed = _LISTED.match(line)
            if match["zh"] is None or listed is None:
                break
            if text.count(listed["name"]) == 1:
                found.append({"title": listed["name"].strip()[:300], "start": match.start(), "end": match.end()})
    return found


def _reader(reading: Reading) -> str:
    return str(reading.to_dict()["reader"]["version"])


def _sections(reading: Reading) -> list[dict[str, Any]]:
    return [
        {"id": one.id, "start": one.start, "end": one.end, "level": one.level, "title": one.title}
        for one in reading.sections
    ]


def proposals_of(reading: Reading) -> list[dict[str, Any]]:
    """What is offered out of a reading, in the order of its text, as `papers.add` takes it: the reader's commitments,
    with who and when as the sentences around them say it, and what the text charges somebody with beside them.
    """
    language = "en" if reading.source.language == "en" else "zh"
    names = Organization.objects.filter(ended=None).exclude(kind="office").values_list("name", flat=True)
    try:
        taken = rows_of(reading.text, "paper.txt", year=reading.source.year)
    except Refusal:
        # Lines of a table without its headings give no rows; what the reader found stands all the same.
        taken = Rows("", "en" if language == "en" else "zh", reading.source.year, ())
    lines, _ = table_lines(taken, reading, Suggester((), list(names), language), language, LABELS)
    by_id = {item.id: item for item in reading.commitments}
    return [_proposal(line, by_id.get(line.id.partition("-")[2])) for line in lines if line.spans]


def _proposal(line: Line, item: Any) -> dict[str, Any]:
    """One line of a breakdown as a proposal; `item` is the reader's commitment where it is one."""
    cells = line.cells
    due = cells.get("first_deadline")
    suggested = line.suggested
    return {
        "clause": line.id[:60], "start": line.spans[0][0], "end": line.spans[-1][1],
        "spans": [list(span) for span in line.spans], "label": line.label, "title": cells["title"],
        "sentence": cells.get("sentence", ""), "section": str(cells.get("section", ""))[:300],
        "cells": {
            "kind": _kind(str(cells.get("kind", ""))), "lead": cells.get("lead", ""), "post": cells.get("post", ""),
            "supporting": cells.get("supporting", ""), "deadline": str(cells.get("deadline", ""))[:200],
            "due": due.isoformat() if isinstance(due, datetime.date) else None, "goal": _goal(line, item),
            "measures": cells.get("measures", ""), "every": _every(cells["title"]),
        },
        "basis": {name: "suggested" if name in suggested else "stated" for name in ("lead", "supporting", "deadline")},
        "doubts": [name for name, wrong in (
            ("no-lead", not cells.get("lead")), ("lead-suggested", "lead" in suggested), ("no-deadline", not due),
        ) if wrong],
    }  # fmt: skip


def _goal(line: Line, item: Any) -> dict[str, Any] | None:
    """What is counted: the first indicator of the reader's commitment, else what the cell says."""
    written = str(line.cells.get("goal") or "")
    if item is None or not item.indicators:
        return goal_of(written or line.cells["title"])
    indicator = item.indicators[0]
    value = indicator.value
    return {
        "written": written, "name": indicator.name, "bound": indicator.bound, "unit": indicator.unit,
        "value": [_number(one) for one in value] if isinstance(value, tuple) else _number(value),
    }  # fmt: skip


_EVERY = (
    ("week", re.compile(r"每周|\b(?:each|every) week|\bweekly")), ("month", re.compile(r"每月|\b(?:each|every) month|\bmonthly")),
    ("quarter", re.compile(r"每季度?|\b(?:each|every) quarter|\bquarterly")),
)  # fmt: skip


def _every(title: str) -> str:
    """The rhythm of reporting that the words name: `month` of “每月25日前报送”; "" of none."""
    if not re.search(r"报送|上报|报告|report", title):
        return ""
    return next((code for code, pattern in _EVERY if pattern.search(title)), "")


def _number(value: Any) -> str:
    """A value as exact text: 12, 3.5."""
    return f"{value:.12g}"


def _kind(word: str) -> str:
    """The code of a kind, out of its word in either language."""
    for language in LANGUAGES:
        for code, said in words("breakdown", language).items():
            if code.startswith("kind.") and said == word:
                return code.removeprefix("kind.")
    return "milestone"
