"""Local against higher-level texts: named things, figures and words carry; slogans and set phrases do not."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from ninetenths.extraction import extract_file
from ninetenths.following.tracing import Traced, Tracing, is_programme, trace
from ninetenths.following.values import Why
from ninetenths.reading import Reading, read


def _of(text: str) -> Reading:
    return read(f"二、重点工作\n{text}")


def _carried(tracing: Tracing) -> list[Traced]:
    return [item for item in tracing.traced if item.carriers]


def _single(theirs: str, ours: str) -> Traced:
    tracing = trace([_of(ours)], [_of(theirs)])
    assert len(tracing.traced) == 1
    return tracing.traced[0]


def test_a_rate_below_theirs_is_looser_and_above_is_stricter() -> None:
    standings = []
    for ours in ("60%", "70%", "65%"):
        item = _single("农村生活污水治理率达到65%。", f"农村生活污水治理率达到{ours}。")
        figures = item.carriers[0].figures
        assert figures is not None
        standings.append((item.carriers[0].how, figures.standing, figures.theirs, figures.ours))
    assert standings == [
        ("indicator", "looser", 65, 60), ("indicator", "stricter", 65, 70), ("indicator", "same", 65, 65),
    ]  # fmt: skip


def test_a_smaller_amount_is_our_share() -> None:
    figures = _single("新增城市公园绿地150万平方米。", "新增城市公园绿地45万平方米。").carriers[0].figures
    assert figures is not None
    assert (figures.standing, figures.theirs, figures.ours, figures.unit) == ("share", 1_500_000, 450_000, "平方米")


def test_growth_is_not_held_against_a_level() -> None:
    item = _single("规模以上工业增加值占地区生产总值比重达到28%。", "规模以上工业增加值增长7.5%。")
    assert [one.figures for one in item.carriers] == [None] * len(item.carriers)


def test_slogans_alone_carry_nothing() -> None:
    same = "以优异成绩迎接党的二十大胜利召开，深入践行社会主义核心价值观，扎实推进共同富裕。"
    assert _carried(trace([_of(same)], [_of(same + "实施百湖治理工程。")])) == []


def test_a_set_phrase_alone_carries_nothing_and_is_said() -> None:
    theirs = _of("深化“三比三看”活动，完成农村公路改造80公里。")
    tracing = trace([_of("持续深化“三比三看”活动。")], [theirs])
    assert [item.carriers for item in tracing.traced] == [(), ()]


def test_what_ends_as_programmes_do_is_one() -> None:
    names = ("红色根脉强基工程", "两个维护", "百湖治理专项行动", "一湖一档", "Riverfront Recovery Program")
    assert [name for name in names if is_programme(name)] == [names[0], names[2], names[4]]


def test_texts_without_commitments_and_the_same_text_are_noted() -> None:
    empty, report = read("会议通知。"), _of("改造老旧小区42个。")
    assert trace([empty], [report]).notes == (Why("ours-without-commitments", {"ours": 0}),)
    assert trace([report], [empty]).notes == (Why("theirs-without-commitments", {"theirs": 0}),)
    assert trace([report], [report]).notes == (Why("same-text", {"theirs": 0, "ours": 0}),)
    assert trace([read("")], [read("")]).traced == ()


@pytest.fixture(scope="module")
def city(examples: Path) -> Tracing:
    ours = [read(extract_file(examples / f"yunchuan/work-report-203{year}.txt").text) for year in (1, 2)]
    return trace(ours, [read(extract_file(examples / "yunchuan/decision.txt").text)])


def test_every_commitment_is_carried_or_not_and_ours_are_carriers_or_our_own(city: Tracing) -> None:
    counts = city.counts()
    assert counts["carried"] + counts["uncarried"] == counts["theirs"] == len(city.traced)
    used = {(one.text, one.id) for item in city.traced for one in item.carriers}
    assert used & {(one.text, one.id) for one in city.own} == set()
    assert len(used) + len(city.own) == counts["ours"]


def test_a_named_project_of_the_decision_is_carried_by_name(city: Tracing, examples: Path) -> None:
    decision = extract_file(examples / "yunchuan/decision.txt").text
    found = {decision[slice(*item.span)]: item.carriers for item in _carried(city)}
    assert [(one.how, one.wording) for one in found["建成青陵通用机场"] if one.text == 1] == [
        ("programme", "建成青陵通用机场")
    ]


def test_scores_are_shares_best_first_and_wordings_stand_in_both(city: Tracing, examples: Path) -> None:
    decision = extract_file(examples / "yunchuan/decision.txt").text
    for item in _carried(city):
        scores = [one.score for one in item.carriers]
        assert scores == sorted(scores, reverse=True)
        assert all(0 < score <= 1 for score in scores)
        assert all(one.wording in decision[slice(*item.span)] for one in item.carriers)


def test_json_holds_the_counts(city: Tracing) -> None:
    plain = orjson.loads(city.to_json())
    assert plain["counts"] == city.counts()
    assert len(plain["traced"]) == len(city.traced)


def test_an_english_resolution_carries_what_is_named(examples: Path) -> None:
    theirs = read(extract_file(examples / "larchmoor/resolution.txt").text)
    ours = read(
        "A RESOLUTION\n\nNOW, THEREFORE, BE IT RESOLVED:\n\nSECTION 1. The District shall restore 12 acres of "
        "floodplain wetland at Tanner's Bend by May 15, 2033.\n\nSECTION 2. The District shall repaint its offices.\n"
    )
    carried = _carried(trace([ours], [theirs]))
    assert ["wetland" in theirs.text[slice(*item.span)] for item in carried] == [True]


@pytest.mark.gold
def test_a_city_carries_more_of_its_own_province_than_of_another(shared: Path) -> None:
    folder = shared / "corpus" / "work-reports"
    ours = read(extract_file(folder / "city" / "杭州市-2022.txt").text)
    theirs = [
        read(extract_file(folder / "province" / f"{name}-2022.txt").text) for name in ("浙江省", "江苏省", "甘肃省")
    ]
    carried = [trace([ours], [one]).counts()["carried"] for one in theirs]
    print(carried)
    assert carried[0] > 2 * max(carried[1:])
