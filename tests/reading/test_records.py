"""Session records: of invented local bodies exactly, of the corpus under the gold's own measure, and their laws."""

from __future__ import annotations

import collections
import hashlib
import json
import tomllib
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninetenths.reading import read
from ninetenths.reading.records import read_record

LABELS = Path(__file__).parents[1] / "gold" / "records"
LABELLED: dict[str, dict[str, Any]] = {
    name: label
    for path in sorted(LABELS.glob("*.toml"))
    for name, label in tomllib.loads(path.read_text("utf-8")).items()
}
LOCAL = {name: label for name, label in LABELLED.items() if not label.get("none")}
EMPTY: dict[str, Any] = {
    "body": None, "term": None, "ordinal": None, "enlarged": False, "held_on": None, "published_on": None,
    "source": None, "attendance": [], "presided_by": None, "speakers": [], "agenda": [], "adopted": [],
    "other_participants": [],
}  # fmt: skip


def written(name: str, value: Any) -> Any:
    """A field of local.toml as the reader's value."""
    if name == "attendance":
        return [{"category": (cut := line.split(" = "))[0], "count": int(cut[1])} for line in value]
    if name == "agenda":
        return [{"acts": (cut := line.split("|"))[0].split(), "item": cut[1].strip()} for line in value]
    if name == "speakers":
        keys = ("person", "role", "act")
        return [dict(zip(keys, (part.strip() or None for part in line.split("/")), strict=True)) for line in value]
    return value


def comparable(name: str, value: Any) -> Any:
    """A value as the gold's scorer compares it: order, 《》 of an item and what a speaker did left out."""
    if name == "attendance":
        return sorted((item["category"], item["count"]) for item in value)
    if name == "speakers":
        return sorted({item["person"] for item in value})
    if name == "agenda":
        return sorted((item["item"].strip("《》"), sorted(item["acts"])) for item in value)
    return sorted(value) if isinstance(value, list) else value


@pytest.mark.parametrize("name", LOCAL)
def test_record_of_a_local_session_is_what_its_text_states(name: str) -> None:
    expected = {field: written(field, LOCAL[name].get(field, empty)) for field, empty in EMPTY.items()}
    record = read_record(LOCAL[name]["text"].lstrip("\n"))
    assert record is not None
    found = {field: comparable(field, record[field].value) for field in EMPTY}
    assert found == {field: comparable(field, value) for field, value in expected.items()}


@pytest.mark.parametrize("name", LOCAL)
def test_roles_of_speakers_are_those_written(name: str) -> None:
    record = read_record(LOCAL[name]["text"].lstrip("\n"))
    assert record is not None
    roles = {(entry["person"], entry["role"]) for entry in record["speakers"].value}
    expected = written("speakers", LOCAL[name].get("speakers", []))
    assert roles == {(entry["person"], entry["role"]) for entry in expected}


@pytest.mark.parametrize("name", LOCAL)
def test_spans_of_names_and_days_hold_the_words_they_stand_for(name: str) -> None:
    text = LOCAL[name]["text"].lstrip("\n")
    record = read_record(text)
    assert record is not None
    for field in ("body", "presided_by", "source"):
        assert {text[start:end] for start, end in record[field].spans} <= {record[field].value}
    for field in ("adopted", "other_participants"):
        assert {text[start:end] for start, end in record[field].spans} == set(record[field].value)
    items = {entry["item"].strip("《》") for entry in record["agenda"].value}
    assert {text[start:end].strip("《》") for start, end in record["agenda"].spans} == items
    for field in record.values():
        assert (field.state == "absent") <= (field.value in (None, [], False))


@pytest.mark.parametrize("name", LOCAL)
def test_genre_of_a_session_is_news_or_communique(name: str) -> None:
    assert read(LOCAL[name]["text"].lstrip("\n")).source.genre in ("session-news", "communique")


def test_due_absent_and_delegations_are_kept_beside_the_contract() -> None:
    record = read_record(LOCAL["party-congress"]["text"].lstrip("\n"))
    assert record is not None
    assert (record["due"].value, record["absent"].value) == (420, 8)
    record = read_record(LOCAL["npc-standing"]["text"].lstrip("\n"))
    assert record is not None
    assert (record["due"].value, record["delegated_by"].value) == (41, ["市人民政府", "主任会议"])


NOT_SESSIONS = {
    "work report": "政府工作报告\n——2034年1月12日在云川市第九届人民代表大会第四次会议上\n"
    "云川市市长 陆明远\n各位代表：\n"
    "现在，我代表市人民政府向大会报告工作，请予审议。\n"
    "召开市委全会，审议通过了多项决定。",
    "decision": "中共云川市委关于深化产业强市的决定\n"
    "（2034年7月21日中国共产党云川市第九届委员会第五次全体会议通过）\n"
    "现作如下决定。",
    "notice": "关于召开市政府第三次全体会议的通知\n各县（市、区）人民政府：\n定于5月8日召开市政府第三次全体会议。",
    "echo": "市委九届五次全会精神在基层引起热烈反响\n连日来，全市上下认真学习贯彻市委九届五次全会精神。",
    "regulation": "云川市城市绿化条例\n"
    "（2034年8月29日云川市第九届人民代表大会常务委员会第二十三次会议通过）\n第一条 本条例。",
    "rules": "云川市人民政府常务会议议事规则\n第一条 制定本规则。\n第二条 市政府常务会议一般每月召开两次，由市长主持。",
    "comment": "社论：以实干推动全会精神落地\n"
    "市委九届五次全会是在关键时期召开的一次重要会议。全会审议通过的决定意义重大。",
    "forecast": "市九届人大四次会议将于1月12日召开\n市九届人大四次会议将于1月12日在云川召开，会期4天。",
    **{name: label["text"].lstrip("\n") for name, label in LABELLED.items() if label.get("none")},
    "English": "The Council met on 3 May 2034 and adopted the minutes.",
    "nothing": "",
}


@pytest.mark.parametrize("text", NOT_SESSIONS.values(), ids=NOT_SESSIONS)
def test_text_that_only_speaks_of_sessions_has_no_record(text: str) -> None:
    assert read_record(text) is None


def test_day_without_year_takes_the_year_of_publication_and_never_lies_after_it() -> None:
    text = "市委常委会召开会议\n12月30日，市委常委会召开会议，研究安全生产工作。"
    record = read_record(text, published_on="2035-01-02")
    assert record is not None
    assert (record["held_on"].value, record["held_on"].state) == ("2034-12-30", "derived")
    without = read_record(text)
    assert without is not None
    assert (without["held_on"].value, without["held_on"].state) == (None, "absent")


def test_page_furniture_goes_before_what_the_file_says() -> None:
    record = read_record(LOCAL["plenum-news"]["text"].lstrip("\n"), published_on="2001-01-01", source="别处")
    assert record is not None
    assert (record["published_on"].value, record["source"].value) == ("2034-07-22", "云川日报")


def test_thing_stated_twice_is_one_entry_with_two_spans() -> None:
    line = "市委常委会召开会议，审议《云川市防汛预案》。"
    record = read_record(f"市委常委会召开会议\n{line}\n会议审议通过了《云川市防汛预案》。")
    assert record is not None
    assert record["agenda"].value == [{"acts": ["审议", "通过"], "item": "《云川市防汛预案》"}]
    assert len(record["agenda"].spans) == 2


@settings(max_examples=150, deadline=None)
@given(
    st.text(
        alphabet="市委八届二次全体（扩大）会议举行，。；《》“”、主持张三作了报告听取审议通过决定出席委员12名月日\n ",
        max_size=300,
    )
)
def test_any_text_gives_a_record_whose_spans_lie_inside_it(noise: str) -> None:
    text = "市委八届二次全体会议举行\n" + noise
    record = read_record(text)
    for field in (record or {}).values():
        assert all(0 <= start < end <= len(text) for start, end in field.spans)


@pytest.mark.parametrize(
    "unit",
    [
        "《",
        "审议通过",
        "、张三",
        "第一届",
        "会议审议，",
        "会议审议通过《甲》\n",
        "受市委委托，市长张三主持会议，出席委员12名、",
    ],
)
def test_time_grows_with_length_only(unit: str, grows_in_line: Callable[..., bool]) -> None:
    def reading(size: int) -> Callable[[], object]:
        text = "市委八届二次全体会议召开\n会议决定，" + unit * (size // len(unit))
        return lambda: read_record(text)

    assert grows_in_line(reading, 20_000, 80_000)


def spelled(name: str, value: Any, text: str) -> Any:
    """A label of offsets as the words at them."""
    if name == "agenda":
        return [{"acts": item["acts"], "item": text[slice(*item["item"])]} for item in value]
    if name == "speakers":
        return [{"person": text[slice(*item["person"])]} for item in value]
    if name in ("adopted", "other_participants"):
        return [text[slice(*span)] for span in value]
    return text[slice(*value)] if name in ("body", "presided_by") and value else value


@pytest.mark.gold
@pytest.mark.parametrize(("half", "least"), [("seen", 0.97), ("unseen", 0.95)])
def test_fields_of_our_labels_are_found(shared: Path, half: str, least: float) -> None:
    files = (shared / "corpus/sessions").rglob("*.txt")
    texts = {hashlib.sha256(path.read_bytes()).hexdigest(): path for path in files}
    right, total = collections.Counter[str](), collections.Counter[str]()
    for path in sorted(LABELS.glob("*.json")):
        label = json.loads(path.read_text(encoding="utf-8"))
        if label["half"] != half:
            continue
        text = texts[label["sha256"]].read_bytes().decode()
        record = read_record(text)
        if label["record"] is None:
            total["none"] += 1
            right["none"] += record is None
            continue
        for name, value in label["record"].items():
            found = record[name].value if record else EMPTY[name]
            total[name] += 1
            right[name] += comparable(name, spelled(name, value, text)) == comparable(name, found)
    share = sum(right.values()) / sum(total.values())
    assert share >= least, {name: f"{right[name]}/{total[name]}" for name in total}


@pytest.mark.gold
def test_no_work_report_or_decision_of_the_corpus_is_taken_for_a_session(shared: Path) -> None:
    papers = [*(shared / "corpus/work-reports").rglob("*.txt"), *(shared / "corpus/decisions").rglob("*.txt")]
    taken = [path.name for path in papers if read_record(path.read_bytes().decode()) is not None]
    assert len(taken) <= 1 and len(papers) > 300  # one page of news carries the whole report after its first line
