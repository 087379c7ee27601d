"""Shaded text: the characters of the text and no others, whatever the spans and however hostile the text."""

from __future__ import annotations

from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from ninetenths.pages import Heading, Mark, shaded_text
from ninetenths.pages.escaping import safe
from ninetenths.pages.shading import lines_of


class _Blocks(HTMLParser):
    """Texts of the block elements by their offset, and whether tags nest."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.open: list[str] = []
        self.blocks: dict[int, str] = {}
        self.marked: list[tuple[str, str]] = []
        self.at = -1

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        said = dict(attrs)
        self.open.append(tag)
        if "data-o" in said:
            self.at = int(said["data-o"] or 0)
            self.blocks[self.at] = ""
        if tag == "span":
            self.marked.append((said.get("id") or said.get("data-of") or "", ""))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open:
            self.blocks[self.at] += data
            if "span" in self.open:
                self.marked[-1] = (self.marked[-1][0], self.marked[-1][1] + data)


def _parsed(page: str) -> _Blocks:
    blocks = _Blocks()
    blocks.feed(str(page))
    blocks.close()
    assert blocks.open == []
    return blocks


_TEXT = st.text(alphabet=st.sampled_from("甲乙丙，。<>&\"' \n\r\t\u3000\x00\u202e\U0001f600b/script"), max_size=60)
_SPANS = st.lists(st.tuples(st.integers(0, 60), st.integers(0, 60)), max_size=8)


@settings(max_examples=300, deadline=None)
@given(_TEXT, _SPANS, _SPANS, st.sets(st.integers(0, 60), max_size=3))
def test_every_line_is_shown_character_for_character(
    text: str, marks: list[tuple[int, int]], inner: list[tuple[int, int]], heads: set[int]
) -> None:
    made = [Mark(start, end, f"m{at}", "c") for at, (start, end) in enumerate(marks)]
    shown = shaded_text(text, made, inner=inner, headings=[Heading(start, 3) for start in heads])
    expected = {start: safe(text[start:end]).replace("\r", "\n") for start, end in lines_of(text)}
    assert {at: block.replace("\r", "\n") for at, block in _parsed(shown).blocks.items()} == expected


def test_a_mark_holds_exactly_its_characters() -> None:
    text = "一、总体要求\n地区生产总值增长6%，新增就业3万人。"
    marks = [Mark(7, 17, "s1.c1", "c label-target"), Mark(18, 25, "s1.c2", "c label-target")]
    assert _parsed(shaded_text(text, marks, inner=[(15, 17)])).marked == [
        ("s1.c1", "地区生产总值增长6%"),
        ("s1.c2", "新增就业3万人"),
    ]


def test_a_mark_over_two_lines_bears_its_id_once() -> None:
    shown = shaded_text("甲乙\n丙丁", [Mark(1, 4, "x", "c")])
    assert shown == (
        '<p data-o="0">甲<span id="x" class="c" data-s="1-4">乙</span></p>\n'
        '<p data-o="3"><span data-of="x" class="c" data-s="1-4">丙</span>丁</p>\n'
    )


def test_markup_in_the_text_stays_text() -> None:
    shown = shaded_text('<script>alert("1")</script>', [Mark(0, 8, '"><b>', "c")])
    assert shown == (
        '<p data-o="0"><span id="&#34;&gt;&lt;b&gt;" class="c" data-s="0-8">&lt;script&gt;</span>'
        "alert(&#34;1&#34;)&lt;/script&gt;</p>\n"
    )


def test_heading_levels_never_skip_one() -> None:
    shown = shaded_text("甲\n乙\n丙", [], headings=[Heading(0, 1), Heading(2, 4), Heading(4, 2)])
    assert shown == '<h2 data-o="0">甲</h2>\n<h3 data-o="2">乙</h3>\n<h3 data-o="4">丙</h3>\n'


def test_what_a_page_cannot_carry_is_replaced_one_for_one() -> None:
    assert safe("a\x00b\ud800c\u202ed") == "a\u2400b\ufffdc\ufffdd"
