"""Text into HTML: hostile until escaped, one character for one, so that offsets still hold in the page."""

from __future__ import annotations

import re

from markupsafe import Markup, escape

# What HTML drops, rewrites or cannot encode is replaced one for one: controls by their pictures, lone surrogates and
# non-characters by U+FFFD; bidirectional overrides too, since they make a sentence read as what it does not say.
_UNSAFE = re.compile("[\x00-\x08\x0b-\x1f\x7f-\x9f\ud800-\udfff\ufffe\uffff\ufeff\u202a-\u202e\u2066-\u2069]")


def _shown(match: re.Match[str]) -> str:
    code = ord(match[0])
    return chr(0x2400 + code) if code < 0x20 else "\ufffd"


def safe(text: str) -> str:
    """The text with every character a page cannot carry replaced by one it can; the length stays."""
    return _UNSAFE.sub(_shown, text)


_SPECIAL = re.compile("[<>&\"']")


def attribute(text: str) -> str:
    """A value for an attribute; most need no escaping, and a page has thousands."""
    return str(escape(text)) if _SPECIAL.search(text) else text


def html(text: object) -> Markup:
    """Anything as escaped HTML text; what a page cannot carry is replaced when the page is whole."""
    return escape(str(text))
