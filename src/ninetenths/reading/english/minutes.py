"""English minutes: the record of the session, its sections, motions and what was asked of whom."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

from ninetenths.patterns import regex
from ninetenths.reading.dates import find_dates_en
from ninetenths.reading.english.blocks import Paragraph, shouted
from ninetenths.reading.english.grammar import grammar
from ninetenths.reading.english.people import LATE, LEFT, NAME, ROLE, Person, people_of
from ninetenths.reading.english.record import ABSENT, EMPTY
from ninetenths.reading.english.votes import NUMBERS, WHO, Motion, motions_of, nobody, number
from ninetenths.reading.values import Field, Finding, Span

_MINUTES = regex(r"^[^\n]{0,80}\b(?:MINUTES|Minutes)\b[^\n]{0,80}$", re.M)
_SIGNS = (("to order",), ("adjourn",), ("seconded", "second by"), ("roll call", "quorum"))
_PRESENT = regex(r"^[^\w\n]{0,20}(?:members\s+)?present\b", re.I | re.M)
_LIST = regex(
    r"(?P<who>(?:(?:COUNCIL|BOARD|COMMITTEE|Council|Board|Committee|Commission|COMMISSION)?\s*(?:MEMBERS?|Members?|COMMISSIONERS|Commissioners|TRUSTEES|Trustees|"
    r"COUNCIL ?MEMBERS?|Council ?[Mm]embers?|DIRECTORS|Directors)\s+)?(?:(?:ALSO|Also|STAFF|Staff|OTHERS?"
    r"|Others?|CITY STAFF|City Staff)\s+)?"
    r"(?:PRESENT|Present|ABSENT|Absent|EXCUSED|Excused|IN ATTENDANCE|In [Aa]ttendance|ATTENDING|Attending"
    r"|ATTENDANCE|Attendance|present|absent|in attendance|APOLOGIES|Apologies|REGRETS|Regrets|GUESTS?"
    r"|Guests?|ATTENDEES|Attendees|STAFF|Staff)"
    r"(?:\s+(?:PRESENT|Present))?)(?:\s+(?:were|was))?\s*(?:[:–—]|\s-\s)\s*"
)
_TIME = r"\d{1,2}(?:[:.]\d{2})?\s*(?:[AaPp]\.?\s?[Mm]\.?)|\d{1,2}:\d{2}|noon|midnight"
_ORDER = regex(
    rf"(?:(?P<who>{WHO})(?:,[^.,]{{2,40}},)?\s+)?(?:called|calls)\s+(?:the|this)\s+[\w ]{{0,40}}?(?:meeting"
    rf"|session)\s+to\s+order(?:[^.]{{0,40}}?(?P<time>{_TIME}))?"
    rf"|(?:meeting|session)\s+was\s+called\s+to\s+order(?:\s+at\s+(?P<time2>{_TIME}))?(?:[^.]{{0,30}}?\s+by\s+(?P<who2>{WHO}))?(?:\s+at\s+(?P<time3>{_TIME}))?"
)
_PRESIDED = regex(rf"(?P<who>{WHO})\s+(?:presided|was\s+in\s+the\s+chair|took\s+the\s+chair|in\s+the\s+chair)")
_ADJOURNED = regex(rf"adjourn(?:ed|ment|s)\b[^.\n]{{0,60}}?\b(?P<time>{_TIME})", re.I)
_WORDED = "|".join(sorted(NUMBERS, key=len, reverse=True))
_STATED = regex(
    rf"\b(?P<count>{_WORDED}|\d{{1,3}})\s+(?:of\s+(?:the\s+)?(?P<of>{_WORDED}|\d{{1,3}})\s+)?(?P<who>(?:council\s?)?(?:members|commissioners|trustees|directors|councilmembers|councillors)"
    r"(?:\s+of\s+the\s+[A-Z]\w+)?)\s+(?:were\s+|being\s+|remained|are\s+)(?P<then>then\s+)?(?:present|in\s+attendance)?",
    re.I,
)
_QUORUM = regex(
    rf"(?P<need>{_WORDED}|\d{{1,3}})\s+(?:members\s+)?(?:being|are|were|is)\s+(?:required|needed|necessary)", re.I
)
_DECLARED = regex(r"\b(?P<no>no|not|lack\s+of|absence\s+of)?\s*(?:a\s+)?quorum\b[^.\n]{0,60}", re.I)
_SPOKE = regex(
    rf"\b(?=[A-Z])(?P<who>(?:The\s+)?(?:{ROLE}\s+)?(?:{NAME})(?:\s+of\s+(?:[A-Z]\w+(?:\s+[A-Z]\w+){{0,2}}))?)(?:,\s+(?:of\s+)?[A-Z][^.,;]{{2,40}},)?\s+(?:also\s+|then\s+)?"
    r"(?P<act>reported|stated|explained|said|asked|presented|thanked|noted|spoke|addressed|commented|urged|gave|provided|inquired|expressed|announced|reviewed|read|nominated|introduced|requested|questioned|suggested|recommended|advised|opposed|supported)\b"
)
_ASKED = regex(
    r"(?:The\s+)?(?P<who>(?:[A-Z][\w’'-]*|of|and|for|the)(?:\s+(?:[A-Z][\w’'-]*|of|and|for|the)){0,6})\s+(?:was|were|is|are)\s+"
    r"(?:directed|asked|requested|instructed|authorized|charged|tasked)\s+to\s+[^.;\n]{3,400}"
    r"|(?:ACTION(?:\s+ITEM)?|Action(?:\s+[Ii]tem)?)s?\s*:\s*(?P<action>[^\n]{3,400})"
    r"|(?:Council|Board|Committee|Commission|Mayor|Chair(?:man|woman|person)?)\s+(?:directed|asked|requested|instructed)\s+(?:the\s+)?(?P<whom>[Ss]taff|[A-Z][\w’'-]*(?:\s+(?:of|and|for|[A-Z][\w’'-]*)){0,5})\s+to\s+[^.;\n]{3,400}"
)
_STOP = frozenset(
    [
        "The",
        "It",
        "There",
        "This",
        "That",
        "All",
        "Motion",
        "Council",
        "Upon",
        "On",
        "No",
        "He",
        "She",
        "They",
        "And",
        "Members",
    ]
)


@dataclass(slots=True)
class Item:
    """An item of business: its heading (or the sentence it opens with) and its stretch."""

    title: str
    number: str | None
    start: int
    end: int
    heading: bool


def is_minutes(text: str) -> bool:
    """Whether a text is minutes: it says so in its head, or has the marks of them."""
    head = text[:6000]
    lower = text[:60000].lower()
    signs = sum(any(word in lower for word in words) for words in _SIGNS)
    if not signs:
        return False
    signs += _PRESENT.search(head) is not None
    named = _MINUTES.search(head, 0, 800)
    return bool(named and signs >= 1) or (
        signs >= 4 and not re.search(r"^[^\w\n]{0,20}(?:WHEREAS|BE IT RESOLVED)", head, re.M)
    )


def items_of(text: str, paragraphs: list[Paragraph]) -> list[Item]:
    """The items in order: headings, and numbered paragraphs that open with a short title."""
    found: list[Item] = []
    for at, paragraph in enumerate(paragraphs):
        body = text[paragraph.body : paragraph.end]
        end = paragraphs[at + 1].start if at + 1 < len(paragraphs) else len(text)
        heading = len(body) < 120 and "\n" not in body and not _LIST.match(body) and (
            (shouted(body) and ":" not in body[:-1]) or (paragraph.number is not None and body[-1:] not in ".;,")
        )  # fmt: skip
        opening = (
            re.match(r"([A-Z](?:[^.\n]|(?<=\bNo)\.(?=\s\d)|(?<=\bSt)\.){2,120})\.\s", body)
            if paragraph.number
            else None
        )
        if heading and (at > 3 or found or paragraph.number) and at > 0:
            found.append(Item(" ".join(body.rstrip(":").split()), paragraph.number, paragraph.start, end, True))
        elif opening and not re.search(
            r"\b(?:was|were|is|has|moved|reported|presented|called|stated|will)\b", opening.group(1)
        ):
            found.append(Item(" ".join(opening.group(1).split()), paragraph.number, paragraph.start, end, False))
        elif found:
            found[-1].end = end
    return found


@dataclass(slots=True)
class Session:
    """What minutes say: the record, the motions by item, what was asked, and what does not add up."""

    record: dict[str, Field]
    motions: list[Motion]
    asked: list[tuple[Span, str, Span | None]]
    findings: list[Finding]


def session_of(text: str, paragraphs: list[Paragraph], items: list[Item]) -> Session:
    """The session of minutes."""
    present, absent, others = _lists(text, paragraphs)
    first = items[0].start if items else min(len(text), 2000)
    motions = [
        motion
        for item in items or [Item("", None, 0, len(text), False)]
        for motion in motions_of(text, item.start, item.end, item.title or None)
    ]
    arrivals, departures = _movements(text, present)
    record = {
        "body": _body(text, paragraphs),
        "held_on": _held(text, min(first + 400, len(text))),
        "presided_by": _presided(text, present),
        "attendance": _attendance(text, present),
        "present": _people(present),
        "absent": _people(absent),
        "arrivals": _field(
            [{"name": name, "at": time} for _, name, time, _ in arrivals], [span for *_, span in arrivals]
        ),
        "departures": _field(
            [{"name": name, "at": time} for _, name, time, _ in departures], [span for *_, span in departures]
        ),
        "called_to_order_at": _when(_ORDER.search(text)),
        "adjourned_at": _when(_last(_ADJOURNED, text)),
        "quorum": _quorum(text),
        "speakers": _speakers(text, first),
        "agenda": _agenda(items, motions),
        "adopted": _adopted(items, motions),
        "other_participants": _field([text[a:b] for a, b in others], others),
        "votes": _field([motion.plain() for motion in motions], [(motion.at, motion.end) for motion in motions]),
        "term": ABSENT,
        "ordinal": ABSENT,
        "enlarged": ABSENT,
        "published_on": ABSENT,
        "source": ABSENT,
    }
    asked = [
        (match.span(), match.group("who") or match.group("whom") or "", _group_span(match))
        for match in _ASKED.finditer(text)
    ]
    return Session(record, motions, asked, _findings(text, present, arrivals, departures, motions))


def _group_span(match: re.Match[str]) -> Span | None:
    return match.span("who") if match.group("who") else match.span("whom") if match.group("whom") else None


def _field(value: Sequence[object], spans: Sequence[Span]) -> Field:
    return Field(list(value), "stated", tuple(spans)) if value else EMPTY


def _people(people: list[Person]) -> Field:
    return _field(
        [" ".join(filter(None, (person.role, person.name))) for person in people], [person.span for person in people]
    )


def _lists(text: str, paragraphs: list[Paragraph]) -> tuple[list[Person], list[Person], list[Span]]:
    """Those present, those absent, and the others, from labelled paragraphs or the lines under a label."""
    present: list[Person] = []
    absent: list[Person] = []
    others: list[Span] = []
    current = ""
    for paragraph in paragraphs:
        match = _LIST.match(text, paragraph.body, paragraph.end)
        start = paragraph.body
        if match:
            label = match.group("who").lower()
            current = (
                "others"
                if re.search(r"also|staff|other|guest", label)
                else "absent"
                if re.search(r"absen|excus|apolog|regret", label)
                else "present"
            )
            start = match.end()
            if re.search(r"\b(?:carried|passed|moved)\b", text[start : paragraph.end]):
                current = ""
                continue
        elif (
            not current
            or paragraph.end - paragraph.start > 90
            or paragraph.number
            or text[paragraph.end - 1] in ".:"
            or shouted(text[start : paragraph.end])
        ):
            current = ""
            continue
        stretches = re.split(r"\b(?:ABSENT|Absent)\s*(?:were\s*)?[:–—-]", text[start : paragraph.end], maxsplit=1)
        end = start + len(stretches[0])
        people = people_of(text, start, end)
        if current == "others":
            others.extend(person.span for person in people)
        else:
            (absent if current == "absent" else present).extend(people)
        if len(stretches) == 2:
            absent.extend(people_of(text, paragraph.end - len(stretches[1]), paragraph.end))
    return present, absent, others


_OF = regex(
    r"(?:meeting|session|Meeting|MEETING|SESSION|Session)\s+(?:of|OF)\s+(?:the\s+|THE\s+)?(?P<body>[A-Z][^\n,.;0-9]{3,80})"
)


def _body(text: str, paragraphs: list[Paragraph]) -> Field:
    head = paragraphs[:6]
    for paragraph in head:
        match = _OF.search(text, paragraph.start, paragraph.end)
        if match:
            return Field(" ".join(match["body"].split()), "stated", (match.span("body"),))
    for paragraph in head:
        for line in re.finditer(r"[^\n]+", text[paragraph.start : min(paragraph.end, paragraph.start + 300)]):
            said = re.split(
                r"\s*(?:[-–—:,|]|\b(?:MINUTES|Minutes|REGULAR|Regular|SPECIAL|Special|MEETING|Meeting)\b)",
                line.group().strip(),
                maxsplit=1,
            )[0].strip()
            if (
                said
                and grammar().body.search(said)
                and len(said) < 90
                and not re.search(r"(?i)\b(?:minutes|meeting|chambers?)\b", said)
            ):
                start = text.index(said, paragraph.start)
                return Field(said, "stated", ((start, start + len(said)),))
    match = re.compile(r"\bThe\s+(?P<body>(?:[A-Z][\w’'-]*\s+|of\s+|the\s+){1,8})(?:met|held|convened)\b").search(
        text, 0, min(len(text), 3000)
    )
    return Field(" ".join(match["body"].split()), "stated", (match.span("body"),)) if match else ABSENT


def _held(text: str, end: int) -> Field:
    for mention in find_dates_en(text[:end], None):
        if mention.iso and mention.iso.count("-") == 2 and "/" not in mention.iso:
            return Field(mention.iso, "stated", ((mention.start, mention.end),))
    return ABSENT


def _presided(text: str, present: list[Person]) -> Field:
    spans: list[Span] = []
    value: str | None = None
    for person in present:
        if person.presiding:
            value = " ".join(filter(None, (person.role, person.name)))
            spans.append(person.span)
    for pattern in (_PRESIDED, _ORDER):
        match = pattern.search(text)
        if match:
            for group in ("who", "who2"):
                if group in match.re.groupindex and match.group(group):
                    value = value or " ".join(match.group(group).split())
                    spans.append(match.span(group))
    return Field(value, "stated", tuple(spans)) if value else ABSENT


def _attendance(text: str, present: list[Person]) -> Field:
    match = _STATED.search(text)
    if (
        match
        and (match.group("count").isdigit() or match.group("count").lower() in NUMBERS)
        and "present" in match.group().lower()
    ):
        category = " ".join(match.group("who").split())
        return Field([{"category": category, "count": number(match.group("count"))}], "stated", (match.span(),))
    counts: dict[str, int] = {}
    for person in present:
        counts[person.role or "member"] = counts.get(person.role or "member", 0) + 1
    if not counts:
        return EMPTY
    return Field(
        [{"category": name, "count": count} for name, count in counts.items()],
        "derived",
        tuple(person.span for person in present),
    )


Movement = tuple[int, str, str, Span]


def _movements(text: str, present: list[Person]) -> tuple[list[Movement], list[Movement]]:
    """Arrivals and departures in the text: place, name, time, span."""
    who = re.compile(rf"({WHO})(?:\s*\(?|,?\s+)(?:[a-z]+\s+)?$")
    found: tuple[list[Movement], list[Movement]] = ([], [])
    for kind, pattern in enumerate((LATE, LEFT)):
        for match in pattern.finditer(text):
            before = who.search(text[max(0, match.start() - 80) : match.start()])
            if before is None or nobody(before.group(1)):
                continue
            name = before.group(1).split()[-1]
            full = next(
                (" ".join(filter(None, (p.role, p.name))) for p in present if p.surname == name),
                " ".join(before.group(1).split()),
            )
            found[kind][:] = [
                other for other in found[kind] if other[1] != full
            ]  # the text's own place, after the list's note
            found[kind].append(
                (match.start(), full, match.group("time").strip(), (match.start() - len(before.group()), match.end()))
            )
    for person in present:
        if person.late and all(person.surname != other[1].split()[-1] for other in found[0]):
            found[0].append(
                (person.span[1], " ".join(filter(None, (person.role, person.name))), person.late, person.span)
            )
    return found


def _last(pattern: re.Pattern[str], text: str) -> re.Match[str] | None:
    last = None
    for last in pattern.finditer(text):  # noqa: B007
        pass
    return last


def _when(match: re.Match[str] | None) -> Field:
    if match:
        for group in ("time", "time2", "time3"):
            if group in match.re.groupindex and match.group(group):
                return Field(" ".join(match.group(group).split()), "stated", (match.span(group),))
    return ABSENT


def _quorum(text: str) -> Field:
    match = _DECLARED.search(text)
    if match is None:
        return ABSENT
    spans = [match.span()]
    value: dict[str, object] = {"present": not match.group("no"), "required": None, "of": None}
    need = _QUORUM.search(text, max(0, match.start() - 300), min(len(text), match.end() + 200))
    if need:
        value["required"] = number(need.group("need"))
        spans.append(need.span())
    stated = _STATED.search(text)
    if stated and stated.group("of"):
        value["of"] = number(stated.group("of"))
    return Field(value, "stated", tuple(spans))


def _speakers(text: str, start: int) -> Field:
    found: dict[str, dict[str, str | None]] = {}
    spans: list[Span] = []
    for match in _SPOKE.finditer(text, min(start, len(text))):
        who = " ".join(match.group("who").split())
        if (who.split()[0] in _STOP and not re.match(rf"The\s+(?:{ROLE})", who)) or who in (
            "The City",
            "The Council",
            "The Board",
        ):
            continue
        who = who.removeprefix("The ")
        titled = re.match(rf"({ROLE})\s+(?=[A-Z])", who)
        bare = re.fullmatch(rf"{ROLE}(?:\s+of\s+.+)?", who)
        person, role = (who, who) if bare else (who[titled.end() :], titled.group(1)) if titled else (who, None)
        if person not in found:
            found[person] = {"person": person, "role": role, "act": match.group("act")}
            spans.append(match.span("who"))
    return _field(list(found.values()), spans)


_PLAIN_HEADINGS = regex(
    r"(?i)call to order|roll call|adjourn|pledge|invocation|remarks|old business|new business|reports?$"
    r"|public comment|announcements|minutes of"
)


def _agenda(items: list[Item], motions: list[Motion]) -> Field:
    made: list[dict[str, object]] = []
    spans: list[Span] = []
    for item in items:
        acts: list[str] = []
        for motion in motions:
            if item.start <= motion.at < item.end and motion.result:
                acts.append({"carried": "approved", "failed": "rejected"}.get(motion.result, motion.result))
        if _PLAIN_HEADINGS.search(item.title) and not (acts and "minutes" in item.title.lower()):
            continue
        made.append({"acts": acts, "item": item.title})
        spans.append((item.start, min(item.end, item.start + len(item.title) + 8)))
    return _field(made, spans)


def _adopted(items: list[Item], motions: list[Motion]) -> Field:
    titles: list[str] = []
    spans: list[Span] = []
    for item in items:
        if re.search(
            r"\b(?:Resolution|Ordinance|RESOLUTION|ORDINANCE|Bill|Policy|Budget|Proclamation)\b", item.title
        ) and any(
            item.start <= motion.at < item.end and motion.result == "carried" and not motion.amends
            for motion in motions
        ):
            titles.append(item.title)
            spans.append((item.start, min(item.end, item.start + len(item.title) + 8)))
    return _field(titles, spans)


def _findings(
    text: str, present: list[Person], arrivals: list[Movement], departures: list[Movement], motions: list[Motion]
) -> list[Finding]:
    """Stated counts that names do not bear out, and votes that do not fit the number present."""
    if not present:
        return []
    made: list[Finding] = []
    listed = {person.surname for person in present}
    ended = present[-1].span[1] + 40
    late = sum(name.split()[-1] in listed for _, name, *_ in arrivals)
    told = [(place, name.split()[-1] in listed) for place, name, *_ in arrivals if place > ended]
    untold = late - sum(known for _, known in told)

    def there(at: int) -> set[int]:
        """How many can have been present at a place: one number, or several where a list only notes a late arrival."""
        before = sum(known and place > at for place, known in told) - sum(
            not known and place <= at for place, known in told
        )
        now = len(present) - before - sum(place <= at for place, *_ in departures)
        return set(range(now - untold, now + 1))

    for match in _STATED.finditer(text):
        count = number(match.group("count"))
        now = there(match.start())
        if count not in now:
            made.append(Finding("attendance-count-differs", {"stated": count, "named": max(now)}, (match.span(),)))
    for motion in motions:
        said = [value for value in (motion.yes, motion.no, motion.abstain) if value is not None]
        now = there(motion.end)
        if motion.yes is not None and motion.no is not None and sum(said) not in now:
            made.append(
                Finding(
                    "vote-differs-from-present", {"votes": sum(said), "present": max(now)}, ((motion.at, motion.end),)
                )
            )
        for side in ("yes", "no", "abstain"):
            names = motion.names.get(side)
            if names is not None and getattr(motion, side) != len(names):
                made.append(
                    Finding(
                        "vote-names-differ",
                        {"side": side, "stated": getattr(motion, side), "named": len(names)},
                        ((motion.at, motion.end),),
                    )
                )
    return made
