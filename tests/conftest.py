"""Shared fixtures: where the real texts are, and skipping with a reason where they are not."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from hypothesis import settings

# How long an example takes depends on what else the machine does; tests of speed measure it, the others do not.
settings.register_profile("house", deadline=None)
settings.load_profile("house")

ROOT = Path(__file__).resolve().parent.parent


def shared_folder() -> Path | None:
    """The folder of real texts and labels beside the checkout (or `NINE_SHARED`), if there is one."""
    named = os.environ.get("NINE_SHARED")
    folder = Path(named) if named else ROOT.parent / "shared"
    return folder if (folder / "corpus" / "MANIFEST.tsv").is_file() else None


@pytest.fixture(scope="session")
def shared() -> Path:
    """The folder of real texts and labels; skips where it is absent."""
    folder = shared_folder()
    if folder is None:
        pytest.skip("the real texts (../shared, or NINE_SHARED) are not here")
    return folder


@pytest.fixture(scope="session")
def examples() -> Path:
    """The example city's texts."""
    return ROOT / "examples"


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """A file `test_speed.py` measures: its tests run alone. What is under `e2e` needs a browser."""
    for item in items:
        if item.path.name == "test_speed.py":
            item.add_marker("speed")
        if ROOT / "tests" / "e2e" in item.path.parents:
            item.add_marker("browser")
