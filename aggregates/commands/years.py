"""Which year of a community a moment lies in, as its policy counts years."""

from datetime import datetime

from aggregates.commands.pinned import pinned
from aggregates.community import Community
from aggregates.desk import Desk
from vocabulary.refusals import WrongStage
from vocabulary.years import YearSpan, year_at


def its_year_at(desk: Desk, community: Community, moment: datetime, *, before_launch: str) -> YearSpan:
    """Refuses where it was not launched yet, with what hangs on that: `before_launch` ends the sentence."""
    if community.anchor is None:
        raise WrongStage(f"{community.community} was not launched yet; {before_launch}")
    return year_at(moment, community.anchor, pinned(desk, community.policy).annual_review.every)
