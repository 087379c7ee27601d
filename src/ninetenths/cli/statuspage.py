"""The status as a page: the adopted text, every sentence shaded by what became of it, its task and reminder beside it.

Made of what `ninetenths.pages` offers; the text is the one given, or the sentences of the table in their order.
"""

from __future__ import annotations

import itertools
from collections import Counter
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
    """The sentences of the table in the order of its rows, under their sections; one that several items share stands
    once, each item on its own words.
    """
    parts: list[str] = []
    headings: list[pages.Heading] = []
    places: dict[str, tuple[Span, ...]] = {}
    at, before = 0, ""

    def add(line: str) -> Span:
        nonlocal at
        parts.append(line + "\n")
        start, at = at, at + len(line) + 1
        return start, start + len(line)

    def key(status: Status) -> tuple[str, str]:
        return status.task.section, _line(status.task.sentence or status.task.title)

    for (section, sentence), group in itertools.groupby(situation.statuses, key):
        if section and section != before:
            headings.append(pages.Heading(add(_line(section))[0], 1))
        before = section
        sharing = list(group)
        whole = add(sentence)
        for status in sharing:
            found = _within(sentence, _line(status.task.title), whole[0]) if len(sharing) > 1 else (whole,)
            places[status.task.id] = found or (add(_line(status.task.title)),)
    return _Text("".join(parts), tuple(headings), places)


def _line(words: str) -> str:
    return " ".join(words.split())


def _within(sentence: str, title: str, start: int) -> tuple[Span, ...]:
    """Where the pieces of a title (“甲…乙”) stand in a sentence that starts there; () unless all of them do."""
    found: list[Span] = []
    at = 0
    for piece in filter(None, title.split("…")):
        at = sentence.find(piece, at)
        if at < 0:
            return ()
        found.append((start + at, start + at + len(piece)))
        at += len(piece)
    return tuple(found)


def _given(situation: documents.Situation, text: str, name: str) -> _Text:
    """The places of the tasks in a text; a sentence that stands elsewhere now is looked for."""
    from ninetenths.reading import read

    places: dict[str, tuple[Span, ...]] = {}
    lost = 0
    for status in situation.statuses:
        spans = _places(status, text)
        lost += not spans
        places[status.task.id] = spans
    if 2 * lost > len(situation.statuses):
        raise Refusal("desk", "no-text", name=name, count=lost)
    reading = read(text)
    # A heading that runs on into its paragraph is no line of its own.
    alone = [one for one in reading.sections if _bare(_line_at(text, one.start)).endswith(_bare(one.title))]
    headings = [pages.Heading(one.start, one.level) for one in alone] if reading.text == text else []
    return _Text(text, tuple(headings), places)


def _line_at(text: str, start: int) -> str:
    end = text.find("\n", start)
    return text[start : end if end >= 0 else len(text)]


def _places(status: Status, text: str) -> tuple[Span, ...]:
    """The spans the table recorded where the text still says there what the row does, else where its words stand."""
    task = status.task
    sentence, said = task.sentence or task.title, _bare(f"{task.sentence}\n{task.title}")
    if task.spans and all(0 <= start < end <= len(text) for start, end in task.spans):
        pieces = [_bare(text[start:end]) for start, end in task.spans]
        if all(piece and piece in said for piece in pieces):
            return task.spans
    at = text.find(sentence)
    if at < 0:
        at = text.find(task.title)
        return ((at, at + len(task.title)),) if at >= 0 else ()
    return _within(sentence, task.title, at) or ((at, at + len(sentence)),)


def _bare(words: str) -> str:
    return "".join(words.split())


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
        return Markup('<ul class="chips" aria-label="{}">{}</ul>{}').format(
            self.w("follow.filter"), chips, self._choices()
        )

    def _choices(self) -> Markup:
        """The choices of a section and of an agency: the text and the list show only what is theirs."""
        tasks = [status.task for status in self.situation.statuses]
        sections = dict.fromkeys(task.section for task in tasks if task.section)
        agencies = sorted({name for task in tasks for name in (*task.agencies.leads, *task.agencies.supporting)})
        shown = Markup("").join(
            Markup('<label>{} <select data-filter="{}"><option value="">{}</option>{}</select></label> ').format(
                label, name, self.w("all"), Markup("").join(Markup("<option>{}</option>").format(one) for one in listed)
            )
            for label, name, listed in (
                (self.w("by.section"), "section", list(sections)), (self.w("by.agencies"), "agency", agencies),
            )
            if len(listed) > 1
        )  # fmt: skip
        return Markup('<p class="choose needs-script" hidden>{}</p>').format(shown) if shown else Markup("")

    # -- what is known ---------------------------------------------------------------------------------------------

    def _side(self) -> Markup:
        panels = [self._focus(), self._exceptions(), self._tasks(), self._agencies()]
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
            '<p><button type="button" class="copy" data-copy="card" data-done="{done}">{copy}</button> '
            '<button type="button" class="copy" data-copy="link" data-done="{done}">{link}</button></p></div>'
            "</section>"
        ).format(
            name=self.w("panel.focus"), hint=self.w("side.empty"), done=self.w("copied"), copy=self.w("card.copy"),
            link=self.w("card.copy.link"),
        )  # fmt: skip

    def _exceptions(self) -> Markup:
        """The exceptions by kind, each kind with its count; an item of two kinds stands under both."""
        groups = Markup("").join(
            Markup('<h3><span>{}</span> <small>{}</small></h3><ul class="items">{}</ul>').format(
                self.say(f"group.{group.code}"), len(group.statuses),
                Markup("").join(self._item(status, listed=False) for status in group.statuses),
            )
            for group in self.situation.groups
        )  # fmt: skip
        none = Markup("<p>{}</p>").format(self.say("text.none"))
        return self._panel("exceptions", self.say("sheet.exceptions"), len(self.situation.exceptional), groups or none)

    def _tasks(self) -> Markup:
        """Every item under its section, with the card that the focus takes; the filters."""
        numbered = enumerate(self.situation.statuses, 1)
        sections: dict[str, list[Markup]] = {}
        for number, status in numbered:
            sections.setdefault(status.task.section, []).append(self._item(status, listed=True, number=number))
        groups = Markup("").join(
            Markup('<div class="group">{}<ol>{}</ol></div>').format(
                Markup("<h3><span>{}</span> <small>{}</small></h3>").format(name, len(items)) if name else "",
                Markup("").join(items),
            )
            for name, items in sections.items()
        )
        search = Markup(
            '<p class="filter needs-script" hidden><label for="filter">{}</label> <input type="search" id="filter" '
            'autocomplete="off" spellcheck="false"> <output for="filter" aria-live="polite"></output></p>'
        ).format(self.w("filter"))
        return self._panel("tasks", self.say("sheet.status"), len(self.situation.statuses), search + groups)

    def _panel(self, name: str, head: str, count: int, content: Markup) -> Markup:
        return Markup(
            '<section class="panel" id="{id}" data-panel="{head}" aria-labelledby="{id}-title">'
            '<h2 id="{id}-title">{head} <small>{count}</small></h2>{content}</section>'
        ).format(id=name, head=head, count=count, content=content)

    def _item(self, status: Status, *, listed: bool, number: int = 0) -> Markup:
        spans = " ".join(f"{start}-{end}" for start, end in self.text.places[status.task.id])
        given = {"s": spans} if spans else {}
        if listed:
            given |= {"for": status.task.id, **self._data(number, status)}
        data = Markup("").join(Markup(' data-{}="{}"').format(*pair) for pair in given.items())
        lead = self.w.list(status.task.agencies.leads) or self.say("sheet.nolead")
        return Markup(
            '<li{kind}{data}>{say}<p class="facts-line">{badge}<span>{lead}</span><span class="why">{why}</span></p>'
            "{card}</li>"
        ).format(
            kind=Markup(' class="task" value="{}"').format(number) if listed else "", data=data,
            say=self._link(status), badge=self._badge(status), lead=lead, why=documents.why(status.why, self.language),
            card=self._card(status) if listed else "",
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
        return Markup(
            '<div class="card"><p class="verdict">{} {}</p><div class="said"><blockquote>{}</blockquote></div>'
            '<dl class="facts">{}</dl></div>'
        ).format(self._badge(status), documents.why(status.why, self.language), self._quoted(status), rows)

    def _quoted(self, status: Status) -> Markup:
        """The original sentence with the item's own words set off in it; both where they are not found there."""
        sentence, title = status.task.sentence or status.task.title, status.task.title
        spans = _within(sentence, title, 0)
        if title == sentence:
            return escape(sentence)
        if not spans:
            return Markup("<b>{}</b><br>{}").format(title, sentence)
        parts, at = Markup(""), 0
        for start, end in spans:
            parts += Markup("{}<b>{}</b>").format(sentence[at:start], sentence[start:end])
            at = end
        return parts + escape(sentence[at:])

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
        address = Markup('<a href="#{0}">#{0}</a>').format(task.id)
        if status.flags:
            facts.append((self.say("head.promise"), documents.last_promise(status, language)))
            facts.append((self.say("head.reminder"), documents.reminder(status, self.situation, language, self.office)))
        if self.text.places[task.id]:
            facts.append((self.w("field.link"), address))
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
