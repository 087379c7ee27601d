"""The versions page: every character of the new text once, what went struck, counts that add up, clear answers."""

from __future__ import annotations

import html
import re

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninetenths.following.versions import Versions, compare_versions
from ninetenths.packs import words
from ninetenths.pages import CHANGES, stylesheet, versions_page
from ninetenths.reading import Reading, read

OLD = """关于建设山水新城的决定

一、总体要求

（一）主要目标。到2032年底，地区生产总值达到2700亿元以上，城镇化率提高到66%。建成云湖实验室，新建市中医院北院区。

当前，云川正处在爬坡过坎的关键阶段，机遇与挑战并存。

二、产业

因地制宜壮大生物医药产业，把满山药香变成产业优势。

完善居住、通勤、餐饮等生活服务。

实施绿色制造提质行动，2031年12月31日前建成青陵通用机场。
"""
NEW = """关于建设山水新城的决定

一、总体要求

（一）主要目标。到2032年底，地区生产总值达到2900亿元以上，城镇化率提高到68%。新建市中医院北院区。

完善居住、通勤、餐饮等生活服务。

二、产业

因地制宜壮大生物医药产业，把满山药香变成产业优势。

实施绿色制造提质专项行动，2031年10月1日前建成青陵通用机场，设立首台套应用风险补偿资金。
"""


@pytest.fixture(scope="module")
def pair() -> tuple[Reading, Reading]:
    return read(OLD), read(NEW)


@pytest.fixture(scope="module")
def versions(pair: tuple[Reading, Reading]) -> Versions:
    return compare_versions(*pair)


def _paper(page: str) -> str:
    found = re.search(r'<article class="paper".*?</article>', page, re.DOTALL)
    assert found is not None
    return found[0]


def _plain(markup: str) -> str:
    return html.unescape(re.sub("<[^>]+>", "", markup))


def _lines(page: str, *, struck: bool) -> list[str]:
    """The lines of the text as shown, without what was struck or with nothing else."""
    paper = _paper(page)
    # A title that is not the text's own first line carries no characters of it.
    headline = [line for line in re.findall(r"<h1[^>]*>(.*?)</h1>", paper, re.DOTALL) if "data-o" in line]
    body = paper[paper.index('id="text"') :]
    shown = headline + re.findall(r"<(?:p|h\d)(?: class=\"gone\")?>(.*?)</(?:p|h\d)>", body, re.DOTALL)
    if struck:
        return ["".join(map(_plain, re.findall(r"<del[^>]*>(.*?)</del>", line))) for line in shown]
    bare = [re.sub(r'<del[^>]*>.*?</del>|<i aria-hidden="true">→</i>', "", line) for line in shown]
    return [line for line in map(_plain, bare) if line]


def test_the_new_text_stands_on_the_page_whole_once_the_struck_is_left_out(
    versions: Versions, pair: tuple[Reading, Reading]
) -> None:
    page = versions_page(versions, *pair, "zh")
    assert _lines(page, struck=False) == [line for line in NEW.split("\n") if line]


def test_what_went_is_struck_where_it_stood(versions: Versions, pair: tuple[Reading, Reading]) -> None:
    page = versions_page(versions, *pair, "zh")
    assert [line for line in _lines(page, struck=True) if line] == [
        "2700亿元以上66%。建成云湖实验室",
        "当前，云川正处在爬坡过坎的关键阶段，机遇与挑战并存。",
        "2031年12月31日前",
    ]


def test_changed_figures_are_told_from_to_and_by_how_much(versions: Versions, pair: tuple[Reading, Reading]) -> None:
    page = versions_page(versions, *pair, "en")
    figures = re.search(r'<section class="panel" id="numbers".*?</section>', page, re.DOTALL)
    assert figures is not None
    assert [_plain(cell) for cell in re.findall(r"<td[^>]*>(.*?)</td>", figures[0])] == [
        "2700亿元以上 → 2900亿元以上", "200 亿元 more (+7.4%)", "66% → 68%", "2 points higher",
        "2031年12月31日前 → 2031年10月1日前", "91 days earlier",
    ]  # fmt: skip


def test_every_change_has_a_mark_an_item_and_the_count_of_its_kind(
    versions: Versions, pair: tuple[Reading, Reading]
) -> None:
    page = versions_page(versions, *pair, "zh")
    marks = re.findall(r'<span id="([^"]+)" class="c change-(\w+)', page)
    items = re.findall(r'<li class="task" value="\d+" data-for="([^"]+)" data-l="(\w+)"', page)
    assert marks == items
    chips = dict(re.findall(r'<li class="chip change-(\w+)".*?<b>(\d+)</b>', page))
    counts = {kind: str(count) for kind, count in versions.counts().items() if count and kind != "same"}
    assert chips == counts
    summary = [_plain(line) for line in re.findall(r'<p class="sum">(.*?)</p>', page)]
    assert summary[0].startswith(f"新版 {len(pair[1].clauses)} 个语句：未变 {versions.counts()['same']}（")
    dropped = versions.commitment_counts()["dropped"]
    assert f"旧版 {len(pair[0].commitments)} 项任务：" in summary[1] and f"删去 {dropped}（" in summary[1]


def test_a_moved_paragraph_says_from_where_to_where(versions: Versions, pair: tuple[Reading, Reading]) -> None:
    page = versions_page(versions, *pair, "zh")
    assert set(re.findall(r"<dt>移位</dt><dd>(.*?)</dd>", page)) == {"由“产业”移到“总体要求”"}


@pytest.mark.parametrize(("language", "said"), [("zh", "没有变动"), ("en", "nothing changed")])
def test_the_same_text_twice_says_so_and_marks_nothing(pair: tuple[Reading, Reading], language: str, said: str) -> None:
    page = versions_page(compare_versions(pair[0], pair[0]), pair[0], pair[0], language)
    notes = re.findall(r'<p class="note kin">(.*?)</p>', page)
    assert [said in note for note in notes] == [True]
    assert re.findall(r'class="c change-|<p class="sum"|class="chip', page) == []
    assert _lines(page, struck=False) == [line for line in OLD.split("\n") if line]


def test_strangers_are_called_so_and_only_what_they_share_is_marked(
    decision: Reading, pair: tuple[Reading, Reading]
) -> None:
    other = read("图书馆开放办法\n\n阅览室每日开放，读者凭证入内。\n\n建设云川算力中心一期。\n\n遗失图书照价赔偿。\n")
    versions = compare_versions(decision, other)
    page = versions_page(versions, decision, other, "zh")
    assert versions.kinship == "strangers"
    assert [note[:13] for note in re.findall(r'<p class="note kin">(.*?)</p>', page)] == ["这不是同一文本的两个版本："]
    kinds = {change.kind for change in versions.changes} - {"new", "dropped"}
    assert set(re.findall(r'<span id="[^"]+" class="c change-(\w+)', page)) == kinds
    assert kinds


@pytest.mark.parametrize("language", ["zh", "en"])
def test_every_address_leads_somewhere_and_no_two_are_the_same(
    versions: Versions, pair: tuple[Reading, Reading], language: str
) -> None:
    page = versions_page(versions, *pair, language)
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {link for link in re.findall(r'href="#([^"]+)"', page) if link not in ids} == set()


_BITS = ["建成云湖实验室", "投资3亿元", "增长5%", "新建学校2所", "<b>", "&", "一、总则", "完善服务", "\u202e", "𠮷"]


@settings(max_examples=150, deadline=None)
@given(*(st.lists(st.tuples(st.sampled_from(_BITS), st.sampled_from("，。\n；")), max_size=14) for _ in range(2)))
def test_whatever_changed_the_new_text_is_whole_and_safe(
    one: list[tuple[str, str]], other: list[tuple[str, str]]
) -> None:
    old, new = (read("".join(bit + stop for bit, stop in bits)) for bits in (one, other))
    page = versions_page(compare_versions(old, new), old, new, "zh")
    if new.text.strip():
        shown = [line.strip(" \t\r\u3000\xa0") for line in new.text.replace("\u202e", "\ufffd").split("\n")]
        assert _lines(page, struck=False) == [line for line in shown if line]
    body = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    assert re.findall(r"<b>[，。；<]|\u202e", body) == []
    ids = re.findall(r'\sid="([^"]+)"', body)
    assert len(ids) == len(set(ids))


def test_every_change_has_a_sign_of_its_own_a_colour_and_a_word_in_both_languages() -> None:
    assert len({sign.sign for sign in CHANGES.values()}) == len(CHANGES)
    assert set(re.findall(r"\.change-(\w+)\{--f:", stylesheet())) == {*CHANGES, "same"}
    for language in ("zh", "en"):
        assert {code for code in CHANGES if f"change.{code}" not in words("pages", language)} == set()
