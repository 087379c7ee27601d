"""The register and issued tables as files: workbook, CSV, JSON, the issue as an official document, A3 as PDF."""

from __future__ import annotations

import csv
import io
import json
from typing import Any

import typst
import xlsxwriter

from ninetenths.documents import OfficialPage, day, harmless, head
from ninetenths.office.domain import clock
from ninetenths.office.domain.shares import fraction
from ninetenths.office.folder import served
from ninetenths.office.interfaces.api import shapes
from ninetenths.office.models import Issue
from ninetenths.packs import phrase

# The columns of every file, by the fields that our own reader knows, so that a file comes back as it went.
COLUMNS = (
    "number", "title", "sentence", "source", "lead", "supporting", "post", "goal", "first_deadline", "deadline",
    "stage", "status", "share", "verified", "progress", "problems", "next_step", "remarks", "id",
)  # fmt: skip
_WIDTHS = {"title": 38, "sentence": 44, "source": 22, "lead": 16, "supporting": 20, "progress": 34, "goal": 14}


def heading(column: str, language: str) -> str:
    """The heading of a column: the desk's own where it has one."""
    if column in ("source", "stage", "verified"):
        return phrase("register", f"column.{column}", language)
    return head(column, language)


def cells(row: Any, language: str) -> dict[str, Any]:
    """One commitment, loaded by `register.loaded`, as cells by column; days are dates, shares numbers of 1."""
    status = row.current_status[0] if row.current_status else None
    source = row.all_sources[0] if row.all_sources else None
    last = row.reports.filter(state="standing").order_by("entry").last() if not hasattr(row, "standing") else None
    reports = getattr(row, "standing", None)
    if reports:
        last = reports[-1]
    claimed, verified = (fraction(getattr(status, name)) if status else None for name in ("claimed", "verified"))
    leads = [duty.organization.name for duty in row.open_duties if duty.role in ("lead", "joint")]
    supporting = [duty.organization.name for duty in row.open_duties if duty.role == "supporting"]
    mark = "、" if language == "zh" else "; "
    return {
        "number": row.number, "title": row.title, "sentence": row.sentence,
        "source": source.paper.title if source and source.paper else source.place if source else "",
        "lead": mark.join(leads) or row.lead_written, "supporting": mark.join(supporting) or row.supporting_written,
        "post": row.post, "goal": (row.goal or {}).get("written", ""), "first_deadline": row.first_deadline,
        "deadline": row.deadline, "stage": phrase("face", f"status.{row.stage}", language),
        "status": phrase("face", f"status.{status.code}", language) if status else "",
        "share": None if claimed is None else float(claimed), "verified": None if verified is None else float(verified),
        "progress": last.words if last else "", "problems": last.problems if last else "",
        "next_step": last.next_step if last else "", "remarks": row.remarks, "id": row.pk,
    }  # fmt: skip


def register_workbook(rows: list[Any], language: str, *, title: str) -> bytes:
    """An .xlsx of the rows: a title, headings that stay, days as days, shares as shares."""
    _with_reports(rows)
    out = io.BytesIO()
    book = xlsxwriter.Workbook(
        out, {"in_memory": True, "strings_to_formulas": False, "strings_to_urls": False, "strings_to_numbers": False}
    )
    sheet = book.add_worksheet(phrase("register", "sheet", language))
    plain = book.add_format({"text_wrap": True, "valign": "top", "border": 1, "border_color": "#BFB7A8"})
    formats = {
        "title": book.add_format({"bold": True, "font_size": 16}),
        "head": book.add_format({"bold": True, "bottom": 2, "text_wrap": True, "valign": "vcenter", "bg_color": "#F4F0E8"}),
        "day": book.add_format({"num_format": "yyyy-mm-dd", "valign": "top", "border": 1, "border_color": "#BFB7A8"}),
        "share": book.add_format({"num_format": "0.0%", "valign": "top", "border": 1, "border_color": "#BFB7A8"}),
    }  # fmt: skip
    sheet.write_string(0, 0, title, formats["title"])
    for at, column in enumerate(COLUMNS):
        sheet.write_string(1, at, heading(column, language), formats["head"])
        sheet.set_column(at, at, _WIDTHS.get(column, 12), None, {"hidden": column == "id"})
    for line, row in enumerate(rows, 2):
        for at, (column, value) in enumerate(cells(row, language).items()):
            if value is None or value == "":
                sheet.write_blank(line, at, None, plain)
            elif column in ("first_deadline", "deadline"):
                sheet.write_datetime(line, at, value, formats["day"])
            elif column in ("share", "verified"):
                sheet.write_number(line, at, value, formats["share"])
            else:
                sheet.write_string(line, at, str(value), plain)
    sheet.freeze_panes(2, 2)
    sheet.autofilter(1, 0, max(len(rows) + 1, 2), len(COLUMNS) - 1)
    sheet.set_landscape()
    sheet.set_paper(8)
    sheet.fit_to_pages(1, 0)
    sheet.repeat_rows(1)
    book.close()
    return out.getvalue()


def _with_reports(rows: list[Any]) -> None:
    """Load the standing reports of all rows at once."""
    from django.db.models import Prefetch, prefetch_related_objects

    from ninetenths.office.models import Report

    standing = Prefetch("reports", Report.objects.filter(state="standing").order_by("entry"), "standing")
    prefetch_related_objects([row for row in rows if not hasattr(row, "standing")], standing)


def register_csv(rows: list[Any], language: str) -> bytes:
    """A .csv of the rows, with the mark that Excel knows UTF-8 by; no cell can be taken for a formula."""
    _with_reports(rows)
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow([heading(column, language) for column in COLUMNS])
    for row in rows:
        writer.writerow([harmless("" if value is None else str(value)) for value in cells(row, language).values()])
    return b"\xef\xbb\xbf" + out.getvalue().encode()


def register_json(rows: list[Any]) -> bytes:
    """A .json of the rows, as the API gives them."""
    items = [shapes.commitment(row) for row in rows]
    return json.dumps({"items": items, "as_of": clock.written(clock.now())}, ensure_ascii=False, default=str).encode()


def issue_document(issue: Issue, rows: list[Any], language: str) -> bytes:
    """A table that goes out as a notice after GB/T 9704, the table its annex."""
    page = OfficialPage(language)
    name = issue.signed or served().name
    page.red_head(name, issue.number)
    page.title(issue.title)
    page.recipient(phrase("register", "issue.recipient", language))
    agencies = {row.lead_id for row in rows}
    page.text(phrase("register", "issue.text", language, count=len(rows), agencies=len(agencies), title=issue.title))
    page.text(phrase("register", "issue.text.report", language))
    page.signature(name, day(issue.day, language))
    page.annex(phrase("register", "issue.annex", language), issue.title)
    columns = ("number", "title", "lead", "supporting", "deadline")
    table = []
    for at, row in enumerate(rows, 1):
        held = cells(row, language) | {"number": str(at)}
        deadline = row.deadline_written or (day(row.deadline, language) if row.deadline else "")
        table.append([str(held["number"]), held["title"], held["lead"], held["supporting"], deadline])
    page.table([heading(column, language) for column in columns], table, [12, 70, 30, 30, 24])
    return page.bytes(issue.title)


_PDF = """
#let data = json(bytes(sys.inputs.data))
#set page("a3", flipped: true, margin: (x: 14mm, top: 14mm, bottom: 16mm), footer: context [
  #set text(8pt, fill: luma(90)); #data.note #h(1fr) #counter(page).display("1 / 1", both: true)])
#set text(font: ("Noto Serif CJK SC", "Noto Serif", "DejaVu Serif"), size: 9pt, lang: data.language)
#align(center, text(16pt, weight: "bold", data.title))
#v(2mm)
#table(columns: (10mm, 1fr, 42mm, 34mm, 38mm, 22mm, 22mm, 28mm, 30mm), stroke: 0.4pt + luma(150), inset: 4pt,
  table.header(..data.heads.map(one => text(weight: "bold", one))),
  ..data.rows.flatten())
"""


def register_pdf(rows: list[Any], language: str, *, title: str, note: str) -> bytes:
    """The register on A3, landscape, with a last column for a pen; the note says view, n ÷ N, as-of and rules."""
    columns = ("title", "source", "lead", "supporting", "first_deadline", "deadline", "status")
    _with_reports(rows)
    lines = []
    for at, row in enumerate(rows, 1):
        held = cells(row, language)
        lines.append([str(at), *("" if held[name] is None else str(held[name]) for name in columns), ""])
    heads = [phrase("register", "column.at", language), *(heading(name, language) for name in columns),
             phrase("register", "column.pen", language)]  # fmt: skip
    data = {"title": title, "note": note, "heads": heads, "rows": lines, "language": language}
    made = typst.compile(_PDF.encode(), sys_inputs={"data": json.dumps(data, ensure_ascii=False)})
    assert isinstance(made, bytes)
    return made
