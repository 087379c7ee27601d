"""The shell of every page: one file, styles and script inside, nothing fetched, and a policy that allows just these."""

from __future__ import annotations

import base64
import functools
import hashlib
import re
from importlib import resources
from typing import TYPE_CHECKING, Any

from ninetenths.pages.escaping import safe
from ninetenths.pages.wording import Words

if TYPE_CHECKING:
    import jinja2
    from markupsafe import Markup

STYLES = ("tokens", "base", "text", "side", "tables", "charts", "following", "comparing", "broad", "print")
SCRIPTS = ("page",)


def _file(folder: str, name: str) -> str:
    return resources.files(__package__).joinpath(folder, name).read_text(encoding="utf-8")


@functools.cache
def stylesheet() -> str:
    """The one stylesheet, for pages that carry it inside and for servers that send it as a file."""
    whole = "\n".join(_file("styles", f"{name}.css") for name in STYLES)
    whole = re.sub(r"/\*.*?\*/", "", whole, flags=re.DOTALL)
    return re.sub(r"\n\s*", "\n", whole).strip()


@functools.cache
def script() -> str:
    """The one script, likewise."""
    return "\n".join(_file("scripts", f"{name}.js") for name in SCRIPTS).strip()


def _digest(content: str) -> str:
    return "sha256-" + base64.b64encode(hashlib.sha256(content.encode()).digest()).decode()


@functools.cache
def policy() -> str:
    """The Content-Security-Policy of a file page: these very styles and this very script, no request whatever."""
    return (
        f"default-src 'none'; style-src '{_digest(stylesheet())}'; script-src '{_digest(script())}'; "
        "img-src data:; base-uri 'none'; form-action 'none'"
    )


@functools.cache
def _environment() -> jinja2.Environment:
    import jinja2

    from ninetenths.pages.tables import spans_of

    environment = jinja2.Environment(
        loader=jinja2.PackageLoader("ninetenths.pages", "templates"), autoescape=True, undefined=jinja2.StrictUndefined,
        trim_blocks=True, lstrip_blocks=True,
    )  # fmt: skip
    environment.filters["spans"] = spans_of
    return environment


def whole_page(title: str, what: str, main: Markup, language: str, *, kind: str = "following") -> str:
    """A page round a `<main>` that another room has made of the parts offered here: masthead, display choices, policy.

    `what` says beside the mark what kind of page it is; `kind` is the body's class (`following`, `reading`, `broad`).
    """
    return page("whole.html", language, page={"title": title, "what": what, "main": main, "kind": kind})


def page(template: str, language: str, **values: Any) -> str:
    """A template filled in, as a whole page in `language` (zh or en)."""
    from markupsafe import Markup

    # Replaced once in the whole: nothing of ours holds such characters, and every text of others passes here.
    return safe(
        _environment()
        .get_template(template)
        .render(
            w=Words(language),
            language=language,
            tag="zh-Hans" if language == "zh" else "en",
            style=Markup(stylesheet()),
            script=Markup(script()),
            policy=policy(),
            **values,
        )
    )
