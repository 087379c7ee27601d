"""`nine …`: one module a command; this one finds the command, its language and its way of failing.

A command module offers `arguments(parser) -> None` and
`run(options) -> int`. It raises `Refusal` for input it cannot use. `options.language` is `zh` or `en`.
"""

from __future__ import annotations

import gc
import importlib
import os
import sys
from collections.abc import Sequence

from ninetenths import __version__
from ninetenths.cli.helping import module_of, parser_of, translate
from ninetenths.packs import phrase
from ninetenths.refusal import Refusal

# In the order of a decision's way: read, follow, hold, break down, deliver; then the house.
COMMANDS = (
    "read", "phrases", "follow", "index", "trace", "diff", "rules", "tally", "break", "split", "merge", "status",
    "init", "serve", "invite", "token", "ask", "take", "check", "key", "bundle", "verify", "backup", "restore", "export",
    "import", "demo", "bench", "faults", "train", "test",
)  # fmt: skip


def language_of(environment: dict[str, str]) -> str:
    """`zh` or `en` from the usual variables; English where they say neither."""
    for name in ("NINE_LANG", "LC_ALL", "LC_MESSAGES", "LANG"):
        if value := environment.get(name):
            return "zh" if value.lower().startswith("zh") else "en"
    return "en"


def _overview(language: str) -> str:
    lines = [phrase("cli", "usage", language), ""]
    for command in COMMANDS:
        lines.append(f"  {command:9} {phrase('cli', f'help.{command}', language)}")
    return "\n".join([*lines, "", phrase("cli", "usage.more", language)])


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; returns the exit status: 0 done, 1 done and something is wrong in what was checked, 2 refused."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    language = language_of(dict(os.environ))
    if "--lang" in given[:-1]:
        at = given.index("--lang")
        language = "zh" if given[at + 1].startswith("zh") else "en"
        del given[at : at + 2]
    if not given or given[0] in ("-h", "--help", "help"):
        print(_overview(language))
        return 0
    if given[0] in ("-V", "--version"):
        print(f"ninetenths {__version__}")
        return 0
    try:
        return _run(given[0], given[1:], language)
    except Refusal as refusal:
        print(f"nine {given[0]}: {phrase(refusal.room, refusal.code, language, **refusal.params)}", file=sys.stderr)
        return 2
    except BrokenPipeError:
        # The reader of our output went away (`nine read … | head`): not an error of ours.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except KeyboardInterrupt:
        print(f"nine {given[0]}: {phrase('cli', 'interrupted', language)}", file=sys.stderr)
        return 130


# Readings are thousands of small values without circles: Python's collector, at 700 of them, would search them in vain.
_COLLECT_AFTER = 50_000


def _one_thread() -> None:
    """The reader's matrices are small: threads of the linear algebra library would only get in each other's way."""
    for name in ("OPENBLAS_NUM_THREADS", "OMP_NUM_THREADS", "MKL_NUM_THREADS"):
        os.environ.setdefault(name, "1")


def _run(command: str, given: list[str], language: str) -> int:
    if command not in COMMANDS:
        raise Refusal("cli", "unknown-command", command=command, known=", ".join(COMMANDS))
    _one_thread()
    gc.set_threshold(_COLLECT_AFTER)
    module = importlib.import_module(module_of(command))
    parser = parser_of(command, language)
    if "-h" in given or "--help" in given:
        translate(parser, language)
    options = parser.parse_args(given)
    options.language = language
    status: int = module.run(options)
    return status
