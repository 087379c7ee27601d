"""An office for tests: a real folder with a real SQLite file, made once a worker; each test is rolled back."""

from __future__ import annotations

import datetime
import os
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest

# Monday morning in the office's zone; tests that need another time set the clock themselves.
NOW = datetime.datetime(2031, 3, 3, 1, 0, tzinfo=datetime.UTC)


@pytest.fixture(scope="session")
def office_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of this worker's office; Django is set up for it."""
    from django.apps import apps

    from ninetenths.office import folder, starting

    # A browser that other tests started has its loop in this thread; nothing of the office runs in it.
    os.environ["DJANGO_ALLOW_ASYNC_UNSAFE"] = "true"
    if apps.ready and folder.ENVIRONMENT in os.environ:
        # Tests elsewhere that took this fixture were first: one process works for one office.
        return Path(os.environ[folder.ENVIRONMENT])
    where = tmp_path_factory.mktemp("office") / "office"
    made = folder.make(where, name="云川市督查室", zone="Asia/Shanghai", language="zh-Hans", address="")
    starting.create(made, "管理员")
    assert os.environ[folder.ENVIRONMENT] == str(where)
    return where


@pytest.fixture
def office(office_folder: Path) -> Iterator[Path]:
    """The office as it was made: what a test does in it is undone. The time is `NOW`."""
    from django.db import transaction

    from ninetenths.office.domain import clock

    with clock.at(NOW), transaction.atomic():
        yield office_folder
        transaction.set_rollback(True)


@dataclass(frozen=True)
class People:
    """Who acts in tests: 林一舟 and 周岚 are clerks, 陈默 checks, 何苗 observes; 教育局 and 财政局 have a liaison each."""

    administrator: Any
    clerk: Any
    second_clerk: Any
    checker: Any
    observer: Any
    education: Any
    finance: Any
    liaison: Any
    other_liaison: Any

    def actor(self, name: str) -> Any:
        """The Actor of one of them."""
        from ninetenths.office.domain.acting import of_person

        return of_person(getattr(self, name))


@pytest.fixture
def people(office: Path) -> People:
    """People and agencies, made through the verbs."""
    from ninetenths.office.domain import accounts, organizations
    from ninetenths.office.domain.acting import CONSOLE, the_office
    from ninetenths.office.models import Person

    def invite(organization: Any, name: str, role: str) -> Any:
        return accounts.invite(organization, by=CONSOLE, name=name, role=role, secret_sha256=accounts.secret_of()[1])

    ours = the_office()
    education = organizations.add(by=CONSOLE, name="市教育局", short="教育局")
    finance = organizations.add(by=CONSOLE, name="市财政局", short="财政局")
    return People(
        Person.objects.get(name="管理员"), invite(ours, "林一舟", "clerk"), invite(ours, "周岚", "clerk"),
        invite(ours, "陈默", "checker"), invite(ours, "何苗", "observer"), education, finance,
        invite(education, "教育局联络员", "liaison"), invite(finance, "财政局联络员", "liaison"),
    )  # fmt: skip


@pytest.fixture
def client_of(office: Path) -> Callable[..., Any]:
    """A browser of Django's test client, signed in as a person, or as nobody."""
    from django.test import Client

    from ninetenths.office.views.signing_in import account_of

    def made(person: Any = None, language: str = "zh") -> Any:
        client = Client(headers={"accept-language": language})
        if person is not None:
            client.force_login(account_of(person), backend="allauth.account.auth_backends.AuthenticationBackend")
        return client

    return made


@pytest.fixture
def issued(people: People) -> Any:
    """A commitment of 市教育局, supported by 市财政局, issued: twelve schools by the end of 2031."""
    from ninetenths.office.domain import commitments

    clerk = people.actor("clerk")
    made = commitments.add(
        by=clerk,
        cells={
            "title": "新建学校12所", "lead": "市教育局", "supporting": "市财政局", "deadline": "2031年底前",
            "due": "2031-12-31", "kind": "quantity",
            "goal": {"written": "12所", "bound": "=", "value": "12", "unit": "所"},
        },
    )  # fmt: skip
    commitments.decide(by=clerk, commitments=[made.pk])
    commitments.issue(by=clerk, commitments=[made.pk], title="任务分解表", number="云督〔2031〕1号")
    made.refresh_from_db()
    return made
