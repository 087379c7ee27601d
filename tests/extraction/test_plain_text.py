"""Plain text: encodings told apart, nothing changed, broken bytes named by their place."""

from __future__ import annotations

import hashlib

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.extraction import Extracted, extract
from ninetenths.refusal import Refusal

NEWS = (
    "云川市委八届二次全会举行\n\n　　全会应到市委委员51名，实到48名。全会指出，要坚持稳中求进工作总基调，“三大行动”"
    "一抓到底；到2027年，地区生产总值突破3000亿元。\r\n"
)
TRADITIONAL = "關於加強預算管理的決議：會議聽取並審議了市政府的工作報告，決定予以批准。"
SHORT = ["市委", "会议", "决定", "全会指出", "联通", "云川市人民政府", "2024年", "一、总体要求", "李明 张华"]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
@pytest.mark.parametrize("text", [NEWS, *SHORT])
def test_chinese_is_read_back_as_written(encoding: str, text: str) -> None:
    found = extract(text.encode(encoding))
    assert (found.text, found.encoding, found.kind) == (text, encoding, "txt")


@pytest.mark.parametrize("text", [TRADITIONAL, "會議決定", "關於加強管理"])
def test_traditional_chinese_in_big5_is_read_back(text: str) -> None:
    assert (extract(text.encode("big5")).text, extract(text.encode("big5")).encoding) == (text, "big5")


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16-le", "utf-16-be", "gb18030"])
def test_traditional_chinese_is_read_back_in_other_encodings(encoding: str) -> None:
    assert extract(TRADITIONAL.encode(encoding)).text == TRADITIONAL


@pytest.mark.parametrize(
    ("mark", "encoding"), [(b"\xef\xbb\xbf", "utf-8"), (b"\xff\xfe", "utf-16-le"), (b"\xfe\xff", "utf-16-be")]
)
def test_a_byte_order_mark_decides_and_is_not_text(mark: bytes, encoding: str) -> None:
    found = extract(mark + NEWS.encode(encoding))
    assert (found.text, found.encoding) == (NEWS, encoding)


def test_english_is_utf8_and_utf16_is_told_by_its_zeros() -> None:
    text = "The Council resolved:\r\n1. That the plan be adopted.\n"
    assert extract(text.encode()).encoding == "utf-8"
    for encoding in ("utf-16-le", "utf-16-be"):
        assert (extract(text.encode(encoding)).text, extract(text.encode(encoding)).encoding) == (text, encoding)


def test_nothing_is_known_of_a_text_beyond_its_bytes() -> None:
    data = "发布日期：2024-03-01 来源：云川日报".encode()
    assert extract(data) == Extracted(data.decode(), "txt", "utf-8", hashlib.sha256(data).hexdigest())


_SENTENCES = st.lists(
    st.sampled_from(
        ["全会指出", "，", "。", "\n", "\r\n", "　　", "坚持", "高质量发展", "100万人", "6%", "“", "”", "(一)"]
    ),
    min_size=4, max_size=60,
).map("".join).filter(lambda text: sum("\u4e00" <= c <= "\u9fff" for c in text) >= 2)  # fmt: skip


@given(_SENTENCES, st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "utf-16-be", "gb18030"]))
def test_any_chinese_text_survives_any_encoding(text: str, encoding: str) -> None:
    assert extract(text.encode(encoding)).text == text


@given(_SENTENCES.map(lambda text: text * 3), st.sampled_from(["utf-8", "utf-16", "gb18030"]), st.data())
def test_a_cut_last_character_is_left_out(text: str, encoding: str, data: st.DataObject) -> None:
    text += "云"
    missing = data.draw(st.integers(1, 2 if encoding == "utf-8" else 1))
    assert extract(text.encode(encoding)[:-missing]).text == text[:-1]


@pytest.mark.parametrize("encoding", ["utf-8", "gb18030"])
def test_a_broken_byte_is_refused_with_its_place(encoding: str) -> None:
    whole = (NEWS * 4).encode(encoding)
    broken = (NEWS * 3).encode(encoding) + b"\xff" + NEWS.encode(encoding)
    with pytest.raises(Refusal) as refused:
        extract(broken, name="全会.txt")
    assert (refused.value.room, refused.value.code) == ("extraction", "encoding")
    assert refused.value.params == {
        "name": "全会.txt", "offset": len(whole) * 3 // 4, "encoding": encoding, "byte": "0xFF",
    }  # fmt: skip


def test_an_odd_quote_of_another_code_page_is_not_taken_for_chinese() -> None:
    data = b"The Council's plan " * 3000 + b"\x93was adopted\x94."
    with pytest.raises(Refusal) as refused:
        extract(data)
    assert (refused.value.code, refused.value.params["offset"]) == ("encoding", 57_000)
