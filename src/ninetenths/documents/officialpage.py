"""The page of official documents, GB/T 9704-2012: paper, margins, 28 characters × 22 lines, fonts, page numbers.

All measures are those of the standard: A4; text block 156 × 225 mm, 37 mm from the top, 28 mm from the left; body 3号
(16 pt) 仿宋; title 2号 (22 pt) 小标宋; page number 4号 (14 pt), “— 1 —”, odd right, even left. The fonts are named, not
embedded: they are what offices have; where they are missing a substitute stands in.
"""

from __future__ import annotations

import io
import re
import zipfile
from typing import Any

# 22 lines on 225 mm would be 28.99 pt; word processors round up beyond 28.95 and lose the last line.
LINE = 28.95
# 28 characters of 16 pt are 448 pt, the block is 442.2 pt wide: each character is closed up by a quarter of a point.
_CLOSED = "-5"
_MILLIMETRE = 36000
# 156 mm and 225 mm, with what keeps a word processor from breaking the last line to the next page.
_TOP, _BOTTOM, _LEFT, _RIGHT = 37, 34.8, 28, 26
_FONTS = {
    "title": ("方正小标宋简体", "Times New Roman"), "body": ("仿宋_GB2312", "Times New Roman"), "hei": ("黑体", "黑体"),
    "kai": ("楷体_GB2312", "Times New Roman"), "song": ("宋体", "宋体"),
}  # fmt: skip
_LATIN = "Times New Roman"
_RED = "E60012"
# What XML cannot hold; cells pasted from other programs bring such characters along.
_UNWRITABLE = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_BODY, _TITLE, _NUMBER = 16, 22, 14


class OfficialPage:
    """One document in the making: paragraphs are added in order, `bytes` gives the .docx.

    `language` `en` keeps page, sizes and lines and takes a Latin face throughout.
    """

    def __init__(self, language: str) -> None:
        import docx

        self.language = language
        self.document = docx.Document()
        self._styles()
        self._section(self.document.sections[0])

    def _styles(self) -> None:
        from docx.oxml.ns import qn
        from docx.shared import Pt

        normal = self.document.styles["Normal"]
        normal.font.size = Pt(_BODY)
        normal.font.name = _LATIN
        properties = normal.element.get_or_add_rPr()
        fonts = properties.get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), _FONTS["body"][0] if self.language == "zh" else _LATIN)
        paragraph = normal.paragraph_format
        paragraph.space_before = paragraph.space_after = Pt(0)
        paragraph.widow_control = False

    def _section(self, section: Any) -> None:
        from docx.shared import Emu

        section.page_width, section.page_height = Emu(210 * _MILLIMETRE), Emu(297 * _MILLIMETRE)
        section.top_margin, section.bottom_margin = Emu(_TOP * _MILLIMETRE), Emu(int(_BOTTOM * _MILLIMETRE))
        section.left_margin, section.right_margin = Emu(_LEFT * _MILLIMETRE), Emu(_RIGHT * _MILLIMETRE)
        # The number's line stands 7 mm below the text block.
        section.footer_distance = Emu(int((_BOTTOM - 7 - 5) * _MILLIMETRE))
        section.header_distance = Emu(15 * _MILLIMETRE)
        self.document.settings.odd_and_even_pages_header_footer = True
        for footer, side in ((section.footer, "right"), (section.even_page_footer, "left")):
            footer.is_linked_to_previous = False
            self._page_number(footer.paragraphs[0], side)

    def _page_number(self, paragraph: Any, side: str) -> None:
        """“— 1 —” one character in from the outer edge."""
        from docx.enum.text import WD_ALIGN_PARAGRAPH
        from docx.shared import Pt

        paragraph.alignment = WD_ALIGN_PARAGRAPH.RIGHT if side == "right" else WD_ALIGN_PARAGRAPH.LEFT
        if side == "right":
            paragraph.paragraph_format.right_indent = Pt(_NUMBER)
        else:
            paragraph.paragraph_format.left_indent = Pt(_NUMBER)
        self._run(paragraph, "— ", "song", _NUMBER)
        for kind, text in (("begin", None), (None, " PAGE "), ("end", None)):
            self._field(self._run(paragraph, "", "song", _NUMBER), kind, text)
        self._run(paragraph, " —", "song", _NUMBER)

    @staticmethod
    def _field(run: Any, kind: str | None, text: str | None) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        if kind is None:
            made = OxmlElement("w:instrText")
            made.set(qn("xml:space"), "preserve")
            made.text = text
        else:
            made = OxmlElement("w:fldChar")
            made.set(qn("w:fldCharType"), kind)
        run._r.append(made)

    def _run(
        self, paragraph: Any, text: str, font: str, size: float, *, colour: str | None = None, bold: bool = False
    ) -> Any:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Pt, RGBColor

        run = paragraph.add_run(_UNWRITABLE.sub("", text))
        run.font.size = Pt(size)
        run.font.bold = bold or None
        east, latin = _FONTS[font] if self.language == "zh" else (_LATIN, _LATIN)
        run.font.name = latin
        fonts = run._r.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), east)
        # Curly quotes and dashes belong to the Chinese face, or they come out narrow.
        fonts.set(qn("w:hint"), "eastAsia")
        if colour:
            run.font.color.rgb = RGBColor.from_string(colour)
        if size == _BODY and self.language == "zh":
            spacing = OxmlElement("w:spacing")
            spacing.set(qn("w:val"), _CLOSED)
            run._r.get_or_add_rPr().append(spacing)
        return run

    def _paragraph(self, *, line: float | None = LINE, indent: bool = False, align: str = "both") -> Any:
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
        from docx.oxml.ns import qn
        from docx.shared import Pt

        paragraph = self.document.add_paragraph()
        shape = paragraph.paragraph_format
        if line is not None:
            shape.line_spacing_rule = WD_LINE_SPACING.EXACTLY
            shape.line_spacing = Pt(line)
        paragraph.alignment = {
            "both": WD_ALIGN_PARAGRAPH.JUSTIFY if self.language == "zh" else WD_ALIGN_PARAGRAPH.LEFT,
            "left": WD_ALIGN_PARAGRAPH.LEFT, "centre": WD_ALIGN_PARAGRAPH.CENTER, "right": WD_ALIGN_PARAGRAPH.RIGHT,
        }[align]  # fmt: skip
        if indent and self.language == "zh":
            # Two characters of the grid.
            shape.first_line_indent = Pt(2 * (_BODY - 0.25))
            ind = paragraph._p.get_or_add_pPr().find(qn("w:ind"))
            ind.set(qn("w:firstLineChars"), "200")
        elif indent:
            shape.first_line_indent = Pt(0)
        return paragraph

    def blank(self, lines: int = 1) -> None:
        """Empty lines of the grid."""
        for _ in range(lines):
            self._run(self._paragraph(), "", "body", _BODY)

    def red_head(self, mark: str, number: str) -> None:
        """The issuing body's mark in red, 35 mm below the block's edge; two lines below the number; the red rule."""
        from docx.shared import Pt

        # The mark is set as large as a line of its own holds it: up to 62 pt, less where the name is long.
        size = max(26.0, min(62.0, 400 / max(_width(mark), 1)))
        top = self._paragraph(line=None, align="centre")
        # The glyphs begin below the top of their line.
        top.paragraph_format.space_before = Pt(35 * 72 / 25.4 - 0.14 * size)
        self._run(top, mark, "title", size, colour=_RED)
        self.blank(2)
        line = self._paragraph(align="centre")
        self._run(line, number or "　", "body", _BODY)
        self._rule(line, _RED, 12, 4 * 72 / 25.4)
        self.blank(2)

    def report_head(self, mark: str, issue: str, office: str, day: str) -> None:
        """The head of a special report: its mark in red, the issue's number, office and day over the red rule."""
        from docx.enum.text import WD_TAB_ALIGNMENT
        from docx.shared import Pt

        top = self._paragraph(line=None, align="centre")
        top.paragraph_format.space_before = Pt(18)
        self._run(top, mark, "title", 48, colour=_RED)
        self._run(self._paragraph(align="centre"), issue, "body", _BODY)
        self.blank()
        line = self._paragraph(align="left")
        line.paragraph_format.tab_stops.add_tab_stop(Pt(442), WD_TAB_ALIGNMENT.RIGHT)
        self._run(line, f"{office}\t{day}", "body", _BODY)
        self._rule(line, _RED, 12, 4 * 72 / 25.4)
        self.blank()

    @staticmethod
    def _rule(paragraph: Any, colour: str, eighths: int, space: float) -> None:
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn

        borders, bottom = OxmlElement("w:pBdr"), OxmlElement("w:bottom")
        for name, value in (("val", "single"), ("sz", str(eighths)), ("space", str(int(space))), ("color", colour)):
            bottom.set(qn(f"w:{name}"), value)
        borders.append(bottom)
        paragraph._p.get_or_add_pPr().append(borders)

    def title(self, text: str) -> None:
        """The title, 2号 小标宋, centred, its lines balanced and cut at words as far as marks allow."""
        for line in balanced(text, 19 if self.language == "zh" else 44):
            self._run(self._paragraph(line=34, align="centre"), line, "title", _TITLE, bold=self.language != "zh")
        self.blank()

    def recipient(self, text: str) -> None:
        """The main recipient, flush left."""
        self._run(self._paragraph(align="left"), text, "body", _BODY)

    def heading(self, text: str, level: int) -> None:
        """“一、” in 黑体, “（一）” in 楷体."""
        paragraph = self._paragraph(indent=True)
        paragraph.paragraph_format.keep_with_next = True
        self._run(paragraph, text, "hei" if level == 1 else "kai", _BODY, bold=self.language != "zh")

    def text(self, text: str, *, lead: str = "") -> None:
        """A paragraph of the body; `lead` stands before it in 楷体."""
        paragraph = self._paragraph(indent=True)
        if lead:
            self._run(paragraph, lead, "kai", _BODY)
        self._run(paragraph, text, "body", _BODY)

    def signature(self, office: str, day: str) -> None:
        """Office and day, the day four characters from the right edge, the office centred on it."""
        from docx.shared import Pt

        character = _BODY - 0.25
        difference = (_width(day) - _width(office)) / 2
        self.blank(2)
        for text, indent in ((office, 4 + max(difference, 0)), (day, 4 + max(-difference, 0))):
            paragraph = self._paragraph(align="right")
            paragraph.paragraph_format.right_indent = Pt(indent * character)
            paragraph.paragraph_format.keep_together = True
            self._run(paragraph, text, "body", _BODY)

    def annex(self, mark: str, title: str) -> None:
        """A new page: “附件” in 黑体 at the upper left, the annex's title centred on the third line."""
        paragraph = self._paragraph(align="left")
        paragraph.paragraph_format.page_break_before = True
        self._run(paragraph, mark, "hei", _BODY)
        self.blank()
        self.title(title)

    def table(self, heads: list[str], rows: list[list[str]], widths: list[float]) -> None:
        """A table within the block, 5号, its head repeated; `widths` in millimetres."""
        from docx.oxml import OxmlElement
        from docx.oxml.ns import qn
        from docx.shared import Emu

        table = self.document.add_table(rows=0, cols=len(heads))
        table.style = "Table Grid"
        table.autofit = False
        for number, values in enumerate((heads, *rows)):
            row = table.add_row()
            shape = row._tr.get_or_add_trPr()
            shape.append(OxmlElement("w:cantSplit"))
            if number == 0:
                shape.append(OxmlElement("w:tblHeader"))
            for cell, value, width in zip(row.cells, values, widths, strict=True):
                cell.width = Emu(int(width * _MILLIMETRE))
                self._cell(cell.paragraphs[0], value, head=number == 0)
        for column, width in zip(table.columns, widths, strict=True):
            column.width = Emu(int(width * _MILLIMETRE))
        margins = OxmlElement("w:tblCellMar")
        for side in ("left", "right"):
            margin = OxmlElement(f"w:{side}")
            margin.set(qn("w:w"), "60")
            margin.set(qn("w:type"), "dxa")
            margins.append(margin)
        table._tbl.tblPr.append(margins)

    def _cell(self, paragraph: Any, text: str, *, head: bool) -> None:
        from docx.enum.text import WD_ALIGN_PARAGRAPH, WD_LINE_SPACING
        from docx.shared import Pt

        paragraph.paragraph_format.line_spacing_rule = WD_LINE_SPACING.EXACTLY
        paragraph.paragraph_format.line_spacing = Pt(15)
        paragraph.alignment = WD_ALIGN_PARAGRAPH.CENTER if head else WD_ALIGN_PARAGRAPH.LEFT
        self._run(paragraph, text, "hei" if head else "body", 10.5, bold=head and self.language != "zh")

    def bytes(self, title: str) -> bytes:
        """The finished .docx."""
        import datetime

        properties = self.document.core_properties
        properties.title = title
        properties.author = ""
        # The same input gives the same bytes.
        properties.created = properties.modified = datetime.datetime(2000, 1, 1)
        saved, made = io.BytesIO(), io.BytesIO()
        self.document.save(saved)
        with zipfile.ZipFile(saved) as parts, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as out:
            for entry in parts.infolist():
                timeless = zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0))
                out.writestr(timeless, parts.read(entry), zipfile.ZIP_DEFLATED)
        return made.getvalue()


def _width(text: str) -> float:
    """The width in characters of the grid; half-width ones count half."""
    return sum(1.0 if ord(char) > 0x2000 else 0.5 for char in text)


_NO_START = set("，。、；：？！）》”』」】〕的之了和与及")
_NO_END = set("（《“『「【〔")


def balanced(text: str, longest: int) -> list[str]:
    """A title cut into lines of about the same width: no mark at a line's start, no bracket open at its end."""
    if _width(text) <= longest:
        return [text]
    count = -(-int(_width(text) * 2) // (2 * longest))
    target = _width(text) / count
    lines: list[str] = []
    rest = text
    for left in range(count, 1, -1):
        cut = _cut(rest, target, longest)
        if cut >= len(rest):
            break
        lines.append(rest[:cut].rstrip())
        rest = rest[cut:].lstrip()
        target = _width(rest) / max(left - 1, 1)
    return [*lines, rest] if rest else lines


def _cut(text: str, target: float, longest: int) -> int:
    """Where to cut, nearest to `target`: after a closing mark or a blank rather than inside a run of characters."""
    best, place = float("inf"), len(text)
    for at in range(1, len(text)):
        width = _width(text[:at])
        if width > longest:
            break
        if (
            text[at] in _NO_START
            or text[at - 1] in _NO_END
            or (text[at - 1].isascii() and text[at].isascii() and text[at] != " " and text[at - 1] != " ")
        ):
            continue
        good = text[at - 1] in "》”）】，、；：" or text[at] in "《“（【"
        cost = abs(width - target) - (6 if good else 0)
        if cost < best:
            best, place = cost, at
    return place
