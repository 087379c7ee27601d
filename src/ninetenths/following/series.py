"""Many years, many places: which texts make a series, how sure its shares are, what runs through the years."""

from __future__ import annotations

import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ninetenths.following.promises import promised
from ninetenths.following.values import Following
from ninetenths.reading import Commitment, Reading, Span

# A year from 1900 to 2199 that no other figure touches: 云川市-2031, 2031年政府工作报告.
_YEAR = re.compile(r"(?<!\d)(?:19|20|21)\d\d(?!\d)年?")
_EDGE = " \t\u3000-_—·.,，、()（）[]【】"
_RATES = frozenset(("%", "％", "个百分点", "‰"))
_SPREAD = re.compile(r"^(?:全[市省区县州国]|[今明]?年|我[市省区县]|[市省区])+")
# Under this weight of bigrams two promises are alike by chance; over this share of the heavier one they are the same.
_WEIGHTY = 14
_SAME = 0.6
# Notes of a pair whose silence says nothing of the promises.
SAYS_NOTHING = frozenset(("no-review", "unrelated", "same-text", "order"))
_LINES = 20
_TARGETS = 12
# “…达到8000亿元，比上年增长6.3%”: so short a clause says what it is about in the one before.
_BARE = 6
_Z = 1.96


@dataclass(frozen=True, slots=True)
class Text:
    """A text of a series: whose, of which year, where it stands (`path`, relative), how many bytes it has."""

    place: str
    folder: str
    year: int
    path: str
    size: int


@dataclass(frozen=True, slots=True)
class Series:
    """The texts of one place in the order of years, one a year; consecutive `pairs`; `missing` years between them.

    `aside`: further texts of a year that has one already (the longest stands).
    """

    place: str
    texts: tuple[Text, ...]
    missing: tuple[int, ...]
    aside: tuple[Text, ...]

    @property
    def pairs(self) -> tuple[tuple[Text, Text], ...]:
        """Texts of a year and of the next; over a gap there is no pair, since its report tells of another year."""
        both = zip(self.texts, self.texts[1:], strict=False)
        return tuple((one, two) for one, two in both if two.year == one.year + 1)


@dataclass(frozen=True, slots=True)
class Interval:
    """A share with its Wilson interval at 95 %: `count` of `total` (integers), bounds from 0 to 1."""

    count: int
    total: int
    low: float
    high: float


@dataclass(frozen=True, slots=True)
class Told:
    """What one pair says of one promise, as far as the run through the years needs it; `fate` None: not followable."""

    id: str
    sentence: str
    fate: str | None


@dataclass(frozen=True, slots=True)
class Figure:
    """A value of an indicator in the year it is about."""

    name: str
    unit: str | None
    year: int
    value: float


@dataclass(frozen=True, slots=True)
class PairTold:
    """One pair of a series: its promises, which of them stand again in the later plan, its figures.

    `links`: (promise of the earlier text, the same promise of the later). `answered` is False where the later text
    can answer nothing.
    """

    earlier: int
    later: int
    promises: tuple[Told, ...]
    links: tuple[tuple[str, str], ...]
    aimed: tuple[Figure, ...]
    reported: tuple[Figure, ...]
    answered: bool = True


@dataclass(frozen=True, slots=True)
class Line:
    """A promise told over years: the latest words, the years, and the promise (year, id) to look at."""

    text: str
    years: tuple[int, ...]
    at: tuple[int, str]


@dataclass(frozen=True, slots=True)
class Target:
    """An indicator over years: what was aimed at and what was reported for each year."""

    name: str
    unit: str | None
    aimed: tuple[tuple[int, float], ...]
    reported: tuple[tuple[int, float], ...]


def place_and_year(stem: str, folder: str) -> tuple[str, int | None]:
    """Place and year from a file's name without ending and the folder it stands in.

    `云川市-2031` → 云川市, 2031; `2031` in a folder 云川市 likewise; a name without a year gives the folder and None.
    """
    found = None
    for found in _YEAR.finditer(stem):
        if found.start() > 0:  # the last year counts, but words before it are the place
            break
    if found is None:
        return folder, None
    return stem[: found.start()].strip(_EDGE) or folder, int(found[0][:4])


def arrange(texts: Iterable[Text]) -> list[Series]:
    """Texts by place, places in the order of their folders and names.

    Places of one name in two folders stay apart and bear the folder's name.
    """
    held: dict[tuple[str, str], list[Text]] = defaultdict(list)
    for text in texts:
        held[text.folder, text.place].append(text)
    often = Counter(place for _, place in held)
    made = []
    for (folder, place), mine in sorted(held.items()):
        by_year: dict[int, Text] = {}
        for text in sorted(mine, key=lambda item: (item.year, -item.size, item.path)):
            by_year.setdefault(text.year, text)
        years = sorted(by_year)
        missing = tuple(year for year in range(years[0], years[-1] + 1) if year not in by_year)
        aside = tuple(text for text in mine if by_year[text.year] is not text)
        name = f"{folder}/{place}" if often[place] > 1 else place
        made.append(Series(name, tuple(by_year[year] for year in years), missing, aside))
    return made


def wilson(count: int, total: int) -> Interval:
    """The Wilson score interval of `count` of `total` at 95 %; of nothing it is the whole from 0 to 1."""
    if total == 0:
        return Interval(count, total, 0.0, 1.0)
    square = _Z * _Z
    middle, wide = count + square / 2, _Z * math.sqrt(count * (total - count) / total + square / 4)
    low = 0.0 if count == 0 else (middle - wide) / (total + square)
    high = 1.0 if count == total else (middle + wide) / (total + square)
    return Interval(count, total, low, high)


def _lasting(reading: Reading) -> list[Commitment]:
    """Promises that may be made again: things to do and to reach, but for yearly rates."""
    return [
        item for item in promised(reading)
        if item.label in ("action", "target") and not any(part.unit in _RATES for part in item.indicators)
    ]  # fmt: skip


def recurring(earlier: Reading, later: Reading) -> list[tuple[str, str]]:
    """Promises of one plan that stand again in another, as pairs of ids; figures may differ.

    Each is the other's likest; the rarity-weighted bigrams they share are at least 0.6 of the heavier one's.
    """
    import numpy as np

    from ninetenths.following.pairing import _Held
    from ninetenths.following.rarity import grams
    from ninetenths.reading import code_points

    one, two = _lasting(earlier), _lasting(later)
    if not one or not two:
        return []
    sides = [
        grams(code_points(reading.text), *zip(*(item.spans[0] for item in items), strict=True))
        for reading, items in ((earlier, one), (later, two))
    ]
    held = _Held(*sides)
    shape = (len(one), len(two))
    rows, columns, number = held.joined(sides[0].row, held.left, sides[1].row, held.right)
    shared = np.bincount(rows * shape[1] + columns, weights=held.weight[number], minlength=shape[0] * shape[1]).reshape(
        shape
    )
    heavier = np.maximum(held.mass(sides[0], held.left)[:, None], held.mass(sides[1], held.right)[None, :])
    like = np.where(heavier >= _WEIGHTY, shared / np.maximum(heavier, 1), 0)
    best, back = like.argmax(axis=1), like.argmax(axis=0)
    return [
        (one[row].id, two[column].id)
        for row, column in enumerate(best.tolist())
        if like[row, column] >= _SAME and back[column] == row
    ]  # fmt: skip


def figures(following: Following, earlier: Reading, later: Reading, year: int) -> tuple[list[Figure], list[Figure]]:
    """What the plan of `year` aims at, and what the later text reports against it.

    A reported value counts only where the words before it name the indicator, and where the review is of one year.
    """
    by_id = {item.id: item for item in promised(earlier)}
    review = following.reviews[0]
    of_one_year = review.first_year == review.last_year
    aimed, reported = [], []
    for promise in following.promises:
        for indicator in by_id[promise.id].indicators if promise.id in by_id else ():
            far = indicator.deadline is not None and not indicator.deadline.startswith(str(year))
            if isinstance(indicator.value, tuple) or not indicator.name or far:
                continue
            name = _SPREAD.sub("", indicator.name) or indicator.name
            aimed.append(Figure(name, indicator.unit, year, indicator.value))
            said = promise.why.params
            told = of_one_year and promise.why.code.startswith("figure-")
            if not told or (said["unit"], said["promised"]) != (indicator.unit, indicator.value):
                continue
            if _names(name, said["reported"], indicator.unit, later, promise.evidence):
                reported.append(Figure(name, indicator.unit, year, said["reported"]))
    return aimed, reported


def _names(name: str, value: float, unit: str | None, later: Reading, sentences: Sequence[Span]) -> bool:
    """Whether in one of the sentences the words before such a value are, for three quarters, the indicator's name."""
    pairs = [name[at : at + 2] for at in range(len(name) - 1)]
    for start, end in sentences:
        for quantity in later.quantities:
            if not (start <= quantity.start < end) or quantity.unit != unit:
                continue
            found = quantity.value[1] if isinstance(quantity.value, tuple) else quantity.value
            clauses = re.split("[，；。]", later.text[start : quantity.start])
            before = clauses[-1] if len(clauses[-1]) > _BARE else "".join(clauses[-2:])
            if found == value and 4 * sum(pair in before for pair in pairs) >= 3 * len(pairs):
                return True
    return False


def chains(pairs: Sequence[PairTold]) -> list[list[tuple[int, str]]]:
    """Promises made again from year to year: each a list of (year, id) in the order of years, at least one long."""
    after: dict[tuple[int, str], tuple[int, str]] = {}
    known: dict[tuple[int, str], None] = {}
    for pair in pairs:
        known.update(dict.fromkeys((pair.earlier, told.id) for told in pair.promises))
        after.update({(pair.earlier, one): (pair.later, two) for one, two in pair.links})
    begun = set(after.values())
    made = []
    for first in known:
        if first in begun:
            continue
        chain = [first]
        while chain[-1] in after:
            chain.append(after[chain[-1]])
        made.append(chain)
    return made


def carried(pairs: Sequence[PairTold], least: int = 3, most: int = _LINES) -> list[Line]:
    """Promises that stand in at least `least` plans one after the other, longest first."""
    told = _told(pairs)
    lines = []
    for chain in chains(pairs):
        if len(chain) >= least:
            last = next(at for at in reversed(chain) if at in told)
            lines.append(Line(told[last].sentence, tuple(year for year, _ in chain), last))
    return sorted(lines, key=_longest)[:most]


def longest_silent(pairs: Sequence[PairTold], least: int = 2, most: int = _LINES) -> list[Line]:
    """Promises made again and not found in the reports of at least `least` years on end, longest first."""
    told = _told(pairs)
    answered = {pair.earlier for pair in pairs if pair.answered}
    lines = []
    for chain in chains(pairs):
        run: list[tuple[int, str]] = []
        longest: list[tuple[int, str]] = []
        for at in chain:
            silent = at in told and told[at].fate == "silent" and at[0] in answered
            run = [*run, at] if silent else []
            longest = run if len(run) >= len(longest) and run else longest
        if len(longest) >= least:
            lines.append(Line(told[longest[-1]].sentence, tuple(year for year, _ in longest), longest[-1]))
    return sorted(lines, key=_longest)[:most]


def targets(pairs: Sequence[PairTold], most: int = _TARGETS) -> list[Target]:
    """Indicators aimed at in two years or more and reported at least once, those of most years first."""
    aimed: dict[tuple[str, str | None], dict[int, float]] = defaultdict(dict)
    reported: dict[tuple[str, str | None], dict[int, float]] = defaultdict(dict)
    for pair in pairs:
        for held, said in ((aimed, pair.aimed), (reported, pair.reported)):
            for figure in said:
                held[figure.name, figure.unit].setdefault(figure.year, figure.value)
    kept = [key for key in aimed if len(aimed[key]) >= 2 and reported.get(key)]
    kept.sort(key=lambda key: (-len(aimed[key]) - len(reported[key]), key[0], key[1] or ""))
    return [
        Target(name, unit, tuple(sorted(aimed[name, unit].items())), tuple(sorted(reported[name, unit].items())))
        for name, unit in kept[:most]
    ]  # fmt: skip


def _told(pairs: Sequence[PairTold]) -> Mapping[tuple[int, str], Told]:
    return {(pair.earlier, told.id): told for pair in pairs for told in pair.promises}


def _longest(line: Line) -> tuple[int, int, str]:
    return -len(line.years), -line.years[-1], line.text
