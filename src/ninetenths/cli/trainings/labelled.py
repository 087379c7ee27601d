"""Labelled clauses and pairs with the texts they are about, looked up by the texts' sha256.

Labels hold no words: a sha256, offsets, a label. Texts are looked for in the folder given, in `../shared` beside the
checkout, and among the texts kept with the labels.
"""

from __future__ import annotations

import hashlib
import os
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from ninetenths.packs import resource
from ninetenths.reading import LABELS, Span
from ninetenths.refusal import Refusal


@dataclass(frozen=True, slots=True)
class LabelledText:
    """A text with labels of some of its clauses: `(start, end, label)`."""

    text: str
    path: Path
    rows: tuple[tuple[int, int, str], ...]


@dataclass(frozen=True, slots=True)
class LabelledPair:
    """An earlier and a later text with promises `(span, followable, status, evidence)`."""

    name: str
    earlier: str
    later: str
    rows: tuple[tuple[Span, bool, str, tuple[Span, ...]], ...]


def checkout() -> Path:
    """The checkout the command was started from; trainings need its labels."""
    return Path(os.environ.get("NINE_HOME", ".")).resolve()


def folders(given: str | None) -> tuple[Path, Path]:
    """The folder of shared texts and labels, and the one of our own labels. Raises Refusal where either is missing."""
    shared = Path(given or os.environ.get("NINE_SHARED") or checkout().parent / "shared")
    own = checkout() / "tests" / "gold"
    for folder in (shared / "corpus", own):
        if not folder.is_dir():
            raise Refusal("house", "train.no-folder", path=folder)
    return shared, own


def models_folder() -> Path:
    """Where packaged weights lie."""
    return Path(str(resource("models")))


def texts_by_sha(*roots: Path) -> dict[str, Path]:
    """Every .txt below the roots by the sha256 of its bytes."""
    return {
        hashlib.sha256(path.read_bytes()).hexdigest(): path for root in roots for path in sorted(root.rglob("*.txt"))
    }


def text_of(path: Path) -> str:
    """A text as the reader gets it: no newline translation."""
    with path.open(encoding="utf-8", newline="") as file:
        return file.read()


def labelled_clauses(shared: Path, own: Path) -> Iterator[tuple[bool, LabelledText]]:
    """Texts with clause labels; the flag says whether the labels are the shared gold ones."""
    known = texts_by_sha(shared / "corpus", own / "clauses")
    for gold, folder, columns in ((True, shared / "gold" / "clauses", (1, 2, 3)), (False, own / "clauses", (0, 1, 2))):
        for file in sorted(folder.glob("*.tsv")):
            for sha, lines in _by_sha(file):
                rows = []
                for line in lines:
                    cells = line.split("\t")
                    start, end, label = (cells[place] for place in columns)
                    if label in LABELS:
                        rows.append((int(start), int(end), label))
                if sha in known and rows:
                    yield gold, LabelledText(text_of(known[sha]), known[sha], tuple(rows))


def _by_sha(file: Path) -> Iterator[tuple[str, list[str]]]:
    sha: str | None = None
    held: list[str] = []
    for line in file.read_text(encoding="utf-8").splitlines():
        if "sha256 " in line and line.startswith("#"):
            if sha and held:
                yield sha, held
            sha, held = line.split("sha256 ")[1].split()[0], []
        elif line and not line.startswith("#"):
            held.append(line)
    if sha and held:
        yield sha, held


def labelled_pairs(shared: Path, own: Path) -> Iterator[tuple[bool, LabelledPair]]:
    """Pairs of texts with labelled promises; the flag says whether the labels are the shared gold ones."""
    known = texts_by_sha(shared / "corpus")
    for gold, folder in ((True, shared / "gold" / "follow"), (False, own / "follow")):
        for file in sorted(folder.glob("*.tsv")):
            lines = file.read_text(encoding="utf-8").splitlines()
            earlier, later = lines[0].split("sha256 ")[1].split()[:2]
            if earlier not in known or later not in known:
                continue
            rows = []
            for line in lines[1:]:
                if line and not line.startswith("#"):
                    start, end, followable, status, evidence = line.split("\t")[:5]
                    rows.append(((int(start), int(end)), followable == "yes", status, _spans(evidence)))
            yield gold, LabelledPair(file.stem, text_of(known[earlier]), text_of(known[later]), tuple(rows))


def _spans(written: str) -> tuple[Span, ...]:
    made = []
    for item in written.split(","):
        if item not in ("", "-"):
            start, end = item.split("-")
            made.append((int(start), int(end)))
    return tuple(made)
