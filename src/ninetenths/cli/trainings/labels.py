"""`nine train labels`: the clause labeller's weights, and how well it does on texts left out."""

from __future__ import annotations

import argparse
import os
from collections import Counter
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ninetenths.cli.trainings.labelled import LabelledText, folders, labelled_clauses, models_folder
from ninetenths.packs import phrase
from ninetenths.reading import LABELS

if TYPE_CHECKING:
    from ninetenths.reading.labelling.training import Example, Trained

_EPOCHS = 14
_VERSION = "1"


def run(options: argparse.Namespace) -> int:
    """Train on every labelled text; NINE_LEAVE_OUT=gold leaves the gold texts out one after another and scores them."""
    import sys

    from ninetenths.reading.labelling.training import Settings, train

    shared, own = folders(options.folder)
    given = [(gold, text, _example(text)) for gold, text in labelled_clauses(shared, own)]
    if os.environ.get("NINE_LEAVE_OUT") == "gold":
        return _leave_out(given)
    made = train([item for _, _, item in given], Settings(epochs=_EPOCHS), lambda line: print(line, file=sys.stderr))
    out = Path(options.out) if options.out else models_folder()
    count = sum(len(text.rows) for _, text, _ in given)
    save(made, out, count)
    print(phrase("house", "train.written", options.language, path=out, count=count))
    return 0


def _example(text: LabelledText) -> Example:
    import numpy as np

    from ninetenths.reading.labelling import prepared
    from ninetenths.reading.labelling.training import example

    ready = prepared(text.text)
    targets = np.zeros((len(ready.starts), len(LABELS)), dtype=np.float32)
    place = {start: number for number, start in enumerate(ready.starts)}
    for start, _, label in text.rows:
        if start in place:
            targets[place[start], LABELS.index(label)] = 1
    return example(ready.grams, ready.places, ready.sentence, ready.line, targets)


def _leave_out(given: list[tuple[bool, LabelledText, Example]]) -> int:
    """Macro-F1 on each gold text with weights that have not seen it (all others, gold and own, are trained on)."""
    import numpy as np

    from ninetenths.reading.labelling.training import Settings, train

    hit: Counter[int] = Counter()
    wanted: Counter[int] = Counter()
    said: Counter[int] = Counter()
    for number, (gold, text, item) in enumerate(given):
        if not gold:
            continue
        made = train([other for place, (_, _, other) in enumerate(given) if place != number], Settings(epochs=_EPOCHS))
        known = item.targets.any(axis=1)
        right, guess = item.targets[known].argmax(axis=1), _scores(made, item)[known].argmax(axis=1)
        print(f"{text.path.stem}: accuracy {float(np.mean(right == guess)):.3f}", flush=True)
        wanted.update(right.tolist())
        said.update(guess.tolist())
        hit.update(right[right == guess].tolist())
    f1 = [2 * hit[label] / (wanted[label] + said[label]) for label in wanted]
    for label in sorted(wanted):
        print(f"  {LABELS[label]:10} F1 {2 * hit[label] / (wanted[label] + said[label]):.3f}  n {wanted[label]}")
    print(f"macro-F1, one gold text left out at a time: {sum(f1) / len(f1):.4f}")
    return 0


def _scores(made: Trained, item: Any) -> Any:
    import numpy as np

    from ninetenths.reading.labelling.network import context, forward

    vectors = np.tanh((item.counts @ made.table) * (2 / np.sqrt(item.terms))[:, None] + made.layers.bias)
    return forward(made.layers, vectors, context(vectors, item.places, item.sentence, item.line))


def save(made: Trained, folder: Path, count: int) -> None:
    """Write `labels.lanes` (the table as 8-bit integers, packed), `labels.layers` (16-bit floats) and `labels.toml`."""
    import numpy as np

    from ninetenths.reading.labelling.network import packed

    step = float(np.abs(made.table).max()) / 127
    (folder / "labels.lanes").write_bytes(packed(np.round(made.table / step).astype(np.int8)).tobytes())
    layers = made.layers
    parts = (layers.bias, layers.hidden, layers.hidden_bias, layers.out, layers.out_bias)
    (folder / "labels.layers").write_bytes(b"".join(part.astype("<f2").tobytes() for part in parts))
    buckets, width = made.table.shape
    inputs, hidden = layers.hidden.shape
    (folder / "labels.toml").write_text(
        "# The clause labeller's weights, made by `nine train labels`; the numbers lie in labels.lanes and labels.layers.\n"
        f'version = "{_VERSION}"\nlabels = {count}\nstep = {step!r}\n'
        f"buckets = {buckets}\nwidth = {width}\ninputs = {inputs}\nhidden = {hidden}\n",
        encoding="utf-8",
    )
