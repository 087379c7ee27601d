"""What a text's head tells: language, genre, classification mark, document number, day of adoption."""

from __future__ import annotations

from pathlib import Path

import pytest

from ninetenths.reading import read
from ninetenths.reading.genres import adoption_of, classification_of, genre_of, language_of, number_of


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("市委召开会议，审议办法。", "zh-Hans"),
        ("市府召開會議，審議辦法。", "zh-Hant"),
        ("The Council met on Tuesday.", "en"),
        ("GDP增长6%，R&D投入增长", "zh-Hans"),
        ("123 。", "zh-Hans"),
        ("", "zh-Hans"),
        ("𠀀𠀁", "zh-Hans"),
    ],
)
def test_the_language_is_told_from_the_script(text: str, language: str) -> None:
    assert language_of(text) == language


@pytest.mark.parametrize(
    ("title", "genre"),
    [
        ("政府工作报告", "work-report"),
        ("2031年云川市人民政府工作报告", "work-report"),
        ("中国共产党云川市第九届委员会第二次全体会议公报", "communique"),
        ("市委九届二次全体(扩大)会议举行", "session-news"),
        ("中共云川市委关于加快建设山水新城的决定", "decision"),
        ("云川市百湖治理专项行动实施方案", "plan"),
        ("雲川市政府推動社區行動計畫", "plan"),
        ("云川的春天", "other"),
    ],
)
def test_the_genre_is_told_from_the_title(title: str, genre: str) -> None:
    assert genre_of(f"{title}\n\n正文。\n", [title, "正文。"]) == genre


@pytest.mark.parametrize(
    ("name", "genre"),
    [
        ("yunchuan/plenary-news.txt", "session-news"), ("yunchuan/decision.txt", "decision"),
        ("yunchuan/work-report-2031.txt", "work-report"), ("yunchuan/work-report-2032.txt", "work-report"),
        ("yunchuan/plan-2032.txt", "plan"), ("yunchuan/plan-2032.hant.txt", "plan"),
        ("larchmoor/resolution.txt", "resolution"), ("larchmoor/minutes.txt", "minutes"),
        ("larchmoor/resolution-un-style.txt", "resolution"),
    ],
)  # fmt: skip
def test_the_examples_have_their_genre(examples: Path, name: str, genre: str) -> None:
    assert read((examples / name).read_text(encoding="utf-8")).source.genre == genre


@pytest.mark.parametrize(
    ("text", "mark"),
    [
        ("机密★1年\n关于防汛的报告", "机密"),
        ("密级：秘密\n关于防汛的报告", "秘密"),
        ("　　绝密\n", "绝密"),
        ("機密\n", "機密"),
        ("保守国家秘密\n", None),
        ("要严守机密。\n", None),
        ("甲\n" * 400 + "机密\n", None),
    ],
)
def test_a_classification_mark_stands_alone_at_the_head(text: str, mark: str | None) -> None:
    found = classification_of(text)
    assert (found and found[0]) == mark
    assert found is None or text[slice(*found[1])] == mark


@pytest.mark.parametrize(
    ("line", "number"),
    [
        ("云委发〔2031〕6号", "云委发〔2031〕6号"),
        ("　云政办发[2031]第12号 ", "云政办发[2031]第12号"),
        ("根据云委发〔2031〕6号文件", None),
        ("云委发6号", None),
    ],
)
def test_a_document_number_stands_on_its_own_line(line: str, number: str | None) -> None:
    assert number_of(["题目", line]) == number


@pytest.mark.parametrize(
    ("line", "day"),
    [
        ("（2031年7月20日中国共产党云川市第九届委员会第二次全体会议通过）", "2031-07-20"),
        ("(2031年1月5日市第三届人民代表大会第二次会议通过)", "2031-01-05"),
        ("（7月20日市委全会通过）", None),
        ("2031年7月20日会议通过", None),
    ],
)
def test_the_day_of_adoption_is_the_notes(line: str, day: str | None) -> None:
    assert adoption_of(["题目", line]) == day


def test_number_and_day_come_into_the_source(examples: Path) -> None:
    decision = read((examples / "yunchuan/decision.txt").read_text(encoding="utf-8")).source
    assert (decision.document_number, decision.adopted_on) == ("云委发〔2031〕6号", "2031-07-20")
    plan = read((examples / "yunchuan/plan-2032.txt").read_text(encoding="utf-8")).source
    assert (plan.document_number, plan.adopted_on, plan.year) == ("云政办发〔2032〕3号", None, 2032)
    assert read((examples / "larchmoor/resolution.txt").read_text(encoding="utf-8")).source.adopted_on == "2031-07-15"
