"""Rules of procedure: packs, quorum, decisions, elections and the meeting, each with its arithmetic and its article."""

from __future__ import annotations

from .arithmetic import written
from .counting import count_ballots
from .deciding import Quorum, decide, quorum
from .electing import Election, ElectionResult, MovingUp, Standing, elect, fill_vacancies
from .library import load_pack, pack_names, with_seats
from .meeting import Item, Meeting, convene
from .records import (
    Record,
    action_outcome,
    attendance_of,
    choice_of,
    day_of,
    question_of,
    read_records,
    stated_outcome,
    stream_records,
)
from .strokes import surname_strokes
from .values import (
    CHOICES,
    Ballot,
    Counts,
    Member,
    Need,
    Pack,
    Presence,
    Question,
    Result,
    Why,
)

__all__ = [
    "CHOICES",
    "Ballot",
    "Counts",
    "Election",
    "ElectionResult",
    "Item",
    "Meeting",
    "Member",
    "MovingUp",
    "Need",
    "Pack",
    "Presence",
    "Question",
    "Quorum",
    "Record",
    "Result",
    "Standing",
    "Why",
    "action_outcome",
    "attendance_of",
    "choice_of",
    "convene",
    "count_ballots",
    "day_of",
    "decide",
    "elect",
    "fill_vacancies",
    "load_pack",
    "pack_names",
    "question_of",
    "quorum",
    "read_records",
    "stated_outcome",
    "stream_records",
    "surname_strokes",
    "with_seats",
    "written",
]
