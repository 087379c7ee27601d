"""What happened to a commitment, out of the log: one line an Entry, newest first."""

from __future__ import annotations

from ninetenths.office.domain import clock, log
from ninetenths.office.domain.log import Opened
from ninetenths.office.models import Commitment, Contact, Organization, Person
from ninetenths.packs import phrase

SHOWN = 12
# What an agency does not see.
INTERNAL = ("commitments.note", "commitments.handle", "commitments.edit")
_WORDS = ("words", "reason", "answer", "basis")


def history_of(row: Commitment, language: str, staff: bool) -> list[tuple[str, str, str]]:
    """(day, what, by whom and how) of each entry that the asker may see, newest first."""
    entries = [one for one in log.about(f"commitments/{row.pk}") if staff or one.verb not in INTERNAL]
    names = names_of(entries)
    return [(_day(one), _what(one, language), _who(one, names, language)) for one in reversed(entries)]


def names_of(entries: list[Opened]) -> dict[str, str]:
    """Names of the people, contacts and organizations that entries speak of, by id, in one query."""
    actors = [one.values.get("by", {}) for one in entries]
    keys = {key for by in actors for key in by.values()}
    people = Person.objects.filter(pk__in=keys).order_by().values_list("pk", "name")
    contacts = Contact.objects.filter(pk__in=keys).order_by().values_list("pk", "name")
    return dict(people.union(contacts, Organization.objects.filter(pk__in=keys).order_by().values_list("pk", "name")))


def _day(one: Opened) -> str:
    at = clock.read(one.at).astimezone(clock.zone())
    return f"{at:%m-%d}" if at.year == clock.today().year else f"{at:%Y-%m-%d}"


def _what(one: Opened, language: str) -> str:
    label = phrase("verbs", f"{one.verb}.done", language)
    values = one.values
    said = next((str(values[name]) for name in _WORDS if values.get(name)), "")
    if one.verb == "commitments.extend":
        said = f"{values.get('before')} → {values.get('new')}"
    if not said:
        return label
    return f"{label}{'：' if language == 'zh' else ': '}{said[:80]}"


def _who(one: Opened, names: dict[str, str], language: str) -> str:
    by = one.values.get("by", {})
    parts = [names.get(by[name], "") for name in ("person", "contact", "organization") if name in by]
    shown = [part for part in parts if part]
    if by.get("kind") in ("link", "behalf"):
        shown.append(phrase("verbs", f"by.{by['kind']}", language))
    return ("，" if language == "zh" else ", ").join(shown)
