"""Which language and what kind of text it is, and how secret, from its head."""

from __future__ import annotations

import re
from functools import cache

from ninetenths.packs import load
from ninetenths.patterns import regex
from ninetenths.reading.scanning import code_points
from ninetenths.reading.values import Genre, Language, Span

# Characters that only one of the two scripts writes, frequent in official texts.
_SIMPLIFIED = "国会与为这来发经济产业实设进务动开关于对应们总体议员长时现场东车书专两个"
_TRADITIONAL = "國會與為這來發經濟產業實設進務動開關於對應們總體議員長時現場東車書專兩個"
_SAMPLE = 2000


@cache
def _scripts() -> tuple[re.Pattern[str], ...]:
    """Words in Latin letters; characters that only the one and only the other script writes."""
    simplified = "".join(char for char in _SIMPLIFIED if char not in _TRADITIONAL)
    traditional = "".join(char for char in _TRADITIONAL if char not in _SIMPLIFIED)
    return tuple(map(re.compile, ("[A-Za-z]{2,}", f"[{simplified}]", f"[{traditional}]")))


def language_of(text: str) -> Language:
    """`zh-Hans`, `zh-Hant` or `en`, from the first characters. A text without either script counts as `zh-Hans`."""
    sample = text[:_SAMPLE]
    latin, simplified, traditional = _scripts()
    codes = code_points(sample)
    # By numbers: a pattern of so wide a range takes 2 ms to compile.
    if ((codes >= 0x3400) & (codes <= 0x9FFF)).sum() < len(latin.findall(sample)):
        return "en"
    if (count := len(traditional.findall(sample))) and count > len(simplified.findall(sample)):
        return "zh-Hant"
    return "zh-Hans"


@cache
def _pattern(written: str) -> re.Pattern[str]:
    return regex(written)


def genre_of(text: str, lines: list[str]) -> Genre:
    """The genre of a Chinese text from its first lines, else from how its body begins."""
    pack = load("grammar", "genres")
    for line in lines[: pack["title_lines"]]:
        if len(line) > 90:
            break
        for rule in pack["title"]:
            if _pattern(rule["pattern"]).search(line):
                return _genre(rule)
    head = text[: pack["body_chars"]]
    for rule in pack["body"]:
        if _pattern(rule["pattern"]).search(head):
            return _genre(rule)
    return "other"


def _genre(rule: dict[str, Genre]) -> Genre:
    return rule["genre"]


# “云委发〔2031〕6号” and “（2031年7月20日…通过）” stand on lines of their own under or over the title.
_NUMBER = regex(r"[一-鿿]{1,14}[〔\[（(【][12]\d{3}[〕\]）)】](?:第)?[0-9]{1,5}[号號]")
_ADOPTION = regex(r"[（(](?P<day>[^（）()，,]{4,14}日)[^（）()]{0,60}(?:通过|通過)[）)]")


def number_of(lines: list[str]) -> str | None:
    """The document number among the first lines."""
    return next((line.strip() for line in lines if _NUMBER.fullmatch(line.strip())), None)


def adoption_of(lines: list[str]) -> str | None:
    """The day of adoption that a note among the first lines states, as an ISO date."""
    from ninetenths.reading.dates import find_dates

    for line in lines:
        if note := _ADOPTION.fullmatch(line.strip()):
            return next((day.iso for day in find_dates(note["day"], None) if day.iso and len(day.iso) == 10), None)
    return None


_MARK = regex(
    r"(?:^|\n)[ \u3000\t]*(?:密\s*级[：:]\s*)?(绝密|絕密|机密|機密|秘密)(?:[★*☆][^\n]{0,12})?[ \u3000\t]*(?=\n|$|[★*☆])"
)
_HEAD = 600


def classification_of(text: str) -> tuple[str, Span] | None:
    """A classification mark (秘密, 机密, 绝密) standing on its own at the head of a text, as GB/T 9704 places it."""
    match = _MARK.search(text[:_HEAD])
    return None if match is None else (match[1], match.span(1))
