"""Traditional characters as simplified ones, character for character, so that every offset stays what it is."""

from __future__ import annotations

import functools

FIRST, LAST = 0x3400, 0x9FFF


@functools.cache
def simplified_forms() -> dict[int, int]:
    """Code points of characters that have another simplified form → that form, from OpenCC's tables."""
    from opencc import OpenCC

    codes = range(FIRST, LAST + 1)
    # One conversion for all; a separator keeps phrases from forming across the characters.
    written = OpenCC("t2s").convert("\n".join(map(chr, codes))).split("\n")
    return {code: ord(made) for code, made in zip(codes, written, strict=True) if len(made) == 1 and ord(made) != code}


def simplified_text(text: str) -> str:
    """The text with each traditional character in its simplified form, as long as before."""
    return text.translate(simplified_forms())
