"""The status as a workbook: exceptions first, computed status beside the claim, figures with arithmetic, reminders."""

from __future__ import annotations

import datetime
import io
import re
from collections.abc import Sequence
from fractions import Fraction
from typing import Any

from ninetenths.delivery import Share, Status, arithmetic
from ninetenths.documents import wording
from ninetenths.documents.reminders import agency_reminder, last_promise, reminder
from ninetenths.documents.situation import Situation, flags_of
from ninetenths.documents.statustext import finding_lines, of_known, rules_title, start_words
from ninetenths.packs import phrase

# Fill and ink of a fate, the sign of which stands in the cell too: colour is never the only signal.
_FATES = {
    "done": ("✓", "#E3F0E6", "#1F6B3A"),
    "pace": ("▸", "#E4EDF7", "#1D4F86"),
    "behind": ("◔", "#FBEFD5", "#8A5A00"),
    "overdue": ("!", "#FBE3DD", "#B3261E"),
    "silent": ("…", "#ECECEC", "#555555"),
    "unowned": ("?", "#EFE6F5", "#6A3D9A"),
    "claimed": ("◌", "#E4EDF7", "#1D4F86"),
    "unmeasured": ("–", "#ECECEC", "#555555"),
    "cancelled": ("×", "#FFFFFF", "#777777"),
    "inapplicable": ("∅", "#FFFFFF", "#777777"),
}
_EXCEPTIONS = (
    ("exception", 14), ("number", 6), ("title", 24), ("sentence", 32), ("lead", 16), ("deadline_first", 12),
    ("deadline", 12), ("why", 30), ("claimed_status", 10), ("claim", 20), ("reported_on", 12), ("promise", 24),
    ("reminder", 56),
)  # fmt: skip
_STATUS = (
    ("number", 6), ("title", 30), ("lead", 18), ("supporting", 18), ("deadline_first", 12), ("deadline", 12),
    ("days_left", 9), ("extended", 9), ("status", 11), ("light", 8), ("planned", 10), ("claimed", 10), ("verified", 10),
    ("pace", 11), ("claimed_status", 11), ("claim", 30), ("reported_on", 12), ("why", 40), ("flags", 40), ("next", 12),
    ("sentence", 40), ("row", 7),
)  # fmt: skip
_AGENCIES = (
    ("agency", 24), ("listed", 8), ("counted", 8), ("cancelled", 8), ("done", 8), ("on_pace", 14), ("overdue", 8),
    ("behind", 8), ("silent", 8), ("unchecked", 8), ("exceptions", 10), ("on_time_first", 18), ("reminder", 70),
)  # fmt: skip


def status_workbook(situation: Situation, language: str, office: str = "") -> bytes:
    """The workbook's bytes: sheets of exceptions, status, agencies, figures."""
    import xlsxwriter

    made = io.BytesIO()
    with xlsxwriter.Workbook(made, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False}) as book:
        book.set_properties({"title": situation.table.title, "created": datetime.datetime(2000, 1, 1)})
        writer = _Writer(book, situation, language)
        writer.sheet("exceptions", _EXCEPTIONS, _exception_rows(situation, language, office))
        writer.sheet("status", _STATUS, _status_rows(situation, language))
        writer.sheet("agencies", _AGENCIES, _agency_rows(situation, language, office))
        writer.figures()
    return made.getvalue()


Cells = list[Any]


def _exception_rows(situation: Situation, language: str, office: str) -> list[Cells]:
    join = wording.desk("join", language)
    rows: list[Cells] = []
    for group in situation.groups:
        name = wording.desk(f"group.{group.code}", language)
        for status in group.statuses:
            task, report = status.task, status.task.report
            facts = join.join(wording.why(flag, language) for flag in flags_of(status, group.code))
            rows.append(
                [
                    name,
                    _number(task.number),
                    task.title,
                    task.sentence,
                    _lead(status),
                    task.first_deadline,
                    status.deadline,
                    facts,
                    report.status if report else "",
                    report.words if report else "",
                    report.on if report else None,
                    last_promise(status, language),
                    reminder(status, situation, language, office),
                ]
            )
    return rows


def _status_rows(situation: Situation, language: str) -> list[Cells]:
    join = wording.desk("join", language)
    rows: list[Cells] = []
    for status in situation.statuses:
        task, report = status.task, status.task.report
        rows.append(
            [
                _number(task.number),
                task.title,
                _lead(status),
                "、".join(task.agencies.supporting),
                task.first_deadline,
                status.deadline,
                status.days_left,
                status.extended,
                status,
                wording.light(status, language),
                status.planned,
                status.claimed,
                status.verified,
                None if status.pace is None else _Points(status.pace),
                report.status if report else "",
                report.words if report else "",
                report.on if report else None,
                wording.why(status.why, language),
                join.join(wording.why(flag, language) for flag in status.flags),
                status.next_crossing,
                task.sentence,
                task.place.row if task.place else None,
            ]
        )
    return rows


def _agency_rows(situation: Situation, language: str, office: str) -> list[Cells]:
    rows: list[Cells] = []
    exceptional = {status.task.id for status in situation.exceptional}
    for name, group, figures in situation.by_lead:
        odd = tuple(status for status in group if status.task.id in exceptional)
        text = agency_reminder(name or wording.desk("reminder.nobody", language), odd, situation, language, office)
        codes = figures.codes
        rows.append(
            [
                name or wording.desk("sheet.nolead", language),
                figures.listed,
                figures.counted,
                figures.cancelled,
                codes.get("done", 0),
                arithmetic(figures.on_pace),
                codes.get("overdue", 0),
                codes.get("behind", 0),
                codes.get("silent", 0),
                codes.get("claimed", 0),
                len(odd),
                arithmetic(figures.on_time_first),
                text if odd else "",
            ]
        )
    return rows


def _height(row: Cells, columns: Sequence[tuple[str, int]]) -> float:
    """The height in points that the longest text of a row takes at its column's width (in half-width characters)."""
    lines = 1
    for value, (_, width) in zip(row, columns, strict=True):
        if isinstance(value, str) and value:
            parts = (sum(2 if ord(char) > 0x2000 else 1 for char in part) for part in value.split("\n"))
            lines = max(lines, sum(-(-part // max(width - 2, 1)) or 1 for part in parts))
    return min(409.0, 4 + 13.5 * lines)


class _Points:
    """A difference of shares, shown in percentage points."""

    def __init__(self, gap: Fraction) -> None:
        self.value = float(gap * 100)


def _number(written: str) -> int | str:
    return int(written) if re.fullmatch(r"\d{1,9}", written) else written


def _lead(status: Status) -> str:
    return "、".join(status.task.agencies.leads)


class _Writer:
    """Lays out the sheets of one workbook."""

    def __init__(self, book: Any, situation: Situation, language: str) -> None:
        self.book, self.situation, self.language = book, situation, language
        font = {"font_name": "等线" if language == "zh" else "Calibri", "font_size": 10, "valign": "top"}
        line = {"border": 1, "border_color": "#D9D5CC"}
        self.title = book.add_format({**font, "bold": True, "font_size": 14})
        self.note = book.add_format({**font, "font_color": "#666666"})
        self.head = book.add_format(
            {**font, **line, "bold": True, "bg_color": "#F3F0E8", "text_wrap": True, "valign": "vcenter"}
        )
        self.text = book.add_format({**font, **line, "text_wrap": True, "indent": 1})
        self.count = book.add_format({**font, **line, "align": "right"})
        self.day = book.add_format({**font, **line, "num_format": "yyyy-mm-dd", "align": "center"})
        self.share = book.add_format({**font, **line, "num_format": "0.0%", "align": "right"})
        self.points = book.add_format({**font, **line, "num_format": "+0.0;−0.0;0.0", "align": "right"})
        self.fates = {
            code: book.add_format({**font, **line, "bg_color": fill, "font_color": ink, "bold": True})
            for code, (_, fill, ink) in _FATES.items()
        }

    def sheet(self, name: str, columns: Sequence[tuple[str, int]], rows: list[Cells]) -> None:
        """One table: title with the day, headings that stay, filter, print set for A3 across."""
        page = self._page(name)
        for index, (column, width) in enumerate(columns):
            page.set_column(index, index, width)
            page.write_string(2, index, wording.desk(f"head.{column}", self.language), self.head)
        for number, row in enumerate(rows, 3):
            page.set_row(number, _height(row, columns))
            for index, value in enumerate(row):
                self._write(page, number, index, value)
        if not rows:
            page.write_string(3, 0, wording.desk("text.none", self.language), self.note)
        page.freeze_panes(3, 3 if name != "agencies" else 1)
        page.autofilter(2, 0, 2 + len(rows), len(columns) - 1)
        page.repeat_rows(2)

    def _page(self, name: str) -> Any:
        page = self.book.add_worksheet(wording.desk(f"sheet.{name}", self.language))
        title = self.situation.table.title or self.situation.table.name
        day = wording.day(self.situation.on, self.language)
        page.write_string(0, 0, wording.desk("sheet.asof", self.language, title=title, on=day), self.title)
        page.write_string(
            1, 0,
            wording.desk(
                "text.on", self.language, on=day, start=start_words(self.situation, self.language),
                rules=rules_title(self.situation, self.language),
            ),
            self.note,
        )  # fmt: skip
        page.set_landscape()
        page.set_paper(8)
        page.fit_to_pages(1, 0)
        page.set_margins(0.4, 0.4, 0.6, 0.6)
        page.set_footer(f"&L{day}&R&P / &N")
        page.hide_gridlines(2)
        return page

    def _write(self, page: Any, row: int, column: int, value: Any) -> None:
        if isinstance(value, str):
            page.write_string(row, column, value[:32767], self.text)
        elif isinstance(value, Status):
            page.write_string(
                row, column, f"{_FATES[value.code][0]} {wording.code(value, self.language)}", self.fates[value.code]
            )
        elif isinstance(value, datetime.date):
            page.write_datetime(row, column, datetime.datetime.combine(value, datetime.time()), self.day)
        elif isinstance(value, Fraction):
            page.write_number(row, column, float(value), self.share)
        elif isinstance(value, _Points):
            page.write_number(row, column, value.value, self.points)
        elif isinstance(value, int):
            page.write_number(row, column, value, self.count)
        else:
            page.write_blank(row, column, None, self.text)

    def figures(self) -> None:
        """The figures, each with its denominator, and what is odd about the table."""
        page = self._page("figures")
        page.set_column(0, 0, 36)
        page.set_column(1, 1, 90)
        for index, column in enumerate(("figure", "arithmetic")):
            page.write_string(2, index, wording.desk(f"head.{column}", self.language), self.head)
        row = 3
        for row, (name, shown) in enumerate(self._figure_rows(), 3):
            page.write_string(row, 0, name, self.text)
            page.write_string(row, 1, shown, self.text)
        for number, line in enumerate(finding_lines(self.situation, self.language), row + 2):
            page.write_string(number, 0, wording.desk("text.findings", self.language), self.text)
            page.write_string(number, 1, line, self.text)
        page.freeze_panes(3, 0)

    def _figure_rows(self) -> list[tuple[str, str]]:
        figures, language = self.situation.figures, self.language
        counted = [(wording.desk("head.listed", language), str(figures.listed))]
        counted += [
            (phrase("delivery", f"code.{code}", language), arithmetic(Share(number, figures.listed)))
            for code, number in sorted(figures.codes.items(), key=lambda item: list(_FATES).index(item[0]))
        ]
        return [
            *counted,
            (
                wording.desk("head.counted", language),
                f"{figures.listed} − {figures.cancelled} − {figures.inapplicable} = {figures.counted}",
            ),
            (wording.desk("text.done", language), arithmetic(figures.done)),
            (wording.desk("text.on_pace", language), arithmetic(figures.on_pace)),
            (wording.desk("text.on_time_first", language), arithmetic(figures.on_time_first)),
            (wording.desk("text.on_time_current", language), arithmetic(figures.on_time_current)),
            (wording.desk("text.claimed", language), of_known(self.situation, language)),
            (wording.desk("text.verified", language), of_known(self.situation, language, verified=True)),
            (
                wording.desk("head.extended", language),
                wording.desk("text.extended", language, extended=figures.extended, extensions=figures.extensions),
            ),
        ]
