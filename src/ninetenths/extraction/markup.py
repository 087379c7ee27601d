"""HTML elements as lines of text: blocks and <br> end a line, table rows are one line, lists keep their numbers."""

from __future__ import annotations

import re
from typing import Any

from ninetenths.extraction.joining import EDGE, plain, unwrapped
from ninetenths.extraction.numbering import formatted
from ninetenths.extraction.weighing import BLOCKS, Measures
from ninetenths.patterns import regex

# The line that stands for the element left out.
HERE = "\x00"
_UNSHOWN = frozenset(("head", "title", "input", "link", "meta"))
_ORDERS = {"1": "decimal", "a": "lowerLetter", "A": "upperLetter", "i": "lowerRoman", "I": "upperRoman"}
_UNNUMBERED = regex(r"list-style(?:-type)?\s*:\s*none", re.IGNORECASE)


class _Lines:
    """Lines being made; inside a cell of a table of data they gather in the cell."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._pieces: list[str] = []
        self._prefix = ""
        self._sinks: list[list[str]] = [self.lines]
        self._rows: list[list[str]] = []
        self._preserved = 0

    def add(self, text: str | None) -> None:
        if text:
            self._pieces.append(text if self._preserved == 0 else text.replace("\n", "\v"))

    def end_line(self) -> None:
        if not self._pieces:
            return
        text = "".join(self._pieces)
        self._pieces = []
        for piece in text.split("\v") if "\v" in text else (text,):
            line = plain(unwrapped(piece)).strip(EDGE)
            if line:
                self._sinks[-1].append(self._prefix + line)
                self._prefix = ""

    def number(self, prefix: str) -> None:
        self._prefix = prefix

    def preserve(self, step: int) -> None:
        self._preserved += step

    def put(self, line: str) -> None:
        self.end_line()
        self._sinks[-1].append(line)

    def begin_row(self) -> None:
        self._rows.append([])

    def begin_cell(self) -> None:
        self._sinks.append([])

    def end_cell(self) -> None:
        self.end_line()
        self._prefix = ""
        lines = self._sinks.pop()
        if self._rows:
            self._rows[-1].append(" ".join(line.replace("\t", " ") for line in lines))
        else:
            self._sinks[-1].extend(lines)

    def end_row(self) -> None:
        cells = self._rows.pop()
        if any(cells):
            self._sinks[-1].append("\t".join(cells).rstrip("\t"))


def lines_of(root: Any, measures: Measures, *, within: bool = False, skip: Any = None) -> list[str]:
    """The lines of an element. `skip` is left out, the line HERE in its place; `within`: of an article, so that
    navigation, buttons and the like in it are left out."""
    from lxml import etree

    made = _Lines()
    orders: list[int | None] = []
    walk = etree.iterwalk(root, events=("start", "end"))
    # An element left out gets its end event all the same.
    left_out: Any = None
    for event, element in walk:
        if event == "start":
            if element is skip:
                made.put(HERE)
                left_out = element
                walk.skip_subtree()
            elif element.tag in _UNSHOWN or (element is not root and measures.is_aside(element, within)):
                left_out = element
                walk.skip_subtree()
            else:
                _begin(made, element, measures, orders)
        else:
            if element is left_out:
                left_out = None
                if element.tag in BLOCKS:
                    made.end_line()
            else:
                _end(made, element, measures, orders)
            if element is not root:
                made.add(element.tail)
    made.end_line()
    return made.lines


def _begin(made: _Lines, element: Any, measures: Measures, orders: list[int | None]) -> None:
    tag = element.tag
    if tag == "br":
        made.end_line()
    elif tag in BLOCKS:
        made.end_line()
        if tag == "ol" or tag == "ul":
            orders.append(_first_number(element) if tag == "ol" else None)
        elif tag == "li":
            made.number(_next_number(element, orders))
        elif tag == "pre":
            made.preserve(1)
        elif tag == "tr" and measures.is_data_row(element):
            made.begin_row()
        elif tag in ("td", "th") and measures.is_data_cell(element):
            made.begin_cell()
    made.add(element.text)


def _end(made: _Lines, element: Any, measures: Measures, orders: list[int | None]) -> None:
    tag = element.tag
    if tag not in BLOCKS:
        return
    made.end_line()
    if tag in ("ol", "ul") and orders:
        orders.pop()
    elif tag == "li":
        made.number("")
    elif tag == "pre":
        made.preserve(-1)
    elif tag in ("td", "th") and measures.is_data_cell(element):
        made.end_cell()
    elif tag == "tr" and measures.is_data_row(element):
        made.end_row()


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text and len(text) < 6 and text.isascii() and text.isdigit() else otherwise


def _first_number(element: Any) -> int | None:
    """The number before the first item of an <ol>; None where its style shows none."""
    if _UNNUMBERED.search(element.get("style") or ""):
        return None
    return _whole(element.get("start"), 1) - 1


def _next_number(item: Any, orders: list[int | None]) -> str:
    if not orders or orders[-1] is None:
        return ""
    number = _whole(item.get("value"), orders[-1] + 1)
    orders[-1] = number
    parent = item.getparent()
    kind = _ORDERS.get((parent.get("type") or "1") if parent is not None else "1", "decimal")
    return f"{formatted(number, kind)}. "
