"""`nine read --corpus`: all texts of a folder into one file, going on where it stopped."""

from __future__ import annotations

import json
import os
import shutil
import sys
from pathlib import Path
from typing import Any

import pyarrow.parquet
import pytest

from ninetenths.cli import main
from ninetenths.cli.corpora import texts_below
from ninetenths.reading import read


@pytest.fixture
def corpus(tmp_path: Path, examples: Path) -> Path:
    """Three texts in two folders, and files that are none."""
    folder = tmp_path / "texts"
    (folder / "news").mkdir(parents=True)
    shutil.copy(examples / "yunchuan/plan-2032.txt", folder / "plan.txt")
    shutil.copy(examples / "yunchuan/plenary-news.html", folder / "news" / "page.html")
    shutil.copy(examples / "larchmoor/minutes.txt", folder / "news" / "minutes.TXT")
    (folder / "notes.md").write_text("no text of ours", encoding="utf-8")
    return folder


NAMES = ["news/minutes.TXT", "news/page.html", "plan.txt"]


def run(corpus: Path, out: Path, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    """The exit status and what was said, read in one process."""
    status = main(["--lang", "en", "read", "--corpus", str(corpus), "--out", str(out), "--jobs", "1"])
    return status, capsys.readouterr().out


def rows(out: Path) -> list[dict[str, Any]]:
    """The rows of either kind of file, readings parsed."""
    if out.suffix == ".jsonl":
        return [json.loads(line) for line in out.read_bytes().splitlines()]
    return [{**row, "reading": json.loads(row["reading"])} for row in pyarrow.parquet.read_table(out).to_pylist()]


def test_both_kinds_of_file_hold_the_same_rows(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for kind in ("jsonl", "parquet"):
        assert run(corpus, tmp_path / f"out.{kind}", capsys) == (
            0, f"3 read into {tmp_path}/out.{kind}; 0 were there already; 0 could not be read.\n",
        )  # fmt: skip
    lines, table = rows(tmp_path / "out.jsonl"), rows(tmp_path / "out.parquet")
    assert [row["path"] for row in lines] == NAMES
    for line, row in zip(lines, table, strict=True):
        assert (row["path"], row["fingerprint"], row["reading"]) == (line["path"], line["fingerprint"], line["reading"])
        source = line["reading"]["source"]
        assert (row["title"], row["genre"], row["chars"]) == (source["title"], source["genre"], source["chars"])
        assert (row["clauses"], row["commitments"]) == (
            len(line["reading"]["clauses"]),
            len(line["reading"]["commitments"]),
        )
    text = (corpus / "plan.txt").read_text(encoding="utf-8")
    assert lines[2]["reading"]["clauses"] == read(text).to_dict()["clauses"]
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out.jsonl", "out.parquet", "texts"]


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
def test_a_second_run_reads_only_what_is_new_or_changed(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str
) -> None:
    out = tmp_path / f"out.{kind}"
    run(corpus, out, capsys)
    first = rows(out)
    assert run(corpus, out, capsys)[1].startswith("0 read into ")
    assert rows(out) == first
    (corpus / "plan.txt").write_text("云川市工作方案\n\n一、修路\n", encoding="utf-8")
    (corpus / "another.txt").write_text("云川市治水方案\n", encoding="utf-8")
    (corpus / "news" / "page.html").unlink()
    assert run(corpus, out, capsys) == (0, f"2 read into {out}; 1 were there already; 0 could not be read.\n")
    again = rows(out)
    assert [row["path"] for row in again] == ["another.txt", "news/minutes.TXT", "plan.txt"]
    assert again[1] == first[0]
    assert again[2]["reading"]["source"]["title"] == "云川市工作方案"


@pytest.mark.parametrize("kind", ["jsonl", "parquet"])
@pytest.mark.parametrize("torn", [b"", b'{"path": "plan.txt", "finger', b"not json at all\n"])
def test_a_run_that_was_stopped_is_gone_on_with(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], kind: str, torn: bytes
) -> None:
    whole = tmp_path / "whole.jsonl"
    run(corpus, whole, capsys)
    out = tmp_path / f"out.{kind}"
    begun = whole.read_bytes().splitlines(keepends=True)[:2]
    out.with_name(out.name + ".part").write_bytes(
        b"".join([begun[0], torn if torn.endswith(b"\n") else b"", begun[1]]) + torn
    )
    assert run(corpus, out, capsys) == (0, f"1 read into {out}; 2 were there already; 0 could not be read.\n")
    said = [(row["path"], row["reading"]) for row in rows(out)]
    assert said == [(row["path"], row["reading"]) for row in rows(whole)]
    assert not out.with_name(out.name + ".part").exists()


def test_one_bad_file_is_listed_and_the_rest_is_read(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "out.jsonl"
    run(corpus, out, capsys)
    (corpus / "plan.txt").write_bytes(b"")
    (corpus / "bad.docx").write_bytes(b"not a document")
    status, said = run(corpus, out, capsys)
    assert status == 1
    head, *listed = said.splitlines()
    assert head == f"0 read into {out}; 2 were there already; 2 could not be read."
    assert [line.split(":")[0] for line in listed] == ["  bad.docx", "  plan.txt"]
    # What was read from other bytes is no reading of the file that is there now.
    assert [row["path"] for row in rows(out)] == ["news/minutes.TXT", "news/page.html"]


@pytest.mark.skipif(os.name != "posix", reason="names of files that are not text exist on POSIX only")
def test_a_name_that_is_no_text_does_not_stop_the_rest(
    corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    Path(os.fsdecode(os.fsencode(corpus) + b"/\xff.txt")).write_text("云川市方案\n", encoding="utf-8")
    out = tmp_path / "out.parquet"
    assert run(corpus, out, capsys)[0] == 0
    assert [row["path"] for row in rows(out)] == [*NAMES, "\ufffd.txt"]


def test_several_processes_give_the_same_file(corpus: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    run(corpus, tmp_path / "one.jsonl", capsys)
    assert main(["read", "--corpus", str(corpus), "--out", str(tmp_path / "two.jsonl"), "--jobs", "2"]) == 0
    assert (tmp_path / "two.jsonl").read_bytes() == (tmp_path / "one.jsonl").read_bytes()


def test_a_place_that_cannot_be_written_is_refused(corpus: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = corpus / "plan.txt" / "out.jsonl"
    assert main(["read", "--corpus", str(corpus), "--out", str(out)]) == 2
    assert capsys.readouterr().err.count("\n") == 1


def test_texts_are_found_by_their_ending_in_order(corpus: Path) -> None:
    assert [path.relative_to(corpus).as_posix() for path in texts_below(corpus)] == NAMES


def test_parquet_without_its_extra_is_refused_in_one_sentence_and_nothing_is_written(
    corpus: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setitem(sys.modules, "pyarrow", None)
    for kind, status in (("parquet", 2), ("jsonl", 0)):
        out = tmp_path / f"out.{kind}"
        assert main(["--lang", "en", "read", "--corpus", str(corpus), "--out", str(out), "--jobs", "1"]) == status
        assert out.exists() == (status == 0)
    said = capsys.readouterr().err
    assert "ninetenths[parquet]" in said and "out.parquet" in said
