"""`nine verify`: one line in either language, and status 1 with the reason."""

from __future__ import annotations

from pathlib import Path

import pytest

from ninetenths.cli import main
from ninetenths.ledger import Checkpoint, Leaf, SigningKey, leaf_hash, whole_bundle

KEY = SigningKey("larchmoor.example/log", bytes(range(32)))


@pytest.fixture
def bundle(tmp_path: Path) -> Path:
    note = Checkpoint(KEY.name, 1, leaf_hash(b"x")).signed(KEY)
    path = tmp_path / "bundle"
    path.write_bytes(b"".join(whole_bundle(note, KEY.vkey, [Leaf(0, hash=leaf_hash(b"x"))], internal=True)))
    (tmp_path / "since").write_bytes(note)
    (tmp_path / "key").write_text(KEY.vkey + "\n")
    return path


def test_what_holds_is_said_with_whose_key_it_was(bundle: Path, capsys: pytest.CaptureFixture[str]) -> None:
    assert main(["verify", str(bundle), "--lang", "en"]) == 0
    said = capsys.readouterr().out
    assert said.count("\n") == 1 and "Internal" in said and "the bundle's own" in said
    since, key = str(bundle.with_name("since")), str(bundle.with_name("key"))
    assert main(["verify", str(bundle), "--key", key, "--since", since, "--lang", "zh"]) == 0
    assert "所给的公钥" in capsys.readouterr().out


@pytest.mark.parametrize("language", ["en", "zh"])
def test_what_does_not_hold_is_status_1_and_one_line(
    bundle: Path, language: str, capsys: pytest.CaptureFixture[str]
) -> None:
    good = bundle.read_bytes()
    for bad in (good[:-2], good.replace(b"true", b"false", 1), b"", b"\xff"):
        bundle.write_bytes(bad)
        assert main(["verify", str(bundle), "--lang", language]) == 1
        caught = capsys.readouterr()
        assert (caught.out, caught.err.count("\n")) == ("", 1)
    assert main(["verify", str(bundle.with_name("none")), "--lang", language]) == 1
    assert capsys.readouterr().err.count("\n") == 1
