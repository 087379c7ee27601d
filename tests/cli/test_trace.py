"""`nine trace`: what is carried, by nobody, our own; against texts and against an index; plain answers at the edges."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path

import pytest

from ninetenths.cli import main

_THEIRS = "二、重点工作\n新增城市公园绿地150万平方米。力争农村生活污水治理率达到65%。深入实施百湖治理工程。\n"
_OURS = "二、重点工作\n新增城市公园绿地45万平方米。力争农村生活污水治理率达到60%。开通公交快线3条。\n"


@pytest.fixture
def texts(tmp_path: Path) -> tuple[str, str]:
    ours, theirs = tmp_path / "ours.txt", tmp_path / "theirs.txt"
    ours.write_text(_OURS, encoding="utf-8")
    theirs.write_text(_THEIRS, encoding="utf-8")
    return str(ours), str(theirs)


def _trace(ours: str, *more: str, language: str = "en") -> int:
    return main(["trace", ours, "--superior", *more, "--lang", language])


def test_carried_uncarried_and_our_own(texts: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert _trace(*texts) == 0
    lines = capsys.readouterr().out.splitlines()
    assert lines[0] == (
        "Higher-level commitments: 3, of which 2 carried here and 1 by nobody; ours: 3, of which 1 our own"
    )
    assert [line for line in lines if line.startswith("──")] == [
        "── Carried (2)", "── Carried by nobody (1)", "── Our own (1)",
    ]  # fmt: skip
    assert [line.partition(" · ")[2].partition(" · ")[2] for line in lines if "same indicator" in line] == [
        "our share: 450,000 ÷ 1,500,000 平方米 = 30.0%", "looser: theirs 65 %, ours 60 %",
    ]  # fmt: skip


def test_csv_has_a_row_a_commitment(texts: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert _trace(*texts, "--csv", "-", language="zh") == 0
    rows = list(csv.DictReader(io.StringIO(capsys.readouterr().out)))
    assert [row["类别"] for row in rows] == ["承接", "承接", "无人承接", "自提"]
    assert [row["数字对照"] for row in rows] == ["份额", "更宽", "", ""]


def test_json_has_names_and_counts(texts: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert _trace(*texts, "--json") == 0
    plain = json.loads(capsys.readouterr().out)
    assert (plain["names"], plain["nearest"], plain["counts"]["carried"]) == (["theirs.txt"], [], 2)


def test_an_index_gives_its_nearest_texts_with_the_reason(
    examples: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    index = str(tmp_path / "x.nineindex")
    assert main(["index", str(examples), "--out", index]) == 0
    capsys.readouterr()
    given = str(examples / "yunchuan" / "plan-2032.txt")
    assert _trace(given, index, "--nearest", "2", "--json") == 0
    plain = json.loads(capsys.readouterr().out)
    assert [one["name"].partition("/")[0] for one in plain["nearest"]] == ["yunchuan", "yunchuan"]
    assert all(one["reasons"] for one in plain["nearest"])
    assert "yunchuan/plan-2032.txt" not in plain["names"]


def test_several_local_texts_are_named(texts: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["trace", texts[0], texts[1], "--superior", texts[1], "--lang", "zh"]) == 0
    said = capsys.readouterr().out.splitlines()
    assert said[0] == "theirs.txt 与 theirs.txt 是同一篇文本，对照没有意义。"
    assert [line for line in said if "← ours.txt  " in line] != []


def test_a_text_without_commitments_is_said(
    texts: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "notice.txt").write_text("会议通知。", encoding="utf-8")
    assert _trace(str(tmp_path / "notice.txt"), texts[1]) == 0
    assert capsys.readouterr().out.splitlines()[0] == (
        "notice.txt holds no target, action or aim: there is nothing to trace."
    )


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (["nowhere.txt"], "there is no such file; check the path."),
        (["{folder}/broken.docx"], "is not a whole .docx file"),
        (["{folder}/cut.nineindex"], "is not whole; make it anew with nine index."),
        (["{folder}/theirs.txt", "--nearest", "0"], "--nearest wants a whole number from 1, not 0."),
    ],
)
def test_what_cannot_be_used_is_refused_in_one_line(
    texts: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], more: list[str], said: str
) -> None:
    from ninetenths.following.indexing import MAGIC

    (tmp_path / "broken.docx").write_bytes(b"PK\x03\x04 no document")
    (tmp_path / "cut.nineindex").write_bytes(MAGIC + b"\x05\x00")
    assert _trace(texts[0], *(one.format(folder=tmp_path) for one in more)) == 2
    refusal = capsys.readouterr().err
    assert (refusal.count("\n"), said in refusal) == (1, True)


def test_without_a_higher_level_text_it_says_what_to_name(
    texts: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["trace", texts[0], "--lang", "en"]) == 2
    assert capsys.readouterr().err == (
        "nine trace: no higher-level text; name texts with --superior, or an index made by nine index.\n"
    )
