"""`nine tally`: forms of files, JSON lines in order, differences with their reason, minutes, unusable input."""

from __future__ import annotations

import gzip
import json
from pathlib import Path

import pytest

from ninetenths.cli import main

PLENARY = "yunchuan-plenary.jsonl"


def tallied(capsys: pytest.CaptureFixture[str], *arguments: str) -> tuple[int, str, str]:
    status = main(["tally", *arguments])
    caught = capsys.readouterr()
    return status, caught.out, caught.err


def test_the_example_plenary_gives_the_expected_lines(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    votes = examples / "votes"
    status, out, err = tallied(capsys, str(votes / PLENARY), "--rules", "cpc-local-plenary", "--json")
    assert (status, err) == (0, "")
    assert out == (votes / "yunchuan-plenary.expected.jsonl").read_text(encoding="utf-8")
    lines = [json.loads(line) for line in out.splitlines()]
    assert [(line["matter"], line["outcome"], line["arithmetic"]) for line in lines] == [
        ("9-2-0", "quorum", "48 >= 2/3 of 51 = 34"),
        ("9-2-1", "passed", "47 > 1/2 of 51 = 25.5"),
        ("9-2-2", "passed", "26 > 1/2 of 51 = 25.5"),
        ("9-2-3", "failed", "25 <= 1/2 of 51 = 25.5"),
        ("9-2-4", "passed", "34 >= 2/3 of 51 = 34"),
        ("9-2-5", "not-recorded", ""),
        ("9-2-6", "passed", "29 > 1/2 of 51 = 25.5"),
        ("9-2-7", "refused", ""),
    ]


def test_differences_are_listed_with_the_reason(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(examples / "votes" / PLENARY)
    _, out, _ = tallied(capsys, path, "--rules", "cpc-local-plenary", "--differences", "--lang", "en")
    body = "中共云川市第九届委员会第二次全体（扩大）会议"
    assert out.splitlines() == [
        "8 counted: passed 4, quorum 1, failed 1, not recorded 1, refused 1",
        "6 have a published result; 2 differ:",
        f"  9-2-3 (2031-07-20, {body}): published as passed; the rows say failed: 25 <= 1/2 of 51 = 25.5",
        f"  9-2-5 (2031-07-20, {body}): published as passed; no vote is recorded: "
        "the record has only 缺席 3 (a voice vote lists those away)",
    ]


def test_minutes_are_one_paragraph_a_vote(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    path = str(examples / "votes" / PLENARY)
    _, out, _ = tallied(capsys, path, "--rules", "cpc-local-plenary", "--minutes", "--lang", "zh")
    paragraphs = out.strip().split("\n\n")
    assert len(paragraphs) == 8
    assert paragraphs[1] == (
        "2031年7月20日，中共云川市第九届委员会第二次全体（扩大）会议。应到51人，到会48人。"
        "会议对《中共云川市委关于加快建设山水新城的决定》进行表决：赞成47票，反对0票，弃权1票。"
        "47 > 51的1/2 = 25.5，依照地方委员会工作条例第二十二条第三款，获得通过。"
    )
    assert paragraphs[7].endswith(
        "“关于表决办法的意见”的表决不予计票：岳小满（候补委员）没有表决权"
        "（地方委员会工作条例第二十二条第三款：候补委员没有表决权）。"
    )


def test_minutes_in_english_say_who_was_there_and_what_came_of_it(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "votes.json"
    path.write_text(
        '{"matter": "the budget", "date": "2031-03-04", "yes": 26, "no": 20, "abstain": 1}', encoding="utf-8"
    )
    _, out, _ = tallied(capsys, str(path), "--rules", "nyc-council", "--minutes", "--lang", "en")
    assert out == (
        "2031-03-04. Present: 47 of 51. The question was put on the budget: 26 for, 20 against, 1 abstaining. "
        "26 > 1/2 of 51 = 25.5; it was carried (New York City Charter § 34).\n"
    )


def test_a_word_that_is_no_vote_is_named_with_its_line_and_member(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    rows = [[f"m{n}", "Affirmative"] for n in range(25)] + [["Ann Lee", "Perhaps"]]
    rows += [[f"n{n}", "Negative"] for n in range(25)]
    path = tmp_path / "votes.jsonl"
    path.write_text("\n" + json.dumps({"matter": "A", "body": "City Council", "votes": rows}), encoding="utf-8")
    status, out, err = tallied(capsys, str(path), "--rules", "nyc-council", "--json", "--lang", "en")
    line = json.loads(out)
    assert (status, line["outcome"], line["arithmetic"]) == (0, "not-recorded", "25 <= 1/2 of 51 = 25.5")
    assert line["notes"] == [
        {"code": "note.unknown-word", "params": {"word": "Perhaps", "line": 2, "member": "Ann Lee"}}
    ]
    assert err == f"{path}: 'Perhaps' (Ann Lee, line 2) is no vote known here; it was counted as neither\n"


def test_a_quorum_lost_in_the_middle_of_an_item_is_refused_from_a_file(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    found = []
    for left in ("2031-07-20T10:30", "2031-07-20T11:30"):
        stays = [{"member": f"m{n}", "arrived": "2031-07-20T09:00"} for n in range(33)]
        stays.append({"member": "m33", "arrived": "2031-07-20T09:00", "left": left})
        record = {
            "matter": "A", "at": "2031-07-20T10:00", "until": "2031-07-20T11:00", "presences": stays,
            "members": [f"m{n}" for n in range(51)], "votes": [[f"m{n}", "赞成"] for n in range(34)],
        }  # fmt: skip
        path = tmp_path / "votes.json"
        path.write_text(json.dumps(record, ensure_ascii=False), encoding="utf-8")
        line = json.loads(tallied(capsys, str(path), "--rules", "cpc-local-plenary", "--json")[1])
        found.append((line["outcome"], line["why"]["code"]))
    assert found == [("refused", "refused.quorum-lost"), ("passed", "why.passed")]


def test_voters_of_a_matter_are_one_vote_in_whatever_order_the_table_has_them(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    path = tmp_path / "votes.csv"
    path.write_bytes("matter;member;vote\r\nA;x;yes\r\nB;x;no\r\nA;y;yes\r\nB;y;no\r\n".encode("utf-8-sig"))
    _, out, _ = tallied(capsys, str(path), "--rules", "cpc-local-plenary", "--json")
    found = [(line["matter"], line["outcome"], line["base"]) for line in map(json.loads, out.splitlines())]
    assert found == [("A", "passed", 2), ("B", "failed", 2)]


FORMS = {
    "votes.csv": "matter,member,vote\nA,x,yes\nA,y,yes\nA,z,no\nB,x,no\nB,y,no\nB,z,yes\n",
    "counts.csv": "事项,赞成,反对,应到,到会\nA,2,1,3,3\nB,1,2,3,3\n",
    "tabs.tsv": "matter\tyes\tno\tdue\nA\t2\t1\t3\nB\t1\t2\t3\n",
    "votes.json": '[{"matter":"A","votes":{"x":"yes","y":"Yes ","z":"no"}},{"matter":"B","yes":1,"no":2,"due":3}]',
    "votes.jsonl": (
        '{"matter":"A","votes":[["x","赞成"],["y","同意"],["z","反对"]]}\n\n{"matter":"B","yes":1,"no":2,"due":3}\n'
    ),
    "bom.csv": "\ufeffmatter,yes,no,due\r\nA,2,1,3\r\nB,1,2,3\r\n",
    "array.jsonl": '[\n{"matter":"A","yes":2,"no":1,"due":3},\n{"matter":"B","yes":1,"no":2,"due":3}]',
    "lines.json": '{"matter":"A","yes":2,"no":1,"due":3}\r\n{"matter":"B","yes":1,"no":2,"due":3}\r\n',
    "bom.jsonl": '\ufeff{"matter":"A","yes":2,"no":1,"due":3}\r\n\r\n{"matter":"B","yes":1,"no":2,"due":3}',
    "unnamed": '{"matter":"A","yes":2,"no":1,"due":3}\n{"matter":"B","yes":1,"no":2,"due":3}\n',
}


@pytest.mark.parametrize("name", FORMS)
@pytest.mark.parametrize("packed", [False, True])
def test_every_form_is_read_gzipped_or_not(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str, packed: bool
) -> None:
    data = FORMS[name].encode("utf-8")
    path = tmp_path / (f"{name}.gz" if packed else name)
    path.write_bytes(gzip.compress(data) if packed else data)
    status, out, _ = tallied(capsys, str(path), "--rules", "cpc-local-plenary", "--json")
    found = [(line["matter"], line["outcome"], line["arithmetic"]) for line in map(json.loads, out.splitlines())]
    assert (status, found) == (0, [("A", "passed", "2 > 1/2 of 3 = 1.5"), ("B", "failed", "1 <= 1/2 of 3 = 1.5")])


BAD = {
    "cut.jsonl": ('{"matter": "A", "votes": [["x"', "line 1: no valid JSON"),
    "late.jsonl": ('{"matter":"A","yes":1,"due":1}\nnonsense\n', "line 2: no valid JSON"),
    "list.json": ("[1, 2]", "record 1: an object is wanted"),
    "empty.json": ("[]", "no vote in it"),
    "empty.csv": ("", "no vote in it"),
    "none.json": ('{"matter": "A"}', "record 1: neither votes, nor counts"),
    "row.json": ('{"matter": "A", "votes": [["x"]]}', "record 1: ['x'] is no [name, vote]"),
    "word.json": ('{"matter": "A", "votes": "x"}', "record 1: 'votes' must be a list"),
    "letters.csv": ("matter,yes,due\nA,two,3\n", "record 2: 'yes' is 'two'"),
    "deep.json": ("[" * 100_000, "no valid JSON"),
    "digits.json": ('{"matter": "A", "yes": ' + "9" * 5000 + "}", "no valid JSON"),
    "call.json": ('{"matter": "A", "yes": 1, "call": "x"}', "'call' is 'x'"),
    "nan.json": ('{"matter": "A", "yes": NaN}', "'yes' is nan"),
    "date.json": ('{"matter": "A", "yes": 1, "date": "soon"}', "'soon' is no date"),
    "paper.json": ('{"election": "secretary", "candidates": "x"}', "'candidates' must be a list of names"),
}


@pytest.mark.parametrize("name", BAD)
def test_bad_input_is_one_clear_line_and_status_2(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], name: str
) -> None:
    text, said = BAD[name]
    path = tmp_path / name
    path.write_text(text, encoding="utf-8")
    status, out, err = tallied(capsys, str(path), "--rules", "cpc-local-plenary", "--lang", "en")
    assert (status, out, err.count("\n"), said in err, name in err) == (2, "", 1, True, True)


def test_files_that_cannot_be_read_are_one_line_too(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    (tmp_path / "latin.csv").write_bytes("matter,für\n".encode("latin-1"))
    (tmp_path / "broken.jsonl.gz").write_bytes(b"\x1f\x8b\x08\x00broken")
    for name, said in (
        ("latin.csv", "not UTF-8"),
        ("broken.jsonl.gz", "damaged"),
        ("none.csv", "cannot be read"),
        ("", ""),
    ):
        status, out, err = tallied(capsys, str(tmp_path / name), "--rules", "cpc-local-plenary", "--lang", "en")
        assert (status, out, err.count("\n"), said in err) == (2, "", 1, True)


def test_a_pack_there_is_not_is_refused(examples: Path, capsys: pytest.CaptureFixture[str]) -> None:
    status, out, err = tallied(capsys, str(examples / "votes" / PLENARY), "--rules", "moon", "--lang", "en")
    assert (status, out, err.count("\n"), "nine rules" in err or "there are" in err) == (2, "", 1, True)


def test_planted_misuse_in_a_file_is_refused_by_name(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    planted = [
        {"votes": [["甲", "赞成"], ["乙", "赞成"], ["甲", "赞成"]]},
        {"votes": [["甲", "赞成", "委员"], ["乙", "赞成", "候补委员"]]},
        {"yes": -3, "no": 1, "due": 9},
        {"sitting": "enlarged", "yes": 9, "due": 9},
        {"yes": 10, "due": 9},
    ]
    path = tmp_path / "planted.jsonl"
    path.write_text("\n".join(json.dumps(line, ensure_ascii=False) for line in planted), encoding="utf-8")
    _, out, _ = tallied(capsys, str(path), "--rules", "cpc-local-plenary", "--json")
    found = [(line["outcome"], line["why"]["code"]) for line in map(json.loads, out.splitlines())]
    assert found == [
        ("refused", "refused.voted-twice"),
        ("refused", "refused.no-vote-right"),
        ("refused", "refused.negative-count"),
        ("refused", "refused.sitting-may-not-decide"),
        ("refused", "refused.more-votes-than-members"),
    ]


def test_weights_over_the_whole_are_refused_from_a_file(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    votes = [{"member": name, "vote": "同意", "weights": {"area": "60.5"}} for name in "甲乙"]
    path = tmp_path / "owners.json"
    found = []
    for whole in (120, 121):
        path.write_text(json.dumps({"matter": "A", "votes": votes, "registered/area": whole}), encoding="utf-8")
        _, out, _ = tallied(capsys, str(path), "--rules", "prc-condominium-owners", "--json")
        line = json.loads(out)
        found.append((line["outcome"], line["why"]["code"], line["arithmetic"]))
    assert found == [
        ("refused", "refused.weights-over-total", ""),
        ("passed", "why.passed", "121 > 1/2 of 121 = 60.5 and 2 > 1/2 of 2 = 1"),
    ]
