"""What an export says of itself, read before any office is open."""

from __future__ import annotations

import json
import zipfile
from pathlib import Path
from typing import Any

from ninetenths.refusal import Refusal

VERSION = 1
SETTINGS = ("name", "zone", "language", "address", "origin", "rules", "calendar", "series", "ceiling")


def about(path: Path) -> dict[str, Any]:
    """`office.json` of an export. Raises Refusal where the file is none, or of a later form."""
    try:
        with zipfile.ZipFile(path) as archive:
            found: dict[str, Any] = json.loads(archive.read("office.json"))
        if set(found) != {"export", "settings", "size", "root"} or set(found["settings"]) != set(SETTINGS):
            raise ValueError
    except (OSError, ValueError, KeyError, TypeError, zipfile.BadZipFile):
        raise Refusal("keeping", "import.no-export", path=path) from None
    if found["export"] != VERSION:
        raise Refusal("keeping", "import.version", path=path, version=found["export"])
    return found
