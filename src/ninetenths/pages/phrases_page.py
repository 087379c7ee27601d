"""The phrases page: one small chart a set phrase over the years of a series, and the same as a table."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from markupsafe import Markup

from ninetenths.pages.charts import multiple
from ninetenths.pages.escaping import html
from ninetenths.pages.shell import page
from ninetenths.pages.tables import Cell, Column, Row, table
from ninetenths.pages.wording import Words, number
from ninetenths.reading.trends import PhraseTrend

CHARTS = 120
ROWS = 1000


def phrases_page(trends: Sequence[PhraseTrend], language: str, *, charts: int = CHARTS) -> str:
    """Trends as one HTML file: the first `charts` of them drawn, the first 1,000 tabled, year by year."""
    words = Words(language)
    years = sorted({year.year for trend in trends for year in trend.years})
    view = {
        "title": words("phrases.title", first=years[0], last=years[-1]) if years else words("phrases.none"),
        "summary": _summary(trends, years, words),
        "figures": [_figure(trend, years, words) for trend in trends[:charts]],
        "drawn": words("phrases.drawn", count=min(charts, len(trends)), total=number(len(trends))),
        "table": _table(trends[:ROWS], years, words) if trends else "",
        "states": [(state, words(f"phrases.{state}")) for state in ("fresh", "kept", "dropped", "revived")],
    }
    return page("phrases.html", language, page=view)


def state_of(trend: PhraseTrend, last: int) -> str:
    """`dropped`, `revived`, `fresh` (first seen in the last year of the series) or `kept`."""
    if trend.dropped_since is not None:
        return "dropped"
    if trend.revived:
        return "revived"
    return "fresh" if trend.first == last else "kept"


def _summary(trends: Sequence[PhraseTrend], years: Sequence[int], words: Words) -> Markup:
    if not years:
        return Markup("")
    strong = Markup("<strong>{}</strong>")
    states = [state_of(trend, years[-1]) for trend in trends]
    counted = {state: strong.format(number(states.count(state))) for state in ("dropped", "fresh", "revived")}
    return Markup(words("phrases.summary", total=strong.format(number(len(trends))), years=len(years), first=years[0],
                        last=years[-1], **counted))  # fmt: skip


def _figure(trend: PhraseTrend, years: Sequence[int], words: Words) -> dict[str, Any]:
    seen = {year.year: float(year.occurrences) for year in trend.years}
    # A year without any text is a gap, a year whose texts do not have the phrase is a nought.
    points = [(year, seen.get(year)) for year in range(years[0], years[-1] + 1)]
    top = max(seen.values(), default=1.0)
    chart = multiple(points, name=trend.phrase, top=top, span=(years[0], years[-1]))
    return {"phrase": trend.phrase, "chart": chart, "state": state_of(trend, years[-1]), "line": _line(trend, words)}


def _line(trend: PhraseTrend, words: Words) -> list[str]:
    said = [
        words("phrases.span", first=trend.first, last=trend.last),
        words("phrases.often", texts=trend.texts, times=trend.occurrences),
    ]
    if trend.dropped_since is not None:
        said.append(words("phrases.dropped.since", year=trend.dropped_since))
    if trend.revived:
        said.append(words("phrases.revived.in", years=words.list([str(year) for year in trend.revived])))
    explained = trend.explained_in
    said.append(words("phrases.explained", name=explained) if explained else words("phrases.unexplained"))
    return said


def _table(trends: Sequence[PhraseTrend], years: Sequence[int], words: Words) -> Markup:
    figures = ("first", "last", "texts", "times", "dropped")
    named = [
        Column(words("phrases.column.phrase")),
        *(Column(words(f"phrases.column.{name}"), "figure") for name in figures),
    ]
    rows = []
    for trend in trends:
        seen = {year.year: year.occurrences for year in trend.years}
        cells: list[Any] = [
            Cell(Markup('<span class="say" lang="zh">{}</span>').format(html(trend.phrase)), trend.phrase),
            str(trend.first), str(trend.last), trend.texts, trend.occurrences,
            str(trend.dropped_since) if trend.dropped_since is not None else "",
        ]  # fmt: skip
        cells.extend(str(seen[year]) if seen.get(year) else "·" for year in years)
        rows.append(Row(cells))
    columns = [*named, *(Column(str(year), "") for year in years)]
    return table(columns, rows, caption=words("phrases.table"), kind="years")
