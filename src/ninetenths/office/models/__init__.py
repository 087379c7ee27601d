"""What is stored: one module a subject."""

from __future__ import annotations

from ninetenths.office.models.accounts import Account, OneTimeAddress, Token
from ninetenths.office.models.commitments import (
    DUTIES,
    STAGES,
    Check,
    Commitment,
    Duty,
    Evidence,
    Extension,
    Issue,
    Note,
    Report,
    Source,
    Stage,
    Status,
)
from ninetenths.office.models.fields import id_of, is_id, new_id
from ninetenths.office.models.organizations import ROLES, Contact, Membership, Organization, Person
from ninetenths.office.models.outbox import Message, MessageTry
from ninetenths.office.models.papers import Annex, Paper, Proposal, StoredFile
from ninetenths.office.models.record import Entry, KeptAnswer, Payload
from ninetenths.office.models.rounds import AccessLink, Asked, LinkUse, Round

__all__ = [
    "DUTIES", "ROLES", "STAGES", "AccessLink", "Account", "Annex", "Asked", "Check", "Commitment", "Contact", "Duty",
    "Entry", "Evidence", "Extension", "Issue", "KeptAnswer", "LinkUse", "Membership", "Message", "MessageTry", "Note",
    "OneTimeAddress", "Organization", "Paper", "Payload", "Person", "Proposal", "Report", "Round", "Source", "Stage",
    "Status", "StoredFile", "Token", "id_of", "is_id", "new_id",
]  # fmt: skip
