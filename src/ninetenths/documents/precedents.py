"""Earlier tasks and who led them, taken from last year's table or from a text that states its agencies."""

from __future__ import annotations

from ninetenths.delivery.suggesting import Precedent
from ninetenths.documents.breakdown import stated_agencies
from ninetenths.documents.tasktable import TaskTable
from ninetenths.reading import Reading


def precedents_of_table(table: TaskTable, source: str) -> list[Precedent]:
    """One precedent a row with a lead; `row` as the spreadsheet numbers it."""
    return [
        Precedent("".join((row.task.title, *row.task.measures)), row.task.agencies, source, row.place.row)
        for row in table.rows
        if row.task.agencies.lead is not None
    ]


def precedents_of_reading(reading: Reading, source: str) -> list[Precedent]:
    """One precedent a commitment whose lead the text states."""
    found = []
    for words, agencies in stated_agencies(reading):
        if agencies.lead is not None:
            found.append(Precedent(words, agencies, source))
    return found
