"""The reading page: the text left, what the reader found right, each lighting the other; one self-contained file."""

from __future__ import annotations

from bisect import bisect_right
from collections import Counter
from collections.abc import Iterator, Sequence
from typing import Any

from markupsafe import Markup

from ninetenths.pages.escaping import html, safe
from ninetenths.pages.icicle import Node, depth, icicle
from ninetenths.pages.session import session_fields
from ninetenths.pages.shading import Heading, Mark, lines_of, shaded_text
from ninetenths.pages.shell import page
from ninetenths.pages.signs import BINDING_LABELS, LABEL_ORDER
from ninetenths.pages.tables import Cell, Column, Row, table
from ninetenths.pages.wording import Words, amount, number
from ninetenths.reading import Commitment, CountedSet, Reading, Span

_TITLE_LONGEST = 80
_HEADING_LONGEST = 64


def reading_page(reading: Reading, language: str) -> str:
    """A reading as one HTML file in the interface language `zh` or `en`: no request goes out, scripts are optional."""
    return page("reading.html", language, page=_View(reading, Words(language)).values())


class TextIndex:
    """Where in a reading a character stands: its clause, its line, its heading."""

    def __init__(self, reading: Reading) -> None:
        self.reading = reading
        self.text = reading.text
        self.lines = lines_of(reading.text)
        self._starts = [clause.start for clause in reading.clauses]
        self.title, self.body = self._title()

    def _title(self) -> tuple[str, list[Span]]:
        """The title, and the lines below it: a first line that is the title is not shown twice."""
        title = self.reading.source.title
        if not self.lines:
            return title or "", []
        start, end = self.lines[0]
        first = self.text[start:end]
        if (title is None and len(first) <= _TITLE_LONGEST) or first == title:
            return first, self.lines[1:]
        return title or "", self.lines

    def clause_at(self, start: int) -> str:
        """The id of the clause that holds a character, or of the one before it; `text` where there is none."""
        return self.reading.clauses[self.number_at(start)].id if self.reading.clauses else "text"

    def number_at(self, start: int) -> int:
        """The number of that clause, 0 where the character stands before all of them."""
        return max(bisect_right(self._starts, start) - 1, 0)

    def quote(self, spans: Sequence[Span]) -> str:
        """The characters of some spans, gaps shown as an ellipsis."""
        return safe(" … ".join(self.text[start:end] for start, end in spans))

    def headings(self) -> list[Heading]:
        """Sections whose heading is a line of its own."""
        ends = dict(self.lines)
        return [
            Heading(section.start, section.level)
            for section in self.reading.sections
            if section.start in ends and ends[section.start] - section.start <= _HEADING_LONGEST
        ]

    def headline(self, marks: Sequence[Mark], inner: Sequence[Span], untitled: str) -> Markup:
        """The title as HTML, with its clauses where it is the text's own first line."""
        if len(self.body) == len(self.lines):
            return html(self.title or untitled)
        start, end = self.lines[0]
        shown = shaded_text(self.text, (mark for mark in marks if mark.start < end), inner=inner, lines=[(start, end)])
        return Markup(shown.removeprefix(f'<p data-o="{start}">').removesuffix("</p>\n"))


class _View:
    """A reading as the template takes it."""

    def __init__(self, reading: Reading, words: Words) -> None:
        self.reading, self.w = reading, words
        self.index = TextIndex(reading)
        self.sections = {section.id: section for section in reading.sections}
        self.passages = {passage.id: passage for passage in reading.passages}
        self.lang = reading.source.language
        # Figures are told in the units of the text, not of the interface: its 亿 are no billions.
        self.tongue = "en" if self.lang == "en" else "zh"

    def values(self) -> dict[str, Any]:
        reading, index = self.reading, self.index
        marks = self._marks()
        figures = [(quantity.start, quantity.end) for quantity in reading.quantities]
        tasks = self._tasks()
        groups = self._groups(tasks)
        return {
            "lang": self.lang,
            "long": len(index.title) > 40,
            "title": index.title or self.w("untitled"),
            "headline_at": index.lines[0][0] if len(index.body) < len(index.lines) else None,
            "headline": index.headline(marks, figures, self.w("untitled")),
            "text": shaded_text(reading.text, marks, inner=figures, headings=index.headings(), lines=index.body),
            "numbers": [item for item in (reading.source.document_number,) if item],
            "meta": self._meta(),
            "summary": self._summary(),
            "chips": self._chips(),
            "map": self._map(tasks),
            "record": session_fields(reading.record, self.w) if reading.record else [],
            "tasks": tasks,
            "binding": sum(task["label"] in BINDING_LABELS for task in tasks),
            "groups": groups,
            "findings": [
                {"words": self.w.coded(("read",), "finding", item.code, item.params), "spans": item.spans,
                 **self._first(item.spans, 90)}
                for item in reading.findings
            ],
            "sets": [self._set(item) for item in reading.sets],
            "phrases": self._phrases(),
            "figures": self._figures(),
            "figure_count": len(reading.quantities) + len(reading.dates),
            "references": [
                {"name": item.name, "kind": self.w.get(f"reference.{item.kind}", item.kind), "level": item.level,
                 "times": self.w("times", count=len(item.spans)), "spans": item.spans, **self._first(item.spans)}
                for item in reading.references
            ],
            "outline": self._outline(),
            "origin": self._origin(),
        }  # fmt: skip

    def _marks(self) -> list[Mark]:
        """A mark a clause: numbered where a commitment begins, set off where it is a heading run into its line."""
        numbers = {item.spans[0][0]: str(at) for at, item in enumerate(self.reading.commitments, start=1) if item.spans}
        alone = {heading.start for heading in self.index.headings()}
        runs = {section.start for section in self.reading.sections} - alone
        marks = []
        for clause in self.reading.clauses:
            data = {"r": clause.rule}
            if clause.start in numbers:
                data["n"] = numbers[clause.start]
            kind = f"c label-{clause.label} run" if clause.start in runs else f"c label-{clause.label}"
            marks.append(Mark(clause.start, clause.end, clause.id, kind, data))
        return marks

    def _first(self, spans: Sequence[Span], longest: int = 60) -> dict[str, str]:
        if not spans:
            return {"clause": "text", "quote": ""}
        quote = self.index.quote(spans[:3])
        quote = quote if len(quote) <= longest else quote[:longest] + "…"
        if len(spans) > 3:
            quote += " " + self.w("more", count=len(spans) - 3)
        return {"clause": self.index.clause_at(spans[0][0]), "quote": quote}

    def _meta(self) -> list[tuple[str, str]]:
        source = self.reading.source
        said = (
            ("genre", self.w.get(f"genre.{source.genre}", source.genre)),
            ("publisher", source.publisher), ("published_on", source.published_on),
            ("index_number", source.index_number),
        )  # fmt: skip
        return [(self.w(f"source.{name}"), value) for name, value in said if value]

    def _summary(self) -> Markup:
        labels: Counter[str] = Counter(clause.label for clause in self.reading.clauses)
        binding = sum(labels[label] for label in BINDING_LABELS)
        return Markup(self.w(
            "reading.summary", chars=_strong(len(self.reading.text)), clauses=_strong(len(self.reading.clauses)),
            binding=_strong(binding), tasks=_strong(len(self.reading.commitments)),
            findings=_strong(len(self.reading.findings)),
        ))  # fmt: skip

    def _chips(self) -> list[dict[str, object]]:
        labels: Counter[str] = Counter(clause.label for clause in self.reading.clauses)
        return [
            {"code": code, "word": self.w(f"label.{code}"), "hint": self.w(f"label.{code}.hint"),
             "count": number(labels[code])}
            for code in LABEL_ORDER if labels[code]
        ]  # fmt: skip

    # -- commitments -------------------------------------------------------------------------------------------------

    def _tasks(self) -> list[dict[str, Any]]:
        depths: dict[str, int] = {}
        made = []
        for at, item in enumerate(self.reading.commitments, start=1):
            depths[item.id] = min(depths.get(item.parent or "", -1) + 1, 4)
            facts = list(self._facts(item))
            stated = {fact["code"] for fact in facts}
            missing = [self.w(f"fact.{name}") for name in ("deadline", "organ") if name not in stated]
            made.append({
                "number": at, "id": item.id, "item": item, "label": item.label, "word": self.w(f"label.{item.label}"),
                "sentence": self.index.quote(item.spans), "spans": item.spans, "depth": depths[item.id],
                "clause": self.index.clause_at(item.spans[0][0]) if item.spans else "text", "facts": facts,
                "absent": self.w("absent.of", what=self.w.list(missing)) if missing else "",
            })  # fmt: skip
        return made

    def _facts(self, item: Commitment) -> Iterator[dict[str, Any]]:
        deadlines = {item.deadline} if item.deadline else set()
        for indicator in item.indicators:
            figure = amount(indicator.value, indicator.unit, indicator.bound, self.tongue)
            shown = f"{indicator.name} {figure}" if indicator.name else figure
            kind = {True: self.w("binding"), False: self.w("expected"), None: ""}[indicator.binding]
            shown = f"{shown} ({kind})" if kind else shown
            yield {"code": "indicator", "name": self.w("fact.indicator"), "value": shown, "said": False}
            if indicator.deadline:
                deadlines.add(indicator.deadline)
        for deadline in sorted(deadlines):
            yield {"code": "deadline", "name": self.w("fact.deadline"), "value": deadline, "said": True}
        for organ in item.organs:
            role = self.w(f"role.{organ.role or 'none'}")
            yield {"code": "organ", "name": role, "value": organ.name, "said": True}
        if item.campaign:
            yield {"code": "campaign", "name": self.w("fact.campaign"), "value": item.campaign, "said": True}

    def _place(self, start: int) -> tuple[str | None, str]:
        """The section, else the passage, that a character stands in: its id and what to call it."""
        clauses = self.reading.clauses
        if not clauses:
            return None, ""
        clause = clauses[self.index.number_at(start)]
        if clause.section in self.sections:
            section = self.sections[clause.section]
            return section.id, section.title
        if clause.passage in self.passages:
            passage = self.passages[clause.passage]
            return passage.id, f"{passage.actor or ''}{passage.verb or ''}"
        return None, ""

    def _groups(self, tasks: Sequence[dict[str, Any]]) -> list[dict[str, Any]]:
        groups: list[dict[str, Any]] = []
        for task in tasks:
            place, name = self._place(task["spans"][0][0]) if task["spans"] else (None, "")
            if not groups or groups[-1]["place"] != place:
                groups.append({"place": place, "name": name, "tasks": []})
            groups[-1]["tasks"].append(task)
        return groups

    def _map(self, tasks: Sequence[dict[str, Any]]) -> Markup:
        nodes = self._nodes(tasks)
        sections = sum(1 for node in nodes if "part" in node.kind)
        described = self.w("map.description", count=len(tasks), groups=sections)
        return icicle(nodes, description=described, layer=24 if depth(nodes) <= 3 else 17)

    def _nodes(self, tasks: Sequence[dict[str, Any]]) -> tuple[Node, ...]:
        """Commitments under their parents, these under their sections (or passages), in the order of the text."""
        below: dict[str, list[dict[str, Any]]] = {}
        for task in tasks:
            below.setdefault(task["item"].parent or "", []).append(task)
        known = {task["id"] for task in tasks}

        def grown(task: dict[str, Any], deep: int = 0) -> Node:
            children = tuple(grown(child, deep + 1) for child in below.get(task["id"], ())) if deep < 6 else ()
            return Node(task["sentence"], f"label-{task['label']}", task["spans"], children)

        placed: dict[str | None, list[Node]] = {}
        for task in tasks:
            if task["item"].parent not in known:
                place, _ = self._place(task["spans"][0][0]) if task["spans"] else (None, "")
                placed.setdefault(place, []).append(grown(task))

        parts: dict[str, list[str]] = {}
        for section in self.reading.sections:
            parts.setdefault(section.parent or "", []).append(section.id)

        def part(section_id: str, deep: int = 0) -> Node | None:
            section = self.sections[section_id]
            inner = [part(child, deep + 1) for child in parts.get(section_id, ())] if deep < 6 else []
            children = sorted([*placed.get(section_id, ()), *(node for node in inner if node)], key=_begin)
            short = (section.number or "").strip("、.．") or section.title[:2]
            spans = ((section.start, section.end),)
            return Node(section.title, "part", spans, tuple(children), short=short) if children else None

        tops = [part(section.id) for section in self.reading.sections if section.parent not in self.sections]
        groups = [node for node in tops if node]
        for passage in self.reading.passages:
            if passage.id in placed:
                name = f"{passage.actor or ''}{passage.verb or ''}"
                spans = ((passage.start, passage.end),)
                groups.append(Node(name, "part", spans, tuple(placed[passage.id]), short=passage.verb or ""))
        return tuple(sorted([*groups, *placed.get(None, ())], key=_begin))

    # -- the other lists ---------------------------------------------------------------------------------------------

    def _set(self, item: CountedSet) -> dict[str, Any]:
        return {
            "name": item.name or self.index.quote([item.span]), "spans": (item.span,), "state": item.state,
            "word": self.w(f"set.{item.state}"),
            "arithmetic": self.w("set.arithmetic", declared=item.declared, count=len(item.members)),
            "members": [{"text": self.index.quote([span]), "span": span} for span in item.members],
            "clause": self.index.clause_at(item.span[0]),
        }  # fmt: skip

    def _phrases(self) -> list[dict[str, Any]]:
        often = sorted(self.reading.phrases, key=lambda item: (-len(item.spans), item.spans[:1]))
        return [
            {"text": item.text, "times": self.w("times", count=len(item.spans)), "spans": item.spans,
             "explained": self.index.clause_at(item.explained[0]) if item.explained else None,
             **self._first(item.spans)}
            for item in often
        ]  # fmt: skip

    def _figures(self) -> Markup | None:
        rows = []
        for item in self.reading.quantities:
            low = item.value[0] if isinstance(item.value, tuple) else item.value
            rows.append(
                (item.start, item.end, Cell(amount(item.value, item.unit, item.bound, self.tongue), low, "figure"))
            )
        for date in self.reading.dates:
            rows.append((date.start, date.end, Cell(date.iso or self.w("absent"), date.iso or "", "figure")))
        rows.sort(key=lambda row: row[0])
        if not rows:
            return None
        columns = [Column(self.w("figures.surface")), Column(self.w("figures.value"), "figure")]
        return table(columns, [
            Row([Cell(Markup('<a class="say" lang="{}" href="#{}">{}</a>').format(
                self.lang, self.index.clause_at(start), html(self.reading.text[start:end]))), cell], ((start, end),))
            for start, end, cell in rows
        ], caption=self.w("panel.figures"), kind="figures")  # fmt: skip

    def _outline(self) -> list[dict[str, Any]]:
        items = [
            {"name": section.title, "spans": ((section.start, section.end),), "depth": min(section.level, 4),
             "note": self.w(f"part.{section.part}") if section.part else "", "start": section.start,
             "clause": self.index.clause_at(section.start)}
            for section in self.reading.sections
        ]  # fmt: skip
        for passage in self.reading.passages:
            name = f"{passage.actor or ''}{passage.verb or ''}" or self.index.quote([(passage.start, passage.end)])[:24]
            items.append({
                "name": name, "spans": ((passage.start, passage.end),), "depth": 2 if self.sections else 1,
                "note": self.w(f"passage.{passage.kind}"), "start": passage.start,
                "clause": self.index.clause_at(passage.start),
            })  # fmt: skip
        return sorted(items, key=lambda item: (item["start"], item["depth"]))

    def _origin(self) -> list[tuple[str, object]]:
        source, reader = self.reading.source, self.reading.reader
        packs = self.w.list([f"{name} {version}" for name, version in sorted(reader.packs.items())])
        said: tuple[tuple[str, object], ...] = (
            ("url", source.url), ("retrieved_at", source.retrieved_at), ("encoding", source.encoding),
            ("classification", source.classification),
            ("text_sha256", _code(source.text_sha256)), ("file_sha256", _code(source.file_sha256)),
            ("reader", " · ".join(part for part in (reader.version, packs) if part)),
        )  # fmt: skip
        return [(self.w(f"source.{name}"), value) for name, value in said if value]


def _begin(node: Node) -> int:
    return node.spans[0][0] if node.spans else 0


def _strong(count: int) -> Markup:
    return Markup(f"<strong>{number(count)}</strong>")


def _code(digest: str | None) -> Markup | None:
    return Markup("<code>{}</code>").format(html(digest)) if digest else None
