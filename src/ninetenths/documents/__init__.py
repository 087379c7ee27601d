"""Documents: task tables read from workbooks, and what is written from them: workbooks, circulars, special reports."""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ninetenths.documents.bulletin import bulletin, special_report
from ninetenths.documents.cells import says
from ninetenths.documents.columns import HIDDEN, cell_words, field_of, head, heads
from ninetenths.documents.harmless import harmless
from ninetenths.documents.officialpage import OfficialPage
from ninetenths.documents.reminders import agency_reminder, last_promise, reminder, reply_by
from ninetenths.documents.situation import EXCEPTIONS, Group, Situation, flags_of, situation
from ninetenths.documents.statusbook import status_workbook
from ninetenths.documents.statusjson import situation_dict
from ninetenths.documents.statustext import claims, status_lines
from ninetenths.documents.tasktable import Column, TaskRow, TaskTable, read_task_table
from ninetenths.documents.wording import day, light, why
from ninetenths.documents.workbooks import (
    FILE_LIMIT,
    Merged,
    Sheet,
    Value,
    file_bytes,
    guard,
    sheets,
)

if TYPE_CHECKING:
    from ninetenths.documents.agencysheets import Cutter, Part, expanded, file_names, is_open, parts_of, plain
    from ninetenths.documents.breakdown import (
        Recorded,
        breakdown_workbook,
        columns_of,
        heading,
        lines_of,
        names_stated,
        recorded,
    )
    from ninetenths.documents.members import read_members
    from ninetenths.documents.merging import Change, Merger, Merging, unread
    from ninetenths.documents.precedents import precedents_of_reading, precedents_of_table
    from ninetenths.documents.returns import Return, Trouble, read_return
    from ninetenths.documents.rowlines import extra_columns, names_taken, table_lines
    from ninetenths.documents.rows import FoundColumn, Row, Rows, Unread, is_table, rows_of

__all__ = [
    "EXCEPTIONS",
    "FILE_LIMIT",
    "HIDDEN",
    "Change",
    "Column",
    "Cutter",
    "FoundColumn",
    "Group",
    "Merged",
    "Merger",
    "Merging",
    "OfficialPage",
    "Part",
    "Recorded",
    "Return",
    "Row",
    "Rows",
    "Sheet",
    "Situation",
    "TaskRow",
    "TaskTable",
    "Trouble",
    "Unread",
    "Value",
    "agency_reminder",
    "breakdown_workbook",
    "bulletin",
    "cell_words",
    "claims",
    "columns_of",
    "day",
    "expanded",
    "extra_columns",
    "field_of",
    "file_bytes",
    "file_names",
    "flags_of",
    "guard",
    "harmless",
    "head",
    "heading",
    "heads",
    "is_open",
    "is_table",
    "last_promise",
    "light",
    "lines_of",
    "names_stated",
    "names_taken",
    "parts_of",
    "plain",
    "precedents_of_reading",
    "precedents_of_table",
    "read_members",
    "read_return",
    "read_task_table",
    "recorded",
    "reminder",
    "reply_by",
    "rows_of",
    "says",
    "sheets",
    "situation",
    "situation_dict",
    "special_report",
    "status_lines",
    "status_workbook",
    "table_lines",
    "unread",
    "why",
]

# What only some commands need is loaded when it is first asked for: name → module.
_LATER = {
    "Cutter": "agencysheets",
    "Part": "agencysheets",
    "expanded": "agencysheets",
    "file_names": "agencysheets",
    "is_open": "agencysheets",
    "parts_of": "agencysheets",
    "plain": "agencysheets",
    "Recorded": "breakdown",
    "breakdown_workbook": "breakdown",
    "columns_of": "breakdown",
    "heading": "breakdown",
    "lines_of": "breakdown",
    "names_stated": "breakdown",
    "recorded": "breakdown",
    "read_members": "members",
    "Change": "merging",
    "Merger": "merging",
    "Merging": "merging",
    "unread": "merging",
    "precedents_of_reading": "precedents",
    "precedents_of_table": "precedents",
    "extra_columns": "rowlines",
    "names_taken": "rowlines",
    "table_lines": "rowlines",
    "FoundColumn": "rows",
    "Row": "rows",
    "Rows": "rows",
    "Unread": "rows",
    "is_table": "rows",
    "rows_of": "rows",
    "Return": "returns",
    "Trouble": "returns",
    "read_return": "returns",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
        globals()[name] = found
        return found
