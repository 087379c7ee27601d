"""Delivery: tasks, schedules, deadlines, the status computed from them, warnings by rule, figures with denominators.

Pure: no clock (the day is passed in), no files but the rule sets of `packs/delivery`.
"""

from __future__ import annotations

import importlib
from typing import TYPE_CHECKING, Any

from ninetenths.delivery.agencies import agencies_of, names_of
from ninetenths.delivery.amounts import Amount, amounts_of, goal_of, measured
from ninetenths.delivery.deadlines import Written, deadline_on, end_of, passed, read_deadline, today
from ninetenths.delivery.figures import done_to_the_day, leaves, roll_up, seen_by, sliced, weighted
from ninetenths.delivery.periods import Period, due_period, every_of, period_of
from ninetenths.delivery.rules import Light, Rules, load_rules, rule_names, rules_from
from ninetenths.delivery.schedules import elapsed, node_shares, nodes_done, planned
from ninetenths.delivery.shares import arithmetic, fraction_words, percent, points
from ninetenths.delivery.status import as_known, claim_of, status_of, statuses
from ninetenths.delivery.values import (
    CHECK_KINDS,
    CODES,
    KINDS,
    Agencies,
    Bound,
    Cancelled,
    Check,
    CheckKind,
    CheckResult,
    Code,
    Curve,
    Extension,
    Goal,
    Kind,
    Node,
    Place,
    Report,
    RollUp,
    Schedule,
    Share,
    Span,
    Status,
    Task,
    Why,
)

if TYPE_CHECKING:
    from ninetenths.delivery.coverage import Binding, Coverage, Problem, covered, row_problems
    from ninetenths.delivery.suggesting import Precedent, Suggester
from ninetenths.measures import Calendar, add_months, calendar_from, load_calendar

__all__ = [
    "CHECK_KINDS", "CODES", "KINDS", "Agencies", "Amount", "Binding", "Bound", "Calendar", "Cancelled", "Check",
    "CheckKind", "CheckResult", "Code", "Coverage", "Curve", "Extension", "Goal", "Kind", "Light", "Node", "Period",
    "Place", "Precedent", "Problem", "Report", "RollUp", "Rules", "Schedule", "Share", "Span", "Status",
    "Suggester", "Task", "Why", "Written", "add_months", "agencies_of", "amounts_of", "arithmetic", "as_known",
    "calendar_from", "claim_of", "covered", "deadline_on", "done_to_the_day", "due_period", "elapsed", "end_of",
    "every_of", "fraction_words", "goal_of", "leaves", "load_calendar", "load_rules", "measured", "names_of",
    "node_shares", "nodes_done", "passed", "percent", "period_of", "planned", "points", "read_deadline",
    "roll_up", "row_problems", "rule_names", "rules_from", "seen_by", "sliced", "status_of", "statuses",
    "today", "weighted",
]  # fmt: skip

# What only some commands need is loaded when it is first asked for: name → module.
_LATER = {
    "Binding": "coverage",
    "Coverage": "coverage",
    "Problem": "coverage",
    "covered": "coverage",
    "row_problems": "coverage",
    "Precedent": "suggesting",
    "Suggester": "suggesting",
}

if not TYPE_CHECKING:

    def __getattr__(name: str) -> Any:
        if name not in _LATER:
            raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
        found = getattr(importlib.import_module(f"{__name__}.{_LATER[name]}"), name)
        globals()[name] = found
        return found
