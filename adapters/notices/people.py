"""The directory for one batch of notices: each role and each person is looked up once."""

from collections.abc import Iterable
from typing import Any

from psycopg import Connection

from adapters.directory import Directory, Entry
from vocabulary.people import PersonId, Role


class People:
    def __init__(self, connection: Connection[Any]) -> None:
        self._directory = Directory(connection)
        self._by_role: dict[Role, list[PersonId]] = {}
        self._known: dict[PersonId, Entry | None] = {}

    def holders(self, role: Role) -> list[PersonId]:
        """Who holds a role, by id."""
        if role not in self._by_role:
            found = self._directory.find(role=role)
            self._known |= {entry.id: entry for entry in found}
            self._by_role[role] = [entry.id for entry in found]
        return self._by_role[role]

    def look(self, people: Iterable[PersonId | None]) -> None:
        """Looks up all of them that are not known yet, by one statement."""
        missing = {person for person in people if person is not None} - self._known.keys()
        if missing:
            self._known |= dict.fromkeys(missing) | {entry.id: entry for entry in self._directory.find(ids=missing)}

    def get(self, person: PersonId | None) -> Entry | None:
        return self._known.get(person) if person else None
