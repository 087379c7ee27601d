"""`nine diff`: two versions of a text clause by clause, for people, as JSON and as CSV."""

from __future__ import annotations

import argparse
import re
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ninetenths.cli.csvtables import write_table
from ninetenths.packs import phrase

if TYPE_CHECKING:
    from ninetenths.following.versions import Change, Versions
    from ninetenths.reading import Reading, Span

_ROOM = "versions"
_LISTED = 40
_SIGNS = {"moved": "↕", "reworded": "~", "number": "#", "dropped": "-", "new": "+"}
_COLUMNS = (
    "kind", "moved", "likeness", "old_ids", "new_ids", "old_text", "new_text", "difference", "figures", "old_start",
    "old_end", "new_start", "new_end",
)  # fmt: skip


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the arguments of `nine diff`."""
    parser.add_argument("old", type=Path, metavar="OLD", help=phrase(_ROOM, "help.old", "en"))
    parser.add_argument("new", type=Path, metavar="NEW", help=phrase(_ROOM, "help.new", "en"))
    parser.add_argument("--all", action="store_true", help=phrase(_ROOM, "help.all", "en"))
    form = parser.add_mutually_exclusive_group()
    form.add_argument("--json", action="store_true", help=phrase(_ROOM, "help.json", "en"))
    form.add_argument("--csv", metavar="OUT", help=phrase(_ROOM, "help.csv", "en"))
    form.add_argument("--html", metavar="OUT", help=phrase(_ROOM, "help.html", "en"))


def run(options: argparse.Namespace) -> int:
    """Compare; 1 where the two are not versions of one text."""
    from ninetenths.cli.intake import read_file
    from ninetenths.following.versions import compare_versions

    old, new = read_file(options.old), read_file(options.new)
    versions = compare_versions(old, new)
    if options.json:
        sys.stdout.buffer.write(versions.to_json() + b"\n")
        sys.stdout.flush()
    elif options.csv:
        heads = [phrase(_ROOM, f"column.{name}", options.language) for name in _COLUMNS]
        write_table(options.csv, heads, _rows(versions, old, new, options.language))
    else:
        if options.html:
            _write_page(Path(options.html), versions, old, new, options.language)
        print("\n".join(lines(versions, old, new, options.language, None if options.all else _LISTED)))
    return 1 if versions.kinship == "strangers" else 0


def _write_page(out: Path, versions: Versions, old: Reading, new: Reading, language: str) -> None:
    from ninetenths import pages
    from ninetenths.refusal import Refusal
    from ninetenths.writing import write_bytes

    page = getattr(pages, "versions_page", None)
    if page is None:
        raise Refusal(_ROOM, "no-page", name=str(out))
    write_bytes(out, str(page(versions, old, new, language)).encode("utf-8", "replace"))


def lines(versions: Versions, old: Reading, new: Reading, language: str, most: int | None) -> list[str]:
    """The comparison for people: what it comes to, then the changes in order, at most `most` of them."""
    if versions.kinship == "identical":
        code = "identical.bytes" if old.text == new.text else "identical.clauses"
        return [phrase(_ROOM, code, language, count=len(new.clauses))]
    made = [phrase(_ROOM, "clauses", language, **versions.counts())]
    made.append(_commitment_line(versions, old, new, language))
    shares = [f"{float(share):.0%}" for share in versions.common]
    code = "common" if versions.kinship == "versions" else "strangers"
    made += [phrase(_ROOM, code, language, old=shares[0], new=shares[1]), ""]
    changes = [change for change in versions.changes if change.kind != "same"]
    blocks = _blocks(changes)
    for block in blocks[:most]:
        made += _block_lines(block, old, new, language)
    if most is not None and len(blocks) > most:
        made.append(phrase(_ROOM, "more", language, count=sum(map(len, blocks[most:]))))
    return made


def _commitment_line(versions: Versions, old: Reading, new: Reading, language: str) -> str:
    if not old.commitments and not new.commitments:
        return phrase(_ROOM, "commitments.none", language)
    return phrase(
        _ROOM, "commitments", language, old=len(old.commitments), all=len(new.commitments),
        **versions.commitment_counts(),
    )  # fmt: skip


def _blocks(changes: Iterable[Change]) -> list[list[Change]]:
    """Neighbouring clauses that were moved, dropped or added together are shown as one."""
    blocks: list[list[Change]] = []
    for change in changes:
        last = blocks[-1][-1] if blocks else None
        if last and change.kind == last.kind and change.kind in ("moved", "dropped", "new") and _adjoins(last, change):
            blocks[-1].append(change)
        else:
            blocks.append([change])
    return blocks


def _adjoins(one: Change, other: Change) -> bool:
    pairs = [(left[-1], right[0]) for left, right in ((one.old, other.old), (one.new, other.new)) if left and right]
    return all(0 <= right[0] - left[1] <= 1 for left, right in pairs)


def _block_lines(block: list[Change], old: Reading, new: Reading, language: str) -> list[str]:
    first, last = block[0], block[-1]
    place = " → ".join((*first.old_ids[:1], *first.new_ids[:1]))
    moved = f" {_SIGNS['moved']}" if first.moved and first.kind != "moved" else ""
    head = f"{_SIGNS[first.kind]} {phrase(_ROOM, f'kind.{first.kind}', language)}{moved}  {place}"
    if first.pieces:
        made = [head, f"    {difference(first, old, new)}"]
        if first.figures:
            made.append(f"    {figures(first, old, new)}")
        return made
    text, side = (new.text, (first.new, last.new)) if first.new else (old.text, (first.old, last.old))
    return [head, f"    {_one_line(text[side[0][0][0] : side[1][-1][1]])}"]


def difference(change: Change, old: Reading, new: Reading) -> str:
    """A re-worded clause in one line: [-what went-]{+what came+}."""
    shown = []
    for piece in change.pieces:
        if piece.kind == "same":
            shown.append(_cut(new, piece.new))
        else:
            shown.append(f"[-{_cut(old, piece.old)}-]" if piece.kind == "dropped" else f"{{+{_cut(new, piece.new)}+}}")
    return "".join(shown)


def figures(change: Change, old: Reading, new: Reading) -> str:
    """The changed figures of a clause as they are written: 8.5% → 6%."""
    return "; ".join(f"{_cut(old, item.old)} → {_cut(new, item.new)}" for item in change.figures)


def _cut(reading: Reading, span: Span) -> str:
    return _one_line(reading.text[slice(*span)])


def _one_line(text: str) -> str:
    return re.sub(r"\s*[\r\n]\s*", " ", text)


def _rows(versions: Versions, old: Reading, new: Reading, language: str) -> Iterator[list[Any]]:
    """Every change as a row, unchanged clauses too."""
    for change in versions.changes:
        before, after = (_span(change.old), _span(change.new))
        yield [
            phrase(_ROOM, f"kind.{change.kind}", language), int(change.moved), change.likeness,
            " ".join(change.old_ids), " ".join(change.new_ids),
            _cut(old, before) if before else "", _cut(new, after) if after else "",
            difference(change, old, new), figures(change, old, new), *(before or ("", "")), *(after or ("", "")),
        ]  # fmt: skip


def _span(spans: tuple[Span, ...]) -> Span | None:
    return (spans[0][0], spans[-1][1]) if spans else None
