"""The register, the day's page and what goes out: what people see, what strangers and agencies do not."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("office")


@pytest.mark.parametrize("language", ["zh", "en"])
@pytest.mark.parametrize("address", ["/office/", "/office/register/", "/office/register/?status=unmeasured&q=学校"])
def test_a_clerk_sees_what_was_issued(
    people: Any, issued: Any, client_of: Callable[..., Any], address: str, language: str
) -> None:
    page = client_of(people.clerk, language).get(address)
    assert page.status_code == 200
    if address != "/office/":
        assert "新建学校12所" in page.content.decode()


def test_a_stranger_is_shown_the_door(issued: Any, client_of: Callable[..., Any]) -> None:
    for address in ("/office/", "/office/register/", f"/office/register/{issued.pk}/", "/office/register/export/"):
        answer = client_of().get(address)
        assert (answer.status_code, answer["Location"].split("?")[0]) == (302, "/office/account/login/")


def test_a_liaison_sees_its_own_agency_alone(people: Any, issued: Any, client_of: Callable[..., Any]) -> None:
    from ninetenths.office.domain import commitments

    secret = commitments.add(by=people.actor("clerk"), cells={"title": "财政内部事项", "lead": "市财政局"})
    page = client_of(people.liaison).get("/office/register/").content.decode()
    assert "新建学校12所" in page
    assert "财政内部事项" not in page
    assert client_of(people.liaison).get(f"/office/register/{secret.pk}/").status_code == 404


def test_a_check_is_done_from_its_page(people: Any, issued: Any, client_of: Callable[..., Any]) -> None:
    from ninetenths.office.domain import commitments

    behalf = people.actor("second_clerk").on_behalf(people.education.pk, "3月3日电话")
    commitments.report(issued, by=behalf, actual="12", claims_done=True)
    client = client_of(people.clerk)
    assert "审核通过" in client.get(f"/office/register/{issued.pk}/").content.decode()
    done = client.post(f"/office/commitments/{issued.pk}/check/", {"kind": "desk", "progress": "", "words": "看过"})
    assert done.status_code == 302
    done = client.post(f"/office/commitments/{issued.pk}/close/", {"words": ""})
    issued.refresh_from_db()
    assert issued.stage == "closed"


def test_what_is_refused_says_so_and_keeps_what_was_typed(
    people: Any, issued: Any, client_of: Callable[..., Any]
) -> None:
    answer = client_of(people.clerk).post(
        f"/office/commitments/{issued.pk}/assign/", {"lead": "市没有局", "reason": "调整"}
    )
    assert answer.status_code == 422
    assert "市没有局" in answer.content.decode()


def test_drafts_are_issued_and_their_files_can_be_had(people: Any, client_of: Callable[..., Any]) -> None:
    from ninetenths.office.domain import commitments
    from ninetenths.office.models import Issue

    made = commitments.add(
        by=people.actor("clerk"), cells={"title": "建成公园5个", "lead": "教育局", "due": "2031-06-30"}
    )
    client = client_of(people.clerk)
    assert client.get(f"/office/issue/?c={made.pk}").status_code == 200
    done = client.post(
        "/office/issue/", {"c": made.pk, "title": "分解表", "number": "云督〔2031〕2号", "day": "2031-03-03"}
    )
    assert done.status_code == 302
    issue = Issue.objects.get(number="云督〔2031〕2号")
    starts = {"docx": b"PK", "xlsx": b"PK", "pdf": b"%PDF"}
    for ending, start in starts.items():
        file = client.get(f"/office/issues/{issue.pk}/file.{ending}")
        assert file.content.startswith(start)


def test_export_is_what_is_seen(people: Any, issued: Any, client_of: Callable[..., Any]) -> None:
    client = client_of(people.clerk)
    assert "新建学校12所" in client.get("/office/register/export/?format=csv&status=unmeasured").content.decode()
    assert "新建学校12所" not in client.get("/office/register/export/?format=csv&status=overdue").content.decode()


def test_queries_do_not_grow_with_rows(people: Any, issued: Any, client_of: Callable[..., Any]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ninetenths.office.domain import commitments

    client = client_of(people.clerk)

    def queries(address: str) -> int:
        with CaptureQueriesContext(connection) as held:
            assert client.get(address).status_code == 200
        return len(held)

    addresses = ("/office/", "/office/register/", f"/office/register/{issued.pk}/")
    before = [queries(address) for address in addresses]
    for place in range(20):
        commitments.add(
            by=people.actor("clerk"), cells={"title": f"任务{place}", "lead": "市财政局", "due": "2031-03-05"}
        )
    after = [queries(address) for address in addresses]
    assert after == before
    assert max(after) <= 15


def test_a_liaison_confirms_receipt_and_reports_from_the_register(
    people: Any, issued: Any, client_of: Callable[..., Any]
) -> None:
    client = client_of(people.liaison)
    page = client.get(f"/office/register/{issued.pk}/").content.decode()
    assert f"/office/commitments/{issued.pk}/report/" in page
    assert f"/office/commitments/{issued.pk}/check/" not in page
    assert client.post(f"/office/commitments/{issued.pk}/acknowledge/", {}).status_code == 302
    done = client.post(
        f"/office/commitments/{issued.pk}/report/",
        {"words": "建成12所", "actual": "12", "claims_done": "1", "done_on": ""},
    )
    assert done.status_code == 302
    issued.refresh_from_db()
    assert (issued.stage, issued.reports.get().channel, issued.reports.get().claims_done) == (
        "reported",
        "account",
        True,
    )
    # Another agency cannot, and learns nothing.
    assert (
        client_of(people.other_liaison).post(f"/office/commitments/{issued.pk}/report/", {"words": "x"}).status_code
        == 403
    )
    assert issued.reports.count() == 1


@pytest.mark.parametrize("language", ["zh", "en"])
def test_find_gives_what_the_asker_may_see(
    people: Any, issued: Any, client_of: Callable[..., Any], language: str
) -> None:
    from ninetenths.office.domain import commitments

    commitments.add(by=people.actor("clerk"), cells={"title": "学校内部事项", "lead": "市财政局"})
    clerk = client_of(people.clerk, language).get("/office/find/?q=学校").content.decode()
    assert "新建学校12所" in clerk
    assert "学校内部事项" in clerk
    liaison = client_of(people.liaison, language).get("/office/find/?q=学校").content.decode()
    assert "新建学校12所" in liaison
    assert "学校内部事项" not in liaison


def test_a_handler_is_named_from_a_list(people: Any, issued: Any, client_of: Callable[..., Any]) -> None:
    client = client_of(people.clerk)
    page = client.get(f"/office/commitments/{issued.pk}/handle/").content.decode()
    assert "周岚" in page
    assert (
        client.post(f"/office/commitments/{issued.pk}/handle/", {"handler": people.second_clerk.pk}).status_code == 302
    )
    issued.refresh_from_db()
    assert issued.handler == people.second_clerk
