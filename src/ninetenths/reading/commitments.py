"""Commitments out of labelled clauses: the goal tree, with indicators, organs, deadlines and campaigns."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence

from ninetenths.reading.deadlines import deadline_of
from ninetenths.reading.indicators import indicators_of
from ninetenths.reading.organs import organs_in_line, organs_of
from ninetenths.reading.scanning import Scan
from ninetenths.reading.sections import Headings
from ninetenths.reading.values import Commitment, Label, Organ, Quantity, Span

_BINDING: frozenset[Label] = frozenset(("target", "action", "aim", "conduct"))
_CAMPAIGN = re.compile(
    r"[“「]([^“”「」\n]{2,16})[”」](?:[^\s，。；、“”]{0,6}?)(?:专项行动|專項行動|攻坚战|行动|行動|工程|计划|計畫|计劃)"
    r"|([一-鿿]{2,14}?(?:专项行动|專項行動|攻坚行动|攻坚战|提升行动|三年行动|行动计划))"
)
# A clause that says what the clause before it is to lead to hangs under it.
_LEADS_TO = re.compile(r"(?:确保|確保|力争|力爭|争取|爭取|使|以便|从而|實現|实现|达到|達到|推动实现|率先)")
_NOT_CAMPAIGN = re.compile(r"^(?:深入|全面|扎实|大力|组织|开展|实施|推进|启动|持续|继续|加快|制定|完成|落实|打好|打赢|深化|抓好|实行)+(?:新一轮)?")


def find_commitments(
    scan: Scan, labels: Sequence[Label], rules: Sequence[str], ids: Sequence[str], headings: Headings,
    quantities: Sequence[Quantity],
) -> tuple[Commitment, ...]:  # fmt: skip
    """One commitment a binding clause, in order.

    Parents: the commitment of the paragraph's first sentence where that stands alone, else of the section's
    heading, else of the heading above it; a clause saying what the one before leads to hangs under that one.
    """
    text = scan.text
    begins = [quantity.start for quantity in quantities]
    heading_commitment: dict[int, str] = {}
    made: list[Commitment] = []
    line_now, lead, before, before_sentence = -1, None, None, -1
    for place, (start, end, label) in enumerate(zip(scan.starts, scan.ends, labels, strict=True)):
        if label not in _BINDING:
            before = None
            continue
        line, sentence = scan.line_of[place], scan.sentence_of[place]
        section = headings.section_of[line]
        if line != line_now:
            line_now, lead, before = line, None, None
        in_title = section >= 0 and start < headings.title_end[line]
        parent = _parent(scan, place, headings, section, in_title, heading_commitment, lead)
        if before is not None and before_sentence == sentence and _LEADS_TO.match(text, start, end):
            parent = before
        low, high = bisect_left(begins, start), bisect_right(begins, end - 1)
        identity = f"t.{ids[place]}"
        campaign = _campaign(text, start, end)
        made.append(
            Commitment(
                identity, ((start, end),), label, parent,
                indicators_of(text, start, end, quantities[low:high]) if high > low and label in ("target", "action") else (),
                organs_of(text, start, end), deadline_of(text, start, end), campaign, rules[place],
            )  # fmt: skip
        )
        if in_title:
            heading_commitment.setdefault(section, identity)
        elif lead is None and place == scan.line_first[line] and _stands_alone(scan, place):
            lead = identity
        before, before_sentence = identity, sentence
    return _with_annotations(scan, made)


def _parent(
    scan: Scan, place: int, headings: Headings, section: int, in_title: bool, of_heading: dict[int, str], lead: str | None
) -> str | None:
    if lead is not None and not in_title:
        return lead
    numbers = {item.id: order for order, item in enumerate(headings.sections)} if section >= 0 and section not in of_heading else {}
    at: int | None = section if section >= 0 else None
    if in_title and at is not None:
        at = _above(headings, at)
    while at is not None:
        if at in of_heading:
            return of_heading[at]
        at = _above(headings, at, numbers)
    return None


def _above(headings: Headings, section: int, numbers: dict[str, int] | None = None) -> int | None:
    up = headings.sections[section].parent
    if up is None:
        return None
    if numbers:
        return numbers[up]
    for order in range(section - 1, -1, -1):
        if headings.sections[order].id == up:
            return order
    return None


def _stands_alone(scan: Scan, place: int) -> bool:
    """The clause is a whole sentence, and its paragraph goes on after it."""
    following = place + 1
    return (
        following < len(scan.starts)
        and scan.line_of[following] == scan.line_of[place]
        and scan.sentence_of[following] != scan.sentence_of[place]
    )


def _campaign(text: str, start: int, end: int) -> str | None:
    match = _CAMPAIGN.search(text, start, end)
    if match is None:
        return None
    if match[1]:
        return match[0].strip()
    return _NOT_CAMPAIGN.sub("", match[2]) or None


def _with_annotations(scan: Scan, made: list[Commitment]) -> tuple[Commitment, ...]:
    """Give the organs of a note that follows, in brackets or on a line of its own, to the commitments it closes."""
    text = scan.text
    notes: list[tuple[int, tuple[Organ, ...]]] = []
    for match in _NOTE_LINE.finditer(text):
        found = organs_in_line(text, match.start(), match.end())
        if found:
            notes.append((match.start(), found))
    if not notes:
        return tuple(made)
    begins = [item.spans[0][0] for item in made]
    for at, found in notes:
        line = text.rfind("\n", 0, at) + 1
        if not text[line:at].strip():  # a line of its own: it closes the paragraph before it
            line = text.rfind("\n", 0, max(0, line - 1)) + 1
        for place in range(bisect_left(begins, line), bisect_left(begins, at)):
            item = made[place]
            if not item.organs:
                made[place] = Commitment(
                    item.id, item.spans, item.label, item.parent, item.indicators, found, item.deadline, item.campaign, item.rule
                )
    return tuple(made)


_NOTE_LINE = re.compile(
    r"[（(【\[]?(?:牵头|牽頭|责任|責任|承办|主办|配合|负责|主責|協辦|协办)(?:单位|部门|單位|部門|领导)?(?:及[^：:\n]{1,6})?[：:][^\n]{2,200}?(?:[）)】\]]|(?=\n)|$)"
    r"|[（(][^（）()\n]{2,60}(?:牵头|牽頭|负责|負責)(?:[，,；;][^（）()\n]{2,80})?[）)]"
)


def unowned(made: Sequence[Commitment]) -> list[Span]:
    """Spans of targets and actions that name no organ."""
    return [item.spans[0] for item in made if item.label in ("target", "action") and not item.organs]


def undated(made: Sequence[Commitment]) -> list[Span]:
    """Spans of targets and actions without a deadline of their own."""
    return [
        item.spans[0] for item in made
        if item.label in ("target", "action") and not item.deadline and not any(i.deadline for i in item.indicators)
    ]  # fmt: skip
