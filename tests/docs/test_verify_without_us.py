"""The how-to's steps, as it gives them: the verifier copied by itself, a key from elsewhere, a checkpoint kept."""

from __future__ import annotations

import re
import shlex
import shutil
import subprocess
import sys
from pathlib import Path

import pytest

from ninetenths.ledger import Checkpoint, Leaf, SigningKey, leaf_hash, root, whole_bundle

ROOT = Path(__file__).resolve().parent.parent.parent
KEY = SigningKey("larchmoor.example/log", bytes(range(32)))


@pytest.mark.parametrize("page", ["verify-without-us.md", "verify-without-us.zh.md"])
def test_each_command_of_the_page_verifies_and_finds_a_rewritten_log(page: str, tmp_path: Path) -> None:
    text = (ROOT / "docs" / "how-to" / page).read_text(encoding="utf-8")
    source = re.search(r"`(src/\S+/verify\.py)`", text)
    assert source is not None
    shutil.copy(ROOT / source[1], tmp_path)
    leaves = [leaf_hash(b"a"), leaf_hash(b"b")]
    now = Checkpoint(KEY.name, 2, root(leaves)).signed(KEY)
    lines = whole_bundle(now, KEY.vkey, [Leaf(index, hash=leaf) for index, leaf in enumerate(leaves)], internal=False)
    (tmp_path / "bundle").write_bytes(b"".join(lines))
    (tmp_path / "office.key").write_text(KEY.vkey + "\n")
    march = tmp_path / "checkpoint-of-march"
    commands = [shlex.split(line) for line in text.splitlines() if line.strip().startswith("python3 verify.py")]
    assert len(commands) == 2
    for kept, wanted in ((leaves[0], 0), (leaf_hash(b"c"), 1)):
        march.write_bytes(Checkpoint(KEY.name, 1, kept).signed(KEY))
        done = subprocess.run([sys.executable, *commands[1][1:]], cwd=tmp_path, capture_output=True, text=True)
        assert (done.returncode, (done.stdout + done.stderr).count("\n")) == (wanted, 1)
    assert subprocess.run([sys.executable, *commands[0][1:]], cwd=tmp_path, capture_output=True).returncode == 0
