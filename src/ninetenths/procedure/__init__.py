"""Rules of procedure: packs, quorum, decisions, elections and the meeting, each with its arithmetic and its article."""

from __future__ import annotations

from .counting import count_ballots
from .deciding import Quorum, decide, quorum
from .library import load_pack, pack_names, with_seats
from .values import Ballot, Counts, Member, Pack, Presence, Question, Result, Why

__all__ = [
    "Ballot",
    "Counts",
    "Member",
    "Pack",
    "Presence",
    "Question",
    "Quorum",
    "Result",
    "Why",
    "count_ballots",
    "decide",
    "load_pack",
    "pack_names",
    "quorum",
    "with_seats",
]
