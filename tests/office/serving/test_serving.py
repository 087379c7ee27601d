"""The server from outside, in front of a toy office: who is slow holds nobody, what is in hand is finished, nothing is left."""

from __future__ import annotations

import contextlib
import hashlib
import http.client
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest

pytest.importorskip("granian")
TOY = Path(__file__).with_name("toy_office.py")
PATIENCE = 20
CLIENTS: list[socket.socket] = []


@pytest.fixture(autouse=True)
def hung_up() -> Iterator[None]:
    """Whoever a test connected hangs up after it."""
    yield
    while CLIENTS:
        CLIENTS.pop().close()


class Served:
    """A toy office that runs; its standard error goes to a file."""

    def __init__(self, folder: Path, *more: str, port: int = 0) -> None:
        self.log = folder / "log"
        with self.log.open("a") as log:
            self.process = subprocess.Popen(
                [sys.executable, str(TOY), str(folder), str(port), *more], stdout=subprocess.PIPE, stderr=log, text=True
            )
        assert self.process.stdout is not None
        self.line = self.process.stdout.readline()
        assert self.line.startswith("ready http://127.0.0.1:"), self.log.read_text()
        self.port = int(self.line.rsplit(":", 1)[1].strip("/\n"))

    def ask(
        self, path: str, method: str = "GET", body: bytes | None = None, **headers: str
    ) -> tuple[int, dict[str, str], bytes]:
        connection = http.client.HTTPConnection("127.0.0.1", self.port, timeout=PATIENCE)
        with contextlib.closing(connection):
            connection.request(method, path, body, {name.replace("_", "-"): value for name, value in headers.items()})
            answer = connection.getresponse()
            return answer.status, {name.lower(): value for name, value in answer.getheaders()}, answer.read()

    def connect(self, sent: str) -> socket.socket:
        client = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE)
        CLIENTS.append(client)
        client.sendall(sent.encode())
        return client

    def end(self, how: signal.Signals = signal.SIGTERM) -> int:
        self.process.send_signal(how)
        code = self.process.wait(PATIENCE)
        assert self.process.stdout is not None
        assert self.process.stdout.read() == ""
        self.process.stdout.close()
        return code


def served(folder: Path, *more: str) -> Iterator[Served]:
    (folder / "published").mkdir()
    (folder / "published" / "index.html").write_text("<p>published")
    (folder / "large.bin").write_bytes(bytes(range(256)) * 4096 * 8)
    one = Served(folder, *more)
    try:
        yield one
    finally:
        if one.process.poll() is None:
            one.process.kill()
            one.end(signal.SIGKILL)


@pytest.fixture(scope="module")
def office(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Served]:
    """One office for all that does not end it; a silent client is let go after a second."""
    yield from served(tmp_path_factory.mktemp("office"), "--silence", "1")


@pytest.fixture
def own(tmp_path: Path) -> Iterator[Served]:
    """An office of a test's own, to be ended."""
    yield from served(tmp_path)


def until(client: socket.socket, mark: bytes) -> bytes:
    """What comes, up to and including the mark."""
    got = b""
    while mark not in got:
        piece = client.recv(65536)
        assert piece, got
        got += piece
    return got


def rest(client: socket.socket) -> bytes:
    """All that still comes until the server closes."""
    got = b""
    with contextlib.suppress(ConnectionResetError):
        while piece := client.recv(65536):
            got += piece
    return got


def test_a_body_reaches_the_office_whole(office: Served) -> None:
    for size in (1, 70_000, 1_900_000):
        sent = b"x" * size
        code, _, said = office.ask("/office/take?a=%E5%8C%97", "POST", sent)
        assert (code, said.decode().split("\n")[2:4]) == (200, ["a=%E5%8C%97", str(size)])
        assert said.decode().endswith(hashlib.sha256(sent).hexdigest())


def test_a_body_in_chunks_has_a_length_and_two_cookies_are_one_header(office: Served) -> None:
    client = office.connect(
        "POST /office/take HTTP/1.1\r\nHost: x\r\nConnection: close\r\nCookie: a=1\r\nCookie: b=2\r\nX-Role: clerk\r\n"
        "X_Role: chair\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
    )
    said = rest(client).decode().split("\r\n\r\n")[1].split("\n")
    assert said == ["POST", "/office/take", "", "5", "a=1; b=2", "clerk", hashlib.sha256(b"abcde").hexdigest()]


def test_a_query_that_is_no_ascii_is_the_offices_to_judge(office: Served) -> None:
    client = office.connect("GET /office/take?q=北 HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n")
    assert "\nq=北\n" in rest(client).decode()


def test_too_much_is_refused_by_path(office: Served) -> None:
    assert office.ask("/office/take", "POST", b"x" * 2_000_001)[0] == 413
    assert office.ask("/office/uploads/1", "POST", b"x" * 2_000_001)[0] == 200
    client = office.connect("POST /office/take HTTP/1.1\r\nHost: x\r\nContent-Length: 99999999999\r\n\r\n")
    assert until(client, b"\r\n").startswith(b"HTTP/1.1 413 ")


def test_who_stalls_and_who_is_slow_hold_nobody(office: Served) -> None:
    stalled = [
        office.connect("POST /office/take HTTP/1.1\r\nHost: x\r\nContent-Length: 1000\r\n\r\n{") for _ in range(20)
    ]
    slow = [office.connect("POST /office/take HTTP/1.1\r\nHost: x\r\nContent-Length: 4\r\n\r\n") for _ in range(20)]
    for _ in range(10):
        office.connect("GET /office/large HTTP/1.1\r\nHost: x\r\n\r\n")
    for letter in "slow":
        for client in slow:
            client.sendall(letter.encode())
        assert office.ask("/office/take")[0] == 200
    digest = hashlib.sha256(b"slow").hexdigest().encode()
    assert all(until(client, digest).startswith(b"HTTP/1.1 200 ") for client in slow)
    assert all(until(client, b"\r\n").startswith(b"HTTP/1.1 408 ") for client in stalled)


def test_a_download_leaves_by_the_files_lane(office: Served) -> None:
    whole = bytes(range(256)) * 4096 * 8
    code, head, body = office.ask("/office/download")
    assert (code, body == whole, head["content-disposition"]) == (200, True, "attachment")
    assert office.ask("/office/download", If_None_Match=head["etag"])[::2] == (304, b"")
    code, part, body = office.ask("/office/download", Range="bytes=1000-1999")
    assert (code, body, part["content-range"]) == (206, whole[1000:2000], f"bytes 1000-1999/{len(whole)}")
    assert office.ask("/office/download", Range="bytes=-5")[2] == whole[-5:]
    assert office.ask("/office/download", Range=f"bytes={len(whole)}-")[0] == 416


def test_published_files_have_tags_and_answer_head(office: Served) -> None:
    code, head, body = office.ask("/")
    assert (code, body, head["content-type"]) == (200, b"<p>published", "text/html; charset=utf-8")
    assert "max-age=60" in head["cache-control"]
    assert "default-src 'self'" in head["content-security-policy"]
    for condition in ({"If_None_Match": f'"x", {head["etag"]}'}, {"If_Modified_Since": head["last-modified"]}):
        assert office.ask("/", **condition)[::2] == (304, b"")
    assert office.ask("/", If_None_Match='"x"', If_Modified_Since=head["last-modified"])[0] == 200
    code, only, body = office.ask("/", "HEAD")
    assert (code, only["content-length"], only["etag"], body) == (200, "12", head["etag"], b"")


def test_head_of_a_page_states_its_length(office: Served) -> None:
    assert office.ask("/office/take", "HEAD")[1]["content-length"] == str(len(office.ask("/office/take")[2]) + 1)


@pytest.mark.parametrize("path", ["/../log", "/%2e%2e/log", "/.hidden", "/linked", "/index.html/", "/%00"])
def test_only_what_lies_in_the_folder_is_published(office: Served, path: str) -> None:
    published = office.log.parent / "published"
    (published / ".hidden").write_text("<p>hidden")
    with contextlib.suppress(FileExistsError):
        (published / "linked").symlink_to(office.log)
    # Nothing there, so the office is asked, which repeats the path.
    assert office.ask(path)[2].startswith(b"GET\n/")


def test_a_packed_file_is_sent_to_whom_it_helps(office: Served) -> None:
    published = office.log.parent / "published"
    (published / "table.csv").write_text("a,b\n")
    (published / "table.csv.gz").write_bytes(b"packed")
    assert office.ask("/table.csv")[2] == b"a,b\n"
    _, head, body = office.ask("/table.csv", Accept_Encoding="gzip")
    assert (body, head["content-encoding"], head["content-type"]) == (b"packed", "gzip", "text/csv; charset=utf-8")


def test_every_lane_guards_its_answers(office: Served) -> None:
    for path in ("/", "/office/take", "/live/votes/1/ballots", "/live/nothing", "/office/raise", "/healthz"):
        assert office.ask(path)[1]["x-content-type-options"] == "nosniff"
    head = office.ask("/a/token-of-an-agency")[1]
    assert (head["referrer-policy"], head["cache-control"]) == ("no-referrer", "no-store")


def test_the_log_holds_no_token(office: Served) -> None:
    office.ask("/a/token-of-an-agency?key=secret")
    office.ask("/office/raise?key=secret")
    log = office.log.read_text()
    assert "GET /a/… 200" in log
    assert "GET /office/raise failed" in log
    assert "token-of" not in log
    assert "secret" not in log


def test_a_failing_page_is_a_500_and_the_next_is_answered(office: Served) -> None:
    assert office.ask("/office/raise")[0] == 500
    assert office.ask("/office/take")[0] == 200


def test_events_reach_who_may_see_them_and_resume(office: Served) -> None:
    asks = "GET /live/events{} HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer {}\r\nLast-Event-ID: {}\r\n\r\n"
    assert office.ask("/live/events")[0] == 401
    clerk = office.connect(asks.format("?topic=votes/1", "clerk", 0))
    stranger = office.connect(asks.format("", "stranger", 0))
    elsewhere = office.connect(asks.format("?topic=votes/2", "clerk", 0))
    for client in (clerk, stranger, elsewhere):
        until(client, b"retry: ")
    office.ask("/office/say?7")
    office.ask("/office/say?8")
    assert b'data: {"topic":"votes/1","state":"open"}' in until(clerk, b"id: 8\n")
    # Of one topic the latest stands for all before it.
    late = until(office.connect(asks.format("", "clerk", 6)), b"id: 8\n")
    assert (b"id: 7" in late, b"reload" in late) == (False, False)
    until(office.connect(asks.format("", "clerk", 9)), b"event: reload\n")
    for client in (stranger, elsewhere):
        client.settimeout(0.2)
        with contextlib.suppress(TimeoutError):
            assert b"id:" not in client.recv(65536)


def test_it_ends_in_order_with_streams_open_and_work_in_hand(own: Served) -> None:
    assert own.ask("/healthz")[2] == b'{"status":"ready"}'
    stream = own.connect("GET /live/events HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer clerk\r\n\r\n")
    until(stream, b"retry: ")
    page = own.connect("GET /office/slow HTTP/1.1\r\nHost: x\r\n\r\n")
    while "worker at work" not in own.log.read_text():
        time.sleep(0.01)
    time.sleep(0.2)
    own.process.send_signal(signal.SIGTERM)
    assert rest(page).startswith(b"HTTP/1.1 200 ")
    assert rest(stream).endswith(b"0\r\n\r\n")
    assert own.end() == 0
    assert "worker ends" in own.log.read_text()


def test_who_stalls_does_not_keep_it_from_ending(own: Served) -> None:
    own.connect("POST /office/take HTTP/1.1\r\nHost: x\r\nContent-Length: 9\r\n\r\n{")
    own.connect("GET /office/download HTTP/1.1\r\nHost: x\r\n\r\n")
    own.connect("GET /of")
    assert own.ask("/office/take")[0] == 200
    assert own.end(signal.SIGINT) == 0


def test_an_office_is_served_once_and_a_kill_leaves_nothing(own: Served) -> None:
    folder = own.log.parent
    other = folder / "other"
    other.mkdir()
    for place, port, words in (
        (folder, 0, "is served already"),
        (other, own.port, f"port {own.port} of 127.0.0.1 is taken"),
    ):
        refused = subprocess.run(
            [sys.executable, str(TOY), str(place), str(port)], capture_output=True, text=True, timeout=PATIENCE
        )
        assert (refused.returncode, refused.stdout, len(refused.stderr.splitlines())) == (2, "", 1)
        assert words in refused.stderr
    children = Path(f"/proc/{own.process.pid}/task/{own.process.pid}/children")
    assert children.read_text() == ""
    assert own.end(signal.SIGKILL) == -signal.SIGKILL
    again = Served(folder, port=own.port)
    assert again.ask("/")[0] == 200
    assert again.end() == 0


def test_metrics_tell_lanes_and_threads(tmp_path: Path) -> None:
    with socket.socket() as trial:
        trial.bind(("127.0.0.1", 0))
        port = trial.getsockname()[1]
    for one in served(tmp_path, "--metrics", str(port)):
        one.ask("/")
        one.ask("/office/take")
        connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        connection.request("GET", "/metrics")
        said = connection.getresponse().read().decode()
        connection.close()
        assert 'nine_requests_total{lane="files",status="200"} 1\n' in said
        assert 'nine_requests_total{lane="pages",status="200"} 1\n' in said
        assert "nine_threads 8\n" in said
        assert all(re.fullmatch(r"# TYPE \w+ \w+|\w+(\{[^}]*\})? [0-9.e+-]+", line) for line in said.splitlines())
