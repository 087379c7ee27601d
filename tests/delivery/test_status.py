"""Status: computed from schedule, deadline, reports and checks; what the doer says is shown beside it, not instead."""

from __future__ import annotations

import dataclasses
import datetime
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.delivery import (
    Agencies,
    Cancelled,
    Check,
    Extension,
    Node,
    Report,
    Schedule,
    as_known,
    load_calendar,
    load_rules,
    rule_names,
    status_of,
)

sys.path.insert(0, str(Path(__file__).parent))
from making import END, NOVEMBER, START, day, flags, judged, made, reported

PASSED = Check("field", "passed", day("2031-11-28"), "市委督查室", Fraction(1))
DONE = reported(200, claims_done=True)


def test_at_eleven_twelfths_of_the_year_184_of_200_is_on_pace_and_183_is_behind() -> None:
    on_pace, behind = judged(made(reports=reported(184))), judged(made(reports=reported(183)))
    assert (on_pace.code, on_pace.pace) == ("pace", Fraction(184, 200) - Fraction(11, 12))
    assert (behind.code, behind.pace) == ("behind", Fraction(183, 200) - Fraction(11, 12))
    assert behind.why.params == {
        "planned": Fraction(11, 12), "actual": Fraction(183, 200), "pace": behind.pace, "reached": 183, "goal": 200
    }  # fmt: skip


def test_a_status_typed_by_the_owner_changes_nothing() -> None:
    typed = judged(made(reports=reported(100, status="已完成", claims_done=True)))
    assert (typed.code, typed.claimed, flags(typed)) == ("behind", Fraction(1, 2), ["claim-contradicted", "behind"])


def test_claimed_and_verified_are_two_numbers() -> None:
    check = Check("field", "passed", day("2031-11-28"), "市委督查室", Fraction(3, 5))
    status = judged(made(reports=reported(200, claims_done=True), checks=(check,)))
    assert (status.claimed, status.verified, status.code) == (Fraction(1), Fraction(3, 5), "claimed")


def test_nothing_closes_on_the_doers_word() -> None:
    status = judged(made(reports=DONE))
    assert (status.code, flags(status), status.on_time_first) == ("claimed", ["claimed-unchecked"], None)


def test_a_check_by_the_doer_does_not_count_and_is_shown() -> None:
    own = dataclasses.replace(PASSED, by="市住房和城乡建设局")
    status = judged(made(reports=DONE, checks=(own,)))
    assert (status.code, status.verified, flags(status)) == ("claimed", None, ["claimed-unchecked", "checked-by-doer"])


def test_a_check_by_someone_else_closes_it() -> None:
    status = judged(made(reports=DONE, checks=(PASSED,)))
    assert (status.code, status.verified, status.on_time_first, status.on_time_current, status.flags) == (
        "done", Fraction(1), True, True, ()
    )  # fmt: skip


def test_a_check_without_a_figure_confirms_the_claim_as_it_stood_that_day() -> None:
    later = (*reported(120, on="2031-10-25"), *reported(200, on="2031-11-29", claims_done=True))
    status = judged(made(reports=later, checks=(Check("desk", "passed", day("2031-11-01"), "市委督查室"),)))
    assert (status.claimed, status.verified, status.code) == (Fraction(1), Fraction(3, 5), "claimed")


def test_a_returned_completion_is_open_again_and_its_claim_no_longer_measures_it() -> None:
    back = Check("desk", "returned", day("2031-11-28"), "市委督查室")
    status = judged(made(reports=DONE, checks=(back,)))
    assert (status.code, status.claimed, status.pace, flags(status)) == ("unmeasured", Fraction(1), None, ["returned"])


def test_the_day_of_the_deadline_is_not_overdue_and_the_next_one_is() -> None:
    task = made(reports=reported(150, on="2031-12-30"))
    assert [judged(task, END).code, judged(task, END + datetime.timedelta(days=1)).code] == ["behind", "overdue"]


def test_overdue_wins_over_silence_and_both_are_flagged_silence_first() -> None:
    status = judged(made(reports=reported(150, on="2031-08-01")), day("2032-01-31"))
    assert (status.code, flags(status)) == ("overdue", ["not-reported", "overdue"])


def test_no_report_at_all_is_said_and_is_not_zero() -> None:
    status = judged(made())
    assert (status.code, status.claimed, status.pace, flags(status)) == ("silent", None, None, ["never-reported"])


def test_zero_is_a_report() -> None:
    status = judged(made(reports=reported(0)))
    assert (status.code, status.claimed, status.pace) == ("behind", Fraction(0), Fraction(-11, 12))


def test_not_applicable_is_neither() -> None:
    status = judged(made(reports=(Report(on=NOVEMBER, applicable=False),)))
    assert (status.code, status.claimed, status.light, status.flags) == ("inapplicable", None, "none", ())


def test_a_report_without_a_figure_is_not_silent_and_cannot_be_on_pace() -> None:
    status = judged(made(reports=(Report(on=day("2031-11-25"), words="有序推进"),)))
    assert (status.code, flags(status)) == ("unmeasured", [])


@pytest.mark.parametrize(
    ("on", "last", "silent"),
    [("2031-11-27", "2031-10-02", False), ("2031-11-28", "2031-10-31", True), ("2031-11-28", "2031-11-01", False),
     ("2031-11-27", "2031-09-30", True), ("2031-12-05", "2031-11-03", False)],
)  # fmt: skip
def test_a_months_report_is_missed_from_the_28th_on_and_no_earlier(on: str, last: str, silent: bool) -> None:
    assert ("not-reported" in flags(judged(made(reports=reported(199, on=last)), day(on)))) is silent


def test_standing_work_reports_by_the_quarter_and_is_kept_without_a_figure() -> None:
    task = made(kind="standing", goal=None, first_deadline=None, reports=(Report(on=day("2031-09-20")),))
    assert [judged(task, day(on)).code for on in ("2031-11-30", "2031-12-28")] == ["pace", "silent"]


def test_a_task_may_have_a_frequency_of_its_own() -> None:
    task = made(report_every="never", reports=())
    assert judged(task).flags == ()


def test_a_milestone_has_no_half_before_its_day() -> None:
    task = made(kind="milestone", goal=None, reports=(Report(on=day("2031-11-25"), words="正在起草"),))
    status = judged(task)
    assert (status.code, status.why.code, status.planned) == ("pace", "not-yet-due", Fraction(0))


def test_nodes_gate_a_milestone() -> None:
    nodes = (
        Node(day("2031-06-30"), None, "立项", True),
        Node(day("2031-10-31"), None, "开工", False),
        Node(END, None, "建成"),
    )
    task = made(
        kind="milestone", goal=None, schedule=Schedule("nodes", None, nodes), reports=(Report(on=day("2031-11-25")),)
    )
    status = judged(task)
    assert (status.code, status.planned, status.claimed) == ("behind", Fraction(2, 3), Fraction(1, 3))


def test_extended_twice_stays_an_exception_even_when_it_is_done() -> None:
    twice = (
        Extension(day("2031-10-31"), None, day("2031-08-01")),
        Extension(day("2031-11-30"), None, day("2031-10-20")),
    )
    task = made(first_deadline=day("2031-09-30"), extensions=twice, reports=DONE, checks=(PASSED,))
    status = judged(task)
    assert (status.code, status.extended, flags(status)) == ("done", 2, ["extended-twice"])
    assert (status.on_time_first, status.on_time_current) == (False, True)


def test_an_extension_asked_for_after_the_deadline_is_shown() -> None:
    late = Extension(day("2032-03-31"), day("2031-10-10"), day("2031-10-12"), "市委督查室", "征地")
    status = judged(made(first_deadline=day("2031-09-30"), extensions=(late,), reports=reported(199)))
    assert flags(status) == ["extension-late"]


def test_a_deadline_cell_changed_without_approval_moves_nothing() -> None:
    status = judged(made(first_deadline=day("2031-09-30"), written_deadline=END, reports=reported(199)))
    assert (status.code, status.deadline, flags(status)) == (
        "overdue", day("2031-09-30"), ["overdue", "moved-without-approval"]
    )  # fmt: skip


def test_cancelled_is_said_and_has_no_light() -> None:
    status = judged(made(cancelled=Cancelled(day("2031-09-15"), "市委常委会", "并入")))
    assert (status.code, status.light, status.on_time_first, status.next_crossing) == ("cancelled", "none", None, None)


def test_without_a_lead_it_is_unowned() -> None:
    status = judged(made(agencies=Agencies(), reports=reported(199)))
    assert (status.code, flags(status)) == ("unowned", ["unowned"])


def test_without_a_deadline_it_says_so() -> None:
    status = judged(made(first_deadline=None, kind="milestone", goal=None, reports=(Report(on=day("2031-11-25")),)))
    assert (status.code, status.why.code, flags(status)) == ("unmeasured", "no-deadline", ["no-deadline"])


def test_a_deadline_on_a_day_off_is_noted() -> None:
    status = judged(made(first_deadline=day("2032-01-01"), reports=reported(199)))
    assert (flags(status), status.flags[0].params["before"]) == (["deadline-off"], day("2031-12-31"))


def test_a_ceiling_has_no_share_before_it_is_done() -> None:
    from ninetenths.delivery import goal_of

    kept = judged(made(goal=goal_of("不超过26微克"), reports=reported(25)))
    done = judged(made(goal=goal_of("不超过26微克"), reports=reported(25, claims_done=True)))
    broken = judged(made(goal=goal_of("不超过26微克"), reports=reported(27, claims_done=True)))
    assert [(s.code, s.claimed) for s in (kept, done, broken)] == [
        ("unmeasured", None), ("claimed", Fraction(1)), ("unmeasured", None)
    ]  # fmt: skip


def test_the_past_is_judged_by_what_was_known_then() -> None:
    reports = (
        *reported(60, on="2031-05-25"),
        Report(on=day("2031-06-25"), known_on=day("2031-08-01"), actual=Fraction(110)),
    )
    task = made(reports=reports, checks=(PASSED,), cancelled=Cancelled(day("2031-10-01")))
    rules, calendar = load_rules(), load_calendar("cn")
    june = day("2031-06-30")
    then = status_of(task, june, rules, calendar)
    in_hindsight = status_of(task, june, rules, calendar, known=day("2031-12-31"))
    assert [(s.code, s.claimed) for s in (then, in_hindsight)] == [
        ("silent", Fraction(3, 10)), ("pace", Fraction(11, 20))
    ]  # fmt: skip
    assert as_known(task, june).cancelled is None


def test_the_next_crossing_is_known_without_any_entry() -> None:
    rules = load_rules("xian")
    status = status_of(made(reports=reported(199), report_every="never"), NOVEMBER, rules, load_calendar("cn"))
    after = status_of(made(reports=reported(199), report_every="never"), day("2031-12-28"), rules, load_calendar("cn"))
    assert (status.next_crossing, after.next_crossing) == (day("2031-12-28"), day("2032-01-01"))


@given(
    st.sampled_from(["milestone", "quantity", "recurring", "standing", "prohibition"]),
    st.none() | st.integers(0, 400), st.booleans(), st.booleans(), st.none() | st.dates(START, day("2032-12-31")),
    st.dates(START, day("2033-12-31")), st.sampled_from(rule_names()), st.booleans(),
)  # fmt: skip
def test_every_task_has_a_status_and_one_light_whatever_is_known(
    kind: str, actual: int | None, claims: bool, checked: bool, deadline: datetime.date | None, on: datetime.date,
    rules: str, dated: bool,
) -> None:  # fmt: skip
    report = Report(
        on=day("2031-06-15") if dated else None, actual=None if actual is None else Fraction(actual), claims_done=claims
    )
    task = made(kind=kind, first_deadline=deadline, reports=(report,), checks=(PASSED,) if checked else ())
    status = judged(task, on, rules)
    assert status.light in {light.code for light in load_rules(rules).lights}
    assert status.next_crossing is None or status.next_crossing > on
    assert status.code != "done" or (checked and status.verified == 1)
