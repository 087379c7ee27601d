"""Every cell of role × verb, tried; and each right to read, of one row and of a list, the same."""

from __future__ import annotations

import importlib.util
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from tests.office import matrix

pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def world(people: Any) -> Any:
    return matrix.world_of(people)


def test_every_verb_has_a_row(office: Any) -> None:
    from ninetenths.office.domain.verbs import VERBS

    assert set(matrix.SAMPLES) | matrix.ONCE == set(VERBS)


@pytest.mark.parametrize("name", sorted(matrix.SAMPLES))
def test_each_cell_is_allowed_and_works_or_is_forbidden_and_changes_nothing(world: Any, name: str) -> None:
    from django.db import transaction

    from ninetenths.office.domain import log
    from ninetenths.office.domain.verbs import VERBS, Forbidden

    letters, sample = matrix.SAMPLES[name]
    given = None if name in matrix.EACH_ITS_OWN else sample(world, "")
    wrong = []
    for who, actor in world.actors.items():
        with transaction.atomic():
            subject, arguments = given or sample(world, who)
            before = log.tail()
            try:
                VERBS[name](*subject, by=actor, **arguments)
                done = True
            except Forbidden:
                done = False
            if done != (who in letters) or (log.tail() != before) != done:
                wrong.append((who, "done" if done else "forbidden"))
            transaction.set_rollback(True)
    assert wrong == []


def test_the_office_is_made_once_and_by_nobody_else(world: Any) -> None:
    from ninetenths.office.domain import log, organizations
    from ninetenths.refusal import Refusal

    before = log.tail()
    for actor in world.actors.values():
        with pytest.raises(Refusal):
            organizations.create(by=actor, name="又一个")
    assert log.tail() == before


def test_who_was_disabled_is_nobody_and_its_token_too(world: Any) -> None:
    assert world.actors["D"].kind == "nobody"


@pytest.mark.parametrize("language", ["en", "zh"])
def test_the_page_of_the_matrix_is_what_the_code_says(office: Any, language: str) -> None:
    where = Path(__file__).parents[2] / "docs" / "write_permissions.py"
    loaded = importlib.util.spec_from_file_location("write_permissions", where)
    assert loaded and loaded.loader
    writer = importlib.util.module_from_spec(loaded)
    loaded.loader.exec_module(writer)
    shown = writer.page_of(language).read_text(encoding="utf-8")
    assert shown == writer.written(language), "run: .venv/bin/python docs/write_permissions.py"


ROLES = ("administrator", "clerk", "handler", "checker", "liaison", "observer")


@settings(max_examples=60, deadline=None, suppress_health_check=list(HealthCheck))
@given(data=st.data())
def test_a_right_to_read_one_row_is_the_filter_of_the_list(people: Any, data: Any) -> None:
    """Over random duties, stages, rounds and links, and Actors with random roles."""
    from django.db import transaction

    from ninetenths.office.domain.acting import CLOCK, CONSOLE, NOBODY, Actor, the_office
    from ninetenths.office.domain.permissions import READ, visible
    from ninetenths.office.models import Organization, Person

    with transaction.atomic():
        agencies = list(Organization.objects.exclude(kind="office"))
        _random_rows(data, people, agencies)
        office = the_office().pk
        held = st.tuples(st.sampled_from(ROLES), st.sampled_from([office, *(one.pk for one in agencies)]))
        person = st.builds(
            lambda roles, key: Actor("person", key, roles=roles, offices=frozenset({office})),
            st.frozensets(held, max_size=3), st.sampled_from([one.pk for one in Person.objects.all()]),
        )  # fmt: skip
        link = st.builds(lambda one: Actor("link", link="x", organization=one.pk), st.sampled_from(agencies))
        behalf = st.builds(lambda one, agency: one.on_behalf(agency.pk, "电话"), person, st.sampled_from(agencies))
        actor = data.draw(st.one_of(person, link, behalf, st.sampled_from([NOBODY, CLOCK, CONSOLE])))
        for name, right in READ.items():
            rows = list(right.model._default_manager.all())
            listed = {row.pk for row in visible(right.model, actor)}
            assert {row.pk for row in rows if right.holds(actor, row)} == listed, name
        transaction.set_rollback(True)


def _random_rows(data: Any, people: Any, agencies: list[Any]) -> None:
    """Rows beside the verbs: any state that a column may hold, reached or not."""
    from ninetenths.office.domain import clock
    from ninetenths.office.models import STAGES, AccessLink, Asked, Commitment, Duty, Paper, Round, new_id

    columns = {"at": clock.now(), "recorded": clock.now(), "entry": 0}
    made = []
    for serial in range(data.draw(st.integers(1, 3))):
        stage = data.draw(st.sampled_from(STAGES))
        row = Commitment.objects.create(
            id=new_id(), year=2031, serial=900 + serial, number=f"n{serial}", title="t", kind="milestone", stage=stage, **columns
        )  # fmt: skip
        made.append(row)
        for agency in data.draw(st.lists(st.sampled_from(agencies), unique=True, max_size=2)):
            ended = data.draw(st.sampled_from([None, clock.now()]))
            Duty.objects.create(id=new_id(), commitment=row, organization=agency, role="lead", ended=ended, **columns)
    for state in data.draw(st.lists(st.sampled_from(["draft", "sent", "withdrawn", "closed"]), max_size=2)):
        asking = Round.objects.create(id=new_id(), title="r", due=clock.now(), state=state, **columns)
        for agency in data.draw(st.lists(st.sampled_from(agencies), unique=True, max_size=2)):
            Asked.objects.create(id=new_id(), round=asking, commitment=made[0], organization=agency, **columns)
    AccessLink.objects.create(id=new_id(), organization=data.draw(st.sampled_from(agencies)), **columns)
    Paper.objects.create(id=new_id(), title="p", kind="other", **columns)
