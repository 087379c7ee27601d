"""The worker's part of the outbox: messages that wait are sent by SMTP, each try a row, each outcome a verb."""

from __future__ import annotations

import datetime
import logging
import smtplib
import ssl
import threading
from collections.abc import Mapping
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from email.utils import formatdate, make_msgid, parseaddr
from pathlib import Path
from typing import Any

from ninetenths.office.domain import clock, outbox
from ninetenths.office.domain.acting import CLOCK
from ninetenths.office.domain.writing import writing
from ninetenths.office.folder import served
from ninetenths.office.interfaces.letters import text_of
from ninetenths.office.models import Message, MessageTry
from ninetenths.refusal import Refusal

_log = logging.getLogger("nine.office")
LEASE = datetime.timedelta(seconds=60)
# How long after each failed try the next one is made; after the last the message has failed.
PAUSES = tuple(datetime.timedelta(minutes=minutes) for minutes in (1, 5, 30, 120))
TRIES = len(PAUSES) + 1
TIMEOUT_SECONDS = 20.0
BATCH = 50


@dataclass(frozen=True, slots=True)
class Post:
    """Where mail is handed in: host, port, `security` (`starttls`, `tls`, `none`), user, password, sender."""

    host: str
    port: int
    security: str
    user: str
    password: str
    sender: str


def post_of(mail: Mapping[str, Any]) -> Post | None:
    """What `[mail]` of office.toml says; None where it names no host. Raises Refusal for what cannot be used."""
    host = str(mail.get("host") or "")
    if not host:
        return None
    security, port, sender = (
        str(mail.get("security") or "starttls"),
        mail.get("port", 587),
        str(mail.get("sender") or ""),
    )
    if security not in ("starttls", "tls", "none"):
        raise Refusal("office", "mail.security", security=security)
    if not isinstance(port, int) or "@" not in parseaddr(sender)[1]:
        raise Refusal("office", "mail.sender", sender=sender)
    path, password = str(mail.get("password_file") or ""), ""
    if path:
        try:
            password = Path(path).read_text(encoding="utf-8").strip()
        except OSError as error:
            raise Refusal("office", "mail.password", path=path, why=error.strerror) from None
    return Post(host, port, security, str(mail.get("user") or ""), password, sender)


def send_due(stop: threading.Event | None = None) -> int:
    """Send what waits and is due; returns how many were sent. Without a mail server nothing is tried."""
    try:
        post = post_of(served().mail)
    except Refusal as refusal:
        _log.warning("mail: %s", refusal)
        return 0
    if post is None:
        return 0
    sent = 0
    for key in _due():
        if stop is not None and stop.is_set():
            break
        attempt = _lease(key)
        if attempt is not None:
            sent += _try(post, key, attempt)
    return sent


def _due() -> list[str]:
    """Queued mail that nobody holds and whose pause is over, oldest first."""
    now = clock.now()
    rows = Message.objects.filter(state="queued", channel="mail").order_by("entry", "id").prefetch_related("tries")
    return [row.pk for row in rows if _free(list(row.tries.all()), now)][:BATCH]


def _free(tries: list[MessageTry], now: datetime.datetime) -> bool:
    if not tries:
        return True
    last = max(tries, key=lambda one: one.pk)
    if not last.failed:
        return last.leased_until <= now
    failed = _failed(tries)
    return last.at + PAUSES[min(failed, len(PAUSES)) - 1] <= now


def _failed(tries: list[MessageTry]) -> int:
    """How often in a row it failed; a message that was queued again begins anew."""
    return sum(bool(one.failed) for one in tries)


def _lease(key: str) -> int | None:
    """Take one message for a minute; None where another worker has it."""
    with writing():
        row = Message.objects.filter(pk=key, state="queued", channel="mail").first()
        now = clock.now()
        if row is None or not _free(list(row.tries.all()), now):
            return None
        return MessageTry.objects.create(message=row, at=now, leased_until=now + LEASE).pk


def _try(post: Post, key: str, attempt: int) -> int:
    message = Message.objects.select_related("organization", "contact").get(pk=key)
    failure, lasting = "", False
    try:
        hand_in(post, letter_of(post, message))
    except Refusal as refusal:
        failure, lasting = refusal.code, True
    except smtplib.SMTPRecipientsRefused as error:
        codes = [code for code, _ in error.recipients.values()]
        failure, lasting = f"recipient refused {codes}", all(500 <= code < 600 for code in codes)
    except (smtplib.SMTPException, OSError, ssl.SSLError) as error:
        failure = f"{type(error).__name__}: {error}"[:300]
    if not failure:
        outbox.settle(message, by=CLOCK, state="sent")
        return 1
    with writing():
        MessageTry.objects.filter(pk=attempt).update(failed=failure[:300], leased_until=clock.now())
    _log.warning("message %s was not sent: %s", key, failure)
    if lasting or _failed(list(message.tries.all())) >= TRIES:
        outbox.settle(message, by=CLOCK, state="failed")
    return 0


def letter_of(post: Post, message: Message) -> EmailMessage:
    """The mail of a message, its link filled in. Raises Refusal where its contact has no address, or no link works."""
    if message.contact is None or not message.contact.mail or message.contact.ended is not None:
        raise Refusal("office", "message.no-address", name=message.organization.name)
    subject, text = text_of(message)
    name, address = parseaddr(post.sender)
    made = EmailMessage()
    made["From"] = Address(name or served().name, addr_spec=address)
    made["To"] = Address("", addr_spec=message.contact.mail)
    made["Subject"] = " ".join(subject.split())
    made["Date"] = formatdate(clock.now().timestamp())
    # One message, one id, however often it is tried: a receiver can tell the second copy.
    made["Message-ID"] = f"<{message.pk}@{address.partition('@')[2]}>" if address else make_msgid()
    made["Auto-Submitted"] = "auto-generated"
    made.set_content(text)
    return made


def hand_in(post: Post, letter: EmailMessage) -> None:
    """Give a mail to the server. Raises OSError or SMTPException where it is not taken."""
    context = ssl.create_default_context()
    if post.security == "tls":
        server: smtplib.SMTP = smtplib.SMTP_SSL(post.host, post.port, timeout=TIMEOUT_SECONDS, context=context)
    else:
        server = smtplib.SMTP(post.host, post.port, timeout=TIMEOUT_SECONDS)
    with server:
        if post.security == "starttls":
            server.starttls(context=context)
        if post.user:
            server.login(post.user, post.password)
        server.send_message(letter)
