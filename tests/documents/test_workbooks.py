"""Bad workbooks at the door: each is refused in one line that says what to do, and nothing is written."""

from __future__ import annotations

import io
import sys
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninetenths.documents import FILE_LIMIT, file_bytes, guard, read_task_table, sheets
from ninetenths.packs import LANGUAGES, phrase
from ninetenths.refusal import Refusal

sys.path.insert(0, str(Path(__file__).parent))
from task_workbook import workbook

GOOD = workbook()
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)


def repacked(change: Callable[[str, bytes], bytes | None], extra: dict[str, bytes] | None = None) -> bytes:
    made = io.BytesIO()
    with zipfile.ZipFile(io.BytesIO(GOOD)) as old, zipfile.ZipFile(made, "w", zipfile.ZIP_DEFLATED) as new:
        for name in old.namelist():
            data = change(name, old.read(name))
            if data is not None:
                new.writestr(name, data)
        for name, data in (extra or {}).items():
            new.writestr(name, data)
    return made.getvalue()


def same(_: str, data: bytes) -> bytes:
    return data


def far_cell(name: str, data: bytes) -> bytes:
    if name != "xl/worksheets/sheet1.xml":
        return data
    return data.replace(b"</sheetData>", b'<row r="1048576"><c r="XFD1048576"><v>1</v></c></row></sheetData>')


def entities(name: str, data: bytes) -> bytes:
    if name != "xl/sharedStrings.xml":
        return data
    return data.replace(b"<sst", b'<!DOCTYPE sst [<!ENTITY a "aaaaaaaaaa"><!ENTITY b "&a;&a;&a;&a;">]><sst', 1)


def locked() -> bytes:
    """A workbook whose entries are marked as enclosed with a password."""
    data = bytearray(GOOD)
    at = 0
    while (at := data.find(b"PK\x01\x02", at)) >= 0:
        data[at + 8] |= 1
        at += 4
    return bytes(data)


BAD = {
    "empty": (b"", "t.xlsx", "empty"),
    "text": ("序号,工作任务".encode(), "t.xlsx", "not-a-workbook"),
    "cut-off": (GOOD[: len(GOOD) // 2], "t.xlsx", "damaged"),
    "old": (_OLE, "t.xls", "old-format"),
    "password": (_OLE + "EncryptedPackage".encode("utf-16-le"), "t.xlsx", "encrypted"),
    "locked-zip": (locked(), "t.xlsx", "encrypted"),
    "macro-part": (repacked(same, {"xl/vbaProject.bin": b"x"}), "t.xlsx", "macro"),
    "macro-name": (GOOD, "t.xlsm", "macro"),
    "macro-type": (repacked(lambda n, d: d.replace(b"sheet.main+xml", b"sheet.macroEnabled.main+xml")), "t.xlsx", "macro"),
    "bomb": (repacked(same, {"xl/bomb.xml": bytes(64 * 2**20)}), "t.xlsx", "bomb"),
    "many-entries": (repacked(same, {f"xl/p{n}.bin": b"" for n in range(2100)}), "t.xlsx", "bomb"),
    "far-cell": (repacked(far_cell), "t.xlsx", "too-wide"),
    "entities": (repacked(entities), "t.xlsx", "entities"),
    "document": (repacked(lambda n, d: None if n.startswith("xl/") else d, {"word/document.xml": b"<w/>"}), "t.xlsx", "not-a-workbook"),
}  # fmt: skip


@pytest.mark.parametrize("case", BAD)
def test_a_bad_workbook_is_refused_by_what_is_wrong_with_it(case: str) -> None:
    data, name, code = BAD[case]
    with pytest.raises(Refusal) as refused:
        guard(data, name)
    assert refused.value.code == code
    for language in LANGUAGES:
        said = phrase("documents", code, language, **refused.value.params)
        assert name in said and "\n" not in said


def test_100_megabytes_are_refused_before_they_are_read(tmp_path: Path) -> None:
    path = tmp_path / "large.xlsx"
    with path.open("wb") as stream:
        stream.truncate(100 * 2**20)
    with pytest.raises(Refusal) as refused:
        file_bytes(path)
    assert (refused.value.code, refused.value.params["size"], refused.value.params["limit"]) == (
        "too-large", 100, FILE_LIMIT // 2**20
    )  # fmt: skip


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    found = []
    for path in (tmp_path / "none.xlsx", tmp_path):
        with pytest.raises(Refusal) as refused:
            file_bytes(path)
        found.append(refused.value.code)
    assert found == ["missing", "folder"]


@settings(max_examples=60, deadline=None)
@given(st.integers(0, len(GOOD) - 1), st.integers(1, 255), st.integers(0, len(GOOD)))
def test_a_damaged_workbook_is_read_or_refused_and_never_anything_else(at: int, change: int, end: int) -> None:
    data = bytearray(GOOD)
    data[at] ^= change
    for piece in (bytes(data), GOOD[:end]):
        try:
            guard(piece, "t.xlsx")
            read_task_table(piece, "t.xlsx")
        except Refusal:
            pass


def test_a_good_workbook_passes_and_its_cells_stand_where_they_stand() -> None:
    guard(GOOD, "t.xlsx")
    page = sheets(GOOD, "t.xlsx")[0]
    assert (page.name, page.visible, page.rows[1][0], page.rows[2][0], page.merged[0].right) == (
        "任务分解表", True, "序号", 1, len(page.rows[0]) - 1
    )  # fmt: skip
