"""Verbs of people who sign in: invitations, roles, one-time addresses, tokens."""

from __future__ import annotations

import datetime
import hashlib
import secrets

from ninetenths.office.domain import clock
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.log import Stamp
from ninetenths.office.domain.permissions import may
from ninetenths.office.domain.verbs import ROOM, Fields, Moment, Payload, verb
from ninetenths.office.models import ROLES, Membership, OneTimeAddress, Organization, Person, Token
from ninetenths.refusal import Refusal

ADDRESS_DAYS = 7


def secret_of() -> tuple[str, str]:
    """A fresh secret of 256 bits for an address or a token, and its SHA-256, which alone is kept."""
    secret = secrets.token_urlsafe(32)
    return secret, sha256(secret)


def sha256(secret: str) -> str:
    """The hash a secret is found by."""
    return hashlib.sha256(secret.encode()).hexdigest()


def _role(role: str) -> str:
    if role not in ROLES:
        raise Refusal(ROOM, "role.unknown", role=role, known=", ".join(ROLES))
    return role


@verb("accounts.invite", may("administrator", machine=["console"]), subject=Organization)
def invite(
    now: Moment, organization: Organization, *, by: Actor, name: str, role: str, secret_sha256: str, mail: str = "",
    days: int = ADDRESS_DAYS,
) -> Payload:  # fmt: skip
    """A person with a role in an organization, and an address that lets it in once."""
    name = " ".join(name.split())
    if not name or len(name) > 120:
        raise Refusal(ROOM, "person.name")
    if role not in ("liaison", "observer") and organization.kind != "office":
        raise Refusal(ROOM, "role.not-here", role=role, organization=organization.name)
    key = now.new_id()
    return Payload(
        f"people/{key}",
        {
            "id": key, "name": name, "mail": mail, "role": _role(role), "organization": organization.pk,
            "membership": now.new_id(), "address": now.new_id(), "secret_sha256": secret_sha256,
            "expires": clock.written(now.recorded + datetime.timedelta(days=days)),
        },
    )  # fmt: skip


@invite.apply
def _(stamp: Stamp, p: Fields) -> Person:
    person = Person.objects.create(id=p["id"], name=p.get("name", ""), mail=p.get("mail", ""), **stamp.columns)
    Membership.objects.create(
        id=p["membership"], person=person, organization_id=p["organization"], role=p["role"], **stamp.columns
    )
    _address(stamp, p, person)
    return person


def _address(stamp: Stamp, p: Fields, person: Person) -> OneTimeAddress:
    return OneTimeAddress.objects.create(
        id=p["address"], person=person, secret_sha256=p["secret_sha256"], expires=clock.read(p["expires"]),
        **stamp.columns,
    )  # fmt: skip


@verb("accounts.address", may("administrator", machine=["console"]), subject=Person)
def address(now: Moment, person: Person, *, by: Actor, secret_sha256: str, days: int = ADDRESS_DAYS) -> Payload:
    """A fresh one-time address; earlier ones that were not used end."""
    if person.disabled:
        raise Refusal(ROOM, "person.disabled", name=person.name)
    expires = clock.written(now.recorded + datetime.timedelta(days=days))
    return Payload(
        f"people/{person.pk}",
        {"id": person.pk, "address": now.new_id(), "secret_sha256": secret_sha256, "expires": expires},
    )


@address.apply
def _(stamp: Stamp, p: Fields) -> OneTimeAddress:
    person = Person.objects.get(pk=p["id"])
    person.addresses.filter(used=None).update(used=stamp.at)
    return _address(stamp, p, person)


@verb("accounts.enter", may(itself=True), subject=Person)
def enter(now: Moment, person: Person, *, by: Actor, address: str) -> Payload:
    """A one-time address is used up. Raises Refusal where it was used, has expired, or is another's."""
    held = person.addresses.filter(pk=address, used=None, expires__gt=now.recorded).first()
    if held is None:
        raise Refusal(ROOM, "address.gone")
    return Payload(f"people/{person.pk}", {"id": person.pk, "address": address})


@enter.apply
def _(stamp: Stamp, p: Fields) -> Person:
    OneTimeAddress.objects.filter(pk=p["address"]).update(used=stamp.at)
    return Person.objects.get(pk=p["id"])


@verb("accounts.grant", may("administrator", machine=["console"]), subject=Person)
def grant(now: Moment, person: Person, *, by: Actor, role: str, organization: str) -> Payload:
    """One more role in an organization."""
    if person.memberships.filter(role=_role(role), organization=organization, ended=None).exists():
        raise Refusal(ROOM, "role.held", role=role)
    held = Organization.objects.filter(pk=organization, ended=None).first()
    if held is None:
        raise Refusal(ROOM, "not-found", what="Organization", id=organization)
    if role not in ("liaison", "observer") and held.kind != "office":
        raise Refusal(ROOM, "role.not-here", role=role, organization=held.name)
    return Payload(
        f"people/{person.pk}",
        {"id": person.pk, "membership": now.new_id(), "role": role, "organization": organization},
    )


@grant.apply
def _(stamp: Stamp, p: Fields) -> Membership:
    return Membership.objects.create(
        id=p["membership"], person_id=p["id"], organization_id=p["organization"], role=p["role"], **stamp.columns
    )


@verb("accounts.revoke", may("administrator", machine=["console"]), subject=Person)
def revoke(now: Moment, person: Person, *, by: Actor, membership: str) -> Payload:
    """A role ends at once. The last administrator cannot be revoked."""
    held = person.memberships.filter(pk=membership, ended=None).first()
    if held is None:
        raise Refusal(ROOM, "not-found", what="Membership", id=membership)
    if held.role == "administrator":
        _not_the_last(person)
    return Payload(f"people/{person.pk}", {"id": person.pk, "membership": membership})


def _not_the_last(person: Person) -> None:
    others = Membership.objects.filter(role="administrator", ended=None, person__disabled=False).exclude(person=person)
    if not others.exists():
        raise Refusal(ROOM, "last-administrator")


@revoke.apply
def _(stamp: Stamp, p: Fields) -> Person:
    Membership.objects.filter(pk=p["membership"]).update(ended=stamp.at)
    return Person.objects.get(pk=p["id"])


@verb("accounts.disable", may("administrator", machine=["console"]), subject=Person)
def disable(now: Moment, person: Person, *, by: Actor) -> Payload:
    """The person can no longer do anything: sessions, tokens and addresses end at once."""
    if person.disabled:
        raise Refusal(ROOM, "person.disabled", name=person.name)
    if person.memberships.filter(role="administrator", ended=None).exists():
        _not_the_last(person)
    return Payload(f"people/{person.pk}", {"id": person.pk})


@disable.apply
def _(stamp: Stamp, p: Fields) -> Person:
    person = Person.objects.get(pk=p["id"])
    person.disabled = True
    person.save(update_fields=["disabled"])
    person.tokens.filter(ended=None).update(ended=stamp.at)
    person.addresses.filter(used=None).update(used=stamp.at)
    return person


@verb("accounts.enable", may("administrator", machine=["console"]), subject=Person)
def enable(now: Moment, person: Person, *, by: Actor) -> Payload:
    """A disabled person may act again; tokens stay ended."""
    if not person.disabled:
        raise Refusal(ROOM, "nothing-changed")
    return Payload(f"people/{person.pk}", {"id": person.pk})


@enable.apply
def _(stamp: Stamp, p: Fields) -> Person:
    Person.objects.filter(pk=p["id"]).update(disabled=False)
    return Person.objects.get(pk=p["id"])


@verb("accounts.change", may("administrator", itself=True), subject=Person)
def change(
    now: Moment, person: Person, *, by: Actor, mail: str | None = None, telephone: str | None = None,
    language: str | None = None,
) -> Payload:  # fmt: skip
    """Other words for a person."""
    given = {"mail": mail, "telephone": telephone, "language": language}
    changes = {key: value for key, value in given.items() if value is not None and value != getattr(person, key)}
    if not changes:
        raise Refusal(ROOM, "nothing-changed")
    return Payload(f"people/{person.pk}", {"id": person.pk, **changes})


@change.apply
def _(stamp: Stamp, p: Fields) -> Person:
    changes = {key: p[key] for key in ("mail", "telephone", "language") if key in p}
    Person.objects.filter(pk=p["id"]).update(**changes)
    return Person.objects.get(pk=p["id"])


@verb("accounts.token", may(itself=True, machine=["console"]), subject=Person)
def token(now: Moment, person: Person, *, by: Actor, name: str, secret_sha256: str, days: int | None = None) -> Payload:
    """A token of the API with that person's rights."""
    if person.disabled:
        raise Refusal(ROOM, "person.disabled", name=person.name)
    if days is not None and not 1 <= days <= 3660:
        raise Refusal(ROOM, "token.days", days=days)
    expires = None if days is None else clock.written(now.recorded + datetime.timedelta(days=days))
    return Payload(
        f"people/{person.pk}",
        {"id": person.pk, "token": now.new_id(), "name": name, "secret_sha256": secret_sha256, "expires": expires},
    )


@token.apply
def _(stamp: Stamp, p: Fields) -> Token:
    return Token.objects.create(
        id=p["token"], person_id=p["id"], name=p["name"], secret_sha256=p["secret_sha256"],
        expires=None if p["expires"] is None else clock.read(p["expires"]), **stamp.columns,
    )  # fmt: skip


@verb("accounts.end_token", may("administrator", itself=True), subject=Person)
def end_token(now: Moment, person: Person, *, by: Actor, token: str) -> Payload:
    """A token ends at once."""
    if not person.tokens.filter(pk=token, ended=None).exists():
        raise Refusal(ROOM, "not-found", what="Token", id=token)
    return Payload(f"people/{person.pk}", {"id": person.pk, "token": token})


@end_token.apply
def _(stamp: Stamp, p: Fields) -> Person:
    Token.objects.filter(pk=p["token"]).update(ended=stamp.at)
    return Person.objects.get(pk=p["id"])
