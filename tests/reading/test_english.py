"""English resolutions: paragraphs, passages, commitments, record; any text is read."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninetenths.reading.english import EnglishParts, looks_english, read_english
from ninetenths.reading.scanning import scan

COUNCIL = """\
CITY OF YUNCHUAN

RESOLUTION NO. 2031-12

A RESOLUTION OF THE CITY COUNCIL OF YUNCHUAN DIRECTING THE
REPAIR OF THE EAST FERRY STEPS

WHEREAS, the East Ferry steps were damaged by the flood of May 2030
and have been closed since; and

WHEREAS, the City Engineer estimates the cost of repair at $84,000;

NOW, THEREFORE, BE IT RESOLVED BY THE CITY COUNCIL OF YUNCHUAN:

Section 1. The City Engineer shall repair at least 120 steps no later
than June 30, 2031, in consultation with the Ferry Guild.

Section 2. The City Manager is directed to report to the Council by
August 1, 2031, on:
  (a) the cost of the work; and
  (b) the number of passengers carried.

BE IT FURTHER RESOLVED that the Council commends the ferry crews.

PASSED AND ADOPTED this 4th day of February, 2031, by the following vote:

AYES: Lin, Osei, Park (3)
NOES: Quade (2)

ATTEST:
Mei Lin
City Clerk
"""

ASSEMBLY = """\
Resolution 7 (2029)

The River Assembly,

Recalling its resolution 3 (2027),
Deeply concerned at the state of the locks,

1. Requests the Secretary to report by 1 March 2030;

2. Urges all members to cooperate;

3. Decides to remain seized of the matter.

Adopted at the 40th meeting on 2 May 2029 by 9 votes to none, with 2 abstentions.
"""

RECOMMENDATION = """\
The Conference, convened in Yunchuan and having met there in its third session, adopts the following recommendation: The Conference,

Considering that every reader needs a library,

That libraries are few,

Submits to the Ministries of the various countries the following recommendation:

BUILDINGS 1. It is desirable that every school have a reading room.

Lending must be free of charge.

— 12 — 3. Librarians should be trained.
"""


def parts(text: str) -> EnglishParts:
    return read_english(text, scan(text))


def kinds(text: str) -> list[tuple[str, str | None, str | None]]:
    return [(item.kind, item.number, item.verb) for item in parts(text).passages]


def test_a_council_resolution_has_its_recitals_and_sections() -> None:
    assert kinds(COUNCIL) == [
        ("preambular", None, "whereas"), ("preambular", None, "whereas"), ("operative", "1", "resolved"),
        ("operative", "2", "resolved"), ("operative", "a", "resolved"), ("operative", "b", "resolved"),
        ("operative", None, "commends"),
    ]  # fmt: skip


def test_a_paragraph_over_several_lines_is_one_passage() -> None:
    first = parts(COUNCIL).passages[0]
    assert COUNCIL[first.start : first.end] == (
        "WHEREAS, the East Ferry steps were damaged by the flood of May 2030\nand have been closed since; and"
    )


def test_commitments_say_who_what_and_by_when() -> None:
    made = parts(COUNCIL).commitments
    assert [(item.id, item.label, item.parent, item.deadline) for item in made] == [
        ("k1", "target", None, "June 30, 2031"), ("k2", "action", None, "August 1, 2031"), ("k3", "action", "k2", None),
        ("k4", "action", "k2", None),
    ]  # fmt: skip
    assert [(organ.name, organ.role) for organ in made[0].organs] == [
        ("City Engineer", "lead"),
        ("Ferry Guild", "supporting"),
    ]
    assert [(item.name, item.bound, item.value) for item in made[0].indicators] == [("steps", ">=", 120)]


def test_the_record_of_a_council_resolution() -> None:
    read = parts(COUNCIL)
    assert read.record is not None
    values = {name: field.value for name, field in read.record.items()}
    assert values == {
        "number": "2031-12", "title": "A RESOLUTION OF THE CITY COUNCIL OF YUNCHUAN DIRECTING THE REPAIR OF THE EAST FERRY STEPS",
        "body": "CITY COUNCIL OF YUNCHUAN", "adopted_on": "2031-02-04", "meeting": None,
        "vote": {"yes": 3, "no": 2, "abstain": None, "result": "carried"}, "mover": None, "seconder": None,
    }  # fmt: skip


def test_names_that_do_not_bear_out_a_vote_are_found() -> None:
    assert [(item.code, item.params) for item in parts(COUNCIL).findings] == [
        ("vote-names-differ", {"side": "no", "stated": 2, "named": 1})
    ]


def test_an_assembly_resolution_is_read_with_its_actor() -> None:
    read = parts(ASSEMBLY)
    assert [(item.kind, item.number, item.actor, item.verb) for item in read.passages] == [
        ("preambular", None, "River Assembly", "recalling"), ("preambular", None, "River Assembly", "deeply concerned"),
        ("operative", "1", "River Assembly", "requests"), ("operative", "2", "River Assembly", "urges"),
        ("operative", "3", "River Assembly", "decides"),
    ]  # fmt: skip
    assert read.record is not None
    assert (read.record["number"].value, read.record["adopted_on"].value, read.record["vote"].value) == (
        "7 (2029)", "2029-05-02", {"yes": 9, "no": 0, "abstain": 2, "result": "carried"},
    )  # fmt: skip


def test_a_recommendation_is_led_in_and_its_unnumbered_items_follow() -> None:
    assert [(kind, number) for kind, number, _ in kinds(RECOMMENDATION)] == [
        ("preambular", None), ("preambular", None), ("operative", "1"), ("operative", None), ("operative", "3"),
    ]  # fmt: skip


def test_every_clause_names_its_rule_and_spans_are_exact() -> None:
    for text in (COUNCIL, ASSEMBLY, RECOMMENDATION):
        read = parts(text)
        last = 0
        for clause in read.clauses:
            assert clause.rule and last <= clause.start < clause.end <= len(text)
            assert text[clause.start : clause.end] == text[clause.start : clause.end].strip()
            last = clause.end
        assert len({clause.id for clause in read.clauses}) == len(read.clauses)
        for item in read.commitments:
            for organ in item.organs:
                assert " ".join(text[slice(*organ.span)].split()) == organ.name


def test_a_set_that_does_not_add_up_is_found() -> None:
    text = ASSEMBLY.replace("by 1 March 2030;", "on the following three matters: (a) locks; (b) weirs;")
    assert [(item.declared, len(item.members), item.state) for item in parts(text).sets] == [(3, 2, "illustrative")]
    assert [item.code for item in parts(text).findings] == ["set-does-not-add-up"]


def test_a_text_that_resolves_nothing_has_no_passages() -> None:
    read = parts("The ferry leaves at nine.\n\nIt carries forty people and their bicycles.\n")
    assert (read.genre, read.passages, read.commitments, read.record) == ("other", (), (), None)


@pytest.mark.parametrize(
    ("text", "said"),
    [(COUNCIL, True), (ASSEMBLY, True), ("会议审议通过了《云川市规划》。", False), ("", False), ("12345 67890", False)],
)
def test_english_is_told_from_what_is_not(text: str, said: bool) -> None:
    assert looks_english(text) is said


WORDS = st.sampled_from(
    [
        "WHEREAS, ",
        "Recalling ",
        "The Council, ",
        "\n",
        "\n\n",
        "Section 1. ",
        "(a) ",
        "BE IT RESOLVED ",
        "that the ",
        "City Manager ",
        "shall ",
        "by June 1, 2030; ",
        "Ayes: ",
        "Lin, ",
        "moved ",
        "seconded by ",
        "carried 5-0. ",
        "MINUTES\n",
        "PRESENT: ",
        "Seven of nine members were present. ",
        "adjourned at 9:00 p.m.",
        "— 12 — ",
        ":",
        ";",
        "(",
        "“",
    ]
)


@settings(max_examples=150, deadline=None)
@given(st.one_of(st.text(max_size=300), st.lists(WORDS, max_size=60).map("".join)))
def test_any_text_is_read_and_the_same_way_twice(text: str) -> None:
    read = read_english(text, scan(text))
    assert read == read_english(text, scan(text))
    for item in (*read.passages, *read.clauses):
        assert 0 <= item.start < item.end <= len(text)


@pytest.mark.parametrize(
    "unit",
    [
        "1",
        "(",
        "A",
        "a b ",
        "(a) ",
        "\n",
        " ",
        "The ",
        "Lin moved ",
        "by ",
        "Following ten things: ",
        ". A",
        "1.",
        "WHEREAS ",
        "Aa, ",
        "the of and ",
        "\n\nAYES: Lin",
    ],
)
def test_time_is_linear_in_the_length(unit: str, grows_in_line: Callable[..., bool]) -> None:
    def reading(size: int) -> Callable[[], object]:
        text = (unit * size)[:size]
        cut = scan(text)
        return lambda: read_english(text, cut)

    assert grows_in_line(reading, 20_000, 80_000)
