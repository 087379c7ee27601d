"""The signs: every fate has a class, a sign and the code of its word, the same in text, tables and charts."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Sign:
    """How one fate is shown: `code` names its colour class (`fate-<code>`) and its word (`fate.<code>`)."""

    code: str
    sign: str


# The six of a delivery, the two more that following needs, and what a table of tasks knows besides: done on the doer's
# word alone, without a measure, withdrawn, not for this year. What binds nobody has no fate and stays plain.
FATES: dict[str, Sign] = {
    code: Sign(code, sign)
    for code, sign in (
        ("done", "✓"), ("pace", "▸"), ("behind", "◔"), ("overdue", "!"), ("silent", "…"), ("unowned", "?"),
        ("partial", "◑"), ("missed", "✕"), ("claimed", "◌"), ("unmeasured", "–"), ("cancelled", "×"),
        ("inapplicable", "∅"),
    )
}  # fmt: skip
DELIVERY_FATES = ("done", "pace", "behind", "overdue", "silent", "unowned")
FOLLOWING_FATES = ("done", "partial", "missed", "silent")

# What binds comes first; the order of chips, tables and charts.
LABEL_ORDER = ("target", "action", "aim", "conduct", "claim", "appraisal", "record", "frame")
BINDING_LABELS = ("target", "action")
