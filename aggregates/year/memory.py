"""What a community's year remembers of what happened in it; one small function a fact."""

from collections.abc import Mapping
from datetime import datetime
from decimal import Decimal
from functools import singledispatchmethod
from typing import NamedTuple

from aggregates.event import Aggregate, Event
from aggregates.year import events as happened
from aggregates.year.maturity_events import MaturityAssessed
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId
from vocabulary.plans import Workplan
from vocabulary.tasks import ItemName


class Measurement(NamedTuple):
    number: int
    kpi: ItemName
    value: Decimal
    on: datetime


class YearMemory(Aggregate):
    """State that follows from the facts, and nothing else; every value is immutable."""

    def __init__(self, community: CommunityId, number: int) -> None:
        self.community = community
        self.number = number
        self.draft: Workplan | None = None
        """As its authors want it now."""
        self.approved: Workplan | None = None
        """What holds."""
        self.round = 0
        """How often it was submitted."""
        self.change: int | None = None
        """The change by which it is being decided on; None while its authors may write."""
        self.measurements: tuple[Measurement, ...] = ()
        """Corrected ones as they were corrected."""
        self.delivered: frozenset[ItemName] = frozenset()
        self.objectives: frozenset[PersonId] = frozenset()
        """Of whom it counts among their own objectives what they do here."""
        self.maturity: Mapping[ItemName, int] = {}
        """By dimension, as it was assessed last."""
        self.own_maturity: Mapping[ItemName, int] = {}
        """By dimension, as the community sees itself."""

    @property
    def name(self) -> str:
        return f"year {self.number} of {self.community}"

    @singledispatchmethod
    def remember(self, event: Event) -> None:
        raise NotImplementedError(type(event).__name__)

    @remember.register
    def _drafted(self, event: happened.PlanDrafted) -> None:
        self.draft = event.plan

    @remember.register
    def _submitted(self, event: happened.PlanSubmitted) -> None:
        self.round = event.round
        self.change = event.change

    @remember.register
    def _returned(self, _: happened.PlanReturned) -> None:
        self.change = None

    @remember.register
    def _approved(self, _: happened.PlanApproved) -> None:
        self.change = None
        self.approved = self.draft

    @remember.register
    def _measured(self, event: happened.KpiMeasured) -> None:
        self.measurements = (*self.measurements, Measurement(event.number, event.kpi, event.value, event.on))

    @remember.register
    def _corrected(self, event: happened.MeasurementCorrected) -> None:
        self.measurements = tuple(
            one._replace(value=event.value) if one.number == event.number else one for one in self.measurements
        )

    @remember.register
    def _objective_agreed(self, event: happened.ObjectiveAgreed) -> None:
        self.objectives |= {event.person}

    @remember.register
    def _assessed(self, event: MaturityAssessed) -> None:
        if event.own:
            self.own_maturity = {**self.own_maturity, event.dimension: event.level}
        else:
            self.maturity = {**self.maturity, event.dimension: event.level}

    @remember.register
    def _delivered(self, event: happened.InitiativeDelivered) -> None:
        self.delivered |= {event.initiative}

    @remember.register
    def _taken_back(self, event: happened.DeliveryTakenBack) -> None:
        self.delivered -= {event.initiative}
