"""Rounds of asking, what each agency is asked in them, and the links it answers by."""

from __future__ import annotations

from django.db import models

from ninetenths.office.models.commitments import Commitment
from ninetenths.office.models.fields import Recorded, id_field
from ninetenths.office.models.organizations import Contact, Organization, Person


class Round(Recorded):
    """One asking for reports. `asks` says what is wanted: `{"figure", "words", "evidence": bool, "note": text}`.
    `state`: `draft`, `sent`, `withdrawn`, `closed`.
    """

    id = id_field()
    title = models.CharField(max_length=200)
    due = models.DateTimeField()
    cut_off = models.DateTimeField(null=True)
    asks = models.JSONField(default=dict)
    letter = models.TextField(blank=True)
    state = models.CharField(max_length=12, default="draft")
    opened_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="rounds")
    sent = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("-entry",)


class Asked(Recorded):
    """One commitment asked of one agency in a round; `answered` by its first report there. `seen` when it was opened."""

    id = id_field()
    round = models.ForeignKey(Round, on_delete=models.PROTECT, related_name="asked")
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="asked")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="asked")
    answered = models.DateTimeField(null=True)

    class Meta:
        ordering = ("round", "organization", "id")
        constraints = (
            models.UniqueConstraint(fields=["round", "commitment", "organization"], name="asked_once_a_round"),
        )


class AccessLink(Recorded):
    """The way in for one Contact of an agency. The token is an HMAC of id and generation: nothing of it is stored."""

    id = id_field()
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="links")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="links")
    generation = models.IntegerField(default=1)
    expires = models.DateTimeField(null=True)
    withdrawn = models.DateTimeField(null=True)
    first_used = models.DateTimeField(null=True)

    class Meta:
        ordering = ("entry", "id")


class LinkUse(models.Model):
    """From where a link was used: not replayed, kept 30 days, outside the log."""

    id = models.BigAutoField(primary_key=True)
    link = models.ForeignKey(AccessLink, on_delete=models.CASCADE, related_name="uses")
    at = models.DateTimeField()
    address = models.CharField(max_length=60, blank=True)
    agent = models.CharField(max_length=200, blank=True)
