"""Who may act in which role, and who stands above whom: what the application asks the directory."""

from collections.abc import Collection, Sequence
from typing import Protocol

from vocabulary.people import Actor, PersonId


class Roster(Protocol):
    """The directory satisfies it, and nothing here imports that."""

    @property
    def is_in_force(self) -> bool:
        """Whether it says who holds which role; before that, everybody is taken at their word."""

    def must_hold(self, actor: Actor) -> None:
        """Refuses whoever acts in a role that is not theirs."""

    def must_know(self, person: PersonId) -> None:
        """Refuses somebody who does not exist."""

    def above(self, people: Collection[PersonId], height: int) -> Sequence[PersonId]:
        """Those that many steps up from these people; where a line ends before, its end."""


class AnybodyIsWhoTheySay:
    """Without a directory everybody is taken at their word, and nobody is above anybody."""

    is_in_force = False

    def must_hold(self, actor: Actor) -> None:
        pass

    def must_know(self, person: PersonId) -> None:
        pass

    def above(self, people: Collection[PersonId], height: int) -> Sequence[PersonId]:  # noqa: ARG002  the same for all
        return ()
