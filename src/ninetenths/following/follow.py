"""Following: the promises of an earlier text, and what later texts say of each."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from ninetenths.following.arithmetic import Comparison, compare, relation
from ninetenths.following.blankets import claims, listed
from ninetenths.following.bylines import dated
from ninetenths.following.judging import (
    NOT_REACHED,
    OUTCOMES,
    STAGE,
    TO_FINISH,
    clause_inputs,
    fate_inputs,
    models,
    wording,
)
from ninetenths.following.pairing import pair
from ninetenths.following.promises import answering, promised, review_of, sentence_of, side
from ninetenths.following.values import VERSION, Candidate, Following, Promise, Review, Status, Why
from ninetenths.reading import Clause, Commitment, Reading, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

KINDS = {"target": 0, "action": 1, "aim": 2, "conduct": 3}
_EVIDENCE = 3
_CANDIDATES = 3
# Of promises in a list that a later text calls finished as a whole, about this share is.
_SUMMARY_SURE = 0.7
# An aim counts as followable only where the later text plainly takes it up.
_AIM_TAKEN_UP = 0.6


@dataclass(frozen=True, slots=True)
class _Row:
    """One promise's part of the arrays as plain values: chances of OUTCOMES, its clauses, likeliest first in `order`."""

    chances: dict[str, float]
    same: list[float]
    clauses: list[int]
    order: list[int]


@dataclass(frozen=True, slots=True)
class Looked:
    """Everything one later text gives for each promise, in arrays of shape (promises, k) or (promises, …).

    `clauses`: the k nearest, as numbers into `answers`; `same`: chance that each is about the promise; `fate`:
    chances of OUTCOMES; `sentences`: the sentence round each of `answers` that was asked for.
    """

    answers: list[Clause]
    blankets: list[Span]
    clauses: NDArray[np.int64]
    comparisons: dict[tuple[int, int], Comparison]
    clause_inputs: NDArray[np.float64]
    fate_inputs: NDArray[np.float64] | None
    same: NDArray[np.float64] | None
    fate: NDArray[np.float64] | None
    in_list: list[bool]
    rows: list[_Row]
    sentences: dict[int, Span]

    def sentence(self, number: int, text: str) -> Span:
        """The sentence round one of `answers`."""
        found = self.sentences.get(number)
        if found is None:
            clause = self.answers[number]
            found = self.sentences[number] = sentence_of(text, (clause.start, clause.end))
        return found


def look(earlier: Reading, wanted: list[Commitment], later: Reading, *, judge: bool = True) -> Looked:
    """Hold every promise against one later text; `judge=False` stops before the models (for training them)."""
    import numpy as np

    sections = {f"t.{clause.id}": clause.section for clause in earlier.clauses}
    # A text cannot report on its own promises.
    same_text = later.source.text_sha256 == earlier.source.text_sha256
    answers = [] if same_text else answering(later)
    spans = [(clause.start, clause.end) for clause in answers]
    one = side(earlier, [item.spans[0] for item in wanted], [sections.get(item.id) for item in wanted])
    two = side(later, spans, [clause.section for clause in answers])
    pairs = pair(one, two)
    comparisons = _comparisons(earlier, wanted, later, spans, pairs.clause)
    figure = np.zeros(pairs.clause.shape, dtype=np.int64)
    for place, found in comparisons.items():
        figure[place] = 1 if found.outcome == "reached" else -1
    has_figure = np.array([bool(item.indicators) for item in wanted], dtype=bool)
    kind = np.array([KINDS[item.label] for item in wanted], dtype=np.int64)
    said = wording([later.text[start:end] for start, end in spans], [clause.label == "claim" for clause in answers])
    inputs = clause_inputs(pairs.features, figure, pairs.clause, said, has_figure, kind)
    blankets = claims(later, spans)
    in_list = listed(earlier, [item.spans[0] for item in wanted]) if blankets else [False] * len(wanted)
    same = fate = of_fate = None
    rows: list[_Row] = []
    if judge and len(wanted) and answers:
        same = models().same.chances(inputs.reshape(-1, inputs.shape[2]))[:, 1].reshape(pairs.clause.shape)
        texts = [earlier.text[slice(*item.spans[0])] for item in wanted]
        covered = np.array(in_list, dtype=bool)
        of_fate = fate_inputs(
            same, pairs.features, figure, pairs.clause, said, texts, has_figure, kind, covered, len(answers)
        )
        fate = models().fate.chances(of_fate)
        order = np.argsort(-same, axis=1, kind="stable")
        arrays: tuple[Any, ...] = (same, pairs.clause, order)
        plain = (array.tolist() for array in arrays)
        rows = [
            _Row(dict(zip(OUTCOMES, of, strict=True)), *row) for of, *row in zip(fate.tolist(), *plain, strict=True)
        ]
    return Looked(answers, blankets, pairs.clause, comparisons, inputs, of_fate, same, fate, in_list, rows, {})


def _comparisons(
    earlier: Reading, wanted: list[Commitment], later: Reading, spans: list[Span], nearest: NDArray[np.int64]
) -> dict[tuple[int, int], Comparison]:
    """Figures of promises held against figures of their nearest clauses: (row, column) → the comparison."""
    import numpy as np

    begins = np.array([quantity.start for quantity in later.quantities])
    low, high = np.array(spans, dtype=np.int64).reshape(-1, 2).T
    holds = np.searchsorted(begins, low) < np.searchsorted(begins, high)
    made = {}
    for row, item in enumerate(wanted):
        if not any(indicator.name or indicator.unit for indicator in item.indicators):
            continue
        for column in np.flatnonzero(holds[nearest[row]]).tolist():
            found = compare(item.indicators, earlier, item.spans[0], later, spans[nearest[row, column]])
            if found is not None:
                made[row, column] = found
    return made


def follow(earlier: Reading, *later: Reading) -> Following:
    """What became of the promises of `earlier`, as far as `later` (one or more readings, in order) say.

    Pure and deterministic. Without later readings every promise is silent, and a note says so.
    """
    wanted = promised(earlier)
    looked = [look(earlier, wanted, reading) for reading in later]
    promises = tuple(_promise(earlier, item, row, later, looked) for row, item in enumerate(wanted))
    reviews = tuple(map(_review, later))
    return Following(
        VERSION, dated(earlier), tuple(map(dated, later)), promises,
        reviews, tuple(_notes(earlier, wanted, later, looked, reviews)),
    )  # fmt: skip


def _review(reading: Reading) -> Review:
    return review_of(reading, answering(reading), reading.source.year)


def _notes(
    earlier: Reading,
    wanted: list[Commitment],
    later: tuple[Reading, ...],
    looked: list[Looked],
    reviews: Sequence[Review],
) -> list[Why]:
    """What a reader should know of the whole before relying on it."""
    made = []
    if not wanted:
        made.append(Why("no-plan", {}))
    if not later:
        made.append(Why("no-later", {}))
    for number, (reading, seen, review) in enumerate(zip(later, looked, reviews, strict=True)):
        if reading.source.text_sha256 == earlier.source.text_sha256:
            made.append(Why("same-text", {"later": number + 1}))
        elif not seen.answers:
            made.append(Why("no-review", {"later": number + 1}))
        elif wanted and seen.same is not None and _unrelated(seen):
            made.append(Why("unrelated", {"later": number + 1}))
        if review.first_year is not None and review.last_year is not None and review.last_year > review.first_year:
            made.append(
                Why("several-years", {"later": number + 1, "first": review.first_year, "last": review.last_year})
            )
        first, second = earlier.source.year, reading.source.year
        if first and second and second - first > 1:
            made.append(Why("gap", {"later": number + 1, "first": first, "second": second}))
        if first and second and second < first:
            made.append(Why("order", {"later": number + 1, "first": first, "second": second}))
    return made


def _unrelated(seen: Looked) -> bool:
    """Hardly any promise has anything near it in the later text."""
    import numpy as np

    return bool(seen.same is not None and len(seen.same) >= 20 and float(np.mean(seen.same.max(axis=1) > 0.5)) < 0.04)


def _promise(earlier: Reading, item: Commitment, row: int, later: tuple[Reading, ...], looked: list[Looked]) -> Promise:
    """The best answer among the later texts; evidence of each of them that answers."""
    if item.label == "conduct":  # how to go about things: no later text can show it done
        return Promise(item.id, item.spans, False, "silent", 1.0, (), {}, Why("not-followable", {}), ())
    answers = [_answer(earlier, item, row, seen, reading) for seen, reading in zip(looked, later, strict=True)]
    told = [number for number, answer in enumerate(answers) if answer.status != "silent"]
    rank = {"done": 0, "missed": 1, "partial": 2}
    best = min(told, key=lambda number: (rank[answers[number].status], -answers[number].confidence), default=None)
    candidates = tuple(
        Candidate(span, score, number) for number, answer in enumerate(answers) for span, score in answer.candidates
    ) if best is None else ()  # fmt: skip
    evidence_in = {str(number): answers[number].evidence for number in told if number > 0}
    if best is None:
        confidence = min((answer.confidence for answer in answers), default=1.0)
        code = Why("not-found", {"nearest": round(max((c.score for c in candidates), default=0.0), 3)})
        return Promise(
            item.id,
            item.spans,
            item.label in ("target", "action"),
            "silent",
            round(confidence, 3),
            (),
            {},
            code,
            candidates,
        )
    answer = answers[best]
    followable = item.label in ("target", "action") or (item.label == "aim" and answer.nearness >= _AIM_TAKEN_UP)
    why = Why(answer.why.code, answer.why.params | ({"later": best + 1} if len(later) > 1 else {}))
    return Promise(
        item.id, item.spans, followable, answer.status, round(answer.confidence, 3),
        answers[0].evidence if 0 in told else (), evidence_in, why, (),
    )  # fmt: skip


@dataclass(frozen=True, slots=True)
class _Answer:
    status: Status
    confidence: float
    nearness: float
    evidence: tuple[Span, ...]
    why: Why
    candidates: tuple[tuple[Span, float], ...]


def _answer(earlier: Reading, item: Commitment, row: int, seen: Looked, later: Reading) -> _Answer:
    """One promise against one later text."""
    if not seen.rows:
        return _Answer("silent", 1.0, 0.0, (), Why("not-found", {"nearest": 0.0}), ())
    chances, same, order = seen.rows[row].chances, seen.rows[row].same, seen.rows[row].order
    top = same[order[0]]
    said = chances["silent"] * models().silence
    if said >= max(chances["done"], chances["partial"]):
        if seen.blankets and seen.in_list[row]:
            blanket = tuple(sentence_of(later.text, span) for span in seen.blankets[:_EVIDENCE])
            return _Answer("done", _SUMMARY_SURE, 1.0, blanket, Why("blanket", {}), ())
        nearest = _sentences(seen, seen.rows[row], later, _CANDIDATES)
        why = Why("not-found", {"nearest": round(top, 3)})
        return _Answer(
            "silent", chances["silent"], top, (), why, tuple((span, round(near, 3)) for span, near in nearest)
        )
    nearest = _sentences(seen, seen.rows[row], later, _EVIDENCE)
    status: Status = "done" if chances["done"] >= chances["partial"] else "partial"
    compared = next(
        (found for place in order[:_EVIDENCE] if same[place] > 0.3 and (found := seen.comparisons.get((row, place)))),
        None,
    )
    surface = later.text[slice(*nearest[0][0])]
    why = Why("reported-done" if status == "done" else "reported-partly", {"nearness": round(top, 3)})
    if compared is not None:
        status, why = _by_figure(status, compared)
    elif status == "done" and STAGE.search(surface) and TO_FINISH.search(earlier.text, *item.spans[0]):
        status, why = "partial", Why("reported-partly", {"nearness": round(top, 3)})
    if status != "done" and NOT_REACHED.search(surface):
        status, why = "missed", Why("said-missed", {})
    confidence = chances["done"] + chances["partial"] if status == "missed" else chances[status]
    return _Answer(status, confidence, top, tuple(span for span, _ in nearest), why, ())


def _sentences(seen: Looked, row: _Row, later: Reading, most: int) -> list[tuple[Span, float]]:
    """The nearest distinct sentences, each with the chance of its nearest clause."""
    found: dict[Span, float] = {}
    for place in row.order:
        found.setdefault(seen.sentence(row.clauses[place], later.text), row.same[place])
        if len(found) == most:
            break
    return list(found.items())


def _by_figure(status: Status, compared: Comparison) -> tuple[Status, Why]:
    """Figures decide where both texts give one: a rate or level below the promised is missed, a count begun is partial."""
    params: dict[str, Any] = {
        "promised": compared.promised, "reported": compared.reported, "bound": compared.bound, "unit": compared.unit,
        "relation": relation(compared),
    }  # fmt: skip
    if compared.outcome == "reached":
        return "done", Why("figure-reached", params)
    if compared.rate:
        return "missed", Why("figure-short", params)
    return "partial", Why("figure-partly", params)
