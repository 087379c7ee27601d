"""Series: which texts make one, what a share is worth, what runs through the years."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.following import follow
from ninetenths.following.series import (
    Figure,
    Line,
    PairTold,
    Target,
    Text,
    Told,
    arrange,
    carried,
    chains,
    figures,
    longest_silent,
    place_and_year,
    recurring,
    targets,
    wilson,
)
from ninetenths.reading import read


@pytest.mark.parametrize(("stem", "folder", "found"), [
    ("云川市-2031", "texts", ("云川市", 2031)),
    ("云川市2031年政府工作报告", "texts", ("云川市", 2031)),
    ("2031", "云川市", ("云川市", 2031)),
    ("2031年政府工作报告", "云川市", ("云川市", 2031)),
    ("2031-2035规划", "云川市", ("2031", 2035)),
    ("work-report-2031", "yunchuan", ("work-report", 2031)),
    ("工作报告", "云川市", ("云川市", None)),
    ("云川市-20310", "texts", ("texts", None)),
])  # fmt: skip
def test_place_and_year_come_from_the_name_else_the_folder(
    stem: str, folder: str, found: tuple[str, int | None]
) -> None:
    assert place_and_year(stem, folder) == found


def text(place: str, year: int, folder: str = "", size: int = 9, path: str = "") -> Text:
    return Text(place, folder, year, path or f"{folder}/{place}-{year}.txt", size)


def test_pairs_are_of_adjoining_years_and_gaps_are_said() -> None:
    [series] = arrange([text("云川市", year) for year in (2034, 2031, 2032, 2036)])
    assert [(one.year, two.year) for one, two in series.pairs] == [(2031, 2032)]
    assert series.missing == (2033, 2035)


def test_of_two_texts_of_one_year_the_longer_stands() -> None:
    short, long = text("云川市", 2031, size=5, path="a.txt"), text("云川市", 2031, size=8, path="b.txt")
    [series] = arrange([short, long])
    assert (series.texts, series.aside) == ((long,), (short,))


def test_places_of_one_name_in_two_folders_stay_apart() -> None:
    found = arrange([text("云川", 2031, "city"), text("云川", 2032, "county"), text("石汀", 2031, "city")])
    assert [series.place for series in found] == ["city/云川", "石汀", "county/云川"]


def test_wilson_gives_the_published_interval() -> None:
    found = wilson(81, 263)  # Newcombe 1998, table I, method 3
    assert (round(found.low, 4), round(found.high, 4)) == (0.2553, 0.3662)
    assert (wilson(0, 20).low, round(wilson(0, 20).high, 4)) == (0.0, 0.1611)
    assert (wilson(0, 0).low, wilson(0, 0).high) == (0.0, 1.0)


@given(st.integers(1, 5000).flatmap(lambda total: st.tuples(st.integers(0, total), st.just(total))))
def test_an_interval_holds_its_share_and_mirrors_its_complement(given_: tuple[int, int]) -> None:
    count, total = given_
    found, other = wilson(count, total), wilson(total - count, total)
    assert 0 <= found.low <= count / total <= found.high <= 1
    assert abs(found.low + other.high - 1) < 1e-9


PLAN = "云川市人民政府工作报告\n\n二、{year}年工作安排\n\n{text}\n"


def test_a_promise_made_again_is_found_whatever_its_figure() -> None:
    one = read(PLAN.format(year=2031, text="整治竹溪河黑臭水体。新建社区食堂12家。建设锦屏湿地公园。"))
    two = read(PLAN.format(year=2032, text="新建社区食堂20家。开工建设石汀水厂。整治竹溪河黑臭水体。"))
    said = {item.id: one.text[slice(*item.spans[0])] for item in one.commitments}
    again = {item.id: two.text[slice(*item.spans[0])] for item in two.commitments}
    assert [(said[left], again[right]) for left, right in recurring(one, two)] == [
        ("整治竹溪河黑臭水体", "整治竹溪河黑臭水体"), ("新建社区食堂12家", "新建社区食堂20家"),
    ]  # fmt: skip


def test_nothing_recurs_where_a_text_has_no_plan() -> None:
    one, two = read("云川市"), read(PLAN.format(year=2032, text="新建社区食堂20家。"))
    assert (recurring(one, two), recurring(two, one)) == ([], [])


def pair(year: int, fates: dict[str, str | None], links: dict[str, str], *, answered: bool = True) -> PairTold:
    promises = tuple(Told(name, f"{name} of {year}", fate) for name, fate in fates.items())
    return PairTold(year, year + 1, promises, tuple(links.items()), (), (), answered)


YEARS = [
    pair(2031, {"a": "silent", "b": "done"}, {"a": "c", "b": "d"}),
    pair(2032, {"c": "silent", "d": "silent", "e": None}, {"c": "f"}),
    pair(2033, {"f": "silent", "g": "silent"}, {"f": "h"}),
]


def test_chains_run_from_year_to_year_and_begin_once() -> None:
    assert chains(YEARS) == [
        [(2031, "a"), (2032, "c"), (2033, "f"), (2034, "h")], [(2031, "b"), (2032, "d")], [(2032, "e")], [(2033, "g")],
    ]  # fmt: skip


def test_what_stands_in_three_plans_is_carried_forward_with_its_latest_known_words() -> None:
    assert carried(YEARS) == [Line("f of 2033", (2031, 2032, 2033, 2034), (2033, "f"))]


def test_longest_silent_counts_only_years_with_a_report_that_can_answer() -> None:
    assert longest_silent(YEARS) == [Line("f of 2033", (2031, 2032, 2033), (2033, "f"))]
    mute = pair(2031, {"a": "silent", "b": "done"}, {"a": "c", "b": "d"}, answered=False)
    assert longest_silent([mute, *YEARS[1:]]) == [Line("f of 2033", (2032, 2033), (2033, "f"))]


def test_targets_stand_beside_what_was_reported_for_their_year() -> None:
    def told(year: int, aimed: float, reported: float | None) -> PairTold:
        said = (Figure("生产总值增长", "%", year, reported),) if reported is not None else ()
        return PairTold(year, year + 1, (), (), (Figure("生产总值增长", "%", year, aimed),), said)

    assert targets([told(2031, 6.0, 6.3), told(2032, 5.5, None)]) == [
        Target("生产总值增长", "%", ((2031, 6.0), (2032, 5.5)), ((2031, 6.3),))
    ]
    assert targets([told(2031, 6.0, 6.3)]) == []


def test_figures_take_the_place_out_of_an_indicators_name() -> None:
    one = read(PLAN.format(year=2031, text="全市生产总值增长6%左右。"))
    two = read(
        "云川市人民政府工作报告\n\n一、2031年工作回顾\n\n全市生产总值增长6.3%。建成桥梁3座。\n\n"
        "二、2032年工作安排\n\n建成石汀水厂。\n"
    )
    aimed, reported = figures(follow(one, two), one, two, 2031)
    assert aimed == [Figure("生产总值增长", "%", 2031, 6.0)]
    assert reported == [Figure("生产总值增长", "%", 2031, 6.3)]


def test_a_value_of_another_matter_is_not_taken_for_the_reported_one() -> None:
    one = read(PLAN.format(year=2031, text="生产总值增长6%左右。"))
    two = read(
        "云川市人民政府工作报告\n\n一、2031年工作回顾\n\n第三产业占生产总值比重达到54.5%。建成桥梁3座。\n\n"
        "二、2032年工作安排\n\n整治石汀河道。\n"
    )
    assert figures(follow(one, two), one, two, 2031)[1] == []
