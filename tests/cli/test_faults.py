"""`nine faults`: what is lost, double or half-done is counted as such; a run against a real server finds none."""

from __future__ import annotations

import json
import subprocess
import sys

import pytest

from ninetenths.cli.faultkinds import Writes, found


def test_what_was_acknowledged_and_is_not_there_is_lost_and_what_stands_twice_is_double() -> None:
    writes = Writes("notes", sent=["a", "b", "c", "d"], acknowledged={"a", "b", "c"})
    assert found(writes, ["a", "b", "c"], 0).holds
    # What was never acknowledged may stand there or not.
    assert found(writes, ["a", "b", "c", "d"], 0).holds
    bad = found(writes, ["a", "c", "c"], 1)
    assert (bad.acknowledged, bad.lost, bad.double, bad.half_done, bad.holds) == (3, 1, 1, 1, False)


@pytest.mark.deep
def test_an_office_that_is_killed_loses_nothing() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "ninetenths", "faults", "--rounds", "3", "--json"], capture_output=True, text=True,
        timeout=300, check=False,
    )  # fmt: skip
    assert (done.returncode, done.stderr) == (0, "")
    rows = {row["row"]: row["value"] for row in map(json.loads, done.stdout.splitlines())}
    assert rows["rounds"] == 3
    assert rows["imports acknowledged"] > 0
    assert all(not value for name, value in rows.items() if name.endswith(("lost", "double", "half-done", "faults")))
