"""Organs with their roles, in notes and in running text."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.reading.organs import organs_in_line, organs_of, organs_of_en


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        (
            "新建绿道（牵头单位：市住建局、市园林局；配合单位：市财政局）",
            [("市住建局", "lead"), ("市园林局", "joint"), ("市财政局", "supporting")],
        ),
        ("牵头单位：市经信局；责任单位：市商务局", [("市经信局", "lead"), ("市商务局", "supporting")]),
        ("责任单位：市教育局、各县（市、区）人民政府等", [("市教育局", None), ("各县（市、区）人民政府", None)]),
        ("由市发展改革委会同市财政局负责", [("市发展改革委", "lead"), ("市财政局", "supporting")]),
        ("由市交通局、市公安局共同牵头", [("市交通局", "lead"), ("市公安局", "joint")]),
        (
            "（市发展改革委牵头，市财政局、市住建局配合）",
            [("市发展改革委", "lead"), ("市财政局", "supporting"), ("市住建局", "supporting")],
        ),
        ("由各县（市、区）负责", [("各县（市、区）", "lead")]),
        ("落实行政机关负责人出庭制度", []),
        ("对人民负责", []),
        ("新建绿道20公里", []),
    ],
)
def test_organs_have_the_role_the_words_give(text: str, expected: list[tuple[str, str | None]]) -> None:
    found = organs_of(text, 0, len(text))
    assert [(organ.name, organ.role) for organ in found] == expected
    assert [text[slice(*organ.span)] for organ in found] == [organ.name for organ in found]


def test_a_line_that_is_only_a_note_gives_its_organs() -> None:
    note, task = "（牵头单位：市住建局）", "由市住建局牵头新建绿道20公里"
    assert [organ.name for organ in organs_in_line(note, 0, len(note))] == ["市住建局"]
    assert organs_in_line(task, 0, len(task)) == ()


def test_english_officers_who_shall_act_are_found() -> None:
    text = "the Director of Public Works shall report, and the City Manager or their designee is directed to pay"
    assert [(organ.name, organ.role) for organ in organs_of_en(text, 0, len(text))] == [
        ("Director of Public Works", "lead"),
        ("City Manager", "joint"),
    ]


PIECES = st.sampled_from(
    [
        *"由等（）(),，、；;：: 人\n",
        "牵头",
        "负责",
        "配合",
        "单位",
        "责任单位：",
        "市局",
        "会同",
        "the ",
        "Mayor ",
        "shall",
    ]
)


@given(st.lists(PIECES, max_size=40).map("".join) | st.text(max_size=40))
def test_any_text_gives_organs_whose_spans_are_their_names(text: str) -> None:
    for found in (organs_of(text, 0, len(text)), organs_in_line(text, 0, len(text)), organs_of_en(text, 0, len(text))):
        assert [text[slice(*organ.span)] for organ in found] == [organ.name for organ in found]
