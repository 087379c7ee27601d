"""The official page: GB/T 9704 as written into the .docx, and as it comes out of a word processor."""

from __future__ import annotations

import io
import os
import re
import shutil
import subprocess
import zipfile
from collections.abc import Iterator

import docx
import pypdfium2
import pytest
from docx.oxml.ns import qn
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.documents import OfficialPage
from ninetenths.documents.officialpage import balanced

MILLIMETRE = 36000
POINTS = 72 / 25.4


def made(*texts: str) -> bytes:
    page = OfficialPage("zh")
    for text in texts:
        page.text(text)
    return page.bytes("样张")


def test_paper_margins_fonts_lines_and_spacing_are_the_standards() -> None:
    page = OfficialPage("zh")
    page.title("关于落实情况的通报")
    page.heading("一、总体情况", 1)
    page.heading("（一）进展", 2)
    page.text("正文。")
    document = docx.Document(io.BytesIO(page.bytes("样张")))
    section = document.sections[0]
    assert [
        round(value / MILLIMETRE, 1)
        for value in (section.page_width, section.page_height, section.top_margin, section.left_margin)
    ] == [210, 297, 37, 28]
    assert round((210 * MILLIMETRE - section.left_margin - section.right_margin) / MILLIMETRE, 1) == 156
    faces = [
        (paragraph.runs[0]._r.rPr.rFonts.get(qn("w:eastAsia")), paragraph.runs[0].font.size.pt)
        for paragraph in document.paragraphs
        if paragraph.text
    ]
    assert faces == [("方正小标宋简体", 22), ("黑体", 16), ("楷体_GB2312", 16), ("仿宋_GB2312", 16)]
    body = document.paragraphs[-1]
    assert (body.paragraph_format.line_spacing.pt, body.runs[0]._r.rPr.find(qn("w:spacing")).get(qn("w:val"))) == (
        28.95,
        "-5",
    )


def test_odd_pages_number_on_the_right_and_even_ones_on_the_left() -> None:
    document = docx.Document(io.BytesIO(made("正文。")))
    section = document.sections[0]
    assert document.settings.odd_and_even_pages_header_footer is True
    assert [footer.paragraphs[0].alignment for footer in (section.footer, section.even_page_footer)] == [2, 0]
    assert section.footer.paragraphs[0].text == "—  —"


def test_the_same_input_gives_the_same_document_at_any_time(monkeypatch: pytest.MonkeyPatch) -> None:
    first = made("正文。")
    monkeypatch.setattr("time.localtime", lambda *_: (2033, 3, 4, 5, 6, 8, 4, 63, 0))
    assert made("正文。") == first
    with zipfile.ZipFile(io.BytesIO(first)) as parts:
        assert {entry.date_time[:3] for entry in parts.infolist()} == {(1980, 1, 1)}


def test_characters_that_xml_cannot_hold_are_left_out() -> None:
    document = docx.Document(io.BytesIO(made("甲\x0b乙\x00丙\ud800丁\uffff")))
    assert document.paragraphs[0].text == "甲乙丙丁"


def test_a_title_is_cut_after_its_quotation_and_not_inside_a_mark() -> None:
    assert balanced("关于《关于加快建设山水新城的决定》落实情况的通报", 19) == [
        "关于《关于加快建设山水新城的决定》",
        "落实情况的通报",
    ]


@given(st.text(alphabet="关于加快建设山水新城的决定《》，、（）abc ", min_size=1, max_size=80))
def test_a_title_keeps_all_its_characters(title: str) -> None:
    assert "".join(balanced(title, 19)).replace(" ", "") == title.replace(" ", "")


# -- rendered ----------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def rendered(tmp_path_factory: pytest.TempPathFactory) -> Iterator[pypdfium2.PdfDocument]:
    """A document of plain Chinese text of four pages, printed to PDF by LibreOffice."""
    office = shutil.which("soffice") or shutil.which("libreoffice")
    if office is None:
        pytest.skip("LibreOffice is not installed, so no page can be printed")
    folder = tmp_path_factory.mktemp("page")
    # Full-width characters alone, without marks that may be closed up: 22 lines of 28, four pages, less the indent.
    (folder / "page.docx").write_bytes(made("山水新城建设任务落实情况" * 200))
    environment = {**os.environ, "HOME": str(folder)}
    profile = f"-env:UserInstallation=file://{folder}/profile"
    command = [office, profile, "--headless", "--convert-to", "pdf", "--outdir", str(folder), str(folder / "page.docx")]
    done = subprocess.run(command, env=environment, capture_output=True, timeout=180, check=False)
    if not (folder / "page.pdf").is_file():
        pytest.skip(f"LibreOffice printed nothing: {done.stderr.decode(errors='replace')[-200:]}")
    document = pypdfium2.PdfDocument(folder / "page.pdf")
    if not re.search("[山水新城]", document[0].get_textpage().get_text_range()):
        pytest.skip("no Chinese font is installed, so no page can be measured")
    yield document
    document.close()


def lines_of(document: pypdfium2.PdfDocument, number: int) -> dict[int, list[tuple[str, float, float]]]:
    """Characters of a page by their line: baseline in points from the top → (character, left, right)."""
    page = document[number]
    text = page.get_textpage()
    height = page.get_height()
    found: dict[int, list[tuple[str, float, float]]] = {}
    for index in range(text.count_chars()):
        char = text.get_text_range(index, 1)
        if not char.strip():
            continue
        left, bottom, right, top = text.get_charbox(index, loose=True)
        found.setdefault(round(height - (bottom + top) / 2), []).append((char, left, right))
    return dict(sorted(found.items()))


def body_of(document: pypdfium2.PdfDocument, number: int) -> list[list[tuple[str, float, float]]]:
    """The lines of the text block: those of Chinese characters."""
    return [
        line for line in lines_of(document, number).values() if any("\u4e00" <= char <= "\u9fff" for char, *_ in line)
    ]


def test_a_full_page_has_22_lines_of_28_characters(rendered: pypdfium2.PdfDocument) -> None:
    first, second = body_of(rendered, 0), body_of(rendered, 1)
    # The paragraph begins with an indent of two characters.
    assert [len(line) for line in first] == [26] + [28] * 21
    assert [len(line) for line in second] == [28] * 22


def test_the_text_block_stands_where_the_standard_puts_it(rendered: pypdfium2.PdfDocument) -> None:
    lines = body_of(rendered, 1)
    left, right = min(line[0][1] for line in lines) / POINTS, max(line[-1][2] for line in lines) / POINTS
    assert abs(left - 28) < 1 and abs(right - 184) < 1
    places = [
        place for place, line in lines_of(rendered, 1).items() if any("\u4e00" <= char <= "\u9fff" for char, *_ in line)
    ]
    # From the middle of the first line to that of the last are 21 lines of 28.95 pt.
    assert abs((places[-1] - places[0]) - 21 * 28.95) < 1.5
    assert abs(places[0] / POINTS - (37 + 28.95 / 2 / POINTS)) < 1.5


def test_page_numbers_stand_odd_right_even_left_between_dashes(rendered: pypdfium2.PdfDocument) -> None:
    found = []
    for number in (0, 1):
        line = list(lines_of(rendered, number).values())[-1]
        found.append(("".join(char for char, *_ in line), "right" if line[0][1] > 300 else "left"))
    assert found == [("—1—", "right"), ("—2—", "left")]
