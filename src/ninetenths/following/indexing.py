"""An index of many texts: which clauses and which texts hold a pair of characters, and the texts themselves to quote.

One buffer holds it all, in arrays that are used where they lie (a memory map opens in milliseconds). Layout: the magic
line, the length of a JSON header, the header (a row a text, a place an array), then the arrays, aligned to 64 bytes.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any

from ninetenths.following.terms import at_large, occurrences, rareness, terms
from ninetenths.reading import LABELS, Reading, Source, Span, code_points, read
from ninetenths.refusal import Refusal

if TYPE_CHECKING:
    import numpy as np
    from numpy.typing import NDArray

MAGIC = b"nine tenths index 1\n"
_ALIGNED = 64
_SMOOTH = 4.0  # weight added to a clause's own, so that two clauses of one pair of characters are not all alike
_REASONS = 5
_STRETCH = 4  # a reason is at least this many characters
_LOOKED_AT = 60
_NAMED = ("name", "file_sha256", "text_sha256", "title", "language", "genre", "year", "reader")


@dataclass(frozen=True, slots=True)
class IndexedText:
    """One text of an index. `name`: its path below the folder; the hashes tell whether the file has changed.

    `starts`, `ends`: spans of its clauses, int32; `labels`: places of their labels in LABELS, uint8. `reader`: version
    of the reader that cut them.
    """

    name: str
    file_sha256: str | None
    text_sha256: str | None
    title: str | None
    language: str
    genre: str
    year: int | None
    reader: str
    text: str
    starts: NDArray[np.int32]
    ends: NDArray[np.int32]
    labels: NDArray[np.uint8]


@dataclass(frozen=True, slots=True)
class NearClause:
    """A clause of the index near to a question: in which text (its number in the index), where, how near (0 to 1)."""

    text: int
    span: Span
    label: str
    surface: str
    score: float


@dataclass(frozen=True, slots=True)
class NearText:
    """A text of the index that is near to a whole text: how near (0 to 1), and the stretches that speak for it.

    `reasons`: wording both have, what tells most first.
    """

    text: int
    score: float
    reasons: tuple[str, ...]


def indexed(name: str, reading: Reading) -> IndexedText:
    """What the index keeps of a reading."""
    import numpy as np

    source, place = reading.source, {label: order for order, label in enumerate(LABELS)}
    return IndexedText(
        name, source.file_sha256, source.text_sha256, source.title, source.language, source.genre, source.year,
        reading.reader.version, reading.text,
        np.array([one.start for one in reading.clauses], dtype=np.int32),
        np.array([one.end for one in reading.clauses], dtype=np.int32),
        np.array([place[one.label] for one in reading.clauses], dtype=np.uint8),
    )  # fmt: skip


class Index:
    """Texts that can be asked for the clauses nearest to a clause and for the texts nearest to a text."""

    def __init__(self, rows: Sequence[dict[str, Any]], arrays: dict[str, NDArray[Any]]) -> None:
        self._rows = rows
        self._arrays = arrays

    def __len__(self) -> int:
        """How many texts it holds."""
        return len(self._rows)

    @property
    def clauses(self) -> int:
        """How many clauses it holds."""
        return len(self._arrays["start"])

    @property
    def chars(self) -> int:
        """Characters of all texts."""
        return sum(row["chars"] for row in self._rows)

    def row(self, text: int) -> dict[str, Any]:
        """What is known of a text: name, file_sha256, text_sha256, title, language, genre, year, reader, chars."""
        return self._rows[text]

    def text(self, text: int) -> str:
        """The extracted text itself."""
        low, high = self._arrays["text_at"][text : text + 2].tolist()
        return bytes(self._arrays["text"][low:high]).decode("utf-8", "surrogatepass")

    def reading(self, text: int) -> Reading:
        """The reading of a text, made anew from the text held."""
        row = self._rows[text]
        source = Source(file_sha256=row["file_sha256"], title=row["title"], year=row["year"])
        return read(self.text(text), source=source)

    def held(self, text: int) -> IndexedText:
        """A text as it was given, for an index made anew of it and others."""
        row = self._rows[text]
        low, high = self._arrays["clause_at"][text : text + 2].tolist()
        start, end, label = (self._arrays[name][low:high] for name in ("start", "end", "label"))
        named = {name: row[name] for name in _NAMED}
        return IndexedText(**named, text=self.text(text), starts=start.copy(), ends=end.copy(), labels=label.copy())

    def near_clauses(self, question: str, language: str = "zh-Hans", limit: int = 10) -> list[NearClause]:
        """The clauses nearest to a stretch of text, nearest first: cosine of the weights of what both hold."""
        import numpy as np

        asked = terms(code_points(question), [(0, len(question))], language).gram
        place, known = self._places(asked)
        if not known.any():
            return []
        total = float(_weights(asked, np.where(known, self._counts[place], 0), self.clauses).sum())
        place = place[known]
        at, weight = self._arrays["term_at"], self._arrays["weight"]
        parts = [self._arrays["clause"][at[one] : at[one + 1]] for one in place.tolist()]
        each = np.repeat(weight[place], [len(part) for part in parts])
        shared = np.bincount(np.concatenate(parts), each, self.clauses)
        found = np.flatnonzero(shared)
        score = shared[found] / np.sqrt((total + _SMOOTH) * (self._arrays["mass"][found] + _SMOOTH))
        if len(found) > limit:
            kept = score >= np.partition(score, -limit)[-limit]
            found, score = found[kept], score[kept]
        order = np.lexsort((found, -score))[:limit]
        return [self._near(int(found[one]), float(score[one])) for one in order.tolist()]

    def near_texts(self, given: Reading, limit: int = 10) -> list[NearText]:
        """The texts nearest to a text, nearest first, the text itself left out: cosine over what each term tells.

        A term tells the more, the fewer texts of the index and the fewer official texts at large hold it.
        """
        import numpy as np

        codes = code_points(given.text)
        asked = terms(codes, [(clause.start, clause.end) for clause in given.clauses], given.source.language)
        gram, times = np.unique(asked.gram, return_counts=True)
        place, known = self._places(gram)
        place, times = place[known], times[known]
        if not len(place):
            return []
        at = self._arrays["holder_at"]
        sizes = at[place + 1] - at[place]
        tells = self._arrays["tells"][place] * (1 + np.log(times))
        offset = np.arange(int(sizes.sum())) - np.repeat(np.cumsum(sizes) - sizes, sizes)
        where = np.repeat(at[place], sizes) + offset
        worth = np.repeat(tells * self._arrays["tells"][place], sizes) * _damped(self._arrays["times"][where])
        shared = np.bincount(self._arrays["holder"][where], worth, len(self))
        length = float(np.sqrt((tells * tells).sum()))
        score = shared / np.maximum(self._arrays["length"] * length, 1e-6)
        same = [row["text_sha256"] == given.source.text_sha256 for row in self._rows]
        score[np.array(same, dtype=bool)] = 0
        nearest = np.argsort(-score, kind="stable")[:limit].tolist()
        telling = dict(zip(gram[known].tolist(), self._arrays["tells"][place].tolist(), strict=True))
        return [
            NearText(one, min(1.0, float(score[one])), shared_wording(given, self.text(one), telling))
            for one in nearest if score[one] > 0
        ]  # fmt: skip

    def to_chunks(self) -> Iterator[bytes]:
        """The index as bytes, in pieces, for a file that `open_index` takes."""
        import orjson

        at, places = 0, {}
        for name, array in self._arrays.items():
            places[name] = {"type": array.dtype.str, "size": len(array), "at": at}
            at += -(-array.nbytes // _ALIGNED) * _ALIGNED
        header = orjson.dumps({"texts": list(self._rows), "arrays": places, "bytes": at})
        front = len(MAGIC) + 8 + len(header)
        yield MAGIC + len(header).to_bytes(8, "little") + header + bytes(-front % _ALIGNED)
        for array in self._arrays.values():
            yield array.tobytes() + bytes(-array.nbytes % _ALIGNED)

    @cached_property
    def _counts(self) -> NDArray[np.int64]:
        import numpy as np

        return np.diff(self._arrays["term_at"])

    def _places(self, gram: NDArray[np.int64]) -> tuple[NDArray[np.int64], NDArray[np.bool_]]:
        """Places of terms in the index's table, and which of them stand there."""
        import numpy as np

        table = self._arrays["term"]
        if not len(table):
            return np.zeros(len(gram), dtype=np.int64), np.zeros(len(gram), dtype=bool)
        place = np.minimum(np.searchsorted(table, gram.astype(table.dtype)), len(table) - 1)
        return place, table[place] == gram

    def _near(self, clause: int, score: float) -> NearClause:
        import numpy as np

        text = int(np.searchsorted(self._arrays["clause_at"], clause, side="right")) - 1
        span = (int(self._arrays["start"][clause]), int(self._arrays["end"][clause]))
        label = LABELS[int(self._arrays["label"][clause])]
        return NearClause(text, span, label, self.text(text)[slice(*span)], min(1.0, score))


def make_index(texts: Sequence[IndexedText]) -> Index:
    """An index over the clauses of texts; about a second for ten million characters."""
    import numpy as np

    parts = list(texts)
    sizes = [len(one.starts) for one in parts]
    clause_at = np.concatenate(([0], np.cumsum(sizes, dtype=np.int64)))
    gram, clause = _postings(parts, clause_at)
    begins = np.flatnonzero(np.concatenate((gram[:1] == gram[:1], gram[1:] != gram[:-1])))
    term = gram[begins]
    term_at = np.append(begins, len(gram)).astype(np.int64)
    clauses = int(clause_at[-1])
    weight = _weights(term.astype(np.int64), np.diff(term_at), clauses)
    mass = np.bincount(clause, np.repeat(weight, np.diff(term_at)), clauses).astype(np.float32)
    blob = [one.text.encode("utf-8", "surrogatepass") for one in parts]
    arrays: dict[str, NDArray[Any]] = {
        "text": np.frombuffer(b"".join(blob), dtype=np.uint8),
        "text_at": np.concatenate(([0], np.cumsum([len(one) for one in blob], dtype=np.int64))),
        "clause_at": clause_at, "start": _flat([one.starts for one in parts], np.int32),
        "end": _flat([one.ends for one in parts], np.int32), "label": _flat([one.labels for one in parts], np.uint8),
        "term": term, "term_at": term_at, "clause": clause, "weight": weight, "mass": mass,
    }  # fmt: skip
    arrays |= _holders(term, term_at, clause, clause_at)
    rows = [{name: getattr(one, name) for name in _NAMED} | {"chars": len(one.text)} for one in parts]
    return Index(rows, arrays)


def open_index(buffer: bytes | memoryview, name: str) -> Index:
    """The index in a buffer (a memory map, say), used where it lies. `name` stands in the refusal of what is none."""
    import numpy as np
    import orjson

    view = memoryview(buffer)
    if bytes(view[: len(MAGIC)]) != MAGIC:
        raise Refusal("tracing", "no-index", name=name)
    front = len(MAGIC) + 8
    size = int.from_bytes(view[len(MAGIC) : front], "little")
    try:
        header = orjson.loads(view[front : front + size])
        base = -(-(front + size) // _ALIGNED) * _ALIGNED
        if len(view) < base + header["bytes"]:
            raise ValueError("cut off")
        arrays = {
            key: np.frombuffer(view, place["type"], place["size"], base + place["at"])
            for key, place in header["arrays"].items()
        }
        return Index(header["texts"], arrays)
    except (ValueError, KeyError, TypeError) as error:
        raise Refusal("tracing", "index-damaged", name=name) from error


def shared_wording(given: Reading, other: str, telling: dict[int, float]) -> tuple[str, ...]:
    """The stretches of a text that another has too and that tell most; `telling`: what a term tells, 0 where absent."""
    import numpy as np

    language = given.source.language
    spans = [(one.start, one.end) for one in given.clauses]
    row, term, begin, end = occurrences(code_points(given.text), spans, language)
    held = np.unique(occurrences(code_points(other), [(0, len(other))], language)[1])
    runs = _runs(np.isin(term, held), row, begin, language)
    told = np.array([telling.get(one, 0.0) for one in term.tolist()]) ** 2
    best = {(int(begin[low]), int(end[high - 1])): float(told[low:high].sum()) for low, high in runs}
    taken: list[str] = []
    for span in sorted(best, key=lambda one: (-best[one], one))[:_LOOKED_AT]:
        wording = common_wording(given.text[slice(*span)], other)
        if len(wording) >= _STRETCH and not any(wording in one or one in wording for one in taken):
            taken.append(wording)
        if len(taken) == _REASONS:
            break
    return tuple(taken)


def common_wording(text: str, other: str) -> str:
    """The longest stretch of a (short) text that stands in another, no mark or half an English word at its ends."""
    best, low = (0, 0), 0
    for high in range(1, len(text) + 1):
        while low < high and text[low:high] not in other:
            low += 1
        if high - low > best[1] - best[0]:
            best = (low, high)
    return _whole(text, *best)


def _whole(text: str, low: int, high: int) -> str:
    """The stretch without marks at its ends, quotation marks in pairs, and without the halves of cut English words."""
    while low < high and (not text[low].isalnum() or _cuts_word(text, low)):
        low += 1
    while high > low and (not text[high - 1].isalnum() or _cuts_word(text, high)):
        high -= 1
    wording = text[low:high]
    if wording.count("”") > wording.count("“"):
        return max(wording.split("”"), key=len)
    if wording.count("“") > wording.count("”"):
        return max(wording.split("“"), key=len)
    return wording


def _cuts_word(text: str, at: int) -> bool:
    around = text[at - 1 : at + 1]
    return 0 < at < len(text) and around.isascii() and around.isalpha()


def _runs(
    both: NDArray[np.bool_], row: NDArray[np.int64], begin: NDArray[np.int64], language: str
) -> list[tuple[int, int]]:
    """Stretches of terms that both texts hold, one after the other in one clause: places `[low, high)`."""
    import numpy as np

    if not len(both):
        return []
    breaks = np.ones(len(both), dtype=bool)
    breaks[1:] = (row[1:] != row[:-1]) | ~both[1:] | ~both[:-1]
    if language != "en":
        breaks[1:] |= begin[1:] != begin[:-1] + 1
    lows = np.flatnonzero(breaks)
    highs = np.append(lows[1:], len(both))
    return [(low, high) for low, high in zip(lows.tolist(), highs.tolist(), strict=True) if both[low]]


def _weights(term: NDArray[np.int64], counts: NDArray[np.int64], rows: int) -> NDArray[np.float32]:
    import numpy as np

    return np.minimum(at_large(term), rareness(counts, rows))


def _damped(times: NDArray[Any]) -> NDArray[np.float32]:
    import numpy as np

    damped: NDArray[np.float32] = (1 + np.log(times.astype(np.float32))).astype(np.float32)
    return damped


def _postings(
    parts: Sequence[IndexedText], clause_at: NDArray[np.int64]
) -> tuple[NDArray[np.uint32], NDArray[np.uint32]]:
    """Every distinct (term, clause), by term, then clause: packed into one number each, sorted once."""
    import numpy as np

    held = [np.zeros(0, dtype=np.uint64)]
    for one, first in zip(parts, clause_at.tolist(), strict=False):
        clause, term, _, _ = occurrences(code_points(one.text), np.stack((one.starts, one.ends), axis=1), one.language)
        held.append(((term << 32) | (clause + first)).view(np.uint64))
    packed = np.concatenate(held)
    packed.sort()
    if len(packed):
        packed = packed[np.concatenate(([True], packed[1:] != packed[:-1]))]
    return (packed >> np.uint64(32)).astype(np.uint32), packed.astype(np.uint32)


def _holders(
    term: NDArray[np.uint32], term_at: NDArray[np.int64], clause: NDArray[np.uint32], clause_at: NDArray[np.int64]
) -> dict[str, NDArray[Any]]:
    """For each term the texts that hold it and in how many clauses; what it tells of a text; each text's length."""
    import numpy as np

    texts = len(clause_at) - 1
    text_of = np.repeat(np.arange(texts, dtype=np.uint32), np.diff(clause_at))
    holder = text_of[clause]
    fresh = np.ones(len(holder), dtype=bool)
    fresh[1:] = holder[1:] != holder[:-1]
    fresh[term_at[:-1]] = True
    begins = np.flatnonzero(fresh)
    times = np.diff(np.append(begins, len(holder)))
    holder = holder[begins]
    holder_at = np.searchsorted(begins, term_at)
    held_by = np.diff(holder_at)
    large = np.minimum(at_large(term.astype(np.int64)), 10) / 10
    tells = np.log((texts + 1) / (held_by + 0.5)).astype(np.float32) * large
    tells = np.maximum(tells, np.float32(1e-3))
    each = np.repeat(tells, held_by) * _damped(times)
    length = np.sqrt(np.bincount(holder, each * each, texts)).astype(np.float32)
    return {
        "holder_at": holder_at.astype(np.int64), "holder": holder.astype(np.uint32),
        "times": np.minimum(times, 0xFFFF).astype(np.uint16), "tells": tells, "length": length,
    }  # fmt: skip


def _flat(parts: Sequence[NDArray[Any]], kind: type) -> NDArray[Any]:
    import numpy as np

    return np.concatenate([np.zeros(0, dtype=kind), *parts]).astype(kind, copy=False)
