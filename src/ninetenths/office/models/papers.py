"""Papers: texts with their files and readings, the proposals read out of them, annexes that are named and missing."""

from __future__ import annotations

from django.db import models

from ninetenths.office.models.fields import Recorded, id_field
from ninetenths.office.models.organizations import Person


class StoredFile(Recorded):
    """A file of the content-addressed store: `files/ab/cdef…` beside the database."""

    sha256 = models.CharField(max_length=64, primary_key=True)
    name = models.CharField(max_length=200)
    size = models.BigIntegerField()
    media = models.CharField(max_length=100)


class Paper(Recorded):
    """A text that commitments come from. `kind` is a genre of the reader, or `instruction`, `order`, `item`, `table`."""

    id = id_field()
    title = models.CharField(max_length=300)
    kind = models.CharField(max_length=20, default="other")
    number = models.CharField(max_length=100, blank=True)
    issuer = models.CharField(max_length=200, blank=True)
    day = models.DateField(null=True)
    state = models.CharField(max_length=20, default="adopted")
    audience = models.CharField(max_length=20, default="office")
    language = models.CharField(max_length=10, default="zh-Hans")
    text = models.TextField(blank=True)
    text_sha256 = models.CharField(max_length=64)
    file = models.ForeignKey(StoredFile, null=True, on_delete=models.PROTECT, related_name="papers")
    reader = models.CharField(max_length=40, blank=True)
    clauses = models.IntegerField(default=0)
    sections = models.JSONField(default=list)
    added_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="papers")

    class Meta:
        ordering = ("-entry",)


class Annex(Recorded):
    """An annex that a paper names; `file` and the paper made of it once it is there."""

    id = id_field()
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="annexes")
    title = models.CharField(max_length=300)
    start = models.IntegerField(default=0)
    end = models.IntegerField(default=0)
    given = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="annex_of")

    class Meta:
        ordering = ("paper", "start", "id")


class Proposal(Recorded):
    """What the reader offers out of a paper: one accountable sentence. `state`: `waiting`, `taken`, `changed`,
    `merged`, `split`, `dismissed`. `cells` are the values read, each by its field; `basis` says for each where it
    comes from; `doubts` are the reasons why a person should look.
    """

    id = id_field()
    paper = models.ForeignKey(Paper, on_delete=models.PROTECT, related_name="proposals")
    clause = models.CharField(max_length=60)
    place = models.IntegerField()
    start = models.IntegerField()
    end = models.IntegerField()
    spans = models.JSONField(default=list)
    label = models.CharField(max_length=20)
    title = models.TextField()
    sentence = models.TextField(blank=True)
    section = models.CharField(max_length=300, blank=True)
    cells = models.JSONField(default=dict)
    basis = models.JSONField(default=dict)
    doubts = models.JSONField(default=list)
    state = models.CharField(max_length=20, default="waiting", db_index=True)
    reason = models.TextField(blank=True)

    class Meta:
        ordering = ("paper", "place")
        indexes = (models.Index(fields=["paper", "place"]),)
