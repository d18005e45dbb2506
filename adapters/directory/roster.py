"""Whether people hold the roles in which they act, as the directory says."""

import time
from collections.abc import Callable, Collection, Sequence
from threading import Lock
from typing import Any, Final, LiteralString, TypeVar

import psycopg
from eventsourcing.persistence import OperationalError
from psycopg import Connection

from adapters.directory.store import Directory
from ledger.datastore import bounded
from vocabulary.people import Actor, PersonId, Role
from vocabulary.refusals import PersonNotFound, WrongRole

T = TypeVar("T")

GIVEN_BY_COMMUNITIES: Final = frozenset({Role.LEAD, Role.MEMBER, Role.SYSTEM})
"""The record itself says who leads a community or belongs to it, and Perennial itself is nobody's role."""
SECONDS: Final = 2.0
"""For so long what the directory said of a person may be taken for true: a role that is taken away ends within it."""
MOST_KEPT: Final = 10_000

_IN_FORCE: Final = "SELECT EXISTS (SELECT 1 FROM directory.people WHERE roles && ARRAY['km', 'admin'])"
_ROLES: Final = "SELECT roles FROM directory.people WHERE id = %s AND (left_at IS NULL OR left_at > now())"


class DirectoryRoster:
    """In force as soon as the directory names somebody of the KM team, or an administrator; before that, everybody is
    taken at their word, or nobody could ever enter the first people."""

    def __init__(self, url: str) -> None:
        self._conninfo = bounded(url, "perennial roster")
        self._lock = Lock()
        self._connection: Connection[Any] | None = None
        self._kept: dict[PersonId | None, tuple[float, Any]] = {}
        """By person, when it was asked and what was said; None is whether the directory is in force at all."""

    @property
    def is_in_force(self) -> bool:
        return bool(self._ask(None, _IN_FORCE, ()))

    def must_hold(self, actor: Actor) -> None:
        if actor.role is Role.SYSTEM or not self.is_in_force:
            return
        if actor.role not in GIVEN_BY_COMMUNITIES and actor.role.value not in (self._roles(actor.principal) or ()):
            raise WrongRole(
                f"{actor.principal} does not hold the role {actor.role.value} in the directory; "
                f"`perennial person list --role {actor.role.value}` shows who does"
            )
        if actor.on_behalf_of is not None:
            self.must_know(actor.person)

    def must_know(self, person: PersonId) -> None:
        if self.is_in_force and self._roles(person) is None:
            raise PersonNotFound(f"the directory knows no {person!r}; `perennial person list` shows whom it knows")

    def above(self, people: Collection[PersonId], height: int) -> Sequence[PersonId]:
        lines = self._read(lambda connection: [Directory(connection).line(person) for person in people])
        return tuple(dict.fromkeys(line[min(height, len(line)) - 1] for line in lines if line))

    def close(self) -> None:
        with self._lock:
            self._hang_up()

    def _roles(self, person: PersonId) -> list[str] | None:
        roles: list[str] | None = self._ask(person, _ROLES, (person,))
        return roles

    def _ask(self, about: PersonId | None, query: LiteralString, params: tuple[str, ...]) -> Any:
        now = time.monotonic()
        known = self._kept.get(about)
        if known is not None and now - known[0] < SECONDS:
            return known[1]
        row = self._read(lambda connection: connection.execute(query, params).fetchone())
        if len(self._kept) >= MOST_KEPT:
            self._kept.clear()
        self._kept[about] = (now, row[0] if row else None)
        return self._kept[about][1]

    def _read(self, look: Callable[[Connection[Any]], T]) -> T:
        """Looks once more over a new connection where the old one was lost meanwhile; raises the outage if that fails.

        Reading changes nothing, so that it may be repeated.
        """
        with self._lock:
            try:
                return self._look(look)
            except psycopg.OperationalError:
                self._hang_up()
            try:
                return self._look(look)
            except psycopg.OperationalError as outage:
                self._hang_up()
                raise OperationalError(f"the directory is away: {outage}") from outage

    def _look(self, look: Callable[[Connection[Any]], T]) -> T:
        if self._connection is None:
            self._connection = psycopg.connect(self._conninfo, autocommit=True)
        return look(self._connection)

    def _hang_up(self) -> None:
        if self._connection is not None:
            self._connection.close()
            self._connection = None
