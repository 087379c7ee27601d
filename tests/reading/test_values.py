"""The values of a reading: frozen, and the same after a way through JSON."""

from __future__ import annotations

import dataclasses
import json
from pathlib import Path

import pytest

from ninetenths.reading import Clause, Commitment, Field, Indicator, Reading, Source, read
from ninetenths.reading.values import freeze, from_dict, to_json, unfrozen


@pytest.fixture(scope="module", params=["yunchuan/plenary-news.txt", "yunchuan/decision.txt", "larchmoor/minutes.txt"])
def reading(request: pytest.FixtureRequest, examples: Path) -> Reading:
    return read((examples / request.param).read_text(encoding="utf-8"))


def test_from_dict_undoes_to_dict(reading: Reading) -> None:
    again = Reading.from_dict(reading.to_dict(), reading.text)
    # A record's lists come back as lists; all else is equal value by value.
    for item in dataclasses.fields(Reading):
        if item.name != "record":
            assert getattr(again, item.name) == getattr(reading, item.name), item.name
    assert again.to_json() == reading.to_json()


def test_json_says_every_field_of_every_value(reading: Reading) -> None:
    plain = json.loads(to_json(reading))
    assert list(plain) == [item.name for item in dataclasses.fields(Reading) if item.name != "text"]
    assert set(plain["source"]) == {item.name for item in dataclasses.fields(Source)}
    for name, kind in (("clauses", Clause), ("commitments", Commitment)):
        for item in plain[name]:
            assert set(item) == {one.name for one in dataclasses.fields(kind)}
    for item in (one for commitment in plain["commitments"] for one in commitment["indicators"]):
        # Besides them what the value and unit come to in the canonical one.
        assert set(item) == {one.name for one in dataclasses.fields(Indicator)} | {"canonical"}


def test_values_are_frozen(reading: Reading) -> None:
    for value, name in ((reading, "version"), (reading.clauses[0], "label"), (reading.source, "title")):
        with pytest.raises(dataclasses.FrozenInstanceError):
            setattr(value, name, "other")
    assert reading.clauses[0] == dataclasses.replace(reading.clauses[0])
    assert hash(reading.clauses[0]) == hash(dataclasses.replace(reading.clauses[0]))


def test_a_missing_field_and_an_unknown_one_are_refused() -> None:
    plain = read("建成大桥。").to_dict()
    without = {**plain, "clauses": [{key: value for key, value in plain["clauses"][0].items() if key != "rule"}]}
    with pytest.raises(KeyError, match="Clause: rule"):
        from_dict(without)
    with pytest.raises(TypeError):
        from_dict({**plain, "source": {**plain["source"], "colour": "red"}})
    with pytest.raises(KeyError):
        from_dict({key: value for key, value in plain.items() if key != "findings"})


def test_a_range_is_a_pair_in_values_and_a_list_in_json() -> None:
    made = read("一、2032年工作安排\n地区生产总值增长5%—6%。\n")
    (quantity,) = made.quantities
    assert (quantity.value, made.to_dict()["quantities"][0]["value"]) == ((5.0, 6.0), [5.0, 6.0])
    assert Reading.from_dict(made.to_dict()).quantities == made.quantities


def test_what_is_made_in_bulk_is_of_its_kind_once_frozen() -> None:
    make = unfrozen(Clause)
    made = freeze(Clause, [make("s0.p1.c1", 0, 2, "aim", None, None, "test")])
    assert made == (Clause("s0.p1.c1", 0, 2, "aim", None, None, "test"),)
    assert type(made[0]) is Clause


def test_a_field_without_spans_is_absent_by_its_state() -> None:
    assert Field(None, "absent").spans == ()
