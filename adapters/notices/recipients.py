"""Who is told: the people behind the roles that are asked, or those who are named."""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import NamedTuple

from vocabulary.people import PersonId, Role

Holders = Callable[[Role], Iterable[PersonId]]
"""Who holds a role in the organisation, by the directory."""


@dataclass(frozen=True)
class Asked:
    """Whom something concerns, as a task or a community says it; who that is, `recipients` finds out."""

    roles: tuple[Role, ...]
    lead: PersonId | None = None
    """Of the community that it is about: stands for the roles that a community gives."""
    named: tuple[PersonId, ...] = ()
    """Told instead of the holders of the first role, in that role; further roles are asked as a whole."""
    but_not: frozenset[PersonId] = frozenset()
    """Who did it themselves, or was told otherwise."""
    on_behalf_of: PersonId | None = None
    """For whom those named may answer; None where it is for themselves."""


class Recipient(NamedTuple):
    person: PersonId | None
    """None where nobody is known to hold the role."""
    role: Role
    """In which they are told, and may answer."""
    on_behalf_of: PersonId | None = None
    """In whose place they are told; None where it is for themselves."""


def recipients(asked: Asked, holders: Holders) -> list[Recipient]:
    """Everybody who is told, each once, in the first role in which they are asked.

    A role that nobody holds is told of as well, without a person, so that somebody sees it.
    """
    found: dict[PersonId, Recipient] = {}
    nobody: list[Recipient] = []
    for role, people in _by_role(asked, holders):
        for person in people:
            found.setdefault(person, Recipient(person, role, asked.on_behalf_of))
        if not people:
            nobody.append(Recipient(None, role))
    return [told for person, told in found.items() if person not in asked.but_not] + nobody


def _by_role(asked: Asked, holders: Holders) -> Iterator[tuple[Role, tuple[PersonId, ...]]]:
    for number, role in enumerate(dict.fromkeys(asked.roles)):
        if asked.named and number == 0:
            yield role, asked.named
        elif role in {Role.LEAD, Role.MEMBER}:  # what all members are asked, nobody is: the lead hears of it
            yield Role.LEAD, (asked.lead,) if asked.lead else ()
        else:
            yield role, tuple(holders(role))
