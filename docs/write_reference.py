"""Writes docs/reference/commands.md and commands.zh.md from the parsers; a test holds them to the code.

.venv/bin/python docs/write_reference.py
"""

from __future__ import annotations

import argparse
import importlib.util
from pathlib import Path

from ninetenths import packs
from ninetenths.cli import COMMANDS, module_of
from ninetenths.cli.helping import parser_of, translate

FOLDER = Path(__file__).resolve().parent / "reference"
WORDS = {
    "en": {
        "title": "# Commands\n\n[中文](commands.zh.md)",
        "lead": "Made from the program by `docs/write_reference.py`. `nine`, `./nine` and `python -m ninetenths` are "
        "the same. `--lang zh|en` chooses the language; otherwise `NINE_LANG`, `LC_ALL`, "
        "`LC_MESSAGES`, `LANG` do, in this order. Exit status: 0 done; 1 done, and something is wrong in what was "
        "checked; 2 refused, with one line that says why; 130 interrupted.",
        "head": "| argument | meaning |",
        "one": "one of",
        "default": "default",
        "absent": "Not in this version yet.",
    },
    "zh": {
        "title": "# 命令\n\n[English](commands.md)",
        "lead": "由 `docs/write_reference.py` 从程序生成。`nine`、`./nine`、`python -m ninetenths` 三者等同。"
        "`--lang zh|en` 选择语言，否则依次看 `NINE_LANG`、`LC_ALL`、`LC_MESSAGES`、`LANG`。"
        "退出码：0 完成；1 完成，但所检查的内容有问题；2 拒绝，并用一行说明原因；130 被中断。",
        "head": "| 参数 | 含义 |",
        "one": "取值",
        "default": "缺省",
        "absent": "本版本尚无此命令。",
    },
}


def available(command: str) -> bool:
    """Whether this version has a command's module."""
    return importlib.util.find_spec(module_of(command)) is not None


def reference(language: str) -> str:
    """The whole page in a language."""
    words = WORDS[language]
    parts = [words["title"], words["lead"]]
    for command in COMMANDS:
        parts += [f"## nine {command}", packs.phrase("cli", f"help.{command}", language)]
        if not available(command):
            parts.append(words["absent"])
            continue
        parser = parser_of(command, "en")
        usage = " ".join(parser.format_usage().removeprefix("usage: ").split())
        translate(parser, language)
        rows = [_row(action, words) for action in parser._actions if action.dest != "help"]
        parts += [f"```\n{usage}\n```", "\n".join([words["head"], "|---|---|", *rows])]
    return "\n\n".join(parts) + "\n"


def _row(action: argparse.Action, words: dict[str, str]) -> str:
    value = action.metavar if isinstance(action.metavar, str) else action.dest.upper()
    takes = action.nargs != 0 and not (action.choices and not action.option_strings)
    names = ", ".join(f"`{name}`" for name in action.option_strings) or f"`{value if takes else action.dest}`"
    if action.option_strings and takes:
        names += f" `{value}`"
    said = (action.help or "").replace("|", "\\|")
    if action.choices:
        said += f" ({words['one']}: {', '.join(f'`{choice}`' for choice in action.choices)})"
    if action.default not in (None, False, argparse.SUPPRESS, []) and str(action.default) not in said:
        said += f" ({words['default']}: `{action.default}`)"
    return f"| {names} | {said} |"


def path_of(language: str) -> Path:
    """Where the page of a language stands."""
    return FOLDER / ("commands.md" if language == "en" else f"commands.{language}.md")


def main() -> None:
    """Write both pages."""
    FOLDER.mkdir(exist_ok=True)
    for language in packs.LANGUAGES:
        path_of(language).write_text(reference(language), encoding="utf-8")


if __name__ == "__main__":
    main()
