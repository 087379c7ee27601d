"""`nine read`: what it prints and writes, and how it refuses what it cannot read."""

from __future__ import annotations

import io
import json
import os
import resource
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from ninetenths.cli import main
from ninetenths.reading import read

YUNCHUAN = Path(__file__).resolve().parents[2] / "examples" / "yunchuan"
NEWS, DECISION = YUNCHUAN / "plenary-news.txt", YUNCHUAN / "decision.txt"


def nine(*arguments: str, given: bytes = b"", memory: int | None = None) -> subprocess.CompletedProcess[bytes]:
    """`nine` as a process of its own; `memory` bounds its address space, in bytes."""

    def bounded() -> None:
        if memory is not None:
            resource.setrlimit(resource.RLIMIT_AS, (memory, memory))

    environment = {**os.environ, "LANG": "C", "PYTHONDONTWRITEBYTECODE": "1"}
    return subprocess.run(
        [sys.executable, "-m", "ninetenths", *arguments], input=given, capture_output=True, env=environment, timeout=240,
        preexec_fn=bounded,
    )  # fmt: skip


def word(document: bytes) -> bytes:
    kind = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr(
            "[Content_Types].xml",
            f'<Types xmlns="{space}"><Override PartName="/word/document.xml" ContentType="{kind}"/></Types>',
        )
        archive.writestr("word/document.xml", document)
    return held.getvalue()


def test_json_is_one_reading_a_line(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["read", "--json", str(NEWS), str(DECISION)]) == 0
    lines = capfdbinary.readouterr().out.splitlines()
    assert [json.loads(line)["source"]["genre"] for line in lines] == ["session-news", "decision"]


def test_text_is_what_offsets_point_into(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    page = YUNCHUAN / "plenary-news.html"
    assert main(["read", "--text", str(page)]) == 0
    text = capfdbinary.readouterr().out.decode()
    assert main(["read", "--json", str(page)]) == 0
    plain = json.loads(capfdbinary.readouterr().out)
    assert plain["source"]["chars"] == len(text)
    phrases = {item["text"]: item["spans"] for item in plain["phrases"]}
    assert {text[start:end] for spans in phrases.values() for start, end in spans} == set(phrases)


def test_the_saved_page_gives_the_record_of_the_text(capfdbinary: pytest.CaptureFixture[bytes]) -> None:
    assert main(["read", "--json", str(NEWS), str(YUNCHUAN / "plenary-news.html")]) == 0
    text, page = (json.loads(line) for line in capfdbinary.readouterr().out.splitlines())
    said = [{name: field["value"] for name, field in made["record"].items()} for made in (text, page)]
    assert said[0] == said[1]
    assert said[0]["attendance"] == [{"category": "市委委员", "count": 48}, {"category": "候补委员", "count": 7}]
    assert (said[0]["term"], said[0]["ordinal"], said[0]["enlarged"], said[0]["held_on"]) == (9, 2, True, "2031-07-20")
    assert [len(item["members"]) for item in text["sets"]] == [len(item["members"]) for item in page["sets"]]


def test_standard_input_is_read() -> None:
    done = nine("read", "--json", "-", given="市委八届二次全体会议举行\n".encode("gb18030"))
    made = json.loads(done.stdout)
    assert (done.returncode, done.stderr, made["source"]["encoding"]) == (0, b"", "gb18030")
    assert made["clauses"] == json.loads(read("市委八届二次全体会议举行\n").to_json())["clauses"]


@pytest.mark.parametrize(
    ("language", "words"),
    [("en", ("Record of the session", "Commitments", "Findings")), ("zh", ("会议记录", "任务", "提示"))],
)
def test_the_summary_is_in_the_language_asked_for(
    language: str, words: tuple[str, ...], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["--lang", language, "read", str(NEWS)]) == 0
    said = capsys.readouterr().out
    heads = [line[3:].strip() for line in said.splitlines() if line.startswith("── ")]
    assert "市委九届二次全体(扩大)会议举行" in said and "48" in said
    assert all(any(word in head for head in heads) for word in words), heads
    assert max(len(line) for line in said.splitlines()) < 400


@pytest.mark.parametrize("name", ["decision.txt", "work-report-2031.txt", "plan-2032.hant.txt"])
def test_the_summary_shows_how_many_there_are(name: str, capsys: pytest.CaptureFixture[str]) -> None:
    made = read((YUNCHUAN / name).read_text(encoding="utf-8"))
    assert main(["--lang", "en", "read", str(YUNCHUAN / name)]) == 0
    said = capsys.readouterr().out
    assert f"{made.source.chars:,} characters" in said
    assert f"{len(made.clauses)} clauses" in said and f"{len(made.commitments)} commitments" in said


BAD = {
    "empty.txt": b"",
    "blank.txt": b" \r\n\t\n",
    "picture.txt": b"\x89PNG\r\n\x1a\n\x00\x00" + bytes(100),
    "binary.txt": bytes(range(256)) * 8,
    "cut.docx": word(b"<w:document/>")[:200],
    "bomb.docx": word(b"<w:document>" + b" " * (100 * 2**20)),
    "old.doc": b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512),
    "broken.pdf": b"%PDF-1.7\nnothing",
    "page.html": b"<html><body></body></html>",
    "wrong.txt": "云川市".encode() * 50 + b"\xff\xfe\x81" + "决定".encode() * 50,
    "archive.zip": b"PK\x03\x04" + bytes(40),
}


@pytest.fixture(scope="module")
def bad(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("bad")
    for name, data in BAD.items():
        (folder / name).write_bytes(data)
    (folder / "folder.txt").mkdir()
    return folder


@pytest.mark.parametrize("form", [["--json"], ["--csv", "OUT"], ["--html", "OUT"]], ids=["json", "csv", "html"])
@pytest.mark.parametrize("name", [*BAD, "folder.txt", "missing.txt"])
def test_bad_input_is_refused_in_one_line_and_writes_nothing(
    bad: Path, tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, form: list[str]
) -> None:
    out = tmp_path / "out"
    given = [str(out) if word == "OUT" else word for word in form]
    for language in ("en", "zh"):
        assert main(["--lang", language, "read", str(NEWS), str(bad / name), *given]) == 2
        said = capsys.readouterr()
        assert said.out == ""
        assert said.err.startswith("nine read: ") and said.err.count("\n") == 1
        assert name in said.err
    assert not out.exists()


@pytest.mark.parametrize("name", ["missing.txt", "binary.txt", "bomb.docx"])
def test_a_process_refuses_with_status_two_and_no_traceback(bad: Path, name: str) -> None:
    done = nine("read", "--json", str(bad / name))
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert name.encode() in done.stderr and b"Traceback" not in done.stderr


def test_two_hundred_megabytes_are_refused_in_bounded_memory(tmp_path: Path) -> None:
    large = tmp_path / "large.txt"
    with large.open("wb") as file:
        file.truncate(200 * 2**20)
    done = nine("read", "--json", str(large), memory=2 * 2**30)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)
    assert b"large.txt" in done.stderr


@pytest.mark.parametrize("name", ["brackets.txt", "brackets.html"])
def test_fifty_megabytes_of_brackets_are_refused_in_bounded_memory(tmp_path: Path, name: str) -> None:
    many = tmp_path / name
    many.write_bytes(b"([" * (25 * 2**20))
    done = nine("read", "--json", str(many), memory=3 * 2**30)
    assert (done.returncode, done.stdout, done.stderr.count(b"\n")) == (2, b"", 1)


@pytest.mark.deep
@pytest.mark.parametrize("unit", ["（", "[(", "“", "（）", "（，）", "（\n"])
def test_eight_megabytes_of_brackets_are_read_in_bounded_memory(tmp_path: Path, unit: str) -> None:
    many = tmp_path / "many.txt"
    many.write_text(unit * (8 * 2**20 // len(unit.encode())), encoding="utf-8")
    done = nine("read", "--json", str(many), memory=6 * 2**30)
    assert done.returncode == 0 and json.loads(done.stdout)["source"]["chars"] == many.stat().st_size * len(
        unit
    ) // len(unit.encode())


@pytest.mark.parametrize(
    "arguments",
    [
        ["read"], ["read", "--out", "x.jsonl"], ["read", "--corpus", "here"], ["read", "--corpus", "no-such-folder", "--out", "x.jsonl"],
        ["read", "--corpus", str(YUNCHUAN), "--out", "x.csv"],
        ["read", str(NEWS), str(DECISION), "--html", "one.html"],
        ["read", str(NEWS), "--csv", "/proc/no/where.csv"],
        ["read", str(NEWS), "--xlsx", str(NEWS / "below.xlsx")],
    ],
)  # fmt: skip
def test_what_does_not_go_together_is_refused(
    arguments: list[str], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    assert main(arguments) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.count("\n"), said.err.startswith("nine read: ")) == ("", 1, True)
    assert list(tmp_path.iterdir()) == []
