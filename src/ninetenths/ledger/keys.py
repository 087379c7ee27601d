"""The log's signing key: made, kept as text, used; the one place where the room needs a library for signatures."""

from __future__ import annotations

import base64
from dataclasses import dataclass, field

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ninetenths.refusal import Refusal

from .verify import is_key_name, key_id, unbase64

_KIND = b"\x01"
_MARK = "PRIVATE+KEY+"


@dataclass(frozen=True, slots=True)
class SigningKey:
    """An Ed25519 key under a name, the log's origin."""

    name: str
    seed: bytes = field(repr=False)

    def __post_init__(self) -> None:
        if not is_key_name(self.name) or len(self.seed) != 32:
            raise Refusal("ledger", "bad-key-name", name=self.name)

    @classmethod
    def new(cls, name: str) -> SigningKey:
        """A fresh key. Raises Refusal where the name has a space or a plus."""
        return cls(name, Ed25519PrivateKey.generate().private_bytes_raw())

    @classmethod
    def from_text(cls, text: str) -> SigningKey:
        """What `to_text` wrote, with or without a newline at its end; raises Refusal for anything else."""
        parts = text.removesuffix("\n").removeprefix(_MARK).split("+", 2)
        coded = unbase64(parts[2]) if text.startswith(_MARK) and len(parts) == 3 else None
        if coded is None or len(coded) != 33 or coded[:1] != _KIND or not is_key_name(parts[0]):
            raise Refusal("ledger", "bad-signing-key")
        key = cls(parts[0], coded[1:])
        if key.number.hex() != parts[1]:
            raise Refusal("ledger", "bad-signing-key")
        return key

    def to_text(self) -> str:
        """The whole key, secret: `PRIVATE+KEY+name+hash+base64`."""
        return f"{_MARK}{self.name}+{self.number.hex()}+{base64.b64encode(_KIND + self.seed).decode()}"

    @property
    def public(self) -> bytes:
        """The public half, 32 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).public_key().public_bytes_raw()

    @property
    def number(self) -> bytes:
        """The four bytes that name the key beside its name."""
        return key_id(self.name, 1, self.public)

    @property
    def vkey(self) -> str:
        """The public key as text: `name+hash+base64`."""
        return f"{self.name}+{self.number.hex()}+{base64.b64encode(_KIND + self.public).decode()}"

    def sign(self, message: bytes) -> bytes:
        """Ed25519 signature, 64 bytes."""
        return Ed25519PrivateKey.from_private_bytes(self.seed).sign(message)
