"""The tracing page (上下级文件对照): the higher-level text shaded by who carries it, our sentence beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, Protocol

from markupsafe import Markup

from ninetenths.pages.comparing import (
    Tick,
    citation,
    exact,
    grouped,
    in_context,
    labelled,
    origin,
    parts,
    per_cent,
    section_at,
    strip,
)
from ninetenths.pages.escaping import html
from ninetenths.pages.reading_page import TextIndex
from ninetenths.pages.shading import Heading, Mark, shaded_text
from ninetenths.pages.shell import page
from ninetenths.pages.signs import Sign
from ninetenths.pages.tables import Cell, Column, Row, table
from ninetenths.pages.wording import Words, amount, number, share
from ninetenths.reading import Reading, Span

if TYPE_CHECKING:
    from ninetenths.following.tracing import Carrier, Figures, Own, Traced, Tracing
    from ninetenths.following.values import Why

# Who carries a commitment of the higher-level text: someone, nobody though set phrases are shared, nobody.
HOLDS = {code: Sign(code, sign) for code, sign in (("carried", "↳"), ("slogan", "〃"), ("nobody", "?"))}
_ROWS = {"carried": 0, "slogan": 1, "nobody": 2}
HOWS = ("programme", "indicator", "words")
STANDINGS = ("same", "stricter", "looser", "share", "period")
_STANDING_SIGNS = {"same": "=", "stricter": "↑", "looser": "↓", "share": "÷", "period": "≠"}
_ROOMS = ("tracing",)


class NearLike(Protocol):
    """A text of an index that was taken as higher-level one: its name, how near it is, the wording that says so."""

    @property
    def name(self) -> str: ...
    @property
    def score(self) -> float: ...
    @property
    def reasons(self) -> tuple[str, ...]: ...


def tracing_page(
    tracing: Tracing, ours: Sequence[Reading], theirs: Sequence[Reading], near: Sequence[NearLike], language: str
) -> str:  # fmt: skip
    """A tracing as one HTML file in the interface language `zh` or `en`; the readings bring the texts."""
    return page("tracing.html", language, page=_View(tracing, ours, theirs, near, Words(language)).values())


def hold_of(item: Traced) -> str:
    """`carried`, `slogan` (only set phrases are shared) or `nobody`."""
    if item.carriers:
        return "carried"
    return "slogan" if item.slogans else "nobody"


class _View:
    """A tracing as the template takes it."""

    def __init__(
        self, tracing: Tracing, ours: Sequence[Reading], theirs: Sequence[Reading], near: Sequence[NearLike],
        words: Words,
    ) -> None:  # fmt: skip
        self.tracing, self.ours, self.theirs, self.near, self.w = tracing, ours, theirs, near, words
        self.indices = [TextIndex(reading) for reading in theirs]
        self.tops = [
            parts(reading, [item.span[0] for item in tracing.traced if item.text == at])
            for at, reading in enumerate(theirs)
        ]
        self.our_tops = [
            parts(reading, [item.span[0] for item in tracing.own if item.text == at]) for at, reading in enumerate(ours)
        ]
        untitled = words("untitled")
        self.cited = [citation(one.source, index.title, untitled)
                      for one, index in zip(theirs, self.indices, strict=True)]  # fmt: skip
        self.our_cited = [citation(reading.source, TextIndex(reading).title, untitled) for reading in ours]
        self._tell_apart()
        # Several texts stand one after another on the page; each has characters of its own.
        self.bases = [0]
        for reading in theirs:
            self.bases.append(self.bases[-1] + len(reading.text) + 1)
        self.many = len(theirs) > 1

    def _tell_apart(self) -> None:
        """Texts of one title are told apart by publisher, by their name in the index, or by number."""
        named = [near.name.rpartition(".")[0] or near.name for near in self.near]
        titles = Counter(cited["title"] for cited in self.cited)
        for at, cited in enumerate(self.cited):
            if titles[cited["title"]] > 1 and not cited["publisher"]:
                cited["publisher"] = named[at] if len(named) == len(self.cited) else str(at + 1)

    def values(self) -> dict[str, Any]:
        cards = [self._card(at, item) for at, item in enumerate(self.tracing.traced, start=1)]
        counts = Counter(card["hold"] for card in cards)
        marks = self._marks(cards)
        first = self.indices[0] if self.indices else None
        one = not self.many and first is not None
        title = first.title if one and first else self.w("tracing.title", count=len(self.theirs))
        return {
            "lang": self.theirs[0].source.language if self.theirs else "zh-Hans",
            "our_lang": self.ours[0].source.language if self.ours else "zh-Hans",
            "title": title or self.w("untitled"), "long": len(title) > 40,
            "headline_at": first.lines[0][0] if one and first and len(first.body) < len(first.lines) else None,
            "headline": first.headline(marks[0], (), self.w("untitled")) if one and first else html(title),
            "texts": self._texts(marks, cards), "many": self.many, "cited": self.cited, "our_cited": self.our_cited,
            "notes": [self._note(note) for note in self.tracing.notes],
            "summary": self._summary(cards, counts), "chips": self._chips(counts, len(cards)),
            "map": self._map(cards), "cards": cards,
            "carried": self._grouped(cards, carried=True), "uncarried": self._grouped(cards, carried=False),
            "counts": counts, "own": self._own(), "own_count": len(self.tracing.own),
            "sections": list(dict.fromkeys(card["section"] for card in cards if card["section"])),
            "hows": [(how, self._how(how)) for how in HOWS if any(how in card["hows"] for card in cards)],
            "standings": [(code, self._standing(code)) for code in STANDINGS
                          if any(code in card["standings"] for card in cards)],
            "by_section": self._by_section(cards),
            "phrases": self._phrases(), "phrase_count": len(self.tracing.phrases),
            "near": [{"name": near.name, "score": f"{near.score:.3f}", "reasons": self.w.list(near.reasons)}
                     for near in self.near],
            "sources": self._sources(), "reader": self.theirs[0].reader.version if self.theirs else "",
        }  # fmt: skip

    # -- the texts ---------------------------------------------------------------------------------------------------

    def _id(self, item: Traced) -> str:
        return f"{item.text + 1}.{item.id}" if self.many else item.id

    def _shifted(self, item: Traced) -> Span:
        base = self.bases[item.text]
        return item.span[0] + base, item.span[1] + base

    def _marks(self, cards: Sequence[Mapping[str, Any]]) -> list[list[Mark]]:
        marks: list[list[Mark]] = [[] for _ in self.theirs]
        for item, card in zip(self.tracing.traced, cards, strict=True):
            start, end = self._shifted(item)
            data = {"l": card["hold"], "n": str(card["number"]), "section": card["section"],
                    "how": "|".join(card["hows"]), "standing": "|".join(card["standings"])}  # fmt: skip
            kind = f"c hold-{card['hold']}"
            if card["standings"]:
                kind += f" standing-{card['standings'][0]}"
            marks[item.text].append(Mark(start, end, card["id"], kind, data))
        return marks

    def _texts(self, marks: Sequence[Sequence[Mark]], cards: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        whole = "\n".join(reading.text for reading in self.theirs)
        made = []
        for at, index in enumerate(self.indices):
            base = self.bases[at]
            lines = index.lines if self.many and len(index.body) == len(index.lines) else index.body
            shown = shaded_text(
                whole, marks[at], lines=[(start + base, end + base) for start, end in lines], top=3 if self.many else 2,
                headings=[Heading(one.start + base, one.level) for one in index.headings()],
                after=self._tallies(at, [card for card in cards if card["text"] == at]),
            )  # fmt: skip
            made.append({"html": shown, "cited": self.cited[at], "id": f"text-{at + 1}",
                         "lang": self.theirs[at].source.language})  # fmt: skip
        return made

    def _tallies(self, at: int, cards: Sequence[dict[str, Any]]) -> dict[int, Markup]:
        alone = {heading.start for heading in self.indices[at].headings()}
        made: dict[int, Markup] = {}
        for section in self.tops[at]:
            inside = Counter(card["hold"] for card in cards if section.start <= card["span"][0] < section.end)
            if section.start not in alone or not inside:
                continue
            shown = Markup('<span class="fate hold-{}"><i>{}</i>{} {}</span>')
            said = [shown.format(code, sign.sign, self.w(f"hold.{code}"), inside[code])
                    for code, sign in HOLDS.items() if inside[code]]  # fmt: skip
            lead = html(self.w("tracing.tally", count=sum(inside.values())))
            made[section.start + self.bases[at]] = Markup('<p class="tally ours" lang="{}">{} {}</p>').format(
                self.w("tag"), lead, Markup("").join(said)
            )
        return made

    def _map(self, cards: Sequence[dict[str, Any]]) -> Markup:
        if not cards:
            return Markup("")
        ticks = [
            Tick(span[0], span[1], f"hold-{card['hold']}", self.w(f"hold.{card['hold']}"), _ROWS[card["hold"]], (span,))
            for card in cards for span in card["spans"]
        ]  # fmt: skip
        bounds = [section.start + base for found, base in zip(self.tops, self.bases, strict=False) for section in found]
        described = self.w("tracing.map.description", count=len(cards))
        return strip(ticks, bounds, self.bases[-1], described)

    # -- headline ----------------------------------------------------------------------------------------------------

    def _note(self, note: Why) -> str:
        params = dict(note.params)
        for name, cited in (("theirs", self.cited), ("ours", self.our_cited)):
            if name in params:
                title = cited[params[name]]["title"]
                params[name] = f"《{title}》" if self.w.language == "zh" else f"“{title}”"
        return self.w.coded(_ROOMS, "note", note.code, params)

    def _summary(self, cards: Sequence[dict[str, Any]], counts: Counter[str]) -> list[Markup]:
        strong, total = Markup("<strong>{}</strong>"), len(cards)
        parts = [
            self.w("tracing.part", hold=self.w(f"hold.{code}"), count=strong.format(number(counts[code])),
                   share=share(counts[code], total))
            for code in HOLDS
        ]  # fmt: skip
        ours = self.tracing.counts()
        lines = [
            self.w("tracing.theirs", total=strong.format(number(total)), parts=self.w.list(parts)),
            self.w("tracing.ours", total=strong.format(number(ours["ours"])), own=strong.format(number(ours["own"])),
                   share=share(ours["own"], ours["ours"])),
        ]  # fmt: skip
        hows = Counter(card["hows"][0] for card in cards if card["hows"])
        if hows:
            said = [self.w("tracing.counted", name=self._how(how), count=hows[how]) for how in HOWS if hows[how]]
            lines.append(self.w("tracing.how", total=sum(hows.values()), parts=self.w.list(said)))
        standings = Counter(card["standings"][0] for card in cards if card["standings"])
        if standings:
            said = [self.w("tracing.counted", name=self._standing(code), count=standings[code])
                    for code in STANDINGS if standings[code]]  # fmt: skip
            lines.append(self.w("tracing.standing", total=sum(standings.values()), parts=self.w.list(said)))
        return [Markup(line) for line in lines]

    def _chips(self, counts: Counter[str], total: int) -> list[dict[str, object]]:
        return [
            {"code": code, "word": self.w(f"hold.{code}"), "sign": sign.sign, "count": number(counts[code]),
             "share": f"{counts[code]} ÷ {total} = {share(counts[code], total)}"}
            for code, sign in HOLDS.items() if counts[code]
        ]  # fmt: skip

    def _how(self, how: str) -> str:
        return self.w.coded(_ROOMS, "how", how, {})

    def _standing(self, standing: str) -> str:
        return self.w.coded(_ROOMS, "standing-word", standing, {})

    # -- cards -------------------------------------------------------------------------------------------------------

    def _card(self, at: int, item: Traced) -> dict[str, Any]:
        hold, text = hold_of(item), self.theirs[item.text].text
        wordings = _places(text, item.span, [one.wording for one in item.carriers[:1]])
        section = section_at(self.tops[item.text], item.span[0])
        return {
            "number": at, "id": self._id(item), "text": item.text, "span": item.span, "spans": (self._shifted(item),),
            "hold": hold, "word": self.w(f"hold.{hold}"), "sign": HOLDS[hold].sign,
            "label": labelled(self.w, item.label), "lang": self.theirs[item.text].source.language,
            "sentence": " ".join(text[slice(*item.span)].split()),
            "context": in_context(text, [item.span], wordings or [item.span]),
            "section": section, "cited": self.cited[item.text],
            "carriers": [self._carrier(one) for one in item.carriers],
            "hows": list(dict.fromkeys(one.how for one in item.carriers)),
            "standings": list(dict.fromkeys(one.figures.standing for one in item.carriers if one.figures)),
            "slogans": self._slogans(item),
            "nearest": self._nearest(item),
        }  # fmt: skip

    def _slogans(self, item: Traced) -> str:
        names = self.w.list(item.slogans)
        return self.w.coded(_ROOMS, "", "slogans", {"names": names}) if names else ""

    def _carrier(self, one: Carrier) -> dict[str, Any]:
        reading = self.ours[one.text]
        marked = _places(reading.text, one.span, [one.wording])
        if one.figures:
            marked.append(one.figures.span)
        standing = one.figures.standing if one.figures else ""
        return {
            "context": in_context(reading.text, [one.span], marked or [one.span]), "lang": reading.source.language,
            "sentence": " ".join(reading.text[slice(*one.span)].split()), "how": self._how(one.how),
            "wording": " ".join(one.wording.split()), "score": f"{one.score:.2f}", "cited": self.our_cited[one.text],
            "section": section_at(self.our_tops[one.text], one.span[0]), "standing": standing,
            "standing_word": self._standing(standing) if standing else "",
            "standing_sign": _STANDING_SIGNS.get(standing, ""),
            "figures": self._figures(one.figures) if one.figures else "",
        }  # fmt: skip

    def _nearest(self, item: Traced) -> dict[str, Any] | None:
        if item.nearest is None or item.carriers:
            return None
        text, _, span, score = item.nearest
        reading = self.ours[text]
        return {"context": in_context(reading.text, [span], [span]), "lang": reading.source.language,
                "score": f"{score:.2f}", "cited": self.our_cited[text]}  # fmt: skip

    def _figures(self, found: Figures) -> str:
        tongue = "en" if self.theirs[0].source.language == "en" else "zh"
        named = {
            "theirs": amount(found.theirs, None, found.theirs_bound, tongue),
            "ours": amount(found.ours, None, found.ours_bound, tongue),
        }
        share_of = per_cent(exact(found.ours), exact(found.theirs))
        said = self.w.coded(
            _ROOMS, "standing", found.standing, {**named, "unit": found.unit or "", "share": share_of}
        )  # fmt: skip
        return said.replace(" %", "%")

    @staticmethod
    def _named(cited: Mapping[str, Any]) -> str:
        return str(cited["publisher"] or cited["title"])

    # -- lists -------------------------------------------------------------------------------------------------------

    def _grouped(self, cards: Sequence[dict[str, Any]], *, carried: bool) -> list[dict[str, Any]]:
        chosen = [card for card in cards if (card["hold"] == "carried") == carried]

        def name(card: dict[str, Any]) -> str:
            return " · ".join(
                part for part in (self._named(card["cited"]) if self.many else "", card["section"]) if part
            )

        return grouped(chosen, name)

    def _own(self) -> list[dict[str, Any]]:
        rows = [
            {"sentence": " ".join(self.ours[item.text].text[slice(*item.span)].split()),
             "label": labelled(self.w, item.label), "lang": self.ours[item.text].source.language,
             "id": f"own-{item.text + 1}.{item.id}", "section": self._own_section(item)}
            for item in self.tracing.own
        ]  # fmt: skip
        return grouped(rows, lambda row: str(row["section"]))

    def _own_section(self, item: Own) -> str:
        title = self.our_cited[item.text]["title"] if len(self.ours) > 1 else ""
        return " · ".join(part for part in (title, section_at(self.our_tops[item.text], item.span[0])) if part)

    def _by_section(self, cards: Sequence[dict[str, Any]]) -> Markup | None:
        tallies: dict[str, Counter[str]] = {}
        for card in cards:
            if card["section"]:
                title = f"{self._named(card['cited'])} · " if self.many else ""
                tallies.setdefault(title + card["section"], Counter())[card["hold"]] += 1
        if len(tallies) < 2:
            return None
        heads = [Column(f"{sign.sign} {self.w(f'hold.short.{code}')}", "figure") for code, sign in HOLDS.items()]
        rows = []
        for name, tally in tallies.items():
            whole = sum(tally.values())
            rows.append(Row([
                Cell(name, kind="name"), *(Cell(str(tally[code] or "·"), tally[code]) for code in HOLDS), whole,
                Cell(share(tally["carried"], whole), tally["carried"] / whole),
            ]))  # fmt: skip
        columns = [Column(self.w("by.section")), *heads, Column(self.w("tracing.all"), "figure"),
                   Column(self.w("tracing.share"), "figure")]  # fmt: skip
        return table(columns, rows, caption=self.w("tracing.by.section"), kind="tallies")

    def _phrases(self) -> Markup | None:
        if not self.tracing.phrases:
            return None
        columns = [Column(self.w("phrases.column.phrase")), Column(self.w("tracing.phrase.theirs"), "figure"),
                   Column(self.w("tracing.phrase.ours"), "figure")]  # fmt: skip
        lang = self.theirs[0].source.language
        said = Markup('<span class="say" lang="{}">{}</span>')
        rows = [Row([Cell(said.format(lang, one.text), one.text), one.theirs, one.ours])
                for one in self.tracing.phrases]  # fmt: skip
        return table(columns, rows, caption=self.w("panel.shared"), kind="shared-phrases")

    def _sources(self) -> list[dict[str, Any]]:
        return [
            *(origin(one, cited, self.w("tracing.superior"))
              for one, cited in zip(self.theirs, self.cited, strict=True)),
            *(origin(one, cited, self.w("tracing.local"))
              for one, cited in zip(self.ours, self.our_cited, strict=True)),
        ]  # fmt: skip


def _places(text: str, span: Span, wordings: Sequence[str]) -> list[Span]:
    """Where some wordings stand inside a span."""
    found = ((text.find(wording, *span), len(wording)) for wording in wordings if wording)
    return [(at, at + length) for at, length in found if at >= 0]
