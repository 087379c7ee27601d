"""A message as it leaves: its text with the link filled in, and the link as a code to be scanned."""

from __future__ import annotations

from collections.abc import Iterable

import qrcode

from ninetenths.office import starting
from ninetenths.office.domain import clock, links
from ninetenths.office.domain.verbs import ROOM
from ninetenths.office.folder import served
from ninetenths.office.models import AccessLink, Message
from ninetenths.refusal import Refusal

# Room for a thumb's smear and a fold: about a quarter of the code may be lost.
_CORRECTION = qrcode.constants.ERROR_CORRECT_Q


def link_for(message: Message) -> AccessLink | None:
    """The link that a message is to carry: its contact's, or the agency's own; None where none works any more."""
    return links_for([message])[message.pk]


def links_for(messages: Iterable[Message]) -> dict[str, AccessLink | None]:
    """The link of each message, by the message's id, in one query."""
    asked = list(messages)
    working: dict[str, list[AccessLink]] = {}
    rows = AccessLink.objects.filter(organization__in={one.organization_id for one in asked}, withdrawn=None)
    for row in rows.exclude(expires__lte=clock.now()).order_by("entry"):
        working.setdefault(row.organization_id, []).append(row)
    return {one.pk: _link_among(one, working.get(one.organization_id, [])) for one in asked}


def _link_among(message: Message, rows: list[AccessLink]) -> AccessLink | None:
    own = [row for row in rows if row.contact_id == message.contact_id]
    # A link that had no contact when the message was written got one at its first use.
    found = own or (rows if message.contact_id is None else [])
    return found[-1] if found else None


def address_of(link: AccessLink) -> str:
    """The address of a link as people type it; never from a request's Host."""
    return starting.address(served(), f"/a/{links.token_of(link)}")


def text_of(message: Message) -> tuple[str, str]:
    """Subject and text with the link filled in. Raises Refusal where no link works any more."""
    link = link_for(message)
    if link is None:
        raise Refusal(ROOM, "message.no-link", name=message.organization.name)
    where = address_of(link)
    return message.subject.replace("{link}", where), message.text.replace("{link}", where)


def code_of(address: str) -> tuple[int, str]:
    """The code of an address: its size in modules, and one path of SVG that draws the dark ones, `M0 0h7m…`."""
    made = qrcode.QRCode(error_correction=_CORRECTION, border=2)
    made.add_data(address)
    made.make(fit=True)
    rows = made.get_matrix()
    parts = []
    for y, row in enumerate(rows):
        x = 0
        while x < len(row):
            if not row[x]:
                x += 1
                continue
            end = x
            while end < len(row) and row[end]:
                end += 1
            parts.append(f"M{x} {y}h{end - x}v1H{x}z")
            x = end
    return len(rows), "".join(parts)
