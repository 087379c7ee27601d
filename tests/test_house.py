"""The house: who may import whom, and what must not stand in a tracked file."""

from __future__ import annotations

import re
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKED = {".npz", ".png", ".jpg", ".pdf", ".docx", ".xlsx", ".gz", ".woff2", ".parquet"}
# Folders of one machine, and hosts that packages come from; written in pieces, so that this file does not hold them.
_FOLDERS = ("/ho|me/", "/Us|ers/", "/ro|ot/", "/wo|rk/", "C:\\Us|ers")
_HOSTS = (
    "pypi.|org", "pythonhosted.|org", "npmjs.|org", "npmjs.|com", "deb.debian.|org", "security.debian.|org",
    "proxy.golang.|org", "conda.anaconda.|org",
)  # fmt: skip
MACHINE = re.compile("|".join(re.escape(name.replace("|", "")) for name in _FOLDERS))
HOSTS = re.compile("|".join(re.escape(name.replace("|", "")) for name in _HOSTS))


@pytest.fixture(scope="module")
def tracked() -> dict[str, str]:
    """Tracked text files by their path."""
    if not shutil.which("git") or not (ROOT / ".git").exists():
        pytest.skip("git, or the history, is not here")
    listed = subprocess.run(["git", "ls-files", "-z"], cwd=ROOT, capture_output=True, check=True, text=True).stdout
    names = [name for name in listed.split("\0") if name and Path(name).suffix not in PACKED]
    return {
        name: (ROOT / name).read_text(encoding="utf-8", errors="replace") for name in names if (ROOT / name).is_file()
    }


def test_no_tracked_file_names_a_folder_of_one_machine(tracked: dict[str, str]) -> None:
    found = {name: MACHINE.findall(text) for name, text in tracked.items() if MACHINE.search(text)}
    assert found == {}


def test_no_tracked_file_names_a_registry(tracked: dict[str, str]) -> None:
    assert {name for name, text in tracked.items() if HOSTS.search(text)} == set()


def test_rooms_import_inwards_only() -> None:
    code = "import sys; from importlinter.cli import lint_imports_command; sys.exit(lint_imports_command())"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.returncode == 0, done.stdout


def test_no_file_is_a_grab_bag() -> None:
    named = re.compile("utils?|helpers?|manager|misc|common")
    assert [str(path.relative_to(ROOT)) for path in (ROOT / "src").rglob("*.py") if named.fullmatch(path.stem)] == []


def test_every_module_says_first_what_it_is_about() -> None:
    import ast

    silent = [
        str(path.relative_to(ROOT))
        for path in (ROOT / "src").rglob("*.py")
        if not ast.get_docstring(ast.parse(path.read_text(encoding="utf-8")))
    ]
    assert silent == []


def test_reading_costs_no_start_up_of_what_it_does_not_need() -> None:
    heavy = ("django", "pyarrow", "docx", "openpyxl", "sklearn", "scipy", "typst", "lxml")
    code = f"import sys, ninetenths.reading; print([name for name in {heavy!r} if name in sys.modules])"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
