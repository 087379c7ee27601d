"""Followings held against labelled pairs: the score of the labels' own scorer, and whether a confidence means what it says.

`python tests/gold/test_follow.py` prints the reliability table of all pairs.
"""

from __future__ import annotations

import importlib.util
import json
import re
import sys
from argparse import Namespace
from collections.abc import Iterator, Sequence
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ninetenths.cli.intake import read_file
from ninetenths.following import Following, follow

pytestmark = pytest.mark.gold

OURS = Path(__file__).parent / "follow"
# Upper edges of the bins of confidence, and how many a bin needs to be looked at by itself.
EDGES = (0.5, 0.6, 0.7, 0.8, 0.9, 1.0)


@cache
def following_of(earlier: Path, later: Path) -> Following:
    return follow(read_file(earlier), read_file(later))


@cache
def scorer(folder: Path) -> ModuleType:
    """The scorer beside the labels, following in this process instead of starting one for each pair."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def run(command: str, *files: Any) -> Any:
        return json.loads(following_of(*(Path(str(file)) for file in files)).to_json())

    vars(module)["run"] = run
    return module


@cache
def texts(folder: Path) -> dict[str, Path]:
    found: dict[str, Path] = scorer(folder / "gold").documents(folder / "corpus")
    return found


def judged(folder: Path, labels: Sequence[Path]) -> Iterator[tuple[str, float, bool]]:
    """What was said of each labelled promise that can be followed: status, confidence, and whether it is right."""
    overlap = scorer(folder / "gold").overlap
    for path in labels:
        lines = path.read_text(encoding="utf-8").splitlines()
        earlier, later = (texts(folder)[name] for name in lines[0].split("sha256 ")[1].split()[:2])
        promises = following_of(earlier, later).promises
        for line in lines[1:]:
            cells = line.split("\t")
            if line.startswith("#") or len(cells) < 4 or cells[2] != "yes":
                continue
            span = [(int(cells[0]), int(cells[1]))]
            mine = max(promises, key=lambda promise: overlap(promise.spans, span))
            if mine.followable and overlap(mine.spans, span):
                yield mine.status, mine.confidence, mine.status == cells[3]


def reliability(said: Sequence[tuple[str, float, bool]]) -> tuple[list[tuple[str, int, float, float]], float]:
    """Rows (bin, promises, mean confidence, share right) and the expected calibration error."""
    rows, error, low = [], 0.0, 0.0
    for high in EDGES:
        inside = [(sure, right) for _, sure, right in said if low < sure <= high]
        if inside:
            sure = sum(sure for sure, _ in inside) / len(inside)
            right = sum(right for _, right in inside) / len(inside)
            rows.append((f"{low:.1f}–{high:.1f}", len(inside), sure, right))
            error += len(inside) / len(said) * abs(sure - right)
        low = high
    return rows, error


def printed(said: Sequence[tuple[str, float, bool]]) -> str:
    rows, error = reliability(said)
    lines = ["| confidence | promises | mean confidence | right |", "|---|---|---|---|"]
    lines += [f"| {name} | {count} | {sure:.2f} | {right:.2f} |" for name, count, sure, right in rows]
    return "\n".join([*lines, f"expected calibration error {error:.3f} of {len(said)}"])


def score_of(folder: Path, labels: Sequence[Path], capsys: pytest.CaptureFixture[str]) -> tuple[float, str]:
    scorer(folder / "gold").score_follow(Namespace(command="", gold=labels), texts(folder))
    said = capsys.readouterr().out
    score = re.search(r"SCORE follow ([0-9.]+)\s*\Z", said)
    assert score is not None, said
    return float(score[1]), said


def test_the_score_on_the_gold_pairs_is_what_was_asked(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    gold = sorted((shared / "gold" / "follow").glob("*.tsv"))
    assert len(gold) == 4
    score, said = score_of(shared, gold, capsys)
    assert score >= 0.74, said


def test_the_score_on_our_own_labels_holds(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    score, said = score_of(shared, sorted(OURS.glob("*.tsv"))[::6], capsys)
    assert score >= 0.74, said


def test_a_confidence_means_what_it_says(shared: Path, capsys: pytest.CaptureFixture[str]) -> None:
    labels = [*sorted((shared / "gold" / "follow").glob("*.tsv")), *sorted(OURS.glob("*.tsv"))[::6]]
    said = list(judged(shared, labels))
    print(printed(said))
    table = capsys.readouterr().out
    assert len(said) > 200, table
    assert reliability(said)[1] <= 0.12, table


if __name__ == "__main__":
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[3] / "shared"
    gold_pairs, our_pairs = (sorted(folder.glob("*.tsv")) for folder in (root / "gold" / "follow", OURS))
    for title, chosen in (("gold", gold_pairs), ("ours", our_pairs), ("all", gold_pairs + our_pairs)):
        print(title, f"({len(chosen)} pairs)")
        print(printed(list(judged(root, chosen))))
        if title != "all":
            scorer(root / "gold").score_follow(Namespace(command="", gold=chosen), texts(root))
