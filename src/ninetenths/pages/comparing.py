"""What the pages of two texts held against each other share: quotation in context, citation, figures, a strip map."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from fractions import Fraction
from typing import Any
from urllib.parse import urlsplit

from markupsafe import Markup

from ninetenths.pages.escaping import html, safe
from ninetenths.pages.tables import spans_of
from ninetenths.pages.wording import Words
from ninetenths.reading import Reading, Section, Source, Span

_STOPS = "。！？!?\n"
_PAUSES = "；;，,"
_REACH = 60  # characters of the sentence that are quoted on either side before it is cut at a pause


@dataclass(frozen=True, slots=True)
class Tick:
    """A place on a strip map: where in the text, whose class and name, and on which of the rows (0 top, 1, 2)."""

    start: int
    end: int
    kind: str
    name: str
    row: int
    spans: tuple[Span, ...]


def strip(ticks: Iterable[Tick], bounds: Iterable[int], length: int, described: str) -> Markup:
    """A text from left to right as a strip, a tick a place, thin lines where sections begin; rows tell kinds apart."""
    width, row, whole = 720, 7, max(length, 1)
    parts = [f'<svg class="strip" viewBox="0 0 {width} {3 * row + 6}" role="img" aria-label="{html(described)}">']
    parts += [f'<path class="bound" d="M{width * at / whole:.1f} 0V{3 * row + 6}"/>' for at in bounds]
    for tick in ticks:
        left, breadth = width * tick.start / whole, max(width * (tick.end - tick.start) / whole, 2.2)
        top = 1 + tick.row * (row + 2)
        parts.append(
            f'<rect class="{tick.kind}" x="{min(left, width - 2.2):.1f}" y="{top}" width="{breadth:.1f}" '
            f'height="{row}" data-s="{spans_of(tick.spans)}"><title>{html(tick.name)}</title></rect>'
        )
    return Markup("".join([*parts, "</svg>"]))


def in_context(text: str, spans: Sequence[Span], marked: Sequence[Span]) -> Markup:
    """The sentence round some spans of one passage, `marked` stretches of it in `<mark>`."""
    if not spans:
        return Markup("")
    first, last = _sentence(text, min(start for start, _ in spans), max(end for _, end in spans))
    before = "…" if first > 0 and text[first - 1] not in _STOPS and text[first - 1].strip() else ""
    after = "…" if text[last : last + 1].strip() and text[last - 1] not in _STOPS else ""
    return html(before) + _marked(text, first, last, marked) + html(after)


def _sentence(text: str, start: int, end: int) -> Span:
    first, last = start, end
    while first > 0 and start - first < _REACH and text[first - 1] not in _STOPS:
        first -= 1
    if start - first == _REACH:
        first = next((at for at in range(first, start) if text[at - 1] in _PAUSES), start)
    while last < len(text) and last - end < _REACH and text[last - 1] not in _STOPS:
        last += 1
    if last - end == _REACH:
        last = next((at for at in range(last, end, -1) if text[at - 1] in _PAUSES), end)
    return first + _blank(text[first:start]), max(end, last - (text[last - 1 : last] == "\n"))


def _blank(text: str) -> int:
    return len(text) - len(text.lstrip())


def _marked(text: str, start: int, end: int, spans: Sequence[Span]) -> Markup:
    parts, at = [], start
    for first, last in sorted(spans):
        first, last = max(first, at), min(last, end)
        if first < last:
            parts += [html(text[at:first]), Markup("<mark>"), html(text[first:last]), Markup("</mark>")]
            at = last
    return Markup("").join([*parts, html(text[at:end])])


def citation(source: Source, title: str, untitled: str) -> dict[str, Any]:
    """A text as it is cited; an address that is not of the web is shown, never linked."""
    return {
        "title": safe(source.title or title or untitled), "date": source.published_on or source.adopted_on,
        "publisher": source.publisher, "url": source.url, "href": _web(source.url),
    }  # fmt: skip


def _web(url: str | None) -> str | None:
    try:
        return url if url and urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None


def origin(reading: Reading, cited: dict[str, Any], role: str) -> dict[str, Any]:
    """A text in the list of sources: its part in the comparison, its length and its digest."""
    return {"role": role, **cited, "chars": f"{len(reading.text):,}", "retrieved": reading.source.retrieved_at,
            "sha256": reading.source.text_sha256}  # fmt: skip


def parts(reading: Reading, starts: Sequence[int] = ()) -> list[Section]:
    """The sections of the uppermost level; those of the next before one that holds more than half of the items."""
    level = min((section.level for section in reading.sections), default=1)
    tops = [section for section in reading.sections if section.level == level]
    inner: list[Section] = []
    for top in tops:
        inside = sum(top.start <= start < top.end for start in starts)
        below = [section for section in reading.sections if section.parent == top.id]
        if 2 * inside > len(starts) > 20 and len(below) > 1:
            inner += below
    return [*inner, *tops]


def section_at(sections: Sequence[Section], start: int) -> str:
    """The title of the first of these sections that holds a character; "" outside all of them."""
    return next((section.title for section in sections if section.start <= start < section.end), "")


def grouped(cards: Sequence[dict[str, Any]], by: Callable[[dict[str, Any]], str]) -> list[dict[str, Any]]:
    """Neighbours under the same name as `{"name", "cards"}`."""
    groups: list[dict[str, Any]] = []
    for card in cards:
        if not groups or groups[-1]["name"] != by(card):
            groups.append({"name": by(card), "cards": []})
        groups[-1]["cards"].append(card)
    return groups


def per_cent(part: Fraction, whole: Fraction) -> str:
    """A share to a tenth of a per cent, halves away from nought; “–” of nothing."""
    if whole == 0:
        return "–"
    tenths = abs(part) * 1000 / abs(whole)
    shown = int(tenths + Fraction(1, 2))
    return f"{'−' if part * whole < 0 and shown else ''}{shown // 10}.{shown % 10}%"


def exact(value: float) -> Fraction:
    """A figure as it was written: 0.1 is one tenth."""
    return Fraction(repr(value)) if value == value and abs(value) != float("inf") else Fraction(0)


def labelled(words: Words, label: str | None) -> str:
    """The word of a label, "" of none."""
    return words.get(f"label.{label}", label) if label else ""
