"""How often a page asks the database: every page of the office at two sizes of its data, at most fifteen times."""

from __future__ import annotations

import datetime
from collections.abc import Callable
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("office")

MOST = 15
# An organization stands beside the whole table with its conversation, as the agency itself reads it.
MORE = {"organization": 20}
# Files, forms that need what was uploaded before them, and what answers no GET.
NO_PAGES = {
    "annex", "import_confirm", "act", "issue_file", "enter", "record_key", "record_proof", "record_bundle", "language",
    "display", "round_sheets", "export", "bulk",
}  # fmt: skip


def _asked(people: Any, count: int) -> Any:
    """A round that was sent, of `count` commitments of as many agencies, each with its link."""
    from ninetenths.office.domain import clock, commitments, organizations, rounds
    from ninetenths.office.domain.acting import CONSOLE

    clerk, made = people.actor("clerk"), []
    for place in range(count):
        name = f"第{place}局·{count}"
        organizations.add(by=CONSOLE, name=name)
        made.append(commitments.add(by=clerk, cells={"title": f"任务{place}", "lead": name, "due": "2031-06-30"}).pk)
    commitments.decide(by=clerk, commitments=made)
    commitments.issue(by=clerk, commitments=made, title=f"分解表{count}")
    due = clock.now() + datetime.timedelta(days=5)
    row = rounds.open_(by=clerk, title=f"月报{count}", due=due, commitments=made)
    return rounds.send(row, by=clerk, subject="{agency}", text="{agency} {tasks} {due} {link}")


def _paper(people: Any, sentences: int) -> Any:
    from ninetenths.office.domain import papers

    text = "".join(f"到2031年底，新建学校{place + 2}所。市教育局牵头，市财政局配合。\n" for place in range(sentences))
    return papers.add(by=people.actor("clerk"), title=f"决定{sentences}", text=text)


def _addresses(people: Any, issued: Any, round_: Any, paper: Any) -> dict[str, str]:
    from django.urls import reverse

    from ninetenths.office.models import Issue, Message
    from ninetenths.office.urls import office_patterns

    keys = {
        "commitment": issued.pk, "behalf": issued.pk, "paper": paper.pk, "organization": people.education.pk,
        "issued": Issue.objects.filter(commitments=round_.asked.first().commitment).get().pk,
        "record_entry": 3, "person": people.clerk.pk, "round": round_.pk, "round_remind": round_.pk,
        "message": Message.objects.filter(round=round_).first().pk,  # type: ignore[union-attr]
    }  # fmt: skip
    names = [str(pattern.name) for pattern in office_patterns]  # type: ignore[union-attr]
    return {
        name: reverse(f"office:{name}", args=[keys[name]] if name in keys else [])
        for name in names
        if name not in NO_PAGES
    }


def test_every_page_asks_the_database_at_most_fifteen_times_and_no_more_with_more_rows(
    people: Any, issued: Any, client_of: Callable[..., Any]
) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    client = client_of(people.administrator)

    def counted(addresses: dict[str, str]) -> dict[str, int]:
        found = {}
        for name, address in addresses.items():
            client.get(address)
            with CaptureQueriesContext(connection) as held:
                assert client.get(address).status_code == 200, address
            found[name] = len(held)
        return found

    few = counted(_addresses(people, issued, _asked(people, 2), _paper(people, 2)))
    many = counted(_addresses(people, issued, _asked(people, 20), _paper(people, 20)))
    assert many == few
    assert {name: count for name, count in many.items() if count > MORE.get(name, MOST)} == {}


def test_an_answer_page_asks_no_more_with_more_tasks(people: Any, issued: Any, client_of: Callable[..., Any]) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    from ninetenths.office.domain import commitments, links

    clerk = people.actor("clerk")
    link = links.make(people.education, by=clerk)

    def counted() -> int:
        address = f"/a/{links.token_of(link)}"
        client_of().get(address)
        with CaptureQueriesContext(connection) as held:
            assert client_of().get(address).status_code == 200
        return len(held)

    few = counted()
    made = [commitments.add(by=clerk, cells={"title": f"任务{n}", "lead": "市教育局"}).pk for n in range(20)]
    commitments.decide(by=clerk, commitments=made)
    commitments.issue(by=clerk, commitments=made, title="表")
    assert counted() == few <= MOST
