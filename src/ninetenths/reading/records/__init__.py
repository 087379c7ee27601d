"""The record of a session out of its text: who met, when, who presided and spoke, what was dealt with and adopted."""

from __future__ import annotations

import itertools
import re

from ninetenths.patterns import regex
from ninetenths.reading.values import Field

from .business import Business, read_business
from .cutting import Span, lines, sentences
from .fields import record_fields
from .furniture import Furniture, read_furniture
from .grammar import grammar
from .labelled import Labelled, read_labelled
from .meeting import Day, Meeting, find_meeting, held_on
from .proceedings import Proceedings, members_said, read_people, said, take_guests
from .scripts import as_written, simplified

__all__ = ["read_record"]

# What a page tells of its session stands nearer to its beginning than this; what follows is not read for it.
_HORIZON = 150_000
# A line without any of these holds nothing of the record: most of a text is passed over by this one search.
_GATE = regex(
    r"主持|出席|列席|参加|实到|应到|报告|讲话|说明|汇报|发言|听取|审议|通过|讨论|表决|决定|选举|批准|确认|同意|研究|部署|传达|学习|任命|免去|委托|审查|旁听|到会|协商|票决|补选|推选|增补|递补|卸免|接受|宣读|指出|要求|强调|表示|评议"
)
_ADOPTED_LINE = regex(
    r"^[（(](?:(?P<y>\d{4})年)?[^（）()]{4,60}?(?:会议|大会|全会)(?:审议|表决|讨论|选举)?(?:并)?通过[）)]$"
)
_CONTENT = regex(
    r"(?:会议|全会|大会|[^，。]{2,5}?)(?:一致|还|特别)?(?:指出|强调|认为|要求|号召|提出(?!了?关于提请)|表示|说)"
)
# In a paragraph that tells what was said, these begin a sentence that may tell what was done.
_RESUMED = regex(
    r"[。！](?:会议|全会|大会|常委会|本次|受|[^。，]{2,40}?(?:主持|列席|作了|审议|听取|通过|表决|参加|应邀|书面|发言|讲话))"
    r"|(?:委员|常委|代表)(?:代表[^，]{2,20})?(?:提出|表示|建议|认为)"
)
# “12日，县长张三在县政府全体会议上强调” tells the day too.
_TOLD_AT = regex(r"会议?上(?:强调|指出|要求|讲话|说)")
# Below the title: “传达学习…精神 部署…工作”, which the body says again.
_SUBTITLE = regex(r"[^，,。；;：:！？\d]{4,60}[ \u3000]+[^，,。；;：:！？\d]{4,60}$")
_ASIDE = regex(r"此前|会后|会前|闭幕会后|会议结束后，")
_OTHER_DAY = regex(r"建议|决定|同意|将于|将在|定于|拟于|提请")
_DONE = regex(r"主持会议|列席|应邀|参加会议|作了|发言|实到|委托")
_ATTENDED = regex(r"出席|实到|应到|到会|列席|参加")
_END = regex(r"(?:决定|意见|办法|条例|纲要|规划|方案|规定|工作报告|建议)$")
_EVENT = regex(r"召开|举行|开幕|闭幕|开会|主持|闭会|落幕")


def read_record(text: str, *, published_on: str | None = None, source: str | None = None) -> dict[str, Field] | None:
    """The record of the session that a text is about, or None where it is about none.

    `published_on` (ISO date) and `source` are what the file's own metadata says; the page's furniture goes before
    them. Every field is there; what is not stated has the state `absent`. Spans are code points into `text`.
    """
    text = text[:_HORIZON]
    if plain := simplified(text):
        record = _read(plain, published_on, source)
        return as_written(record, plain, text) if record else None
    return _read(text, published_on, source)


def _read(text: str, published_on: str | None, source: str | None) -> dict[str, Field] | None:
    rows = lines(text)
    if not rows:
        return None
    furniture = read_furniture(text, rows)
    labelled = read_labelled(text, rows)
    if labelled.lines:
        furniture.lines |= labelled.lines
    meetings = find_meeting(text, rows, furniture.lines)
    if meetings is None:
        return None
    published = furniture.published_on[0] if furniture.published_on else published_on
    people, business = Proceedings(), Business()
    held = _walk(text, rows, furniture, meetings[0], people, business, published)
    held = _take_labelled(text, labelled, people, published) or held
    return record_fields(text, furniture, meetings, people, business, held, published_on, source)


def _walk(
    text: str,
    rows: list[Span],
    furniture: Furniture,
    meeting: Meeting,
    people: Proceedings,
    business: Business,
    published: str | None,
) -> Day | None:
    """One pass over the lines that the gate lets through."""
    held: Day | None = None
    year: int | None = None
    plain = [at for at in range(len(rows)) if at not in furniture.lines]
    title = text[slice(*rows[plain[0]])]
    for place, at in enumerate(plain):
        start, end = rows[at]
        line = text[start:end] if end - start < 120 else ""
        if place == 0 or line == title or (place < 4 and _SUBTITLE.match(line)):
            _title(text, start, end, people, place)
            continue
        if line and (note := _ADOPTED_LINE.match(line)):
            year = int(note["y"]) if note["y"] else None
            if _END.search(text[slice(*rows[plain[place - 1]])]) is None:
                business.add(text, *rows[plain[place - 1]], ["通过"])
            continue
        if not _GATE.search(text, start, end) and (held or place > 12):
            continue
        procedural = True
        if end - start > 60 and _CONTENT.match(text, start, end) and not _RESUMED.search(text, start, end):
            end = min(end, start + 60)  # who said it; the rest is what was said
        for clauses in sentences(text, start, end):
            if not clauses:
                continue
            span = clauses[0][0], clauses[-1][1]
            event = _EVENT.search(text, *span)
            if held is None and place <= 12 and (event or _TOLD_AT.search(text, *span)):
                own = itertools.takewhile(lambda clause: not _OTHER_DAY.search(text, *clause), clauses)
                held = next((day for clause in own if (day := held_on(text, clause, published, year))), None)
            procedural = _sentence(text, clauses, span, people, business, procedural, bool(event), meeting)
    return held


def _sentence(
    text: str,
    clauses: list[Span],
    span: Span,
    people: Proceedings,
    business: Business,
    procedural: bool,
    event: bool,
    meeting: Meeting,
) -> bool:
    words = grammar()
    first = text[clauses[0][0] : clauses[0][1]]
    if _ASIDE.match(first):
        return procedural
    subject = words.subject.match(first)
    if _CONTENT.match(first) and not (subject and words.act.match(first, subject.end())):
        if people.presided or people.speeches:
            said(text, clauses, people)
        members_said(text, clauses, people)
        return False
    if procedural or subject or _DONE.search(text, *span):
        read_people(text, clauses, people, bool(_ATTENDED.search(text, *span)))
    for start, end in people.topics:
        business.add_topic(text, start, end)
    people.topics.clear()
    own = bool(subject) or (event and bool(words.session.search(text, *span)))
    if own or procedural:
        dealt = read_business(text, clauses, business, own)
        return procedural or dealt
    return procedural


def _take_labelled(text: str, labelled: Labelled, people: Proceedings, published: str | None) -> Day | None:
    """Named fields of minutes into the same places; the day, if one is named."""
    for start, end in labelled.values.get("chair", []):
        people.titled.append((text[start:end], (start, end)))
    for start, end in labelled.values.get("guests", []):
        for clauses in sentences(text, start, end):
            take_guests(text, clauses, people)
    days = (held_on(text, span, published, None) for span in labelled.values.get("when", []))
    return next((day for day in days if day), None)


def _title(text: str, start: int, end: int, people: Proceedings, place: int) -> None:
    if place:
        return
    titled = Proceedings()
    for begin, stop in _headlines(text, start, end):
        read_people(text, [(begin, stop)], titled, False)
    people.titled += titled.presided
    people.speeches += titled.speeches


def _headlines(text: str, start: int, end: int) -> list[Span]:
    return [match.span() for match in re.finditer(r"[^ \u3000，,]+", text[:end]) if match.start() >= start][:8]
