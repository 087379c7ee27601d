"""The invariants hold for the real texts beside the checkout."""

from __future__ import annotations

import sys
from functools import cache
from pathlib import Path

import pytest

from ninetenths.extraction import extract_file

sys.path.insert(0, str(Path(__file__).parent))
from laws import breaches

pytestmark = pytest.mark.gold


@cache
def documents(shared: Path) -> list[Path]:
    return sorted((shared / "corpus").rglob("*.txt"))


def broken(paths: list[Path]) -> dict[str, list[str]]:
    """What is broken, by text; only texts where something is."""
    found = {path.name: breaches(extract_file(path).text) for path in paths}
    return {name: said for name, said in found.items() if said}


def test_every_ninth_text_keeps_the_invariants(shared: Path) -> None:
    paths = documents(shared)
    assert len(paths) >= 1347
    assert broken(paths[::9]) == {}


@pytest.mark.deep
@pytest.mark.parametrize("part", range(27))
def test_every_text_keeps_the_invariants(shared: Path, part: int) -> None:
    assert broken(documents(shared)[part::27]) == {}
