"""Who might lead: agencies suggested for a task from earlier tables or from general duties, each with its source.

It speaks only where it is sure enough (`tests/delivery/test_suggesting.py` prints precision and coverage) and is silent
otherwise. Suggestions name agencies, never persons.
"""

from __future__ import annotations

import functools
import math
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ninetenths import packs
from ninetenths.delivery.values import Agencies, Why

# An earlier row speaks from this likeness on (cosine of rare character pairs or words), alone or with its neighbours.
_LIKE = 0.42
_SURE = 0.62
# Of the weight of the neighbours, so much must be for one agency where the nearest is not sure by itself.
_AGREED = 0.66
_NEIGHBOURS = 5
_SUPPORTING_LIKE = 0.62
# The first kind of agency must weigh so many times the second where duties alone speak.
_CLEAR = 2.0
# Duties speak from this weight of subjects on: a subject weighs its characters (Han), or its letters.
_ENOUGH = {"zh": 3.0, "en": 6.0}


@dataclass(frozen=True, slots=True)
class Precedent:
    """An earlier task with its agencies: the `row` of the table `source`, or None where a text states them."""

    words: str
    agencies: Agencies
    source: str = ""
    row: int | None = None


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An agency and why: `earlier-row` (source, row, name), `earlier-text` (source, name) or `duties` (subject)."""

    name: str
    basis: Why


@dataclass(frozen=True, slots=True)
class Suggested:
    """What is suggested for one task; None and () where nothing is."""

    lead: Suggestion | None = None
    supporting: tuple[Suggestion, ...] = ()


@dataclass(frozen=True, slots=True)
class _Kind:
    code: str
    general: str
    names: tuple[str, ...]
    subjects: tuple[str, ...]


@functools.cache
def _kinds(language: str) -> tuple[_Kind, ...]:
    raw = packs.load("delivery/duties", language)["kind"]
    return tuple(_Kind(one["code"], one["general"], tuple(one["names"]), tuple(one["subjects"])) for one in raw)


@functools.cache
def _subjects(language: str) -> tuple[re.Pattern[str], Mapping[str, tuple[str, ...]]]:
    """One pattern of all subjects, longest first, and subject → codes of kinds."""
    owners: dict[str, list[str]] = defaultdict(list)
    for kind in _kinds(language):
        for subject in kind.subjects:
            if kind.code not in owners[subject.lower()]:
                owners[subject.lower()].append(kind.code)
    ordered = sorted(owners, key=lambda subject: (-len(subject), subject))
    pattern = "|".join(map(re.escape, ordered))
    if language == "en":
        pattern = rf"\b(?:{pattern})\b"
    return re.compile(pattern), {subject: tuple(codes) for subject, codes in owners.items()}


def kind_of(name: str, language: str = "zh") -> str | None:
    """The kind of agency of a name (“市住房城乡建设局” → `housing`), None where the stems know none or disagree."""
    low = name.lower()
    found = {(len(stem), kind.code) for kind in _kinds(language) for stem in kind.names if stem in low}
    if not found:
        return None
    longest = max(length for length, _ in found)
    codes = {code for length, code in found if length == longest}
    return codes.pop() if len(codes) == 1 else None


_NUMERIC = re.compile(r"[0-9０-９.．%％,]+")
# “占地区生产总值比重”, “单位地区生产总值能耗”: the measure of a thing, not the thing.
_MEASURE = re.compile(r"占[^，,；;。]{2,12}?比(?:重|例)|(?:占|单位)(?:地区|国内)?生产总值")
_HAN = re.compile(r"[\u3400-\u9fff]+")
_WORD = re.compile(r"[a-z]{3,}")
_SMALL = frozenset(packs.load("delivery/duties", "en")["small"])


def features(words: str) -> frozenset[str]:
    """What likeness is measured on: pairs of Han characters, English words without the small ones; no figures."""
    found: set[str] = set()
    for run in _HAN.findall(_NUMERIC.sub(" ", _MEASURE.sub(" ", words))):
        found.update(run[at : at + 2] for at in range(len(run) - 1))
    found.update(word.rstrip("s") for word in _WORD.findall(words.lower()) if word not in _SMALL)
    return frozenset(found)


class Suggester:
    """Suggests agencies from `precedents`, else from duties; `agencies` are the place's own names as far as known."""

    def __init__(
        self, precedents: Iterable[Precedent] = (), agencies: Iterable[str] = (), language: str = "zh"
    ) -> None:
        self._language = language
        self._precedents = [item for item in precedents if item.agencies.lead is not None]
        self._features = [features(item.words) for item in self._precedents]
        counts = Counter(feature for one in self._features for feature in one)
        total = len(self._precedents)
        self._weights = {feature: math.log(1 + total / count) for feature, count in counts.items()}
        self._new = math.log(1 + total) if total else 0.0
        self._postings: dict[str, list[int]] = defaultdict(list)
        for index, one in enumerate(self._features):
            for feature in one:
                self._postings[feature].append(index)
        self._norms = [math.sqrt(sum(self._weights[feature] ** 2 for feature in one)) for one in self._features]
        self._own = self._own_names(agencies)

    def _own_names(self, agencies: Iterable[str]) -> Mapping[str, str]:
        """Kind → the place's own name of it: the most usual in the precedents, else in `agencies`."""
        usual = Counter(name for item in self._precedents for name in (*item.agencies.leads, *item.agencies.supporting))
        own: dict[str, str] = {}
        for name in [name for name, _ in usual.most_common()] + list(dict.fromkeys(agencies)):
            code = kind_of(name, self._language)
            if code is not None:
                own.setdefault(code, name)
        return own

    def suggest(self, words: str) -> Suggested:
        """The agencies suggested for a task of these words; empty where nothing is sure enough."""
        near = self._nearest(words)
        lead = self._from_precedents(near)
        if lead is None:
            lead = self._from_duties(words, near)
        supporting: tuple[Suggestion, ...] = ()
        if near and near[0][0] >= _SUPPORTING_LIKE and lead is not None:
            item = self._precedents[near[0][1]]
            if item.agencies.lead == lead.name:
                supporting = tuple(Suggestion(name, _basis(item, name)) for name in item.agencies.supporting)
        return Suggested(lead, supporting)

    def _nearest(self, words: str) -> list[tuple[float, int]]:
        """The likest precedents as (likeness, index), the likest first."""
        own = features(words)
        dots: dict[int, float] = defaultdict(float)
        norm = 0.0
        for feature in own:
            weight = self._weights.get(feature)
            if weight is None:
                norm += self._new**2
                continue
            norm += weight**2
            for index in self._postings[feature]:
                dots[index] += weight**2
        if not dots:
            return []
        root = math.sqrt(norm)
        scored = sorted(
            ((dot / (root * self._norms[index]), index) for index, dot in dots.items()),
            key=lambda one: (-one[0], one[1]),
        )
        return scored[:_NEIGHBOURS]

    def _from_precedents(self, near: Sequence[tuple[float, int]]) -> Suggestion | None:
        if not near or near[0][0] < _LIKE:
            return None
        best = self._precedents[near[0][1]]
        name = best.agencies.lead
        assert name is not None
        if near[0][0] < _SURE:
            close = [
                (score**2, self._precedents[index].agencies.lead) for score, index in near if score >= near[0][0] / 2
            ]
            agreed = sum(weight for weight, lead in close if lead == name)
            if agreed < _AGREED * sum(weight for weight, _ in close):
                return None
        return Suggestion(name, _basis(best, name))

    def _from_duties(self, words: str, near: Sequence[tuple[float, int]]) -> Suggestion | None:
        pattern, owners = _subjects(self._language)
        low = words.lower()
        scores: dict[str, float] = defaultdict(float)
        said: dict[str, str] = {}
        for match in pattern.finditer(low):
            codes = owners[match[0]]
            for code in codes:
                scores[code] += len(match[0]) / len(codes) ** 2
                if len(match[0]) > len(said.get(code, "")):
                    said[code] = match[0]
        ranked = sorted(scores.items(), key=lambda one: (-one[1], one[0]))
        if not ranked or ranked[0][1] < _ENOUGH[self._language]:
            return None
        if len(ranked) > 1 and ranked[0][1] < _CLEAR * ranked[1][1]:
            return None
        code = ranked[0][0]
        # Where the place's own names are known and none is of this kind, a general name would be a guess.
        if self._disputed(code, near) or (self._own and code not in self._own):
            return None
        general = next(kind.general for kind in _kinds(self._language) if kind.code == code)
        return Suggestion(self._own.get(code, general), Why("duties", {"subject": said[code]}))

    def _disputed(self, code: str, near: Sequence[tuple[float, int]]) -> bool:
        """Whether earlier rows that are rather like this one were led by another kind of agency."""
        leads = [self._precedents[index].agencies.lead or "" for score, index in near if score >= _LIKE * 0.75]
        return bool(leads) and all(kind_of(name, self._language) != code for name in leads)


def _basis(item: Precedent, name: str) -> Why:
    if item.row is None:
        return Why("earlier-text", {"source": item.source, "name": name})
    return Why("earlier-row", {"source": item.source, "row": item.row, "name": name})
