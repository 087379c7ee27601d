"""A real council's record: base, thresholds, every difference; and votes made from real ones just at the threshold."""

from __future__ import annotations

import dataclasses
import gzip
import json
from collections import Counter
from pathlib import Path

import pytest

from ninetenths.procedure import (
    Record,
    Result,
    attendance_of,
    choice_of,
    decide,
    load_pack,
    question_of,
    quorum,
    read_records,
    stated_outcome,
)
from ninetenths.procedure.records import Row

PACK = load_pack("nyc-council")


def records(shared: Path, name: str) -> list[Record]:
    path = shared / "data" / "council-nyc" / f"{name}.jsonl.gz"
    return read_records(gzip.decompress(path.read_bytes()).decode("utf-8"), "jsonl")


@pytest.fixture(scope="module")
def votes(shared: Path) -> list[Record]:
    return records(shared, "votes")


@pytest.fixture(scope="module")
def meetings(shared: Path) -> list[Record]:
    return records(shared, "meetings")


@pytest.fixture(scope="module")
def council(votes: list[Record]) -> list[Record]:
    return [record for record in votes if record.body == "City Council"]


def counted(record: Record) -> Result:
    question, pack, _ = question_of(record, PACK)
    return decide(pack, question)


def with_yes(record: Record, yes: int) -> Record:
    """The record with exactly so many members for it: its own rows turned from the top, those away staying away."""
    voters = [n for n, row in enumerate(record.rows or ()) if choice_of(row.word) in ("yes", "no", "abstain")]
    turned = {place: "Affirmative" if number < yes else "Negative" for number, place in enumerate(voters)}
    rows = tuple(Row(row.member, turned.get(n, row.word)) for n, row in enumerate(record.rows or ()))
    return dataclasses.replace(record, rows=rows)


def test_the_base_is_51_seats_26_pass_and_34_override(council: list[Record]) -> None:
    whole = [counted(record) for record in council if len(record.rows or ()) >= 40]
    assert Counter((result.base, result.needed) for result in whole) == {(51, 26): 3054, (51, 34): 35}


def test_every_difference_from_the_published_result_is_a_vote_not_recorded(council: list[Record]) -> None:
    found = [(record, counted(record)) for record in council]
    differing = [(len(record.rows or ()), result.outcome) for record, result in found
                 if stated_outcome(record.stated) != result.outcome]  # fmt: skip
    assert len(found) == 3098
    assert sorted(differing) == [(1, "not-recorded")] * 4 + [(2, "not-recorded")] * 2 + [
        (3, "not-recorded"), (4, "not-recorded"), (4, "not-recorded"),
    ]  # fmt: skip


def test_every_word_of_the_record_is_known(votes: list[Record], meetings: list[Record]) -> None:
    words = {row.word for record in (*votes, *meetings) for row in record.rows or ()}
    assert sorted(word for word in words if choice_of(word) == "unknown") == []


def test_votes_turned_to_the_threshold_come_out_right_all_of_them(council: list[Record]) -> None:
    wrong = []
    for record in council:
        voters = sum(1 for row in record.rows or () if choice_of(row.word) in ("yes", "no", "abstain"))
        needed = 34 if record.action == "Overridden by Council" else 26
        for yes in (needed - 1, needed):
            if voters >= 35:
                outcome = counted(with_yes(record, yes)).outcome
                if outcome != ("passed" if yes >= needed else "failed"):
                    wrong.append((record.matter, yes, outcome))
    assert wrong == []


def test_every_roll_call_of_the_full_council_was_a_quorum(meetings: list[Record]) -> None:
    found = Counter()
    for record in meetings:
        question, pack, _ = attendance_of(record, PACK)
        outcome = quorum(pack, question, "open").holds if record.rows is not None else None
        found[(record.body == "City Council", outcome)] += 1
    assert found == {(True, True): 332, (True, None): 78, (False, True): 6578, (False, None): 1337, (False, False): 217}


def record(**fields: object) -> Record:
    line = json.dumps({"matter": "Int 1", "votes": [["a", "Affirmative"]], **fields})
    return read_records(line, "jsonl")[0]


@pytest.mark.parametrize(
    ("fields", "matter_class"),
    [
        *(({"action": action}, "override") for action in (
            "Overridden by Council", "OVERRIDDEN BY COUNCIL", "Overriden by Council", "Veto Override", "Overrode veto",
            "Repassed by Council", "Re-passed over Mayor's veto", "Passed over the Mayor's veto",
        )),
        *(({"action": "Approved, by Council", "title": title}, "override") for title in (
            "Override of the Mayor's veto of Int 61-A", "Int 5 repassed over the veto of the Mayor",
            "Local law, notwithstanding the objection of the Mayor",
        )),
        *(({"action": "Approved, by Council", "title": title}, "ordinary") for title in (
            "Resolution calling upon Congress to override the President's veto of a bill",
            "In relation to overriding zoning rules", "Communication from the Mayor: veto message",
        )),
        ({"action": "Passed over to the next meeting"}, "ordinary"),
    ],
)  # fmt: skip
def test_overrides_are_known_by_their_words(fields: dict[str, str], matter_class: str) -> None:
    assert question_of(record(body="City Council", **fields), PACK)[0].matter_class == matter_class


@pytest.mark.parametrize(
    ("body", "seats"),
    [
        *((name, 51) for name in (
            "City Council", "city council", "The City Council", "New York City Council", "NYC Council",
            "Council of the City of New York", "City Council Stated Meeting", "Stated Meeting", "",
        )),
        *((name, 0) for name in (
            "Committee on Finance", "City Council Committee on Finance", "New York City Council Committee on Aging",
            "Subcommittee on Zoning and Franchises",
        )),
    ],
)  # fmt: skip
def test_the_council_is_known_by_its_names_and_no_committee_is_it(body: str, seats: int) -> None:
    assert question_of(record(body=body), PACK)[1].seats == seats
