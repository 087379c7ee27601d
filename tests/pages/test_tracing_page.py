"""The tracing page: the higher-level text shaded by who carries it, carriers and figures told, counts that add up."""

from __future__ import annotations

import html
import re
from dataclasses import dataclass

import pytest

from ninetenths.following.tracing import Tracing, trace
from ninetenths.packs import words
from ninetenths.pages import HOLDS, stylesheet, tracing_page
from ninetenths.reading import Reading, read

THEIRS = """江岭省2032年工作安排

一、主要目标

全省城镇新增就业达到20万人，研发投入强度达到3%，森林覆盖率稳定在62%以上。

二、重点工作

实施红岩绿廊生态修复工程，建设三江云联数字走廊。深化“三比三看”，编制流域水网联调调度图谱。
"""
OURS = """云川市2032年工作安排

一、目标任务

城镇新增就业达到3万人，研发投入强度达到3.2%。

二、主要任务

开工建设三江云联数字走廊云川段，实施红岩绿廊生态修复工程二期。新建市中医院北院区。深化“三比三看”，建立河湖长会商制度。
"""


@dataclass(frozen=True)
class _Near:
    name: str
    score: float
    reasons: tuple[str, ...]


@pytest.fixture(scope="module")
def sides() -> tuple[list[Reading], list[Reading]]:
    return [read(OURS)], [read(THEIRS)]


@pytest.fixture(scope="module")
def tracing(sides: tuple[list[Reading], list[Reading]]) -> Tracing:
    return trace(*sides)


def _plain(markup: str) -> str:
    return html.unescape(re.sub("<[^>]+>", "", markup))


def _panel(page: str, name: str) -> str:
    found = re.search(rf'<section class="panel" id="{name}".*?</section>', page, re.DOTALL)
    return found[0] if found else ""


def test_the_higher_level_text_stands_whole_and_each_commitment_has_its_mark_and_item(
    tracing: Tracing, sides: tuple[list[Reading], list[Reading]]
) -> None:
    page = tracing_page(tracing, *sides, [], "zh")
    blocks = re.findall(r'<(?:p|h\d)[^>]* data-o="\d+"[^>]*>(.*?)</(?:p|h\d)>', page, re.DOTALL)
    assert [_plain(block) for block in blocks] == [line for line in THEIRS.split("\n") if line]
    marks = re.findall(r'<span id="([^"]+)" class="c hold-(\w+)', page)
    holds = ["carried" if item.carriers else "slogan" if item.slogans else "nobody" for item in tracing.traced]
    assert marks == [(item.id, hold) for item, hold in zip(tracing.traced, holds, strict=True)]
    items = re.findall(r'<li class="task" value="\d+" data-for="([^"]+)" data-l="(\w+)"', page)
    assert sorted(items) == sorted(marks)


def test_counts_have_their_denominators(tracing: Tracing, sides: tuple[list[Reading], list[Reading]]) -> None:
    page = tracing_page(tracing, *sides, [], "en")
    counts = tracing.counts()
    summary = [_plain(line) for line in re.findall(r'<p class="sum[^"]*">(.*?)</p>', page)]
    assert summary[0].startswith(f"Of {counts['theirs']} higher-level commitments: carried {counts['carried']} (")
    assert summary[1].startswith(f"Of {counts['ours']} commitments of ours {counts['own']} are our own (")
    tabs = {name: int(count) for name, count in re.findall(r'<h2 id="(\w+)-title">[^<]*<small>(\d+)</small>', page)}
    assert (tabs["carried"], tabs["uncarried"], tabs["own"]) == (counts["carried"], counts["uncarried"], counts["own"])


def test_a_carrier_says_how_and_with_which_figures(
    tracing: Tracing, sides: tuple[list[Reading], list[Reading]]
) -> None:
    carried = [item for item in tracing.traced if item.carriers]
    page = tracing_page(tracing, *sides, [], "zh")
    how = {"programme": "同名事项", "indicator": "同一指标", "words": "同样措辞"}
    shown = re.findall(r'<p class="by"><b>(.*?)</b> <q lang="[^"]+">(.*?)</q>', _panel(page, "carried"))
    assert shown == [(how[one.how], one.wording) for item in carried for one in item.carriers]
    standings = [one.figures.standing for item in carried for one in item.carriers if one.figures]
    assert re.findall(r'<p class="by"><span class="standing is-(\w+)">', page) == standings
    assert {one.how for item in carried for one in item.carriers} == {"indicator", "words"}


def test_our_own_and_shared_phrases_are_listed(tracing: Tracing, sides: tuple[list[Reading], list[Reading]]) -> None:
    page = tracing_page(tracing, *sides, [], "zh")
    own = [_plain(line) for line in re.findall(r'<p class="say"[^>]*>(.*?)</p>', _panel(page, "own"))]
    assert own == [OURS[slice(*item.span)] for item in tracing.own]
    rows = re.findall(r'<span class="say" lang="[^"]+">(.*?)</span></th><td[^>]*>(\d+)</td><td[^>]*>(\d+)</td>',
                      _panel(page, "shared"))  # fmt: skip
    assert rows == [(one.text, str(one.theirs), str(one.ours)) for one in tracing.phrases]


def test_texts_of_an_index_say_why_they_were_taken_and_keep_apart(sides: tuple[list[Reading], list[Reading]]) -> None:
    ours, (theirs,) = sides
    both = [theirs, theirs]
    near = [_Near("江岭省-2032.txt", 0.31, ("三江云联",)), _Near("海州省-2032.txt", 0.12, ("<红岩>",))]
    page = tracing_page(trace(ours, both), ours, both, near, "zh")
    listed = re.findall(r"<li><b[^>]*>(.*?)</b> <small>(.*?)</small><p>依据：<span[^>]*>(.*?)</span>", page)
    assert listed == [
        ("江岭省-2032.txt", "相近程度 0.310", "三江云联"),
        ("海州省-2032.txt", "相近程度 0.120", "&lt;红岩&gt;"),
    ]
    assert [_plain(head) for head in re.findall(r'<h2 class="doc"[^>]*>(.*?)</h2>', page)] == [
        "江岭省2032年工作安排 江岭省-2032", "江岭省2032年工作安排 海州省-2032",
    ]  # fmt: skip
    ids = re.findall(r'\sid="([^"]+)"', page)
    assert len(ids) == len(set(ids))
    assert {link for link in re.findall(r'href="#([^"]+)"', page) if link not in ids} == set()


@pytest.mark.parametrize(("language", "said"), [("zh", "是同一篇文本"), ("en", "are the same text")])
def test_a_text_against_itself_says_so(sides: tuple[list[Reading], list[Reading]], language: str, said: str) -> None:
    ours, _ = sides
    page = tracing_page(trace(ours, ours), ours, ours, [], language)
    assert [said in note for note in re.findall(r'<p class="note kin">(.*?)</p>', page)] == [True]


def test_a_text_without_commitments_gives_a_page_that_says_so() -> None:
    ours, theirs = [read("散步记\n\n湖边风很大。\n")], [read("<甲>&乙\n\n昨天下雨。\n")]
    page = tracing_page(trace(ours, theirs), ours, theirs, [], "en")
    notes = re.findall(r'<p class="note kin">(.*?)</p>', page)
    assert ["there is nothing to" in note for note in notes] == [True, True]
    assert "<甲>" not in page


def test_every_hold_has_a_sign_of_its_own_a_colour_and_a_word_in_both_languages() -> None:
    assert len({sign.sign for sign in HOLDS.values()}) == len(HOLDS)
    assert set(re.findall(r"\.hold-(\w+)\{--f:", stylesheet())) == set(HOLDS)
    for language in ("zh", "en"):
        assert {code for code in HOLDS if f"hold.{code}" not in words("pages", language)} == set()
