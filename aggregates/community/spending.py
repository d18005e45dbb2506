"""Money that a community asks for: each request waits for one answer."""

from aggregates.community import spending_events as happened
from aggregates.community.affairs import spending_matter
from aggregates.community.affairs_commands import CommunityAffairs
from vocabulary.ids import TaskId
from vocabulary.people import PersonId
from vocabulary.provenance import Provenance
from vocabulary.refusals import AlreadyAsked, NothingAsked
from vocabulary.spending import Spending
from vocabulary.task_terms import TaskTerms
from vocabulary.tasks import TaskKind


class CommunitySpending(CommunityAffairs):
    """Decides on who is asked for money; how much there is, its budget knows."""

    def open_budget(self, year: int, provenance: Provenance) -> None:
        self.must_spend()
        if year <= self.affairs.budget_year:
            raise AlreadyAsked(f"the budget of year {year} of {self.community} stands already")
        self._happened(happened.BudgetOpened, provenance, year=year)

    def request_spending(self, year: int, provenance: Provenance) -> int:
        """Notes that money is asked for; returns the number of the request, counted from 1 in the community."""
        self.must_spend()
        number = self.affairs.spendings_asked + 1
        self._happened(happened.SpendingRequested, provenance, number=number, year=year)
        return number

    def put_spending(self, number: int, task: TaskId, provenance: Provenance) -> None:
        if self.spending(number).task is not None:
            raise AlreadyAsked(f"somebody was asked about request {number} of {self.community} already")
        self._happened(happened.SpendingPut, provenance, number=number, task=task)

    def settle_spending(self, number: int, provenance: Provenance) -> None:
        self.spending(number)
        self._happened(happened.SpendingSettled, provenance, number=number)

    def spending(self, number: int) -> Spending:
        """The request with this number, as long as it waits for an answer."""
        found = next((one for one in self.affairs.spendings if one.number == number), None)
        if found is None:
            raise NothingAsked(f"request {number} of {self.community} does not wait for an answer (any more)")
        return found

    def spending_of(self, task: TaskId) -> Spending:
        """The request that a task asks about."""
        found = next((one for one in self.affairs.spendings if one.task == task), None)
        if found is None:
            raise NothingAsked(f"{task} is not what {self.community} waits for")
        return found

    def must_spend(self) -> None:
        """Refuses money for what does not live."""
        self._must_live("money is asked for and spent while it is alive")

    def authors_of(self, terms: TaskTerms) -> frozenset[PersonId]:
        if terms.kind is not TaskKind.SPENDING:
            return super().authors_of(terms)
        asked = next((one for one in self.affairs.spendings if one.task == terms.id), None)
        return self.affairs.authors_of(spending_matter(asked.number)) if asked else frozenset()
