"""One year of a community as its readers see it, and how each fact changes that."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from functools import singledispatch
from typing import Final, Literal

from aggregates.event import Event, taken_by
from aggregates.year import events as happened
from vocabulary.attainment import attainment, overall
from vocabulary.ids import CommunityId
from vocabulary.people import PersonId
from vocabulary.plans import Direction, Initiative, Workplan
from vocabulary.provenance import Moment
from vocabulary.tasks import ItemName

PlanState = Literal["drafted", "submitted", "returned", "approved"]


_MOVING: Final = (
    *(happened.PlanApproved, happened.KpiMeasured, happened.MeasurementCorrected),
    *(happened.InitiativeDelivered, happened.DeliveryTakenBack),
)
"""After these facts a year stands elsewhere: there are other targets, or other values of them."""


@dataclass(slots=True)
class InitiativeRow:
    id: ItemName
    title: str
    starts: date
    ends: date
    owner: PersonId
    deliverables: list[str] = field(default_factory=list)
    delivered_on: Moment | None = None
    evidence: str | None = None


@dataclass(slots=True)
class KpiRow:
    id: ItemName
    title: str
    unit: str
    direction: Direction
    baseline: Decimal
    target: Decimal
    weight: Decimal
    objective: str | None = None
    share: Decimal | None = None
    value: Decimal | None = None
    """Where it stands, by the measurement of the latest day."""
    on: Moment | None = None
    attained: Decimal = Decimal(0)
    """From 0 to 1."""


@dataclass(slots=True)
class MeasurementRow:
    number: int
    kpi: ItemName
    value: Decimal
    on: Moment
    evidence: str
    was: list[Decimal] = field(default_factory=list)
    """What it was said to be before it was corrected."""


@dataclass(slots=True)
class YearRow:
    """The plan that holds, and how far it has come; the one that is being written or decided on stands beside it."""

    id: str
    community: CommunityId
    number: int
    as_of: Moment
    """When the last fact was recorded that this shows."""
    state: PlanState | None = None
    """Of the plan that was written last; None before there is one."""
    round: int = 0
    reason: str | None = None
    """Why it came back."""
    draft: Workplan | None = None
    approved: Workplan | None = None
    approved_at: Moment | None = None
    initiatives: list[InitiativeRow] = field(default_factory=list)
    """Of the plan that holds, as the following."""
    kpis: list[KpiRow] = field(default_factory=list)
    measurements: list[MeasurementRow] = field(default_factory=list)
    objectives: list[PersonId] = field(default_factory=list)
    """Of whom it counts among their own objectives what they do here."""
    attained: Decimal = Decimal(0)
    """How much of the targets was reached, from 0 to 1: the mean of all KPIs by weight."""
    delivered: Decimal = Decimal(0)
    """Which part of the initiatives was delivered, from 0 to 1."""


def opened(event: happened.YearOpened) -> YearRow:
    name = f"{event.community}/{event.number}"
    return YearRow(name, event.community, event.number, as_of=event.provenance.recorded_at)


def changed(event: Event, row: YearRow) -> None:
    """Changes the row by one fact, and all that follows from it."""
    taken_by(_change, type(event))(event, row)
    row.as_of = event.provenance.recorded_at
    if isinstance(event, _MOVING):
        _work_out(row)


def _work_out(row: YearRow) -> None:
    values = {}
    for kpi in row.kpis:
        of_it = [one for one in row.measurements if one.kpi == kpi.id]
        latest = max(of_it, key=lambda one: (one.on, one.number), default=None)
        kpi.value, kpi.on = (latest.value, latest.on) if latest else (None, None)
        if latest:
            values[kpi.id] = latest.value
    if row.approved is not None:
        for kpi, planned in zip(row.kpis, row.approved.kpis, strict=True):
            kpi.attained = attainment(planned, kpi.value)
        row.attained = overall(row.approved.kpis, values)
        done = sum(one.delivered_on is not None for one in row.initiatives)
        row.delivered = (Decimal(done) / len(row.initiatives)).quantize(Decimal("0.0001"))


@singledispatch
def _change(event: Event, row: YearRow) -> None:
    raise NotImplementedError(type(event).__name__)


@_change.register
def _drafted(event: happened.PlanDrafted, row: YearRow) -> None:
    row.draft, row.state = event.plan, "drafted"


@_change.register
def _submitted(event: happened.PlanSubmitted, row: YearRow) -> None:
    row.state, row.round, row.reason = "submitted", event.round, None


@_change.register
def _returned(event: happened.PlanReturned, row: YearRow) -> None:
    row.state, row.reason = "returned", event.reason


@_change.register
def _approved(event: happened.PlanApproved, row: YearRow) -> None:
    plan = row.draft
    row.state, row.approved, row.approved_at = "approved", plan, event.provenance.recorded_at
    if plan is None:
        return
    done = {one.id: (one.delivered_on, one.evidence) for one in row.initiatives}
    row.initiatives = [_planned(one, *done.get(one.id, (None, None))) for one in plan.initiatives]
    row.kpis = [KpiRow(**dict(kpi)) for kpi in plan.kpis]


def _planned(one: Initiative, delivered_on: Moment | None, evidence: str | None) -> InitiativeRow:
    return InitiativeRow(
        one.id, one.title, one.starts, one.ends, one.owner, list(one.deliverables), delivered_on, evidence
    )


@_change.register
def _measured(event: happened.KpiMeasured, row: YearRow) -> None:
    row.measurements.append(MeasurementRow(event.number, event.kpi, event.value, event.on, event.evidence))


@_change.register
def _corrected(event: happened.MeasurementCorrected, row: YearRow) -> None:
    one = next(one for one in row.measurements if one.number == event.number)
    one.was.append(one.value)
    one.value, one.evidence = event.value, event.evidence


@_change.register
def _delivered(event: happened.InitiativeDelivered, row: YearRow) -> None:
    for one in row.initiatives:
        if one.id == event.initiative:
            one.delivered_on, one.evidence = event.on, event.evidence


@_change.register
def _taken_back(event: happened.DeliveryTakenBack, row: YearRow) -> None:
    for one in row.initiatives:
        if one.id == event.initiative:
            one.delivered_on = one.evidence = None


@_change.register
def _objective_agreed(event: happened.ObjectiveAgreed, row: YearRow) -> None:
    row.objectives.append(event.person)
