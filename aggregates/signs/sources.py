"""The names under which signs of life are told, and what stands for their content."""

from hashlib import blake2b, sha256
from typing import NamedTuple

from vocabulary.ids import CommunityId
from vocabulary.signs import SignOfLife
from vocabulary.sources import Source, Telling

_BYTES = 16


class Told(NamedTuple):
    """A sign of life with its name."""

    sign: SignOfLife
    key: bytes
    content: bytes
    """Without whether it corrects anything: told again as what it is by now, it is nothing new."""

    @property
    def month(self) -> int:
        return self.sign.happened_at.year * 100 + self.sign.happened_at.month

    def telling(self, known: Source | None) -> Telling:
        return Telling(self.key, known.content if known else None, Source(self.content, self.month))


def key_of(community: CommunityId, source_id: str) -> bytes:
    """As the migration that began to keep them makes it in SQL."""
    return sha256(f"{community}\0{source_id}".encode()).digest()[:_BYTES]


def told(community: CommunityId, sign: SignOfLife) -> Told:
    plain = sign.model_copy(update={"corrects": False}) if sign.corrects else sign
    content = sign.__pydantic_serializer__.to_json(plain)
    return Told(sign, key_of(community, sign.source_id), blake2b(content, digest_size=_BYTES).digest())
