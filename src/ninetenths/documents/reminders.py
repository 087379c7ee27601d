"""Reminders 催办: a text to paste into a chat, short, polite, precise; and what was last promised."""

from __future__ import annotations

import datetime

from ninetenths.delivery import Calendar, Status
from ninetenths.documents import wording
from ninetenths.documents.situation import Situation

_LONGEST = 60


def last_promise(status: Status, language: str) -> str:
    """What was last promised: an extension's new date, the next step announced, else the deadline; “–” for nothing."""
    approved = [extension for extension in status.task.extensions if extension.approved_on is not None]
    parts = []
    if approved:
        last = approved[-1]
        parts.append(
            wording.desk(
                "promise.extension",
                language,
                day=wording.day(last.new, language),
                approved=wording.day(last.approved_on, language),
                reason=last.reason or "–",
            )
        )
    report = status.task.report
    if report is not None and report.next_step:
        parts.append(report.next_step)
    elif report is not None and report.claims_done:
        parts.append(wording.desk("promise.done", language, words=shorten(report.words or report.status)))
    if not parts and status.deadline is not None:
        written = status.task.deadline_written
        shown = wording.day(status.deadline, language)
        parts.append(wording.desk("promise.deadline", language, written=written or shown, day=shown))
    return wording.desk("join", language).join(parts) or "–"


def shorten(words: str, longest: int = _LONGEST) -> str:
    """Words cut to a length, with an ellipsis where something is left out."""
    flat = " ".join(words.split())
    return flat if len(flat) <= longest else flat[: longest - 1] + "…"


def reply_by(situation: Situation) -> datetime.date:
    """By when an answer is asked for: some working days on, as the rule set says."""
    calendar: Calendar = situation.calendar
    return calendar.after(situation.on, max(situation.rules.remind_days, 1))


def reminder(status: Status, situation: Situation, language: str, office: str = "") -> str:
    """One item's reminder to its lead: what, since when, what is asked for, by when."""
    asks = _asks(status, language)
    lead = status.task.agencies.lead or wording.desk("reminder.nobody", language)
    signed = wording.desk("reminder.signed", language, office=office) if office else ""
    return wording.desk(
        "reminder" if status.task.agencies.lead else "reminder.unowned",
        language,
        lead=lead,
        title=shorten(status.task.title),
        number=status.task.number or status.task.id,
        facts=wording.desk("reminder.join", language).join(ask[0] for ask in asks),
        ask=asks[0][1],
        by=wording.day(reply_by(situation), language, year=situation.on.year),
        signed=signed,
    )


# Flag → the ask; facts are the flag's own words. In order of what matters most to the one who is reminded.
_ASKS = {
    "unowned": "lead",
    "overdue": "done-or-extend",
    "overdue-extended": "done-or-extend",
    "returned": "rework",
    "never-reported": "report",
    "not-reported": "report",
    "claimed-unchecked": "evidence",
    "claim-contradicted": "figure",
    "behind": "catch-up",
    "no-deadline": "deadline",
    "extension-pending": "wait",
    "moved-without-approval": "approve",
    "extension-late": "explain",
    "extended-twice": "plan",
    "checked-by-doer": "check",
    "unmeasured": "figure",
}


def _asks(status: Status, language: str) -> list[tuple[str, str]]:
    codes = {flag.code for flag in status.flags}
    found = sorted(
        (
            (list(_ASKS).index(flag.code), flag)
            for flag in status.flags
            # An overdue extension already names the first deadline.
            if flag.code in _ASKS and not (flag.code == "extended-twice" and "overdue-extended" in codes)
        ),
        key=lambda item: item[0],
    )
    if not found:
        return [(wording.why(status.why, language), wording.desk("ask.report", language))]
    return [(wording.why(flag, language), wording.desk(f"ask.{_ASKS[flag.code]}", language)) for _, flag in found[:2]]


def agency_reminder(
    agency: str, items: tuple[Status, ...], situation: Situation, language: str, office: str = ""
) -> str:
    """One text for all of an agency's exceptions, numbered; for those with a single one, that item's own."""
    if len(items) == 1:
        return reminder(items[0], situation, language, office)
    lines = [
        wording.desk(
            "reminder.line",
            language,
            count=count,
            title=shorten(status.task.title, 30),
            number=status.task.number or status.task.id,
            facts=_asks(status, language)[0][0],
            ask=_asks(status, language)[0][1],
        )
        for count, status in enumerate(items, 1)
    ]
    return wording.desk(
        "reminder.many", language, lead=agency, count=len(items), lines="\n".join(lines),
        by=wording.day(reply_by(situation), language, year=situation.on.year),
        signed=wording.desk("reminder.signed", language, office=office) if office else "",
    )  # fmt: skip
