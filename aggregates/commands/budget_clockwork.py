"""What the passing of time causes about money: requests are put, years closed, and that nobody asks is noted."""

from datetime import datetime

from aggregates.commands.affairs_clockwork import AffairsClockwork
from aggregates.commands.budget_year import close_year, present_budget
from aggregates.commands.granting import budget_of_year, grant_or_refuse
from aggregates.community import Community
from aggregates.desk import Desk
from aggregates.review_task import ReviewTask
from vocabulary.ids import CommunityId
from vocabulary.provenance import Provenance
from vocabulary.refusals import AlreadyAsked
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import Choice


class BudgetClockwork(AffairsClockwork):
    """All of the clock's commands."""

    def put_spending(self, number: int, terms: TaskTerms, at: datetime) -> None:
        def change(desk: Desk, community: Community, provenance: Provenance) -> None:
            community.put_spending(number, terms.id, provenance)
            desk.add(ReviewTask.open(terms, provenance))

        self._cause(terms.community, f"put {terms.id}", at, change)

    def drop_spending(self, community: CommunityId, number: int, because: str, at: datetime) -> None:
        def change(desk: Desk, community_: Community, provenance: Provenance) -> None:
            if community_.spending(number).task is not None:
                raise AlreadyAsked(f"request {number} of {community} is being decided; it ends with that answer")
            grant_or_refuse(desk, community_, number, Choice.RETURN, because, provenance)
            community_.settle_spending(number, provenance)

        self._cause(community, f"drop request {number}", at, change)

    def close_budget(self, community: CommunityId, year: int, at: datetime) -> None:
        def change(desk: Desk, community_: Community, provenance: Provenance) -> None:
            close_year(desk, community_, budget_of_year(desk, community_, year), provenance)

        self._cause(community, f"close budget {year}", at, change)

    def note_nothing_requested(self, community: CommunityId, since: datetime, at: datetime) -> None:
        def change(desk: Desk, community_: Community, provenance: Provenance) -> None:
            present_budget(desk, community_, provenance).note_nothing_requested(since, provenance)

        self._cause(community, f"note that nothing was asked for since {since.isoformat()}", at, change)
