"""The outbox: messages to people outside, and each try to deliver one."""

from __future__ import annotations

from django.db import models

from ninetenths.office.models.commitments import Commitment
from ninetenths.office.models.fields import Recorded, id_field
from ninetenths.office.models.organizations import Contact, Organization
from ninetenths.office.models.rounds import Round


class Message(Recorded):
    """One thing to one address. `state`: `queued`, `sent`, `failed`, `handed-over`; `channel`: `mail`, `hand`.
    The text names the link's place as `{link}`: the link itself is put in on sending and stored nowhere.
    """

    id = id_field()
    kind = models.CharField(max_length=20)
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="messages")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="messages")
    round = models.ForeignKey(Round, null=True, on_delete=models.PROTECT, related_name="messages")
    commitments = models.ManyToManyField(Commitment, related_name="messages")
    channel = models.CharField(max_length=12)
    subject = models.CharField(max_length=300)
    text = models.TextField()
    state = models.CharField(max_length=12, default="queued", db_index=True)
    settled = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-entry", "id")


class MessageTry(models.Model):
    """One try to send: not replayed. A lease keeps two workers from one message."""

    id = models.BigAutoField(primary_key=True)
    message = models.ForeignKey(Message, on_delete=models.CASCADE, related_name="tries")
    at = models.DateTimeField()
    leased_until = models.DateTimeField()
    failed = models.CharField(max_length=300, blank=True)
