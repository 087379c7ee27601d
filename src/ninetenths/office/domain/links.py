"""Verbs of answer links, and their tokens: an HMAC of id and generation under the office's key, stored nowhere."""

from __future__ import annotations

import base64
import hashlib
import hmac

from ninetenths.office.domain import clock
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.commitments import CLERKS
from ninetenths.office.domain.log import Stamp
from ninetenths.office.domain.permissions import may
from ninetenths.office.domain.rounds import link_needed, made_link
from ninetenths.office.domain.verbs import ROOM, Fields, Moment, Payload, verb
from ninetenths.office.folder import served
from ninetenths.office.models import AccessLink, Contact, Organization
from ninetenths.refusal import Refusal

_MAC = 18


def _mac(link: str, generation: int) -> bytes:
    key = hmac.digest(served().secret(), b"answer links", hashlib.sha256)
    return hmac.digest(key, f"{link}.{generation}".encode(), hashlib.sha256)[:_MAC]


def token_of(link: AccessLink) -> str:
    """The token of a link as it is now: its id and 144 bits; the clerk can copy it again."""
    return f"{link.pk}-{base64.urlsafe_b64encode(_mac(link.pk, link.generation)).decode()}"


def find(token: str) -> AccessLink | None:
    """The link of a token; None where it was guessed, has expired or was withdrawn: the asker learns nothing else."""
    key, _, mac = token.partition("-")
    row = AccessLink.objects.filter(pk=key).select_related("organization", "contact").first() if key else None
    expected = base64.urlsafe_b64encode(_mac(key, row.generation if row else 0)).decode()
    right = hmac.compare_digest(expected.encode(), mac.encode())
    if row is None or not right or row.withdrawn is not None:
        return None
    if row.expires is not None and row.expires <= clock.now():
        return None
    if row.contact is not None and row.contact.ended is not None:
        return None
    return row


@verb("links.make", may(*CLERKS), subject=Organization)
def make(now: Moment, organization: Organization, *, by: Actor) -> Payload:
    """A link for the contact of an agency, where it has none."""
    given = link_needed(now, organization.pk)
    if given["link"] is None:
        raise Refusal(ROOM, "link.held", name=organization.name)
    return Payload(f"links/{given['link']}", given)


@make.apply
def _(stamp: Stamp, p: Fields) -> AccessLink:
    made_link(stamp, p)
    return AccessLink.objects.get(pk=p["link"])


@verb("links.renew", may(*CLERKS), subject=AccessLink)
def renew(now: Moment, link: AccessLink, *, by: Actor) -> Payload:
    """The link that is out no longer works; a new one of the same agency does."""
    if link.withdrawn is not None:
        raise Refusal(ROOM, "link.withdrawn")
    return Payload(f"links/{link.pk}", {"id": link.pk, "generation": link.generation + 1})


@renew.apply
def _(stamp: Stamp, p: Fields) -> AccessLink:
    AccessLink.objects.filter(pk=p["id"]).update(generation=p["generation"], first_used=None)
    return AccessLink.objects.get(pk=p["id"])


@verb("links.withdraw", may(*CLERKS), subject=AccessLink)
def withdraw(now: Moment, link: AccessLink, *, by: Actor) -> Payload:
    """The link no longer works, and no other takes its place."""
    if link.withdrawn is not None:
        raise Refusal(ROOM, "link.withdrawn")
    return Payload(f"links/{link.pk}", {"id": link.pk})


@withdraw.apply
def _(stamp: Stamp, p: Fields) -> AccessLink:
    AccessLink.objects.filter(pk=p["id"]).update(withdrawn=stamp.at)
    return AccessLink.objects.get(pk=p["id"])


def _own(link: AccessLink) -> tuple[str]:
    return (link.organization_id,)


@verb("links.enter", may(agency=["link"]), subject=AccessLink, concerns=_own)
def enter(now: Moment, link: AccessLink, *, by: Actor, name: str, telephone: str) -> Payload:
    """The first use of a link: who answers says its name and telephone, and is the Contact from then on."""
    if by.link != link.pk:
        raise Refusal(ROOM, "not-found", what="AccessLink", id=link.pk)
    name, telephone = " ".join(name.split()), " ".join(telephone.split())
    if not name or len(name) > 120:
        raise Refusal(ROOM, "person.name")
    if not telephone or len(telephone) > 60:
        raise Refusal(ROOM, "contact.telephone")
    contact = link.contact_id or now.new_id()
    return Payload(
        f"contacts/{contact}",
        {"id": contact, "link": link.pk, "organization": link.organization_id, "name": name, "telephone": telephone},
    )


@enter.apply
def _(stamp: Stamp, p: Fields) -> Contact:
    contact, fresh = Contact.objects.get_or_create(
        id=p["id"],
        defaults={
            "organization_id": p["organization"], "name": p.get("name", ""), "telephone": p.get("telephone", ""),
            **stamp.columns,
        },
    )  # fmt: skip
    if not fresh:
        contact.name, contact.telephone = p.get("name", ""), p.get("telephone", "")
        contact.save(update_fields=["name", "telephone"])
    AccessLink.objects.filter(pk=p["link"]).update(contact=contact, first_used=stamp.at)
    return contact
