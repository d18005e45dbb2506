"""Who is meant by an address: somebody in the directory, or an id that does not show the address."""

from collections.abc import Mapping
from hashlib import sha256

from vocabulary.people import PersonId


class Addresses:
    """By addresses in lower case: those whom the directory knows. Nothing personal reaches the record."""

    def __init__(self, known: Mapping[str, PersonId] | None = None) -> None:
        self._known = known or {}

    def person(self, address: str) -> PersonId:
        """Whom the directory does not know gets an id of their own, always the same for the same address."""
        plain = address.strip().lower()
        return self._known.get(plain) or f"x-{sha256(plain.encode('utf-8', 'surrogateescape')).hexdigest()[:16]}"
