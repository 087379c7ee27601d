"""The atlas: many places over many years; an index as a grid, a page a place. It compares, it does not rank.

The values are plain: whoever follows the series makes them. Shares come with an interval and with the length of the
review they rest on, since a short review is silent about more.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from markupsafe import Markup

from ninetenths.pages.charts import fate_bar, interval_bar, multiple
from ninetenths.pages.escaping import html
from ninetenths.pages.shell import page
from ninetenths.pages.signs import FATES, FOLLOWING_FATES
from ninetenths.pages.tables import Cell, Column, Row, table
from ninetenths.pages.wording import Words, number, share


@dataclass(frozen=True, slots=True)
class AtlasPair:
    """One pair of texts: the years of promise and report, the fates, the review they were looked for in.

    `counts`: promises by fate; `followed` of `promises` can be followed. `intervals`: fate → (low, high), shares of
    `followed` from 0 to 1. `review`: characters of the report's review part. `years_covered`: years that the
    review says it covers. `href`: the page of the pair, as seen from the page that links to it.
    """

    earlier: int
    later: int
    promises: int
    followed: int
    counts: Mapping[str, int]
    intervals: Mapping[str, tuple[float, float]]
    review: int
    href: str | None = None
    years_covered: int = 1


@dataclass(frozen=True, slots=True)
class AtlasLine:
    """A promise told over years: its words, the years it stands in, where to read it."""

    text: str
    years: tuple[int, ...]
    href: str | None = None


@dataclass(frozen=True, slots=True)
class AtlasTarget:
    """One indicator of a place: what was aimed at and what was reported, by year."""

    name: str
    unit: str | None
    aimed: tuple[tuple[int, float], ...]
    reported: tuple[tuple[int, float], ...]


@dataclass(frozen=True, slots=True)
class AtlasPlace:
    """A place: its pairs in the order of years, years without a text, and what runs through the years."""

    name: str
    pairs: tuple[AtlasPair, ...]
    href: str | None = None
    missing: tuple[int, ...] = ()
    carried: tuple[AtlasLine, ...] = ()
    silent: tuple[AtlasLine, ...] = ()
    targets: tuple[AtlasTarget, ...] = ()


def atlas_index(places: Sequence[AtlasPlace], language: str) -> str:
    """The index: places down in the order given, years of report across, a small bar of fates in each cell."""
    words = Words(language)
    pairs = [pair for place in places for pair in place.pairs]
    years = list(range(min(pair.later for pair in pairs), max(pair.later for pair in pairs) + 1)) if pairs else []
    view = {
        "title": words("atlas.title"),
        "summary": words("atlas.summary", places=number(len(places)), pairs=number(len(pairs)),
                         followed=number(sum(pair.followed for pair in pairs))),
        "grid": _grid(places, years, words),
        "longest": number(max((pair.review for pair in pairs), default=0)),
        "key": _key(words),
        "table": _pairs([(place, pair) for place in places for pair in place.pairs], words, named=True),
        "up": None, "sections": [], "targets": [],
    }  # fmt: skip
    return page("atlas.html", language, page=view)


def atlas_place(place: AtlasPlace, language: str, *, up: str | None = None) -> str:
    """One place: its pairs with intervals, what is carried forward, what stays silent, targets beside reported."""
    words = Words(language)
    missing = words("atlas.missing", years=words.list([str(year) for year in place.missing])) if place.missing else ""
    sections = [
        {
            "title": words(f"atlas.{code}"),
            "hint": words(f"atlas.{code}.hint"),
            "lines": [_line(line, words) for line in lines],
        }
        for code, lines in (("carried", place.carried), ("silent", place.silent))
    ]
    view = {
        "title": place.name,
        "summary": words("atlas.place.summary", pairs=number(len(place.pairs)),
                         followed=number(sum(pair.followed for pair in place.pairs))) + missing,
        "grid": None, "longest": "", "key": _key(words), "up": up,
        "table": _pairs([(place, pair) for pair in place.pairs], words, named=False),
        "sections": [section for section in sections if section["lines"]],
        "targets": [_target(target, words) for target in place.targets],
    }  # fmt: skip
    return page("atlas.html", language, page=view)


def _key(words: Words) -> list[dict[str, str]]:
    return [{"code": code, "sign": FATES[code].sign, "word": words(f"fate.{code}")} for code in FOLLOWING_FATES]


def _bar(pair: AtlasPair, words: Words, width: int = 72) -> Markup:
    counts = {code: pair.counts.get(code, 0) for code in FOLLOWING_FATES}
    return fate_bar(counts, words, width=width, height=9, captions=False)


def _grid(places: Sequence[AtlasPlace], years: Sequence[int], words: Words) -> Markup:
    longest = max((pair.review for place in places for pair in place.pairs), default=1) or 1
    rows = []
    for place in places:
        by_year = {pair.later: pair for pair in place.pairs}
        name = Markup('<a href="{}">{}</a>').format(place.href, html(place.name)) if place.href else html(place.name)
        cells: list[Any] = [Cell(name, place.name)]
        for year in years:
            pair = by_year.get(year)
            if pair is None:
                absent = Markup('<span class="absent" title="{}">·</span>').format(words("atlas.none"))
                cells.append(Cell(absent, kind="cell"))
                continue
            said = words("atlas.cell", place=place.name, earlier=pair.earlier, later=pair.later, followed=pair.followed)
            inside = Markup("{}{}").format(_bar(pair, words), _review(pair.review / longest))
            if pair.href:
                inside = Markup('<a href="{}" aria-label="{}">{}</a>').format(pair.href, said, inside)
            cells.append(Cell(inside, kind="cell"))
        rows.append(Row(cells))
    columns = [Column(words("atlas.place"), sortable=False)]
    columns += [Column(str(year), "figure", sortable=False) for year in years]
    return table(columns, rows, caption=words("atlas.grid"), kind="grid")


def _review(part: float) -> Markup:
    """How long the review is, as a line under the bar."""
    return Markup(f'<svg class="review" viewBox="0 0 72 3" aria-hidden="true"><path d="M0 1.5H{part * 72:.1f}"/></svg>')


def _pairs(pairs: Sequence[tuple[AtlasPlace, AtlasPair]], words: Words, *, named: bool) -> Markup:
    columns = [
        *([Column(words("atlas.place"), sortable=False)] if named else []),
        Column(words("atlas.pair"), "date"), Column(words("atlas.followed"), "figure"),
        *(Column(f"{FATES[code].sign} {words(f'fate.{code}')}", "figure", sortable=False) for code in FOLLOWING_FATES),
        Column(words("atlas.review"), "figure"),
    ]  # fmt: skip
    rows = []
    for place, pair in pairs:
        told = f"{pair.earlier} → {pair.later}"
        link: Any = Markup('<a href="{}">{}</a>').format(pair.href, told) if pair.href else told
        cells: list[Any] = [Cell(html(place.name), place.name)] if named else []
        cells += [Cell(link, pair.earlier), Cell(f"{pair.followed} / {pair.promises}", pair.followed)]
        cells += [Cell(_share(pair, code, words), pair.counts.get(code, 0)) for code in FOLLOWING_FATES]
        covered = words("atlas.covers", count=pair.years_covered) if pair.years_covered > 1 else ""
        cells.append(Cell(Markup("{} <small>{}</small>").format(number(pair.review), covered), pair.review))
        rows.append(Row(cells))
    return table(columns, rows, caption=words("atlas.pairs"), kind="pairs")


def _share(pair: AtlasPair, code: str, words: Words) -> Markup:
    count = pair.counts.get(code, 0)
    low, high = pair.intervals.get(code, (0.0, 1.0))
    middle = count / pair.followed if pair.followed else 0.0
    said = words("atlas.interval", count=count, total=pair.followed, low=f"{low:.0%}", high=f"{high:.0%}")
    bar = interval_bar(low, middle, high, name=said)
    return Markup('<span class="shared fate-{}">{} <small>{:.0f}–{:.0f}</small>{}</span>').format(
        code, share(count, pair.followed), low * 100, high * 100, bar
    )


def _line(line: AtlasLine, words: Words) -> dict[str, Any]:
    years = words.list([str(year) for year in line.years])
    return {"text": line.text, "href": line.href, "years": years, "count": len(line.years)}


def _target(target: AtlasTarget, words: Words) -> dict[str, Any]:
    years = [year for year, _ in (*target.aimed, *target.reported)]
    span = (min(years), max(years)) if years else (0, 0)
    reported = dict(target.reported)
    top = max((value for _, value in (*target.aimed, *target.reported)), default=1.0)
    points = [(year, reported.get(year)) for year in range(span[0], span[1] + 1)]
    chart = multiple(points, name=target.name, top=top, span=span, aims=target.aimed)
    aimed = dict(target.aimed)
    rows = [
        [str(year), *(number(values[year]) if year in values else "" for values in (aimed, reported))]
        for year in sorted({*aimed, *reported})
    ]
    heads = [words("atlas.year"), words("atlas.aimed"), words("atlas.reported")]
    columns = [Column(heads[0], "date", False), Column(heads[1], "figure", False), Column(heads[2], "figure", False)]
    figures = table(columns, rows, caption=target.name)
    return {"name": target.name, "unit": target.unit or "", "chart": chart, "table": figures}
