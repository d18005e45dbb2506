"""The money of one year of a community: begun, and closed when the year is over."""

from datetime import datetime
from decimal import Decimal

from aggregates.budget import events as happened
from aggregates.budget.events import BUDGET
from aggregates.budget.paying import BudgetPaying
from vocabulary.ids import CommunityId, budget_stream
from vocabulary.money import Money
from vocabulary.provenance import Provenance
from vocabulary.refusals import NothingAsked, TooLate
from vocabulary.spending import Instalment
from vocabulary.tasks import Choice, ItemName
from vocabulary.years import YearSpan


class Budget(BudgetPaying):
    """Nothing is spent that was not granted, and nothing granted that is not there."""

    TOPIC = BUDGET  # not annotated, as in Community

    @classmethod
    def begin(
        cls,
        community: CommunityId,
        year: YearSpan,
        level: ItemName,
        per_year: Money,
        provenance: Provenance,
        *,
        instalments: tuple[Instalment, ...],
        carried_over: Money,
        alerts: tuple[Decimal, ...] = (),
    ) -> "Budget":
        """Refuses money that is carried over from another currency."""
        carried_over.must_be_of(per_year.currency)
        return cls._begin(
            happened.BudgetBegun,
            budget_stream(community, year.number),
            provenance,
            community=community,
            year=year.number,
            starts=year.starts,
            ends=year.ends,
            level=level,
            per_year=per_year,
            instalments=instalments,
            carried_over=carried_over,
            alerts=alerts,
        )

    # -- what the year brings ----------------------------------------------------------------------------------------

    def note_nothing_requested(self, since: datetime, provenance: Provenance) -> None:
        """Once for each time in which nobody asks for anything."""
        self._must_be_open()
        if self.asked_at is not None and self.asked_at > since:
            raise NothingAsked(f"{self.community} has asked for money since")
        if self.unrequested_since != since:
            self._happened(happened.NothingRequested, provenance, since=since)

    def close(self, carry_over: Decimal, provenance: Provenance) -> None:
        """Ends the year; open orders end, and open requests are returned. `carry_over` is a share of what is left."""
        self._must_be_open()
        if provenance.recorded_at < self.ends:
            raise TooLate(f"year {self.year} of {self.community} ends on {self.ends:%Y-%m-%d}, and is closed after it")
        for number in self.orders:
            self.release_order(number, "the year is over; order it anew in the next one", provenance)
        for number in self.requests:
            self.refuse(number, Choice.RETURN, "the year is over; ask for it in the next one", provenance)
        left = self.there(self.ends).less(self.total.paid)
        self._happened(happened.BudgetClosed, provenance, left=left, carried_over=left.part(carry_over))
