"""`nine diff`: what changed, in words, as JSON and CSV; identical and unrelated texts get a plain answer."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from ninetenths.cli import main

_OLD = "二、重点工作\n改造老旧小区42个。完成农村公路改造80公里。新增停车泊位3000个。开通公交快线3条。\n"
_NEW = "二、重点工作\n改造老旧小区56个。完成农村公路改造80公里。新增公共停车泊位3000个。新建养老驿站20处。\n"


@pytest.fixture
def versions(tmp_path: Path) -> tuple[str, str]:
    old, new = tmp_path / "old.txt", tmp_path / "new.txt"
    old.write_text(_OLD, encoding="utf-8")
    new.write_text(_NEW, encoding="utf-8")
    return str(old), str(new)


def test_the_changes_are_listed_with_their_inner_difference(
    versions: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["diff", *versions, "--lang", "en"]) == 0
    assert capsys.readouterr().out == (
        "Clauses: 2 same, 0 moved, 1 re-worded, 1 changed in number, 1 dropped, 1 new\n"
        "Commitments: 4 in the old text, of which 1 kept, 1 re-worded, 1 changed in number, 1 dropped; "
        "4 in the new, of which 1 new\n"
        "80% of the old text's clauses stand in the new, 79% of the new text's in the old "
        "(by characters; re-worded ones by their likeness).\n"
        "\n"
        "# changed in number  s1.p2.c1 → s1.p2.c1\n"
        "    改造老旧小区[-42-]{+56+}个\n"
        "    42个 → 56个\n"
        "~ re-worded  s1.p2.c3 → s1.p2.c3\n"
        "    新增{+公共+}停车泊位3000个\n"
        "- dropped  s1.p2.c4\n"
        "    开通公交快线3条\n"
        "+ new  s1.p2.c4\n"
        "    新建养老驿站20处\n"
    )


def test_the_same_text_twice_says_so(versions: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", versions[0], versions[0], "--lang", "zh"]) == 0
    assert capsys.readouterr().out == "两份文本完全相同，没有变动（5 个语句）。\n"


def test_texts_that_are_not_versions_say_so_with_status_one(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    names = [str(examples / "yunchuan/decision.txt"), str(examples / "larchmoor/minutes.txt")]
    assert main(["diff", *names, "--lang", "en"]) == 1
    said = capsys.readouterr().out.splitlines()[2]
    assert said == (
        "These are not versions of one text: only 0% of the old text's clauses stand in the new, 0% of the new text's "
        "in the old (by characters; re-worded ones by their likeness). Listed clause by clause all the same."
    )


def test_json_and_csv_hold_every_clause(versions: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["diff", *versions, "--json"]) == 0
    plain = json.loads(capsys.readouterr().out)
    assert plain["counts"] == {"same": 2, "moved": 0, "reworded": 1, "number": 1, "dropped": 1, "new": 1}
    assert main(["diff", *versions, "--csv", "-", "--lang", "zh"]) == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["变动"] for row in rows] == ["未变", "数字变动", "未变", "改写", "删去", "新增"]
    assert rows[1]["数字"] == "42个 → 56个"


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_missing_file_is_one_line_and_status_two(
    versions: tuple[str, str], capsys: pytest.CaptureFixture[str], language: str
) -> None:
    assert main(["diff", versions[0], "nowhere.txt", "--lang", language]) == 2
    assert len(capsys.readouterr().err.splitlines()) == 1


def test_an_empty_file_is_refused(
    versions: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "empty.txt").write_bytes(b"")
    assert main(["diff", str(tmp_path / "empty.txt"), versions[1], "--lang", "en"]) == 2
    assert capsys.readouterr().err == "nine diff: empty.txt is empty; nothing to read.\n"
