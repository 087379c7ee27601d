"""Bundles of an office verify offline: whole, of a paper, of one Entry; what is not published is not shown."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

pytestmark = pytest.mark.usefixtures("office")
TEXT = "会议决定，到2031年底，新建云桥公园3个。市教育局牵头。"


def written(lines: Any, path: Path) -> Path:
    path.write_bytes(b"".join(lines))
    return path


@pytest.fixture
def paper(people: Any) -> Any:
    from ninetenths.office.interfaces.proposals import add_text

    return add_text(people.actor("clerk"), title="建园决定", text=TEXT, kind="decision")


def test_an_internal_bundle_opens_every_entry_and_carries_the_texts_of_papers(paper: Any, tmp_path: Path) -> None:
    from ninetenths import ledger
    from ninetenths.office.domain import log
    from ninetenths.office.interfaces import bundles

    path = written(bundles.whole(internal=True), tmp_path / "bundle")
    found = ledger.check_bundle(str(path), None, None)
    assert (found["entries"], found["files"]) == (log.size(), 1)
    said = path.read_text(encoding="utf-8")
    assert said.count(TEXT) == 1


def test_without_internal_a_bundle_shows_nothing_and_still_continues_an_earlier_checkpoint(
    paper: Any, people: Any, tmp_path: Path
) -> None:
    from ninetenths import ledger
    from ninetenths.office.domain import log, organizations
    from ninetenths.office.interfaces import bundles

    early = tmp_path / "early"
    early.write_bytes(log.checkpoint())
    organizations.add(by=people.actor("clerk"), name="市园林局")
    path = written(bundles.whole(internal=False), tmp_path / "bundle")
    assert ledger.check_bundle(str(path), None, str(early))["entries"] == 0
    said = path.read_text(encoding="utf-8")
    assert "papers.add" not in said and "公园" not in said


def test_a_bundle_of_a_paper_has_its_entries_and_those_of_its_commitments_alone(
    paper: Any, people: Any, tmp_path: Path
) -> None:
    from ninetenths import ledger
    from ninetenths.office.domain import commitments, papers
    from ninetenths.office.interfaces import bundles

    clerk = people.actor("clerk")
    (made, *_) = papers.take(paper, by=clerk, proposals=list(paper.proposals.values_list("pk", flat=True)))
    commitments.note(made, by=clerk, words="已电话提醒")
    other = commitments.add(by=clerk, cells={"title": "别的事"})
    path = written(bundles.part(bundles.of_paper(paper.pk)), tmp_path / "bundle")
    assert ledger.check_bundle(str(path), None, None)["entries"] == 3
    said = path.read_text(encoding="utf-8")
    assert "已电话提醒" in said and other.pk not in said


def test_an_entry_that_was_erased_stays_provable_and_says_nothing(people: Any, tmp_path: Path) -> None:
    from ninetenths import ledger
    from ninetenths.office.domain import log, organizations, record
    from ninetenths.office.interfaces import bundles

    contact = organizations.add_contact(people.education, by=people.actor("clerk"), name="赵小满", telephone="0570-3")
    index = log.size() - 1
    record.erase_contact(contact, by=people.actor("administrator"), reason="本人要求")
    path = written(bundles.part([index]), tmp_path / "bundle")
    assert ledger.check_bundle(str(path), None, None)["entries"] == 1
    assert "赵小满" not in path.read_text(encoding="utf-8")


def test_an_entry_that_the_log_lacks_is_refused(people: Any) -> None:
    from ninetenths.office.domain import log
    from ninetenths.office.interfaces import bundles
    from ninetenths.refusal import Refusal

    with pytest.raises(Refusal) as refused:
        bundles.part([log.size()])
    assert refused.value.code == "bundle.no-entry"
