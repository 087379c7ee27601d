"""An index of texts: every clause finds itself, the nearest texts come from what they say, the file is all there is."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninetenths.extraction import extract_file
from ninetenths.following.indexing import Index, common_wording, indexed, make_index, open_index
from ninetenths.reading import read
from ninetenths.refusal import Refusal

_SENTENCES = (
    "新建云川市第三污水处理厂，年内完成主体工程。", "改造老旧小区42个，惠及居民1.2万户。", "全会强调，要抓好落实。",
    "建设云湖实验室，引进高层次人才300名。", "加快发展。", "\n\n二、重点工作\n", "开通青陵到柳浦的公交快线3条。",
    "实施百湖治理专项行动，做到“一湖一档”。", "加快发展，加快建设，加快改革发展。",
)  # fmt: skip
_ENGLISH = (
    "The City shall restore 46 acres of floodplain wetland at the northern bend. ",
    "The Fire Department shall install twelve river sirens. ",
    "Decides to remain seized of the matter.\n",
)
_TEXTS = st.lists(
    st.one_of(
        st.lists(st.sampled_from(_SENTENCES), min_size=1, max_size=12).map("".join),
        st.lists(st.sampled_from(_ENGLISH), min_size=1, max_size=6).map("".join),
    ),
    min_size=1, max_size=4,
)  # fmt: skip


def _index(texts: list[str]) -> Index:
    return make_index([indexed(f"{at}.txt", read(text)) for at, text in enumerate(texts)])


def _again(index: Index) -> Index:
    return open_index(b"".join(index.to_chunks()), "here")


@given(_TEXTS)
@settings(max_examples=40, deadline=None)
def test_every_clause_finds_itself_first(texts: list[str]) -> None:
    index = _again(_index(texts))
    for text in texts:
        reading = read(text)
        for clause in reading.clauses:
            surface = text[clause.start : clause.end]
            found = index.near_clauses(surface, reading.source.language, limit=1)
            if found:
                best = index.near_clauses(found[0].surface, reading.source.language, limit=1)
                assert found[0].score == pytest.approx(best[0].score)
                assert surface in {
                    one.surface for one in index.near_clauses(surface, reading.source.language, limit=40)
                }


@given(_TEXTS)
@settings(max_examples=20, deadline=None)
def test_an_index_from_its_own_bytes_is_the_same(texts: list[str]) -> None:
    index = _index(texts)
    data = b"".join(index.to_chunks())
    again = open_index(data, "here")
    assert b"".join(again.to_chunks()) == data
    assert [again.text(at) for at in range(len(again))] == texts
    assert b"".join(make_index([again.held(at) for at in range(len(again))]).to_chunks()) == data


def test_a_named_thing_is_found_by_its_name() -> None:
    index = _index(["".join(_SENTENCES), "改造老旧小区50个。建设青陵实验室。"])
    found = index.near_clauses("引进高层次人才", limit=1)
    assert [(one.text, one.surface) for one in found] == [(0, "引进高层次人才300名")]
    assert index.text(0)[slice(*found[0].span)] == found[0].surface


def test_the_text_itself_is_not_among_its_nearest(examples: Path) -> None:
    names = ("work-report-2031", "work-report-2032", "decision", "plan-2032")
    readings = [read(extract_file(examples / f"yunchuan/{name}.txt").text) for name in names]
    index = make_index([indexed(name, one) for name, one in zip(names, readings, strict=True)])
    near = index.near_texts(readings[0])
    assert index.row(near[0].text)["name"] == "work-report-2032"
    assert 0 not in {one.text for one in near}
    assert [one.score for one in near] == sorted((one.score for one in near), reverse=True)
    assert all(reason in readings[0].text and reason in index.text(one.text) for one in near for reason in one.reasons)


def test_nothing_in_common_finds_nothing() -> None:
    index = _index(["改造老旧小区42个。"])
    assert (index.near_clauses("ABCD"), index.near_clauses(""), index.near_texts(read("The City Council met."))) == (
        [],
        [],
        [],
    )


def test_texts_without_clauses_can_be_indexed() -> None:
    index = _again(_index([""]))
    assert (len(index), index.clauses, index.near_clauses("改造"), index.near_texts(read("改造老旧小区"))) == (
        1,
        0,
        [],
        [],
    )


@pytest.mark.parametrize(
    ("data", "code"),
    [(b"", "no-index"), (b"PK\x03\x04 something else altogether", "no-index"), (None, "index-damaged")],
)
def test_what_is_no_index_is_refused(data: bytes | None, code: str) -> None:
    given = b"".join(_index(["改造老旧小区42个。"]).to_chunks())[:-64] if data is None else data
    with pytest.raises(Refusal) as refused:
        open_index(given, "x.nineindex")
    assert (refused.value.room, refused.value.code, refused.value.params) == ("tracing", code, {"name": "x.nineindex"})


def test_common_wording_keeps_quotes_in_pairs_and_words_whole() -> None:
    assert common_wording("做到“一湖一档”建设", "实行一湖一档”建设") == "一湖一档"
    assert common_wording("restore the wetlands", "restore the wetness") == "restore the"


# Which places belong to the province of the source article is known to this test alone.
_OWN = ("浙江省", "杭州市", "宁波市", "衢州市")


@pytest.fixture(scope="module")
def corpus(shared: Path) -> Index:
    """The work reports of a dozen years as an index."""
    paths = sorted((shared / "corpus" / "work-reports").rglob("*-20[12][0369].txt"))
    return make_index([indexed(path.name, read(extract_file(path).text)) for path in paths])


@pytest.mark.gold
def test_the_nearest_work_reports_of_the_source_article_are_of_its_own_province(shared: Path, corpus: Index) -> None:
    article = read(extract_file(shared / "corpus" / "quzhou-8-2-plenum.txt").text)
    near = corpus.near_texts(article, limit=5)
    names = [corpus.row(one.text)["name"] for one in near]
    for name, one in zip(names, near, strict=True):
        print(f"{one.score:.3f}", name, *one.reasons)
    assert [name for name in names if not name.startswith(_OWN)] == []
    assert all(one.reasons for one in near)


_PROVINCE_OF = {
    "杭州市": "浙江省", "宁波市": "浙江省", "成都市": "四川省", "广州市": "广东省", "深圳市": "广东省", "青岛市": "山东省",
    "邢台市": "河北省",
}  # fmt: skip


@pytest.mark.gold
def test_the_nearest_provincial_report_of_a_city_is_of_its_province(corpus: Index) -> None:
    found = {}
    for at in range(len(corpus)):
        city, _, year = Path(corpus.row(at)["name"]).stem.partition("-")
        if year == "2023" and city in _PROVINCE_OF:
            near = (corpus.row(one.text)["name"] for one in corpus.near_texts(corpus.reading(at), limit=40))
            found[city] = next((name.partition("-")[0] for name in near if name[:3] in _PROVINCE_OF.values()), None)
    print(found)
    assert found == {city: _PROVINCE_OF[city] for city in found}
    assert len(found) >= 5
