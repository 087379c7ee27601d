"""`nine trace`: local texts held against higher-level ones, or against the nearest of an index."""

from __future__ import annotations

import argparse
import sys
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

if TYPE_CHECKING:
    from ninetenths.following.tracing import Carrier, Figures, Own, Traced, Tracing
    from ninetenths.following.values import Why
    from ninetenths.reading import Reading, Span

_ROOM = "tracing"
_LISTED = 20
_COLUMNS = (
    "kind", "superior", "their_id", "their_label", "their_text", "local", "our_id", "our_text", "how", "score",
    "wording", "standing", "their_figure", "our_figure", "slogans",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class NearText:
    """A text of an index that was taken as higher-level one: its name, how near it is, and the wording that says so."""

    name: str
    score: float
    reasons: tuple[str, ...]


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine trace`."""
    parser.add_argument("local", nargs="+", type=Path, metavar="LOCAL", help=phrase(_ROOM, "help.local", "en"))
    superior = phrase(_ROOM, "help.superior", "en")
    parser.add_argument("--superior", nargs="+", action="extend", type=Path, metavar="TEXT|INDEX", help=superior)
    parser.add_argument("--nearest", type=int, default=5, metavar="N", help=phrase(_ROOM, "help.nearest", "en"))
    parser.add_argument("--all", action="store_true", help=phrase(_ROOM, "help.all", "en"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=phrase(_ROOM, "help.json", "en"))
    form.add_argument("--csv", metavar="OUT", help=phrase(_ROOM, "help.csv", "en"))
    form.add_argument("--html", metavar="OUT", help=phrase(_ROOM, "help.html", "en"))


def run(options: argparse.Namespace) -> int:
    """Trace and show; every answer is an answer, so the status is 0."""
    from ninetenths.cli.intake import read_file
    from ninetenths.following.tracing import trace

    if not options.superior:
        raise Refusal(_ROOM, "no-superior")
    if options.nearest < 1:
        raise Refusal(_ROOM, "nearest", given=options.nearest)
    ours = [read_file(path) for path in options.local]
    names, theirs, near = _superiors(options.superior, ours, options.nearest)
    if not theirs:
        raise Refusal(_ROOM, "nothing-near", names=", ".join(map(str, options.superior)))
    tracing = trace(ours, theirs)
    shown = _Shown(tracing, ours, theirs, [path.name for path in options.local], names, options.language)
    if options.json:
        sys.stdout.buffer.write(_json(tracing, near, names) + b"\n")
        sys.stdout.flush()
    elif options.csv:
        _write_csv(options.csv, shown)
    else:
        if options.html:
            _write_page(Path(options.html), shown, near)
        print("\n".join([*_near_lines(near, options.language), *shown.lines(None if options.all else _LISTED)]))
    return 0


def _superiors(
    paths: Sequence[Path], ours: Sequence[Reading], most: int
) -> tuple[list[str], list[Reading], list[NearText]]:  # fmt: skip
    """Names and readings of the higher-level texts; of an index, its texts nearest to ours."""
    from ninetenths.cli.indexing import is_index, open_index_file
    from ninetenths.cli.intake import read_file

    names: list[str] = []
    theirs: list[Reading] = []
    near: list[NearText] = []
    for path in paths:
        if not is_index(path):
            names.append(path.name)
            theirs.append(read_file(path))
            continue
        index = open_index_file(path)
        found = sorted((one for reading in ours for one in index.near_texts(reading, most)), key=lambda one: -one.score)
        for place in list(dict.fromkeys(one.text for one in found))[:most]:
            best = next(one for one in found if one.text == place)
            near.append(NearText(index.row(place)["name"], best.score, best.reasons))
            names.append(index.row(place)["name"])
            theirs.append(index.reading(place))
    return names, theirs, near


def _json(tracing: Tracing, near: Sequence[NearText], names: Sequence[str]) -> bytes:
    import orjson

    return orjson.dumps(orjson.loads(tracing.to_json()) | {"nearest": list(near), "names": list(names)})


def _near_lines(near: Sequence[NearText], language: str) -> list[str]:
    if not near:
        return []
    lines = [phrase(_ROOM, "title.nearest", language)]
    for one in near:
        reasons = (" · " if language == "en" else "、").join(one.reasons)
        lines.append(f"  {one.score:.3f}  {one.name}  {phrase(_ROOM, 'because', language, reasons=reasons)}")
    return [*lines, ""]


@dataclass(frozen=True, slots=True)
class _Shown:
    """A tracing with the texts it is of, to be put into lines and rows."""

    tracing: Tracing
    ours: Sequence[Reading]
    theirs: Sequence[Reading]
    our_names: Sequence[str]
    their_names: Sequence[str]
    language: str

    def lines(self, most: int | None) -> list[str]:
        """For people: notes, figures, then what is carried, what nobody carries, what is our own, and set phrases."""
        counts = self.tracing.counts()
        lines = [self.note(note) for note in self.tracing.notes]
        lines.append(phrase(_ROOM, "counts", self.language, **counts))
        carried = [item for item in self.tracing.traced if item.carriers]
        uncarried = [item for item in self.tracing.traced if not item.carriers]
        # What was nearest to being carried tells most; else the order of the text.
        uncarried.sort(key=lambda item: -(item.nearest[3] if item.nearest else 0))
        lines += self.block("carried", (self.carried(item) for item in carried[:most]), len(carried), most)
        lines += self.block("uncarried", (self.uncarried(item) for item in uncarried[:most]), len(uncarried), most)
        lines += self.block("own", (self.own(item) for item in self.tracing.own[:most]), len(self.tracing.own), most)
        if self.tracing.phrases:
            shown = (f"{one.text} {one.ours}/{one.theirs}" for one in self.tracing.phrases[:_LISTED])
            lines += ["", phrase(_ROOM, "title.phrases", self.language), "  " + " · ".join(shown)]
        return lines

    def block(self, code: str, items: Iterable[Sequence[str]], total: int, most: int | None) -> list[str]:
        if not total:
            return []
        lines = ["", phrase(_ROOM, f"title.{code}", self.language, count=total)]
        lines += [line for item in items for line in item]
        if most is not None and total > most:
            lines.append("  " + phrase(_ROOM, "more", self.language, count=total - most))
        return lines

    def note(self, note: Why) -> str:
        params = dict(note.params)
        if "theirs" in params:
            params["theirs"] = self.their_names[params["theirs"]]
        if "ours" in params:
            params["ours"] = self.our_names[params["ours"]]
        return phrase(_ROOM, f"note.{note.code}", self.language, **params)

    def carried(self, item: Traced) -> list[str]:
        lines = [f"  {self.their_names[item.text]}  {_cut(self.theirs[item.text], item.span)}"]
        for one in item.carriers:
            how = phrase(_ROOM, f"how.{one.how}", self.language)
            lines.append(f"    ← {self.where(one.text)}{_cut(self.ours[one.text], one.span)}")
            tail = f" · {self.figures(one.figures)}" if one.figures else ""
            quoted = phrase(_ROOM, "quoted", self.language, text=one.wording)
            lines.append(f"      {how} {one.score:.2f} · {quoted}{tail}")
        return lines

    def uncarried(self, item: Traced) -> list[str]:
        lines = [f"  {self.their_names[item.text]}  {_cut(self.theirs[item.text], item.span)}"]
        if item.slogans:
            names = "、".join(item.slogans) if self.language == "zh" else ", ".join(item.slogans)
            lines.append("      " + phrase(_ROOM, "slogans", self.language, names=names))
        elif item.nearest:
            number, _, span, score = item.nearest
            nearest = self.where(number) + _cut(self.ours[number], span)
            lines.append("      " + phrase(_ROOM, "nearest-one", self.language, text=nearest, score=f"{score:.2f}"))
        return lines

    def own(self, item: Own) -> list[str]:
        return [f"  {self.where(item.text)}{_cut(self.ours[item.text], item.span)}"]

    def where(self, number: int) -> str:
        return f"{self.our_names[number]}  " if len(self.ours) > 1 else ""

    def figures(self, found: Figures) -> str:
        named = {"theirs": _figure(found.theirs, found.theirs_bound), "ours": _figure(found.ours, found.ours_bound)}
        share = f"{found.ours / found.theirs:.1%}" if found.theirs else "—"
        return phrase(
            _ROOM, f"standing.{found.standing}", self.language, unit=found.unit or "", share=share, **named
        )  # fmt: skip

    def rows(self) -> Iterable[Sequence[object]]:
        """A row a commitment of theirs and carrier of it, then a row a commitment of our own."""
        for item in self.tracing.traced:
            reading = self.theirs[item.text]
            front = [self.their_names[item.text], item.id, self.label(item.label), _cut(reading, item.span)]
            for one in item.carriers:
                yield [self.kind("carried"), *front, *self.carrier_cells(one), ""]
            if not item.carriers:
                yield [self.kind("uncarried"), *front, *[""] * 9, "、".join(item.slogans)]
        for mine in self.tracing.own:
            text = _cut(self.ours[mine.text], mine.span)
            yield [self.kind("own"), "", "", "", "", self.our_names[mine.text], mine.id, text, *[""] * 7]

    def carrier_cells(self, one: Carrier) -> list[object]:
        found = one.figures
        figures = [
            phrase(_ROOM, f"standing-word.{found.standing}", self.language),
            f"{found.theirs_bound} {found.theirs:.15g}",
            f"{found.ours_bound} {found.ours:.15g}",
        ] if found else ["", "", ""]  # fmt: skip
        text = _cut(self.ours[one.text], one.span)
        how = phrase(_ROOM, f"how.{one.how}", self.language)
        return [self.our_names[one.text], one.id, text, how, one.score, one.wording, *figures]

    def kind(self, code: str) -> str:
        return phrase(_ROOM, f"kind.{code}", self.language)

    def label(self, label: str) -> str:
        return phrase("read", f"label.{label}", self.language)


def _figure(value: float, bound: str) -> str:
    return f"{bound if bound != '=' else ''}{value:,.15g}"


def _cut(reading: Reading, span: Span) -> str:
    return " ".join(reading.text[slice(*span)].split())


def _write_csv(out: str, shown: _Shown) -> None:
    from ninetenths.cli.csvtables import write_table

    write_table(out, [phrase(_ROOM, f"column.{name}", shown.language) for name in _COLUMNS], shown.rows())


def _write_page(out: Path, shown: _Shown, near: Sequence[NearText]) -> None:
    from ninetenths import pages
    from ninetenths.writing import write_bytes

    page = getattr(pages, "tracing_page", None)
    if page is None:
        raise Refusal(_ROOM, "no-page", name=str(out))
    made = page(shown.tracing, shown.ours, shown.theirs, near, shown.language)
    write_bytes(out, str(made).encode("utf-8", "replace"))
