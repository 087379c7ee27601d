"""How pieces of a line are joined: with a space between words, with none between Chinese characters."""

from __future__ import annotations

import re

from ninetenths.patterns import regex

# Han, kana, Chinese and full-width punctuation: scripts written without spaces.
WIDE = "\u2e80-\u9fff\uf900-\ufaff\uff01-\uffe6\U00020000-\U0003ffff"
_WIDE = regex(f"[{WIDE}“”‘’…—]")
_INVISIBLE = regex("[\u200b-\u200f\u202a-\u202e\u2060-\u2064\ufeff\u00ad\x00-\x08\x0b-\x1f\x7f]")
_WRAP = regex("[ \t\r\f]*\n[ \t\r\n\f]*")
_BLANKS = regex("[ \t\r\f\xa0]+")
EDGE = " \t\r\n\f\xa0\u3000\u2002\u2003\u2009"


def is_wide(character: str) -> bool:
    """Whether a character belongs to a script written without spaces."""
    return bool(_WIDE.match(character))


def seam(before: str, after: str) -> str:
    """What stands between the end of one line and the beginning of the next when they are joined."""
    if not before or not after or before[-1].isspace() or after[0].isspace():
        return ""
    return "" if is_wide(before[-1]) and is_wide(after[0]) else " "


def plain(text: str) -> str:
    """Without characters that nobody sees: zero-width, direction marks, soft hyphens, controls."""
    return _INVISIBLE.sub("", text)


def unwrapped(text: str) -> str:
    """HTML white space as a browser shows it, but no space where Chinese was merely wrapped in the source."""
    if "\n" in text:
        text = _WRAP.sub(lambda match: _gap(text, match), text)
    return _BLANKS.sub(" ", text)


def _gap(text: str, match: re.Match[str]) -> str:
    start, end = match.span()
    between = start > 0 and end < len(text) and is_wide(text[start - 1]) and is_wide(text[end])
    return "" if between else " "
