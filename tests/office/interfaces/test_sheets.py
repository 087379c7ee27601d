"""Sheets out and back: what each agency gets, what its filled rows become, what is told instead of taken."""

from __future__ import annotations

import datetime
import io
from collections.abc import Callable
from typing import Any

import pytest

openpyxl = pytest.importorskip("openpyxl")
pytestmark = pytest.mark.usefixtures("office")


@pytest.fixture
def asked(people: Any, issued: Any) -> Any:
    """A round that asks 市教育局 for its schools."""
    from ninetenths.office.domain import clock, rounds

    clerk = people.actor("clerk")
    made = rounds.open_(
        by=clerk, title="三月月报", due=clock.now() + datetime.timedelta(days=5), commitments=[issued.pk]
    )
    return rounds.send(made, by=clerk, subject="月报", text="{link}")


def filled(data: bytes, **cells: Any) -> bytes:
    """The workbook with cells of its first row filled in, by our own headings."""
    from ninetenths.documents import head

    book = openpyxl.load_workbook(io.BytesIO(data))
    sheet = book.worksheets[0]
    heads = {sheet.cell(3, place).value: place for place in range(1, sheet.max_column + 1)}
    for name, value in cells.items():
        sheet.cell(4, heads[head(name, "zh")]).value = value
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def taken(*given: tuple[str, bytes]) -> Any:
    from ninetenths.office.domain.acting import CONSOLE
    from ninetenths.office.interfaces import sheets

    return sheets.take(given, CONSOLE)


def lines(result: Any) -> list[str]:
    from ninetenths.office.interfaces import sheets

    return [sheets.words_of(line, language) for line in result.lines for language in ("zh", "en")]


def the_sheet(asked: Any) -> bytes:
    from ninetenths.office.interfaces import sheets

    made = sheets.workbooks(asked, "zh")
    assert list(made) == ["市教育局.xlsx"]
    return made["市教育局.xlsx"]


def test_a_filled_row_is_a_report_of_the_agency_and_answers_the_round(asked: Any, issued: Any, people: Any) -> None:
    from ninetenths.office.domain import commitments, replay
    from ninetenths.office.models import Asked, Report

    sheet = filled(the_sheet(asked), actual="6所", progress="建成六所", problems="征地慢")
    result = taken(("市教育局.xlsx", sheet))
    assert (result.made, result.again, result.lines) == (1, 0, ())
    report = Report.objects.get()
    assert (report.channel, report.organization_id, report.actual, report.words, report.problems) == (
        "sheet", people.education.pk, "6", "建成六所", "征地慢",
    )  # fmt: skip
    assert "市教育局.xlsx" in report.basis and report.evidence.count() == 1
    assert Asked.objects.get().answered is not None
    commitments.check(issued, by=people.actor("clerk"))
    assert list(replay.faults()) == []


def test_the_same_sheet_makes_nothing_new_even_saved_again_under_another_name(asked: Any) -> None:
    from ninetenths.office.domain import log
    from ninetenths.office.models import Report

    sheet = filled(the_sheet(asked), actual=6, progress="建成六所")
    taken(("市教育局.xlsx", sheet))
    before = log.size()
    again = taken(("市教育局.xlsx", sheet), ("教育局（再报）.xlsx", filled(sheet)))
    assert (again.made, again.again, log.size(), Report.objects.count()) == (0, 2, before, 1)
    changed = taken(("市教育局.xlsx", filled(sheet, actual=7)))
    assert (changed.made, Report.objects.count()) == (1, 2)


def test_a_blank_sheet_reports_nothing(asked: Any) -> None:
    result = taken(("市教育局.xlsx", the_sheet(asked)))
    assert (result.made, result.blank, result.lines) == (0, 1, ())


def test_done_on_a_day_or_by_its_word_claims_done(asked: Any) -> None:
    from ninetenths.office.models import Report

    taken(("a.xlsx", filled(the_sheet(asked), done_on=datetime.date(2031, 3, 2), actual=12)))
    report = Report.objects.get()
    assert (report.claims_done, report.done_on) == (True, datetime.date(2031, 3, 2))


@pytest.mark.parametrize(
    ("cells", "code"),
    [
        ({"actual": "六所"}, "refused"), ({"done_on": "前几天"}, "refused"),
        ({"progress": "好", "id": "000000000000"}, "unknown-row"), ({"progress": "好", "deadline": "2033年底"}, "locked"),
    ],
)  # fmt: skip
def test_what_cannot_be_taken_is_told_in_a_line(asked: Any, cells: dict[str, Any], code: str) -> None:
    result = taken(("市教育局.xlsx", filled(the_sheet(asked), **cells)))
    assert [line.code for line in result.lines] == [code]
    assert all("市教育局.xlsx" in line for line in lines(result))


@pytest.mark.parametrize(
    "spoil",
    [lambda data: b"", lambda data: b"not a workbook", lambda data: data[: len(data) // 2], lambda data: b"PK\x03\x04"],
)
def test_a_file_that_is_no_workbook_is_told_and_stops_no_other(asked: Any, spoil: Callable[[bytes], bytes]) -> None:
    sheet = the_sheet(asked)
    result = taken(("坏.xlsx", spoil(sheet)), ("市教育局.xlsx", filled(sheet, progress="好")))
    assert result.made == 1 and [line.code for line in result.lines] == ["unread"]
    assert lines(result)[0].startswith("坏.xlsx")


def test_a_sheet_of_an_agency_that_does_not_lead_is_refused_row_by_row(asked: Any, people: Any) -> None:
    from ninetenths.office.models import Report

    sheet = openpyxl.load_workbook(io.BytesIO(filled(the_sheet(asked), progress="抢着报")))
    meta = sheet["_nine"]
    for row in meta.iter_rows():
        if row[0].value == "agency":
            row[1].value = people.finance.name
    out = io.BytesIO()
    sheet.save(out)
    result = taken(("市财政局.xlsx", out.getvalue()))
    assert (result.made, [line.params["code"] for line in result.lines]) == (0, ["report.not-theirs"])
    assert not Report.objects.exists()


def test_two_answers_with_other_figures_are_both_kept_and_told(asked: Any, issued: Any, people: Any) -> None:
    from ninetenths.office.domain import commitments
    from ninetenths.office.models import Report

    agency = people.actor("clerk").on_behalf(people.education.pk, "电话")
    commitments.report(issued, by=agency, actual="5", words="五所", round=asked.pk)
    again = filled(the_sheet(asked), actual=6)
    result = taken(("市教育局.xlsx", again))
    assert result.made == 1 and Report.objects.filter(state="standing").count() == 2
    assert [line.code for line in result.lines] == ["differs"] and "先前 5，表格 6" in lines(result)[0]


def test_who_hands_in_a_sheet_on_the_round_s_page_may_check_it(
    asked: Any, issued: Any, people: Any, client_of: Any
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from ninetenths.office.domain import commitments

    client = client_of(people.clerk)
    sheet = SimpleUploadedFile("市教育局.xlsx", filled(the_sheet(asked), actual=6))
    answer = client.post(f"/office/rounds/{asked.pk}/", {"do": "take", "sheets": sheet})
    assert answer.status_code == 200 and "登记 1 项" in answer.content.decode()
    commitments.check(issued, by=people.actor("clerk"))
    archive = client.get(f"/office/rounds/{asked.pk}/sheets.zip")
    assert archive.status_code == 200 and archive.content[:2] == b"PK"
