"""The log as rows, its erasable payloads, and the answers kept for repeated requests."""

from __future__ import annotations

from django.db import models


class Entry(models.Model):
    """One entry of the log; the table is made with its triggers by `domain.log`, never by a migration."""

    index = models.BigIntegerField(primary_key=True, db_column="idx")
    at = models.CharField(max_length=30)
    recorded = models.CharField(max_length=30)
    verb = models.CharField(max_length=60)
    subject = models.CharField(max_length=60)
    actor = models.CharField(max_length=60)
    data = models.BinaryField()
    leaf = models.BinaryField()

    class Meta:
        managed = False
        db_table = "log_entry"
        ordering = ("index",)


class Payload(models.Model):
    """What an Entry's commitment stands for: `{field: {"salt", "value"}}`, or `{"hash", "erased"|"cut"}` where a
    person's data was taken out. Rows are changed by erasing alone.
    """

    index = models.BigIntegerField(primary_key=True, db_column="idx")
    fields = models.TextField()

    class Meta:
        managed = False
        db_table = "log_payload"


class KeptAnswer(models.Model):
    """The answer to a request with an Idempotency-Key, kept seven days: not replayed."""

    id = models.BigAutoField(primary_key=True)
    token = models.CharField(max_length=16)
    key = models.CharField(max_length=200)
    request_sha256 = models.CharField(max_length=64)
    status = models.IntegerField()
    headers = models.JSONField(default=dict)
    body = models.BinaryField()
    at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = (models.UniqueConstraint(fields=["token", "key"], name="kept_answer_once"),)
