"""`nine test`: what it says of a run, and when it ends with failure."""

from __future__ import annotations

from pathlib import Path

import pytest

from ninetenths.cli.test import Outcome, close, read_report, summary

REPORT = """<?xml version="1.0" encoding="utf-8"?>
<testsuites><testsuite name="pytest">
<testcase classname="tests.a" name="holds" time="1.5"/>
<testcase classname="tests.a" name="fails" time="0.25"><failure message="no">…</failure></testcase>
<testcase classname="tests.a" name="breaks" time="0.0"><error message="no">…</error></testcase>
<testcase classname="tests.a" name="left" time="0"><skipped type="pytest.skip" message="no Chromium"/></testcase>
<testcase classname="tests.a" name="known" time="0.0"><skipped type="pytest.xfail" message="known"/></testcase>
</testsuite></testsuites>
"""


def test_a_report_is_counted(tmp_path: Path) -> None:
    path = tmp_path / "report.xml"
    path.write_text(REPORT, encoding="utf-8")
    outcome = read_report(path)
    assert (outcome.passed, outcome.failed, outcome.errors) == (2, 1, 1)
    assert outcome.skips == ("no Chromium",)
    assert outcome.slowest[0] == (1.5, "tests.a::holds")


def test_a_run_that_wrote_no_report_passed_nothing(tmp_path: Path) -> None:
    assert read_report(tmp_path / "none.xml") == Outcome()


@pytest.mark.parametrize(
    ("outcome", "line"),
    [
        (Outcome(12), "===== 12 passed in 3.00s ====="),
        (Outcome(12, 1, 1, ("x", "y")), "===== 1 failed, 12 passed, 2 skipped, 1 error in 3.00s ====="),
        (Outcome(), "===== no tests ran in 3.00s ====="),
    ],
)
def test_the_last_line_is_the_test_runners_own(outcome: Outcome, line: str) -> None:
    assert summary(outcome, 3) == line


@pytest.mark.parametrize(
    ("outcome", "wrong", "ci", "status"),
    [
        (Outcome(3), [], "true", 0),
        (Outcome(3), ["types"], "", 1),
        (Outcome(), [], "", 1),
        (Outcome(3, skips=("no corpus",)), [], "", 0),
        (Outcome(3, skips=("no corpus",)), [], "true", 1),
    ],
)
def test_a_skip_counts_as_failure_in_ci_only(
    outcome: Outcome, wrong: list[str], ci: str, status: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("CI", ci)
    assert close(outcome, wrong, 1, "en") == status


def test_the_closing_lines_say_what_was_skipped_for_want_of_what(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("CI", "")
    close(Outcome(3, skips=("no corpus", "no Chromium", "no corpus")), [], 1, "en")
    assert capsys.readouterr().out.splitlines()[1:] == [
        "skipped 2: no corpus",
        "skipped 1: no Chromium",
        "===== 3 passed, 3 skipped in 1.00s =====",
    ]
