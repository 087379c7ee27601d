"""Set phrases: which quoted words are names, where they stand, where the text says what they mean."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ninetenths.reading.phrases import find_phrases, normalised
from ninetenths.reading.scanning import scan


def phrases_of(text: str) -> list[tuple[str, int, str | None]]:
    return [
        (item.text, len(item.spans), text[slice(*item.explained)] if item.explained else None)
        for item in find_phrases(text, scan(text))
    ]


def test_a_phrase_is_found_once_with_all_its_places_and_without_its_quotes() -> None:
    text = "坚持“山水三策”。全面落实「山水三策」，推广“一湖一长”。"
    found = find_phrases(text, scan(text))
    assert [(item.text, [text[a:b] for a, b in item.spans]) for item in found] == [
        ("山水三策", ["山水三策", "山水三策"]), ("一湖一长", ["一湖一长"]),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("text", "meaning"),
    [
        ("推行“三清单”，即权力清单、责任清单、服务清单。", "权力清单、责任清单、服务清单"),
        ("“三清单”：指权力清单、责任清单、服务清单。", "权力清单、责任清单、服务清单"),
        ("“三清单”是指权力清单、责任清单、服务清单。", "权力清单、责任清单、服务清单"),
        ("推行“三清单”（权力清单、责任清单、服务清单）制度。", "权力清单、责任清单、服务清单"),
        ("推行“三清单”。\n名词解释\n“三清单”（P11）：权力、责任、服务三张清单。", "权力、责任、服务三张清单"),
        ("推行“三清单”（2031—2035）制度。", None),
        ("沿着“三清单”指引的方向走。", None),
        ("推行“三清单”制度。", None),
    ],
)
def test_the_span_that_explains_it_is_given_or_none(text: str, meaning: str | None) -> None:
    assert phrases_of(text)[0][2] == meaning


@pytest.mark.parametrize(
    "text",
    [
        "他说“我们一定要办好这件事”。",
        "坚持“岸线要清，水质要好”的要求。",
        "牢记“把水还给湖泊就是把家还给孩子”。",
        "代号“AB12”。",
    ],
)
def test_a_sentence_in_quotes_is_not_a_set_phrase(text: str) -> None:
    assert phrases_of(text) == []


def test_closed_numbered_forms_are_found_without_quotes() -> None:
    assert phrases_of("统筹推进五位一体，做到两个维护。第三个一批不算，十三个一批不算。") == [
        ("五位一体", 1, None), ("两个维护", 1, None),
    ]  # fmt: skip


def test_spellings_of_one_phrase_have_one_normal_form() -> None:
    assert normalised("“５Ｇ＋湖区”") == normalised("5G+湖区") == "5G+湖区"


@given(st.text(alphabet="“”「」\"'（）：，即指一二三个位体。山水清单\n", max_size=80))
def test_any_text_gives_spans_of_what_they_say(text: str) -> None:
    for item in find_phrases(text, scan(text)):
        assert {text[start:end] for start, end in item.spans} == {item.text}
        if item.explained:
            assert 0 <= item.explained[0] < item.explained[1] <= len(text)
