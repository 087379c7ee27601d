"""`nine test`: lint, format, types, import contract, the tests on all cores; `--deep` adds long harnesses and mutation."""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import tempfile
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from pathlib import Path
from xml.etree import ElementTree

from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_ROOM = "house"
_SLOWEST = 10
_IMPORTS = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
# Those that answer at once, then those that run beside the first tests.
_QUICK = (
    ("lint", ("-m", "ruff", "check", "--quiet", "--output-format=concise", ".")),
    ("format", ("-m", "ruff", "format", "--check", ".")),
)
_SLOW = (("types", ("-m", "mypy")), ("imports", ("-c", _IMPORTS)))
# Each part with the marks it takes. What needs a browser runs after what needs none.
_PARTS = (("unit", "not browser and not deep"), ("pages", "browser and not deep"))
_DEEP = ("deep", "deep")
# The parts that are shared out among processes; each process has one browser for all its tests.
_SHARED = ("unit", "pages")
_NO_TESTS = 5


@dataclass(frozen=True, slots=True)
class Outcome:
    """What one run of the test runner came to; `skips` and `slowest` are reasons and seconds as it reported them."""

    passed: int = 0
    failed: int = 0
    errors: int = 0
    skips: tuple[str, ...] = ()
    slowest: tuple[tuple[float, str], ...] = ()

    def __add__(self, other: Outcome) -> Outcome:
        return Outcome(
            self.passed + other.passed, self.failed + other.failed, self.errors + other.errors,
            self.skips + other.skips, tuple(sorted(self.slowest + other.slowest, reverse=True)[:_SLOWEST]),
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Check:
    """What a check before the tests came to, with all it printed."""

    name: str
    held: bool
    said: str
    seconds: float


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine test`."""
    for name, more in (
        ("--deep", {"action": "store_true"}),
        ("-k", {"metavar": "WORDS"}),
        ("paths", {"nargs": "*", "metavar": "PATH"}),
    ):
        parser.add_argument(name, help=phrase(_ROOM, f"test.help.{name.strip('-')}", "en"), **more)  # type: ignore[arg-type]


def run(options: argparse.Namespace) -> int:
    """0 when everything held; 1 when something did not, or, under `CI=true`, when something was skipped."""
    root, language = checkout(), options.language
    started = time.monotonic()
    narrowed = bool(options.k or options.paths)
    wrong = (
        [] if narrowed else [name for name, command in _QUICK if not _say_check(_check(name, command, root), language)]
    )
    beside = ThreadPoolExecutor(1)
    waiting = [] if narrowed else [beside.submit(_check, name, command, root) for name, command in _SLOW]
    parts = [*_PARTS, _DEEP] if options.deep else list(_PARTS)
    if options.paths:
        marks = "" if options.deep else "not deep"
        parts = [("tests", marks)]
    where = [str(Path(path).resolve()) for path in options.paths] or ["tests"]
    total = Outcome()
    for name, marks in parts:
        outcome, held = _tests(name, marks, where, options.k, root, language)
        total += outcome
        if not held:
            wrong.append(name)
        wrong += [check.result().name for check in waiting if not _say_check(check.result(), language)]
        waiting = []
    if options.deep and not narrowed and not _mutation(root, language):
        wrong.append("mutation")
    return close(total, wrong, time.monotonic() - started, language)


def checkout() -> Path:
    """The checkout this runs in. Raises Refusal in an installed copy, which has no tests."""
    root = Path(__file__).resolve().parents[3]
    if not (root / "tests").is_dir() or not (root / "pyproject.toml").is_file():
        raise Refusal(_ROOM, "no-checkout")
    return root


def summary(outcome: Outcome, seconds: float) -> str:
    """The counts of a run in the words of the test runner, which other programs read."""
    counts = (
        (outcome.failed, "failed"),
        (outcome.passed, "passed"),
        (len(outcome.skips), "skipped"),
        (outcome.errors, "errors" if outcome.errors > 1 else "error"),
    )
    said = ", ".join(f"{count} {word}" for count, word in counts if count) or "no tests ran"
    return f"===== {said} in {seconds:.2f}s ====="


def read_report(path: Path) -> Outcome:
    """The outcome that a report of the test runner (JUnit XML) holds; an empty one where it wrote none."""
    if not path.is_file():
        return Outcome()
    passed, failed, errors = 0, 0, 0
    skips: list[str] = []
    slowest: list[tuple[float, str]] = []
    for case in ElementTree.parse(path).iter("testcase"):
        slowest.append((float(case.get("time", "0")), f"{case.get('classname', '')}::{case.get('name', '')}"))
        skipped = case.find("skipped")
        if case.find("error") is not None:
            errors += 1
        elif case.find("failure") is not None:
            failed += 1
        elif skipped is not None and skipped.get("type") != "pytest.xfail":
            skips.append(skipped.get("message", ""))
        else:
            passed += 1
    return Outcome(passed, failed, errors, tuple(skips), tuple(sorted(slowest, reverse=True)[:_SLOWEST]))


def _check(name: str, command: tuple[str, ...], root: Path) -> Check:
    started = time.monotonic()
    done = subprocess.run([sys.executable, *command], cwd=root, capture_output=True, text=True)
    return Check(name, done.returncode == 0, done.stdout + done.stderr, time.monotonic() - started)


def _say_check(check: Check, language: str) -> bool:
    """Whether it held; what it complained of is printed."""
    if not check.held:
        print(check.said, end="")
    _say_step(check.name, check.held, check.seconds, language)
    return check.held


def _say_step(name: str, held: bool, seconds: float, language: str) -> None:
    state = phrase(_ROOM, "test.held" if held else "test.broken", language)
    print(f"{phrase(_ROOM, f'test.step.{name}', language)}: {state} ({seconds:.1f} s)", flush=True)


def _tests(
    name: str, marks: str, where: list[str], words: str | None, root: Path, language: str
) -> tuple[Outcome, bool]:
    """Run one part of the tests; its output goes straight through."""
    started = time.monotonic()
    with tempfile.TemporaryDirectory() as folder:
        report = Path(folder) / "report.xml"
        command = [sys.executable, "-m", "pytest", *where, f"--junitxml={report}", "-o", "junit_logging=no"]
        if marks:
            command += ["-m", marks]
        if words:
            command += ["-k", words]
        if name in _SHARED and not words:
            command += ["-n", str(min(4, os.cpu_count() or 1)), "--dist", "worksteal"]
        status = subprocess.run(command, cwd=root).returncode
        outcome = read_report(report)
    held = status in (0, _NO_TESTS)
    _say_step(name, held, time.monotonic() - started, language)
    return outcome, held


def _mutation(root: Path, language: str) -> bool:
    """Change the core here and there: a test must notice. The modules and the time stand in `mutation.py`."""
    from ninetenths.cli.mutation import mutate

    started = time.monotonic()
    held = mutate(root, language)
    _say_step("mutation", held, time.monotonic() - started, language)
    return held


def close(total: Outcome, wrong: list[str], seconds: float, language: str) -> int:
    """The closing lines; returns the status."""
    print()
    if total.slowest and total.slowest[0][0] >= 1:
        print(phrase(_ROOM, "test.slowest", language))
        for taken, name in total.slowest:
            print(f"  {taken:6.2f} s  {name}")
    strict = os.environ.get("CI", "").lower() == "true"
    for reason, count in Counter(total.skips).most_common():
        print(phrase(_ROOM, "test.skipped", language, count=count, reason=reason))
    if total.skips and strict:
        wrong.append("skips")
        print(phrase(_ROOM, "test.skips-fail", language))
    if not (total.passed or total.failed or total.errors or total.skips):
        wrong.append("tests")
        print(phrase(_ROOM, "test.none", language))
    if wrong:
        names = [phrase(_ROOM, f"test.step.{name}", language) for name in wrong]
        print(phrase(_ROOM, "test.wrong", language, names=("、" if language == "zh" else ", ").join(names)))
    print(summary(total, seconds), flush=True)
    return 1 if wrong else 0
