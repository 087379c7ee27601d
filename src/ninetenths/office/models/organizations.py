"""Organizations, their contacts, people and what they may do in which organization."""

from __future__ import annotations

from django.db import models

from ninetenths.office.models.fields import Recorded, id_field

ROLES = ("administrator", "clerk", "handler", "checker", "liaison", "observer")


class Organization(Recorded):
    """A body that decides or an agency that carries out; `kind` is `office`, `agency` or `body`."""

    id = id_field()
    name = models.CharField(max_length=200)
    short = models.CharField(max_length=60, blank=True)
    aliases = models.JSONField(default=list)
    kind = models.CharField(max_length=20, default="agency")
    superior = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="parts")
    remit = models.TextField(blank=True)
    place = models.IntegerField(default=0)
    ended = models.DateField(null=True)

    class Meta:
        ordering = ("place", "name", "id")


class Person(Recorded):
    """Somebody who signs in. Name and address stand in this row alone."""

    id = id_field()
    name = models.CharField(max_length=120)
    mail = models.CharField(max_length=200, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    language = models.CharField(max_length=10, blank=True)
    disabled = models.BooleanField(default=False)
    erased = models.BooleanField(default=False)

    class Meta:
        ordering = ("name", "id")


class Membership(Recorded):
    """A role that a person has in an organization, from a day to a day; it ends at once."""

    id = id_field()
    person = models.ForeignKey(Person, on_delete=models.PROTECT, related_name="memberships")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="memberships")
    role = models.CharField(max_length=20)
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ("entry", "id")


class Contact(Recorded):
    """Who answers for an agency without an account: a name, a telephone, an address, from a day to a day."""

    id = id_field()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="contacts")
    name = models.CharField(max_length=120, blank=True)
    telephone = models.CharField(max_length=60, blank=True)
    mail = models.CharField(max_length=200, blank=True)
    deputy = models.BooleanField(default=False)
    ended = models.DateTimeField(null=True)
    erased = models.BooleanField(default=False)

    class Meta:
        ordering = ("deputy", "entry", "id")
