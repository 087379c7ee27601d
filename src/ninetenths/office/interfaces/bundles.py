"""Bundles of an office's log: what a sceptic verifies offline, the whole log or the Entries of one paper or one place."""

from __future__ import annotations

import dataclasses
from collections.abc import Iterable, Iterator

from ninetenths import ledger
from ninetenths.office.domain import log
from ninetenths.office.domain.verbs import ROOM
from ninetenths.office.models import Paper, Source
from ninetenths.refusal import Refusal


def whole(*, internal: bool) -> Iterator[bytes]:
    """Lines of a bundle of the whole log. Without `internal` each leaf is its hash: nothing is published yet."""
    note = log.checkpoint()
    size = ledger.read_checkpoint(note).size
    leaves = (_leaf(entry, internal) for entry in log.opened(0, size))
    texts = _texts(log.opened(0, size)) if internal else ()
    return ledger.whole_bundle(note, log.signer().vkey, leaves, texts, internal=internal)


def part(indices: Iterable[int]) -> Iterator[bytes]:
    """Lines of an internal bundle of those Entries, each with its proof. Raises Refusal where the log lacks one."""
    note = log.checkpoint()
    size = ledger.read_checkpoint(note).size
    entries = []
    for index in sorted(set(indices)):
        entry = log.entry(index) if index < size else None
        if entry is None:
            raise Refusal("keeping", "bundle.no-entry", entry=index, size=size)
        entries.append(entry)
    return ledger.part_bundle(
        note, log.signer().vkey, (_leaf(entry, True) for entry in entries), _texts(entries), internal=True,
        inclusion=lambda index: ledger.inclusion_proof_from(log.tile, index, size),
        consistency=lambda old: ledger.consistency_proof_from(log.tile, old, size),
    )  # fmt: skip


def of_paper(key: str) -> list[int]:
    """Indices of the Entries about a paper and about the commitments that come from it. Raises Refusal for no paper."""
    if not Paper.objects.filter(pk=key).exists():
        raise Refusal(ROOM, "not-found", what="Paper", id=key)
    born = Source.objects.filter(paper=key).values_list("commitment", flat=True).distinct()
    subjects = [f"papers/{key}", *(f"commitments/{commitment}" for commitment in born)]
    return [entry.index for subject in subjects for entry in log.about(subject)]


def _leaf(entry: log.Opened, shown: bool) -> ledger.Leaf:
    if not shown:
        return ledger.Leaf(entry.index, hash=entry.leaf)
    fields = dict(entry.fields)
    if _text(entry) is not None:
        # The text goes along as a file, for people to read, tied by `text_sha256`: once is enough.
        fields["text"] = dataclasses.replace(fields["text"], salt=None, value=None)
    return ledger.Leaf(entry.index, entry=entry.data, fields=fields)


def _text(entry: log.Opened) -> bytes | None:
    """A paper's text that its Entry names by its hash; None where it has none, or it was cut."""
    text, named = entry.fields.get("text"), entry.fields.get("text_sha256")
    if entry.verb != "papers.add" or text is None or named is None or not (text.is_open and named.is_open):
        return None
    return str(text.value).encode() or None


def _texts(entries: Iterable[log.Opened]) -> Iterator[ledger.File]:
    for entry in entries:
        text = _text(entry)
        if text is not None:
            yield ledger.File(entry.index, "text_sha256", text)
