"""Small charts as server-side SVG, labelled in place; beside each stands an equal table or list.

All take plain figures and return HTML. Widths are in the units of the drawing: the page scales them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Literal

from markupsafe import Markup

from ninetenths.pages.escaping import html
from ninetenths.pages.signs import FATES
from ninetenths.pages.wording import Words, number, share


def fate_bar(
    counts: Mapping[str, int], words: Words, *, width: int = 720, height: int = 14, captions: bool = True
) -> Markup:
    """Shares of a whole by fate, each segment with its sign and count where they fit; the total is the denominator."""
    total = sum(counts.values())
    if total == 0:
        return Markup("")
    said = words.list([f"{words(f'fate.{code}')} {count}" for code, count in counts.items() if count])
    described = words("bar.description", total=total, parts=said)
    top = 17 if captions else 0
    parts = [f'<svg class="fates" viewBox="0 0 {width} {height + top}" role="img" aria-label="{html(described)}">']
    left = 0.0
    for code, count in counts.items():
        if not count:
            continue
        breadth = width * count / total
        shown = max(breadth - 2, 1.0)
        parts.append(
            f'<g class="fate-{code}"><title>{html(words(f"fate.{code}"))} {count} / {total} = {share(count, total)}'
            "</title>"
            f'<rect class="ground" x="{left:.2f}" y="{top}" width="{shown:.2f}" height="{height}"/>'
        )
        if code == "silent":  # hatched, as in the text: lines, not a shade, so that it survives a copier
            steps = range(int(left) + 4, int(left + shown) + 1, 6)
            strokes = "".join(f"M{x} {top + height}L{min(x + 5, left + shown):.1f} {top}" for x in steps)
            parts.append(f'<path class="hatch" d="{strokes}"/>')
        sign = FATES[code].sign if code in FATES else ""
        caption = f"{sign} {count}".strip()
        if captions and breadth > 8 * len(caption):
            parts.append(f'<text x="{left:.2f}" y="12">{html(caption)}</text>')
        parts.append("</g>")
        left += breadth
    parts.append("</svg>")
    return Markup("".join(parts))


def multiple(
    points: Sequence[tuple[int, float | None]], *, name: str, top: float, span: tuple[int, int],
    kind: Literal["line", "bar"] = "bar", width: int = 260, height: int = 56, aims: Sequence[tuple[int, float]] = (),
) -> Markup:  # fmt: skip
    """One of several small charts on the same scales: a value a year, a gap where there is none.

    `top` is the highest value (0 is the lowest), `span` the first and last year, `aims` are values aimed at, drawn as
    a stroke. The highest and the last value are written at their places.
    """
    first, last = span
    steps = max(last - first, 1)
    slot = width / (last - first + 1) if kind == "bar" else 0.0

    def across(year: int) -> float:
        return (year - first + 0.5) * slot if kind == "bar" else 4 + (width - 8) * (year - first) / steps

    def up(value: float) -> float:
        return 14 + (height - 16) * (1 - (value / top if top else 0))

    known = [(year, value) for year, value in points if value is not None and first <= year <= last]
    said = ", ".join(f"{year} {number(value)}" for year, value in known)
    parts = [
        f'<svg class="multiple" viewBox="0 0 {width} {height + 14}" role="img"',
        f' aria-label="{html(name)}: {html(said)}">',
        f'<path class="axis" d="M0 {height - 1.5}H{width}"/>',
    ]
    if kind == "bar":
        for year, value in known:
            tall = height - 2 - up(value)
            parts.append(
                f'<rect class="value" x="{across(year) - slot * 0.36:.2f}" y="{up(value):.2f}"'
                f' width="{slot * 0.72:.2f}" height="{max(tall, 0):.2f}">{_told(year, value)}</rect>'
            )
        for year, given in points:
            if given is None:
                parts.append(f'<path class="gap" d="M{across(year) - slot * 0.3:.2f} {height - 4}h{slot * 0.6:.2f}"/>')
    else:
        drawn = _path([(year, across(year), up(value)) for year, value in known])
        parts.append(f'<path class="line" d="{drawn}"/>')
        parts.extend(
            f'<circle class="value" cx="{across(year):.2f}" cy="{up(value):.2f}" r="2.2">{_told(year, value)}</circle>'
            for year, value in known
        )
    for year, value in aims:
        half = max(slot * 0.42, 4)
        stroke = f"M{across(year) - half:.2f} {up(value):.2f}h{2 * half:.2f}"
        parts.append(f'<path class="aim" d="{stroke}">{_told(year, value)}</path>')
    if known:
        peak = max(known, key=lambda point: (point[1], point[0]))
        for year, value in sorted({peak, known[-1]}):
            if not value:
                continue
            anchor = "end" if across(year) > width - 24 else "start" if across(year) < 24 else "middle"
            x = min(max(across(year), 0), width)
            parts.append(f'<text x="{x:.1f}" y="{up(value) - 4:.1f}" text-anchor="{anchor}">{number(value)}</text>')
    parts.append(f'<text class="year" x="0" y="{height + 12}">{first}</text>')
    if last != first:
        parts.append(f'<text class="year" x="{width}" y="{height + 12}" text-anchor="end">{last}</text>')
    parts.append("</svg>")
    return Markup("".join(parts))


def _told(year: int, value: float) -> str:
    return f"<title>{year}: {number(value)}</title>"


def _path(points: Sequence[tuple[int, float, float]]) -> str:
    """A line that breaks where a year is missing."""
    drawn, before = [], None
    for year, x, y in points:
        drawn.append(f"{'L' if before == year - 1 else 'M'}{x:.2f} {y:.2f}")
        before = year
    return "".join(drawn)


def interval_bar(low: float, middle: float, high: float, *, name: str, width: int = 90, height: int = 14) -> Markup:
    """A share with its interval on 0 to 1: a bar from `low` to `high`, a dot at `middle`."""
    y = height / 2
    return Markup(
        f'<svg class="interval" viewBox="0 0 {width} {height}" role="img" aria-label="{html(name)}">'
        f'<path class="axis" d="M0 {y}H{width}"/><path class="range" d="M{low * width:.1f} {y}H{high * width:.1f}"/>'
        f'<circle class="value" cx="{middle * width:.1f}" cy="{y}" r="3"/></svg>'
    )


def reliability(bins: Sequence[tuple[float, float, int]], *, description: str, side: int = 240) -> Markup:
    """How often what was said with a confidence holds: `(mean confidence, share that held, cases)` a bin, 0 to 1.

    On the diagonal the confidence means what it says. A dot's area goes with the cases, which stand beside it.
    """
    most = max((cases for _, _, cases in bins), default=1)
    parts = [
        f'<svg class="reliability" viewBox="-26 -8 {side + 34} {side + 30}" role="img"',
        f' aria-label="{html(description)}">',
        f'<path class="axis" d="M0 0V{side}H{side}"/><path class="even" d="M0 {side}L{side} 0"/>',
    ]
    for tick in (0, 0.5, 1):
        parts.append(f'<text x="{tick * side:.0f}" y="{side + 16}" text-anchor="middle">{number(tick)}</text>')
        parts.append(f'<text x="-6" y="{side - tick * side + 4:.0f}" text-anchor="end">{number(tick)}</text>')
    for said, held, cases in bins:
        x, y, radius = said * side, side - held * side, 3 + 7 * (cases / most) ** 0.5
        parts.append(f'<circle class="value" cx="{x:.1f}" cy="{y:.1f}" r="{radius:.1f}"/>'
                     f'<text x="{x + radius + 3:.1f}" y="{y + 4:.1f}">{cases}</text>')  # fmt: skip
    parts.append("</svg>")
    return Markup("".join(parts))
