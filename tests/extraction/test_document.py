"""A .docx as text: what is shown is kept in its order, with the numbers Word writes by itself; the rest is left out."""

from __future__ import annotations

import io
import zipfile
from typing import Any

import pytest
from docx import Document
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from ninetenths.extraction import extract
from ninetenths.extraction.numbering import chinese, formatted


def saved(document: Any) -> bytes:
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def text_of(document: Any) -> str:
    return extract(saved(document), name="a.docx").text


def with_body(*paragraphs: str) -> Any:
    """A document whose body is this WordprocessingML."""
    document = Document()
    body = document.element.body
    for paragraph in paragraphs:
        body.insert(len(body) - 1, parse_xml(paragraph.replace("<w:p>", f"<w:p {nsdecls('w')}>", 1)))
    return document


def with_lists(*levels: tuple[str, str], start: int = 1) -> Any:
    """A document with one list (numId 90, and 91 that starts anew) of these number formats and texts by level."""
    document = Document()
    shapes = "".join(
        f'<w:lvl w:ilvl="{index}"><w:start w:val="{start}"/><w:numFmt w:val="{how}"/><w:lvlText w:val="{text}"/>'
        "</w:lvl>"
        for index, (how, text) in enumerate(levels)
    )
    root = document.part.numbering_part.element
    root.insert(0, parse_xml(f'<w:abstractNum {nsdecls("w")} w:abstractNumId="90">{shapes}</w:abstractNum>'))
    root.append(parse_xml(f'<w:num {nsdecls("w")} w:numId="90"><w:abstractNumId w:val="90"/></w:num>'))
    root.append(parse_xml(
        f'<w:num {nsdecls("w")} w:numId="91"><w:abstractNumId w:val="90"/><w:lvlOverride w:ilvl="0">'
        '<w:startOverride w:val="1"/></w:lvlOverride></w:num>'
    ))  # fmt: skip
    return document


def item(document: Any, text: str, level: int = 0, number: int = 90) -> None:
    paragraph = document.add_paragraph(text)
    paragraph._p.get_or_add_pPr().append(parse_xml(
        f'<w:numPr {nsdecls("w")}><w:ilvl w:val="{level}"/><w:numId w:val="{number}"/></w:numPr>'
    ))  # fmt: skip


def test_paragraphs_are_lines_without_indents_and_empty_ones_are_left_out() -> None:
    document = Document()
    for text in ("云川市人民政府工作报告", "", "　　各位代表：", "  现在报告工作。 "):
        document.add_paragraph(text)
    found = extract(saved(document), name="报告.docx")
    assert (found.text, found.kind) == ("云川市人民政府工作报告\n各位代表：\n现在报告工作。", "docx")


def test_the_title_is_the_paragraph_in_the_style_of_titles() -> None:
    document = Document()
    document.add_paragraph("云政发〔2024〕3号")
    document.add_heading("云川市行动方案", 0)
    assert extract(saved(document)).title == "云川市行动方案"


def test_chinese_numbering_is_written_out_level_by_level() -> None:
    document = with_lists(("chineseCounting", "%1、"), ("chineseCounting", "（%2）"), ("decimal", "%3."))
    for text, level in (
        ("总体要求", 0), ("指导思想", 1), ("主要目标", 1), ("经济", 2), ("民生", 2), ("重点任务", 0),
        ("产业", 1), ("项目", 2),
    ):  # fmt: skip
        item(document, text, level)
    assert text_of(document) == (
        "一、总体要求\n（一）指导思想\n（二）主要目标\n1. 经济\n2. 民生\n二、重点任务\n（一）产业\n1. 项目"
    )


def test_a_level_may_show_the_numbers_above_it() -> None:
    document = with_lists(("decimal", "%1."), ("decimal", "%1.%2"), ("lowerLetter", "(%3)"), start=3)
    for text, level in (("Finance", 0), ("Budget", 1), ("That it be adopted", 2), ("Audit", 0)):
        item(document, text, level)
    assert text_of(document) == "3. Finance\n3.3 Budget\n(c) That it be adopted\n4. Audit"


def test_a_list_that_starts_anew_does_and_one_that_does_not_goes_on() -> None:
    document = with_lists(("chineseCounting", "%1、"))
    for text, number in (("甲", 90), ("乙", 90), ("丙", 91), ("丁", 91)):
        item(document, text, number=number)
    assert text_of(document) == "一、甲\n二、乙\n一、丙\n二、丁"


def test_a_style_numbers_its_paragraphs_and_a_paragraph_may_decline() -> None:
    document = with_lists(("chineseCounting", "%1、"))
    style = document.styles["Heading 1"].element
    style.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="90"/></w:numPr>'))
    document.add_heading("总体要求", 1)
    item_without = document.add_heading("前言", 1)
    item_without._p.get_or_add_pPr().append(parse_xml(f'<w:numPr {nsdecls("w")}><w:numId w:val="0"/></w:numPr>'))
    document.add_heading("重点任务", 1)
    assert text_of(document) == "一、总体要求\n前言\n二、重点任务"


def test_bullets_are_bullets_and_plain_numbers_none() -> None:
    document = with_lists(("bullet", "\uf0b7"), ("none", ""))
    item(document, "稳增长")
    item(document, "促改革", 1)
    assert text_of(document) == "• 稳增长\n促改革"


def test_a_table_row_is_a_line_with_tabs() -> None:
    document = Document()
    document.add_paragraph("附表")
    table = document.add_table(2, 3)
    for row, texts in zip(table.rows, (("指标", "目标", "单位"), ("增速", "6%", "统计局\n发改委")), strict=True):
        for cell, text in zip(row.cells, texts, strict=True):
            cell.text = text
    document.add_paragraph("说明")
    assert text_of(document) == "附表\n指标\t目标\t单位\n增速\t6%\t统计局 发改委\n说明"


def test_a_table_in_a_cell_is_text_of_that_cell() -> None:
    document = Document()
    cell = document.add_table(1, 2).rows[0].cells[0]
    inner = cell.add_table(1, 2)
    inner.rows[0].cells[0].text, inner.rows[0].cells[1].text = "一", "二"
    assert text_of(document) == "一 二"


def test_tracked_deletions_are_left_out_and_insertions_kept() -> None:
    document = with_body(
        "<w:p><w:r><w:t>增长</w:t></w:r><w:del w:id='1' w:author='x'><w:r><w:delText>5%</w:delText></w:r></w:del>"
        "<w:ins w:id='2' w:author='x'><w:r><w:t>6%</w:t></w:r></w:ins><w:r><w:t>左右</w:t></w:r></w:p>",
        "<w:p><w:moveFrom w:id='3' w:author='x'><w:r><w:t>旧处</w:t></w:r></w:moveFrom>"
        "<w:moveTo w:id='4' w:author='x'><w:r><w:t>新处</w:t></w:r></w:moveTo></w:p>",
    )
    assert text_of(document) == "增长6%左右\n新处"


def test_a_deleted_paragraph_mark_joins_two_paragraphs() -> None:
    document = with_body(
        "<w:p><w:pPr><w:rPr><w:del w:id='1' w:author='x'/></w:rPr></w:pPr><w:r><w:t>前半，</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>后半。</w:t></w:r></w:p>",
    )
    assert text_of(document) == "前半，后半。"


def test_breaks_tabs_and_hyphens_inside_a_paragraph() -> None:
    document = with_body(
        "<w:p><w:r><w:t>一</w:t><w:br/><w:t>二</w:t><w:tab/><w:t>三</w:t><w:br w:type='page'/>"
        "<w:t xml:space='preserve'> a</w:t><w:noBreakHyphen/><w:t>b</w:t><w:softHyphen/></w:r></w:p>"
    )
    assert text_of(document) == "一\n二\t三 a-b"


def test_hidden_text_pinyin_notes_and_instructions_are_left_out() -> None:
    document = with_body(
        "<w:p><w:r><w:rPr><w:vanish/></w:rPr><w:t>隐藏</w:t></w:r><w:r><w:t>可见</w:t></w:r>"
        "<w:r><w:footnoteReference w:id='2'/></w:r>"
        "<w:r><w:ruby><w:rt><w:r><w:t>yun</w:t></w:r></w:rt><w:rubyBase><w:r><w:t>云</w:t></w:r></w:rubyBase>"
        "</w:ruby></w:r>"
        "<w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText>DATE</w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>3月1日</w:t></w:r>"
        "<w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>"
    )
    assert text_of(document) == "可见云3月1日"


def test_an_automatic_table_of_contents_is_left_out() -> None:
    document = with_body(
        "<w:p><w:r><w:fldChar w:fldCharType='begin'/></w:r><w:r><w:instrText> TOC \\o </w:instrText></w:r>"
        "<w:r><w:fldChar w:fldCharType='separate'/></w:r><w:r><w:t>一、总体要求 1</w:t></w:r></w:p>",
        "<w:p><w:r><w:t>二、重点任务 3</w:t></w:r></w:p>",
        "<w:p><w:r><w:fldChar w:fldCharType='end'/></w:r></w:p>",
        "<w:p><w:r><w:t>一、总体要求</w:t></w:r></w:p>",
    )
    assert text_of(document) == "一、总体要求"


def test_a_text_box_is_read_once_before_its_paragraph() -> None:
    box = "<w:txbxContent><w:p><w:pPr><w:pStyle w:val='Title'/></w:pPr><w:r><w:t>红头</w:t></w:r></w:p></w:txbxContent>"
    space = "xmlns:mc='http://schemas.openxmlformats.org/markup-compatibility/2006'"
    document = with_body(
        f"<w:p><w:r><mc:AlternateContent {space}><mc:Choice>{box}</mc:Choice><mc:Fallback>{box}</mc:Fallback>"
        "</mc:AlternateContent></w:r><w:r><w:t>正文</w:t></w:r></w:p>"
    )
    found = extract(saved(document))
    assert (found.text, found.title) == ("红头\n正文", "红头")


def test_headers_and_footers_are_left_out() -> None:
    document = Document()
    document.sections[0].header.paragraphs[0].text = "内部"
    document.add_paragraph("正文")
    assert text_of(document) == "正文"


def test_a_document_with_macros_is_read_and_they_are_not() -> None:
    plain = Document()
    plain.add_paragraph("正文")
    file = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(saved(plain))) as old, zipfile.ZipFile(file, "w") as new:
        for entry in old.infolist():
            content = old.read(entry)
            if entry.filename == "[Content_Types].xml":
                content = content.replace(
                    b"application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml",
                    b"application/vnd.ms-word.document.macroEnabled.main+xml",
                )
            new.writestr(entry.filename, content)
        new.writestr("word/vbaProject.bin", b"\x00" * 64)
    assert extract(file.getvalue(), name="a.docm").text == "正文"


@pytest.mark.parametrize(
    ("number", "written"),
    [
        (1, "一"), (10, "十"), (11, "十一"), (20, "二十"), (21, "二十一"), (100, "一百"), (105, "一百〇五"),
        (110, "一百一十"), (1010, "一千〇一十"), (10000, "一万"),
    ],
)  # fmt: skip
def test_numbers_are_written_as_they_are_counted(number: int, written: str) -> None:
    assert chinese(number) == written


@pytest.mark.parametrize(
    ("how", "written"),
    [
        ("decimal", "12"), ("decimalFullWidth", "１２"), ("decimalEnclosedCircle", "⑫"), ("upperRoman", "XII"),
        ("lowerLetter", "l"), ("ideographDigital", "一二"), ("chineseLegalSimplified", "壹拾贰"),
        ("ideographTraditional", "乙"), ("ideographZodiac", "亥"), ("none", ""), ("unheard of", "12"),
    ],
)  # fmt: skip
def test_each_format_writes_twelve_its_way(how: str, written: str) -> None:
    assert formatted(12, how) == written
