"""A file into a reading: extraction, what the page says of itself, then the reader."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from ninetenths.extraction import Extracted
    from ninetenths.reading import Reading


def read_file(path: Path) -> Reading:
    """Extract and read one file. Raises Refusal for what cannot be read."""
    from ninetenths.extraction import extract_file

    return reading_of(extract_file(path))


def reading_of(taken: Extracted) -> Reading:
    """The reading of an extracted text, with what its page says of itself."""
    from ninetenths.reading import Source, read

    source = Source(
        file_sha256=taken.file_sha256, encoding=taken.encoding, title=taken.title, url=taken.url,
        publisher=taken.publisher, published_on=taken.published_on,
        document_number=taken.document_number, index_number=taken.index_number,
    )  # fmt: skip
    return read(taken.text, source=source)
