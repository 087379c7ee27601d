"""Two versions of a text: every clause in one change, identical texts unchanged, moves and figures told apart."""

from __future__ import annotations

from collections.abc import Callable
from fractions import Fraction
from pathlib import Path

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninetenths.extraction import extract_file
from ninetenths.following.versions import Change, Versions, carry_ids, compare_versions
from ninetenths.reading import Reading, read

_SENTENCES = (
    "新建云川市第三污水处理厂，年内完成主体工程。", "改造老旧小区42个，惠及居民1.2万户。", "同时，",
    "地区生产总值增长6%左右。", "开通青陵到柳浦的公交快线3条。", "The City shall plant 900 trees by May 2033.",
    "2022年1月17日", "建成“一湖一档”，做到一湖一策。", "\n", "\n\n二、重点工作\n", "全会强调，要抓好落实。",
    "建设云湖实验室，引进高层次人才300名。",
)  # fmt: skip
_TEXTS = st.one_of(
    st.lists(st.sampled_from(_SENTENCES), max_size=24).map("".join), st.text(max_size=120)
)  # fmt: skip


def _kinds(versions: Versions) -> list[tuple[str, int]]:
    return [(kind, count) for kind, count in versions.counts().items() if count]


def _only(versions: Versions, kind: str) -> Change:
    found = [change for change in versions.changes if change.kind == kind]
    assert len(found) == 1
    return found[0]


def _texts(change: Change, old: Reading, new: Reading) -> tuple[list[str], list[str]]:
    return [old.text[slice(*span)] for span in change.old], [new.text[slice(*span)] for span in change.new]


@given(_TEXTS)
@settings(max_examples=60, deadline=None)
def test_a_text_against_itself_has_no_change(text: str) -> None:
    reading = read(text)
    versions = compare_versions(reading, reading)
    assert [change.kind for change in versions.changes] == ["same"] * len(reading.clauses)
    assert versions.kinship == "identical"
    assert carry_ids(reading, reading) == {clause.id: clause.id for clause in reading.clauses}


@given(_TEXTS, _TEXTS)
@settings(max_examples=80, deadline=None)
def test_every_clause_of_either_side_is_in_exactly_one_change(one: str, other: str) -> None:
    old, new = read(one), read(other)
    versions = compare_versions(old, new)
    assert sorted(name for change in versions.changes for name in change.old_ids) == sorted(c.id for c in old.clauses)
    assert sorted(name for change in versions.changes for name in change.new_ids) == sorted(c.id for c in new.clauses)
    counts = versions.commitment_counts()
    assert sum(counts.values()) - counts["new"] == len(old.commitments)
    assert all(Fraction(0) <= share <= 1 for share in versions.common)


@given(_TEXTS, _TEXTS)
@settings(max_examples=60, deadline=None)
def test_the_inner_difference_spells_both_wordings(one: str, other: str) -> None:
    old, new = read(one), read(other)
    for change in compare_versions(old, new).changes:
        if change.pieces:
            before = "".join(old.text[slice(*piece.old)] for piece in change.pieces)
            after = "".join(new.text[slice(*piece.new)] for piece in change.pieces)
            assert before == old.text[change.old[0][0] : change.old[-1][1]]
            assert after == new.text[change.new[0][0] : change.new[-1][1]]


def _example(examples: Path, name: str) -> str:
    return extract_file(examples / name).text


@pytest.fixture(scope="module")
def report(examples: Path) -> str:
    return _example(examples, "yunchuan/work-report-2031.txt")


def _paragraphs(text: str) -> list[str]:
    return text.split("\n")


def test_a_changed_figure_is_from_one_value_to_another() -> None:
    old, new = read("改造老旧小区42个。"), read("改造老旧小区56个。")
    change = _only(compare_versions(old, new), "number")
    assert [(one.before, one.after, one.unit) for one in change.figures] == [(42, 56, "个")]
    assert [(old.text[slice(*one.old)], new.text[slice(*one.new)]) for one in change.figures] == [("42个", "56个")]


def test_a_moved_deadline_is_a_change_in_number() -> None:
    old, new = read("2032年6月底前建成云湖实验室。"), read("2032年9月底前建成云湖实验室。")
    change = _only(compare_versions(old, new), "number")
    assert [(one.before, one.after) for one in change.figures] == [("2032-06-30", "2032-09-30")]


def test_a_number_in_words_is_a_number() -> None:
    old = read("The Fire Department shall install twelve sirens on the east bank by May.")
    new = read("The Fire Department shall install fifteen sirens on the east bank by May.")
    change = _only(compare_versions(old, new), "number")
    assert [(one.before, one.after) for one in change.figures] == [("twelve", "fifteen")]


def test_a_reworded_clause_shows_its_inner_difference() -> None:
    old, new = read("全面推进云湖水环境综合治理。"), read("加快推进云湖水环境综合治理。")
    change = _only(compare_versions(old, new), "reworded")
    assert [piece.kind for piece in change.pieces] == ["dropped", "new", "same"]
    assert _texts(change, old, new) == (["全面推进云湖水环境综合治理"], ["加快推进云湖水环境综合治理"])


def test_two_clauses_made_one_are_one_change() -> None:
    old, new = read("深化文化体制改革，完善公共文化服务。"), read("深化文化体制改革、完善公共文化服务。")
    change = _only(compare_versions(old, new), "reworded")
    assert (len(change.old_ids), len(change.new_ids)) == (2, 1)


def test_moved_paragraphs_are_moved_and_nothing_else(report: str) -> None:
    parts = _paragraphs(report)
    long = [at for at, part in enumerate(parts) if len(part) > 120]
    one, other = long[6], long[-6]
    moved = list(parts)
    moved[one], moved[other] = parts[other], parts[one]
    versions = compare_versions(read(report), read("\n".join(moved)))
    assert {kind for kind, _ in _kinds(versions)} == {"same", "moved"}
    text = "".join(report[slice(*change.old[0])] for change in versions.changes if change.kind == "moved")
    assert len(text) <= len(parts[one]) + len(parts[other])


def test_ids_of_clauses_elsewhere_survive_an_inserted_paragraph(report: str) -> None:
    parts = _paragraphs(report)
    at = next(place for place, part in enumerate(parts) if len(part) > 120 and place > 30)
    old, new = read(report), read("\n".join([*parts[:at], "　　新建三座人行天桥，开通五条公交线路。", *parts[at:]]))
    carried = carry_ids(old, new)
    surfaces = {clause.id: new.text[clause.start : clause.end] for clause in new.clauses}
    assert {clause.id: old.text[clause.start : clause.end] for clause in old.clauses} == {
        name: surfaces[other] for name, other in carried.items()
    }
    assert any(name != other for name, other in carried.items())


def test_commitments_are_kept_changed_dropped_and_new() -> None:
    old = read("二、重点工作\n改造老旧小区42个。完成农村公路改造80公里。新增停车泊位3000个。开通公交快线3条。")
    new = read("二、重点工作\n改造老旧小区56个。完成农村公路改造80公里。新增公共停车泊位3000个。新建养老驿站20处。")
    assert compare_versions(old, new).commitment_counts() == {
        "kept": 1, "reworded": 1, "number": 1, "dropped": 1, "new": 1,
    }  # fmt: skip


def test_different_texts_are_not_versions_of_one(examples: Path) -> None:
    one = read(_example(examples, "yunchuan/decision.txt"))
    other = read(_example(examples, "larchmoor/minutes.txt"))
    versions = compare_versions(one, other)
    assert (versions.kinship, max(versions.common) < Fraction(1, 20)) == ("strangers", True)


def test_an_empty_text_makes_everything_new() -> None:
    versions = compare_versions(read(""), read("改造老旧小区42个。"))
    assert _kinds(versions) == [("new", 1)]


def test_the_two_scripts_of_one_text_are_the_same() -> None:
    old = read("　　深入推进云湖环境综合治理，确保水质持续改善，让群众共享治理成果。")
    new = read("　　深入推進雲湖環境綜合治理，確保水質持續改善，讓群眾共享治理成果。")
    assert new.source.language == "zh-Hant"
    assert compare_versions(old, new).kinship == "identical"


def test_json_holds_counts_and_shares() -> None:
    plain = orjson.loads(compare_versions(read("改造老旧小区42个。"), read("改造老旧小区56个。")).to_json())
    assert (plain["kinship"], plain["counts"]["number"], plain["common"]) == ("versions", 1, ["1", "1"])


def test_thousands_of_equal_clauses_take_time_in_line_with_their_number(grows_in_line: Callable[..., bool]) -> None:
    def comparing(size: int) -> Callable[[], object]:
        old, new = read("同时，" * size), read("同时，" * (size * 5 // 6) + "改造老旧小区42个。")
        return lambda: compare_versions(old, new)

    assert grows_in_line(comparing, 1_500, 6_000)


@pytest.mark.gold
def test_reports_of_two_years_are_taken_for_strangers(shared: Path) -> None:
    folder = shared / "corpus" / "work-reports" / "province"
    old, new = (read(extract_file(folder / f"浙江省-{year}.txt").text) for year in (2022, 2023))
    versions = compare_versions(old, new)
    assert versions.kinship == "strangers"
