"""Bundles: what holds verifies, whole or in part, and no changed byte passes, not even under a trailer made anew."""

from __future__ import annotations

import ast
import json
import random
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import lru_cache
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninetenths import ledger
from ninetenths.ledger import (
    Checkpoint,
    Entry,
    Fault,
    Field,
    File,
    Leaf,
    SigningKey,
    canonical,
    consistency_proof,
    enter,
    erase,
    inclusion_proof,
    leaf_hash,
    part_bundle,
    root,
    whole_bundle,
)
from ninetenths.ledger.verify import verify
from ninetenths.packs import words
from ninetenths.refusal import Refusal

KEY = SigningKey("yunchuan.example/log", bytes(range(32)))
OTHER = SigningKey("yunchuan.example/log", bytes(32))
DAY = datetime(2031, 3, 1, 8, tzinfo=UTC)
TEXT = "会议决定，到2032年底，新建公园三个。\n".encode()
PICTURE = b"\x89PNG\xff\0"


def log(count: int) -> list[tuple[Entry, dict[str, Field]]]:
    """Entries of an invented office: papers that name their text, the third a picture, and a note a person."""
    made = []
    for index in range(count):
        payload = {
            "by": {"post": index % 3}, "text_sha256": sha256(PICTURE if index == 2 else TEXT).hexdigest(), "title": f"决定{index}",
            "counts": [index, None, True],
        }  # fmt: skip
        when = DAY + timedelta(minutes=index)
        made.append(enter(payload, at=when, recorded=when, verb="papers.add", subject=f"paper:{index}"))
    return made


def leaves_of(entries: list[tuple[Entry, dict[str, Field]]]) -> list[bytes]:
    return [leaf_hash(entry.to_bytes()) for entry, _ in entries]


def note(leaves: list[bytes], key: SigningKey = KEY) -> bytes:
    return Checkpoint(key.name, len(leaves), root(leaves)).signed(key)


LOG = log(7)
HASHES = leaves_of(LOG)
FILES = [File(4, "text_sha256", TEXT), File(2, "text_sha256", PICTURE)]


def whole(entries: list[tuple[Entry, dict[str, Field]]] = LOG, shown: Any = (1, 2, 4), internal: bool = False) -> bytes:
    leaves = [
        Leaf(index, entry.to_bytes(), fields) if index in shown else Leaf(index, hash=leaf_hash(entry.to_bytes()))
        for index, (entry, fields) in enumerate(entries)
    ]
    files = [file for file in FILES if file.index in shown]
    return b"".join(whole_bundle(note(leaves_of(entries)), KEY.vkey, leaves, files, internal=internal))


def part() -> bytes:
    return b"".join(
        part_bundle(
            note(HASHES), KEY.vkey, [Leaf(index, LOG[index][0].to_bytes(), LOG[index][1]) for index in (2, 4)], FILES, internal=True,
            inclusion=lambda index: inclusion_proof(HASHES, index, 7), consistency=lambda size: consistency_proof(HASHES, size, 7),
            earlier=[Checkpoint(KEY.name, size, root(HASHES[:size])) for size in (4, 3, 7, 0)],
        )
    )  # fmt: skip


WHOLE, PART = whole(), part()


def reason(bundle: bytes, key: str | None = None, since: bytes | None = None) -> str:
    """The code of the fault; empty where the bundle verifies."""
    try:
        verify(bundle, key, since)
    except Fault as fault:
        assert str(fault)
        return fault.code
    return ""


def closed(body: bytes) -> bytes:
    return body + canonical({"sha256": sha256(body).hexdigest()}) + b"\n"


def body_of(bundle: bytes) -> bytes:
    return bundle[: bundle[:-1].rindex(b"\n") + 1]


def test_a_whole_bundle_says_what_it_shows() -> None:
    assert verify(WHOLE, KEY.vkey) == {
        "entries": 3, "opened": 12, "closed": 0, "files": 2, "origin": KEY.name, "size": 7, "root": root(HASHES).hex(),
        "internal": False, "old": None,
    }  # fmt: skip
    assert verify(whole(internal=True))["internal"] is True
    assert verify(whole(shown=range(7)))["entries"] == 7
    assert verify(whole([], ()))["size"] == 0


def test_a_part_holds_by_proofs() -> None:
    found = verify(PART, KEY.vkey)
    assert (found["entries"], found["size"], found["files"]) == (2, 7, 2)


def test_each_earlier_checkpoint_of_the_log_is_continued_and_no_other() -> None:
    for size in range(8):
        assert verify(WHOLE, None, note(HASHES[:size]))["old"] == size
        assert reason(PART, None, note(HASHES[:size])) == ("" if size in (0, 3, 4, 7) else "since-unknown")
        if size:
            rewritten = [leaf_hash(b"else"), *HASHES[1:size]]
            assert reason(WHOLE, None, note(rewritten)) == "since-other"
            assert reason(PART, None, note(rewritten)) == ("since-other" if size in (3, 4, 7) else "since-unknown")
    assert reason(WHOLE, None, note([*HASHES, HASHES[0]])) == "since-larger"
    assert reason(WHOLE, None, note(HASHES[:3], OTHER)) == "signature"
    assert reason(WHOLE, None, b"") == "note"


def test_another_key_is_refused() -> None:
    assert reason(WHOLE, OTHER.vkey) == "other-key"
    assert reason(WHOLE, KEY.vkey + " ") == "key"
    with pytest.raises(Refusal):
        list(whole_bundle(note(HASHES), OTHER.vkey, [], internal=False))


@pytest.fixture
def signatures_once(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same signature is not computed again for each of thousands of bundles."""
    module = sys.modules["ninetenths.ledger.verify"]
    monkeypatch.setattr(module, "verify_signature", lru_cache(module.verify_signature))


@pytest.mark.parametrize("bundle", [WHOLE, PART])
def test_every_flipped_byte_is_found(bundle: bytes) -> None:
    dice = random.Random(3)
    missed = []
    for at in range(len(bundle)):
        changed = bundle[:at] + bytes([bundle[at] ^ 1 << dice.randrange(8)]) + bundle[at + 1 :]
        missed += [at] if not reason(changed) else []
    assert missed == []


@pytest.mark.usefixtures("signatures_once")
@pytest.mark.parametrize("bundle", [WHOLE, PART])
def test_every_flipped_byte_is_found_under_a_trailer_made_anew(bundle: bytes) -> None:
    body, dice = body_of(bundle), random.Random(5)
    passed = []
    for at in range(len(body)):
        changed = closed(body[:at] + bytes([body[at] ^ 1 << dice.randrange(8)]) + body[at + 1 :])
        if not reason(changed):
            passed.append(at)
    assert passed == []


@pytest.mark.parametrize("bundle", [WHOLE, PART])
def test_lines_taken_away_doubled_moved_or_added_are_found_under_a_trailer_made_anew(bundle: bytes) -> None:
    lines = body_of(bundle).splitlines(keepends=True)
    leaves = [at for at, line in enumerate(lines) if b'"entry":' in line or b'"hash":' in line[:9]]
    for at in range(len(lines)):
        assert reason(closed(b"".join([*lines[: at + 1], lines[at], *lines[at + 1 :]])))
        assert reason(closed(b"".join([*lines[:at], b"\n", *lines[at:]])))
        assert reason(closed(b"".join([*lines[:at], b"{}\n", *lines[at:]])))
        if at:
            assert reason(closed(b"".join([*lines[: at - 1], lines[at], lines[at - 1], *lines[at + 1 :]])))
        if bundle is WHOLE and at in leaves:
            assert reason(closed(b"".join([*lines[:at], *lines[at + 1 :]])))
    for end in (b"", b"\n", b"x", b" ", b"\0"):
        assert (reason(bundle + end) == "") == (end == b"")
    for length in range(0, len(bundle), 7):
        assert reason(bundle[:length])


def changed(bundle: bytes, number: int, change: dict[str, Any]) -> bytes:
    lines = body_of(bundle).splitlines(keepends=True)
    lines[number] = canonical({**json.loads(lines[number]), **change}) + b"\n"
    return closed(b"".join(lines))


def test_each_forgery_is_told_by_its_reason() -> None:
    entry = json.loads(body_of(WHOLE).splitlines()[2])
    other = json.loads(body_of(WHOLE).splitlines()[3])
    assert reason(b"") == reason(b"{}\n") == reason(b"PK\3\4") == "not-a-bundle"
    assert reason(changed(WHOLE, 0, {"bundle": 2})) == "version"
    assert reason(changed(WHOLE, 0, {"more": 1})) == "shape"
    assert reason(changed(WHOLE, 0, {"key": OTHER.vkey})) == "signature"
    assert reason(changed(WHOLE, 0, {"key": "x"})) == "key"
    assert reason(changed(WHOLE, 0, {"checkpoint": note(HASHES[:6]).decode()})) in ("shape", "incomplete")
    assert reason(changed(WHOLE, 0, {"checkpoint": note([*HASHES, HASHES[0]]).decode()})) == "incomplete"
    assert reason(changed(WHOLE, 0, {"checkpoint": note(HASHES[::-1]).decode()})) == "root"
    assert reason(changed(WHOLE, 0, {"whole": False})) == "shape"
    assert reason(changed(PART, 0, {"whole": True})) == "shape"
    assert reason(changed(WHOLE, 2, {"fields": other["fields"]})) == "commitment"
    assert reason(changed(WHOLE, 2, {"entry": {**entry["entry"], "subject": "paper:9"}})) == "root"
    assert reason(changed(PART, 1, {"entry": {**entry["entry"], "subject": "paper:9"}})) == "inclusion"
    assert reason(changed(WHOLE, 2, {"entry": {**entry["entry"], "v": 2}})) == "entry"
    assert (
        reason(changed(WHOLE, 3, {"entry": {**other["entry"], "recorded": "2030-01-01T00:00:00.000000Z"}}))
        == "recorded"
    )
    assert reason(changed(PART, 3, {"root": "0" * 64})) == "consistency"
    assert reason(changed(PART, 3, {"size": 2})) == "consistency"
    assert reason(changed(WHOLE, -1, {"text": TEXT.decode() + "。"})) == "file"
    assert reason(changed(WHOLE, -1, {"field": "title"})) == "file"
    assert reason(changed(WHOLE, -1, {"index": 5})) == "file"
    assert reason(b'{"bundle":1}\n' + b"[" * 100_000 + b"\n") == "cut-short"
    assert reason(closed(body_of(WHOLE) + b"[" * 100_000 + b"\n")) == "line"


def test_a_checkpoint_with_a_signature_that_cannot_be_checked_is_refused_in_a_bundle() -> None:
    witness = SigningKey("witness.example", bytes(32))
    both = note(HASHES) + ledger.sign_note("x\n", witness).split(b"\n\n")[1]
    assert ledger.open_checkpoint(both, KEY.vkey).size == 7
    assert reason(changed(WHOLE, 0, {"checkpoint": both.decode()})) == "signature"


@settings(max_examples=40, deadline=None)
@given(st.data())
def test_whatever_fields_are_erased_everything_else_verifies(data: st.DataObject) -> None:
    entries = log(data.draw(st.integers(1, 6)))
    names = list(entries[0][1])
    kept = [(entry, erase(fields, *data.draw(st.sets(st.sampled_from(names))))) for entry, fields in entries]
    leaves = [Leaf(index, entry.to_bytes(), fields) for index, (entry, fields) in enumerate(kept)]
    made = b"".join(whole_bundle(note(leaves_of(entries)), KEY.vkey, leaves, internal=True))
    found = verify(made, KEY.vkey, note(leaves_of(entries)[:1]))
    assert found["opened"] == sum(field.is_open for _, fields in kept for field in fields.values())
    assert found["opened"] + found["closed"] == len(names) * len(entries)


@settings(max_examples=200, deadline=None)
@given(
    st.binary(min_size=1, max_size=60),
    st.one_of(st.none(), st.text(max_size=9)),
    st.one_of(st.none(), st.binary(max_size=9)),
)
def test_bytes_that_are_no_bundle_are_refused_with_a_reason(data: bytes, key: str | None, since: bytes | None) -> None:
    assert reason(data, key, since)
    assert reason(closed(body_of(WHOLE) + data), key, since)
    assert reason(closed(WHOLE[:200] + data + WHOLE[200:]), key, since)


def test_a_leaf_without_entry_or_hash_cannot_be_bundled() -> None:
    with pytest.raises(Refusal):
        list(whole_bundle(note(HASHES), KEY.vkey, [Leaf(0)], internal=False))
    with pytest.raises(Refusal):
        part_of_a_hash = replace(Leaf(0), hash=HASHES[0])
        list(
            part_bundle(
                note(HASHES),
                KEY.vkey,
                [part_of_a_hash],
                internal=False,
                inclusion=lambda _: [],
                consistency=lambda _: [],
            )
        )


# -------------------------------------------------------------------------------------------- verify.py by itself

SCRIPT = Path(ledger.__file__).with_name("verify.py")


def alone(*arguments: object) -> tuple[int, str, str]:
    """`python verify.py …` without any package; (status, output, errors)."""
    done = subprocess.run([sys.executable, "-I", "-S", SCRIPT, *map(str, arguments)], capture_output=True, text=True)
    return done.returncode, done.stdout, done.stderr


def test_the_file_runs_without_the_package_and_ends_in_one_line(tmp_path: Path) -> None:
    bundle, key, since, wrong = (tmp_path / name for name in ("bundle", "key", "since", "wrong"))
    bundle.write_bytes(WHOLE)
    key.write_text(KEY.vkey + "\n")
    wrong.write_text(OTHER.vkey + "\n")
    since.write_bytes(note(HASHES[:3]))
    status, said, errors = alone(bundle, "--key", key, "--since", since)
    assert (status, said.count("\n"), errors) == (0, 1, "") and "earlier checkpoint of size 3" in said
    for arguments in ((bundle, "--key", wrong), (bundle, "--since", key), (tmp_path / "none",), (tmp_path,), (key,)):
        status, said, errors = alone(*arguments)
        assert (status, said, errors.count("\n")) == (1, "", 1)


def test_the_file_is_python_3_9_and_imports_the_standard_library_alone() -> None:
    tree = ast.parse(SCRIPT.read_text(encoding="utf-8"), feature_version=(3, 9))
    names = {alias.name for node in ast.walk(tree) if isinstance(node, ast.Import) for alias in node.names}
    names |= {str(node.module) for node in ast.walk(tree) if isinstance(node, ast.ImportFrom)}
    assert names <= {"__future__", "argparse", "base64", "hashlib", "json", "re", "sys", "typing"}
    later = {"bit_count", "pairwise"}
    assert not {node.attr for node in ast.walk(tree) if isinstance(node, ast.Attribute)} & later
    unions = [
        node.lineno
        for call in ast.walk(tree)
        if isinstance(call, ast.Call) and getattr(call.func, "id", "") == "isinstance"
        for node in ast.walk(call)
        if isinstance(node, ast.BinOp) and isinstance(node.op, ast.BitOr)
    ]
    assert unions == []


def test_the_reasons_are_the_same_words_in_the_file_and_in_the_catalogue() -> None:
    from ninetenths.ledger.verify import REASONS, REMARKS, VERIFIED

    said = words("verify", "en")
    assert {code: said[code] for code in REASONS} == REASONS
    assert {code: said[f"remark.{code}"] for code in REMARKS} == REMARKS
    assert said["verified"] == VERIFIED
