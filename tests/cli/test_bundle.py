"""`nine bundle`: what it writes, `nine verify` takes; what cannot be shown is refused in one line."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

from ninetenths.cli import main


def nine(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "ninetenths", "--lang", "en", *map(str, words)], capture_output=True, text=True,
        timeout=120, check=False,
    )  # fmt: skip


def test_bundles_are_written_and_verify_with_the_offices_key(tmp_path: Path) -> None:
    office, key, out = tmp_path / "office", tmp_path / "key", str(tmp_path / "bundle")
    assert nine("init", office, "--name", "Larchmoor").returncode == 0
    key.write_text(nine("key", office).stdout)
    for words, said in ((["--internal"], "internal"), ([], "hashes"), (["--internal", "--entry", "1"], "internal")):
        done = nine("bundle", office, out, *words)
        assert done.returncode == 0 and said in done.stdout and done.stdout.count("\n") == 1
        assert main(["verify", out, "--key", str(key)]) == 0
    done = nine("bundle", office, out, "--entry", "0")
    assert done.returncode == 2 and done.stderr.count("\n") == 1 and "--internal" in done.stderr
