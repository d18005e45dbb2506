"""The key that signs for the record: kept outside the database, in one line, as signed notes have it."""

import base64
import secrets
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Final, Self

from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PrivateKey

from ledger.notary.verify import Key, Note, NotVerified, decoded
from ledger.private_file import keep_private

_FIRST: Final = "PRIVATE+KEY+"


class KeyFault(Exception):  # noqa: N818  named for what is wrong, like the refusals
    """The key can't be used; the message says what to do."""


@dataclass(frozen=True)
class SigningKey:
    """Signs for the record whose name it bears."""

    name: str
    private: Ed25519PrivateKey

    @classmethod
    def fresh(cls, name: str | None = None) -> Self:
        """A key for a record, or for a new one, whose name nobody else has."""
        return cls(name or f"perennial/{secrets.token_hex(8)}", Ed25519PrivateKey.generate())

    @classmethod
    def read(cls, path: Path) -> Self | None:
        """None where there is no such file; raises `KeyFault` where it holds no key."""
        try:
            written = path.read_text(encoding="ascii").strip()
        except FileNotFoundError:
            return None
        except (OSError, ValueError) as wrong:
            raise KeyFault(f"the notary's key {path} can't be read ({wrong}); see that it is yours") from wrong
        try:
            name, number, encoded = written.removeprefix(_FIRST).split("+", 2)
            seed = decoded(encoded, "the key")
            key = cls(name, Ed25519PrivateKey.from_private_bytes(seed[1:]))
        except (NotVerified, ValueError) as wrong:
            raise KeyFault(f"{path} holds no key of the notary: put it back from where you keep a copy") from wrong
        if not written.startswith(_FIRST) or seed[0] != 1 or number != key.public.id.hex():
            raise KeyFault(f"{path} holds no key of the notary: put it back from where you keep a copy")
        return key

    def keep(self, path: Path, *, replace: bool = False) -> Self:
        """Writes it where only its owner reads it, whole or not at all; returns the one that stands there then."""
        keep_private(path, f"{self}\n", replace=replace)
        return self.read(path) or self

    @property
    def public(self) -> Key:
        return Key(self.name, self.private.public_key().public_bytes_raw())

    def sign(self, text: str) -> Note:
        return signed(text, [self])

    def __str__(self) -> str:
        """Secret: what the file holds."""
        seed = base64.b64encode(b"\x01" + self.private.private_bytes_raw()).decode()
        return f"{_FIRST}{self.name}+{self.public.id.hex()}+{seed}"

    def __repr__(self) -> str:
        return f"SigningKey({self.public})"


def signed(text: str, keys: Sequence[SigningKey]) -> Note:
    return Note(text, tuple((key.name, key.public.id + key.private.sign(text.encode())) for key in keys))


def head_text(origin: str, size: int, root: bytes, position: int, at: datetime) -> str:
    """Of a checkpoint: origin, size and root, and two lines of our own."""
    return f"{origin}\n{size}\n{base64.b64encode(root).decode()}\nposition {position}\nat {_written(at)}\n"


def key_change_text(size: int, old: Key, new: Key, at: datetime) -> str:
    return f"{new.name} key change\nfrom {size}\nold {old}\nnew {new}\nat {_written(at)}\n"


def key_lost_text(size: int, new: Key, at: datetime) -> str:
    return f"{new.name} key lost\nupto {size}\nnew {new}\nat {_written(at)}\n"


def _written(at: datetime) -> str:
    return at.astimezone(UTC).isoformat(timespec="milliseconds").replace("+00:00", "Z")
