"""Rows taken from what an office has as lines of the breakdown table: the text's word first, suggestions where it is silent."""

from __future__ import annotations

import hashlib
import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

from ninetenths.delivery import Suggester
from ninetenths.documents.breakdown import ROOM, Aside, Line, charged, kind_of_words, lines_of
from ninetenths.documents.columns import field_of
from ninetenths.documents.rows import Row, Rows
from ninetenths.packs import phrase
from ninetenths.reading import Reading

# Kinds of text whose commitments are the rows; elsewhere what charges somebody makes them.
_PLANS = ("communique", "session-news", "decision", "work-report", "plan", "resolution")
_ASSIGNS = re.compile(
    "分解|分工|清单|台账|任务表|责任表|通知|通报|专报|办法|细则|规定|规则|制度|纪要|议定|批示|交办|督办|专班|工作组|领导小组|函$|公告|tracker|action log|action",
    re.IGNORECASE,
)


# What English texts of a legislature say where they are no tracker and no log.
_ADOPTED = re.compile(r"\bwhereas\b|\bbe it (?:further |therefore )?(?:resolved|ordained|enacted)", re.IGNORECASE)


# A sentence of its own that says who: “市教育局牵头，市财政局配合。”
_WHO_AFTER = re.compile(
    r"[^。；\n]*[。；]\s*由?(?P<lead>[\u3400-\u9fff、]{2,40}?)(?:牵头|负责)(?:[，,](?P<supporting>[\u3400-\u9fff、]{2,60}?)(?:配合|协助|参与))?[。；\n]"
)


def _led_after(line: Line, text: str, language: str) -> Line:
    """A line whose own words name no lead, with the one that the sentence right after it names."""
    if not line.spans or (line.cells.get("lead") and "lead" not in line.suggested):
        return line
    match = _WHO_AFTER.match(text, line.spans[-1][1])
    if match is None:
        return line
    basis = phrase(ROOM, "basis.stated", language)
    cells = {**line.cells, "lead": match["lead"], "lead_basis": basis}
    if match["supporting"]:
        cells |= {"supporting": match["supporting"], "supporting_basis": basis}
    return replace(line, cells=cells, suggested=line.suggested - {"lead", "supporting"})


def table_lines(
    taken: Rows, reading: Reading, suggester: Suggester, language: str, labels: Sequence[str] = ("target", "action"),
    deadline: str = "",
) -> tuple[tuple[Line, ...], tuple[Aside, ...]]:  # fmt: skip
    """The lines of the breakdown table of a file and what got none, with reasons.

    Rows of tables come first, then what the text charges somebody with; commitments of the text stand beside them where the text
    is a plan or a decision, with who and when as its notes say it.
    """
    english = taken.language == "en"
    if not reading.text:
        found = [_line(row, taken, reading, suggester, language) for row in taken.rows]
        return tuple(found), _unread(taken, language)
    lines, asides = lines_of(reading, suggester, language, labels, deadline)
    if not taken.rows:
        return lines, (*asides, *_unread(taken, language))
    ours = _overlaps(taken.rows)
    lines = tuple(line for line in lines if not _touches(line.spans, taken.tabled))
    asides = tuple(aside for aside in asides if not _touches(aside.spans, taken.tabled))
    noted = sum(bool(ours(line.spans)) for line in lines)
    assigns = (
        reading.source.genre not in _PLANS
        or _ASSIGNS.search(taken.title) is not None
        or (english and _ADOPTED.search(reading.text) is None)
        or (reading.source.genre == "plan" and 5 * noted >= 3 * len(lines))
    )
    if assigns:
        beside = _paragraphs(taken)
        rest = [
            line
            for line in lines
            if not ours(line.spans) and _stays(line, taken, english) and not _touches(line.spans, beside)
        ]
        own = taken.rows
        left = [line for line in lines if not ours(line.spans) and line not in rest]
        asides = (*(aside for aside in asides if not ours(aside.spans)), *(_aside(line, language) for line in left))
    else:
        rest = [_stated(line, ours(line.spans), english, suggester, language) for line in lines]
        # What the reader took for an aim or conduct stays one here, whoever is to strive for it.
        covered = sorted(span for item in reading.commitments for span in item.spans)
        own = tuple(row for row in taken.rows if not row.spans or (_is_given(row) and not _touches(row.spans, covered)))
        asides = tuple(aside for aside in asides if not any(_touches(aside.spans, row.spans) for row in own))
    made = [*rest, *(_line(row, taken, reading, suggester, language) for row in own)]
    if not english:
        made = [_led_after(line, reading.text, language) for line in made]
    made.sort(key=lambda line: line.spans[0] if line.spans else (-1, 0))
    return tuple(made), (*asides, *_unread(taken, language))


def _paragraphs(taken: Rows) -> list[tuple[int, int]]:
    """The lines of the text that rows stand in: what else they say is not another row."""
    found = []
    for row in taken.rows:
        for start, end in row.spans:
            last = taken.text.find("\n", end)
            found.append((taken.text.rfind("\n", 0, start) + 1, len(taken.text) if last < 0 else last))
    return sorted(set(found))


def _is_given(row: Row) -> bool:
    """Whether a plan gives a row to somebody, by a note or with a day: that all are to strive is no task."""
    return bool(row.deadline) or (row.agencies.lead or row.post) not in row.cells.get("sentence", "")


def _touches(spans: Sequence[tuple[int, int]], others: Sequence[tuple[int, int]]) -> bool:
    return any(a < d and c < b for a, b in spans for c, d in others)


def _overlaps(rows: Sequence[Row]) -> Any:
    """A function that gives the rows on whose characters some spans lie, in the order of the text."""
    placed = sorted((span, at) for at, row in enumerate(rows) for span in row.spans)
    starts = [span[0] for span, _ in placed]

    def found(spans: Sequence[tuple[int, int]]) -> list[Row]:
        hit = []
        for start, end in spans:
            at = bisect_right(starts, end - 1)
            while at > 0:
                at -= 1
                (first, last), number = placed[at]
                if last > start and first < end:
                    hit.append(number)
                elif first + 4000 < start:
                    break
        return [rows[number] for number in sorted(set(hit))]

    return found


def _stays(line: Line, taken: Rows, english: bool) -> bool:
    """Whether a commitment nobody is charged with stays a row beside rows that charge: where most is left so."""
    if english:
        return bool(line.cells.get("lead")) and "lead" not in line.suggested
    return (
        re.search("分解|分工|清单|台账|要点|任务", taken.title) is not None
        and re.search("专班|工作组|领导小组", taken.title) is None
    )


def _aside(line: Line, language: str) -> Aside:
    return Aside(
        line.id,
        line.label,
        line.spans,
        str(line.cells.get("sentence", "")),
        phrase(ROOM, "reason.nobody-charged", language),
    )


def _unread(taken: Rows, language: str) -> tuple[Aside, ...]:
    """What the reader of rows listed as unread, with its reason in words."""
    return tuple(
        Aside(
            "",
            f"{one.sheet} {one.line}".strip() if one.line else "",
            (),
            one.words,
            phrase(ROOM, f"reason.{one.code}", language),
        )
        for one in taken.unread
    )


def _stated(line: Line, rows: Sequence[Row], english: bool, suggester: Suggester, language: str) -> Line:
    """A commitment's line with who and when as the row on its characters says it."""
    row = next((row for row in rows if row.agencies.lead or row.agencies.supporting or row.post), None)
    if row is None:
        return line
    cells = dict(line.cells)
    suggested = line.suggested
    if row.agencies.lead:
        for name in ("lead", "lead_basis", "supporting", "supporting_basis"):
            cells.pop(name, None)
        suggested = (suggested - {"lead", "supporting"}) | charged(
            cells, row.agencies, line.cells["title"], suggester, english, language
        )
    if row.post:
        cells["post"] = row.post
    if row.deadline and (not cells.get("deadline") or "deadline" in suggested):
        cells.update(deadline=row.deadline, first_deadline=row.due)
        suggested -= {"deadline"}
    return replace(line, cells=cells, suggested=suggested)


def extra_columns(taken: Rows) -> tuple[str, ...]:
    """The headings of the file's own columns that stand for no field of ours, in order."""
    return tuple(dict.fromkeys(_own(name) for row in taken.rows for name in row.extra))


def _own(name: str) -> str:
    """A heading as it stands in our table: one that would be taken for a field of ours is marked."""
    return name if field_of(name) is None else f"{name} *"


def _line(row: Row, taken: Rows, reading: Reading, suggester: Suggester, language: str) -> Line:
    english = taken.language == "en"
    cells: dict[str, Any] = {name: value for name, value in row.cells.items() if value}
    cells.update(title=row.item, deadline=row.deadline, first_deadline=row.due)
    cells.setdefault("sentence", "")
    if row.post:
        cells["post"] = row.post
    cells.setdefault(
        "kind", phrase(ROOM, f"kind.{kind_of_words(row.item, row.deadline, bool(row.cells.get('goal')))}", language)
    )
    cells.update({_own(name): value for name, value in row.extra.items()})
    suggested = charged(cells, row.agencies, f"{row.item}{row.cells.get('measures', '')}", suggester, english, language)
    identity = row.cells.get("id") or _id(row, reading)
    cells.update(
        id=identity,
        spans=" ".join(f"{start}-{end}" for start, end in row.spans),
        source=reading.source.text_sha256 or "",
    )
    return Line(identity, "action", row.spans, cells, suggested)


def _id(row: Row, reading: Reading) -> str:
    """An id of the row's place in the text, or of its words in a table: the same whenever the file is read."""
    if row.spans:
        return f"{(reading.source.text_sha256 or '')[:8]}-r{row.spans[0][0]}"
    words = f"{row.cells.get('section', '')}\n{row.item}\n{row.cells.get('sentence', '')}\n{row.sheet}{row.line}"
    return f"t-{hashlib.sha256(words.encode()).hexdigest()[:10]}"


def names_taken(taken: Rows) -> tuple[str, ...]:
    """All agencies the rows name, once each."""
    return tuple(dict.fromkeys(name for row in taken.rows for name in (*row.agencies.leads, *row.agencies.supporting)))
