"""Who the people of a community are: its lead, its core, its other members."""

from collections.abc import Sequence
from random import Random
from typing import NamedTuple

from simulation.scenario import Group, Scenario
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


class Circle(NamedTuple):
    """Everybody who belongs to one community."""

    core: tuple[PersonId, ...]
    """The lead first."""
    others: tuple[PersonId, ...]

    @property
    def lead(self) -> PersonId:
        return self.core[0]

    @property
    def everybody(self) -> tuple[PersonId, ...]:
        return self.core + self.others

    def present(self, number: int, chance: Random) -> tuple[PersonId, ...]:
        """Whoever comes when so many do: where few come, it is mostly the core."""
        of_core = min(len(self.core), max(1, number * 2 // 3 if number > len(self.core) else number))
        of_others = min(len(self.others), number - of_core)
        return (self.lead, *chance.sample(self.core[1:], of_core - 1), *chance.sample(self.others, of_others))


def alone(community: CommunityId) -> Circle:
    """Where nothing is said of people: somebody leads it."""
    return Circle((f"lead-of-{community}"[:64],), ())


def circle(scenario: Scenario, group: Group, community: CommunityId, number: int, chance: Random) -> Circle:
    """`number` counts the communities of the scenario from 0: nobody leads two of them."""
    if not scenario.names:
        named = [f"member-{one}-of-{community}"[:64] for one in range(2, group.members + 1)]
        return Circle((alone(community).lead, *named[: group.core - 1]), tuple(named[group.core - 1 :]))
    lead = _called(scenario.names, number)
    some = [_called(scenario.names, one) for one in chance.sample(range(_as_many(scenario)), group.members + 1)]
    others = [person for person in some if person != lead][: group.members - 1]
    return Circle((lead, *others[: group.core - 1]), tuple(others[group.core - 1 :]))


def _as_many(scenario: Scenario) -> int:
    """How many people there are to choose from: ten times as many as belong to the largest community, or more."""
    return max(10 * max(group.members for group in scenario.communities), len(scenario.names)) + 1


def _called(names: Sequence[str], number: int) -> PersonId:
    letters, at = divmod(number, len(names))
    behind = ""
    while letters:
        letters, letter = divmod(letters - 1, len(_LETTERS))
        behind = _LETTERS[letter] + behind
    return f"{names[at]}.{behind}" if behind else names[at]
