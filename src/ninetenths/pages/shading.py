"""The text as dashboard: a text cut into lines, marks and inner highlights, nested properly and escaped.

The visible characters are those of the text, one for one: every line without the blanks at its ends.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from markupsafe import Markup

from ninetenths.pages.escaping import attribute, safe
from ninetenths.reading import Span

_LINE = re.compile("[^\n]+")
_BLANKS = " \t\r\u3000\xa0"


@dataclass(frozen=True, slots=True)
class Mark:
    """A stretch of text that can be pointed at: its characters, its address in the page, its classes.

    `kind` is a class list such as `c label-target` or `c fate-done`; `data` are further attributes by name.
    """

    start: int
    end: int
    id: str
    kind: str
    data: Mapping[str, str] | None = None


@dataclass(frozen=True, slots=True)
class Heading:
    """A line that is a heading: where it starts, how deep it is (1 is just below the title), its address."""

    start: int
    level: int
    id: str | None = None


def lines_of(text: str) -> list[Span]:
    """Spans of the lines that are not blank, without the blanks at their ends."""
    found = []
    for match in _LINE.finditer(text):
        line = match[0]
        start = match.start() + len(line) - len(line.lstrip(_BLANKS))
        end = match.start() + len(line.rstrip(_BLANKS))
        if start < end:
            found.append((start, end))
    return found


def shaded_text(
    text: str, marks: Iterable[Mark], *, inner: Iterable[Span] = (), headings: Iterable[Heading] = (),
    lines: Sequence[Span] | None = None, top: int = 2, after: Mapping[int, Markup] | None = None,
) -> Markup:  # fmt: skip
    """The text as paragraphs and headings with its marks, each cut at line ends and clear of the one before it.

    `inner`: spans set off inside (figures), cut at the edges of marks. `lines`: the lines to show, all by default.
    `top`: the heading level of a `Heading` of level 1. `after`: HTML of ours to stand below the line that
    starts there. Time is linear in the text once the spans are sorted.
    """
    cut = _Cutter(text, sorted(marks, key=lambda mark: (mark.start, -mark.end)), sorted(inner))
    heads = {heading.start: heading for heading in headings}
    parts: list[str] = []
    before = top - 1
    for start, end in lines_of(text) if lines is None else lines:
        body = cut.line(start, end)
        heading = heads.get(start)
        if heading is None:
            parts.append(f'<p data-o="{start}">{body}</p>\n')
            if after and start in after:
                parts.append(after[start])
            continue
        # A level never skips one: a screen reader lists headings as a tree.
        before = min(top - 1 + max(heading.level, 1), before + 1, 6)
        address = f' id="{attribute(heading.id)}"' if heading.id else ""
        parts.append(f'<h{before}{address} data-o="{start}">{body}</h{before}>\n')
        if after and start in after:
            parts.append(after[start])
    return Markup("".join(parts))


class _Cutter:
    """Walks marks and inner spans alongside the lines, each list once."""

    def __init__(self, text: str, marks: Sequence[Mark], inner: Sequence[Span]) -> None:
        # Escaped once as a whole when nothing needs it: most texts hold none of < > & " '.
        self.text = safe(text)
        self.plain = not any(char in self.text for char in "<>&\"'")
        self.marks = marks
        self.inner = inner
        self.at_mark = 0
        self.at_inner = 0
        self.named: set[str] = set()

    def line(self, start: int, end: int) -> str:
        """One line's HTML. Lines must be asked for in order."""
        parts: list[str] = []
        at = start
        marks, index = self.marks, self.at_mark
        while index < len(marks) and marks[index].start < end:
            mark = marks[index]
            first, last = max(mark.start, at), min(mark.end, end)
            if first < last:
                if at < first:
                    parts.append(self._stretch(at, first))
                parts.append(self._open(mark))
                parts.append(self._stretch(first, last))
                parts.append("</span>")
                at = last
            if mark.end > end:  # the rest of it stands on later lines
                break
            index += 1
        self.at_mark = index
        if at < end:
            parts.append(self._stretch(at, end))
        return "".join(parts)

    def _open(self, mark: Mark) -> str:
        # Only the first piece bears the id; later pieces point to it.
        if mark.id in self.named:
            address = f'data-of="{attribute(mark.id)}"'
        else:
            self.named.add(mark.id)
            address = f'id="{attribute(mark.id)}"'
        data = "".join([f' data-{name}="{attribute(value)}"' for name, value in (mark.data or {}).items()])
        return f'<span {address} class="{mark.kind}" data-s="{mark.start}-{mark.end}"{data}>'

    def _stretch(self, start: int, end: int) -> str:
        inner, index = self.inner, self.at_inner
        parts: list[str] = []
        at = start
        while index < len(inner) and inner[index][0] < end:
            first, last = max(inner[index][0], at), min(inner[index][1], end)
            if first < last:
                parts.append(self._escaped(at, first))
                parts.append(f"<b>{self._escaped(first, last)}</b>")
                at = last
            if inner[index][1] > end:
                break
            index += 1
        self.at_inner = index
        parts.append(self._escaped(at, end))
        return "".join(parts)

    def _escaped(self, start: int, end: int) -> str:
        piece = self.text[start:end]
        return piece if self.plain else str(Markup.escape(piece))
