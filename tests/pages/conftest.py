"""What pages are made of in tests: the example city's readings, and a following made by hand."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from types import ModuleType

import pytest

from ninetenths.following.values import Following
from ninetenths.reading import Reading, read


def _by_hand() -> ModuleType:
    spec = importlib.util.spec_from_file_location("followings", Path(__file__).with_name("followings.py"))
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture(scope="session")
def decision(examples: Path) -> Reading:
    return read((examples / "yunchuan" / "decision.txt").read_text(encoding="utf-8"))


@pytest.fixture(scope="session")
def pair(examples: Path) -> tuple[Reading, Reading]:
    texts = ((examples / "yunchuan" / f"work-report-{year}.txt").read_text(encoding="utf-8") for year in (2031, 2032))
    first, second = (read(text) for text in texts)
    return first, second


@pytest.fixture(scope="session")
def following(pair: tuple[Reading, Reading], examples: Path) -> Following:
    module = _by_hand()
    made: Following = module.by_list(*pair, module.listed(examples))
    return made
