"""Labels clauses: named rules decide what they are sure of, the network the rest; every label says which."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ninetenths.patterns import regex
from ninetenths.reading.labelling.features import grams, grid, places
from ninetenths.reading.labelling.halves import halves, split, unsure
from ninetenths.reading.labelling.network import context, embed, forward, weights
from ninetenths.reading.values import LABELS, Genre, Label, Span

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ninetenths.reading.scanning import Scan
    from ninetenths.reading.sections import Headings
    from ninetenths.reading.values import Passage

# Clauses that are nothing but this. Each alternative is a rule; its group's name is the rule's.
_WHOLE = regex(
    r"(?P<salutation>(?:尊敬的)?(?:各位(?:代表|委员|領導|领导|同志|来宾|朋友|議員|议员)|同志们|同志們|朋友们|代表们)(?:、(?:各位)?(?:同志们|委员|来宾))*)"
    r"|(?P<enumeration>[一二三四五六七八九十]{1,2}(?:是|要)?|第[一二三四五六七八九十]{1,2}|首先|其次|再次|最后|(?:其[一二三四五六七八九十]))"
    r"|(?P<speech_verb>(?:会议|全会|大会|會議|全會|大會|全委会|常委会|主席会议|委员长会议|座谈会|决定|报告|公报)(?:还|一致|最后|同时|特别|明确)?(?:指出|强调|认为|提出|要求|号召|決定|強調|認為|決議|呼吁|表示))"
    r"|(?P<furniture>[\[【]?[ \u3000]?[\]】]?|分享|打印|关闭|[\[【]?(?:打印|关闭|收藏|分享)[^\n]{0,8}[\]】]?|字体|[大中小 ]{1,5}|扫一扫[^\n]{0,16}|\d{1,2})"
)
_LABEL_OF_RULE: dict[str, Label] = {
    "salutation": "frame", "enumeration": "frame", "speech_verb": "frame", "furniture": "frame",
}  # fmt: skip
# What any of these can begin with; most clauses are passed over by their first character.
_OPENINGS = frozenset(
    "尊各同朋代一二三四五六七八九十第首其再次最会全大常主委座决报公會決[【 \u3000]】分打关收字中小扫0123456789"
)
_CLAIM, _APPRAISAL, _RECORD = (LABELS.index(name) for name in ("claim", "appraisal", "record"))
_FORWARD: frozenset[Label] = frozenset(("target", "action", "aim", "conduct"))
_AHEAD = [LABELS.index(name) for name in ("target", "action", "aim", "conduct")]


@dataclass(frozen=True, slots=True)
class Labelled:
    """`labels` and `rules` a clause each; `half`: 0 unknown, 1 review, 2 plan."""

    labels: list[Label]
    rules: list[str]
    half: list[int]


def label_clauses(
    scan: Scan, genre: Genre, headings: Headings, passages: tuple[Passage, ...],
    recorded: Iterable[Span] = (), simplified: NDArray[np.uint32] | None = None,
) -> Labelled:  # fmt: skip
    """Label every clause. `recorded`: spans that state a session's record; `simplified`: see `grams`."""
    import numpy as np

    if not scan.starts:
        return Labelled([], [], [])
    cut = grid(scan)
    half = halves(scan, cut, genre, headings)
    made = weights()
    vectors = embed(made, grams(cut, simplified))

    def scores(half: NDArray[np.int64]) -> NDArray[np.float32]:
        where = places(cut, genre, headings, passages, half)
        return forward(made.layers, vectors, context(vectors, where, cut.sentence, cut.line))

    said = scores(half)
    if genre == "work-report" and unsure(half):
        blind = scores(np.zeros_like(half))
        back = blind[:, [_CLAIM, _APPRAISAL]].max(axis=1) - blind[:, _AHEAD].max(axis=1)
        half = split(np.clip(back, -3, 3), scan)
        said = scores(half)
    labels = [LABELS[choice] for choice in np.argmax(said, axis=1).tolist()]
    rules = ["network"] * len(labels)
    if genre == "plan":
        _planned(scan, headings, said, labels, rules)
    _by_rule(scan, labels, rules)
    _recorded(scan, recorded, labels, rules)
    return Labelled(labels, rules, half.tolist())


# A plan's headed parts look ahead: what stands there without one of these is neither report nor minutes.
_PAST = regex("已|了|以来|以來|近年|去年|上年|过去|過去|曾|目前|通过|通過")
# “工务局应于六月底前完成普查”: an organ is obliged.
_OBLIGED = regex(
    "(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、．.])?[^应應须須]{1,16}(?:[局处處会會府厅廳部委办辦]|机关|機關|单位|單位)(?:应|應|须|須|得|不得)(?![当對对]急|当|當)"
)
# “（牵头单位：市水利局）” as a clause of its own, with or without roles said.
_NOTE = regex(
    "[（(](?:[^（()）]{0,160}(?:牵头|牽頭|负责|負責|配合|主办|主辦|协办|協辦)[^（()）]{0,12}|(?:牵头|牽頭|责任|責任|主办|主辦|配合)[^：:]{0,8}[：:].{2,200})[）)]"
)


def _planned(scan: Scan, headings: Headings, said: NDArray[np.float32], labels: list[Label], rules: list[str]) -> None:
    """In the headed parts of a plan: an organ that is obliged acts; what is no report of the past is no report."""
    import numpy as np

    ahead = said.copy()
    ahead[:, [_CLAIM, _RECORD]] = -np.inf
    best = np.argmax(ahead, axis=1).tolist()
    for place, (start, end) in enumerate(zip(scan.starts, scan.ends, strict=True)):
        line = scan.line_of[place]
        # Before the first heading and in the last lines stand title, occasion and signature.
        if headings.section_of[line] < 0 or line >= len(scan.line_starts) - 3:
            continue
        if labels[place] not in _FORWARD and _OBLIGED.match(scan.text, start, end):
            labels[place], rules[place] = "action", "obliged"
        elif labels[place] in ("claim", "record") and _PAST.search(scan.text, start, end) is None:
            labels[place], rules[place] = LABELS[best[place]], "plan"


def _by_rule(scan: Scan, labels: list[Label], rules: list[str]) -> None:
    text = scan.text
    for place, (start, end) in enumerate(zip(scan.starts, scan.ends, strict=True)):
        opening = text[start]
        if opening in "（(" and _NOTE.fullmatch(text, start, end):
            labels[place], rules[place] = "frame", "note"
        if end - start > 16 or opening not in _OPENINGS:
            continue
        match = _WHOLE.fullmatch(text, start, end)
        if match is not None and match.lastgroup is not None:
            labels[place] = _LABEL_OF_RULE[match.lastgroup]
            rules[place] = match.lastgroup.replace("_", "-")


def _recorded(scan: Scan, recorded: Iterable[Span], labels: list[Label], rules: list[str]) -> None:
    """A clause that lies within what states the session's record is record."""
    from bisect import bisect_left

    for start, end in recorded:
        place = max(0, bisect_left(scan.ends, start))
        while place < len(labels) and scan.starts[place] < end:
            low, high = max(scan.starts[place], start), min(scan.ends[place], end)
            if 2 * (high - low) > scan.ends[place] - scan.starts[place] and rules[place] == "network":
                labels[place] = "record"
                rules[place] = "record"
            place += 1
