"""Figures of the register: ten thousand commitments, filtered, against a page of one row and against a bare Django page."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

from ninetenths.cli.benchmarks import offices
from ninetenths.cli.benchmarks.rows import Row

ROWS = 10_000
_TURNS = 7


def rows() -> Iterator[Row]:
    """Seconds of each page, taking turns, the middle one; and the ratios.

    The bare page asks for the same rows by one query and prints title, agency and deadline in a table.
    """
    pages = _pages()
    for page in pages.values():
        page()
    turns = [{name: _seconds(page) for name, page in pages.items()} for _ in range(_TURNS)]
    middle = {name: sorted(turn[name] for turn in turns)[_TURNS // 2] for name in pages}
    for name, seconds in middle.items():
        yield Row(f"register.{name}", round(seconds * 1000, 1), "ms")
    yield Row("register.filtered-to-one", round(middle["filtered"] / middle["one"], 2), "ratio")
    yield Row("register.bare-to-list", round(middle["bare"] / middle["list"], 3), "ratio")


def _seconds(page: Callable[[], Any]) -> float:
    began = time.perf_counter()
    page()
    return time.perf_counter() - began


def _pages() -> dict[str, Callable[[], Any]]:
    person = offices.clerk()
    from django.http import HttpRequest, HttpResponse
    from django.test import Client, RequestFactory
    from django.utils.html import escape

    from ninetenths.office.domain import clock, commitments, organizations
    from ninetenths.office.domain.acting import CONSOLE, of_person
    from ninetenths.office.interfaces import register
    from ninetenths.office.models import Commitment
    from ninetenths.office.views.signing_in import account_of

    clerk, names = of_person(person), [f"市第{place}局" for place in range(1, 41)]
    for name in names:
        organizations.add(by=CONSOLE, name=name)
    for start in range(0, ROWS, commitments.MOST_ROWS):
        made = [
            {"title": f"新建第{place}号学校", "lead": names[place % 40], "due": "2099-12-31", "taken": {"words": "在建"}}
            for place in range(start, start + commitments.MOST_ROWS)
        ]  # fmt: skip
        commitments.import_rows(by=clerk, table="总表", day=clock.today(), rows=made)
    client = Client()
    client.force_login(account_of(person), backend="allauth.account.auth_backends.AuthenticationBackend")

    def asked(query: str) -> Callable[[], Any]:
        def page() -> None:
            answer = client.get(f"/office/register/{query}")
            assert answer.status_code == 200, answer.status_code

        return page

    def bare(request: HttpRequest) -> HttpResponse:
        found = Commitment.objects.select_related("lead").order_by("year", "serial")[: register.PAGE]
        cells = (
            f"<tr><td>{escape(row.title)}<td>{escape(row.lead and row.lead.name)}<td>{row.deadline}" for row in found
        )
        return HttpResponse(f"<table>{''.join(cells)}</table>")

    return {
        "one": asked("?q=第4711号"), "filtered": asked("?lead=" + str(Commitment.objects.first().lead_id)),  # type: ignore[union-attr]
        "list": asked(""), "bare": lambda: bare(RequestFactory().get("/")),
    }  # fmt: skip
