"""Blanket claims answer the items of a list of livelihood projects, and nothing else."""

from __future__ import annotations

import pytest

from ninetenths.following import follow
from ninetenths.following.blankets import claims, listed
from ninetenths.reading import read

PLAN = """云溪县政府工作报告（2031年）

二、2031年工作安排
继续办好十件民生实事：
1.新建社区食堂45家。
2.改造公共厕所30座。
3.建设零工驿站20个。

三、加强自身建设
修编国土空间规划5部。
"""


@pytest.mark.parametrize(
    "sentence",
    [
        "十件民生实事全部完成", "十方面民生实事项目全面完成", "年度民生实事均已办结", "圆满完成10件民生实事",
        "民生实事项目件件落实", "承诺事项全部兑现",
    ],
)  # fmt: skip
def test_a_sentence_on_the_whole_list_is_a_blanket_claim(sentence: str) -> None:
    reading = read(f"2031年工作回顾\n{sentence}。\n")
    span = (reading.text.index(sentence), reading.text.index(sentence) + len(sentence))
    assert claims(reading, [span]) == [span]


@pytest.mark.parametrize(
    "sentence", ["谋划十件民生实事", "民生实事深入人心", "地铁一期全部完成", "民生实事征集意见三百条"]
)
def test_other_sentences_are_none(sentence: str) -> None:
    reading = read(f"2031年工作回顾\n{sentence}。\n")
    start = reading.text.index(sentence)
    assert claims(reading, [(start, start + len(sentence))]) == []


def test_a_claim_outside_the_review_does_not_count() -> None:
    reading = read("2031年工作回顾\n十件民生实事全部完成。\n")
    assert claims(reading, [(0, 5)]) == []


def test_numbered_lines_under_the_heading_are_its_items() -> None:
    reading = read(PLAN)
    places = [reading.text.index(words) for words in ("新建社区食堂", "改造公共厕所", "建设零工驿站", "修编国土")]
    assert listed(reading, [(start, start + 8) for start in places]) == [True, True, True, False]


def test_items_are_done_by_summary_and_the_sentence_shows_it() -> None:
    earlier = read(PLAN)
    report = read("云溪县政府工作报告（2032年）\n\n一、2031年工作回顾\n过去一年，十件民生实事全部完成。粮食丰收。\n")
    said = {earlier.text[slice(*item.spans[0])].rstrip("。"): item for item in follow(earlier, report).promises}
    item = said["2.改造公共厕所30座"]
    assert (item.status, item.why.code) == ("done", "blanket")
    assert "十件民生实事全部完成" in report.text[slice(*item.evidence[0])]
    assert said["修编国土空间规划5部"].status == "silent"
