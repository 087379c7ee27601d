"""The desk's sizes: a long report broken down, five thousand rows for two hundred agencies split, merged, measured."""

from __future__ import annotations

import pytest

from ninetenths.cli.benchmarks.desk import Measured, measured


@pytest.fixture(scope="module")
def found(tmp_path_factory: pytest.TempPathFactory) -> dict[str, Measured]:
    return {one.command: one for one in measured(tmp_path_factory.mktemp("desk"))}


@pytest.mark.parametrize("command", ["break", "split", "merge-dry", "merge", "merge-again", "status"])
def test_a_command_takes_no_more_of_the_processor_than_it_may(command: str, found: dict[str, Measured]) -> None:
    """Seconds of the processor, the process's start included: what it takes when nothing else is at work."""
    assert found[command].processor < found[command].limit
