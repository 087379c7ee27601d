"""English paragraph labels against the expert's gold and our own labels of other documents."""

from __future__ import annotations

import csv
import hashlib
import itertools
from collections import Counter
from pathlib import Path

import pytest

from ninetenths.reading.english import read_english
from ninetenths.reading.scanning import scan

OURS = Path(__file__).resolve().parent.parent / "gold" / "paragraphs"
Pair = tuple[str, str]


def labels(text: str, spans: list[tuple[int, int]]) -> list[str]:
    """The label that covers most of each span; null where none does."""
    passages = read_english(text, scan(text)).passages
    said = []
    for start, end in spans:
        cover: Counter[str] = Counter()
        for item in passages:
            overlap = min(end, item.end) - max(start, item.start)
            if overlap > 0:
                cover[item.kind] += overlap
        said.append(cover.most_common(1)[0][0] if cover else "null")
    return said


def macro(pairs: list[Pair]) -> float:
    """Macro-F1 over the labels that the gold has."""
    scores = []
    for label in {want for want, _ in pairs}:
        hit = sum(want == got == label for want, got in pairs)
        scores.append(2 * hit / (sum(want == label for want, _ in pairs) + sum(got == label for _, got in pairs)))
    return sum(scores) / len(scores)


@pytest.mark.gold
def test_the_experts_paragraphs(shared: Path) -> None:
    with (shared / "gold/paragraphs-en/unesco-expert.tsv").open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file, delimiter="\t", quoting=csv.QUOTE_NONE))
    pairs: list[Pair] = []
    for _, group in itertools.groupby(rows, key=lambda row: row["document"]):
        document = list(group)
        spans, text = [], ""
        for row in document:
            spans.append((len(text), len(text) + len(row["text"])))
            text += row["text"] + "\n\n"
        pairs += zip((row["label"] for row in document), labels(text, spans), strict=True)
    assert len(pairs) == 363
    assert macro(pairs) >= 0.97


@pytest.mark.gold
def test_our_labels_of_other_documents(shared: Path) -> None:
    texts = {
        hashlib.sha256(path.read_bytes()).hexdigest(): path
        for path in (shared / "corpus/resolutions-en").rglob("*.txt")
    }
    pairs: list[Pair] = []
    files = sorted(OURS.glob("*.tsv"))
    for file in files:
        head, *lines = file.read_text(encoding="utf-8").splitlines()
        text = texts[head.split()[2]].read_text(encoding="utf-8")
        rows = [line.split("\t") for line in lines]
        pairs += zip((row[2] for row in rows), labels(text, [(int(row[0]), int(row[1])) for row in rows]), strict=True)
    assert len(files) == 71
    assert macro(pairs) >= 0.98
