"""The reader's constant patterns: compiled once on a machine, their code kept beside the bytecode as Python keeps its own.

Half of a start would go into compiling the same regular expressions again.
"""

from __future__ import annotations

import atexit
import re
import sys
from pathlib import Path
from typing import Any

from ninetenths.kept import keep, kept, kept_file

try:
    import _sre  # type: ignore[import-not-found]
    from re import _compiler  # type: ignore[attr-defined]

    _MADE_BY = f"{sys.version} {_sre.MAGIC} {_sre.CODESIZE}"
except (ImportError, AttributeError):  # another Python, which keeps its compiler elsewhere: compile each time
    _MADE_BY = ""

# As the compiler of `re` hands it to its engine: flags, code, number of groups, names of groups, groups by name.
_Code = tuple[int, list[int], int, dict[str, int], tuple[str | None, ...]]
_FILE = kept_file(Path(__file__), ".code") if _MADE_BY else None
_MOST = 4000


def _known() -> dict[tuple[str, int], _Code]:
    found = kept(_FILE)
    return found[1] if isinstance(found, tuple) and len(found) == 2 and found[0] == _MADE_BY else {}


_codes = _known()
_new: dict[tuple[str, int], _Code] = {}


def regex(text: str, flags: int = 0) -> re.Pattern[str]:
    """`re.compile(text, flags)` for a pattern that is part of the program: nothing that a user's text gave may be in it."""
    if _FILE is None:
        return re.compile(text, flags)
    flags = int(flags)
    code = _codes.get((text, flags)) or _new.get((text, flags))
    if code is None:
        if not _new:
            atexit.register(_write)
        code = _new[text, flags] = _compiled(text, flags)
    made: re.Pattern[str] = _sre.compile(text, code[0], code[1], code[2], code[3], code[4])
    return made


def _compiled(text: str, flags: int) -> _Code:
    """What `re` itself does between the text of a pattern and its engine."""
    parsed = _compiler._parser.parse(text, flags)
    code: list[int] = _compiler._code(parsed, flags)
    names: dict[str, int] = dict(parsed.state.groupdict)
    groups: list[Any] = [None] * parsed.state.groups
    for name, number in names.items():
        groups[number] = name
    return flags | parsed.state.flags, [int(one) for one in code], parsed.state.groups - 1, names, tuple(groups)


def _write() -> None:
    held = {**_known(), **_new}
    keep(_FILE, (_MADE_BY, held if len(held) <= _MOST else _new))
