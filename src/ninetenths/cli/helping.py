"""Help in the language asked for: a command's parser, with its words looked up in the catalogues."""

from __future__ import annotations

import argparse
import functools
import importlib
import re
from typing import NoReturn

from ninetenths import packs
from ninetenths.refusal import Refusal

_ROOM = "house"
_ENGLISH = re.compile(r"[A-Za-z]{2,} [a-z]{2,}")
_ARGPARSE = {"show this help message and exit": "argparse.help"}
_MODULES = {"break": "breakdown", "index": "indexing", "import": "importing"}


class Parser(argparse.ArgumentParser):
    """A parser whose complaints are refusals: one line, status 2."""

    def error(self, message: str) -> NoReturn:
        """Raises Refusal `house.arguments`."""
        raise Refusal(_ROOM, "arguments", message=message, program=self.prog)


@functools.cache
def _pairs(language: str) -> dict[str, str]:
    """English words of every catalogue → the same in a language: options are declared in English."""
    found: dict[str, str] = {}
    folder = packs.resource("words", "en")
    for room in sorted(entry.name.removesuffix(".toml") for entry in folder.iterdir() if entry.name.endswith(".toml")):
        other = packs.words(room, language)
        for code, text in packs.words(room, "en").items():
            if code in other and ("help" in code or "option" in code):
                found[text] = other[code]
    return found


def translate(parser: argparse.ArgumentParser, language: str) -> list[str]:
    """Put a parser's words into a language, in place; returns those for which there are none."""
    lacking = []
    for action in parser._actions:
        # A command may have put its words in the parser's language itself.
        said = action.help
        if not said:
            lacking.append(f"{'/'.join(action.option_strings) or action.dest}: no help at all")
        elif code := _ARGPARSE.get(said):
            action.help = packs.phrase(_ROOM, code, language)
        elif language != "en":
            if said in _pairs(language):
                action.help = _pairs(language)[said]
            elif _ENGLISH.search(said):
                lacking.append(said)
    parser._positionals.title = packs.phrase(_ROOM, "argparse.positionals", language)
    parser._optionals.title = packs.phrase(_ROOM, "argparse.options", language)
    return lacking


def module_of(command: str) -> str:
    """Name of the module a command lives in (`break` and `import` are keywords, so theirs are `breakdown` and `importing`)."""
    return f"ninetenths.cli.{_MODULES.get(command, command)}"


def parser_of(command: str, language: str) -> argparse.ArgumentParser:
    """The parser of a command as `nine COMMAND --help` shows it. Raises ModuleNotFoundError where it is not there."""
    parser = Parser(
        prog=f"nine {command}", description=packs.phrase("cli", f"help.{command}", language),
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )  # fmt: skip
    importlib.import_module(module_of(command)).arguments(parser)
    return parser


def document_language(parser: argparse.ArgumentParser) -> None:
    """The option for the language of what is written for others: by default that of the text or table it is made from."""
    parser.add_argument(
        "--document-language",
        choices=("zh", "en"),
        help="the language of what is written (default: that of the text or table)",
    )
