"""Who may: verbs by role and by own agency, as data; and what may be read, each as a predicate and a filter of one name."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from typing import Any

from django.db.models import Exists, Model, OuterRef, Q
from rules.permissions import add_perm
from rules.predicates import predicate

from ninetenths.office.domain.acting import Actor
from ninetenths.office.models import AccessLink, Asked, Commitment, Duty, Organization, Paper, Person, Round

# Those who work in the office itself; an observer reads and does nothing.
STAFF = frozenset({"administrator", "clerk", "handler", "checker", "observer"})
# An agency sees a commitment once it was sent to it, never while it is a draft.
UNSENT = ("draft", "commented", "decided")


@dataclass(frozen=True, slots=True)
class May:
    """Who may use a verb: `office`: roles in the organization that holds the register; `agency`: `liaison` or `link`
    of an agency that the subject concerns; `behalf`: roles that may act for such an agency; `itself`: any person,
    on itself; `machine`: `console`, `clock`.
    """

    office: frozenset[str] = frozenset()
    agency: frozenset[str] = frozenset()
    behalf: frozenset[str] = frozenset()
    machine: frozenset[str] = frozenset()
    itself: bool = False

    def allows(self, actor: Actor, concerned: Iterable[str] = (), person: str | None = None) -> bool:
        """Whether this Actor may; `concerned` are the organizations the subject concerns, `person` the person it is."""
        if actor.kind in ("clock", "console"):
            return actor.kind in self.machine
        if actor.kind == "link":
            return "link" in self.agency and actor.organization in set(concerned)
        if actor.kind == "behalf":
            return bool(self.behalf & actor.office_roles) and actor.organization in set(concerned)
        if actor.kind != "person":
            return False
        if self.office & actor.office_roles or (self.itself and person is not None and person == actor.person):
            return True
        return "liaison" in self.agency and bool(actor.agencies & set(concerned))


def may(
    *office: str, agency: Iterable[str] = (), behalf: Iterable[str] = (), machine: Iterable[str] = (),
    itself: bool = False,
) -> May:  # fmt: skip
    """A `May`, written short."""
    return May(frozenset(office), frozenset(agency), frozenset(behalf), frozenset(machine), itself)


def _staff(actor: Actor) -> bool:
    return bool(STAFF & actor.office_roles) or actor.kind in ("console", "clock")


def _everything(actor: Actor) -> Q | None:
    """All rows for those of the office, none for nobody; None where it depends on the row."""
    if _staff(actor):
        return Q()
    if actor.kind not in ("person", "link", "behalf"):
        return Q(pk__in=())
    return None


def _commitments(actor: Actor) -> Q:
    if (whole := _everything(actor)) is not None:
        return whole
    own = Duty.objects.filter(commitment=OuterRef("pk"), organization__in=actor.agencies)
    return Q(Exists(own)) & ~Q(stage__in=UNSENT)


def _commitment(actor: Actor, row: Commitment) -> bool:
    return _staff(actor) or (
        row.stage not in UNSENT and any(duty.organization_id in actor.agencies for duty in row.duties.all())
    )


def _papers(actor: Actor) -> Q:
    return Q() if _staff(actor) else Q(pk__in=())


def _organizations(actor: Actor) -> Q:
    whole = _everything(actor)
    return Q(pk__in=_own(actor)) if whole is None else whole


def _own(actor: Actor) -> set[str]:
    return {organization for _, organization in actor.roles} | actor.agencies


def _people(actor: Actor) -> Q:
    whole = _everything(actor)
    return Q(pk=actor.person) if whole is None else whole


def _rounds(actor: Actor) -> Q:
    if (whole := _everything(actor)) is not None:
        return whole
    return Q(Exists(Asked.objects.filter(round=OuterRef("pk"), organization__in=actor.agencies))) & ~Q(state="draft")


def _round(actor: Actor, row: Round) -> bool:
    return _staff(actor) or (
        row.state != "draft" and any(one.organization_id in actor.agencies for one in row.asked.all())
    )


def _links(actor: Actor) -> Q:
    return Q() if _staff(actor) else Q(organization__in=actor.agencies)


@dataclass(frozen=True, slots=True)
class Reading:
    """One right to read: of one row, and of a list; a property test holds them equal."""

    model: type[Model]
    holds: Callable[[Actor, Any], bool]
    filter: Callable[[Actor], Q]


READ: Mapping[str, Reading] = {
    "commitments.read": Reading(Commitment, _commitment, _commitments),
    "papers.read": Reading(Paper, lambda actor, row: _staff(actor), _papers),
    "organizations.read": Reading(
        Organization, lambda actor, row: _staff(actor) or row.pk in _own(actor), _organizations
    ),
    "people.read": Reading(Person, lambda actor, row: _staff(actor) or row.pk == actor.person, _people),
    "rounds.read": Reading(Round, _round, _rounds),
    "links.read": Reading(
        AccessLink, lambda actor, row: _staff(actor) or row.organization_id in actor.agencies, _links
    ),
}
# The whole log, payloads included, is for few.
RECORD_READERS = frozenset({"administrator", "clerk", "checker"})


def may_read_record(actor: Actor) -> bool:
    """Whether an Actor may open entries of the log."""
    return bool(RECORD_READERS & actor.office_roles) or actor.kind == "console"


def visible(model: type[Model], actor: Actor) -> Any:
    """The rows of a model that an Actor may read, as a query."""
    right = next(right for right in READ.values() if right.model is model)
    return model._default_manager.filter(right.filter(actor))


for _name, _right in READ.items():
    add_perm(_name, predicate(_right.holds, name=_name))  # type: ignore[no-untyped-call]
add_perm("record.read", predicate(may_read_record, name="record.read"))  # type: ignore[no-untyped-call]
