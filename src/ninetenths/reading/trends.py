"""Set phrases over a series of dated texts: first, last, how often a year, dropped since, revived."""

from __future__ import annotations

from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from itertools import pairwise

from ninetenths.measures import count_of
from ninetenths.patterns import regex
from ninetenths.reading.phrases import find_phrases, normalised
from ninetenths.reading.scanning import scan

__all__ = ["PhraseTrend", "PhraseYear", "SeriesText", "phrase_trends", "series_text", "year_of"]

_YEAR_IN_NAME = regex(r"(?<!\d)(1[89]\d\d|20\d\d)(?!\d{5})")
_YEAR_IN_TEXT = regex(r"((?:1[89]|20)\d\d)\s?(?:年|-\d{1,2}-\d{1,2})|[二一][〇○零九][〇○零一二三四五六七八九]{2}(?=年)")
_HEAD = 400
_COUNTABLE = regex(r"[一二三四五六七八九十两双0-9]")


@dataclass(frozen=True, slots=True)
class SeriesText:
    """One text of a series: its name, its year, its text, and the set phrases found in it by normal form."""

    name: str
    year: int
    text: str
    phrases: dict[str, tuple[str, ...]]
    explained: frozenset[str]


@dataclass(frozen=True, slots=True)
class PhraseYear:
    """One year of the series: times a phrase stands in its texts, and in how many of them it stands."""

    year: int
    occurrences: int
    texts: int


@dataclass(frozen=True, slots=True)
class PhraseTrend:
    """What became of a phrase over the years of a series.

    `years` has every year of the series, those with nothing too. `dropped_since` is the first year of the series after
    the last one that has the phrase; `revived` are the years it came back in after a year without it. `written` are its
    spellings by how often they occur, `explained_in` names the first text that says what it means.
    """

    phrase: str
    written: tuple[str, ...]
    first: int
    last: int
    occurrences: int
    texts: int
    years: tuple[PhraseYear, ...]
    dropped_since: int | None
    revived: tuple[int, ...]
    explained_in: str | None


def year_of(name: str, text: str, published_on: str | None = None) -> int | None:
    """The year of a text: what its file name says, else its date of publication, else the first year it states."""
    if found := _YEAR_IN_NAME.findall(name):
        return int(found[-1])
    if published_on and published_on[:4].isdigit():
        return int(published_on[:4])
    match = _YEAR_IN_TEXT.search(text[:_HEAD])
    if match is None:
        return None
    if match[1]:
        return int(match[1])
    return count_of(match[0].replace("○", "〇"))


def series_text(name: str, year: int, text: str) -> SeriesText:
    """A text made ready for a series: scanned, its set phrases found."""
    phrases: dict[str, list[str]] = defaultdict(list)
    explained: set[str] = set()
    for found in find_phrases(text, scan(text)):
        normal = normalised(found.text)
        phrases[normal].extend([found.text] * len(found.spans))
        if found.explained is not None:
            explained.add(normal)
    return SeriesText(name, year, text, {key: tuple(value) for key, value in phrases.items()}, frozenset(explained))


def phrase_trends(texts: Iterable[SeriesText]) -> tuple[PhraseTrend, ...]:
    """The trend of every set phrase of a series, the most widely used first.

    A phrase is counted quoted or not where it can be told from running words: four characters or more, or three with a
    numeral, and quoted by at least a third of the texts it stands in. Texts of one year are taken together.
    """
    series = sorted(texts, key=lambda item: (item.year, item.name))
    counts = _counts(series)
    years = sorted({item.year for item in series})
    made = [_trend(phrase, counts[phrase], series, years) for phrase in counts]
    made.sort(key=lambda item: (-item.texts, -item.occurrences, item.phrase))
    return tuple(made)


def _plain_enough(phrase: str) -> bool:
    return len(phrase) >= 4 or (len(phrase) == 3 and _COUNTABLE.search(phrase) is not None)


def _counts(series: Sequence[SeriesText]) -> dict[str, list[int]]:
    """Occurrences of each phrase in each text, in the order of the series."""
    import ahocorasick_rs

    names = sorted({phrase for item in series for phrase in item.phrases})
    counts = {name: [len(item.phrases.get(name, ())) for item in series] for name in names}
    plain = [name for name in names if _plain_enough(name)]
    if not plain:
        return counts
    bare: dict[str, dict[int, int]] = {name: {} for name in plain}
    finder = ahocorasick_rs.AhoCorasick(plain)
    for at, item in enumerate(series):
        found = Counter(index for index, _, _ in finder.find_matches_as_indexes(item.text, overlapping=True))
        for index, count in found.items():
            bare[plain[index]][at] = count
    for name, standing in bare.items():
        quoted = counts[name]
        if 3 * sum(map(bool, quoted)) >= len(standing):
            for at, count in standing.items():
                quoted[at] = max(count, quoted[at])
    return counts


def _trend(phrase: str, counts: Sequence[int], series: Sequence[SeriesText], years: Sequence[int]) -> PhraseTrend:
    occurrences: Counter[int] = Counter()
    standing: Counter[int] = Counter()
    for item, count in zip(series, counts, strict=True):
        if count:
            occurrences[item.year] += count
            standing[item.year] += 1
    present = sorted(occurrences)
    later = [year for year in years if year > present[-1]]
    places = {year: at for at, year in enumerate(years)}
    revived = [year for before, year in pairwise(present) if places[year] - places[before] > 1]
    written = Counter(surface for item in series for surface in item.phrases.get(phrase, ()))
    return PhraseTrend(
        phrase=phrase, written=tuple(surface for surface, _ in written.most_common()), first=present[0],
        last=present[-1], occurrences=sum(counts), texts=sum(standing.values()),
        years=tuple(PhraseYear(year, occurrences[year], standing[year]) for year in years),
        dropped_since=later[0] if later else None, revived=tuple(revived),
        explained_in=next((item.name for item in series if phrase in item.explained), None),
    )  # fmt: skip
