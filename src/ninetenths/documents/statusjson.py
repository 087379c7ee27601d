"""The status as plain values for `--json`: codes and numbers, no words; shares as fractions and as decimals."""

from __future__ import annotations

import datetime
from collections.abc import Mapping
from fractions import Fraction
from typing import Any

from ninetenths.delivery import RollUp, Share, Status, Why
from ninetenths.documents.reminders import last_promise, reminder
from ninetenths.documents.situation import Situation

VERSION = 1


def situation_dict(situation: Situation, language: str, office: str = "") -> dict[str, Any]:
    """The situation as JSON values. A share is `{"fraction": "11/12", "decimal": 0.9166…}` or null; days are ISO."""
    return {
        "version": VERSION,
        "on": situation.on.isoformat(),
        "start": _plain(situation.start),
        "rules": {
            "name": situation.rules.name,
            "version": situation.rules.version,
            "verified": situation.rules.verified,
        },
        "table": {
            "name": situation.table.name,
            "sheet": situation.table.sheet,
            "title": situation.table.title,
            "year": situation.table.year,
            "skipped": list(situation.table.skipped),
        },
        "figures": _figures(situation.figures),
        "agencies": [{"agency": name or None, **_figures(figures)} for name, _, figures in situation.by_lead],
        "exceptions": {group.code: [status.task.id for status in group.statuses] for group in situation.groups},
        "findings": [_why(finding) for finding in situation.findings],
        "tasks": [_status(status, situation, language, office) for status in situation.statuses],
    }


def _status(status: Status, situation: Situation, language: str, office: str) -> dict[str, Any]:
    task, report = status.task, status.task.report
    plain: dict[str, Any] = {
        "id": task.id, "number": task.number, "title": task.title, "sentence": task.sentence,
        "spans": [list(span) for span in task.spans], "row": task.place.row if task.place else None,
        "section": task.section, "kind": task.kind, "lead": task.agencies.lead, "joint": list(task.agencies.joint),
        "supporting": list(task.agencies.supporting),
        "code": status.code, "why": _why(status.why), "light": status.light,
        "planned": _plain(status.planned), "claimed": _plain(status.claimed), "verified": _plain(status.verified),
        "pace": _plain(status.pace), "first_deadline": _plain(task.first_deadline), "deadline": _plain(status.deadline),
        "days_left": status.days_left, "extended": status.extended, "done_on": _plain(status.done_on),
        "on_time_first": status.on_time_first, "on_time_current": status.on_time_current,
        "claimed_status": report.status if report else None, "claimed_words": report.words if report else None,
        "reported_on": _plain(report.on) if report else None,
        "flags": [_why(flag) for flag in status.flags], "next_crossing": _plain(status.next_crossing),
    }  # fmt: skip
    if status.flags:
        plain["last_promise"] = last_promise(status, language)
        plain["reminder"] = reminder(status, situation, language, office)
    return plain


def _figures(figures: RollUp) -> dict[str, Any]:
    return {
        "listed": figures.listed,
        "counted": figures.counted,
        "cancelled": figures.cancelled,
        "inapplicable": figures.inapplicable,
        "codes": dict(figures.codes),
        "progress": _plain(figures.progress),
        "known": figures.known,
        "verified": _plain(figures.verified),
        "checked": figures.checked,
        "on_pace": _share(figures.on_pace),
        "done": _share(figures.done),
        "on_time_first": _share(figures.on_time_first),
        "on_time_current": _share(figures.on_time_current),
        "extended": figures.extended,
        "extensions": figures.extensions,
    }


def _share(share: Share) -> dict[str, int]:
    return {"part": share.part, "of": share.of}


def _why(reason: Why) -> dict[str, Any]:
    return {"code": reason.code, "params": {name: _plain(value) for name, value in reason.params.items()}}


def _plain(value: Any) -> Any:
    if isinstance(value, Fraction):
        return {"fraction": str(value), "decimal": float(value)}
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Mapping):
        return {name: _plain(item) for name, item in value.items()}
    return value
