"""People who are told by an address: the directory learns and forgets those, and a file that is repeated says nothing
new for that."""

import re
from collections.abc import Mapping
from hashlib import sha256
from typing import Final

from vocabulary.people import PersonId
from vocabulary.signs import SignOfLife

_ID: Final = re.compile(r"x-[0-9a-f]{16}")


def id_of(address: str) -> PersonId:
    """Of whom the directory does not know: always the same for an address, in whatever case, and does not show it."""
    plain = address.strip().lower()
    return f"x-{sha256(plain.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"


def says_the_same(before: SignOfLife, now: SignOfLife, ids: Mapping[PersonId, PersonId]) -> bool:
    """Whether the two differ in nothing but whom the directory knew by an address when each of them was told.

    `ids` are those of the addresses that it knows now, by person. Whom it knew before and does not know now may be
    anybody: no trace of the address was kept, so that who is erased leaves none.
    """
    if len(before.people) != len(now.people):
        return False
    people = zip(before.people, now.people, strict=True)
    return (
        all(was == one or ids.get(one) == was or not _ID.fullmatch(was) for was, one in people)
        and before.model_copy(update={"people": now.people, "corrects": now.corrects}) == now
    )
