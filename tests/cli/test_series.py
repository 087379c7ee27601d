"""`nine follow --series`: tables and an atlas of adjoining years, going on where it stopped."""

from __future__ import annotations

import csv
import os
import re
import shutil
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from ninetenths.cli import main
from ninetenths.cli.benchmarks import follow as bench
from ninetenths.cli.seriestables import PAIRS, PROMISES, arithmetic
from ninetenths.following import follow
from ninetenths.following.series import wilson
from ninetenths.reading import read


@pytest.fixture
def texts(tmp_path: Path, examples: Path) -> Path:
    """Yunchuan's two reports, and a place with a year missing."""
    folder = tmp_path / "texts"
    (folder / "石汀县").mkdir(parents=True)
    for year in (2031, 2032):
        shutil.copy(examples / f"yunchuan/work-report-{year}.txt", folder / f"云川市-{year}.txt")
    for year in (2031, 2033):
        (folder / "石汀县" / f"{year}.txt").write_text(f"二、{year}年工作安排\n\n改造石汀水厂。\n", encoding="utf-8")
    return folder


def run(texts: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, list[str]]:
    """The exit status and the lines said, followed in one process."""
    status = main(["--lang", "en", "follow", "--series", str(texts), "--out", str(out), "--jobs", "1"])
    return status, capsys.readouterr().out.splitlines()


def rows(path: Path) -> list[dict[str, Any]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.DictReader(file))


def said(places: int, pairs: int, fresh: int, kept: int, failed: int) -> str:
    return (
        f"{places} places, {pairs} pairs of adjoining years: {fresh} followed now, {kept} kept; "
        f"{failed} files could not be read."
    )


def test_a_series_is_followed_once_and_kept(texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "atlas"
    notes = [
        "  Places without adjoining years, left out: 石汀县",
        f"Written into {out}: index.html, pairs.csv, pairs.parquet, promises.csv, promises.parquet",
    ]
    assert run(texts, out, capsys) == (0, [said(1, 1, 1, 0, 0), *notes])
    assert sorted(str(path.relative_to(out)) for path in out.rglob("*") if path.is_file() and ".series" not in path.parts) == [
        "index.html", "pairs.csv", "pairs.parquet", "pairs/云川市-2031-2032.html", "places/云川市.html", "promises.csv",
        "promises.parquet",
    ]  # fmt: skip
    first = {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()}
    assert run(texts, out, capsys) == (0, [said(1, 1, 0, 1, 0), *notes])
    assert {path.name: path.read_bytes() for path in out.rglob("*") if path.is_file()} == first


def test_without_the_extra_the_tables_are_csv_alone_and_an_old_one_is_not_left(
    texts: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "atlas"
    run(texts, out, capsys)
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    status, lines = run(texts, out, capsys)
    assert (status, lines[-2]) == (0, f"Written into {out}: index.html, pairs.csv, promises.csv")
    assert "ninetenths[parquet]" in lines[-1]
    assert sorted(path.name for path in out.iterdir() if path.is_file()) == ["index.html", "pairs.csv", "promises.csv"]


def test_the_tables_say_what_following_says(texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "atlas"
    run(texts, out, capsys)
    earlier, later = (
        read((texts / f"云川市-{year}.txt").read_text(encoding="utf-8")) for year in (2031, 2032)
    )  # fmt: skip
    following = follow(earlier, later)
    promises = pyarrow.parquet.read_table(out / "promises.parquet").to_pylist()
    assert [(row["id"], row["fate"], row["confidence"]) for row in promises] == [
        (promise.id, promise.status if promise.followable else None, promise.confidence) for promise in following.promises
    ]  # fmt: skip
    [pair] = pyarrow.parquet.read_table(out / "pairs.parquet").to_pylist()
    silent = sum(promise.followable and promise.status == "silent" for promise in following.promises)
    followed = sum(promise.followable for promise in following.promises)
    share = wilson(silent, followed)
    assert (pair["silent"], pair["followable"], pair["silent_low"], pair["silent_high"], pair["review_chars"]) == (
        silent, followed, round(share.low, 4), round(share.high, 4), following.reviews[0].chars,
    )  # fmt: skip
    assert [list(row) for row in rows(out / "pairs.csv")] == [list(PAIRS)]
    held = rows(out / "promises.csv")
    assert (list(held[0]), len(held)) == (list(PROMISES), len(promises))


def test_the_arithmetic_of_an_interval_is_written_out() -> None:
    assert arithmetic("silent", wilson(75, 220), "en") == (
        "not found by the reader in these texts 75 ÷ 220 = 34.1 %; "
        "(75 + 1.92 ± 1.96 × √(75 × 145 ÷ 220 + 0.96)) ÷ (220 + 3.84) = 28.1–40.6 %"
    )  # fmt: skip


def test_a_bad_file_is_listed_and_does_not_stop_the_rest(
    texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (texts / "云川市-2033.txt").write_bytes(b"")
    (texts / "说明.txt").write_text("改造石汀水厂。", encoding="utf-8")
    status, lines = run(texts, tmp_path / "atlas", capsys)
    assert (status, lines[0]) == (1, said(1, 1, 1, 0, 2))
    assert lines[1:3] == [
        "  说明.txt: neither the file's name nor the text gives a year; put the year into the name",
        "  云川市-2033.txt: 云川市-2033.txt is empty; nothing to read.",
    ]


def test_gaps_are_said_and_no_pair_spans_one(
    texts: Path, tmp_path: Path, examples: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    shutil.copy(examples / "yunchuan/work-report-2032.txt", texts / "云川市-2035.txt")
    status, lines = run(texts, tmp_path / "atlas", capsys)
    assert (status, lines[:2]) == (
        0, [said(1, 1, 1, 0, 0), "  云川市: no text of 2033–2034; no pair is made across a gap"],
    )  # fmt: skip


def test_a_changed_text_is_followed_again_and_a_removed_one_leaves_nothing(
    texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "atlas"
    for year in (2031, 2032):
        shutil.copy(texts / f"云川市-{year}.txt", texts / f"竹溪区-{year}.txt")
    assert run(texts, out, capsys)[1][0] == said(2, 2, 2, 0, 0)
    with (texts / "云川市-2032.txt").open("a", encoding="utf-8") as file:
        file.write("\n谢谢大家。\n")
    assert run(texts, out, capsys)[1][0] == said(2, 2, 1, 1, 0)
    (texts / "竹溪区-2032.txt").unlink()
    assert run(texts, out, capsys)[1][0] == said(1, 1, 0, 1, 0)
    assert sorted(path.name for path in out.rglob("*.html")) == ["index.html", "云川市-2031-2032.html", "云川市.html"]


def test_a_ruling_beside_a_text_is_honoured(texts: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "atlas"
    run(texts, out, capsys)
    row = next(row for row in rows(out / "promises.csv") if row["fate"] == "done")
    (texts / "云川市-2031.overrules.toml").write_text(
        f'[[overrule]]\nclause = "{row["sentence"]}"\nstatus = "missed"\nby = "林溪"\nat = 2032-03-01\nwhy = "未验收"\n',
        encoding="utf-8",
    )
    assert run(texts, out, capsys)[1][0] == said(1, 1, 1, 0, 0)
    assert [one["fate"] for one in rows(out / "promises.csv") if one["id"] == row["id"]] == ["missed"]


@pytest.mark.parametrize(("kept", "words"), [
    (["云川市-2031.txt"], "holds a single text (云川市-2031.txt); following year by year needs two texts of one place and "
     "of adjoining years, e.g. Yunchuan-2031.txt and Yunchuan-2032.txt."),
    (["云川市-2031.txt", "石汀县/2033.txt"], "no two are of one place and of adjoining years (e.g. 云川市-2031.txt; 2033.txt); "
     "name them PLACE-YEAR.txt or PLACE/YEAR.txt and add the year before or after."),
    ([], "holds no .txt, .html, .docx or .pdf file."),
])  # fmt: skip
def test_a_folder_without_a_pair_is_refused_in_one_line(
    texts: Path, tmp_path: Path, kept: list[str], words: str, capsys: pytest.CaptureFixture[str]
) -> None:
    for path in list(texts.rglob("*.txt")):
        if str(path.relative_to(texts)) not in kept:
            path.unlink()
    status = main(["--lang", "en", "follow", "--series", str(texts), "--out", str(tmp_path / "atlas")])
    [line] = capsys.readouterr().err.splitlines()
    assert (status, line.endswith(words), (tmp_path / "atlas").exists()) == (2, True, False)


def test_the_bench_measures_a_pair_and_a_series(
    examples: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr(bench, "_PASSES", 1)
    monkeypatch.setattr(bench, "_RUNS", 2)
    assert main(["--lang", "en", "bench", "follow", str(examples / "yunchuan")]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [re.sub(r"[\d.,]+(?= (?:ms|s|MB|pairs)\b)", "N", line) for line in lines] == [
        "a pair of reports (18,004 characters), warm, reading both included: N ms (at most N ms)",
        "  of which following: N ms",
        "the same pair, `nine follow`, the whole process: N s (at most N s)",
        f"a series with its atlas (pairs: 1; processes: {os.cpu_count()}): N pairs a second",
        "  processor time a pair: N s",
        "  the largest process: N MB",
    ]
