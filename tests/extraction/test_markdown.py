"""Markdown and windows-1252: every word is kept, marks are taken away, and Chinese is never taken for either."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from ninetenths.extraction import extract


def test_headings_lists_emphasis_links_and_tables_lose_their_marks() -> None:
    text = (
        "---\ntitle: x\n---\n# Plan\n\n- **Publish** the [register](http://x.test)\n\n| A | B |\n|---|:-:|\n| 1 | 2 |\n"
    )
    taken = extract(text.encode(), name="plan.md")
    assert (taken.kind, taken.title) == ("md", "Plan")
    assert [line for line in taken.text.split("\n") if line] == ["Plan", "Publish the register", "A\tB", "1\t2"]


def test_english_with_typographers_quotes_is_windows_1252() -> None:
    text = "RESOLUTION\n\nWHEREAS the town’s road fund is low – and the café’s lease ends;\n"
    taken = extract(text.encode("cp1252"), name="a.txt")
    assert (taken.encoding, taken.text) == ("windows-1252", text)


@given(st.text(alphabet="市县教育局财政工作任务牵头单位完成时限的了和是在", min_size=12, max_size=60))
def test_chinese_bytes_are_never_read_as_windows_1252(text: str) -> None:
    assert extract(f"关于全市工作的通知\n{text}\n".encode("gb18030"), name="a.txt").encoding == "gb18030"
