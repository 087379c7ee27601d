"""What is taken over from a file that an office already has: a row a task, the columns found, what was not read."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ninetenths.delivery import Agencies

Span = tuple[int, int]
# What told a column: its heading, its content, its place among the others, or a person.
Told = Literal["heading", "content", "place", "given"]


@dataclass(frozen=True, slots=True)
class Row:
    """One task as a file states it; nothing in it is suggested.

    `deadline` is as written, `due` the last day it can mean where that is known. `cells` are the other known fields by
    name (`number`, `section`, `sentence`, `measures`, `goal`, `status`, `progress`, …: what is half done is taken over as it stands),
    `extra` the file's own columns by heading. A row of a table has `sheet` and `line` (from 1), one of a running
    text its `spans`.
    """

    item: str
    agencies: Agencies = field(default_factory=Agencies)
    post: str = ""
    deadline: str = ""
    due: datetime.date | None = None
    cells: Mapping[str, str] = field(default_factory=dict)
    extra: Mapping[str, str] = field(default_factory=dict)
    sheet: str = ""
    line: int = 0
    spans: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class Unread:
    """Something that gave no row and is no heading: where it stands, and why, as a code with parameters."""

    code: str
    words: str
    sheet: str = ""
    line: int = 0


@dataclass(frozen=True, slots=True)
class FoundColumn:
    """A column of a table: its place from 0, its heading, the field it is taken for (None: kept as it is).

    `sure` is a share from 0 to 1; `examples` are its first cells.
    """

    sheet: str
    index: int
    head: str
    field: str | None
    sure: float
    told: Told
    examples: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Rows:
    """What a file holds: its rows in order, what was not read, the columns found (none in a running text).

    `text` is what `spans` point into; "" for a workbook. `tabled` are its characters that were read as tables.
    """

    title: str
    language: Literal["zh", "en"]
    year: int | None
    rows: tuple[Row, ...]
    unread: tuple[Unread, ...] = ()
    columns: tuple[FoundColumn, ...] = ()
    text: str = ""
    tabled: tuple[Span, ...] = ()


@dataclass(frozen=True, slots=True)
class TextRows:
    """What a running text holds."""

    rows: tuple[Row, ...]
    unread: tuple[Unread, ...] = ()
