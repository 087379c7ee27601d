"""Documents: task tables read from workbooks, and what is written from them: workbooks, circulars, special reports."""

from ninetenths.documents.columns import HIDDEN, cell_words, field_of, head, heads
from ninetenths.documents.tasktable import Column, TaskRow, TaskTable, read_task_table
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
    "FILE_LIMIT", "HIDDEN", "Column", "Merged", "Sheet", "TaskRow", "TaskTable", "Value", "cell_words", "field_of",
    "file_bytes", "guard", "head", "heads", "open_to_edit", "read_task_table", "save", "sheets",
]  # fmt: skip
