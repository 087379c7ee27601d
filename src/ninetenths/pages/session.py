"""A session record in rows: every field named, put into words, absent where the text does not state it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ninetenths.pages.wording import Words, number
from ninetenths.reading import Field, Span

# The order in which a clerk looks for them; fields not named here follow in their own order.
ORDER = (
    "number", "title", "body", "term", "ordinal", "kind", "enlarged", "meeting", "held_on", "adopted_on", "place",
    "called_to_order_at", "adjourned_at", "presided_by", "delegated_by", "due", "attendance", "quorum", "present",
    "absent", "arrivals", "departures", "agenda", "votes", "vote", "mover", "seconder", "adopted", "speakers",
    "other_participants", "published_on", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One field of the record as shown."""

    name: str
    values: tuple[str, ...]
    state: str
    spans: tuple[Span, ...]


def session_fields(record: Mapping[str, Field], words: Words) -> list[SessionRow]:
    """The fields of a record in reading order, those that the text does not state after those it states."""
    names = [*(name for name in ORDER if name in record), *(name for name in record if name not in ORDER)]
    rows = [_row(name, record[name], words) for name in names]
    return sorted(rows, key=lambda row: row.state == "absent")


def _row(name: str, field: Field, words: Words) -> SessionRow:
    title = words.get(f"record.{name}", name)
    if field.state == "absent" or field.value is None or field.value in ([], ()):
        return SessionRow(title, (words("absent"),), "absent", ())
    values = field.value if isinstance(field.value, list | tuple) else [field.value]
    return SessionRow(title, tuple(_said(value, words) for value in values), field.state, field.spans)


def _said(value: Any, words: Words) -> str:
    if isinstance(value, bool):
        return words("yes" if value else "no")
    if isinstance(value, int | float):
        return number(value)
    if isinstance(value, Mapping):
        return _object(value, words)
    return str(value)


def _object(value: Mapping[str, Any], words: Words) -> str:
    if "category" in value and "count" in value:
        count = value["count"]
        return f"{value['category']} {number(count) if isinstance(count, int) else count}"
    if "person" in value:
        role, act = value.get("role"), value.get("act") or ""
        return words("speaker.role" if role else "speaker", person=value["person"], role=role, act=act)
    if "acts" in value:
        return words("agenda.item", acts=words.list([str(act) for act in value["acts"]]), item=value.get("item", ""))
    parts = []
    for name, part in value.items():
        if part in (None, [], ()):
            continue
        said = words.get(f"result.{part}", str(part)) if name == "result" else _said(part, words)
        parts.append(f"{words.get(f'record.part.{name}', name)} {said}".strip())
    return " · ".join(parts)
