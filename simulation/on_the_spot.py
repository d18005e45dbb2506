"""Where people act in a rehearsal: who leads, whether a community lives, and when something is done about it."""

from collections.abc import Callable, Mapping
from datetime import datetime
from random import Random
from typing import TypeVar

from aggregates.application import Perennial
from aggregates.commands.command import Command
from aggregates.community import Community
from simulation.cast import Invented
from simulation.people import Office
from simulation.rehearsal import Rehearsal
from vocabulary.ids import CommunityId
from vocabulary.people import Actor, Role
from vocabulary.stages import LIVING
from vocabulary.years import year_at

T = TypeVar("T")


class OnTheSpot:
    """Some communities of a rehearsal, each with a chance of its own."""

    def __init__(self, communities: Mapping[CommunityId, Invented], office: Office) -> None:
        self.communities = communities
        self.office = office
        self._chances = {one.id: Random(f"{one.seed}/years") for one in communities.values()}  # noqa: S311
        self._rehearsal: Rehearsal | None = None

    def join(self, rehearsal: Rehearsal) -> None:
        """From now on they are there."""
        self._rehearsal = rehearsal

    @property
    def there(self) -> Rehearsal:
        if self._rehearsal is None:
            msg = "people join a rehearsal before they hear of anything"
            raise RuntimeError(msg)
        return self._rehearsal

    def chance(self, community: Invented) -> Random:
        return self._chances[community.id]

    def living(self, community: Invented) -> Community | None:
        """None while it does not live, or nobody leads it."""
        found = self.there.community(community.id)
        return found if found.stage in LIVING and found.lead is not None else None

    def lead(self, community: Invented) -> Actor:
        return Actor(person=self.there.community(community.id).lead or "", role=Role.LEAD)

    def year(self, community: Invented) -> int:
        """In which year of its own it is, counted from 1."""
        lived = self.there.community(community.id)
        every = self.there.rules(lived.policy).annual_review.every
        return year_at(self.there.now, lived.anchor, every).number if lived.anchor else 1

    def when(self, community: Invented, moment: datetime, do: Callable[[], object]) -> None:
        """Does it then, if the community lives."""

        def if_it_lives() -> None:
            if self.living(community) is not None:
                do()

        self.there.arrange(moment, if_it_lives)

    def act(self, community: Invented, carry_out: Callable[[Perennial, Command], T], by: Actor | None = None) -> T:
        """The lead does it, unless somebody else is named."""
        return self.there.act(community.id, carry_out, by or self.lead(community))
