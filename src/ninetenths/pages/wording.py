"""Words of the pages: codes in, text of one language out, with figures set as that language sets them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from ninetenths.packs import words

_BOUNDS = {"=": "", ">=": "≥ ", ">": "> ", "<=": "≤ ", "<": "< ", "~": "≈ "}
# From what size on a figure is told in the large unit: below it the plain figure reads better.
_SCALES = {
    "zh": ((100_000_000, "亿"), (100_000, "万")),
    "en": ((1_000_000_000, "billion"), (1_000_000, "million")),
}


class Words:
    """The words of one language, called as `words("code", param=…)`; `.get` for codes that other rooms may add to."""

    __slots__ = ("_own", "language")

    def __init__(self, language: str) -> None:
        self.language = language
        self._own = words("pages", language)

    def __call__(self, code: str, /, **params: object) -> str:
        if params.get("count") == 1 and f"{code}.one" in self._own:
            code = f"{code}.one"
        return self._own[code].format_map(params)

    def get(self, code: str, default: str) -> str:
        """The words of a code, or `default` where this language has none."""
        return self._own.get(code, default)

    def coded(self, rooms: Sequence[str], kind: str, code: str, params: dict[str, object]) -> str:
        """A code of another room (a finding, a why) in words, from the first catalogue of `rooms` that has it, or ours.

        What nobody has put into words yet is shown as its code with its parameters: nothing is hidden.
        """
        shown = {name: _plain(value) for name, value in params.items()}
        for catalogue in (*(_catalogue(room, self.language) for room in rooms), self._own):
            # A figure promised as “about” is worded by its bound.
            for key in (f"{kind}.{code}.{params.get('bound')}", f"{kind}.{code}", code):
                if key in catalogue:
                    try:
                        return catalogue[key].format_map(shown)
                    except (KeyError, IndexError, ValueError):
                        break
        return ", ".join([code, *(f"{name}: {value}" for name, value in shown.items())])

    def list(self, items: Sequence[str]) -> str:
        """Items joined as the language joins them."""
        return ("、" if self.language == "zh" else ", ").join(items)


def _catalogue(room: str, language: str) -> Mapping[str, str]:
    try:
        return words(room, language)
    except FileNotFoundError:  # a room need not have words of its own
        return {}


def _plain(value: object) -> object:
    """A parameter as a sentence takes it."""
    if isinstance(value, float):
        return number(value)
    if isinstance(value, list | tuple):
        return "–".join(str(_plain(part)) for part in value)
    return "" if value is None else value


def number(value: float) -> str:
    """A figure with thousands set apart and no more decimals than it has: 2000.0 → 2,000."""
    if value != value or value in (float("inf"), float("-inf")):
        return str(value)
    if value == int(value):
        return f"{int(value):,}"
    whole, _, rest = f"{value:,.6f}".rstrip("0").partition(".")
    return f"{whole}.{rest}" if rest else whole


def magnitude(value: float, language: str) -> str:
    """A figure in the large units of the language, where that loses nothing: 270000000000 → 2,700 亿, 270 billion."""
    scales = _SCALES[language]
    for size, word in scales:
        told = 10_000 if word == "万" else size
        if abs(value) >= size and (value / told * 10_000).is_integer():
            return f"{number(value / told)} {word}"
    return number(value)


def amount(value: float | tuple[float, float], unit: str | None, bound: str = "=", language: str = "zh") -> str:
    """A bounded value with its unit: (1500, "家", ">=") → “≥ 1,500 家”; “%” sticks to its figure."""
    parts = value if isinstance(value, tuple) else (value,)
    figure = "–".join(magnitude(float(part), language) for part in parts)
    close = unit in (None, "%", "％", "‰") or figure[-1] in "万亿"
    return f"{_BOUNDS.get(bound, '')}{figure}{'' if close else ' '}{unit or ''}"


def share(part: int, whole: int) -> str:
    """A share in per cent to one decimal, in integers, halves up; “–” of nothing."""
    if whole == 0:
        return "–"
    tenths = (2000 * part + whole) // (2 * whole)
    return f"{tenths // 10}.{tenths % 10}%"
