"""Status: what schedule, deadline, reports and checks make of a task on a day; nothing of it is typed by its doer."""

from __future__ import annotations

import dataclasses
import datetime
from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from ninetenths.delivery.deadlines import deadline_on
from ninetenths.delivery.periods import Period, due_period, every_of, period_of
from ninetenths.delivery.rules import Rules
from ninetenths.delivery.schedules import nodes_done, planned
from ninetenths.delivery.values import Check, Code, Report, Schedule, Status, Task, Why
from ninetenths.measures import Calendar

_DAY = datetime.timedelta(days=1)
_DONE = Fraction(1)
# More than this many approved extensions is an exception of its own.
_EXTENDED_TWICE = 2
# Notes that no longer matter once an item is closed.
_OPEN_ONLY = ("deadline-off", "extension-pending")


def as_known(task: Task, on: datetime.date, known: datetime.date | None = None) -> Task:
    """The task as it was at the end of `on`, by what was known at the end of `known` (the same day by default).

    What bears no day is taken as always known. The first deadline stays; extensions approved later are not yet there.
    """
    known = on if known is None else known
    if not _any_later(task, min(on, known)):
        return task
    return dataclasses.replace(
        task,
        reports=tuple(r for r in task.reports if not _later(r.on, on) and not _later(r.known_on, known)),
        checks=tuple(c for c in task.checks if not _later(c.on, min(on, known))),
        extensions=tuple(e for e in task.extensions if not _later(e.asked_on or e.approved_on, min(on, known))),
        cancelled=None if task.cancelled is not None and _later(task.cancelled.on, min(on, known)) else task.cancelled,
    )


def _any_later(task: Task, on: datetime.date) -> bool:
    """Whether anything of a task bears a later day; nearly always nothing does."""
    return (
        any(_later(report.on, on) or _later(report.known_on, on) for report in task.reports)
        or any(_later(check.on, on) for check in task.checks)
        or any(_later(extension.asked_on or extension.approved_on, on) for extension in task.extensions)
        or (task.cancelled is not None and _later(task.cancelled.on, on))
    )


def _later(day: datetime.date | None, on: datetime.date) -> bool:
    return day is not None and day > on


def statuses(
    tasks: Iterable[Task], on: datetime.date, rules: Rules, calendar: Calendar, *, start: datetime.date | None = None,
    known: datetime.date | None = None,
) -> tuple[Status, ...]:  # fmt: skip
    """The status of each task, in order. `start`: where schedules without a start of their own begin."""
    return tuple(status_of(task, on, rules, calendar, start=start, known=known) for task in tasks)


def status_of(
    task: Task, on: datetime.date, rules: Rules, calendar: Calendar, *, start: datetime.date | None = None,
    known: datetime.date | None = None,
) -> Status:  # fmt: skip
    """The status of one task at the end of `on`."""
    task = as_known(task, on, known)
    return _Judging(task, on, rules, calendar, start).status()


@dataclass(frozen=True, slots=True)
class _Facts:
    """What is computed before anything is judged."""

    deadline: datetime.date | None
    planned: Fraction | None
    claimed: Fraction | None
    verified: Fraction | None
    pace: Fraction | None
    claims_done: bool
    done_on: datetime.date | None
    check: Check | None
    silent: Why | None
    extended: int


class _Judging:
    """One task on one day."""

    __slots__ = ("calendar", "facts", "on", "report", "rules", "schedule", "task")

    def __init__(
        self, task: Task, on: datetime.date, rules: Rules, calendar: Calendar, start: datetime.date | None
    ) -> None:
        self.task, self.on, self.rules, self.calendar = task, on, rules, calendar
        self.report = task.report or Report()
        self.schedule = self._schedule(start)
        self.facts = self._facts()

    def _schedule(self, start: datetime.date | None) -> Schedule:
        schedule = self.task.schedule
        if schedule.curve == "linear" and self.task.kind in ("standing", "prohibition"):
            return schedule if schedule.start is None else dataclasses.replace(schedule, start=None)
        if schedule.curve in ("linear", "custom") and schedule.start is None and start is not None:
            return dataclasses.replace(schedule, start=start)
        return schedule

    def _facts(self) -> _Facts:
        deadline = deadline_on(self.task, self.on)
        claimed, claims_done = claim_of(self.task)
        schedule = self.schedule
        if self.task.kind == "milestone" and claimed is None and schedule.curve == "linear":
            # A milestone is there or not: without a share of its own it has no half.
            schedule = dataclasses.replace(schedule, curve="gate")
        due = planned(schedule, deadline, self.on)
        check = self._last_check()
        verified = self._verified(check)
        # What a checker returned is no longer measured by the claim, only by what the checker found.
        returned = check is not None and check.result == "returned"
        actual = verified if returned else claimed
        pace = None if due is None or actual is None else actual - due
        done_on = None
        if claims_done:
            done_on = self.report.done_on or self.report.on
        return _Facts(
            deadline, due, claimed, verified, pace, claims_done, done_on, check, self._silence(),
            sum(extension.approved_on is not None for extension in self.task.extensions),
        )  # fmt: skip

    def _last_check(self) -> Check | None:
        """The last check by someone else than a doer, of a kind that the rule set counts."""
        doers = set(self.task.agencies.leads)
        counting = [
            check
            for check in self.task.checks
            if check.kind in self.rules.closing and (not check.by or check.by not in doers)
        ]
        return counting[-1] if counting else None

    def _verified(self, check: Check | None) -> Fraction | None:
        """What the checker found; a check that passed without a figure confirms the claim as it stood on its day."""
        if check is None:
            return None
        if check.progress is not None or check.result == "returned":
            return check.progress
        then = tuple(report for report in self.task.reports if check.on is None or not _later(report.on, check.on))
        return claim_of(dataclasses.replace(self.task, reports=then))[0] if then else None

    def _silence(self) -> Why | None:
        """Why it counts as not reported, if it does: no report since the period whose report was due began."""
        period = due_period(every_of(self.task, self.rules), self.on, self.rules)
        if period is None:
            return None
        if not self.task.reports:
            return Why("never-reported", _period(period))
        if self.report.on is None or self.report.on >= period.first:
            return None
        return Why("not-reported", {**_period(period), "last": self.report.on})

    @property
    def _overdue(self) -> bool:
        return self.facts.deadline is not None and self.facts.deadline < self.on

    @property
    def _closed(self) -> bool:
        check = self.facts.check
        return (
            self.facts.claims_done and check is not None and check.result == "passed" and self.facts.verified == _DONE
        )

    def status(self) -> Status:
        facts = self.facts
        code, why = self._code()
        light, light_why = self._light(code)
        deadline = facts.deadline
        first, done_on = self.task.first_deadline, facts.done_on
        open_ = code in ("cancelled", "inapplicable")
        closed = code == "done"
        return Status(
            task=self.task, on=self.on, code=code, why=why, light=light, light_why=light_why, planned=facts.planned,
            claimed=facts.claimed, verified=facts.verified, pace=facts.pace, deadline=deadline,
            days_left=None if deadline is None else (deadline - self.on).days,
            done_on=done_on,
            on_time_first=None if open_ else _in_time(first, done_on, closed, self.on),
            on_time_current=None if open_ else _in_time(deadline, done_on, closed, self.on),
            extended=facts.extended,
            flags=() if open_ else self._flags(code, closed),
            next_crossing=self._next_crossing(code),
        )  # fmt: skip

    def _code(self) -> tuple[Code, Why]:
        facts, task = self.facts, self.task
        if task.cancelled is not None:
            gone = task.cancelled
            return "cancelled", Why("cancelled", {"on": gone.on, "by": gone.by, "reason": gone.reason})
        if not self.report.applicable:
            return "inapplicable", Why("inapplicable")
        if self._closed:
            check = facts.check
            assert check is not None
            return "done", Why("done", {"check": check.kind, "by": check.by, "on": check.on})
        if facts.claims_done and not (facts.check is not None and facts.check.result == "returned"):
            return "claimed", Why("claimed", {"on": facts.done_on})
        if self._overdue:
            return "overdue", self._late()
        if not task.agencies.lead:
            return "unowned", Why("unowned")
        if facts.silent is not None:
            return "silent", facts.silent
        return self._paced()

    def _late(self) -> Why:
        facts = self.facts
        assert facts.deadline is not None
        days = (self.on - facts.deadline).days
        if facts.deadline != self.task.first_deadline:
            return Why(
                "overdue-extended", {"deadline": facts.deadline, "days": days, "first": self.task.first_deadline}
            )
        return Why("overdue", {"deadline": facts.deadline, "days": days})

    def _paced(self) -> tuple[Code, Why]:
        facts = self.facts
        shares = self._shares()
        if facts.pace is not None:
            if facts.pace < self.rules.behind_below:
                return "behind", Why("behind", shares)
            return "pace", Why("ahead" if facts.pace >= self.rules.ahead_from else "on-pace", shares)
        if self.task.kind in ("standing", "prohibition"):
            return "pace", Why("kept")
        returned = facts.check is not None and facts.check.result == "returned"
        if (facts.claimed is None or returned) and facts.planned:
            return "unmeasured", Why("unmeasured", shares)
        if self.task.kind == "quantity" and facts.claimed is None:
            return "unmeasured", Why("unmeasured", shares)
        if facts.deadline is None:
            return "unmeasured", Why("no-deadline")
        if facts.planned is None and facts.claimed is not None:
            return "pace", Why("no-schedule", {"deadline": facts.deadline, "days": (facts.deadline - self.on).days})
        return "pace", Why("not-yet-due", {"deadline": facts.deadline, "days": (facts.deadline - self.on).days})

    def _shares(self) -> dict[str, object]:
        """The arithmetic of the pace: what is done, what is due, and for a measured goal the two amounts."""
        facts, goal = self.facts, self.task.goal
        actual = facts.claimed if facts.pace is None or facts.planned is None else facts.pace + facts.planned
        shares: dict[str, object] = {"planned": facts.planned, "actual": actual, "pace": facts.pace}
        if (
            self.report.actual is not None
            and actual is not None
            and goal is not None
            and isinstance(goal.value, Fraction)
            # Only where the claim is these amounts, not what a checker found instead.
            and self.report.actual == actual * goal.value
        ):
            shares |= {"reached": self.report.actual, "goal": goal.value}
        return shares

    def _flags(self, code: Code, closed: bool) -> tuple[Why, ...]:
        """The exceptions in the order in which they are shown. What is closed has only those of its record."""
        facts, task, flags = self.facts, self.task, []
        if not closed:
            if facts.silent is not None and not facts.claims_done:
                flags.append(facts.silent)
            if code == "overdue":
                flags.append(self._late())
        if facts.extended >= _EXTENDED_TWICE:
            flags.append(
                Why(
                    "extended-twice", {"count": facts.extended, "first": task.first_deadline, "current": facts.deadline}
                )
            )
        if not closed:
            flags.extend(self._open_flags(code))
        flags.extend(flag for flag in self._record_flags() if not (closed and flag.code in _OPEN_ONLY))
        return tuple(flags)

    def _open_flags(self, code: Code) -> Iterable[Why]:
        facts, task = self.facts, self.task
        check = facts.check
        if check is not None and check.result == "returned":
            yield Why("returned", {"check": check.kind, "by": check.by, "on": check.on, "words": check.words})
        elif facts.claims_done:
            yield Why("claimed-unchecked", {"on": facts.done_on})
        if self.report.claims_done and not facts.claims_done:
            yield Why("claim-contradicted", {"actual": facts.claimed})
        if facts.pace is not None and facts.pace < self.rules.behind_below and code not in ("overdue", "claimed"):
            yield Why("behind", self._shares())
        if not task.agencies.lead:
            yield Why("unowned")
        if facts.deadline is None and task.kind not in ("standing", "prohibition", "recurring"):
            yield Why("no-deadline")
        if task.blockers:
            yield Why("blocked", {"words": "；".join(task.blockers)})

    def _record_flags(self) -> Iterable[Why]:
        facts, task = self.facts, self.task
        doers = set(task.agencies.leads)
        if any(check.by and check.by in doers for check in task.checks):
            yield Why("checked-by-doer", {"by": next(check.by for check in task.checks if check.by in doers)})
        before = task.first_deadline
        for extension in task.extensions:
            if extension.approved_on is None:
                yield Why("extension-pending", {"new": extension.new, "asked": extension.asked_on})
                continue
            asked = extension.asked_on or extension.approved_on
            if before is not None and asked > before:
                yield Why("extension-late", {"asked": asked, "deadline": before})
            before = extension.new
        if task.written_deadline is not None and facts.deadline is not None and task.written_deadline != facts.deadline:
            yield Why("moved-without-approval", {"written": task.written_deadline, "current": facts.deadline})
        if facts.claimed is not None and facts.claimed > 1:
            yield Why("over-target", {"actual": facts.claimed})
        if facts.deadline is not None and facts.deadline >= self.on and not self.calendar.works(facts.deadline):
            yield Why("deadline-off", {"deadline": facts.deadline, "before": self.calendar.before(facts.deadline)})

    def _light(self, code: Code) -> tuple[str, Why]:
        if code in ("cancelled", "inapplicable"):
            return "none", Why(f"light.{code}")
        for light in self.rules.lights:
            if all(self._holds(condition, value, code) for condition, value in light.when.items()):
                return light.code, Why(
                    "light", {"rules": self.rules.name, "when": dict(light.when), "words": dict(light.words)}
                )
        raise AssertionError("the last light of a rule set always holds")

    def _holds(self, condition: str, value: object, code: Code) -> bool:
        facts = self.facts
        left = None if facts.deadline is None or self._closed else (facts.deadline - self.on).days
        if condition == "closed":
            return self._closed is value
        if condition == "overdue":
            return (code == "overdue") is value
        if condition == "claimed":
            return (facts.claims_done and not self._closed) is value
        if condition == "silent":
            return (facts.silent is not None and not facts.claims_done) is value
        if condition == "returned":
            return (facts.check is not None and facts.check.result == "returned" and not self._closed) is value
        if condition == "blocked":
            return (bool(self.task.blockers) and not self._closed) is value
        return self._measures_up(condition, value, left)

    def _measures_up(self, condition: str, value: object, left: int | None) -> bool:
        facts = self.facts
        if condition == "gap_below":
            return facts.pace is not None and not facts.claims_done and facts.pace < value  # type: ignore[operator]
        if condition == "verified_gap_below":
            if facts.planned is None or facts.verified is None or self._closed:
                return False
            return facts.verified - facts.planned < value  # type: ignore[operator]
        if condition == "missed_at_least":
            return self._missed() >= value  # type: ignore[operator]
        if left is None:
            return False
        if condition == "days_left_at_most":
            return 0 <= left <= value  # type: ignore[operator]
        if condition == "overdue_days_at_least":
            return -left >= value and not facts.claims_done  # type: ignore[operator]
        assert condition == "working_days_left_at_most" and facts.deadline is not None
        return left >= 0 and self.calendar.between(self.on, facts.deadline) <= value  # type: ignore[operator]

    def _missed(self) -> int:
        """Nodes said not to be done after their day, and the deadline, each missed without an approved extension."""
        missed = sum(node.done is False and node.day < self.on for node in self.schedule.nodes)
        return missed + (self._overdue and not self.facts.claims_done)

    def _next_crossing(self, code: Code) -> datetime.date | None:
        """The next day on which the status may change although nothing is entered."""
        if code in ("done", "cancelled", "inapplicable"):
            return None
        days = [node.day for node in self.schedule.nodes]
        deadline = self.facts.deadline
        if deadline is not None:
            days.append(deadline + _DAY)
            thresholds = {
                light.when["days_left_at_most"] for light in self.rules.lights if "days_left_at_most" in light.when
            }
            days.extend(deadline - threshold * _DAY for threshold in thresholds)
        period = period_of(every_of(self.task, self.rules), self.on, self.rules)
        if period is not None:
            days.append(period.due if period.due > self.on else _following(period, self.rules))
        return min((day for day in days if day > self.on), default=None)


def _following(period: Period, rules: Rules) -> datetime.date:
    after = period_of(period.every, period.last + _DAY, rules)
    assert after is not None
    return after.due


def _period(period: Period) -> dict[str, object]:
    return {"every": period.every, "first": period.first, "due": period.due}


def _in_time(
    deadline: datetime.date | None, done_on: datetime.date | None, closed: bool, on: datetime.date
) -> bool | None:
    """Whether it was done by a deadline: False once that is past and it is not closed, None while that is open."""
    if deadline is None:
        return None
    if closed:
        return None if done_on is None else done_on <= deadline
    return False if deadline < on else None


def claim_of(task: Task) -> tuple[Fraction | None, bool]:
    """What the last report claims: the share done (over 1 where the target is exceeded), and whether that is all.

    A figure outweighs the word: “done” at 12 of 20 claims 12/20. A ceiling (at most, below) has no share till its end.
    """
    report = task.report
    if report is None:
        return None, False
    reached = _reached(task, report)
    if reached is not None:
        share, all_done = reached
        return share, all_done and (report.claims_done or task.kind == "quantity")
    if report.progress is not None:
        return report.progress, report.progress >= 1
    if report.claims_done:
        return _DONE, True
    return nodes_done(task.schedule), False


def _reached(task: Task, report: Report) -> tuple[Fraction | None, bool] | None:
    """The measured value against the goal; None where either is missing."""
    goal = task.goal
    if report.actual is None or goal is None or goal.value is None:
        return None
    low, high = goal.value if isinstance(goal.value, tuple) else (goal.value, goal.value)
    if goal.bound in ("<", "<="):
        kept = report.actual < high if goal.bound == "<" else report.actual <= high
        return (_DONE if kept and report.claims_done else None), kept and report.claims_done
    if low <= 0:
        return None
    all_done = report.actual > low if goal.bound == ">" else report.actual >= low
    return report.actual / low, all_done
