"""The rhythm in which communities were heard of, and how it goes on."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from itertools import pairwise
from random import Random
from typing import Final

from vocabulary.ids import CommunityId

DEFAULT: Final = (timedelta(weeks=4),)
"""Where nothing is known of anybody."""
ENOUGH: Final = 3
"""Pauses of its own by which a community's rhythm is known; with fewer, those of all communities are taken."""


class Rhythms:
    """Pauses between the days on which each community was heard of."""

    def __init__(self, signs: Mapping[CommunityId, Sequence[datetime]]) -> None:
        self._latest = {community: max(moments) for community, moments in signs.items() if moments}
        self._own = {community: pauses(moments) for community, moments in signs.items()}
        self._all = [pause for own in self._own.values() for pause in own] or list(DEFAULT)

    def latest(self, community: CommunityId) -> datetime | None:
        """When it was last heard of."""
        return self._latest.get(community)

    def is_known(self, community: CommunityId) -> bool:
        """Whether it has a rhythm of its own."""
        return len(self._own.get(community, ())) >= ENOUGH

    def goes_on(self, community: CommunityId, now: datetime, chance: Random) -> Iterator[datetime]:
        """Moments after `now`, each a pause after the one before; pauses are drawn from those that there were.

        Who is silent now comes back after one of the longer pauses; who has been silent for longer than ever before
        stays so.
        """
        usual = self._own[community] if self.is_known(community) else self._all
        latest = self._latest.get(community, now)
        longer = [pause for pause in usual if latest + pause > now]
        if not longer:
            return
        moment = latest + chance.choice(longer)
        while True:
            yield moment
            moment += chance.choice(usual)


def pauses(moments: Sequence[datetime]) -> list[timedelta]:
    """Between one day with signs of life and the next."""
    days = sorted({moment.date() for moment in moments})
    return [later - earlier for earlier, later in pairwise(days)]
