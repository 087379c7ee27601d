"""Commitments, where they come from, who has them, and what was reported, checked and extended."""

from __future__ import annotations

from django.db import models

from ninetenths.office.models.fields import Recorded, id_field
from ninetenths.office.models.organizations import Contact, Organization, Person
from ninetenths.office.models.papers import Paper, Proposal, StoredFile

STAGES = (
    "draft", "commented", "decided", "issued", "acknowledged", "reported", "returned", "checked", "accepted", "closed",
    "suspended",
)  # fmt: skip
DUTIES = ("lead", "joint", "supporting")


class Commitment(Recorded):
    """Something to be done or reached. The first deadline is written once and never again; status is never stored
    here. `goal` is `{"written", "name", "bound", "value", "unit"}` or null, values as decimal text.
    """

    id = id_field()
    serial = models.IntegerField()
    year = models.IntegerField()
    number = models.CharField(max_length=60)
    title = models.TextField()
    sentence = models.TextField(blank=True)
    section = models.CharField(max_length=300, blank=True)
    kind = models.CharField(max_length=20, default="milestone")
    measures = models.TextField(blank=True)
    goal = models.JSONField(null=True)
    lead = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="leads")
    lead_written = models.TextField(blank=True)
    supporting_written = models.TextField(blank=True)
    post = models.CharField(max_length=120, blank=True)
    handler = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="handles")
    deadline_written = models.CharField(max_length=200, blank=True)
    first_deadline = models.DateField(null=True)
    deadline = models.DateField(null=True, db_index=True)
    start = models.DateField(null=True)
    nodes = models.JSONField(default=list)
    every = models.CharField(max_length=10, blank=True)
    stage = models.CharField(max_length=20, default="draft", db_index=True)
    audience = models.CharField(max_length=20, default="office")
    taken_over = models.CharField(max_length=200, blank=True)
    remarks = models.TextField(blank=True)
    cancelled = models.JSONField(null=True)
    revision = models.IntegerField(default=1)

    class Meta:
        ordering = ("year", "serial")
        constraints = (models.UniqueConstraint(fields=["year", "serial"], name="commitment_number"),)
        indexes = (models.Index(fields=["lead", "stage"]),)


class Source(Recorded):
    """Where a commitment comes from: a paper and characters of it, a row of a table, or only words."""

    id = id_field()
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="sources")
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="sources")
    proposal = models.ForeignKey(Proposal, null=True, on_delete=models.PROTECT, related_name="sources")
    spans = models.JSONField(default=list)
    text_sha256 = models.CharField(max_length=64, blank=True)
    place = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("entry", "id")


class Duty(Recorded):
    """An organization's part in a commitment: `lead`, `joint` or `supporting`; ended when it was given to another."""

    id = id_field()
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="duties")
    organization = models.ForeignKey(Organization, on_delete=models.PROTECT, related_name="duties")
    role = models.CharField(max_length=12)
    place = models.IntegerField(default=0)
    acknowledged = models.DateTimeField(null=True)
    ended = models.DateTimeField(null=True)

    class Meta:
        ordering = ("commitment", "place", "id")
        indexes = (models.Index(fields=["organization", "ended"]),)


class Stage(Recorded):
    """A state that a commitment came into: since when it held (`at`) and since when it was known (`recorded`)."""

    id = id_field()
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="stages")
    stage = models.CharField(max_length=20)

    class Meta:
        ordering = ("entry",)
        indexes = (models.Index(fields=["commitment", "recorded"]),)


class Issue(Recorded):
    """A table that went out: document number, day, the commitments in it, the files as they were sent."""

    id = id_field()
    title = models.CharField(max_length=300)
    number = models.CharField(max_length=100, blank=True)
    day = models.DateField()
    paper = models.ForeignKey(Paper, null=True, on_delete=models.PROTECT, related_name="issues")
    commitments = models.ManyToManyField(Commitment, related_name="issues")
    signed = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("-entry",)


class Report(Recorded):
    """What the doer says. `channel`: `link`, `sheet`, `behalf`, `account`, `taken-over`. A correction is a new row:
    `state` of the old one becomes `corrected`, or `undone` where its doer took it back.
    """

    id = id_field()
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="reports")
    round = models.ForeignKey("Round", null=True, on_delete=models.PROTECT, related_name="reports")
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="reports")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="reports")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="reports")
    channel = models.CharField(max_length=12)
    basis = models.TextField(blank=True)
    words = models.TextField(blank=True)
    progress = models.CharField(max_length=40, blank=True)
    actual = models.CharField(max_length=40, blank=True)
    claims_done = models.BooleanField(default=False)
    done_on = models.DateField(null=True)
    problems = models.TextField(blank=True)
    next_step = models.TextField(blank=True)
    late = models.BooleanField(default=False)
    state = models.CharField(max_length=12, default="standing")

    class Meta:
        ordering = ("entry", "id")
        indexes = (models.Index(fields=["commitment", "entry"]), models.Index(fields=["organization", "entry"]))


class Evidence(Recorded):
    """A file that shows what a report says, or the paper that an answer on behalf rests on."""

    id = id_field()
    report = models.ForeignKey(Report, on_delete=models.PROTECT, related_name="evidence")
    file = models.ForeignKey(StoredFile, on_delete=models.PROTECT, related_name="evidence")
    name = models.CharField(max_length=200)

    class Meta:
        ordering = ("entry", "id")


class Check(Recorded):
    """What someone else found: `kind` desk, field, acceptance or taken-over; `result` passed or returned."""

    id = id_field()
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="checks")
    report = models.ForeignKey(Report, null=True, on_delete=models.PROTECT, related_name="checks")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="checks")
    kind = models.CharField(max_length=12, default="desk")
    result = models.CharField(max_length=12)
    progress = models.CharField(max_length=40, blank=True)
    words = models.TextField(blank=True)
    state = models.CharField(max_length=12, default="standing")

    class Meta:
        ordering = ("entry", "id")
        indexes = (models.Index(fields=["commitment", "entry"]),)


class Extension(Recorded):
    """A new day asked for before the deadline, and what was decided on it; the first deadline stays."""

    id = id_field()
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="extensions")
    organization = models.ForeignKey(Organization, null=True, on_delete=models.PROTECT, related_name="extensions")
    contact = models.ForeignKey(Contact, null=True, on_delete=models.PROTECT, related_name="extensions")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="extensions_asked")
    before = models.DateField(null=True)
    new = models.DateField()
    reason = models.TextField(blank=True)
    progress = models.TextField(blank=True)
    state = models.CharField(max_length=12, default="asked")
    decided = models.DateTimeField(null=True)
    decided_by = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="extensions_decided")
    answer = models.TextField(blank=True)

    class Meta:
        ordering = ("entry", "id")


class Note(Recorded):
    """A call, an internal remark: seen by the office alone."""

    id = id_field()
    commitment = models.ForeignKey(Commitment, on_delete=models.PROTECT, related_name="notes")
    person = models.ForeignKey(Person, null=True, on_delete=models.PROTECT, related_name="notes")
    words = models.TextField()

    class Meta:
        ordering = ("entry", "id")


class Status(models.Model):
    """Derived, never typed, not replayed: what schedule, reports and checks made of a commitment, on both axes.

    `on` is the day it holds from, `recorded` when it was known, `next_crossing` the day on which it changes by itself.
    The row with `current` is what lists show. Shares are text of a Fraction; `why`, `flags` codes with parameters.
    """

    id = models.BigAutoField(primary_key=True)
    commitment = models.ForeignKey(Commitment, on_delete=models.CASCADE, related_name="statuses")
    on = models.DateField()
    recorded = models.DateTimeField()
    current = models.BooleanField(default=True)
    code = models.CharField(max_length=16)
    light = models.CharField(max_length=16)
    light_why = models.JSONField(default=dict)
    why = models.JSONField(default=dict)
    planned = models.CharField(max_length=80, blank=True)
    claimed = models.CharField(max_length=80, blank=True)
    verified = models.CharField(max_length=80, blank=True)
    pace = models.CharField(max_length=80, blank=True)
    done_on = models.DateField(null=True)
    on_time_first = models.BooleanField(null=True)
    on_time_current = models.BooleanField(null=True)
    extended = models.IntegerField(default=0)
    flags = models.JSONField(default=list)
    next_crossing = models.DateField(null=True)
    pack = models.CharField(max_length=60)

    class Meta:
        ordering = ("id",)
        indexes = (
            models.Index(fields=["commitment", "recorded"]),
            models.Index(fields=["current", "code"]),
            models.Index(fields=["current", "next_crossing"]),
        )
        constraints = (
            models.UniqueConstraint(fields=["commitment"], condition=models.Q(current=True), name="one_current_status"),
        )
