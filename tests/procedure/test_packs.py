"""Packs: each is in order and cited; a mistake in one is said with its place; a local one lies over its base."""

from __future__ import annotations

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from ninetenths.packs import phrase, words
from ninetenths.procedure import decide, load_pack, pack_names
from ninetenths.procedure.schema import HEADER, RULES, build
from ninetenths.refusal import Refusal

ROOT = Path(__file__).resolve().parents[2]
MINIMAL = """
name = "hall"
version = "1"
title = { en = "Hall" }
source = { en = "Standing orders" }
verified = true
valid = { from = 2020-01-01 }

[majority.ordinary]
article = "Order 1"
needs = [{ share = "1/2", strict = true, of = "cast" }]
"""


def mistake(text: str) -> tuple[str, str]:
    with pytest.raises(Refusal) as caught:
        build(tomllib.loads(text))
    params: dict[str, Any] = {"pack": "hall.toml", **caught.value.params}
    for language in ("zh", "en"):
        assert phrase("procedure", caught.value.code, language, **params)
    return caught.value.code, str(caught.value.params["where"])


def test_every_row_of_bodies_has_its_pack() -> None:
    assert pack_names() == [
        "bavaria-municipal-council", "carinthia-municipal-council", "cpc-local-congress", "cpc-local-enlarged",
        "cpc-local-plenary", "cpc-local-standing-committee", "npc-standing-committee", "nrw-municipal-council",
        "nyc-council",
        "prc-condominium-owners", "prc-cooperative", "prc-local-congress", "prc-local-congress-standing",
        "prc-village-assembly", "prc-village-representatives", "roberts-rules", "uk-local-authority",
        "un-general-assembly",
    ]  # fmt: skip


@pytest.mark.parametrize("name", pack_names())
def test_a_pack_bears_its_own_name_and_cites_every_rule(name: str) -> None:
    pack = load_pack(name)
    rules = (*pack.quorums, *pack.majorities.values(), *pack.categories.values(), *pack.elections.values())
    singles = (pack.counting, pack.alternates, pack.proxies, pack.weights, pack.notice)
    assert pack.name == name
    assert [rule.id for rule in (*rules, *(rule for rule in singles if rule)) if not rule.article] == []


def test_packs_from_memory_are_marked_unverified() -> None:
    assert [name for name in pack_names() if not load_pack(name).verified] == [
        "bavaria-municipal-council",
        "nrw-municipal-council",
        "uk-local-authority",
        "un-general-assembly",
    ]


def test_the_smallest_pack_will_do() -> None:
    assert decide(build(tomllib.loads(MINIMAL)), yes=2, no=1).outcome == "passed"


@pytest.mark.parametrize(
    ("change", "code", "where"),
    [
        (('of = "cast"', 'of = "sets"'), "pack.enum", "majority.ordinary.needs[1].of"),
        (('"1/2"', "0.5"), "pack.share", "majority.ordinary.needs[1].share"),
        (('"1/2"', '"3/2"'), "pack.share", "majority.ordinary.needs[1]"),
        (('"1/2"', '"1/0"'), "pack.share", "majority.ordinary.needs[1].share"),
        (('article = "Order 1"\n', ""), "pack.missing", "majority.ordinary"),
        (('article = "Order 1"', 'article = " "'), "pack.article", "majority.ordinary"),
        (("[majority.ordinary]", "[majority.other]"), "pack.missing", "majority"),
        (("[majority.ordinary]", "[majorities.ordinary]"), "pack.key", ""),
        (('article = "Order 1"', 'article = "Order 1"\nneed = 1'), "pack.key", "majority.ordinary"),
        (("verified = true", 'verified = "yes"'), "pack.type", "verified"),
        (
            ('share = "1/2", strict = true, of = "cast"', 'strict = true, of = "cast"'),
            "pack.need",
            "majority.ordinary.needs[1]",
        ),
        (("from = 2020-01-01", "from = 2020-01-01, until = 2019-01-01"), "pack.interval", "valid"),
        (("from = 2020-01-01", 'from = "2020"'), "pack.type", "valid.from"),
        (
            ('needs = [{ share = "1/2", strict = true, of = "cast" }]', "needs = []"),
            "pack.missing",
            "majority.ordinary",
        ),
    ],
)
def test_a_mistake_is_said_with_its_place(change: tuple[str, str], code: str, where: str) -> None:
    changed = MINIMAL.replace(*change)
    assert changed != MINIMAL
    assert mistake(changed) == (code, where)


def test_a_reference_to_a_class_there_is_not_is_a_mistake() -> None:
    quorum = '[quorum.session]\narticle = "Order 2"\nmatters = ["budget"]\nneeds = []\n'
    assert mistake(MINIMAL + quorum) == ("pack.reference", "quorum.session.matters")


def test_a_local_pack_lies_over_its_base(tmp_path: Path) -> None:
    path = tmp_path / "yunchuan.toml"
    path.write_text(
        'name = "yunchuan-plenary"\nversion = "3"\nextends = "cpc-local-plenary"\n'
        "title = { zh = '云川市委全会' }\nverified = true\n"
        '[majority.budget]\narticle = "云川市委工作规则第八条"\nneeds = [{ share = "2/3", of = "due" }]\n'
        '[ballot]\narticle = "云川市委工作规则第九条"\ncompulsory = { budget = "secret" }\n'
        "[election.secretary]\noff = true\n",
        encoding="utf-8",
    )
    pack = load_pack(path)
    assert (pack.name, pack.version, pack.extends, pack.verified) == (
        "yunchuan-plenary",
        "3",
        "cpc-local-plenary",
        True,
    )
    assert sorted(pack.majorities) == ["budget", "discipline", "ordinary"]
    assert sorted(pack.elections) == ["standing-committee"]
    result = decide(pack, due=51, present=48, yes=33, matter_class="budget", method="secret")
    assert (result.outcome, result.arithmetic, result.article) == (
        "failed",
        "33 < 2/3 of 51 = 34",
        "云川市委工作规则第八条",
    )
    refused = decide(pack, due=51, yes=40, matter_class="budget", method="show-of-hands")
    assert (refused.outcome, refused.article) == ("refused", "云川市委工作规则第九条")


def test_a_changed_rule_needs_its_own_citation(tmp_path: Path) -> None:
    path = tmp_path / "local.toml"
    path.write_text(
        'name = "x"\nversion = "1"\nextends = "cpc-local-plenary"\n[majority.ordinary]\nneeds = [{ number = 3 }]\n'
    )
    with pytest.raises(Refusal) as caught:
        load_pack(path)
    assert (caught.value.code, caught.value.params["where"]) == ("pack.article", "majority.ordinary")


def test_a_local_pack_cannot_vouch_for_an_unverified_base(tmp_path: Path) -> None:
    path = tmp_path / "local.toml"
    path.write_text('name = "x"\nversion = "1"\nextends = "nrw-municipal-council"\nverified = true\n')
    assert load_pack(path).verified is False


def test_packs_that_extend_each_other_are_refused(tmp_path: Path) -> None:
    for name, other in (("a", "b"), ("b", "a")):
        (tmp_path / f"{name}.toml").write_text(f'name = "{name}"\nversion = "1"\nextends = "{other}.toml"\n')
    with pytest.raises(Refusal) as caught:
        load_pack(tmp_path / "a.toml")
    assert caught.value.code == "pack.circle"


@pytest.mark.parametrize(("text", "code"), [(None, "pack.unreadable"), ("name = ", "pack.toml"), ("\x00", "pack.toml")])
def test_a_file_that_is_no_pack_is_refused(tmp_path: Path, text: str | None, code: str) -> None:
    path = tmp_path / "broken.toml"
    if text is not None:
        path.write_text(text)
    with pytest.raises(Refusal) as caught:
        load_pack(path)
    assert caught.value.code == code


def test_a_pack_there_is_not_is_refused_with_those_there_are() -> None:
    with pytest.raises(Refusal) as caught:
        load_pack("moon-council")
    assert (caught.value.code, "nyc-council" in str(caught.value.params["known"])) == ("pack.unknown", True)


def test_both_languages_have_the_same_words_with_the_same_parameters() -> None:
    zh, en = words("procedure", "zh"), words("procedure", "en")
    plural = {code for code in en if code.endswith(".one")}
    assert set(zh) == set(en) - plural
    different = [code for code in zh if set(re.findall(r"{(\w+)}", zh[code])) != set(re.findall(r"{(\w+)}", en[code]))]
    # A Chinese title joins the matter without the turnout; only these two leave a parameter out.
    assert different == []


def test_every_code_in_the_source_has_its_words() -> None:
    source = "".join(path.read_text(encoding="utf-8") for path in (ROOT / "src/ninetenths/procedure").glob("*.py"))
    codes = {f"refused.{code}" for code in re.findall(r'MisuseError\(\s*"([a-z-]+)"', source)}
    codes |= {f"meeting.{code}" for code in re.findall(r'_no\(\s*"([a-z-]+)"', source)}
    codes |= {f"pack.{code}" for code in re.findall(r'_wrong\(\s*"([a-z-]+)"', source)}
    codes |= {f"record.{code}" for code in re.findall(r'_bad\(\s*"([a-z-]+)"', source)}
    codes |= set(re.findall(r'Why\(\s*"([a-z.-]+)"', source)) | set(
        re.findall(r'Refusal\("procedure", "([a-z.-]+)"', source)
    )
    assert sorted(codes - set(words("procedure", "en"))) == []


@pytest.mark.parametrize("language", ["", ".zh"])
def test_the_docs_name_every_parameter_of_a_pack(language: str) -> None:
    text = (ROOT / f"docs/procedure{language}.md").read_text(encoding="utf-8")
    keys = {*HEADER, *RULES, *(key for _, readers in RULES.values() for key in readers)}
    assert sorted(key for key in keys if f"`{key}`" not in text) == []
