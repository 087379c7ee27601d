"""Shared fixtures: where the real texts are (with a reason to skip where they are not), and how time grows."""

from __future__ import annotations

import gc
import os
import time
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings

# How long an example takes depends on what else the machine does: no test is decided by it.
settings.register_profile("house", deadline=None, suppress_health_check=[HealthCheck.too_slow])
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


@pytest.fixture(scope="session")
def grows_in_line() -> Callable[..., bool]:
    """`grows_in_line(prepare, small, large)`: whether the time of `prepare(size)()` grows no faster than the size.

    Only the ratio of the two counts. Where something else disturbed one of them it is measured again: what grows with
    the square of the size does so each time. Twice the line's slope is allowed, and a quarter more.
    """

    def seconds(work: Callable[[], object]) -> float:
        gc.disable()
        began = time.process_time()
        work()
        spent = time.process_time() - began
        gc.enable()
        return spent

    def held(prepare: Callable[[int], Callable[[], object]], small: int, large: int) -> bool:
        seconds(prepare(small))
        return any(seconds(prepare(large)) <= 2.25 * large / small * seconds(prepare(small)) for _ in range(5))

    return held


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """What is under `e2e` needs a browser."""
    for item in items:
        if ROOT / "tests" / "e2e" in item.path.parents:
            item.add_marker("browser")
