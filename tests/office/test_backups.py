"""A backup is made while somebody writes; it comes back with the same root, or not at all."""

from __future__ import annotations

import json
import shutil
import sqlite3
import subprocess
import sys
from pathlib import Path

import pytest

from ninetenths import ledger
from ninetenths.office import backups, folder
from ninetenths.refusal import Refusal


def nine(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ninetenths", "--lang", "en", *map(str, words)], capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


@pytest.fixture(scope="module")
def kept(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an office, `office`, and its backup, `backup`."""
    top = tmp_path_factory.mktemp("kept")
    assert nine("init", top / "office", "--name", "Larchmoor").returncode == 0
    assert nine("invite", top / "office", "Ada", "--role", "clerk").returncode == 0
    (top / "early").write_bytes(checkpoint(top / "office"))
    stored = top / "office" / "files" / "ab" / ("c" * 62)
    stored.parent.mkdir()
    stored.write_bytes(b"a file that no row names is copied too")
    assert nine("backup", top / "office", top / "backup").returncode == 0
    return top


def checkpoint(where: Path) -> bytes:
    office = folder.load(where)
    key = ledger.SigningKey(office.origin, office.log_seed())
    return ledger.Checkpoint(office.origin, *backups.tail(office.database)).signed(key)


@pytest.fixture
def backup(kept: Path, tmp_path: Path) -> Path:
    """A copy of the backup to be spoiled."""
    return Path(shutil.copytree(kept / "backup", tmp_path / "backup"))


def refused(backup: Path, since: bytes | None = None) -> str:
    """The code with which a restore is refused; nothing is left behind."""
    where = backup.parent / "back"
    with pytest.raises(Refusal) as found:
        backups.restore(backup, where, since=since)
    assert [path.name for path in backup.parent.iterdir()] == ["backup"]
    return found.value.code


def test_a_restored_office_has_the_same_root_state_files_and_keys(kept: Path, tmp_path: Path) -> None:
    done = nine("restore", kept / "backup", tmp_path / "back", "--since", kept / "early")
    assert (done.returncode, done.stderr) == (0, "")
    assert checkpoint(tmp_path / "back") == checkpoint(kept / "office")
    for name in ("office.toml", "keys/office.key", "keys/log.key", f"files/ab/{'c' * 62}"):
        assert (tmp_path / "back" / name).read_bytes() == (kept / "office" / name).read_bytes()
    assert nine("check", tmp_path / "back").returncode == 0
    # It goes on: the next entry continues the log.
    assert nine("invite", tmp_path / "back", "Ben", "--role", "clerk").returncode == 0


def test_a_backup_is_taken_while_a_writer_holds_the_database(kept: Path, tmp_path: Path) -> None:
    writer = sqlite3.connect(kept / "office" / "office.db", isolation_level=None)
    writer.execute("BEGIN IMMEDIATE")
    writer.execute("UPDATE office_person SET name = 'half done'")
    made = backups.make(folder.load(kept / "office"), tmp_path / "backup", keys=True)
    writer.execute("ROLLBACK")
    writer.close()
    assert made.head.size == backups.tail(kept / "office" / "office.db")[0]
    with sqlite3.connect(tmp_path / "backup" / "office.db") as copy:
        assert copy.execute("SELECT count(*) FROM office_person WHERE name = 'half done'").fetchone() == (0,)
    copy.close()


def test_without_keys_none_is_in_the_backup_nor_in_what_comes_back(kept: Path, tmp_path: Path) -> None:
    assert nine("backup", kept / "office", tmp_path / "backup", "--without-keys").returncode == 0
    secret = (kept / "office" / "keys" / "office.key").read_text()
    assert not (tmp_path / "backup" / "keys").exists()
    assert not any(secret.strip().encode() in path.read_bytes() for path in tmp_path.rglob("*") if path.is_file())
    done = nine("restore", tmp_path / "backup", tmp_path / "back")
    assert done.returncode == 0 and "keys" in done.stdout
    assert list((tmp_path / "back" / "keys").iterdir()) == []
    served = nine("serve", tmp_path / "back")
    assert served.returncode == 2 and served.stderr.count("\n") == 1


def test_a_log_that_lost_its_end_is_refused(backup: Path) -> None:
    base = sqlite3.connect(backup / "office.db")
    for table in ("log_payload", "log_entry"):
        base.execute(f"DROP TRIGGER {table}_no_delete")
        base.execute(f"DELETE FROM {table} WHERE idx = (SELECT max(idx) FROM {table})")
    base.commit()
    base.close()
    assert refused(backup) == "restore.root"


def test_a_checkpoint_that_was_altered_is_refused(backup: Path) -> None:
    about = json.loads((backup / "backup.json").read_text())
    about["checkpoint"] = about["checkpoint"].replace("\n3\n", "\n2\n")
    (backup / "backup.json").write_text(json.dumps(about))
    assert refused(backup) == "restore.unsigned"


def test_a_file_that_is_gone_and_a_folder_that_is_no_backup_are_refused(backup: Path) -> None:
    shutil.rmtree(backup / "files" / "ab")
    assert refused(backup) == "restore.files"
    (backup / "backup.json").write_text("[]")
    assert refused(backup) == "restore.no-backup"


def test_a_log_that_does_not_continue_what_was_kept_is_refused(backup: Path, kept: Path) -> None:
    office = folder.load(kept / "office")
    key = ledger.SigningKey(office.origin, office.log_seed())
    size, root = backups.tail(office.database)
    assert refused(backup, ledger.Checkpoint(key.name, size + 1, root).signed(key)) == "restore.since-later"
    assert refused(backup, ledger.Checkpoint(key.name, size - 1, root).signed(key)) == "restore.since-other"
    other = ledger.SigningKey(key.name, bytes(32))
    assert refused(backup, ledger.Checkpoint(key.name, size, root).signed(other)) == "restore.since-unsigned"
    assert refused(backup, b"no note") == "restore.since-unsigned"


def test_a_row_that_the_log_does_not_make_is_refused_in_one_line(backup: Path) -> None:
    with sqlite3.connect(backup / "office.db") as base:
        base.execute("UPDATE office_person SET name = 'Eve'")
    base.close()
    done = nine("restore", backup, backup.parent / "back")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "Traceback" not in done.stderr
    assert [path.name for path in backup.parent.iterdir()] == ["backup"]


def test_a_place_that_is_not_empty_is_refused(kept: Path) -> None:
    done = nine("backup", kept / "office", kept / "office")
    assert done.returncode == 2 and done.stderr.count("\n") == 1
