"""Which clauses look back and which look ahead, from headings, cues and, where these are silent, the labeller itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninetenths.patterns import regex
from ninetenths.reading.values import Genre

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

    from ninetenths.reading.labelling.features import Grid
    from ninetenths.reading.scanning import Scan
    from ninetenths.reading.sections import Headings

UNKNOWN, REVIEW, PLAN = 0, 1, 2
# In the news of a session a stretch that begins so looks back until its paragraph ends.
_LOOKS_BACK = regex(
    r"(?:今年以来|去年以来|一年来|一年多来|五年来|近年来|过去(?:的)?一年|过去五年|[^\n，,。]{2,14}(?:全会|大会|会议)以来|上半年|\d{4}年)[，,]"
)
_SESSIONS = ("session-news", "communique")


def halves(scan: Scan, cut: Grid, genre: Genre, headings: Headings) -> NDArray[np.int64]:
    """0 unknown, 1 review, 2 plan for each clause."""
    import numpy as np

    numbers = {None: UNKNOWN, "review": REVIEW, "plan": PLAN}
    if not scan.starts:
        return np.zeros(0, dtype=np.int64)
    made = np.array([numbers[part] for part in headings.part_of], dtype=np.int64)[cut.line]
    if genre in _SESSIONS:
        for match in _LOOKS_BACK.finditer(scan.text):
            end = scan.text.find("\n", match.end())
            low, high = np.searchsorted(cut.starts, (match.start(), len(scan.text) if end < 0 else end))
            made[low:high] = REVIEW
    return made


def unsure(made: NDArray[np.int64]) -> bool:
    """A work report whose headings name no plausible halves: one of them has less than an eighth of the clauses."""
    import numpy as np

    return len(made) >= 40 and min(np.mean(made == REVIEW), np.mean(made == PLAN)) < 0.125


def split(back: NDArray[np.float32], scan: Scan) -> NDArray[np.int64]:
    """Halves from how much each clause looks back (positive) or ahead: the one line at which the two part best."""
    import numpy as np

    begins = np.array(scan.line_first)
    # Gain of calling the clauses before a line review and those from it on plan.
    running = np.concatenate(([0.0], np.cumsum(back)))
    gains = 2 * running[begins] - running[-1]
    at = int(begins[int(np.argmax(gains))])
    made = np.full(len(back), PLAN, dtype=np.int64)
    made[:at] = REVIEW
    return made
