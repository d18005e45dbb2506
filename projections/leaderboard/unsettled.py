"""Which rows of a leaderboard have to be worked out anew."""

from collections import defaultdict

from vocabulary.ids import CommunityId, PolicyName


class Unsettled:
    """Of one batch of facts, or of many."""

    def __init__(self) -> None:
        self.dirty: defaultdict[CommunityId, set[str]] = defaultdict(set)
        """Periods, by community."""
        self.moved: set[CommunityId] = set()
        """Communities all of whose rows have to be."""
        self.reconsidered: set[PolicyName] = set()
        """Policies of which another version was published, or one was withdrawn: what reaches into periods to come is
        ranked there by the newest version, so all rows of those who live by them have to be."""
