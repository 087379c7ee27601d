"""Commitments out of labelled clauses: the goal tree, with indicators, organs, deadlines and campaigns."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from functools import cache

from ninetenths import measures
from ninetenths.measures import NOWHERE, Anchor, Calendar
from ninetenths.patterns import regex
from ninetenths.reading.deadlines import SIGNS, deadline_of, due_of, first_deadline
from ninetenths.reading.indicators import indicators_of
from ninetenths.reading.organs import CUES, organs_in_line, organs_of
from ninetenths.reading.quantities import branches
from ninetenths.reading.scanning import Scan
from ninetenths.reading.sections import Headings
from ninetenths.reading.values import Commitment, Deadline, Indicator, Label, Quantity, Span, freeze, unfrozen

_BINDING: frozenset[Label] = frozenset(("target", "action", "aim", "conduct"))
_CAMPAIGN = regex(
    r"[“「]([^“”「」\n]{2,16})[”」](?:[^\s，。；、“”]{0,6}?)(?:专项行动|專項行動|攻坚战|行动|行動|工程|计划|計畫|计劃)"
    r"|([一-鿿]{2,14}?(?:专项行动|專項行動|攻坚行动|攻坚战|提升行动|三年行动|行动计划))"
)
# A clause that says what the clause before it is to lead to hangs under it.
_LEADS_TO = regex(r"(?:确保|確保|力争|力爭|争取|爭取|使|以便|从而|實現|实现|达到|達到|推动实现|率先)")
_NOT_CAMPAIGN = regex(
    r"^(?:深入|全面|扎实|大力|组织|开展|实施|推进|启动|持续|继续|加快|制定|完成|落实|打好|打赢|深化|抓好|实行)+(?:新一轮)?"
)


# What a clause's characters promise of it, so that the dear patterns are tried only where they can hold.
_SAYS_WHEN, _SAYS_WHO, _SAYS_CAMPAIGN = 1, 2, 4
_CAMPAIGN_SIGNS = ("行动", "行動", "攻坚战", "工程", "计划", "计畫", "計畫", "计劃", "計劃")


@cache
def _signs() -> tuple[re.Pattern[str], dict[str, int]]:
    bits = dict.fromkeys(SIGNS, _SAYS_WHEN) | dict.fromkeys(CUES, _SAYS_WHO)
    bits |= dict.fromkeys(_CAMPAIGN_SIGNS, _SAYS_CAMPAIGN)
    return regex(branches(list(bits))), bits


def _said(scan: Scan) -> bytearray:
    """For each clause which of a deadline, an organ and a campaign it may name; one pass over the text."""
    pattern, bits = _signs()
    said = bytearray(len(scan.starts) + 1)  # one more: what stands before the first clause
    starts = scan.starts
    for match in pattern.finditer(scan.text):
        said[bisect_right(starts, match.start()) - 1] |= bits[match[0]]
    return said


def _quantities_of(scan: Scan, quantities: Sequence[Quantity]) -> dict[int, tuple[int, int]]:
    """For each clause that holds quantities the half-open range of their numbers."""
    held: dict[int, tuple[int, int]] = {}
    for number, quantity in enumerate(quantities):
        place = bisect_right(scan.starts, quantity.start) - 1
        if place >= 0 and quantity.start < scan.ends[place]:
            held[place] = held[place][0] if place in held else number, number + 1
    return held


def find_commitments(
    scan: Scan, labels: Sequence[Label], rules: Sequence[str], ids: Sequence[str], headings: Headings,
    quantities: Sequence[Quantity], anchor: Anchor = NOWHERE, calendar: Calendar | None = None,
) -> tuple[Commitment, ...]:  # fmt: skip
    """One commitment a binding clause, in order.

    Parents: the commitment of the paragraph's first sentence where that stands alone, else of the section's
    heading, else of the heading above it; a clause saying what the one before leads to hangs under that one.
    Deadlines: the clause's own, else the one its sentence begins with, else that of a heading “到2032年的目标” above it;
    an indicator's is the clause's own alone.
    """
    text, starts, ends, line_of = scan.text, scan.starts, scan.ends, scan.line_of
    said, held = _said(scan), _quantities_of(scan, quantities)
    found = _found(scan, said)
    ruling, dated = _ruling(scan, found, anchor, calendar), _dated(headings, anchor)
    above = _above(headings)
    of_heading: dict[int, str] = {}
    make = unfrozen(Commitment)
    made: list[Commitment] = []
    line, section, title_end, lead, before, sentence = -1, -1, 0, None, None, -1
    for place, label in enumerate(labels):
        if label not in _BINDING:
            before = None
            continue
        start, end = starts[place], ends[place]
        if line_of[place] != line:
            line, lead, before = line_of[place], None, None
            section, title_end = headings.section_of[line], headings.title_end[line]
        in_title = section >= 0 and start < title_end
        if before is not None and sentence == scan.sentence_of[place] and _LEADS_TO.match(text, start, end):
            parent: str | None = before
        elif lead is not None and not in_title:
            parent = lead
        else:
            parent = _nearest(of_heading, above, above[section] if in_title else section)
        identity = f"t.{ids[place]}"
        signs = said[place]
        own = deadline_of(text, found[place], anchor, calendar) if place in found else None
        deadline = own or ruling.get(place) or dated[section]
        indicators: tuple[Indicator, ...] = ()
        if place in held and (label == "target" or label == "action"):
            indicators = indicators_of(text, start, end, quantities[slice(*held[place])], own)
        organs = organs_of(text, start, end) if signs & _SAYS_WHO else ()
        campaign = _campaign(text, start, end) if signs & _SAYS_CAMPAIGN else None
        spans = ((start, end),)
        made.append(
            make(
                identity,
                spans,
                label,
                parent,
                indicators,
                organs,
                deadline.written if deadline else None,
                campaign,
                rules[place],
                deadline.due if deadline else None,
            )
        )
        if in_title:
            of_heading.setdefault(section, identity)
        elif lead is None and place == scan.line_first[line] and _stands_alone(scan, place):
            lead = identity
        before, sentence = identity, scan.sentence_of[place]
    return freeze(Commitment, _with_annotations(scan, made))


# What may stand before a time that a sentence begins with.
_BEFORE_TIME = regex(
    "(?:[（(]?[一二三四五六七八九十0-9]{1,3}[）)、．.]\\s*)?(?:力争|力爭|确保|確保|争取|爭取|预计|預計|计划|計劃)?(?:到|至|在|于|於)?[“「]?"
)
_HEADED = regex("[到至]((?:19|20)[0-9]{2}年(?:[0-9]{1,2}月(?:[0-9]{1,2}日)?)?[底末]?)")


def _found(scan: Scan, said: bytearray) -> dict[int, measures.Deadline]:
    """For each clause that states a deadline where the first stands."""
    found: dict[int, measures.Deadline] = {}
    for place, (start, end) in enumerate(zip(scan.starts, scan.ends, strict=True)):
        if said[place] & _SAYS_WHEN and (first := first_deadline(scan.text, start, end)) is not None:
            found[place] = first
    return found


def _ruling(
    scan: Scan, found: dict[int, measures.Deadline], anchor: Anchor, calendar: Calendar | None
) -> dict[int, Deadline]:
    """For each clause the time that rules it from before: one that is a clause of its own, or begins the sentence."""
    text, starts, ends, sentence_of = scan.text, scan.starts, scan.ends, scan.sentence_of
    count = len(starts)
    begins: list[tuple[int, Deadline]] = []
    for place, span in found.items():
        before = _BEFORE_TIME.match(text, starts[place], ends[place])
        first = place == 0 or sentence_of[place - 1] != sentence_of[place]
        if before is not None and before.end() >= span.start and (first or span.end == ends[place]):
            # Once more, by itself: what rules is read without the clause around it.
            alone = first_deadline(text, span.start, span.end)
            if alone is not None:
                begins.append((place, deadline_of(text, alone, anchor, calendar)))
    ruling: dict[int, Deadline] = {}
    for order, (place, written) in enumerate(begins):
        until = begins[order + 1][0] if order + 1 < len(begins) else count - 1
        later = place + 1
        while later <= until and sentence_of[later] == sentence_of[place]:
            ruling[later] = written
            later += 1
    return ruling


def _dated(headings: Headings, anchor: Anchor) -> list[Deadline | None]:
    """For each section, and last for what stands in none, the time that its heading or one above it sets."""
    above = _above(headings)
    dated: list[Deadline | None] = []
    for order, section in enumerate(headings.sections):
        match = _HEADED.search(section.title)
        dated.append(
            Deadline(match[1], due_of(match[1], anchor))
            if match
            else dated[above[order]]
            if above[order] >= 0
            else None
        )
    return [*dated, None]


def _above(headings: Headings) -> list[int]:
    """For each section the number of the one it stands in, -1 where it stands in none."""
    numbers = {section.id: order for order, section in enumerate(headings.sections)}
    return [-1 if section.parent is None else numbers[section.parent] for section in headings.sections]


def _nearest(of_heading: dict[int, str], above: list[int], section: int) -> str | None:
    """The commitment of the section's heading, else of the nearest heading above it that makes one."""
    while section >= 0:
        if section in of_heading:
            return of_heading[section]
        section = above[section]
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


def _with_annotations(scan: Scan, made: list[Commitment]) -> list[Commitment]:
    """Give the organs of a note that follows, in brackets or on a line of its own, to the commitments it closes."""
    text = scan.text
    notes = [(start, found) for start, end in _note_lines(text) if (found := organs_in_line(text, start, end))]
    if not notes:
        return made
    make = unfrozen(Commitment)
    begins = [item.spans[0][0] for item in made]
    for at, found in notes:
        line = text.rfind("\n", 0, at) + 1
        if not text[line:at].strip():  # a line of its own: it closes the paragraph before it
            line = text.rfind("\n", 0, max(0, line - 1)) + 1
        for place in range(bisect_left(begins, line), bisect_left(begins, at)):
            item = made[place]
            if not item.organs:
                made[place] = make(
                    item.id, item.spans, item.label, item.parent, item.indicators, found, item.deadline,
                    item.campaign, item.rule, item.due,
                )  # fmt: skip
    return made


# A note of organs holds one of these words; its bracket opens at most 60 characters before the word.
_NOTE_WORD = regex("牵头|牽頭|责任|責任|承办|主办|配合|负责|負責|主責|協辦|协办")
_NOTE_REACH = 61
_NOTE_LINE = regex(
    r"[（(【\[]?(?:牵头|牽頭|责任|責任|承办|主办|配合|负责|主責|協辦|协办)(?:单位|部门|單位|部門|领导)?(?:及[^：:\n]{1,6})?[：:]"
    r"(?:[^\n（(）)]|[（(][^（()）\n]{0,40}[）)]){2,200}?(?:[）)】\]]|(?=\n)|$)"
    r"|[（(][^（）()\n]{2,60}(?:牵头|牽頭|负责|負責)(?:[，,；;][^（）()\n]{2,80})?[）)]"
)


def _note_lines(text: str) -> list[Span]:
    """Where notes of organs stand: in order, not overlapping."""
    begins: set[int] = set()
    word = _NOTE_WORD.search(text)
    while word is not None:
        at = word.start()
        begins.add(at)
        if at and text[at - 1] in "（(【[":
            begins.add(at - 1)
        low = max(0, at - _NOTE_REACH)
        begins.add(max(text.rfind("（", low, at), text.rfind("(", low, at)))
        word = _NOTE_WORD.search(text, at + 1)
    begins.discard(-1)
    found: list[Span] = []
    reached = 0
    for at in sorted(begins):
        if at >= reached and (match := _NOTE_LINE.match(text, at)):
            found.append(match.span())
            reached = match.end()
    return found


def unowned(made: Sequence[Commitment]) -> list[Span]:
    """Spans of targets and actions that name no organ."""
    return [item.spans[0] for item in made if not item.organs and (item.label == "action" or item.label == "target")]


def undated(made: Sequence[Commitment]) -> list[Span]:
    """Spans of targets and actions without a deadline of their own."""
    return [
        item.spans[0] for item in made
        if not item.deadline and (item.label == "action" or item.label == "target")
        and not (item.indicators and any(one.deadline for one in item.indicators))
    ]  # fmt: skip
