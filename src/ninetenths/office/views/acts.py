"""What can be done with a commitment now, by whoever looks at it: the next lawful step, and why the others are not."""

from __future__ import annotations

import datetime
from typing import Any

from ninetenths.office.domain import commitments
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.commitments import UNISSUED
from ninetenths.office.domain.verbs import Verb
from ninetenths.office.models import Commitment
from ninetenths.office.views.refusals import words_of
from ninetenths.packs import phrase

# Enough of each verb's parameters that only the rules of the office can refuse it.
_TRIED: dict[str, dict[str, Any]] = {
    "commitments.return": {"reason": "…"}, "commitments.refuse": {"answer": "…"}, "commitments.cancel": {"reason": "…"},
    "commitments.note": {"words": "…"}, "commitments.report": {"words": "…"},
}  # fmt: skip
_ALWAYS: tuple[Verb, ...] = (commitments.note, commitments.cancel)


_AGENCY: tuple[Verb, ...] = (commitments.acknowledge, commitments.report, commitments.extend)


def _offered(row: Commitment, by: Actor, pending: bool) -> tuple[Verb, ...]:
    """The verbs that belong to where a commitment stands, the next step first."""
    if not by.office_roles:
        return _AGENCY if row.stage not in UNISSUED else ()
    if row.stage in UNISSUED:
        return (commitments.edit, commitments.assign, commitments.handle, *_ALWAYS)
    first: tuple[Verb, ...] = (commitments.grant, commitments.refuse) if pending else ()
    if row.stage == "reported":
        return (*first, commitments.check, commitments.return_, commitments.close, commitments.assign, *_ALWAYS)
    if row.stage in ("checked", "accepted"):
        return (*first, commitments.close, commitments.return_, commitments.assign, *_ALWAYS)
    if row.stage == "closed":
        return (commitments.note,)
    return (*first, commitments.assign, commitments.handle, commitments.close, *_ALWAYS)


def acts_of(row: Commitment, by: Actor, language: str, *, pending: bool = False) -> list[dict[str, Any]]:
    """Items for the macro `verbs`: label, address, whether it is filled; a blocked one with its reason in words."""
    items: list[dict[str, Any]] = []
    if row.stage in UNISSUED and commitments.issue.allows(by):
        label = phrase("verbs", "commitments.issue", language)
        items.append({"label": label, "href": f"/office/issue/?c={row.pk}"})
    elif (
        by.office_roles
        and row.cancelled is None
        and row.stage != "closed"
        and commitments.report.may.behalf & by.office_roles
    ):
        label = phrase("verbs", "behalf", language)
        items.append({"label": label, "href": f"/office/commitments/{row.pk}/behalf/"})
    for verb in _offered(row, by, pending):
        if not verb.allows(by, row):
            continue
        item: dict[str, Any] = {"label": phrase("verbs", verb.name, language)}
        tried = _TRIED.get(verb.name)
        refused = None
        if verb is commitments.extend and row.deadline is not None:
            tried = {"new": row.deadline + datetime.timedelta(days=1), "reason": "…"}
        if verb not in (commitments.edit, commitments.assign, commitments.handle):
            refused = verb.refusal(row, by=by, **(tried or {}))
        if refused is not None:
            if verb in (commitments.close, commitments.check, commitments.return_):
                items.append({**item, "why": words_of(refused, language)})
            continue
        items.append({**item, "href": f"/office/commitments/{row.pk}/{verb.name.partition('.')[2]}/"})
    # The next step is the first of the rules' own that can be done; what is always there is never it.
    steps = ("grant", "check", "close", "issue", "acknowledge", "report")
    for step in steps:
        found = next((one for one in items if f"/{step}/" in str(one.get("href", "")) and not one.get("why")), None)
        if found is not None:
            found["go"] = True
            items.remove(found)
            items.insert(0, found)
            break
    return items
