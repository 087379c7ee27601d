"""The tutorials, as they are written: their commands run, and each thing they name is on a page where they send one."""

from __future__ import annotations

import html
import re
import signal
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

ROOT = Path(__file__).resolve().parents[2]
TUTORIALS = ROOT / "docs" / "tutorial"
PROGRAM = f"nine() {{ '{sys.executable}' -m ninetenths \"$@\"; }}\n"


def blocks(page: str, language: str) -> list[str]:
    """What stands in a tutorial's code blocks of a language."""
    text = (TUTORIALS / page).read_text(encoding="utf-8")
    return re.findall(rf"^```{language}\n(.*?)^```", text, flags=re.M | re.S)


def serving(line: str) -> bool:
    words = line.split()
    return "serve" in words or ("demo" in words and "--pages" not in words)


def serve(line: str, where: Path) -> None:
    """Run a command that goes on until it is told to stop: it is ready, and ends with 0."""
    more = "--port 0" + (" --no-browser" if "demo" in line else "")
    command = PROGRAM.replace("nine() { ", "nine() { exec ") + f"{line} {more}"
    with subprocess.Popen(["sh", "-c", command], cwd=where, stdout=subprocess.PIPE, text=True) as running:
        assert running.stdout is not None
        said = next((one for one in running.stdout if one.startswith("ready http://")), "")
        running.send_signal(signal.SIGTERM)
    assert said, line
    assert running.returncode == 0


@pytest.mark.parametrize("page", [path.name for path in sorted(TUTORIALS.glob("*.md"))])
def test_every_command_of_a_tutorial_runs(page: str, tmp_path: Path) -> None:
    (tmp_path / "examples").symlink_to(ROOT / "examples")
    lines = [line.replace("./nine", "nine") for block in blocks(page, "sh") for line in block.splitlines()]
    for line in lines:
        if serving(line):
            serve(line, tmp_path)
        else:
            done = subprocess.run(
                ["sh", "-c", PROGRAM + line], cwd=tmp_path, capture_output=True, text=True, timeout=120
            )
            assert (done.returncode, done.stderr) == (0, ""), line


def sections(page: str) -> list[set[str]]:
    """What each section of a tutorial names of the pages, in bold."""
    parts = (TUTORIALS / page).read_text(encoding="utf-8").split("\n## ")[1:]
    return [{" ".join(name.split()) for name in re.findall(r"\*\*(.+?)\*\*", part, flags=re.S)} for part in parts]


class Walk:
    """A browser that keeps what it saw since it was last asked."""

    def __init__(self, client: Any) -> None:
        self.client, self.pages = client, ""

    def get(self, address: str) -> str:
        """The page, as a person reads it."""
        answer = self.client.get(address, follow=True)
        assert answer.status_code == 200, address
        return self._seen(answer)

    def post(self, address: str, **fields: Any) -> str:
        """The page that a form leads to."""
        answer = self.client.post(address, fields, follow=True)
        assert answer.status_code == 200, self._seen(answer)
        return self._seen(answer)

    def _seen(self, answer: Any) -> str:
        source: str = answer.content.decode()
        self.pages += " ".join(html.unescape(re.sub(r"<[^>]+>", " ", source)).split()) + " "
        return source

    def missing(self, named: set[str]) -> set[str]:
        """What a section names that was on no page since the last section."""
        lacking = {name for name in named if name not in self.pages}
        self.pages = ""
        return lacking


PAGES = [("first-afternoon.md", "first-answer.md", "en"), ("first-afternoon.zh.md", "first-answer.zh.md", "zh")]


@pytest.mark.parametrize(("afternoon", "answer", "language"), PAGES)
def test_the_tutorials_can_be_walked(
    afternoon: str, answer: str, language: str, people: Any, client_of: Callable[..., Any]
) -> None:
    from ninetenths.office.domain import accounts, links, replay
    from ninetenths.office.domain.acting import CONSOLE
    from ninetenths.office.models import AccessLink, Commitment, Issue, Message, Organization, Round

    named, told = sections(afternoon), sections(answer)
    desk, phone = Walk(client_of(language=language)), Walk(client_of(language=language))

    secret, digest = accounts.secret_of()
    accounts.address(people.administrator, by=CONSOLE, secret_sha256=digest)
    desk.get(f"/office/enter/{secret}/")
    desk.post(f"/office/enter/{secret}/")
    assert desk.missing(named[0]) == set()

    desk.get("/office/")
    desk.get("/office/papers/")
    desk.get("/office/import/")
    table = SimpleUploadedFile("last-year.csv", blocks(afternoon, "csv")[0].encode())
    shown = desk.client.post("/office/import/", {"file": table})["Location"]
    desk.get(shown)
    desk.post(shown.partition("?")[0], name="last-year.csv", agencies="1")
    assert desk.missing(named[1]) == set()
    rows = list(Commitment.objects.order_by("year", "serial"))
    assert [bool(row.taken_over) for row in rows] == [True] * 3 + [False] * 2
    assert all(row.lead_id for row in rows)
    chosen = [row.pk for row in rows if row.stage == "draft"]
    task, agency = chosen[0], Organization.objects.get(pk=rows[3].lead_id)
    desk.get("/office/organizations/import/")
    desk.get(f"/office/organizations/{agency.pk}/")
    desk.post(f"/office/organizations/{agency.pk}/", do="contact", contact="Ruth Amery", telephone="", mail="")
    assert desk.missing(named[2]) == set()

    desk.get("/office/register/?stage=draft,decided")
    desk.post("/office/issue/", c=chosen, title="2031", number="1", day="2031-03-03", signed="")
    assert desk.missing(named[3]) == set()
    issue = Issue.objects.get(number="1")
    assert desk.client.get(f"/office/issues/{issue.pk}/file.docx").status_code == 200

    desk.get(f"/office/issues/{issue.pk}/")
    desk.get("/office/rounds/new/")
    desk.post("/office/rounds/new/", c=task, title="March", day="2031-03-10", time="18:00", asks=["words", "figure"])
    asking = Round.objects.get(title="March")
    text = "{agency} {tasks} {due} {link}"
    desk.post(f"/office/rounds/{asking.pk}/", do="send", ask=agency.pk, subject="March", text=text)
    desk.get("/office/outbox/")
    message = Message.objects.get(round=asking)
    link = f"/a/{links.token_of(AccessLink.objects.get(organization=agency))}"
    assert link in desk.get(f"/office/outbox/{message.pk}/")
    assert desk.missing(named[4]) == set()

    phone.get(link)
    phone.post(link, do="enter", name="Ruth Amery", telephone="555 0100")
    assert phone.missing(told[0]) == set()
    given = {"do": "report", "task": task, f"words-{task}": "3", f"figure-{task}": "3",
             "claims": "done", f"done_on-{task}": "2031-03-03", "round": asking.pk}  # fmt: skip
    phone.get(link)
    phone.post(link, **given)
    assert phone.missing(told[1]) == set()

    desk.get("/office/")
    desk.get(f"/office/register/{task}/")
    desk.post(f"/office/commitments/{task}/return/", reason="?", kind="desk", revision="")
    phone.get(link)
    phone.post(link, **given)
    assert phone.missing(told[2]) == set()
    desk.post(f"/office/commitments/{task}/check/", kind="desk", progress="", words="", revision="")
    desk.post(f"/office/commitments/{task}/close/", words="", revision="")
    assert desk.missing(named[5]) == set()
    assert Commitment.objects.get(pk=task).stage == "closed"
    assert list(replay.faults()) == []
