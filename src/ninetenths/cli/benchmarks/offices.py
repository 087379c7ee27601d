"""The office that figures are taken of: one a process, since Django's settings are read once."""

from __future__ import annotations

import tempfile
from functools import cache
from pathlib import Path
from typing import Any

# Held until the process ends, and then removed.
_FOLDER: list[tempfile.TemporaryDirectory[str]] = []


@cache
def clerk() -> Any:
    """A person of role clerk in a new office; Django is set up for it."""
    from ninetenths.office import folder, starting

    _FOLDER.append(tempfile.TemporaryDirectory(prefix="nine-bench-", ignore_cleanup_errors=True))
    where = Path(_FOLDER[0].name) / "office"
    starting.create(folder.make(where, name="Bench", zone="Asia/Shanghai", language="zh-Hans", address=""), None)
    from ninetenths.office.domain import accounts
    from ninetenths.office.domain.acting import CONSOLE, the_office

    return accounts.invite(the_office(), by=CONSOLE, name="Clerk", role="clerk", secret_sha256=accounts.secret_of()[1])
