"""In which periods communities are ranked."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Final

from projections.leaderboard.criteria import Criteria
from projections.leaderboard.members import MemberRow
from vocabulary.ids import CommunityId
from vocabulary.periods import Period

MOST_PERIODS: Final = 400
"""Of one year; shorter ones than a day are not ranked."""


class Calendar:
    """For some communities, by the policies that they live by; periods by how they write themselves."""

    def __init__(self, criteria: Criteria, members: Mapping[CommunityId, MemberRow]) -> None:
        self.criteria = criteria
        self.members = members
        self._names: dict[Period, str] = {}

    def period(self, community: CommunityId, moment: datetime) -> tuple[Period, str] | None:
        """In which a community is ranked for what happened at a moment; None where nothing is."""
        period = self.criteria.period(self.members[community].programme_at(moment), moment)
        if period is None:
            return None
        if period not in self._names:
            self._names[period] = str(period)
        return period, self._names[period]

    def ranks(self, community: CommunityId) -> bool:
        """Whether a community is ranked at any time by what is known."""
        return any(self.criteria.ranks(one.policy) for one in self.members[community].adopted)

    def is_steady(self, community: CommunityId) -> bool:
        """Whether all that happens from the first to the last moment of a period lies in it: the length of periods
        never changed, neither by another version nor by another policy."""
        adopted = self.members[community].adopted
        return len(adopted) == 1 and self.criteria.has_one_length(adopted[0].policy)

    def of_year(self, community: CommunityId, number: int) -> Iterator[str]:
        """All periods of which a year of the community fills a part."""
        row = self.members[community]
        every = self.criteria.every(row.version)
        if row.launched_at is None or every is None:
            return
        moment, ends = every.after(row.launched_at, number - 1), every.after(row.launched_at, number)
        for _ in range(MOST_PERIODS):
            found = self.period(community, moment)
            if found is None:
                return
            yield found[1]
            moment = found[0].ends
            if moment >= ends:
                return
