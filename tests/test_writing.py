"""A file is written whole or not at all."""

from __future__ import annotations

import errno
import os
from pathlib import Path
from typing import IO

import pytest

from ninetenths.refusal import Refusal
from ninetenths.writing import write_bytes


def test_a_file_is_written_with_the_folders_it_needs(tmp_path: Path) -> None:
    path = tmp_path / "new" / "out.xlsx"
    for data in (b"one", b"two"):
        write_bytes(path, data)
        assert (path.read_bytes(), [entry.name for entry in path.parent.iterdir()]) == (data, ["out.xlsx"])
    assert path.stat().st_mode & 0o777 == 0o666 & ~_mask()


def test_a_place_that_cannot_be_written_is_refused(tmp_path: Path) -> None:
    (tmp_path / "file").write_bytes(b"")
    with pytest.raises(Refusal) as refused:
        write_bytes(tmp_path / "file" / "out.xlsx", b"two")
    assert (refused.value.code, refused.value.params["path"]) == ("cannot-write", tmp_path / "file" / "out.xlsx")


def test_a_write_that_fails_midway_leaves_the_old_file_and_nothing_beside_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = tmp_path / "out.xlsx"
    write_bytes(path, b"one")
    opened = os.fdopen

    def full(handle: int, mode: str) -> IO[bytes]:
        stream = opened(handle, mode)
        stream.write(b"tw")
        stream.flush()
        stream.close()
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr("ninetenths.writing.os.fdopen", full)
    with pytest.raises(Refusal) as refused:
        write_bytes(path, b"two")
    assert (path.read_bytes(), refused.value.params["reason"], [entry.name for entry in tmp_path.iterdir()]) == (
        b"one", "No space left on device", ["out.xlsx"]
    )  # fmt: skip


def _mask() -> int:
    mask = os.umask(0)
    os.umask(mask)
    return mask
