"""References: texts, meetings, strategies, persons, organs, each with the level its words say."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.reading.references import find_references
from ninetenths.reading.scanning import scan


def references_of(text: str, kind: str) -> list[tuple[str, str | None]]:
    return [(item.name, item.level) for item in find_references(text, scan(text)) if item.kind == kind]


@pytest.mark.parametrize(
    ("text", "kind", "expected"),
    [
        ("通过《中共云川市委关于建设山水新城的决定》。", "text", [("《中共云川市委关于建设山水新城的决定》", "市")]),
        ("学习《中华人民共和国湿地保护法》。", "text", [("《中华人民共和国湿地保护法》", "中央")]),
        ("学习贯彻省第十三次党代会精神。", "meeting", [("省第十三次党代会", "省")]),
        ("市委九届二次全会召开。", "meeting", [("市委九届二次全会", "市")]),
        ("市委九届二次全体(扩大)会议举行。", "meeting", [("市委九届二次全体(扩大)会议", "市")]),
        ("迎接党的二十大。", "meeting", [("党的二十大", "中央")]),
        ("党的二十届三中全会提出。", "meeting", [("党的二十届三中全会", "中央")]),
        ("落实中央经济工作会议、省委农村工作会议部署。", "meeting",
         [("中央经济工作会议", "中央"), ("省委农村工作会议", "省")]),
        ("实施“工业强市”战略。", "strategy", [("“工业强市”战略", "市")]),
        ("深入实施乡村振兴战略。", "strategy", [("乡村振兴战略", None)]),
        ("具有战略性、全局性，做好每个专项行动。", "strategy", []),
        ("市委书记周云岭讲话，林秀禾市长主持，周云岭书记作报告。", "person",
         [("林秀禾市长", "市"), ("周云岭书记", None)]),
        ("与会同志和主要负责同志发言，村党委书记带头。", "person", []),
        ("国务院、省委、市人大常委会、市政协和市纪委监委。", "organ",
         [("国务院", "中央"), ("省委", "省"), ("市人大常委会", "市"), ("市政协", "市"), ("市纪委监委", "市")]),
        ("听取市政府工作报告，会见委托人。", "organ", []),
    ],
)  # fmt: skip
def test_a_reference_is_told_by_its_form(text: str, kind: str, expected: list[tuple[str, str | None]]) -> None:
    assert references_of(text, kind) == expected


def test_a_name_stands_once_with_all_its_places() -> None:
    text = "省委部署，市委落实，省委督查。"
    found = {item.name: [text[a:b] for a, b in item.spans] for item in find_references(text, scan(text))}
    assert found == {"省委": ["省委", "省委"], "市委": ["市委"]}


@given(st.text(alphabet="《》省市委党的届次大会议全中央二十工作战略书记王“”实施，。\n", max_size=100))
def test_any_text_gives_spans_of_what_they_say(text: str) -> None:
    for item in find_references(text, scan(text)):
        assert {text[start:end] for start, end in item.spans} == {item.name}
