"""A .pdf with a text layer as text: lines joined into paragraphs, page numbers and running heads left out.

A paragraph is one line. A line goes on in the next unless it ends short of the margin, the next is indented or set
apart, or their sizes differ. Chinese is joined without a space, words with one; a word divided at a line's end is made
whole. Reading order is that of the file. Tables are lines of words. Pages without text are named in `furniture`
(`pages_without_text`); where no page has any, the file is a scan and refused. Nothing embedded is opened or run.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from ninetenths.extraction.joining import EDGE, is_wide, plain, seam
from ninetenths.extraction.values import Drawn, refusal
from ninetenths.patterns import regex

# A five-year plan has two hundred pages.
_PAGES = 2000
_PASSWORD = 4  # FPDF_ERR_PASSWORD
# What PDFium puts for a hyphen that divides a word at a line's end; in our lines it is U+2010.
_DIVIDED = (0x02, 0xFFFE)
_PAGE_NUMBER = regex(
    r"[-—–－\s·]*(?:\d{1,4}|[ivxlc]{1,7})[-—–－\s·]*|第\s*\d{1,4}\s*[页頁](?:\s*[,，/]?\s*共\s*\d{1,4}\s*[页頁])?|"
    r"\d{1,4}\s*/\s*\d{1,4}|page\s+\d{1,4}(?:\s*(?:of|/)\s*\d{1,4})?",
    re.IGNORECASE,
)
# Lines at the head and at the foot of a page that may be running ones.
_EDGE_LINES = 2
_OPENING = regex(
    r"(?:第?[一二三四五六七八九十百]{1,4}[、章节條条]|[（(][一二三四五六七八九十百\d]{1,4}[)）]|\d{1,3}[.、．)]\s*\S|[•●■◆·-]\s|附件)"
)
_ENDS = ("。", "！", "？", "；", "：", "”", ".", "!", "?", ":", ";", "）")


@dataclass(frozen=True, slots=True)
class _Line:
    """A line as it stands on its page; lengths in points, `top` above `bottom`."""

    text: str
    left: float
    right: float
    top: float
    bottom: float
    page: int

    @property
    def size(self) -> float:
        return self.top - self.bottom


def draw_portable(data: bytes, name: str, text_limit: int) -> Drawn:
    """The text of a PDF. Raises Refusal for a lock, damage, a scan, fonts without characters, too many pages."""
    import pypdfium2

    try:
        document = pypdfium2.PdfDocument(data)
    except pypdfium2.PdfiumError as error:
        locked = getattr(error, "err_code", None) == _PASSWORD
        raise refusal("pdf-encrypted" if locked else "pdf-damaged", name=name) from error
    try:
        count = len(document)
        if count > _PAGES:
            raise refusal("pdf-pages", name=name, count=count, limit=_PAGES)
        if count == 0:
            raise refusal("pdf-damaged", name=name)
        pages = _pages(document, count, name, text_limit)
    finally:
        document.close()
    bare = [index + 1 for index, lines in enumerate(pages) if not lines]
    if len(bare) == count:
        raise refusal("pdf-scanned", name=name, count=count)
    fields = {"pages_without_text": ", ".join(map(str, bare))} if bare else {}
    body = _without_running(pages)
    if not body:
        raise refusal("pdf-scanned", name=name, count=count)
    return Drawn("\n".join(_paragraphs(body)), None, fields)


def _pages(document: Any, count: int, name: str, text_limit: int) -> list[list[_Line]]:
    """Lines of every page. A page that PDFium cannot load makes the file damaged: nothing is left out in silence."""
    import pypdfium2

    pages: list[list[_Line]] = []
    total = unmapped = 0
    too_much = refusal("text-too-long", name=name, limit=f"{text_limit:,}")
    for index in range(count):
        try:
            page = document[index]
            text_page = page.get_textpage()
        except pypdfium2.PdfiumError as error:
            raise refusal("pdf-damaged", name=name) from error
        try:
            # Before a line is looked at: a page may unpack to more than any text.
            if total + text_page.count_chars() > 2 * text_limit:
                raise too_much
            lines = list(_lines(text_page, index))
        finally:
            text_page.close()
            page.close()
        pages.append(lines)
        total += sum(len(line.text) for line in lines)
        unmapped += sum(_is_unmapped(character) for line in lines for character in line.text)
        if total > text_limit:
            raise too_much
    if unmapped * 5 > total:
        raise refusal("pdf-unmapped", name=name)
    return pages


def _is_unmapped(character: str) -> bool:
    return character == "\ufffd" or "\ue000" <= character <= "\uf8ff"


def _lines(text_page: Any, page: int) -> Iterator[_Line]:
    """A page's lines with their places, as PDFium divides them."""
    import pypdfium2.raw as pdfium

    codes = [pdfium.FPDFText_GetUnicode(text_page.raw, index) for index in range(text_page.count_chars())]
    start = 0
    for index in range(len(codes) + 1):
        divided = index < len(codes) and codes[index] in _DIVIDED
        if index < len(codes) and codes[index] not in (10, 13) and not divided:
            continue
        # Where a hyphen divides a word, PDFium runs on into the next line without a break.
        text = plain(_written(codes[start:index])).strip(EDGE)
        if text and (box := _box(text_page, codes, start, index)) is not None:
            yield _Line(text + ("\u2010" if divided else ""), *box, page)
        start = index + 1


def _written(codes: list[int]) -> str:
    """Characters of a line, halves of a pair put together."""
    return "".join(map(chr, codes)).encode("utf-16-le", "surrogatepass").decode("utf-16-le", "replace")


def _box(text_page: Any, codes: list[int], start: int, end: int) -> tuple[float, float, float, float] | None:
    """Left, right, top, bottom of a line from its first and last characters that have an extent."""
    shown = [index for index in range(start, end) if codes[index] > 32 and codes[index] not in (0xA0, 0x3000)]
    if not shown:
        return None
    edges = [*shown[:3], *shown[-3:]]
    try:
        boxes = [text_page.get_charbox(index, loose=True) for index in edges]
    except Exception:  # PDFium has no box for a character that it generated itself.
        return None
    boxes = [box for box in boxes if box[2] > box[0] or box[3] > box[1]]
    if not boxes:
        return None
    return min(b[0] for b in boxes), max(b[2] for b in boxes), max(b[3] for b in boxes), min(b[1] for b in boxes)


def _without_running(pages: list[list[_Line]]) -> list[_Line]:
    """All lines but page numbers, and heads and feet that come back on a third of the pages (at least three)."""
    lines = [line for page in pages for line in page]
    block = _block(lines)
    seen: Counter[tuple[str, int]] = Counter()
    for page in pages:
        seen.update({_place(line) for line in _edges(page)})
    needed = max(3, -(-len(pages) // 3))
    gone: set[int] = set()
    for page in pages:
        downwards = sorted(page, key=lambda line: -line.top)
        for edge in (downwards, downwards[::-1]):
            for line, inner in pairwise(edge[: _EDGE_LINES + 1]):
                running = seen[_place(line)] >= needed and _is_apart(line, inner, block)
                if not running and not _PAGE_NUMBER.fullmatch(line.text):
                    break
                gone.add(id(line))
        if len(page) == 1 and _PAGE_NUMBER.fullmatch(page[0].text):
            gone.add(id(page[0]))
    return [line for line in lines if id(line) not in gone]


def _is_apart(line: _Line, inner: _Line, block: _Block) -> bool:
    """Whether a line at a page's edge is set apart from the text: by its size or by a gap."""
    return abs(line.size - block.size) > 0.05 * block.size or abs(line.top - inner.top) > 1.28 * block.pitch


def _edges(lines: list[_Line]) -> list[_Line]:
    """The highest and lowest lines of a page."""
    ordered = sorted(lines, key=lambda line: -line.top)
    return ordered[:_EDGE_LINES] + ordered[_EDGE_LINES:][-_EDGE_LINES:]


def _place(line: _Line) -> tuple[str, int]:
    """What a running line says, its numbers apart, and at what height."""
    return re.sub(r"\d+", "0", "".join(line.text.split())), round(line.top / 4)


@dataclass(frozen=True, slots=True)
class _Block:
    """Where the running text stands: its margins and the usual distance from line to line."""

    left: float
    right: float
    pitch: float
    size: float


def _block(lines: list[_Line]) -> _Block:
    """Margins by where most characters' lines begin and end."""
    lefts: Counter[float] = Counter()
    sizes: Counter[float] = Counter()
    for line in lines:
        lefts[round(line.left / 2) * 2.0] += len(line.text)
        sizes[round(line.size * 2) / 2] += len(line.text)
    size = sizes.most_common(1)[0][0] or 10.0
    # Indented first lines are many; the margin is the leftmost place where a fair share begins.
    total = sum(lefts.values())
    left = min(place for place, count in lefts.items() if count * 10 >= total or count == max(lefts.values()))
    rights = sorted(line.right for line in lines)
    gaps = Counter(round((a.top - b.top) * 2) / 2 for a, b in pairwise(lines) if a.page == b.page and a.top > b.top)
    pitch = gaps.most_common(1)[0][0] if gaps else size * 1.5
    return _Block(left, rights[max(0, len(rights) * 9 // 10 - 1)], max(pitch, size), size)


def _paragraphs(lines: list[_Line]) -> list[str]:
    """Lines joined into paragraphs."""
    block = _block(lines)
    paragraphs = [lines[0].text]
    for before, line in pairwise(lines):
        if _goes_on(before, line, block):
            paragraphs[-1] = _join(paragraphs[-1], line.text)
        else:
            paragraphs.append(line.text)
    return [_whole(paragraph) for paragraph in paragraphs]


def _goes_on(before: _Line, line: _Line, block: _Block) -> bool:
    """Whether a line continues the one before it."""
    if before.text.endswith("\u2010"):
        return True
    if abs(before.size - line.size) > 0.18 * max(before.size, line.size, 1):
        return False
    if before.page == line.page and before.top - line.top > 1.28 * block.pitch:
        return False
    if before.page == line.page and abs(before.top - line.top) < 0.3 * block.size:
        # The same height: pieces of one line that the file keeps apart.
        return line.left >= before.right - block.size
    middle = (block.left + block.right) / 2
    centred = [abs((one.left + one.right) / 2 - middle) < block.size for one in (before, line)]
    if all(centred) and before.left > block.left + block.size and line.left > block.left + block.size:
        # A title over several lines.
        return before.size > 1.15 * block.size and not before.text.endswith(_ENDS)
    wide = is_wide(line.text[0])
    if line.left > block.left + (1.2 if wide else 0.8) * block.size and line.left > before.left + 0.5 * block.size:
        return False
    short = block.right - before.right
    if short > (2.2 * block.size if is_wide(before.text[-1]) else 0.22 * (block.right - block.left)):
        return False
    return not (_OPENING.match(line.text) and before.text.endswith(_ENDS))


def _join(before: str, after: str) -> str:
    if before.endswith("\u2010"):
        return before[:-1] + after
    # A hyphen that PDFium left: of a divided word if small letters stand on both sides, else of a compound.
    if len(before) > 1 and before[-1] == "-" and before[-2].islower() and after[0].islower():
        return before[:-1] + after
    return before + seam(before, after) + after


def _whole(paragraph: str) -> str:
    return re.sub(r" {2,}", " ", paragraph.removesuffix("\u2010") + ("-" if paragraph.endswith("\u2010") else ""))
