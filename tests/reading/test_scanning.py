"""The clause grid: lines, sentences and clauses as the rule cuts them."""

from __future__ import annotations

import sys
from pathlib import Path

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from ninetenths.reading.scanning import code_points, scan

sys.path.insert(0, str(Path(__file__).parent))
from laws import BLANK, CLOSING, LINE_ENDS, MARKS, clause_grid

_SIGNS = "".join((*CLOSING, *CLOSING.values(), *MARKS, *LINE_ENDS, BLANK))
CUT_UP = st.text(alphabet=st.one_of(st.sampled_from(_SIGNS), st.sampled_from("甲乙a1\ud800😀")), max_size=60)


def surfaces(text: str) -> list[str]:
    cut = scan(text)
    return [text[start:end] for start, end in zip(cut.starts, cut.ends, strict=True)]


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("甲，乙。丙", ["甲", "乙", "丙"]),
        ("甲“乙，丙”丁，戊", ["甲“乙，丙”丁", "戊"]),
        ("《甲。乙》丙。（丁；戊）", ["《甲。乙》丙", "（丁；戊）"]),
        ("甲（乙，丙\n丁，戊", ["甲（乙，丙", "丁", "戊"]),
        ("「甲，『乙。』丙」，丁", ["「甲，『乙。』丙」", "丁"]),
        ("“甲（乙”，丙）丁”，戊", ["“甲（乙”，丙）丁”", "戊"]),
        ("）甲，乙（", ["）甲", "乙（"]),
        ("甲：乙;丙?丁!戊,己", ["甲", "乙", "丙", "丁", "戊", "己"]),
        ("\u3000\u3000甲 \r\n\t# 乙 ->", ["甲", "乙"]),
        ("1.5万", ["1.5万"]),
        ("，。\n\n；", []),
        ("", []),
    ],
)
def test_clauses_run_between_marks_outside_brackets(text: str, expected: list[str]) -> None:
    assert surfaces(text) == expected


@settings(max_examples=600)
@given(CUT_UP)
@example("“" * 40 + "，")
@example("（）" * 20)
def test_the_grid_is_the_rules(text: str) -> None:
    cut = scan(text)
    assert list(zip(cut.starts, cut.ends, strict=True)) == clause_grid(text)


@settings(max_examples=300)
@given(CUT_UP)
def test_lines_hold_their_clauses(text: str) -> None:
    cut = scan(text)
    held = [place for line in range(len(cut.line_starts)) for place in cut.clauses_of(line)]
    assert held == list(range(len(cut.starts)))
    for line, (start, end) in enumerate(zip(cut.line_starts, cut.line_ends, strict=True)):
        inside = cut.clauses_of(line)
        assert (start, {cut.line_of[place] for place in inside}) == (cut.starts[inside[0]], {line})
        assert cut.ends[inside[-1]] <= end <= len(text)
        assert not LINE_ENDS.intersection(text[start:end])


@settings(max_examples=300)
@given(CUT_UP)
def test_a_sentence_never_goes_on_over_a_line(text: str) -> None:
    cut = scan(text)
    assert cut.sentence_of == sorted(cut.sentence_of)
    of_line: dict[int, int] = {}
    assert [
        of_line.setdefault(number, line) for number, line in zip(cut.sentence_of, cut.line_of, strict=True)
    ] == cut.line_of


def test_sentences_end_at_stops_only() -> None:
    cut = scan("甲，乙；丙。丁：戊！己")
    numbers = {number: place for place, number in enumerate(dict.fromkeys(cut.sentence_of))}
    assert [numbers[number] for number in cut.sentence_of] == [0, 0, 0, 1, 1, 2]


@given(st.text(alphabet=st.characters(codec=None), max_size=40))
def test_code_points_are_those_of_the_text(text: str) -> None:
    assert code_points(text).tolist() == [ord(char) for char in text]
