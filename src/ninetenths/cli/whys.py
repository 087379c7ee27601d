"""Why a promise has its fate, and what is to be noted of a following, in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ninetenths.packs import phrase, words

if TYPE_CHECKING:
    from ninetenths.following import Why

_ROOM = "following"


def why_words(why: Why, language: str, kind: str = "why") -> str:
    """A `why` or note in a sentence; a figure promised as “about” is worded by its bound."""
    params = {name: f"{value:,.15g}" if isinstance(value, float) else value for name, value in why.params.items()}
    params["unit"] = params.get("unit") or ""
    code = f"{kind}.{why.code}"
    if f"{code}.{params.get('bound')}" in words(_ROOM, language):
        code = f"{code}.{params['bound']}"
    return " ".join(phrase(_ROOM, code, language, **params).replace(" :", ":").replace(" ：", "：").split())
