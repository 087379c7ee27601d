"""Verbs of organizations and their contacts."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from ninetenths.office.domain.acting import OFFICE, Actor
from ninetenths.office.domain.log import Stamp
from ninetenths.office.domain.permissions import may
from ninetenths.office.domain.verbs import ROOM, Fields, Moment, Payload, verb
from ninetenths.office.models import Contact, Organization
from ninetenths.refusal import Refusal

# A bulk that one transaction may hold.
MOST_ROWS = 2000
KINDS = ("agency", "body", "office")


def _name(name: str) -> str:
    name = " ".join(name.split())
    if not name or len(name) > 200:
        raise Refusal(ROOM, "organization.name")
    return name


@verb("office.create", may(machine=["console"]))
def create(now: Moment, *, by: Actor, name: str) -> Payload:
    """The first Entry of every log: the organization that holds the register."""
    if Organization.objects.filter(kind=OFFICE).exists():
        raise Refusal(ROOM, "office.exists")
    key = now.new_id()
    return Payload(f"organizations/{key}", {"id": key, "name": _name(name)})


@create.apply
def _(stamp: Stamp, p: Fields) -> Organization:
    return Organization.objects.create(id=p["id"], name=p["name"], kind=OFFICE, **stamp.columns)


def _unused(name: str, but: str = "") -> None:
    if Organization.objects.filter(name=name, ended=None).exclude(pk=but).exists():
        raise Refusal(ROOM, "organization.taken", name=name)


@verb("organizations.add", may("administrator", "clerk", machine=["console"]))
def add(
    now: Moment, *, by: Actor, name: str, short: str = "", kind: str = "agency", aliases: Iterable[str] = (),
    remit: str = "",
) -> Payload:  # fmt: skip
    """A new agency or body. Raises Refusal where one of that name is there already."""
    name = _name(name)
    _unused(name)
    if kind not in KINDS:
        raise Refusal(ROOM, "organization.kind", kind=kind)
    row = _row(now, {"name": name, "short": short, "aliases": list(aliases), "remit": remit}, kind)
    return Payload(f"organizations/{row['id']}", row)


def _row(now: Moment, given: Mapping[str, Any], kind: str = "agency") -> dict[str, Any]:
    return {
        "id": now.new_id(), "name": given["name"], "short": given.get("short", ""), "kind": kind,
        "aliases": list(given.get("aliases", ())), "remit": given.get("remit", ""),
    }  # fmt: skip


def _made(stamp: Stamp, row: Mapping[str, Any]) -> Organization:
    values = {name: row[name] for name in ("id", "name", "short", "kind", "aliases", "remit")}
    return Organization(**values, **stamp.columns)


@add.apply
def _(stamp: Stamp, p: Fields) -> Organization:
    made = _made(stamp, p)
    made.save(force_insert=True)
    return made


@verb("organizations.import", may("administrator", "clerk", machine=["console"]))
def import_rows(now: Moment, *, by: Actor, rows: list[dict[str, Any]]) -> Payload:
    """Many agencies in one Entry: rows of `name`, `short`, `aliases`, `remit`. One that is there already is left out."""
    held = set(Organization.objects.filter(ended=None).values_list("name", flat=True))
    fresh = []
    for row in rows[: MOST_ROWS + 1]:
        name = _name(row["name"])
        if name not in held:
            held.add(name)
            fresh.append(_row(now, {**row, "name": name}))
    if not fresh:
        raise Refusal(ROOM, "organization.none-new")
    if len(fresh) > MOST_ROWS:
        raise Refusal(ROOM, "too-many-rows", most=MOST_ROWS)
    return Payload("organizations", {"rows": fresh})


@import_rows.apply
def _(stamp: Stamp, p: Fields) -> list[Organization]:
    return Organization.objects.bulk_create([_made(stamp, row) for row in p["rows"]])


_CHANGEABLE = ("name", "short", "aliases", "remit")


@verb("organizations.change", may("administrator", "clerk"), subject=Organization, concerns=lambda row: (row.pk,))
def change(
    now: Moment, organization: Organization, *, by: Actor, name: str | None = None, short: str | None = None,
    aliases: list[str] | None = None, remit: str | None = None,
) -> Payload:  # fmt: skip
    """Other words for an organization; what is None stays."""
    given = {"name": name and _name(name), "short": short, "aliases": aliases, "remit": remit}
    changes = {key: value for key, value in given.items() if value is not None and value != getattr(organization, key)}
    if not changes:
        raise Refusal(ROOM, "nothing-changed")
    if "name" in changes:
        _unused(str(changes["name"]), organization.pk)
    return Payload(f"organizations/{organization.pk}", {"id": organization.pk, "changes": changes})


@change.apply
def _(stamp: Stamp, p: Fields) -> Organization:
    Organization.objects.filter(pk=p["id"]).update(
        **{key: p["changes"][key] for key in _CHANGEABLE if key in p["changes"]}
    )
    return Organization.objects.get(pk=p["id"])


@verb("organizations.end", may("administrator", "clerk"), subject=Organization, concerns=lambda row: (row.pk,))
def end(now: Moment, organization: Organization, *, by: Actor) -> Payload:
    """The organization is no more; its history stays. Raises Refusal while it has open duties."""
    if organization.kind == OFFICE:
        raise Refusal(ROOM, "organization.is-office")
    if organization.duties.filter(ended=None).exclude(commitment__stage="closed").exists():
        raise Refusal(ROOM, "organization.has-duties", name=organization.name)
    return Payload(f"organizations/{organization.pk}", {"id": organization.pk, "day": now.day.isoformat()})


@end.apply
def _(stamp: Stamp, p: Fields) -> Organization:
    Organization.objects.filter(pk=p["id"]).update(ended=p["day"])
    return Organization.objects.get(pk=p["id"])


def _contact_words(name: str, telephone: str, mail: str) -> dict[str, str]:
    words = {"name": name.strip(), "telephone": telephone.strip(), "mail": mail.strip()}
    if not words["name"] and not words["mail"] and not words["telephone"]:
        raise Refusal(ROOM, "contact.empty")
    if words["mail"] and ("@" not in words["mail"] or any(sign in words["mail"] for sign in " \r\n,;<>")):
        raise Refusal(ROOM, "contact.mail", mail=words["mail"])
    return words


@verb("contacts.add", may("administrator", "clerk", "handler", machine=["console"]), subject=Organization)
def add_contact(
    now: Moment, organization: Organization, *, by: Actor, name: str = "", telephone: str = "", mail: str = "",
    deputy: bool = False,
) -> Payload:  # fmt: skip
    """Who answers for an agency; its words stand in this Entry alone, which is about that person."""
    key = now.new_id()
    words = _contact_words(name, telephone, mail)
    return Payload(f"contacts/{key}", {"id": key, "organization": organization.pk, "deputy": deputy, **words})


@add_contact.apply
def _(stamp: Stamp, p: Fields) -> Contact:
    return Contact.objects.create(
        id=p["id"], organization_id=p["organization"], deputy=p["deputy"], name=p.get("name", ""),
        telephone=p.get("telephone", ""), mail=p.get("mail", ""), **stamp.columns,
    )  # fmt: skip


@verb("contacts.change", may("administrator", "clerk", "handler"), subject=Contact)
def change_contact(
    now: Moment, contact: Contact, *, by: Actor, name: str = "", telephone: str = "", mail: str = ""
) -> Payload:
    """Other words for a contact."""
    return Payload(f"contacts/{contact.pk}", {"id": contact.pk, **_contact_words(name, telephone, mail)})


@change_contact.apply
def _(stamp: Stamp, p: Fields) -> Contact:
    Contact.objects.filter(pk=p["id"]).update(
        name=p.get("name", ""), telephone=p.get("telephone", ""), mail=p.get("mail", "")
    )
    return Contact.objects.get(pk=p["id"])


@verb("contacts.end", may("administrator", "clerk", "handler"), subject=Contact)
def end_contact(now: Moment, contact: Contact, *, by: Actor) -> Payload:
    """The contact no longer answers for the agency; its links end at once."""
    if contact.ended is not None:
        raise Refusal(ROOM, "contact.ended")
    return Payload(f"contacts/{contact.pk}", {"id": contact.pk})


@end_contact.apply
def _(stamp: Stamp, p: Fields) -> Contact:
    contact = Contact.objects.get(pk=p["id"])
    contact.ended = stamp.at
    contact.save(update_fields=["ended"])
    contact.links.filter(withdrawn=None).update(withdrawn=stamp.at)
    return contact
