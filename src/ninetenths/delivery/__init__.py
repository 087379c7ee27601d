"""Delivery: tasks, schedules, deadlines, the status computed from them, warnings by rule, figures with denominators.

Pure: no clock (the day is passed in), no files but the rule sets of `packs/delivery`.
"""

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

__all__ = [
    "CHECK_KINDS", "CODES", "KINDS", "Agencies", "Bound", "Cancelled", "Check", "CheckKind", "CheckResult", "Code",
    "Curve", "Extension", "Goal", "Kind", "Node", "Place", "Report", "RollUp", "Schedule", "Share", "Span", "Status",
    "Task", "Why",
]  # fmt: skip
