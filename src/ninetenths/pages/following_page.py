"""The following page: the earlier text shaded by what became of it, the evidence of the sentence in focus beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any
from urllib.parse import urlsplit

from markupsafe import Markup

from ninetenths.pages.charts import fate_bar
from ninetenths.pages.escaping import html, safe
from ninetenths.pages.reading_page import TextIndex
from ninetenths.pages.shading import Mark, shaded_text
from ninetenths.pages.shell import page
from ninetenths.pages.signs import FATES, FOLLOWING_FATES
from ninetenths.pages.tables import Cell, Column, Row, table
from ninetenths.pages.wording import Words, number, share
from ninetenths.reading import Reading, Section, Source, Span

if TYPE_CHECKING:
    from ninetenths.following.values import Following, Promise

_STOPS = "。！？!?"
_BLANKS = " \t\r\n\u3000"
# Of a long sentence this many characters are quoted on each side, up to a comma; nothing is looked at beyond the reach.
_NEIGHBOURS = 40
_REACH = 200
PLAIN = "plain"
# Whose words explain a why or a note.
ROOMS = ("following", "follow")


def following_page(following: Following, earlier: Reading, later: Sequence[Reading], language: str) -> str:
    """A following as one HTML file in the interface language `zh` or `en`; the readings bring the texts."""
    return page("following.html", language, page=_View(following, earlier, later, Words(language)).values())


def fate_of(promise: Promise) -> str:
    """The status of a promise that can be followed; `plain` of one that cannot."""
    return promise.status if promise.followable and promise.status in FOLLOWING_FATES else PLAIN


class _View:
    """A following as the template takes it."""

    def __init__(self, following: Following, earlier: Reading, later: Sequence[Reading], words: Words) -> None:
        self.following, self.earlier, self.later, self.w = following, earlier, later, words
        self.index = TextIndex(earlier)
        self.titles = [TextIndex(reading).title for reading in later]
        level = min((section.level for section in earlier.sections), default=1)
        self.tops = [section for section in earlier.sections if section.level == level]
        self.organs = {item.id: [organ.name for organ in item.organs] for item in earlier.commitments}
        self.by_span = {item.spans: item.id for item in earlier.commitments}

    def values(self) -> dict[str, Any]:
        index = self.index
        cards = [self._card(at, promise) for at, promise in enumerate(self.following.promises, start=1)]
        followed = [card for card in cards if card["fate"] != PLAIN]
        counts = Counter(card["fate"] for card in cards)
        marks = list(self._marks())
        return {
            "lang": self.earlier.source.language,
            "long": len(index.title) > 40,
            "title": index.title or self.w("untitled"),
            "headline_at": index.lines[0][0] if len(index.body) < len(index.lines) else None,
            "headline": index.headline(marks, (), self.w("untitled")),
            "text": shaded_text(
                self.earlier.text, marks, headings=index.headings(), lines=index.body,
                after=self._tallies(followed),
            ),
            "meta": [(self.w(f"source.{name}"), value) for name in ("publisher", "published_on")
                     if (value := getattr(self.earlier.source, name))],
            "summary": self._summary(len(cards), len(followed), counts),
            "bar": fate_bar({code: counts[code] for code in FOLLOWING_FATES}, self.w),
            "chips": self._chips(counts, len(followed)),
            "cards": cards,
            "groups": self._groups(cards),
            "sections": list(dict.fromkeys(card["section"] for card in cards if card["section"])),
            "agencies": sorted({name for card in cards for name in card["agencies"]}),
            "by_section": self._by(followed, "section"),
            "by_agency": self._by(followed, "agencies"),
            "overruled": [card for card in cards if card["overruled"]],
            "notes": [self.w.coded(ROOMS, "note", note.code, note.params) for note in self.following.notes],
            "sources": [self._source(self.earlier, index.title, "source.earlier", ""),
                        *(self._source(reading, self.titles[which], "source.later", self._review(which))
                          for which, reading in enumerate(self.later))],
            "reader": self.earlier.reader.version,
        }  # fmt: skip

    # -- the text ----------------------------------------------------------------------------------------------------

    def _marks(self) -> Iterator[Mark]:
        for at, promise in enumerate(self.following.promises, start=1):
            fate = fate_of(promise)
            kind = f"c fate-{fate} overruled" if promise.overruled else f"c fate-{fate}"
            data = {
                "l": fate, "n": str(at), "section": self._section(promise) or "",
                "agency": "|".join(self._agencies(promise)),
            }  # fmt: skip
            for start, end in promise.spans:
                yield Mark(start, end, promise.id, kind, data)

    def _section(self, promise: Promise) -> str | None:
        start = promise.spans[0][0] if promise.spans else -1
        return next((section.title for section in self.tops if section.start <= start < section.end), None)

    def _agencies(self, promise: Promise) -> list[str]:
        known = promise.id if promise.id in self.organs else self.by_span.get(promise.spans, "")
        return list(dict.fromkeys(self.organs.get(known, ())))

    def _tallies(self, followed: Sequence[dict[str, Any]]) -> dict[int, Markup]:
        alone = {heading.start for heading in self.index.headings()}
        under = [section for section in self.earlier.sections if section.start in alone]
        made = {section.start: self._tally(section, followed) for section in under}
        return {start: tally for start, tally in made.items() if tally}

    def _tally(self, section: Section, followed: Sequence[dict[str, Any]]) -> Markup | None:
        inside = Counter(card["fate"] for card in followed if section.start <= card["start"] < section.end)
        if not inside:
            return None
        shown = Markup('<span class="fate fate-{}"><i>{}</i>{} {}</span>')
        said = [
            shown.format(code, FATES[code].sign, self.w(f"fate.{code}"), inside[code])
            for code in FOLLOWING_FATES
            if inside[code]
        ]
        lead = html(self.w("tally", count=sum(inside.values())))
        return Markup('<p class="tally ours" lang="{}">{} {}</p>').format(self.w("tag"), lead, Markup("").join(said))

    # -- headline ----------------------------------------------------------------------------------------------------

    def _summary(self, all_of_them: int, followed: int, counts: Counter[str]) -> Markup:
        strong = Markup("<strong>{}</strong>")
        parts = [
            self.w("follow.part", fate=self.w(f"fate.{code}"), count=strong.format(number(counts[code])),
                   share=share(counts[code], followed))
            for code in FOLLOWING_FATES
        ]  # fmt: skip
        return Markup(self.w("follow.summary", all=strong.format(number(all_of_them)),
                             followed=strong.format(number(followed)), parts=self.w.list(parts)))  # fmt: skip

    def _chips(self, counts: Counter[str], followed: int) -> list[dict[str, object]]:
        chips: list[dict[str, object]] = [
            {"code": code, "word": self.w(f"fate.{code}"), "sign": FATES[code].sign, "count": number(counts[code]),
             "share": f"{counts[code]} ÷ {followed} = {share(counts[code], followed)}"}
            for code in FOLLOWING_FATES
        ]  # fmt: skip
        if counts[PLAIN]:
            word, count = self.w("fate.plain"), number(counts[PLAIN])
            chips.append({"code": PLAIN, "word": word, "sign": "", "count": count, "share": ""})
        return chips

    # -- cards -------------------------------------------------------------------------------------------------------

    def _card(self, at: int, promise: Promise) -> dict[str, Any]:
        fate = fate_of(promise)
        start = promise.spans[0][0] if promise.spans else 0
        return {
            "number": at, "id": promise.id, "fate": fate, "word": self.w(f"fate.{fate}"),
            "sign": FATES[fate].sign if fate in FATES else "", "spans": promise.spans, "start": start,
            "sentence": self.index.quote(promise.spans), "context": in_sentence(self.earlier.text, promise.spans),
            "section": self._section(promise), "agencies": self._agencies(promise),
            "evidence": list(self._evidence(promise)), "candidates": list(self._candidates(promise)),
            "why": self._why(promise), "confidence": self._confidence(promise), "overruled": self._overruled(promise),
            "source": self._cite(self.earlier.source, self.index.title),
        }  # fmt: skip

    def _evidence(self, promise: Promise) -> Iterator[dict[str, Any]]:
        """Of each later text the sentence that answers, and apart from it the weaker ones: a card must not quote too much."""
        found = [(0, promise.evidence), *((int(which), spans) for which, spans in promise.evidence_in.items())]
        merged: dict[int, list[Span]] = {}
        for which, spans in found:
            kept = merged.setdefault(which, [])
            kept.extend(span for span in spans if span not in kept)
        for which, quoted in sorted(merged.items()):
            if quoted and which < len(self.later):
                reading = self.later[which]
                # A person's evidence is all meant; the reader's comes best first.
                first = quoted if promise.overruled else quoted[:1]
                yield {"context": in_sentence(reading.text, first), "lang": reading.source.language,
                       "weaker": [in_sentence(reading.text, [span]) for span in quoted[len(first):]],
                       "source": self._cite(reading.source, self.titles[which])}  # fmt: skip

    def _candidates(self, promise: Promise) -> Iterator[dict[str, Any]]:
        if promise.status != "silent":
            return
        for candidate in promise.candidates[:3]:
            if candidate.later < len(self.later):
                reading = self.later[candidate.later]
                yield {"context": in_sentence(reading.text, [candidate.span]), "lang": reading.source.language,
                       "score": f"{candidate.score:.2f}"}  # fmt: skip

    def _why(self, promise: Promise) -> str:
        if not promise.why.code or (fate_of(promise) == PLAIN and promise.why.code != "not-followable"):
            return ""  # what cannot be followed has no fate to explain
        return self.w.coded(ROOMS, "why", promise.why.code, promise.why.params)

    def _confidence(self, promise: Promise) -> str:
        return "" if fate_of(promise) == PLAIN else self.w("confidence", value=f"{promise.confidence:.2f}")

    def _overruled(self, promise: Promise) -> str:
        said = promise.overruled
        return self.w("overruled.by", by=safe(said.by), at=safe(said.at), reason=safe(said.reason)) if said else ""

    def _review(self, which: int) -> str:
        if which >= len(self.following.reviews):
            return ""
        review = self.following.reviews[which]
        if review.first_year and review.last_year and review.first_year < review.last_year:
            covered = f"{review.first_year}–{review.last_year}"
            return self.w("review.years", chars=number(review.chars), years=covered)
        return self.w("review", chars=number(review.chars))

    def _cite(self, source: Source, title: str) -> dict[str, Any]:
        # Reports of two years often have one title: where no day is known the year tells them apart.
        return {"title": safe(source.title or title or self.w("untitled")),
                "date": source.published_on or source.adopted_on or source.year,
                "publisher": source.publisher, "url": source.url, "href": web_address(source.url)}  # fmt: skip

    def _source(self, reading: Reading, title: str, role: str, review: str) -> dict[str, Any]:
        source = reading.source
        return {**self._cite(source, title), "role": self.w(role), "chars": number(len(reading.text)), "review": review,
                "sha256": source.text_sha256, "retrieved": source.retrieved_at}  # fmt: skip

    def _groups(self, cards: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        groups: list[dict[str, Any]] = []
        for card in cards:
            if not groups or groups[-1]["name"] != card["section"]:
                groups.append({"name": card["section"], "cards": []})
            groups[-1]["cards"].append(card)
        for group in groups:  # what cannot be followed stands last under its heading, with its number
            group["cards"].sort(key=lambda card: card["fate"] == PLAIN)
        return groups

    def _by(self, followed: Sequence[dict[str, Any]], what: str) -> Markup | None:
        """Fates by section or agency, each row with its own denominator."""
        tallies: dict[str, Counter[str]] = {}
        for card in followed:
            names = card[what] if isinstance(card[what], list) else [card[what]] if card[what] else []
            for name in names:
                tallies.setdefault(name, Counter())[card["fate"]] += 1
        if not tallies:
            return None
        heads = [Column(f"{FATES[code].sign} {self.w(f'fate.{code}')}", "figure") for code in FOLLOWING_FATES]
        rows = [
            Row([Cell(name, kind="name"), *(Cell(str(tally[code] or "·"), tally[code]) for code in FOLLOWING_FATES),
                 sum(tally.values())])
            for name, tally in tallies.items()
        ]  # fmt: skip
        columns = [Column(self.w(f"by.{what}")), *heads, Column(self.w("by.all"), "figure")]
        return table(columns, rows, caption=self.w(f"by.{what}.caption"), kind="tallies")


def in_sentence(text: str, spans: Sequence[Span]) -> Markup:
    """The sentence round each span, the span itself set off: a quotation is fair with its neighbours."""
    quoted: list[Markup] = []
    ordered = sorted(spans)
    covered = -1
    for start, end in ordered:
        if end <= covered:
            continue
        first, last = _sentence_round(text, start, end)
        inside = [span for span in ordered if first <= span[0] < last]
        before = "…" if first > 0 and text[first - 1] not in _STOPS + _BLANKS else ""
        after = "…" if text[last - 1 : last] not in _STOPS and text[last : last + 1].strip() else ""
        quoted.append(html(before) + shaded_inline(text, first, last, inside) + html(after))
        covered = last
    return Markup(" ").join(quoted)


def shaded_inline(text: str, start: int, end: int, spans: Sequence[Span]) -> Markup:
    """A stretch of text with some spans in `<mark>`."""
    parts, at = [], start
    for first, last in spans:
        first, last = max(first, at), min(last, end)
        if first < last:
            parts += [html(text[at:first]), Markup("<mark>"), html(text[first:last]), Markup("</mark>")]
            at = last
    return Markup("").join([*parts, html(text[at:end])])


def _sentence_round(text: str, start: int, end: int) -> Span:
    """The sentence, or of a long one the clauses next to the span."""
    first, last = _back(text, start, _STOPS + "\n"), _forth(text, end, _STOPS + "\n")
    if start - first > _NEIGHBOURS:
        first = _back(text, start - _NEIGHBOURS, "；;，," + _STOPS + "\n", floor=first)
        first = first if start - first <= 2 * _NEIGHBOURS else start
    if last - end > _NEIGHBOURS:
        last = _forth(text, end + _NEIGHBOURS // 2, "；;，," + _STOPS + "\n")
        last = last if last - end <= 2 * _NEIGHBOURS else end
    while first < start and text[first] in _BLANKS:
        first += 1
    return first, max(last - 1 if text[last - 1 : last] == "\n" else last, end)


def _back(text: str, at: int, stops: str, floor: int = 0) -> int:
    low = max(at - _REACH, floor)
    while at > low and text[at - 1] not in stops:
        at -= 1
    return at


def _forth(text: str, at: int, stops: str) -> int:
    high = min(at + _REACH, len(text))
    while at < high:
        at += 1
        if text[at - 1] in stops:
            break
    return at


def web_address(url: str | None) -> str | None:
    """The address if it is one of the web; anything else (`javascript:`) is shown, never linked."""
    if not url:
        return None
    try:
        return url if urlsplit(url).scheme in ("http", "https") else None
    except ValueError:
        return None
