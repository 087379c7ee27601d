"""Pages that show every macro of the office's face, rendered by plain Jinja2 with invented content in both languages."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import jinja2

import ninetenths
from ninetenths.packs import phrase

SOURCE = Path(ninetenths.__file__).parent
TEMPLATES = SOURCE / "office" / "templates"
PAGES = Path(__file__).parent / "pages"
NAMES = sorted(path.stem for path in PAGES.glob("[!_]*.html"))
LANGUAGES = ("zh", "en")
STATIC = {"office": SOURCE / "office" / "static" / "office", "pages": SOURCE / "pages" / "styles"}


def environment() -> jinja2.Environment:
    """As the office makes its own."""
    return jinja2.Environment(
        loader=jinja2.ChoiceLoader([jinja2.FileSystemLoader(PAGES), jinja2.FileSystemLoader(TEMPLATES)]),
        undefined=jinja2.StrictUndefined, autoescape=True, trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip


class Words:
    """`say(code)` of the office's room, `say("room:code")` of another."""

    def __init__(self, language: str) -> None:
        self.language = language

    def __call__(self, code: str, /, **params: Any) -> str:
        room, _, rest = code.rpartition(":")
        return phrase(room or "office", rest, self.language, **params)


def context(language: str, **face: str) -> dict[str, Any]:
    """What every page of the office is given."""
    return {
        "say": Words(language), "language": language, "csrf": lambda: "token", "full_path": "/office/", "path": "/office/",
        "notices": list, "face": {"theme": "", "size": "", "contrast": "", **face},
        "t": lambda zh, en: zh if language == "zh" else en,
    }  # fmt: skip


def page(name: str, language: str, **face: str) -> str:
    """One page of the guide as HTML."""
    return environment().get_template(f"{name}.html").render(context(language, **face))


def static(path: str) -> Path | None:
    """The file behind `/static/FOLDER/NAME`, or None."""
    _, _, folder, name = path.split("/", 3)
    found = STATIC.get(folder, PAGES) / name
    return found if found.is_file() else None
