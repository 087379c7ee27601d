"""The task table 任务分解表 read from a workbook: headings where they stand, merged cells filled, nothing dropped."""

from __future__ import annotations

import datetime
import hashlib
import re
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from ninetenths.delivery import (
    Cancelled,
    Kind,
    Node,
    Place,
    Report,
    Schedule,
    Task,
    Why,
    agencies_of,
    goal_of,
    measured,
    read_deadline,
)
from ninetenths.documents import cells
from ninetenths.documents.columns import WHAT, WHO_OR_WHEN, field_of, node_month
from ninetenths.documents.workbooks import Sheet, Value, refusal, sheets

# Headings stand in the first rows; a table that begins further down is not a table for people.
_HEAD_WITHIN = 40
_MARKING = re.compile(r"^\s*(绝密|机密|秘密)\s*(?:★.*|☆.*|\*.*)?$")
_YEAR = re.compile(r"(20\d\d)\s*(?:年|[-—](?=20))")
_PROHIBITED = re.compile(r"^(?:禁止|严禁|不得|不新增|杜绝|must not|no new|ban )", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its place from 0, its heading, the field it is known as (None: an added one), a node's month."""

    index: int
    head: str
    field: str | None = None
    month: int | None = None


@dataclass(frozen=True, slots=True)
class TaskRow:
    """A row that holds a task: its cells by field and its added columns by heading, both filled from merged cells."""

    place: Place
    cells: Mapping[str, Value]
    extra: Mapping[str, Value]
    task: Task


@dataclass(frozen=True, slots=True)
class TaskTable:
    """A task table. `head_row` and the rows of places count from 1, as a spreadsheet shows them.

    `skipped` are rows under the headings that hold no task (their numbers): section titles, notes, sums.
    """

    name: str
    sheet: str
    head_row: int
    columns: tuple[Column, ...]
    title: str
    year: int | None
    rows: tuple[TaskRow, ...]
    skipped: tuple[int, ...] = ()
    findings: tuple[Why, ...] = ()

    @property
    def tasks(self) -> tuple[Task, ...]:
        """The tasks in the order of the rows."""
        return tuple(row.task for row in self.rows)

    @property
    def language(self) -> str:
        """`zh` or `en`: the language its headings and tasks are written in."""
        words = " ".join(
            [self.title, *(column.head for column in self.columns), *(row.task.title for row in self.rows[:50])]
        )
        han = sum("\u3400" <= char <= "\u9fff" for char in words)
        return "zh" if 2 * han >= len(re.findall("[A-Za-z]{2,}", words)) else "en"

    def column(self, name: str) -> Column | None:
        """The column of a field."""
        return next((column for column in self.columns if column.field == name), None)


def read_task_table(data: bytes, name: str, *, year: int | None = None) -> TaskTable:
    """The task table of guarded workbook bytes (`file_bytes`, `guard`); `year` overrides the one its title states.

    The first visible sheet with headings of tasks is taken. Raises Refusal where there is none, it is empty, or
    a cell is marked as classified.
    """
    found = sheets(data, name)
    for sheet in found:
        _refuse_classified(sheet, name)
    for sheet in sorted(found, key=lambda sheet: not sheet.visible):
        head = _head(sheet)
        if head is not None:
            return _table(sheet, head, name, year or _recorded_year(found))
    raise refusal("no-table", name=name)


def _refuse_classified(sheet: Sheet, name: str) -> None:
    for number, row in enumerate(sheet.rows[:_HEAD_WITHIN], 1):
        for value in row:
            if isinstance(value, str) and (match := _MARKING.match(value)):
                raise refusal("classified", name=name, marking=match[1], place=f"{sheet.name} {number}")


@dataclass(frozen=True, slots=True)
class _Head:
    """Where the headings stand: their rows (one or two), and the columns made of them."""

    first: int
    last: int
    columns: tuple[Column, ...]


def _head(sheet: Sheet) -> _Head | None:
    best: tuple[int, _Head] | None = None
    for number, row in enumerate(sheet.rows[:_HEAD_WITHIN]):
        known = {field_of(value) for value in row if isinstance(value, str) and value}
        if not (known & set(WHAT) and known & set(WHO_OR_WHEN)):
            continue
        score = len(known)
        if best is None or score > best[0] + 1:
            last = _second_row(sheet, number)
            best = score, _Head(number, last, _columns(sheet, number, last))
    return best[1] if best else None


def _second_row(sheet: Sheet, number: int) -> int:
    """The last row of the headings: some of them may be merged down over a second row of narrower ones."""
    bottoms = [merged.bottom for merged in sheet.merged if merged.top == number and merged.bottom > number]
    return min(max(bottoms, default=number), number + 2)


def _columns(sheet: Sheet, first: int, last: int) -> tuple[Column, ...]:
    columns: list[Column] = []
    taken: set[str] = set()
    for index, value in enumerate(sheet.rows[first]):
        below = [cells.text_of(sheet.rows[row][index]) for row in range(first + 1, last + 1)]
        written = next((text for text in reversed(below) if text), "") or cells.text_of(value)
        month = node_month(written)
        field = None if month else field_of(written)
        if field in taken:  # a second column of the same name is kept as an added one
            field = None
        if field:
            taken.add(field)
        if written or any(row[index] != "" for row in sheet.rows[last + 1 :]):
            columns.append(Column(index, written, field, month))
    return tuple(columns)


def _filled(sheet: Sheet, head: _Head) -> list[list[Value]]:
    """The rows with merged cells filled down and across, but not across from a section's title row."""
    rows = [list(row) for row in sheet.rows]
    width = len(head.columns)
    for merged in sheet.merged:
        if merged.top <= head.last or (merged.top == merged.bottom and merged.right - merged.left + 1 >= width // 2):
            continue
        value = rows[merged.top][merged.left]
        for row in range(merged.top, min(merged.bottom, len(rows) - 1) + 1):
            for column in range(merged.left, min(merged.right, len(rows[row]) - 1) + 1):
                rows[row][column] = value
    return rows


# A line that says something about the table (“单位：万元；……。”) is not its title.
_NOTE = re.compile(r"[。；;]|[.:：]$|^(?:单位|填报单位|填表)|: .*\.")


def _table(sheet: Sheet, head: _Head, name: str, year: int | None) -> TaskTable:
    above = [cells.text_of(value) for row in sheet.rows[: head.first] for value in row if value != ""]
    title = max((text for text in above if not _NOTE.search(text)), key=len, default="")
    rows = _filled(sheet, head)
    body = rows[head.last + 1 :]
    stated = year or next((int(match[1]) for text in above if (match := _YEAR.search(text))), None)
    reader = _RowReader(sheet.name, head.columns, stated or _only_year(head, body), body)
    for offset, row in enumerate(body):
        reader.row(head.last + 2 + offset, row)
    if not reader.rows:
        raise refusal("no-rows", name=name, sheet=sheet.name)
    return TaskTable(
        name, sheet.name, head.first + 1, head.columns, title, reader.year, tuple(reader.rows), tuple(reader.skipped),
        tuple(reader.findings),
    )  # fmt: skip


def _recorded_year(found: Sequence[Sheet]) -> int | None:
    """The year of the text, as the hidden sheet of a table of ours says it."""
    rows = next((sheet.rows for sheet in found if sheet.name == "_nine" and not sheet.visible), ())
    years = (str(row[1]) for row in rows if len(row) > 1 and row[0] == "year")
    return next((int(year) for year in years if year.isdigit()), None)


def _only_year(head: _Head, body: Sequence[Sequence[Value]]) -> int | None:
    """The one year that the full dates of the deadlines name, None where they name several."""
    index = next((column.index for column in head.columns if column.field == "deadline"), None)
    if index is None:
        return None
    days = (cells.day_of(row[index]) for row in body if row[index] != "")
    years = {day.year for day in days if day is not None}
    return years.pop() if len(years) == 1 else None


@dataclass
class _RowReader:
    """Reads the rows under the headings in order; remembers the section they stand in and the ids given."""

    sheet: str
    columns: tuple[Column, ...]
    year: int | None
    body: Sequence[Sequence[Value]]
    rows: list[TaskRow] = field(default_factory=list)
    skipped: list[int] = field(default_factory=list)
    findings: list[Why] = field(default_factory=list)
    section: str = ""
    ids: Counter[str] = field(default_factory=Counter)
    hundredths: bool = False

    def __post_init__(self) -> None:
        share = next((column for column in self.columns if column.field == "share"), None)
        if share is not None:
            self.hundredths = cells.counts_hundredths(share.head, [row[share.index] for row in self.body])

    def row(self, number: int, row: Sequence[Value]) -> None:
        """One row: a task, a section's title, or neither."""
        given = {column.field: row[column.index] for column in self.columns if column.field and row[column.index] != ""}
        text = {name: cells.text_of(value) for name, value in given.items()}
        written = [value for value in row if value != ""]
        if len(written) == 1 and isinstance(written[0], str) and len(given) <= 1 and not text.get("id"):
            # A title across the table, or in its first cell, heads the rows below it.
            if given.keys() <= {"number", "section", "title", "sentence"}:
                self.section = written[0].strip()
            self.skipped.append(number)
            return
        if not (text.get("title") or text.get("sentence") or text.get("measures")) or row_repeats_heads(text):
            if written:
                self.skipped.append(number)
            return
        extra = {
            column.head: row[column.index]
            for column in self.columns
            if column.field is None and column.month is None and column.head and row[column.index] != ""
        }
        self.rows.append(TaskRow(Place(self.sheet, number), given, extra, self._task(number, given, text, row)))

    def _task(self, number: int, given: Mapping[str, Any], text: Mapping[str, str], row: Sequence[Value]) -> Task:
        year = self.year
        written = text.get("deadline", "")
        meant = read_deadline(written, year)
        now = cells.day_of(given.get("deadline", ""), year)
        first = cells.day_of(given.get("first_deadline", ""), year) or now
        goal = goal_of(text.get("goal", ""))
        title = text.get("title") or text.get("sentence") or text["measures"]
        extensions = cells.extensions_of(text.get("extensions", ""), year)
        if first == now and extensions and any(extension.new == now for extension in extensions):
            self.findings.append(Why("first-deadline-overwritten", {"row": number, "current": now}))
        kind = self._kind(text, title, goal is not None and goal.value is not None, meant.standing, meant.recurring)
        section = text.get("section") or self.section
        if text.get("section"):
            self.section = section
        return Task(
            id=text.get("id") or self._id(title, text.get("sentence", ""), section),
            title=title, sentence=text.get("sentence", ""), spans=cells.spans_of(text.get("spans", "")),
            source=text.get("source") or None, number=text.get("number", ""), section=section, kind=kind,
            measures=tuple(cells.lines(text.get("measures", ""))), goal=goal,
            agencies=agencies_of(text.get("lead", ""), text.get("supporting", ""), text.get("responsible", "")),
            post=text.get("post", ""), contact=text.get("contact", ""), deadline_written=written,
            first_deadline=first, written_deadline=now if now != first else None, extensions=extensions,
            schedule=self._schedule(text, given, row), reports=self._reports(text, given, goal),
            checks=cells.checks_of(text.get("checks", ""), year), cancelled=self._cancelled(text),
            blockers=_blockers(text.get("blockers", "")),
            report_every=cells.coded("every", text.get("report_every", "")),  # type: ignore[arg-type]
            remarks=text.get("remarks", ""), weight=self._weight(text, number), parent=text.get("parent") or None,
            place=Place(self.sheet, number),
        )  # fmt: skip

    def _id(self, title: str, sentence: str, section: str) -> str:
        """An id made of the words, for tables that bear none: it survives sorting and new rows."""
        digest = hashlib.sha256(f"{section}\n{title}\n{sentence}".encode()).hexdigest()[:10]
        self.ids[digest] += 1
        return f"t-{digest}" if self.ids[digest] == 1 else f"t-{digest}-{self.ids[digest]}"

    def _kind(self, text: Mapping[str, str], title: str, quantified: bool, standing: bool, recurring: bool) -> Kind:
        said = cells.coded("kind", text.get("kind", ""))
        if said is not None:
            return said  # type: ignore[return-value]
        if _PROHIBITED.match(title):
            return "prohibition"
        if standing:
            return "standing"
        if quantified:
            return "quantity"
        return "recurring" if recurring else "milestone"

    def _schedule(self, text: Mapping[str, str], given: Mapping[str, Value], row: Sequence[Value]) -> Schedule:
        nodes = list(cells.nodes_of(text.get("nodes", ""), self.year))
        nodes += [
            cells.node_of(day, cells.text_of(row[column.index]))
            for column in self.columns
            if column.month and row[column.index] != "" and (day := self._node_day(column)) is not None
        ]
        nodes.sort(key=_day)
        start = cells.day_of(given.get("start", ""), self.year)
        if (
            isinstance(given.get("start"), str)
            and start is not None
            and "日" not in text["start"]
            and not re.search(r"\d[-/.]\d+[-/.]\d", text["start"])
        ):
            start = start.replace(day=1)
        return Schedule("nodes" if nodes else "linear", start, tuple(nodes))

    def _node_day(self, column: Column) -> datetime.date | None:
        stated = _YEAR.search(column.head)
        year = int(stated[1]) if stated else self.year
        return None if year is None else read_deadline(f"{year}年{column.month}月底").day

    def _reports(self, text: Mapping[str, str], given: Mapping[str, Value], goal: Any) -> tuple[Report, ...]:
        """The one report the row holds, () where its columns are blank: nobody said anything."""
        said = ("progress", "share", "actual", "status", "done_on", "reported_on")
        if not any(text.get(name) for name in said):
            return ()
        words, status = text.get("progress", ""), text.get("status", "")
        if cells.says("cancelled", status) and not words and not text.get("share"):
            return ()
        share = cells.share_of(given.get("share", ""), self.hundredths)
        if share is None:
            share = _claimed_share(words) if not text.get("share") else None
        applicable = not any(
            cells.says("inapplicable", text.get(name, "")) for name in ("share", "progress", "status") if text.get(name)
        )
        done = cells.says("done", status) or cells.says("done", words)
        on = cells.day_of(given.get("reported_on", ""), self.year) or cells.day_in(words[:40], self.year)
        return (
            Report(
                on=on, progress=share, actual=_actual(given.get("actual", ""), text.get("actual", ""), goal),
                applicable=applicable, status=status, words=words, claims_done=done,
                done_on=cells.day_of(given.get("done_on", ""), self.year), problems=text.get("problems", ""),
                next_step=text.get("next_step", ""), evidence=tuple(cells.lines(text.get("evidence", ""))),
            ),
        )  # fmt: skip

    def _cancelled(self, text: Mapping[str, str]) -> Cancelled | None:
        record = text.get("cancelled", "")
        if record:
            return Cancelled(cells.day_in(record, self.year), "", record)
        if cells.says("cancelled", text.get("status", "")):
            return Cancelled(None, "", text.get("remarks", ""))
        return None

    def _weight(self, text: Mapping[str, str], number: int) -> Fraction:
        written = text.get("weight", "")
        if not written:
            return Fraction(1)
        try:
            weight = Fraction(written.rstrip("%％分"))
        except (ValueError, ZeroDivisionError):
            weight = Fraction(0)
        if weight <= 0:
            self.findings.append(Why("weight-unusable", {"row": number, "written": written}))
            return Fraction(1)
        return weight


def row_repeats_heads(text: Mapping[str, str]) -> bool:
    """Whether a row is the headings once more, as pasted tables have them."""
    name, title = next(iter(text.items()))
    # Nearly every row is told apart by its first cell alone.
    return (
        len(text) > 1
        and len(title) < 24
        and field_of(title) == name
        and sum(field_of(value) == name for name, value in text.items()) * 2 > len(text)
    )


def _day(node: Node) -> datetime.date:
    return node.day


def _blockers(written: str) -> tuple[str, ...]:
    """What stands in the way, () where the cell says nothing does."""
    return () if cells.says("none", written) else tuple(cells.lines(written))


_CLAIMED = re.compile(
    r"(?:总体进度|形象进度|完成进度|完成率|总进度|进度|完成|progress|complete[d]?)[^\d，。；,;]{0,6}(\d{1,3}(?:\.\d+)?)\s*[%％]"
    r"|^\s*(\d{1,3}(?:\.\d+)?)\s*[%％]\s*(?:complete[d]?|done)?\s*[。.]?\s*$",
    re.IGNORECASE,
)


def _claimed_share(words: str) -> Fraction | None:
    """The one share that words of progress claim (“完成80%”), None where they claim none or several."""
    found = [match[1] or match[2] for match in _CLAIMED.finditer(words)]
    return Fraction(found[0]) / 100 if len(found) == 1 else None


def _actual(value: Value, written: str, goal: Any) -> Fraction | None:
    if isinstance(value, float) and goal is not None and goal.unit in ("%", "％") and 0 < value <= 1:
        return Fraction(str(value)) * 100  # formatted as per cent
    return measured(written, goal)
