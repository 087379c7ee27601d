"""The versions page: the new text with what changed in place, the old clause of the change in focus beside it."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction
from itertools import pairwise
from typing import TYPE_CHECKING, Any, Literal

from markupsafe import Markup

from ninetenths.pages.changed_text import Atom, Changed, ChangedText, Gone
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
from ninetenths.pages.shell import page
from ninetenths.pages.signs import LABEL_ORDER, Sign
from ninetenths.pages.tables import Cell, Column, Row, table
from ninetenths.pages.wording import Words, amount, number, share
from ninetenths.reading import Commitment, Reading, Span

if TYPE_CHECKING:
    from ninetenths.following.rewording import FigureChange, Piece
    from ninetenths.following.versions import Change, CommitmentChange, Versions

# What can become of a clause; the order of chips and lists. A clause that stayed as it was is not marked.
CHANGES = {
    code: Sign(code, sign)
    for code, sign in (("number", "#"), ("reworded", "≈"), ("moved", "⇅"), ("dropped", "−"), ("new", "+"))
}  # fmt: skip
SAME = "same"
_ROWS = {"new": 0, "number": 1, "reworded": 1, "moved": 1, "same": 1, "dropped": 2}
_PROMISES = ("dropped", "number", "reworded", "new")
_RUNS = ("moved", "dropped", "new", SAME)
_ROOMS = ("versions",)
_Value = float | str | tuple[float, float]


def versions_page(versions: Versions, old: Reading, new: Reading, language: str) -> str:
    """Two versions as one HTML file in the interface language `zh` or `en`; the readings bring the texts."""
    return page("versions.html", language, page=_View(versions, old, new, Words(language)).values())


@dataclass(slots=True)
class _Block:
    """Neighbouring changes of one kind that are shown as one, and where they stand on the page."""

    places: list[int]
    changes: list[Change]
    id: str
    number: int = 0
    span: Span = (0, 0)

    @property
    def kind(self) -> str:
        return self.changes[0].kind

    @property
    def moved(self) -> bool:
        return self.changes[0].moved

    def side(self, name: Literal["old", "new"]) -> Span | None:
        """From the first to the last character on a side."""
        spans = [span for change in self.changes for span in getattr(change, name)]
        return (min(start for start, _ in spans), max(end for _, end in spans)) if spans else None


class _View:
    """A comparison as the template takes it."""

    def __init__(self, versions: Versions, old: Reading, new: Reading, words: Words) -> None:
        self.versions, self.old, self.new, self.w = versions, old, new, words
        self.index, self.old_index = TextIndex(new), TextIndex(old)
        self.after = len(new.text) + 1  # where the old text's own characters begin on the page
        self.tops, self.old_tops = parts(new), parts(old)
        self.strange = versions.kinship == "strangers"
        self.at_old = {clause.id: at for at, clause in enumerate(old.clauses)}
        self.at_new = {clause.id: at for at, clause in enumerate(new.clauses)}
        self.partner = {name: change for change in versions.changes for name in change.old_ids if change.new}
        self.touched: dict[int, list[CommitmentChange]] = {}
        for item in versions.commitments:
            for place in item.changes:
                self.touched.setdefault(place, []).append(item)
        self.blocks = self._blocks()
        self.block_of = {place: block for block in self.blocks for place in block.places}

    def values(self) -> dict[str, Any]:
        index = self.index
        cards = [self._card(block) for block in self.blocks]
        shown = [block for block in self.blocks if not (self.strange and block.kind in ("new", "dropped"))]
        marked = {block.id for block in shown}
        text = ChangedText(
            self.new.text, [self._changed(block) for block in shown if block.kind != "dropped"],
            list(self._gone([block for block in shown if block.kind == "dropped"])),
        )  # fmt: skip
        own_title = len(index.body) < len(index.lines)
        headline = text.line(*index.lines[0]) if own_title else html(index.title or self.w("untitled"))
        cited = [citation(reading.source, one.title, self.w("untitled"))
                 for reading, one in ((self.old, self.old_index), (self.new, index))]  # fmt: skip
        return {
            "lang": self.new.source.language, "old_lang": self.old.source.language,
            "long": len(index.title) > 40, "title": index.title or self.w("untitled"),
            "headline": headline, "text": text.body(index.body, index.headings()),
            "meta": [(self.w(f"source.{name}"), value) for name in ("publisher", "published_on")
                     if (value := getattr(self.new.source, name))],
            "against": cited[0], "kinship": self.versions.kinship, "notice": self._notice(),
            "summary": self._summary(), "chips": self._chips(),
            "map": self._map(shown),
            "cards": cards, "groups": grouped(cards, lambda card: card["section"]), "marked": marked,
            "sections": list(dict.fromkeys(card["section"] for card in cards if card["section"])),
            "labels": [(code, labelled(self.w, code)) for code in LABEL_ORDER
                       if any(code in card["labels"] for card in cards)],
            "promises": self._promises(), "gone": [card for card in cards if card["kind"] == "dropped"],
            "figures": self._figures(), "figure_count": sum(len(card["figures"]) for card in cards),
            "sources": [origin(self.old, cited[0], self.w("versions.old")),
                        origin(self.new, cited[1], self.w("versions.new"))],
            "reader": self.new.reader.version,
        }  # fmt: skip

    # -- what is shown as one ----------------------------------------------------------------------------------------

    def _blocks(self) -> list[_Block]:
        blocks: list[_Block] = []
        for place, change in enumerate(self.versions.changes):
            if change.kind == SAME and not self.strange:
                continue
            last = blocks[-1] if blocks else None
            if last and change.kind in _RUNS and self._continues(last, place, change):
                last.places.append(place)
                last.changes.append(change)
                continue
            name = f"old.{change.old_ids[0]}" if change.kind == "dropped" else change.new_ids[0]
            blocks.append(_Block([place], [change], name))
        for at, block in enumerate(blocks, start=1):
            block.number = at
            start, end = block.side("old" if block.kind == "dropped" else "new") or (0, 0)
            block.span = (start + self.after, end + self.after) if block.kind == "dropped" else (start, end)
        return blocks

    def _continues(self, block: _Block, place: int, other: Change) -> bool:
        """Whether a change is of the block's kind and follows it on every side both have, on the same line."""
        one = block.changes[-1]
        if block.kind != other.kind or block.places[-1] != place - 1:
            return False
        sides = (
            (one.old_ids, other.old_ids, self.at_old, self.old),
            (one.new_ids, other.new_ids, self.at_new, self.new),
        )
        for first, second, at, reading in sides:
            if not first or not second:
                continue
            if at[second[0]] - at[first[-1]] != 1:
                return False
            between = reading.text[reading.clauses[at[first[-1]]].end : reading.clauses[at[second[0]]].start]
            if "\n" in between:
                return False
        return True

    def _classes(self, block: _Block) -> str:
        return f"c change-{block.kind}" + (" away" if block.moved and block.kind != "moved" else "")

    def _data(self, block: _Block) -> dict[str, str]:
        return {"l": block.kind, "n": str(block.number), "section": self._section(block),
                "label": "|".join(self._labels(block))}  # fmt: skip

    def _section(self, block: _Block) -> str:
        if block.kind == "dropped":
            return section_at(self.old_tops, block.span[0] - self.after)
        return section_at(self.tops, block.span[0])

    def _labels(self, block: _Block) -> list[str]:
        found = {label for item in self._items(block) for label in (item.old_label, item.new_label) if label}
        return [label for label in LABEL_ORDER if label in found]

    def _items(self, block: _Block) -> list[CommitmentChange]:
        seen: dict[tuple[str | None, str | None], CommitmentChange] = {}
        for place in block.places:
            for item in self.touched.get(place, ()):
                seen.setdefault((item.old_id, item.new_id), item)
        return list(seen.values())

    # -- the text ----------------------------------------------------------------------------------------------------

    def _changed(self, block: _Block) -> Changed:
        start, end = block.span
        change = block.changes[0]
        if change.pieces:
            atoms = tuple(_atoms(change, self.old.text))
        else:
            atoms = (Atom("new" if block.kind == "new" else "same", (start, end)),)
        return Changed(start, end, block.id, self._classes(block), self._data(block), atoms)

    def _gone(self, blocks: Sequence[_Block]) -> Iterator[Gone]:
        ends = self._ends()
        for block in blocks:
            first, last = (self.at_old[block.changes[at].old_ids[0]] for at in (0, -1))
            start, end = self.old.clauses[first].start, self.old.clauses[last].end
            before = self.old.text[self.old.clauses[first - 1].end : start] if first else "\n"
            after = self.old.text[end : self.old.clauses[last + 1].start] if last + 1 < len(self.old.clauses) else "\n"
            at, lead, tail, paragraph = ends[block.places[0]], "", "", False
            follows = self.partner.get(self.old.clauses[last + 1].id) if last + 1 < len(self.old.clauses) else None
            if "\n" not in before:
                lead = before
            elif "\n" not in after and follows is not None and not follows.moved and follows.new[0][0] >= at:
                at, tail = follows.new[0][0], after
            else:
                paragraph, tail = True, after.partition("\n")[0]
            yield Gone(
                at, block.span, self.old.text[start:end], block.id, self._classes(block), self._data(block), paragraph,
                lead, tail,
            )  # fmt: skip

    def _ends(self) -> list[int]:
        """For each change where the clause before it ends in the new text."""
        ends, last = [], 0
        for change in self.versions.changes:
            ends.append(last)
            if change.new:
                last = change.new[-1][1]
        return ends

    # -- headline ----------------------------------------------------------------------------------------------------

    def _notice(self) -> str:
        if self.versions.kinship == "identical":
            code = "identical.bytes" if self.old.text == self.new.text else "identical.clauses"
            return self.w.coded(_ROOMS, "notice", code, {"count": len(self.new.clauses)})
        shares = dict(zip(("old", "new"), (per_cent(part, Fraction(1)) for part in self.versions.common), strict=True))
        return self.w("versions.strangers", **shares) if self.strange else self.w("versions.common", **shares)

    def _clauses(self) -> Counter[str]:
        """Clauses of the new text by what became of them, and the dropped ones of the old."""
        counts: Counter[str] = Counter()
        for change in self.versions.changes:
            counts[change.kind] += len(change.old_ids if change.kind == "dropped" else change.new_ids)
        return counts

    def _summary(self) -> list[Markup]:
        strong = Markup("<strong>{}</strong>")
        counts, new, old = self._clauses(), len(self.new.clauses), len(self.old.clauses)
        parts = [
            self.w("versions.part", kind=self._word(kind), count=strong.format(number(counts[kind])),
                   share=share(counts[kind], new))
            for kind in (SAME, "moved", "reworded", "number", "new")
        ]  # fmt: skip
        dropped = self.w("versions.part", kind=self._word("dropped"), count=strong.format(number(counts["dropped"])),
                         share=share(counts["dropped"], old))  # fmt: skip
        lines = [self.w("versions.clauses", new=strong.format(number(new)), old=strong.format(number(old)),
                        parts=self.w.list(parts), dropped=dropped)]  # fmt: skip
        if self.old.commitments or self.new.commitments:
            tally = Counter(item.kind for item in self.versions.commitments)
            before, now = len(self.old.commitments), len(self.new.commitments)
            said = [
                self.w("versions.part", kind=self.w(f"versions.promise.{kind}"),
                       count=strong.format(number(tally[kind])), share=share(tally[kind], before))
                for kind in ("kept", "reworded", "number", "dropped")
            ]  # fmt: skip
            added = self.w("versions.part", kind=self.w("versions.promise.new"),
                           count=strong.format(number(tally["new"])), share=share(tally["new"], now))  # fmt: skip
            lines.append(self.w("versions.promises", old=strong.format(number(before)), new=strong.format(number(now)),
                                parts=self.w.list(said), added=added))  # fmt: skip
        return [Markup(line) for line in lines]

    def _chips(self) -> list[dict[str, object]]:
        counts = self._clauses()
        whole = {"dropped": len(self.old.clauses)}
        codes = [*CHANGES, *((SAME,) if self.strange else ())]
        return [
            {"code": code, "word": self._word(code), "sign": self._sign(code), "count": number(counts[code]),
             "share": f"{counts[code]} ÷ {(of := whole.get(code, len(self.new.clauses)))} = {share(counts[code], of)}"}
            for code in codes if counts[code]
        ]  # fmt: skip

    def _map(self, blocks: Sequence[_Block]) -> Markup:
        if not blocks:
            return Markup("")
        ends = self._ends()
        ticks = []
        for block in blocks:
            at = ends[block.places[0]]
            start, end = (at, at) if block.kind == "dropped" else block.span
            ticks.append(Tick(start, end, f"change-{block.kind}", self._word(block.kind), _ROWS[block.kind],
                              (block.span,)))  # fmt: skip
        described = self.w("versions.map.description", count=len(blocks))
        return strip(ticks, (section.start for section in self.tops), len(self.new.text), described)

    def _word(self, kind: str) -> str:
        return self.w(f"change.{kind}")

    def _sign(self, kind: str) -> str:
        return CHANGES[kind].sign if kind in CHANGES else "="

    # -- cards -------------------------------------------------------------------------------------------------------

    def _card(self, block: _Block) -> dict[str, Any]:
        old, new = block.side("old"), block.side("new")
        change = block.changes[0]
        went = [piece.old for piece in change.pieces if piece.kind == "dropped"]
        came = [piece.new for piece in change.pieces if piece.kind == "new"]
        if not change.pieces and block.kind in ("dropped", "new"):
            went, came = [old] if old else [], [new] if new else []
        return {
            "number": block.number, "id": block.id, "kind": block.kind, "word": self._word(block.kind),
            "sign": self._sign(block.kind), "spans": (block.span,), "section": self._section(block),
            "labels": self._labels(block), "clauses": sum(len(one.new_ids or one.old_ids) for one in block.changes),
            "say": self._say(block), "away": self._away(block, old, new),
            "likeness": f"{change.likeness:.2f}" if change.pieces and change.likeness < 1 else "",
            "old": in_context(self.old.text, [old], went) if old else None,
            "new": in_context(self.new.text, [new], came) if new else None,
            "old_place": section_at(self.old_tops, old[0]) if old else "",
            "new_place": section_at(self.tops, new[0]) if new else "",
            "figures": [self._figure(figure) for figure in change.figures],
            "items": self._concerns(block),
        }  # fmt: skip

    def _say(self, block: _Block) -> Markup:
        """The change in a line: what went struck, what came underlined."""
        change = block.changes[0]
        if change.pieces:
            shown = []
            for atom in _atoms(change, self.old.text):
                new = html(" ".join(self.new.text[slice(*atom.new)].split()))
                old = Markup("<del>{}</del>").format(" ".join(atom.old.split())) if atom.old else Markup("")
                arrow = Markup("→") if atom.kind == "figure" else Markup("")
                came = Markup("<ins>{}</ins>").format(new) if atom.kind != "same" and new else new
                shown.append(old + arrow + came)
            return Markup("").join(shown)
        side = block.side("old" if block.kind == "dropped" else "new") or (0, 0)
        text = (self.old if block.kind == "dropped" else self.new).text[slice(*side)]
        form = {"dropped": Markup("<del>{}</del>"), "new": Markup("<ins>{}</ins>")}.get(block.kind, Markup("{}"))
        return form.format(" ".join(text.split()))

    def _away(self, block: _Block, old: Span | None, new: Span | None) -> str:
        if not block.moved or old is None or new is None:
            return ""
        one, other = section_at(self.old_tops, old[0]), section_at(self.tops, new[0])
        if one and other and one != other:
            return self.w("versions.moved.sections", old=one, new=other)
        return self.w("versions.moved.within")

    def _figure(self, figure: FigureChange) -> dict[str, Any]:
        before, after = self.old.text[slice(*figure.old)], self.new.text[slice(*figure.new)]
        return {"old": " ".join(before.split()), "new": " ".join(after.split()), "said": self._difference(figure)}

    def _difference(self, figure: FigureChange) -> str:
        """The arithmetic of a changed figure: how much more or less, how many days earlier or later."""
        before, after = figure.before, figure.after
        if isinstance(before, float | int) and isinstance(after, float | int):
            one, other = exact(float(before)), exact(float(after))
            if one == other:
                return self.w("figure.bound")
            apart = amount(float(abs(other - one)), None, language=self._tongue())
            if figure.unit in ("%", "％"):
                return self.w("figure.points.more" if other > one else "figure.points.less", by=apart)
            unit = figure.unit or ""
            code = "figure.more" if other > one else "figure.less"
            return self.w(code, by=f"{apart}{'' if self._tongue() == 'zh' else ' '}{unit}".strip(),
                          share=per_cent(abs(other - one), one))  # fmt: skip
        if isinstance(before, str) and isinstance(after, str) and figure.unit is None:
            days = _days(before, after)
            if days:
                return self.w("figure.later" if days > 0 else "figure.earlier", count=abs(days))
        return ""

    def _tongue(self) -> str:
        return "en" if self.new.source.language == "en" else "zh"

    def _concerns(self, block: _Block) -> list[str]:
        said = Counter(self._item(item) for item in self._items(block))
        return [f"{words} × {times}" if times > 1 else words for words, times in said.items()]

    def _item(self, item: CommitmentChange) -> str:
        labels = [labelled(self.w, label) for label in (item.old_label, item.new_label) if label]
        named = " → ".join(dict.fromkeys(labels))
        return self.w("versions.item", label=named, kind=self.w(f"versions.promise.{item.kind}"))

    # -- lists -------------------------------------------------------------------------------------------------------

    def _promises(self) -> list[dict[str, Any]]:
        """Commitments that did not stay as they were, by what became of them, with the denominator of each."""
        before = {item.id: item for item in self.old.commitments}
        now = {item.id: item for item in self.new.commitments}
        groups = []
        for kind in _PROMISES:
            found = [item for item in self.versions.commitments if item.kind == kind]
            of = now if kind == "new" else before
            if found:
                groups.append({
                    "kind": kind, "word": self.w(f"versions.promise.{kind}"), "sign": self._sign(kind),
                    "share": f"{len(found)} / {len(of)}", "rows": [self._promise(item, before, now) for item in found],
                })  # fmt: skip
        return groups

    def _promise(
        self, item: CommitmentChange, before: Mapping[str, Commitment], now: Mapping[str, Commitment]
    ) -> dict[str, Any]:
        held = now.get(item.new_id or "")
        index, own = (self.index, held) if held else (self.old_index, before[item.old_id or ""])
        block = next((self.block_of[place] for place in item.changes
                      if place in self.block_of and self.block_of[place].kind != SAME), None)  # fmt: skip
        labels = [labelled(self.w, label) for label in (item.old_label, item.new_label) if label]
        return {
            "say": self._say(block) if block and item.kind in ("number", "reworded") else index.quote(own.spans),
            "label": " → ".join(dict.fromkeys(labels)), "block": block.id if block else "",
            "spans": (block.span,) if block else (),
        }  # fmt: skip

    def _figures(self) -> Markup | None:
        rows = []
        for block in self.blocks:
            for figure in block.changes[0].figures:
                told = self._figure(figure)
                where = " ".join(self.new.text[slice(*block.span)].split())
                link = Markup('<a class="say" href="#{}" lang="{}">{}</a>').format(
                    block.id, self.new.source.language, where if len(where) <= 40 else where[:39] + "…"
                )
                both = Markup("<del>{}</del> → <b>{}</b>").format(told["old"], told["new"])
                rows.append(Row([Cell(link, where), Cell(both, told["new"]), told["said"]], spans=(block.span,)))
        if not rows:
            return None
        columns = [Column(self.w("figures.clause")), Column(self.w("figures.turned")),
                   Column(self.w("figures.difference"))]  # fmt: skip
        return table(columns, rows, caption=self.w("panel.numbers"), kind="changed")


def _atoms(change: Change, old: str) -> Iterator[Atom]:
    """The pieces of a re-worded clause in the new text's order, its changed figures whole."""
    figures = _apart(change.figures)
    for kind, before, after in _cut(change.pieces, figures):
        figure = next((one for one in figures if one.new[0] <= after[0] and after[1] <= one.new[1]), None)
        if kind != "dropped" and figure is not None:
            if after[0] == figure.new[0]:
                yield Atom("figure", figure.new, old[slice(*figure.old)])
        elif kind != "dropped":
            yield Atom("new" if kind == "new" else "same", after)
        elif not any(one.old[0] <= before[0] and before[1] <= one.old[1] for one in figures):
            yield Atom("dropped", after, old[slice(*before)])


def _apart(figures: Sequence[FigureChange]) -> list[FigureChange]:
    kept: list[FigureChange] = []
    for figure in sorted(figures, key=lambda one: one.new):
        if figure.new[0] < figure.new[1] and (not kept or kept[-1].new[1] <= figure.new[0]):
            kept.append(figure)
    return kept


def _cut(pieces: Sequence[Piece], figures: Sequence[FigureChange]) -> Iterator[tuple[str, Span, Span]]:
    """Pieces cut where figures begin and end: a dropped one on the old side, others on the new."""
    edges_old = sorted({at for figure in figures for at in figure.old})
    edges_new = sorted({at for figure in figures for at in figure.new})
    for piece in pieces:
        side, edges = (piece.old, edges_old) if piece.kind == "dropped" else (piece.new, edges_new)
        cuts = [side[0], *(at for at in edges if side[0] < at < side[1]), side[1]]
        for cut in pairwise(cuts):
            yield (piece.kind, cut, piece.new) if piece.kind == "dropped" else (piece.kind, piece.old, cut)


def _days(before: str, after: str) -> int:
    """Days from one full date to the other; 0 where either is not a full date."""
    try:
        return (date.fromisoformat(after) - date.fromisoformat(before)).days
    except ValueError:
        return 0
