"""Followings made by hand out of the example city's list of fates, so that pages are tested apart from the follower."""

from __future__ import annotations

from pathlib import Path

from ninetenths.following.values import STATUSES, Candidate, Following, Overrule, Promise, Review, Why
from ninetenths.reading import Reading, Span


def listed(examples: Path) -> list[tuple[str, str, str]]:
    """The example city's promises: surface, fate, words of the report that say so (empty for silent)."""
    rows = []
    for line in (examples / "yunchuan" / "fates.tsv").read_text(encoding="utf-8").splitlines():
        cells = [*line.split("\t"), "", ""]
        if cells[1] in STATUSES:
            rows.append((cells[0], cells[1], cells[2]))
    return rows


def _find(text: str, words: str) -> tuple[Span, ...]:
    at = text.find(words) if words else -1
    return ((at, at + len(words)),) if at >= 0 else ()


def by_list(earlier: Reading, later: Reading, rows: list[tuple[str, str, str]]) -> Following:
    """The listed promises in the order of the text; the first is overruled, the last cannot be followed."""
    promises: list[Promise] = []
    for surface, fate, evidence in rows:
        spans = _find(earlier.text, surface)
        if not spans or any(span in promise.spans for promise in promises for span in spans):
            continue
        shown = _find(later.text, evidence)
        why = Why("same-indicator" if shown else "nothing-near", {})
        near = (Candidate((later.text.find("。") + 1, later.text.find("。") + 19), 0.31),) if fate == "silent" else ()
        name = f"t{len(promises) + 1}"
        promises.append(Promise(name, spans, True, fate, 0.87, shown, {}, why, near))  # type: ignore[arg-type]
    promises.sort(key=lambda promise: promise.spans)
    first, last = promises[0], promises[-1]
    word = Overrule("陆小满", "2033-02-11", "公报修订值低于报告数")
    promises[0] = Promise(first.id, first.spans, True, first.status, 0.87, first.evidence, {}, first.why, (), word)
    promises[-1] = Promise(last.id, last.spans, False, "silent", 0.5, (), {}, Why("not-followable", {}), ())
    return Following(1, earlier.source, (later.source,), tuple(promises), (Review(4200, 210, 2031, 2031),))
