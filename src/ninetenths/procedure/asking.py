"""Questions and elections put in plain values (dicts, lists, words), made into those of this room."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Mapping
from datetime import date, datetime
from typing import Any, TypeVar

from ninetenths.refusal import Refusal

from .values import CHOICES, HEADS, Ballot, Counts, Member, Presence, Question
from .vocabulary import choice_of

COUNTS = ("yes", "no", "abstain", "blank", "invalid", "not_cast")
_BODY = ("seats", "in_office", "due", "entitled", "present", "registered")
# Other names by which a field may be asked.
_ALSO = {"class": "matter_class", "votes": "ballots", "round": "vote_round", "date": "on"}
_T = TypeVar("_T")


def _made(make: type[_T], entry: Mapping[str, Any], what: str) -> _T:
    known = [field.name for field in dataclasses.fields(make)]  # type: ignore[arg-type]
    for name in entry:
        if name not in known:
            raise Refusal("procedure", "asked.field", what=what, found=str(name), known=", ".join(known))
    try:
        return make(**entry)
    except TypeError as error:
        raise Refusal("procedure", "asked.value", what=what, found=f"{dict(entry)!r} ({error})"[:160]) from None


def instant(value: Any) -> datetime | None:
    """An instant from ISO text; none from none. Raises Refusal `asked.value`."""
    if value is None or isinstance(value, datetime):
        return value
    try:
        return datetime.fromisoformat(str(value))
    except ValueError:
        raise Refusal("procedure", "asked.value", what="datetime", found=repr(value)) from None


def _day(value: Any) -> date | None:
    if value is None or isinstance(value, date):
        return value.date() if isinstance(value, datetime) else value
    try:
        return date.fromisoformat(str(value)[:10])
    except ValueError:
        raise Refusal("procedure", "asked.value", what="date", found=repr(value)) from None


def _choice(word: str) -> str:
    """A choice as it is, or the word of a record for it; a word not known stays, and is refused by name."""
    known = word if word in CHOICES else choice_of(word)
    return word if known == "unknown" else known


def member(entry: Any) -> Member:
    """`"Ann"`, `["Ann", "alternate"]` or `{"id" (or "member", "name"), "category", "weights", "additional"}`."""
    if isinstance(entry, Member):
        return entry
    if isinstance(entry, str):
        return Member(entry)
    if isinstance(entry, Mapping):
        given = dict(entry)
        if "id" not in given:
            given["id"] = given.pop("member", None) or given.get("name")
        if not isinstance(given["id"], str):
            raise Refusal("procedure", "asked.value", what="member", found=repr(entry)[:80])
        return _made(Member, given, "member")
    if isinstance(entry, (list, tuple)) and entry and all(isinstance(part, str) for part in entry):
        return Member(*entry[:2])
    raise Refusal("procedure", "asked.value", what="member", found=repr(entry)[:80])


def ballot(entry: Any) -> Ballot:
    """`["Ann", "yes"]` or `{"member", "choice" (or "vote"), "proxy_for"}`."""
    if isinstance(entry, Ballot):
        return entry
    if isinstance(entry, Mapping):
        given = dict(entry)
        if "choice" not in given and "vote" in given:
            given["choice"] = given.pop("vote")
        found = _made(Ballot, given, "ballot")
    elif isinstance(entry, (list, tuple)) and len(entry) in (2, 3):
        found = Ballot(str(entry[0]), str(entry[1]))
    else:
        raise Refusal("procedure", "asked.value", what="ballot", found=repr(entry)[:80])
    return dataclasses.replace(found, choice=_choice(str(found.choice)))


def presence(entry: Any) -> Presence:
    """`"Ann"` (all the time) or `{"member", "arrived", "left", "remote", "conflicts"}`, instants as ISO text."""
    if isinstance(entry, Presence):
        return entry
    if isinstance(entry, str):
        return Presence(entry)
    if not isinstance(entry, Mapping):
        raise Refusal("procedure", "asked.value", what="presence", found=repr(entry)[:80])
    given = dict(entry)
    for name in ("arrived", "left"):
        given[name] = instant(given.get(name))
    given["conflicts"] = tuple(given.get("conflicts") or ())
    return _made(Presence, given, "presence")


def _counts(given: Any) -> dict[str, Counts]:
    """Counts by measure; a flat `{"yes": …}` is in heads."""
    if isinstance(given, Counts):
        return {HEADS: given}
    if not isinstance(given, Mapping):
        raise Refusal("procedure", "asked.value", what="counts", found=repr(given)[:80])
    if given and all(name in COUNTS for name in given):
        return {HEADS: _made(Counts, given, "counts")}
    return {
        str(measure): found if isinstance(found, Counts) else _made(Counts, found, "counts")
        for measure, found in given.items()
    }


def _listed(value: Any, what: str) -> Iterable[Any]:
    """The entries of a list; of a mapping, its pairs."""
    if isinstance(value, Mapping):
        return list(value.items())
    if isinstance(value, str) or not isinstance(value, Iterable):
        raise Refusal("procedure", "asked.value", what=what, found=repr(value)[:80])
    return value


def _shortened(given: dict[str, Any]) -> None:
    """`yes=26, due=51` into counts and numbers; `present` may also be the list of those there."""
    votes = {name: given.pop(name) for name in COUNTS if name in given}
    counts = _counts(given.get("counts") or {})
    if votes:
        counts[HEADS] = Counts(**votes)
    if counts or "counts" in given:
        given["counts"] = counts
    if "present" in given and not isinstance(given["present"], (int, float, str)) and "presences" not in given:
        try:
            given["presences"] = list(given["present"])
            del given["present"]
        except TypeError:
            pass
    named = {name.replace("_", "-"): given.pop(name) for name in _BODY if name in given}
    numbers = given.get("numbers") or {}
    if named or numbers:
        given["numbers"] = {str(name).replace("_", "-"): value for name, value in numbers.items()} | named


def question(given: Mapping[str, Any]) -> Question:
    """A question from its fields. Raises Refusal `asked.…` for a field there is not, or a value of the wrong kind."""
    found = {_ALSO.get(name, name): value for name, value in given.items()}
    _shortened(found)
    for name, make in (("members", member), ("presences", presence), ("ballots", ballot)):
        if found.get(name) is not None:
            found[name] = tuple(make(entry) for entry in _listed(found[name], name))
    for name in ("at", "until"):
        if name in found:
            found[name] = instant(found[name])
    if "on" in found:
        found["on"] = _day(found["on"])
    if "conditions" in found:
        found["conditions"] = tuple(found["conditions"])
    if found.get("ballots") is not None and not found.get("members"):
        # Those who are on the roll are the body, where it is not said.
        voters = (each.proxy_for or each.member for each in found["ballots"])
        found["members"] = tuple(Member(id) for id in dict.fromkeys(voters))
    return _made(Question, found, "question")


def fields_of(make: type[_T], given: Mapping[str, Any], what: str) -> _T:
    """A value of this room from a mapping, its lists as tuples."""
    entry = {
        name: tuple(tuple(part) if isinstance(part, list) else part for part in value)
        if isinstance(value, list)
        else value
        for name, value in given.items()
    }
    return _made(make, entry, what)
