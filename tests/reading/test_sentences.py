"""Plain sentences of a work report of 2031: bound, value, unit, deadline words and due day of each."""

from __future__ import annotations

from pathlib import Path

import pytest

from ninetenths.reading import Indicator, read

HEAD = "云川市人民政府工作报告\n\n——2031年1月10日在云川市第八届人民代表大会第一次会议上\n\n三、2031年重点工作\n\n"
ROWS = [
    line.split("\t")
    for path in sorted((Path(__file__).parent / "sentences").glob("*.tsv"))
    for line in path.read_text(encoding="utf-8").splitlines()
    if line and not line.startswith("#")
]


@pytest.mark.parametrize("row", ROWS, ids=[row[0] for row in ROWS])
def test_a_sentence_gives_its_figure_and_its_day(row: list[str]) -> None:
    text, bound, value, unit, words, due = row
    made = [item for item in read(f"{HEAD}{text}\n").commitments if item.spans[0][1] > len(HEAD)]
    marks = [mark for item in made for mark in item.indicators]
    assert made
    if value != "-":
        assert any(_fits(mark, bound, value, unit) for mark in marks)
    said = {item.deadline or "" for item in made} | {mark.deadline or "" for mark in marks}
    days = {item.due or "" for item in made} | {mark.due or "" for mark in marks}
    assert words == "-" or (said <= {""} if words == "none" else any(words in one for one in said))
    assert due == "-" or (days <= {""} if due == "none" else due in days)


def _fits(mark: Indicator, bound: str, value: str, unit: str) -> bool:
    low, _, high = value.partition("..")
    wanted = (float(low), float(high)) if high else float(low)
    return mark.bound == bound and mark.value == wanted and unit in ("-", mark.unit)
