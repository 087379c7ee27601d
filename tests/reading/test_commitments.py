"""Commitments: the goal tree, deadlines that reach over a sentence, organs of notes, campaigns."""

from __future__ import annotations

from pathlib import Path

import pytest

from ninetenths.reading import Commitment, Label, Reading, read
from ninetenths.reading.commitments import find_commitments
from ninetenths.reading.quantities import find_quantities
from ninetenths.reading.scanning import scan
from ninetenths.reading.sections import find_sections


def made_of(text: str, label: Label = "target") -> list[tuple[str, Commitment]]:
    """The commitments of a text in which every clause has one label."""
    cut = scan(text)
    count = len(cut.starts)
    ids = [f"c{number}" for number in range(count)]
    headings = find_sections(cut, "decision")
    found = find_commitments(cut, [label] * count, ["test"] * count, ids, headings, find_quantities(text))
    return [(text[slice(*item.spans[0])], item) for item in found]


def deadlines(text: str) -> dict[str, str | None]:
    return {said: item.deadline for said, item in made_of(text)}


def test_a_time_that_is_a_clause_rules_what_follows_in_its_sentence() -> None:
    assert deadlines("到2032年底，产值达到5亿元，就业达到3万人。另建学校2所。") == {
        "到2032年底": "2032年底", "产值达到5亿元": "2032年底", "就业达到3万人": "2032年底", "另建学校2所": None,
    }  # fmt: skip


def test_a_time_that_begins_the_sentence_rules_it_until_another_does() -> None:
    text = "到2032年底产值达到5亿元，就业达到3万人；到2035年，产值达到9亿元，其中2034年先达到7亿元，就业达到4万人。"
    assert deadlines(text) == {
        "到2032年底产值达到5亿元": "2032年底", "就业达到3万人": "2032年底", "到2035年": "2035年", "产值达到9亿元": "2035年",
        "其中2034年先达到7亿元": "2034年", "就业达到4万人": "2035年",
    }  # fmt: skip


def test_a_time_inside_a_clause_is_that_clauses_alone() -> None:
    assert deadlines("制定条例草案，2032年3月底前提请审议，修通环湖路。") == {
        "制定条例草案": None, "2032年3月底前提请审议": "2032年3月底前", "修通环湖路": None,
    }  # fmt: skip


def test_a_heading_that_sets_a_time_rules_what_stands_under_it() -> None:
    text = "一、到2032年的目标\n（一）产业。产值达到5亿元。2031年底前就业达到3万人。\n二、保障\n建学校2所。\n"
    found = deadlines(text)
    assert (found["产值达到5亿元"], found["2031年底前就业达到3万人"], found["建学校2所"]) == (
        "2032年",
        "2031年底前",
        None,
    )


@pytest.mark.parametrize(
    "text", ["改造2005年以前建成的小区200个。", "记得当年的老街。", "强度较2031年下降12%。", "完成2030年度审计。"]
)
def test_a_year_that_only_describes_is_no_deadline(text: str) -> None:
    assert list(deadlines(text).values()) == [None]


def test_an_indicators_deadline_is_its_own_clauses() -> None:
    found = dict(made_of("到2032年底，产值达到5亿元。2031年底前就业达到3万人。"))
    assert [one.deadline for one in found["产值达到5亿元"].indicators] == [None]
    assert [one.deadline for one in found["2031年底前就业达到3万人"].indicators] == ["2031年底前"]


@pytest.mark.parametrize(
    ("note", "organs"),
    [
        (
            "（牵头单位：市经济和信息化局；配合单位：市财政局、各县（市、区）人民政府）",
            [("市经济和信息化局", "lead"), ("市财政局", "supporting"), ("各县（市、区）人民政府", "supporting")],
        ),
        ("（市水利局、市应急管理局牵头）", [("市水利局", "lead"), ("市应急管理局", "joint")]),
        ("\n牵头单位：市教育和体育局\n", [("市教育和体育局", "lead")]),
    ],
)
def test_a_note_gives_its_organs_to_the_paragraph_before_it(note: str, organs: list[tuple[str, str]]) -> None:
    text = f"修东路2公里。\n修通环湖路3公里。加固堤防5公里。{note}"
    found = dict(made_of(text))
    assert [(one.name, one.role) for one in found["修通环湖路3公里"].organs] == organs
    assert [(one.name, one.role) for one in found["加固堤防5公里"].organs] == organs
    assert found["修东路2公里"].organs == ()
    for _, item in made_of(text):
        assert [text[slice(*one.span)] for one in item.organs] == [one.name for one in item.organs]


def test_the_tree_hangs_on_headings_and_on_the_sentence_that_leads() -> None:
    text = "一、建设水城\n（一）整治河道。清淤3公里，确保水质达标。\n拆违是重点。拆除50处，复绿2公顷。\n"
    found = made_of(text, "aim")
    by_id = {item.id: said for said, item in found}
    assert [(said, by_id.get(item.parent or "")) for said, item in found] == [
        ("一、建设水城", None),
        ("（一）整治河道", "一、建设水城"),
        ("清淤3公里", "（一）整治河道"),
        ("确保水质达标", "清淤3公里"),
        ("拆违是重点", "（一）整治河道"),
        ("拆除50处", "拆违是重点"),
        ("复绿2公顷", "拆违是重点"),
    ]


@pytest.mark.parametrize(
    ("text", "campaign"),
    [
        ("深入实施绿色制造提质行动", None),
        ("深入开展百湖治理专项行动", "百湖治理专项行动"),
        ("实施“负山向水”人才计划", "“负山向水”人才计划"),
        ("建设云江大桥", None),
    ],
)
def test_a_campaign_is_named(text: str, campaign: str | None) -> None:
    assert [item.campaign for _, item in made_of(text)] == [campaign]


def test_only_what_binds_becomes_a_commitment() -> None:
    for label, count in (
        ("target", 2),
        ("action", 2),
        ("aim", 2),
        ("conduct", 2),
        ("claim", 0),
        ("record", 0),
        ("frame", 0),
    ):
        assert len(made_of("修路，治水。", label)) == count  # type: ignore[arg-type]


@pytest.fixture(scope="module")
def decision(examples: Path) -> Reading:
    return read((examples / "yunchuan/decision.txt").read_text(encoding="utf-8"))


def item_of(made: Reading, words: str) -> Commitment:
    (found,) = [item for item in made.commitments if words in made.text[slice(*item.spans[0])]]
    return found


def test_the_example_decisions_goals_have_value_and_year(decision: Reading) -> None:
    wanted = {
        "地区生产总值达到2700亿元以上": (270_000_000_000.0, ">=", "元", "2032年底"),
        "常住人口城镇化率提高到66%": (66.0, "=", "%", "2032年底"),
        "地区生产总值力争突破3300亿元": (330_000_000_000.0, ">", "元", "2035年"),
        "高新技术企业数量达到1200家": (1200.0, "=", "家", "2035年"),
        "临江第一排新建建筑高度不得超过36米": (36.0, "<=", "米", None),
    }
    found = {words: item_of(decision, words) for words in wanted}
    said = {
        words: (item.indicators[0].value, item.indicators[0].bound, item.indicators[0].unit, item.deadline)
        for words, item in found.items()
    }
    assert said == wanted


def test_the_example_decisions_articles_name_who_leads(decision: Reading) -> None:
    found = {
        words: [(one.name, one.role) for one in item_of(decision, words).organs]
        for words in ("实施绿色制造提质行动", "制定百湖保护条例草案")
    }
    assert found == {
        "实施绿色制造提质行动": [
            ("市经济和信息化局", "lead"), ("市财政局", "supporting"), ("市发展改革委", "supporting"), ("市国资委", "supporting"),
        ],
        "制定百湖保护条例草案": [("市水利局", "lead"), ("市生态环境局", "supporting"), ("市农业农村局", "supporting")],
    }  # fmt: skip
    about = sum(item.label in ("target", "action") for item in decision.commitments)
    assert 150 <= about <= 200


def test_the_example_plan_is_read_as_a_plan(examples: Path) -> None:
    made = read((examples / "yunchuan/plan-2032.txt").read_text(encoding="utf-8"))
    assert {clause.label for clause in made.clauses if clause.section is not None} & {"claim"} == set()
    item = item_of(made, "重点湖泊水质优良比例达到85%以上")
    assert (item.label, item.deadline, item.indicators[0].bound) == ("target", "2033年底", ">=")
    assert [one.name for one in item_of(made, "全面取缔").organs] == [
        "市农业农村局",
        "市财政局",
        "各县（市、区）人民政府",
    ]


def test_the_example_plan_in_traditional_characters_is_read_as_a_plan(examples: Path) -> None:
    made = read((examples / "yunchuan/plan-2032.hant.txt").read_text(encoding="utf-8"))
    wanted = {
        "完成15處社區水岸改善規劃": ("target", "2032年12月31日", 15.0, "處"),
        "完成積水熱點改善30處": ("target", "2034年底", 30.0, "處"),
        "獨居長者關懷訪視涵蓋率達95%": ("target", "2034年底", 95.0, "%"),
        "於2032年底前增設長青共餐點25處": ("target", "2032年底前", 25.0, "處"),
    }
    found = {words: item_of(made, words) for words in wanted}
    assert {
        words: (item.label, item.deadline, item.indicators[-1].value, item.indicators[-1].unit)
        for words, item in found.items()
    } == wanted
    assert item_of(made, "工務局應於2032年6月底前完成").label == "action"


def test_the_example_resolution_charges_officers_by_dates(examples: Path) -> None:
    made = read((examples / "larchmoor/resolution.txt").read_text(encoding="utf-8"))
    said = [(item.label, item.deadline, item.organs[0].name) for item in made.commitments if item.deadline]
    assert said == [
        ("target", "October 31, 2032", "Department of Public Works"),
        ("target", "November 30, 2031", "Department of Public Works"),
        ("target", "December 31, 2033", "Housing Office"),
        ("target", "May 15, 2033", "Parks and Open Space Department"),
        ("target", "February 28, 2032", "Fire Department"),
        ("action", "within fifteen days", "Director of Finance"),
        ("action", "January 20, 2032", "Planning Commission"),
        ("action", "within thirty days of adoption", "City Manager"),
    ]


def test_the_example_minutes_and_un_resolution_leave_things_to_do(examples: Path) -> None:
    minutes = read((examples / "larchmoor/minutes.txt").read_text(encoding="utf-8"))
    assert [(item.rule, item.deadline) for item in minutes.commitments] == [
        ("motion-carried", "November 14, 2031"), ("motion-carried", None), ("asked", "the meeting of September 16, 2031"),
    ]  # fmt: skip
    assert minutes.record is not None
    assert (minutes.record["held_on"].value, minutes.record["quorum"].value) == (
        "2031-07-15", {"present": True, "required": 5, "of": 9},
    )  # fmt: skip
    style = read((examples / "larchmoor/resolution-un-style.txt").read_text(encoding="utf-8"))
    assert [item.kind for item in style.passages] == ["preambular"] * 7 + ["operative"] * 11
    assert [item.deadline for item in style.commitments if item.deadline] == [
        "1 March 2032", "31 December 2031", "before 30 June 2032", "31 March 2032",
    ]  # fmt: skip
