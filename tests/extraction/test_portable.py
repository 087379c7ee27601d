"""A .pdf as text: lines joined into paragraphs in both languages, page numbers and running heads left out."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest

from ninetenths.extraction import extract
from ninetenths.refusal import Refusal

sys.path.insert(0, str(Path(__file__).parent))
from pdf_pages import Put, assembled, pdf

SIZE = 16
LEFT = 90
# 26 characters fill an indented first line, 28 the others: the usual grid of an official text.
FIRST = "全会指出，要坚持稳中求进工作总基调，完整准确全面贯彻新"
SECOND = "发展理念，服务和融入新发展格局，着力推动全市经济社会高质量"
THIRD = "发展，一抓到底。"


def paragraph(y: float, opening: str) -> list[Put]:
    return [
        Put(opening[:2] + FIRST[2:26], LEFT + 2 * SIZE, y),
        Put(FIRST[26:] + SECOND[: 28 - len(FIRST[26:])], LEFT, y - 28),
        Put(SECOND[28 - len(FIRST[26:]) :] + THIRD, LEFT, y - 56),
    ]


def whole(opening: str) -> str:
    return opening[:2] + FIRST[2:] + SECOND + THIRD


OPENINGS = ("", "全会", "我们", "各地")


def page(number: int) -> list[Put]:
    return [
        Put("云川市人民政府公报", 230, 800, 12),
        *paragraph(700, OPENINGS[number]), *paragraph(600, "会议"), *paragraph(500, "大会"),
        Put(f"— {number} —", 280, 40, 12),
    ]  # fmt: skip


def test_lines_become_paragraphs_and_running_lines_go() -> None:
    found = extract(pdf([page(number) for number in (1, 2, 3)]), name="公报.pdf")
    assert found.text.split("\n") == [
        whole(opening) for number in (1, 2, 3) for opening in (OPENINGS[number], "会议", "大会")
    ]
    assert (found.kind, found.encoding, dict(found.furniture)) == ("pdf", None, {})


def test_a_title_over_two_lines_is_one_and_apart_from_the_text() -> None:
    title = [Put("云川市人民政府关于印发", 171, 760, 26), Put("重点任务分工方案的通知", 171, 725, 26)]
    assert extract(pdf([title + paragraph(650, "全会") + paragraph(560, "会议")])).text == "\n".join(
        ("云川市人民政府关于印发重点任务分工方案的通知", whole("全会"), whole("会议"))
    )


def test_a_paragraph_runs_on_over_the_page() -> None:
    first, second, third = paragraph(200, "全会")
    over = [Put(third.text, LEFT, 780), *paragraph(740, "会议")]
    before = [*paragraph(700, "大会"), first, second]
    found = extract(pdf([[*before, Put("1", 300, 40, 12)], [*over, Put("2", 300, 40, 12)]]))
    assert found.text.split("\n") == [whole("大会"), whole("全会"), whole("会议")]


def test_english_lines_are_joined_with_a_space_and_divided_words_made_whole() -> None:
    lines = [
        Put("The Council resolved that the officers shall bring a re-", 72, 700, 11),
        Put("port on the progress of the plan to the next ordinary", 72, 685, 11),
        Put("meeting.", 72, 670, 11),
        Put("It further resolved to meet again.", 72, 640, 11),
    ]
    assert extract(pdf([lines])).text == (
        "The Council resolved that the officers shall bring a report on the progress of the plan to the next ordinary "
        "meeting.\nIt further resolved to meet again."
    )


def test_pages_without_text_are_named_and_a_file_of_them_is_a_scan() -> None:
    assert dict(extract(pdf([paragraph(700, "全会"), []])).furniture) == {"pages_without_text": "2"}
    with pytest.raises(Refusal) as refused:
        extract(pdf([[], []]), name="a.pdf")
    assert (refused.value.code, refused.value.params) == ("pdf-scanned", {"name": "a.pdf", "count": 2})


def test_a_locked_file_is_refused() -> None:
    locked = b"<< /Filter /Standard /V 2 /R 3 /Length 128 /P -44 /O <" + b"41" * 32 + b"> /U <" + b"42" * 32 + b"> >>"
    objects = [
        b"<< /Type /Catalog /Pages 2 0 R >>", b"<< /Type /Pages /Count 1 /Kids [3 0 R] >>",
        b"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] >>", locked,
    ]  # fmt: skip
    with pytest.raises(Refusal) as refused:
        extract(assembled(objects, b"/Encrypt 4 0 R /ID [<41> <41>]"), name="a.pdf")
    assert refused.value.code == "pdf-encrypted"


def test_too_many_pages_are_refused() -> None:
    with pytest.raises(Refusal) as refused:
        extract(pdf([[]] * 2001), name="a.pdf")
    assert refused.value.params == {"name": "a.pdf", "count": 2001, "limit": 2000}


def test_a_file_typeset_by_typst_is_read() -> None:
    import typst

    words = "The Council notes the report and resolves that the plan be adopted without delay. " * 6
    source = f'#set page(numbering: "1")\n#set par(justify: true)\n= Resolution\n\n{words}\n\nDone at Yunchuan.\n'
    made = typst.compile(source.encode(), format="pdf")
    assert extract(bytes(made)).text == f"Resolution\n{words.strip()}\nDone at Yunchuan."
