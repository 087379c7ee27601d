"""Following: the example city's promises, several later texts, what should be known of the whole, and laws."""

from __future__ import annotations

import json
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninetenths.following import STATUSES, Following, Promise, follow
from ninetenths.packs import LANGUAGES, words
from ninetenths.reading import Reading, Span, read

PLAN = """云溪县政府工作报告（2031年）

一、2030年工作回顾
过去一年，全县生产总值增长6.1%。

二、2031年工作安排
今年要做好以下工作：地区生产总值增长6%左右。新建城市书房12家。建成云溪大桥复线。完成老旧小区改造30个。
"""
REPORT = """云溪县政府工作报告（2032年）

一、2031年工作回顾
过去一年，全县地区生产总值增长6.3%。新建城市书房9家。云溪大桥复线建成通车。

二、2032年工作安排
今年要继续推进老旧小区改造。
"""


@pytest.fixture(scope="module")
def pair(examples: Path) -> tuple[Reading, Reading]:
    folder = examples / "yunchuan"
    earlier, later = ((folder / f"work-report-{year}.txt").read_text(encoding="utf-8") for year in (2031, 2032))
    return read(earlier), read(later)


@pytest.fixture(scope="module")
def following(pair: tuple[Reading, Reading]) -> Following:
    return follow(*pair)


@pytest.fixture(scope="module")
def rows(examples: Path) -> list[tuple[str, str, str]]:
    lines = (examples / "yunchuan" / "fates.tsv").read_text(encoding="utf-8").splitlines()[1:]
    return [(plan, fate, evidence) for plan, fate, evidence in (line.split("\t") for line in lines)]


def of_words(following: Following, reading: Reading, surface: str) -> Promise:
    """The promise that shares most with the words."""
    start = reading.text.index(surface)
    end = start + len(surface)
    return max(
        following.promises, key=lambda item: sum(max(0, min(end, high) - max(start, low)) for low, high in item.spans)
    )


def notes(following: Following) -> list[tuple[str, dict[str, object]]]:
    return [(note.code, note.params) for note in following.notes]


def small(text: str, year: int | None = None) -> Reading:
    reading = read(text)
    return reading if year is None else replace(reading, source=replace(reading.source, year=year))


# -- the example city ------------------------------------------------------------------------------------------------


def test_four_of_five_fates_of_the_example_city_are_found(
    pair: tuple[Reading, Reading], following: Following, rows: list[tuple[str, str, str]]
) -> None:
    wrong = [plan for plan, fate, _ in rows if of_words(following, pair[0], plan).status != fate]
    assert len(rows) == 131
    assert len(wrong) <= len(rows) * 0.2, wrong


def test_what_is_found_done_is_shown_by_the_very_sentence(
    pair: tuple[Reading, Reading], following: Following, rows: list[tuple[str, str, str]]
) -> None:
    earlier, later = pair
    asked = hit = 0
    for plan, fate, evidence in rows:
        promise = of_words(following, earlier, plan)
        if fate == promise.status == "done":
            start = later.text.index(evidence)
            asked += 1
            hit += any(low < start + len(evidence) and start < high for low, high in promise.evidence)
    assert asked >= 60
    assert hit >= asked * 0.85, f"{hit} of {asked}"


def test_each_way_of_finding_is_used(pair: tuple[Reading, Reading], following: Following) -> None:
    said = {
        surface: (promise.status, promise.why.code)
        for surface in (
            "地区生产总值增长6.5%左右", "新培育市级以上绿色工厂28家", "交付人才公寓1200套", "盘活低效工业用地2500亩",
            "依法关停落后水泥熟料生产线1条", "开工建设玄武岩纤维二期项目",
        )
        for promise in [of_words(following, pair[0], surface)]
    }  # fmt: skip
    assert said == {
        "地区生产总值增长6.5%左右": ("done", "figure-reached"),
        "新培育市级以上绿色工厂28家": ("done", "figure-reached"),
        "交付人才公寓1200套": ("partial", "figure-partly"),
        "盘活低效工业用地2500亩": ("missed", "said-missed"),
        "依法关停落后水泥熟料生产线1条": ("silent", "not-found"),
        "开工建设玄武岩纤维二期项目": ("done", "reported-done"),
    }


def test_figures_show_what_was_promised_and_what_reported(pair: tuple[Reading, Reading], following: Following) -> None:
    why = of_words(following, pair[0], "交付人才公寓1200套").why
    assert {name: why.params[name] for name in ("promised", "reported", "bound", "unit")} == {
        "promised": 1200, "reported": 760, "bound": "=", "unit": "套",
    }  # fmt: skip


def test_a_silent_promise_shows_what_was_nearest_and_no_evidence(following: Following) -> None:
    silent = [promise for promise in following.promises if promise.status == "silent"]
    assert [promise.id for promise in silent if promise.evidence or promise.evidence_in] == []
    looked_for = [promise for promise in silent if promise.why.code == "not-found"]
    assert [promise.id for promise in looked_for if not 1 <= len(promise.candidates) <= 3] == []


def test_whatever_answers_shows_a_sentence(following: Following) -> None:
    answered = [promise for promise in following.promises if promise.status != "silent"]
    assert [promise.id for promise in answered if not 1 <= len(promise.evidence) <= 3 or promise.candidates] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_silence_is_never_called_a_broken_promise(language: str) -> None:
    said = [words("following", language)[code] for code in ("status.silent", "why.not-found", "headline")]
    said += [words("pages", language)[code] for code in ("fate.silent", "card.silent", "follow.fair")]
    blaming = ("broken", "broke", "failed", "失信", "违背", "食言", "落空", "没有兑现", "未兑现")
    assert [
        text for text in said for word in blaming if word in text.lower() and f"not {word}" not in text.lower()
    ] == []


def test_the_silent_status_names_the_reader_and_the_texts() -> None:
    assert words("following", "en")["status.silent"] == "not found by the reader in these texts"


# -- laws ------------------------------------------------------------------------------------------------------------


def lawful(following: Following, earlier: Reading, later: tuple[Reading, ...]) -> None:
    """What holds of every following."""

    def inside(spans: tuple[Span, ...], text: str) -> bool:
        return all(0 <= start < end <= len(text) for start, end in spans)

    assert len({promise.id for promise in following.promises}) == len(following.promises)
    for promise in following.promises:
        assert promise.status in STATUSES and 0 <= promise.confidence <= 1
        assert promise.spans and inside(promise.spans, earlier.text)
        assert not promise.evidence or inside(promise.evidence, later[0].text)
        assert all(inside(spans, later[int(number)].text) for number, spans in promise.evidence_in.items())
        assert all(inside((item.span,), later[item.later].text) for item in promise.candidates)
        assert (promise.status == "silent") == (not promise.evidence and not promise.evidence_in)
        assert promise.overruled is None
    assert len(following.later) == len(following.reviews) == len(later)


def test_the_example_city_is_lawful(pair: tuple[Reading, Reading], following: Following) -> None:
    lawful(following, pair[0], (pair[1],))


def test_the_same_texts_give_the_same_bytes(pair: tuple[Reading, Reading], following: Following) -> None:
    again = follow(*(read(reading.text) for reading in pair))
    assert again.to_json() == following.to_json()


def test_the_json_is_the_contract(following: Following) -> None:
    plain = json.loads(following.to_json())
    assert {"version", "earlier", "later", "promises"} <= plain.keys()
    assert set(plain["promises"][0]) == {
        "id", "spans", "followable", "status", "confidence", "evidence", "evidence_in", "why", "candidates", "overruled",
    }  # fmt: skip


_CLAUSES = st.sampled_from([
    "新建城市书房12家", "建成云溪大桥复线", "地区生产总值增长6%左右", "完成改造30个", "加强学习", "新建城市书房9家", "1", "",
    "未能完成投资计划", "十件民生实事全部完成", "过去五年", "“一号工程”顺利推进", "𠮷野路通车2.5公里", "%", "增长", "今年要",
])  # fmt: skip
_LINES = st.lists(_CLAUSES, max_size=5).map(lambda clauses: "，".join(clauses) + "。")
_TEXTS = st.tuples(
    st.sampled_from(["", "一、2030年工作回顾\n", "二、2031年工作安排\n"]), st.lists(_LINES, max_size=4),
    st.sampled_from(["", "二、2032年工作安排\n新建停车场3处。\n"]),
).map(lambda parts: parts[0] + "\n".join(parts[1]) + "\n" + parts[2])  # fmt: skip


@settings(max_examples=60)
@given(_TEXTS, st.lists(_TEXTS, max_size=3))
def test_any_texts_give_a_lawful_following(earlier: str, later: list[str]) -> None:
    first, rest = read(earlier), tuple(map(read, later))
    made = follow(first, *rest)
    lawful(made, first, rest)
    assert follow(first, *rest) == made


# -- several later texts ---------------------------------------------------------------------------------------------


def test_small_texts_are_followed_too() -> None:
    earlier = read(PLAN)
    made = follow(earlier, read(REPORT))
    assert {
        surface: of_words(made, earlier, surface).status
        for surface in ("地区生产总值增长6%左右", "新建城市书房12家", "完成老旧小区改造30个")
    } == {"地区生产总值增长6%左右": "done", "新建城市书房12家": "partial", "完成老旧小区改造30个": "silent"}


def test_what_the_first_later_text_leaves_out_a_further_one_may_say() -> None:
    earlier, report = read(PLAN), read(REPORT)
    communique = read("云溪县2031年统计公报\n\n一、2031年工作回顾\n过去一年，完成老旧小区改造30个，惠及居民九千户。\n")
    promise = of_words(follow(earlier, report, communique), earlier, "完成老旧小区改造30个")
    start = communique.text.index("完成老旧小区改造30个")
    assert (promise.status, promise.evidence, promise.why.params["later"]) == ("done", (), 2)
    assert [span[0] <= start < span[1] for span in promise.evidence_in["1"]][:1] == [True]


def test_one_later_text_twice_says_the_same_twice() -> None:
    earlier, report = read(PLAN), read(REPORT)
    once, twice = follow(earlier, report), follow(earlier, report, report)
    assert [promise.status for promise in twice.promises] == [promise.status for promise in once.promises]
    assert [promise.evidence_in for promise in twice.promises] == [
        {"1": promise.evidence} if promise.evidence else {} for promise in once.promises
    ]


# -- what should be known of the whole -------------------------------------------------------------------------------


def test_a_usual_pair_needs_no_note(following: Following) -> None:
    assert following.notes == ()


def test_the_same_text_twice_is_noted(pair: tuple[Reading, Reading]) -> None:
    assert ("same-text", {"later": 1}) in notes(follow(pair[0], pair[0]))


def test_a_text_of_another_subject_is_noted(examples: Path, pair: tuple[Reading, Reading]) -> None:
    other = read(
        "读书笔记\n"
        + "\n".join(f"第{n}章讲了{w}，读完{w}花了{n}天。" for n, w in enumerate("山海经诗书礼易春秋", start=1))
    )
    said = follow(pair[0], other)
    assert {note.code for note in said.notes} & {"unrelated", "no-review"} != set()
    answered = [promise for promise in said.promises if promise.status != "silent"]
    assert len(answered) <= len(said.promises) * 0.04


def test_a_text_without_a_plan_is_noted(pair: tuple[Reading, Reading]) -> None:
    made = follow(read("会议于上午九时开始。\n"), pair[1])
    assert (notes(made), made.promises) == ([("no-plan", {})], ())


def test_nothing_later_leaves_all_silent_and_says_so(pair: tuple[Reading, Reading]) -> None:
    made = follow(pair[0])
    assert notes(made) == [("no-later", {})]
    assert {promise.status for promise in made.promises} == {"silent"}


def test_a_later_text_that_reports_nothing_is_noted(pair: tuple[Reading, Reading]) -> None:
    assert notes(follow(pair[0], read(""))) == [("no-review", {"later": 1})]


def test_a_missing_year_is_noted() -> None:
    made = follow(small(PLAN, 2031), small(REPORT, 2034))
    assert ("gap", {"later": 1, "first": 2031, "second": 2034}) in notes(made)


def test_a_later_text_that_is_older_is_noted() -> None:
    made = follow(small(PLAN, 2031), small(REPORT, 2029))
    assert ("order", {"later": 1, "first": 2031, "second": 2029}) in notes(made)


def test_a_review_of_five_years_is_noted() -> None:
    report = REPORT.replace("过去一年，", "过去五年，")
    made = follow(small(PLAN, 2031), small(report, 2032))
    assert ("several-years", {"later": 1, "first": 2027, "last": 2031}) in notes(made)
    assert (made.reviews[0].first_year, made.reviews[0].last_year) == (2027, 2031)
