"""What a round asks of whom: before sending with its burden, after sending with what became of it; agency by agency."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from ninetenths.office.domain import burden, clock
from ninetenths.office.domain.commitments import UNISSUED
from ninetenths.office.models import (
    AccessLink,
    Asked,
    Check,
    Commitment,
    Contact,
    Message,
    Organization,
    Report,
    Round,
)

# How often a commitment is to be reported on, and the days after which it is asked about again.
RHYTHMS = {"week": 6, "month": 25, "quarter": 80, "year": 350}


@dataclass(frozen=True, slots=True)
class Recipient:
    """An agency before sending: what it would be asked, by which channel (`mail`, `hand`), how often it was this month."""

    organization: Organization
    asked: tuple[Asked, ...]
    contact: Contact | None
    before: int
    ceiling: int

    @property
    def channel(self) -> str:
        """`mail` where its contact has an address, else by hand."""
        return "mail" if self.contact is not None and self.contact.mail else "hand"

    @property
    def over(self) -> bool:
        """Whether this round would be one more than it should be asked this month."""
        return self.before >= self.ceiling


@dataclass(frozen=True, slots=True)
class Standing:
    """An agency after sending: its tasks by what became of them, its message and link. `state`: `undelivered`,
    `silent`, `returned`, `partial`, `awaiting`, `received`.
    """

    organization: Organization
    asked: tuple[Asked, ...]
    answered: int
    returned: int
    checked: int
    late: int
    differs: int
    message: Message | None
    reminders: int
    link: AccessLink | None
    state: str

    @property
    def silent(self) -> tuple[Asked, ...]:
        """What it did not answer."""
        return tuple(one for one in self.asked if one.answered is None)


STATES = ("undelivered", "silent", "returned", "partial", "awaiting", "received")


def _by_organization(asked: Iterable[Asked]) -> dict[Organization, list[Asked]]:
    found: dict[Organization, list[Asked]] = {}
    for one in asked:
        found.setdefault(one.organization, []).append(one)
    return found


def asked_of(round: Round) -> list[Asked]:
    """What a round asks, in the order of organizations and numbers."""
    return list(
        round.asked.select_related("commitment", "organization").order_by(
            "organization__place", "organization__name", "commitment__year", "commitment__serial"
        )
    )


def recipients(asked: Sequence[Asked]) -> list[Recipient]:
    """The agencies that a draft would ask: those over the ceiling first. Three queries."""
    groups = _by_organization(asked)
    keys = [one.pk for one in groups]
    before, most = burden.asked_this_month(keys), burden.ceiling()
    contacts: dict[str, Contact] = {}
    for contact in Contact.objects.filter(organization__in=keys, ended=None).order_by("deputy", "entry"):
        contacts.setdefault(contact.organization_id, contact)
    found = [
        Recipient(one, tuple(rows), contacts.get(one.pk), before.get(one.pk, 0), most) for one, rows in groups.items()
    ]
    return sorted(found, key=lambda one: not one.over)


def standings(round: Round, asked: Sequence[Asked]) -> list[Standing]:
    """What became of a round that was sent, agency by agency, what needs a person first. Four queries."""
    groups = _by_organization(asked)
    reports: dict[tuple[str, str], Report] = {}
    differing: set[tuple[str, str]] = set()
    for report in Report.objects.filter(round=round, state="standing").order_by("entry"):
        place = (report.organization_id or "", report.commitment_id)
        before = reports.get(place)
        # Said by two ways and not the same: a person looks at both, neither is lost.
        if before is not None and before.channel != report.channel and before.actual != report.actual:
            differing.add(place)
        reports[place] = report
    results: dict[str, str] = {}
    for check in Check.objects.filter(report__round=round, state="standing").order_by("entry"):
        results[check.report_id or ""] = check.result
    messages: dict[str, list[Message]] = {}
    for message in Message.objects.filter(round=round).order_by("entry"):
        messages.setdefault(message.organization_id, []).append(message)
    links: dict[str, AccessLink] = {}
    for link in AccessLink.objects.filter(organization__in=[one.pk for one in groups], withdrawn=None).order_by(
        "entry"
    ):
        links[link.organization_id] = link
    found = []
    for organization, rows in groups.items():
        own = [reports[key] for one in rows if (key := (organization.pk, one.commitment_id)) in reports]
        said = [results.get(report.pk, "") for report in own]
        sent = messages.get(organization.pk, [])
        first = next((one for one in sent if one.kind == "round"), None)
        counts = len(own), said.count("returned"), said.count("passed")
        found.append(
            Standing(
                organization, tuple(rows), counts[0], counts[1], counts[2], sum(report.late for report in own),
                sum((organization.pk, one.commitment_id) in differing for one in rows), first,
                sum(one.kind == "reminder" for one in sent), links.get(organization.pk),
                _state(len(rows), *counts, first),
            )
        )  # fmt: skip
    return sorted(found, key=lambda one: STATES.index(one.state))


def _state(asked: int, answered: int, returned: int, checked: int, message: Message | None) -> str:
    if not answered:
        return "undelivered" if message is not None and message.state == "failed" else "silent"
    if returned:
        return "returned"
    if answered < asked:
        return "partial"
    return "received" if checked == answered else "awaiting"


@dataclass(frozen=True, slots=True)
class Unaskable:
    """A chosen commitment that cannot be asked about, and why: `draft`, `closed`, `cancelled`, `unowned`."""

    commitment: Commitment
    why: str


def unaskable(keys: Sequence[str]) -> list[Unaskable]:
    """Which of the chosen commitments a round leaves out, with the reason. One query."""
    found = []
    for row in Commitment.objects.filter(pk__in=list(keys)):
        if row.cancelled is not None:
            found.append(Unaskable(row, "cancelled"))
        elif row.stage in UNISSUED:
            found.append(Unaskable(row, "draft"))
        elif row.stage in ("closed", "suspended"):
            found.append(Unaskable(row, "closed"))
        elif row.lead_id is None:
            found.append(Unaskable(row, "unowned"))
    return found


def open_commitments(every: str = "") -> list[str]:
    """Ids of all that can be asked about; `every` only those with that rhythm."""
    rows = Commitment.objects.filter(cancelled__isnull=True, lead__isnull=False).exclude(
        stage__in=(*UNISSUED, "closed", "suspended")
    )
    return list((rows.filter(every=every) if every else rows).values_list("pk", flat=True))


def due_rhythms() -> list[tuple[str, int]]:
    """Rhythms that notices ask for, with how many commitments of each were not asked about within it."""
    found = []
    now = clock.now()
    for every, days in RHYTHMS.items():
        keys = open_commitments(every)
        recent = Asked.objects.filter(
            commitment__in=keys,
            round__state__in=("sent", "closed"),
            round__sent__gt=now - datetime.timedelta(days=days),
        )
        waiting = len(set(keys) - set(recent.values_list("commitment", flat=True)))
        if waiting:
            found.append((every, waiting))
    return found
