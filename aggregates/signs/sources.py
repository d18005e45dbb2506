"""The names under which signs of life are told, and what stands for their content."""

from collections.abc import Sequence
from hashlib import blake2b, sha256
from operator import attrgetter, itemgetter
from typing import Final, NamedTuple

import orjson

from vocabulary.ids import CommunityId
from vocabulary.signs import SignOfLife

_BYTES: Final = 16
_CONTENT: Final = itemgetter(
    *("kind", "what", "happened_at", "people", "attendance", "answers", "product", "state", "reused_in"),
    *("senior", "junior"),
)
"""In an order that never changes; what signs tell in later releases counts only where it is told."""
_HAPPENED: Final = attrgetter("happened_at")


class Told(NamedTuple):
    """A sign of life with its name."""

    sign: SignOfLife
    key: bytes
    content: bytes
    """Without whether it corrects anything: told again as what it is by now, it is nothing new."""
    month: int
    """Year * 100 + month."""


def told(community: CommunityId, sign: SignOfLife) -> Told:
    return told_together(community, [sign])[0]


def told_together(community: CommunityId, signs: Sequence[SignOfLife]) -> list[Told]:
    """Signs of one community with their names, in their order."""
    # Without a call of our own for each: there are millions. The key is as the migration that began to keep them makes
    # it in SQL.
    of_community = sha256(f"{community}\0".encode())
    keys = []
    for sign in signs:
        digest = of_community.copy()
        digest.update(sign.source_id.encode())
        keys.append(digest.digest()[:_BYTES])
    contents = [blake2b(orjson.dumps(_CONTENT(vars(sign))), digest_size=_BYTES).digest() for sign in signs]
    months = [at.year * 100 + at.month for at in map(_HAPPENED, signs)]
    return list(map(Told, signs, keys, contents, months))
