"""`nine index`: made, renewed from what changed, gone on with after a stop, and never written over another's file."""

from __future__ import annotations

from pathlib import Path

import orjson
import pytest

from ninetenths.cli import main
from ninetenths.cli.indexing import open_index_file
from ninetenths.refusal import Refusal


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    made = tmp_path / "texts"
    (made / "more").mkdir(parents=True)
    (made / "a.txt").write_text("二、重点工作\n改造老旧小区42个。建设云湖实验室。\n", encoding="utf-8")
    (made / "more" / "b.txt").write_text("The City shall restore 46 acres of floodplain wetland.\n", encoding="utf-8")
    return made


def _index(folder: Path, out: Path, *more: str) -> int:
    return main(["index", str(folder), "--out", str(out), "--lang", "en", *more])


def _names(out: Path) -> list[str]:
    index = open_index_file(out)
    return [index.row(at)["name"] for at in range(len(index))]


def test_an_index_holds_the_texts_of_the_folder(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.nineindex"
    assert _index(folder, out) == 0
    assert capsys.readouterr().out == (
        f"index {out}: 2 texts, 81 characters, 4 clauses, 0 MiB; 2 read now, 0 kept, 0 unreadable.\n"
    )
    assert _names(out) == ["a.txt", "more/b.txt"]
    assert open_index_file(out).text(0) == (folder / "a.txt").read_text(encoding="utf-8")
    assert not (tmp_path / "x.nineindex.part").exists()


def test_only_what_changed_is_read_anew_and_what_is_gone_is_dropped(
    folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    out = tmp_path / "x.nineindex"
    _index(folder, out)
    (folder / "c.txt").write_text("开通公交快线3条。", encoding="utf-8")
    (folder / "more" / "b.txt").unlink()
    capsys.readouterr()
    assert _index(folder, out) == 0
    assert capsys.readouterr().out.split("; ")[1] == "1 read now, 1 kept, 0 unreadable.\n"
    assert _names(out) == ["a.txt", "c.txt"]
    assert open_index_file(out).near_clauses("公交快线")[0].surface == "开通公交快线3条"


def test_a_renewed_index_is_the_same_bytes_as_one_made_at_once(folder: Path, tmp_path: Path) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    _index(folder, one)
    (folder / "c.txt").write_text("开通公交快线3条。", encoding="utf-8")
    _index(folder, one)
    _index(folder, other)
    assert one.read_bytes() == other.read_bytes()


def test_a_stopped_run_is_gone_on_with(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    from ninetenths.cli.indexing import _one

    out = tmp_path / "x.nineindex"
    _, row, _ = _one((folder / "a.txt", "a.txt"))
    plain = orjson.loads(row) | {"title": "kept from the stopped run"}
    (tmp_path / "x.nineindex.part").write_bytes(orjson.dumps(plain) + b'\n{"name": "more/b.t')
    assert _index(folder, out) == 0
    assert open_index_file(out).row(0)["title"] == "kept from the stopped run"
    assert _names(out) == ["a.txt", "more/b.txt"]


def test_one_bad_file_does_not_stop_the_rest(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (folder / "broken.docx").write_bytes(b"PK\x03\x04 no document")
    assert _index(folder, tmp_path / "x.nineindex") == 1
    assert len(capsys.readouterr().out.splitlines()) == 2
    assert _names(tmp_path / "x.nineindex") == ["a.txt", "more/b.txt"]


def test_another_file_is_not_overwritten(folder: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    out = tmp_path / "report.txt"
    out.write_text("mine", encoding="utf-8")
    assert _index(folder, out) == 2
    assert capsys.readouterr().err == (
        f"nine index: '{out}' is there and is no index, so it was not overwritten; name another file with --out.\n"
    )
    assert out.read_text(encoding="utf-8") == "mine"


def test_a_damaged_index_is_made_anew(folder: Path, tmp_path: Path) -> None:
    out = tmp_path / "x.nineindex"
    _index(folder, out)
    whole = out.read_bytes()
    out.write_bytes(whole[:-200])
    with pytest.raises(Refusal):
        open_index_file(out)
    assert _index(folder, out) == 0
    assert out.read_bytes() == whole


@pytest.mark.parametrize(("arguments", "status"), [(["--jobs", "0"], 2), (["--jobs", "1"], 0)])
def test_jobs_are_counted_from_one(folder: Path, tmp_path: Path, arguments: list[str], status: int) -> None:
    assert _index(folder, tmp_path / "x.nineindex", *arguments) == status


def test_a_missing_folder_is_refused(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert _index(tmp_path / "none", tmp_path / "x") == 2
    assert len(capsys.readouterr().err.splitlines()) == 1
