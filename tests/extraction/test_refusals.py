"""Input that cannot be used is refused in one sentence in both languages, in bounded time and memory."""

from __future__ import annotations

import io
import string
import subprocess
import sys
import tracemalloc
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.extraction import Extracted, extract, extract_file
from ninetenths.packs import LANGUAGES, phrase, words
from ninetenths.refusal import Refusal

OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WORD = "application/vnd.openxmlformats-officedocument.wordprocessingml.document.main+xml"
SHEET = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet.main+xml"


def packed(parts: dict[str, bytes], *, method: int = zipfile.ZIP_DEFLATED) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", method) as archive:
        for path, content in parts.items():
            archive.writestr(path, content)
    return file.getvalue()


def types(path: str, kind: str) -> bytes:
    space = "http://schemas.openxmlformats.org/package/2006/content-types"
    return f'<Types xmlns="{space}"><Override PartName="{path}" ContentType="{kind}"/></Types>'.encode()


def word(document: bytes) -> bytes:
    return packed({"[Content_Types].xml": types("/word/document.xml", WORD), "word/document.xml": document})


def code_of(data: bytes, name: str | None = None) -> str:
    with pytest.raises(Refusal) as refused:
        extract(data, name=name)
    assert refused.value.room == "extraction"
    for language in LANGUAGES:
        said = phrase("extraction", refused.value.code, language, **refused.value.params)
        assert "\n" not in said
    return refused.value.code


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "a.txt", "empty"),
        (b" \r\n\t", "a.txt", "no-text"),
        (b"\xef\xbb\xbf", "a.txt", "no-text"),
        (b"\x89PNG\r\n\x1a\n\x00\x00", "a.txt", "picture"),
        (b"\xff\xd8\xff\xe0\x00", None, "picture"),
        (b"\x7fELF\x02\x01\x01\x00", "a.txt", "binary-format"),
        (bytes(range(256)) * 8, "a.txt", "binary"),
        (b"text\x00text text", "a.txt", "binary"),
        (b"{\\rtf1\\ansi", "a.doc", "rich-text"),
        (b"\x1f\x8b\x08\x00", "a.txt", "archive"),
        (OLE + bytes(512), "a.doc", "old-document"),
        (OLE + bytes(512) + "EncryptedPackage".encode("utf-16-le"), "a.docx", "encrypted-document"),
        (b"not a zip", "a.docx", "document-damaged"),
        (b"PK\x03\x04" + bytes(40), "a.docx", "document-damaged"),
        (b"%PDF-1.7\n", "a.pdf", "pdf-damaged"),
        (b"nothing", "a.pdf", "pdf-damaged"),
        (b"MIME-Version: 1.0\nContent-Type: multipart/related;", "a.mhtml", "mail-page"),
        (b"<html><body><p> </p></body></html>", "a.html", "no-text"),
        (b"<html></html>", None, "no-text"),
        (b"<html><body>" + b"<div>" * 5000 + b"text", None, "page-damaged"),
    ],
)
def test_each_bad_input_has_its_own_refusal(data: bytes, name: str | None, code: str) -> None:
    assert code_of(data, name) == code


def test_other_containers_are_named_for_what_they_are() -> None:
    sheet = packed({"[Content_Types].xml": types("/xl/workbook.xml", SHEET), "xl/workbook.xml": b"<workbook/>"})
    assert code_of(sheet, "任务表.xlsx") == "spreadsheet"
    assert code_of(packed({"a.txt": b"text"}), "a.zip") == "archive"
    assert code_of(packed({"mimetype": b"application/vnd.oasis.opendocument.text"}), "a.odt") == "other-office"


@pytest.mark.parametrize("share", [0.1, 0.5, 0.9, 0.99])
def test_a_document_cut_short_is_damaged(share: float) -> None:
    whole = word(b"<w:document xmlns:w='w'><w:body/></w:document>" * 1)
    assert code_of(whole[: int(len(whole) * share)], "a.docx") == "document-damaged"


def test_a_document_that_unpacks_without_end_is_refused_before_it_fills_memory() -> None:
    bomb = word(b"<w:document>" + b" " * (97 * 2**20))
    tracemalloc.start()
    assert code_of(bomb, "a.docx") == "bomb"
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert peak < 16 * 2**20


def test_a_document_that_lies_about_its_size_is_stopped_while_unpacking() -> None:
    honest = word(b"<w:document>" + b" " * (8 * 2**20))
    size = (8 * 2**20 + 12).to_bytes(4, "little")
    assert honest.count(size) == 2
    assert code_of(honest, "a.docx") == "bomb"
    assert code_of(honest.replace(size, (64).to_bytes(4, "little")), "a.docx") == "document-damaged"


def test_a_document_of_countless_parts_is_refused() -> None:
    assert code_of(packed({f"{n}": b"" for n in range(5000)}), "a.docx") == "bomb-entries"


@pytest.mark.parametrize(
    "declaration",
    [
        b'<!DOCTYPE d [<!ENTITY x SYSTEM "file:///etc/hostname">]>',
        b'<!DOCTYPE d [<!ENTITY a "aaaaaaaaaa"><!ENTITY x "&a;&a;&a;&a;&a;&a;&a;&a;&a;&a;">]>',
    ],
)
def test_entities_are_not_resolved(declaration: bytes) -> None:
    space = b"http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    text = b"<w:d xmlns:w='%s'><w:p><w:r><w:t>&x;</w:t></w:r></w:p></w:d>" % space
    assert code_of(word(declaration + text), "a.docx") == "document-entities"


def test_elements_nested_without_end_are_damage_not_a_crash() -> None:
    assert code_of(word(b"<w>" * 100_000), "a.docx") == "document-damaged"


def test_files_that_are_not_there_or_no_files(tmp_path: Path) -> None:
    for path, code in ((tmp_path / "fehlt.txt", "missing"), (tmp_path, "folder")):
        with pytest.raises(Refusal) as refused:
            extract_file(path)
        assert (refused.value.code, refused.value.params) == (code, {"name": str(path)})


def test_a_file_too_large_is_refused_before_it_is_read(tmp_path: Path) -> None:
    path = tmp_path / "large.txt"
    with path.open("wb") as file:
        file.truncate(200 * 2**20)
    tracemalloc.start()
    with pytest.raises(Refusal) as refused:
        extract_file(path)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    assert refused.value.params == {"name": str(path), "size": 200, "limit": 128}
    assert peak < 2**20


def test_a_file_is_read_as_its_bytes(tmp_path: Path) -> None:
    path = tmp_path / "全会.txt"
    path.write_bytes("全会指出".encode("gb18030"))
    assert extract_file(path) == extract("全会指出".encode("gb18030"))


def test_standard_input_is_read_and_bounded(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO("全会指出".encode())))
    assert extract_file(Path("-")).text == "全会指出"
    monkeypatch.setattr(sys, "stdin", io.TextIOWrapper(io.BytesIO(b"x" * 100)))
    with pytest.raises(Refusal) as refused:
        extract_file(Path("-"), limit=99)
    assert refused.value.code == "file-too-large"


def test_text_beyond_the_bound_is_refused_and_what_is_below_is_read() -> None:
    assert len(extract(b"(" * (32 * 2**20)).text) == 32 * 2**20
    assert code_of(b"(" * (50 * 2**20)) == "text-too-long"
    assert code_of(b"<" * (50 * 2**20), "a.html") == "page-too-large"


@pytest.mark.parametrize(
    "unit", [b"<div>", b"<table><tr><td>", b"<ul><li>", b"<b>", b"</p>", b"<!--", b"&#x0;", b"\xe4", b"<a href='"]
)
def test_a_page_of_one_thing_repeated_takes_linear_time(unit: bytes, grows_in_line: Callable[..., bool]) -> None:
    def extracting(size: int) -> Callable[[], object]:
        page = b"<html><body><p>text " + unit * size

        def read_or_refused() -> None:
            try:
                extract(page, name="a.html")
            except Refusal as refused:
                assert refused.room == "extraction"

        return read_or_refused

    assert grows_in_line(extracting, 5_000, 20_000)


_BEGINNINGS = st.sampled_from(
    [b"", b"<html>", b"<!doctype html><body>", b"%PDF-1.4\n", b"PK\x03\x04", OLE, b"\xff\xfe", b"\xef\xbb\xbf"]
)
_NAMES = st.sampled_from([None, "a.txt", "a.html", "a.docx", "a.pdf", "a"])


@given(_BEGINNINGS, st.binary(max_size=400), _NAMES)
def test_any_bytes_give_a_text_or_a_refusal(beginning: bytes, rest: bytes, name: str | None) -> None:
    try:
        found = extract(beginning + rest, name=name)
    except Refusal as refused:
        for language in LANGUAGES:
            phrase(refused.room, refused.code, language, **refused.params)
    else:
        assert isinstance(found, Extracted)
        assert found.text.encode()


_MARKUP = st.lists(
    st.sampled_from(
        ["<p>", "</p>", "<div>", "<section[id=zoom]", "</div>", "<table>", "<tr>", "<td>", "</td>", "</table>", "<ol>",
         "<li>", "<br>", "<pre>", "<h1>", "<title>", "<a>", "</a>", "<form>", "全会指出", "&nbsp;", "来源：", "\n",
         "2024-03-01", "<meta[charset=gbk]", "<br/>", "<nav>", "<ul>", "</ul>", "<body>", "<html>", "<frameset>",
         "<span[style=display:none]", "&#0;", "&#xd800;"]
    ),
    max_size=40,
).map(lambda pieces: "".join(piece.replace("[", " ").replace("]", ">") for piece in pieces))  # fmt: skip


@given(_MARKUP)
def test_any_markup_gives_a_text_or_a_refusal(markup: str) -> None:
    try:
        assert extract(b"<p>" + markup.encode(), name="a.html").text.encode()
    except Refusal as refused:
        assert refused.code == "no-text"


def test_words_stand_in_both_languages_with_the_same_parameters() -> None:
    zh, en = (
        {code: {name for _, name, _, _ in string.Formatter().parse(text) if name} for code, text in catalogue.items()}
        for catalogue in (words("extraction", language) for language in LANGUAGES)
    )
    assert zh == {code: fields for code, fields in en.items() if not code.endswith(".one")}


def test_importing_the_room_loads_nothing_heavy() -> None:
    heavy = "{'lxml', 'docx', 'pypdfium2', 'numpy', 'ctypes'}"
    script = f"import ninetenths.extraction, sys; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
