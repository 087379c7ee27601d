"""The status as lines for a terminal: figures with their denominators, then the exceptions with reminders to paste."""

from __future__ import annotations

from collections.abc import Iterator
from fractions import Fraction

from ninetenths.delivery import CODES, Status, arithmetic, fraction_words, percent
from ninetenths.documents import wording
from ninetenths.documents.reminders import last_promise, reminder, shorten
from ninetenths.documents.situation import Situation, flags_of
from ninetenths.packs import phrase

_FEW = 5


def rules_title(situation: Situation, language: str) -> str:
    """The rule set's title, and that it is not verified, if it is not."""
    unverified = "" if situation.rules.verified else wording.desk("text.unverified", language)
    return situation.rules.title[language] + unverified


def start_words(situation: Situation, language: str) -> str:
    """Where the schedule benchmark begins, in words."""
    if situation.start is None:
        return wording.desk("text.nostart", language)
    return wording.desk("text.start", language, start=wording.day(situation.start, language))


def of_known(situation: Situation, language: str, *, verified: bool = False) -> str:
    """An average with how many of the counted have a figure at all."""
    figures = situation.figures
    known = figures.checked if verified else figures.known
    return wording.desk(
        "text.of_known", language, percent=percent(figures.verified if verified else figures.progress), known=known,
        unknown=figures.counted - known,
    )  # fmt: skip


def claims(status: Status, language: str) -> str:
    """What the agency says of an item: status, share, words."""
    report = status.task.report
    if report is None:
        return wording.desk("text.nothing", language)
    goal = status.task.goal
    share = "" if status.claimed is None else fraction_words(status.claimed)
    if report.actual is not None and goal is not None and isinstance(goal.value, Fraction) and goal.value > 0:
        share = wording.reached(report.actual, goal.value, language)
    parts = [report.status, share, report.words]
    return "，".join(part for part in parts if part) if language == "zh" else ", ".join(part for part in parts if part)


def status_lines(situation: Situation, language: str, *, office: str = "", every: bool = False) -> Iterator[str]:
    """The whole of it, line by line; `every` lists all of each kind, else the first few."""
    figures = situation.figures
    yield situation.table.title or situation.table.name
    yield wording.desk(
        "text.on", language, on=wording.day(situation.on, language), start=start_words(situation, language),
        rules=rules_title(situation, language),
    )  # fmt: skip
    yield wording.desk(
        "text.figures", language, listed=figures.listed, counted=figures.counted, cancelled=figures.cancelled,
        inapplicable=figures.inapplicable,
    )  # fmt: skip
    words = "，" if language == "zh" else ", "
    codes = words.join(
        f"{phrase('delivery', f'code.{code}', language)} {figures.codes[code]}"
        for code in CODES
        if code not in ("cancelled", "inapplicable") and figures.codes.get(code)
    )
    yield wording.desk("text.codes", language, counted=figures.counted, codes=codes or "–")
    yield ""
    colon = "：" if language == "zh" else ": "
    for name, shown in (
        ("done", arithmetic(figures.done)), ("on_pace", arithmetic(figures.on_pace)),
        ("on_time_first", arithmetic(figures.on_time_first)), ("on_time_current", arithmetic(figures.on_time_current)),
        ("claimed", of_known(situation, language)), ("verified", of_known(situation, language, verified=True)),
    ):  # fmt: skip
        yield f"  {wording.desk(f'text.{name}', language)}{colon}{shown}"
    yield "  " + wording.desk("text.extended", language, extended=figures.extended, extensions=figures.extensions)
    yield from _exceptions(situation, language, office, every)
    yield from _findings(situation, language)


def _exceptions(situation: Situation, language: str, office: str, every: bool) -> Iterator[str]:
    if not situation.groups:
        yield ""
        yield wording.desk("text.none", language)
    told: set[str] = set()
    for group in situation.groups:
        yield ""
        name = wording.desk(f"group.{group.code}", language)
        yield wording.desk("text.group", language, name=name, count=len(group.statuses))
        shown = group.statuses if every else group.statuses[:_FEW]
        for status in shown:
            yield from _item(status, group.code, language)
            if status.task.id not in told:
                yield from _told(status, situation, language, office)
            told.add(status.task.id)
        if len(shown) < len(group.statuses):
            yield "  " + wording.desk("text.more", language, count=len(group.statuses) - len(shown))


def _item(status: Status, group: str, language: str) -> Iterator[str]:
    task = status.task
    lead = "、".join(task.agencies.leads) if language == "zh" else ", ".join(task.agencies.leads)
    yield "  " + wording.desk(
        "text.item", language, number=task.number or task.id, title=shorten(task.title),
        lead=lead or wording.desk("sheet.nolead", language),
    )  # fmt: skip
    facts = wording.desk("join", language).join(wording.why(flag, language) for flag in flags_of(status, group))
    yield f"    {facts}"


def _told(status: Status, situation: Situation, language: str, office: str) -> Iterator[str]:
    """What is told of an item where it first appears."""
    if status.task.sentence:
        yield "    " + wording.desk("text.sentence", language, sentence=status.task.sentence)
    yield "    " + wording.desk("text.claims", language, claims=claims(status, language))
    yield "    " + wording.desk("text.promise", language, promise=last_promise(status, language))
    yield "    " + wording.desk("text.remind", language, reminder=reminder(status, situation, language, office))


def finding_lines(situation: Situation, language: str) -> list[str]:
    """What is to be said about the table itself, and about the calendar where it does not reach."""
    found = [wording.why(finding, language) for finding in situation.findings]
    if situation.table.skipped:
        found.append(wording.desk("text.skipped", language, count=len(situation.table.skipped)))
    calendar = situation.calendar
    if calendar.years and situation.on.year not in calendar.years:
        found.append(wording.desk("text.calendar", language, year=situation.on.year))
    return found


def _findings(situation: Situation, language: str) -> Iterator[str]:
    found = finding_lines(situation, language)
    if found:
        yield ""
        yield wording.desk("text.findings", language)
        yield from (f"  {line}" for line in found)
