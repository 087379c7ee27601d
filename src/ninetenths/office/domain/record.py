"""Verbs of the record: erasing a person's data, cutting free text; and what is not replayed."""

from __future__ import annotations

import json
from typing import Any

from django.db import connections

from ninetenths import ledger
from ninetenths.office.domain import log
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.log import Stamp
from ninetenths.office.domain.permissions import may
from ninetenths.office.domain.verbs import ROOM, Fields, Moment, Payload, verb
from ninetenths.office.models import (
    AccessLink,
    Contact,
    KeptAnswer,
    LinkUse,
    Note,
    Person,
    Report,
)  # fmt: skip
from ninetenths.office.models import (
    Payload as PayloadRow,
)
from ninetenths.office.routing import database
from ninetenths.refusal import Refusal

# Tables that a replay does not make: sessions, passwords and second factors, kept answers, tries, derived status.
NOT_REPLAYED = frozenset({
    "account_emailaddress", "account_emailconfirmation", "auth_group", "auth_group_permissions", "auth_permission",
    "django_content_type", "django_migrations", "django_session", "mfa_authenticator", "office_account",
    "office_keptanswer", "office_linkuse", "office_messagetry", "office_status", "usersessions_usersession",
})  # fmt: skip

# What of a person stands in payloads about that person alone.
PERSONAL = ("name", "mail", "telephone", "language")


def _about(subject: str) -> list[int]:
    """Indices of the entries about a person or contact that hold personal fields."""
    rows = []
    with connections[database()].cursor() as cursor:
        cursor.execute(
            "SELECT e.idx, p.fields FROM log_entry e JOIN log_payload p ON p.idx = e.idx WHERE e.subject = %s",
            (subject,),
        )
        for index, fields in cursor.fetchall():
            if any("value" in field for name, field in json.loads(fields).items() if name in PERSONAL):
                rows.append(index)
    return rows


def _erase_fields(index: int, names: tuple[str, ...]) -> None:
    if database() == "replay":  # replayed are the payloads as they are left: nothing stands there to be erased
        return
    row = PayloadRow.objects.get(index=index)
    fields = log.fields_of(row.fields)
    row.fields = log.stored(ledger.erase(fields, *(name for name in names if name in fields)))
    row.save(update_fields=["fields"])


@verb("record.erase_contact", may("administrator"), subject=Contact)
def erase_contact(now: Moment, contact: Contact, *, by: Actor, reason: str) -> Payload:
    """A contact's name, telephone and address are taken out of rows and log; proofs stay valid."""
    if not reason.strip():
        raise Refusal(ROOM, "reason.needed")
    if contact.erased:
        raise Refusal(ROOM, "nothing-changed")
    subject = f"contacts/{contact.pk}"
    return Payload(subject, {"id": contact.pk, "reason": reason.strip(), "entries": _about(subject)})


@erase_contact.apply
def _(stamp: Stamp, p: Fields) -> Contact:
    for index in p["entries"]:
        _erase_fields(index, PERSONAL)
    Contact.objects.filter(pk=p["id"]).update(name="", telephone="", mail="", erased=True, ended=stamp.at)
    AccessLink.objects.filter(contact=p["id"], withdrawn=None).update(withdrawn=stamp.at)
    LinkUse.objects.filter(link__contact=p["id"]).delete()
    KeptAnswer.objects.all().delete()
    return Contact.objects.get(pk=p["id"])


@verb("record.erase_person", may("administrator"), subject=Person)
def erase_person(now: Moment, person: Person, *, by: Actor, reason: str) -> Payload:
    """A person's name and addresses are taken out; its acts in office stay, under its id. It must be disabled first."""
    if not reason.strip():
        raise Refusal(ROOM, "reason.needed")
    if not person.disabled:
        raise Refusal(ROOM, "erase.disable-first", name=person.name)
    subject = f"people/{person.pk}"
    return Payload(subject, {"id": person.pk, "reason": reason.strip(), "entries": _about(subject)})


@erase_person.apply
def _(stamp: Stamp, p: Fields) -> Person:
    for index in p["entries"]:
        _erase_fields(index, PERSONAL)
    Person.objects.filter(pk=p["id"]).update(name="", mail="", telephone="", erased=True)
    person = Person.objects.get(pk=p["id"])
    person.account.delete() if hasattr(person, "account") else None
    KeptAnswer.objects.all().delete()
    return person


# Free text that may be cut: verb → field of the payload, model and column that show it, key field of the row.
_CUTTABLE: dict[str, tuple[str, type[Any], str, str]] = {
    "commitments.report": ("words", Report, "words", "report"),
    "commitments.note": ("words", Note, "words", "note"),
}


@verb("record.redact", may("administrator"))
def redact(now: Moment, *, by: Actor, entry: int, text: str, reason: str) -> Payload:
    """Free text of an Entry is cut: its old hash stays, the cut text stands beside it, marked."""
    opened = log.entry(entry)
    if opened is None or opened.verb not in _CUTTABLE or not reason.strip():
        raise Refusal(ROOM, "redact.cannot", entry=entry)
    field = _CUTTABLE[opened.verb][0]
    if field not in opened.fields or not opened.fields[field].is_open:
        raise Refusal(ROOM, "redact.cannot", entry=entry)
    key = opened.values.get(_CUTTABLE[opened.verb][3] or "id", "")
    return Payload(
        f"entries/{entry}",
        {"entry": entry, "verb": opened.verb, "field": field, "row": key, "text": text, "reason": reason.strip()},
    )


@redact.apply
def _(stamp: Stamp, p: Fields) -> int:
    field, model, column, key = _CUTTABLE[p["verb"]]
    if database() != "replay":
        row = PayloadRow.objects.get(index=p["entry"])
        row.fields = log.stored(ledger.cut(log.fields_of(row.fields), field, p["text"]))
        row.save(update_fields=["fields"])
    if key:
        model._default_manager.filter(pk=p["row"]).update(**{column: p["text"]})
    KeptAnswer.objects.all().delete()
    return int(p["entry"])
