"""One stretch of a series: each text read once, each pair followed, its page and its rows written down."""

from __future__ import annotations

import gc
from dataclasses import dataclass, replace
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

if TYPE_CHECKING:
    from ninetenths.following import Following
    from ninetenths.reading import Reading, Span


@dataclass(frozen=True, slots=True)
class Work:
    """One pair to follow: years, files, where its page (`page`) and what is kept of it (`kept`) go."""

    earlier: int
    later: int
    files: tuple[Path, Path]
    page: Path
    kept: Path


# Files that could not be used: the file, and the refusal's room, code and parameters.
Failed = tuple[Path, tuple[str, str, dict[str, Any]]]


def follow_stretch(works: list[Work], language: str) -> tuple[int, list[Failed]]:
    """Follow pairs of one place, in order; returns how many, and the files that could not be used."""
    failed: dict[Path, tuple[str, str, dict[str, Any]]] = {}
    held: dict[Path, Reading] = {}
    done = 0
    # Readings hold no cycles to speak of, and looking for some costs an eighth of the time.
    gc.disable()
    try:
        for work in works:
            held = {path: held[path] for path in work.files if path in held}
            try:
                for path, year in zip(work.files, (work.earlier, work.later), strict=True):
                    if path not in held and path not in failed:
                        held[path] = _read(path, year)
                if all(path in held for path in work.files):
                    _follow(work, held[work.files[0]], held[work.files[1]], language)
                    done += 1
            except _Unusable as bad:
                failed[bad.path] = bad.refusal
            gc.collect(1)
    finally:
        gc.enable()
    return done, list(failed.items())


class _Unusable(Exception):  # noqa: N818 — carries a refusal
    def __init__(self, path: Path, refusal: tuple[str, str, dict[str, Any]]) -> None:
        super().__init__(path, refusal)
        self.path, self.refusal = path, refusal


def _read(path: Path, year: int) -> Reading:
    """Read a file; where its text gives no year, the name's is taken."""
    from ninetenths.cli.intake import read_file

    try:
        reading = read_file(path)
    except Refusal as refusal:
        raise _Unusable(path, (refusal.room, refusal.code, refusal.params)) from refusal
    return reading if reading.source.year else replace(reading, source=replace(reading.source, year=year))


def sidecar_of(path: Path) -> Path:
    """Where a person's rulings on a text stand."""
    return path.with_name(f"{path.stem}.overrules.toml")


def _follow(work: Work, earlier: Reading, later: Reading, language: str) -> None:
    import orjson

    from ninetenths.following import follow
    from ninetenths.pages import following_page
    from ninetenths.writing import write_bytes

    following = _overruled(follow(earlier, later), sidecar_of(work.files[0]), earlier, later)
    write_bytes(work.page, following_page(following, earlier, [later], language).encode("utf-8", "replace"))
    write_bytes(work.kept, orjson.dumps(_kept(work, following, earlier, later, language)))


def _overruled(following: Following, sidecar: Path, earlier: Reading, later: Reading) -> Following:
    from ninetenths.following import apply_overrules, load_overrules

    if not sidecar.is_file():
        return following
    try:
        return apply_overrules(
            following, load_overrules(sidecar.read_text(encoding="utf-8"), sidecar.name, earlier, [later])
        )
    except Refusal as refusal:
        raise _Unusable(sidecar, (refusal.room, refusal.code, refusal.params)) from refusal
    except (OSError, UnicodeDecodeError) as error:
        params = {"path": sidecar, "reason": str(error)}
        raise _Unusable(sidecar, ("following", "overrules-unreadable", params)) from error


def _kept(work: Work, following: Following, earlier: Reading, later: Reading, language: str) -> dict[str, Any]:
    """What is kept of a pair: rows of its promises, its review, what its plan shares with the next, its figures."""
    from ninetenths.following.series import figures, recurring

    review = following.reviews[0]
    years = 1
    if review.first_year is not None and review.last_year is not None:
        years = review.last_year - review.first_year + 1
    aimed, reported = figures(following, earlier, later, work.earlier)
    return {
        "earlier": work.earlier, "later": work.later, "review": review.chars, "clauses": review.clauses, "years": years,
        "notes": [[note.code, _said(note.code, _frozen(note.params), language, "note")] for note in following.notes],
        "links": recurring(earlier, later),
        "aimed": [[item.name, item.unit, item.value] for item in aimed],
        "reported": [[item.name, item.unit, item.value] for item in reported],
        "rows": [
            [
                promise.id, _surface(earlier.text, promise.spans), promise.status if promise.followable else None,
                promise.confidence, " ‖ ".join(_surface(later.text, (span,)) for span in promise.evidence),
                _said(promise.why.code, _frozen(promise.why.params), language, "why"),
            ]
            for promise in following.promises
        ],
    }  # fmt: skip


def _frozen(params: dict[str, Any]) -> tuple[tuple[str, Any], ...]:
    return tuple(params.items())


@cache
def _said(code: str, params: tuple[tuple[str, Any], ...], language: str, kind: str) -> str:
    from ninetenths.cli.whys import why_words
    from ninetenths.following import Why

    return why_words(Why(code, dict(params)), language, kind)


def _surface(text: str, spans: tuple[Span, ...]) -> str:
    return " ".join(" … ".join(text[start:end] for start, end in spans).split())


def words_of(refusal: tuple[str, str, dict[str, Any]], language: str) -> str:
    """A refusal carried over from a worker, in words."""
    return phrase(refusal[0], refusal[1], language, **refusal[2])
