"""`nine train following`: the two small models of following, and how they do on pairs left out."""

from __future__ import annotations

import argparse
import os
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ninetenths.cli.trainings.labelled import LabelledPair, folders, labelled_pairs, models_folder
from ninetenths.packs import phrase
from ninetenths.reading import Span

if TYPE_CHECKING:
    from ninetenths.following.follow import Looked
    from ninetenths.following.judging import Logistic
    from ninetenths.reading import Commitment, Reading

_SAME_STRENGTH, _FATE_STRENGTH = 0.1, 0.03
# Silence has to outweigh an answer this much: a wrong "silent" hides evidence, a wrong answer shows its sentences.
SILENCE = 0.5
_FOLDS = 4


@dataclass(frozen=True, slots=True)
class _Pair:
    gold: bool
    earlier: Reading
    later: Reading
    wanted: list[Commitment]
    fates: list[str]
    evidence: list[tuple[Span, ...]]
    seen: Looked


def run(options: argparse.Namespace) -> int:
    """Train on all labelled pairs; NINE_LEAVE_OUT=gold trains on our own and says how the gold ones come out."""
    import numpy as np

    shared, own = folders(options.folder)
    pairs = [_looked(gold, pair) for gold, pair in labelled_pairs(shared, own)]
    pairs = [pair for pair in pairs if pair.wanted]
    if os.environ.get("NINE_LEAVE_OUT") == "gold":
        same, fate = _fit([pair for pair in pairs if not pair.gold])
        print(
            f"status accuracy on gold pairs not trained on: {_accuracy([pair for pair in pairs if pair.gold], same, fate):.3f}"
        )
        return 0
    # The gold pairs were labelled twice, ours once: each gold pair weighs as much as four of ours.
    same, fate = _fit(pairs + [pair for pair in pairs if pair.gold] * 3)
    out = Path(options.out) if options.out else models_folder() / "following.npz"
    parts = {
        f"{name}_{part}": getattr(model, part)
        for name, model in (("same", same), ("fate", fate)) for part in ("mean", "spread", "weight", "intercept")
    }  # fmt: skip
    np.savez_compressed(out, version="1", silence=np.float64(SILENCE), **parts)
    print(phrase("house", "train.written", options.language, path=out, count=sum(len(pair.wanted) for pair in pairs)))
    return 0


def _overlap(one: Span, two: Span) -> int:
    return max(0, min(one[1], two[1]) - max(one[0], two[0]))


def _looked(gold: bool, pair: LabelledPair) -> _Pair:
    from ninetenths.following.follow import look
    from ninetenths.following.promises import promised
    from ninetenths.reading import read

    earlier, later = read(pair.earlier), read(pair.later)
    every = promised(earlier)
    wanted, fates, evidence = [], [], []
    for span, followable, status, spans in pair.rows:
        nearest = max(every, key=lambda item: _overlap(item.spans[0], span), default=None)
        if followable and nearest is not None and _overlap(nearest.spans[0], span):
            wanted.append(nearest)
            fates.append(status)
            evidence.append(spans)
    return _Pair(gold, earlier, later, wanted, fates, evidence, look(earlier, wanted, later, judge=False))


def _targets(pair: _Pair) -> Any:
    """1 where the sentence of a looked-at clause holds labelled evidence; shape (promises, k)."""
    import numpy as np

    return np.array([
        [any(_overlap(pair.seen.sentence(place, pair.later.text), span) for span in spans) for place in row]
        for row, spans in zip(pair.seen.clauses.tolist(), pair.evidence, strict=True)
    ]).reshape(pair.seen.clauses.shape)  # fmt: skip


def _logistic(inputs: Any, classes: Any, strength: float) -> Logistic:
    from sklearn.linear_model import LogisticRegression

    from ninetenths.following.judging import Logistic

    mean, spread = inputs.mean(axis=0), inputs.std(axis=0) + 1e-6
    fitted = LogisticRegression(C=strength, max_iter=4000).fit((inputs - mean) / spread, classes)
    return Logistic(mean, spread, fitted.coef_.T, fitted.intercept_)


def _flat(pair: _Pair) -> Any:
    return pair.seen.clause_inputs.reshape(-1, pair.seen.clause_inputs.shape[2])


def _chances(model: Logistic, pair: _Pair) -> Any:
    return model.chances(_flat(pair))[:, 1].reshape(pair.seen.clauses.shape)


def _fate_inputs(pair: _Pair, chances: Any) -> Any:
    """What the fate model is given once the clauses' chances are known; as `look` gives it."""
    import numpy as np

    from ninetenths.following.follow import KINDS
    from ninetenths.following.judging import fate_inputs, wording
    from ninetenths.following.pairing import FEATURES

    answers, text, seen = pair.seen.answers, pair.later.text, pair.seen
    figure = np.zeros(seen.clauses.shape, dtype=np.int64)
    for place, found in seen.comparisons.items():
        figure[place] = 1 if found.outcome == "reached" else -1
    said = wording([text[item.start : item.end] for item in answers], [item.label == "claim" for item in answers])
    return fate_inputs(
        chances, seen.clause_inputs[..., : len(FEATURES)].astype(np.float32), figure, seen.clauses, said,
        [pair.earlier.text[slice(*item.spans[0])] for item in pair.wanted],
        np.array([bool(item.indicators) for item in pair.wanted]), np.array([KINDS[item.label] for item in pair.wanted]),
        np.array(seen.in_list, dtype=bool), len(answers),
    )  # fmt: skip


def _fit(pairs: list[_Pair]) -> tuple[Logistic, Logistic]:
    """`same` on all pairs; `fate` on chances that `same` gave to pairs it was not fitted on."""
    import numpy as np

    from ninetenths.following.judging import OUTCOMES

    targets = [_targets(pair).ravel() for pair in pairs]
    chances: dict[int, Any] = {}
    for fold in range(_FOLDS):
        rest = [place for place in range(len(pairs)) if place % _FOLDS != fold]
        model = _logistic(
            np.concatenate([_flat(pairs[place]) for place in rest]),
            np.concatenate([targets[place] for place in rest]),
            _SAME_STRENGTH,
        )
        chances |= {place: _chances(model, pairs[place]) for place in range(fold, len(pairs), _FOLDS)}
    same = _logistic(np.concatenate([_flat(pair) for pair in pairs]), np.concatenate(targets), _SAME_STRENGTH)
    given = [_fate_inputs(pair, chances[place]) for place, pair in enumerate(pairs)]
    fates = [OUTCOMES.index("partial" if fate == "missed" else fate) for pair in pairs for fate in pair.fates]
    return same, _logistic(np.concatenate(given), np.array(fates), _FATE_STRENGTH)


def _accuracy(pairs: list[_Pair], same: Logistic, fate: Logistic) -> float:
    from ninetenths.following.judging import OUTCOMES

    right = total = 0
    for pair in pairs:
        said = fate.chances(_fate_inputs(pair, _chances(same, pair)))
        said[:, OUTCOMES.index("silent")] *= SILENCE
        right += sum(
            OUTCOMES[choice] == want for choice, want in zip(said.argmax(axis=1).tolist(), pair.fates, strict=True)
        )
        total += len(pair.fates)
    return right / max(1, total)
