"""What is worked out once and kept beside the bytecode for the next start: where, and how it is written and read."""

from __future__ import annotations

import contextlib
import importlib.util
import marshal
import sys
from pathlib import Path
from typing import Any


def kept_file(source: Path, ending: str) -> Path | None:
    """The file that keeps what was worked out from `source`, where Python keeps its bytecode; None where it keeps none."""
    if sys.dont_write_bytecode or sys.implementation.cache_tag is None:
        return None
    return Path(importlib.util.cache_from_source(str(source))).with_suffix(ending)


def kept(file: Path | None) -> Any:
    """What `keep` wrote, as plain values; None where there is nothing or nothing whole."""
    if file is None:
        return None
    try:
        return marshal.loads(file.read_bytes())
    except (OSError, ValueError, EOFError, TypeError):
        return None


def keep(file: Path | None, values: Any) -> None:
    """Write plain values, whole or not at all; a place that cannot be written (a read-only installation) is no error."""
    if file is None:
        return
    from ninetenths.writing import write_whole

    with contextlib.suppress(OSError):
        write_whole(file, marshal.dumps(values))
