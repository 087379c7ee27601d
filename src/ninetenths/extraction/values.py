"""What extraction gives: the text, where it came from, what the page said around it; and how it refuses."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal

from ninetenths.refusal import Refusal

Kind = Literal["txt", "md", "html", "docx", "pdf"]

# Code points of text that a reading is ready for; the longest official text known to us has a fiftieth of it.
TEXT_LIMIT = 32 * 2**20
# Bytes of a file that are read at all: a scan without text layer may be large, a text is not.
FILE_LIMIT = 128 * 2**20


@dataclass(frozen=True, slots=True)
class Extracted:
    """A text out of a file.

    `text` is what spans point into. `published_on` is an ISO day. What stands on the page around the text is in the
    named fields, anything further in `furniture` by name (`views`, `issuer`, `written_on`, `subject`, `editor`,
    `site`, `pages_without_text` …), as the page writes it. A field the file does not state is None.
    """

    text: str
    kind: Kind
    encoding: str | None
    file_sha256: str
    title: str | None = None
    published_on: str | None = None
    publisher: str | None = None
    index_number: str | None = None
    document_number: str | None = None
    url: str | None = None
    furniture: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Drawn:
    """What one format gives before it is checked and put together: the text and the page's own words about it."""

    text: str
    encoding: str | None = None
    fields: Mapping[str, str] = field(default_factory=dict)
    # Where the bytes first failed to decode, if they did; it matters only if the damage shows in the text.
    damage: int | None = None


def refusal(code: str, **params: object) -> Refusal:
    """A refusal of this room; its words stand in `packs/words/<language>/extraction.toml`."""
    return Refusal("extraction", code, **params)


def mebibytes(count: int) -> int:
    """Bytes as whole MiB, rounded up: for words, not for deciding."""
    return -(-count // 2**20)
