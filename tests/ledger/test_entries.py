"""Entries: canonical bytes, commitments, and fields that are closed while everything else still holds."""

from __future__ import annotations

import hashlib
import json
from datetime import UTC, datetime, timedelta, timezone
from typing import Any

import pytest
import rfc8785
from hypothesis import given, settings
from hypothesis import strategies as st

from ninetenths.ledger import (
    Entry,
    Field,
    canonical,
    commit,
    cut,
    enter,
    erase,
    holds,
    instant,
    opened,
    parse_canonical,
    seal,
)
from ninetenths.refusal import Refusal

DAY = datetime(2031, 3, 1, 8, tzinfo=UTC)
letters = st.characters(exclude_categories=("Cs",))
texts = st.text(st.one_of(letters, st.sampled_from('\x00\x1f\x7f"\\/\u2028\ue000\uffff\U00010000😀é')), max_size=8)
values = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(1 - 2**53, 2**53 - 1), texts),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(texts, inner, max_size=4)),
    max_leaves=12,
)
payloads = st.dictionaries(texts, values, max_size=6)


@settings(max_examples=300)
@given(values)
def test_canonical_is_that_of_the_reference_and_comes_back(value: Any) -> None:
    assert canonical(value) == rfc8785.dumps(value)
    assert parse_canonical(canonical(value)) == value


@pytest.mark.parametrize(
    "value", [0.5, 1.0, float("nan"), 2**53, -(2**53), "\ud800", {1: 2}, {None: 1}, {"\udfff": 1}, b"", {1}]
)
def test_what_has_no_canonical_form_here_is_refused(value: Any) -> None:
    with pytest.raises(ValueError):
        canonical(value)
    with pytest.raises(Refusal):
        seal({"field": value})


def test_depth_has_an_end() -> None:
    deep: Any = 0
    for _ in range(5000):
        deep = [deep]
    with pytest.raises(ValueError):
        canonical(deep)
    with pytest.raises(ValueError):
        parse_canonical(b"[" * 100_000)


@pytest.mark.parametrize(
    "data",
    [b'{"a": 1}', b'{"b":1,"a":1}', b'{"a":1,"a":1}', b'"\\u0041"', b'"\\/"', b"1.0", b"1e2", b"-0", b"NaN", b" 1", b"1\n", b"",
     b'"\xff"', b"9007199254740992", b"9" * 9999, b'"\\ud800"', b"\xef\xbb\xbf1"],
)  # fmt: skip
def test_other_spellings_are_not_canonical(data: bytes) -> None:
    with pytest.raises(ValueError):
        parse_canonical(data)


def test_an_entry_is_what_the_contract_says() -> None:
    salts = iter([b"\1" * 32, b"\2" * 32])
    entry, fields = enter(
        {"by": 7, "text": "已建成"}, at=DAY, recorded=DAY + timedelta(hours=1), verb="commitments.report", subject="commitment:47",
        salt=lambda _: next(salts),
    )  # fmt: skip
    hashes = {
        "by": hashlib.sha256(b"\1" * 32 + b"7").hexdigest(),
        "text": hashlib.sha256(b"\2" * 32 + '"已建成"'.encode()).hexdigest(),
    }
    whole = hashlib.sha256(json.dumps(hashes, separators=(",", ":"), sort_keys=True).encode()).hexdigest()
    assert json.loads(entry.to_bytes()) == {
        "v": 1, "at": "2031-03-01T08:00:00.000000Z", "recorded": "2031-03-01T09:00:00.000000Z", "verb": "commitments.report",
        "subject": "commitment:47", "commitment": whole,
    }  # fmt: skip
    assert Entry.from_bytes(entry.to_bytes()) == entry
    assert holds(entry, fields) and opened(fields) == {"by": 7, "text": "已建成"}


@given(payloads, st.data())
def test_closing_any_fields_leaves_the_commitment_and_the_other_fields(
    payload: dict[str, Any], data: st.DataObject
) -> None:
    entry, fields = enter(payload, at=DAY, recorded=DAY, verb="papers.add", subject="paper:1")
    gone = data.draw(st.sets(st.sampled_from(sorted(payload)))) if payload else set()
    left = erase(fields, *gone)
    assert holds(entry, left)
    assert opened(left) == {name: value for name, value in payload.items() if name not in gone}
    for name in gone:
        assert left[name].to_dict() == {"hash": fields[name].hash.hex()}
    for name in set(payload) - gone:
        once = cut(left, name, "〔删〕")
        assert holds(entry, once) and once[name].to_dict()["cut"] == "〔删〕"
        other = {**left, name: Field(left[name].hash, left[name].salt, [left[name].value])}
        assert not holds(entry, other)
        assert not holds(entry, {each: field for each, field in left.items() if each != name})
    stored = json.loads(json.dumps({name: field.to_dict() for name, field in left.items()}))
    assert {name: Field.from_dict(field) for name, field in stored.items()} == left


def test_the_same_payload_twice_commits_to_different_hashes() -> None:
    assert commit(seal({"a": 1})) != commit(seal({"a": 1}))


def test_a_field_there_is_not_cannot_be_closed_and_a_foreign_record_is_no_field() -> None:
    with pytest.raises(Refusal):
        erase(seal({"a": 1}), "b")
    for stored in ({}, {"hash": "x"}, {"salt": "00", "value": 1}, {"salt": "0" * 64}, {"hash": "0" * 64, "value": 1}):
        with pytest.raises(Refusal):
            Field.from_dict(stored)


@pytest.mark.parametrize(
    "change",
    [{"at": "2031-03-01"}, {"recorded": "2031-03-01T08:00:00Z"}, {"verb": "Report"}, {"verb": "report"}, {"subject": ""}, {"commitment": "AB" * 32},
     {"v": 2}, {"v": True}],
)  # fmt: skip
def test_an_entry_out_of_form_is_refused(change: dict[str, Any]) -> None:
    parts = {
        "at": instant(DAY),
        "recorded": instant(DAY),
        "verb": "a.b",
        "subject": "s",
        "commitment": "ab" * 32,
        "v": 1,
    }
    assert Entry.from_bytes(Entry(**parts).to_bytes()) == Entry(**parts)
    with pytest.raises(Refusal):
        Entry(**{**parts, **change}).to_bytes()
    with pytest.raises(Refusal):
        Entry.from_bytes(canonical({**parts, **change}))


@given(
    st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30)),
    st.datetimes(datetime(1000, 1, 2), datetime(9999, 12, 30)),
)
def test_instants_sort_as_time_does(a: datetime, b: datetime) -> None:
    one, other = a.replace(tzinfo=UTC), b.replace(tzinfo=UTC).astimezone(timezone(timedelta(hours=8)))
    assert (instant(one) < instant(other)) == (one < other)
