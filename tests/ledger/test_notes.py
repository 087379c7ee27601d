"""Signatures, notes, checkpoints, one-file proofs: what holds verifies, and nothing near it does."""

from __future__ import annotations

import base64
import hashlib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ninetenths.ledger import (
    Checkpoint,
    SigningKey,
    inclusion_proof,
    leaf_hash,
    open_checkpoint,
    open_note,
    parse_checkpoint,
    parse_key,
    parse_note,
    parse_proof,
    read_checkpoint,
    root,
    sign_note,
    verify_proof,
    verify_signature,
    write_proof,
)
from ninetenths.refusal import Refusal

KEY = SigningKey("yunchuan.example/log", bytes(range(32)))
P, L = 2**255 - 19, 2**252 + 27742317777372353535851937790883648493
ORDER_EIGHT = "c7176a703d4dd84fba3c0b760d10670f2a2053fa2c39ccc64ec7fd7792ac037a"
# Encodings of the points of small order, canonical and not.
SMALL = [
    (1).to_bytes(32, "little"), bytes(32), bytes(31) + b"\x80", (P - 1).to_bytes(32, "little"), P.to_bytes(32, "little"),
    (P + 1).to_bytes(32, "little"), bytes.fromhex(ORDER_EIGHT), bytes.fromhex("26e8958fc2b227b045c3f489f2ef98f0d5dfac05d3c63339b13802886d53fc05"),
]  # fmt: skip


@settings(max_examples=15, deadline=None)
@given(st.binary(min_size=32, max_size=32), st.binary(max_size=80), st.integers(0, 511))
def test_signatures_of_the_library_verify_and_no_flipped_one_does(seed: bytes, message: bytes, bit: int) -> None:
    key = SigningKey("x", seed)
    signed = key.sign(message)
    assert verify_signature(key.public, message, signed)
    flipped = bytearray(signed)
    flipped[bit // 8] ^= 1 << bit % 8
    assert not verify_signature(key.public, message, bytes(flipped))
    assert not verify_signature(key.public, message + b"\0", signed)


def test_the_first_vector_of_rfc_8032_verifies() -> None:
    public = "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a"
    signed = "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e065224901555fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b"
    assert verify_signature(bytes.fromhex(public), b"", bytes.fromhex(signed))


def test_malleable_signatures_are_refused() -> None:
    signed = KEY.sign(b"m")
    s = int.from_bytes(signed[32:], "little")
    for other in (s + L, s + 2 * L, L - s, s | 1 << 255, 0, L, L - 1, P):
        assert not verify_signature(KEY.public, b"m", signed[:32] + (other % 2**256).to_bytes(32, "little"))


@pytest.mark.parametrize("length", [0, 1, 32, 63, 65, 96, 128])
def test_signatures_of_another_length_are_refused(length: int) -> None:
    signed = KEY.sign(b"m")
    assert not verify_signature(KEY.public, b"m", (signed + signed)[:length])
    assert not verify_signature((KEY.public + KEY.public)[:length] if length != 32 else b"", b"m", signed)


@pytest.mark.parametrize("point", SMALL)
def test_points_of_small_order_and_other_encodings_are_refused(point: bytes) -> None:
    for s in (0, 1, L - 1, L):
        assert not verify_signature(point, b"m", point + s.to_bytes(32, "little"))
        assert not verify_signature(KEY.public, b"m", point + s.to_bytes(32, "little"))
        assert not verify_signature(point, b"m", KEY.sign(b"m")[:32] + s.to_bytes(32, "little"))


def test_a_nonce_in_another_encoding_is_refused_though_the_equation_holds() -> None:
    # Made with the private scalar, as whoever holds the key could: R is the neutral point, once as it is written, once as P + 1.
    digest = hashlib.sha512(KEY.seed).digest()
    scalar = int.from_bytes(digest[:32], "little") & (1 << 254) - 8 | 1 << 254
    for nonce in ((1).to_bytes(32, "little"), (P + 1).to_bytes(32, "little"), (1 | 1 << 255).to_bytes(32, "little")):
        k = int.from_bytes(hashlib.sha512(nonce + KEY.public + b"m").digest(), "little") % L
        assert not verify_signature(KEY.public, b"m", nonce + (k * scalar % L).to_bytes(32, "little"))


@pytest.mark.parametrize("thing", [None, 3, "text", [], object()])
def test_verifying_a_signature_never_raises(thing: object) -> None:
    assert not verify_signature(thing, b"m", KEY.sign(b"m"))
    assert not verify_signature(KEY.public, thing, KEY.sign(b"m"))
    assert not verify_signature(KEY.public, b"m", thing)


def test_keys_come_back_from_their_texts_and_only_from_them() -> None:
    assert parse_key(KEY.vkey) == (KEY.name, KEY.public)
    assert SigningKey.from_text(KEY.to_text() + "\n") == KEY
    assert KEY.seed.hex() not in repr(KEY)
    for at in range(len(KEY.vkey)):
        assert parse_key(KEY.vkey[:at] + chr(ord(KEY.vkey[at]) ^ 1) + KEY.vkey[at + 1 :]) is None
        assert parse_key(KEY.vkey[:at] + KEY.vkey[at + 1 :]) is None
    for text in ("", KEY.vkey, KEY.to_text()[:-1], KEY.to_text() + " ", KEY.to_text() + "\n\n"):
        with pytest.raises(Refusal):
            SigningKey.from_text(text)
    for name in ("", "a b", "a+b", "a\n", "a\u3000b"):
        with pytest.raises(Refusal):
            SigningKey.new(name)


def test_the_standards_example_note_has_the_parts_it_shows() -> None:
    note = (
        "example.com/behind-the-sofa\n20852163\nCsUYapGGPo4dkMgIAUqom/Xajj7h2fB2MPA3j2jxq2I=\n\n— example.com/behind-the-sofa "
        "Az3grlgtzPICa5OS8npVmf1Myq/5IZniMp+ZJurmRDeOoRDe4URYN7u5/Zhcyv2q1gGzGku9nTo+zyWE+xeMcTOAYQ8=\n"
    ).encode()
    assert read_checkpoint(note).size == 20852163
    found = parse_note(note)
    assert found is not None and found[1][0][1].hex() == "033de0ae"


def signed(text: str) -> bytes:
    return sign_note(text, KEY)


NOTE = signed("one\n\nthree\n")


def test_a_note_opens_with_its_key_alone() -> None:
    assert open_note(NOTE, KEY.name, KEY.public) == "one\n\nthree\n"
    other = SigningKey(KEY.name, bytes(32))
    assert open_note(NOTE, other.name, other.public) is None
    assert open_note(NOTE, "else", KEY.public) is None


def test_no_flipped_bit_of_a_note_passes() -> None:
    for bit in range(0, len(NOTE) * 8, 3):
        flipped = bytearray(NOTE)
        flipped[bit // 8] ^= 1 << bit % 8
        assert open_note(bytes(flipped), KEY.name, KEY.public) is None


def line(key: SigningKey, text: str) -> str:
    return f"— {key.name} {base64.b64encode(key.number + key.sign(text.encode())).decode()}\n"


def test_signatures_of_unknown_keys_are_passed_over_and_wrong_ones_of_known_keys_are_not() -> None:
    other = SigningKey("witness.example", bytes(32))
    text = "a\n"
    assert open_note(f"{text}\n{line(other, 'else')}{line(KEY, text)}".encode(), KEY.name, KEY.public) == text
    assert open_note(f"{text}\n{line(KEY, 'else')}{line(KEY, text)}".encode(), KEY.name, KEY.public) is None
    assert open_note(f"{text}\n{line(other, text)}".encode(), KEY.name, KEY.public) is None


@pytest.mark.parametrize(
    "change",
    [
        lambda note: note[:-1], lambda note: note + b"\n", lambda note: note + b"x", lambda note: note.replace(b"\n", b"\r\n"),
        lambda note: note.replace("— ".encode(), b"- "), lambda note: note.replace("— ".encode(), "—  ".encode()),
        lambda note: b"\xef\xbb\xbf" + note, lambda note: note[:-1] + b" \n", lambda note: b"\xff" + note, lambda note: b"\t" + note,
        lambda note: note.replace(b"=\n", b"\n"), lambda note: b"", lambda note: note[: note.rindex("—".encode())],
    ],
)  # fmt: skip
def test_notes_of_another_form_are_none(change: object) -> None:
    assert callable(change)
    assert open_note(change(NOTE), KEY.name, KEY.public) is None


def test_base64_has_one_form() -> None:
    coded = NOTE.decode().rstrip("\n")
    last = coded.rstrip("=")
    alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/"
    for sign in alphabet:
        changed = (last[:-1] + sign + coded[len(last) :] + "\n").encode()
        assert (open_note(changed, KEY.name, KEY.public) is not None) == (changed == NOTE)


@pytest.mark.parametrize(
    "text",
    ["", "o\n", "o\n1\n", "o\n01\nX\n", "o\n-1\nX\n", "o\n+1\nX\n", "o\n1 \nX\n", "\n1\nX\n", "o\n1\nX", "o\n1\nX\n\n", "o\n1\nX\n\nmore\n",
     "o\n1\nY\n", "o\n٣\nX\n", "o\n9999999999999999999\nX\n"],
)  # fmt: skip
def test_checkpoints_of_another_form_are_none(text: str) -> None:
    hashed = base64.b64encode(bytes(32)).decode()
    assert parse_checkpoint(f"o\n1\n{hashed}\nextension\n") == ("o", 1, bytes(32))
    assert parse_checkpoint(text.replace("X", hashed).replace("Y", base64.b64encode(bytes(31)).decode())) is None


def test_a_checkpoint_is_signed_by_its_own_key_and_opened_by_it() -> None:
    checkpoint = Checkpoint(KEY.name, 3, bytes(32))
    assert open_checkpoint(checkpoint.signed(KEY), KEY.vkey) == checkpoint == read_checkpoint(checkpoint.signed(KEY))
    with pytest.raises(Refusal):
        Checkpoint("else", 3, bytes(32)).signed(KEY)
    with pytest.raises(Refusal):
        open_checkpoint(checkpoint.signed(KEY), SigningKey(KEY.name, bytes(32)).vkey)
    with pytest.raises(Refusal):
        open_checkpoint(signed("else\n3\n" + base64.b64encode(bytes(32)).decode() + "\n"), KEY.vkey)
    with pytest.raises(Refusal):
        sign_note("no newline at its end", KEY)
    with pytest.raises(Refusal):
        read_checkpoint(NOTE)


@pytest.mark.parametrize("extra", [None, b"", b"salt"])
def test_a_one_file_proof_holds_for_its_entry_and_no_other(extra: bytes | None) -> None:
    entries = [str(number).encode() for number in range(7)]
    leaves = [leaf_hash(entry) for entry in entries]
    note = Checkpoint(KEY.name, 7, root(leaves)).signed(KEY)
    proof = write_proof(5, inclusion_proof(leaves, 5, 7), note, extra)
    assert parse_proof(proof) == (5, inclusion_proof(leaves, 5, 7), note, extra)
    assert verify_proof(proof, entries[5], KEY.vkey)
    assert not verify_proof(proof, entries[4], KEY.vkey)
    assert not verify_proof(proof, entries[5], SigningKey(KEY.name, bytes(32)).vkey)
    for bad in (
        proof[:-1],
        proof.replace(b"index 5", b"index 05"),
        proof.replace(b"index 5", b"index 4"),
        b"",
        proof.replace(b"@v1", b"@v2"),
    ):
        assert not verify_proof(bad, entries[5], KEY.vkey)


@pytest.mark.parametrize("thing", [None, 3, "text", [], object(), "\ud800+00000000+", b"\xff"])
def test_verifying_a_proof_never_raises(thing: object) -> None:
    proof = write_proof(0, [], Checkpoint(KEY.name, 1, leaf_hash(b"x")).signed(KEY))
    for arguments in ((thing, b"x", KEY.vkey), (proof, thing, KEY.vkey), (proof, b"x", thing)):
        assert verify_proof(*arguments) is False  # type: ignore[arg-type]


def test_a_proof_in_a_log_of_one_has_no_hashes() -> None:
    note = Checkpoint(KEY.name, 1, leaf_hash(b"x")).signed(KEY)
    assert verify_proof(write_proof(0, [], note), b"x", KEY.vkey)
