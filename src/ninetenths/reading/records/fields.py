"""The gathered facts as the fields of a record: value, state and spans."""

from __future__ import annotations

from typing import Any

from ninetenths.reading.values import Field, State

from .business import Business, adopted
from .cutting import Span
from .furniture import Furniture
from .meeting import Day, Meeting, full_body
from .people import group
from .proceedings import Proceedings

_LISTS = frozenset(["attendance", "speakers", "agenda", "adopted", "other_participants", "delegated_by"])


def record_fields(
    text: str,
    furniture: Furniture,
    meetings: tuple[Meeting, list[Meeting]],
    people: Proceedings,
    business: Business,
    held: Day | None,
    published_on: str | None,
    source: str | None,
) -> dict[str, Field]:
    """All fields in the order of the contract, then `due`, `absent` and `delegated_by`."""
    fields = _meeting_fields(text, *meetings)
    fields["held_on"] = _field("held_on", held[0], [held[2]], held[1]) if held else _field("held_on", None)
    fields["published_on"] = _from_page("published_on", furniture.published_on, published_on)
    fields["source"] = _from_page("source", furniture.source, source)
    counted = [{"category": category, "count": count} for category, count, _ in people.attendance]
    fields["attendance"] = _field("attendance", counted, [span for *_, span in people.attendance])
    fields["presided_by"] = _presided(people)
    fields["speakers"] = _speakers(text, people, business)
    fields |= _business_fields(business)
    guests = [*(people.present if meetings[0].watch else []), *people.guests]
    fields["other_participants"] = _field(
        "other_participants", [who for who, _ in guests], [span for _, span in guests]
    )
    for name, numbers in (("due", people.due), ("absent", people.absent)):
        fields[name] = _field(name, numbers[0][0] if numbers else None, [span for _, span in numbers])
    senders = list(dict.fromkeys(who for who, _ in people.delegated))
    fields["delegated_by"] = _field("delegated_by", senders, [span for _, span in people.delegated])
    return fields


def _field(name: str, value: Any, spans: list[Span] | None = None, state: State = "stated") -> Field:
    if value is None or value == []:
        return Field([] if name in _LISTS else None, "absent")
    return Field(value, state, tuple(dict.fromkeys(spans or ())))


def _from_page(name: str, own: tuple[str, Span] | None, given: str | None) -> Field:
    return _field(name, own[0], [own[1]]) if own else _field(name, given, [], "derived")


def _meeting_fields(text: str, meeting: Meeting, same: list[Meeting]) -> dict[str, Field]:
    term = meeting.term or next((m.term for m in same if m.term), None)
    enlarged = tuple(dict.fromkeys(m.span for m in same if m.enlarged))
    return {
        "body": _field("body", *full_body(text, meeting, same)),
        "term": _field("term", term, [m.term_span for m in same if m.term_span]),
        "ordinal": _field("ordinal", meeting.ordinal, [m.ordinal_span for m in same if m.ordinal_span]),
        "enlarged": Field(bool(enlarged), "stated" if enlarged else "absent", enlarged),
    }


def _presided(people: Proceedings) -> Field:
    """The first who is said to have presided, in the fullest form the text has for the same name."""
    said = people.presided or people.titled
    if not said:
        return _field("presided_by", None)
    fullest = max((who for who, _ in said if said[0][0] in who), key=len)
    return _field("presided_by", fullest, [span for who, span in said if who == fullest])


def _speakers(text: str, people: Proceedings, business: Business) -> Field:
    """One entry per person and act; a role stated once holds for the person's other acts."""
    entries = [(speech.person, speech.act) for speech in people.speeches]
    entries += [(person, act) for person, act, _ in business.reporters]
    chairs = [person for _, span in people.presided for person in group(text, *span)]
    roles: dict[str, str] = {}
    for person in (*chairs, *(person for person, _ in entries)):
        if person.role:
            roles.setdefault(person.name, person.role)
    found: dict[tuple[str, str], Span] = {}
    made: list[dict[str, str | None]] = []
    for person, act in entries:
        if (person.name, act) not in found:
            found[person.name, act] = person.span
            made.append({"person": person.name, "role": person.role or roles.get(person.name), "act": act})
    return _field("speakers", made, list(found.values()))


def _business_fields(business: Business) -> dict[str, Field]:
    items = list(business.items.values())
    agenda = [{"acts": item.acts, "item": item.text} for item in items]
    papers = adopted(business)
    return {
        "agenda": _field("agenda", agenda, [span for item in items for span in item.spans]),
        "adopted": _field("adopted", [name for name, _ in papers], [span for _, spans in papers for span in spans]),
    }
