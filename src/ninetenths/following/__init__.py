"""Two readings in, the fate of each promise out. `from ninetenths.following import follow`."""

from ninetenths.following.follow import follow
from ninetenths.following.values import (
    STATUSES,
    VERSION,
    Candidate,
    Following,
    Overrule,
    Promise,
    Review,
    Status,
    Why,
)

__all__ = [
    "STATUSES", "VERSION", "Candidate", "Following", "Overrule", "Promise", "Review", "Status", "Why", "follow",
]  # fmt: skip
