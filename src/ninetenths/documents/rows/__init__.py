"""Rows taken from what offices already have: breakdowns, tables, minutes, notices, ledgers, trackers, in any format.

`rows_of` is the one way in, for `nine break` and for an office's import alike: values in, values out. What the file states
is read before anything is suggested; what gave no row is listed with a reason.
"""

from ninetenths.documents.rows.grids import is_table
from ninetenths.documents.rows.taking import rows_of
from ninetenths.documents.rows.values import FoundColumn, Row, Rows, Unread

__all__ = ["FoundColumn", "Row", "Rows", "Unread", "is_table", "rows_of"]
