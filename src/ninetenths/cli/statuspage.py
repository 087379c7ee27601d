"""The status as a page: the adopted text, every sentence shaded by what became of it, its task and reminder beside it.

Made of what `ninetenths.pages` offers; the text is the one given, or the sentences of the table in their order.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from markupsafe import Markup, escape

from ninetenths import documents, pages
from ninetenths.delivery import CODES, Code, Span, Status, arithmetic, fraction_words, percent
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal


@dataclass(frozen=True, slots=True)
class _Text:
    """The text shown, its headings, and where each task stands in it."""

    whole: str
    headings: tuple[pages.Heading, ...]
    places: dict[str, tuple[Span, ...]]


def status_page(
    situation: documents.Situation, language: str, *, office: str = "", text: str | None = None, name: str = ""
) -> bytes:
    """The page's bytes. `text` is the adopted text in the file `name`; without it the table's sentences stand for it.

    Raises Refusal where most of the places do not fit that text.
    """
    shown = _given(situation, text, name) if text is not None else _composed(situation)
    page = _Page(situation, language, office, shown)
    return pages.whole_page(page.title, page.say("sheet.status"), page.main(), language).encode()


def _composed(situation: documents.Situation) -> _Text:
    """The sentences of the table in the order of its rows, under their sections."""
    parts: list[str] = []
    headings: list[pages.Heading] = []
    places: dict[str, tuple[Span, ...]] = {}
    at, section = 0, ""

    def add(line: str) -> Span:
        nonlocal at
        line = " ".join(line.split())
        parts.append(line + "\n")
        start, at = at, at + len(line) + 1
        return start, start + len(line)

    for status in situation.statuses:
        if status.task.section != section:
            section = status.task.section
            if section:
                headings.append(pages.Heading(add(section)[0], 1))
        places[status.task.id] = (add(status.task.sentence or status.task.title),)
    return _Text("".join(parts), tuple(headings), places)


def _given(situation: documents.Situation, text: str, name: str) -> _Text:
    """The places of the tasks in a text; a sentence that stands elsewhere now is looked for."""
    places: dict[str, tuple[Span, ...]] = {}
    lost = 0
    for status in situation.statuses:
        spans = _places(status, text)
        lost += not spans
        places[status.task.id] = spans
    if 2 * lost > len(situation.statuses):
        raise Refusal("desk", "no-text", name=name, count=lost)
    return _Text(text, (), places)


def _places(status: Status, text: str) -> tuple[Span, ...]:
    sentence, spans = status.task.sentence, status.task.spans
    if not sentence:
        return tuple(span for span in spans if span[1] <= len(text))
    if spans and "".join(text[start:end] for start, end in spans).strip() == sentence.strip():
        return spans
    at = text.find(sentence)
    return ((at, at + len(sentence)),) if at >= 0 else ()


class _Page:
    """The page in the making."""

    def __init__(self, situation: documents.Situation, language: str, office: str, text: _Text) -> None:
        self.situation, self.language, self.office, self.text = situation, language, office, text
        self.w = pages.Words(language)

    def say(self, code: str, **params: object) -> str:
        return phrase("desk", code, self.language, **params)

    def word(self, code: str) -> str:
        return phrase("delivery", f"code.{code}", self.language)

    @property
    def title(self) -> str:
        return self.situation.table.title or self.situation.table.name

    def main(self) -> Markup:
        return Markup('<main class="split">{}{}</main>').format(self._paper(self.title), self._side())

    # -- the text --------------------------------------------------------------------------------------------------

    def _paper(self, title: str) -> Markup:
        marks = [
            pages.Mark(start, end, status.task.id, f"c fate-{status.code}", self._data(number, status))
            for number, status in enumerate(self.situation.statuses, 1)
            for start, end in self.text.places[status.task.id]
        ]
        text = pages.shaded_text(self.text.whole, marks, headings=self.text.headings)
        return Markup(
            '<article class="paper" lang="{lang}"><header><h1{long}>{title}</h1>'
            '<div class="ours" lang="{ours}">{meta}{chips}</div></header>'
            '<div class="text" id="text" tabindex="-1">\n{text}\n</div></article>'
        ).format(
            lang="zh-Hans" if any("\u4e00" <= char <= "\u9fff" for char in self.text.whole[:4000]) else "en",
            ours="zh-Hans" if self.language == "zh" else "en",
            long=Markup(' class="long"') if len(title) > 40 else "",
            title=title,
            meta=self._meta(),
            chips=self._chips(),
            text=text,
        )

    def _data(self, number: int, status: Status) -> dict[str, str]:
        return {
            "l": status.code, "n": str(number), "section": status.task.section,
            "agency": "|".join((*status.task.agencies.leads, *status.task.agencies.supporting)),
        }  # fmt: skip

    def _meta(self) -> Markup:
        figures, language = self.situation.figures, self.language
        lines = list(documents.status_lines(self.situation, language))[1:3]
        shares = (
            ("done", arithmetic(figures.done)),
            ("on_pace", arithmetic(figures.on_pace)),
            ("on_time_first", arithmetic(figures.on_time_first)),
            ("on_time_current", arithmetic(figures.on_time_current)),
        )
        said = Markup("").join(
            Markup('<span>{} <span class="v">{}</span></span>').format(self.say(f"text.{name}"), shown)
            for name, shown in shares
        )
        return Markup('<p class="against">{}</p><p class="sum">{}</p><p class="meta">{}</p>').format(*lines, said)

    def _chips(self) -> Markup:
        counts = Counter(status.code for status in self.situation.statuses)
        chips = Markup("").join(
            Markup(
                '<li class="chip fate-{fate}" data-label="{code}" title="{share}"><span class="fate fate-{fate}">'
                '<i aria-hidden="true">{sign}</i><u>{word}</u></span> <b>{count}</b></li>'
            ).format(
                fate=code, sign=pages.FATES[code].sign, code=code, word=self.word(code), count=counts[code],
                share=f"{counts[code]} ÷ {len(self.situation.statuses)}",
            )
            for code in CODES
            if counts[code]
        )  # fmt: skip
        return Markup('<ul class="chips" aria-label="{}">{}</ul>').format(self.say("sheet.status"), chips)

    # -- what is known ---------------------------------------------------------------------------------------------

    def _side(self) -> Markup:
        panels = [self._focus(), self._panel("exceptions", self.say("sheet.exceptions"), self.situation.exceptional)]
        panels.append(self._panel("tasks", self.say("sheet.status"), self.situation.statuses, listed=True))
        panels.append(self._agencies())
        return Markup(
            '<aside class="side" aria-label="{}" data-empty="{}" data-open="{}" data-close="{}">{}</aside>'
        ).format(
            self.say("sheet.status"),
            self.w("side.empty"),
            self.w("side.open"),
            self.w("side.close"),
            Markup("").join(panels),
        )

    def _focus(self) -> Markup:
        return Markup(
            '<section class="panel focus" id="focus" data-panel="{name}" hidden aria-labelledby="focus-title">'
            '<h2 id="focus-title" tabindex="-1">{name}</h2><p class="hint">{hint}</p><div class="found" hidden>'
            '<div data-field="card"></div>'
            '<p><button type="button" class="copy" data-copy="card" data-done="{done}">{copy}</button></p></div>'
            "</section>"
        ).format(name=self.w("panel.focus"), hint=self.w("side.empty"), done=self.w("copied"), copy=self.w("copy"))

    def _panel(self, name: str, head: str, statuses: Sequence[Status], *, listed: bool = False) -> Markup:
        """A list of items; only the full list carries cards that the focus takes, and the filter."""
        numbers = {status.task.id: number for number, status in enumerate(self.situation.statuses, 1)}
        items = Markup("").join(self._item(numbers[status.task.id], status, listed) for status in statuses)
        search = Markup(
            '<p class="filter needs-script" hidden><label for="filter">{}</label> <input type="search" id="filter" '
            'autocomplete="off" spellcheck="false"> <output for="filter" aria-live="polite"></output></p>'
        ).format(self.w("filter"))
        return Markup(
            '<section class="panel" id="{id}" data-panel="{head}" aria-labelledby="{id}-title">'
            '<h2 id="{id}-title">{head} <small>{count}</small></h2>{search}'
            '<div class="group"><ol>{items}</ol></div></section>'
        ).format(id=name, head=head, count=len(statuses), search=search if listed else "", items=items)

    def _item(self, number: int, status: Status, listed: bool) -> Markup:
        spans = " ".join(f"{start}-{end}" for start, end in self.text.places[status.task.id])
        attributes = Markup(' data-s="{}"').format(spans) if spans else Markup("")
        data = Markup("").join(Markup(' data-{}="{}"').format(*pair) for pair in self._data(number, status).items())
        return Markup(
            '<li class="{kind}" value="{number}"{address}{spans}{data}>{say}<p class="facts-line">{badge}'
            '<span class="why">{why}</span></p>{card}</li>'
        ).format(
            kind="task" if listed else "told", number=number,
            address=Markup(' data-for="{}"').format(status.task.id) if listed else "", spans=attributes, data=data,
            say=self._link(status), badge=self._badge(status), why=documents.why(status.why, self.language),
            card=self._card(status) if listed or not spans else "",
        )  # fmt: skip

    def _link(self, status: Status) -> Markup:
        if not self.text.places[status.task.id]:
            return Markup('<span class="say">{}</span>').format(status.task.title)
        return Markup('<a class="say" href="#{}">{}</a>').format(status.task.id, status.task.title)

    def _badge(self, status: Status) -> Markup:
        fate = pages.FATES[status.code]
        return Markup('<span class="fate fate-{}"><i aria-hidden="true">{}</i>{}</span>').format(
            fate.code, fate.sign, self.word(status.code)
        )

    def _card(self, status: Status) -> Markup:
        """All that is known of an item: sentence, who, by when, plan against claim against check, reminder."""
        rows = Markup("").join(
            Markup("<dt>{}</dt><dd>{}</dd>").format(name, value) for name, value in self._facts(status) if value
        )
        sentence = status.task.sentence or status.task.title
        return Markup(
            '<div class="card"><p class="verdict">{} {}</p><div class="said"><blockquote>{}</blockquote></div>'
            '<dl class="facts">{}</dl></div>'
        ).format(self._badge(status), documents.why(status.why, self.language), sentence, rows)

    def _facts(self, status: Status) -> list[tuple[str, str | Markup]]:
        task, language = status.task, self.language
        report = task.report
        join = Markup("<br>")
        facts: list[tuple[str, str | Markup]] = [
            (self.say("head.number"), task.number),
            (self.say("head.lead"), self.w.list(task.agencies.leads)),
            (self.say("head.supporting"), self.w.list(task.agencies.supporting)),
            (
                self.say("head.deadline_first"),
                documents.day(task.first_deadline, language) if task.first_deadline else "",
            ),
            (
                self.say("head.deadline"),
                documents.day(status.deadline, language) if status.deadline not in (None, task.first_deadline) else "",
            ),
            (self.say("head.planned"), "" if status.planned is None else fraction_words(status.planned)),
            (self.say("head.claimed"), documents.claims(status, language)),
            (self.say("head.verified"), "" if status.verified is None else percent(status.verified)),
            (self.say("head.reported_on"), documents.day(report.on, language) if report and report.on else ""),
            (self.say("head.light"), documents.light(status, language)),
            (self.say("head.flags"), join.join(escape(documents.why(flag, language)) for flag in status.flags)),
        ]
        if status.flags:
            facts.append((self.say("head.promise"), documents.last_promise(status, language)))
            facts.append((self.say("head.reminder"), documents.reminder(status, self.situation, language, self.office)))
        return facts

    def _agencies(self) -> Markup:
        kinds: tuple[Code, ...] = ("done", "pace", "behind", "overdue", "silent", "claimed")
        columns = [pages.Column(self.say("head.agency"))]
        columns += [pages.Column(f"{pages.FATES[kind].sign} {self.word(kind)}", "figure") for kind in kinds]
        columns += [pages.Column(self.say("head.counted"), "figure")]
        rows = [
            pages.Row(
                [name or self.say("sheet.nolead"), *(figures.codes.get(kind, 0) for kind in kinds), figures.counted]
            )
            for name, _, figures in self.situation.by_lead
        ]
        shown = pages.table(columns, rows, caption=self.say("sheet.agencies"), kind="tallies")
        return Markup(
            '<section class="panel" id="agencies" data-panel="{head}" aria-labelledby="agencies-title">'
            '<h2 id="agencies-title">{head}</h2>{shown}</section>'
        ).format(head=self.say("sheet.agencies"), shown=shown)
