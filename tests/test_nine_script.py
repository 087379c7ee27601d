"""The script `./nine`: from any place, by any link, moved, interrupted, twice at once, where Python lacks something."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ninetenths import __version__

ROOT = Path(__file__).resolve().parent.parent
SHELL_TOOLS = (
    "sh", "cat", "cmp", "cp", "find", "mkdir", "mv", "readlink", "rm", "sleep", "kill", "env", "dirname", "touch",
)  # fmt: skip
VERSION_LINE = f"ninetenths {__version__}\n"

pytestmark = pytest.mark.skipif(os.name == "nt", reason="the script is for POSIX shells")


def checkout(folder: Path) -> Path:
    """A checkout with an empty lock: what is tested is the script, not the registry."""
    (folder / "requirements").mkdir(parents=True)
    for name in ("run", "develop"):
        (folder / "requirements" / f"{name}.txt").write_text("", encoding="utf-8")
    shutil.copy(ROOT / "nine", folder / "nine")
    (folder / "src").symlink_to(ROOT / "src")
    return folder


def tools(folder: Path, **programs: str) -> str:
    """A PATH that holds the shell's tools and the given programs, nothing else."""
    folder.mkdir()
    for name in SHELL_TOOLS:
        if found := shutil.which(name):
            (folder / name).symlink_to(found)
    for name, text in programs.items():
        (folder / name).write_text(f"#!/bin/sh\n{text}\n", encoding="utf-8")
        (folder / name).chmod(0o755)
    return str(folder)


def start(script: Path, *arguments: str, path: str, cwd: Path | None = None) -> subprocess.CompletedProcess[str]:
    environment = {"PATH": path, "HOME": str(script.parent), "LANG": "C"}
    return subprocess.run([script, *arguments], env=environment, cwd=cwd, capture_output=True, text=True, timeout=120)


@pytest.fixture(scope="module")
def plain_path(tmp_path_factory: pytest.TempPathFactory) -> str:
    """A machine with a Python and no uv; its pip has nothing to install, so that a start takes no time."""
    quick = f'case "$*" in *ensurepip*) exit 1;; "-m pip"*) exit 0;; esac; exec "{sys.executable}" "$@"'
    return tools(tmp_path_factory.mktemp("machine") / "bin", python3=quick)


@pytest.fixture(scope="module")
def started(tmp_path_factory: pytest.TempPathFactory, plain_path: str) -> Path:
    """A checkout after its first start."""
    folder = checkout(tmp_path_factory.mktemp("here") / "a checkout")
    first = start(folder / "nine", "--version", path=plain_path)
    assert (first.returncode, first.stdout) == (0, VERSION_LINE), first.stderr
    assert first.stderr == "nine: installing requirements/run.txt (once) …\n"
    return folder


def test_a_second_start_installs_nothing_from_any_folder_and_through_links(
    started: Path, plain_path: str, tmp_path: Path
) -> None:
    (tmp_path / "direct").symlink_to(started / "nine")
    (tmp_path / "twice").symlink_to("direct")
    for script in (started / "nine", tmp_path / "direct", tmp_path / "twice"):
        again = start(script, "--version", path=plain_path, cwd=tmp_path)
        assert (again.returncode, again.stdout, again.stderr) == (0, VERSION_LINE, "")


def test_a_moved_checkout_works(started: Path, plain_path: str, tmp_path: Path) -> None:
    moved = tmp_path / "elsewhere"
    shutil.copytree(started, moved, symlinks=True)
    hidden = started.with_name("gone")
    started.rename(hidden)
    try:
        again = start(moved / "nine", "--version", path=plain_path)
    finally:
        hidden.rename(started)
    assert (again.returncode, again.stdout, again.stderr) == (0, VERSION_LINE, "")


@pytest.mark.parametrize("left", ["an empty folder", "a dead link", "no stamp", "a lock of a dead process"])
def test_an_interrupted_install_is_taken_up_again(started: Path, plain_path: str, tmp_path: Path, left: str) -> None:
    folder = tmp_path / "interrupted"
    shutil.copytree(started, folder, symlinks=True)
    venv = folder / ".venv"
    if left == "an empty folder":
        shutil.rmtree(venv)
        venv.mkdir()
    elif left == "a dead link":
        for name in ("python", "python3"):
            (venv / "bin" / name).unlink(missing_ok=True)
            (venv / "bin" / name).symlink_to("/nowhere/python")
    else:
        (venv / "run.lock").unlink()
    if left == "a lock of a dead process":
        (folder / ".venv.lock").mkdir()
        (folder / ".venv.lock" / "owner").write_text("999999999\n", encoding="utf-8")
    again = start(folder / "nine", "--version", path=plain_path)
    assert (again.returncode, again.stdout) == (0, VERSION_LINE), again.stderr
    assert sorted(path.name for path in folder.iterdir()) == [".venv", "nine", "requirements", "src"]


@pytest.mark.deep
def test_a_python_with_its_own_venv_and_pip_is_enough(tmp_path: Path) -> None:
    path = tools(tmp_path / "bin", python3=f'exec "{sys.executable}" "$@"')
    folder = checkout(tmp_path / "x")
    first = start(folder / "nine", "--version", path=path)
    assert (first.returncode, first.stdout) == (0, VERSION_LINE), first.stderr
    assert (folder / ".venv" / "bin" / "pip").exists()


def test_two_starts_at_once_both_work(tmp_path: Path, plain_path: str) -> None:
    folder = checkout(tmp_path / "twice")
    environment = {"PATH": plain_path, "HOME": str(tmp_path)}
    both = [
        subprocess.Popen([folder / "nine", "--version"], env=environment, stdout=subprocess.PIPE, text=True)
        for _ in range(2)
    ]
    assert [process.communicate(timeout=120)[0] for process in both] == [VERSION_LINE] * 2
    assert not (folder / ".venv.lock").exists()


def test_no_python_new_enough_is_one_line(tmp_path: Path) -> None:
    refused = start(checkout(tmp_path / "x") / "nine", "--version", path=tools(tmp_path / "bin", python3="exit 1"))
    assert refused.returncode == 2
    assert refused.stderr == "nine: no Python 3.11 or newer was found: install one, or name it in NINE_PYTHON.\n"


def test_a_python_without_ensurepip_and_pip_is_one_line(tmp_path: Path) -> None:
    lacking = f'case "$*" in *ensurepip*|*pip*) exit 1;; esac; exec "{sys.executable}" "$@"'
    refused = start(checkout(tmp_path / "x") / "nine", "--version", path=tools(tmp_path / "bin", python3=lacking))
    assert refused.returncode == 2
    assert refused.stderr.splitlines()[-1] == (
        "nine: python3 cannot make a virtual environment: "
        "install its venv module (on Debian: apt-get install python3-venv), or uv."
    )
    assert not (tmp_path / "x" / ".venv.lock").exists()
