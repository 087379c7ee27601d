"""An answer by link against a served office: on a phone without script, and sent several times at once."""

from __future__ import annotations

import re
import subprocess
import sys
import threading
import urllib.parse
import urllib.request
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.browser

# An office with one agency that is asked for one thing; prints the token of its link.
MAKE = """
import datetime, sys
from pathlib import Path
from ninetenths.office import folder, starting
made = folder.make(Path(sys.argv[1]), name="云川市督查室", zone="Asia/Shanghai", language="zh-Hans", address="")
starting.create(made, None)
from ninetenths.office.domain import accounts, clock, commitments, links, organizations, rounds
from ninetenths.office.domain.acting import CONSOLE, of_person, the_office
from ninetenths.office.models import AccessLink
clerk = of_person(accounts.invite(the_office(), by=CONSOLE, name="林一舟", role="clerk", secret_sha256="0" * 64))
agency = organizations.add(by=CONSOLE, name="市水利局")
goal = {"written": "20处", "bound": ">=", "value": "20", "unit": "处"}
row = commitments.add(by=clerk, cells={"title": "修复湿地20处", "lead": "市水利局", "due": "2099-12-31", "kind": "quantity", "goal": goal})
commitments.decide(by=clerk, commitments=[row.pk])
commitments.issue(by=clerk, commitments=[row.pk], title="分解表")
asks = {"words": True, "figure": True, "evidence": True}
due = clock.now() + datetime.timedelta(days=3)
round = rounds.open_(by=clerk, title="月报", due=due, commitments=[row.pk], asks=asks)
rounds.send(round, by=clerk, subject="月报", text="{link}")
print(links.token_of(AccessLink.objects.get()))
"""
COUNT = """
import sys
from pathlib import Path
from ninetenths.office import starting
starting.open_office(Path(sys.argv[1]))
from ninetenths.office.domain import replay
from ninetenths.office.models import Evidence, Report
print(Report.objects.count(), Evidence.objects.count(), len(list(replay.faults())))
"""


@pytest.fixture
def served(tmp_path: Path) -> Iterator[tuple[str, Path]]:
    """The address of the link, and the office's folder; served by its own process."""
    where = tmp_path / "office"
    token = subprocess.run(
        [sys.executable, "-c", MAKE, where], capture_output=True, text=True, check=True
    ).stdout.strip()
    command = [sys.executable, "-m", "ninetenths", "serve", str(where), "--port", "0"]
    with subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True) as process:
        assert process.stdout is not None
        ready = process.stdout.readline()
        assert ready.startswith("ready http://"), ready
        yield f"{ready.split()[1].rstrip('/')}/a/{token}", where
        process.terminate()
        process.wait(10)


def counted(where: Path) -> list[int]:
    """Reports, files of evidence, faults."""
    done = subprocess.run([sys.executable, "-c", COUNT, where], capture_output=True, text=True, check=True)
    return [int(part) for part in done.stdout.split()]


def test_a_phone_without_script_answers_with_photographs(
    served: tuple[str, Path], browser: Any, tmp_path: Path
) -> None:
    address, where = served
    photos = []
    for name in ("白鹭湖.png", "东塘.png"):
        photos.append(tmp_path / name)
        photos[-1].write_bytes(b"\x89PNG\r\n\x1a\n" + name.encode() * 2000)
    context = browser.new_context(viewport={"width": 390, "height": 844}, java_script_enabled=False, locale="zh-CN")
    page = context.new_page()
    page.goto(address)
    page.get_by_label("姓名").fill("沈砚")
    page.get_by_label("电话").fill("6012")
    page.get_by_role("button", name="开始填报").click()
    page.get_by_label("做了什么").fill("修复两处")
    page.get_by_label("到今天累计完成").fill("19")
    page.get_by_label("佐证").set_input_files([str(path) for path in photos])
    page.get_by_role("button", name="送出").click()
    text = page.inner_text("main")
    assert "已收到，回执号" in text and "累计 19 处" in text and "白鹭湖.png" in text
    assert context.cookies() == []
    page.reload()
    context.close()
    assert counted(where) == [1, 2, 0]


def test_the_same_form_sent_ten_times_at_once_is_one_report(served: tuple[str, Path]) -> None:
    address, where = served

    def post(fields: dict[str, str]) -> int:
        body = urllib.parse.urlencode(fields).encode()
        with urllib.request.urlopen(address, body, timeout=60) as answer:
            return int(answer.status)

    post({"do": "enter", "name": "沈砚", "telephone": "6012"})
    html = urllib.request.urlopen(address, timeout=60).read().decode()
    form = next(part for part in re.findall(r"<form.*?</form>", html, re.S) if 'value="report"' in part)
    fields = dict(re.findall(r'<input type="hidden" name="([^"]+)" value="([^"]*)"', form)) | {"words": "修复两处"}
    answers: list[int] = []
    threads = [threading.Thread(target=lambda: answers.append(post(fields))) for _ in range(10)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert answers == [200] * 10
    assert counted(where) == [1, 0, 0]
