"""`nine bench follow`: one pair warm and as a whole process, and how many pairs a second a series gets through."""

from __future__ import annotations

import argparse
import json
import os
import resource
import shutil
import statistics
import subprocess
import sys
import tempfile
import time
from pathlib import Path

from ninetenths.cli.intake import read_file
from ninetenths.following import follow
from ninetenths.following.series import Text, arrange, place_and_year
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

_ROOM = "series"
_CHECKOUT = Path(__file__).parents[4]
_CORPUS = _CHECKOUT.parent / "shared" / "corpus" / "work-reports"
_EXAMPLES = _CHECKOUT / "examples" / "yunchuan"
# What a pair may take: milliseconds warm, seconds of the whole process.
LIMITS = {"pair": 120.0, "whole": 0.8}
_BYTES = 60_000  # a report of 20,000 characters in UTF-8
_PASSES = 7
_RUNS = 4
_PAIRS = 24


def run(options: argparse.Namespace) -> int:
    """Measure and print, one line a figure; always 0. Raises Refusal where the folder holds no pair."""
    folder = Path(options.folder) if options.folder else _CORPUS if _CORPUS.is_dir() else _EXAMPLES
    pairs = _pairs(folder)
    figures = _pair(*_middling(pairs)) | _series(pairs)
    if options.json:
        print(json.dumps(figures))
        return 0
    for name in ("pair", "follow", "whole", "series", "cpu", "memory"):
        params = {"value": f"{figures[name]:.3g}", "limit": f"{LIMITS.get(name, 0):g}"}
        params |= {part: f"{figures[part]:,.0f}" for part in ("chars", "pairs", "jobs")}
        print(phrase(_ROOM, f"bench.{name}", options.language, **params))
    return 0


def _pairs(folder: Path) -> list[tuple[Text, Text]]:
    """Texts of adjoining years below a folder, by their files' names."""
    texts = []
    for path in sorted(folder.rglob("*.txt")):
        place, year = place_and_year(path.stem, path.parent.name)
        if year is not None:
            texts.append(Text(place, str(path.parent), year, str(path), path.stat().st_size))
    found = [pair for series in arrange(texts) for pair in series.pairs]
    if not found:
        raise Refusal(_ROOM, "bench.too-few", folder=folder)
    return found


def _middling(pairs: list[tuple[Text, Text]]) -> tuple[Path, Path]:
    """The pair nearest to two reports of 20,000 characters."""
    one, two = min(pairs, key=lambda pair: max(abs(text.size - _BYTES) for text in pair))
    return Path(one.path), Path(two.path)


def _pair(one: Path, two: Path) -> dict[str, float]:
    """Processor milliseconds of a pair, the least of some passes; seconds of a whole `nine follow`, the median."""
    spent = []
    for _ in range(_PASSES):
        began = time.process_time()
        earlier, later = read_file(one), read_file(two)
        between = time.process_time()
        follow(earlier, later)
        spent.append((time.process_time() - began, time.process_time() - between))
    command = [sys.executable, "-m", "ninetenths", "follow", str(one), str(two)]
    whole = []
    for _ in range(_RUNS):
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL)
        whole.append(time.perf_counter() - began)
    return {
        "chars": len(earlier.text) + len(later.text), "pair": 1000 * min(both for both, _ in spent),
        "follow": 1000 * min(alone for _, alone in spent), "whole": statistics.median(whole[1:]),
    }  # fmt: skip


def _series(pairs: list[tuple[Text, Text]]) -> dict[str, float]:
    """A series of pairs spread evenly over the folder, with its atlas: pairs a second, processor seconds, memory."""
    chosen = pairs[:: max(1, len(pairs) // _PAIRS)][:_PAIRS]
    jobs = os.cpu_count() or 1
    with tempfile.TemporaryDirectory() as name:
        texts, out = Path(name, "texts"), Path(name, "out")
        # A folder a pair: what lies between two chosen pairs makes no further one.
        for number, pair in enumerate(chosen):
            place = texts / f"{number:03}"
            place.mkdir(parents=True)
            for text in pair:
                shutil.copy(text.path, place / f"{text.year}.txt")
        command = [sys.executable, "-m", "ninetenths", "follow", "--series", str(texts), "--out", str(out)]
        before = resource.getrusage(resource.RUSAGE_CHILDREN)
        began = time.perf_counter()
        subprocess.run(command, check=True, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
        seconds = time.perf_counter() - began
        after = resource.getrusage(resource.RUSAGE_CHILDREN)
    spent = after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime
    return {
        "pairs": len(chosen), "jobs": jobs, "series": len(chosen) / seconds, "cpu": spent / len(chosen),
        "memory": after.ru_maxrss / 1024,
    }  # fmt: skip
