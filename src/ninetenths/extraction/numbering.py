"""The numbers a word processor writes before paragraphs by itself: 一、 （一） 1. ① (ECMA-376 part 1, 17.9)."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field

_DIGITS = "〇一二三四五六七八九"
_LEGAL = "零壹贰叁肆伍陆柒捌玖"
_STEMS = "甲乙丙丁戊己庚辛壬癸"
_BRANCHES = "子丑寅卯辰巳午未申酉戌亥"
# Levels of one list ([MS-OI29500]: never more).
LEVELS = 9
# A number beyond this is damage; Word itself stops at 32767.
_HIGHEST = 32_767


def chinese(number: int, digits: str = _DIGITS, places: str = "十百千万") -> str:
    """A number in Chinese as it is counted: 10 → 十, 21 → 二十一, 105 → 一百〇五 (零 with other digits)."""
    if number < 10:
        return digits[number]
    text, gap = "", False
    for place in range(len(str(number)) - 1, -1, -1):
        digit = number // 10**place % 10
        if digit == 0:
            gap = bool(text)
            continue
        text += (digits[0] if gap else "") + digits[digit] + (places[place - 1] if place else "")
        gap = False
    return text.removeprefix(digits[1]) if places[0] == "十" and 10 <= number < 20 else text


def _digitwise(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))


def _letters(number: int) -> str:
    """Word's letters: a … z, aa, bb, …; a repeats, it does not count."""
    return chr(ord("a") + (number - 1) % 26) * min((number - 1) // 26 + 1, 30) if number else "0"


def _roman(number: int) -> str:
    text = ""
    for value, sign in zip(
        (1000, 900, 500, 400, 100, 90, 50, 40, 10, 9, 5, 4, 1),
        ("m", "cm", "d", "cd", "c", "xc", "l", "xl", "x", "ix", "v", "iv", "i"),
        strict=True,
    ):
        text += sign * (number // value)
        number %= value
    return text


def _circled(number: int) -> str:
    return chr(0x2460 + number - 1) if 1 <= number <= 20 else str(number)


def _cycle(signs: str) -> Callable[[int], str]:
    return lambda number: signs[(number - 1) % len(signs)] if number else "0"


_FORMATS: dict[str, Callable[[int], str]] = {
    "decimal": str,
    "decimalZero": lambda number: f"{number:02d}",
    "decimalFullWidth": lambda number: str(number).translate({48 + d: 0xFF10 + d for d in range(10)}),
    "decimalEnclosedCircle": _circled,
    "decimalEnclosedCircleChinese": _circled,
    "lowerLetter": _letters,
    "upperLetter": lambda number: _letters(number).upper(),
    "lowerRoman": _roman,
    "upperRoman": lambda number: _roman(number).upper(),
    "chineseCounting": chinese,
    "chineseCountingThousand": lambda number: chinese(number, "零一二三四五六七八九"),
    "taiwaneseCounting": chinese,
    "taiwaneseCountingThousand": lambda number: chinese(number, "零一二三四五六七八九"),
    "japaneseCounting": chinese,
    "ideographDigital": _digitwise,
    "taiwaneseDigital": _digitwise,
    "japaneseDigitalTenThousand": _digitwise,
    "chineseLegalSimplified": lambda number: chinese(number, _LEGAL, "拾佰仟万"),
    "ideographLegalTraditional": lambda number: chinese(number, "零壹貳參肆伍陸柒捌玖", "拾佰仟萬"),
    "ideographTraditional": _cycle(_STEMS),
    "ideographZodiac": _cycle(_BRANCHES),
    "ideographEnclosedCircle": lambda number: chr(0x3220 + number - 1) if 1 <= number <= 10 else str(number),
}


def formatted(number: int, how: str) -> str:
    """A number in a format of w:numFmt; a format unknown to us as decimal, `none` and `bullet` as nothing."""
    if how in ("none", "bullet"):
        return ""
    return _FORMATS.get(how, str)(max(0, min(number, _HIGHEST)))


@dataclass(slots=True)
class Level:
    """One level of a list as the file defines it."""

    start: int = 1
    how: str = "decimal"
    text: str = ""
    suffix: str = "tab"
    restart: int | None = None
    legal: bool = False


@dataclass(slots=True)
class Numbering:
    """The lists of one document and how far each has counted. `label` is to be asked in document order."""

    # abstract list → level → definition; list → abstract list; list → level → what it overrides.
    abstracts: dict[str, dict[int, Level]] = field(default_factory=dict)
    lists: dict[str, str] = field(default_factory=dict)
    starts: dict[tuple[str, int], int] = field(default_factory=dict)
    overrides: dict[tuple[str, int], Level] = field(default_factory=dict)
    _counts: dict[str, list[int | None]] = field(default_factory=dict)
    _begun: set[tuple[str, int]] = field(default_factory=set)

    def label(self, number: str, level: int) -> str:
        """What stands before the next paragraph of list `number` at `level`, with a space after it where one shows."""
        abstract = self.lists.get(number)
        if abstract is None or not 0 <= level < LEVELS:
            return ""
        shape = self._level(number, abstract, level)
        if shape is None:
            return ""
        counts = self._advance(number, abstract, level, shape)
        if shape.how == "bullet":
            return _bullet(shape.text)
        text = shape.text
        for index in range(level + 1):
            if (mark := f"%{index + 1}") in text:
                other = self._level(number, abstract, index) or Level()
                value = counts[index]
                how = "decimal" if shape.legal else other.how
                text = text.replace(mark, formatted(other.start if value is None else value, how))
        spaced = shape.suffix != "nothing" and text and text[-1] < "\u2e80" and not text.endswith((" ", "\u3000"))
        return text + " " if spaced else text.rstrip("\t")

    def _level(self, number: str, abstract: str, level: int) -> Level | None:
        return self.overrides.get((number, level)) or self.abstracts.get(abstract, {}).get(level)

    def _advance(self, number: str, abstract: str, level: int, shape: Level) -> list[int | None]:
        """Count one on; levels below begin anew, unless they say that they do not."""
        counts = self._counts.setdefault(abstract, [None] * LEVELS)
        begin = self.starts.get((number, level))
        if begin is not None and (number, level) not in self._begun:
            counts[level] = begin
        else:
            current = counts[level]
            counts[level] = shape.start if current is None else current + 1
        self._begun.add((number, level))
        for deeper in range(level + 1, LEVELS):
            other = self._level(number, abstract, deeper)
            # w:lvlRestart 0: never; n: only when a level up to n is used.
            if other is None or other.restart is None or (other.restart and level < other.restart):
                counts[deeper] = None
        return counts


def _bullet(text: str) -> str:
    """A bullet; those of symbol fonts stand in the private area and say nothing without the font."""
    if not text or any("\ue000" <= character <= "\uf8ff" for character in text):
        text = "•"
    return f"{text.strip()} "
