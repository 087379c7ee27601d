"""Two versions of a text clause by clause: same, moved, re-worded, changed in number, dropped, new.

In order first (clauses that stand once in both, then the longest common sequence between those), then what moved, then
what was re-worded: in the same gap sooner than elsewhere. Every clause of either side is in exactly one change.
"""

from __future__ import annotations

import re
import unicodedata
from bisect import bisect_left
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from itertools import pairwise
from typing import Literal

from ninetenths.following.rewording import NUMBER, FigureChange, Piece, figures_changed, inner_difference
from ninetenths.following.terms import joined, terms
from ninetenths.reading import Clause, Reading, Source, Span, code_points, simplified_text

VERSION = 1

Kind = Literal["same", "moved", "reworded", "number", "dropped", "new"]
KINDS: tuple[Kind, ...] = ("same", "moved", "reworded", "number", "dropped", "new")
PromiseKind = Literal["kept", "reworded", "number", "dropped", "new"]
PROMISE_KINDS: tuple[PromiseKind, ...] = ("kept", "reworded", "number", "dropped", "new")
Kinship = Literal["identical", "versions", "strangers"]

# Under this share of common wording two texts are not versions of one text.
_RELATED = Fraction(3, 10)
_NEAR, _FAR = 0.5, 0.68  # how like two clauses must be in the same gap, and elsewhere
_SWEEPING = 48  # a term in more leftover clauses than this finds no partner
_SQUARE = 4_000_000  # largest table of pairs of clauses that is compared between two anchors
_ALIKE = str.maketrans(dict.fromkeys(" \t\u3000\xa0\n\r“”‘’\"'「」『』"))


@dataclass(frozen=True, slots=True)
class Change:
    """What became of one clause (or of several that were merged or split): ids and spans on either side.

    `moved` also where a clause was moved and re-worded at once; `likeness` 0 to 1, of the wording without figures.
    """

    kind: Kind
    old_ids: tuple[str, ...]
    new_ids: tuple[str, ...]
    old: tuple[Span, ...]
    new: tuple[Span, ...]
    moved: bool
    likeness: float
    pieces: tuple[Piece, ...] = ()
    figures: tuple[FigureChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CommitmentChange:
    """What became of a commitment: ids and labels on either side (None where there is none), and its changes.

    `changes`: places in `Versions.changes`.
    """

    kind: PromiseKind
    old_id: str | None
    new_id: str | None
    old_label: str | None
    new_label: str | None
    changes: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Versions:
    """Two versions of a text compared. `common`: shares of the old and of the new text's clauses (by characters) that
    stand in the other, re-worded ones counted by their likeness.
    """

    version: int
    old: Source
    new: Source
    kinship: Kinship
    common: tuple[Fraction, Fraction]
    changes: tuple[Change, ...]
    commitments: tuple[CommitmentChange, ...]

    def counts(self) -> dict[Kind, int]:
        """How many changes of each kind."""
        counted = Counter(change.kind for change in self.changes)
        return {kind: counted[kind] for kind in KINDS}

    def commitment_counts(self) -> dict[PromiseKind, int]:
        """How many commitments of each kind; all but `new` add up to the commitments of the old text."""
        counted = Counter(item.kind for item in self.commitments)
        return {kind: counted[kind] for kind in PROMISE_KINDS}

    def to_json(self) -> bytes:
        """As UTF-8 JSON; shares as `"numerator/denominator"`, counts beside the lists."""
        import orjson

        body = {name: getattr(self, name) for name in self.__slots__}
        body["common"] = [str(share) for share in self.common]
        body["counts"] = self.counts()
        body["commitment_counts"] = self.commitment_counts()
        return orjson.dumps(body)


def compare_versions(old: Reading, new: Reading) -> Versions:
    """Compare two readings clause by clause; near-linear in their length."""
    pairing = _pair(old, new)
    changes = _changes(old, new, pairing)
    common = (_share(old, changes, True), _share(new, changes, False))
    kinship: Kinship = "versions" if max(common) >= _RELATED else "strangers"
    if all(change.kind == "same" for change in changes):
        kinship = "identical"
    return Versions(
        VERSION, old.source, new.source, kinship, common, changes, _commitments(old, new, changes)
    )  # fmt: skip


def carry_ids(old: Reading, new: Reading) -> dict[str, str]:
    """Ids of old clauses that survive, with the id each has in the new text (of merged clauses the first)."""
    return carried(compare_versions(old, new))


def carried(versions: Versions) -> dict[str, str]:
    """Ids of old clauses that survive, from a comparison already made; a commitment's id is `t.` + its clause's."""
    kept: dict[str, str] = {}
    for change in versions.changes:
        if change.new_ids:
            last = change.new_ids[-1:] * len(change.old_ids)
            kept.update(zip(change.old_ids, (*change.new_ids, *last), strict=False))
    return kept


@dataclass(slots=True)
class _Pairing:
    """Partners being found: groups of clause places on either side, whether they stand in order, how like they are."""

    partner: dict[int, int]
    taken: set[int]
    ordered: list[tuple[int, int]]
    likeness: dict[int, float]
    more_old: dict[int, list[int]]  # first old place → further old places merged into its partner
    more_new: dict[int, list[int]]  # first old place → further new places its clause was split into

    def join(self, left: int, right: int, likeness: float) -> None:
        self.partner[left] = right
        self.taken.add(right)
        self.likeness[left] = likeness


def _pair(old: Reading, new: Reading) -> _Pairing:
    left, right = _keys(old, new), _keys(new, old)
    ordered = _in_order(left, right)
    pairing = _Pairing({}, set(), ordered, {}, {}, {})
    for one, other in ordered:
        pairing.join(one, other, 1.0)
    _moved(left, right, pairing)
    _reworded(old, new, pairing)
    _merged(old, new, pairing)
    return pairing


def _keys(reading: Reading, other: Reading) -> list[str]:
    """Clauses as they are compared: half and full width, blanks, quotation marks and script make no difference."""
    text = reading.text
    plain = [unicodedata.normalize("NFKC", text[one.start : one.end]).translate(_ALIKE) for one in reading.clauses]
    if reading.source.language == "zh-Hant" != other.source.language:
        plain = [simplified_text(clause) for clause in plain]
    return [key or text[one.start : one.end] for key, one in zip(plain, reading.clauses, strict=True)]


def _in_order(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Equal clauses in the same order: those that stand once on both sides anchor the rest."""
    low, high_left, high_right = 0, len(left), len(right)
    while low < high_left and low < high_right and left[low] == right[low]:
        low += 1
    while high_left > low and high_right > low and left[high_left - 1] == right[high_right - 1]:
        high_left, high_right = high_left - 1, high_right - 1
    tail = [(at, at - high_left + high_right) for at in range(high_left, len(left))]
    middle = _anchors(left[low:high_left], right[low:high_right])
    anchors = [(-1, -1), *((one + low, other + low) for one, other in middle), (high_left, high_right)]
    anchors[0] = (low - 1, low - 1)
    pairs = [(at, at) for at in range(low)]
    for (one, other), (next_one, next_other) in pairwise(anchors):
        pairs += _between(left, right, (one + 1, next_one), (other + 1, next_other))
        if next_one < high_left:
            pairs.append((next_one, next_other))
    return pairs + tail


def _anchors(left: Sequence[str], right: Sequence[str]) -> list[tuple[int, int]]:
    """Clauses that stand once on either side, the longest ascending run of them (patience)."""
    once_left = {key: at for at, key in enumerate(left) if key}
    counted = Counter(left)
    counted_right = Counter(right)
    found = [(once_left[key], at) for at, key in enumerate(right) if counted_right[key] == 1 and counted[key] == 1]
    tops: list[int] = []
    chain: list[tuple[int, int | None]] = []  # place in `found`, the one before it
    ends: list[int] = []
    for at, (one, _) in enumerate(found):
        place = bisect_left(tops, one)
        before = ends[place - 1] if place else None
        chain.append((at, before))
        tops[place : place + 1] = [one]
        ends[place : place + 1] = [at]
    taken: list[tuple[int, int]] = []
    last = ends[-1] if ends else None
    while last is not None:
        taken.append(found[last])
        last = chain[last][1]
    return taken[::-1]


def _between(left: Sequence[str], right: Sequence[str], one: Span, other: Span) -> list[tuple[int, int]]:
    """The longest common sequence between two anchors; of gaps too large for it, nothing (they are paired as moved)."""
    from rapidfuzz.distance import LCSseq

    size = (one[1] - one[0]) * (other[1] - other[0])
    if not 0 < size <= _SQUARE:
        return []
    blocks = LCSseq.opcodes(left[one[0] : one[1]], right[other[0] : other[1]])
    return [
        (one[0] + block.src_start + at, other[0] + block.dest_start + at)
        for block in blocks if block.tag == "equal" for at in range(block.src_end - block.src_start)
    ]  # fmt: skip


def _moved(left: Sequence[str], right: Sequence[str], pairing: _Pairing) -> None:
    """Equal clauses elsewhere; short ones, which stand anywhere, only beside another that moved the same way."""
    free: dict[str, list[int]] = defaultdict(list)
    for at, key in enumerate(right):
        if at not in pairing.taken:
            free[key].append(at)
    waiting = [at for at, key in enumerate(left) if at not in pairing.partner and key in free]
    for at in waiting:
        beside = pairing.partner.get(at - 1)
        places = free[left[at]]
        if beside is not None and beside + 1 in places:
            place = beside + 1
        elif places and len(left[at]) >= 6:
            place = places[0]
        else:
            continue
        places.remove(place)
        pairing.join(at, place, 1.0)
    for at in reversed(waiting):
        beside = pairing.partner.get(at + 1)
        if at not in pairing.partner and beside is not None and beside - 1 in free[left[at]]:
            free[left[at]].remove(beside - 1)
            pairing.join(at, beside - 1, 1.0)


def _reworded(old: Reading, new: Reading, pairing: _Pairing) -> None:
    """Leftover clauses that are like each other, the likest first; in the same gap less likeness is enough."""
    left = [at for at in range(len(old.clauses)) if at not in pairing.partner]
    right = [at for at in range(len(new.clauses)) if at not in pairing.taken]
    if not left or not right:
        return
    gap_left, gap_right = _gaps(pairing.ordered, len(old.clauses), len(new.clauses))
    found = []
    for one, other, contained in _candidates(old, new, left, right, gap_left, gap_right):
        near = gap_left[one] == gap_right[other]
        likeness = max(_likeness(old, new, (one,), (other,)), contained)
        if likeness >= (_NEAR if near else _FAR):
            away = abs(one / len(old.clauses) - other / len(new.clauses))
            found.append((-(likeness + 0.15 * near - 0.05 * away), one, other, likeness))
    for _, one, other, likeness in sorted(found):
        if one not in pairing.partner and other not in pairing.taken:
            pairing.join(one, other, likeness)


def _gaps(ordered: Sequence[tuple[int, int]], lefts: int, rights: int) -> tuple[list[int], list[int]]:
    """For each clause of either side how many clauses in order stand before it."""
    made = []
    for side, size in ((0, lefts), (1, rights)):
        places = [pair[side] for pair in ordered]
        made.append([bisect_left(places, at) for at in range(size)])
    return made[0], made[1]


def _candidates(
    old: Reading, new: Reading, left: Sequence[int], right: Sequence[int], gap_left: Sequence[int],
    gap_right: Sequence[int],
) -> Iterable[tuple[int, int, float]]:  # fmt: skip
    """Pairs worth a closer look: enough terms in common, or next to each other in a small gap; how far one holds the
    other's terms (0 where too short to tell)."""
    import numpy as np

    one = terms(code_points(old.text), _spans([old.clauses[at] for at in left]), old.source.language)
    two = terms(code_points(new.text), _spans([new.clauses[at] for at in right]), old.source.language)
    rows, columns, _ = joined(one, two, _SWEEPING)
    flat, shared = np.unique(rows * len(right) + columns, return_counts=True)
    row, column = flat // len(right), flat % len(right)
    size_one, size_two = np.bincount(one.row, minlength=len(left)), np.bincount(two.row, minlength=len(right))
    small = np.minimum(size_one[row], size_two[column])
    dice = 2 * shared / np.maximum(1, size_one[row] + size_two[column])
    held = shared / np.maximum(1, small)
    kept = (dice >= 0.25) | ((held >= 0.7) & (small >= 5))
    seen = set()
    for at in np.flatnonzero(kept).tolist():
        pair = (left[int(row[at])], right[int(column[at])])
        seen.add(pair)
        yield *pair, float(held[at]) * 0.75 if small[at] >= 5 else 0.0
    by_gap: dict[int, list[int]] = defaultdict(list)
    for place in right:
        by_gap[gap_right[place]].append(place)
    for place in left:
        others = by_gap.get(gap_left[place], [])
        for other in others if len(others) <= 8 else ():
            if (place, other) not in seen:
                yield place, other, 0.0


def _surface(reading: Reading, places: Sequence[int]) -> str:
    return reading.text[reading.clauses[places[0]].start : reading.clauses[places[-1]].end]


def _likeness(old: Reading, new: Reading, left: Sequence[int], right: Sequence[int]) -> float:
    """How like two wordings are, figures and marks aside: by characters in Chinese, by words in English."""
    from rapidfuzz.distance import Indel

    one, other = (_bare(reading, places) for reading, places in ((old, left), (new, right)))
    return float(Indel.normalized_similarity(one, other))


def _bare(reading: Reading, places: Sequence[int]) -> str | list[str]:
    plain = NUMBER.sub("0", _surface(reading, places))
    if reading.source.language == "en":
        return re.findall(r"\w+", plain.lower())
    return "".join(char for char in plain if char.isalnum())


def _merged(old: Reading, new: Reading, pairing: _Pairing) -> None:
    """A clause left over beside a re-worded pair belongs to it where the two together are likelier than apart."""
    back = {right: left for left, right in pairing.partner.items()}
    loose = [at for at in range(len(old.clauses)) if at not in pairing.partner]
    for at in loose:
        for beside in (at - 1, at + 1):
            if _grow(old, new, pairing, beside, at, None):
                break
    for at in (at for at in range(len(new.clauses)) if at not in pairing.taken):
        for beside in (at - 1, at + 1):
            if beside in back and _grow(old, new, pairing, back[beside], None, at):
                break


def _grow(old: Reading, new: Reading, pairing: _Pairing, first: int, left: int | None, right: int | None) -> bool:
    """Take a loose clause into the pair of the old clause `first`, if that makes the pair likelier by a tenth."""
    if pairing.likeness.get(first, 1.0) >= 0.97:
        return False
    lefts = sorted([first, *pairing.more_old.get(first, [])] + ([left] if left is not None else []))
    rights = sorted([pairing.partner[first], *pairing.more_new.get(first, [])] + ([right] if right is not None else []))
    now = _likeness(old, new, lefts, rights)
    if now < max(_NEAR, _likeness(old, new, _others(lefts, left), _others(rights, right)) + 0.1):
        return False
    if left is not None:
        pairing.more_old.setdefault(first, []).append(left)
        pairing.partner[left] = -1  # taken, as part of another's pair
    if right is not None:
        pairing.more_new.setdefault(first, []).append(right)
        pairing.taken.add(right)
    pairing.likeness[first] = now
    return True


def _others(places: Sequence[int], without: int | None) -> list[int]:
    return [at for at in places if at != without]


def _changes(old: Reading, new: Reading, pairing: _Pairing) -> tuple[Change, ...]:
    """Every clause of either side in one change, in the new text's order, dropped ones where they stood."""
    ordered = set(pairing.ordered)
    gap_left, gap_right = _gaps(pairing.ordered, len(old.clauses), len(new.clauses))
    keys, keys_new = _keys(old, new), _keys(new, old)
    placed: list[tuple[float, int, Change]] = []
    last = -1.0
    for at in range(len(old.clauses)):
        other = pairing.partner.get(at)
        if other == -1:
            continue
        if other is None:
            placed.append((last + 0.5, at, _plain("dropped", old, at)))
            continue
        lefts, rights = sorted([at, *pairing.more_old.get(at, [])]), sorted([other, *pairing.more_new.get(at, [])])
        equal = pairing.likeness[at] == 1.0 and keys[at] == keys_new[other]
        moved = (at, other) not in ordered and (equal or gap_left[at] != gap_right[other])
        if equal and len(lefts) == len(rights) == 1:
            placed.append((other, at, _equal(old.clauses[at], new.clauses[other], moved)))
        else:
            placed.append((rights[0], at, _paired(old, new, lefts, rights, moved, pairing.likeness[at])))
        if not moved:
            last = rights[-1]
    for at in range(len(new.clauses)):
        if at not in pairing.taken:
            placed.append((at, at, _plain("new", new, at)))
    return tuple(change for _, _, change in sorted(placed, key=lambda one: one[:2]))


def _plain(kind: Literal["dropped", "new"], reading: Reading, at: int) -> Change:
    clause = reading.clauses[at]
    ids, spans = (clause.id,), ((clause.start, clause.end),)
    if kind == "dropped":
        return Change(kind, ids, (), spans, (), False, 0.0)
    return Change(kind, (), ids, (), spans, False, 0.0)


def _equal(one: Clause, other: Clause, moved: bool) -> Change:
    return Change(
        "moved" if moved else "same", (one.id,), (other.id,), _spans([one]), _spans([other]), moved, 1.0
    )  # fmt: skip


def _paired(
    old: Reading, new: Reading, lefts: Sequence[int], rights: Sequence[int], moved: bool, likeness: float
) -> Change:  # fmt: skip
    one, other = [old.clauses[at] for at in lefts], [new.clauses[at] for at in rights]
    ids = tuple(clause.id for clause in one), tuple(clause.id for clause in other)
    spans = _spans(one), _spans(other)
    figures = tuple(figures_changed(old, new, one, other))
    return Change(
        "number" if figures else "reworded", *ids, *spans, moved, round(likeness, 3),
        tuple(inner_difference(old, new, (one[0].start, one[-1].end), (other[0].start, other[-1].end))), figures,
    )  # fmt: skip


def _spans(clauses: Sequence[Clause]) -> tuple[Span, ...]:
    return tuple((clause.start, clause.end) for clause in clauses)


def _share(reading: Reading, changes: Sequence[Change], is_old: bool) -> Fraction:
    """Share of a side's clauses, by characters, that stand in the other; in thousandths of likeness, so exact."""
    total = sum(clause.end - clause.start for clause in reading.clauses)
    if not total:
        return Fraction(0)
    common = 0
    for change in changes:
        spans = change.old if is_old else change.new
        common += sum(end - start for start, end in spans) * round(change.likeness * 1000)
    return Fraction(common, total * 1000)


def _commitments(old: Reading, new: Reading, changes: Sequence[Change]) -> tuple[CommitmentChange, ...]:
    by_old = {name: at for at, change in enumerate(changes) for name in change.old_ids}
    by_new = {name: at for at, change in enumerate(changes) for name in change.new_ids}
    mine, others = _clause_ids(old), _clause_ids(new)
    theirs = {name: item for item, names in zip(new.commitments, others, strict=True) for name in names}
    made = []
    for item, names in zip(old.commitments, mine, strict=True):
        places = tuple(dict.fromkeys(by_old[name] for name in names if name in by_old))
        kind = _promise_kind([changes[at].kind for at in places])
        partner = next((theirs[name] for at in places for name in changes[at].new_ids if name in theirs), None)
        made.append(CommitmentChange(
            kind, item.id, partner.id if partner else None, item.label, partner.label if partner else None, places,
        ))  # fmt: skip
    for item, names in zip(new.commitments, others, strict=True):
        places = tuple(dict.fromkeys(by_new[name] for name in names if name in by_new))
        if places and all(changes[at].kind == "new" for at in places):
            made.append(CommitmentChange("new", None, item.id, None, item.label, places))
    return tuple(made)


def _promise_kind(kinds: Sequence[Kind]) -> PromiseKind:
    if not kinds or all(kind == "dropped" for kind in kinds):
        return "dropped"
    if "number" in kinds:
        return "number"
    return "kept" if all(kind in ("same", "moved") for kind in kinds) else "reworded"


def _clause_ids(reading: Reading) -> list[list[str]]:
    """For each commitment the ids of the clauses it stands on."""
    starts = [clause.start for clause in reading.clauses]
    return [
        [
            clause.id for start, end in item.spans
            for clause in reading.clauses[max(0, bisect_left(starts, start + 1) - 1) : bisect_left(starts, end)]
        ]
        for item in reading.commitments
    ]  # fmt: skip
