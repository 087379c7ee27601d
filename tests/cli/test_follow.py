"""`nine follow`: the summary, its other forms, a person's word, and a plain answer where nothing can be said."""

from __future__ import annotations

import csv
import io
import json
import tomllib
from pathlib import Path

import pytest

from ninetenths.cli import main

_EARLIER = """政府工作报告

——2031年1月14日在云川市第九届人民代表大会第三次会议上

一、2030年工作回顾
过去一年，改造老旧小区40个，新增停车泊位2000个。

二、2031年重点工作
（一）扩大内需
地区生产总值增长6%左右。改造提升石亭老街步行街区。
（二）改善民生
新建柳浦社区养老驿站20处。开工建设市民游泳馆。完成青岭隧道照明改造。
"""
_LATER = """政府工作报告

——2032年1月12日在云川市第九届人民代表大会第四次会议上

一、2031年工作回顾
过去一年，全市地区生产总值增长6.3%。石亭老街步行街区改造提升完成并开街。新建柳浦社区养老驿站14处。受用地审批影响，市民游泳馆未能如期开工建设。

二、2032年重点工作
新建口袋公园12个。
"""
_CLAUSE = "完成青岭隧道照明改造"


@pytest.fixture
def pair(tmp_path: Path) -> tuple[str, str]:
    earlier, later = tmp_path / "云川市-2031.txt", tmp_path / "云川市-2032.txt"
    earlier.write_text(_EARLIER, encoding="utf-8")
    later.write_text(_LATER, encoding="utf-8")
    return str(earlier), str(later)


def _promises(said: str) -> dict[str, dict[str, object]]:
    following = json.loads(said)
    return {_EARLIER[slice(*item["spans"][0])]: item for item in following["promises"]}


def test_each_fate_is_told_with_its_sentence(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["follow", *pair, "--json"]) == 0
    told = {
        clause: (item["status"], [_LATER[slice(*span)] for span in item["evidence"][:1]], item["why"]["code"])  # type: ignore[index]
        for clause, item in _promises(capsys.readouterr().out).items()
        if item["followable"]
    }
    assert told == {
        "地区生产总值增长6%左右": ("done", ["过去一年，全市地区生产总值增长6.3%"], "figure-reached"),
        "改造提升石亭老街步行街区": ("done", ["石亭老街步行街区改造提升完成并开街"], "reported-done"),
        "新建柳浦社区养老驿站20处": ("partial", ["新建柳浦社区养老驿站14处"], "figure-partly"),
        "开工建设市民游泳馆": ("missed", ["受用地审批影响，市民游泳馆未能如期开工建设"], "said-missed"),
        _CLAUSE: ("silent", [], "not-found"),
    }


def test_the_summary_has_the_denominator_the_parts_and_the_arithmetic(
    pair: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    assert main(["follow", *pair, "--lang", "en"]) == 0
    lines = capsys.readouterr().out.splitlines()
    assert [line for line in lines if not line.startswith("      ")] == [
        "Earlier: 政府工作报告 (2031-01-14)",
        "Later 1: 政府工作报告 (2032-01-12)",
        "Later text 1: 5 clauses look back (64 characters).",
        "",
        "Of 7 commitments 5 can be followed: 2 done, 1 partly, 1 missed; 1 not found by the reader in these texts.",
        "By part of the earlier text (of those that can be followed):",
        "  （一）扩大内需: 2, of these done 2",
        "  （二）改善民生: 3, of these partly done 1, missed 1, not found 1",
        "",
        "── ✕ missed 1 ÷ 5",
        "  开工建设市民游泳馆",
        "",
        "── ◑ partly done 1 ÷ 5",
        "  新建柳浦社区养老驿站20处",
        "",
        "── … not found by the reader in these texts 1 ÷ 5",
        "  完成青岭隧道照明改造",
        "",
        "── ✓ done 2 ÷ 5",
        "  地区生产总值增长6%左右",
        "  改造提升石亭老街步行街区",
    ]
    arithmetic = [line.split(" · ")[0].strip() for line in lines if " promised: " in line]
    assert arithmetic == [
        "reported 14 处 < 20 处 promised: reached in part", "reported 6.3 % ≥ about 6 % promised: reached",
    ]  # fmt: skip


def test_the_summary_speaks_chinese(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["follow", *pair, "--lang", "zh"]) == 0
    assert capsys.readouterr().out.splitlines()[4] == (
        "7 项任务中 5 项可以对账：已完成 2，部分完成 1，未完成 1；在这些文本中未读到 1。"
    )


def test_days_of_bylines_are_the_days_of_the_sources(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["follow", *pair, "--json"]) == 0
    following = json.loads(capsys.readouterr().out)
    assert [source["published_on"] for source in (following["earlier"], *following["later"])] == [
        "2031-01-14",
        "2032-01-12",
    ]


def test_csv_has_a_row_a_promise(pair: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["follow", *pair, "--csv", "-", "--lang", "en"]) == 0
    printed = capsys.readouterr().out
    assert main(["follow", *pair, "--csv", str(tmp_path / "out.csv"), "--lang", "en"]) == 0
    assert (tmp_path / "out.csv").read_bytes().decode("utf-8-sig") == printed
    rows = list(csv.reader(io.StringIO(printed, newline="")))
    assert rows[0] == ["Id", "Promise", "Followable", "Fate", "Confidence", "How found", "Evidence", "Overruled"]
    assert [(row[1], row[3]) for row in rows[1:] if row[2] == "yes"] == [
        ("地区生产总值增长6%左右", "done"), ("改造提升石亭老街步行街区", "done"), ("新建柳浦社区养老驿站20处", "partly done"),
        ("开工建设市民游泳馆", "missed"), (_CLAUSE, "not found by the reader in these texts"),
    ]  # fmt: skip


def test_the_page_is_the_page_of_pages(pair: tuple[str, str], tmp_path: Path) -> None:
    from ninetenths.cli.intake import read_file
    from ninetenths.following import follow
    from ninetenths.pages import following_page

    out = tmp_path / "out.html"
    assert main(["follow", *pair, "--html", str(out), "--lang", "zh"]) == 0
    earlier, later = (read_file(Path(name)) for name in pair)
    assert out.read_text(encoding="utf-8") == following_page(follow(earlier, later), earlier, [later], "zh")


def test_several_later_texts_all_give_evidence(
    pair: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    third = tmp_path / "2033.txt"
    third.write_text(
        "政府工作报告\n\n——2033年1月10日在云川市第九届人民代表大会第五次会议上\n\n一、2032年工作回顾\n"
        "过去一年，青岭隧道照明改造全面完成。市民游泳馆开工建设。\n\n二、2033年重点工作\n新建口袋公园9个。\n",
        encoding="utf-8",
    )
    assert main(["follow", *pair, str(third), "--json"]) == 0
    following = json.loads(capsys.readouterr().out)
    found = {_EARLIER[slice(*item["spans"][0])]: item for item in following["promises"]}
    at = third.read_text(encoding="utf-8").index("过去一年，青岭")
    assert (found[_CLAUSE]["status"], found[_CLAUSE]["evidence"], found[_CLAUSE]["evidence_in"]["1"][0]) == (
        "done", [], [at, at + len("过去一年，青岭隧道照明改造全面完成")],
    )  # fmt: skip
    assert [note["code"] for note in following["notes"]] == ["gap"]


NOTHING = {
    "same": "! Later text 1 is the earlier text itself: it cannot report on its own promises.",
    "order": "! Later text 1 (2031) is older than the earlier one (2032); give the texts in the order of their years.",
    "other": "! Later text 1 has no part that looks back.",
    "no-plan": "! The earlier text holds no commitments that look ahead.",
}


@pytest.mark.parametrize("case", NOTHING)
def test_where_nothing_can_be_said_a_line_says_why(
    pair: tuple[str, str], tmp_path: Path, capsys: pytest.CaptureFixture[str], case: str
) -> None:
    other = tmp_path / "notice.txt"
    other.write_text("云川市图书馆简介\n图书馆始建于1956年，位于石亭路。\n", encoding="utf-8")
    given = {
        "same": (pair[0], pair[0]), "order": (pair[1], pair[0]), "other": (pair[0], str(other)), "no-plan": (str(other), pair[1]),
    }[case]  # fmt: skip
    assert main(["follow", *given, "--lang", "en"]) == 1
    lines = capsys.readouterr().out.splitlines()
    assert (NOTHING[case] in lines, lines[-1]) == (True, "Nothing can be said of what became of it.")


def test_a_persons_word_is_written_beside_the_text_and_honoured(
    pair: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    word = [
        "--overrule",
        _CLAUSE,
        "--status",
        "done",
        "--by",
        "陆小满",
        "--why",
        "实地看过",
        "--evidence",
        "石亭老街步行街区改造",
    ]
    assert main(["follow", *pair, *word, "--json"]) == 0
    first = capsys.readouterr().out
    held = tomllib.loads((Path(pair[0]).parent / "云川市-2031.overrules.toml").read_text(encoding="utf-8"))
    assert [{**entry, "at": None} for entry in held["overrule"]] == [
        {
            "clause": _CLAUSE,
            "status": "done",
            "evidence": ["石亭老街步行街区改造"],
            "by": "陆小满",
            "at": None,
            "why": "实地看过",
        }
    ]
    assert main(["follow", *pair, "--json"]) == 0
    assert capsys.readouterr().out == first
    ruled, at = _promises(first)[_CLAUSE], _LATER.index("石亭老街步行街区改造")
    assert (ruled["status"], ruled["evidence"], ruled["why"], ruled["overruled"]) == (
        "done", [[at, at + 10]], {"code": "overruled", "params": {"was": "silent"}},
        {"by": "陆小满", "at": held["overrule"][0]["at"].isoformat(), "reason": "实地看过"},
    )  # fmt: skip


def test_a_second_word_is_added_to_the_first(pair: tuple[str, str], capsys: pytest.CaptureFixture[str]) -> None:
    for clause in (_CLAUSE, "开工建设市民游泳馆"):
        assert main(["follow", *pair, "--overrule", clause, "--status", "partial", "--by", "a", "--why", "b"]) == 0
    held = tomllib.loads((Path(pair[0]).parent / "云川市-2031.overrules.toml").read_text(encoding="utf-8"))
    assert [entry["clause"] for entry in held["overrule"]] == [_CLAUSE, "开工建设市民游泳馆"]


def test_mistakes_get_a_line_each_and_nothing_is_written(
    pair: tuple[str, str], capsys: pytest.CaptureFixture[str]
) -> None:
    sidecar = Path(pair[0]).parent / "words.toml"
    sidecar.write_text(
        '[[overrule]]\nclause = "建设火星分校"\nstatus = "done"\nby = "a"\nat = 2032-02-01\nwhy = "b"\n'
        f'[[overrule]]\nclause = "{_CLAUSE}"\nstatus = "broken"\nby = "a"\nat = 2032-02-01\nwhy = "b"\n',
        encoding="utf-8",
    )
    before = sidecar.read_bytes()
    word = ["--overrule", _CLAUSE, "--status", "done", "--by", "a", "--why", "b"]
    assert main(["follow", *pair, "--overrules", str(sidecar), *word, "--lang", "en"]) == 2
    said = capsys.readouterr()
    assert (said.out, said.err.splitlines(), sidecar.read_bytes()) == (
        "",
        [
            "nine follow: 'words.toml', entry 1: the earlier text does not say “建设火星分校”; quote it exactly.",
            "nine follow: 'words.toml', entry 2: status 'broken' is unknown; there are: done, partial, missed, silent.",
        ],
        before,
    )


@pytest.mark.parametrize(
    ("given", "said"),
    [
        ([], "an earlier text and at least one later one are needed: nine follow EARLIER LATER…"),
        (
            ["--overrules", "none.toml"],
            "there is no file 'none.toml' with overrules; leave --overrules out or name the right file.",
        ),
        (["--overrule", "x"], "--overrule needs --status, --by and --why: who says what became of it, and why."),
    ],
)
def test_what_is_lacking_is_said_in_one_line(
    pair: tuple[str, str], capsys: pytest.CaptureFixture[str], given: list[str], said: str
) -> None:
    assert main(["follow", *(pair if given else pair[:1]), *given, "--lang", "en"]) == 2
    assert capsys.readouterr().err == f"nine follow: {said}\n"
