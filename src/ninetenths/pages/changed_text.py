"""A text with its changes in place: dropped words struck, new ones underlined, figures from → to.

Characters are counted in the new text; what only the old one has is counted from where the new one ends, so that every
mark of the page has characters of its own.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from markupsafe import Markup

from ninetenths.pages.escaping import attribute, html, safe
from ninetenths.pages.shading import Heading
from ninetenths.reading import Span


@dataclass(frozen=True, slots=True)
class Atom:
    """A stretch inside a mark: characters of the new text, and what stood there in the old one."""

    kind: Literal["same", "new", "dropped", "figure"]
    new: Span
    old: str = ""


@dataclass(frozen=True, slots=True)
class Changed:
    """A mark in the new text, made of atoms in order."""

    start: int
    end: int
    id: str
    kind: str
    data: Mapping[str, str]
    atoms: tuple[Atom, ...]


@dataclass(frozen=True, slots=True)
class Gone:
    """What only the old text has: where it would stand (`at`), its own characters on the page (`span`), its words.

    `lead` and `tail` are the marks of punctuation that went with it; `paragraph` where it was a line of its own.
    """

    at: int
    span: Span
    text: str
    id: str
    kind: str
    data: Mapping[str, str]
    paragraph: bool
    lead: str = ""
    tail: str = ""


class ChangedText:
    """Lines as HTML, asked for in order: the headline first, then the body."""

    def __init__(self, text: str, changed: Iterable[Changed], gone: Iterable[Gone]) -> None:
        self.text = safe(text)
        self.changed = sorted(changed, key=lambda one: (one.start, one.end))
        waiting = sorted(gone, key=lambda one: (one.at, one.span))
        self.inline = [one for one in waiting if not one.paragraph]
        self.paragraphs = [one for one in waiting if one.paragraph]
        self.at_changed = self.at_inline = self.at_paragraph = 0
        self.named: set[str] = set()

    def line(self, start: int, end: int) -> Markup:
        """One line of the new text; its runs carry their characters, so what is struck between them does not count."""
        parts: list[str] = []
        at = start
        while self.at_changed < len(self.changed) and self.changed[self.at_changed].start < end:
            mark = self.changed[self.at_changed]
            first, last = max(mark.start, at), min(mark.end, end)
            if first < last:
                at = self._until(parts, at, first)
                parts += [self._run(at, first), self._open(mark), *self._atoms(mark, first, last), "</span>"]
                at = last
            if mark.end > end:
                break
            self.at_changed += 1
        at = self._until(parts, at, end)
        parts.append(self._run(at, end))
        return Markup("".join(parts))

    def body(self, lines: Sequence[Span], headings: Iterable[Heading]) -> Markup:
        """The lines as paragraphs and headings, dropped lines between them."""
        heads = {heading.start: heading for heading in headings}
        parts: list[str] = []
        before = 1
        for start, end in lines:
            parts += self._paragraphs(start - 1)
            shown = self.line(start, end)
            heading = heads.get(start)
            if heading is None:
                parts.append(f"<p>{shown}</p>\n")
            else:
                before = min(1 + max(heading.level, 1), before + 1, 6)
                parts.append(f"<h{before}>{shown}</h{before}>\n")
        # What is left over stood after the last line.
        parts += self._paragraphs(len(self.text) + 1)
        return Markup("".join(parts))

    def _until(self, parts: list[str], at: int, end: int) -> int:
        while self.at_inline < len(self.inline) and self.inline[self.at_inline].at <= end:
            gone = self.inline[self.at_inline]
            parts += [self._run(at, gone.at), self._gone(gone)]
            at, self.at_inline = max(at, gone.at), self.at_inline + 1
        return at

    def _paragraphs(self, end: int) -> list[str]:
        parts = []
        while self.at_paragraph < len(self.paragraphs) and self.paragraphs[self.at_paragraph].at <= end:
            parts.append(f'<p class="gone">{self._gone(self.paragraphs[self.at_paragraph])}</p>\n')
            self.at_paragraph += 1
        return parts

    def _gone(self, gone: Gone) -> str:
        place = f'id="{attribute(gone.id)}" class="{gone.kind}" data-s="{gone.span[0]}-{gone.span[1]}"'
        lead, tail = (f"<del>{html(safe(part))}</del>" if part else "" for part in (gone.lead, gone.tail))
        struck = f'{lead}<del data-o="{gone.span[0]}">{html(safe(gone.text))}</del>{tail}'
        return f"<span {place}{_data(gone.data)}>{struck}</span>"

    def _open(self, mark: Changed) -> str:
        name = "data-of" if mark.id in self.named else "id"
        self.named.add(mark.id)
        place = f'data-s="{mark.start}-{mark.end}"'
        return f'<span {name}="{attribute(mark.id)}" class="{mark.kind}" {place}{_data(mark.data)}>'

    def _atoms(self, mark: Changed, first: int, last: int) -> Iterable[str]:
        for atom in mark.atoms:
            start, end = max(atom.new[0], first), min(atom.new[1], last)
            if atom.kind == "dropped":
                # At the seam of two lines it stands at the end of the former.
                if first < atom.new[0] <= last or atom.new[0] == first == mark.start:
                    yield f"<del>{html(safe(atom.old))}</del>"
            elif start < end:
                run = self._run(start, end)
                if atom.kind == "figure":
                    went = f'<del>{html(safe(atom.old))}</del><i aria-hidden="true">→</i>'
                    old = went if start == atom.new[0] else ""
                    yield f'<span class="fig">{old}<ins>{run}</ins></span>'
                else:
                    yield f"<ins>{run}</ins>" if atom.kind == "new" else run

    def _run(self, start: int, end: int) -> str:
        return f'<span data-o="{start}">{html(self.text[start:end])}</span>' if start < end else ""


def _data(data: Mapping[str, str]) -> str:
    return "".join(f' data-{name}="{attribute(value)}"' for name, value in data.items())
