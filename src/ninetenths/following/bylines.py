"""The day a text was given, from its byline: “——2031年1月14日在云川市第九届人民代表大会第三次会议上”."""

from __future__ import annotations

import datetime
import re
from dataclasses import replace

from ninetenths.reading import Reading, Source

_DAY = re.compile(r"(?<!\d)(\d{4})\s*年\s*(\d{1,2})\s*月\s*(\d{1,2})\s*日")
# A byline stands in one of the first lines and is short; a sentence of the body that names a day is longer.
_LINES = 10
_LONGEST = 80


def dated(reading: Reading) -> Source:
    """The source of a reading, with the day of its byline where the page says no other."""
    if reading.source.published_on is not None:
        return reading.source
    return replace(reading.source, published_on=stated_day(reading.text))


def stated_day(text: str) -> str | None:
    """The first day named in the short lines at the head of a text, as ISO text; None where there is none."""
    lines = [line for line in text[:1200].split("\n") if line.strip()]
    for line in lines[:_LINES]:
        if len(line) > _LONGEST:
            return None
        found = _DAY.search(line)
        if found is not None:
            year, month, day = map(int, found.groups())
            try:
                return datetime.date(year, month, day).isoformat()
            except ValueError:
                return None
    return None
