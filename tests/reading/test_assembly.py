"""Laws of every reading: spans inside the text, the same bytes twice, total, linear, whatever the text."""

from __future__ import annotations

import hashlib
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ninetenths.reading import Reading, Source, read

sys.path.insert(0, str(Path(__file__).parent))
from laws import breaches

# Pieces of which official texts, and broken ones, are made.
PIECES = (
    "一、", "（一）", "（1）", "1. ", "第一章", "第三节 ", "一是", "二是", "到2032年底", "2031年", "今年", "12月底前", "力争",
    "地区生产总值增长6%左右", "达到1.2万套", "1000亿元以上", "3—5个", "三大行动", "等五大平台", "“三比三看”", "“", "”", "‘", "《", "》",
    "（", "）", "(", ")", "[", "]", "【", "〔2031〕6号", "「", "」", "，", "。", "；", "：", "、", "！", ",", ";", ":", ".", "?",
    "\n", "\n\n", "\r\n", "\r", "\u3000\u3000", " ", "\t", "#", "**", "->", "市委九届二次全体(扩大)会议举行", "政府工作报告", "全会指出",
    "全会强调，", "会议审议通过《决定》", "出席48名", "市委常委会主持会议", "（牵头单位：市财政局、市经济和信息化局）", "建设云江大桥",
    "坚持", "聚焦", "始终保持", "2031年工作回顾", "2032年工作安排", "各位代表：", "發佈日期", "實施", "秘密", "机密★1年", "发布日期:2031-07-21",
    "WHEREAS, ", "BE IT RESOLVED", "Section 1. ", "The Council shall ", "by June 30, 2032", "Recalling ", "Decides ", "moved, ",
    "Ayes: 6. Noes: 1.", "MINUTES", "$4.5 million", "a", "Resolution ", "\x00", "\x0b", "\x85", "\u2028", "\ufeff", "\u200b", "\ud800",
    "\udfff", "😀", "𠀀", "e\u0301", "٣", "①", "Ⅳ", "½", "²", "０", "○", "廿",
)  # fmt: skip
TEXTS = st.one_of(
    st.lists(st.sampled_from(PIECES), max_size=40).map("".join),
    st.lists(st.one_of(st.sampled_from(PIECES), st.text(max_size=6)), max_size=24).map("".join),
    st.text(alphabet=st.characters(codec=None), max_size=80),
)


@settings(max_examples=250)
@given(TEXTS)
@example("")
@example("\n")
@example("“\n”。")
@example("\ud800，\udfff。")
@example("一、一、一、")
def test_every_text_gives_a_reading_that_keeps_the_invariants(text: str) -> None:
    assert breaches(text) == []


@pytest.mark.deep
@settings(max_examples=6000)
@given(TEXTS)
def test_many_more_texts_give_readings_that_keep_the_invariants(text: str) -> None:
    assert breaches(text) == []


@pytest.mark.parametrize(
    "name", sorted((Path(__file__).resolve().parents[2] / "examples").glob("*/*.txt")), ids=lambda path: path.stem
)
def test_examples_keep_the_invariants(name: Path) -> None:
    assert breaches(name.read_text(encoding="utf-8")) == []


@pytest.mark.parametrize("cut", range(1, 12))
def test_a_text_cut_off_anywhere_keeps_the_invariants(examples: Path, cut: int) -> None:
    text = (examples / "yunchuan/plenary-news.txt").read_text(encoding="utf-8")
    assert breaches(text[: len(text) * cut // 12 + cut]) == []


def test_the_source_is_completed_not_replaced() -> None:
    text = "云川市2031年政府工作报告\n\n各位代表：\n"
    known = Source(
        file_sha256="ab", title="题", publisher="云川日报", published_on="2031-01-02", retrieved_at="2031-02-01"
    )
    told = read(text, source=known).source
    assert (told.file_sha256, told.title, told.publisher, told.published_on, told.retrieved_at) == (
        "ab", "题", "云川日报", "2031-01-02", "2031-02-01",
    )  # fmt: skip
    assert (told.text_sha256, told.chars, told.language, told.genre, told.year) == (
        hashlib.sha256(text.encode()).hexdigest(), len(text), "zh-Hans", "work-report", 2031,
    )  # fmt: skip


def test_a_reading_keeps_its_text_and_equality_does_not_ask_for_it() -> None:
    made = read("一、建成大桥。")
    assert made.text == "一、建成大桥。"
    assert Reading.from_dict(made.to_dict()) == made


# Each of these once made, or could make, a part of a reader look back or ahead without end.
_UNITS = (
    "（", "“", "「『", "《", "）", "，", "。", "\n", "\r", " ", "\u3000", "一、", "（一）", "1.", "第一章", "一是", "三大", "5个", "2031年",
    "到2031年底，", "牵头单位：", "（牵头，", "、", "和", "等五大", "全会指出，", "全会指出", "发布日期：", "审议通过《", "“甲", "“三三”", "1—", "1.2万", "亿",
    "百分之", "提高到", "至", "A", "Aa ", "Recalling ", "Section 1. ", "WHEREAS, ", "moved ", "The Aa of ", "by ", "$1", "AYES: ", "\ud800", "😀", "\x00",
    "坚持改，", "聚焦工业；", "八届二次全体会议", "同志", "秘密\n", "即", "；一是改；二是建", "会同", "由", "不超过", "同比增长", "（1）",
)  # fmt: skip


def reading_of(unit: str, size: int) -> Callable[[], object]:
    text = "市委八届二次全体会议举行\n" + unit * (size // len(unit))
    return lambda: read(text)


@pytest.mark.deep
@pytest.mark.parametrize("unit", _UNITS)
def test_time_is_linear_in_the_length(unit: str, grows_in_line: Callable[..., bool]) -> None:
    assert grows_in_line(lambda size: reading_of(unit, size), 40_000, 160_000)


def test_time_is_linear_in_the_length_of_texts_of_all_sorts(grows_in_line: Callable[..., bool]) -> None:
    assert [unit for unit in _UNITS if not grows_in_line(lambda size, u=unit: reading_of(u, size), 2_000, 8_000)] == []
