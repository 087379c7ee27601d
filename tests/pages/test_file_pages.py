"""Pages as files: self-contained, closed to scripts that are not ours, safe with hostile texts, small."""

from __future__ import annotations

import base64
import dataclasses
import hashlib
import re
from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from markupsafe import Markup

from ninetenths.following.values import Following
from ninetenths.packs import words
from ninetenths.pages import FATES, atlas_index, following_page, phrases_page, reading_page, stylesheet, whole_page
from ninetenths.reading import Reading, read
from ninetenths.reading.trends import phrase_trends, series_text

LANGUAGES = ("zh", "en")


@pytest.fixture(scope="module")
def every(decision: Reading, pair: tuple[Reading, Reading], following: Following) -> Callable[[str], list[str]]:
    trends = phrase_trends([series_text("a", 2031, pair[0].text), series_text("b", 2032, pair[1].text)])

    def made(language: str) -> list[str]:
        return [
            reading_page(decision, language),
            following_page(following, pair[0], pair[1:], language),
            phrases_page(trends, language),
            atlas_index((), language),
        ]

    return made


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_policy_names_the_very_style_and_script(every: Callable[[str], list[str]], language: str) -> None:
    for page in every(language):
        found = {
            kind: re.findall(rf"<{tag}>(.*?)</{tag}>", page, re.DOTALL)
            for kind, tag in (("style", "style"), ("script", "script"))
        }
        policy = re.search(r'http-equiv="Content-Security-Policy" content="([^"]+)"', page)
        assert policy is not None
        digests = {
            kind: base64.b64encode(hashlib.sha256(content[0].encode()).digest()).decode()
            for kind, content in found.items()
        }
        assert [len(content) for content in found.values()] == [1, 1]
        assert policy[1].replace("&#39;", "'") == (
            f"default-src 'none'; style-src 'sha256-{digests['style']}'; script-src 'sha256-{digests['script']}'; "
            "img-src data:; base-uri 'none'; form-action 'none'"
        )


@pytest.mark.parametrize("language", LANGUAGES)
def test_nothing_is_fetched_and_nothing_is_styled_or_scripted_inline(
    every: Callable[[str], list[str]], language: str
) -> None:
    for page in every(language):
        body = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
        assert re.findall(r'<(?:link|img|iframe|object|embed|base|form)\b|\s(?:src|style|on\w+)="', body) == []
        assert "url(" not in page and "@import" not in page


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_address_inside_a_page_leads_somewhere(every: Callable[[str], list[str]], language: str) -> None:
    for page in every(language):
        ids = re.findall(r'\sid="([^"]+)"', page)
        assert len(ids) == len(set(ids))
        assert {link for link in re.findall(r'href="#([^"]+)"', page) if link not in ids} == set()


def test_the_text_of_a_reading_stands_in_its_page_whole(decision: Reading) -> None:
    page = reading_page(decision, "zh")
    blocks = re.findall(r'<(?:p|h\d)[^>]* data-o="(\d+)"[^>]*>(.*?)</(?:p|h\d)>', page, re.DOTALL)
    shown = {int(start): re.sub("<[^>]+>", "", block) for start, block in blocks}
    lines = {match.start(): match[0] for match in re.finditer(r"[^\n]+", decision.text)}
    assert shown == {start: line.strip() for start, line in lines.items()}


def test_each_commitment_finding_set_and_phrase_has_its_item(decision: Reading) -> None:
    page = reading_page(decision, "en")
    counts = [
        len(re.findall(pattern, page))
        for pattern in (r'<li class="task ', r'<a href="#[^"]+">explained</a>|not explained in the text</span>')
    ]
    assert counts == [len(decision.commitments), len(decision.phrases)]


def test_twenty_thousand_characters_stay_under_a_megabyte(decision: Reading, pair: tuple[Reading, Reading]) -> None:
    text = (decision.text + "\n" + pair[0].text + "\n" + decision.text)[:20_000]
    assert len(reading_page(read(text), "zh").encode()) < 1_000_000


def test_the_headline_of_a_following_gives_its_denominator(pair: tuple[Reading, Reading], following: Following) -> None:
    page = following_page(following, pair[0], pair[1:], "en")
    followed = [promise for promise in following.promises if promise.followable]
    counts = {fate: sum(promise.status == fate for promise in followed) for fate in ("done", "silent")}
    summary = re.search(r'<p class="sum">(.*?)</p>', page)
    assert summary is not None
    plain = re.sub("<[^>]+>", "", summary[1])
    assert plain.startswith(
        f"Of {len(following.promises)} promises {len(followed)} can be followed: done {counts['done']}"
    )
    share = (2000 * counts["silent"] + len(followed)) // (2 * len(followed))
    assert plain.endswith(f"silent {counts['silent']} ({share // 10}.{share % 10}%).")


def test_an_overruled_promise_says_who_when_and_why(pair: tuple[Reading, Reading], following: Following) -> None:
    page = following_page(following, pair[0], pair[1:], "zh")
    assert set(re.findall(r'<dd class="human">(.*?)</dd>', page)) == {"陆小满，2033-02-11：公报修订值低于报告数"}


def test_an_address_that_is_not_of_the_web_is_never_a_link(pair: tuple[Reading, Reading], following: Following) -> None:
    bad = dataclasses.replace(pair[1], source=dataclasses.replace(pair[1].source, url="javascript:alert(1)"))
    page = following_page(following, pair[0], [bad], "zh")
    assert "javascript:alert(1)" in page
    assert re.findall(r'href="(?!#)([^"]*)"', page) == []


@settings(max_examples=40, deadline=None)
@given(st.text(alphabet=st.sampled_from("全会指出建成3个，。\n<>&\"'“”、等五一是\x00\ud800\u202e{}%"), max_size=120))
def test_any_text_gives_a_page_without_markup_of_its_own(text: str) -> None:
    page = reading_page(read(text), "zh")
    page.encode("utf-8")
    body = re.sub(r"<(style|script)>.*?</\1>", "", page, flags=re.DOTALL)
    names = set(re.findall(r"<([a-zA-Z!/]+[1-6]?)", body))
    assert {name.strip("/") for name in names} <= _OURS


_OURS = frozenset(
    re.findall(
        r"[!\w]+",
        """!doctype html head meta title body a header main p h1 h2 h3 h4 h5 h6 span strong b u i small code ul ol li dl
        dt dd details summary div fieldset legend label input button output article section aside figure figcaption
        blockquote svg g path rect circle text table caption thead tbody tr th td style script""",
    )
)


def test_every_fate_has_a_sign_of_its_own_a_colour_and_a_word_in_both_languages() -> None:
    assert len({fate.sign for fate in FATES.values()}) == len(FATES)
    coloured = set(re.findall(r"\.fate-(\w+)\{--f:", stylesheet()))
    assert coloured == set(FATES)
    for language in LANGUAGES:
        assert {code for code in FATES if f"fate.{code}" not in words("pages", language)} == set()


def test_another_room_can_put_its_own_main_into_the_shell() -> None:
    page = whole_page("甲 & 乙", "督查", Markup('<main id="text">丙</main>'), "zh")
    assert re.findall(r"<title>(.*?)</title>|<body class=\"(.*?)\">|(<main.*</main>)", page) == [
        ("甲 &amp; 乙 · 督查 · 九分落实", "", ""),
        ("", "following", ""),
        ("", "", '<main id="text">丙</main>'),
    ]


def test_both_languages_have_the_same_words() -> None:
    assert set(words("pages", "zh")) == {code for code in words("pages", "en") if ".one" not in code}
