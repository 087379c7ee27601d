"""Which commitments are looked for, which clauses may answer, and the sentence round a span."""

from __future__ import annotations

from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.following.promises import answering, promised, review_of, sentence_of
from ninetenths.reading import read


def test_promises_stand_in_the_plan_half_and_answers_in_the_review_half(examples: Path) -> None:
    reading = read((examples / "yunchuan" / "work-report-2031.txt").read_text(encoding="utf-8"))
    (first,) = {min(section.start for section in reading.sections if section.part == "plan")}
    assert [
        item.id for item in promised(reading) if item.spans[0][0] < first and item.label not in ("target", "action")
    ] == []
    assert len(promised(reading)) > 250
    claims = [clause for clause in answering(reading) if clause.label != "claim"]
    halves = {section.id: section.part for section in reading.sections}
    assert {halves[clause.section or ""] for clause in claims} <= {"review"}


def test_a_text_without_halves_promises_with_all_it_has() -> None:
    reading = read("新建城市书房12家。\n建成云溪大桥复线。\n")
    assert promised(reading) == list(reading.commitments)


@pytest.mark.parametrize(
    ("text", "inside", "sentence"),
    [
        ("甲完成了。乙建成通车，丙开工。丁", "乙建成", "乙建成通车，丙开工"),
        ("甲完成了。\n  乙建成通车", "乙建成", "乙建成通车"),
        ("乙建成", "乙建成", "乙建成"),
    ],
)
def test_the_sentence_ends_at_full_stops_and_lines(text: str, inside: str, sentence: str) -> None:
    start = text.index(inside)
    assert text[slice(*sentence_of(text, (start, start + len(inside))))] == sentence


@given(st.text("甲乙丙，。；\n 　", min_size=1, max_size=400), st.data())
def test_a_sentence_holds_its_span_and_is_not_too_long(text: str, data: st.DataObject) -> None:
    start = data.draw(st.integers(0, len(text) - 1))
    end = data.draw(st.integers(start + 1, min(len(text), start + 60)))
    low, high = sentence_of(text, (start, end))
    assert 0 <= low <= start and end <= high <= len(text)
    assert high - low <= 2 * 200


@pytest.mark.parametrize(
    ("opening", "first"), [("过去一年，", 2031), ("过去五年，", 2027), ("五年来，", 2027), ("过去的五年，", 2027)]
)
def test_the_years_a_review_covers(opening: str, first: int) -> None:
    reading = read(f"云溪县政府工作报告\n\n一、工作回顾\n{opening}新建城市书房9家。\n")
    review = review_of(reading, answering(reading), 2032)
    assert (review.first_year, review.last_year) == (first, 2031)


def test_no_review_covers_no_year() -> None:
    reading = read("")
    review = review_of(reading, [], 2032)
    assert (review.chars, review.clauses, review.first_year, review.last_year) == (0, 0, None, None)
