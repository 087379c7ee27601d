"""`nine demo --pages`: the example city's texts, read and followed: a summary on the screen and pages to open."""

from __future__ import annotations

import functools
import importlib
import importlib.util
from collections import Counter
from collections.abc import Callable
from html import escape
from importlib import resources
from pathlib import Path
from typing import TYPE_CHECKING, Any

from ninetenths import packs
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal
from ninetenths.writing import write_whole

if TYPE_CHECKING:
    from ninetenths.reading import Reading

_ROOM = "house"
TEXTS = (
    "yunchuan/plenary-news.html", "yunchuan/decision.txt", "yunchuan/work-report-2031.txt",
    "yunchuan/work-report-2032.txt", "yunchuan/plan-2032.txt", "larchmoor/resolution.txt", "larchmoor/minutes.txt",
)  # fmt: skip
PAIR = ("yunchuan/work-report-2031.txt", "yunchuan/work-report-2032.txt")


def write_pages(folder: Path, language: str) -> Path:
    """Read, say, write; returns the page to open. Raises Refusal where the folder cannot be written."""
    source = examples_folder()
    try:
        folder.mkdir(parents=True, exist_ok=True)
        return _make(source, folder, language)
    except BrokenPipeError:
        raise
    except OSError as error:
        raise Refusal(_ROOM, "demo.cannot-write", folder=folder, reason=error.strerror or str(error)) from None


def examples_folder() -> Path:
    """Where the example texts are: in the package where it was installed, in the checkout otherwise."""
    for folder in (Path(str(resources.files("ninetenths"))) / "examples", Path(__file__).parents[3] / "examples"):
        if (folder / TEXTS[0]).is_file():
            return folder
    raise Refusal(_ROOM, "demo.no-examples")


def _make(source: Path, folder: Path, language: str) -> Path:
    from ninetenths.cli.intake import read_file
    from ninetenths.pages import reading_page

    readings = {name: read_file(source / name) for name in TEXTS}
    links: list[tuple[str, str, str]] = []
    for name, reading in readings.items():
        said = _said(name, reading, language)
        print("\n".join(said))
        page = f"{Path(name).stem}.html"
        _write_both(folder, page, language, functools.partial(reading_page, reading))
        links.append((page, said[0], said[1].strip()))
    followed = _follow(readings, folder, language)
    for spoken in packs.LANGUAGES:
        listing = links if spoken == language else _listing(readings, spoken)
        name = "index.html" if spoken == language else f"index.{spoken}.html"
        write_whole(folder / name, _index(listing, followed.get(spoken), spoken, language).encode())
    return folder / "index.html"


def _write_both(folder: Path, page: str, language: str, made: Callable[[str], str]) -> None:
    """A page in both languages: the chosen one under its plain name, the other with its language before the suffix."""
    for spoken in packs.LANGUAGES:
        write_whole(folder / _named(page, spoken, language), made(spoken).encode())


def _named(page: str, spoken: str, language: str) -> str:
    return page if spoken == language else page.replace(".html", f".{spoken}.html")


def _listing(readings: dict[str, Reading], spoken: str) -> list[tuple[str, str, str]]:
    listing = []
    for name, reading in readings.items():
        said = _said(name, reading, spoken)
        listing.append((f"{Path(name).stem}.{spoken}.html", said[0], said[1].strip()))
    return listing


def title_of(reading: Reading) -> str:
    """The title a text states, else its first line, shortened."""
    first = reading.source.title or reading.text.strip().partition("\n")[0]
    return first if len(first) <= 60 else first[:59] + "…"


def _said(name: str, reading: Reading, language: str) -> list[str]:
    """Two lines on a reading: what it is, and how much is in it."""
    labels = Counter(commitment.label for commitment in reading.commitments)
    return [
        phrase(
            _ROOM, "demo.reading", language, name=name, title=title_of(reading), chars=f"{reading.source.chars:,}",
            genre=phrase(_ROOM, f"genre.{reading.source.genre}", language),
        ),
        phrase(
            _ROOM, "demo.counts", language, clauses=len(reading.clauses), commitments=len(reading.commitments),
            targets=labels["target"], actions=labels["action"], sets=len(reading.sets), findings=len(reading.findings),
        ),
    ]  # fmt: skip


def _follow(readings: dict[str, Reading], folder: Path, language: str) -> dict[str, tuple[str, str, str]]:
    """The page of the two work reports, and for each language its link; nothing where this version cannot follow."""
    if importlib.util.find_spec("ninetenths.following") is None:
        print(phrase(_ROOM, "demo.no-following", language))
        return {}
    following: Any = importlib.import_module("ninetenths.following")
    if not hasattr(following, "follow"):
        print(phrase(_ROOM, "demo.no-following", language))
        return {}
    from ninetenths.pages import following_page

    earlier, later = readings[PAIR[0]], readings[PAIR[1]]
    found = following.follow(earlier, later)
    _write_both(folder, "following.html", language, lambda spoken: following_page(found, earlier, [later], spoken))
    links = {}
    for spoken in packs.LANGUAGES:
        heading = phrase(_ROOM, "demo.following", spoken, earlier=title_of(earlier), later=title_of(later))
        links[spoken] = (_named("following.html", spoken, language), heading, _fates(found, spoken).strip())
    print(links[language][1], _fates(found, language), sep="\n")
    return links


def _fates(found: Any, language: str) -> str:
    followable = [promise for promise in found.promises if promise.followable]
    counts = Counter(promise.status for promise in followable)
    return phrase(
        _ROOM, "demo.fates", language, promises=len(found.promises), followable=len(followable),
        **{fate: counts[fate] for fate in ("done", "partial", "missed", "silent")},
    )  # fmt: skip


def _index(
    readings: list[tuple[str, str, str]], following: tuple[str, str, str] | None, spoken: str, language: str
) -> str:
    """The page that leads to the others."""
    from ninetenths.pages import stylesheet

    def items(links: list[tuple[str, str, str]]) -> str:
        return "".join(
            f'<li><a href="{escape(page)}">{escape(title)}</a><br>{escape(counts)}</li>\n'
            for page, title, counts in links
        )

    def words(code: str) -> str:
        return escape(phrase(_ROOM, code, spoken))

    other = next(each for each in packs.LANGUAGES if each != spoken)
    followed = f"<h2>{words('demo.followings')}</h2>\n<ul>\n{items([following])}</ul>\n" if following else ""
    return f"""<!doctype html>
<html lang="{"zh-Hans" if spoken == "zh" else "en"}">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{words("demo.title")}</title>
<style>{stylesheet()}
main {{ max-width: 48rem; margin: 2rem auto; padding: 0 1rem; }}
main li {{ margin-block: 0.8rem; }}</style>
</head>
<body>
<main>
<h1>{words("demo.title")}</h1>
<p>{words("demo.lead")}
<a href="{_named("index.html", other, language)}" lang="{other}">{words("demo.other-language")}</a></p>
{followed}<h2>{words("demo.readings")}</h2>
<ul>
{items(readings)}</ul>
</main>
</body>
</html>
"""
