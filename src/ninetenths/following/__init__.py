"""Two readings in, the fate of each promise out. `from ninetenths.following import follow`."""

from ninetenths.following.follow import follow
from ninetenths.following.overrules import Ruling, apply_overrules, check_overrules, load_overrules
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
    "STATUSES", "VERSION", "Candidate", "Following", "Overrule", "Promise", "Review", "Ruling", "Status", "Why",
    "apply_overrules", "check_overrules", "follow", "load_overrules",
]  # fmt: skip
