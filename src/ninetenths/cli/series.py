"""`nine follow --series`: every pair of adjoining years of a folder of places, as tables and as an atlas."""

from __future__ import annotations

import hashlib
import os
import re
import sys
from collections.abc import Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor, as_completed
from contextlib import ExitStack
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from ninetenths.cli.seriespairs import Failed, Work, follow_stretch, sidecar_of, words_of
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

if TYPE_CHECKING:
    from ninetenths.following.series import PairTold, Series, Text
    from ninetenths.pages import AtlasPair, AtlasPlace

_ROOM = "series"
_KEPT = ".series"
_FORM = "2"  # of what is kept of a pair: what an older form kept is followed again
_STRETCH = 8  # pairs one worker does in one go: the text between two stretches is read twice
_GAPS = 12
_UNSAFE = re.compile(r'[\x00-\x20/\\:*?"<>|#%.]+')


@dataclass(frozen=True, slots=True)
class Job:
    """A place with a name that files may bear, and its pairs."""

    series: Series
    slug: str
    works: tuple[Work, ...]


def follow_series(folder: Path, out: Path, jobs: int | None, language: str) -> int:
    """Follow all pairs below `folder` into the folder `out`; returns 1 where a text could not be used.

    A second run follows only pairs with a file that is new or changed (by its bytes). Raises Refusal where there is
    no pair, or where `out` cannot be written.
    """
    if folder.resolve() == out.resolve():
        raise Refusal(_ROOM, "out-is-series", path=out)
    from ninetenths.cli.seriestables import endings

    failed: list[Failed] = []
    places, texts = _places(folder, out, failed, language)
    made = _jobs(places, folder, out, language)
    if not any(job.works for job in made):
        raise _no_pair(folder, texts)
    try:
        works = [work for job in made for work in job.works]
        todo = {work for work in works if not (work.kept.is_file() and work.page.is_file())}
        (out / _KEPT).mkdir(parents=True, exist_ok=True)
        fresh = _run([_todo(job, todo) for job in made], jobs, language, failed)
        _sweep(out, works)
        written = _publish(made, folder, out, language)
    except OSError as error:
        raise Refusal("read", "cannot-write", path=out, reason=error.strerror or str(error)) from error
    print(phrase(_ROOM, "done", language, places=written, pairs=fresh + len(works) - len(todo), fresh=fresh,
                 kept=len(works) - len(todo), failed=len(failed)))  # fmt: skip
    _say(made, failed, folder, language)
    tables = [f"{name}{ending}" for name in ("pairs", "promises") for ending in endings()]
    print(phrase(_ROOM, "written", language, out=out, tables=("、" if language == "zh" else ", ").join(tables)))
    if ".parquet" not in endings():
        print(phrase(_ROOM, "parquet-lacking", language))
    return 1 if failed else 0


# -- which texts -----------------------------------------------------------------------------------------------------


def _places(folder: Path, out: Path, failed: list[Failed], language: str) -> tuple[list[Series], list[Text]]:
    """The texts below a folder by place; those without any year are listed as failed."""
    from ninetenths.cli.corpora import texts_below
    from ninetenths.following.series import arrange

    own = out.resolve()
    inside = folder.resolve() in own.parents
    texts = []
    for path in texts_below(folder):
        if inside and own in path.resolve().parents:
            continue
        text = _text(path, folder, failed)
        if text is not None:
            texts.append(text)
    return arrange(texts), texts


def _text(path: Path, folder: Path, failed: list[Failed]) -> Text | None:
    """Place and year of a file: from its name, else the year from its text."""
    from ninetenths.cli.intake import read_file
    from ninetenths.following.series import Text, place_and_year

    within = path.relative_to(folder).parent
    inner = within.name or folder.resolve().name
    place, year = place_and_year(path.stem, inner)
    if year is None:
        try:
            year = read_file(path).source.year
        except Refusal as refusal:
            failed.append((path, (refusal.room, refusal.code, refusal.params)))
            return None
        if year is None:
            failed.append((path, (_ROOM, "no-year", {})))
            return None
    return Text(_plain(place), _plain(str(within)) if within.parts else "", year, str(path), path.stat().st_size)


def _plain(name: str) -> str:
    """A name as text: what of it is not UTF-8 becomes U+FFFD."""
    return name.encode("utf-8", "surrogateescape").decode("utf-8", "replace")


def _jobs(places: Sequence[Series], folder: Path, out: Path, language: str) -> list[Job]:
    from ninetenths import __version__

    made: list[Job] = []
    taken: set[str] = set()
    for series in places:
        slug = base = _UNSAFE.sub("-", series.place).strip("-") or "place"
        number = 1
        while slug in taken:
            number += 1
            slug = f"{base}-{number}"
        taken.add(slug)
        prints = {text.path: _print(Path(text.path)) for pair in series.pairs for text in pair}
        works = []
        for one, two in series.pairs:
            told = "\n".join((__version__, _FORM, language, prints[one.path], prints[two.path]))
            name = f"{slug}-{one.year}-{two.year}"
            mark = hashlib.sha256(told.encode()).hexdigest()[:16]
            works.append(Work(one.year, two.year, (Path(one.path), Path(two.path)), out / "pairs" / f"{name}.html",
                              out / _KEPT / f"{name}.{mark}.json"))  # fmt: skip
        made.append(Job(series, slug, tuple(works)))
    return made


def _print(path: Path) -> str:
    """SHA-256 of a file's bytes and of the rulings beside it; of a file that cannot be opened, which reading it will say, none."""
    made = hashlib.sha256()
    for one in (path, sidecar_of(path)):
        try:
            made.update(one.read_bytes())
        except OSError:
            continue
    return made.hexdigest()


def _no_pair(folder: Path, texts: Sequence[Text]) -> Refusal:
    if len(texts) == 1:
        return Refusal(_ROOM, "one-text", folder=folder, path=Path(texts[0].path).name)
    example = "; ".join(Path(text.path).name for text in texts[:3])
    return Refusal(_ROOM, "no-pair", folder=folder, texts=len(texts), example=example)


# -- following -------------------------------------------------------------------------------------------------------


def _todo(job: Job, todo: set[Work]) -> list[list[Work]]:
    """The pairs of a place still to follow, in stretches."""
    mine = [work for work in job.works if work in todo]
    return [mine[at : at + _STRETCH] for at in range(0, len(mine), _STRETCH)]


def _run(places: list[list[list[Work]]], jobs: int | None, language: str, failed: list[Failed]) -> int:
    """Follow what is to be followed on all cores; returns how many pairs were."""
    from tqdm import tqdm

    stretches = sorted((one for place in places for one in place), key=len, reverse=True)
    if not stretches:
        return 0
    done, bad = 0, dict(failed)
    total = sum(map(len, stretches))
    workers = min(jobs if jobs and jobs > 0 else os.cpu_count() or 1, len(stretches))
    with (
        tqdm(total=total, desc=phrase(_ROOM, "following", language), unit="", file=sys.stderr, disable=None) as bar,
        ProcessPoolExecutor(max_workers=workers) as pool,
    ):
        waiting = {pool.submit(follow_stretch, one, language): one for one in stretches}
        for ended in as_completed(waiting):
            count, unusable = ended.result()
            done += count
            bad.update(unusable)
            bar.update(len(waiting.pop(ended)))
    failed[:] = bad.items()
    return done


def _sweep(out: Path, works: Sequence[Work]) -> None:
    """Take away what an earlier run kept of pairs that are no more, with their pages."""
    kept, pages = {work.kept for work in works}, {work.page for work in works}
    for path in (out / _KEPT).glob("*.json"):
        if path not in kept:
            path.unlink()
            page = out / "pairs" / f"{path.stem.rpartition('.')[0]}.html"
            if page not in pages:
                page.unlink(missing_ok=True)


# -- publishing ------------------------------------------------------------------------------------------------------


def _publish(made: Sequence[Job], folder: Path, out: Path, language: str) -> int:
    """Tables, pages of places, index; returns how many places have a pair."""
    from ninetenths.cli.seriestables import PAIRS, PROMISES, Tables, pair_row, promise_rows
    from ninetenths.pages import atlas_index, atlas_place
    from ninetenths.writing import write_bytes

    places: list[AtlasPlace] = []
    names = set()
    with ExitStack() as stack:
        pairs = stack.enter_context(Tables(out / "pairs", PAIRS))
        promises = stack.enter_context(Tables(out / "promises", PROMISES))
        for job in made:
            held = list(_kept(job))
            if not held:
                continue
            name = job.series.place
            for work, kept in held:
                files = [_plain(str(path.relative_to(folder))) for path in work.files]
                pairs.write([pair_row(name, kept, (files[0], files[1]), f"pairs/{work.page.name}", language)])
                promises.write(promise_rows(name, kept))
            names.add(f"{job.slug}.html")
            page = atlas_place(_atlas_place(job, held, whole=True), language, up="../index.html")
            write_bytes(out / "places" / f"{job.slug}.html", page.encode("utf-8", "replace"))
            places.append(_atlas_place(job, held, whole=False))
    for path in (out / "places").glob("*.html"):
        if path.name not in names:
            path.unlink()
    write_bytes(out / "index.html", atlas_index(places, language).encode("utf-8", "replace"))
    return len(places)


def _kept(job: Job) -> Iterator[tuple[Work, dict[str, Any]]]:
    import orjson

    for work in job.works:
        if work.kept.is_file():
            yield work, orjson.loads(work.kept.read_bytes())


def _atlas_place(job: Job, held: Sequence[tuple[Work, dict[str, Any]]], *, whole: bool) -> AtlasPlace:
    """A place for its own page (`whole`), or for the index, which links from one folder higher."""
    from ninetenths.following.series import carried, longest_silent, targets
    from ninetenths.pages import AtlasLine, AtlasPlace, AtlasTarget

    up = "../" if whole else ""
    links = {work.earlier: f"{up}pairs/{quote(work.page.name)}" for work, _ in held}
    pairs = tuple(_atlas_pair(kept, links[work.earlier]) for work, kept in held)
    missing = tuple(sorted({*job.series.missing, *_unread(job, held)}))
    if not whole:
        return AtlasPlace(job.series.place, pairs, f"places/{quote(job.slug)}.html", missing)
    told = [_told(kept) for _, kept in held]
    lines = [
        tuple(AtlasLine(line.text, line.years, f"{links[line.at[0]]}#{quote(line.at[1])}") for line in found)
        for found in (carried(told), longest_silent(told))
    ]
    aims = tuple(AtlasTarget(one.name, one.unit, one.aimed, one.reported) for one in targets(told))
    return AtlasPlace(job.series.place, pairs, None, missing, lines[0], lines[1], aims)


def _unread(job: Job, held: Sequence[tuple[Work, dict[str, Any]]]) -> set[int]:
    """Years whose text is there and stands in no pair that could be followed, though it should."""
    wanted = {year for work in job.works for year in (work.earlier, work.later)}
    return wanted - {year for work, _ in held for year in (work.earlier, work.later)}


def _atlas_pair(kept: dict[str, Any], href: str) -> AtlasPair:
    from ninetenths.cli.seriestables import intervals
    from ninetenths.pages import AtlasPair

    found = intervals(kept)
    return AtlasPair(
        kept["earlier"], kept["later"], len(kept["rows"]), found["silent"].total,
        {fate: share.count for fate, share in found.items()}, {fate: (share.low, share.high) for fate, share in found.items()},
        kept["review"], href, kept["years"],
    )  # fmt: skip


def _told(kept: dict[str, Any]) -> PairTold:
    from ninetenths.following.series import SAYS_NOTHING, Figure, PairTold, Told

    year = kept["earlier"]
    aimed, reported = (
        tuple(Figure(name, unit, year, value) for name, unit, value in kept[which]) for which in ("aimed", "reported")
    )
    return PairTold(
        year, kept["later"], tuple(Told(*row[:3]) for row in kept["rows"]), tuple((one, two) for one, two in kept["links"]),
        aimed, reported, SAYS_NOTHING.isdisjoint(code for code, _ in kept["notes"]),
    )  # fmt: skip


def _say(made: Sequence[Job], failed: Sequence[Failed], folder: Path, language: str) -> None:
    """Notes: files that could not be used, texts set aside, years missing, places without a pair."""

    def say(code: str, **params: object) -> None:
        print(phrase(_ROOM, code, language, **params))

    for path, refusal in failed:
        say("failed", path=_plain(str(path.relative_to(folder))), reason=words_of(refusal, language))
    for job in made:
        for text in job.series.aside:
            say("aside", path=_plain(Path(text.path).name), place=job.series.place, year=text.year)
    gaps = [job.series for job in made if job.works and job.series.missing]
    for series in gaps[:_GAPS]:
        say("gaps", place=series.place, years=_spans(series.missing))
    if len(gaps) > _GAPS:
        say("gaps.more", count=len(gaps) - _GAPS)
    if alone := [job.series.place for job in made if not job.works]:
        say("alone", places=", ".join(alone))


def _spans(years: Sequence[int]) -> str:
    """Years in order with runs drawn together: 1961–1974, 1976."""
    runs: list[list[int]] = []
    for year in years:
        if runs and year == runs[-1][1] + 1:
            runs[-1][1] = year
        else:
            runs.append([year, year])
    return ", ".join(str(one) if one == two else f"{one}–{two}" for one, two in runs)
