"""The wheel is complete: built, installed into an empty environment and used from another folder."""

from __future__ import annotations

import os
import subprocess
import sys
import sysconfig
import venv
from pathlib import Path

import pytest

from ninetenths import __version__

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = sysconfig.get_path("purelib")


def called(*command: str | Path, cwd: Path, **more: str) -> subprocess.CompletedProcess[str]:
    environment = {name: value for name, value in os.environ.items() if not name.startswith(("PYTHON", "NINE_"))}
    return subprocess.run(
        command, cwd=cwd, env={**environment, "LANG": "C", "PYTHONUTF8": "1", **more}, capture_output=True, text=True
    )


@pytest.fixture(scope="module")
def installed(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The folder of programs of an empty environment with the wheel in it; what it depends on is lent by ours."""
    folder = tmp_path_factory.mktemp("wheel")
    built = called(
        sys.executable, "-m", "build", "--wheel", "--no-isolation", "--outdir", folder, ROOT, cwd=folder
    )  # fmt: skip
    assert built.returncode == 0, built.stdout + built.stderr
    venv.create(folder / "empty", with_pip=False, symlinks=os.name != "nt")
    programs = folder / "empty" / ("Scripts" if os.name == "nt" else "bin")
    [wheel] = folder.glob("*.whl")
    done = called(programs / "python", "-m", "installer", wheel, cwd=folder, PYTHONPATH=PACKAGES)
    assert done.returncode == 0, done.stderr
    found = called(programs / "python", "-c", "import sysconfig; print(sysconfig.get_path('purelib'))", cwd=folder)
    # A plain folder on the path: the .pth of the checkout that stands in it is not followed from here.
    (Path(found.stdout.strip()) / "lent.pth").write_text(PACKAGES + "\n", encoding="utf-8")
    where = called(programs / "python", "-c", "import ninetenths; print(ninetenths.__file__)", cwd=folder)
    assert where.stdout.startswith(str(folder)), where.stdout + where.stderr
    return programs


def test_it_says_its_version(installed: Path, tmp_path: Path) -> None:
    said = called(installed / "nine", "--version", cwd=tmp_path)
    assert (said.stdout, said.stderr) == (f"ninetenths {__version__}\n", "")


def test_it_reads_as_the_checkout_does(installed: Path, tmp_path: Path) -> None:
    text = ROOT / "examples" / "yunchuan" / "plenary-news.html"
    there = called(installed / "nine", "read", text, "--json", cwd=tmp_path)
    here = called(sys.executable, "-m", "ninetenths", "read", text, "--json", cwd=ROOT)
    assert (there.returncode, there.stderr) == (0, "")
    assert len(there.stdout) > 10_000
    assert there.stdout == here.stdout


def test_it_has_every_pack_of_rules(installed: Path, tmp_path: Path) -> None:
    there = called(installed / "nine", "rules", "list", cwd=tmp_path)
    packs = sorted(path.stem for path in (ROOT / "src" / "ninetenths" / "packs" / "procedure").glob("*.toml"))
    assert [line.split()[0] for line in there.stdout.splitlines()] == packs


def test_its_demo_finds_the_example_city(installed: Path, tmp_path: Path) -> None:
    done = called(installed / "nine", "demo", "--pages", "pages", cwd=tmp_path)
    assert (done.returncode, done.stderr) == (0, "")
    assert (tmp_path / "pages" / "index.html").is_file()


def test_it_says_that_the_tests_are_elsewhere(installed: Path, tmp_path: Path) -> None:
    refused = called(installed / "nine", "test", cwd=tmp_path)
    assert (refused.returncode, refused.stderr.count("\n")) == (2, 1)


def test_every_file_of_the_package_is_in_it(installed: Path) -> None:
    [there] = installed.parent.rglob("site-packages/ninetenths")
    source = ROOT / "src" / "ninetenths"
    wanted = {
        path.relative_to(source).as_posix()
        for path in source.rglob("*")
        if path.is_file() and "__pycache__" not in path.parts
    }
    assert wanted - {path.relative_to(there).as_posix() for path in there.rglob("*") if path.is_file()} == set()
