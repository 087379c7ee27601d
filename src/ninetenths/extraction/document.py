"""A .docx as text: paragraphs and table rows one line each (cells apart by tabs), automatic numbers written out.

Left out: headers, footers, footnotes and endnotes, comments, deletions that are tracked, hidden text, pinyin over
characters, an automatic table of contents, pictures. Kept: insertions that are tracked, text boxes (before the
paragraph they hang on), results of fields. Paragraphs without text are left out. Macros are never looked at. The XML
is streamed, so memory is bounded by the text; a DTD, which no word processor writes, is refused. Source:
ECMA-376 part 1 (WordprocessingML), transitional and strict.
"""

from __future__ import annotations

import posixpath
import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import Any

from ninetenths.extraction.archive import Archive
from ninetenths.extraction.joining import EDGE, plain
from ninetenths.extraction.numbering import LEVELS, Level, Numbering
from ninetenths.extraction.values import Drawn, refusal
from ninetenths.patterns import regex
from ninetenths.refusal import Refusal

# Elements whose text is not the document's: Fallback repeats what Choice says.
_LEFT_OUT = frozenset(("del", "moveFrom", "Fallback", "rt", "instrText", "delText", "delInstrText"))
_BREAKS = {"tab": "\t", "ptab": "\t", "cr": "\n", "noBreakHyphen": "-"}
# The type of the part that holds the text: a document or a template, with macros or without.
_MAIN = regex(r"(?:wordprocessingml\.|ms-word\.)(?:document|template)[\w.]*main\+xml$")
# Elements whose attributes matter; looking at all of them takes longer than everything else.
_TELLING = frozenset((
    "Override", "style", "numId", "ilvl", "basedOn", "name", "abstractNum", "num", "abstractNumId", "lvlOverride",
    "startOverride", "lvl", "styleLink", "numStyleLink", "start", "numFmt", "lvlText", "suff", "lvlRestart", "isLgl",
    "vanish", "pStyle", "fldChar", "br",
))  # fmt: skip
_NOTHING: dict[str, str] = {}
_TOC = regex(r"\s*TOC\b", re.IGNORECASE)


class _DoctypeError(Exception):
    """A DTD was met while streaming."""


def draw_document(data: bytes, name: str) -> Drawn:
    """The text of a .docx. Raises Refusal for another kind of container, a lock, damage, or a bomb."""
    archive = Archive(data, name)
    main = _main_part(archive, name)
    styles = _Styles()
    numbering = Numbering()
    folder = posixpath.dirname(main)
    if (path := posixpath.join(folder, "styles.xml")) in archive.entries:
        _stream(archive.part(path), styles, name)
    if (path := posixpath.join(folder, "numbering.xml")) in archive.entries:
        definitions = _Definitions(numbering)
        _stream(archive.part(path), definitions, name)
        definitions.link()
    body = _Body(styles, numbering)
    _stream(archive.part(main), body, name)
    fields = {"title": body.title} if body.title else {}
    return Drawn("\n".join(body.lines), None, fields)


def _main_part(archive: Archive, name: str) -> str:
    """Path of the part that holds the text; what other containers hold is told by their content types."""
    entries = archive.entries
    if "[Content_Types].xml" not in entries:
        if "mimetype" in entries:
            raise refusal("other-office", name=name)
        raise refusal("archive", name=name)
    types = _ContentTypes()
    _stream(archive.part("[Content_Types].xml"), types, name)
    for path, kind in types.overrides:
        found = path.lstrip("/")
        if _MAIN.search(kind) and found in entries:
            return found
    if any("spreadsheetml" in kind for _, kind in types.overrides):
        raise refusal("spreadsheet", name=name)
    if "word/document.xml" in entries:
        return "word/document.xml"
    raise refusal("other-office" if types.overrides else "document-damaged", name=name)


def _stream(chunks: Iterator[bytes], target: Any, name: str) -> None:
    """Feed a part to a target; no entity is resolved, nothing is loaded, depth is what libxml2 allows by default."""
    from lxml import etree

    parser = etree.XMLParser(target=_Target(target), resolve_entities=False, no_network=True, load_dtd=False)
    try:
        for chunk in chunks:
            parser.feed(chunk)
        parser.close()
    except Refusal:
        raise
    except _DoctypeError as error:
        raise refusal("document-entities", name=name) from error
    except (etree.LxmlError, ValueError, KeyError, IndexError, AssertionError) as error:
        raise refusal("document-damaged", name=name) from error


class _Target:
    """Between lxml and a part's handler: names and attributes without their namespaces, a DTD refused."""

    def __init__(self, handler: Any) -> None:
        self._handler = handler
        self._local: dict[str, str] = {}
        self._data: Callable[[str], None] | None = getattr(handler, "data", None)

    def _name(self, tag: str) -> str:
        name = self._local.get(tag)
        if name is None:
            name = tag.rpartition("}")[2]
            if len(self._local) < 4096:
                self._local[tag] = name
        return name

    def start(self, tag: str, attributes: Any) -> None:
        name = self._name(tag)
        if name in _TELLING and attributes:
            self._handler.start(name, {self._name(key): value for key, value in attributes.items()})
        else:
            self._handler.start(name, _NOTHING)

    def end(self, tag: str) -> None:
        self._handler.end(self._name(tag))

    def data(self, text: str) -> None:
        if self._data is not None:
            self._data(text)

    def doctype(self, *_: object) -> None:
        raise _DoctypeError

    def close(self) -> None:
        return None


class _ContentTypes:
    """[Content_Types].xml: which part is of which type."""

    def __init__(self) -> None:
        self.overrides: list[tuple[str, str]] = []

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if tag == "Override":
            self.overrides.append((attributes.get("PartName", ""), attributes.get("ContentType", "")))

    def end(self, tag: str) -> None:
        return None


def _level_of(text: str | None) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and int(text) < LEVELS else 0


def _whole(text: str | None, otherwise: int) -> int:
    return int(text) if text is not None and text.isascii() and text.isdigit() and len(text) < 6 else otherwise


@dataclass(slots=True)
class _Styles:
    """styles.xml: the list each paragraph style numbers its paragraphs by, its name, and what it is based on."""

    numbers: dict[str, str] = field(default_factory=dict)
    levels: dict[str, int] = field(default_factory=dict)
    based: dict[str, str] = field(default_factory=dict)
    names: dict[str, str] = field(default_factory=dict)
    _current: str | None = None

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val", "")
        if tag == "style":
            self._current = attributes.get("styleId")
        elif self._current is None:
            return
        elif tag == "numId":
            self.numbers[self._current] = value
        elif tag == "ilvl":
            self.levels[self._current] = _level_of(value)
        elif tag == "basedOn":
            self.based[self._current] = value
        elif tag == "name":
            self.names[self._current] = value

    def end(self, tag: str) -> None:
        if tag == "style":
            self._current = None

    def list_of(self, style: str | None) -> tuple[str | None, int]:
        """List and level that a style gives; a style inherits them from the one it is based on."""
        level: int | None = None
        for _ in range(16):
            if style is None:
                break
            level = self.levels.get(style) if level is None else level
            if style in self.numbers:
                return self.numbers[style], level or 0
            style = self.based.get(style)
        return None, 0


class _Definitions:
    """numbering.xml into a Numbering."""

    def __init__(self, numbering: Numbering) -> None:
        self._numbering = numbering
        self._abstract: str | None = None
        self._list: str | None = None
        self._index = 0
        self._level: Level | None = None
        self._style_of: dict[str, str] = {}
        self._link_of: dict[str, str] = {}

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val")
        if tag == "abstractNum":
            self._abstract = attributes.get("abstractNumId", "")
            self._numbering.abstracts[self._abstract] = {}
        elif tag == "num":
            self._list = attributes.get("numId", "")
        elif tag == "abstractNumId" and self._list is not None:
            self._numbering.lists[self._list] = value or ""
        elif tag == "lvlOverride":
            self._index = _level_of(attributes.get("ilvl"))
        elif tag == "startOverride" and self._list is not None:
            self._numbering.starts[(self._list, self._index)] = _whole(value, 1)
        elif tag == "lvl":
            self._begin_level(_level_of(attributes.get("ilvl")))
        elif tag == "styleLink" and self._abstract is not None:
            self._style_of[value or ""] = self._abstract
        elif tag == "numStyleLink" and self._abstract is not None:
            self._link_of[self._abstract] = value or ""
        elif self._level is not None:
            self._describe(self._level, tag, value, attributes)

    def _begin_level(self, index: int) -> None:
        self._level = Level()
        if self._list is not None:
            self._numbering.overrides[(self._list, index)] = self._level
        elif self._abstract is not None:
            self._numbering.abstracts[self._abstract][index] = self._level

    @staticmethod
    def _describe(level: Level, tag: str, value: str | None, attributes: dict[str, str]) -> None:
        if tag == "start":
            level.start = _whole(value, 1)
        elif tag == "numFmt":
            level.how = value or "decimal"
        elif tag == "lvlText":
            level.text = (value or "")[:100]
        elif tag == "suff":
            level.suffix = value or "tab"
        elif tag == "lvlRestart":
            level.restart = _whole(value, 0)
        elif tag == "isLgl":
            level.legal = attributes.get("val", "1") not in ("0", "false")

    def end(self, tag: str) -> None:
        if tag == "lvl":
            self._level = None
        elif tag == "abstractNum":
            self._abstract = None
        elif tag == "num":
            self._list = None

    def link(self) -> None:
        """Lists defined by a list style take that style's levels."""
        abstracts = self._numbering.abstracts
        for abstract, style in self._link_of.items():
            if not abstracts[abstract] and (other := self._style_of.get(style)) is not None:
                abstracts[abstract] = abstracts[other]


@dataclass(slots=True)
class _Paragraph:
    """A paragraph being read."""

    pieces: list[str] = field(default_factory=list)
    style: str | None = None
    number: str | None = None
    level: int | None = None
    # Its paragraph mark is a tracked deletion: it runs on into the next.
    runs_on: bool = False
    # It stands in a text box, so in a run of another paragraph.
    in_run: bool = False


@dataclass(slots=True)
class _Row:
    """A table row being read: finished cells, and the lines of the open one."""

    cells: list[str] = field(default_factory=list)
    lines: list[str] = field(default_factory=list)


class _Body:
    """word/document.xml into lines."""

    def __init__(self, styles: _Styles, numbering: Numbering) -> None:
        self.lines: list[str] = []
        self.title: str | None = None
        self._styles = styles
        self._numbering = numbering
        self._paragraphs: list[_Paragraph] = []
        self._rows: list[_Row] = []
        self._carried: _Paragraph | None = None
        self._skipping = 0
        self._text = False
        self._properties = 0
        self._in_run = False
        self._hidden = False
        # Open fields: whether each is a table of contents, as far as its instruction is read; its results are left out.
        self._fields: list[bool] = []
        self._instruction = False

    def start(self, tag: str, attributes: dict[str, str]) -> None:
        if self._skipping or tag in _LEFT_OUT:
            if self._properties and tag == "del" and not self._skipping and not self._in_run:
                self._open.runs_on = True
            if tag == "instrText" and not self._skipping:
                self._instruction = True
            self._skipping += 1
        elif tag in ("pPr", "rPr"):
            self._properties += 1
        elif self._properties:
            self._property(tag, attributes)
        elif tag == "p":
            paragraph = self._carried or _Paragraph()
            paragraph.in_run, self._carried, self._in_run = self._in_run, None, False
            self._paragraphs.append(paragraph)
        elif tag == "r":
            self._in_run, self._hidden = True, False
        elif tag == "t":
            self._text = True
        elif tag == "tr":
            self._rows.append(_Row())
        else:
            self._mark(tag, attributes)

    @property
    def _open(self) -> _Paragraph:
        return self._paragraphs[-1] if self._paragraphs else _Paragraph()

    def _property(self, tag: str, attributes: dict[str, str]) -> None:
        value = attributes.get("val")
        paragraph = self._open
        if tag == "vanish" and self._in_run:
            self._hidden = value not in ("0", "false")
        elif self._in_run:
            return
        elif tag == "pStyle":
            paragraph.style = value
        elif tag == "numId":
            paragraph.number = value
        elif tag == "ilvl":
            paragraph.level = _level_of(value)

    def _mark(self, tag: str, attributes: dict[str, str]) -> None:
        """A run's empty elements: tabs, breaks, and where fields begin and end."""
        if tag == "fldChar":
            kind = attributes.get("fldCharType")
            if kind == "begin":
                self._fields.append(False)
            elif kind == "end" and self._fields:
                self._fields.pop()
        elif tag == "fldSimple":
            return
        elif tag == "br" and self._in_run:
            self._add("" if attributes.get("type") in ("page", "column") else "\n")
        elif tag in _BREAKS and self._in_run:
            self._add(_BREAKS[tag])

    def _add(self, piece: str) -> None:
        if piece and self._paragraphs and not self._hidden and not any(self._fields):
            self._paragraphs[-1].pieces.append(piece)

    def data(self, text: str) -> None:
        if self._instruction:
            if self._fields and _TOC.match(text):
                self._fields[-1] = True
        elif self._text and not self._skipping:
            self._add(text)

    def end(self, tag: str) -> None:
        if self._skipping:
            self._skipping -= 1
            self._instruction = False
        elif tag in ("pPr", "rPr"):
            self._properties -= 1
        elif self._properties:
            return
        elif tag == "t":
            self._text = False
        elif tag == "r":
            self._in_run = self._hidden = False
        elif tag == "p" and self._paragraphs:
            paragraph = self._paragraphs.pop()
            self._in_run = paragraph.in_run
            self._finish(paragraph)
        elif tag == "tc" and self._rows:
            row = self._rows[-1]
            row.cells.append(" ".join(row.lines))
            row.lines = []
        elif tag == "tr" and self._rows:
            self._finish_row(self._rows.pop())

    def _finish(self, paragraph: _Paragraph) -> None:
        """A paragraph to its lines; one whose mark is deleted is carried into the next."""
        if paragraph.runs_on:
            paragraph.runs_on = False
            self._carried = _Paragraph(paragraph.pieces)
            return
        number, level = paragraph.number, paragraph.level
        if number is None:
            number, from_style = self._styles.list_of(paragraph.style)
            level = from_style if level is None else level
        label = self._numbering.label(number, level or 0) if number not in (None, "0") else ""
        text = plain("".join(paragraph.pieces)).strip(EDGE)
        if not text:
            return
        if self.title is None and self._is_title(paragraph.style):
            self.title = " ".join(text.split())
        self._emit(label + text)

    def _is_title(self, style: str | None) -> bool:
        name = self._styles.names.get(style or "", style or "")
        return name.lower() == "title"

    def _emit(self, text: str) -> None:
        pieces = [piece.strip(EDGE) for piece in text.split("\n")]
        if self._rows:
            self._rows[-1].lines.extend(" ".join(piece.split("\t")) for piece in pieces if piece)
        else:
            self.lines.extend(piece for piece in pieces if piece)

    def _finish_row(self, row: _Row) -> None:
        if any(row.cells):
            line = "\t".join(row.cells).rstrip("\t")
            if self._rows:
                self._rows[-1].lines.append(" ".join(line.split("\t")))
            else:
                self.lines.append(line)
