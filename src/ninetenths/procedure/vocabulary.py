"""Words records write for votes, results, fields and categories (`packs/procedure/record/words.toml`), and our names for them."""

from __future__ import annotations

import functools
import re

from ninetenths import packs


@functools.cache
def vocabulary() -> tuple[dict[str, str], dict[str, str], dict[str, str], dict[str, str]]:
    """Words of votes, results, fields and categories, each to the name it has here."""
    words = packs.load("procedure", "record/words")
    turned = tuple(
        {word: name for name, known in words[table].items() for word in known}
        for table in ("choice", "result", "field", "category")
    )
    return turned[0], turned[1], turned[2], turned[3]


@functools.cache
def choice_of(word: str) -> str:
    """The choice a record's word stands for; `unknown` where it is not in the vocabulary."""
    return vocabulary()[0].get(" ".join(word.split()).lower(), "unknown")


def stated_outcome(word: str) -> str:
    """The outcome a record publishes, empty where it says none we know."""
    return vocabulary()[1].get(" ".join(word.split()).lower(), "")


def action_outcome(action: str) -> str:
    """What the action field itself says came of it, where it says one thing only."""
    patterns = packs.load("procedure", "record/words")["action"]
    said = [outcome for outcome in ("passed", "failed") if re.search(patterns[outcome], action)]
    return said[0] if len(said) == 1 else ""
