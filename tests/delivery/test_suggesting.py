"""Suggested leads: how often right where one is suggested, how often one is suggested, and when nothing is said."""

from __future__ import annotations

import re
import sys
from pathlib import Path

import pytest

from ninetenths.delivery import Agencies, agencies_of
from ninetenths.delivery.suggesting import Precedent, Suggester, Suggestion, features, kind_of
from ninetenths.delivery.values import Why
from ninetenths.documents.breakdown import names_stated, stated_agencies
from ninetenths.reading import read

sys.path.insert(0, str(Path(__file__).parent))
from yearly_tables import YEARS, tasks_of

DIRECT = [
    Precedent("改造老旧小区200个", Agencies("市住建局", (), ("市财政局",)), "去年表", 37),
    Precedent("新建公办幼儿园12所", Agencies("市教育局"), "去年表", 38),
    Precedent("治理中小河流30公里", Agencies("市水利局"), "去年表", 39),
]


def test_last_years_row_is_named_as_the_source() -> None:
    found = Suggester(DIRECT).suggest("完成老旧小区改造150个")
    assert found.lead == Suggestion("市住建局", Why("earlier-row", {"source": "去年表", "row": 37, "name": "市住建局"}))
    assert [one.name for one in found.supporting] == ["市财政局"]


def test_a_text_that_states_the_lead_is_named_as_the_source() -> None:
    found = Suggester([Precedent("建成云湖实验室", Agencies("市科学技术局"), "《决定》")]).suggest(
        "2032年底前建成云湖实验室"
    )
    assert found.lead is not None
    assert found.lead.basis == Why("earlier-text", {"source": "《决定》", "name": "市科学技术局"})


def test_duties_speak_where_no_row_does_and_in_the_places_own_name() -> None:
    alone = Suggester().suggest("建成高标准农田5万亩")
    assert alone.lead == Suggestion("农业农村部门", Why("duties", {"subject": "高标准农田"}))
    named = Suggester((), ["市农业农村局", "市水利局"]).suggest("建成高标准农田5万亩")
    assert named.lead is not None and named.lead.name == "市农业农村局"
    assert alone.supporting == ()


@pytest.mark.parametrize(
    "words", ["", "。", "全面加强党的领导", "举办第十届民间曲艺汇演", "3.5%", "推动高质量发展取得新成效", "a b c"]
)
def test_it_says_nothing_where_it_knows_nothing(words: str) -> None:
    found = Suggester(DIRECT).suggest(words)
    assert (found.lead, found.supporting) == (None, ())


def test_figures_do_not_make_tasks_alike() -> None:
    assert features("改造老旧小区200个") == features("改造老旧小区1,150个")


def test_rows_that_disagree_silence_it() -> None:
    both = [
        Precedent("建设健身步道10公里", Agencies("市体育局"), "甲", 1),
        Precedent("建设滨江步道10公里", Agencies("市住建局"), "甲", 2),
    ]
    found = Suggester(both).suggest("建设环湖步道20公里")
    assert found.lead is None


def test_english_duties() -> None:
    found = Suggester((), ["Department of Public Works"], "en").suggest(
        "shall repair every storm drain on Alder Street"
    )
    assert found.lead is not None
    assert (found.lead.name, found.lead.basis.code) == ("Department of Public Works", "duties")


@pytest.mark.parametrize(
    ("name", "kind"),
    [
        ("市住房城乡建设局", "housing"),
        ("县住建局", "housing"),
        ("市卫生健康委员会", "health"),
        ("云江区", None),
        ("", None),
    ],
)
def test_names_are_known_by_their_stems(name: str, kind: str | None) -> None:
    assert kind_of(name) == kind


def measure(years: dict[str, list[tuple[str, Agencies]]]) -> tuple[int, int, int]:
    """Leave one year out, suggest it from the others: tasks, suggested, right. The same kind of agency under another
    name (renamed since) is right: the duty is the same body's.
    """
    tasks = suggested = right = 0
    for left in years:
        others = [
            Precedent(words, one, year, row)
            for year in years
            if year != left
            for row, (words, one) in enumerate(years[year], 1)
        ]
        suggester = Suggester(others)
        for words, truth in years[left]:
            tasks += 1
            lead = suggester.suggest(words).lead
            if lead is not None:
                suggested += 1
                same = kind_of(lead.name) is not None and kind_of(lead.name) == kind_of(truth.lead or "")
                right += lead.name == truth.lead or same
    return tasks, suggested, right


def test_leave_one_year_out_on_the_example_city(capsys: pytest.CaptureFixture[str]) -> None:
    years = {
        str(year): [(words, agencies_of(lead, others)) for words, lead, others in tasks_of(year)] for year in YEARS
    }
    tasks, suggested, right = measure(years)
    with capsys.disabled():
        print(f"\nsuggested leads, example city: precision {right}/{suggested}, coverage {suggested}/{tasks}")
    assert right >= 0.8 * suggested
    assert suggested >= 0.6 * tasks


def test_duties_alone_on_the_example_decision(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    reading = read((examples / "yunchuan" / "decision.txt").read_text(encoding="utf-8"))
    suggester = Suggester((), names_stated(reading))
    stated = [(words, one.lead) for words, one in stated_agencies(reading) if one.lead]
    said = [(found.name, lead) for words, lead in stated if (found := suggester.suggest(words).lead) is not None]
    right = sum(name == lead for name, lead in said)
    with capsys.disabled():
        print(
            f"\nsuggested leads, duties alone, example decision: precision {right}/{len(said)}, coverage {len(said)}/{len(stated)}"
        )
    assert right >= 0.8 * len(said)
    assert len(said) > 30


_STATED = re.compile(r"([^。；\n（）]{6,200})[。；]?（(?:牵头单位|责任单位)[:：]([^（）]*)）")


@pytest.mark.gold
def test_leave_one_year_out_where_real_reports_state_the_lead(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    years: dict[str, list[tuple[str, Agencies]]] = {}
    for path in sorted((shared / "corpus" / "work-reports").rglob("*.txt")):
        text = path.read_text(encoding="utf-8")
        if text.count("单位：") + text.count("单位:") < 20:
            continue
        stated = [(match[1], agencies_of(match[2])) for match in _STATED.finditer(text)]
        years[path.stem] = [(words, one) for words, one in stated if one.lead]
    tasks, suggested, right = measure(years)
    with capsys.disabled():
        print(
            f"\nsuggested leads, {len(years)} real reports: precision {right}/{suggested}, coverage {suggested}/{tasks}"
        )
    assert right >= 0.8 * suggested
    assert suggested >= 0.4 * tasks
