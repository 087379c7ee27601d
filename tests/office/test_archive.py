"""Export, import, export: the same bytes; equal state, what was erased stands there as erased; what was altered is refused."""

from __future__ import annotations

import subprocess
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest


def nine(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ninetenths", "--lang", "en", *map(str, words)], capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture
def exported(office: Path, people: Any, issued: Any, tmp_path: Path) -> Path:
    """An export of an office with a stored file, a contact that was erased, and a report that was cut."""
    from ninetenths.office.domain import commitments, files, log, organizations, record
    from ninetenths.office.folder import served
    from ninetenths.office.interfaces import archive

    clerk, administrator = people.actor("clerk"), people.actor("administrator")
    contact = organizations.add_contact(people.education, by=clerk, name="赵小满", telephone="0570-3")
    behalf = clerk.on_behalf(people.education.pk, "电话 3月3日")
    evidence = [files.store("证明.pdf", b"%PDF-1.7 proof")]
    commitments.report(issued, by=behalf, words="赵小满家旁的学校已完工", actual="5", evidence=evidence)
    record.redact(by=administrator, entry=log.size() - 1, text="（遮去）的学校已完工", reason="涉及个人")
    record.erase_contact(contact, by=administrator, reason="本人要求")
    path = tmp_path / "export.zip"
    with path.open("wb") as file:
        archive.write(served(), file)
    return path


def altered(path: Path, name: str, change: Callable[[bytes], bytes]) -> Path:
    """The export with one member changed."""
    other = path.with_name("altered.zip")
    with zipfile.ZipFile(path) as source, zipfile.ZipFile(other, "w") as target:
        for info in source.infolist():
            data = source.read(info)
            target.writestr(info, change(data) if info.filename.startswith(name) else data)
    return other


def refused(path: Path) -> str:
    """The line with which an import is refused; nothing is left behind."""
    before = sorted(path.parent.iterdir())
    done = nine("import", path.parent / "taken", path)
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
    assert sorted(path.parent.iterdir()) == before
    return done.stderr


def test_export_import_export_gives_the_same_bytes_and_equal_state(exported: Path) -> None:
    taken = exported.parent / "taken"
    done = nine("import", taken, exported)
    assert (done.returncode, done.stderr) == (0, "")
    assert nine("check", taken).returncode == 0
    again = exported.parent / "again.zip"
    assert nine("export", taken, again).returncode == 0
    assert again.read_bytes() == exported.read_bytes()
    # Nothing of what was erased or cut is anywhere in it.
    assert "赵小满".encode() not in exported.read_bytes()
    assert "赵小满".encode() not in (taken / "office.db").read_bytes()
    assert sorted(path.name for path in taken.parent.iterdir()) == ["again.zip", "export.zip", "taken"]


def test_tables_are_readable_and_run_no_formula(exported: Path) -> None:
    with zipfile.ZipFile(exported) as archive:
        table = archive.read("tables/office_commitment.csv").decode("utf-8-sig")
    assert "新建学校12所" in table and "督办〔2031〕1号" in table


def test_a_line_of_the_log_that_was_altered_is_refused(exported: Path) -> None:
    said = refused(altered(exported, "log.jsonl", lambda data: data.replace("建成".encode(), "完工".encode(), 1)
                           .replace("新建学校12所".encode(), "新建学校13所".encode(), 1)))  # fmt: skip
    assert "entry" in said


def test_a_log_that_was_cut_short_is_refused(exported: Path) -> None:
    said = refused(altered(exported, "log.jsonl", lambda data: data[: data.rstrip(b"\n").rindex(b"\n") + 1]))
    assert "root" in said


def test_a_stored_file_that_is_another_is_refused(exported: Path) -> None:
    assert "stored file" in refused(altered(exported, "files/", lambda data: data + b"!"))


def test_what_is_no_export_is_refused(exported: Path) -> None:
    other = exported.with_name("other.zip")
    other.write_bytes(exported.read_bytes()[:1000])
    assert "export" in refused(other)
    with zipfile.ZipFile(other, "w") as archive:
        archive.writestr("office.json", "[]")
    assert "export" in refused(other)
