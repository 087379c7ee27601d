"""`nine` itself: finding commands, languages, refusals in one line, quiet when its reader goes away."""

from __future__ import annotations

import importlib.util
import os
import subprocess
import sys
from pathlib import Path

import pytest

from ninetenths import __version__, packs
from ninetenths.cli import COMMANDS, language_of, main, module_of
from ninetenths.cli.helping import parser_of, translate
from ninetenths.refusal import Refusal

PRESENT = [command for command in COMMANDS if importlib.util.find_spec(module_of(command)) is not None]


def nine(*arguments: str, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {**os.environ, "LANG": "C", "PYTHONDONTWRITEBYTECODE": "1", **more}
    return subprocess.run(
        [sys.executable, "-m", "ninetenths", *arguments], capture_output=True, text=True, env=environment, timeout=60
    )


@pytest.mark.parametrize(
    ("environment", "language"),
    [
        ({}, "en"),
        ({"LANG": "zh_CN.UTF-8"}, "zh"),
        ({"LANG": "zh_CN.UTF-8", "LC_ALL": "C"}, "en"),
        ({"LANG": "C", "NINE_LANG": "zh"}, "zh"),
        ({"LANG": "de_DE.UTF-8"}, "en"),
    ],
)
def test_the_language_follows_the_environment(environment: dict[str, str], language: str) -> None:
    assert language_of(environment) == language


@pytest.mark.parametrize("language", packs.LANGUAGES)
def test_the_overview_lists_every_command(language: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", language]) == 0
    listed = [line.split()[0] for line in capsys.readouterr().out.splitlines() if line.startswith("  ")]
    assert listed == list(COMMANDS)


def test_the_version_is_said(capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--version"]) == 0
    assert capsys.readouterr().out == f"ninetenths {__version__}\n"


@pytest.mark.parametrize("command", PRESENT)
def test_every_argument_of_a_command_has_help_in_both_languages(command: str) -> None:
    lacking = {language: translate(parser_of(command, language), language) for language in packs.LANGUAGES}
    assert lacking == {"zh": [], "en": []}


@pytest.mark.parametrize(("language", "said"), [("en", "there is no command 'fly'"), ("zh", "没有“fly”这个命令")])
def test_an_unknown_command_is_one_line(language: str, said: str, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["--lang", language, "fly"]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)
    assert shown.err.startswith(f"nine fly: {said}")


def test_a_file_that_is_not_there_is_one_line(tmp_path: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["read", str(tmp_path / "missing.txt")]) == 2
    shown = capsys.readouterr()
    assert (shown.out, shown.err.count("\n")) == ("", 1)


@pytest.mark.parametrize("command", PRESENT)
def test_a_parser_refuses_what_it_does_not_know(command: str) -> None:
    with pytest.raises(Refusal) as refused:
        parser_of(command, "en").parse_args(["--no-such-option"])
    assert (refused.value.room, refused.value.code) == ("house", "arguments")
    assert refused.value.params["program"] == f"nine {command}"


def test_a_bad_option_is_refused_with_status_2() -> None:
    refused = nine("rules", "--nonsense")
    assert (refused.returncode, refused.stdout) == (2, "")
    assert "Traceback" not in refused.stderr


@pytest.mark.skipif(os.name == "nt", reason="pipes close differently on Windows")
def test_a_reader_that_goes_away_is_no_error(examples: Path) -> None:
    text = examples / "yunchuan" / "decision.txt"
    command = [sys.executable, "-m", "ninetenths", "read", str(text), str(text), "--json"]
    running = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE)
    assert running.stdout is not None and running.stderr is not None
    running.stdout.read(1)
    running.stdout.close()
    assert (running.stderr.read(), running.wait(timeout=60)) == (b"", 0)
    running.stderr.close()
