"""`nine bench read`: the reader's speed, beside what others need to segment the same text, in the same run."""

from __future__ import annotations

import argparse
import json
import logging
import os
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Sequence
from concurrent.futures import ProcessPoolExecutor
from multiprocessing import get_context
from pathlib import Path

from ninetenths.packs import phrase
from ninetenths.reading import read
from ninetenths.refusal import Refusal

_CHECKOUT = Path(__file__).parents[4]
_CORPUS = _CHECKOUT.parent / "shared" / "corpus"
_EXAMPLES = _CHECKOUT / "examples" / "yunchuan"
_TEXTS = 40
_PASSES = 3
_LOOP = 3_000_000
_SEGMENTING = (
    "import jieba, sys; jieba.setLogLevel(60); print(len(list(jieba.cut(open(sys.argv[1], encoding='utf-8').read()))))"
)


def run(options: argparse.Namespace) -> int:
    """Measure and print, one line a figure; always 0. Raises Refusal where the folder holds no text."""
    texts = _texts(Path(options.folder) if options.folder else None)
    figures: dict[str, float | None] = {"texts": len(texts), "chars": sum(map(len, texts))}
    figures |= _speeds(texts)
    figures |= _article()
    figures |= _side_by_side(texts[:8])
    figures["linearity"] = _linearity(texts)
    if options.json:
        print(json.dumps(figures))
        return 0
    for name, value in figures.items():
        known = phrase("bench", "missing", options.language) if value is None else _written(value)
        print(phrase("bench", name, options.language, value=known))
    return 0


def _written(value: float) -> str:
    return f"{value:,.0f}" if value >= 1000 or value == int(value) else f"{value:.3g}"


def _texts(folder: Path | None) -> list[str]:
    """Up to 40 texts of a folder, spread evenly over it."""
    where = folder or next((path for path in (_CORPUS / "work-reports", _EXAMPLES) if path.is_dir()), _EXAMPLES)
    files = sorted(where.rglob("*.txt"))
    if not files:
        raise Refusal("bench", "no-texts", folder=str(where))
    chosen = files[:: max(1, len(files) // _TEXTS)][:_TEXTS]
    return [path.read_bytes().decode("utf-8", "replace") for path in chosen]


def _best(work: Callable[[], object], passes: int = _PASSES) -> float:
    """CPU seconds of the least disturbed of some passes: the machine may be shared."""
    spent = []
    for _ in range(passes):
        started = time.process_time()
        work()
        spent.append(time.process_time() - started)
    return min(spent)


def _read_all(texts: Sequence[str]) -> int:
    return sum(len(read(text).to_json()) for text in texts)


def _speeds(texts: list[str]) -> dict[str, float | None]:
    """Characters a second on one core: ours read and serialise, the others only segment or look for times and sums."""
    _read_all(texts[:2])
    chars = sum(map(len, texts))
    ours = chars / _best(lambda: _read_all(texts))
    made: dict[str, float | None] = {"reading": ours}
    for name, load, share in (("jieba", _jieba, 4), ("rjieba", _rjieba, 1), ("jionlp", _jionlp, 20)):
        work = load()
        some = texts[::share]
        if work is None:
            made[name] = made[f"{name}.ratio"] = None
            continue
        work(some[0][:500])
        theirs = sum(map(len, some)) / _best(lambda some=some, work=work: [work(text) for text in some], 2)  # type: ignore[misc]
        made[name], made[f"{name}.ratio"] = theirs, ours / theirs
    return made


def _jieba() -> Callable[[str], object] | None:
    try:
        import jieba
    except ImportError:
        return None
    jieba.setLogLevel(60)
    return lambda text: sum(1 for _ in jieba.cut(text))


def _rjieba() -> Callable[[str], object] | None:
    try:
        import rjieba
    except ImportError:
        return None
    return lambda text: len(rjieba.cut(text))


def _jionlp() -> Callable[[str], object] | None:
    from contextlib import redirect_stdout

    try:
        with redirect_stdout(sys.stderr):  # it greets on standard output
            import jionlp
    except ImportError:
        return None
    logging.disable(logging.ERROR)  # it reports each time it cannot make out
    return lambda text: (jionlp.ner.extract_time(text), jionlp.ner.extract_money(text))


def _article() -> dict[str, float | None]:
    """One article: milliseconds when warm, seconds of a whole `nine read`, and these against a process that segments."""
    found = (path for path in (_CORPUS / "quzhou-8-2-plenum.txt", _EXAMPLES / "plenary-news.txt") if path.is_file())
    file = next(found, None)
    if file is None:
        return {"article": None, "start": None, "start.jieba": None, "start.ratio": None}
    text = file.read_text(encoding="utf-8")
    _read_all([text])
    warm = _best(lambda: _read_all([text]), 20)
    # In turn, so that what else the machine does disturbs both alike.
    commands = (["-m", "ninetenths", "read", str(file)], ["-c", _SEGMENTING, str(file)])
    spent: tuple[list[float], list[float]] = ([], [])
    for _ in range(6):
        for command, seconds in zip(commands, spent, strict=True):
            started = time.perf_counter()
            subprocess.run([sys.executable, *command], check=True, stdout=subprocess.DEVNULL, env=_as_started())
            seconds.append(time.perf_counter() - started)
    ours, theirs = (statistics.median(seconds[1:]) for seconds in spent)
    return {"article": warm * 1000, "start": ours, "start.jieba": theirs, "start.ratio": ours / theirs}


def _as_started() -> dict[str, str]:
    """The environment as the script leaves it: compiled modules are kept."""
    return {name: value for name, value in os.environ.items() if name != "PYTHONDONTWRITEBYTECODE"}


def _loop(turns: int) -> int:
    total = 0
    for number in range(turns):
        total += number * number % 7
    return total


def _gain(pool: ProcessPoolExecutor, work: Callable[..., int], given: object) -> float:
    """How much more two processes do than one in the same time: 2 where neither disturbs the other."""
    gains = []
    for _ in range(_PASSES):
        seconds = []
        for processes in (1, 2):
            started = time.perf_counter()
            for done in [pool.submit(work, given) for _ in range(processes)]:
                done.result()
            seconds.append(time.perf_counter() - started)
        gains.append(2 * seconds[0] / seconds[1])
    return statistics.median(gains)


def _side_by_side(texts: list[str]) -> dict[str, float | None]:
    with ProcessPoolExecutor(2, mp_context=get_context("spawn")) as pool:
        for done in [pool.submit(_read_all, texts) for _ in range(4)]:
            done.result()
        reading, loop = _gain(pool, _read_all, texts * 4), _gain(pool, _loop, _LOOP)
    return {"two": reading, "two.loop": loop, "two.ratio": reading / loop}


def _linearity(texts: list[str]) -> float:
    """Time for a long text over twice that for its half: 1 where time grows as length does."""
    whole = "\n".join(texts)[:400_000]
    half = whole[: len(whole) // 2]
    return _best(lambda: _read_all([whole])) / (2 * _best(lambda: _read_all([half])))
