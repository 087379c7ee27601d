"""English minutes: the record, motions and votes, what was asked, and what does not add up."""

from __future__ import annotations

from ninetenths.reading.english import EnglishParts, read_english
from ninetenths.reading.scanning import scan

MINUTES = """\
YUNCHUAN HARBOR BOARD
Minutes of the Regular Meeting
March 4, 2031

PRESENT: Chair Ada Brook, presiding; Commissioners Ben Cole, Cy Dorn (arrived at 7:15 p.m.), and Di Estes.
ABSENT: Commissioner Flo Gant (excused).
ALSO PRESENT: Hal Ives, Harbor Manager; Jo Kent, Clerk.

CALL TO ORDER

Chair Brook called the meeting to order at 7:00 p.m. Three members were present. Three being required, a quorum was declared present.

NEW BUSINESS

1. Dredging contract. Commissioner Cole moved to award the dredging contract for $52,000 and to finish by May 31, 2031. Commissioner Estes seconded. The motion carried, 3 to 0.

Commissioner Dorn arrived at 7:15 p.m.

2. Resolution No. 31-2, Harbor Fees. Motion by Commissioner Estes, seconded by Commissioner Dorn, to adopt. Ayes: Brook, Cole, Estes. Noes: Dorn. The resolution was adopted, 3 to 1.

3. Lighting. Commissioner Dorn moved to replace the lamps. Commissioner Cole seconded. The motion failed, 2 in favor, 3 opposed. The Harbor Manager was directed to report on costs by April 1, 2031.

ADJOURNMENT

The meeting was adjourned at 8:05 p.m.
"""


def parts(text: str = MINUTES) -> EnglishParts:
    return read_english(text, scan(text))


def value(name: str, text: str = MINUTES) -> object:
    record = parts(text).record
    assert record is not None
    return record[name].value


def test_who_met_when_and_who_presided() -> None:
    assert parts().genre == "minutes"
    assert (value("body"), value("held_on"), value("presided_by")) == (
        "YUNCHUAN HARBOR BOARD",
        "2031-03-04",
        "Chair Ada Brook",
    )
    assert (value("called_to_order_at"), value("adjourned_at")) == ("7:00 p.m.", "8:05 p.m.")


def test_who_was_there_and_who_was_not() -> None:
    assert value("present") == [
        "Chair Ada Brook",
        "Commissioner Ben Cole",
        "Commissioner Cy Dorn",
        "Commissioner Di Estes",
    ]
    assert value("absent") == ["Commissioner Flo Gant"]
    assert value("arrivals") == [{"name": "Commissioner Cy Dorn", "at": "7:15 p.m."}]
    assert value("other_participants") == ["Hal Ives, Harbor Manager", "Jo Kent, Clerk"]
    assert value("attendance") == [{"category": "members", "count": 3}]
    assert value("quorum") == {"present": True, "required": 3, "of": None}


def test_every_motion_with_its_vote() -> None:
    assert value("votes") == [
        {"matter": "to award the dredging contract for $52,000 and to finish by May 31, 2031", "mover": "Commissioner Cole",
         "seconder": "Commissioner Estes", "yes": 3, "no": 0, "abstain": None, "result": "carried"},
        {"matter": "Resolution No. 31-2, Harbor Fees", "mover": "Commissioner Estes", "seconder": "Commissioner Dorn", "yes": 3, "no": 1,
         "abstain": None, "result": "carried"},
        {"matter": "to replace the lamps", "mover": "Commissioner Dorn", "seconder": "Commissioner Cole", "yes": 2, "no": 3,
         "abstain": None, "result": "failed"},
    ]  # fmt: skip


def test_what_was_adopted_and_the_items_of_business() -> None:
    assert value("adopted") == ["Resolution No. 31-2, Harbor Fees"]
    assert value("agenda") == [
        {"acts": ["approved"], "item": "Dredging contract"}, {"acts": ["approved"], "item": "Resolution No. 31-2, Harbor Fees"},
        {"acts": ["rejected"], "item": "Lighting"},
    ]  # fmt: skip


def test_only_the_vote_that_does_not_fit_is_found() -> None:
    assert [(item.code, item.params) for item in parts().findings] == [
        ("vote-differs-from-present", {"votes": 5, "present": 4})
    ]


def test_a_stated_count_that_names_do_not_bear_out_is_found() -> None:
    text = MINUTES.replace("Three members were present", "Five members were present")
    assert [(item.code, item.params) for item in parts(text).findings] == [
        ("attendance-count-differs", {"stated": 5, "named": 3}), ("vote-differs-from-present", {"votes": 5, "present": 4}),
    ]  # fmt: skip


def test_what_is_left_to_be_done() -> None:
    made = parts().commitments
    assert [(item.rule, item.deadline, [organ.name for organ in item.organs]) for item in made] == [
        ("motion-carried", "May 31, 2031", []), ("asked", "April 1, 2031", ["Harbor Manager"]),
    ]  # fmt: skip


def test_sections_are_the_headings() -> None:
    assert [item.title for item in parts().sections] == ["CALL TO ORDER", "NEW BUSINESS", "ADJOURNMENT"]


def test_every_stated_field_says_where() -> None:
    record = parts().record
    assert record is not None
    for field in record.values():
        assert (field.state == "absent") == (not field.spans)
        for start, end in field.spans:
            assert 0 <= start < end <= len(MINUTES)
