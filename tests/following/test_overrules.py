"""Overrules: a person's word holds, is checked before it is used, and survives being written down."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import pytest

from ninetenths.following import (
    Following,
    Overrule,
    Promise,
    Why,
    apply_overrules,
    check_overrules,
    follow,
    load_overrules,
)
from ninetenths.packs import LANGUAGES, phrase
from ninetenths.reading import Reading, read
from ninetenths.refusal import Refusal

CLAUSE = "依法关停落后水泥熟料生产线1条"
OTHER = "建成柳浦智能装备园一期"
EVIDENCE = "柳浦智能装备园一期主体工程完成80%"
WHO = 'by = "陆小满"\nat = 2032-02-11\nwhy = "实地看过"\n'


@pytest.fixture(scope="module")
def pair(examples: Path) -> tuple[Reading, Reading]:
    folder = examples / "yunchuan"
    earlier, later = ((folder / f"work-report-{year}.txt").read_text(encoding="utf-8") for year in (2031, 2032))
    return read(earlier), read(later)


@pytest.fixture(scope="module")
def following(pair: tuple[Reading, Reading]) -> Following:
    return follow(*pair)


def entry(clause: str = f'clause = "{CLAUSE}"', status: str = "done", evidence: str = "", who: str = WHO) -> str:
    return f'[[overrule]]\n{clause}\nstatus = "{status}"\n{evidence}\n{who}'


def the_promise(following: Following, reading: Reading, words: str) -> Promise:
    at = reading.text.index(words)
    return next(item for item in following.promises if any(start <= at < end for start, end in item.spans))


def test_the_person_decides_and_the_following_says_so(pair: tuple[Reading, Reading], following: Following) -> None:
    earlier, later = pair
    at = later.text.index(EVIDENCE)
    text = entry(f'clause = "{OTHER}"', "missed", f'evidence = ["{EVIDENCE}"]')
    before = the_promise(following, earlier, OTHER)
    after = the_promise(apply_overrules(following, load_overrules(text, "a.toml", earlier, [later])), earlier, OTHER)
    assert after == replace(
        before, status="missed", followable=True, confidence=1.0, evidence=((at, at + len(EVIDENCE)),), evidence_in={},
        why=Why("overruled", {"was": before.status}), candidates=(), overruled=Overrule("陆小满", "2032-02-11", "实地看过"),
    )  # fmt: skip


def test_everything_else_stays(pair: tuple[Reading, Reading], following: Following) -> None:
    earlier, later = pair
    after = apply_overrules(following, load_overrules(entry(), "a.toml", earlier, [later]))
    changed = [new.id for old, new in zip(following.promises, after.promises, strict=True) if old != new]
    assert len(changed) == 1
    assert replace(after, promises=following.promises) == following


def test_without_evidence_the_sentences_of_the_reader_stay(pair: tuple[Reading, Reading], following: Following) -> None:
    earlier, later = pair
    text = entry(f'clause = "{OTHER}"', "missed")
    before = the_promise(following, earlier, OTHER)
    after = the_promise(apply_overrules(following, load_overrules(text, "a.toml", earlier, [later])), earlier, OTHER)
    assert before.evidence and after.evidence == before.evidence


def test_overruled_to_silent_shows_no_evidence(pair: tuple[Reading, Reading], following: Following) -> None:
    earlier, later = pair
    text = entry(f'clause = "{OTHER}"', "silent")
    after = the_promise(apply_overrules(following, load_overrules(text, "a.toml", earlier, [later])), earlier, OTHER)
    assert (after.status, after.evidence, after.evidence_in) == ("silent", (), {})


def test_a_span_names_the_promise_as_its_words_do(pair: tuple[Reading, Reading]) -> None:
    earlier, later = pair
    at = earlier.text.index(CLAUSE)
    by_words, by_span = (
        load_overrules(entry(clause), "a.toml", earlier, [later])[0].span
        for clause in (f'clause = "{CLAUSE}"', f"span = [{at}, {at + len(CLAUSE)}]")
    )
    assert by_words == by_span == (at, at + len(CLAUSE))


def test_part_of_a_clause_is_enough(pair: tuple[Reading, Reading], following: Following) -> None:
    earlier, later = pair
    whole, part = (
        apply_overrules(following, load_overrules(entry(f'clause = "{words}"'), "a.toml", earlier, [later]))
        for words in (CLAUSE, "落后水泥熟料生产线")
    )
    assert whole == part


def test_words_are_found_across_line_breaks_and_blanks(pair: tuple[Reading, Reading]) -> None:
    _, later = pair
    earlier = read("2031年工作安排\n新建公共停\n 车场三处。\n")
    (said,) = load_overrules(entry('clause = "新建公共停车场三处"'), "a.toml", earlier, [later])
    assert "".join(earlier.text[slice(*said.span)].split()) == "新建公共停车场三处"


def test_evidence_may_stand_in_any_of_the_later_texts(pair: tuple[Reading, Reading]) -> None:
    earlier, later = pair
    second = read("关停通报\n落后水泥熟料生产线已于九月关停。\n")
    following = follow(earlier, later, second)
    given = 'evidence = [{later = 2, span = [5, 20]}, [2, 21], "已于九月关停", {later = 2, quote = "关停通报"}]'
    rulings = load_overrules(entry(evidence=given), "a.toml", earlier, [later, second])
    at = second.text.index("已于九月关停")
    after = the_promise(apply_overrules(following, rulings), earlier, CLAUSE)
    assert (after.evidence, after.evidence_in) == (((2, 21),), {"1": ((5, 20), (at, at + 6), (0, 4))})


@pytest.mark.parametrize("evidence", [f'evidence = "{EVIDENCE}"', f'evidence = ["{EVIDENCE}"]'])
def test_a_single_quotation_needs_no_brackets(pair: tuple[Reading, Reading], evidence: str) -> None:
    earlier, later = pair
    at = later.text.index(EVIDENCE)
    (said,) = load_overrules(entry(evidence=evidence), "a.toml", earlier, [later])
    assert said.evidence == ((0, (at, at + len(EVIDENCE))),)


def test_of_two_entries_for_a_promise_the_last_holds(pair: tuple[Reading, Reading], following: Following) -> None:
    earlier, later = pair
    text = entry(status="missed") + "\n" + entry(status="partial")
    after = the_promise(apply_overrules(following, load_overrules(text, "a.toml", earlier, [later])), earlier, CLAUSE)
    assert (after.status, after.why.params) == ("partial", {"was": "silent"})


def test_an_empty_file_changes_nothing(pair: tuple[Reading, Reading], following: Following) -> None:
    earlier, later = pair
    assert apply_overrules(following, load_overrules("# nothing yet\n", "a.toml", earlier, [later])) == following


@pytest.mark.parametrize("day", ["2032-02-11", '"2032-02-11"', "2032-02-11T09:30:00"])
def test_the_day_is_a_day_however_it_is_written(pair: tuple[Reading, Reading], day: str) -> None:
    earlier, later = pair
    text = entry(who=f'by = "陆小满"\nat = {day}\nwhy = "实地看过"\n')
    assert load_overrules(text, "a.toml", earlier, [later])[0].overrule.at == "2032-02-11"


MISTAKES = [
    ("[[overrule", "overrules-not-toml"),
    ('text_sha256 = "0"', "overrules-other-text"),
    ("overrule = 3", "overrules-shape"),
    ('title = "x"', "overrule-unknown-key"),
    (entry() + 'reason = "x"\n', "overrule-unknown-key"),
    (entry(""), "overrule-which"),
    (entry(f'clause = "{CLAUSE}"\nspan = [0, 4]'), "overrule-which"),
    (entry("span = [9, 4]"), "overrule-span"),
    (entry("span = [0, 4000000]"), "overrule-span"),
    (entry("span = [-4, 4]"), "overrule-span"),
    (entry("span = [true, 4]"), "overrule-span"),
    (entry("span = 4"), "overrule-span"),
    (entry('clause = ""'), "overrule-not-found"),
    (entry('clause = "开办火星分校"'), "overrule-not-found"),
    (entry('clause = "推进"'), "overrule-twice"),
    (entry(status="broken"), "overrule-status"),
    (entry().replace('status = "done"\n', ""), "overrule-status"),
    (entry(evidence="evidence = 3"), "overrule-evidence"),
    (entry(evidence="evidence = [{later = 2, span = [3, 4]}]"), "overrule-evidence"),
    (entry(evidence="evidence = [{later = 0, span = [3, 4]}]"), "overrule-evidence"),
    (entry(evidence='evidence = ["开办火星分校"]'), "overrule-evidence-not-found"),
    (entry(evidence='evidence = ["推进"]'), "overrule-evidence-twice"),
    (entry(evidence="evidence = [[4, 3]]"), "overrule-span"),
    (entry(who='at = 2032-02-11\nwhy = "x"\n'), "overrule-lacks"),
    (entry(who='by = "x"\nat = 2032-02-11\nwhy = " "\n'), "overrule-lacks"),
    (entry(who='by = "x"\nwhy = "x"\n'), "overrule-day"),
    (entry(who='by = "x"\nat = "spring"\nwhy = "x"\n'), "overrule-day"),
    (entry(who='by = "x"\nat = 2032\nwhy = "x"\n'), "overrule-day"),
]


@pytest.mark.parametrize(("text", "code"), MISTAKES)
def test_each_mistake_has_its_own_refusal(pair: tuple[Reading, Reading], text: str, code: str) -> None:
    earlier, later = pair
    with pytest.raises(Refusal) as refused:
        load_overrules(text, "a.overrules.toml", earlier, [later])
    assert (refused.value.room, refused.value.code) == ("following", code)
    said = [phrase("following", code, language, **refused.value.params) for language in LANGUAGES]
    assert [line for line in said if "a.overrules.toml" not in line or "\n" in line] == []


def test_a_clause_that_is_no_promise_is_refused(pair: tuple[Reading, Reading], following: Following) -> None:
    earlier, later = pair
    rulings = load_overrules(entry("span = [0, 4]"), "a.toml", earlier, [later])
    with pytest.raises(Refusal) as refused:
        apply_overrules(following, rulings, "a.toml")
    assert (refused.value.code, refused.value.params) == ("overrule-no-promise", {"path": "a.toml", "number": 1})


def test_all_mistakes_of_a_file_are_told_at_once(pair: tuple[Reading, Reading]) -> None:
    earlier, later = pair
    text = "\n".join((entry(status="broken"), entry(), entry(who='by = "x"\n')))
    rulings, mistakes = check_overrules(text, "a.toml", earlier, [later])
    assert [ruling.number for ruling in rulings] == [2]
    assert [(mistake.code, mistake.params["number"]) for mistake in mistakes] == [
        ("overrule-status", 1), ("overrule-lacks", 3),
    ]  # fmt: skip


def test_a_file_for_this_very_text_is_taken(pair: tuple[Reading, Reading]) -> None:
    earlier, later = pair
    text = f'text_sha256 = "{earlier.source.text_sha256}"\n' + entry()
    assert len(load_overrules(text, "a.toml", earlier, [later])) == 1
