"""What is written while an office is killed, a kind each: how one write is sent, and what became of each afterwards."""

from __future__ import annotations

import http.client
import json
import secrets
import subprocess
import sys
import threading
import time
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from ninetenths.refusal import Refusal

# Enough that a kill falls into the middle of one.
ROWS_AN_IMPORT = 40
# Between two imports: SQLite's own waiting is not fair, and a command that never pauses would leave the server no turn.
PAUSE_SECONDS = 0.15
TEXT = "会议决定，到2031年底，新建学校12所。市教育局牵头，市财政局配合。"


@dataclass
class Writes:
    """Writes of one kind, each by its marker: sent, and of them acknowledged; `send` gives True once it was."""

    name: str
    send: Callable[[str], bool] = field(repr=False, default=lambda marker: False)
    sent: list[str] = field(default_factory=list)
    acknowledged: set[str] = field(default_factory=set)

    def go_on(self, stopping: threading.Event) -> None:
        """Send one after another until the server is gone; first again what was not acknowledged before, as clients do."""
        waiting = [marker for marker in self.sent if marker not in self.acknowledged]
        while not stopping.is_set():
            if waiting:
                marker = waiting.pop(0)
            else:
                marker = f"{self.name}-{secrets.token_hex(8)}"
                self.sent.append(marker)
            try:
                if self.send(marker):
                    self.acknowledged.add(marker)
            except (OSError, http.client.HTTPException):
                return


@dataclass(frozen=True)
class Place:
    """Where an office answers, and what a client of it holds."""

    port: int
    token: str
    link: str
    commitment: str

    def papers(self, marker: str) -> bool:
        """A paper over the API, under an Idempotency-Key."""
        return self._api("/api/v1/papers", marker, {"title": marker, "text": TEXT, "kind": "decision"})

    def notes(self, marker: str) -> bool:
        """A verb over the API, under an Idempotency-Key."""
        return self._api(f"/api/v1/commitments/{self.commitment}/note", marker, {"words": marker})

    def answers(self, marker: str) -> bool:
        """An answer by link with a file, under the id that its form bears."""
        fields = {
            "do": "report", "task": self.commitment, "words": marker, "figure": "5", "key": form_key(marker),
        }  # fmt: skip
        body, kind = multipart(fields, "proof.pdf", b"%PDF-1.7 " + marker.encode())
        return self._post(f"/a/{self.link}", body, {"Content-Type": kind})

    def look(self) -> None:
        """Open the pages that a client has before it: what a process does once, it does then and not in the first write."""
        for path in ("/api/v1/commitments", f"/a/{self.link}"):
            connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
            try:
                connection.request("GET", path, headers={"Authorization": f"Bearer {self.token}"})
                connection.getresponse().read()
            finally:
                connection.close()

    def _api(self, path: str, marker: str, value: dict[str, Any]) -> bool:
        head = {
            "Authorization": f"Bearer {self.token}", "Content-Type": "application/json", "Idempotency-Key": marker,
        }  # fmt: skip
        return self._post(path, json.dumps(value, ensure_ascii=False).encode(), head)

    def _post(self, path: str, body: bytes, head: dict[str, str]) -> bool:
        """True for an acknowledgement, False where it is busy. Raises Refusal for any other answer, OSError for none."""
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=30)
        try:
            connection.request("POST", path, body, head)
            answer = connection.getresponse()
            said = answer.read()
        finally:
            connection.close()
        if answer.status in (200, 201, 303):
            return True
        if answer.status >= 500:
            return False
        raise Refusal("keeping", "faults.refused", path=path[:40], status=answer.status, said=said[:200].decode())


def form_key(marker: str) -> str:
    """The id of a report, as a form would bear it: the same for the same marker."""
    return "".join(letter for letter in marker if letter in "0123456789abcdef")[-12:]


def multipart(fields: dict[str, str], name: str, data: bytes) -> tuple[bytes, str]:
    """A form's fields and one file `evidence` as a body, and its content type."""
    mark = secrets.token_hex(12)
    parts = [
        f'--{mark}\r\nContent-Disposition: form-data; name="{key}"\r\n\r\n{value}\r\n' for key, value in fields.items()
    ]
    head = f'--{mark}\r\nContent-Disposition: form-data; name="evidence"; filename="{name}"\r\n\r\n'
    body = "".join([*parts, head]).encode() + data + f"\r\n--{mark}--\r\n".encode()
    return body, f"multipart/form-data; boundary={mark}"


# --- A command beside the server: tables that are imported ------------------------------------------------------


class Importer:
    """A process that imports tables into the office's folder, one after another, as a command beside the server does."""

    def __init__(self, office: Path, writes: Writes) -> None:
        self._writes = writes
        code = f"from {__name__} import import_tables; import sys; import_tables(sys.argv[1])"
        self.process = subprocess.Popen(
            [sys.executable, "-c", code, str(office)], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True
        )
        self.ready = threading.Event()
        self._reading = threading.Thread(target=self._read, daemon=True)
        self._reading.start()

    def _read(self) -> None:
        assert self.process.stdout is not None
        for line in self.process.stdout:
            word, _, marker = line.rstrip("\n").partition(" ")
            if word == "done" and line.endswith("\n"):
                self._writes.acknowledged.add(marker)
            elif word == "sent" and line.endswith("\n"):
                self._writes.sent.append(marker)
            self.ready.set()
        self.ready.set()

    def kill(self) -> None:
        """End it at once, and read what it had still said."""
        self.process.kill()
        self.process.wait()
        self._reading.join()


def import_tables(where: str) -> None:
    """What the process does: `sent MARKER`, one import, `done MARKER`, until it is killed."""
    from ninetenths.office import starting

    starting.open_office(Path(where))
    from ninetenths.office.domain import clock, commitments
    from ninetenths.office.domain.acting import of_person
    from ninetenths.office.models import Person

    clerk = of_person(Person.objects.get(name="Clerk"))
    print("ready", flush=True)
    while True:
        marker = f"imports-{secrets.token_hex(8)}"
        print(f"sent {marker}", flush=True)
        rows = [{"title": f"{marker} {place}"} for place in range(ROWS_AN_IMPORT)]
        try:
            commitments.import_rows(by=clerk, table=marker, day=clock.today(), rows=rows)
        except Refusal as refusal:
            if refusal.code != "busy":
                raise
            continue
        print(f"done {marker}", flush=True)
        time.sleep(PAUSE_SECONDS)


# --- What became of them ----------------------------------------------------------------------------------------


@dataclass(frozen=True, slots=True)
class Found:
    """Of one kind: how many were sent and acknowledged, and of them lost; how many stand twice, how many in part."""

    name: str
    sent: int
    acknowledged: int
    lost: int
    double: int
    half_done: int

    @property
    def holds(self) -> bool:
        """Whether nothing is lost, double or half-done."""
        return not (self.lost or self.double or self.half_done)


def found(writes: Writes, standing: Iterable[str], half_done: int) -> Found:
    """What became of the writes of a kind; `standing` are the markers in the office, as often as they stand there."""
    count = Counter(standing)
    lost = sum(marker not in count for marker in writes.acknowledged)
    double = sum(times > 1 for times in count.values())
    return Found(writes.name, len(writes.sent), len(writes.acknowledged), lost, double, half_done)


def look(kinds: dict[str, Writes]) -> list[Found]:
    """What the office has of each kind; Django is set up for it, and nobody writes."""
    from ninetenths.office.domain import files
    from ninetenths.office.models import Entry, Evidence, Note, Paper, Proposal, Report, Stage

    def apart(verb: str, entries: Iterable[int]) -> int:
        """Entries of a verb without its row, or rows without their Entry."""
        return len(set(Entry.objects.filter(verb=verb).values_list("index", flat=True)) ^ set(entries))

    papers = dict(Paper.objects.values_list("entry", "title"))
    read = set(Proposal.objects.values_list("entry", flat=True))
    notes = dict(Note.objects.values_list("entry", "words"))
    answers = dict(Report.objects.filter(channel="link").values_list("entry", "words"))
    proofs = {
        entry for entry, digest in Evidence.objects.values_list("entry", "file") if files.path_of(digest).is_file()
    }
    stages = set(Stage.objects.filter(stage="reported").values_list("entry", flat=True))
    return [
        found(kinds["papers"], papers.values(), apart("papers.add", papers) + len(set(papers) - read)),
        found(kinds["notes"], notes.values(), apart("commitments.note", notes)),
        found(
            kinds["answers"], answers.values(),
            apart("commitments.report", answers) + len(set(answers) - proofs) + len(set(answers) - stages),
        ),
        _imports(kinds["imports"]),
    ]  # fmt: skip


def _imports(writes: Writes) -> Found:
    from ninetenths.office.models import Commitment

    titles = Commitment.objects.filter(title__startswith="imports-").values_list("title", flat=True)
    rows = Counter(title.partition(" ")[0] for title in titles)
    whole = [marker for marker, count in rows.items() for _ in range(-(-count // ROWS_AN_IMPORT))]
    return found(writes, whole, sum(count % ROWS_AN_IMPORT > 0 for count in rows.values()))
