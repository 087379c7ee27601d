"""Who acts: a person in its roles, a Contact by its link, a person on behalf of an agency, the clock, the console."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Literal

from ninetenths.office.models import AccessLink, Membership, Organization, Person

ActorKind = Literal["person", "link", "behalf", "clock", "console", "nobody"]
# What an organization must be for its clerks and checkers to work on the register.
OFFICE = "office"


@dataclass(frozen=True, slots=True)
class Actor:
    """One who acts. It carries ids, never names.

    `roles`: pairs of role and organization id; `offices`: ids of the organizations among them that hold registers.
    `organization`: the agency a link belongs to, or that a person acts on behalf of; `basis` the paper or call that
    says so.
    """

    kind: ActorKind
    person: str | None = None
    contact: str | None = None
    link: str | None = None
    organization: str | None = None
    basis: str = ""
    roles: frozenset[tuple[str, str]] = frozenset()
    offices: frozenset[str] = field(default=frozenset())

    @property
    def id(self) -> str:
        """One word for the log's column: `person:ID`, `link:ID`, `clock`."""
        held = self.person or self.contact or self.link
        return f"{self.kind}:{held}" if held else self.kind

    def logged(self) -> dict[str, str]:
        """The Actor as a field of a payload."""
        parts = {
            "kind": self.kind, "person": self.person, "contact": self.contact, "link": self.link,
            "organization": self.organization, "basis": self.basis,
        }  # fmt: skip
        return {name: value for name, value in parts.items() if value}

    @property
    def office_roles(self) -> frozenset[str]:
        """The roles it has in an organization that holds a register."""
        return frozenset(role for role, organization in self.roles if organization in self.offices)

    @property
    def agencies(self) -> frozenset[str]:
        """The agencies it answers for: as liaison, or by its link."""
        own = {organization for role, organization in self.roles if role == "liaison"}
        if self.kind == "link" and self.organization:
            own.add(self.organization)
        return frozenset(own)

    def on_behalf(self, organization: str, basis: str) -> Actor:
        """The same person, or the console, acting for an agency, with the paper or call that says so."""
        kind: ActorKind = "console" if self.kind == "console" else "behalf"
        return Actor(kind, self.person, None, None, organization, basis, self.roles, self.offices)


NOBODY = Actor("nobody")
CLOCK = Actor("clock")
CONSOLE = Actor("console")


def of_person(person: Person | str) -> Actor:
    """The Actor that a person is now; NOBODY where it is disabled."""
    key = person if isinstance(person, str) else person.pk
    rows = list(
        Membership.objects.filter(person=key, ended=None, person__disabled=False).values_list(
            "role", "organization_id", "organization__kind"
        )
    )
    if not rows and not Person.objects.filter(pk=key, disabled=False).exists():
        return NOBODY
    return Actor(
        "person", key, roles=frozenset((role, organization) for role, organization, _ in rows),
        offices=frozenset(organization for _, organization, kind in rows if kind == OFFICE),
    )  # fmt: skip


def of_link(link: AccessLink) -> Actor:
    """The Actor behind an answer link."""
    return Actor("link", None, link.contact_id, link.pk, link.organization_id)


def the_office() -> Organization:
    """The organization that holds the register, made by `nine init`."""
    return Organization.objects.filter(kind=OFFICE).order_by("entry").first()  # type: ignore[return-value]
