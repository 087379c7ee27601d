"""Which element of a page is the article: by how content systems name its container, else where text is dense."""

from __future__ import annotations

from typing import Any

from ninetenths.extraction.weighing import ASIDE_TAGS, Measures

_PARAGRAPHS = frozenset((
    "p", "li", "blockquote", "h2", "h3", "h4", "h5", "h6", "dd", "dt", "pre", "td", "th", "tr", "tbody",
))  # fmt: skip


def article_of(root: Any, measures: Measures) -> Any:
    """The element that holds the article; the page itself where nothing stands out."""
    dense = _densest(root, measures)
    named = _named(measures)
    if named is None:
        return dense
    # A named container counts unless most of the text stands elsewhere: then its name deceives.
    return named if measures.unlinked(named) * 10 >= measures.unlinked(dense) * 4 else dense


def _named(measures: Measures) -> Any:
    """The fullest of the named containers; one inside it, if that has four fifths of its text."""
    candidates = [element for element in measures.containers if measures.unlinked(element) > 0]
    if not candidates:
        return None
    # In document order of their ends, so of equals the inner one comes first.
    best = max(candidates, key=measures.unlinked)
    for element in candidates:
        inside = measures.unlinked(element) * 5 >= measures.unlinked(best) * 4
        if inside and element is not best and any(ancestor is best for ancestor in element.iterancestors()):
            return element
    return best


def _densest(root: Any, measures: Measures) -> Any:
    """The element whose own and children's paragraphs hold most text outside links, widened while that pays."""
    scores: dict[Any, float] = {}
    asides = {element for element in measures.own if element.tag in ASIDE_TAGS}
    for element, own in measures.own.items():
        if own < 15 or _stands_in(element, asides):
            continue
        holder = element
        for _ in range(6):
            if holder.tag not in _PARAGRAPHS or (holder is element and element.tag in ("td", "th")):
                break
            holder = holder.getparent() if holder.getparent() is not None else holder
        scores[holder] = scores.get(holder, 0) + own
        above = holder.getparent()
        if above is not None:
            scores[above] = scores.get(above, 0) + own / 2
    if not scores:
        return root
    best = max(scores, key=lambda element: scores[element] * _purity(element, measures))
    above = best.getparent()
    while above is not None and above.tag not in ("body", "html"):
        if measures.unlinked(above) * 10 < measures.unlinked(best) * 13 or _purity(above, measures) < 0.7:
            break
        best, above = above, above.getparent()
    return best


def _purity(element: Any, measures: Measures) -> float:
    text = measures.text.get(element, 0)
    return 1 - measures.linked.get(element, 0) / text if text else 0.0


def _stands_in(element: Any, asides: set[Any]) -> bool:
    """Whether an element is or lies, within a few levels, in an aside."""
    if not asides:
        return False
    for _ in range(8):
        if element is None:
            return False
        if element in asides:
            return True
        element = element.getparent()
    return False
