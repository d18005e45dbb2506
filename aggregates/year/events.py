"""Everything that can happen to a community's year."""

from typing import ClassVar

from aggregates.event import Beginning, Event
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId
from vocabulary.plans import Figure, Workplan
from vocabulary.provenance import Moment
from vocabulary.tasks import ItemName
from vocabulary.terms import Line, Reason

COMMUNITY_YEAR = "year"


class YearEvent(Event):
    """Something that happened to one year of one community."""


class YearOpened(Beginning, YearEvent):
    """Somebody has begun to plan or to assess it; the year itself begins by the calendar."""

    TOPIC: ClassVar[str] = "year.opened"
    AGGREGATE: ClassVar[str] = COMMUNITY_YEAR
    community: CommunityId
    number: int
    """Counted from 1, from the launch."""


class PlanDrafted(YearEvent):
    """The plan as its authors want it now; one that was approved holds until another is."""

    TOPIC: ClassVar[str] = "year.plan_drafted"
    plan: Workplan


class PlanSubmitted(YearEvent):
    TOPIC: ClassVar[str] = "year.plan_submitted"
    round: int
    """Counted from 1."""
    change: int
    """The number of the change by which it is decided on."""


class PlanReturned(YearEvent):
    """It goes back to its authors: somebody asks for changes, or said no, or it was recalled."""

    TOPIC: ClassVar[str] = "year.plan_returned"
    round: int
    reason: Reason | None


class PlanApproved(YearEvent):
    """What was submitted holds from now on."""

    TOPIC: ClassVar[str] = "year.plan_approved"
    round: int


class KpiMeasured(YearEvent):
    TOPIC: ClassVar[str] = "year.kpi_measured"
    number: int
    """Counted from 1 in the year; a correction names it."""
    kpi: ItemName
    value: Figure
    on: Moment
    """For when the value holds."""
    evidence: Line
    """What shows it: a document, a link, a count of whom."""


class MeasurementCorrected(YearEvent):
    """A measurement was wrong; the old value stays in the record."""

    TOPIC: ClassVar[str] = "year.measurement_corrected"
    number: int
    kpi: ItemName
    was: Figure
    value: Figure
    evidence: Line
    reason: Reason


class InitiativeDelivered(YearEvent):
    TOPIC: ClassVar[str] = "year.initiative_delivered"
    initiative: ItemName
    on: Moment
    evidence: Line


class DeliveryTakenBack(YearEvent):
    """It was said to be delivered, and is not."""

    TOPIC: ClassVar[str] = "year.delivery_taken_back"
    initiative: ItemName
    reason: Reason


class ObjectiveAgreed(YearEvent):
    """What somebody does for the community counts among their own objectives of the year."""

    TOPIC: ClassVar[str] = "year.objective_agreed"
    person: PersonId
    evidence: Line
