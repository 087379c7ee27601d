"""The machinery of verbs: one verb is one transaction, state and one Entry; decided first, then applied.

A verb is declared by its *decide* half, whose signature is the public one, and gets its *apply* half by `@verb.apply`:

    @verb("notes.add", may("clerk"), subject=Commitment)
    def add(now: Moment, commitment: Commitment, *, by: Actor, words: str) -> Payload: …

    @add.apply
    def _(stamp: Stamp, p: Fields) -> Note: …

Called as `add(commitment, by=actor, words="…")`. Replaying a log is apply alone.
"""

from __future__ import annotations

import datetime
import inspect
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from typing import Any, get_type_hints

from django.db import transaction
from django.db.models import Model

from ninetenths.office.domain import clock, log
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.log import Stamp
from ninetenths.office.domain.permissions import May
from ninetenths.office.domain.writing import writing
from ninetenths.office.models import new_id
from ninetenths.office.routing import database
from ninetenths.refusal import Refusal

Fields = Mapping[str, Any]
ROOM = "office"


class Forbidden(Refusal):
    """The Actor may not; `hidden` where it may not even know that there is such a thing."""

    def __init__(self, verb: str, *, hidden: bool = False) -> None:
        super().__init__(ROOM, "forbidden.hidden" if hidden else "forbidden", verb=verb)
        self.hidden = hidden


class Stale(Refusal):
    """Somebody else changed it since it was read; nothing was written."""


@dataclass(frozen=True, slots=True)
class Payload:
    """What a verb decided: its subject (`commitments/ID`) and the fields that apply works from, JSON values only."""

    subject: str
    fields: dict[str, Any]


@dataclass(slots=True)
class Moment:
    """The instant a verb is decided at: the server's time, the day in the office's zone, and fresh ids."""

    recorded: datetime.datetime
    at: datetime.datetime
    new_id: Callable[[], str] = new_id

    @property
    def today(self) -> datetime.date:
        """The day in the office's zone."""
        return clock.day_of(self.recorded)

    @property
    def day(self) -> datetime.date:
        """The day on which what is said holds."""
        return clock.day_of(self.at)


Apply = Callable[[Stamp, Fields], Any]
# Told after an Entry was applied, in its transaction: verb, subject, fields.
_after: list[Callable[[str, str, Fields], None]] = []
# Told after the transaction was committed: index, verb, subject, fields.
_committed: list[Callable[[int, str, str, Fields], None]] = []


@dataclass(eq=False)
class Verb:
    """One verb: its name is the Entry's, the permission's, the operation's, the label's key."""

    name: str
    may: May
    decide: Callable[..., Payload]
    subject: type[Model] | None
    concerns: Callable[[Any], Iterable[str]]
    parameters: Mapping[str, inspect.Parameter]
    hints: Mapping[str, Any]
    machine_only: bool = False
    _apply: Apply | None = field(default=None)

    def apply(self, function: Apply) -> Apply:
        """Declare the half that turns a payload into rows."""
        self._apply = function
        return function

    def replay(self, stamp: Stamp, fields: Fields) -> Any:
        """Apply alone."""
        assert self._apply is not None, f"{self.name} has no apply"
        return self._apply(stamp, fields)

    def allows(self, actor: Actor, subject: Any = None) -> bool:
        """Whether this Actor may use the verb on that subject."""
        person = subject.pk if subject is not None and type(subject).__name__ == "Person" else None
        return self.may.allows(actor, () if subject is None else self.concerns(subject), person)

    def __call__(self, *subject: Any, by: Actor, at: datetime.datetime | None = None, **given: Any) -> Any:
        """Do it. Raises Forbidden, Stale or Refusal, and then nothing has changed."""
        with writing():
            recorded = clock.now()
            if at is not None and at > recorded + datetime.timedelta(minutes=5):
                raise Refusal(ROOM, "at-in-future", verb=self.name)
            moment = Moment(recorded, recorded if at is None else at)
            things = (self._fresh(subject[0]),) if self.subject is not None else ()
            if not self.allows(by, things[0] if things else None):
                raise Forbidden(self.name)
            payload = self.decide(moment, *things, by=by, **given)
            fields = {"by": by.logged(), **payload.fields}
            stamp = log.append(self.name, payload.subject, by.id, at, fields)
            result = self.replay(stamp, fields)
            for told in _after:
                told(self.name, payload.subject, fields)
            if _committed:
                transaction.on_commit(
                    lambda: [told(stamp.index, self.name, payload.subject, fields) for told in _committed],
                    using=database(),
                )
            return result

    def refusal(self, *subject: Any, by: Actor, **given: Any) -> Refusal | None:
        """What would be said if it were tried now: the decide half alone, outside any lock; None where it would do."""
        moment = Moment(clock.now(), clock.now())
        if not self.allows(by, subject[0] if subject else None):
            return Forbidden(self.name)
        try:
            self.decide(moment, *subject, by=by, **given)
        except Refusal as refusal:
            return refusal
        return None

    def _fresh(self, thing: Any) -> Any:
        """The subject as it stands now, whatever the caller had read before."""
        assert self.subject is not None
        found = self.subject._default_manager.filter(pk=getattr(thing, "pk", thing)).first()
        if found is None:
            raise Refusal(ROOM, "not-found", what=self.subject.__name__, id=getattr(thing, "pk", thing))
        return found


VERBS: dict[str, Verb] = {}


def verb(
    name: str, allowed: May, *, subject: type[Model] | None = None,
    concerns: Callable[[Any], Iterable[str]] = lambda thing: (),
) -> Callable[[Callable[..., Payload]], Verb]:  # fmt: skip
    """Declare a verb by its decide half. `concerns` gives the ids of the organizations that a subject concerns."""

    def declare(decide: Callable[..., Payload]) -> Verb:
        assert name not in VERBS, f"two verbs are named {name}"
        signature = inspect.signature(decide)
        parameters = {
            key: one
            for key, one in signature.parameters.items()
            if one.kind is inspect.Parameter.KEYWORD_ONLY and key != "by"
        }
        made = Verb(name, allowed, decide, subject, concerns, parameters, get_type_hints(decide))
        made.__doc__ = decide.__doc__
        VERBS[name] = made
        return made

    return declare


def after(function: Callable[[str, str, Fields], None]) -> Callable[[str, str, Fields], None]:
    """Register what keeps derived rows: called in the transaction, never in a replay."""
    _after.append(function)
    return function


def committed(function: Callable[[int, str, str, Fields], None]) -> Callable[[int, str, str, Fields], None]:
    """Register what is told after a commit: streams of events."""
    _committed.append(function)
    return function
