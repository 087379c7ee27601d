"""Verbs of papers and of the proposals read out of them."""

from __future__ import annotations

import datetime
import hashlib
from collections.abc import Mapping
from typing import Any

from ninetenths.office.domain import drafting
from ninetenths.office.domain.acting import Actor
from ninetenths.office.domain.log import Stamp
from ninetenths.office.domain.permissions import may
from ninetenths.office.domain.verbs import ROOM, Fields, Moment, Payload, verb
from ninetenths.office.models import Annex, Commitment, Paper, Proposal, StoredFile
from ninetenths.refusal import Refusal

CLERKS = ("administrator", "clerk", "handler")
KINDS = (
    "communique", "session-news", "decision", "work-report", "plan", "resolution", "minutes", "notice", "bulletin",
    "rule", "breakdown", "opinion", "instruction", "order", "table", "other",
)  # fmt: skip


@verb("papers.add", may("administrator", "clerk", "handler"))
def add(
    now: Moment, *, by: Actor, title: str, kind: str = "other", text: str = "", language: str = "zh-Hans",
    number: str = "", issuer: str = "", day: datetime.date | None = None, reader: str = "", clauses: int = 0,
    sections: list[dict[str, Any]] | None = None, proposals: list[dict[str, Any]] | None = None,
    annexes: list[dict[str, Any]] | None = None, file: dict[str, Any] | None = None,
) -> Payload:  # fmt: skip
    """A text with what was read out of it. `proposals` as `interfaces.proposals` makes them; `file` names what was
    stored: `{"sha256", "name", "size", "media"}`.
    """
    title = " ".join(title.split())
    if not title or len(title) > 300:
        raise Refusal(ROOM, "paper.title")
    if kind not in KINDS:
        raise Refusal(ROOM, "paper.kind", kind=kind, known=", ".join(KINDS))
    if not text.strip() and file is None:
        raise Refusal(ROOM, "paper.empty")
    key = now.new_id()
    return Payload(
        f"papers/{key}",
        {
            "id": key, "title": title, "kind": kind, "text": text, "language": language, "number": number,
            "issuer": issuer, "day": None if day is None else day.isoformat(), "reader": reader, "clauses": clauses,
            "sections": sections or [], "text_sha256": hashlib.sha256(text.encode()).hexdigest(), "file": file,
            "proposals": [{**one, "id": now.new_id()} for one in proposals or ()],
            "annexes": [{**one, "id": now.new_id()} for one in annexes or ()],
        },
    )  # fmt: skip


def stored(stamp: Stamp, file: Mapping[str, Any] | None) -> str | None:
    """The row of a file that was stored, made once; its key, or None."""
    if file is None:
        return None
    StoredFile.objects.get_or_create(
        sha256=file["sha256"],
        defaults={"name": file["name"], "size": file["size"], "media": file["media"], **stamp.columns},
    )
    return str(file["sha256"])


@add.apply
def _(stamp: Stamp, p: Fields) -> Paper:
    columns = (
        "id",
        "title",
        "kind",
        "text",
        "language",
        "number",
        "issuer",
        "reader",
        "clauses",
        "sections",
        "text_sha256",
    )
    paper = Paper.objects.create(
        **{name: p[name] for name in columns}, day=p["day"], file_id=stored(stamp, p["file"]),
        added_by_id=p["by"].get("person"), **stamp.columns,
    )  # fmt: skip
    Proposal.objects.bulk_create(
        Proposal(paper=paper, place=place, **one, **stamp.columns) for place, one in enumerate(p["proposals"])
    )
    Annex.objects.bulk_create(Annex(paper=paper, **one, **stamp.columns) for one in p["annexes"])
    paper.refresh_from_db()
    return paper


@verb("papers.complete", may(*CLERKS), subject=Paper)
def complete(now: Moment, paper: Paper, *, by: Actor, annex: str, given: str) -> Payload:
    """A missing annex is here: it is that paper."""
    if not paper.annexes.filter(pk=annex).exists():
        raise Refusal(ROOM, "not-found", what="Annex", id=annex)
    if not Paper.objects.filter(pk=given).exclude(pk=paper.pk).exists():
        raise Refusal(ROOM, "not-found", what="Paper", id=given)
    return Payload(f"papers/{paper.pk}", {"id": paper.pk, "annex": annex, "given": given})


@complete.apply
def _(stamp: Stamp, p: Fields) -> Paper:
    Annex.objects.filter(pk=p["annex"]).update(given=p["given"])
    return Paper.objects.get(pk=p["id"])


def _waiting(paper: Paper, chosen: list[str]) -> list[Proposal]:
    """The chosen proposals, in the order of the text. Raises Refusal where one was dealt with meanwhile."""
    found = list(paper.proposals.filter(pk__in=chosen))
    if len(found) != len(set(chosen)):
        raise Refusal(ROOM, "not-found", what="Proposal", id=", ".join(set(chosen) - {one.pk for one in found}))
    dealt = [one for one in found if one.state != "waiting"]
    if dealt:
        raise Refusal(ROOM, "proposal.dealt-with", title=dealt[0].title[:40], state=dealt[0].state)
    return found


@verb("proposals.take", may(*CLERKS), subject=Paper)
def take(
    now: Moment, paper: Paper, *, by: Actor, proposals: list[str], changes: dict[str, dict[str, Any]] | None = None
) -> Payload:
    """Proposals become draft commitments; `changes` holds, by proposal, the cells that a person changed."""
    if not proposals:
        raise Refusal(ROOM, "proposal.none")
    rows, series = [], drafting.series(now)
    for one in _waiting(paper, proposals):
        changed = (changes or {}).get(one.pk, {})
        cells = {**one.cells, "title": one.title, "sentence": one.sentence, "section": one.section, **changed}
        rows.append({
            **drafting.row(now, next(series), cells), "proposal": one.pk, "state": "changed" if changed else "taken",
            "source": drafting.source(now, paper, one.spans, one.pk),
        })  # fmt: skip
    return Payload(f"papers/{paper.pk}", {"id": paper.pk, "rows": rows})


@take.apply
def _(stamp: Stamp, p: Fields) -> list[Commitment]:
    for row in p["rows"]:
        Proposal.objects.filter(pk=row["proposal"]).update(state=row["state"])
    return drafting.made(stamp, p["rows"])


@verb("proposals.split", may(*CLERKS), subject=Paper)
def split(now: Moment, paper: Paper, *, by: Actor, proposal: str, parts: list[dict[str, Any]]) -> Payload:
    """One sentence becomes several commitments, each with its own cells (`title` at least)."""
    (one,) = _waiting(paper, [proposal])
    if len(parts) < 2 or any(not str(part.get("title", "")).strip() for part in parts):
        raise Refusal(ROOM, "proposal.parts")
    series = drafting.series(now)
    rows = [
        {
            **drafting.row(now, next(series), {**one.cells, "sentence": one.sentence, "section": one.section, **part}),
            "proposal": one.pk, "source": drafting.source(now, paper, one.spans, one.pk),
        }
        for part in parts
    ]  # fmt: skip
    return Payload(f"papers/{paper.pk}", {"id": paper.pk, "proposal": one.pk, "rows": rows})


@split.apply
def _(stamp: Stamp, p: Fields) -> list[Commitment]:
    Proposal.objects.filter(pk=p["proposal"]).update(state="split")
    return drafting.made(stamp, p["rows"])


@verb("proposals.merge", may(*CLERKS), subject=Paper)
def merge(
    now: Moment, paper: Paper, *, by: Actor, proposals: list[str], cells: dict[str, Any] | None = None
) -> Payload:
    """Several sentences become one commitment with all their places as sources; the first gives its cells."""
    found = _waiting(paper, proposals)
    if len(found) < 2:
        raise Refusal(ROOM, "proposal.merge-two")
    first = found[0]
    title = "；".join(one.title for one in found)
    given = {**first.cells, "sentence": first.sentence, "section": first.section, "title": title, **(cells or {})}
    row = {
        **drafting.row(now, next(drafting.series(now)), given), "proposal": first.pk,
        "sources": [drafting.source(now, paper, one.spans, one.pk) for one in found],
    }  # fmt: skip
    return Payload(f"papers/{paper.pk}", {"id": paper.pk, "proposals": [one.pk for one in found], "rows": [row]})


@merge.apply
def _(stamp: Stamp, p: Fields) -> list[Commitment]:
    Proposal.objects.filter(pk__in=p["proposals"]).update(state="merged")
    return drafting.made(stamp, p["rows"])


@verb("proposals.dismiss", may(*CLERKS), subject=Paper)
def dismiss(now: Moment, paper: Paper, *, by: Actor, proposals: list[str], reason: str) -> Payload:
    """Not a commitment, and why."""
    found = _waiting(paper, proposals)
    if not found or not reason.strip():
        raise Refusal(ROOM, "reason.needed")
    return Payload(
        f"papers/{paper.pk}", {"id": paper.pk, "proposals": [one.pk for one in found], "reason": reason.strip()}
    )


@dismiss.apply
def _(stamp: Stamp, p: Fields) -> list[Proposal]:
    rows = Proposal.objects.filter(pk__in=p["proposals"])
    rows.update(state="dismissed", reason=p["reason"])
    return list(rows)


@verb("proposals.restore", may(*CLERKS), subject=Paper)
def restore(now: Moment, paper: Paper, *, by: Actor, proposals: list[str]) -> Payload:
    """What was left out waits again."""
    found = list(paper.proposals.filter(pk__in=proposals, state="dismissed"))
    if not found:
        raise Refusal(ROOM, "nothing-changed")
    return Payload(f"papers/{paper.pk}", {"id": paper.pk, "proposals": [one.pk for one in found]})


@restore.apply
def _(stamp: Stamp, p: Fields) -> list[Proposal]:
    rows = Proposal.objects.filter(pk__in=p["proposals"])
    rows.update(state="waiting", reason="")
    return list(rows)
