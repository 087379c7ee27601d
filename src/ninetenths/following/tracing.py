"""A local text held against higher-level ones (上下级文件对照): what we carry, what nobody carries, what is our own.

Set phrases, slogans and what every official text says do not count as carrying: terms weigh by their rarity at large,
quoted set phrases are struck out on both sides, and conduct (要求) is no commitment of substance.
"""

from __future__ import annotations

import re
from bisect import bisect_left
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cache
from typing import TYPE_CHECKING, Literal

from ninetenths.following.arithmetic import Comparison, compare
from ninetenths.following.indexing import common_wording
from ninetenths.following.promises import promised
from ninetenths.following.rarity import Grams
from ninetenths.following.terms import joined, masses, summed, terms, worth
from ninetenths.following.values import Why
from ninetenths.packs import load
from ninetenths.reading import Commitment, Quantity, Reading, Source, Span, code_points

if TYPE_CHECKING:
    pass

VERSION = 1
_OPENS = re.compile(
    r"^(?:加快|推进|推动|建设|完成|实施|打造|深化|积极|全面|持续|大力|深入|做好|开展|加强|健全|完善|提升)+(?=.{4})"
)

How = Literal["programme", "indicator", "words"]
Standing = Literal["same", "stricter", "looser", "share", "period"]

_LABELS = ("target", "action", "aim")
_COMMON = 3.0  # what a term of this weight or less says, every official text says
_SMOOTH = 6.0
_SWEEPING = 120
_LOOKED_AT = 6
_CARRIERS = 3
# What may follow a name that has ended; other characters make it part of a longer one (…中心 in …中心医院).
_AFTER = re.compile(
    r"$|[^\u4e00-\u9fff\w]|建设|创建|打造|任务|[的和及与为在等内上中]|实施|发展|管理|运营|取得|力度|总体|综合|各项|全"
)
# What a figure is of: growth, fall or level; and of which spell of time.
_GROWTH, _FALL = (
    re.compile(r"增长|增速|增幅|递增|grow|increas|ris"),
    re.compile(r"下降|降低|减少|压减|fall|reduc|decreas"),
)
_SPELL = re.compile(r"较(?:19|20)\d\d年|累计|[三五]年|(?:19|20)\d\d年")
# What is enough, in shares of both wordings' weight (score) and in weight (nats above the common), set by reading pairs
# of a province's and its cities' reports: a named thing, a figure of the same matter, or much of the same words.
_NAMED_SCORE, _NAMED_WORTH = 0.25, 14.0
_FIGURE_SCORE = 0.4
_WORDS_SCORE, _WORDS_WORTH = 0.45, 16.0
_RUN_SCORE, _RUN_WORTH = 0.38, 26.0
_STRUCK = "\u3000"
# What a named programme or project ends in; a quoted name with such an end is a thing, not a slogan.
_PROGRAMME = re.compile(
    r"工程|行动|行动计划|规划|试点|试验区|示范区|示范县|示范市|先行区|实验区|新区|园区|开发区|走廊|基地|平台|中心|铁路"
    r"|高铁|高速|公路|机场|大桥|隧道|轨道|地铁|水库|港区|港口|码头|灌区|电站|医院|学校|大学|公园|博物馆|图书馆|体育馆"
    r"|条例|办法|基金|联盟|实验室"
    r"|\b(?:[Pp]rogram(?:me)?|[Pp]roject|[Pp]lan|[Ii]nitiative|[Cc]ent(?:re|er)|[Ff]und)\b"
)


@dataclass(frozen=True, slots=True)
class Figures:
    """Our figure against theirs: `share` where ours is part of an amount (a city's part of a province's), `period`
    where the two are of different spells, so that neither is stricter.
    """

    standing: Standing
    theirs: float
    ours: float
    theirs_bound: str
    ours_bound: str
    unit: str | None
    span: Span


@dataclass(frozen=True, slots=True)
class Carrier:
    """A commitment of ours that carries one of theirs: which text of ours, which commitment, how near (0 to 1), how.

    `wording`: the longest wording both have. `figures`: where both state one of the same matter.
    """

    text: int
    id: str
    span: Span
    score: float
    how: How
    wording: str
    figures: Figures | None


@dataclass(frozen=True, slots=True)
class Traced:
    """A commitment of a higher-level text and who carries it; nobody where `carriers` is empty.

    `slogans`: set phrases both sides have, which did not count. `nearest`: our nearest commitment that was not enough.
    """

    text: int
    id: str
    span: Span
    label: str
    carriers: tuple[Carrier, ...]
    slogans: tuple[str, ...]
    nearest: tuple[int, str, Span, float] | None


@dataclass(frozen=True, slots=True)
class Own:
    """A commitment of ours that carries none of theirs."""

    text: int
    id: str
    span: Span
    label: str


@dataclass(frozen=True, slots=True)
class SharedPhrase:
    """A set phrase that stands on both sides, and how often; it does not count as carrying."""

    text: str
    theirs: int
    ours: int


@dataclass(frozen=True, slots=True)
class Tracing:
    """Local texts held against higher-level ones."""

    version: int
    ours: tuple[Source, ...]
    theirs: tuple[Source, ...]
    traced: tuple[Traced, ...]
    own: tuple[Own, ...]
    phrases: tuple[SharedPhrase, ...]
    notes: tuple[Why, ...]

    def counts(self) -> dict[str, int]:
        """`theirs` commitments, of which `carried` and `uncarried`; `ours`, of which `own`."""
        carried = sum(bool(item.carriers) for item in self.traced)
        used = {(one.text, one.id) for item in self.traced for one in item.carriers}
        return {
            "theirs": len(self.traced), "carried": carried, "uncarried": len(self.traced) - carried,
            "ours": len(used) + len(self.own), "own": len(self.own),
        }  # fmt: skip

    def to_json(self) -> bytes:
        """As UTF-8 JSON, the counts beside the lists."""
        import orjson

        return orjson.dumps({name: getattr(self, name) for name in self.__slots__} | {"counts": self.counts()})


@dataclass(frozen=True, slots=True)
class _Held:
    """One text of either side: its commitments of substance, their spans, and their terms with slogans struck out."""

    reading: Reading
    items: list[Commitment]
    spans: list[Span]
    bare: Grams
    struck: str  # the text with slogans and figures struck out, so that what is left can be quoted as shared
    phrases: frozenset[str]


def trace(ours: Sequence[Reading], theirs: Sequence[Reading]) -> Tracing:
    """Hold local texts against higher-level ones; each pair is compared in time near to linear in its length."""
    mine, others = [_held(reading) for reading in ours], [_held(reading) for reading in theirs]
    traced: list[Traced] = []
    for place, other in enumerate(others):
        both = zip(other.items, other.spans, strict=True)
        found = [Traced(place, item.id, span, item.label, (), (), None) for item, span in both]
        for number, held in enumerate(mine):
            found = _carried(found, other, held, number)
        traced += found
    used = {(one.text, one.id) for item in traced for one in item.carriers}
    own = tuple(
        Own(number, item.id, span, item.label)
        for number, held in enumerate(mine) for item, span in zip(held.items, held.spans, strict=True)
        if (number, item.id) not in used
    )  # fmt: skip
    return Tracing(
        VERSION, tuple(one.source for one in ours), tuple(one.source for one in theirs), tuple(traced), own,
        _shared_phrases(ours, theirs), tuple(_notes(mine, others)),
    )  # fmt: skip


def _notes(mine: Sequence[_Held], others: Sequence[_Held]) -> Iterable[Why]:
    """What a person must know first: a text against itself, texts without commitments."""
    known = {held.reading.source.text_sha256: number for number, held in enumerate(mine)}
    for place, held in enumerate(others):
        if (number := known.get(held.reading.source.text_sha256)) is not None:
            yield Why("same-text", {"theirs": place, "ours": number})
        if not held.items:
            yield Why("theirs-without-commitments", {"theirs": place})
    for number, held in enumerate(mine):
        if not held.items:
            yield Why("ours-without-commitments", {"ours": number})


def _held(reading: Reading) -> _Held:
    items = [item for item in promised(reading) if item.label in _LABELS]
    spans = [(item.spans[0][0], item.spans[-1][1]) for item in items]
    codes = code_points(reading.text).copy()
    for start, end in slogan_spans(reading):
        codes[start:end] = ord(_STRUCK)
    struck = codes.tobytes().decode("utf-32-le", "surrogatepass")
    phrases = frozenset(phrase.text for phrase in reading.phrases)
    return _Held(reading, items, spans, terms(codes, spans, reading.source.language), struck, phrases)


def slogan_spans(reading: Reading) -> Iterable[Span]:
    """Spans of slogans: what every official text says, and set phrases that name no programme, project or place."""
    yield from (match.span() for match in _slogans().finditer(reading.text))
    for phrase in reading.phrases:
        if not is_programme(phrase.text):
            yield from (span for span in phrase.spans if _PROGRAMME.match(reading.text, span[1] + 1) is None)


@cache
def _slogans() -> re.Pattern[str]:
    return re.compile("|".join(load("grammar", "slogans")["patterns"]))


def is_programme(name: str) -> bool:
    """Whether a quoted name ends as programmes, projects and institutions do (“红色根脉强基工程”)."""
    return any(match.end() == len(name) for match in _PROGRAMME.finditer(name))


def _carried(found: Sequence[Traced], other: _Held, held: _Held, number: int) -> list[Traced]:
    """`found` with the carriers that one text of ours adds."""
    import numpy as np

    left, right = other.bare, held.bare
    if not left.rows or not right.rows:
        return list(found)
    known = np.unique(np.concatenate((left.gram, right.gram)))
    weight = np.maximum(worth(known, (left, right)) - np.float32(_COMMON), np.float32(0))
    rows, columns, term = joined(left, right, _SWEEPING)
    row, column, shared = summed(rows, columns, weight[np.searchsorted(known, term)], right.rows)
    mass_left, mass_right = masses(left, known, weight), masses(right, known, weight)
    score = shared / np.sqrt((mass_left[row] + _SMOOTH) * (mass_right[column] + _SMOOTH))
    telling = dict(zip(known.tolist(), weight.tolist(), strict=True))
    at = np.searchsorted(row, np.arange(left.rows + 1))
    made = []
    for one, item in enumerate(found):
        low, high = int(at[one]), int(at[one + 1])
        order = low + np.argsort(-score[low:high], kind="stable")[:_LOOKED_AT]
        near = [(int(column[place]), float(score[place]), float(shared[place])) for place in order.tolist()]
        made.append(_with_carriers(item, other, held, number, one, near, telling))
    return made


def _with_carriers(
    item: Traced, other: _Held, held: _Held, number: int, one: int, near: Sequence[tuple[int, float, float]],
    telling: dict[int, float],
) -> Traced:  # fmt: skip
    carriers, nearest = list(item.carriers), item.nearest
    for place, score, shared in near:
        carrier = _carrier(other, held, number, one, place, score, shared, telling)
        if carrier is not None:
            carriers.append(carrier)
        elif nearest is None or score > nearest[3]:
            nearest = (number, held.items[place].id, held.spans[place], round(score, 3))
    carriers.sort(key=lambda carrier: -carrier.score)
    if carriers:
        return replace(item, carriers=tuple(carriers[:_CARRIERS]), nearest=None, slogans=())
    wording = other.reading.text[slice(*item.span)]
    said = (name for name in other.phrases & held.phrases if name in wording and not is_programme(name))
    return replace(item, nearest=nearest, slogans=tuple(sorted({*item.slogans, *said})))


def _carrier(
    other: _Held, held: _Held, number: int, one: int, place: int, score: float, shared: float, telling: dict[int, float]
) -> Carrier | None:  # fmt: skip
    """The commitment of ours as a carrier of theirs, if what they share is enough."""
    their, our = other.spans[one], held.spans[place]
    language = other.reading.source.language
    both = common_wording(other.struck[slice(*their)], held.struck[slice(*our)])
    wording = _OPENS.sub("", max(both.split(_STRUCK), key=len).rstrip("0123456789"))
    worth_of = _worth_of(wording, language, telling)
    named = _named(wording, other.reading.text[slice(*their)], held.reading.text[slice(*our)])
    figures = _figures(other.reading, other.items[one], their, held.reading, held.items[place], our)
    if score >= _NAMED_SCORE and named and _worth_of(named, language, telling) >= _NAMED_WORTH:
        how: How = "programme"
        wording = named
    elif figures is not None and score >= _FIGURE_SCORE:
        how = "indicator"
    elif (score >= _WORDS_SCORE and shared >= _WORDS_WORTH) or (score >= _RUN_SCORE and worth_of >= _RUN_WORTH):
        how = "words"
    else:
        return None
    return Carrier(number, held.items[place].id, our, round(min(1.0, score), 3), how, wording, figures)


def _named(wording: str, theirs: str, ours: str) -> str:
    """The longest head of a common wording that is a whole name of a programme or project in both; "" where none is."""
    for match in reversed(list(_PROGRAMME.finditer(wording))):
        named = wording[: match.end()]
        places = [text.find(named) + len(named) for text in (theirs, ours)]
        if all(_AFTER.match(text, place) for text, place in zip((theirs, ours), places, strict=True)):
            return named
    return ""


def _worth_of(wording: str, language: str, telling: dict[int, float]) -> float:
    held = terms(code_points(wording), [(0, len(wording))], language).gram.tolist()
    return sum(telling.get(gram, 0.0) for gram in held)


def _figures(
    theirs: Reading, item: Commitment, their: Span, ours: Reading, mine: Commitment, our: Span
) -> Figures | None:
    """The first figure of theirs that ours states of the same matter: the words before both are the same."""
    for indicator in item.indicators:
        found = compare((indicator,), theirs, their, ours, our)
        if found is None or not _same_words_before(theirs, their, found.promised, found.unit, ours, found.span):
            continue
        bound = next((one.bound for one in ours.quantities if (one.start, one.end) == found.span), "=")
        spells = [set(_SPELL.findall(reading.text, *span)) for reading, span in ((theirs, their), (ours, our))]
        due = {one and one[:4] for one in (indicator.deadline or item.deadline, mine.deadline)}
        other = found.promised != found.reported and (spells[0] != spells[1] or len(due) == 2)
        return Figures(
            "period" if other else _standing(found, bound), found.promised, found.reported, found.bound, bound,
            found.unit, found.span,
        )  # fmt: skip
    return None


def _same_words_before(
    theirs: Reading, their: Span, value: float, unit: str | None, ours: Reading, figure: Span
) -> bool:  # fmt: skip
    places = (
        one.start for one in theirs.quantities[bisect_left(theirs.quantities, their[0], key=_start) :]
        if one.start < their[1] and one.unit == unit and value in (one.value, *_ends(one))
    )  # fmt: skip
    start = next(places, None)
    if start is None:
        return False
    before, mine = theirs.text[max(their[0], start - 12) : start], ours.text[max(0, figure[0] - 14) : figure[0]]
    if _course(before) != _course(mine):
        return False
    return len(common_wording(before, mine)) >= 3


def _course(before: str) -> tuple[bool, bool]:
    return _GROWTH.search(before[-6:]) is not None, _FALL.search(before[-6:]) is not None


def _start(quantity: Quantity) -> int:
    return quantity.start


def _ends(quantity: Quantity) -> tuple[float, ...]:
    return quantity.value if isinstance(quantity.value, tuple) else ()


def _standing(found: Comparison, bound: str) -> Standing:
    """Equal values are the same unless ours only says “about”; a smaller amount is our share, a smaller rate looser."""
    if found.promised == found.reported:
        return "looser" if bound == "~" != found.bound else "same"
    if found.outcome == "reached":
        return "stricter"
    return "looser" if found.rate else "share"


def _shared_phrases(ours: Sequence[Reading], theirs: Sequence[Reading]) -> tuple[SharedPhrase, ...]:
    """Set phrases on both sides, the most used by us first."""
    counted: list[dict[str, int]] = [{}, {}]
    for side, readings in enumerate((theirs, ours)):
        for reading in readings:
            for phrase in reading.phrases:
                if not is_programme(phrase.text):
                    counted[side][phrase.text] = counted[side].get(phrase.text, 0) + len(phrase.spans)
    both = [SharedPhrase(name, times, counted[1][name]) for name, times in counted[0].items() if name in counted[1]]
    return tuple(sorted(both, key=lambda one: (-one.ours, -one.theirs, one.text)))
