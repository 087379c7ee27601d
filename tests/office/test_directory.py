"""Lists of agencies and contacts: read in either language, shown before anything is written, faults row by row."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

pytestmark = pytest.mark.usefixtures("office")

PAGE = "/office/organizations/import/"
CHINESE = [
    ["全市督查联络员名册"],
    ["序号", "单位名称", "简称", "联络员", "手机号码", "电子邮箱", "备注"],
    [1, "云川市水利局", "水利局", "沈望", 13900001111, "shen@yunchuan.example", ""],
    ["", "", "", "陶然", "0571-5550102", "", "副联络员"],
    [2, "市教育局", "", "方小禾", "555-0103", "", ""],
    [3, "云川市林业局", "", "白露", "无", "", ""],
    [4, "云川市统计局", "", "江一帆", "555-0104", "江一帆", ""],
    [5, "云川市档案馆", "", "", "", "", ""],
]
ENGLISH = "Name,Agency,Phone,Email,Floor\nDana Reyes,Parks Department,555-0101,dana@larchmoor.example,2\n,Water Board,,,3\nLee Ortiz,,555-0109,,\n"


def workbook(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet()
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


def test_a_chinese_workbook_gives_agencies_contacts_and_faults_by_row(people: Any) -> None:
    from ninetenths.office.interfaces.directory import read_directory

    found = read_directory("名册.xlsx", workbook(CHINESE))
    assert [(one.number, one.fault) for one in found.faults] == [(6, "telephone"), (7, "mail")]
    assert found.fresh == ("云川市水利局", "云川市档案馆")
    assert found.contacts == 3
    assert found.unused == ("备注",)
    assert found.lines[0].cells["telephone"] == "13900001111"
    assert found.lines[1].cells["name"] == "云川市水利局"
    assert found.lines[2].known


def test_a_name_beside_an_agency_is_a_persons(people: Any) -> None:
    from ninetenths.office.interfaces.directory import read_directory

    found = read_directory("list.csv", ENGLISH.encode())
    assert found.fresh == ("Parks Department", "Water Board")
    assert [one.cells["contact"] for one in found.lines] == ["Dana Reyes", "", "Lee Ortiz"]
    assert found.lines[2].cells["name"] == "Water Board"
    alone = read_directory("list.csv", b"Name,Abbreviation\nHarbor Office,HO\nTransit Office,TO\n")
    assert alone.fresh == ("Harbor Office", "Transit Office")
    assert alone.lines[0].cells["short"] == "HO"


@pytest.mark.parametrize(("name", "data"), [("名册.xlsx", workbook(CHINESE)), ("list.csv", ENGLISH.encode())])
def test_what_a_page_carries_reads_as_the_file_did(people: Any, name: str, data: bytes) -> None:
    from ninetenths.office.interfaces.directory import read_directory

    found = read_directory(name, data)
    again = read_directory("again", found.text)
    assert (again.fresh, again.contacts, len(again.faults)) == (found.fresh, found.contacts, len(found.faults))


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_list_is_looked_at_then_added_and_once_only(
    people: Any, client_of: Callable[..., Any], language: str
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from ninetenths.office.domain import log
    from ninetenths.office.interfaces.directory import read_directory
    from ninetenths.office.models import Contact, Organization

    client, data = client_of(people.clerk, language), workbook(CHINESE)
    before = log.size()
    page = client.post(PAGE, {"file": SimpleUploadedFile("名册.xlsx", data)})
    assert page.status_code == 200
    assert "云川市水利局" in page.content.decode()
    assert log.size() == before
    done = client.post(PAGE, {"do": "add", "text": read_directory("名册.xlsx", data).text})
    assert done.status_code == 303
    water = Organization.objects.get(name="云川市水利局")
    assert sorted(water.contacts.values_list("name", flat=True)) == ["沈望", "陶然"]
    assert people.education.contacts.get().name == "方小禾"
    assert not Organization.objects.filter(name="云川市林业局").exists()
    count = Contact.objects.count()
    again = client.post(PAGE, {"do": "add", "text": read_directory("名册.xlsx", data).text})
    assert again.status_code == 422
    assert Contact.objects.count() == count


def test_a_contacts_words_stand_in_no_entry_but_its_own(people: Any) -> None:
    from ninetenths.office.interfaces.directory import read_directory, take_over
    from ninetenths.office.models import Entry, Payload

    take_over(people.actor("clerk"), read_directory("名册.xlsx", workbook(CHINESE)))
    holding = Payload.objects.filter(fields__contains="沈望").values_list("index", flat=True)
    assert [entry.verb for entry in Entry.objects.filter(index__in=list(holding))] == ["contacts.add"]


@pytest.mark.parametrize(
    "given", [{"text": ""}, {"text": "联系人,电话\n沈望,5550101\n"}, {"text": "单位,电话\n"}], ids=["none", "no agency", "empty"]
)  # fmt: skip
def test_what_is_no_list_is_refused_in_a_sentence(
    people: Any, client_of: Callable[..., Any], given: dict[str, str]
) -> None:
    page = client_of(people.clerk).post(PAGE, given)
    assert page.status_code == 422
    assert 'role="alert"' in page.content.decode()


def test_who_may_not_add_agencies_finds_no_page(people: Any, client_of: Callable[..., Any]) -> None:
    for who in (people.observer, people.liaison, people.checker):
        assert client_of(who).get(PAGE).status_code == 404
        assert client_of(who).post(PAGE, {"do": "add", "text": ENGLISH}).status_code == 404
