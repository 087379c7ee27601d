"""Who an open set stands for (“各县（市、区）”): a text file, a name a line, or “各县（市、区）：甲县、乙区”."""

from __future__ import annotations

import re
from pathlib import Path

from ninetenths.delivery import names_of
from ninetenths.refusal import Refusal

_LIMIT = 2**20


def read_members(path: Path) -> dict[str, tuple[str, ...]]:
    """Set → members; lines without a colon are members of every open set of places (key ""). Raises Refusal."""
    try:
        raw = path.read_bytes()[: _LIMIT + 1]
        text = raw.decode("utf-8-sig")
    except (OSError, UnicodeDecodeError) as error:
        reason = getattr(error, "strerror", None) or "UTF-8?"
        raise Refusal("documents", "unreadable", name=str(path), reason=reason) from None
    found: dict[str, list[str]] = {}
    for line in text.splitlines():
        if not line.strip() or line.lstrip().startswith("#"):
            continue
        head, mark, rest = re.match(r"([^：:]*)([：:]?)(.*)", line.strip()).groups()  # type: ignore[union-attr]
        found.setdefault(head.strip() if mark else "", []).extend(names_of(rest if mark else head))
    if not any(found.values()):
        raise Refusal("breakdown", "list-empty", name=path.name)
    return {name: tuple(dict.fromkeys(listed)) for name, listed in found.items() if listed}
