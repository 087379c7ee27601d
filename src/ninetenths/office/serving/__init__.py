"""The server of an office: one process, one callable, three lanes; it knows nothing of Django."""

from ninetenths.office.serving.bodies import MEGABYTE, Body, Limits, Unusable, take_body
from ninetenths.office.serving.events import Event, Hub, events
from ninetenths.office.serving.exchange import Exchange, Gone
from ninetenths.office.serving.files import POLICY, Folder
from ninetenths.office.serving.lanes import Handler
from ninetenths.office.serving.process import serve

__all__ = [
    "MEGABYTE", "POLICY", "Body", "Event", "Exchange", "Folder", "Gone", "Handler", "Hub", "Limits", "Unusable",
    "events", "serve", "take_body",
]  # fmt: skip
