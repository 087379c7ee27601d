"""Rows of a table as an office keeps it: title and note rows, groups, sums, merged cells, several layouts, nothing lost."""

from __future__ import annotations

import itertools
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field

from ninetenths.delivery import Agencies, read_deadline
from ninetenths.documents.cells import text_of
from ninetenths.documents.columns import field_of
from ninetenths.documents.rows.columnfinding import Head, head_score, heads_of
from ninetenths.documents.rows.layouts import upright
from ninetenths.documents.rows.shapes import is_agency, is_number
from ninetenths.documents.rows.values import FoundColumn, Row, Unread
from ninetenths.documents.rows.who import Note, agencies_said
from ninetenths.documents.workbooks import Merged, Sheet, Value

YEAR = re.compile(r"(?<!\d)((?:19|20)\d\d)(?!\d)(?:\s*年)?")
_SUM = re.compile(r"^(?:(?:合|小|总|共)\s*计(?!划)|(?:sub-?\s?)?totals?\b|grand total|平均(?:值|数))", re.IGNORECASE)
_NOTE = re.compile(
    r"^(?:[\s（(*※]*)(?:注[：:\d]|备注[：:]|说明[：:]|填表说明|填报(?:单位|说明|人)|填表(?:人|单位|日期)|制表|审核人?[：:]|审批|联系电话|单位[（(：:]|分管领导签|主要领导签|签字|报送(?:单位|时间|日期)"
    r"|note[s]?\b|key\b|source\b|prepared by|updated?\b|legend|last (?:updated|reviewed)|版本|共\s*\d+\s*[项条页])",
    re.IGNORECASE,
)
_SAME = re.compile(r"(?:同上|同前|〃|″|\"|''|”|ditto|as above|do\.|同\s*第?\d+\s*项)", re.IGNORECASE)
_HAN_NUMBER = re.compile(r"[（(]?[一二三四五六七八九十]{1,3}[）)]?[、.．]?")
_BLANK = re.compile(r"[-—–/／\\无]{1,3}|n/?a|none|tbc|tbd", re.IGNORECASE)
# Fields that are no cells of a Row but members of their own.
_OWN = ("title", "lead", "responsible", "supporting", "post", "deadline")


@dataclass(frozen=True, slots=True)
class SheetRows:
    """What one sheet holds."""

    rows: tuple[Row, ...]
    unread: tuple[Unread, ...]
    columns: tuple[FoundColumn, ...]
    title: str
    year: int | None


def rows_of_sheet(sheet: Sheet, given: Mapping[int, str | None] | None = None, year: int | None = None) -> SheetRows:
    """The rows of one sheet; no rows and no columns where it holds no table of tasks."""
    sheet = upright(sheet)
    grid = filled(sheet)
    heads = [head for head in heads_of(grid, sheet.name, given) if _is_of_tasks(head)]
    if not heads:
        return SheetRows((), (), (), "", None)
    above = [text for row in sheet.rows[: heads[0].first] for value in row if (text := text_of(value))]
    title = max((text for text in above if not _NOTE.match(text) and len(text) < 80), key=len, default="")
    stated = next((int(match[1]) for text in above if (match := YEAR.search(text))), None) or year
    stated = stated or next((int(match[1]) for match in [YEAR.search(sheet.name)] if match), None)
    reader = _Reader(sheet.name, stated)
    if above and (_HAN_NUMBER.match(above[-1]) or is_agency(above[-1])):
        reader.group = above[-1]
    for at, head in enumerate(heads):
        until = heads[at + 1].first if at + 1 < len(heads) else len(grid)
        for block in blocks(head):
            reader.begin(block, sheet.merged)
            reader.read(grid, block.last + 1, until)
    columns = tuple(column for head in heads for column in head.columns)
    return SheetRows(tuple(reader.rows), tuple(reader.unread), columns, title, stated)


def _is_of_tasks(head: Head) -> bool:
    """Whether the columns are those of tasks: something to do, and who or when, told by headings or by cells."""
    fields = {column.field for column in head.columns}
    if "title" not in fields:
        return False
    if head.last >= head.first:
        return bool(fields - {"title", "number", None}) or head_score([c.head for c in head.columns]) >= 2
    return bool(fields & {"lead", "responsible"}) and bool(fields & {"deadline", "number", "supporting", "status"})


def filled(sheet: Sheet) -> list[list[Value]]:
    """The cells with what a merged range holds in each of its cells."""
    rows = [list(row) for row in sheet.rows]
    for merged in sheet.merged:
        if merged.top >= len(rows) or merged.left >= len(rows[merged.top]):
            continue
        value = rows[merged.top][merged.left]
        for row in range(merged.top, min(merged.bottom, len(rows) - 1) + 1):
            for column in range(merged.left, min(merged.right, len(rows[row]) - 1) + 1):
                rows[row][column] = value
    return rows


def blocks(head: Head) -> list[Head]:
    """Tables that stand side by side under one row of headings, each with its own columns."""
    titles = [column.index for column in head.columns if field_of(column.head) == "title"]
    names = [column.head for column in head.columns]
    if len(titles) < 2 or len(names) % 2 or names[: len(names) // 2] != names[len(names) // 2 :]:
        return [head]
    half = len(names) // 2
    first, second = head.columns[:half], head.columns[half:]
    fields = [column.field or field_of(column.head) for column in first]
    fields = [name or second[at].field for at, name in enumerate(fields)]
    made = []
    for part in (first, second):
        columns = tuple(
            FoundColumn(one.sheet, one.index, one.head, name, one.sure, one.told, one.examples)
            for one, name in zip(part, fields, strict=True)
        )
        made.append(Head(head.first, head.last, columns))
    return made


@dataclass
class _Reader:
    """Reads the rows under the headings in order; remembers the group they stand in and what 同上 refers to."""

    sheet: str
    year: int | None
    rows: list[Row] = field(default_factory=list)
    unread: list[Unread] = field(default_factory=list)
    columns: tuple[FoundColumn, ...] = ()
    merged: Sequence[Merged] = ()
    group: str = ""
    before: dict[str, str] = field(default_factory=dict)
    arabic: bool = False
    themes: bool = False  # the column of tasks holds themes, each over several measures

    def begin(self, head: Head, merged: Sequence[Merged]) -> None:
        """Rows of these columns follow."""
        self.columns, self.merged = head.columns, merged
        self.before = {}

    def read(self, grid: Sequence[Sequence[Value]], start: int, until: int) -> None:
        """The rows from `start` to `until` (from 0)."""
        number = next((column.index for column in self.columns if column.field == "number"), None)
        self.arabic = number is not None and any(
            re.match(r"\d", text_of(row[number])) for row in grid[start:until] if number < len(row)
        )
        self.themes = self._has_themes(grid, start, until)
        for at in range(start, until):
            self._row(at, grid[at])

    def _has_themes(self, grid: Sequence[Sequence[Value]], start: int, until: int) -> bool:
        """Whether tasks are the same over rows whose measures differ."""
        where = {column.field: column.index for column in self.columns}
        if "title" not in where or "measures" not in where:
            return False
        pairs = [(text_of(row[where["title"]]), text_of(row[where["measures"]])) for row in grid[start:until]]
        return any(a[0] and a[0] == b[0] and a[1] and b[1] and a[1] != b[1] for a, b in itertools.pairwise(pairs))

    def _row(self, at: int, row: Sequence[Value]) -> None:
        texts = {column.index: text_of(row[column.index]) for column in self.columns if column.index < len(row)}
        texts = {index: text for index, text in texts.items() if text}
        distinct = list(dict.fromkeys(texts.values()))
        if not distinct or (head_score(row) >= 3 and self._repeats_heads(texts)) or self._numbers_columns(distinct):
            return
        cells, extra = self._by_field(texts)
        if any(_SUM.match(re.sub(r"\s", "", text)) for text in distinct[:2]):
            self._left(at, "sum", distinct)
        elif self._is_group(distinct, cells, texts):
            self._open_group(at, distinct)
        elif _NOTE.match(distinct[0]) and len(distinct) < max(3, len(self.columns) // 2):
            self._left(at, "note", distinct)
        elif not self._what(cells):
            self._without_item(at, cells, distinct)
        else:
            self._task(at, cells, extra)

    def _repeats_heads(self, texts: Mapping[int, str]) -> bool:
        """Whether a row that looks like headings is one: most of its cells stand over the same column as before, or
        are known headings of that very field. A task of short words (“18 miles done”, “in progress”) is not.
        """
        again = 0
        for column in self.columns:
            text = texts.get(column.index, "")
            if text and (text == column.head or (column.field is not None and field_of(text) == column.field)):
                again += 1
        return again * 2 >= len(texts)

    def _numbers_columns(self, distinct: Sequence[str]) -> bool:
        bare = [re.sub(r"\D", "", text) for text in distinct]
        return len(bare) > 2 and bare == [str(number) for number in range(1, len(bare) + 1)]

    def _by_field(self, texts: Mapping[int, str]) -> tuple[dict[str, str], dict[str, str]]:
        cells: dict[str, str] = {}
        extra: dict[str, str] = {}
        for column in self.columns:
            text = texts.get(column.index, "")
            if not text:
                continue
            if column.field is None:
                extra[column.head or f"#{column.index + 1}"] = text
            elif column.field in cells and cells[column.field] != text:
                cells[column.field] += f"\n{text}"
            else:
                cells[column.field] = text
        for name in ("lead", "responsible", "supporting", "post", "deadline"):
            written = cells.get(name, "").strip()
            if _SAME.fullmatch(written):
                cells[name] = self.before.get(name, "")
            elif _BLANK.fullmatch(written):
                cells[name] = ""
        return cells, extra

    def _what(self, cells: Mapping[str, str]) -> str:
        title = cells.get("title", "")
        measures = cells.get("measures", "")
        if title and _SAME.fullmatch(title):
            title = self.before.get("title", "")
        return title or measures or cells.get("sentence", "") or cells.get("goal", "")

    def _is_group(self, distinct: Sequence[str], cells: Mapping[str, str], texts: Mapping[int, str]) -> bool:
        """Whether a row is the title of the rows below it: one text across, or a number in Han and a title alone."""
        if len(distinct) == 1:
            place = min(texts)
            whole = len(texts) == len(self.columns) or place <= self.columns[0].index + 1
            return whole and not _NOTE.match(distinct[0]) and len(distinct[0]) <= 60
        if any(
            cells.get(name) for name in ("lead", "responsible", "supporting", "deadline", "post", "status", "progress")
        ):
            return False
        return len(distinct) == 2 and _HAN_NUMBER.fullmatch(distinct[0]) is not None and self.arabic

    def _open_group(self, at: int, distinct: Sequence[str]) -> None:
        if is_number(distinct[0]) and len(distinct) == 1:
            self._left(at, "number-alone", distinct)
            return
        self.group = "".join(distinct) if _HAN_NUMBER.fullmatch(distinct[0]) and len(distinct) > 1 else distinct[0]

    def _left(self, at: int, code: str, distinct: Sequence[str]) -> None:
        self.unread.append(Unread(code, " | ".join(distinct)[:300], self.sheet, at + 1))

    def _without_item(self, at: int, cells: Mapping[str, str], distinct: Sequence[str]) -> None:
        """A row without a task: the rest of the row above it where it has only agencies, else told of."""
        known = {name for name, text in cells.items() if text}
        if self.rows and known and known <= {"lead", "supporting", "responsible"} and len(known) == len(distinct):
            last = self.rows[-1]
            more = agencies_said(cells.get("lead", ""), cells.get("supporting", ""), cells.get("responsible", ""))
            self.rows[-1] = _with(last, more)
            return
        self._left(at, "no-item", distinct)

    def _task(self, at: int, cells: dict[str, str], extra: dict[str, str]) -> None:
        self.before.update({name: text for name, text in cells.items() if text})
        group = cells.get("section", "") or self.group
        title = self._what(cells)
        measures = cells.get("measures", "")
        if measures and title != measures and self.themes:
            title = f"{title}：{measures}" if not title.isascii() else f"{title}: {measures}"
        kept = {name: text for name, text in cells.items() if name not in _OWN and text}
        if group:
            kept["section"] = group
        agencies = agencies_said(cells.get("lead", ""), cells.get("supporting", ""), cells.get("responsible", ""))
        if agencies.lead is None and not agencies.supporting:
            agencies = self._elsewhere(group)
        for part in parted(title, cells):
            self._add(at, part, agencies, kept, extra)

    def _add(
        self, at: int, part: Mapping[str, str], agencies: Agencies, kept: Mapping[str, str], extra: Mapping[str, str]
    ) -> None:
        title, note = noted(part["title"])
        who = agencies
        if part.get("lead") is not None or part.get("responsible") is not None:
            who = agencies_said(part.get("lead", ""), part.get("supporting", ""), part.get("responsible", ""))
        deadline = part.get("deadline", "")
        post = part.get("post", "")
        if note is not None:
            who = who if who.lead else note.agencies
            deadline, post = deadline or note.deadline, post or note.post
        due = read_deadline(deadline, self.year).day if deadline else None
        self.rows.append(Row(title, who, post, deadline, due, kept, extra, self.sheet, at + 1))

    def _elsewhere(self, group: str) -> Agencies:
        """The agency whose rows these are, where the group's title or the sheet's name is one."""
        for words in (group, self.sheet):
            name = re.sub(
                r"^[（(]?[一二三四五六七八九十\d]+[）)、.．]*|[（(]\s*(?:共)?\d+\s*[项条件个]\s*[）)]$", "", words
            ).strip()
            if (
                name
                and not name.isascii()
                and re.search("[局委办厅部院署团]$|政府$|公司$|中心$|街道$", name)
                and is_agency(name)
            ):
                return agencies_said(name)
        return Agencies()


def _with(row: Row, more: Agencies) -> Row:
    import dataclasses

    have = row.agencies
    if have.lead is None:
        return dataclasses.replace(row, agencies=more)
    others = tuple(dict.fromkeys((*have.supporting, *more.supporting)))
    joint = tuple(name for name in dict.fromkeys((*have.joint, *more.leads)) if name != have.lead)
    return dataclasses.replace(
        row, agencies=Agencies(have.lead, joint, others, have.lead_written, have.supporting_written)
    )


_PART = re.compile(r"(?:^|(?<=[\n；;。]))\s*[（(]?(\d{1,2})[）).．、](?!\d)\s*")


def parted(title: str, cells: Mapping[str, str]) -> list[dict[str, str]]:
    """The tasks of one cell that numbers them “1.…；2.…” where agencies or deadlines are numbered alike; else one."""
    own = {name: cells[name] for name in _OWN if name in cells}
    own["title"] = title
    numbers = _PART.findall(title)
    if len(numbers) < 2:
        return [own]
    like = [name for name in _OWN[1:] if _PART.findall(own.get(name, "")) == numbers]
    if not like:
        return [own]
    pieces = {name: [piece.strip(" \n；;") for piece in _PART.split(own[name])[2::2]] for name in ("title", *like)}
    return [{**own, **{name: pieces[name][at] for name in pieces}} for at in range(len(numbers))]


_BRACKET = re.compile(
    r"[（(〔\[【]([^（()）〔〕\[\]【】]*(?:[（(][^（()）]*[）)][^（()）〔〕\[\]【】]*)*)[）)〕\]】]\s*[。.；;]?$"
)


def noted(title: str) -> tuple[str, Note | None]:
    """A task without the note on who and when at its end, and the note, None where there is none."""
    from ninetenths.documents.rows.notes import note_of

    match = _BRACKET.search(title.strip())
    if match is None:
        return title.strip(), None
    note = note_of(match[1])
    return (title.strip()[: match.start()].rstrip(), note) if note else (title.strip(), None)
