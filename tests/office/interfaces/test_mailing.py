"""The outbox by SMTP, against a real server: what arrives, what is tried again, what fails in the end."""

from __future__ import annotations

import dataclasses
import datetime
import email
import email.policy
import socket
from collections.abc import Iterator
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("office")


class Receiver:
    """What the server took, and how it answers: `answers` are SMTP replies for the next recipients."""

    def __init__(self) -> None:
        self.port = 0
        self.letters: list[Any] = []
        self.recipients: list[str] = []
        self.answers: list[str] = []

    async def handle_RCPT(  # noqa: N802 — aiosmtpd's name
        self, server: Any, session: Any, envelope: Any, address: str, options: Any
    ) -> str:
        if self.answers:
            return self.answers.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: Any, session: Any, envelope: Any) -> str:  # noqa: N802
        self.letters.append(email.message_from_bytes(envelope.content, policy=email.policy.default))
        self.recipients += envelope.rcpt_tos
        return "250 taken"


@pytest.fixture
def receiver() -> Iterator[Any]:
    """A server on a port of its own; `receiver.port`."""
    from aiosmtpd.controller import Controller

    made = Receiver()
    with socket.create_server(("127.0.0.1", 0)) as free:
        made.port = free.getsockname()[1]
    controller = Controller(made, hostname="127.0.0.1", port=made.port)
    controller.start()
    yield made
    controller.stop()


@pytest.fixture
def mail(receiver: Any, monkeypatch: pytest.MonkeyPatch) -> dict[str, Any]:
    """`[mail]` of the office: the receiver."""
    from django.conf import settings

    given = {"host": "127.0.0.1", "port": receiver.port, "security": "none", "sender": "督查室 <ducha@example.org>"}
    office = dataclasses.replace(settings.OFFICE, mail=given, address="https://ducha.example.org/")
    monkeypatch.setattr(settings, "OFFICE", office)
    return given


@pytest.fixture
def message(people: Any, issued: Any) -> Any:
    """A message to the contact of 市教育局."""
    from ninetenths.office.domain import clock, organizations, rounds
    from ninetenths.office.models import Message

    clerk = people.actor("clerk")
    organizations.add_contact(people.education, by=clerk, name="沈砚", mail="shen@example.org")
    row = rounds.open_(by=clerk, title="月报", due=clock.now() + datetime.timedelta(days=5), commitments=[issued.pk])
    rounds.send(row, by=clerk, subject="{agency}：请填报", text="{agency}：\n{tasks}\n{link}")
    return Message.objects.get()


def later(minutes: int) -> Any:
    from ninetenths.office.domain import clock

    return clock.at(clock.now() + datetime.timedelta(minutes=minutes))


def test_a_message_arrives_with_its_link_and_is_settled(receiver: Any, mail: Any, message: Any) -> None:
    from ninetenths.office.domain import links, replay
    from ninetenths.office.interfaces import mailing
    from ninetenths.office.models import AccessLink

    assert mailing.send_due() == 1
    letter = receiver.letters[0]
    token = links.token_of(AccessLink.objects.get())
    assert f"https://ducha.example.org/a/{token}" in letter.get_content()
    assert letter["Subject"] == "市教育局：请填报"
    assert receiver.recipients == ["shen@example.org"]
    message.refresh_from_db()
    assert message.state == "sent" and token not in message.text
    assert mailing.send_due() == 0 and len(receiver.letters) == 1
    assert list(replay.faults()) == []


def test_what_is_refused_for_now_is_tried_again_after_growing_pauses_and_fails_at_the_fifth(
    receiver: Any, mail: Any, message: Any
) -> None:
    from ninetenths.office.interfaces import mailing

    receiver.answers = ["450 later"] * 5
    assert mailing.send_due() == 0
    assert mailing.send_due() == 0 and message.tries.count() == 1
    waited = 0
    for place, pause in enumerate(mailing.PAUSES, 2):
        waited += int(pause.total_seconds() // 60)
        with later(waited - 1):
            mailing.send_due()
        assert message.tries.count() == place - 1
        message.refresh_from_db()
        assert message.state == "queued"
        with later(waited):
            mailing.send_due()
        assert message.tries.count() == place
    message.refresh_from_db()
    assert message.state == "failed" and not receiver.letters


def test_an_address_that_does_not_exist_fails_at_once_and_can_be_queued_again(
    receiver: Any, mail: Any, message: Any, people: Any
) -> None:
    from ninetenths.office.domain import outbox
    from ninetenths.office.interfaces import mailing

    receiver.answers = ["550 no such user"]
    mailing.send_due()
    message.refresh_from_db()
    assert message.state == "failed" and "550" in message.tries.get().failed
    outbox.queue_again(message, by=people.actor("clerk"))
    with later(2):
        assert mailing.send_due() == 1


def test_a_message_that_another_worker_holds_is_left_to_it_for_a_minute(receiver: Any, mail: Any, message: Any) -> None:
    from ninetenths.office.domain import clock
    from ninetenths.office.interfaces import mailing
    from ninetenths.office.models import MessageTry

    MessageTry.objects.create(message=message, at=clock.now(), leased_until=clock.now() + mailing.LEASE)
    assert mailing.send_due() == 0 and not receiver.letters
    with later(2):
        assert mailing.send_due() == 1


def test_a_link_that_was_withdrawn_is_not_sent(receiver: Any, mail: Any, message: Any, people: Any) -> None:
    from ninetenths.office.domain import links
    from ninetenths.office.interfaces import mailing
    from ninetenths.office.models import AccessLink

    links.withdraw(AccessLink.objects.get(), by=people.actor("clerk"))
    mailing.send_due()
    message.refresh_from_db()
    assert message.state == "failed" and not receiver.letters


def test_what_a_withdrawn_round_still_had_to_send_is_not_sent(
    receiver: Any, mail: Any, message: Any, people: Any
) -> None:
    from ninetenths.office.domain import rounds
    from ninetenths.office.interfaces import mailing

    rounds.withdraw(message.round, by=people.actor("clerk"), reason="改期")
    assert mailing.send_due() == 0 and not receiver.letters


def test_without_a_mail_server_nothing_is_tried(message: Any) -> None:
    from ninetenths.office.interfaces import mailing

    assert mailing.send_due() == 0
    message.refresh_from_db()
    assert message.state == "queued" and not message.tries.exists()


@pytest.mark.parametrize(
    ("more", "code"),
    [
        ({"security": "ssl3"}, "mail.security"), ({"sender": "nobody"}, "mail.sender"),
        ({"port": "587"}, "mail.sender"), ({"password_file": "/none/such"}, "mail.password"),
    ],
)  # fmt: skip
def test_settings_that_cannot_be_used_are_said(mail: Any, more: dict[str, Any], code: str) -> None:
    from ninetenths.office.interfaces import mailing
    from ninetenths.refusal import Refusal

    with pytest.raises(Refusal) as refused:
        mailing.post_of({**mail, **more})
    assert refused.value.code == code


def test_a_title_with_line_ends_makes_no_header(receiver: Any, mail: Any, message: Any) -> None:
    from ninetenths.office.interfaces import mailing
    from ninetenths.office.models import Message

    Message.objects.filter(pk=message.pk).update(subject="请报\r\nBcc: all@example.org")
    assert mailing.send_due() == 1
    assert receiver.recipients == ["shen@example.org"] and receiver.letters[0]["Bcc"] is None
