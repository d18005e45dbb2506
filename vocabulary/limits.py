"""Who approves how much money at once."""

from collections.abc import Sequence
from typing import Protocol

from vocabulary.money import Money
from vocabulary.people import Role


class Limit(Protocol):
    """One role approves up to an amount; without one, whatever is more."""

    @property
    def up_to(self) -> Money | None: ...

    @property
    def by(self) -> Role: ...


def who_approves(limits: Sequence[Limit], amount: Money) -> tuple[Role, ...]:
    """Who is asked about so much, and after them those who approve still more; nobody where it is above all limits.

    Without any limit it is the KM team, whose money it is.
    """
    if not limits:
        return (Role.KM,)
    return tuple(dict.fromkeys(limit.by for limit in limits if limit.up_to is None or amount <= limit.up_to))
