"""The names under which signs of life are told, and what stands for their content."""

from hashlib import blake2b, sha256
from operator import attrgetter
from typing import Final, NamedTuple

import orjson

from vocabulary.ids import CommunityId
from vocabulary.signs import SignOfLife

_BYTES: Final = 16
_CONTENT: Final = attrgetter(
    *("kind", "what", "happened_at", "people", "attendance", "answers", "product", "state", "reused_in"),
    *("senior", "junior"),
)
"""In an order that never changes; what signs tell in later releases counts only where it is told."""


class Told(NamedTuple):
    """A sign of life with its name."""

    sign: SignOfLife
    key: bytes
    content: bytes
    """Without whether it corrects anything: told again as what it is by now, it is nothing new."""
    month: int
    """Year * 100 + month."""


def key_of(community: CommunityId, source_id: str) -> bytes:
    """As the migration that began to keep them makes it in SQL."""
    return sha256(f"{community}\0{source_id}".encode()).digest()[:_BYTES]


def told(community: CommunityId, sign: SignOfLife) -> Told:
    content = blake2b(orjson.dumps(_CONTENT(sign)), digest_size=_BYTES).digest()
    at = sign.happened_at
    return Told(sign, key_of(community, sign.source_id), content, at.year * 100 + at.month)
