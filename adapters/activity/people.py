"""Who is meant by an address: somebody in the directory, or an id that does not show the address."""

from collections.abc import Mapping

from aggregates.signs.by_address import id_of
from vocabulary.people import PersonId


class Addresses:
    """By addresses in lower case: those whom the directory knows. Nothing personal reaches the record."""

    def __init__(self, known: Mapping[str, PersonId] | None = None) -> None:
        self._known = known or {}

    @property
    def ids(self) -> dict[PersonId, PersonId]:
        """The ids that those whom the directory knows would have if it did not."""
        return {person: id_of(address) for address, person in self._known.items()}

    def person(self, address: str) -> PersonId:
        """Whom the directory does not know gets an id of their own, always the same for the same address."""
        return self._known.get(address.strip().lower()) or id_of(address)
