"""Figures: the published oracles, and a test for each documented way in which others' figures went wrong."""

from __future__ import annotations

import dataclasses
import sys
from fractions import Fraction
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.delivery import (
    Agencies,
    Cancelled,
    Extension,
    Report,
    Share,
    Status,
    arithmetic,
    done_to_the_day,
    fraction_words,
    leaves,
    percent,
    points,
    roll_up,
    seen_by,
    sliced,
    weighted,
)

sys.path.insert(0, str(Path(__file__).parent))
from making import END, NOVEMBER, day, flags, judged, made, reported
from test_status import DONE, PASSED


def several(*tasks: object) -> list[Status]:
    return [judged(dataclasses.replace(task, id=f"t-{n}")) for n, task in enumerate(tasks)]  # type: ignore[type-var]


# -- oracles -----------------------------------------------------------------------------------------------------------


def test_xuancheng_2020_of_55_quantified_tasks_44_are_on_pace() -> None:
    figures = roll_up(several(*[made(reports=reported(184))] * 44, *[made(reports=reported(150))] * 11), NOVEMBER)
    assert (figures.on_pace, arithmetic(figures.on_pace)) == (Share(44, 55), "44 ÷ 55 = 80.0%")


def test_jinzhai_2025_162_of_222_is_72_97_and_is_rounded_not_cut() -> None:
    share = Share(162, 222)
    assert (percent(share.value, 2), arithmetic(share), share.part + 17 + 10 + 24 + 9) == (
        "72.97%", "162 ÷ 222 = 73.0%", share.of
    )  # fmt: skip


def test_eleven_twelfths_is_printed_with_its_arithmetic() -> None:
    assert fraction_words(Fraction(11, 12)) == "11/12 = 91.7%"


# -- how others failed -------------------------------------------------------------------------------------------------


def test_more_than_three_quarters_done_is_not_green_when_it_is_late() -> None:
    status = judged(made(reports=reported(160, on="2031-12-28")), day("2032-01-10"))
    assert (status.claimed, status.code, status.light) == (Fraction(4, 5), "overdue", "red")


def test_60_percent_and_overdue_is_red_not_amber() -> None:
    status = judged(made(reports=reported(120, on="2031-12-28")), day("2032-01-10"))
    assert (status.claimed, status.code, status.light) == (Fraction(3, 5), "overdue", "red")


def test_asking_for_extensions_does_not_empty_the_list_of_the_overdue() -> None:
    asked = made(
        first_deadline=day("2031-09-30"), extensions=(Extension(END, day("2031-09-29")),), reports=reported(150)
    )
    granted = dataclasses.replace(asked, extensions=(Extension(END, day("2031-09-20"), day("2031-09-25")),))
    figures = roll_up(several(asked, granted), NOVEMBER)
    assert (figures.codes, figures.extended, figures.extensions) == ({"overdue": 1, "behind": 1}, 1, 1)
    assert (figures.on_time_first, figures.on_time_current) == (Share(0, 2), Share(0, 1))


def test_every_figure_has_its_denominator_and_its_day() -> None:
    figures = roll_up(several(made(reports=DONE, checks=(PASSED,)), made(reports=reported(10)), made()), NOVEMBER)
    assert (figures.on, figures.counted, figures.done, figures.known, figures.checked) == (
        NOVEMBER, 3, Share(1, 3), 2, 1
    )  # fmt: skip


def test_dates_of_completion_that_equal_the_deadline_to_the_day_are_pointed_at() -> None:
    def done(on: str) -> object:
        return made(reports=(Report(on=NOVEMBER, actual=Fraction(200), claims_done=True, done_on=day(on)),))

    copied = [made(first_deadline=NOVEMBER, reports=done("2031-11-30").reports)] * 24  # type: ignore[attr-defined]
    found = done_to_the_day(several(*copied, *[done("2031-11-12")] * 13))
    assert found is not None and (found.code, found.params) == ("done-to-the-day", {"part": 24, "of": 37})
    assert done_to_the_day(several(*[done("2031-11-12")] * 37)) is None


def test_a_parent_is_divided_by_the_sum_of_the_weights() -> None:
    assert weighted([(Fraction(3), Fraction(1)), (Fraction(1), Fraction(1, 2))]) == Fraction(7, 8)


def test_null_is_not_zero_in_an_average() -> None:
    figures = roll_up(several(made(reports=reported(100)), made(), made(reports=reported(0))), NOVEMBER)
    assert (figures.progress, figures.known, figures.counted) == (Fraction(1, 4), 2, 3)


def test_of_nothing_known_there_is_no_average() -> None:
    figures = roll_up(several(made(), made()), NOVEMBER)
    assert (figures.progress, figures.verified, percent(figures.progress)) == (None, None, "–")


def test_a_total_never_exceeds_100_percent_and_the_item_shows_what_it_reached() -> None:
    over = judged(made(reports=reported(260, claims_done=True)))
    figures = roll_up([over], NOVEMBER)
    assert (over.claimed, flags(over), figures.progress) == (
        Fraction(13, 10), ["claimed-unchecked", "over-target"], Fraction(1)
    )  # fmt: skip


def test_an_overfulfilled_item_does_not_pay_for_an_unfulfilled_one() -> None:
    figures = roll_up(several(made(reports=reported(400)), made(reports=reported(0))), NOVEMBER)
    assert figures.progress == Fraction(1, 2)


def test_a_share_typed_upward_by_the_owner_does_not_become_the_parents() -> None:
    parent = made(id="p", reports=(Report(on=NOVEMBER, progress=Fraction(99, 100)),))
    children = [made(id=f"c{n}", parent="p", reports=reported(n)) for n in (100, 50)]
    figures = roll_up([judged(task) for task in (parent, *children)], NOVEMBER)
    assert (figures.listed, figures.progress) == (2, Fraction(3, 8))


def test_several_leads_are_kept_and_the_first_counts_once() -> None:
    joint = made(agencies=Agencies("甲局", ("乙局",), ("丙局",)), reports=reported(10))
    found = several(joint, made(agencies=Agencies("乙局"), reports=reported(10)))
    assert {name: len(group) for name, group in sliced(found, "lead").items()} == {"甲局": 1, "乙局": 1}
    assert [[s.task.id for s in seen_by(found, name)] for name in ("甲局", "乙局", "丙局")] == [[], ["t-0"], ["t-0"]]


def test_what_has_no_deadline_is_listed_and_cannot_be_on_time() -> None:
    status = judged(made(first_deadline=None, reports=reported(10)))
    figures = roll_up([status], NOVEMBER)
    assert (flags(status), figures.on_time_first, figures.on_time_current) == (
        ["no-deadline"],
        Share(0, 0),
        Share(0, 0),
    )


def test_cancelled_leaves_the_denominator_and_is_seen_to_leave() -> None:
    figures = roll_up(several(made(reports=DONE, checks=(PASSED,)), made(cancelled=Cancelled())), NOVEMBER)
    assert (figures.listed, figures.counted, figures.cancelled, figures.done) == (2, 1, 1, Share(1, 1))


def test_a_commitment_counts_once_however_often_it_is_given() -> None:
    status = judged(made(reports=reported(10)))
    assert roll_up([status, status, status], NOVEMBER).counted == 1


def test_slices_add_up_to_the_whole() -> None:
    found = several(made(section="一"), made(section="二"), made(section="一", cancelled=Cancelled()))
    assert (
        sum(roll_up(group, NOVEMBER).listed for group in sliced(found, "section").values()) == len(leaves(found)) == 3
    )


# -- printing ----------------------------------------------------------------------------------------------------------


def test_not_quite_all_is_never_printed_as_100_and_not_quite_nothing_never_as_0() -> None:
    assert [percent(Fraction(n, 9999)) for n in (0, 1, 9998, 9999)] == ["0.0%", "0.1%", "99.9%", "100.0%"]


def test_points_carry_their_sign() -> None:
    assert [points(Fraction(n, 12)) for n in (-1, 0, 1)] == ["−8.3", "0.0", "+8.3"]


def test_a_share_of_nothing_is_no_share() -> None:
    assert (arithmetic(Share(0, 0)), Share(0, 0).value) == ("0 ÷ 0", None)


@given(st.fractions(0, 1), st.integers(0, 3))
def test_printing_is_off_by_less_than_its_last_place(share: Fraction, places: int) -> None:
    shown = Fraction(percent(share, places).removesuffix("%")) / 100
    assert abs(shown - share) <= Fraction(1, 100 * 10**places)
    assert (shown == 1) == (share == 1) and (shown == 0) == (share == 0)


WEIGHTS = st.fractions(Fraction(1, 100), 100)


@given(st.lists(st.tuples(WEIGHTS, st.none() | st.fractions(0, 3)), max_size=12))
def test_an_average_lies_between_its_least_and_its_greatest_share_and_never_over_1(
    pairs: list[tuple[Fraction, Fraction | None]],
) -> None:
    known = [min(share, Fraction(1)) for _, share in pairs if share is not None]
    found = weighted(pairs)
    assert (found is None) == (not known)
    assert found is None or min(known) <= found <= max(known) <= 1


@given(st.lists(st.tuples(WEIGHTS, st.none() | st.fractions(0, 3)), max_size=8), WEIGHTS)
def test_an_average_does_not_depend_on_the_order_or_the_scale_of_the_weights(
    pairs: list[tuple[Fraction, Fraction | None]], scale: Fraction
) -> None:
    assert weighted(pairs) == weighted([(weight * scale, share) for weight, share in reversed(pairs)])


def test_a_weight_of_nothing_is_refused() -> None:
    with pytest.raises(ValueError, match="more than 0"):
        weighted([(Fraction(0), Fraction(1))])
