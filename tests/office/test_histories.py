"""Histories of verbs, drawn at random, against a plain model of stages, deadlines and doers; a replay gives each state."""

from __future__ import annotations

import datetime
import itertools
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, initialize, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

_YEAR_END = datetime.date(2031, 12, 31)
_DAYS = st.integers(1, 400).map(lambda days: datetime.date(2031, 3, 3) + datetime.timedelta(days=days))
_CLERKS = st.sampled_from(["clerk", "second_clerk"])
_CHECKERS = st.sampled_from(["clerk", "second_clerk", "checker"])


@dataclass
class Said:
    """A report in the model: who is its doer besides the agency, whether it claims done, what the last check found."""

    person: str | None
    claims: bool
    found: str | None = None
    whole: bool = True


@dataclass
class Task:
    """A commitment in the model."""

    key: str
    first: datetime.date | None
    deadline: datetime.date | None
    stage: str = "draft"
    before: list[str] = field(default_factory=list)
    reports: list[Said] = field(default_factory=list)
    asked: tuple[datetime.date, str] | None = None
    cancelled: bool = False

    @property
    def running(self) -> bool:
        return self.stage not in ("draft", "decided", "closed") and not self.cancelled

    def enter(self, stage: str) -> None:
        self.before.append(self.stage)
        self.stage = stage


class Histories(RuleBasedStateMachine):
    """One office; each rule does one verb, and expects of it what the model says: done, or refused."""

    tasks: Any = Bundle("tasks")
    people: Any = None

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.model: dict[str, Task] = {}
        self.serial = itertools.count(1)

    @initialize()
    def opened(self) -> None:
        from django.db import transaction

        self.savepoint = transaction.savepoint()

    def teardown(self) -> None:
        from django.db import transaction

        from ninetenths.office.domain import replay

        try:
            assert list(replay.faults()) == []
        finally:
            transaction.savepoint_rollback(self.savepoint)

    def tried(self, verb: Any, *subject: Any, allowed: bool, **given: Any) -> Any:
        """Do it; it has to be refused exactly where the model does not allow it, and then nothing has changed."""
        from ninetenths.office.domain import log
        from ninetenths.refusal import Refusal

        size = log.size()
        try:
            made = verb(*subject, **given)
        except Refusal as refusal:
            assert not allowed, refusal.code
            assert log.size() == size
            return None
        assert allowed
        assert log.size() == size + 1
        return made

    def actor(self, name: str) -> Any:
        return self.people.actor(name)

    def behalf(self, name: str) -> Any:
        return self.actor(name).on_behalf(self.people.education.pk, "电话 3月3日")

    @rule(target=tasks, by=_CLERKS, due=st.none() | _DAYS)
    def add(self, by: str, due: datetime.date | None) -> str:
        from ninetenths.office.domain import commitments

        cells = {"title": f"任务{next(self.serial)}", "lead": "市教育局", "due": due and due.isoformat()}
        key: str = commitments.add(by=self.actor(by), cells=cells).pk
        self.model[key] = Task(key, due, due)
        return key

    @rule(target=tasks, by=_CLERKS, due=_DAYS)
    def add_issued(self, by: str, due: datetime.date) -> str:
        """Straight to where most of what can happen happens."""
        key = self.add(by, due)
        self.decide(key, by)
        self.issue(key, by)
        return key

    @rule(key=tasks, by=_CLERKS)
    def decide(self, key: str, by: str) -> None:
        from ninetenths.office.domain import commitments

        task = self.model[key]
        allowed = task.stage == "draft"
        if self.tried(commitments.decide, allowed=allowed, by=self.actor(by), commitments=[key]) is not None:
            task.enter("decided")

    @rule(key=tasks, by=_CLERKS)
    def issue(self, key: str, by: str) -> None:
        from ninetenths.office.domain import commitments

        task = self.model[key]
        given = {"by": self.actor(by), "commitments": [key], "title": "任务分解表"}
        if self.tried(commitments.issue, allowed=task.stage == "decided", **given) is not None:
            task.enter("issued")

    @rule(key=tasks, due=_DAYS)
    def edit_deadline(self, key: str, due: datetime.date) -> None:
        """Before issue the first deadline may be written another way; afterwards never."""
        from ninetenths.office.domain import commitments

        task = self.model[key]
        allowed = task.stage in ("draft", "decided") and not task.cancelled and due != task.first
        changes = {"due": due.isoformat()}
        if self.tried(commitments.edit, key, allowed=allowed, by=self.actor("clerk"), changes=changes) is not None:
            task.first = task.deadline = due

    @rule(key=tasks, by=st.sampled_from(["liaison", "clerk", "second_clerk"]), claims=st.booleans())
    def report(self, key: str, by: str, claims: bool) -> None:
        from ninetenths.office.domain import commitments

        task = self.model[key]
        actor = self.actor(by) if by == "liaison" else self.behalf(by)
        given = {"by": actor, "words": "进展", "claims_done": claims}
        if self.tried(commitments.report, key, allowed=task.running, **given) is not None:
            task.enter("reported")
            task.reports.append(Said(getattr(self.people, by).pk, claims))

    @rule(key=tasks)
    def report_by_another_agency(self, key: str) -> None:
        from ninetenths.office.domain import commitments

        given = {"by": self.actor("other_liaison"), "words": "进展"}
        self.tried(commitments.report, key, allowed=False, **given)

    @rule(key=tasks, by=_CHECKERS, progress=st.sampled_from([None, "50", "100"]))
    def check(self, key: str, by: str, progress: str | None) -> None:
        from ninetenths.office.domain import commitments

        if self._found(commitments.check, key, by, progress=progress):
            said = self.model[key].reports[-1]
            said.found, said.whole = "passed", progress != "50"
            self.model[key].enter("checked")

    @rule(key=tasks, by=_CHECKERS)
    def send_back(self, key: str, by: str) -> None:
        from ninetenths.office.domain import commitments

        if self._found(commitments.return_, key, by, reason="缺照片"):
            self.model[key].reports[-1].found = "returned"
            self.model[key].enter("returned")

    def _found(self, verb: Any, key: str, by: str, **given: Any) -> bool:
        task = self.model[key]
        last = task.reports[-1] if task.reports else None
        allowed = task.running and last is not None and last.person != getattr(self.people, by).pk
        return self.tried(verb, key, allowed=allowed, by=self.actor(by), **given) is not None

    @rule(key=tasks, by=_CHECKERS)
    def close(self, key: str, by: str) -> None:
        from ninetenths.office.domain import commitments

        task = self.model[key]
        last = task.reports[-1] if task.reports else None
        allowed = (
            task.running and last is not None and last.claims and last.found == "passed" and last.whole
            and last.person != getattr(self.people, by).pk
        )  # fmt: skip
        if self.tried(commitments.close, key, allowed=allowed, by=self.actor(by)) is not None:
            task.enter("closed")

    @rule(key=tasks)
    def undo(self, key: str) -> None:
        """The liaison takes back its last report, while nobody looked at it: the stage before it comes back."""
        from ninetenths.office.domain import commitments

        task = self.model[key]
        last = task.reports[-1] if task.reports else None
        allowed = (
            task.stage == "reported" and last is not None and last.person == self.people.liaison.pk
            and last.found is None
        )  # fmt: skip
        if self.tried(commitments.undo, key, allowed=allowed, by=self.actor("liaison")) is not None:
            task.reports.pop()
            task.enter(task.before[-1])

    @rule(key=tasks, new=_DAYS, by=st.sampled_from(["liaison", "clerk"]))
    def extend(self, key: str, new: datetime.date, by: str) -> None:
        from ninetenths.office.domain import clock, commitments

        task = self.model[key]
        actor = self.actor(by) if by == "liaison" else self.behalf(by)
        allowed = (
            task.running and task.asked is None and task.deadline is not None
            and clock.today() <= task.deadline < new
        )  # fmt: skip
        if self.tried(commitments.extend, key, allowed=allowed, by=actor, new=new, reason="雨季") is not None:
            task.asked = new, getattr(self.people, by).pk

    @rule(key=tasks, by=_CLERKS, grants=st.booleans())
    def answer(self, key: str, by: str, grants: bool) -> None:
        from ninetenths.office.domain import commitments

        task = self.model[key]
        allowed = task.asked is not None and task.asked[1] != getattr(self.people, by).pk
        verb = commitments.grant if grants else commitments.refuse
        if self.tried(verb, key, allowed=allowed, by=self.actor(by), answer="同意" if grants else "不同意") is not None:
            assert task.asked is not None
            task.deadline = task.asked[0] if grants else task.deadline
            task.asked = None

    @rule(key=consumes(tasks), by=_CLERKS)
    def cancel(self, key: str, by: str) -> None:
        from ninetenths.office.domain import commitments

        task = self.model[key]
        allowed = task.stage != "closed" and not task.cancelled
        if self.tried(commitments.cancel, key, allowed=allowed, by=self.actor(by), reason="并入") is not None:
            task.cancelled = True

    @rule(key=tasks)
    def touch_as_observer(self, key: str) -> None:
        """Who reads only changes nothing, whatever it tries."""
        from ninetenths.office.domain import commitments

        observer = self.actor("observer")
        self.tried(commitments.note, key, allowed=False, by=observer, words="x")
        self.tried(commitments.close, key, allowed=False, by=observer)

    @invariant()
    def state_is_the_models(self) -> None:
        from ninetenths.office.models import Commitment, Status

        rows = {row.pk: row for row in Commitment.objects.filter(pk__in=self.model)}
        codes = dict(Status.objects.filter(commitment__in=self.model, current=True).values_list("commitment", "code"))
        for key, task in self.model.items():
            row = rows[key]
            seen = (row.stage, row.first_deadline, row.deadline, row.cancelled is not None)
            assert seen == (task.stage, task.first, task.deadline, task.cancelled)
            # Nothing is done on the doer's word: somebody else found one of its reports to be so.
            assert (codes[key] == "done") <= any(said.found == "passed" for said in task.reports)
            assert (codes[key] == "cancelled") == task.cancelled


@pytest.fixture
def histories(people: Any) -> Iterator[type[Histories]]:
    Histories.people = people
    yield Histories
    Histories.people = None


def _settings(examples: int) -> settings:
    return settings(
        max_examples=examples, stateful_step_count=20, deadline=None, suppress_health_check=list(HealthCheck)
    )


def test_any_history_gives_what_the_model_says_and_replays_to_it(histories: type[Histories]) -> None:
    run(histories, settings=_settings(50))


@pytest.mark.deep
def test_two_thousand_histories_give_what_the_model_says(histories: type[Histories]) -> None:
    run(histories, settings=_settings(2000))
