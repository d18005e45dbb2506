"""One year of a community: a plan is written, decided on, and measured against."""

from datetime import datetime
from decimal import Decimal
from typing import Final

from aggregates.year import events as happened
from aggregates.year.assessing import YearAssessing
from aggregates.year.memory import Measurement
from vocabulary.attainment import overall
from vocabulary.ids import CommunityId, year_stream
from vocabulary.people import PersonId
from vocabulary.plans import Kpi, Workplan
from vocabulary.provenance import Provenance
from vocabulary.refusals import AlreadyAsked, InFuture, InPast, Malformed, NothingAsked, UnknownItem, WrongStage
from vocabulary.tasks import ItemName
from vocabulary.years import YearSpan

MOST_MEASUREMENTS: Final = 1_000
"""Of one year; more is a series for another tool, whose end stands here."""


class CommunityYear(YearAssessing):
    TOPIC = happened.COMMUNITY_YEAR

    @classmethod
    def open(cls, community: CommunityId, number: int, provenance: Provenance) -> "CommunityYear":
        stream = year_stream(community, number)
        return cls._begin(happened.YearOpened, stream, provenance, community=community, number=number)

    # -- the plan -----------------------------------------------------------------------------------------------

    def write_plan(self, plan: Workplan, provenance: Provenance) -> None:
        """Writes it down, or anew; what is being decided on is recalled first, so nobody decides on something else."""
        if self.change is not None:
            raise AlreadyAsked(f"the plan of {self.name} is being decided on; recall it to change it: `task recall`")
        if plan != self.draft:
            self._happened(happened.PlanDrafted, provenance, plan=plan)

    def submit(self, change: int, provenance: Provenance) -> None:
        """`change` is the number of the change by which it is decided on."""
        self.must_be_ready()
        self._happened(happened.PlanSubmitted, provenance, round=self.round + 1, change=change)

    def must_be_ready(self) -> Workplan:
        """The plan that would be submitted; refuses where there is none, or none that was not decided on."""
        if self.draft is None:
            raise NothingAsked(f"{self.name} has no plan yet; write one: `perennial plan draft {self.community} FILE`")
        if self.draft == self.approved:
            raise NothingAsked(f"the plan of {self.name} holds as it is; change it before you submit it again")
        return self.draft

    def send_back(self, change: int, reason: str | None, provenance: Provenance) -> None:
        """It is its authors' again; a change that is not the one being decided on changes nothing."""
        if self.change == change:
            self._happened(happened.PlanReturned, provenance, round=self.round, reason=reason)

    def approve(self, change: int, provenance: Provenance) -> None:
        if self.change == change:
            self._happened(happened.PlanApproved, provenance, round=self.round)

    # -- what comes of it ---------------------------------------------------------------------------------------

    def measure(
        self, kpi: ItemName, value: Decimal, on: datetime, evidence: str, span: YearSpan, provenance: Provenance
    ) -> int:
        """Notes where a KPI stands; returns the number of the measurement."""
        self._must_have_kpi(kpi)
        self._must_lie_in(span, on, provenance)
        if len(self.measurements) >= MOST_MEASUREMENTS:
            raise Malformed(f"{self.name} has {MOST_MEASUREMENTS} measurements; note fewer, such as one a month")
        number = len(self.measurements) + 1
        self._happened(happened.KpiMeasured, provenance, number=number, kpi=kpi, value=value, on=on, evidence=evidence)
        return number

    def correct(self, number: int, value: Decimal, evidence: str, reason: str, provenance: Provenance) -> None:
        """The old value stays in the record."""
        wrong = next((one for one in self.measurements if one.number == number), None)
        if wrong is None:
            raise UnknownItem(f"{self.name} has no measurement {number}; it has {len(self.measurements)}")
        if wrong.value != value:
            self._happened(
                happened.MeasurementCorrected,
                provenance,
                number=number,
                kpi=wrong.kpi,
                was=wrong.value,
                value=value,
                evidence=evidence,
                reason=reason,
            )

    def deliver(
        self, initiative: ItemName, on: datetime, evidence: str, span: YearSpan, provenance: Provenance
    ) -> None:
        """Delivered already, that is the same as once."""
        self._must_have_initiative(initiative)
        self._must_lie_in(span, on, provenance)
        if initiative not in self.delivered:
            self._happened(happened.InitiativeDelivered, provenance, initiative=initiative, on=on, evidence=evidence)

    def take_delivery_back(self, initiative: ItemName, reason: str, provenance: Provenance) -> None:
        if initiative not in self.delivered:
            raise NothingAsked(f"{initiative} is not delivered by the record; there is nothing to take back")
        self._happened(happened.DeliveryTakenBack, provenance, initiative=initiative, reason=reason)

    def agree_objective(self, person: PersonId, evidence: str, provenance: Provenance) -> None:
        """Agreed already, that is the same as once."""
        if person not in self.objectives:
            self._happened(happened.ObjectiveAgreed, provenance, person=person, evidence=evidence)

    def latest(self, kpi: ItemName) -> Measurement | None:
        """The measurement that counts: of the latest day, and of that the one noted last."""
        of_it = [one for one in self.measurements if one.kpi == kpi]
        return max(of_it, key=lambda one: (one.on, one.number), default=None)

    @property
    def values(self) -> dict[ItemName, Decimal]:
        """Where each KPI of the plan that holds stands, as far as it was measured."""
        kpis = self.approved.kpis if self.approved else ()
        return {kpi.id: found.value for kpi in kpis if (found := self.latest(kpi.id))}

    @property
    def attained(self) -> Decimal:
        """How much of its targets was reached, from 0 to 1."""
        return overall(self.approved.kpis if self.approved else (), self.values)

    # -- rules used above ---------------------------------------------------------------------------------------

    def _must_have_kpi(self, name: ItemName) -> Kpi:
        plan = self._must_hold()
        kpi = plan.kpi(name)
        if kpi is None:
            known = ", ".join(one.id for one in plan.kpis)
            raise UnknownItem(f"the plan of {self.name} has no KPI {name!r}; it has {known}")
        return kpi

    def _must_have_initiative(self, name: ItemName) -> None:
        plan = self._must_hold()
        if plan.initiative(name) is None:
            known = ", ".join(one.id for one in plan.initiatives)
            raise UnknownItem(f"the plan of {self.name} has no initiative {name!r}; it has {known}")

    def _must_hold(self) -> Workplan:
        if self.approved is None:
            raise WrongStage(f"no plan of {self.name} was approved yet; there is nothing to measure against")
        return self.approved

    def _must_lie_in(self, span: YearSpan, on: datetime, provenance: Provenance) -> None:
        if on > provenance.recorded_at:
            raise InFuture(f"{on:%Y-%m-%d %H:%M} UTC has not come yet; note what is known")
        if not span.covers(on):
            when = f"from {span.starts:%Y-%m-%d} to {span.ends:%Y-%m-%d}"
            raise InPast(f"{on:%Y-%m-%d} lies outside {self.name}, which is {when}; note it in the year it belongs to")
