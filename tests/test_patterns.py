"""The program's patterns loaded from kept code are what `re` compiles, and are compiled where nothing can be kept."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from ninetenths import patterns
from ninetenths.kept import kept

WRITTEN = (
    (r"(?P<year>[12]\d{3})年(?:(?P<month>\d{1,2})月)?", 0),
    (r"[一-鿿]{2,8}(?:局|委)(?![员托])", 0),
    (r"  (a) | b  # either", re.VERBOSE | re.IGNORECASE),
    (r"^\s*(?:WHEREAS)\b", re.MULTILINE),
)
TEXT = "市发展改革委2031年6月底前完成，市教育局配合。\n whereas A b\nWHEREAS c"


@pytest.fixture
def file(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """An empty place to keep code in."""
    monkeypatch.setattr(patterns, "_FILE", tmp_path / "patterns.code")
    monkeypatch.setattr(patterns, "_codes", {})
    monkeypatch.setattr(patterns, "_new", {})
    monkeypatch.setattr(patterns.atexit, "register", lambda work: None)
    return tmp_path / "patterns.code"


@pytest.mark.parametrize(("text", "flags"), WRITTEN)
def test_a_pattern_of_kept_code_finds_what_the_compiled_one_finds(
    text: str, flags: int, file: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    usual = re.compile(text, flags)
    expected = [(match.span(), match.groupdict()) for match in usual.finditer(TEXT)]
    patterns.regex(text, flags)
    patterns._write()
    monkeypatch.setattr(patterns, "_new", {})
    monkeypatch.setattr(patterns, "_codes", patterns._known())
    made = patterns.regex(text, flags)
    assert patterns._new == {}
    assert (made.flags, made.groups, dict(made.groupindex)) == (usual.flags, usual.groups, dict(usual.groupindex))
    assert [(match.span(), match.groupdict()) for match in made.finditer(TEXT)] == expected


def test_code_of_another_python_is_not_taken(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    patterns.regex("a")
    patterns._write()
    assert patterns._known()
    monkeypatch.setattr(patterns, "_MADE_BY", "another")
    assert patterns._known() == {}


def test_what_is_kept_is_gone_on_with_and_bounded(file: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for text in ("a", "b"):
        monkeypatch.setattr(patterns, "_new", {})
        patterns.regex(text)
        patterns._write()
    assert set(patterns._known()) == {("a", 0), ("b", 0)}
    monkeypatch.setattr(patterns, "_MOST", 2)
    monkeypatch.setattr(patterns, "_new", {})
    patterns.regex("c")
    patterns._write()
    assert set(patterns._known()) == {("c", 0)}


def test_where_nothing_can_be_kept_it_is_compiled(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(patterns, "_FILE", None)
    assert patterns.regex("a+", re.IGNORECASE) == re.compile("a+", re.IGNORECASE)


@pytest.mark.parametrize("held", [b"", b"\x00nothing", b"\xe9\x05"])
def test_a_damaged_file_is_no_file(held: bytes, tmp_path: Path) -> None:
    (tmp_path / "x").write_bytes(held)
    assert kept(tmp_path / "x") is None
