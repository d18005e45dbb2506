"""Objectives of the organisation: larger ones are split into smaller ones, down to what a community can own."""

from collections.abc import Iterator, Mapping
from functools import singledispatchmethod
from typing import Final, NamedTuple

from aggregates.event import Aggregate, Event
from aggregates.objectives import events as happened
from vocabulary.ids import OBJECTIVES_STREAM
from vocabulary.people import PersonId, Role
from vocabulary.provenance import Provenance
from vocabulary.refusals import Conflict, Malformed, UnknownItem, WrongRole
from vocabulary.tasks import ItemName

SETS: Final = frozenset({Role.KM, Role.MANAGEMENT, Role.BOARD, Role.ADMIN})
MOST: Final = 1_000


class Objective(NamedTuple):
    title: str
    under: ItemName | None
    owner: PersonId | None


class Objectives(Aggregate):
    TOPIC = happened.OBJECTIVES

    def __init__(self) -> None:
        self.known: Mapping[ItemName, Objective] = {}
        """Those that are pursued, by id."""

    @classmethod
    def begin(cls, provenance: Provenance) -> "Objectives":
        return cls._begin(happened.ObjectivesBegun, OBJECTIVES_STREAM, provenance)

    def set(
        self, objective: ItemName, title: str, under: ItemName | None, owner: PersonId | None, provenance: Provenance
    ) -> None:
        """Adds it, or says it otherwise; the same again changes nothing."""
        self._must_set(provenance)
        if under is not None:
            self.must_know(under)
            self._must_not_go_round(objective, under)
        if objective not in self.known and len(self.known) >= MOST:
            raise Malformed(f"there are {MOST} objectives already; drop those that nobody pursues any more")
        if self.known.get(objective) != Objective(title, under, owner):
            self._happened(
                happened.ObjectiveSet, provenance, objective=objective, title=title, under=under, owner=owner
            )

    def drop(self, objective: ItemName, reason: str, provenance: Provenance) -> None:
        self._must_set(provenance)
        self.must_know(objective)
        parts = sorted(name for name, one in self.known.items() if one.under == objective)
        if parts:
            raise Conflict(f"{', '.join(parts)} would lie under nothing; drop them first, or put them under another")
        self._happened(happened.ObjectiveDropped, provenance, objective=objective, reason=reason)

    def must_know(self, objective: str) -> None:
        if objective not in self.known:
            known = ", ".join(sorted(self.known)) or "none"
            raise UnknownItem(f"there is no objective {objective!r}; there are {known}: see `perennial objective list`")

    def _must_not_go_round(self, objective: ItemName, under: ItemName) -> None:
        above = list(self._upwards(under))
        if objective in above:
            way = " under ".join([objective, *above[: above.index(objective) + 1]])
            raise Malformed(f"{objective} can't lie under itself: {way}")

    def _upwards(self, objective: ItemName | None) -> Iterator[ItemName]:
        """The objective, and those above it; there is no way round, for each step was looked at when it was made."""
        while objective is not None:
            yield objective
            objective = self.known[objective].under

    @staticmethod
    def _must_set(provenance: Provenance) -> None:
        if provenance.actor.role not in SETS:
            raise WrongRole("objectives of the organisation are set by Management and by the KM team")

    @singledispatchmethod
    def remember(self, event: Event) -> None:
        raise NotImplementedError(type(event).__name__)

    @remember.register
    def _set(self, event: happened.ObjectiveSet) -> None:
        self.known = {**self.known, event.objective: Objective(event.title, event.under, event.owner)}

    @remember.register
    def _dropped(self, event: happened.ObjectiveDropped) -> None:
        self.known = {name: one for name, one in self.known.items() if name != event.objective}
