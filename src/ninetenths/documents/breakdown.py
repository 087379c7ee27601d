"""The breakdown table 任务分解表 written as a workbook: a row a commitment, traced to its characters."""

from __future__ import annotations

import datetime
import io
import re
import zipfile
from bisect import bisect_right
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from ninetenths.delivery import Agencies, Kind, agencies_of, read_deadline
from ninetenths.delivery.coverage import Binding
from ninetenths.delivery.suggesting import Suggester
from ninetenths.delivery.values import Why
from ninetenths.documents.cells import spans_of
from ninetenths.documents.columns import HIDDEN, field_of, head
from ninetenths.documents.workbooks import Sheet, sheets
from ninetenths.packs import LANGUAGES, phrase
from ninetenths.reading import Commitment, Indicator, Reading, Section

ROOM = "breakdown"
META_SHEET = "_nine"
USUAL = (
    "number", "section", "sentence", "title", "kind", "measures", "goal", "lead", "supporting", "deadline", "nodes",
    "lead_basis", "supporting_basis", "post", "contact", "share", "status", "progress", "problems", "next_step",
    "evidence", "done_on", "reported_on", "remarks",
)  # fmt: skip
# What is printed of the usual columns: the table as it is issued, up to the nodes; the rest is for the screen.
PRINTED = "nodes"
BASES = ("lead_basis", "supporting_basis")
WIDTHS: Mapping[str, float] = {
    "number": 5, "section": 12, "sentence": 38, "title": 28, "kind": 8, "measures": 22, "goal": 15, "post": 10,
    "lead": 15, "lead_basis": 16, "supporting": 17, "supporting_basis": 16, "contact": 12, "deadline": 12, "nodes": 17,
    "share": 9, "status": 9, "progress": 32, "problems": 20, "next_step": 20, "evidence": 18, "done_on": 12,
    "reported_on": 12, "remarks": 16, "responsible": 20,
}  # fmt: skip
DATES = ("done_on", "reported_on", "first_deadline", "start")
# Where the headings of a table we write stand (rows from 0): title, note, headings.
HEAD_ROW = 2
INK, PAPER, SEAL, ASIDE, RULE = "#1F1B16", "#F4F0E8", "#B03A2E", "#6A5A99", "#BFB7A8"
SAFE = {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}


@dataclass(frozen=True, slots=True)
class Line:
    """One row of the breakdown: cells by field; `suggested` are the fields a person has yet to confirm."""

    id: str
    label: str
    spans: tuple[tuple[int, int], ...]
    cells: Mapping[str, Any]
    suggested: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Aside:
    """A sentence that got no row, with the reason written beside it."""

    id: str
    label: str
    spans: tuple[tuple[int, int], ...]
    sentence: str
    reason: str


def columns_of(written: str | None) -> tuple[str, ...]:
    """The columns a person asked for (“序号,工作任务,牵头单位” or codes); what is unknown becomes an empty column."""
    if not written:
        return USUAL
    names = [part.strip() for part in re.split(r"[,，、;；]", written) if part.strip()]
    taken: set[str] = set()
    columns = []
    for name in names if {"title", "sentence"} & {field_named(name) for name in names} else ["title", *names]:
        if field_named(name) not in taken:
            taken.add(field_named(name))
            columns.append(name)
    return tuple(columns)


def field_named(name: str) -> str:
    """The field a column asked for stands for: its code, the field its heading is known as, or its own words."""
    return name if name in WIDTHS or name in HIDDEN else field_of(name) or name


def lines_of(
    reading: Reading, suggester: Suggester, language: str, labels: Sequence[str] = ("target", "action"),
    deadline: str = "",
) -> tuple[tuple[Line, ...], tuple[Aside, ...]]:  # fmt: skip
    """The rows of a reading's commitments in the order of the text, and the sentences left out, with reasons.

    `deadline` is proposed where the text gives none.
    """
    maker = _Maker(reading, suggester, language, deadline)
    # A note on who leads (“（市水利局牵头）”) is no task, even where it was taken for one.
    chosen = [item for item in reading.commitments if item.label in labels and any(map(maker.words, item.spans))]
    chosen.sort(key=lambda item: item.spans[0])
    maker.place(chosen)
    lines = tuple(maker.line(item) for item in chosen)
    covered = {maker.sentence_of(item) for item in chosen}
    asides: dict[tuple[int, int], Aside] = {}
    for item in sorted(reading.commitments, key=lambda item: item.spans[0]):
        where = maker.sentence_of(item)
        if item.label not in labels and where not in covered and where not in asides and maker.words(where):
            asides[where] = Aside(
                maker.id_of(item),
                item.label,
                item.spans,
                maker.words(where),
                phrase(ROOM, f"reason.{item.label}", language),
            )
    return lines, tuple(asides.values())


_ENDS = re.compile(r"[。！？!?](?:[”’」』）)])*|[\n\r]+")
# The number of an item in a list is no part of the task: “3. 新改扩建学校15所”.
_NUMBERED = re.compile(r"^\s*(?:[(（]?\d{1,2}[)）]|\d{1,2}[.．、](?!\d))\s*(?=\S)")
_GOVERNING = re.compile(
    r"(?:^|(?<=[。；，\n\u3000 ]))[到至在]?"
    r"(?P<day>(?:20\d\d年)?(?:\d{1,2}月)?(?:\d{1,2}日)?(?:底|末|上半年|[一二三四]季度)?(?:之?前|以前)?)(?<=[年月日底末前度])，"
)
_NOTE = re.compile(
    r"[（(](?=[^（()）]*(?:牵头|牽頭|责任单位|配合|负责|主办|承办))[^（()）]*(?:[（(][^（()）]*[）)][^（()）]*)*[）)]"
)


class _Maker:
    def __init__(self, reading: Reading, suggester: Suggester, language: str, deadline: str = "") -> None:
        self.reading, self.suggester, self.language, self.deadline = reading, suggester, language, deadline
        self.english = reading.source.language == "en"
        self.digest = (reading.source.text_sha256 or "")[:8]
        self.ends = [0, *(match.end() for match in _ENDS.finditer(reading.text)), len(reading.text)]
        self.titles = {section.id: section for section in reading.sections}
        self.starts = [section.start for section in reading.sections]
        self.others: dict[str, list[Commitment]] = {}
        self.crowded = ""

    def id_of(self, item: Commitment) -> str:
        return f"{self.digest}-{item.id}"

    def sentence_of(self, item: Commitment) -> tuple[int, int]:
        """The sentence around a commitment, ends of line and stops being its bounds; an English one is whole."""
        first, last = item.spans[0][0], item.spans[-1][1]
        if self.english:
            return first, last
        start = self.ends[bisect_right(self.ends, first) - 1]
        end = self.ends[min(bisect_right(self.ends, last - 1), len(self.ends) - 1)]
        return start, end

    def words(self, span: tuple[int, int]) -> str:
        text = self.reading.text[span[0] : span[1]].strip()
        if self.english:
            return " ".join(text.split())
        return _NOTE.sub("", text)

    def place(self, chosen: Sequence[Commitment]) -> None:
        """Put what gets no row of its own beside the row it says the how of: the one before it in the same sentence."""
        tops = Counter(way[0].id for item in chosen if (way := self.way(item)))
        top, count = tops.most_common(1)[0] if tops else ("", 0)
        self.crowded = top if 2 * count > len(chosen) else ""
        own = {item.id for item in chosen}
        last: Commitment | None = None
        for item in sorted(self.reading.commitments, key=lambda item: item.spans[0]):
            if item.id in own:
                last = item
            elif last is not None and item.label == "aim" and self.sentence_of(item) == self.sentence_of(last):
                self.others.setdefault(last.id, []).append(item)

    def line(self, item: Commitment) -> Line:
        where = self.sentence_of(item)
        title = self.words((item.spans[0][0], item.spans[-1][1])) if len(item.spans) == 1 else "…".join(
            self.words(span) for span in item.spans
        )  # fmt: skip
        title = _NUMBERED.sub("", title)
        agencies = self.stated(item)
        deadline = item.deadline or self.deadline_before(item, where)
        day = read_deadline(deadline, self.reading.source.year).day if deadline else None
        kind = self.kind(item, title)
        cells: dict[str, Any] = {
            "section": self.section(item), "sentence": self.words(where), "title": title,
            "kind": phrase(ROOM, f"kind.{kind}", self.language),
            "measures": "\n".join(self.words(span) for other in self.others.get(item.id, ()) for span in other.spans),
            "goal": "；".join(self.goal(indicator) for indicator in item.indicators), "deadline": deadline,
            "nodes": self.nodes(item, day), "id": self.id_of(item), "first_deadline": day,
            "spans": " ".join(f"{start}-{end}" for start, end in item.spans),
            "source": self.reading.source.text_sha256 or "",
        }  # fmt: skip
        suggested = charged(cells, agencies, f"{title}{cells['measures']}", self.suggester, self.english, self.language)
        if not deadline and self.deadline and kind not in ("standing", "prohibition", "recurring"):
            # Not the text's: proposed like an agency, and no first deadline until a person has confirmed it.
            cells["deadline"] = self.deadline
            suggested |= {"deadline"}
        return Line(self.id_of(item), item.label, item.spans, cells, suggested)

    def stated(self, item: Commitment) -> Agencies:
        """The agencies the text states: the note in brackets read as a cell would be, else organs by role."""
        if not item.organs:
            return Agencies()
        text = self.reading.text
        first = item.organs[0].span[0]
        if not self.english:
            opening = max(text.rfind("（", 0, first), text.rfind("(", 0, first))
            match = _NOTE.match(text, opening) if opening >= 0 else None
            if match is not None and match.end() > first:
                return _from_note(match[0][1:-1])
        leads = [organ.name for organ in item.organs if organ.role in ("lead", "joint")]
        others = tuple(organ.name for organ in item.organs if organ.role not in ("lead", "joint"))
        if not leads:
            return Agencies(supporting=others)
        return Agencies(leads[0], tuple(leads[1:]), others)

    def deadline_before(self, item: Commitment, where: tuple[int, int]) -> str:
        """The day at the head of the sentence that governs what follows it: “到2032年底，甲，乙”; "" without one."""
        if self.english:
            return ""
        found = ""
        for match in _GOVERNING.finditer(self.reading.text, where[0], item.spans[0][0] + 1):
            found = match["day"]
        return found

    def section(self, item: Commitment) -> str:
        """The heading a commitment stands under, with its number: of the first order, or of the second where most
        rows stand under one of the first (“三、2032年重点工作” of a work report).
        """
        way = self.way(item)
        if not way:
            return ""
        section = way[1] if len(way) > 1 and way[0].id == self.crowded else way[0]
        number = section.number or ""
        mark = "" if not number or number[-1] in "）)" else ". " if self.english else "、"
        return f"{number}{mark}{section.title}"

    def way(self, item: Commitment) -> list[Section]:
        """The headings above a commitment, the first order first."""
        at = bisect_right(self.starts, item.spans[0][0]) - 1
        section = self.reading.sections[at] if at >= 0 else None
        found: list[Section] = []
        while section is not None:
            if section.end > item.spans[0][0]:
                found.insert(0, section)
            section = self.titles[section.parent] if section.parent is not None else None
        return found

    def kind(self, item: Commitment, title: str) -> Kind:
        quantified = any(indicator.value is not None for indicator in item.indicators)
        return kind_of_words(title, item.deadline or "", quantified)

    def goal(self, indicator: Indicator) -> str:
        """An indicator in words: “地区生产总值：2700亿元以上”."""
        value = indicator.value
        shown = (
            "—".join(_scaled(one, self.english) for one in value)
            if isinstance(value, tuple)
            else _scaled(value, self.english)
        )
        unit = indicator.unit or ""
        if self.english and unit and unit not in ("%", "$"):
            unit = f" {unit}"
        amount = f"{unit}{shown}" if unit == "$" else f"{shown}{unit}"
        return phrase(ROOM, f"goal.{_BOUND[indicator.bound]}", self.language, amount=amount)

    def nodes(self, item: Commitment, deadline: datetime.date | None) -> str:
        """Days named inside the commitment besides its deadline, each with the words around it."""
        text = self.reading.text
        found: list[str] = []
        dates = self.reading.dates
        at = bisect_right(dates, item.spans[0][0] - 1, key=lambda date: date.start)
        while at < len(dates) and dates[at].end <= item.spans[-1][1]:
            date = dates[at]
            at += 1
            day = read_deadline(text[date.start : date.end], self.reading.source.year).day
            if day is None or day == deadline or not date.iso or len(date.iso) < 7:
                continue
            start = max(text.rfind(mark, item.spans[0][0], date.start) for mark in "，,；;") + 1 or item.spans[0][0]
            stops = [stop for mark in "，；;。" if (stop := text.find(mark, date.end, item.spans[-1][1])) >= 0]
            found.append(" ".join(text[start : min(stops, default=item.spans[-1][1])].split()))
        return "\n".join(dict.fromkeys(found))


def charged(
    cells: dict[str, Any], stated: Agencies, words: str, suggester: Suggester, english: bool, language: str
) -> frozenset[str]:
    """Fill in the agencies: as the text states them, else as suggested; returns the fields merely suggested."""
    separator = "; " if english else "、"
    basis = phrase(ROOM, "basis.stated", language)
    if stated.lead:
        cells.update(lead=separator.join(stated.leads), lead_basis=basis)
    if stated.supporting:
        cells.update(supporting=separator.join(stated.supporting), supporting_basis=basis)
    if stated.lead:
        return frozenset()
    found = suggester.suggest(words)
    marked: set[str] = set()
    if found.lead is not None:
        cells.update(lead=found.lead.name, lead_basis=basis_words(found.lead.basis, language))
        marked.add("lead")
    if found.supporting and not stated.supporting:
        cells.update(
            supporting=separator.join(one.name for one in found.supporting),
            supporting_basis=basis_words(found.supporting[0].basis, language),
        )
        marked.add("supporting")
    return frozenset(marked)


def kind_of_words(title: str, deadline: str, quantified: bool) -> Kind:
    """The kind of a task by its words: a prohibition, a quantity, recurring, standing, else a milestone."""
    if re.match(r"禁止|严禁|不得|不新增|杜绝|坚决(?:防止|遏制)|No\s.*shall\b", title):
        return "prohibition"
    if quantified:
        return "quantity"
    if re.search(r"每(?:年|季度|月|周)|\b(?:each|every) (?:year|quarter|month)|annual", f"{title} {deadline}"):
        return "recurring"
    return "standing" if read_deadline(f"{deadline} {title}", None).standing and not deadline else "milestone"


_BOUND = {"=": "equal", ">=": "at-least", ">": "over", "<=": "at-most", "<": "under", "~": "about"}


def _scaled(value: float, english: bool) -> str:
    """A number as people write it: 270000000000 → 2700亿."""
    if not english:
        for scale, word in ((1e8, "亿"), (1e4, "万")):
            if abs(value) >= scale:
                short = round(value / scale, 6)
                return f"{short:.10g}{word}"
        return f"{value:.10g}"
    return f"{value:,.10g}"


_LABELLED = re.compile(r"((?:牵头|牽頭|主办|责任|責任|承办|落实|配合|协办|参与|协同)(?:单位|單位|部门|部門)?)\s*[:：]")
_SAID = re.compile(
    r"(?:由)?(?P<names>[^，,；;。]+?)(?:共同|分别|具体)?(?P<role>牵头负责|牵头|负责|主办|配合|协助|协办|参与)(?=[，,；;。]|$)"
)
_TWO = re.compile(r"(?<=[局委办厅部院署行社会府校队镇乡区县市州])(?:和|与|及|以及)(?=[市省县区州]|国家|各)")


def _from_note(note: str) -> Agencies:
    """“牵头单位：甲；配合单位：乙” and “甲牵头，乙配合” as agencies; “市经济和信息化局” is one name."""
    note = _TWO.sub("、", note)
    labelled = list(_LABELLED.finditer(note))
    if labelled:
        cells: dict[str, list[str]] = {"lead": [], "responsible": [], "supporting": []}
        for match, end in zip(labelled, [*(match.start() for match in labelled[1:]), len(note)], strict=True):
            role = "lead" if match[1][0] in "牵牽主" else "responsible" if match[1][0] in "责責承落" else "supporting"
            cells[role].append(note[match.end() : end].strip(" ；;，,。"))
        return agencies_of(*("、".join(cells[role]) for role in ("lead", "supporting", "responsible")))
    said = list(_SAID.finditer(note))
    leads = [match["names"] for match in said if match["role"][0] in "牵负主"]
    others = [match["names"] for match in said if match["role"][0] not in "牵负主"]
    return agencies_of("、".join(leads), "、".join(others)) if said else agencies_of(lead=note)


def basis_words(basis: Why, language: str) -> str:
    """Why an agency is suggested, in words: “去年第37行：市住建局”."""
    return phrase(ROOM, f"basis.{basis.code}", language, **basis.params)


def heading(field: str, language: str) -> str:
    """A column's heading: ours for a field's code, or the words a person asked for."""
    if field in BASES:
        return phrase(ROOM, f"column.{field}", language)
    return head(field, language) if field in WIDTHS or field in HIDDEN else field


def breakdown_workbook(
    reading: Reading, lines: Sequence[Line], asides: Sequence[Aside], *, language: str, columns: Sequence[str] = USUAL,
    made_on: datetime.date | None = None,
) -> bytes:  # fmt: skip
    """The workbook: the table, what got no row and why, and a hidden sheet that ties both to the text."""
    import xlsxwriter

    buffer = io.BytesIO()
    with xlsxwriter.Workbook(buffer, SAFE) as book:
        title = reading.source.title or ""
        book.set_properties({"title": title[:200], "created": datetime.datetime(2000, 1, 1)})
        formats = _Formats(book, language)
        _table(book, formats, reading, lines, columns, language, made_on)
        _left_out(book, formats, asides, language)
        _meta(book, reading, lines, asides, language)
    return unfixed(buffer.getvalue())


class _Formats:
    """The looks of cells: paper, ink, one accent; what is only suggested stands aside in italics."""

    def __init__(self, book: Any, language: str) -> None:
        font = {"font_name": "宋体" if language == "zh" else "Calibri", "font_size": 10, "font_color": INK}
        body = {**font, "text_wrap": True, "valign": "top", "border": 1, "border_color": RULE}
        self.title = book.add_format({**font, "bold": True, "font_size": 16, "valign": "vcenter"})
        self.note = book.add_format({**font, "font_size": 9, "font_color": "#6B6458", "valign": "vcenter"})
        self.head = book.add_format({
            **body, "bold": True, "bg_color": PAPER, "bottom": 2, "bottom_color": SEAL, "valign": "vcenter",
            "align": "center",
        })  # fmt: skip
        self.text = book.add_format(body)
        self.centre = book.add_format({**body, "align": "center"})
        self.aside = book.add_format({**body, "italic": True, "font_color": ASIDE})
        self.small = book.add_format({**body, "font_size": 9, "font_color": "#6B6458"})
        self.day = book.add_format({**body, "num_format": "yyyy-mm-dd", "align": "center"})
        self.percent = book.add_format({**body, "num_format": "0%", "align": "center"})

    def of(self, field: str) -> Any:
        """The look of a column's cells."""
        if field in DATES:
            return self.day
        if field == "share":
            return self.percent
        if field in BASES:
            return self.small
        return self.centre if field in ("number", "kind", "status") else self.text


def choices(kind: str, language: str) -> list[str]:
    """The words offered in a drop-down list: `status` or `kind`."""
    return phrase(ROOM, f"choices.{kind}", language).split("|")


def validations(sheet: Any, field: str, column: int, first: int, last: int, language: str) -> None:
    """Lists where there is a choice, bounds for figures and days; a warning only: people know exceptions."""
    place = (first, column, last, column)
    told = {"error_title": phrase(ROOM, "invalid.title", language)}
    if field in ("status", "kind"):
        sheet.data_validation(*place, {
            "validate": "list", "source": choices(field, language), "error_type": "warning",
            "error_message": phrase(ROOM, "invalid.choice", language), **told,
        })  # fmt: skip
    elif field == "share":
        sheet.data_validation(*place, {
            "validate": "decimal", "criteria": "between", "minimum": 0, "maximum": 1, "error_type": "warning",
            "error_message": phrase(ROOM, "invalid.share", language), **told,
        })  # fmt: skip
    elif field in DATES:
        sheet.data_validation(*place, {
            "validate": "date", "criteria": "between", "minimum": datetime.date(2000, 1, 1),
            "maximum": datetime.date(2100, 12, 31), "error_type": "warning",
            "error_message": phrase(ROOM, "invalid.date", language), **told,
        })  # fmt: skip


def _table(
    book: Any, formats: _Formats, reading: Reading, lines: Sequence[Line], columns: Sequence[str], language: str,
    made_on: datetime.date | None,
) -> None:  # fmt: skip
    sheet = book.add_worksheet(phrase(ROOM, "sheet.table", language))
    names = [*columns, *HIDDEN]
    fields = [field_named(name) for name in names]
    looks = [formats.of(field) for field in fields]
    last = HEAD_ROW + max(1, len(lines))
    for place, field in enumerate(fields):
        sheet.set_column(place, place, WIDTHS.get(field, 14), None, {"hidden": True} if field in HIDDEN else {})
        sheet.write_string(HEAD_ROW, place, heading(names[place], language), formats.head)
        if field not in HIDDEN:
            validations(sheet, field, place, HEAD_ROW + 1, last + 200, language)
    sheet.set_row(0, 30)
    sheet.set_row(HEAD_ROW, 30)
    sheet.write_string(0, 0, _title(reading, language), formats.title)
    sheet.write_string(1, 0, _note(reading, lines, language, made_on), formats.note)
    for number, line in enumerate(lines, 1):
        sheet.set_row(
            HEAD_ROW + number,
            height_of((line.cells.get(field), WIDTHS.get(field, 14)) for field in fields[: len(columns)]),
        )
        for place, field in enumerate(fields):
            look = formats.aside if field in line.suggested else looks[place]
            value = line.cells.get(field) or number if field == "number" else line.cells.get(field)
            _cell(sheet, HEAD_ROW + number, place, value, look)
    sheet.freeze_panes(HEAD_ROW + 1, _frozen(columns))
    sheet.autofilter(HEAD_ROW, 0, last, len(fields) - 1)
    printed = fields.index(PRINTED) if tuple(columns) == USUAL else len(columns) - 1
    print_setup(sheet, language, (0, 0, last, printed))


_LINE, _TALLEST = 13.5, 400.0


def height_of(cells: Iterable[tuple[Any, float]]) -> float:
    """The height in points that a row needs for its wrapped texts (value, width in characters); Han count for two."""
    most = 1
    for value, width in cells:
        if not isinstance(value, str) or (len(value) < width / 2.2 and "\n" not in value):
            continue
        room = max(2.0, width - 1)
        count = 0
        for part in value.split("\n"):
            wide = (len(part.encode("utf-8", "replace")) - len(part)) / 2
            count += max(1, -int(-(len(part) + 0.95 * wide) // room))
        most = max(most, count)
    return min(_TALLEST, _LINE * most + 4)


def unfixed(data: bytes) -> bytes:
    """The workbook with heights that still grow with what is typed: a row's height is a proposal, not a rule."""
    out = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(data)) as old, zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as new:
        for entry in old.infolist():
            content = old.read(entry.filename)
            if entry.filename == "xl/worksheets/sheet1.xml":
                content = content.replace(b' customHeight="1"', b"")
            new.writestr(zipfile.ZipInfo(entry.filename, (1980, 1, 1, 0, 0, 0)), content, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def _cell(sheet: Any, row: int, column: int, value: Any, look: Any) -> None:
    if value is None or value == "":
        sheet.write_blank(row, column, None, look)
    elif isinstance(value, str):
        sheet.write_string(row, column, value[:32767], look)
    elif isinstance(value, datetime.date):
        sheet.write_datetime(row, column, datetime.datetime(value.year, value.month, value.day), look)
    else:
        sheet.write_number(row, column, value, look)


def _frozen(columns: Sequence[str]) -> int:
    """Only the number stays in sight when scrolling right: the texts are wide."""
    return 1 if field_named(columns[0]) == "number" else 0


def print_setup(sheet: Any, language: str, area: tuple[int, int, int, int]) -> None:
    """A4 landscape, one page wide, headings on each page, page numbers."""
    sheet.set_landscape()
    sheet.set_paper(9)
    sheet.set_margins(left=0.4, right=0.4, top=0.5, bottom=0.6)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(HEAD_ROW)
    sheet.print_area(*area)
    sheet.set_footer(phrase(ROOM, "footer", language))


def _title(reading: Reading, language: str) -> str:
    """The table's title, with the year of the text where its own title says none."""
    title = reading.source.title or ""
    year = reading.source.year
    code = "title" if year is None or re.search(r"(?:19|20)\d\d", title) else "title.year"
    return phrase(ROOM, code, language, title=title, year=year)


def _note(reading: Reading, lines: Sequence[Line], language: str, made_on: datetime.date | None) -> str:
    suggested = sum("lead" in line.suggested for line in lines)
    stated = sum(bool(line.cells.get("lead")) for line in lines) - suggested
    return phrase(
        ROOM, "note", language, rows=len(lines), stated=stated, suggested=suggested,
        blank=len(lines) - stated - suggested,
        day=f"{made_on:%Y-%m-%d}" if made_on else "—", year=reading.source.year or "—",
    )  # fmt: skip


def _left_out(book: Any, formats: _Formats, asides: Sequence[Aside], language: str) -> None:
    sheet = book.add_worksheet(phrase(ROOM, "sheet.left-out", language))
    sheet.write_string(0, 0, phrase(ROOM, "left-out.note", language), formats.note)
    heads = [phrase(ROOM, f"left-out.{name}", language) for name in ("sentence", "label", "reason", "spans")]
    for place, (written, width) in enumerate(zip(heads, (80, 10, 40, 12), strict=True)):
        sheet.set_column(place, place, width, None, {"hidden": True} if place == 3 else {})
        sheet.write_string(1, place, written, formats.head)
    for number, aside in enumerate(asides, 2):
        spans = " ".join(f"{start}-{end}" for start, end in aside.spans)
        label = phrase("read", f"label.{aside.label}", language) if aside.spans else aside.label
        for place, value in enumerate((aside.sentence, label, aside.reason, spans)):
            sheet.write_string(number, place, value[:32767], formats.text)
    sheet.freeze_panes(2, 0)
    sheet.autofilter(1, 0, 1 + max(1, len(asides)), 2)


def _meta(book: Any, reading: Reading, lines: Sequence[Line], asides: Sequence[Aside], language: str) -> None:
    sheet = book.add_worksheet(META_SHEET)
    rows: list[Sequence[str]] = [
        ("kind", "breakdown"), ("version", "1"), ("text_sha256", reading.source.text_sha256 or ""),
        ("file_sha256", reading.source.file_sha256 or ""), ("title", reading.source.title or ""),
        ("language", language),
        ("text_language", reading.source.language), ("year", str(reading.source.year or "")),
        ("reader", reading.reader.version),
    ]  # fmt: skip
    rows += [("row", line.id, line.label, line.cells["spans"], line.cells["title"][:2000]) for line in lines]
    rows += [
        ("aside", item.id, item.label, " ".join(f"{a}-{b}" for a, b in item.spans), item.sentence[:2000])
        for item in asides
        if item.spans
    ]
    for number, row in enumerate(rows):
        for place, value in enumerate(row):
            sheet.write_string(number, place, value)
    sheet.very_hidden()


def names_stated(reading: Reading) -> tuple[str, ...]:
    """All agencies the text names in commitments, once each."""
    found = (name for _, one in stated_agencies(reading) for name in (*one.leads, *one.supporting))
    return tuple(dict.fromkeys(found))


def stated_agencies(reading: Reading) -> list[tuple[str, Agencies]]:
    """The words of each commitment with the agencies the text states for it."""
    maker = _Maker(reading, Suggester(), "zh")
    return [
        (maker.words((item.spans[0][0], item.spans[-1][1])), maker.stated(item))
        for item in reading.commitments
        if item.organs
    ]


@dataclass(frozen=True, slots=True)
class Recorded:
    """What the hidden sheet says of the text a table was made from, and the sentences left out with a reason."""

    text_sha256: str = ""
    text_language: str = ""
    year: int | None = None
    labels: tuple[str, ...] = ()
    binding: tuple[Binding, ...] = ()
    reasons: tuple[tuple[tuple[tuple[int, int], ...], str], ...] = ()


def recorded(data: bytes, name: str) -> Recorded:
    """The hidden sheet and the sheet of what is left out, of guarded workbook bytes; blank where they are not there."""
    found = sheets(data, name)
    meta = next((sheet.rows for sheet in found if sheet.name == META_SHEET), ())
    pairs = {str(row[0]): str(row[1]) for row in meta if len(row) > 1}
    binding = tuple(
        Binding(str(row[2]), spans_of(str(row[3])), str(row[4])) for row in meta if row[0] == "row" and len(row) > 4
    )
    year = pairs.get("year", "")
    return Recorded(
        pairs.get("text_sha256", ""), pairs.get("text_language", ""), int(year) if year.isdigit() else None,
        tuple(dict.fromkeys(item.label for item in binding)), binding, tuple(_reasons(found)),
    )  # fmt: skip


def _reasons(found: Sequence[Sheet]) -> list[tuple[tuple[tuple[int, int], ...], str]]:
    names = {phrase(ROOM, "sheet.left-out", language) for language in LANGUAGES}
    given = []
    for sheet in found:
        if sheet.name not in names:
            continue
        for row in sheet.rows[2:]:
            if len(row) >= 3 and str(row[2]).strip() and str(row[0]).strip():
                given.append((spans_of(str(row[3])) if len(row) > 3 else (), str(row[0])))
    return given
