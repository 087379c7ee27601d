"""Writing a file whole or not at all: the one way a file is written."""

from __future__ import annotations

import os
import tempfile
from pathlib import Path

from ninetenths.refusal import Refusal


def write_bytes(path: Path, data: bytes) -> None:
    """Write to a neighbour and move it into place, so that a stop half-way leaves the old file or none.

    Raises Refusal `read.cannot-write` where the place cannot be written.
    """
    try:
        write_whole(path, data)
    except OSError as error:
        raise Refusal("read", "cannot-write", path=path, reason=error.strerror or str(error)) from error


def write_whole(path: Path, data: bytes) -> None:
    """`write_bytes` for those who know better what to say where it fails. Raises OSError."""
    path.parent.mkdir(parents=True, exist_ok=True)
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f".{path.name}.")
    try:
        with os.fdopen(handle, "wb") as file:
            file.write(data)
        mask = os.umask(0)
        os.umask(mask)
        Path(name).chmod(0o666 & ~mask)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
