"""A session record in rows: every field named, put into words, absent where the text does not state it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from ninetenths.pages.wording import Words, number
from ninetenths.reading import Field, Span

# The order in which a clerk looks for them; fields not named here follow in their own order.
ORDER = (
    "body", "term", "ordinal", "kind", "enlarged", "held_on", "place", "presided_by", "attendance", "agenda", "adopted",
    "speakers", "other_participants", "published_on", "source",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class SessionRow:
    """One field of the record as shown."""

    name: str
    values: tuple[str, ...]
    state: str
    spans: tuple[Span, ...]


def session_fields(record: Mapping[str, Field], words: Words) -> list[SessionRow]:
    """The fields of a record in reading order."""
    names = [*(name for name in ORDER if name in record), *(name for name in record if name not in ORDER)]
    return [_row(name, record[name], words) for name in names]


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
        role = value.get("role")
        return words("speaker.role" if role else "speaker", person=value["person"], role=role, act=value.get("act") or "")
    if "acts" in value:
        return words("agenda.item", acts=words.list([str(act) for act in value["acts"]]), item=value.get("item", ""))
    return " · ".join(_said(part, words) for part in value.values() if part not in (None, [], ()))
