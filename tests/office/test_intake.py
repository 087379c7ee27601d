"""What comes in: a text read into proposals, dealt with one by one; any office's table; a line by hand."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
import xlsxwriter

pytestmark = pytest.mark.usefixtures("office")

TEXT = (
    "云川市人民政府关于加快民生建设的决定\n\n会议决定，到2031年底，全市新建学校12所，改造老旧小区80个。市教育局牵头，市财政局配合。\n"
    "2031年10月底前出台实施方案。禁止占用公园绿地。\n附件：重点项目清单\n"
)


def table(rows: list[list[Any]]) -> bytes:
    out = io.BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True})
    sheet = book.add_worksheet("台账")
    for at, row in enumerate(rows):
        sheet.write_row(at, 0, row)
    book.close()
    return out.getvalue()


ROWS = [
    ["2031年重点工作台账"],
    ["序号", "工作任务", "牵头单位", "配合单位", "完成时限", "进展情况", "完成率"],
    [1, "建成市民公园5个", "市住建局", "市财政局", "2031年12月底前", "已建成3个", "60%"],
    [2, "出台用地办法", "市自然资源局", "", "2031年6月底前", "已完成", "100%"],
    [3, "培训教师800人", "市教育局", "", "2031年9月底前", "", ""],
]


def test_a_text_becomes_a_paper_whose_sentences_wait(people: Any, client_of: Callable[..., Any]) -> None:
    from ninetenths.office.models import Commitment, Paper

    client = client_of(people.clerk)
    done = client.post("/office/papers/", {"text": TEXT, "title": "", "kind": "", "number": ""})
    assert done.status_code == 302
    paper = Paper.objects.get()
    assert paper.proposals.filter(state="waiting").count() >= 2
    assert [annex.title for annex in paper.annexes.all()] == ["重点项目清单"]
    page = client.get(f"/office/papers/{paper.pk}/").content.decode()
    assert "新建学校12所" in page
    assert "重点项目清单" in page
    school = paper.proposals.get(title__contains="学校12所")
    done = client.post(
        f"/office/papers/{paper.pk}/",
        {"act": "take", "proposal": school.pk, "place": school.place, "title": school.title, "lead": "市教育局",
         "supporting": "市财政局", "goal": "12所", "due": "2031-12-31"},
    )  # fmt: skip
    assert done.status_code == 302
    made = Commitment.objects.get()
    assert (made.lead, str(made.first_deadline)) == (people.education, "2031-12-31")
    assert made.sources.get().paper == paper
    other = paper.proposals.filter(state="waiting").first()
    assert (
        client.post(f"/office/papers/{paper.pk}/", {"act": "dismiss", "proposal": other.pk, "reason": ""}).status_code
        == 422
    )
    client.post(f"/office/papers/{paper.pk}/", {"act": "dismiss", "proposal": other.pk, "reason": "方向性要求"})
    other.refresh_from_db()
    assert (other.state, other.reason) == ("dismissed", "方向性要求")


def test_ticked_sentences_are_taken_together_and_none_ticked_is_said(
    people: Any, client_of: Callable[..., Any]
) -> None:
    from ninetenths.office.interfaces.proposals import add_text

    text = "到2031年底，新建公园5个。到2031年底，改造小区8个。到2031年底，修路30公里。"
    paper = add_text(people.actor("clerk"), title="决定", text=text)
    client, address = client_of(people.clerk), f"/office/papers/{paper.pk}/"
    first, second, third = (row.pk for row in paper.proposals.all())
    assert client.post(address, {"act": "take-picked"}).status_code == 422
    assert client.post(address, {"act": "take-picked", "pick": [first, third]}).status_code == 302
    assert list(paper.proposals.filter(state="waiting").values_list("pk", flat=True)) == [second]
    page = client.get(f"{address}?p={second}").content.decode()
    assert 'data-key="D"' in page
    assert 'data-key="N"' not in page


def test_splitting_and_merging_keep_the_places_they_came_from(people: Any) -> None:
    from ninetenths.office.domain import papers
    from ninetenths.office.interfaces.proposals import add_text

    clerk = people.actor("clerk")
    paper = add_text(
        clerk, title="决定", text="到2031年底，新建公园5个。到2031年底，改造小区8个。到2031年底，修路30公里。"
    )
    one, two, three = paper.proposals.all()[:3]
    merged = papers.merge(paper, by=clerk, proposals=[one.pk, two.pk])
    assert merged[0].sources.count() == 2
    parts = papers.split(paper, by=clerk, proposal=three.pk, parts=[{"title": "修路20公里"}, {"title": "修桥10公里"}])
    assert [row.sources.get().proposal_id for row in parts] == [three.pk, three.pk]


def test_the_second_search_finds_what_the_reader_left_out() -> None:
    from ninetenths.office.interfaces.coverage import coverage

    text = "新建学校12所。2031年3月底前提请市人大常委会审议。环境优美。"
    at = text.index("新建")
    found = coverage(text, "zh-Hans", [(at, at + 7)])
    assert [one.words for one in found.misses] == ["2031年3月底前提请市人大常委会审议"]


@pytest.mark.parametrize("language", ["zh", "en"])
def test_a_table_is_looked_at_then_taken_over_with_its_progress(
    people: Any, client_of: Callable[..., Any], language: str
) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    from ninetenths.office.domain import log
    from ninetenths.office.models import Commitment, Organization, Status

    client = client_of(people.clerk, language)
    before = log.size()
    done = client.post("/office/import/", {"file": SimpleUploadedFile("台账.xlsx", table(ROWS))})
    assert done.status_code == 302
    page = client.get(done["Location"])
    assert page.status_code == 200
    assert "建成市民公园5个" in page.content.decode()
    assert log.size() == before
    done = client.post(done["Location"].split("?")[0], {"name": "台账.xlsx", "agencies": "1"})
    assert done.status_code == 302
    codes = {row.commitment.title: row.code for row in Status.objects.filter(current=True).select_related("commitment")}
    assert codes["出台用地办法"] == "done"
    assert codes["建成市民公园5个"] == "pace"
    assert Organization.objects.filter(name="市住建局").exists()
    assert {str(row.first_deadline) for row in Commitment.objects.all()} == {"2031-12-31", "2031-06-30", "2031-09-30"}


def test_the_same_table_again_is_noticed(people: Any) -> None:
    from ninetenths.office.interfaces import tables

    first = tables.read_table("台账.xlsx", table(ROWS))
    assert len(first.rows) == 3
    tables.take_over(people.actor("clerk"), first, add_agencies=True)
    again = tables.read_table("台账.xlsx", table(ROWS))
    assert all(row.like for row in again.rows)


def test_what_is_no_table_is_refused_in_a_sentence(people: Any, client_of: Callable[..., Any]) -> None:
    from django.core.files.uploadedfile import SimpleUploadedFile

    answer = client_of(people.clerk).post("/office/import/", {"file": SimpleUploadedFile("a.exe", b"MZ\x90\x00")})
    assert answer.status_code == 422


def test_an_observer_and_a_liaison_bring_nothing_in(people: Any, client_of: Callable[..., Any]) -> None:
    from ninetenths.office.domain import log

    before = log.size()
    for who in (people.observer, people.liaison):
        client = client_of(who)
        assert client.post("/office/papers/", {"text": TEXT, "title": "x", "kind": "", "number": ""}).status_code in (
            403,
            404,
            422,
        )
        assert client.get("/office/import/").status_code == 404
        assert client.get("/office/commitments/new/").status_code == 404
    assert log.size() == before
