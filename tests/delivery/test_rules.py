"""Rule sets: warnings differ by place, so they are data; each set shows its own lights for the same tasks."""

from __future__ import annotations

import sys
from fractions import Fraction
from pathlib import Path

import pytest

from ninetenths.delivery import (
    Check,
    Extension,
    Node,
    Report,
    Schedule,
    calendar_from,
    load_rules,
    rule_names,
    rules_from,
    status_of,
)
from ninetenths.packs import LANGUAGES, names
from ninetenths.refusal import Refusal

sys.path.insert(0, str(Path(__file__).parent))
from making import END, day, judged, made, reported

EVE, AFTER = day("2031-12-29"), day("2032-01-05")
BEHIND, AHEAD = made(reports=reported(120, on="2031-12-28")), made(reports=reported(199, on="2031-12-28"))


@pytest.mark.parametrize(
    ("rules", "near", "behind", "overdue"),
    [("default", "yellow", "yellow", "red"), ("yichang", "green", "yellow", "red"), ("suqian", "blue", "yellow", "red"),
     ("xian", "remind", "remind", "red"), ("sanming", "none", "blue", "blue"), ("shanxi-13710", "green", "green", "red")],
)  # fmt: skip
def test_each_rule_set_has_its_own_light_for_the_same_task(rules: str, near: str, behind: str, overdue: str) -> None:
    assert (judged(AHEAD, EVE, rules).light, judged(BEHIND, EVE, rules).light, judged(BEHIND, AFTER, rules).light) == (
        near, behind, overdue
    )  # fmt: skip


def test_suqian_blue_is_near_due_yellow_is_poor() -> None:
    milestone = made(kind="milestone", goal=None, reports=(Report(on=day("2031-12-20"), words="将完成"),))
    poor = made(
        reports=reported(200, claims_done=True), checks=(Check("desk", "returned", day("2031-12-20"), "督查室"),)
    )
    assert (judged(milestone, EVE, "suqian").light, judged(poor, EVE, "suqian").light) == ("blue", "yellow")


def test_sanming_goes_from_blue_to_orange_to_red_with_each_unexcused_miss() -> None:
    nodes = (
        Node(day("2031-03-31"), None, "立项", False),
        Node(day("2031-06-30"), None, "开工", False),
        Node(END, None, "完工"),
    )
    task = made(
        kind="milestone", goal=None, schedule=Schedule("nodes", None, nodes), reports=(Report(on=day("2031-12-20")),)
    )
    found = [judged(task, day(on), "sanming").light for on in ("2031-03-31", "2031-04-01", "2031-07-01", "2032-01-01")]
    assert found == ["none", "blue", "orange", "red"]


def test_sanming_excuses_what_was_extended_in_time() -> None:
    task = made(
        extensions=(Extension(day("2032-06-30"), day("2031-12-01"), day("2031-12-10")),),
        reports=reported(190, on="2031-12-28"),
    )
    assert judged(task, AFTER, "sanming").light == "none"


def test_xian_reminds_three_days_before_and_not_four() -> None:
    assert [judged(AHEAD, day(on), "xian").light for on in ("2031-12-27", "2031-12-28", "2031-12-31")] == [
        "none", "remind", "remind"
    ]  # fmt: skip


def test_a_light_may_count_working_days() -> None:
    rules = rules_from("ours", {
        "title": {"zh": "本地", "en": "local"}, "source": {"zh": "本地办法第三条", "en": "local rules, article 3"},
        "light": [
            {"code": "near", "words": {"zh": "近", "en": "near"}, "when": {"working_days_left_at_most": 1}},
            {"code": "none", "words": {"zh": "无", "en": "none"}},
        ],
    })  # fmt: skip
    calendar = calendar_from("weekends", {})
    friday = made(first_deadline=day("2031-11-24"), reports=reported(199))  # due on the Monday after
    assert [status_of(friday, day(on), rules, calendar).light for on in ("2031-11-20", "2031-11-21")] == [
        "none",
        "near",
    ]


@pytest.mark.parametrize("name", rule_names())
def test_every_rule_set_cites_its_source_and_says_whether_it_is_verified(name: str) -> None:
    rules = load_rules(name)
    assert set(rules.title) == set(rules.source) == set(LANGUAGES)
    assert rules.verified is (name == "default")
    assert names("delivery") == rule_names()


@pytest.mark.parametrize(
    ("change", "where"),
    [({"light": []}, "light"), ({"closing": ["phone"]}, "closing"), ({"report": {"day": 0}}, "report.day"),
     ({"report": {"every": "week"}}, "report.milestone"), ({"pace": {"behind_below": 0.1}}, "pace.behind_below"),
     ({"light": [{"code": "red", "words": {"zh": "红", "en": "red"}, "when": {"moon": True}}]}, "light 1: moon"),
     ({"light": [{"code": "red", "words": {"zh": "红", "en": "red"}, "when": {"overdue": 1}}]}, "light 1: overdue"),
     ({"light": [{"code": "red", "words": {"zh": "红", "en": "red"}, "when": {"overdue": True}}]},
      "light: the last one must hold always")],
)  # fmt: skip
def test_a_mistake_in_a_rule_set_is_named_by_its_place(change: dict[str, object], where: str) -> None:
    good = {
        "title": {"zh": "本地"},
        "source": {"zh": "本地"},
        "light": [{"code": "none", "words": {"zh": "无", "en": "none"}}],
    }
    with pytest.raises(Refusal) as refused:
        rules_from("ours.toml", {**good, **change})
    assert (refused.value.code, refused.value.params["where"]) == ("rules.mistake", where)


def test_a_rule_set_from_a_file_and_its_refusals(tmp_path: Path) -> None:
    (tmp_path / "broken.toml").write_text("light = [", encoding="utf-8")
    for name, code in (
        ("nowhere", "rules.unknown"),
        (str(tmp_path / "none.toml"), "rules.unreadable"),
        (str(tmp_path / "broken.toml"), "rules.toml"),
    ):
        with pytest.raises(Refusal) as refused:
            load_rules(name)
        assert refused.value.code == code


def test_behind_is_a_threshold_of_the_rule_set_not_of_the_code() -> None:
    lenient = rules_from("lenient", {
        "title": {"zh": "宽"}, "source": {"zh": "本地"}, "pace": {"behind_below": "-1/10"},
        "light": [{"code": "none", "words": {"zh": "无", "en": "none"}}],
    })  # fmt: skip
    task = made(reports=reported(170))
    found = status_of(task, day("2031-11-30"), lenient, calendar_from("weekends", {}))
    assert (found.code, found.pace) == ("pace", Fraction(17, 20) - Fraction(11, 12))
