"""Documents: task tables read from workbooks, and what is written from them: workbooks, circulars, special reports."""

from ninetenths.documents.bulletin import bulletin, special_report
from ninetenths.documents.columns import HIDDEN, cell_words, field_of, head, heads
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
    open_to_edit,
    save,
    sheets,
)

__all__ = [
    "EXCEPTIONS",
    "FILE_LIMIT",
    "HIDDEN",
    "Column",
    "Group",
    "Merged",
    "OfficialPage",
    "Sheet",
    "Situation",
    "TaskRow",
    "TaskTable",
    "Value",
    "agency_reminder",
    "bulletin",
    "cell_words",
    "claims",
    "day",
    "field_of",
    "file_bytes",
    "flags_of",
    "guard",
    "head",
    "heads",
    "last_promise",
    "light",
    "open_to_edit",
    "read_task_table",
    "reminder",
    "reply_by",
    "save",
    "sheets",
    "situation",
    "situation_dict",
    "special_report",
    "status_lines",
    "status_workbook",
    "why",
]
