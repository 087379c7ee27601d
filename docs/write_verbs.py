"""Writes docs/reference/verbs.md and verbs.zh.md from the verbs' declarations; a test holds them to the code.

.venv/bin/python docs/write_verbs.py [--check]
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path
from typing import Any

from ninetenths.office import folder, starting
from ninetenths.packs import LANGUAGES, phrase

FOLDER = Path(__file__).resolve().parent / "reference"
ROLES = ("administrator", "clerk", "handler", "checker", "observer", "liaison")
WORDS = {
    "en": {
        "title": "# Verbs\n\n[中文](verbs.zh.md)",
        "lead": "Made from the program by `docs/write_verbs.py`. Every change of an office is one of these, and one Entry "
        "of its log under this name. What they are: [the office](../explanation/the-office.md).",
        "head": "| verb | in the history | who may |",
        "link": "the agency by its link",
        "liaison": "the agency's liaison",
        "behalf": "on the agency's behalf: {roles}",
        "itself": "everybody, for themselves",
        "console": "the commands of this machine",
        "clock": "the office itself, when its time comes",
        "comma": ", ",
        "part": "; ",
    },
    "zh": {
        "title": "# 动作\n\n[English](verbs.md)",
        "lead": "由 `docs/write_verbs.py` 从程序生成。办公系统里的每一处改变都是其中一个动作，并以此名称在日志里留下一条记录。"
        "什么是动作，见[办公系统](../explanation/the-office.zh.md)。",
        "head": "| 动作 | 经过里的说法 | 谁能做 |",
        "link": "单位凭链接",
        "liaison": "单位联络员",
        "behalf": "代单位：{roles}",
        "itself": "本人对自己",
        "console": "本机的命令",
        "clock": "到时由系统自己",
        "comma": "、",
        "part": "；",
    },
}


def path_of(language: str) -> Path:
    """Where the page of a language stands."""
    return FOLDER / ("verbs.md" if language == "en" else f"verbs.{language}.md")


def page(language: str) -> str:
    """The whole page in a language; an office must be open, since verbs are declared on its models."""
    from ninetenths.office.domain.verbs import VERBS

    words = WORDS[language]
    parts = [words["title"], words["lead"]]
    rows = [words["head"], "|---|---|---|"]
    for verb in VERBS.values():
        rows.append(
            f"| `{verb.name}` | {phrase('verbs', f'{verb.name}.done', language)} | {_who(verb.may, language)} |"
        )
    return "\n\n".join([*parts, "\n".join(rows)]) + "\n"


def _who(may: Any, language: str) -> str:
    words = WORDS[language]

    def roles(held: frozenset[str]) -> str:
        return words["comma"].join(phrase("settings", f"role.{role}", language) for role in ROLES if role in held)

    said = [roles(may.office)]
    said += [words[kind] for kind in ("liaison", "link") if kind in may.agency]
    said += [words["behalf"].format(roles=roles(may.behalf))] if may.behalf else []
    said += [words["itself"]] if may.itself else []
    said += [words[kind] for kind in ("console", "clock") if kind in may.machine]
    return words["part"].join(filter(None, said))


def main() -> int:
    """Write both pages; with --check, 1 where one is not what it would be."""
    with tempfile.TemporaryDirectory() as where:
        made = folder.make(Path(where) / "office", name="-", zone="UTC", language="en", address="")
        starting.create(made, None)
        pages = {language: page(language) for language in LANGUAGES}
    if "--check" in sys.argv:
        return int(any(path_of(language).read_text(encoding="utf-8") != text for language, text in pages.items()))
    for language, text in pages.items():
        path_of(language).write_text(text, encoding="utf-8")
    return 0


if __name__ == "__main__":
    sys.exit(main())
