"""The readings held against the gold labels, by the arithmetic of the labels' own scorer."""

from __future__ import annotations

import importlib.util
import json
import re
from argparse import Namespace
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

import pytest

from ninetenths.cli.intake import read_file

pytestmark = pytest.mark.gold


@cache
def _scorer(folder: Path) -> ModuleType:
    """The scorer beside the labels, reading in this process instead of starting one for each text."""
    spec = importlib.util.spec_from_file_location("score", folder / "score.py")
    assert spec is not None and spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)

    def run(command: str, *files: Any) -> Any:
        return json.loads(read_file(Path(str(files[0]))).to_json())

    vars(module)["run"] = run
    return module


@pytest.mark.parametrize(
    ("what", "pattern", "texts", "least"),
    [
        ("clauses", "clauses/*.tsv", 5, 0.92),
        ("records", "records/*.json", 10, 0.94),
        ("paragraphs", "paragraphs-en/*.tsv", 1, 0.93),
        ("targets", "targets/*.tsv", 2, 1.0),
    ],
)
def test_the_score_is_what_was_asked(
    shared: Path, capsys: pytest.CaptureFixture[str], what: str, pattern: str, texts: int, least: float
) -> None:
    scorer = _scorer(shared / "gold")
    gold = sorted((shared / "gold").glob(pattern))
    assert len(gold) == texts
    getattr(scorer, f"score_{what}")(Namespace(command="", gold=gold), scorer.documents(shared / "corpus"))
    said = capsys.readouterr().out
    score = re.search(r"SCORE \w+ ([0-9.]+)\s*\Z", said)
    assert score is not None and float(score[1]) >= least, said
