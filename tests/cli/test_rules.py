"""`nine rules`: the list, one pack rule by rule, and the check of a file."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from ninetenths.cli import main
from ninetenths.procedure import pack_names


def ruled(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, list[str], str]:
    status = main(["rules", *arguments])
    caught = capsys.readouterr()
    return status, caught.out.splitlines(), caught.err


def test_the_list_names_every_pack_and_whether_it_is_verified(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, _ = ruled(capsys, "list", "--lang", "en")
    assert (status, [line.split()[0] for line in lines]) == (0, pack_names())
    assert [line.split()[0] for line in lines if "not verified" in line] == [
        "bavaria-municipal-council",
        "nrw-municipal-council",
        "uk-local-authority",
        "un-general-assembly",
    ]


def test_a_pack_is_shown_rule_by_rule_with_its_article(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, _ = ruled(capsys, "show", "nyc-council", "--lang", "en")
    at = lines.index("majority override  —  New York City Charter § 37(b)")
    assert (status, lines[at + 1]) == (0, "    needs = >= 2/3 of seats")


def test_a_pack_is_shown_as_json(capsys: pytest.CaptureFixture[str]) -> None:
    _, lines, _ = ruled(capsys, "show", "nyc-council", "--json")
    found = json.loads(lines[0])
    assert (found["seats"], found["majorities"]["override"]["needs"][0]["share"]) == (51, "2/3")


def test_the_packs_that_come_along_are_in_order(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, _ = ruled(capsys, "check")
    assert (status, len(lines)) == (0, len(pack_names()))


def test_a_mistake_is_one_line_and_status_1(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = tmp_path / "mine.toml"
    path.write_text(
        'name = "mine"\nversion = "1"\nextends = "nyc-council"\n'
        '[majority.ordinary]\narticle = "Rule 1"\nneeds = [{ share = "2/3", of = "chairs" }]\n'
    )
    status, lines, err = ruled(capsys, "check", str(path), "nyc-council", "--lang", "en")
    assert (status, err) == (1, "")
    assert lines == [
        f"{path}: majority.ordinary.needs[1].of: 'chairs' will not do; allowed are: seats, in-office, due, entitled, "
        "present, ballots, cast, yes-no, registered, number",
        "nyc-council: in order, version 1, 5 rules",
    ]


def test_show_without_a_name_says_which_there_are(capsys: pytest.CaptureFixture[str]) -> None:
    status, lines, err = ruled(capsys, "show", "--lang", "en")
    assert (status, lines, err.count("\n")) == (2, [], 1)
