"""English resolutions and minutes: `read_english(text, scan)` and `looks_english(text)`."""

from ninetenths.reading.english.parts import EnglishParts
from ninetenths.reading.english.reader import looks_english, read_english

__all__ = ["EnglishParts", "looks_english", "read_english"]
