"""Packs from the store: the same values as their TOML says, anew when a file changed, and without a store as well."""

from __future__ import annotations

import datetime
import os
import tomllib
from pathlib import Path

import pytest

from ninetenths import packs
from ninetenths.packs import compiled


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """A folder of packs, and a place to keep their values in."""
    (tmp_path / "packs" / "words").mkdir(parents=True)
    (tmp_path / "packs" / "words" / "a.toml").write_text('x = "一"\n', encoding="utf-8")
    (tmp_path / "packs" / "days.toml").write_text("day = 2031-05-01\n", encoding="utf-8")
    monkeypatch.setattr(compiled, "_file", lambda folder: tmp_path / "kept" / "packs.values")
    return tmp_path / "packs"


def forget() -> None:
    """As a new process finds things."""
    compiled._store.cache_clear()
    compiled._keep.cache_clear()


def test_the_second_start_parses_nothing(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    forget()
    assert compiled.values_of(folder, "words/a.toml") == {"x": "一"}
    forget()
    monkeypatch.setattr(compiled, "_parsed", lambda path: {})
    assert compiled.values_of(folder, "words/a.toml") == {"x": "一"}


def test_a_changed_file_is_parsed_anew(folder: Path) -> None:
    forget()
    compiled.values_of(folder, "words/a.toml")
    path = folder / "words" / "a.toml"
    before = path.stat()
    path.write_text('x = "二"\n', encoding="utf-8")
    os.utime(path, ns=(before.st_atime_ns, before.st_mtime_ns + 1))
    forget()
    assert compiled.values_of(folder, "words/a.toml") == {"x": "二"}


def test_a_pack_with_days_in_it_is_parsed_and_does_not_hinder_the_others(folder: Path) -> None:
    for _ in range(2):
        forget()
        assert compiled.values_of(folder, "days.toml") == {"day": datetime.date(2031, 5, 1)}
        assert compiled.values_of(folder, "words/a.toml") == {"x": "一"}


def test_where_nothing_can_be_kept_it_is_parsed(folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(compiled, "_file", lambda folder: None)
    forget()
    assert compiled.values_of(folder, "words/a.toml") == {"x": "一"}


def test_a_pack_that_is_not_there_is_told(folder: Path) -> None:
    forget()
    with pytest.raises(FileNotFoundError):
        compiled.values_of(folder, "words/b.toml")


def test_every_pack_loads_as_its_file_says() -> None:
    for path in sorted(packs.resource("words").rglob("*.toml")):
        assert packs.words(path.stem, path.parent.name) == tomllib.loads(path.read_text(encoding="utf-8"))
